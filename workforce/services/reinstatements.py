"""An end or a resignation that was entered by mistake is taken back: the contract goes on as it was agreed."""

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.choices import ContractState
from workforce.models import Closing, Contract, Placement, Post
from workforce.permissions import Can
from workforce.services.figures import Figures
from workforce.services.informing import Informing
from workforce.services.opening import Opening
from workforce.services.placements import Room
from workforce.services.recount import Recount
from workforce.services.rights import Rights
from workforce.services.seats import ContractError, ContractInputError, NoVacancyError, Seats

_OVER = frozenset({ContractState.ENDED, ContractState.RESIGNED})


@transaction.atomic
def reinstate(*, contract: Contract, reason: str, by: User, version: int | None = None) -> Contract:
    """Let a contract that was ended by mistake go on until the day that was agreed; a second click changes nothing.

    To correct the last day only, reinstate it and enter the right day.

    Raises:
        ContractError: somebody follows already, the post or the person is taken, or the work is closed.
    """
    require(by, Can.CHANGE_CONTRACT, contract)
    Recount.hold(contract)
    rows = Contract.objects.select_for_update(of=("self",))
    contract = rows.select_related("person__user", "university", "programme").get(pk=contract.pk)
    if contract.state == ContractState.SIGNED and version == contract.version - 1:
        return contract
    _check(contract, reason, version)
    before, old = contract.state, contract.during
    after = _agreed(contract) + timedelta(days=1)
    seat = _freed(contract, DateRange(old.upper, after))
    contract.state, contract.during = ContractState.SIGNED, DateRange(old.lower, after)
    contract.agreed_until, contract.end_reason, contract.version = None, "", contract.version + 1
    seat.during = DateRange(seat.during.lower, after)
    with Seats.last_word():
        contract.save(update_fields=["state", "during", "agreed_until", "end_reason", "version"])
        seat.save(update_fields=["during"])
    _follow(contract, by)
    Recount.covering(contract, DateRange(old.upper, after), reason=reason, by=by)
    changes = {"state": (before, contract.state), "during": (str(old), str(contract.during))}
    audit.record(action="contract.reinstated", target=contract, by=by, reason=reason, changes=changes)
    last = after - timedelta(days=1)
    Informing.guides(contract, "contract.longer", last, tambon=seat.post.tambon, agency=seat.agency)
    return contract


def _check(contract: Contract, reason: str, version: int | None) -> None:
    if version is not None and version != contract.version:
        raise StaleError(_("This contract was changed since you opened it. Open it again and look."), of=contract)
    if contract.state not in _OVER:
        raise ContractError(_("Only a contract that was ended or given up is reinstated."))
    if not reason.strip():
        raise ContractInputError(_("Say why."), extra={"field": "reason"})
    follower = Contract.objects.filter(replaces=contract).first()
    if follower is not None:
        raise ContractError(
            _("Contract %(number)s took the post over. Drop or end that contract first.") % {"number": follower.number}
        )
    if Closing.objects.filter(contract=contract, closed_at__isnull=False).exists():
        raise ContractError(_("The work is closed. Open it again first (“End of the work”)."))


def _agreed(contract: Contract) -> date:
    if contract.agreed_until is None or contract.agreed_until <= contract.last_day:
        raise ContractError(_("This contract ended on the day that was agreed: there is nothing to take back."))
    return contract.agreed_until


def _freed(contract: Contract, rest: DateRange) -> Placement:
    """Return the last seat of the person, if both are free on the days that are given back."""
    Seats.check_free(contract.person, rest, apart_from=contract.pk)
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).select_related(
        "agency", "contract__programme"
    )
    seat = seats.order_by("during").last()
    if seat is None:
        raise ContractError(_("This contract fills no post."))
    Seats.check_open(Post.objects.select_for_update().get(pk=seat.post_id), rest)
    if Placement.objects.filter(post=seat.post_id, is_cancelled=False, during__overlap=rest).exists():
        raise NoVacancyError(_("Somebody else sits on this post on the days that would be given back."))
    Room.check_longer(seat, rest)
    return seat


def _follow(contract: Contract, by: User) -> None:
    """Let rights, months and figures follow, and tell the person."""
    Rights.follow(contract, by=by)
    Opening.follow(contract, by=by)
    Figures.changed_for([contract])
    Informing.person(contract, "contract.reinstated", contract.last_day)
