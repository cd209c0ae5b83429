"""Filters of areas and institutions, for pages, downloads and the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import AgencyKind, AreaKind, Level, UnitKind, UniversityKind
from tambon.models import Agency, Area, Network, Programme, Unit, University
from tambon.selectors.search import matching_q
from u2t.core.access import prefix_q
from u2t.core.templatetags.u2t import local_name


def province_choices() -> list[tuple[str, str]]:
    """Return the provinces of today in Thai order, named in the reader's language."""
    rows = Area.objects.public().current().filter(level=Level.PROVINCE).order_by("sort_key")
    return [(area.pk, local_name(area)) for area in rows]


def _networks() -> list[tuple[str, str]]:
    return [(network.pk, local_name(network)) for network in Network.objects.order_by("sort_key")]


class PlaceFilterSet(django_filters.FilterSet):
    """What all lists of places have: a search by code or name."""

    q = django_filters.CharFilter(label=_("Name or code"), method="by_name")

    def by_name(self, rows: "QuerySet[Any, Any]", _name: str, value: str) -> "QuerySet[Any, Any]":
        return rows.filter(matching_q(value))


class AreaFilterSet(PlaceFilterSet):
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("All levels"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=province_choices, empty_label=_("All provinces"), method="in_province"
    )
    # Not a BooleanFilter: it takes a value it does not know for "any".
    abolished = django_filters.ChoiceFilter(
        label=_("Codes"),
        choices=[("false", _("In use")), ("true", _("Abolished"))],
        empty_label=_("In use and abolished"),
        method="whether_abolished",
    )

    class Meta:
        model = Area
        fields = ["q", "level", "province", "abolished"]

    def in_province(self, rows: "QuerySet[Area, Area]", _name: str, value: str) -> "QuerySet[Area, Area]":
        return rows.filter(prefix_q("code", frozenset({value})))

    def whether_abolished(self, rows: "QuerySet[Area, Area]", _name: str, value: str) -> "QuerySet[Area, Area]":
        return rows.filter(abolished_on__isnull=value == "false")


class VillageFilterSet(AreaFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (AreaKind.MOO, AreaKind.COMMUNITY)],
        empty_label=_("All kinds"),
    )
    level = None
    province = None

    class Meta(AreaFilterSet.Meta):
        fields = ["q", "kind", "abolished"]


class VillageApiFilterSet(VillageFilterSet):
    parent = django_filters.CharFilter(field_name="parent")

    class Meta(VillageFilterSet.Meta):
        fields = [*VillageFilterSet.Meta.fields, "parent"]


class AreaApiFilterSet(AreaFilterSet):
    kind = django_filters.ChoiceFilter(choices=[choice for choice in AreaKind.choices if choice[0]])
    parent = django_filters.CharFilter(field_name="parent")

    class Meta(AreaFilterSet.Meta):
        fields = [*AreaFilterSet.Meta.fields, "kind", "parent"]


class UniversityFilterSet(PlaceFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=UniversityKind.choices, empty_label=_("All kinds"))
    network = django_filters.ChoiceFilter(label=_("Network"), choices=_networks, empty_label=_("All networks"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=province_choices, empty_label=_("All provinces")
    )

    class Meta:
        model = University
        fields = ["q", "kind", "network", "province"]


class UnitFilterSet(django_filters.FilterSet):
    university = django_filters.CharFilter(field_name="university_id", max_length=50)
    kind = django_filters.ChoiceFilter(choices=UnitKind.choices)
    on = django_filters.DateFilter(label=_("Open on the day"), method="open_on")

    class Meta:
        model = Unit
        fields = ("university", "kind", "on")

    def open_on(self, rows: "QuerySet[Unit, Unit]", _name: str, value: Any) -> "QuerySet[Unit, Unit]":
        return rows.filter(pk__in=Unit.objects.open_on(value))


class AgencyFilterSet(PlaceFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgencyKind.choices, empty_label=_("All kinds"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=province_choices, empty_label=_("All provinces"), method="in_province"
    )

    class Meta:
        model = Agency
        fields = ["q", "kind", "province"]

    def in_province(self, rows: "QuerySet[Agency, Agency]", _name: str, value: str) -> "QuerySet[Agency, Agency]":
        return rows.filter(prefix_q("area_id", frozenset({value})))


class ProgrammeFilterSet(django_filters.FilterSet):
    on = django_filters.DateFilter(label=_("In force on"), method="in_force")

    class Meta:
        model = Programme
        fields = ["on"]

    def in_force(
        self, rows: "QuerySet[Programme, Programme]", _name: str, value: Any
    ) -> "QuerySet[Programme, Programme]":
        return rows.filter(starts_on__lte=value, ends_on__gte=value)
