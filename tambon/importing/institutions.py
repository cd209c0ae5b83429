"""Spreadsheets of networks, universities, their parts, and of who leads which province."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tambon.choices import InstitutionList as Kind
from tambon.choices import Level, UnitKind, UniversityKind
from tambon.importing import reading
from tambon.importing.reading import Check, universities_by_words
from tambon.models import Network, ProvinceLead, Unit, University
from tambon.selectors.naming import is_code, words_of_figures
from tambon.selectors.places import Found, Places
from tambon.services import networks, units, universities
from tambon.services.institution_imports import Act, Planned
from tambon.services.sheets import Plan
from u2t.core import clock
from u2t.core.importing import cleaning, issues
from u2t.core.importing.columns import ImportColumn, text_up_to
from u2t.core.text import match_key

issues.add(
    {
        "institution_code_malformed": (
            _("This cannot be a code."),
            _("Write 2 to 40 small letters, digits and hyphens, beginning with a letter."),
        ),
        "institution_code_taken": (
            _("This code is that of something else: an area, a university, a network or a word of the figures."),
            _("Choose another code."),
        ),
        "institution_kind_unknown": (_("There is no such kind."), _("Write one of: %(kinds)s.")),
        "institution_university_unknown": (
            _("There is no such university."),
            _("Write the code or the full name as in the list of universities."),
        ),
        "institution_university_ambiguous": (
            _("Several universities are called so: %(candidates)s."),
            _("Write the code of the one that is meant."),
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
        "institution_closed": (
            _("This part is closed after %(day)s; storing the file opens it again."),
            _("Leave the row out if it shall stay closed."),
        ),
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


@dataclass(slots=True, kw_only=True)
class _Check(Check):
    """What is known while the rows are checked."""

    kind: Kind
    universities: dict[str, University]
    networks: dict[str, Network]
    units: dict[tuple[str, ...], Unit]
    leads: dict[str, ProvinceLead]
    began: dict[str, date | None]
    places: Places
    named: dict[str, tuple[str, ...]]
    networks_named: dict[str, str]
    words: frozenset[str]
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def plan(self, record: dict[str, Any]) -> Planned | None:
        """Return what a row does, if nothing is wrong with it and no row above does the same."""
        before = self.refused
        planned = _WAYS[self.kind](self, record)
        if planned is None or self.refused > before:
            return None
        if planned.key in self.seen:
            column = COLUMNS[self.kind][0].name
            self.refuse("institution_twice", column, planned.key[-1], line=self.seen[planned.key])
            return None
        self.seen[planned.key] = self.line
        return planned


def plan_of(path: Path, *, kind: Kind) -> Plan:
    """Read and check the file: nothing is stored."""
    known = {university.code: university for university in University.objects.prefetch_related("network_terms")}
    groups = {network.code: network for network in Network.objects.all()}
    began = {
        code: max((term.during.lower or date.min for term in university.network_terms.all()), default=None)
        for code, university in known.items()
    }
    check = _Check(
        kind=kind, universities=known, networks=groups, began=began, places=Places.read(),
        units={(unit.university_id, unit.kind, unit.name_th): unit for unit in Unit.objects.all()},
        leads={lead.province_id: lead for lead in ProvinceLead.objects.order_by("during")},
        named=universities_by_words(),
        networks_named={match_key(text): one.code for one in groups.values() for text in (one.code, one.name_th)},
        words=words_of_figures(),
    )  # fmt: skip
    return reading.plan_of(path, COLUMNS[kind], check)


def _network(check: _Check, record: dict[str, Any]) -> Planned | None:
    code = _code(check, record)
    values = _texts(record, "name_th", "name_en")
    if record.get("lead"):
        values["lead"] = _university_of(check, record, "lead")
    found = check.networks.get(code)
    if found is None:
        return Planned((code,), values, Act.CREATE)
    seen = networks.Entry.of(found)
    return Planned((code,), values, Act.SAME if replace(seen, **values) == seen else Act.CHANGE, seen)


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
        return Planned((code,), values, Act.CREATE, network=network, from_on=day)
    seen = universities.Entry.of(found)
    same = replace(seen, **values) == seen and not moves
    return Planned((code,), values, Act.SAME if same else Act.CHANGE, seen, network, day if moves else None)


def _unit(check: _Check, record: dict[str, Any]) -> Planned | None:
    key = _university_of(check, record, "university"), _kind(check, record, UnitKind), record["name_th"]
    values = _texts(record, "name_en") | _province(check, record)
    found = check.units.get(key)
    if found is not None and found.ends_on is not None:
        check.warn("institution_closed", "name_th", found.name_th, day=found.ends_on.isoformat())
    if found is None or found.ends_on is not None:
        return Planned(key, values, Act.CREATE)
    seen = units.Entry.of(found)
    return Planned(key, values, Act.SAME if replace(seen, **values) == seen else Act.CHANGE, seen)


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
    elif code not in (check.networks if check.kind == Kind.NETWORKS else check.universities):
        _refuse_if_taken(check, code)
    return code


def _refuse_if_taken(check: _Check, code: str) -> None:
    """Refuse the code of a new institution that means something else in figures; `Codes.claim` asks again."""
    if code in check.universities or code in check.networks or code in check.words:
        check.refuse("institution_code_taken", "code", code)


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
    found = check.named.get(match_key(record[column]), ())
    if not found:
        check.refuse("institution_university_unknown", column, record[column])
    elif len(found) > 1:
        check.refuse("institution_university_ambiguous", column, record[column], candidates=", ".join(found))
    return found[0] if len(found) == 1 else ""


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
