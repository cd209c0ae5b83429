"""Local governments from the register of the Department of Local Administration."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from tambon.choices import LocalGovernmentKind
from tambon.models import Area, LocalGovernment, LocalGovernmentStatus, User
from tambon.permissions import Can
from tambon.selectors.places import Found, Places
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.importing import issues
from u2t.core.importing.columns import ImportColumn, heading_key, match, text_up_to
from u2t.core.importing.issues import Finding
from u2t.core.importing.readers import Row, read
from u2t.core.text import normalise, sort_key

_NAME = text_up_to(120)
_COLUMNS = (
    ImportColumn("province", "จังหวัด", _NAME, is_required=True),
    ImportColumn("amphoe", "อำเภอ", _NAME, is_required=True),
    ImportColumn("tambon", "ตำบล", _NAME, is_required=True),
    ImportColumn("code", "รหัส อปท.", text_up_to(10), is_required=True),
    ImportColumn("kind", "ประเภท อปท.", _NAME, is_required=True),
    ImportColumn("name", "อปท.", _NAME, is_required=True),
)
_KINDS = {
    "องค์การบริหารส่วนตำบล": LocalGovernmentKind.SAO,
    "อบต": LocalGovernmentKind.SAO,
    "เทศบาลตำบล": LocalGovernmentKind.SUBDISTRICT,
    "ทต": LocalGovernmentKind.SUBDISTRICT,
    "เทศบาลเมือง": LocalGovernmentKind.TOWN,
    "ทม": LocalGovernmentKind.TOWN,
    "เทศบาลนคร": LocalGovernmentKind.CITY,
    "ทน": LocalGovernmentKind.CITY,
}
issues.add(
    {
        "register_place_unknown": (
            _("No one tambon of this name is in this amphoe and province."),
            _("Correct the spelling of tambon, amphoe or province."),
        ),
        "register_kind_unknown": (
            _("This is no kind of local government."),
            _("Write องค์การบริหารส่วนตำบล, เทศบาลตำบล, เทศบาลเมือง or เทศบาลนคร."),
        ),
    }
)


@dataclass(slots=True)
class Register:
    """What a file says: each local government with its tambons, and the rows that could not be taken."""

    found: dict[str, dict[str, str]] = field(default_factory=dict)
    tambons: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    findings: list[Finding] = field(default_factory=list)


@transaction.atomic
def load(*, path: Path, by: User) -> Register:
    """Store the local governments of a register and the tambons they serve; refuse the file if a row is wrong.

    A changed kind ends the former one today: อบต. become municipalities, and the past stays known.
    """
    require(by, Can.LOAD_GEOGRAPHY)
    register = _read(path)
    if any(finding.severity == "error" for finding in register.findings):
        return register
    known = {
        status.local_government_id: status for status in LocalGovernmentStatus.objects.filter(during__endswith=None)
    }
    for code, row in register.found.items():
        government, _new = LocalGovernment.objects.update_or_create(
            code=code,
            defaults={"name_th": row["name"], "sort_key": sort_key(row["name"]), "amphoe_id": row["amphoe_code"]},
        )
        government.tambons.set(Area.objects.filter(code__in=register.tambons[code]))
        _set_kind(government, row["kind_code"], known.get(code))
        audit.record(action="localgovernment.loaded", target=government, by=by)
    return register


def _set_kind(government: LocalGovernment, kind: str, present: LocalGovernmentStatus | None) -> None:
    if present is not None and present.kind == kind:
        return
    today = clock.today()
    if present is not None:
        present.during = DateRange(present.during.lower, today)
        present.save(update_fields=["during"])
    begin: date | None = today if present is not None else None
    LocalGovernmentStatus.objects.create(local_government=government, kind=kind, during=DateRange(begin, None))


def _read(path: Path) -> Register:
    names = {heading_key(column.label): column.name for column in _COLUMNS}
    columns = [ImportColumn(c.name, c.label, c.clean_text, (c.label,), is_required=True) for c in _COLUMNS]
    table = read(path, recognise=lambda heading: names.get(heading_key(heading)))
    matching = match(columns, table.headings, line=table.header_line)
    register = Register(findings=[f for f in [*table.findings, *matching.findings] if f.code != "column_unknown"])
    places = Places.read()
    for row in table.rows:
        _take(row, matching.columns, places, register)
    return register


def _take(row: Row, columns: list[ImportColumn], places: Places, register: Register) -> None:
    record: dict[str, str] = {}
    good = [column.take(row, record, register.findings) for column in columns]  # every cell, not up to the first
    if not all(good):
        return
    place = places.resolve(tambon=record["tambon"], amphoe=record["amphoe"], province=record["province"])
    kind = _KINDS.get(normalise(record["kind"]).rstrip("."))
    if not isinstance(place, Found):
        register.findings.append(Finding(row.line, "register_place_unknown", "ตำบล", record["tambon"]))
    elif kind is None:
        register.findings.append(Finding(row.line, "register_kind_unknown", "ประเภท อปท.", record["kind"]))
    else:
        register.found[record["code"]] = record | {"amphoe_code": place.code[:4], "kind_code": kind}
        register.tambons[record["code"]].add(place.code)
