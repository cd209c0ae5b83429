"""Who scored an interview, and what was changed in it: from the trail, which keeps every step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from u2t.core.models import AuditEvent
from workforce.models import Application, Criterion, Score

_ACTION = "application.scored"


@dataclass(frozen=True, slots=True)
class Point:
    """Points of one criterion before and after; None is none."""

    criterion: Criterion
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Scoring:
    """One step: when, by whom, which points."""

    at: datetime
    by: str
    points: tuple[Point, ...]


def scorings_of(application: Application, criteria: Iterable[Criterion]) -> list[Scoring]:
    """Return who gave and changed the points of an application, the latest step first.

    Points the trail knows nothing of, brought along with the round, are told as they were given.
    """
    known = {one.code: one for one in criteria}
    events = AuditEvent.objects.filter(
        action=_ACTION, target_model=Application._meta.label_lower, target_id=str(application.pk)
    )
    steps = [Scoring(event.happened_at, event.actor, tuple(_points(event, known))) for event in events.order_by("-pk")]
    told = {point.criterion.code for step in steps for point in step.points}
    return [*steps, *_brought(application, set(known) - told)]


def _points(event: AuditEvent, known: dict[str, Criterion]) -> list[Point]:
    changes: dict[str, Sequence[str | None]] = event.changes
    return [
        Point(criterion, *(None if value is None else Decimal(value) for value in changes[code]))
        for code, criterion in known.items()
        if code in changes
    ]


def _brought(application: Application, codes: set[str]) -> list[Scoring]:
    found: dict[tuple[datetime, str], list[Point]] = defaultdict(list)
    rows = Score.objects.filter(application=application, criterion__code__in=codes)
    for row in rows.select_related("criterion", "by").order_by("-given_at", "criterion__position", "pk"):
        found[row.given_at, str(row.by)].append(Point(row.criterion, None, row.points))
    return [Scoring(at, by, tuple(points)) for (at, by), points in found.items()]
