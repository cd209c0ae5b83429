"""The list of headings that somebody explained."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.models import HeadingSet
from datasets.tables.pills import NUMBER
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, thai_datetime


class HeadingSetTable(Table):
    headings = django_tables2.Column(
        verbose_name=_("Headings"), accessor="pk", orderable=False,
        linkify=("headingset-detail", {"code": A("dataset_id"), "pk": A("pk")}),
    )  # fmt: skip
    count = django_tables2.Column(verbose_name=_("Columns"), accessor="taken", attrs=NUMBER, orderable=False)
    by = django_tables2.Column(verbose_name=_("By"), orderable=False)
    at = django_tables2.Column(verbose_name=_("From"))

    sortable: ClassVar[dict[str, str]] = {"at": "-at"}
    downloads = (
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Headings"), "taken", 80),
        Column(_("From"), "at", 20),
    )

    class Meta(Table.Meta):
        model = HeadingSet
        fields = ("headings", "count", "by", "at")
        sequence = ("headings", "count", "by", "at")

    def render_headings(self, record: HeadingSet) -> str:
        return str(record)

    def render_count(self, record: HeadingSet) -> str:
        return number(len(record.taken))

    def render_at(self, record: HeadingSet) -> str:
        return thai_datetime(record.at)
