"""A spreadsheet of allocations: which tambon goes to which university, from when, by which approval."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.models import Allocation, Programme, Unit, University
from tambon.selectors.places import Ambiguous, Found, Missing, Places
from tambon.services.allocation_imports import Act, Plan, Planned
from u2t.core.importing import cleaning, issues, readers
from u2t.core.importing.columns import ImportColumn, heading_key, match, text_up_to
from u2t.core.importing.issues import FileError, Finding
from u2t.core.models import Severity
from u2t.core.text import match_key

issues.add(
    {
        "tambon_missing": (_("The row names no tambon."), _("Write the 6 digits of the tambon, or its names.")),
        "tambon_unknown": (
            _("There is no such tambon (nearest: %(suggestions)s)."),
            _("Correct the code, or the names of tambon, amphoe and province."),
        ),
        "tambon_unlike": (
            _("There is no such tambon, and none that is alike."),
            _("Correct the code, or the names of tambon, amphoe and province."),
        ),
        "tambon_ambiguous": (
            _("Several tambons have this name: %(candidates)s."),
            _("Write the code, or add amphoe and province."),
        ),
        "tambon_abolished": (
            _("This code was abolished; its successor is %(successor)s."),
            _("Write the code of the present tambon."),
        ),
        "tambon_twice": (_("The same tambon also stands at row %(line)s."), _("Keep the right one of the two rows.")),
        "university_unknown": (
            _("There is no such university."),
            _("Write the code or the full name as in the list of universities."),
        ),
        "unit_unknown": (
            _("The university has no such faculty, unit or campus."),
            _("Write its name as on the page of the university, or leave the cell empty."),
        ),
        "programme_over": (
            _("The programme ended on %(day)s, before this day."),
            _("Correct the date, or choose the right programme."),
        ),
        "held_by_other": (
            _("%(university)s holds this tambon since %(since)s; the file gives it to %(new)s from %(day)s on."),
            _("Leave it as it is, or choose that the file replaces what is there."),
        ),
        "held_later": (
            _("%(university)s holds this tambon from %(since)s on, which is not before the day in the file."),
            _("Change this allocation by hand."),
        ),
    }
)

_COLUMNS = (
    ImportColumn("tambon_code", "tambon_code", text_up_to(20), ("รหัสตำบล", "tambon", "tambon_id", "code", "รหัส")),
    ImportColumn("tambon_name", "tambon_name", text_up_to(120), ("ตำบล", "ชื่อตำบล", "แขวง")),
    ImportColumn("amphoe", "amphoe", text_up_to(120), ("อำเภอ", "เขต", "district")),
    ImportColumn("province", "province", text_up_to(120), ("จังหวัด", "changwat")),
    ImportColumn(
        "university", "university", text_up_to(160), ("มหาวิทยาลัย", "สถาบัน", "รหัสมหาวิทยาลัย", "university_code"), True
    ),
    ImportColumn("unit", "unit", text_up_to(160), ("คณะ", "คณะ/หน่วยงาน", "หน่วยงาน", "วิทยาเขต", "faculty")),
    ImportColumn("reference", "reference", text_up_to(120), ("เลขที่อนุมัติ", "เลขที่หนังสือ", "อ้างอิง")),
    ImportColumn("from", "from", cleaning.day, ("ตั้งแต่วันที่", "วันที่เริ่ม", "from_date", "from_on", "start")),
)
_HEADINGS = {heading_key(text): column.name for column in _COLUMNS for text in (column.name, *column.headings)}


@dataclass(slots=True)
class _Check:
    """What is known while the rows are checked: places, universities, who holds what."""

    programme: Programme
    from_on: date
    places: Places
    universities: dict[str, str]
    named: dict[str, str]
    held: dict[str, list[Allocation]]
    units: dict[tuple[str, str], int]
    seen: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, line: int, code: str, column: str, value: str = "", /, **values: Any) -> None:
        """Keep what is wrong with a cell."""
        self.findings.append(Finding(line, code, column, value, values))


def plan_of(path: Path, *, programme: Programme, from_on: date) -> Plan:
    """Read and check the file: nothing is stored."""
    try:
        table = readers.read(path, recognise=lambda text: _HEADINGS.get(heading_key(text)), examples=("รหัสตำบล",))
    except FileError as error:
        return Plan([], [error.finding], 0, {})
    matching = match(_COLUMNS, table.headings, line=table.header_line)
    check = _begin(programme, from_on)
    check.findings += [*table.findings, *matching.findings]
    columns = {column.name: column.heading for column in matching.columns}
    if any(finding.severity == Severity.ERROR for finding in check.findings):
        unusable = Finding(0, "column_missing", "university", "", {"column": "university"})
        return Plan([], [unusable, *check.findings], len(table.rows), columns)
    rows = [_row(check, row, matching.columns) for row in table.rows]
    # Columns are named as the file names them.
    findings = [replace(found, column=columns.get(found.column, found.column)) for found in check.findings]
    return Plan([row for row in rows if row is not None], findings, len(rows), columns)


def _begin(programme: Programme, from_on: date) -> _Check:
    universities: dict[str, str] = {}
    named: dict[str, str] = {}
    for code, name_th, name_en, short in University.objects.values_list("code", "name_th", "name_en", "short_th"):
        universities |= {match_key(text): code for text in (code, name_th, name_en, short) if text}
        named[code] = name_th
    held: dict[str, list[Allocation]] = {}
    rows = Allocation.objects.filter(programme=programme).select_related("university").order_by("during")
    for allocation in rows:
        held.setdefault(allocation.tambon_id, []).append(allocation)
    units = {(unit.university_id, match_key(unit.name_th)): unit.pk for unit in Unit.objects.all()}
    return _Check(programme, from_on, Places.read(), universities, named, held, units)


def _row(check: _Check, row: readers.Row, columns: list[ImportColumn]) -> Planned | None:
    record: dict[str, Any] = {}
    good = [column.take(row, record, check.findings) for column in columns]
    if not all(good):
        return None
    tambon, university = _tambon(check, row.line, record), _university(check, row.line, record)
    day = record.get("from") or check.from_on
    if tambon is None or university is None:
        return None
    if day > check.programme.ends_on:
        check.refuse(row.line, "programme_over", "from", str(day), day=check.programme.ends_on.isoformat())
        return None
    unit = _unit(check, row.line, record, university)
    if record.get("unit") and unit is None:
        return None
    planned = Planned(tambon, university, day, record.get("reference") or "", Act.CREATE, unit=unit)
    return _met(check, row.line, planned)


def _tambon(check: _Check, line: int, record: dict[str, Any]) -> str | None:
    shown = record.get("tambon_code") or record.get("tambon_name") or ""
    if not shown:
        check.refuse(line, "tambon_missing", "tambon_code")
        return None
    code = cleaning.code(record["tambon_code"]) if record.get("tambon_code") else None
    found = check.places.resolve(
        code=code, tambon=record.get("tambon_name"), amphoe=record.get("amphoe"), province=record.get("province")
    )
    if isinstance(found, Ambiguous):
        check.refuse(line, "tambon_ambiguous", "tambon_name", shown, candidates=_listed(found.candidates))
        return None
    if isinstance(found, Missing) or found.level != Level.TAMBON:
        suggestions = found.suggestions if isinstance(found, Missing) else ()
        if suggestions:
            check.refuse(line, "tambon_unknown", "tambon_code", shown, suggestions=_listed(suggestions))
        else:
            check.refuse(line, "tambon_unlike", "tambon_code", shown)
        return None
    return _once(check, line, shown, found)


def _once(check: _Check, line: int, shown: str, found: Found) -> str | None:
    if found.abolished_on is not None:
        check.refuse(line, "tambon_abolished", "tambon_code", shown, successor=found.today or "–")
        return None
    if found.code in check.seen:
        check.refuse(line, "tambon_twice", "tambon_code", shown, line=check.seen[found.code])
        return None
    check.seen[found.code] = line
    return found.code


def _university(check: _Check, line: int, record: dict[str, Any]) -> str | None:
    text = record.get("university") or ""
    found = check.universities.get(match_key(text)) if text else None
    if found is None:
        check.refuse(line, "university_unknown", "university", text)
    return found


def _unit(check: _Check, line: int, record: dict[str, Any], university: str) -> int | None:
    text = record.get("unit") or ""
    found = check.units.get((university, match_key(text))) if text else None
    if text and found is None:
        check.refuse(line, "unit_unknown", "unit", text)
    return found


def _met(check: _Check, line: int, row: Planned) -> Planned | None:
    """Say what the row does to whoever holds the tambon on its day or later."""
    meets = [
        held
        for held in check.held.get(row.tambon, ())
        if not held.during.isempty and (held.during.upper is None or held.during.upper > row.from_on)
    ]
    if not meets:
        return row
    first = meets[0]
    same = first.university_id == row.university and len(meets) == 1
    if same:
        amends = (row.reference and row.reference != first.reference) or (row.unit and row.unit != first.unit_id)
        act = Act.AMEND if amends else Act.SAME
        return _with(row, act, first)
    values = {"university": first.university.name_th, "since": str(first.during.lower), "day": str(row.from_on)}
    values |= {"new": check.named[row.university], "taker": row.university}
    starts_later = first.during.lower is not None and first.during.lower >= row.from_on
    if starts_later or len(meets) > 1 or first.during.upper is not None:
        check.refuse(line, "held_later", "tambon_code", row.tambon, **values)
        return None
    check.findings.append(Finding(line, "held_by_other", "university", row.tambon, values, Severity.WARNING))
    return _with(row, Act.REPLACE, first)


def _with(row: Planned, act: Act, existing: Allocation) -> Planned:
    return replace(row, act=act, existing=existing.pk)


def _listed(places: tuple[Found, ...]) -> str:
    return ", ".join(f"{place.code} {place.name}" for place in places)
