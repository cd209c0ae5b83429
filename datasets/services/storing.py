"""The set-based SQL behind storing and undoing: layers of values, and records that repeat the newest."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from tempfile import TemporaryFile
from typing import Any, TypeAlias

from django.db import connection

from datasets.models import Dataset, Layer, Record, StagedRow
from datasets.selectors.checked import Candidate
from datasets.selectors.effects import MERGED, falling
from datasets.selectors.fitting import fitted
from datasets.selectors.places import kind_of
from tambon.choices import Level
from tambon.models import Area
from tambon.selectors.villages import kind_of_village
from u2t.core.importing.runs import take_turn
from u2t.core.models import ImportRun
from u2t.core.text import match_key, sort_key

#: Place and period of what changed.
Cell: TypeAlias = tuple[str, str]
_VILLAGE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did."""

    created: int
    changed: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Entered:
    """A row of a verified revision: line 0 is the answers themselves, from 1 on the times of a repetition."""

    dataset: str
    place: str
    period: str
    key: str
    origin: str
    line: int
    revision: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that changed, and by which row of which revision."""

    record: int
    dataset: str
    place: str
    period: str
    origin: str
    revision: int = 0
    line: int = 0


def _json_of(values: Mapping[str, Any]) -> str:
    """Return values as JSON in which decimals keep every digit."""
    parts = (f"{_json_name(name)}: {_json_value(value)}" for name, value in values.items())
    return "{" + ", ".join(parts) + "}"


@cache
def _json_name(name: str) -> str:
    return json.dumps(name)


def _json_value(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if hasattr(value, "isoformat"):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def _area(run: ImportRun, code: str, name: str) -> tuple[Any, ...]:
    is_village = len(code) == _VILLAGE_DIGITS
    shown = name or code
    level = Level.VILLAGE if is_village else Level.MUNICIPALITY
    kind = kind_of_village(code) if is_village else kind_of(name)
    return code, level, kind, shown, *_keys(shown), code[:-2], run.pk


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, str]:
    return sort_key(name), match_key(name)


#: As sets, not row by row: objects for 60,000 villages took longer than all other steps of storing.
_NEW_AREAS = """
INSERT INTO tambon_area
    (code, level, kind, name_th, sort_key, search_key, parent_id, entered_by_id, today_id, name_en, postcode, source)
SELECT *, code, '', '', ''
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])
    AS entered (code, level, kind, name_th, sort_key, search_key, parent_id, entered_by_id)
ON CONFLICT (code) DO NOTHING
"""

#: A row that says what its record says already leaves a layer too, so that the record stands if the other import is
#: undone; such a record keeps its version, and the layer it points to.
_NEW_LAYERS = f"""
WITH said AS MATERIALIZED (
    SELECT r.id, r.is_live, s.line, s.values, v.values AS stands,
        NOT r.is_live OR v.values IS DISTINCT FROM r.values AS differs
    FROM datasets_stagedrow s
    JOIN datasets_record r ON r.dataset_id = %(dataset)s AND r.period = s.period AND r.place_id = s.place
        AND r.key = s.key AND r.origin = %(origin)s
    CROSS JOIN LATERAL (SELECT CASE WHEN r.is_live THEN r.values || s.values ELSE s.values END AS values) m
    CROSS JOIN LATERAL (SELECT {fitted("m.values", "r.dataset_id")} AS values) v
    WHERE s.run_id = %(run)s
), layers AS (
    INSERT INTO datasets_layer (record_id, run_id, line, values, position, is_undone)
    SELECT id, %(run)s, line, values, %(position)s, false FROM said
    RETURNING id, record_id
), written AS (
    UPDATE datasets_record r
    SET values = s.stands,
        layer_id = l.id, is_live = true, version = r.version + 1, changed_at = %(now)s
    FROM said s JOIN layers l ON l.record_id = s.id
    WHERE r.id = s.id AND s.differs
    RETURNING r.place_id, r.period, NOT s.is_live AS is_new
)
SELECT place_id, period, count(*) FILTER (WHERE is_new), count(*) FROM written GROUP BY place_id, period
"""  # noqa: S608 - constants

#: What has no record yet gets one with its layer at once: written first and filled later, each would be written twice.
#: The two name each other; the database asks for that at the end of the transaction.
_NEW_RECORDS = f"""
WITH fresh AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('datasets_record', 'id')) AS record_id,
        nextval(pg_get_serial_sequence('datasets_layer', 'id')) AS layer_id,
        s.place, s.period, s.key, s.line, s.values, {fitted("s.values", "%(dataset)s")} AS stands
    FROM datasets_stagedrow s
    WHERE s.run_id = %(run)s AND NOT EXISTS (
        SELECT FROM datasets_record r WHERE r.dataset_id = %(dataset)s AND r.period = s.period AND r.place_id = s.place
            AND r.key = s.key AND r.origin = %(origin)s)
), layers AS (
    INSERT INTO datasets_layer (id, record_id, run_id, line, values, position, is_undone)
    SELECT layer_id, record_id, %(run)s, line, values, %(position)s, false FROM fresh
), records AS (
    INSERT INTO datasets_record
        (id, dataset_id, place_id, period, key, origin, values, layer_id, is_live, version, changed_at)
    SELECT record_id, %(dataset)s, place, period, key, %(origin)s, stands, layer_id, true, 1, %(now)s FROM fresh
    RETURNING place_id, period
)
SELECT place_id, period, count(*), count(*) FROM records GROUP BY place_id, period
"""  # noqa: S608 - constants

#: They stood on the run that is taken back; the moment is that of its undoing.
_FALL = f"UPDATE datasets_layer SET is_undone = true, undone_with_id = %(run)s WHERE id IN ({falling()})"  # noqa: S608

_CORRECT = f"""
UPDATE datasets_record r
SET values = v.values, layer_id = %(layer)s, version = r.version + 1, changed_at = %(now)s
FROM (SELECT id, dataset_id, values || %(values)s::jsonb AS values FROM datasets_record WHERE id = %(record)s) m
CROSS JOIN LATERAL (SELECT {fitted("m.values", "m.dataset_id")} AS values) v
WHERE r.id = m.id
"""  # noqa: S608 - constants


#: The same for verified entries, few at a time: their rows come with the statement.
_ENTERED = """jsonb_to_recordset(%(rows)s::jsonb)
    AS s(dataset text, place text, period text, key text, origin text, line integer, revision bigint, values jsonb)"""

_ENTERED_RECORDS = f"""
INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
SELECT s.dataset, s.place, s.period, s.key, s.origin, '{{}}', false, 0, %(now)s FROM {_ENTERED}
ON CONFLICT ON CONSTRAINT record_natural_key DO NOTHING
"""  # noqa: S608 - two constants

_ENTERED_LAYERS = f"""
WITH said AS MATERIALIZED (
    SELECT r.id, s.line, s.revision, s.values, v.values AS stands FROM {_ENTERED}
    JOIN datasets_record r ON r.dataset_id = s.dataset AND r.period = s.period AND r.place_id = s.place
        AND r.key = s.key AND r.origin = s.origin
    CROSS JOIN LATERAL (SELECT CASE WHEN r.is_live THEN r.values || s.values ELSE s.values END AS values) m
    CROSS JOIN LATERAL (SELECT {fitted("m.values", "r.dataset_id")} AS values) v
), layers AS (
    INSERT INTO datasets_layer (record_id, revision_id, line, values, position, is_undone)
    SELECT id, revision, line, values, %(position)s, false FROM said
    RETURNING id, record_id
)
UPDATE datasets_record r
SET values = s.stands, layer_id = l.id, is_live = true, version = r.version + 1, changed_at = %(now)s
FROM said s JOIN layers l ON l.record_id = s.id
WHERE r.id = s.id
RETURNING r.id, r.dataset_id, r.place_id, r.period, r.origin, s.revision, s.line
"""  # noqa: S608 - as above

#: What an earlier revision said elsewhere, or of rows that are gone, is taken away as an import is undone. A record
#: that another entry of the same batch has come to is no longer this one's.
_LEFT_BEHIND = """
UPDATE datasets_layer l SET is_undone = true
FROM datasets_entryrevision v
WHERE v.id = l.revision_id AND v.entry_id = ANY(%(entries)s) AND NOT l.is_undone AND NOT EXISTS (
    SELECT FROM unnest(%(records)s::bigint[], %(revisions)s::bigint[]) AS k (record, revision)
    JOIN datasets_entryrevision n ON n.id = k.revision
    WHERE k.record = l.record_id AND n.entry_id = v.entry_id
)
RETURNING l.id, l.record_id
"""

_FALL_WITH = f"UPDATE datasets_layer SET is_undone = true WHERE id IN ({falling('{layer}.id = ANY(%(gone)s)')})"  # noqa: S608

FALL_BACK = f"""
WITH merged AS (
    SELECT t.record_id, coalesce(bool_or(l.correction_id IS NULL AND l.id IS NOT NULL), false) AS is_live,
        coalesce(jsonb_object_agg(e.key, e.value ORDER BY l.position, l.id) FILTER (WHERE e.key IS NOT NULL), '{{}}')
            AS values,
        (array_agg(l.id ORDER BY l.position DESC, l.id DESC))[1] AS layer_id
    FROM unnest(%(left)s::bigint[]) AS t (record_id)
    LEFT JOIN datasets_layer l ON l.record_id = t.record_id AND NOT l.is_undone
    LEFT JOIN LATERAL jsonb_each(l.values) e ON true
    GROUP BY t.record_id
)
UPDATE datasets_record r
SET is_live = m.is_live, values = CASE WHEN m.is_live THEN {fitted("m.values", "o.dataset_id")} ELSE '{{}}' END,
    layer_id = CASE WHEN m.is_live THEN m.layer_id END, version = r.version + 1, changed_at = %(now)s
FROM merged m JOIN datasets_record o ON o.id = m.record_id WHERE r.id = m.record_id
RETURNING r.id, r.dataset_id, r.place_id, r.period, r.origin
"""  # noqa: S608 - constants


_MANY = 1_000  # rows; the database counts fewer by itself soon enough

#: What other imports say the same of is only pointed elsewhere: nothing changed in it, and nobody is told.
_UNDO = f"""
WITH merged AS MATERIALIZED ({MERGED}), after AS MATERIALIZED (
    SELECT r.id, m.is_live, v.values, CASE WHEN m.is_live THEN m.layer_id END AS layer_id,
        (r.is_live, r.values) IS DISTINCT FROM (m.is_live, v.values) AS differs
    FROM merged m JOIN datasets_record r ON r.id = m.record_id
    CROSS JOIN LATERAL (SELECT CASE WHEN m.is_live THEN m.values ELSE '{{}}' END AS values) v
    WHERE (r.is_live, r.values) IS DISTINCT FROM (m.is_live, v.values)
        OR r.layer_id IN (SELECT id FROM datasets_layer WHERE run_id = %(run)s)
), written AS (
    UPDATE datasets_record r
    SET values = a.values, layer_id = a.layer_id, is_live = a.is_live, version = r.version + a.differs::int,
        changed_at = CASE WHEN a.differs THEN %(now)s ELSE r.changed_at END
    FROM after a WHERE r.id = a.id
    RETURNING r.place_id, r.period, a.differs
)
SELECT DISTINCT place_id, period FROM written WHERE differs
"""  # noqa: S608 - two constants


def _expect_many(cursor: Any) -> None:
    """Keep the planner from believing that rows just written are few.

    Their statistics are those of before: 60,000 new rows were once joined one by one, for more than ten minutes.
    """
    cursor.execute("ANALYZE datasets_record")
    cursor.execute("ANALYZE datasets_layer")
    cursor.execute("SET LOCAL enable_nestloop = off")


class Layers:
    """Writes layers, over whole sets; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def stage(run: ImportRun, rows: Iterable[Candidate]) -> None:
        """Keep the checked rows beside the run, replacing those of an earlier check."""
        StagedRow.objects.filter(run=run).delete()
        with TemporaryFile("w+", encoding="utf-8", newline="") as buffer, connection.cursor() as cursor:
            writer = csv.writer(buffer)
            for row in rows:
                writer.writerow(
                    [run.pk, row.line, row.place, row.place_name, row.period, row.key, _json_of(row.values)]
                )
            buffer.seek(0)
            cursor.copy_expert(
                "COPY datasets_stagedrow (run_id, line, place, place_name, period, key, values) FROM STDIN "
                "(FORMAT csv, FORCE_NOT_NULL (place_name, key))",
                buffer,
            )
            cursor.execute("ANALYZE datasets_stagedrow")

    @staticmethod
    def take_turn() -> int:
        """Wait for other writers of layers, until the end of the transaction; return the position of the next layer."""
        take_turn()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval('datasets_layer_position', greatest(nextval('datasets_layer_position'),"
                " (SELECT coalesce(max(position), 0) + 1 FROM core_importrun)))"
            )
            return int(cursor.fetchone()[0])

    @staticmethod
    def enter_places(run: ImportRun) -> int:
        """Enter the municipalities and villages that the staged rows name and we do not know yet; return how many."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT ON (s.place) s.place, s.place_name FROM datasets_stagedrow s"
                " WHERE s.run_id = %s AND NOT EXISTS (SELECT FROM tambon_area a WHERE a.code = s.place)",
                [run.pk],
            )
            named = dict(cursor.fetchall())
        above = {code[:6] for code in named if len(code) == _VILLAGE_DIGITS}
        known = set(Area.objects.filter(code__in=above).values_list("code", flat=True))
        missing = dict.fromkeys(above - known, "") | named
        areas = [_area(run, code, missing[code]) for code in sorted(missing)]
        if areas:
            with connection.cursor() as cursor:
                cursor.execute(_NEW_AREAS, [list(column) for column in zip(*areas, strict=True)])
        return len(areas)

    @staticmethod
    def store_layers(run: ImportRun, dataset: Dataset, *, position: int, now: datetime) -> Stored:
        """Give every staged row a layer; a record that says something else then repeats it."""
        parameters: dict[str, Any] = {
            "dataset": dataset.pk,
            "origin": run.origin,
            "run": run.pk,
            "position": position,
            "now": now,
        }
        with connection.cursor() as cursor:
            _expect_many(cursor)
            cursor.execute(_NEW_LAYERS, parameters)  # before the new ones, which need no second layer
            cells = cursor.fetchall()
            cursor.execute(_NEW_RECORDS, parameters)
            cells += cursor.fetchall()
            cursor.execute("SET LOCAL enable_nestloop = on")
            created = sum(new for _place, _period, new, _all in cells)
            if created > _MANY:
                cursor.execute("ANALYZE datasets_record")  # the last one saw them before they were live
        changed = sum(every - new for _place, _period, new, every in cells)
        return Stored(created, changed, sorted({(place, period) for place, period, _new, _all in cells}))

    @staticmethod
    def undo_layers(run: ImportRun, *, now: datetime) -> list[Cell]:
        """Take the layers of a run away, with the corrections that stood on them; return what changed.

        Records fall back to what their other layers say.
        """
        with connection.cursor() as cursor:
            _expect_many(cursor)
            cursor.execute(_FALL, {"run": run.pk})
            cursor.execute(_UNDO, {"run": run.pk, "now": now})
            cells = cursor.fetchall()
            cursor.execute("SET LOCAL enable_nestloop = on")
            cursor.execute("UPDATE datasets_layer SET is_undone = true WHERE run_id = %s", [run.pk])
        return sorted(cells)

    @staticmethod
    def store_entries(
        rows: Sequence[Entered], *, entries: Sequence[int], position: int, now: datetime
    ) -> list[Touched]:
        """Give records the layers of verified revisions; what these entries said elsewhere before is taken away."""
        told = "[" + ", ".join(_json_of(asdict(row)) for row in rows) + "]"
        parameters: dict[str, Any] = {"rows": told, "position": position, "now": now}
        with connection.cursor() as cursor:
            cursor.execute(_ENTERED_RECORDS, parameters)
            cursor.execute(_ENTERED_LAYERS, parameters)
            stored = [Touched(*row) for row in cursor.fetchall()]
            kept = {"records": [row.record for row in stored], "revisions": [row.revision for row in stored]}
            cursor.execute(_LEFT_BEHIND, {"entries": list(entries), **kept})
            gone = cursor.fetchall()
            if not gone:
                return stored
            cursor.execute(_FALL_WITH, {"gone": [layer for layer, _record in gone]})
            cursor.execute(FALL_BACK, {"left": sorted({record for _layer, record in gone}), "now": now})
            return [*stored, *(Touched(*row) for row in cursor.fetchall())]

    @staticmethod
    def take_back(entry: int, *, now: datetime) -> list[Touched]:
        """Undo every layer of an entry; its records fall back to what others say of them, or live no longer."""
        return Layers.store_entries([], entries=[entry], position=0, now=now)

    @staticmethod
    def correct(record: Record, layer: Layer, values: Mapping[str, Any], *, now: datetime) -> None:
        """Give a record the values of a correction's layer."""
        text = _json_of(values)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE datasets_layer SET values = %s::jsonb WHERE id = %s", [text, layer.pk])
            cursor.execute(_CORRECT, {"values": text, "layer": layer.pk, "now": now, "record": record.pk})
