"""The list of assignments."""

from typing import ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from workforce.models import Assignment
from workforce.templatetags.months import assignment_pill
from workforce.wording import month_name


class AssignmentTable(Table):
    period = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    person = django_tables2.Column(
        verbose_name=_("Name"), accessor="contract__person", linkify=("assignment-detail", {"pk": A("pk")})
    )
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon_name", orderable=False)
    tasks = django_tables2.Column(verbose_name=_("Tasks"), accessor="task_count", orderable=False)
    state = django_tables2.Column(verbose_name=_("State"), accessor="pk", orderable=False)

    sortable: ClassVar[dict[str, str]] = {
        "id": "-id", "person": "contract__person__sort_key", "period": "period__month"
    }  # fmt: skip
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Tambon"), "tambon_name", 20),
        Column(_("Tasks"), "task_count", 10),
        Column(_("Assigned"), "given_at", 20),
        Column(_("Acknowledged"), "acknowledged_at", 20),
    )

    class Meta(Table.Meta):
        model = Assignment
        fields = ("period", "person", "tambon", "tasks", "state")

    def render_period(self, record: Assignment) -> str:
        return month_name(record.period.month)

    def render_state(self, record: Assignment) -> SafeString:
        return assignment_pill(record)
