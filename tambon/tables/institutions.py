"""Lists of networks, of who leads a province, and of local governments."""

from typing import ClassVar

import django_tables2
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.choices import LocalGovernmentKind
from tambon.models import LocalGovernment, Network, ProvinceLead
from tambon.permissions import Can
from tambon.selectors.names import full_name, government_name
from tambon.templatetags.people import days
from u2t.core.access import reach
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name

_NUMBER = {"td": {"class": "text-end"}, "th": {"class": "text-end"}}


class NetworkTable(Table):
    name = django_tables2.Column(
        verbose_name=_("Network"), accessor="name_th", linkify=("network-dashboard", {"code": A("code")})
    )
    code = django_tables2.Column(verbose_name=_("Code"))
    lead = django_tables2.Column(verbose_name=_("University that leads it"))
    university_count = django_tables2.Column(verbose_name=_("Universities"), attrs=_NUMBER)

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "code": "code"}
    downloads = (
        Column(_("Code"), "code", 16),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Name (English)"), "name_en", 40),
        Column(_("University that leads it"), "lead_id", 16),
        Column(_("Universities"), "university_count"),
    )

    class Meta(Table.Meta):
        model = Network
        fields = ("name", "code", "lead", "university_count")

    def render_name(self, record: Network) -> str:
        """Name it in the reader's language."""
        return local_name(record)

    def render_code(self, value: str) -> str:
        """Lead to the edit page those who may edit."""
        if not reach(self.request.user, Can.CHANGE_UNIVERSITY):
            return value
        return format_html('<a href="{}">{}</a>', reverse("network-edit", args=[value]), value)

    def render_lead(self, value: Model) -> str:
        """Name the university in the reader's language."""
        return local_name(value)


class LeadTable(Table):
    province = django_tables2.Column(verbose_name=_("Province"), linkify=("area-dashboard", {"code": A("province_id")}))
    university = django_tables2.Column(
        verbose_name=_("University"), linkify=("university-detail", {"code": A("university_id")})
    )
    during = django_tables2.Column(verbose_name=_("Days"))

    sortable: ClassVar[dict[str, str]] = {"province": "province__sort_key", "university": "university__sort_key"}
    downloads = (
        Column(_("Code"), "province_id", 8),
        Column(_("Province"), "province__name_th", 24),
        Column(_("University code"), "university_id", 14),
        Column(_("University"), "university__name_th", 40),
        Column(_("From"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
    )

    class Meta(Table.Meta):
        model = ProvinceLead
        fields = ("province", "university", "during")

    def render_province(self, value: Model) -> str:
        """Name it in the reader's language."""
        return local_name(value)

    render_university = render_province

    def render_during(self, record: ProvinceLead) -> str:
        """Show first and last day; lead to the end of it those who may end it."""
        shown = days(record.during)
        if record.during.upper is not None or not reach(self.request.user, Can.CHANGE_UNIVERSITY):
            return shown
        return format_html('<a href="{}">{}</a>', reverse("lead-end", args=[record.pk]), shown)


class LocalGovernmentTable(Table):
    name = django_tables2.Column(
        verbose_name=_("Local government"), accessor="name_th", linkify=("localgovernment-detail", {"code": A("code")})
    )
    code = django_tables2.Column(verbose_name=_("Code"))
    kind = django_tables2.Column(verbose_name=_("Kind"))
    amphoe = django_tables2.Column(verbose_name=_("Amphoe"))

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "code": "code", "amphoe": "amphoe_id"}
    downloads = (
        Column(_("Code"), "code", 12),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Kind"), "kind", 30, labels=dict(LocalGovernmentKind.choices)),
        Column(_("Code of the amphoe"), "amphoe_id", 10),
        Column(_("Amphoe"), "amphoe__name_th", 24),
        Column(_("Province"), "amphoe__parent__name_th", 24),
    )

    class Meta(Table.Meta):
        model = LocalGovernment
        fields = ("name", "code", "kind", "amphoe")

    def render_name(self, record: LocalGovernment) -> str:
        """Name it with the short form of its kind."""
        return government_name(record.name_th, getattr(record, "kind", None))

    def render_kind(self, value: str) -> str:
        """Say what kind it is today."""
        return str(LocalGovernmentKind(value).label)

    def render_amphoe(self, record: LocalGovernment) -> str:
        """Name the amphoe with its province."""
        return full_name(record.amphoe)
