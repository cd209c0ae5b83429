"""LINE and SMS: what people are told on the site, carried to their phone as well, where they chose so.

Off until the address of a service is configured. A notification stands on the site whatever becomes of its delivery: a
delivery is a row of its own, locked while it is tried, put off longer each time, and given up in the end.
"""

import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from u2t.core.access import Actor, key_of
from u2t.core.errors import InputError
from u2t.core.models import ChannelChoice, ChannelName, Delivery, Notification

logger = logging.getLogger(__name__)

#: How a service that is away or unwilling answers (HTTPError and timeouts are OSErrors), and an address that is none.
FAILURES = (OSError, ValueError, HTTPException)
MOST_TRIES = 8
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_SECONDS = 10
_BATCH = 200
_FAILURES_IN_A_ROW = 5
_SPACE = UUID("5f0c6a2e-6d0b-4b5e-9a55-7532745f6c69")
_KEY_HEADERS = {ChannelName.LINE: "X-Line-Retry-Key", ChannelName.SMS: "Idempotency-Key"}
_ADDRESSES = {ChannelName.LINE: re.compile(r"U[0-9a-f]{32}"), ChannelName.SMS: re.compile(r"0[0-9]{8,9}")}


class _NoRedirect(HTTPRedirectHandler):
    """A service that points elsewhere took nothing, and its token is not for anybody else."""

    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        """Follow nothing: the answer stands as an error."""


class Carrier(Protocol):
    """Carries one text to one address."""

    def carry(self, *, to: str, text: str, key: UUID) -> None:
        """Hand a text over; an OSError or a ValueError says that it was not taken. The same `key` is the same text."""


@dataclass(frozen=True, slots=True)
class HttpCarrier:
    """Posts JSON to a service with a bearer token: LINE's push message, or the common shape of SMS gateways."""

    channel: str
    url: str
    token: str

    def carry(self, *, to: str, text: str, key: UUID) -> None:
        """Post a text; every answer but 2xx is an error, and that of a service that took the key before (409)."""
        if not self.url.startswith(("https://", "http://")):
            raise ValueError
        headers = {
            "Content-Type": "application/json", "Authorization": f"Bearer {self.token}",
            _KEY_HEADERS[ChannelName(self.channel)]: str(key),
        }  # fmt: skip
        body = json.dumps(self._body(to, text)).encode()
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme is checked above
        try:
            with build_opener(_NoRedirect).open(request, timeout=_SECONDS):
                pass
        except HTTPError as error:
            with error:
                if error.code != HTTPStatus.CONFLICT:
                    raise

    def _body(self, to: str, text: str) -> dict[str, Any]:
        if self.channel == ChannelName.LINE:
            return {"to": to, "messages": [{"type": "text", "text": text}]}
        return {"to": to, "text": text}


def carrier_of(channel: str) -> Carrier | None:
    """Return what carries by a channel; nothing while no service is configured."""
    url, token = settings.U2T_CHANNELS[channel]
    return HttpCarrier(channel, url, token) if url else None


def offered() -> list[ChannelName]:
    """Return the channels that are on."""
    return [channel for channel in ChannelName if carrier_of(channel) is not None]


def choices_of(user: Actor) -> dict[str, str]:
    """Return the channels a user chose, with their addresses."""
    return dict(ChannelChoice.objects.filter(user=key_of(user)).values_list("channel", "address"))


def choose(*, user: Actor, channel: str, address: str) -> None:
    """Choose to be told by a channel at an address, or with none no more.

    Raises:
        InputError: the channel is off, or the address is none of its kind.
    """
    if channel not in offered():
        raise InputError(_("This channel is not offered."), extra={"field": "channel"})
    address = "".join(address.split()).replace("-", "") if channel == ChannelName.SMS else address.strip()
    if not address:
        ChannelChoice.objects.filter(user=key_of(user), channel=channel).delete()
        return
    if not _ADDRESSES[ChannelName(channel)].fullmatch(address):
        raise InputError(
            _("Write a telephone number such as 0812345678, or the LINE user ID that begins with U."),
            extra={"field": "address"},
        )
    ChannelChoice.objects.update_or_create(user_id=key_of(user), channel=channel, defaults={"address": address})


def prepare(notifications: Iterable[Notification]) -> list[int]:
    """Make a delivery for each notification and channel its user chose; return their keys."""
    channels = offered()
    if not channels:
        return []
    by_user: dict[int, list[Notification]] = {}
    for one in notifications:
        by_user.setdefault(one.user_id, []).append(one)
    chosen = ChannelChoice.objects.filter(user__in=by_user, channel__in=channels).values_list("user", "channel")
    now = timezone.now()
    rows = [
        Delivery(notification=one, channel=channel, due_at=now) for user, channel in chosen for one in by_user[user]
    ]
    return [row.pk for row in Delivery.objects.bulk_create(rows, batch_size=2000)]


def deliver_due(keys: Sequence[int] | None = None) -> int:
    """Carry what is due, of some deliveries or of all; return how many have gone."""
    due = Delivery.objects.filter(due_at__lte=timezone.now())
    if keys is not None:
        due = due.filter(pk__in=keys)
    # Each in a transaction of its own: one that fails takes nothing back of those that went. A service that does not
    # answer is left alone for now, or it would hold a worker for as long as there are rows.
    gone = failed = 0
    for key in due.order_by("due_at").values_list("pk", flat=True)[:_BATCH]:
        went = _deliver_one(key)
        if went is None:
            continue
        gone, failed = gone + went, 0 if went else failed + 1
        if failed >= _FAILURES_IN_A_ROW:
            break
    return gone


def _deliver_one(key: int) -> bool | None:
    """Carry one under its lock; None where another worker holds it, or carried it meanwhile."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("notification__user")
        found = rows.filter(pk=key, due_at__lte=timezone.now()).first()
        if found is None:
            return None
        address = choices_of(found.notification.user).get(found.channel, "")
        carrier = carrier_of(found.channel)
        gone = False
        if carrier is None or not address or not found.notification.user.is_active:
            found.due_at = None
        else:
            gone = _tried(found, carrier, address)
        found.save(update_fields=["due_at", "tries", "sent_at"])
        return gone


def _tried(delivery: Delivery, carrier: Carrier, address: str) -> bool:
    try:
        with override(delivery.notification.user.language):
            # Who dies between the service's answer and the commit tries again: the key tells the service.
            key = uuid5(_SPACE, f"{delivery.pk} {delivery.notification.created_at.isoformat()}")
            carrier.carry(to=address, text=_text(delivery.notification), key=key)
    except FAILURES as error:
        _put_off(delivery, error)
        return False
    delivery.due_at, delivery.sent_at = None, timezone.now()
    return True


def _put_off(delivery: Delivery, error: Exception) -> None:
    delivery.tries += 1
    is_over = delivery.tries >= MOST_TRIES
    wait = min(_FIRST_WAIT * 2 ** (delivery.tries - 1), _LONGEST_WAIT)
    delivery.due_at = None if is_over else timezone.now() + wait
    # The answer of a service may quote the address: only its kind is written down.
    logger.warning(
        "delivery %s failed (%s), try %d%s",
        delivery.pk, type(error).__name__, delivery.tries, ", given up" if is_over else "",
    )  # fmt: skip


def _text(notification: Notification) -> str:
    from u2t.core.notifications import sentence_of  # noqa: PLC0415 - which tells by this module

    site = settings.PUBLIC_URL.rstrip("/")
    link = f"\n{site}{notification.link}" if site and notification.link else ""
    return f"U2T: {sentence_of(notification)}{link}"
