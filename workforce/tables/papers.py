"""Lists of papers."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import PaperKind, PaperState
from workforce.models import Paper


class PaperTable(Table):
    number = django_tables2.Column(verbose_name=_("Paper number"), linkify=("paper-detail", {"pk": A("pk")}))
    kind = django_tables2.Column(verbose_name=_("Paper"))
    about = django_tables2.Column(verbose_name=_("What it is about"), accessor="pk", empty_values=())
    state = django_tables2.Column(verbose_name=_("State"))
    issued_at = django_tables2.Column(verbose_name=_("Issued on"))

    sortable: ClassVar[dict[str, str]] = {"issued_at": "-issued_at", "kind": "kind"}
    # No names: a list of papers is downloaded without what is personal.
    downloads = (
        Column(_("Paper number"), "number"),
        Column(_("Paper"), "kind", 24, labels=dict(PaperKind.choices)),
        Column(_("University code"), "university_id"),
        Column(_("Contract"), "contract__number"),
        Column(_("State"), "state", labels=dict(PaperState.choices)),
        Column(_("Issued on"), "issued_at", 20),
    )

    class Meta(Table.Meta):
        model = Paper
        fields = ("number", "kind", "about", "state", "issued_at")

    def render_about(self, record: Paper) -> str:
        """Name the person or tambon the paper is about."""
        if record.contract is not None:
            return record.contract.person.full_name
        return record.handover.tambon.name_th if record.handover is not None else record.title

    def render_issued_at(self, record: Paper) -> str:
        """Show the day."""
        return thai_date(record.issued_at)
