"""How long each step of the approval takes: by university and network, or by tambon up to the nation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Extract, Greatest, Substr

from tambon.models import Area, Network, University
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name
from workforce.chain_choices import Decision, StepPlace
from workforce.choices import ReportState, StepKind
from workforce.models import Approval, MonthReport, Placement
from workforce.permissions import Can

_DAY = 86_400
_MOVES = (Decision.APPROVED, Decision.RETURNED, Decision.WITHDRAWN)
_DIGITS = {StepPlace.TAMBON: 6, StepPlace.AMPHOE: 4, StepPlace.PROVINCE: 2}
NATION = "TH"


class Median(Aggregate):
    """The middle of some numbers, as the database finds it."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(slots=True)
class StepTime:
    """A kind of step in a place: how many wait there, how many took it, and the median of the days that took."""

    step: str
    waiting: int = 0
    taken: int = 0
    median_days: float | None = None


@dataclass(slots=True)
class Tempo:
    """The steps of a month in a place."""

    code: str
    name: str
    steps: dict[str, StepTime] = field(default_factory=dict)

    @property
    def cells(self) -> list[StepTime | None]:
        """Return a cell for each kind of step, in the order of the chain."""
        return [self.steps.get(kind) for kind in StepKind.values]


def newest_month(user: Actor) -> date | None:
    """Return the newest month of which a user sees reports that were approved at a step."""
    seen = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT)
    found = seen.filter(period__month__lte=clock.today(), sent_at__isnull=False)
    newest: date | None = found.aggregate(month=Max("period__month"))["month"]
    return newest


def tempos_of(month: date, by: str, *, user: Actor) -> list[Tempo]:
    """Count the steps of the reports of a month that a user sees, by place, by name.

    A step begins when the report was sent, or when whoever decided before passed it on; only approvals that stand
    count.
    """
    found: dict[tuple[str, str], StepTime] = {}
    for code, step, taken, median in _taken(month, by, user):
        found[code, step] = StepTime(step, taken=taken, median_days=None if median is None else round(median, 1))
    for code, step, waiting in _waiting(month, by, user):
        found.setdefault((code, step), StepTime(step)).waiting = waiting
    names = _names(by, {code for code, _step in found})
    places = {code: Tempo(code, name) for code, name in names}
    for (code, step), cell in found.items():
        places[code].steps[step] = cell
    return list(places.values())


def _taken(month: date, by: str, user: Actor) -> Iterable[tuple[Any, ...]]:
    rows = Approval.objects.visible_to(user, to=Can.VIEW_REPORT).filter(
        decision=Decision.APPROVED, is_standing=True, report__period__month=month
    )
    before = Approval.objects.filter(report=OuterRef("report"), pk__lt=OuterRef("pk"), decision__in=_MOVES)
    came = Greatest(Subquery(before.order_by("-pk").values("at")[:1]), F("report__sent_at"))
    days = ExpressionWrapper(Extract(F("at") - came, "epoch") / _DAY, output_field=FloatField())
    placed = _placed(rows, by, "report__").annotate(days=days).order_by()
    counted = placed.values("place", "step__kind").annotate(taken=Count("pk"), median=Median("days"))
    return list(counted.values_list("place", "step__kind", "taken", "median"))


def _waiting(month: date, by: str, user: Actor) -> Iterable[tuple[Any, ...]]:
    rows = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT).filter(
        state=ReportState.SENT, period__month=month
    )  # fmt: skip
    counted = _placed(rows, by, "").order_by().values("place", "step__kind").annotate(n=Count("pk"))
    return list(counted.values_list("place", "step__kind", "n"))


def _placed(rows: "QuerySet[Any]", by: str, report: str) -> "QuerySet[Any]":
    """Say of each row in which place it counts: that of the university, or where somebody sat last in the month."""
    placed: QuerySet[Any] = rows.annotate(place=_place(by, report))
    return placed.exclude(place=None)


def _place(by: str, report: str) -> Any:
    if by == StepPlace.NATION:
        return Value(NATION)
    if by == StepPlace.UNIVERSITY:
        return F(f"{report}contract__university")
    if by == StepPlace.NETWORK:
        return Coalesce(F(f"{report}contract__university__network"), Value(""))
    seat = Placement.objects.filter(contract=OuterRef(f"{report}contract"), is_cancelled=False)
    seat = seat.filter(during__overlap=OuterRef(f"{report}period__during")).order_by("-during")
    return Substr(Subquery(seat.values("post__tambon")[:1]), 1, _DIGITS[StepPlace(by)])


def _names(by: str, codes: set[str]) -> list[tuple[str, str]]:
    """Return the places with their names, in the order of the alphabet; what has none stands last."""
    if by == StepPlace.NATION:
        named = [(NATION, "")]
    elif by in {StepPlace.UNIVERSITY, StepPlace.NETWORK}:
        model: Any = University if by == StepPlace.UNIVERSITY else Network
        named = [(one.pk, local_name(one)) for one in model.objects.filter(pk__in=codes).order_by("sort_key")]
    else:
        named = [(one.pk, local_name(one)) for one in Area.objects.filter(pk__in=codes).order_by("sort_key", "pk")]
    there = {code for code, _name in named}
    return [one for one in named if one[0] in codes] + [(code, code) for code in sorted(codes - there)]
