"""Filters of sessions, for the page, its downloads and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from workforce.choices import SessionKind, Skill
from workforce.models import Attendance, Session


class SessionFilterSet(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=SessionKind.choices, empty_label=_("All kinds"))
    skill = django_filters.ChoiceFilter(label=_("Skill"), choices=Skill.choices, empty_label=_("All skills"))
    tambon = django_filters.CharFilter(label=_("Tambon code"), field_name="tambon", max_length=6)
    cancelled = django_filters.BooleanFilter(
        label=_("Called off"), field_name="cancelled_at", lookup_expr="isnull", exclude=True, widget=YesOrNo
    )

    class Meta:
        model = Session
        fields: tuple[str, ...] = ()


class AttendanceFilterSet(django_filters.FilterSet):
    session = django_filters.NumberFilter(field_name="session")
    contract = django_filters.NumberFilter(field_name="contract")

    class Meta:
        model = Attendance
        fields: tuple[str, ...] = ()
