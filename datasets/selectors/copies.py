"""Downloads of records that the database writes itself: cell by cell through Python took ten times as long."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from datasets.models import Record
from u2t.core.exports import Column
from u2t.core.lists import Piece

#: So many rows are written before the progress is told.
_PIECE = 100_000
_STEP = 2_000
_VALUES = "values__"
#: First characters that a spreadsheet takes for the beginning of a formula: = + - @, tab and carriage return.
_RUNS = "(61, 43, 45, 64, 9, 13)"
#: Longer names of columns are cut off by the database; in bytes.
_LONGEST_NAME = 63
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_APOSTROPHE = "''''"
#: "[", with which several choices begin.
_BRACKET = 91


def copied(rows: QuerySet[Record, Any], columns: Sequence[Column]) -> Iterator[Piece]:
    """Give the pieces of a CSV in the order of the key; each appends its lines to a file and returns how many."""
    last = 0
    while True:
        beyond = rows.filter(pk__gt=last).order_by("pk")
        ends = list(beyond.values_list("pk", flat=True)[_PIECE - 1 : _PIECE])
        yield partial(_copy, beyond.filter(pk__lte=ends[0]) if ends else beyond, columns)
        if not ends:
            return
        last = ends[0]


def picked(rows: QuerySet[Record, Any], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    """Give the cells of records in the order of the key, the answers picked out of each: there may be thousands."""
    sources = [column.source for column in columns]
    stored = [source for source in sources if not source.startswith(_VALUES)]
    places = {source: place for place, source in enumerate(stored)}
    cells = [(source.removeprefix(_VALUES), places.get(source, -1)) for source in sources]
    for row in rows.order_by("pk").values_list(*stored, "values").iterator(_STEP):
        answers = row[-1]
        yield tuple(answers.get(name) if place < 0 else row[place] for name, place in cells)


def _copy(rows: QuerySet[Record, Any], columns: Sequence[Column], stream: IO[bytes]) -> int:
    sources = [column.source for column in columns]
    stored = [source for source in sources if not source.startswith(_VALUES)]
    inner, parameters = rows.order_by().values_list("pk", *stored, "values").query.sql_with_params()
    cells = {source: f"q.s{number}::text" for number, source in enumerate(stored)}
    answers = list(dict.fromkeys(source.removeprefix(_VALUES) for source in sources if source.startswith(_VALUES)))
    # Answers are unpacked once for a row, and each cell is read once, though it is looked at several times.
    read = {name: f"v.{_name(name)}" for name in answers if _is_short(name)}
    cells |= {f"{_VALUES}{name}": read.get(name, f"(q.answers ->> {_text(name)})") for name in answers}
    record = ", ".join(f"{_name(name)} text" for name in read)
    # Their order is asked for out here, so that the database can divide all the work among its processes.
    query = f"""SELECT {", ".join(_shown(cells[source]) for source in sources)}
        FROM ({inner}) q ({", ".join(["key", *(f"s{number}" for number in range(len(stored))), "answers"])})
        {f"CROSS JOIN LATERAL jsonb_to_record(q.answers) v ({record})" if record else ""} ORDER BY q.key"""  # noqa: S608 - names in quotes
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({cursor.mogrify(query, parameters).decode()}) TO STDOUT (FORMAT csv)", stream)
        return int(cursor.rowcount)


def _is_short(name: str) -> bool:
    """Tell whether the database can call a column so."""
    return len(name.encode()) <= _LONGEST_NAME


def _name(name: str) -> str:
    doubled = name.replace('"', '""').replace("%", "%%")
    return f'"{doubled}"'


def _text(text: str) -> str:
    doubled = text.replace("'", "''").replace("%", "%%")
    return f"'{doubled}'"


def _shown(cell: str) -> str:
    """Write a cell: several choices with a space between, as XLSForm does, and what a spreadsheet would run guarded.

    Most cells begin with a letter or a digit, and are asked nothing more. Choices are told from a text in brackets by
    how a list is written: who asks of which type an answer is has all answers unpacked once more.
    """
    is_list = f"""({cell} LIKE '["%%' OR {cell} = '[]') AND {cell} IS JSON ARRAY"""
    joined = f"""translate({cell}, '[]",', '')"""
    return f"""CASE WHEN ascii({cell}) > {_BRACKET} OR ascii({cell}) BETWEEN 48 AND 57 THEN {cell}
        WHEN ascii({cell}) = {_BRACKET} THEN CASE WHEN {is_list} THEN {_guarded(joined)} ELSE {cell} END
        ELSE {_guarded(cell)} END"""


def _guarded(cell: str) -> str:
    return f"CASE WHEN ascii({cell}) IN {_RUNS} AND {cell} !~ '{_NUMBER}' THEN {_APOSTROPHE} || {cell} ELSE {cell} END"
