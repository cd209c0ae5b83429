"""Tambons against months: where the reports of each stand, at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from tambon.models import Area, University
from u2t.core import clock
from u2t.core.access import Actor, reach
from workforce.choices import WORKS, PeriodState, ReportState
from workforce.models import MonthReport, Period, Placement
from workforce.permissions import Can


@dataclass(slots=True)
class Cell:
    """The people of a tambon in a month: how many they are, and how many reports are in which state."""

    period: Period
    people: int = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def approved(self) -> int:
        """Return how many reports are approved."""
        return self.states.get(ReportState.APPROVED, 0)

    @property
    def is_open_and_due(self) -> bool:
        """Tell whether reports begun in an open month past its day are not approved yet."""
        is_open = self.period.state == PeriodState.OPEN and clock.today() > self.period.reports_due_on
        return is_open and sum(self.states.values()) > self.approved

    @property
    def tone(self) -> str:
        """Return how it stands: all approved, on its way, something returned, or missing after the day, or not due."""
        if not self.people:
            return "none"
        if self.approved >= self.people:
            return "good"
        missing = self.people - sum(n for state, n in self.states.items() if state in _ON_ITS_WAY)
        if self.states.get(ReportState.RETURNED) or (missing and clock.today() > self.period.reports_due_on):
            return "bad"
        return "info" if self.states else "quiet"


_ON_ITS_WAY = frozenset({ReportState.SENT, ReportState.APPROVED})


@dataclass(frozen=True, slots=True)
class Line:
    """A tambon with a cell for each month."""

    tambon: Area
    cells: list[Cell]

    @property
    def is_late(self) -> bool:
        """Tell whether something of a month that is open waits too long."""
        return any(cell.is_open_and_due for cell in self.cells)


def may_see_months(user: Actor) -> bool:
    """Tell whether a user sees reports of others, by area or all."""
    found = reach(user, Can.VIEW_REPORT)
    return found.has_areas or found.everywhere


def matrix_universities(user: Actor) -> "QuerySet[University]":
    """Return the universities whose months a user may see by tambon."""
    seen = Placement.objects.visible_to(user, to=Can.VIEW_REPORT).filter(contract__university=OuterRef("pk"))
    months = Period.objects.filter(university=OuterRef("pk"))
    if not may_see_months(user):
        return University.objects.none()
    return University.objects.filter(Exists(months), Exists(seen)).order_by("sort_key")


def months_of(university: University) -> "Sequence[Period]":
    """Return the months of a university that have begun, the first first."""
    return list(Period.objects.filter(university=university, during__startswith__lte=clock.today()).order_by("month"))


def tambons_at_work(university: University, user: Actor) -> "QuerySet[Area]":
    """Return the tambons where a user sees people of a university at work."""
    seen = Placement.objects.visible_to(user, to=Can.VIEW_REPORT).filter(contract__university=university)
    return Area.objects.filter(pk__in=seen.values("post__tambon")).order_by("sort_key", "pk")


def matrix_of(university: University, tambons: Sequence[Area], periods: Sequence[Period], *, user: Actor) -> list[Line]:
    """Count people and reports of some tambons by month."""
    cells = {(area.pk, one.pk): Cell(one) for area in tambons for one in periods}
    for tambon, period, people in _people(university, tambons, user):
        if (tambon, period) in cells:
            cells[tambon, period].people = people
    for tambon, period, state, n in _reports(periods, user):
        if (tambon, period) in cells:
            cells[tambon, period].states[state] = n
    return [Line(area, [cells[area.pk, one.pk] for one in periods]) for area in tambons]


def _people(university: University, tambons: Sequence[Area], user: Actor) -> list[tuple[str, int, int]]:
    """Count everybody where the report of the month is counted: who moved within it, where the last seat is."""
    month = "contract__university__periods__"
    seen: QuerySet[Any] = Placement.objects.visible_to(user, to=Can.VIEW_REPORT)
    # Annotated first, and then kept by what was annotated: each filter over the months would join them anew.
    rows = seen.annotate(
        of_period=F(f"{month}pk"), of_days=F(f"{month}during"), of_programme=F(f"{month}programme")
    ).filter(
        contract__university=university, contract__state__in=WORKS, is_cancelled=False, post__tambon__in=tambons,
        during__overlap=F("of_days"), contract__programme=F("of_programme"),
    )  # fmt: skip
    later = Placement.objects.filter(
        contract=OuterRef("contract"), is_cancelled=False, during__overlap=OuterRef("of_days"),
        during__startswith__gt=OuterRef("during__startswith"),
    )  # fmt: skip
    counted = rows.exclude(Exists(later)).order_by().values("post__tambon", "of_period")
    return list(counted.annotate(n=Count("contract", distinct=True)).values_list("post__tambon", "of_period", "n"))


def _reports(periods: Sequence[Period], user: Actor) -> list[tuple[str, int, str, int]]:
    place = Placement.objects.filter(contract=OuterRef("contract"), is_cancelled=False)
    place = place.filter(during__overlap=OuterRef("period__during")).order_by("-during")
    rows = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT).filter(period__in=periods)
    placed = rows.annotate(tambon=Subquery(place.values("post__tambon")[:1])).order_by()
    counted = placed.values("tambon", "period", "state").annotate(n=Count("pk"))
    return list(counted.values_list("tambon", "period", "state", "n"))
