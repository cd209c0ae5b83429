"""What is assigned for a month: to whom, which tasks, and how much of each is done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import short
from workforce.choices import WORKS, PeriodState, Standing, WorkScheme
from workforce.models import (
    Assignment,
    AssignmentItem,
    Contract,
    DayLog,
    MonthReport,
    Period,
    Placement,
    ReportLine,
    WorkItem,
)
from workforce.permissions import Can


def assignments_of(user: Actor) -> "QuerySet[Assignment]":
    """Return the assignments a user may see, with all that a list of them shows."""
    place = Placement.objects.filter(contract=OuterRef("contract"), is_cancelled=False)
    place = place.filter(during__overlap=OuterRef("period__during")).order_by("-during")
    rows = Assignment.objects.visible_to(user, to=Can.VIEW_ASSIGNMENT)
    return rows.select_related("contract__person", "contract__university", "period", "given_by").annotate(
        tambon_name=Subquery(place.values("post__tambon__name_th")[:1]),
        task_count=Count("items", filter=Q(items__until__isnull=True)),
    )


def work_areas(kept: Collection[int] = ()) -> "QuerySet[WorkItem]":
    """Return the areas of the assignment form that are offered, with those that tasks were written with before."""
    rows = WorkItem.objects.filter(Q(is_offered=True) | Q(pk__in=kept), scheme=WorkScheme.ASSIGNMENT)
    return rows.order_by("number")


def assignable(user: Actor, period: Period) -> "QuerySet[Contract]":
    """Return the contracts of a month to whose people a user may assign work: they sit in the user's tambons then."""
    seats = Placement.objects.visible_to(user, to=Can.ASSIGN)
    seats = seats.filter(is_cancelled=False, during__overlap=period.during)
    rows = Contract.objects.filter(
        pk__in=seats.values("contract"), state__in=WORKS, university=period.university_id,
        programme=period.programme_id, during__overlap=period.during,
    )  # fmt: skip
    return rows.exclude(person__user=user.pk).select_related("person", "university").order_by("person__sort_key", "pk")


def months_for(user: Actor) -> "Sequence[Period]":
    """Return the months that are open for whose people a user assigns work, the latest first."""
    seats = Placement.objects.visible_to(user, to=Can.ASSIGN).filter(is_cancelled=False)
    rows = Period.objects.filter(
        university__in=seats.values("contract__university"), programme__in=seats.values("contract__programme")
    )
    return list(rows.filter(state=PeriodState.OPEN).select_related("university").order_by("-month", "university"))


def month_now(periods: Sequence[Period]) -> Period | None:
    """Return the month of today, else the latest."""
    today = clock.today()
    return next((one for one in periods if one.first_day <= today <= one.last_day), next(iter(periods), None))


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody work can be assigned to, and what is assigned already."""

    contract: Contract
    tambon: str
    assignment: Assignment | None


def seats_in(user: Actor, period: Period) -> list[Seat]:
    """Return everybody a user may assign work of a month to."""
    rows = assignable(user, period)
    there = {one.contract_id: one for one in Assignment.objects.filter(period=period, contract__in=rows)}
    places = Placement.objects.filter(contract__in=rows, is_cancelled=False, during__overlap=period.during)
    named = dict(places.order_by("during").values_list("contract", "post__tambon__name_th"))
    return [Seat(one, named.get(one.pk, ""), there.get(one.pk)) for one in rows]


@dataclass(frozen=True, slots=True)
class Task:
    """A task with what is done of it: how many, in how many logs, and what the report says of it."""

    item: AssignmentItem
    done: Decimal
    logs: int
    standing: str
    standing_name: str

    @property
    def share(self) -> int | None:
        """Return how many per cent of what was asked is done, if a number was asked."""
        return int(min(self.done * 100 / self.item.quantity, Decimal(999))) if self.item.quantity else None


def result_of(task: Task) -> str:
    """Say what came of a task, as a report begins with it."""
    item = task.item
    if not item.quantity:
        return item.text
    said = {"text": item.text, "done": short(task.done), "quantity": short(item.quantity), "unit": item.unit}
    return _("%(text)s: %(done)s of %(quantity)s %(unit)s") % said


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment with its tasks."""

    assignment: Assignment
    tasks: list[Task]


def assigned_in(contract: Contract, period: Period) -> Assigned | None:
    """Return what was assigned to somebody for a month, and what is done of it."""
    return assigned_to([contract]).get((contract.pk, period.pk))


def assigned_to(contracts: Iterable[Contract]) -> dict[tuple[int, int], Assigned]:
    """Return what was assigned to the people of some contracts, by contract and period."""
    rows = list(Assignment.objects.filter(contract__in=contracts).select_related("given_by"))
    tasks = tasks_of(rows)
    return {(one.contract_id, one.period_id): Assigned(one, tasks[one.pk]) for one in rows}


def tasks_of(assignments: Iterable[Assignment]) -> dict[int, list[Task]]:
    """Return the tasks that stand now of some assignments, with what is done of each; a change keeps its number."""
    tasks: dict[int, list[Task]] = {one.pk: [] for one in assignments}
    items = AssignmentItem.objects.standing().filter(assignment__in=tasks).select_related("work")
    done = _done(tasks)
    said = _said(tasks)
    for item in items.order_by("assignment", "number"):
        key = (item.assignment_id, item.number)
        total, logs = done.get(key, (None, 0))
        tasks[item.assignment_id].append(Task(item, total or Decimal(0), logs, *said.get(key, ("", ""))))
    return tasks


def _done(assignments: Iterable[int]) -> dict[tuple[int, int], tuple[Decimal | None, int]]:
    rows = DayLog.objects.counting().filter(item__assignment__in=assignments).order_by()
    counted = rows.values_list("item__assignment", "item__number").annotate(total=Sum("quantity"), n=Count("pk"))
    return {(assignment, number): (total, n) for assignment, number, total, n in counted}


def _said(assignments: Iterable[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return what reports say of each task; a line names a task of its own month only."""
    lines = ReportLine.objects.filter(item__assignment__in=assignments).exclude(standing="").order_by("position")
    rows = lines.values_list("item__assignment", "item__number", "standing")
    return {(assignment, number): (said, str(Standing(said).label)) for assignment, number, said in rows}


@dataclass(slots=True)
class Version:
    """The tasks of an assignment as they were in a version."""

    number: int
    items: list[AssignmentItem] = field(default_factory=list)


def versions_of(assignment: Assignment) -> list[Version]:
    """Return the earlier versions of an assignment, the latest first."""
    versions = [Version(number) for number in range(assignment.version - 1, 0, -1)]
    for item in assignment.items.select_related("work"):
        for version in versions:
            if item.since <= version.number and (item.until is None or item.until >= version.number):
                version.items.append(item)
    return versions


def items_of(report: MonthReport) -> "QuerySet[AssignmentItem]":
    """Return every task a report can answer, those of earlier versions too."""
    return AssignmentItem.objects.filter(
        assignment__contract=report.contract_id, assignment__period=report.period_id
    ).select_related("work", "assignment")


def tasks_to_log(user: User, *, also: int | None = None) -> "QuerySet[AssignmentItem]":
    """Return the own tasks that a log can name: those that stand in the months that are open, and the one it names."""
    rows = AssignmentItem.objects.filter(
        Q(until__isnull=True) | Q(pk=also), assignment__contract__person__user=user,
        assignment__period__state=PeriodState.OPEN,
    )  # fmt: skip
    return rows.select_related("assignment__period", "work").order_by("-assignment__period__month", "number")
