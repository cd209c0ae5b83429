"""The list of money to be paid back."""

from decimal import Decimal
from typing import ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date
from workforce.models import Receivable
from workforce.money_choices import RECEIVABLE_STANDING
from workforce.templatetags.budgets import receivable_pill
from workforce.wording import baht, month_name

_RIGHT = {"td": {"class": "text-end nums"}, "th": {"class": "text-end"}}


class ReceivableTable(Table):
    document_number = django_tables2.Column(verbose_name=_("Letter"), linkify=("receivable-detail", {"pk": A("pk")}))
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    month = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    amount = django_tables2.Column(verbose_name=_("Claimed (baht)"), attrs=_RIGHT)
    left = django_tables2.Column(verbose_name=_("Left (baht)"), attrs=_RIGHT)
    due_on = django_tables2.Column(verbose_name=_("Due"))
    state = django_tables2.Column(verbose_name=_("State"), accessor="standing")

    sortable: ClassVar[dict[str, str]] = {
        "person": "contract__person__sort_key", "amount": "-amount", "due_on": "due_on", "month": "-period__month",
    }  # fmt: skip
    # Why somebody was paid too much is personal: a list that is downloaded holds the figures.
    downloads = (
        Column(_("University (code)"), "contract__university", 14),
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Letter"), "document_number", 20),
        Column(_("Claimed (baht)"), "amount", 14),
        Column(_("Paid back (baht)"), "repaid", 14),
        Column(_("Left (baht)"), "left", 14),
        Column(_("Due"), "due_on", 12),
        Column(_("State"), "standing", 16, labels=RECEIVABLE_STANDING),
    )

    class Meta(Table.Meta):
        model = Receivable
        fields = ("document_number", "person", "month", "amount", "left", "due_on", "state")

    def render_month(self, record: Receivable) -> str:
        return month_name(record.period.month)

    def render_amount(self, value: Decimal) -> str:
        return baht(value)

    def render_left(self, value: Decimal) -> str:
        return baht(value)

    def render_due_on(self, record: Receivable) -> str:
        return thai_date(record.due_on)

    def render_state(self, value: str) -> SafeString:
        return receivable_pill(value)
