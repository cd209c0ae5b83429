"""The annotated workbook: the cells of the file as they came, problem cells coloured and commented."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from u2t.core.importing import readers
from u2t.core.importing.columns import heading_key
from u2t.core.importing.issues import message_of, remedy_of
from u2t.core.importing.runs import issues_of
from u2t.core.models import ImportIssue, ImportRun, Severity

#: A spreadsheet program grows slow with more comments; the second sheet lists them all.
_MAX_COMMENTS = 5_000
#: Issues by row and heading.
_Marked: TypeAlias = dict[int, dict[str, list[ImportIssue]]]


def write_annotated(path: Path, run: ImportRun, source: Path) -> int:
    """Write the workbook to `path`; return the number of problems in it."""
    import xlsxwriter

    issues = list(issues_of(run))
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        formats = {
            True: book.add_format({"bg_color": "#f8d0c8", "border": 1}),
            False: book.add_format({"bg_color": "#fdeac2", "border": 1}),
        }
        rows = readers.all_rows(source, sheet=run.columns.get("sheet", ""))
        page = book.add_worksheet(_("Data"))
        _write_cells(page, rows, _by_cell(issues), formats, run.columns.get("header_line", 0))
        _write_issues(book.add_worksheet(_("Problems")), issues, book.add_format({"bold": True}))
    return len(issues)


def _by_cell(issues: list[ImportIssue]) -> _Marked:
    """Arrange the issues by row and heading; those of a whole row under no heading."""
    found: _Marked = {}
    for issue in issues:
        found.setdefault(issue.line, {}).setdefault(heading_key(issue.column), []).append(issue)
    return found


def _write_cells(
    page: Any, rows: Iterable[readers.Row], marked: _Marked, formats: dict[Any, Any], header_line: int
) -> None:
    header: list[str] = []
    left = _MAX_COMMENTS
    for row in rows:
        if row.line == header_line:
            header = [heading_key(cell) for cell in row.cells]
        here = marked.get(row.line, {})
        for position, text in enumerate(row.cells):
            issues = _issues_of(here, header, position)
            if not issues:
                page.write_string(row.line - 1, position, text)
                continue
            is_error = any(issue.severity == Severity.ERROR for issue in issues)
            page.write_string(row.line - 1, position, text, formats[is_error])
            if left > 0:
                left -= 1
                page.write_comment(row.line - 1, position, "\n".join(_sentence(issue) for issue in issues))


def _issues_of(here: dict[str, list[ImportIssue]], header: list[str], position: int) -> list[ImportIssue]:
    """Return the issues of one cell; those of the whole row stand at its first cell."""
    heading = header[position] if position < len(header) else None
    of_cell = here.get(heading, []) if heading else []
    return of_cell + (here.get("", []) if position == 0 else [])


def _sentence(issue: ImportIssue) -> str:
    return f"{message_of(issue.code, issue.values)} {remedy_of(issue.code, issue.values)}"


def _write_issues(page: Any, issues: list[ImportIssue], bold: Any) -> None:
    titles = [_("Row"), _("Column"), _("Value"), _("What is wrong"), _("What to do"), _("Severity")]
    page.write_row(0, 0, titles, bold)
    page.freeze_panes(1, 0)
    page.set_column(1, 2, 24)
    page.set_column(3, 4, 60)
    for line, issue in enumerate(issues, start=1):
        page.write_number(line, 0, issue.line)
        texts = [issue.column, issue.value, message_of(issue.code, issue.values), remedy_of(issue.code, issue.values)]
        for position, text in enumerate([*texts, issue.get_severity_display()], start=1):
            page.write_string(line, position, text)
