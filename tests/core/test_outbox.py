"""What a transaction promises is sent after it, and not lost when the broker is away."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.db import connection, transaction

from u2t.core import marks, outbox
from u2t.core.clock import now
from u2t.core.models import Mark, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


def test_enqueue_in_a_stored_transaction_reaches_the_broker(own_queue):
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_purge(own_queue)

    with transaction.atomic():
        outbox.enqueue("core.sweep_jobs")
        assert OutboxMessage.objects.count() == 1

    assert not OutboxMessage.objects.exists()
    with current_app.connection_for_read() as broker:
        message = broker.SimpleQueue(own_queue).get(timeout=5)
        message.ack()
    assert message.headers["task"] == "core.sweep_jobs"


_ENQUEUE = """
import django; django.setup()
from django.db import transaction
from u2t.core import outbox
with transaction.atomic():
    outbox.enqueue("core.sweep_jobs")
"""


def test_enqueue_while_the_broker_is_away_waits_for_it():
    url = f"postgresql://{connection.settings_dict['USER']}@/{connection.settings_dict['NAME']}"
    away = os.environ | {
        "DATABASE_URL": f"{url}?host={connection.settings_dict['HOST']}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }

    subprocess.run([sys.executable, "-c", _ENQUEUE], env=away, check=True, timeout=60)

    assert OutboxMessage.objects.count() == 1
    assert outbox.publish() == 1
    assert not OutboxMessage.objects.exists()


def test_append_marks_promises_one_roll_up():
    with transaction.atomic():
        marks.append("dataset:x", [("630101", "2565"), ("630111", "2565")], known_at=now())

        assert Mark.objects.count() == 2
        assert list(OutboxMessage.objects.values_list("task", flat=True)) == [marks.ROLL_UP]
