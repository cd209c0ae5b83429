"""The list of programmes."""

from typing import ClassVar

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tambon.models import Programme
from tambon.permissions import Can
from u2t.core.access import reach
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date


class ProgrammeTable(Table):
    short_th = django_tables2.Column(verbose_name=_("Short name"))
    name = django_tables2.Column(verbose_name=_("Name"), accessor="name_th")
    code = django_tables2.Column(verbose_name=_("Code"))
    starts_on = django_tables2.Column(verbose_name=_("First day"))
    ends_on = django_tables2.Column(verbose_name=_("Last day"))

    sortable: ClassVar[dict[str, str]] = {"starts_on": "-starts_on", "code": "code"}
    downloads = (
        Column(_("Code"), "code", 12),
        Column(_("Short name"), "short_th", 20),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Name (English)"), "name_en", 40),
        Column(_("First day"), "starts_on", 12),
        Column(_("Last day"), "ends_on", 12),
    )

    class Meta(Table.Meta):
        model = Programme
        fields = ("short_th", "name", "code", "starts_on", "ends_on")

    def render_short_th(self, value: str, record: Programme) -> str:
        """Lead to the edit page those who may edit."""
        if not reach(self.request.user, Can.CHANGE_PROGRAMME):
            return value
        return format_html('<a href="{}">{}</a>', reverse("programme-edit", args=[record.pk]), value)

    def render_name(self, record: Programme) -> str:
        return local_name(record)

    def render_starts_on(self, record: Programme) -> str:
        return thai_date(record.starts_on)

    def render_ends_on(self, record: Programme) -> str:
        return thai_date(record.ends_on)
