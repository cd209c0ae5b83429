"""Records that may be one thing: found over a whole data set, and shown beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from datasets.choices import FieldKind, FieldRole, TwinState
from datasets.models import Dataset, Layer, Record, Twin
from datasets.permissions import Can
from datasets.selectors.pages import Cell, cells_of, correctable
from u2t.core.access import Actor

#: Of a hundred: from here on two names are one, and from here on they may be where the two lie on one spot.
_ALIKE, _SOMEWHAT = 60, 30
#: In metres: what lies so near is on one spot; two of one name that lie farther apart than this are two.
_NEAR, _FAR = 20, 500
#: So many pairs of one data set are kept, the most alike first: nobody decides about more.
MOST = 2_000
_METRES_PER_DEGREE = 111_320

#: Trigrams of names without spaces and marks of case; both records live, of one place, period and origin.
_FIND = f"""
WITH named AS MATERIALIZED (
    SELECT r.id, r.place_id, r.period, r.origin,
        lower(regexp_replace((
            SELECT string_agg(r.values ->> n.name, ' ' ORDER BY n.at)
            FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n (name, at)), '\\s+', '', 'g')) AS name,
        CASE WHEN r.values ->> %(point)s ~ '^-?\\d{{1,2}}(\\.\\d+)?, ?-?\\d{{1,3}}(\\.\\d+)?$'
            THEN regexp_split_to_array(r.values ->> %(point)s, ', ?')::float8[] END AS at
    FROM datasets_record r WHERE r.dataset_id = %(dataset)s AND r.is_live
), pairs AS (
    SELECT a.id AS first, b.id AS second,
        CASE WHEN a.name = b.name THEN 100 ELSE coalesce(floor(similarity(a.name, b.name) * 100), 0) END AS likeness,
        sqrt(power(a.at[1] - b.at[1], 2) + power((a.at[2] - b.at[2]) * cos(radians(a.at[1])), 2))
            * {_METRES_PER_DEGREE} AS metres
    FROM named a
    JOIN named b ON b.place_id = a.place_id AND b.period = a.period AND b.origin = a.origin AND b.id > a.id
), found AS MATERIALIZED (
    SELECT first, second, likeness::int AS likeness, round(metres)::int AS metres FROM pairs
    WHERE likeness >= {_ALIKE} AND (metres IS NULL OR metres <= {_FAR})
        OR metres <= {_NEAR} AND (likeness >= {_SOMEWHAT} OR cardinality(%(names)s::text[]) = 0)
    ORDER BY likeness DESC, metres, first, second LIMIT {MOST}
), gone AS (
    DELETE FROM datasets_twin t
    WHERE t.dataset_id = %(dataset)s AND t.state = '{TwinState.OPEN}'
        AND NOT EXISTS (SELECT FROM found f WHERE f.first = t.first_id AND f.second = t.second_id)
        AND NOT EXISTS (SELECT FROM datasets_layer l WHERE l.twin_id = t.id)
)
INSERT INTO datasets_twin AS t (dataset_id, first_id, second_id, likeness, metres, state, found_at, reason)
SELECT %(dataset)s, first, second, likeness, metres, '{TwinState.OPEN}', %(now)s, '' FROM found
ON CONFLICT (first_id, second_id) DO UPDATE
SET likeness = excluded.likeness, metres = excluded.metres, state = '{TwinState.OPEN}', kept_id = NULL,
    decided_by_id = NULL, decided_at = NULL, reason = ''
WHERE t.state <> '{TwinState.DISMISSED}'
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of two records; `name` is empty where its value cannot be taken over."""

    name: str
    label: str
    first: Cell | None
    second: Cell | None

    @property
    def differs(self) -> bool:
        """Tell whether the two say different things, or one says what the other does not."""
        return _said(self.first) != _said(self.second)


def find(dataset: Dataset, *, now: datetime) -> None:
    """Keep the pairs of a data set that may be one thing; what was found to be two stays decided.

    A pair that was one and lives twice again, because a later file or answer spoke of both, waits anew.
    """
    fields = dataset.fields.filter(is_retired=False, role=FieldRole.VALUE)
    names = list(fields.filter(is_naming=True).order_by("position").values_list("name", flat=True))
    point = fields.filter(kind=FieldKind.POINT).order_by("position").values_list("name", flat=True).first()
    told: dict[str, Any] = {"dataset": dataset.pk, "names": names, "point": point or "", "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, told)


def can_be_found(dataset: Dataset) -> bool:
    """Tell whether a data set says what its things are called or where they lie."""
    return dataset.fields.filter(Q(is_naming=True) | Q(kind=FieldKind.POINT), is_retired=False).exists()


def twins_of(user: Actor, dataset: str) -> QuerySet[Twin]:
    """Return the pairs of a data set that the user may see; of those to be decided, where both still live."""
    found = Twin.objects.visible_to(user, to=Can.VIEW_TWIN).filter(dataset=dataset)
    waits = Q(state=TwinState.OPEN)
    found = found.filter(~waits | waits & Q(first__is_live=True, second__is_live=True))
    return found.select_related("first__place", "decided_by")


def beside(twin: Twin, *, sees_personal: bool) -> list[Beside]:
    """Return the fields of both records, those that differ first."""
    fields = list(twin.dataset.fields.all())
    may_take = {field.name for field in correctable(fields)}
    sides = [
        {cell.name: cell for cell in cells_of(record, fields, sees_personal=sees_personal)}
        for record in _as_they_were(twin)
    ]
    order = [name for field in fields for name in [field.name] if name in sides[0] or name in sides[1]]
    rows = [
        Beside(name if name in may_take else "", _label(sides, name), sides[0].get(name), sides[1].get(name))
        for name in order
    ]
    return sorted(rows, key=lambda row: not row.differs)


def merged_with(user: Actor, record: Record) -> QuerySet[Twin]:
    """Return the pairs in which this record was kept or laid aside, as far as the user may see them."""
    found = Twin.objects.visible_to(user, to=Can.VIEW_TWIN).filter(state=TwinState.MERGED)
    return found.filter(Q(first=record) | Q(second=record)).order_by("pk")


def _as_they_were(twin: Twin) -> list[Record]:
    """Return both records, the one that was laid aside with the values of its newest layer."""
    records = [twin.first, twin.second]
    aside = twin.laid_aside_id
    if aside is not None:
        record = next(record for record in records if record.pk == aside)
        merged: dict[str, object] = {}
        for values in (
            Layer.objects.filter(record=aside, twin=twin).order_by("position").values_list("values", flat=True)
        ):
            merged |= values
        record.values = merged
    return records


def _label(sides: Sequence[dict[str, Cell]], name: str) -> str:
    return (sides[0].get(name) or sides[1][name]).label


def _said(cell: Cell | None) -> object:
    return None if cell is None else cell.value
