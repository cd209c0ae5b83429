"""The list of substitutions."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import StepKind
from workforce.models import Delegation


class DelegationTable(Table):
    holder = django_tables2.Column(verbose_name=_("On leave"), linkify=("delegation-end", {"pk": A("pk")}))
    deputy = django_tables2.Column(verbose_name=_("Stands in"))
    role = django_tables2.Column(verbose_name=_("As"))
    university = django_tables2.Column(verbose_name=_("University"))
    during = django_tables2.Column(verbose_name=_("Days"), orderable=False)
    state = django_tables2.Column(verbose_name=_("State"), accessor="pk", orderable=False)

    sortable: ClassVar[dict[str, str]] = {"id": "-id", "role": "role", "university": "university__sort_key"}
    downloads = (
        Column(_("On leave"), "holder__username", 20),
        Column(_("Stands in"), "deputy__username", 20),
        Column(_("As"), "role", 20, labels=dict(StepKind.choices)),
        Column(_("University"), "university", 12),
        Column(_("First day"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
        Column(_("Ended"), "ended_at", 20),
    )

    class Meta(Table.Meta):
        model = Delegation
        fields = ("holder", "deputy", "role", "university", "during", "state")

    def render_university(self, record: Delegation) -> str:
        return local_name(record.university)

    def render_during(self, record: Delegation) -> str:
        return f"{thai_date(record.first_day)} – {thai_date(record.last_day)}"

    def render_state(self, record: Delegation) -> str:
        """Say whether it counts."""
        if record.ended_at is not None:
            return gettext("Taken back")
        if record.is_over:
            return gettext("Ended by itself")
        return gettext("Counts now") if record.is_in_force else gettext("Begins later")
