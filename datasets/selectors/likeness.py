"""Which records of a data set may be one thing: compared with their neighbours in several orders, all in the database.

Each with every other would take the square of a place. So they are put in order, by name, by name read backwards, and
along strips of the ground, and each is compared with those that follow it: where a place has few records, that is all.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from datasets.choices import FieldKind, FieldRole, TwinState
from datasets.models import Dataset
from datasets.selectors.positions import STORED

#: Of a hundred: from here on two names are one, and from here on they may be where the two lie on one spot.
_ALIKE, _SOMEWHAT = 60, 30
#: In metres: what lies so near is on one spot; two of one name that lie farther apart than this are two.
_NEAR, _FAR = 20, 500
#: With so many that follow in the order of names each is compared, and with so many in each of the other orders, which
#: are for places of more records than that.
_FOLLOWING, _FOLLOWING_BESIDES = 100, 30
#: So many pairs of one data set are kept, the most alike first: nobody decides about more.
MOST = 2_000
_METRES_PER_DEGREE = 111_320
#: Two on one spot lie in one strip of this height, or in one that begins in its middle.
_STRIP = 2 * _NEAR / _METRES_PER_DEGREE

#: Trigrams of names without spaces and marks of case; both records live, of one place, period and origin.
_ORDER = f"""
CREATE TEMP TABLE datasets_in_order ON COMMIT DROP AS
WITH named AS MATERIALIZED (
    SELECT r.id, dense_rank() OVER (ORDER BY r.place_id, r.period, r.origin) AS place,
        count(*) OVER (PARTITION BY r.place_id, r.period, r.origin) AS beside,
        lower(regexp_replace((
            SELECT string_agg(r.values ->> n.name, ' ' ORDER BY n.at)
            FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n (name, at)), '\\s+', '', 'g')) AS name,
        regexp_match(r.values ->> %(point)s, '^{STORED}$')::float8[] AS at
    FROM datasets_record r WHERE r.dataset_id = %(dataset)s AND r.is_live
)
SELECT row_number() OVER (ORDER BY o.kind, n.place, o.first, o.second, n.id) AS position, o.kind, n.place,
    CASE o.kind WHEN 0 THEN {_FOLLOWING} ELSE {_FOLLOWING_BESIDES} END AS following, n.id, n.name, n.at
FROM named n CROSS JOIN LATERAL (VALUES
    (0, n.name, 0), (1, reverse(n.name), 0),
    (2, floor(n.at[1] / {_STRIP:.9f})::text, n.at[2]), (3, floor(n.at[1] / {_STRIP:.9f} + 0.5)::text, n.at[2])
) AS o (kind, first, second)
WHERE o.kind = 0 OR n.beside > {_FOLLOWING} AND o.first IS NOT NULL
"""  # noqa: S608 - constants

#: Found by the index for each record: joined as sets, all of one place would meet all.
COMPARED = f"""
    SELECT least(a.id, b.id) AS first, greatest(a.id, b.id) AS second,
        CASE WHEN a.name = b.name THEN 100 ELSE coalesce(floor(similarity(a.name, b.name) * 100), 0) END AS likeness,
        sqrt(power(a.at[1] - b.at[1], 2) + power((a.at[2] - b.at[2]) * cos(radians(a.at[1])), 2))
            * {_METRES_PER_DEGREE} AS metres
    FROM datasets_in_order a CROSS JOIN LATERAL (
        SELECT * FROM datasets_in_order c
        WHERE c.kind = a.kind AND c.place = a.place AND c.position > a.position
            AND c.position <= a.position + a.following
        ORDER BY c.position LIMIT {_FOLLOWING}
    ) b
"""  # noqa: S608 - constants

_FIND = f"""
CREATE TEMP TABLE datasets_alike ON COMMIT DROP AS
WITH pairs AS ({COMPARED})
SELECT DISTINCT likeness::int AS likeness, round(metres)::int AS metres, first, second FROM pairs
WHERE likeness >= {_ALIKE} AND (metres IS NULL OR metres <= {_FAR})
    OR metres <= {_NEAR} AND (likeness >= {_SOMEWHAT} OR cardinality(%(names)s::text[]) = 0)
ORDER BY likeness DESC, metres, first, second LIMIT {MOST}
"""  # noqa: S608 - constants

#: What was made one, or taken back, while others were compared is no pair any more.
_KEEP = f"""
WITH found AS MATERIALIZED (
    SELECT p.* FROM datasets_alike p
    JOIN datasets_record a ON a.id = p.first AND a.is_live JOIN datasets_record b ON b.id = p.second AND b.is_live
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


def compare(dataset: Dataset) -> None:
    """Compare the records of a data set, which takes minutes where they are very many: nobody has to wait for it."""
    fields = dataset.fields.filter(is_retired=False, role=FieldRole.VALUE)
    names = list(fields.filter(is_naming=True).order_by("position").values_list("name", flat=True))
    point = fields.filter(kind=FieldKind.POINT).order_by("position").values_list("name", flat=True).first()
    told: dict[str, Any] = {"dataset": dataset.pk, "names": names, "point": point or ""}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.datasets_in_order, pg_temp.datasets_alike")
        cursor.execute(_ORDER, told)
        cursor.execute("CREATE UNIQUE INDEX ON datasets_in_order (kind, place, position)")
        cursor.execute("ANALYZE datasets_in_order")
        cursor.execute(_FIND, told)


def keep(dataset: Dataset, *, now: datetime) -> None:
    """Keep the pairs that were found to be alike; what was decided to be two stays decided.

    A pair that was one and lives twice again, because a later file or answer spoke of both, waits anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"dataset": dataset.pk, "now": now})
