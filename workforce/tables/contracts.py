"""Lists of contracts and of imports of people."""

from typing import Any, ClassVar

import django_tables2
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.importing.pages import RunTable
from u2t.core.models import RunState
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, thai_date
from workforce.choices import ContractState, WorkerType
from workforce.models import Contract
from workforce.selectors.staffing import may_open_tambons
from workforce.templatetags.workforce import last_day, state_pill


def _tambon_url(record: Any, table: Any) -> str | None:
    """Return the page of a tambon's people for whom that is open."""
    if not record.tambon_code or not may_open_tambons(table.request.user):
        return None
    return reverse("tambon-staffing", args=[record.tambon_code])


class ContractTable(Table):
    number = django_tables2.Column(verbose_name=_("Contract"), linkify=("contract-detail", {"pk": A("pk")}))
    person = django_tables2.Column(verbose_name=_("Name"), linkify=("person-detail", {"pk": A("person_id")}))
    worker_type = django_tables2.Column(verbose_name=_("Type of worker"))
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon_name", linkify=_tambon_url)
    agency = django_tables2.Column(verbose_name=_("Agency"), accessor="agency_name")
    during = django_tables2.Column(verbose_name=_("Days"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"person": "person__sort_key", "number": "-pk", "state": "state"}
    # No names and no IDs: what is personal is not downloaded with a list.
    downloads = (
        Column(_("Contract"), "number", 14),
        Column(_("Person (number)"), "person_id", 14),
        Column(_("University"), "university__name_th", 40),
        Column(_("Programme"), "programme_id", 12),
        Column(_("Type of worker"), "worker_type", 14, labels=dict(WorkerType.choices)),
        Column(_("Tambon (code)"), "tambon_code", 12),
        Column(_("Tambon"), "tambon_name", 24),
        Column(_("Agency"), "agency_name", 36),
        Column(_("First day"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
        Column(_("Baht a month"), "monthly_wage", 14),
        Column(_("State"), "state", 14, labels=dict(ContractState.choices)),
        Column(_("Signed on"), "signed_on", 12),
    )

    class Meta(Table.Meta):
        model = Contract
        fields = ("number", "person", "worker_type", "tambon", "agency", "during", "state")

    def render_person(self, record: Contract) -> str:
        return str(record.person)

    def render_during(self, record: Contract) -> str:
        if record.during.isempty:
            return "–"
        return f"{thai_date(record.during.lower)} – {thai_date(last_day(record.during))}"

    def render_state(self, record: Contract) -> SafeString:
        return state_pill(record)


class WorkforceRunTable(RunTable):
    name = django_tables2.Column(verbose_name=_("File"), linkify=("workforce-import-detail", {"pk": A("pk")}))
    subject = django_tables2.Column(verbose_name=_("University and programme"))
    created_count = django_tables2.Column(verbose_name=_("Contracts stored"))

    sortable: ClassVar[dict[str, str]] = {"created_at": "-pk", "state": "state"}
    downloads = (
        Column(_("Number"), "pk"),
        Column(_("State"), "state", labels=dict(RunState.choices)),
        Column(_("Rows"), "row_count"),
        Column(_("Contracts stored"), "created_count"),
        Column(_("Left out"), "skipped_count"),
        Column(_("Brought"), "created_at", 20),
    )

    class Meta(RunTable.Meta):
        fields = ("name", "subject", "state", "row_count", "created_count", "by", "created_at")

    def render_subject(self, value: str) -> str:
        return " · ".join(value.split(":")[1:])

    def render_created_count(self, value: int) -> str:
        return number(value)
