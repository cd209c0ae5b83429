"""The end of a university's work in a tambon: closed when nothing is open and its report was handed over."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Area, Programme, University, User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.models import Activity, BudgetLine, TambonClosing
from workforce.permissions import Can
from workforce.selectors.tambonclosings import end_of
from workforce.services.closings import ClosingError, ClosingInputError


@dataclass(frozen=True, slots=True)
class Work:
    """Whose work it is, where, and for which programme."""

    programme: Programme
    university: University
    tambon: Area


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter by which the complete report was handed to the local government."""

    number: str
    on: date


@transaction.atomic
def close(*, work: Work, letter: Letter, by: User) -> TambonClosing:
    """Close the work in a tambon; done twice is done once.

    Raises:
        ClosingError: something is open; each thing is named with who holds it.
    """
    require(by, Can.CLOSE_TAMBON)
    number = letter.number.strip()
    if not number:
        raise ClosingInputError(_("Enter the number of the letter."), extra={"field": "number"})
    if letter.on > clock.today():
        raise ClosingInputError(_("The letter cannot be of a day to come."), extra={"field": "on"})
    of = {"programme": work.programme, "university": work.university, "tambon": work.tambon}
    TambonClosing.objects.get_or_create(**of, defaults={"letter_number": number, "letter_on": letter.on})
    closing = TambonClosing.objects.select_for_update(of=("self",)).get(**of)
    require(by, Can.CLOSE_TAMBON, closing)
    if closing.closed_at is not None:
        return closing
    _hold(work)
    still = [f"{one.said} ({one.holder})" for one in end_of(work.programme, work.university, work.tambon).open]
    if still:
        raise ClosingError(_("This is open still: %(list)s") % {"list": " ".join(still)}, extra={"open": still})
    closing.letter_number, closing.letter_on = number, letter.on
    closing.closed_at, closing.closed_by = clock.now(), by
    closing.version += 1
    closing.save()
    audit.record(action="tambonclosing.closed", target=closing, by=by, changes={"letter_number": (None, number)})
    return closing


def _hold(work: Work) -> None:
    """Wait for whoever writes of the money and the activities there, and keep everybody out until it is closed."""
    of = {"programme": work.programme, "university": work.university, "tambon": work.tambon}
    University.objects.select_for_update(no_key=True).get(pk=work.university.pk)
    for rows in (BudgetLine.objects.filter(**of), Activity.objects.filter(**of)):
        list(rows.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def reopen(*, closing: TambonClosing, reason: str, by: User, version: int) -> TambonClosing:
    """Open the closed work in a tambon again, saying why."""
    require(by, Can.CLOSE_TAMBON, closing)
    held = TambonClosing.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    if version != held.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=held)
    if held.closed_at is None:
        raise ClosingError(_("This is not closed."))
    if not reason.strip():
        raise ClosingInputError(_("Say why."), extra={"field": "reason"})
    held.closed_at, held.closed_by = None, None
    held.version += 1
    held.save(update_fields=["closed_at", "closed_by", "version"])
    audit.record(action="tambonclosing.reopened", target=held, by=by, reason=reason.strip())
    return held
