"""Lists of money: instalments and receipts."""

from decimal import Decimal
from typing import Any, ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.models import Instalment, Spending
from workforce.money_choices import BUDGET_STANDING
from workforce.templatetags.budgets import instalment_pill, spending_pill
from workforce.wording import baht

_RIGHT = {"td": {"class": "text-end nums"}, "th": {"class": "text-end"}}


class InstalmentTable(Table):
    number = django_tables2.Column(verbose_name=_("Instalment"), linkify=("instalment-detail", {"pk": A("pk")}))
    university = django_tables2.Column(verbose_name=_("University"))
    letter = django_tables2.Column(verbose_name=_("Letter"), accessor="letter_number")
    amount = django_tables2.Column(verbose_name=_("Allotted (baht)"), attrs=_RIGHT)
    received_on = django_tables2.Column(verbose_name=_("Received on"))
    returned = django_tables2.Column(verbose_name=_("Returned (baht)"), attrs=_RIGHT)
    state = django_tables2.Column(verbose_name=_("State"), accessor="standing")

    sortable: ClassVar[dict[str, str]] = {"letter": "-letter_on", "amount": "-amount", "number": "number"}
    downloads = (
        Column(_("Programme"), "programme", 12),
        Column(_("University (code)"), "university", 12),
        Column(_("University"), "university__name_th", 30),
        Column(_("Instalment"), "number", 8),
        Column(_("Letter number"), "letter_number", 20),
        Column(_("Date of the letter"), "letter_on", 12),
        Column(_("Source of the money"), "fund_source", 30),
        Column(_("Allotted (baht)"), "amount", 16),
        Column(_("Received on"), "received_on", 12),
        Column(_("Returned (baht)"), "returned", 16),
        Column(_("State"), "standing", 14, labels=BUDGET_STANDING),
    )

    class Meta(Table.Meta):
        model = Instalment
        fields = ("number", "university", "letter", "amount", "received_on", "returned", "state")

    def render_number(self, record: Instalment) -> str:
        return str(_("Instalment %(number)s of %(programme)s")) % {
            "number": record.number, "programme": record.programme.short_th
        }  # fmt: skip

    def render_university(self, record: Instalment) -> str:
        return local_name(record.university)

    def render_letter(self, record: Instalment) -> str:
        return f"{record.letter_number} · {thai_date(record.letter_on)}"

    def render_amount(self, value: Decimal) -> str:
        return baht(value)

    def render_received_on(self, value: Any) -> str:
        return thai_date(value)

    def render_returned(self, value: Decimal) -> str:
        return baht(value)

    def render_state(self, value: str) -> SafeString:
        return instalment_pill(value)


class SpendingTable(Table):
    spent_on = django_tables2.Column(verbose_name=_("Date"))
    about = django_tables2.Column(verbose_name=_("For what"), linkify=("spending-detail", {"pk": A("pk")}))
    payee = django_tables2.Column(verbose_name=_("Paid to"))
    document_number = django_tables2.Column(verbose_name=_("Receipt"))
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="line__tambon__name_th")
    category = django_tables2.Column(verbose_name=_("Category"), accessor="line__category")
    amount = django_tables2.Column(verbose_name=_("Amount (baht)"), attrs=_RIGHT)
    state = django_tables2.Column(verbose_name=_("State"), accessor="pk")

    sortable: ClassVar[dict[str, str]] = {"spent_on": "-spent_on", "amount": "-amount", "tambon": "line__tambon"}
    # To whom was paid is personal: the list that is downloaded has the number of the receipt instead.
    downloads = (
        Column(_("Date"), "spent_on", 12),
        Column(_("Receipt"), "document_number", 18),
        Column(_("University (code)"), "line__university", 12),
        Column(_("Tambon (code)"), "line__tambon", 12),
        Column(_("Tambon"), "line__tambon__name_th", 24),
        Column(_("Category"), "line__category__name_th", 18),
        Column(_("Activity"), "activity__name", 40),
        Column(_("Amount (baht)"), "amount", 16),
        Column(_("Cancelled"), "cancelled_at", 20),
    )

    class Meta(Table.Meta):
        model = Spending
        fields = ("spent_on", "about", "payee", "document_number", "tambon", "category", "amount", "state")

    def render_spent_on(self, record: Spending) -> str:
        return thai_date(record.spent_on)

    def render_category(self, record: Spending) -> str:
        return local_name(record.line.category)

    def render_amount(self, value: Decimal) -> str:
        return baht(value)

    def render_state(self, record: Spending) -> SafeString:
        return spending_pill(record)
