"""What lies within an area, a region, a university, a network, or what no university holds."""

import re

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from tambon.choices import Level
from tambon.models import Allocation, Area, Network, University
from u2t.core.access import prefix_q
from u2t.core.errors import InputError

UNALLOCATED, MUNICIPAL = "unallocated", "municipal"
_DIGITS = re.compile(r"[0-9]{2,8}")
_SPECIAL = (UNALLOCATED, MUNICIPAL)


def rollups_within(code: str, programme: str) -> Q:
    """Match the figures at or below what `code` names.

    Raises:
        InputError: nothing has this code.
    """
    area = _area_q("area", code)
    if area is not None:
        return area
    holder, _colon, province = _parts(code)
    below = _province_q("area", province)
    if holder == MUNICIPAL:
        return _cells(code, province) | Q(level=RollupLevel.MUNICIPALITY) & below
    held = _held(holder, programme)
    if holder == UNALLOCATED:
        return _cells(code, province) | Q(level=RollupLevel.TAMBON) & below & ~Q(area__in=held.values("tambon"))
    tambons = Q(level=RollupLevel.TAMBON, area__in=held.values("tambon")) & below
    universities = () if province else tuple(University.objects.filter(network=holder).values_list("code", flat=True))
    cells = _cells(code, province)
    for university in universities:
        cells |= _cells(university, "")
    return cells | tambons


def observations_within(code: str, programme: str) -> Q:
    """Match the places at or below what `code` names: tambons, their villages, municipalities.

    Raises:
        InputError: nothing has this code.
    """
    area = _area_q("place", code)
    if area is not None:
        return area
    holder, _colon, province = _parts(code)
    below = _province_q("place", province)
    municipalities = Area.objects.filter(level=Level.MUNICIPALITY).values("code")
    if holder == MUNICIPAL:
        return below & Q(place__in=municipalities)
    tambon_is_held = Q(In(Left(F("place"), 6), _held(holder, programme).values("tambon")))
    if holder == UNALLOCATED:
        return below & ~Q(place__in=municipalities) & ~tambon_is_held
    return below & tambon_is_held


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


def _held(holder: str, programme: str) -> "QuerySet[Allocation]":
    rows = Allocation.objects.filter(programme=programme)
    if holder == UNALLOCATED:
        return rows
    return rows.filter(Q(university=holder) | Q(university__network=holder))
