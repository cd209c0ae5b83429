"""Hand-overs: people of a tambon given into the care of an agency; planned, held, locked, corrected for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Agency, Allocation, Area, Programme, University, User
from tambon.system import system_user
from u2t.core import audit, clock, files, notifications, pictures
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ContractState, HandoverState
from workforce.models import Contract, Handover, HandoverLine, Paper, Placement, Supervision
from workforce.permissions import Can
from workforce.selectors.handovers import Waiting, officers_of, waiting_in
from workforce.services import placements
from workforce.services.issuing import Issuing
from workforce.services.sitting import Sitting

#: What the record of a hand-over says of it.
_SAID = {"held_on", "place", "received_by", "received_position"}
_FIELDS = ("held_on", "place", "received_by", "received_position", "note")


class HandoverError(DomainError):
    """A hand-over is not in a state for what was asked."""


class HandoverInputError(InputError):
    """What was given of a hand-over cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose people, to which agency, when and where."""

    programme: Programme
    university: University
    tambon: Area
    agency: Agency
    held_on: date
    place: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written down on the day: when, where, who received the people; `photo` is a picture as it came."""

    held_on: date
    place: str
    received_by: str
    received_position: str
    note: str = ""
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class TakenOff:
    """The hand-over somebody was taken off, and whether the person left the agency by that."""

    handover: Handover
    has_left: bool


@transaction.atomic
def plan(*, plan: Plan, contracts: Sequence[int], by: User) -> Handover:
    """Plan to hand people over, and tell them and the agency; a double click finds the first.

    Digital data managers are handed over to their partner agency, apart from the others.
    """
    require(by, Can.CHANGE_HANDOVER, plan.tambon)
    _one_at_a_time(plan.university.pk)
    there = _same(plan, contracts)
    if there is not None:
        return there
    _check_held(plan, plan.held_on)
    _check_near(plan)
    people = _people(plan, contracts, by)
    handover = Handover.objects.create(
        **{field.name: getattr(plan, field.name) for field in fields(plan)},
        created_by_id=key_of(by), created_at=clock.now(),
    )  # fmt: skip
    require(by, Can.CHANGE_HANDOVER, handover)  # who held the tambon once does not plan for who holds it now
    HandoverLine.objects.bulk_create(HandoverLine(handover=handover, contract_id=person.contract) for person in people)
    changes = {"agency": (None, plan.agency.pk), "held_on": (None, plan.held_on), "people": (None, len(people))}
    audit.record(action="handover.planned", target=handover, by=by, changes=changes)
    _tell(handover, "handover.planned")
    return handover


@transaction.atomic
def amend(
    *, handover: Handover, held_on: date, place: str, contracts: Sequence[int], by: User, version: int | None = None
) -> Handover:
    """Change day, place or people of a hand-over that is still planned."""
    require(by, Can.CHANGE_HANDOVER, handover)
    _one_at_a_time(handover.university_id)
    handover = _locked(handover, version)
    _check_planned(handover)
    _check_held(handover, held_on)
    plan = Plan(handover.programme, handover.university, handover.tambon, handover.agency, held_on, place)
    people = {person.contract for person in _people(plan, contracts, by, but=handover)}
    before = set(handover.lines.values_list("contract", flat=True))
    has_moved = (handover.held_on, handover.place) != (held_on, place)
    gone = _accounts(handover.lines.exclude(contract__in=people))
    changes = {"held_on": (handover.held_on, held_on), "place": (handover.place, place)}
    changes |= {"people": (len(before), len(people))}
    handover.held_on, handover.place = held_on, place
    handover.lines.exclude(contract__in=people).delete()
    HandoverLine.objects.bulk_create(HandoverLine(handover=handover, contract_id=key) for key in people - before)
    _save(handover, "held_on", "place")
    audit.record(action="handover.amended", target=handover, by=by, changes=changes)
    _say(handover, "handover.dropped", gone)
    _say(handover, "handover.planned", _accounts(handover.lines.exclude(contract__in=before)))
    if has_moved:
        staying = _accounts(handover.lines.filter(contract__in=before))
        _say(handover, "handover.amended", [*staying, *_guiding(handover)])
    return handover


@transaction.atomic
def drop(*, handover: Handover, reason: str, by: User, version: int | None = None) -> None:
    """Drop a planned hand-over for a reason; its people wait for another."""
    require(by, Can.CHANGE_HANDOVER, handover)
    handover = _locked(handover, version)
    _check_planned(handover)
    _check_reason(reason)
    audit.record(action="handover.dropped", target=handover, by=by, reason=reason)
    _say(handover, "handover.dropped", [*_accounts(handover.lines.all()), *_guiding(handover)])
    handover.delete()


@transaction.atomic
def finish(*, handover: Handover, receipt: Receipt, by: User, version: int | None = None) -> Handover:
    """Record that people were handed over: from that day they sit at the agency, and the record is locked.

    Raises:
        HandoverError: somebody no longer works there on that day; the message says who.
    """
    require(by, Can.CHANGE_HANDOVER, handover)
    handover = _locked(handover)
    if handover.state == HandoverState.DONE and _written(handover) == _written(receipt):
        return handover
    _check_planned(handover)
    _check_version(handover, version)
    _check_receipt(receipt)
    _check_held(handover, receipt.held_on)
    _check_working(handover, receipt.held_on)
    changes = _write(handover, receipt, by)
    handover.state, handover.done_at = HandoverState.DONE, clock.now()
    _save(handover, "state", "done_at", "photo", *_FIELDS)
    _place(handover)
    audit.record(action="handover.done", target=handover, by=by, changes=changes)
    _tell(handover, "handover.done")
    return handover


@transaction.atomic
def correct(*, handover: Handover, receipt: Receipt, reason: str, by: User, version: int | None = None) -> Handover:
    """Correct a locked record for a reason; what stood there before is kept with the audit trail."""
    require(by, Can.CHANGE_HANDOVER, handover)
    handover = _locked(handover, version)
    if handover.state != HandoverState.DONE:
        raise HandoverError(_("This hand-over is still planned. Record it first."))
    _check_reason(reason)
    _check_receipt(receipt)
    if handover.confirmed_on is not None and receipt.held_on > handover.confirmed_on:
        raise HandoverInputError(_("The agency confirmed it on an earlier day."), extra={"field": "held_on"})
    old = handover.held_on
    changes = _write(handover, receipt, by)
    if changes:
        _save(handover, "photo", *_FIELDS)
        audit.record(action="handover.corrected", target=handover, by=by, reason=reason, changes=changes)
    if _SAID & set(changes):
        Issuing.void(Paper.objects.filter(handover=handover), reason, by)
    if old != handover.held_on:
        _check_held(handover, handover.held_on)
        _check_working(handover, handover.held_on)
        Sitting.move(handover, old, by=system_user())  # as recording it placed them: lecturers place nobody otherwise
        _say(handover, "handover.amended", [*_accounts(handover.lines.all()), *_guiding(handover)])
    return handover


@transaction.atomic
def take_off(*, handover: Handover, contract: int, reason: str, by: User, version: int | None = None) -> TakenOff:
    """Take somebody off a recorded list who was named by mistake; the person no longer sits at the agency, and is told.

    What the person did there and is recorded stays: then the placement ends after it. Who sat there before stays.
    """
    require(by, Can.CHANGE_HANDOVER, handover)
    handover = _locked(handover, version)
    if handover.state != HandoverState.DONE:
        raise HandoverError(_("This hand-over is still planned: correct its list instead."))
    _check_reason(reason)
    lines = {line.contract_id: line for line in handover.lines.select_related("contract__person")}
    if contract not in lines:
        raise HandoverInputError(_("This person is not in this hand-over."), extra={"field": "contract"})
    if len(lines) == 1:
        raise HandoverError(_("Nobody else is on this record: without a person it would say nothing."))
    gone = lines[contract].contract
    has_left = Sitting.leave(handover, gone, reason, by=system_user())
    own = reverse("contract-detail", args=[gone.pk])  # who is off the list does not see the hand-over any more
    _say(handover, "handover.taken_off", _accounts(handover.lines.filter(contract=contract)), link=own)
    lines[contract].delete()
    _save(handover)
    changes = {"people": (len(lines), len(lines) - 1), "contract": (gone.number, None)}
    audit.record(action="handover.taken_off", target=handover, by=by, reason=reason, changes=changes)
    Issuing.void(Paper.objects.filter(handover=handover), reason, by)
    _say(handover, "handover.corrected", _guiding(handover))
    return TakenOff(handover, has_left)


def _one_at_a_time(university: str) -> None:
    """Hold the lists of a university, before any hand-over of it: nobody is put into two of them."""
    University.objects.select_for_update().get(pk=university)


def _locked(handover: Handover, version: int | None = None) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    found = rows.select_related("programme", "university", "tambon", "agency").get(pk=handover.pk)
    _check_version(found, version)
    return found


def _check_version(handover: Handover, version: int | None) -> None:
    if version is not None and version != handover.version:
        raise StaleError(_("This hand-over was changed since you opened it. Open it again and look."), of=handover)


def _check_planned(handover: Handover) -> None:
    if handover.state != HandoverState.PLANNED:
        raise HandoverError(_("This hand-over is recorded and locked. Correct it and say why."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise HandoverInputError(_("Say why."), extra={"field": "reason"})


def _check_receipt(receipt: Receipt) -> None:
    if not receipt.received_by.strip():
        raise HandoverInputError(_("Say who received the people."), extra={"field": "received_by"})
    if receipt.held_on > clock.today():
        raise HandoverInputError(_("The day lies ahead."), extra={"field": "held_on"})


def _check_held(of: Plan | Handover, day: date) -> None:
    held = Allocation.objects.filter(
        tambon=of.tambon, university=of.university, programme=of.programme, during__contains=day
    )
    if not held.exists():
        raise HandoverInputError(
            _("%(tambon)s is not among the tambons of %(university)s on that day.")
            % {"tambon": of.tambon.name_th, "university": of.university.name_th},
            extra={"field": "held_on"},
        )


def _check_near(plan: Plan) -> None:
    if not plan.tambon.code.startswith(plan.agency.area_id):
        raise HandoverInputError(_("This agency lies in another area than the tambon."), extra={"field": "agency"})


def _same(plan: Plan, contracts: Sequence[int]) -> Handover | None:
    same = Handover.objects.filter(**{field.name: getattr(plan, field.name) for field in fields(plan)})
    wanted = set(contracts)
    planned = same.filter(state=HandoverState.PLANNED).prefetch_related("lines")
    return next((row for row in planned if {line.contract_id for line in row.lines.all()} == wanted), None)


def _people(plan: Plan, contracts: Sequence[int], by: User, but: Handover | None = None) -> list[Waiting]:
    """Return those chosen; all must wait in this tambon, and belong to this agency if they are digital."""
    waiting = waiting_in(tambon=plan.tambon, programme=plan.programme, university=plan.university, user=by, but=but)
    chosen = [person for person in waiting if person.contract in set(contracts)]
    if not chosen:
        raise HandoverInputError(_("Choose whom to hand over."), extra={"field": "contracts"})
    if len(chosen) < len(set(contracts)):
        raise HandoverInputError(
            _("Some of these people do not work in this tambon, or are in another hand-over. Open the page again."),
            extra={"field": "contracts"},
        )
    if len({person.is_digital for person in chosen}) > 1:
        raise HandoverInputError(
            _("Digital data managers are handed over to their partner agency, apart from the others."),
            extra={"field": "contracts"},
        )
    elsewhere = [p.name for p in chosen if p.is_digital and p.agency and p.agency != plan.agency.pk]
    if elsewhere:
        raise HandoverInputError(
            _("These work at another partner agency: %(names)s.") % {"names": ", ".join(elsewhere)},
            extra={"field": "agency"},
        )
    return chosen


def _check_working(handover: Handover, day: date) -> None:
    at_work = Contract.objects.running_on(day).filter(pk__in=_placements(handover, day).values("contract"))
    gone = handover.lines.exclude(contract__in=at_work).select_related("contract__person")
    names = [line.contract.person.full_name for line in gone]
    if names:
        raise HandoverError(
            _("These do not work in the tambon on that day: %(names)s. Take them off the list first.")
            % {"names": ", ".join(names)}
        )


def _placements(handover: Handover, day: date) -> models.QuerySet[Placement]:
    rows = Placement.objects.on(day).filter(post__tambon=handover.tambon_id)
    return rows.filter(contract__in=handover.lines.values("contract"))


def _place(handover: Handover) -> None:
    """Let the people sit at the agency from the day on; lecturers hand over, but place nobody otherwise."""
    rows = _placements(handover, handover.held_on).filter(contract__state=ContractState.SIGNED).order_by("pk")
    for placement in rows.select_related("contract"):
        placements.assign(
            placement=placement, agency=handover.agency, on=handover.held_on, by=system_user(), is_told=True
        )


def _written(row: Handover | Receipt) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _FIELDS)


def _write(handover: Handover, receipt: Receipt, by: User) -> audit.Changes:
    old = dict(zip(_FIELDS, _written(handover), strict=True))
    changes = {name: (old[name], new) for name, new in zip(_FIELDS, _written(receipt), strict=True) if old[name] != new}
    for name in changes:
        setattr(handover, name, getattr(receipt, name))
    if receipt.photo is not None:
        taken = pictures.taken(name="photo", content=receipt.photo)
        if taken.media_type != "image/jpeg":
            raise HandoverInputError(_("Choose a photograph, not a PDF."), extra={"field": "photo"})
        before = handover.photo_id
        handover.photo = files.store_sealed(name=taken.name, media_type=taken.media_type, content=taken.content, by=by)
        changes["photo"] = (before, handover.photo_id)
    return changes


def _save(handover: Handover, *names: str) -> None:
    handover.version += 1
    handover.save(update_fields=["version", *names])


def _tell(handover: Handover, kind: str) -> None:
    """Tell the people, and those who answer for them: once it is done, the agency are asked to confirm it."""
    officers = list(officers_of([handover.agency_id]).values_list("user", flat=True))
    asked = "handover.to_confirm" if handover.state == HandoverState.DONE else kind
    guides = [user for user in _guiding(handover) if user not in officers]
    _say(handover, kind, [*_accounts(handover.lines.all()), *guides])
    _say(handover, asked, officers)


def _accounts(lines: models.QuerySet[HandoverLine]) -> list[int]:
    known = lines.exclude(contract__person__user=None)
    return list(known.values_list("contract__person__user", flat=True))


def _guiding(handover: Handover) -> list[int]:
    """Return who answers for the people: officers of the agency, lecturers and area managers of the tambon."""
    named = Supervision.objects.filter(programme=handover.programme_id, tambon=handover.tambon_id)
    guides = named.on(handover.held_on).filter(user__is_active=True).values_list("user", flat=True)
    return [*officers_of([handover.agency_id]).values_list("user", flat=True), *guides]


def _say(handover: Handover, kind: str, users: Sequence[int], *, link: str = "") -> None:
    """Tell some; what was dropped has no page of its own any more."""
    is_dropped = kind == "handover.dropped"
    link = link or (reverse("handover-list") if is_dropped else reverse("handover-detail", args=[handover.pk]))
    notifications.tell_many(
        user_ids=users, kind=kind, link=link, tambon=handover.tambon.name_th, agency=handover.agency.name_th,
        on=handover.held_on.isoformat(), place=handover.place,
    )  # fmt: skip
