"""The work of a month: assigned to one or many, changed as a new version, acknowledged by who does it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ReportState, Skill, WorkScheme
from workforce.models import Assignment, AssignmentItem, Contract, MonthReport, Period, WorkItem
from workforce.permissions import Can
from workforce.selectors.assignments import assignable
from workforce.services.figures import Figures
from workforce.services.holding import Holding

MOST_TASKS = 20
MOST_PEOPLE = 500
_LONGEST = 300


class AssignmentError(DomainError):
    """The assignment is not in a state for what was asked."""


class AssignmentInputError(InputError):
    """What was given of an assignment cannot be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One task; `number` says which one of the assignment it was before, 0 that it is new."""

    text: str
    work: WorkItem | None = None
    quantity: Decimal | None = None
    unit: str = ""
    note: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done in a month, and the skills to be trained."""

    tasks: Sequence[Wanted]
    training: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of many: the assignment, new or there before, or why there is none."""

    contract: Contract
    assignment: Assignment | None
    is_new: bool = False
    error: str = ""


@transaction.atomic
def give(*, plan: Plan, contracts: Sequence[Contract], period: Period, by: User) -> list[Result]:
    """Assign the same work to some people; who has an assignment of the month keeps it, and is told of as such."""
    require(by, Can.ASSIGN)
    if not contracts:
        raise AssignmentInputError(_("Choose at least one person."), extra={"field": "people"})
    if len(contracts) > MOST_PEOPLE:
        raise AssignmentInputError(
            _("At most %(most)d people at once.") % {"most": MOST_PEOPLE}, extra={"field": "people"}
        )
    kept = _checked(plan)
    Holding.open(period)
    keys = sorted({one.pk for one in contracts})
    # One at a time for each person: the second of two clicks finds what the first made.
    list(Contract.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    there = {one.contract_id: one for one in Assignment.objects.filter(period=period, contract__in=keys)}
    fitting = set(assignable(by, period).filter(pk__in=keys).values_list("pk", flat=True))
    sent = _sent(keys, period)
    results = [
        Result(one, there.get(one.pk), error=_against(one, by, is_fitting=one.pk in fitting, is_sent=one.pk in sent))
        for one in {one.pk: one for one in contracts}.values()
    ]
    made = _make([one.contract for one in results if one.assignment is None and not one.error], plan, kept, period, by)
    return [Result(one.contract, made[one.contract.pk], is_new=True) if one.contract.pk in made else one
            for one in results]  # fmt: skip


@transaction.atomic
def change(*, assignment: Assignment, plan: Plan, reason: str, by: User, version: int) -> Assignment:
    """Change an assignment: what it was stays to be seen, and the worker is asked to acknowledge the new version."""
    require(by, Can.ASSIGN, assignment)
    assignment = _locked(assignment, version)
    Holding.open(assignment.period)
    if not assignable(by, assignment.period).filter(pk=assignment.contract_id).exists():
        raise AssignmentError(_("This person does not work in your tambons in this month."))
    if _sent([assignment.contract_id], assignment.period):
        raise AssignmentError(_("The report of this month is sent. Return it first, then change what is assigned."))
    kept = _checked(plan)
    if not reason.strip():
        raise AssignmentInputError(_("Say why it is changed."), extra={"field": "reason"})
    training, before = _skills(plan), list(assignment.items.standing())
    changed = _differences(assignment, before, kept)
    if not changed and training == assignment.training:
        raise AssignmentInputError(_("Nothing was changed."))
    assignment.version += 1
    assignment.training, assignment.change_reason = training, reason.strip()
    assignment.changed_at = clock.now()
    assignment.save(update_fields=["version", "training", "change_reason", "changed_at"])
    _store(assignment, before, kept)
    Figures.changed_for([assignment.contract])
    audit.record(action="assignment.changed", target=assignment, by=by, reason=reason.strip(),
                 changes={"version": (version, assignment.version)})  # fmt: skip
    _tell([assignment], "assignment.changed")
    return assignment


@transaction.atomic
def acknowledge(*, assignment: Assignment, by: User, version: int) -> Assignment:
    """Acknowledge the own assignment as it stands; done twice is done once."""
    require(by, Can.ACKNOWLEDGE, assignment)
    assignment = _locked(assignment, version)
    if assignment.contract.person.user_id != by.pk:
        raise AssignmentError(_("Only who is to do the work acknowledges it."))
    if assignment.is_acknowledged:
        return assignment
    Holding.open(assignment.period)
    assignment.seen_version, assignment.acknowledged_at = assignment.version, clock.now()
    assignment.save(update_fields=["seen_version", "acknowledged_at"])
    audit.record(action="assignment.acknowledged", target=assignment, by=by)
    return assignment


def _checked(plan: Plan) -> list[Wanted]:
    """Return the tasks that say something; the first that cannot be is named by its line."""
    kept = [one for one in plan.tasks if one.text.strip()]
    if not kept:
        raise AssignmentInputError(_("Write at least one task."), extra={"field": "tasks"})
    if len(kept) > MOST_TASKS:
        raise AssignmentInputError(_("A month has at most %(most)d tasks.") % {"most": MOST_TASKS},
                                   extra={"field": "tasks"})  # fmt: skip
    for position, one in enumerate(kept, start=1):
        _check(one, position)
    if set(plan.training) - set(Skill):
        raise AssignmentInputError(_("Choose one of the answers offered."), extra={"field": "training"})
    return kept


def _check(one: Wanted, position: int) -> None:
    said = {"position": position}
    wrong = ""
    if one.quantity is not None and one.quantity <= 0:
        wrong = _("Task %(position)d: the number has to be above 0.") % said
    elif one.quantity is not None and not one.unit.strip():
        wrong = _("Task %(position)d: say of what there should be so many, for example households.") % said
    elif one.work is not None and one.work.scheme != WorkScheme.ASSIGNMENT:
        wrong = _("Task %(position)d: choose an area of the assignment form.") % said
    elif max(len(one.text), len(one.note)) > _LONGEST:
        wrong = _("Task %(position)d: write at most %(most)d letters.") % (said | {"most": _LONGEST})
    if wrong:
        raise AssignmentInputError(wrong, extra={"field": "tasks"})


def _skills(plan: Plan) -> list[str]:
    return [str(skill) for skill in Skill if skill in set(plan.training)]


def _sent(keys: Sequence[int], period: Period) -> set[int]:
    rows = MonthReport.objects.filter(contract__in=keys, period=period)
    rows = rows.exclude(state__in=[ReportState.DRAFT, ReportState.RETURNED])
    return set(rows.values_list("contract", flat=True))


def _against(contract: Contract, by: User, *, is_fitting: bool, is_sent: bool) -> str:
    if contract.person.user_id == by.pk:
        return _("Nobody assigns work to themselves.")
    if not is_fitting:
        return _("This person does not work in your tambons in this month.")
    return _("The report of this month is sent.") if is_sent else ""


def _make(
    contracts: Sequence[Contract], plan: Plan, tasks: Sequence[Wanted], period: Period, by: User
) -> dict[int, Assignment]:
    now, training = clock.now(), _skills(plan)
    made = Assignment.objects.bulk_create(
        Assignment(contract=one, period=period, training=training, given_by=by, given_at=now, changed_at=now)
        for one in contracts
    )
    AssignmentItem.objects.bulk_create(
        _item(assignment, number, one)
        for assignment in made
        for number, one in enumerate(tasks, start=1)
    )  # fmt: skip
    if made:
        Figures.changed_for(contracts)
    audit.record_many(action="assignment.given", by=by, events=[(one, {}, "") for one in made])
    _tell(made, "assignment.given")
    return {one.contract_id: one for one in made}


def _item(assignment: Assignment, number: int, one: Wanted) -> AssignmentItem:
    return AssignmentItem(assignment=assignment, number=number, since=assignment.version, **_values(one))


def _values(one: Wanted) -> dict[str, object]:
    unit = one.unit.strip() if one.quantity is not None else ""
    return {
        "work": one.work, "text": one.text.strip(), "quantity": one.quantity, "unit": unit, "note": one.note.strip()
    }  # fmt: skip


def _differences(assignment: Assignment, before: Sequence[AssignmentItem], tasks: Sequence[Wanted]) -> bool:
    numbers = {one.number for one in before}
    if stray := {one.number for one in tasks} - numbers - {0}:
        raise AssignmentInputError(
            _("Task %(position)d is not one of this assignment.") % {"position": min(stray)}, extra={"field": "tasks"}
        )
    twice = [number for number, times in Counter(one.number for one in tasks).items() if number and times > 1]
    if twice:
        raise AssignmentInputError(
            _("Task %(position)d is there twice. Give one of the two the number 0: it is a new task then.")
            % {"position": min(twice)},
            extra={"field": "tasks"},
        )
    kept = {one.number: one for one in tasks if one.number}
    return len(kept) != len(tasks) or any(_is_other(one, kept.get(one.number)) for one in before)


def _is_other(item: AssignmentItem, wanted: Wanted | None) -> bool:
    return wanted is None or any(getattr(item, name) != value for name, value in _values(wanted).items())


def _store(assignment: Assignment, before: Sequence[AssignmentItem], tasks: Sequence[Wanted]) -> None:
    """End what changed and add what is new; a task keeps its number, and so what was done of it."""
    kept = {one.number: one for one in tasks if one.number}
    gone = [item for item in before if _is_other(item, kept.get(item.number))]
    AssignmentItem.objects.filter(pk__in=[item.pk for item in gone]).update(until=assignment.version - 1)
    again = [_item(assignment, item.number, kept[item.number]) for item in gone if item.number in kept]
    # A number that was used once is never another task's.
    last = max(assignment.items.values_list("number", flat=True), default=0)
    added = [one for one in tasks if not one.number]
    new = [_item(assignment, number, one) for number, one in enumerate(added, start=last + 1)]
    AssignmentItem.objects.bulk_create([*again, *new])


def _locked(assignment: Assignment, version: int) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("contract__person", "period")
    assignment = rows.get(pk=assignment.pk)
    if version != assignment.version:
        raise StaleError(_("This assignment was changed since you opened it. Open it again and look."), of=assignment)
    return assignment


def _tell(assignments: Sequence[Assignment], kind: str) -> None:
    links = [
        (one.contract.person.user_id, reverse("assignment-detail", args=[one.pk]))
        for one in assignments
        if one.contract.person.user_id is not None
    ]
    if links:
        notifications.tell_all(links=links, kind=kind, month=assignments[0].period.month.isoformat())
