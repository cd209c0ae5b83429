"""Filters of people, allocations and the audit trail."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.filters.memberships import held_in_q, role_choices
from tambon.models import Allocation, Area, Membership, University, User
from tambon.presenters import actions, label_of
from tambon.words import KINDS
from u2t.core import clock
from u2t.core.access import prefix_q
from u2t.core.filters import NamedFilter
from u2t.core.models import AuditEvent
from u2t.core.text import normalise


class UserFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Name, username or e-mail"))
    role = django_filters.ChoiceFilter(
        method="with_role", choices=role_choices, label=_("Role"), empty_label=_("All roles")
    )
    area = django_filters.CharFilter(method="in_area", label=_("Code of an area"), max_length=60)

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def search(self, rows: "QuerySet[User]", name: str, value: str) -> "QuerySet[User]":
        for word in normalise(value).split():
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
        return rows.filter(pk__in=self._held().filter(held_in_q(value)).values("user"))

    def _held(self) -> "QuerySet[Membership]":
        user: Any = getattr(self.request, "user", None)
        found = Membership.objects.valid_on(clock.today())
        # Without a request (a download) the rows themselves are already those the owner may see.
        return found.visible_to(user, to="tambon.view_membership") if user is not None else found


class AllocationFilterSet(django_filters.FilterSet):
    province = NamedFilter(
        queryset=Area.objects.filter(level=Level.PROVINCE).order_by("sort_key"),
        method="in_province",
        label=_("Province"),
        empty_label=_("All provinces"),
    )
    university = NamedFilter(
        queryset=University.objects.order_by("sort_key"), label=_("University"), empty_label=_("All universities")
    )
    on = django_filters.DateFilter(
        field_name="during", lookup_expr="contains", label=_("On the day"), widget=DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Allocation
        fields = ("university",)

    def in_province(self, rows: "QuerySet[Allocation]", name: str, value: Area) -> "QuerySet[Allocation]":
        return rows.filter(prefix_q("tambon_id", frozenset({value.code})))


class AllocationApiFilterSet(AllocationFilterSet):
    programme = django_filters.CharFilter(field_name="programme_id")
    tambon = django_filters.CharFilter(field_name="tambon_id")


class AuditFilterSet(django_filters.FilterSet):
    action = django_filters.ChoiceFilter(
        choices=lambda: sorted(((name, label_of(name)) for name in actions()), key=lambda pair: pair[1]),
        label=_("Action"),
        empty_label=_("All actions"),
    )
    actor = django_filters.CharFilter(lookup_expr="icontains", label=_("Actor"))
    target_model = django_filters.ChoiceFilter(
        choices=lambda: sorted(((name, str(label)) for name, label in KINDS.items()), key=lambda pair: pair[1]),
        label=_("Kind of row"),
        empty_label=_("All kinds"),
    )
    target_id = django_filters.CharFilter(label=_("Key of the row"))

    class Meta:
        model = AuditEvent
        fields = ("action", "actor", "target_model", "target_id")
