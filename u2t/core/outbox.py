"""The outbox: a service promises work inside its transaction; it is published after the commit, at least once."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from u2t.core.models import OutboxMessage

logger = logging.getLogger(__name__)

BATCH = 500


def enqueue(task: str, **arguments: Any) -> None:
    """Promise `task`, to be sent once the transaction is stored; arguments must be plain JSON values."""
    OutboxMessage.objects.create(task=task, arguments=arguments)
    transaction.on_commit(publish)


def publish() -> int:
    """Send what is waiting; return how many. A broker that is away loses nothing: the beat tries again."""
    sent = 0
    with transaction.atomic():
        waiting = list(OutboxMessage.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
        try:
            for message in waiting:
                current_app.send_task(message.task, kwargs=message.arguments, retry=False)
                sent += 1
        except (OperationalError, RedisError, OSError) as error:
            logger.warning("outbox: the broker did not answer, %d messages wait: %s", len(waiting) - sent, error)
        OutboxMessage.objects.filter(pk__in=[message.pk for message in waiting[:sent]]).delete()
    return sent
