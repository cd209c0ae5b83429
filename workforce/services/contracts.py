"""Contracts: drafted on a vacant post, signed, prolonged, ended, given up, replaced, moved; each step once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.models import Area, User
from u2t.core import audit, clock
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, StaleError
from workforce.choices import ApplicationState, ContractState
from workforce.days import day_after
from workforce.models import Application, Contract, Paper, Person, Placement, Post
from workforce.permissions import Can
from workforce.selectors.calling import is_called
from workforce.selectors.days import ends_of
from workforce.selectors.following import Follower, followers_of, next_of
from workforce.selectors.hiring import HIREABLE, Hire, rules_of, wage_of, was_selected
from workforce.selectors.proposals import proposed_position
from workforce.selectors.selections import is_announced
from workforce.services.calling import Calling
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.services.informing import Informing
from workforce.services.issuing import Issuing
from workforce.services.numbers import Numbers
from workforce.services.opening import Opening
from workforce.services.passing import Passing
from workforce.services.placements import Room
from workforce.services.recount import Recount
from workforce.services.rights import Rights
from workforce.services.seats import ContractError, ContractInputError, NoVacancyError, PersonBusyError, Seats

__all__ = ["ContractError", "ContractInputError", "Hire", "NoVacancyError", "PersonBusyError", "Result"]

_ERA = 543
_MOVED = ("state", "version", "signed_on", "during", "agreed_until", "end_reason", "application", "replaces")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of many: the contract, or why there is none."""

    key: int
    contract: Contract | None
    error: str = ""


@transaction.atomic
def hire(*, offer: Hire, by: User) -> Contract:
    """Draft a contract on a vacant post; an application that has one already answers with it.

    Nobody of the reserve list of that tambon and type who is free is passed over without a reason.
    """
    require(by, Can.CHANGE_CONTRACT, offer.university)
    Seats.check_days(offer.during)
    is_by_list = offer.application is not None and offer.replaces is None
    offer, passed = Passing.over(offer)
    made = _hired_already(offer, is_by_list=is_by_list)
    if made is not None:
        return made
    wage = wage_of(offer)
    if wage is None:
        raise ContractError(_("No rules in force say what this type is paid. Put a version in force first."))
    Seats.check_held(programme=offer.programme, university=offer.university, tambon=offer.tambon, during=offer.during)
    Holding.days(programme=offer.programme.pk, university=offer.university.pk, during=offer.during)
    Seats.check_free(offer.person, offer.during)
    post = Seats.take(
        programme=offer.programme, tambon=offer.tambon, worker_type=offer.worker_type,
        is_digital=offer.is_digital, during=offer.during, rules=rules_of(offer),
    )  # fmt: skip
    contract = Contract(
        number=_number(offer), person=offer.person, university=offer.university, programme=offer.programme,
        application=offer.application, worker_type=offer.worker_type, monthly_wage=wage, during=offer.during,
        position=offer.position or proposed_position(post, offer), replaces=offer.replaces,
        created_by_id=key_of(by), created_at=clock.now(),
    )  # fmt: skip
    _place(contract, post, by)
    if offer.application is not None:
        Calling.hired(offer.application, by=by)
    changes = {"post": (None, str(post)), "during": (None, str(offer.during)), "monthly_wage": (None, str(wage))}
    audit.record(action="contract.drafted", target=contract, by=by, changes=changes)
    Passing.remember(contract, passed, offer.reason, by=by)
    return contract


@transaction.atomic
def sign(*, contract: Contract, on: date, by: User, version: int | None = None) -> Contract:
    """Sign a draft; from then on the person's account sees what the work needs. Signed twice is signed once."""
    require(by, Can.SIGN_CONTRACT, contract)
    contract = _locked(contract)
    if contract.state == ContractState.SIGNED:
        return contract
    _check(contract, version, ContractState.DRAFT)
    if on > clock.today():
        raise ContractInputError(_("The day of signing cannot lie ahead."), extra={"field": "on"})
    if day_after(on) > ends_of(contract.during)[1]:
        raise ContractInputError(_("The contract would be signed after it has ended."), extra={"field": "on"})
    Holding.days(programme=contract.programme_id, university=contract.university_id, during=contract.during)
    contract.signed_on = on
    _move(contract, ContractState.SIGNED, "contract.signed", by, signed_on=(None, on))
    Informing.person(contract, "contract.signed", contract.first_day)
    return contract


@transaction.atomic
def cancel(*, contract: Contract, reason: str, by: User, version: int | None = None) -> Contract:
    """Drop a draft, or a contract whose first day lies ahead: the post is free again, the applicant where before."""
    require(by, Can.CHANGE_CONTRACT, contract)
    contract = _locked(contract)
    if contract.state == ContractState.CANCELLED:
        return contract
    _check(contract, version, ContractState.DRAFT, ContractState.SIGNED)
    if contract.state == ContractState.SIGNED and ends_of(contract.during)[0] <= clock.today():
        raise ContractError(_("This contract has begun. End it, or enter the resignation."))
    was_signed, seat, day = contract.state == ContractState.SIGNED, _last_placement(contract), contract.first_day
    Placement.objects.filter(contract=contract).update(is_cancelled=True)
    Issuing.void(Paper.objects.filter(contract=contract), reason, by)
    application, contract.application, contract.end_reason = contract.application, None, reason
    replaced, contract.replaces = contract.replaces_id, None
    _move(contract, ContractState.CANCELLED, "contract.cancelled", by, reason=reason, replaces=(replaced, None))
    if application is not None:
        state = ApplicationState.SELECTED if was_selected(application) else ApplicationState.RESERVE
        Calling.unhired(application, state, by=by)
    Informing.person(contract, "contract.cancelled", day, tambon=seat.post.tambon.name_th, reason=reason)
    if was_signed:
        Informing.guides(
            contract, "contract.fell_through", day, tambon=seat.post.tambon, agency=seat.agency, sees=False
        )
    return contract


@transaction.atomic
def extend(*, contract: Contract, until: date, reason: str, by: User, version: int | None = None) -> Contract:
    """Let a contract run longer on the same post, if post and person are free on the days added."""
    require(by, Can.CHANGE_CONTRACT, contract)
    if not reason.strip():
        raise ContractInputError(_("Say why."), extra={"field": "reason"})
    Recount.hold(contract)
    contract = _locked(contract)
    after, old = day_after(until, field="until"), contract.during
    if old.upper == after and version != contract.version:  # a second click: the first has prolonged it already
        return contract
    _check(contract, version, ContractState.DRAFT, ContractState.SIGNED)
    if after <= ends_of(old)[1]:
        raise ContractInputError(_("The new last day must lie after the present one."), extra={"field": "until"})
    placement = _last_placement(contract)
    added = DateRange(old.upper, after)
    Seats.check_held(
        programme=contract.programme, university=contract.university, tambon=placement.post.tambon, during=added
    )
    Seats.check_free(contract.person, added, apart_from=contract.pk)
    Seats.check_longer(placement, added)
    Room.check_longer(placement, added)
    contract.during = DateRange(old.lower, after)
    placement.during = DateRange(placement.during.lower, after)
    with Seats.last_word():
        placement.save(update_fields=["during"])
    changes = {"during": (str(old), str(contract.during))}
    _move(contract, ContractState(contract.state), "contract.extended", by, reason=reason.strip(), **changes)
    Recount.covering(contract, added, reason=reason.strip(), by=by)
    if contract.state == ContractState.SIGNED:
        Informing.person(contract, "contract.extended", until, tambon=placement.post.tambon.name_th)
        Informing.guides(contract, "contract.longer", until, tambon=placement.post.tambon, agency=placement.agency)
    return contract


@transaction.atomic
def end(*, contract: Contract, on: date, reason: str, by: User, version: int | None = None) -> Contract:
    """End a contract after the day `on`; the post is free from the next day."""
    require(by, Can.CHANGE_CONTRACT, contract)
    return _close(contract, on, ContractState.ENDED, reason, by, version)


@transaction.atomic
def resign(*, contract: Contract, on: date, reason: str, by: User, version: int | None = None) -> Contract:
    """Enter a resignation with `on` as the last day; the post is free from the next day."""
    require(by, Can.CHANGE_CONTRACT, contract)
    return _close(contract, on, ContractState.RESIGNED, reason, by, version)


@transaction.atomic
def transfer(
    *, contract: Contract, tambon: Area, on: date, reason: str, by: User, version: int | None = None
) -> Contract:
    """Move a person to a vacant post of the same type in another tambon, from the day `on`."""
    require(by, Can.CHANGE_CONTRACT, contract)
    contract = _locked(contract)
    old = _last_placement(contract)
    if old.post.tambon_id == tambon.pk and old.during.lower == on:
        return contract
    _check(contract, version, ContractState.SIGNED)
    if old.post.tambon_id == tambon.pk:
        raise ContractInputError(_("The person works in this tambon already."), extra={"field": "tambon"})
    first, after = ends_of(old.during)
    if not first <= on < after:
        raise ContractInputError(_("The day lies outside the present placement."), extra={"field": "on"})
    Seats.check_approved(contract, on)
    rest = DateRange(on, old.during.upper)
    Holding.days(programme=contract.programme_id, university=contract.university_id, during=rest)
    Seats.check_held(programme=contract.programme, university=contract.university, tambon=tambon, during=rest)
    post = Seats.take(
        programme=contract.programme, tambon=tambon, worker_type=contract.worker_type,
        is_digital=old.post.is_digital, during=rest, rules=rules_of(contract),
    )  # fmt: skip
    _cut(old, on)
    agency = old.agency if old.post.is_digital else None
    with Seats.last_word():
        _placed(contract, post, rest, by, agency_id=agency.pk if agency else None, reason=reason)
    _move(contract, ContractState.SIGNED, "contract.transferred", by, reason=reason, post=(str(old.post), str(post)))
    Informing.person(contract, "contract.transferred", on, tambon=tambon.name_th, reason=reason)
    Informing.guides(contract, "contract.came", on, tambon=tambon, agency=agency)
    Informing.guides(
        contract, "contract.gone", on, tambon=old.post.tambon, agency=None if agency else old.agency,
        sees=not old.is_cancelled,
    )  # fmt: skip
    return contract


@transaction.atomic
def replace(
    *, contract: Contract, by: User, application: Application | None = None, person: Person | None = None,
    reason: str = "", first_on: date | None = None,
) -> Contract:  # fmt: skip
    """Draft a contract for who follows on a post: the first of the reserve list who is free, or whom staff name.

    It begins the day after the old one ended, or later on `first_on`, and lasts as long as that should have. Why
    somebody free who stands before is passed over is written down.
    """
    require(by, Can.CHANGE_CONTRACT, contract)
    contract = _locked(contract)
    follower = Contract.objects.filter(replaces=contract).first()
    if follower is not None:
        return follower
    if contract.state not in {ContractState.ENDED, ContractState.RESIGNED}:
        raise ContractError(_("Only somebody who has left is replaced. Enter the resignation or the end first."))
    placement, during = _last_placement(contract), Seats.of_follower(contract, first_on)
    if person is None and application is None:
        application = _next(followers_of(contract, first_on))
    offer = Hire(
        person=person or cast("Application", application).person, university=contract.university,
        programme=contract.programme, tambon=placement.post.tambon, worker_type=contract.worker_type,
        during=during, application=None if person else application, reason=reason,
        position=contract.position, is_digital=placement.post.is_digital, replaces=contract,
    )  # fmt: skip
    return hire(offer=offer, by=by)


def _next(followers: Sequence[Follower]) -> Application:
    found = next_of(followers)
    if isinstance(found, str):
        raise ContractError(found)
    return found


def hire_many(*, offers: Sequence[Hire], by: User) -> list[Result]:
    """Draft contracts for many, each for itself: one that is refused holds nobody else up."""
    require(by, Can.CHANGE_CONTRACT)
    keys = [offer.application.pk if offer.application else offer.person.pk for offer in offers]
    return [_result(key, partial(hire, offer=offer, by=by)) for key, offer in zip(keys, offers, strict=True)]


def sign_many(*, contracts: Sequence[Contract], on: date, by: User) -> list[Result]:
    """Sign many contracts, each for itself."""
    require(by, Can.SIGN_CONTRACT)
    return [_result(contract.pk, partial(sign, contract=contract, on=on, by=by)) for contract in contracts]


def _result(key: int, act: Callable[[], Contract]) -> Result:
    try:
        return Result(key, act())
    except DomainError as error:
        return Result(key, None, str(error))
    except PermissionDenied:
        return Result(key, None, _("You may not do this here."))


def _hired_already(offer: Hire, *, is_by_list: bool) -> Contract | None:
    """Lock the application and return the contract it has; stop where its state or its owner does not fit."""
    if offer.application is None:
        return None
    Calling.hold(offer.application)
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("round").get(pk=offer.application.pk)
    )
    found = Contract.objects.filter(application=application).first()
    if found is not None:
        return found
    if application.state not in HIREABLE:
        raise ContractError(
            _("Only applicants who were selected or are on the reserve list are hired; this one is: %(state)s.")
            % {"state": application.get_state_display()}
        )
    if (application.person_id, application.round.university_id) != (offer.person.pk, offer.university.pk):
        raise ContractInputError(_("The application is of another person or another university."))
    if not is_announced(application):  # who is hired is told so: nobody learns the result before it is announced
        raise ContractError(_("The result of this round is not announced yet. Announce it first, then hire."))
    if is_by_list and application.state == ApplicationState.RESERVE and not is_called(application):
        raise ContractError(
            _("The reserve list does not call this application yet: others stand before it, or no place was given up.")
        )
    return None


def _number(offer: Hire) -> str:
    year = offer.during.lower.year + _ERA
    return Numbers.of_contracts(university=offer.university.pk, year=year)[0]


def _place(contract: Contract, post: Post, by: User) -> None:
    with Seats.last_word():
        contract.save(force_insert=True)
        _placed(contract, post, contract.during, by)


def _placed(
    contract: Contract, post: Post, during: DateRange, by: User, *, agency_id: str | None = None, reason: str = ""
) -> Placement:
    return Placement.objects.create(
        contract=contract, post=post, agency_id=agency_id, during=during, reason=reason, created_by_id=key_of(by),
        created_at=clock.now(),
    )  # fmt: skip


def _locked(contract: Contract) -> Contract:
    rows = Contract.objects.select_for_update(of=("self",))
    return rows.select_related("person__user", "university", "programme", "application").get(pk=contract.pk)


def _check(contract: Contract, version: int | None, *states: ContractState) -> None:
    if version is not None and version != contract.version:
        raise StaleError(_("This contract was changed since you opened it. Open it again and look."), of=contract)
    if contract.state not in states:
        raise ContractError(
            _("This cannot be done with a contract that is: %(state)s.") % {"state": contract.get_state_display()}
        )


def _close(contract: Contract, on: date, state: ContractState, reason: str, by: User, version: int | None) -> Contract:
    Recount.hold(contract)
    contract = _locked(contract)
    after, old = day_after(on), contract.during
    if contract.state == state and old.upper == after:
        return contract
    _check(contract, version, ContractState.SIGNED)
    first, limit = ends_of(old)
    if state == ContractState.RESIGNED and after == limit:
        said = _("The contract ends on this day by itself; nobody has to resign.")
        raise ContractInputError(said, extra={"field": "on"})
    if not first < after <= limit:
        raise ContractInputError(_("The last day lies outside the contract."), extra={"field": "on"})
    contract.agreed_until = contract.agreed_until or ends_of(old)[1] - timedelta(days=1)
    contract.during, contract.end_reason = DateRange(old.lower, after), reason
    for placement in Placement.objects.filter(contract=contract, is_cancelled=False, during__endswith__gt=after):
        _cut(placement, after)
    action = "contract.resigned" if state == ContractState.RESIGNED else "contract.ended"
    _move(contract, state, action, by, reason=reason, during=(str(old), str(contract.during)))
    if after < limit:
        Recount.covering(contract, DateRange(after, limit), reason=reason, by=by)
    Informing.of_last_day(contract, action, on, _last_placement(contract))
    return contract


def _cut(placement: Placement, before: date) -> None:
    """Let a placement end before a day; one that would not have begun never was."""
    if ends_of(placement.during)[0] >= before:
        placement.is_cancelled = True
        placement.save(update_fields=["is_cancelled"])
    else:
        placement.during = DateRange(placement.during.lower, before)
        placement.save(update_fields=["during"])


def _last_placement(contract: Contract) -> Placement:
    rows = Placement.objects.filter(contract=contract, is_cancelled=False).order_by("during")
    found = rows.select_related("post__tambon", "agency", "contract__programme").last()
    if found is None:
        raise ContractError(_("This contract fills no post."))
    return found


def _move(
    contract: Contract, state: ContractState, action: str, by: User, *, reason: str = "", **changes: tuple[Any, Any]
) -> None:
    """Store a step: state, version, rights of the account, and what is remembered of it."""
    before, contract.state, contract.version = contract.state, state, contract.version + 1
    with Seats.last_word():
        contract.save(update_fields=_MOVED)
    Rights.follow(contract, by=by)
    Opening.follow(contract, by=by)
    Figures.changed_for([contract])
    audit.record(action=action, target=contract, by=by, reason=reason, changes={"state": (before, state), **changes})
