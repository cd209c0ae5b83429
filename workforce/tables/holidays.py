"""Lists of holidays."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.day_choices import HolidayKind, Office
from workforce.models import Holiday


class HolidayTable(Table):
    day = django_tables2.Column(verbose_name=_("Day"), linkify=("holiday-detail", {"pk": A("pk")}))
    name_th = django_tables2.Column(verbose_name=_("Holiday"))
    kind = django_tables2.Column(verbose_name=_("Kind"))
    where = django_tables2.Column(verbose_name=_("Where"), accessor="pk", empty_values=(), orderable=False)
    offices = django_tables2.Column(verbose_name=_("For"))
    stands = django_tables2.Column(verbose_name=_("State"), accessor="pk", empty_values=(), orderable=False)

    sortable: ClassVar[dict[str, str]] = {"day": "-day", "name_th": "name_th"}
    downloads = (
        Column(_("Day"), "day", 12),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Name (English)"), "name_en", 40),
        Column(_("Kind"), "kind", 20, labels=dict(HolidayKind.choices)),
        Column(_("For"), "offices", 20, labels=dict(Office.choices)),
        Column(_("Area code"), "area_id", 16),
        Column(_("University code"), "university_id", 12),
        Column(pgettext_lazy("of an office", "Order"), "reference", 40),
        Column(_("Moved or called off"), "ended_at", 20),
        Column(_("Reason"), "end_reason", 40),
    )

    class Meta(Table.Meta):
        model = Holiday
        fields = ("day", "name_th", "kind", "where", "offices", "stands")

    def render_day(self, record: Holiday) -> str:
        return thai_date(record.day)

    def render_name_th(self, record: Holiday) -> str:
        return local_name(record)

    def render_where(self, record: Holiday) -> str:
        """Name the university that closes, else the area, else the whole country."""
        there = record.university or record.area
        return local_name(there) if there else gettext("The whole country")

    def render_stands(self, record: Holiday) -> str:
        """Say whether it stands, where it went, or that it was called off."""
        if record.ended_at is None:
            return gettext("Stands")
        moved = getattr(record, "replaced_by", None)
        return gettext("Moved to %(day)s") % {"day": thai_date(moved.day)} if moved else gettext("Called off")
