"""The list of problems."""

from typing import ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ProblemKind, ProblemOwner, ProblemState
from workforce.models import ProblemItem
from workforce.templatetags.months import problem_pill
from workforce.wording import month_name

_SHOWN = 90


class ProblemTable(Table):
    text = django_tables2.Column(
        verbose_name=_("In the worker's words"), linkify=("problemitem-detail", {"pk": A("pk")})
    )
    kind = django_tables2.Column(verbose_name=_("Kind"))
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon_name")
    month = django_tables2.Column(verbose_name=_("Month"), accessor="report__period__month")
    owner = django_tables2.Column(verbose_name=_("Who answers"))
    due_on = django_tables2.Column(verbose_name=_("Due"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"due_on": "urgent_on", "month": "-report__period__month", "state": "state"}
    # What was written is personal: a list that is downloaded counts, it does not tell.
    downloads = (
        Column(_("Contract"), "report__contract__number", 14),
        Column(_("Month"), "report__period__month", 12),
        Column(_("Tambon (code)"), "tambon_code", 12),
        Column(_("Tambon"), "tambon_name", 24),
        Column(_("Kind"), "kind", 14, labels=dict(ProblemKind.choices)),
        Column(_("Who answers"), "owner", 24, labels=dict(ProblemOwner.choices)),
        Column(_("State"), "state", 18, labels=dict(ProblemState.choices)),
        Column(_("Due"), "due_on", 12),
    )

    class Meta(Table.Meta):
        model = ProblemItem
        fields = ("text", "kind", "tambon", "month", "owner", "due_on", "state")

    def render_text(self, record: ProblemItem) -> str:
        return Truncator(record.text).chars(_SHOWN)

    def render_month(self, record: ProblemItem) -> str:
        return month_name(record.report.period.month)

    def render_due_on(self, record: ProblemItem) -> str:
        return thai_date(record.due_on)

    def render_state(self, record: ProblemItem) -> SafeString:
        return problem_pill(record)
