"""Erase what the audit trail holds of a person: that something happened stays, and when, and by which number."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError
from u2t.core.models import AuditEvent
from u2t.core.permissions import Can

_ACCOUNT = "tambon.user"


class ErasingError(DomainError):
    """What the trail holds cannot be erased as asked."""


class ErasingInputError(InputError):
    """There is nothing to erase, or no reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """The row whose events are meant: the label of its model, and its key."""

    model: str
    key: str


@transaction.atomic
def erase(*, row: Row, reason: str, by: Actor) -> int:
    """Erase the personal values in all events about a row, and the name of a person in what that person did.

    Returns:
        Of how many events.
    """
    require(by, Can.ERASE_REVISION)
    if not reason.strip():
        raise ErasingInputError(_("Give the reason."), extra={"field": "reason"})
    if row.model == _ACCOUNT:
        _check_closed(row.key)
    about = audit.erase(AuditEvent.objects.filter(target_model=row.model, target_id=row.key))
    did = []
    if row.model == _ACCOUNT:
        did = audit.erase_actor(AuditEvent.objects.filter(actor_id_text=row.key))
    if not about and not did:
        raise ErasingInputError(_("The audit trail holds nothing about this."), extra={"field": "key"})
    count = len({revision.event_id for revision in (*about, *did)})
    audit.record(
        action="revision.erased",
        target=(about or did)[0],
        by=by,
        reason=reason.strip(),
        changes={"count": (None, count)},
    )
    return count


def _check_closed(key: str) -> None:
    """Keep the names of those who still act: who did what must stay readable while they do."""
    is_number = key.isascii() and key.isdigit()
    if is_number and User.objects.filter(pk=key, is_active=True).exists():
        raise ErasingError(_("This account is open. Close it first."), extra={"field": "key"})
