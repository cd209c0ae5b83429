"""Filters of people, allocations and the audit trail."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.models import Allocation, Area, Membership, University, User
from tambon.presenters import actions, label_of
from u2t.core import clock
from u2t.core.access import prefix_q, roles
from u2t.core.models import AuditEvent


def _roles() -> list[tuple[str, str]]:
    return [(role.code, str(role.name)) for role in roles().values()]


class UserFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Name, username or e-mail"))
    role = django_filters.ChoiceFilter(method="with_role", choices=_roles, label=_("Role"), empty_label=_("All roles"))
    area = django_filters.CharFilter(method="in_area", label=_("Code of an area"))

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def search(self, rows: "QuerySet[User]", name: str, value: str) -> "QuerySet[User]":
        for word in value.split():
            rows = rows.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(username__icontains=word)
                | Q(email__icontains=word)
            )
        return rows

    def with_role(self, rows: "QuerySet[User]", name: str, value: str) -> "QuerySet[User]":
        return rows.filter(pk__in=self._held().filter(role=value).values("user"))

    def in_area(self, rows: "QuerySet[User]", name: str, value: str) -> "QuerySet[User]":
        value = value.strip()
        if not value.isdigit():
            within = Q(area_id=value) | Q(university_id=value) | Q(network_id=value) | Q(agency_id=value)
        else:
            within = prefix_q("area_id", frozenset({value}))
        return rows.filter(pk__in=self._held().filter(within).values("user"))

    def _held(self) -> "QuerySet[Membership]":
        user: Any = getattr(self.request, "user", None)
        found = Membership.objects.valid_on(clock.today())
        # Without a request (a download) the rows themselves are already those the owner may see.
        return found.visible_to(user, to="tambon.view_membership") if user is not None else found


class AllocationFilterSet(django_filters.FilterSet):
    province = django_filters.ModelChoiceFilter(
        queryset=Area.objects.filter(level=Level.PROVINCE).order_by("sort_key"),
        method="in_province",
        label=_("Province"),
        empty_label=_("All provinces"),
    )
    university = django_filters.ModelChoiceFilter(
        queryset=University.objects.order_by("sort_key"), label=_("University"), empty_label=_("All universities")
    )
    on = django_filters.DateFilter(field_name="during", lookup_expr="contains", label=_("On the day"))

    class Meta:
        model = Allocation
        fields = ("university",)

    def in_province(self, rows: "QuerySet[Allocation]", name: str, value: Area) -> "QuerySet[Allocation]":
        return rows.filter(prefix_q("tambon_id", frozenset({value.code})))


class AuditFilterSet(django_filters.FilterSet):
    action = django_filters.ChoiceFilter(
        choices=lambda: sorted(((name, label_of(name)) for name in actions()), key=lambda pair: pair[1]),
        label=_("Action"),
        empty_label=_("All actions"),
    )
    actor = django_filters.CharFilter(lookup_expr="icontains", label=_("Actor"))
    target_model = django_filters.CharFilter(label=_("Kind of row"))
    target_id = django_filters.CharFilter(label=_("Key of the row"))

    class Meta:
        model = AuditEvent
        fields = ("action", "actor", "target_model", "target_id")
