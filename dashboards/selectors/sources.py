"""Where a figure comes from: the observations behind a place, and the file, row and person behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from dashboards.models import Indicator, Observation
from dashboards.permissions import Can
from dashboards.selectors.holdings import months_of
from dashboards.selectors.periods import Period
from datasets.models import Layer, Record
from datasets.permissions import Can as Data
from datasets.selectors.records import imports_of
from tambon.models import Area
from u2t.core.access import Actor, prefix_q


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation: its parts, since when it is known, and the row of the file it was read from.

    `run` is the import where the reader may open it: of a file, everybody who sees the row may know its name.
    """

    place: str
    period: str
    numerator: Decimal | None
    denominator: Decimal | None
    known_from: datetime
    record: int | None
    dataset: str = ""
    file: str = ""
    line: int | None = None
    run: int | None = None
    by: str = ""
    stored_at: datetime | None = None
    reason: str = ""


def evidence_of(*, user: Actor, area: str, indicator: Indicator, period: Period) -> list[Evidence]:
    """Return the observations counted in one place, with what each was read from where the user may see it.

    A place stands for the codes that became it, as an abolished code keeps its rows under its own name, and for the
    villages of each.
    """
    codes = {area, *Area.objects.filter(today=area).values_list("code", flat=True)}
    within = prefix_q("place", frozenset(codes))
    within &= Q(period__in=[period.code, *months_of(period)])
    found = Observation.objects.visible_to(user, to=Can.VIEW_OBSERVATION).filter(
        within, indicator=indicator, origin=period.origin, known_until__isnull=True
    )
    rows = list(
        found.order_by("period", "place").values_list(
            "place", "period", "numerator", "denominator", "known_from", "record_id"
        )
    )
    behind = _layers(user, [row[5] for row in rows if row[5]])
    return [Evidence(*row, **behind.get(row[5] or 0, {})) for row in rows]


def _layers(user: Actor, records: Sequence[int]) -> dict[int, dict[str, Any]]:
    visible = Record.objects.visible_to(user, to=Data.VIEW_RECORD).filter(pk__in=records)
    layers = list(
        Layer.objects.filter(pk__in=visible.values("layer"))
        .select_related("run__by", "correction__by", "record", "revision__by")
        .defer("revision__xml")
    )
    runs = imports_of(user).filter(pk__in={layer.run_id for layer in layers if layer.run_id})
    may_open = set(runs.values_list("pk", flat=True))
    return {layer.record_id: _facts(layer, may_open) for layer in layers}


def _facts(layer: Layer, may_open: set[int]) -> dict[str, Any]:
    facts: dict[str, Any] = {"dataset": layer.record.dataset_id, "line": layer.line}
    if layer.correction is not None:
        correction = layer.correction
        return facts | {"by": str(correction.by), "stored_at": correction.decided_at, "reason": correction.reason}
    if layer.revision is not None:
        return facts | {"by": str(layer.revision.by), "stored_at": layer.revision.verified_at}
    if layer.run is not None:
        run = layer.run
        return facts | {
            "file": run.name,
            "by": str(run.by),
            "stored_at": run.stored_at,
            "run": run.pk if run.pk in may_open else None,
        }
    return facts
