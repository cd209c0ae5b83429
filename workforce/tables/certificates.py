"""Lists of certificates of tax withheld."""

from typing import Any, ClassVar

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date
from workforce.models import TaxCertificate
from workforce.pay_choices import CertificateState
from workforce.wording import baht


class TaxCertificateTable(Table):
    number = django_tables2.Column(
        verbose_name=_("Number"), accessor="shown_number", linkify=("taxcertificate-detail", {"pk": A("pk")})
    )
    person = django_tables2.Column(verbose_name=_("Name"), accessor="person")
    gross = django_tables2.Column(verbose_name=_("Paid in the year"))
    withheld = django_tables2.Column(verbose_name=_("Tax withheld"))
    state = django_tables2.Column(verbose_name=_("State"))
    issued_at = django_tables2.Column(verbose_name=_("Issued on"))

    sortable: ClassVar[dict[str, str]] = {"issued_at": "-issued_at", "person": "person__sort_key"}
    downloads = (
        Column(_("University"), "university_id", 14),
        Column(_("Tax year"), "year", 10),
        Column(_("Number"), "number", 10),
        Column(_("Paid in the year"), "gross", 16),
        Column(_("Tax withheld"), "withheld", 14),
        Column(_("State"), "state", 12, labels=dict(CertificateState.choices)),
        Column(_("Paid in the year by now"), "gross_now", 16),
        Column(_("Tax withheld by now"), "withheld_now", 14),
        Column(_("Issued on"), "issued_at", 20),
    )

    class Meta(Table.Meta):
        model = TaxCertificate
        fields = ("number", "person", "gross", "withheld", "state", "issued_at")

    def render_gross(self, record: TaxCertificate) -> str:
        return baht(record.gross)

    def render_withheld(self, record: TaxCertificate) -> str:
        return baht(record.withheld)

    def render_state(self, record: Any) -> SafeString | str:
        said = record.get_state_display()
        if not record.differs:
            return str(said)
        return format_html('{} <span class="pill pill-warn">{}</span>', said, _("No longer agrees with the payments"))

    def render_issued_at(self, record: TaxCertificate) -> str:
        return thai_date(record.issued_at)
