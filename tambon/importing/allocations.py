"""A spreadsheet of allocations: which tambon goes to which university, from when, by which approval."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.importing import reading
from tambon.importing.reading import Check, universities_by_words
from tambon.models import Allocation, Programme, Unit, University
from tambon.selectors.places import Ambiguous, Found, Missing, Places
from tambon.services.allocation_imports import Act, Planned
from tambon.services.sheets import Plan
from u2t.core import clock
from u2t.core.importing import cleaning, issues
from u2t.core.importing.columns import ImportColumn, text_up_to
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
        "unit_closed": (
            _("This part of the university is closed after %(day)s."),
            _("Write the one that follows it, or leave the cell empty."),
        ),
        "day_implausible": (_("This year cannot be right."), _("Correct the date.")),
        "university_ambiguous": (
            _("Several universities are called so: %(candidates)s."),
            _("Write the code of the one that is meant."),
        ),
        "held_from": (
            _("%(university)s holds this tambon from %(since)s on, not from %(day)s."),
            _("The day in the file changes nothing. Change the first day by hand if it is wrong."),
        ),
        "held_until": (
            _("%(university)s holds this tambon until %(until)s; the file does not change that."),
            _("Change the last day by hand if it is wrong."),
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


@dataclass(slots=True, kw_only=True)
class _Check(Check):
    """What is known while the rows are checked: places, universities, who holds what."""

    programme: Programme
    from_on: date
    places: Places
    universities: dict[str, tuple[str, ...]]
    named: dict[str, str]
    held: dict[str, list[Allocation]]
    units: dict[tuple[str, str], Unit]
    seen: dict[str, int] = field(default_factory=dict)

    def plan(self, record: dict[str, Any]) -> Planned | None:
        """Return what a row does to the tambon it names."""
        tambon, university = _tambon(self, record), _university(self, record)
        day = record.get("from") or self.from_on
        if tambon is None or university is None:
            return None
        if not clock.is_plausible(day):
            self.refuse("day_implausible", "from", day)
            return None
        if day > self.programme.ends_on:
            self.refuse("programme_over", "from", day, day=self.programme.ends_on.isoformat())
            return None
        unit = _unit(self, record, university, day)
        if record.get("unit") and unit is None:
            return None
        return _met(self, Planned(tambon, university, day, record.get("reference") or "", Act.CREATE, unit=unit))


def plan_of(path: Path, *, programme: Programme, from_on: date) -> Plan:
    """Read and check the file: nothing is stored."""
    held: dict[str, list[Allocation]] = {}
    rows = Allocation.objects.filter(programme=programme).select_related("university").order_by("during")
    for allocation in rows:
        held.setdefault(allocation.tambon_id, []).append(allocation)
    check = _Check(
        programme=programme, from_on=from_on, places=Places.read(), universities=universities_by_words(),
        named=dict(University.objects.values_list("code", "name_th")), held=held,
        units={(unit.university_id, match_key(unit.name_th)): unit for unit in Unit.objects.order_by("ends_on")},
    )  # fmt: skip
    return reading.plan_of(path, _COLUMNS, check)


def _tambon(check: _Check, record: dict[str, Any]) -> str | None:
    shown = record.get("tambon_code") or record.get("tambon_name") or ""
    if not shown:
        check.refuse("tambon_missing", "tambon_code")
        return None
    code = cleaning.code(record["tambon_code"]) if record.get("tambon_code") else None
    found = check.places.resolve(
        code=code, tambon=record.get("tambon_name"), amphoe=record.get("amphoe"), province=record.get("province")
    )
    if isinstance(found, Ambiguous):
        check.refuse("tambon_ambiguous", "tambon_name", shown, candidates=_listed(found.candidates))
        return None
    if isinstance(found, Missing) or found.level != Level.TAMBON:
        suggestions = found.suggestions if isinstance(found, Missing) else ()
        if suggestions:
            check.refuse("tambon_unknown", "tambon_code", shown, suggestions=_listed(suggestions))
        else:
            check.refuse("tambon_unlike", "tambon_code", shown)
        return None
    return _once(check, shown, found)


def _once(check: _Check, shown: str, found: Found) -> str | None:
    if found.abolished_on is not None:
        check.refuse("tambon_abolished", "tambon_code", shown, successor=found.today or "–")
        return None
    if found.code in check.seen:
        check.refuse("tambon_twice", "tambon_code", shown, line=check.seen[found.code])
        return None
    check.seen[found.code] = check.line
    return found.code


def _university(check: _Check, record: dict[str, Any]) -> str | None:
    text = record.get("university") or ""
    found = check.universities.get(match_key(text), ()) if text else ()
    if not found:
        check.refuse("university_unknown", "university", text)
    elif len(found) > 1:
        check.refuse("university_ambiguous", "university", text, candidates=", ".join(found))
    return found[0] if len(found) == 1 else None


def _unit(check: _Check, record: dict[str, Any], university: str, day: date) -> int | None:
    text = record.get("unit") or ""
    if not text:
        return None
    found = check.units.get((university, match_key(text)))
    if found is None:
        check.refuse("unit_unknown", "unit", text)
    elif found.is_closed_on(day):
        check.refuse("unit_closed", "unit", text, day=str(found.ends_on))
    else:
        return found.pk
    return None


def _met(check: _Check, row: Planned) -> Planned | None:
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
        _tell_days(check, row, first)
        amends = (row.reference and row.reference != first.reference) or (row.unit and row.unit != first.unit_id)
        act = Act.AMEND if amends else Act.SAME
        return _with(row, act, first)
    values = {"university": first.university.name_th, "since": str(first.during.lower), "day": str(row.from_on)}
    values |= {"new": check.named[row.university], "taker": row.university}
    starts_later = first.during.lower is not None and first.during.lower >= row.from_on
    if starts_later or len(meets) > 1 or first.during.upper is not None:
        check.refuse("held_later", "tambon_code", row.tambon, **values)
        return None
    check.warn("held_by_other", "university", row.tambon, **values)
    return _with(row, Act.REPLACE, first)


def _tell_days(check: _Check, row: Planned, held: Allocation) -> None:
    """Say where the university of the file holds the tambon on other days than the file says."""
    shown = {"university": held.university.name_th, "day": str(row.from_on)}
    if held.during.lower is not None and row.from_on < held.during.lower:
        check.warn("held_from", "tambon_code", row.tambon, since=str(held.during.lower), **shown)
    if held.during.upper is not None:
        check.warn("held_until", "tambon_code", row.tambon, until=str(held.during.upper - timedelta(days=1)), **shown)


def _with(row: Planned, act: Act, existing: Allocation) -> Planned:
    return replace(row, act=act, existing=existing.pk)


def _listed(places: tuple[Found, ...]) -> str:
    return ", ".join(f"{place.code} {place.name}" for place in places)
