"""The head of a file, for somebody who says by hand which field each of its headings stands for."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from u2t.core.importing import readers
from u2t.core.importing.readers import Knows, Recognise
from u2t.core.text import normalise

_LOOKED_AT = 200
_SAMPLES = 3
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a file, the line they stand in, and a few different values below each."""

    headings: list[str]
    line: int
    samples: list[list[str]]
    rows: list[list[str]]


def head_of(
    path: Path,
    *,
    recognise: Recognise,
    knows: Knows | None = None,
    line: int | None = None,
    looked_at: int = _LOOKED_AT,
) -> Head:
    """Read the head of a file; where no heading is known and no `line` given, the first row of words is taken for them.

    Raises:
        FileError: the file cannot be read as a table.
    """
    table = readers.stream(path, recognise=recognise, knows=knows, guesses=True, line=line)
    rows = [row.cells for row in islice(table.rows, looked_at)]
    return Head(table.headings, table.header_line, [_samples(rows, at) for at in range(len(table.headings))], rows)


def _samples(rows: list[list[str]], position: int) -> list[str]:
    texts = (normalise(cells[position])[:_SHOWN] for cells in rows if position < len(cells))
    return list(islice(dict.fromkeys(filter(None, texts)), _SAMPLES))
