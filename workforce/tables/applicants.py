"""Lists of applicants and appeals."""

from typing import Any, ClassVar

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import AppealState, ApplicationState, WorkerType
from workforce.models import Appeal, Application


class ApplicantTable(Table):
    chosen = django_tables2.Column(verbose_name=_("Choose"), accessor="pk")
    number = django_tables2.Column(verbose_name=_("Application no."))
    person = django_tables2.Column(verbose_name=_("Name"))
    worker_type = django_tables2.Column(verbose_name=_("Type of worker"))
    first_choice = django_tables2.Column(verbose_name=_("First choice"))
    second_choice = django_tables2.Column(verbose_name=_("Second choice"))
    documents = django_tables2.Column(verbose_name=_("Documents"), accessor="waiting")
    points = django_tables2.Column(verbose_name=_("Points"), attrs={"td": {"class": "text-end"}})
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"number": "place"}
    # Who screens calls people by these names; to others they are hidden (`sees_names`).
    downloads = (
        Column(_("Application no."), "number"),
        Column(_("Rank or academic title"), "person__rank", 20, is_personal=True),
        Column(_("Title"), "person__title", 10, is_personal=True),
        Column(_("First name"), "person__first_name", 20, is_personal=True),
        Column(_("Surname"), "person__last_name", 20, is_personal=True),
        Column(_("Type of worker"), "worker_type", labels=dict(WorkerType.choices)),
        Column(_("First choice"), "first_choice_id"),
        Column(_("Second choice"), "second_choice_id"),
        Column(_("Points"), "points"),
        Column(_("State"), "state", labels=dict(ApplicationState.choices)),
    )

    class Meta(Table.Meta):
        model = Application
        fields = (
            "chosen", "number", "person", "worker_type", "first_choice", "second_choice", "documents", "points", "state"
        )  # fmt: skip
        row_attrs: ClassVar[dict[str, Any]] = {"data-row": A("pk")}

    def render_chosen(self, record: Application) -> SafeString:
        """Show the box that chooses the row for the form under the list."""
        label = gettext("Choose application %(number)s") % {"number": record.number}
        box = (
            '<input type="checkbox" class="form-check-input" form="screen" name="chosen" value="{}:{}" aria-label="{}">'
        )
        return format_html(box, record.pk, record.version, label)

    def render_number(self, record: Application) -> SafeString:
        """Link to the applicant, who opens beside the list."""
        address = reverse("applicant-detail", args=[record.pk])
        return format_html('<a href="{}" data-open>{}</a>', address, f"{record.number:05d}")

    def render_person(self, record: Application) -> str:
        """Show the name in Thai order."""
        return record.person.full_name

    def render_documents(self, record: Any) -> str:
        """Say how many wait and how many were returned."""
        parts = []
        if record.waiting:
            parts.append(gettext("%(count)s to check") % {"count": record.waiting})
        if record.returned:
            parts.append(gettext("%(count)s returned") % {"count": record.returned})
        return " · ".join(parts) or gettext("Checked")

    def render_first_choice(self, record: Application) -> str:
        """Show the tambon."""
        return local_name(record.first_choice) if record.first_choice else "—"

    def render_second_choice(self, record: Application) -> str:
        """Show the tambon."""
        return local_name(record.second_choice) if record.second_choice else "—"


class AppealTable(Table):
    number = django_tables2.Column(
        verbose_name=_("Application no."), accessor="application__number", linkify=("appeal-answer", {"pk": A("pk")})
    )
    person = django_tables2.Column(verbose_name=_("Name"), accessor="application__person")
    round = django_tables2.Column(verbose_name=_("Round"), accessor="application__round")
    created_at = django_tables2.Column(verbose_name=_("Sent on"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"created_at": "-created_at"}
    downloads = (
        Column(_("Application no."), "application__number"),
        Column(_("Sent on"), "created_at", 20),
        Column(_("State"), "state", labels=dict(AppealState.choices)),
    )

    class Meta(Table.Meta):
        model = Appeal
        fields = ("number", "person", "round", "created_at", "state")

    def render_number(self, value: int) -> str:
        """Write the number as the board has it."""
        return f"{value:05d}"

    def render_person(self, record: Appeal) -> str:
        """Show the name in Thai order."""
        return record.application.person.full_name

    def render_created_at(self, record: Appeal) -> str:
        """Show the day."""
        return thai_date(record.created_at)
