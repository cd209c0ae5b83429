"""Which natural keys a file has named, with few bytes for each: files have a million rows."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from datasets.models import Dataset, Record
from u2t.core.importing.spool import Spool

#: Place, period and key.
Identity: TypeAlias = tuple[str, str, str]


@dataclass(slots=True)
class Seen:
    """Keeps the line of each key on disk, and in memory a number that differs where the keys do, nearly always."""

    _numbers: "array[int]" = field(default_factory=lambda: array("q"))
    _lines: Spool[tuple[int, Identity]] = field(default_factory=Spool)

    def note(self, line: int, identity: Identity) -> None:
        """Keep that a line names this key."""
        self._numbers.append(hash(identity))
        self._lines.append((line, identity))

    def twice(self) -> dict[Identity, list[int]]:
        """Return the keys that are named more than once, with their lines."""
        import numpy as np  # noqa: PLC0415 - what is small starts without it

        numbers, counts = np.unique(np.frombuffer(self._numbers, dtype=np.int64), return_counts=True)
        suspected = set(numbers[counts > 1].tolist())
        found: dict[Identity, list[int]] = {}
        for line, identity in self._lines if suspected else ():
            if hash(identity) in suspected:
                found.setdefault(identity, []).append(line)
        return {identity: lines for identity, lines in found.items() if len(lines) > 1}


def joined_key(parts: Sequence[object]) -> str:
    """Join the parts of a natural key; what is not there is empty."""
    return "/".join("" if part is None else str(part) for part in parts)


def keyless(dataset: Dataset, origin: str, names: Sequence[str]) -> frozenset[Identity]:
    """Return by which keys records would be known that have none, if these fields told the things of a place apart.

    They were imported before the data set had a form, when one thing of each place was all that it held. A file that
    speaks of such a thing means the record that is there: beside it, it would stand twice.
    """
    records = Record.objects.filter(dataset=dataset, origin=origin, key="", is_live=True)
    found = records.values_list("place_id", "period", "values").iterator()
    return frozenset(
        (place, period, joined_key([values.get(name) for name in names])) for place, period, values in found
    )
