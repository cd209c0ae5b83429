"""How every spreadsheet of this app is read: headings matched, rows checked one by one, nothing stored."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tambon.models import University
from tambon.services.sheets import Plan
from u2t.core.importing import readers
from u2t.core.importing.columns import ImportColumn, heading_key, match
from u2t.core.importing.issues import FileError, Finding
from u2t.core.models import Severity
from u2t.core.text import match_key


@dataclass(slots=True, kw_only=True)
class Check(ABC):
    """What is known while the rows are checked, and what was found; `line` is that of the present row."""

    line: int = 0
    #: How many cells and rows were refused.
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)

    @abstractmethod
    def plan(self, record: dict[str, Any]) -> Any:
        """Return what a row does, None if it is refused."""

    def refuse(self, code: str, column: str, value: object = "", /, **values: Any) -> None:
        """Keep what is wrong with a cell of the present row."""
        self.refused += 1
        self.findings.append(Finding(self.line, code, column, str(value), values))

    def warn(self, code: str, column: str, value: object = "", /, **values: Any) -> None:
        """Keep what the operator should know of the present row."""
        self.findings.append(Finding(self.line, code, column, str(value), values, Severity.WARNING))

    def row(self, row: readers.Row, columns: Sequence[ImportColumn]) -> Any:
        """Return what a row does if each of its cells is good."""
        record: dict[str, Any] = {}
        self.line = row.line
        good = [column.take(row, record, self.findings) for column in columns]
        empty = [column.name for column in columns if column.is_required and record.get(column.name, "") is None]
        for name in empty:
            self.refuse("value_missing", name)
        return self.plan(record) if all(good) and not empty else None


def plan_of(path: Path, columns: Sequence[ImportColumn], check: Check) -> Plan:
    """Read and check a file: nothing is stored."""
    headings = {heading_key(text): column.name for column in columns for text in (column.name, *column.headings)}
    try:
        table = readers.read(
            path, recognise=lambda text: headings.get(heading_key(text)), examples=columns[0].headings[:1]
        )
    except FileError as error:
        return Plan(findings=[error.finding])
    matching = match(columns, table.headings, line=table.header_line)
    check.findings += [*table.findings, *matching.findings]
    shown = {column.name: column.heading for column in matching.columns}
    if any(finding.severity == Severity.ERROR for finding in check.findings):
        return Plan(findings=check.findings, row_count=len(table.rows), columns=shown)
    rows = [check.row(row, matching.columns) for row in table.rows]
    # Columns are named as the file names them.
    findings = [replace(found, column=shown.get(found.column, found.column)) for found in check.findings]
    return Plan([row for row in rows if row is not None], findings, len(rows), shown)


def universities_by_words() -> dict[str, tuple[str, ...]]:
    """Return the codes of universities by all that a file may call them; a code means its own alone."""
    found: dict[str, tuple[str, ...]] = {}
    codes = {}
    for code, *names in University.objects.order_by("code").values_list("code", "name_th", "name_en", "short_th"):
        codes[match_key(code)] = (code,)
        for word in {match_key(name) for name in names if name}:
            found[word] = (*found.get(word, ()), code)
    return found | codes
