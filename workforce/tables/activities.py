"""The list of activities."""

from decimal import Decimal
from typing import ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.selectors.names import short_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, thai_date
from workforce.models import Activity
from workforce.money_choices import ActivityState, Dimension
from workforce.templatetags.budgets import activity_pill
from workforce.wording import baht

_RIGHT = {"td": {"class": "text-end nums"}, "th": {"class": "text-end"}}


class ActivityTable(Table):
    name = django_tables2.Column(verbose_name=_("Activity"), linkify=("activity-detail", {"pk": A("pk")}))
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon__name_th")
    dimension = django_tables2.Column(verbose_name=_("Dimension"))
    starts_on = django_tables2.Column(verbose_name=_("First day"))
    percent = django_tables2.Column(verbose_name=_("Done"), attrs=_RIGHT)
    spent = django_tables2.Column(verbose_name=_("Spent (baht)"), attrs=_RIGHT)
    people = django_tables2.Column(verbose_name=_("Taking part"), attrs=_RIGHT)
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {
        "starts_on": "-starts_on", "tambon": "tambon", "state": "state", "dimension": "dimension"
    }  # fmt: skip
    downloads = (
        Column(_("University (code)"), "university", 12),
        Column(_("Tambon (code)"), "tambon", 12),
        Column(_("Tambon"), "tambon__name_th", 20),
        Column(_("Activity"), "name", 50),
        Column(_("Work package"), "package__name_th", 30),
        Column(_("Dimension"), "dimension", 16, labels=dict(Dimension.choices)),
        Column(_("Product or service"), "product", 30),
        Column(_("First day"), "starts_on", 12),
        Column(_("Last day"), "ends_on", 12),
        Column(_("Planned money (baht)"), "planned_amount", 14),
        Column(_("Spent (baht)"), "spent", 14),
        Column(_("Taking part"), "people", 10),
        Column(_("Done (per cent)"), "percent", 10),
        Column(_("State"), "state", 14, labels=dict(ActivityState.choices)),
    )

    class Meta(Table.Meta):
        model = Activity
        fields = ("name", "tambon", "dimension", "starts_on", "percent", "spent", "people", "state")

    def render_tambon(self, record: Activity) -> str:
        return short_name(record.tambon)

    def render_starts_on(self, record: Activity) -> str:
        return thai_date(record.starts_on)

    def render_percent(self, value: int) -> str:
        return f"{value}%"

    def render_spent(self, value: Decimal) -> str:
        return baht(value)

    def render_people(self, value: int) -> str:
        return number(value)

    def render_state(self, record: Activity) -> SafeString:
        return activity_pill(record)
