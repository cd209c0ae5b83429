"""Filters of rounds and posts, for pages, downloads and the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.models import Allocation, Area, Programme, University
from u2t.core import clock
from u2t.core.access import prefix_q
from u2t.core.templatetags.u2t import local_name
from workforce.choices import RoundPhase, WorkerType
from workforce.models import Post, Round, RoundQuota


def universities() -> list[tuple[str, str]]:
    """Return the universities to choose from, in Thai order."""
    return [(each.code, local_name(each)) for each in University.objects.order_by("sort_key")]


def programmes() -> list[tuple[str, str]]:
    """Return the programmes to choose from, the latest first."""
    return list(Programme.objects.order_by("-starts_on").values_list("code", "short_th"))


def provinces() -> list[tuple[str, str]]:
    """Return the provinces to choose from, in Thai order."""
    rows = Area.objects.public().current().filter(level=Level.PROVINCE).order_by("sort_key")
    return [(each.code, local_name(each)) for each in rows]


class RoundFilterSet(django_filters.FilterSet):
    university = django_filters.ChoiceFilter(
        label=_("University"), choices=universities, empty_label=_("All universities")
    )
    programme = django_filters.ChoiceFilter(label=_("Programme"), choices=programmes, empty_label=_("All programmes"))
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=RoundPhase.choices, empty_label=_("All states"), method="in_phase"
    )

    class Meta:
        model = Round
        fields = ["university", "programme", "status"]

    def in_phase(self, rows: "QuerySet[Round, Round]", _name: str, value: str) -> "QuerySet[Round, Round]":
        return rows.filter(pk__in=Round.objects.in_phase(value, clock.now()).values("pk"))


class RoundApiFilterSet(RoundFilterSet):
    province = django_filters.ChoiceFilter(choices=provinces, method="in_province")
    tambon = django_filters.CharFilter(method="in_tambon")
    type = django_filters.ChoiceFilter(choices=WorkerType.choices, method="of_type")

    class Meta(RoundFilterSet.Meta):
        fields = [*RoundFilterSet.Meta.fields, "province", "tambon", "type"]

    def in_province(self, rows: "QuerySet[Round, Round]", _name: str, value: str) -> "QuerySet[Round, Round]":
        return _offering(rows, prefix_q("tambon_id", frozenset({value})))

    def in_tambon(self, rows: "QuerySet[Round, Round]", _name: str, value: str) -> "QuerySet[Round, Round]":
        return _offering(rows, Q(tambon=value))

    def of_type(self, rows: "QuerySet[Round, Round]", _name: str, value: str) -> "QuerySet[Round, Round]":
        return _offering(rows, Q(worker_type=value))


def _offering(rows: "QuerySet[Round, Round]", where: Q) -> "QuerySet[Round, Round]":
    return rows.filter(pk__in=RoundQuota.objects.filter(where, posts__gt=0).values("round"))


class VacancyFilterSet(django_filters.FilterSet):
    """Tambons with their posts."""

    university = django_filters.ChoiceFilter(
        label=_("University"), choices=universities, empty_label=_("All universities"), method="held_by"
    )
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=provinces, empty_label=_("All provinces"), method="in_province"
    )
    status = django_filters.ChoiceFilter(
        label=_("Posts"),
        choices=[("vacant", _("With vacancies")), ("filled", _("All filled"))],
        empty_label=_("With and without vacancies"),
        method="with_status",
    )

    class Meta:
        model = Area
        fields: tuple[str, ...] = ()

    def held_by(self, rows: "QuerySet[Any, Any]", _name: str, value: str) -> "QuerySet[Any, Any]":
        held = Allocation.objects.filter(university=value, during__contains=clock.today())
        return rows.filter(pk__in=held.values("tambon"))

    def in_province(self, rows: "QuerySet[Any, Any]", _name: str, value: str) -> "QuerySet[Any, Any]":
        return rows.filter(prefix_q("pk", frozenset({value})))

    def with_status(self, rows: "QuerySet[Any, Any]", _name: str, value: str) -> "QuerySet[Any, Any]":
        return rows.filter(vacant__gt=0) if value == "vacant" else rows.filter(vacant=0)


class PostApiFilterSet(django_filters.FilterSet):
    """Posts one by one."""

    university = django_filters.CharFilter(method="held_by")
    programme = django_filters.CharFilter(field_name="programme")
    province = django_filters.ChoiceFilter(choices=provinces, method="in_province")
    tambon = django_filters.CharFilter(field_name="tambon")
    type = django_filters.ChoiceFilter(choices=WorkerType.choices, field_name="worker_type")
    status = django_filters.ChoiceFilter(
        choices=[(status, status) for status in ("vacant", "reserved", "filled", "closed")],
        method="with_status",
    )

    class Meta:
        model = Post
        fields: tuple[str, ...] = ()

    def held_by(self, rows: "QuerySet[Post, Post]", _name: str, value: str) -> "QuerySet[Post, Post]":
        held = Allocation.objects.filter(university=value, during__contains=clock.today())
        return rows.filter(tambon__in=held.values("tambon"))

    def in_province(self, rows: "QuerySet[Post, Post]", _name: str, value: str) -> "QuerySet[Post, Post]":
        return rows.filter(prefix_q("tambon_id", frozenset({value})))

    def with_status(self, rows: "QuerySet[Post, Post]", _name: str, value: str) -> "QuerySet[Post, Post]":
        return rows.filter(status=value)  # type: ignore[misc]  # annotated in selectors/posts.py
