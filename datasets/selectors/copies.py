"""Downloads of records that the database writes itself: cell by cell through Python took ten times as long."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any

from django.db import connection
from django.db.models import Func, JSONField, QuerySet

from datasets.models import Record
from u2t.core.exports import Column
from u2t.core.lists import Piece

#: So many rows are written before the progress is told.
_PIECE = 100_000
_STEP = 2_000
_VALUES = "values__"
#: First characters that a spreadsheet takes for the beginning of a formula: = + - @, tab and carriage return.
_RUNS = "(61, 43, 45, 64, 9, 13)"
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
    whole = rows.annotate(answers=_Unpacked("values")).values_list(*stored, "answers")
    inner, parameters = whole.query.sql_with_params()
    read = {source: f"q.s{number}::text" for number, source in enumerate(stored)}
    cells = [read.get(source) or f"q.answers ->> {_text(source.removeprefix(_VALUES))}" for source in sources]
    # The rows inside are in order, and nothing outside puts them in another; OFFSET has each cell read once.
    query = f"""SELECT {", ".join(_shown(f"c{number}") for number in range(len(cells)))}
        FROM (SELECT {", ".join(f"{cell} AS c{number}" for number, cell in enumerate(cells))}
            FROM ({inner}) q ({", ".join([*(f"s{number}" for number in range(len(stored))), "answers"])}) OFFSET 0) z"""  # noqa: S608 - names in quotes
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({cursor.mogrify(query, parameters).decode()}) TO STDOUT (FORMAT csv)", stream)
        return int(cursor.rowcount)


class _Unpacked(Func):
    """Answers unpacked once for a row: long ones are stored compressed, and would be unpacked for every cell."""

    template = "%(expressions)s || '{}'"
    output_field = JSONField()


def _text(text: str) -> str:
    doubled = text.replace("'", "''").replace("%", "%%")
    return f"'{doubled}'"


def _shown(cell: str) -> str:
    """Write a cell: several choices with a space between, as XLSForm does, and what a spreadsheet would run guarded.

    Most cells begin with a letter or a digit, and are asked nothing more.
    """
    return f"""CASE WHEN ascii({cell}) > {_BRACKET} OR ascii({cell}) BETWEEN 48 AND 57 THEN {cell}
        WHEN ascii({cell}) = {_BRACKET} THEN translate({cell}, '[]",', '')
        WHEN ascii({cell}) IN {_RUNS} AND {cell} !~ '{_NUMBER}' THEN {_APOSTROPHE} || {cell} ELSE {cell} END"""
