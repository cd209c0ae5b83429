"""What a check of a file gives: rows that may be stored, and findings."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from u2t.core.importing import runs
from u2t.core.importing.issues import Finding
from u2t.core.importing.spool import Spool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be stored."""

    line: int
    place: str
    place_name: str
    period: str
    key: str
    values: dict[str, Any]

    def __reduce__(self) -> "tuple[type[Candidate], tuple[object, ...]]":
        """Be kept on disk as what it is made of: as an object of named fields it would take three times as long."""
        return Candidate, (self.line, self.place, self.place_name, self.period, self.key, self.values)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Return the natural key."""
        return self.place, self.period, self.key


@dataclass(slots=True)
class Checked:
    """What a file holds: the rows that may be stored, and what is to be said about it.

    `further` has how many findings there were of each severity beyond those that are listed.
    """

    rows: Spool[Candidate] = field(default_factory=Spool)
    findings: list[Finding] = field(default_factory=list)
    row_count: int = 0
    columns: dict[str, Any] = field(default_factory=dict)
    further: "Counter[str]" = field(default_factory=Counter)

    def let_go(self) -> None:
        """Count what will not be listed, and keep it no longer: files have a million rows."""
        if len(self.findings) > 2 * runs.MAX_LISTED:
            left = runs.first_of(self.findings)
            self.further.update(finding.severity for finding in self.findings)
            self.further.subtract(finding.severity for finding in left)
            self.findings[:] = left

    @property
    def skipped_count(self) -> int:
        """Return how many rows of data cannot be stored."""
        return self.row_count - len(self.rows)
