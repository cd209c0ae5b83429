"""The phases of the programme that the state has decided; others are added by whoever administers the platform."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, User
from tambon.permissions import Can
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.text import normalise

PHASE_ONE = "u2t1"
BCG = "u2t-bcg"

_PROGRAMMES = (
    Programme(
        code=PHASE_ONE,
        name_th="โครงการยกระดับเศรษฐกิจและสังคมรายตำบลแบบบูรณาการ (มหาวิทยาลัยสู่ตำบล สร้างรากแก้วให้ประเทศ)",
        name_en="Integrated Tambon Economic and Social Enhancement (University to Tambon)",
        short_th="U2T",
        starts_on=date(2021, 2, 1),
        ends_on=date(2022, 1, 31),
    ),
    Programme(
        code=BCG,
        name_th="โครงการขับเคลื่อนเศรษฐกิจและสังคมฐานรากหลังโควิดด้วยเศรษฐกิจ BCG (U2T for BCG)",
        name_en="Driving the Grassroots Economy and Society after COVID-19 with the BCG Economy (U2T for BCG)",
        short_th="U2T for BCG",
        starts_on=date(2022, 7, 1),
        ends_on=date(2022, 9, 30),
    ),
)

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
_MOST_YEARS = 10
_MOST_CLOSING_DAYS = 366
_LONGEST = {"name_th": 200, "name_en": 200, "short_th": 40}


class ProgrammeError(DomainError):
    """The programme cannot be added as asked."""


class ProgrammeInputError(InputError):
    """What the programme shall be cannot be; `extra["field"]` says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a programme."""

    name_th: str
    short_th: str
    starts_on: date
    ends_on: date
    name_en: str = ""
    closing_days: int = 90

    @classmethod
    def of(cls, programme: Programme) -> "Entry":
        """Return what is said of a programme now."""
        return cls(**{field.name: getattr(programme, field.name) for field in fields(cls)})


@transaction.atomic
def add(*, code: str, entry: Entry, by: Actor) -> Programme:
    """Add a phase; its code is its name in addresses and figures for ever."""
    require(by, Can.CHANGE_PROGRAMME)
    if not _CODE.match(code):
        message = _("Write a code of 2 to 40 small letters, digits and hyphens, beginning with a letter.")
        raise ProgrammeInputError(message, extra={"field": "code"})
    values = asdict(_checked(entry))
    found, created = Programme.objects.get_or_create(code=code, defaults=values)
    if not created:
        raise ProgrammeError(_("There is a programme with this code already."), extra={"field": "code"})
    changes = {name: (None, value) for name, value in values.items()}
    audit.record(action="programme.added", target=found, by=by, changes=changes)
    _mark([found.pk])
    return found


@transaction.atomic
def amend(*, programme: Programme, entry: Entry, seen: Entry, by: Actor) -> Programme:
    """Correct a phase; `seen` is what the page showed, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_PROGRAMME)
    found = Programme.objects.select_for_update().get(pk=programme.pk)
    if Entry.of(found) != seen:
        raise StaleError(_("Somebody changed this programme meanwhile. Open it again."), of=found)
    values = asdict(_checked(entry))
    changes = {name: (getattr(found, name), new) for name, new in values.items() if getattr(found, name) != new}
    if not changes:
        return found
    for name, new in values.items():
        setattr(found, name, new)
    found.save(update_fields=list(values))
    audit.record(action="programme.amended", target=found, by=by, changes=changes)
    if changes.keys() & {"starts_on", "ends_on"}:
        _mark([found.pk])
        # Months that now belong to it have to be told, those no longer of it to be taken back.
        marks.append("workforce", [("", "")], known_at=clock.now())
    return found


def _checked(entry: Entry) -> Entry:
    texts = {name: normalise(getattr(entry, name)) for name in _LONGEST}
    for name, limit in _LONGEST.items():
        if len(texts[name]) > limit or (name != "name_en" and not texts[name]):
            message = _("Write a name of at most %(limit)s characters.") % {"limit": limit}
            raise ProgrammeInputError(message, extra={"field": name})
    _check_days(entry.starts_on, entry.ends_on)
    if not 0 <= entry.closing_days <= _MOST_CLOSING_DAYS:
        message = _("Enter a number of days from 0 to %(most)s.") % {"most": _MOST_CLOSING_DAYS}
        raise ProgrammeInputError(message, extra={"field": "closing_days"})
    return Entry(
        starts_on=entry.starts_on, ends_on=entry.ends_on, closing_days=entry.closing_days, **texts
    )  # fmt: skip


def _check_days(first: date, last: date) -> None:
    """Refuse days that cannot be meant: each month of a programme is a period of its figures."""
    for name, day in {"starts_on": first, "ends_on": last}.items():
        if not clock.is_plausible(day):
            raise ProgrammeInputError(_("This year cannot be right."), extra={"field": name})
    if last < first:
        raise ProgrammeInputError(_("The last day lies before the first."), extra={"field": "ends_on"})
    if (last.year - first.year, last.month, last.day) >= (_MOST_YEARS, first.month, first.day):
        message = _("A programme lasts at most %(years)s years.") % {"years": _MOST_YEARS}
        raise ProgrammeInputError(message, extra={"field": "ends_on"})


def _mark(programmes: list[str]) -> None:
    """Have all figures made anew: of a lens that is new or has other days no cell stands that could be touched."""
    for code in programmes:
        marks.append(f"programme:{code}", [("", "")], known_at=clock.now())


@transaction.atomic
def sync(*, by: User) -> int:
    """Add the phases that are missing; return how many. What people changed since stays as they left it."""
    require(by, Can.LOAD_GEOGRAPHY)
    present = set(Programme.objects.values_list("code", flat=True))
    missing = [programme for programme in _PROGRAMMES if programme.code not in present]
    Programme.objects.bulk_create(missing, ignore_conflicts=True)
    _mark([programme.pk for programme in missing])
    return len(missing)
