"""Values to be looked at again, found over a whole data set."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from datasets.choices import DoubtKind, DoubtState, FieldKind, FieldRole
from datasets.models import Dataset, DatasetField, Doubt
from datasets.permissions import Can
from u2t.core.access import Actor

#: So many values must be known before one of them is called far from the others.
_ENOUGH = 20
#: So many times the distance between the quarters a value may lie beyond them.
_FAR = 3
#: So many of one data set are kept: nobody looks at more.
MOST = 5_000

_FIND = f"""
WITH asked AS (
    SELECT f.name, f.minimum, f.maximum, f.is_required, f.kind,
        ARRAY(SELECT c ->> 'value' FROM jsonb_array_elements(f.choices) c) AS listed
    FROM datasets_datasetfield f
    WHERE f.dataset_id = %(dataset)s AND f.role = '{FieldRole.VALUE}' AND NOT f.is_retired
), cells AS MATERIALIZED (
    SELECT r.id, r.version, a.name, a.minimum, a.maximum, a.is_required, a.kind, a.listed,
        coalesce(r.values -> a.name, 'null') AS value,
        CASE WHEN jsonb_typeof(r.values -> a.name) = 'number' THEN (r.values ->> a.name)::numeric END AS number
    FROM datasets_record r CROSS JOIN asked a WHERE r.dataset_id = %(dataset)s AND r.is_live
), spread AS (
    SELECT name, q[1] AS low, q[2] AS high FROM (
        SELECT name, percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY number) AS q
        FROM cells WHERE number IS NOT NULL GROUP BY name HAVING count(*) >= {_ENOUGH}) s
    WHERE q[2] > q[1]
), found AS MATERIALIZED (
    SELECT * FROM (
        SELECT c.id, c.version, c.name, CASE
            WHEN c.number < c.minimum THEN '{DoubtKind.BELOW}'
            WHEN c.number > c.maximum THEN '{DoubtKind.ABOVE}'
            WHEN c.is_required AND c.value = 'null' THEN '{DoubtKind.MISSING}'
            WHEN cardinality(c.listed) > 0 AND c.kind = '{FieldKind.CHOICE}' AND jsonb_typeof(c.value) = 'string'
                AND NOT c.value #>> '{{}}' = ANY(c.listed) THEN '{DoubtKind.UNLISTED}'
            WHEN cardinality(c.listed) > 0 AND c.kind = '{FieldKind.CHOICES}' AND jsonb_typeof(c.value) = 'array'
                AND EXISTS (SELECT FROM jsonb_array_elements_text(c.value) e WHERE NOT e = ANY(c.listed))
                THEN '{DoubtKind.UNLISTED}'
            WHEN c.number < s.low - {_FAR} * (s.high - s.low) OR c.number > s.high + {_FAR} * (s.high - s.low)
                THEN '{DoubtKind.OUTLIER}'
        END AS doubt
        FROM cells c LEFT JOIN spread s USING (name)) d
    WHERE doubt IS NOT NULL ORDER BY id, name LIMIT {MOST}
), gone AS (
    DELETE FROM datasets_doubt d
    WHERE d.dataset_id = %(dataset)s AND d.state = '{DoubtState.OPEN}' AND NOT EXISTS (
        SELECT FROM found f WHERE f.id = d.record_id AND f.name = d.field AND f.doubt = d.kind)
)
INSERT INTO datasets_doubt AS d (dataset_id, record_id, field, kind, state, version, found_at, reason)
SELECT %(dataset)s, id, name, doubt, '{DoubtState.OPEN}', version, %(now)s, '' FROM found
ON CONFLICT (record_id, field, kind) DO UPDATE
SET state = '{DoubtState.OPEN}', version = excluded.version, decided_by_id = NULL, decided_at = NULL, reason = ''
WHERE d.version < excluded.version
"""  # noqa: S608 - constants


def find(dataset: Dataset, *, now: datetime) -> None:
    """Keep the values of a data set that should be looked at; what is settled stays so until its record changes."""
    told: dict[str, Any] = {"dataset": dataset.pk, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, told)


def doubts_of(user: Actor, dataset: str) -> QuerySet[Doubt]:
    """Return the doubts of a data set that the user may see, of records that still live, with the field in words."""
    found = Doubt.objects.visible_to(user, to=Can.VIEW_DOUBT).filter(dataset=dataset, record__is_live=True)
    field = DatasetField.objects.filter(dataset=OuterRef("dataset"), name=OuterRef("field"))
    return found.select_related("record__place__parent").annotate(
        label_th=Coalesce(Subquery(field.values("label_th")[:1]), F("field")),
        label_en=Subquery(field.values("label_en")[:1]),
        is_personal=Subquery(field.values("is_personal")[:1]),
    )
