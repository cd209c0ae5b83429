"""Which tambon goes to which university."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration import institutions
from dashboards.demonstration.chance import roll
from dashboards.demonstration.scale import Scale
from tambon.choices import Level, UnitKind
from tambon.models import Allocation, Area, Programme, Unit
from u2t.core import clock, marks

#: The tambon where the demonstration's worker, lecturer and community representative are: ต.แม่ท้อ อ.เมืองตาก.
HOME = "630111"
REFERENCE = "สาธิต อว 0101/1"
BANGKOK = "10"
#: The five pilot amphoe of the poverty model of Lampang: its two universities work there first.
_PILOT = frozenset({"5208", "5206", "5202", "5205", "5201"})
_FIRST_AMPHOE: dict[str, frozenset[str]] = {"lpru": _PILOT, "rmutl": _PILOT}
_RESERVED = {"kpru": (HOME,)}


def share(tambons: Iterable[str], universities: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the university of each tambon that has one, the same on every machine."""
    free = defaultdict(set)
    for code in tambons:
        free[code[:2]].add(code)
    holder = {}
    for university, codes in _RESERVED.items():
        for code in codes:
            free[code[:2]].discard(code)
            holder[code] = university
    for row in universities:
        for province, count in _wanted(row):
            chosen = sorted(free[province], key=partial(_liking, row["code"]))[:count]
            free[province].difference_update(chosen)
            holder.update(dict.fromkeys(chosen, row["code"]))
    return holder


def _wanted(row: Mapping[str, str]) -> list[tuple[str, int]]:
    reserved = [code[:2] for code in _RESERVED.get(row["code"], ())]
    pairs = (pair.split(":") for pair in row["allocation"].split())
    return [(province, int(count) - reserved.count(province)) for province, count in pairs]


def _liking(university: str, code: str) -> tuple[bool, float]:
    return code[:4] not in _FIRST_AMPHOE.get(university, ()), roll("share", code)


def make(scale: Scale) -> int:
    """Give the universities that hold nothing yet their tambons; return how many were given."""
    programme = Programme.objects.get(pk=institutions.PHASE_ONE)
    holding = set(Allocation.objects.filter(programme=programme).values_list("university_id", flat=True).distinct())
    wanting = institutions.universities_of(scale)
    if holding.issuperset(row["code"] for row in wanting):
        return 0
    shares = share(_tambons(), wanting)
    faculties = _faculties()
    during = DateRange(programme.starts_on, None)
    rows = [
        Allocation(
            programme=programme,
            tambon_id=code,
            university_id=university,
            unit_id=_one_of(faculties.get(university, []), code),
            during=during,
            reference=REFERENCE,
        )
        for code, university in sorted(shares.items())
        if university not in holding
    ]
    # A tambon that somebody has meanwhile given to another university stays there.
    given = Allocation.objects.bulk_create(rows, ignore_conflicts=True)
    marks.append(f"allocation:{programme.code}", [("", "")], known_at=clock.now())
    return len(given)


def _tambons() -> list[str]:
    areas = Area.objects.current().filter(level=Level.TAMBON).exclude(code__startswith=BANGKOK)
    return list(areas.order_by("code").values_list("code", flat=True))


def _faculties() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    rows = Unit.objects.filter(kind=UnitKind.FACULTY).order_by("university", "name_th")
    for university, unit in rows.values_list("university_id", "pk"):
        found[university].append(unit)
    return found


def _one_of(units: list[int], code: str) -> int | None:
    return units[int(roll("faculty", code) * len(units))] if units else None
