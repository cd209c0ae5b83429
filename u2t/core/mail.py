"""Mails: what people are told on the site, sent to their address as well, and tried again until it has gone.

A mail is a due notification: its row is locked while it is sent, so that two workers never send one twice; a crash
between the sending and the commit may. Addresses under `.invalid` are those of invented people: they are written into
the folder of mails whatever carries the others, and never leave.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from u2t.core.models import Notification
from u2t.core.notifications import sentence_of

logger = logging.getLogger(__name__)

#: How a mail server that is away, full or unwilling answers, and an address that is none.
FAILURES = (OSError, SMTPException, ValueError)
MOST_TRIES = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=12)
_BATCH = 200
_LONGEST_SUBJECT = 120
_TO_FOLDER = "django.core.mail.backends.filebased.EmailBackend"


def send(*, subject: str, text: str, to: str) -> None:
    """Send one mail.

    Raises:
        OSError, SMTPException, ValueError: the mail server did not take it, or the address is none.
    """
    EmailMessage(subject, text, None, [to], connection=_connection(to)).send()


def send_due(keys: Sequence[int] | None = None) -> int:
    """Send the mails that are due, of some notifications or of all; return how many have gone."""
    due = Notification.objects.filter(mail_due_at__lte=timezone.now())
    if keys is not None:
        due = due.filter(pk__in=keys)
    # Each in a transaction of its own: one that fails takes nothing back of those that went.
    return sum(_send_one(key) for key in due.order_by("mail_due_at").values_list("pk", flat=True)[:_BATCH])


def _send_one(key: int) -> bool:
    with transaction.atomic():
        rows = Notification.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
        found = rows.filter(pk=key, mail_due_at__lte=timezone.now()).first()
        if found is None:
            return False
        gone = _tried(found) if _is_wanted(found) else _dropped(found)
        found.save(update_fields=["mail_due_at", "mail_tries", "mailed_at"])
        return gone


def _is_wanted(notification: Notification) -> bool:
    user = notification.user
    return bool(user.email and user.is_active and user.wants_mail and notification.read_at is None)


def _dropped(notification: Notification) -> bool:
    notification.mail_due_at = None
    return False


def _tried(notification: Notification) -> bool:
    try:
        with override(notification.user.language):
            send(subject=_subject(notification), text=_text(notification), to=notification.user.email)
    except FAILURES as error:
        _put_off(notification, error)
        return False
    notification.mail_due_at, notification.mailed_at = None, timezone.now()
    return True


def _put_off(notification: Notification, error: Exception) -> None:
    notification.mail_tries += 1
    wait = min(_FIRST_WAIT * 2 ** (notification.mail_tries - 1), _LONGEST_WAIT)
    is_over = notification.mail_tries >= MOST_TRIES
    notification.mail_due_at = None if is_over else timezone.now() + wait
    # The answer of a mail server may quote the address: only its kind is written down.
    logger.warning(
        "mail of notification %s failed (%s), try %d%s",
        notification.pk, type(error).__name__, notification.mail_tries, ", given up" if is_over else "",
    )  # fmt: skip


def _subject(notification: Notification) -> str:
    line = " ".join(sentence_of(notification).split())
    return f"U2T: {line}"[:_LONGEST_SUBJECT]


def _text(notification: Notification) -> str:
    site = settings.PUBLIC_URL.rstrip("/")
    lines = [sentence_of(notification)]
    if site and notification.link:
        lines.append(_("Open it here: %(link)s") % {"link": f"{site}{notification.link}"})
    lines.append(_("You get this because you have an account with U2T. You can turn mails off under Notifications."))
    return "\n\n".join(lines) + "\n"


def _connection(to: str) -> BaseEmailBackend:
    zone = to.lower().rstrip(".").rpartition("@")[2].rpartition(".")[2]
    found: BaseEmailBackend = get_connection(_TO_FOLDER if zone == "invalid" else None)
    return found
