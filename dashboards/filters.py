"""Filters of figures by plain names."""

import re
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.models import Observation, Rollup
from dashboards.selectors.programmes import programme_of, programmes
from tambon.models import Allocation, Area
from u2t.core.access import prefix_q
from u2t.core.errors import InputError
from u2t.core.models import Origin

_LENSED = (RollupLevel.UNIVERSITY, RollupLevel.UNIVERSITY_PROVINCE, RollupLevel.NETWORK)
_DIGITS = re.compile(r"[0-9]{2,8}")
_SHOWN = [choice for choice in RollupLevel.choices if choice[0] != "place"]


class RollupFilter(django_filters.FilterSet):
    """`within` is the code of an area, university, university in a province or network."""

    level = django_filters.ChoiceFilter(choices=_SHOWN)
    area = django_filters.CharFilter()
    indicator = django_filters.CharFilter(field_name="indicator__code")
    period = django_filters.CharFilter()
    origin = django_filters.ChoiceFilter(choices=Origin.choices)
    programme = django_filters.CharFilter(method="by_programme")
    within = django_filters.CharFilter(method="by_within")

    class Meta:
        model = Rollup
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Rollup]) -> QuerySet[Rollup]:
        """Without a programme, universities are seen through the one that is running: never through two at once."""
        rows: QuerySet[Rollup] = super().filter_queryset(queryset)
        if self.form.cleaned_data["programme"]:
            return rows
        return rows.filter(Q(programme="") | Q(programme=programme_of("", programmes())))

    def by_programme(self, rows: QuerySet[Rollup], name: str, value: str) -> QuerySet[Rollup]:
        return rows.filter(Q(programme=value) | Q(programme="") & ~Q(level__in=_LENSED))

    def by_within(self, rows: QuerySet[Rollup], name: str, value: str) -> QuerySet[Rollup]:
        programme = self.form.cleaned_data["programme"] or programme_of("", programmes())
        return rows.filter(within_q("area", value, programme))


class ObservationFilter(django_filters.FilterSet):
    """What is known now, unless `known` is `all`."""

    indicator = django_filters.CharFilter(field_name="indicator__code")
    place = django_filters.CharFilter()
    period = django_filters.CharFilter()
    origin = django_filters.ChoiceFilter(choices=Origin.choices)
    within = django_filters.CharFilter(method="by_within")

    class Meta:
        model = Observation
        fields: tuple[str, ...] = ()

    def by_within(self, rows: QuerySet[Observation], name: str, value: str) -> QuerySet[Observation]:
        return rows.filter(within_q("place", value, programme_of("", programmes())))


def within_q(field: str, code: str, programme: str) -> Q:
    """Match the codes at or below an area, a region's provinces, or what a university or network holds.

    Raises:
        InputError: no area, university or network has this code.
    """
    if code == "TH":
        return Q()
    if _DIGITS.fullmatch(code):
        return prefix_q(field, frozenset({code}))
    members = frozenset(Area.objects.filter(groups=code).values_list("code", flat=True))
    if members:
        return prefix_q(field, members) | Q(**{field: code})
    return _held_q(field, code, programme)


def _held_q(field: str, code: str, programme: str) -> Q:
    university, _colon, province = code.partition(":")
    if province and not _DIGITS.fullmatch(province):
        raise InputError(_("There is no area, university or network “%(code)s”.") % {"code": code})
    held: QuerySet[Any] = Allocation.objects.filter(programme=programme).filter(
        Q(university=university) | Q(university__network=university)
    )
    universities = set(held.values_list("university_id", flat=True))
    if not universities:
        raise InputError(_("There is no area, university or network “%(code)s”.") % {"code": code})
    if province:
        held = held.filter(prefix_q("tambon_id", frozenset({province})))
    cells = Q(**{field: code})
    for own in () if province else universities:
        cells |= Q(**{field: own}) | Q(**{f"{field}__startswith": f"{own}:"})
    return cells | Q(**{f"{field}__in": held.values("tambon")})
