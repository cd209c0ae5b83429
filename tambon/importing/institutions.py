"""Spreadsheets of networks, universities, their parts, and of who leads which province."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tambon.choices import InstitutionList as Kind
from tambon.choices import Level, UnitKind, UniversityKind
from tambon.models import Network, ProvinceLead, Unit, University
from tambon.selectors.naming import is_code
from tambon.selectors.places import Found, Places
from tambon.services import networks, units, universities
from tambon.services.institution_imports import Act, Plan, Planned
from u2t.core import clock
from u2t.core.importing import cleaning, issues, readers
from u2t.core.importing.columns import ImportColumn, heading_key, match, text_up_to
from u2t.core.importing.issues import FileError, Finding
from u2t.core.models import Severity
from u2t.core.text import match_key

issues.add(
    {
        "institution_code_malformed": (
            _("This cannot be a code."),
            _("Write 2 to 40 small letters, digits and hyphens, beginning with a letter."),
        ),
        "institution_kind_unknown": (_("There is no such kind."), _("Write one of: %(kinds)s.")),
        "institution_university_unknown": (
            _("There is no such university."),
            _("Write the code or the full name as in the list of universities."),
        ),
        "institution_network_unknown": (
            _("There is no such network."),
            _("Write the code or the name as in the list of networks, or enter the network first."),
        ),
        "institution_province_unknown": (
            _("There is no such province."),
            _("Write its name, or its code of 2 digits."),
        ),
        "institution_twice": (_("The same also stands at row %(line)s."), _("Keep the right one of the two rows.")),
        "institution_day_too_early": (
            _("What holds now began on %(day)s, after this day."),
            _("Write that day or a later one."),
        ),
        "institution_day_to_come": (_("This day has not come yet."), _("Bring the file when it has begun.")),
        "institution_day_implausible": (_("This year cannot be right."), _("Correct the date.")),
    }
)

_CODE = ImportColumn("code", "code", text_up_to(40), ("รหัส", "รหัสมหาวิทยาลัย", "รหัสเครือข่าย"), is_required=True)
_NAME = ImportColumn("name_th", "name_th", text_up_to(160), ("ชื่อ", "ชื่อภาษาไทย", "ชื่อไทย", "name"), is_required=True)
_ENGLISH = ImportColumn("name_en", "name_en", text_up_to(160), ("ชื่อภาษาอังกฤษ", "ชื่ออังกฤษ"))
_SHORT = ImportColumn("short_th", "short_th", text_up_to(40), ("ชื่อย่อ", "อักษรย่อ", "short"))
_KIND = ImportColumn("kind", "kind", text_up_to(80), ("ประเภท", "type"), is_required=True)
_PROVINCE = ImportColumn("province", "province", text_up_to(60), ("จังหวัด", "changwat"))
_UNIVERSITY = ImportColumn(
    "university", "university", text_up_to(160), ("มหาวิทยาลัย", "สถาบัน", "university_code"), is_required=True
)
_NETWORK = ImportColumn("network", "network", text_up_to(120), ("เครือข่าย", "เครือข่ายอุดมศึกษา"))
_LEAD = ImportColumn("lead", "lead", text_up_to(160), ("แม่ข่าย", "มหาวิทยาลัยแม่ข่าย"))
_FROM = ImportColumn("from", "from", cleaning.day, ("ตั้งแต่วันที่", "วันที่เริ่ม", "from_on", "start"))
COLUMNS: dict[Kind, tuple[ImportColumn, ...]] = {
    Kind.NETWORKS: (_CODE, replace(_NAME, clean_text=text_up_to(120)), _ENGLISH, _LEAD),
    Kind.UNIVERSITIES: (_CODE, _NAME, _ENGLISH, _SHORT, _KIND, _NETWORK, _FROM, _PROVINCE),
    Kind.UNITS: (_UNIVERSITY, _KIND, _NAME, _ENGLISH, _PROVINCE),
    Kind.LEADS: (replace(_PROVINCE, is_required=True), _UNIVERSITY, replace(_FROM, is_required=True)),
}


@dataclass(slots=True)
class _Check:
    """What is known while the rows are checked, and what was found."""

    universities: dict[str, University]
    networks: dict[str, Network]
    units: dict[tuple[str, ...], Unit]
    leads: dict[str, ProvinceLead]
    began: dict[str, date | None]
    places: Places
    named: dict[str, str]
    networks_named: dict[str, str]
    line: int = 0
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, code: str, column: str, value: object = "", /, **values: Any) -> None:
        """Keep what is wrong with a cell of the present row."""
        self.findings.append(Finding(self.line, code, column, str(value), values))


def plan_of(path: Path, *, kind: Kind) -> Plan:
    """Read and check the file: nothing is stored."""
    columns = COLUMNS[kind]
    headings = {heading_key(text): column.name for column in columns for text in (column.name, *column.headings)}
    try:
        table = readers.read(path, recognise=lambda text: headings.get(heading_key(text)))
    except FileError as error:
        return Plan([], [error.finding], 0, {})
    matching = match(columns, table.headings, line=table.header_line)
    check = _begin()
    check.findings += [*table.findings, *matching.findings]
    shown = {column.name: column.heading for column in matching.columns}
    if any(finding.severity == Severity.ERROR for finding in check.findings):
        missing = next((f for f in check.findings if f.code == "column_missing"), None)
        column = missing.column if missing else columns[0].name
        unusable = Finding(0, "column_missing", column, "", {"column": column})
        return Plan([], [unusable, *check.findings], len(table.rows), shown)
    rows = [_row(check, row, matching.columns, _WAYS[kind]) for row in table.rows]
    findings = [replace(found, column=shown.get(found.column, found.column)) for found in check.findings]
    return Plan([row for row in rows if row is not None], findings, len(rows), shown)


def _begin() -> _Check:
    known = {university.code: university for university in University.objects.prefetch_related("network_terms")}
    groups = {network.code: network for network in Network.objects.all()}
    parts: dict[tuple[str, ...], Unit] = {
        (unit.university_id, unit.kind, unit.name_th): unit for unit in Unit.objects.all()
    }
    led = {lead.province_id: lead for lead in ProvinceLead.objects.order_by("during")}
    began = {
        code: max((term.during.lower or date.min for term in university.network_terms.all()), default=None)
        for code, university in known.items()
    }
    named: dict[str, str] = {}
    for university in known.values():
        texts = (university.code, university.name_th, university.name_en, university.short_th)
        named |= {match_key(text): university.code for text in texts if text}
    networks_named = {
        match_key(text): network.code for network in groups.values() for text in (network.code, network.name_th) if text
    }
    return _Check(known, groups, parts, led, began, Places.read(), named, networks_named)


def _row(
    check: _Check, row: readers.Row, columns: Sequence[ImportColumn], way: Callable[[_Check, Any], Planned | None]
) -> Planned | None:
    record: dict[str, Any] = {}
    check.line = row.line
    good = [column.take(row, record, check.findings) for column in columns]
    for column in columns:
        if column.is_required and column.name in record and not record[column.name]:
            check.refuse("value_missing", column.name)
            good.append(False)
    before = len(check.findings)
    planned = way(check, record) if all(good) else None
    if planned is None or len(check.findings) > before:
        return None
    if planned.key in check.seen:
        check.refuse("institution_twice", columns[0].name, planned.key[-1], line=check.seen[planned.key])
        return None
    check.seen[planned.key] = row.line
    return planned


def _network(check: _Check, record: dict[str, Any]) -> Planned | None:
    code = _code(check, record)
    values = _texts(record, "name_th", "name_en")
    if record.get("lead"):
        values["lead"] = _university_of(check, record, "lead")
    found = check.networks.get(code)
    if found is None:
        return Planned((code,), values, Act.CREATE)
    seen = networks.Entry.of(found)
    return Planned((code,), values, Act.SAME if replace(seen, **values) == seen else Act.CHANGE)


def _university(check: _Check, record: dict[str, Any]) -> Planned | None:
    code = _code(check, record)
    values = _texts(record, "name_th", "name_en", "short_th") | _province(check, record)
    values["kind"] = _kind(check, record, UniversityKind)
    found, network = check.universities.get(code), _network_of(check, record)
    day = record.get("from")
    moves = bool(network) and (found is None or found.network_id != network)
    if moves:
        _check_day(check, day or clock.today(), check.began.get(code), may_come=False)
    if found is None:
        return Planned((code,), values, Act.CREATE, network, day)
    seen = universities.Entry.of(found)
    same = replace(seen, **values) == seen and not moves
    return Planned((code,), values, Act.SAME if same else Act.CHANGE, network, day if moves else None)


def _unit(check: _Check, record: dict[str, Any]) -> Planned | None:
    key = _university_of(check, record, "university"), _kind(check, record, UnitKind), record["name_th"]
    values = _texts(record, "name_en") | _province(check, record)
    found = check.units.get(key)
    if found is None:
        return Planned(key, values, Act.CREATE)
    seen = units.Entry.of(found)
    return Planned(key, values, Act.SAME if replace(seen, **values) == seen else Act.CHANGE)


def _lead(check: _Check, record: dict[str, Any]) -> Planned | None:
    province = _province(check, record).get("province", "")
    university, day = _university_of(check, record, "university"), record["from"]
    present, values = check.leads.get(province), {"university": university}
    is_open = present is not None and present.during.upper is None
    if present is not None and is_open and present.university_id == university:
        return Planned((province,), values, Act.SAME)
    _check_day(check, day, present.during.lower if present is not None else None, may_come=True)
    return Planned((province,), values, Act.CHANGE if present is not None else Act.CREATE, from_on=day)


_WAYS: dict[Kind, Callable[[_Check, Any], Planned | None]] = {
    Kind.NETWORKS: _network,
    Kind.UNIVERSITIES: _university,
    Kind.UNITS: _unit,
    Kind.LEADS: _lead,
}


def _texts(record: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: record[name] for name in names if record.get(name)}


def _code(check: _Check, record: dict[str, Any]) -> str:
    code = str(record["code"]).lower()
    if not is_code(code):
        check.refuse("institution_code_malformed", "code", record["code"])
    return code


def _kind(check: _Check, record: dict[str, Any], kinds: type[UniversityKind | UnitKind]) -> str:
    """Return a kind by its word, Thai or English."""
    known: dict[str, str] = {}
    for language in ("th", "en"):
        with translation.override(language):
            known |= {match_key(text): value for value, label in kinds.choices for text in (value, str(label))}
    found = known.get(match_key(record["kind"]))
    if found is None:
        check.refuse("institution_kind_unknown", "kind", record["kind"], kinds=", ".join(kinds.values))
    return found or ""


def _university_of(check: _Check, record: dict[str, Any], column: str) -> str:
    found = check.named.get(match_key(record[column]))
    if found is None:
        check.refuse("institution_university_unknown", column, record[column])
    return found or ""


def _network_of(check: _Check, record: dict[str, Any]) -> str:
    if not record.get("network"):
        return ""
    found = check.networks_named.get(match_key(record["network"]))
    if found is None:
        check.refuse("institution_network_unknown", "network", record["network"])
    return found or ""


def _province(check: _Check, record: dict[str, Any]) -> dict[str, str]:
    text = record.get("province")
    if not text:
        return {}
    digits = cleaning.code(text)
    found = check.places.resolve(code=digits) if digits.isdigit() else check.places.resolve(province=text)
    if not isinstance(found, Found) or found.level != Level.PROVINCE or found.abolished_on is not None:
        check.refuse("institution_province_unknown", "province", text)
        return {}
    return {"province": found.code}


def _check_day(check: _Check, day: date, began: date | None, *, may_come: bool) -> None:
    if not clock.is_plausible(day):
        check.refuse("institution_day_implausible", "from", day)
    elif began is not None and began > day:
        check.refuse("institution_day_too_early", "from", day, day=began.isoformat())
    elif day > clock.today() and not may_come:
        check.refuse("institution_day_to_come", "from", day)
