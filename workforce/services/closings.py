"""The end of somebody's work: what was handed back is ticked, and closed when nothing is open."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.once import once
from workforce.closing_choices import Condition, TickKind
from workforce.models import Closing, ClosingTick, Contract
from workforce.permissions import Can
from workforce.selectors.closings import open_of, points_of


class ClosingError(DomainError):
    """The work is not in a state for what was asked."""


class ClosingInputError(InputError):
    """What was given is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Something handed back: what, how it came back, and the evidence."""

    kind: str
    text: str
    condition: str
    evidence: str


@transaction.atomic
def tick(*, contract: Contract, returned: Returned, by: User) -> ClosingTick:
    """Say that something was handed back, with the evidence."""
    require(by, Can.CHANGE_CLOSING, contract)
    closing = _open(contract)
    _check_not_own(contract, by)
    if returned.kind not in TickKind.values or returned.condition not in Condition.values:
        raise ClosingInputError(_("Choose one of the answers offered."), extra={"field": "kind"})
    for name in ("text", "evidence"):
        if not getattr(returned, name).strip():
            raise ClosingInputError(_("Say what was handed back, and by which evidence."), extra={"field": name})
    said = _("This is in the list already.")
    with once("closingtick_once", otherwise=ClosingError(said, extra={"field": "text"})):
        made = ClosingTick.objects.create(
            closing=closing, kind=returned.kind, text=returned.text.strip(), condition=returned.condition,
            evidence=returned.evidence.strip(), by=by, at=clock.now(),
        )  # fmt: skip
    audit.record(action="closing.ticked", target=closing, by=by, changes={"kind": (None, returned.kind)})
    return made


@transaction.atomic
def untick(*, tick: ClosingTick, by: User) -> None:
    """Take back what was said to be handed back, while the work is not closed."""
    require(by, Can.CHANGE_CLOSING, tick)
    closing = _open(tick.closing.contract)
    _check_not_own(closing.contract, by)
    if ClosingTick.objects.filter(pk=tick.pk).delete()[0]:
        audit.record(action="closing.unticked", target=closing, by=by, changes={"kind": (tick.kind, None)})


@transaction.atomic
def agree(*, contract: Contract, shows_name: bool, by: User) -> Closing:
    """Say whether the own name is shown to whoever checks the own certificate."""
    require(by, Can.AGREE_CLOSING, contract)
    closing = _held(contract)
    if contract.person.user_id != by.pk:
        raise ClosingError(_("Only the person agrees to be named."))
    if closing.shows_name != shows_name:
        closing.shows_name = shows_name
        closing.save(update_fields=["shows_name"])
        audit.record(
            action="closing.agreed", target=closing, by=by, changes={"shows_name": (not shows_name, shows_name)}
        )  # fmt: skip
    return closing


@transaction.atomic
def close(*, contract: Contract, by: User) -> Closing:
    """Close the work under a contract; done twice is done once.

    Raises:
        ClosingError: something is open; each thing is named with who holds it.
    """
    require(by, Can.CLOSE_CONTRACT, contract)
    closing = _held(contract)
    if closing.closed_at is not None:
        return closing
    if contract.person.user_id == by.pk:
        raise ClosingError(_("Nobody closes the own work."))
    still = [f"{one.said} ({one.holder})" for one in open_of(points_of([contract])[contract.pk])]
    if still:
        raise ClosingError(_("This is open still: %(list)s") % {"list": " ".join(still)}, extra={"open": still})
    closing.closed_at, closing.closed_by = clock.now(), by
    closing.version += 1
    closing.save(update_fields=["closed_at", "closed_by", "version"])
    audit.record(action="closing.closed", target=closing, by=by)
    return closing


@transaction.atomic
def reopen(*, contract: Contract, reason: str, by: User, version: int) -> Closing:
    """Open what was closed again, saying why."""
    require(by, Can.CLOSE_CONTRACT, contract)
    closing = _held(contract)
    if version != closing.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=closing)
    if closing.closed_at is None:
        raise ClosingError(_("This is not closed."))
    if not reason.strip():
        raise ClosingInputError(_("Say why."), extra={"field": "reason"})
    closing.closed_at, closing.closed_by = None, None
    closing.version += 1
    closing.save(update_fields=["closed_at", "closed_by", "version"])
    audit.record(action="closing.reopened", target=closing, by=by, reason=reason.strip())
    return closing


def _held(contract: Contract) -> Closing:
    """Return the closing of a contract under its lock; made when the first thing is said of it."""
    Closing.objects.get_or_create(contract=contract)
    return Closing.objects.select_for_update().get(contract=contract)


def _check_not_own(contract: Contract, by: User) -> None:
    if contract.person.user_id == by.pk:
        raise ClosingError(_("Nobody says of themselves that everything was handed back."))


def _open(contract: Contract) -> Closing:
    closing = _held(contract)
    if closing.closed_at is not None:
        raise ClosingError(_("This work is closed. It can be opened again with a reason."))
    return closing
