"""Check a list of people at work: every cell, every rule, who stands there twice or is known; nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tambon.importing import allocations  # noqa: F401 - its sentences on tambons are told here too
from tambon.models import Programme, University
from tambon.selectors.places import Ambiguous, Found, Missing
from u2t.core import secrecy
from u2t.core.importing import issues, readers
from u2t.core.importing.columns import ImportColumn, heading_key, match
from u2t.core.importing.issues import FileError, Finding
from u2t.core.models import Severity
from workforce.choices import BirthPrecision, WorkerType
from workforce.importing import ground as grounds
from workforce.importing.agreed import is_agreed, numbered
from workforce.importing.apart import told_apart
from workforce.importing.columns import COLUMNS, HEADINGS, unsaid, written
from workforce.importing.ground import Days, Ground
from workforce.importing.lines import ID, Check, Line
from workforce.importing.payees import has_good_account, look_at_accounts, look_at_addresses
from workforce.naming import birth_key
from workforce.selectors.capacity import peak
from workforce.selectors.persons import keys_of

issues.add(
    {
        "tambon_not_held": (
            _("%(tambon)s is not among the tambons of the university on the first day."),
            _("Correct the tambon or the day, or let the ministry correct the allocation."),
        ),
        "wage_unknown": (
            _("No rules in force say what this type is paid."),
            _("Put a version of the rules in force that names this type."),
        ),
        "days_missing": (_("First or last day are missing."), _("Write both days.")),
        "days_reversed": (_("The last day lies before the first."), _("Correct one of the two days.")),
        "days_outside": (
            _("The days lie outside the programme (%(first)s to %(last)s)."),
            _("Correct the days."),
        ),
        "month_closed": (
            _("The month from %(first)s to %(last)s is closed: nobody is brought into it any more."),
            _("Write a first day after the closed months, or have the month opened again with a reason first."),
        ),
        "no_vacant_post": (
            _("No post of this kind is vacant in the tambon on these days: it has %(posts)s."),
            _("Leave the row out, or correct type, tambon or days. More posts need another quota."),
        ),
        "post_promised": (
            _("A published round offers this post: who is selected there finds none."),
            _("Store the row if the person was hired before. Else hire from that round."),
        ),
        "person_unclear": (
            _("The row has neither a national ID nor a date of birth."),
            _("Write the national ID, or at least the date of birth."),
        ),
        "national_id_missing": (
            _("The row has no national ID."),
            _("It can be stored; payment will need the ID."),
        ),
        "agency_unknown": (
            _("There is no agency of this name, or there are several."),
            _("Write its code; otherwise the person is stored without an agency."),
        ),
        "agency_full": (
            _("The agency takes %(limit)s people at a time."),
            _("Choose another agency, or raise its limit first."),
        ),
        "domicile_unknown": (
            _("No tambon of the house registration is known by what the row says; the person is stored without it."),
            _("Write the tambon with amphoe and province as the house registration has them, or its code."),
        ),
        "domicile_ambiguous": (
            _("Several tambons fit the house registration; the person is stored without it."),
            _("Write amphoe and province as well, or the code of the tambon."),
        ),
        "position_unknown": (
            _("There is no position of this name; the row is stored without one."),
            _("Write the name or the number of one of the six positions."),
        ),
    }
)
#: What a column is called where the file does not have it.
_USUAL = {column.name: column.headings[0] for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file would do, and what is wrong with it."""

    lines: list[Line]
    findings: list[Finding]
    row_count: int
    columns: dict[str, str]
    ground: Ground | None = None


def check_file(path: Path, *, university: University, programme: Programme) -> Checked:
    """Read and check a file."""
    try:
        table = readers.read(
            path, recognise=lambda text: HEADINGS.get(heading_key(text)), examples=("ชื่อ", "สกุล", "ประเภท", "ตำบล")
        )
    except FileError as error:
        return Checked([], [error.finding], 0, {})
    matching = match(COLUMNS, table.headings, line=table.header_line)
    columns = {column.name: column.heading for column in matching.columns}
    findings = [*table.findings, *matching.findings]
    if not {"tambon_code", "tambon"} & set(columns):
        findings.append(Finding(0, "column_missing", "tambon", "", {"column": "ตำบล"}))
    if any(finding.severity == Severity.ERROR for finding in findings):
        unusable = [Finding(0, f.code, f.column, f.value, f.values, f.severity) for f in findings]
        return Checked([], unusable, len(table.rows), columns)
    check = Check(grounds.read(university, programme), findings, headings=_USUAL | columns)
    lines = _lines(check, table.rows, matching.columns)
    good = _seated(check, numbered(check, told_apart(check, lines)))
    look_at_accounts(check, good)
    look_at_addresses(check, good)
    findings = sorted(map(unsaid, check.findings), key=lambda finding: finding.line)
    return Checked(good, findings, len(table.rows), columns, check.ground)


def _lines(check: Check, rows: Iterable[readers.Row], columns: Sequence[ImportColumn]) -> list[Line]:
    found = []
    for row in rows:
        record: dict[str, Any] = {}
        good = [column.take(row, record, check.findings) for column in columns]
        line = _line(check, row.line, record) if all(good) else None
        if line is not None:
            found.append(line)
    return found


def _line(check: Check, number: int, record: dict[str, Any]) -> Line | None:
    tambon, days = _tambon(check, number, record), _days(check, number, record)
    is_complete = _is_complete(check, number, record)
    if tambon is None or days is None or not is_complete:
        return None
    if not any(first <= days[0] < after for first, after in check.ground.held.get(tambon, ())):
        check.refuse(number, "tambon_not_held", "tambon", tambon, tambon=check.ground.places.by_code[tambon].name)
        return None
    born_on, precision = record.get("born") or (None, BirthPrecision.DAY)
    keys = keys_of(record["first_name"], record.get("last_name") or "")
    line = Line(
        number, record, tambon, days, secrecy.digest(record[ID]) if record.get(ID) else None, *keys,
        born_on, birth_key(born_on, precision),
    )  # fmt: skip
    is_good = [is_agreed(check, line), has_good_account(check, line)]
    line.domicile = _domicile(check, line)
    _work(check, line)
    return line if all(is_good) else None


def _is_complete(check: Check, number: int, record: dict[str, Any]) -> bool:
    good = True
    for name in ("first_name", "worker_type"):
        if not record.get(name):
            good = check.refuse(number, "value_missing", name)
    if record.get("worker_type") and record["worker_type"] not in check.ground.wages:
        good = check.refuse(number, "wage_unknown", "worker_type", str(WorkerType(record["worker_type"]).label))
    if not record.get(ID):
        if record.get("born"):
            check.warn(number, "national_id_missing", ID)
        else:
            good = check.refuse(number, "person_unclear", ID)
    return good


def _tambon(check: Check, number: int, record: dict[str, Any]) -> str | None:
    code, shown = record.get("tambon_code"), record.get("tambon_code") or record.get("tambon") or ""
    if not shown:
        check.refuse(number, "tambon_missing", "tambon")
        return None
    found = check.ground.places.resolve(
        code=code, tambon=record.get("tambon"), amphoe=record.get("amphoe"), province=record.get("province")
    )
    if isinstance(found, Ambiguous):
        held = [place for place in found.candidates if place.code in check.ground.held]
        if len(held) == 1:
            return held[0].code
        check.refuse(number, "tambon_ambiguous", "tambon", shown, candidates=_listed(found.candidates))
        return None
    if isinstance(found, Missing) or found.level != "tambon":
        near = _listed(found.suggestions) if isinstance(found, Missing) else ""
        check.refuse(number, "tambon_unknown", "tambon", shown, suggestions=near or "–")
        return None
    return found.code


def _listed(places: Iterable[Found]) -> str:
    return ", ".join(f"{place.code} {place.name}" for place in places)


def _days(check: Check, number: int, record: dict[str, Any]) -> Days | None:
    terms, programme = check.ground.terms, check.ground.programme
    first = record.get("first") or (terms.work_starts_on if terms else None)
    last = record.get("last") or (terms.work_ends_on if terms else None)
    if first is None or last is None:
        check.refuse(number, "days_missing", "first")
    elif last < first:
        check.refuse(number, "days_reversed", "last", written(last))
    elif first < programme.starts_on or last > programme.ends_on:
        limits = {"first": written(programme.starts_on), "last": written(programme.ends_on)}
        check.refuse(number, "days_outside", "first", f"{written(first)} – {written(last)}", **limits)
    else:
        days = (first, last + timedelta(days=1))
        return days if _is_open(check, number, days) else None
    return None


def _is_open(check: Check, number: int, days: Days) -> bool:
    """Tell whether no month of some days is closed; the last that is says which."""
    closed = [one for one in check.ground.closed if grounds.overlap(one, days)]
    if not closed:
        return True
    first, after = closed[-1]
    limits = {"first": written(first), "last": written(after - timedelta(days=1))}
    return check.refuse(
        number, "month_closed", "first", f"{written(days[0])} – {written(days[1] - timedelta(days=1))}", **limits
    )


def _domicile(check: Check, line: Line) -> str | None:
    """Return the tambon of the house registration; what is not clear is left out, and said."""
    code, *names = (line.record.get(f"home_{level}") for level in ("code", "tambon", "amphoe", "province"))
    if not code and not any(names):
        return None
    tambon, amphoe, province = names
    found = check.ground.places.resolve(code=code, tambon=tambon, amphoe=amphoe, province=province)
    if isinstance(found, Found) and found.level == "tambon":
        return found.code
    check.warn(line.line, "domicile_ambiguous" if isinstance(found, Ambiguous) else "domicile_unknown", "home_tambon")
    return None


def _work(check: Check, line: Line) -> None:
    """Find position and agency; what is not known of them is left out, and said."""
    position, agency = line.record.get("position") or "", line.record.get("agency") or ""
    line.is_digital = grounds.is_digital(position)
    if position and not line.is_digital:
        line.position = check.ground.position_of(position)
        if line.position is None:
            check.warn(line.line, "position_unknown", "position", position)
    if agency:
        line.agency = check.ground.agency_of(agency, line.tambon)
        if line.agency is None:
            check.warn(line.line, "agency_unknown", "agency", agency)


def _seated(check: Check, lines: list[Line]) -> list[Line]:
    """Give each row a vacant post; who begins first sits first, so that posts are used one after another."""
    good = [line for line in sorted(lines, key=lambda one: (one.days[0], one.line)) if _sits(check, line)]
    return sorted(good, key=lambda one: one.line)


def _sits(check: Check, line: Line) -> bool:
    if line.agency in check.ground.room:
        limit, taken = check.ground.room[line.agency]
        if peak(taken, line.days) >= limit:
            return check.refuse(line.line, "agency_full", "agency", line.record["agency"], limit=limit)
    seats = check.ground.seats.get((line.tambon, line.record["worker_type"], line.is_digital), [])
    line.seat = next((seat for seat in seats if seat.is_free(line.days)), None)
    most = check.ground.full_at(line.tambon, line.record["worker_type"], line.days)
    if line.seat is None or most is not None:
        shown = str(WorkerType(line.record["worker_type"]).label)
        posts = len(seats) if most is None else min(most, len(seats))
        return check.refuse(line.line, "no_vacant_post", "worker_type", shown, posts=posts)
    if check.ground.is_promised(line.tambon, line.record["worker_type"], line.days):
        check.warn(line.line, "post_promised", "tambon", check.ground.places.by_code[line.tambon].name)
    line.seat.taken.append(line.days)
    if line.agency in check.ground.room:
        check.ground.room[line.agency][1].append(line.days)
    return True
