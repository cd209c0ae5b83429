"""What lies within an area, a region, a university, a network, or what no university holds."""

import re
from collections import defaultdict
from datetime import date

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.models import Observation, Rollup
from dashboards.selectors.holdings import end_of, lens_of
from dashboards.selectors.periods import Period
from tambon.choices import Level
from tambon.models import Allocation, Area, Network, University
from u2t.core.access import prefix_q
from u2t.core.errors import InputError

UNALLOCATED, MUNICIPAL = "unallocated", "municipal"
_DIGITS = re.compile(r"[0-9]{2,8}")
_SPECIAL = (UNALLOCATED, MUNICIPAL)


def rollups_within(rows: "QuerySet[Rollup]", code: str, programme: str) -> "QuerySet[Rollup]":
    """Keep the figures at or below what `code` names.

    A university's tambons are those it holds on the day that decides over the figure, as the roll-up has it.

    Raises:
        InputError: nothing has this code.
    """
    area = _area_q("area", code)
    if area is not None:
        return rows.filter(area)
    holder, _colon, province = _parts(code)
    below = _province_q("area", province)
    if holder == MUNICIPAL:
        return rows.filter(_cells(code, province) | Q(level=RollupLevel.MUNICIPALITY) & below)
    tambons = Q(level=RollupLevel.TAMBON) & below
    rows = rows.alias(day=_day(programme), holder=_holder(programme, tambon__today=OuterRef("area")))
    if holder == UNALLOCATED:
        strays = Q(level=RollupLevel.PLACE) & below
        never = ~Q(area__in=_ever_held(programme).values("tambon__today"))
        return rows.filter(_cells(code, province) | tambons & (never | Q(holder__isnull=True)) | strays)
    universities = _universities(holder)
    cells = _cells(code, province)
    for university in () if province else universities - {holder}:
        cells |= _cells(university, "")
    # Who held each figure's tambon on its day is looked up one by one: of the few that these ever held, not of all.
    ever = _ever_held(programme).filter(university__in=universities).values("tambon__today")
    return rows.filter(cells | tambons & Q(area__in=ever) & Q(holder__in=universities))


def observations_within(rows: "QuerySet[Observation]", code: str, programme: str) -> "QuerySet[Observation]":
    """Keep the places at or below what `code` names: tambons, their villages, municipalities.

    Raises:
        InputError: nothing has this code.
    """
    area = _area_q("place", code)
    if area is not None:
        return rows.filter(area)
    holder, _colon, province = _parts(code)
    below = _province_q("place", province)
    municipalities = Area.objects.filter(level=Level.MUNICIPALITY).values("code")
    if holder == MUNICIPAL:
        return rows.filter(below, place__in=municipalities)
    held = _holder(programme, tambon__today__formerly=OuterRef("six"))
    rows = rows.alias(six=Left("place", 6), day=_day(programme), holder=held).filter(below)
    if holder == UNALLOCATED:
        never = ~Q(six__in=_ever_held(programme).values("tambon__today__formerly"))
        return rows.filter(never | Q(holder__isnull=True)).exclude(place__in=municipalities)
    universities = _universities(holder)
    ever = _ever_held(programme).filter(university__in=universities).values("tambon__today__formerly")
    return rows.filter(six__in=ever, holder__in=universities)


def _universities(holder: str) -> frozenset[str]:
    rows = University.objects.filter(Q(code=holder) | Q(network=holder))
    return frozenset(rows.values_list("code", flat=True))


def _ever_held(programme: str) -> "QuerySet[Allocation]":
    """Return what is or was held in a programme, whenever that was."""
    return Allocation.objects.filter(programme=programme)


def _day(programme: str) -> Case:
    """Say of each figure or observation on which day its holder is asked for."""
    lens = lens_of(programme)
    days: dict[tuple[str, date], list[str]] = defaultdict(list)
    known = Rollup.objects.filter(level=RollupLevel.NATION, area="TH", programme="")
    for code, frequency in known.values_list("period", "indicator__frequency").distinct().order_by():
        days[frequency, lens.day_for(end_of(Period(code, ""), frequency, lens))].append(code)
    cases = [
        When(period__in=codes, indicator__frequency=frequency, then=Value(day, DateField()))
        for (frequency, day), codes in days.items()
    ]
    return Case(*cases, default=Value(lens.ends_on, DateField()))


def _holder(programme: str, **of: OuterRef) -> Subquery:
    """Say who holds the tambon on that day; of two codes of one tambon its own decides."""
    is_former = Case(When(tambon=F("tambon__today"), then=0), default=1)
    held = Allocation.objects.filter(programme=programme, during__contains=OuterRef("day"), **of)
    return Subquery(held.order_by(is_former, "tambon").values("university")[:1])


def _area_q(field: str, code: str) -> Q | None:
    if code == "TH":
        return Q()
    if not Area.objects.filter(code=code).exists():
        return None
    if _DIGITS.fullmatch(code):
        return prefix_q(field, frozenset({code}))
    members = frozenset(Area.objects.filter(groups=code).values_list("code", flat=True))
    return prefix_q(field, members) | Q(**{field: code})


def _parts(code: str) -> tuple[str, str, str]:
    """Split `kpru:63`, and stop unless both are there."""
    holder, colon, province = code.partition(":")
    has_holder = (
        holder in _SPECIAL
        or University.objects.filter(code=holder).exists()
        or (not colon and Network.objects.filter(code=holder).exists())
    )
    has_province = not colon or Area.objects.filter(code=province, level=Level.PROVINCE).exists()
    if has_holder and has_province:
        return holder, colon, province
    raise InputError(
        _("There is no area, university or network “%(code)s”.") % {"code": code},
        extra={"field": "within", "allowed": ["TH", "63", "630111", "kpru", "kpru:63", *_SPECIAL]},
    )


def _province_q(field: str, province: str) -> Q:
    return prefix_q(field, frozenset({province})) if province else Q()


def _cells(code: str, province: str) -> Q:
    """Match the figures of a holder and, unless of one province already, those by province."""
    return Q(area=code) if province else Q(area=code) | Q(area__startswith=f"{code}:")
