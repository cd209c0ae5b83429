"""Filters of memberships, invitations and grants."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.models import GrantTerm, Invitation, Membership
from u2t.core.access import prefix_q, roles
from u2t.core.filters import KeyFilter


def role_choices() -> list[tuple[str, str]]:
    """Return the roles as a form offers them."""
    return [(role.code, str(role.name)) for role in roles().values()]


class MembershipFilterSet(django_filters.FilterSet):
    user = KeyFilter(label=_("Number of the person"), field_name="user_id")
    role = django_filters.ChoiceFilter(choices=role_choices, label=_("Role"))
    area = django_filters.CharFilter(method="in_area", label=_("Code of an area"), max_length=60)
    on = django_filters.DateFilter(field_name="during", lookup_expr="contains", label=_("On the day"))

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def in_area(self, rows: "QuerySet[Membership]", _name: str, value: str) -> "QuerySet[Membership]":
        return rows.filter(held_in_q(value))


class InvitationFilterSet(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(choices=role_choices, label=_("Role"), field_name="membership__role")
    # Not a BooleanFilter: it takes a value it does not know for "any".
    accepted = django_filters.ChoiceFilter(
        label=_("Accepted"), choices=[("false", _("No")), ("true", _("Yes"))], method="whether_accepted"
    )

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ()

    def whether_accepted(self, rows: "QuerySet[Invitation]", _name: str, value: str) -> "QuerySet[Invitation]":
        return rows.filter(accepted_at__isnull=value == "false")


class GrantFilterSet(django_filters.FilterSet):
    user = KeyFilter(label=_("Number of the person"), field_name="user_id")
    permission = django_filters.CharFilter(label=_("Permission"))
    target_id = django_filters.CharFilter(label=_("Key of the row"))

    class Meta:
        model = GrantTerm
        fields: tuple[str, ...] = ()


def held_in_q(text: str) -> Q:
    """Match memberships of an area (and of those below it), a university, a network or an agency."""
    code: Any = text.strip()
    if code.isascii() and code.isdigit():
        return prefix_q("area_id", frozenset({code}))
    return Q(area_id=code) | Q(university_id=code) | Q(network_id=code) | Q(agency_id=code)
