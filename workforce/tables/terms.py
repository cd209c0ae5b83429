"""The list of versions of the rules."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import TermsState
from workforce.models import Terms


class TermsTable(Table):
    programme = django_tables2.Column(
        verbose_name=_("Programme"), accessor="programme__short_th", linkify=("terms-detail", {"pk": A("pk")})
    )
    university = django_tables2.Column(verbose_name=_("Whose rules"), accessor="university_id", empty_values=())
    version = django_tables2.Column(verbose_name=pgettext_lazy("rules", "Version"))
    state = django_tables2.Column(verbose_name=_("State"))
    in_force_at = django_tables2.Column(verbose_name=_("In force from"))
    work = django_tables2.Column(verbose_name=_("Work"), accessor="work_starts_on")

    sortable: ClassVar[dict[str, str]] = {"programme": "-programme__starts_on", "in_force_at": "-in_force_at"}
    downloads = (
        Column(_("Programme"), "programme_id", 12),
        Column(_("University code"), "university_id", 14),
        Column(pgettext_lazy("rules", "Version"), "version", 8),
        Column(_("State"), "state", 14, labels=dict(TermsState.choices)),
        Column(_("In force from"), "in_force_at", 20),
        Column(_("First day of work"), "work_starts_on", 12),
        Column(_("Last day of work"), "work_ends_on", 12),
        Column(_("Source"), "source", 60),
    )

    class Meta(Table.Meta):
        model = Terms
        fields = ("programme", "university", "version", "state", "in_force_at", "work")

    def render_university(self, record: Terms) -> str:
        return local_name(record.university) if record.university else gettext("Of the nation")

    def render_in_force_at(self, record: Terms) -> str:
        return thai_date(record.in_force_at)

    def render_work(self, record: Terms) -> str:
        return f"{thai_date(record.work_starts_on)} – {thai_date(record.work_ends_on)}"
