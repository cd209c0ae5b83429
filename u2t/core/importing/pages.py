"""What the pages of every import share: its problems as a list, the state of the work, the decisions, the undo."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import django_filters
import django_tables2
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from u2t.core.errors import DomainError
from u2t.core.exports import Column
from u2t.core.filters import PersonFilter
from u2t.core.importing.issues import kind_of, message_of, remedy_of
from u2t.core.importing.runs import OPEN
from u2t.core.lists import ListSpec, Rows, list_page, register
from u2t.core.models import ImportIssue, ImportRun, RunState, Severity
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, thai_datetime

_NUMBER = {"td": {"class": "text-end"}, "th": {"class": "text-end"}}
_TONES: dict[str, str] = {
    Severity.ERROR: "bad", Severity.WARNING: "warn",
    RunState.STORED: "good", RunState.CHECKED: "info", RunState.REFUSED: "bad", RunState.UNDONE: "warn",
}  # fmt: skip


class RunTable(Table):
    """Files brought in; each app's table adds where a file leads to, and what it was brought for."""

    state = django_tables2.Column(verbose_name=_("State"))
    row_count = django_tables2.Column(verbose_name=_("Rows"), attrs=_NUMBER)
    by = django_tables2.Column(verbose_name=_("By"))
    created_at = django_tables2.Column(verbose_name=_("Brought"))

    class Meta(Table.Meta):
        model = ImportRun
        fields: ClassVar[tuple[str, ...]] = ("state", "row_count", "by", "created_at")

    def render_state(self, record: ImportRun) -> SafeString:
        """Show it as a pill."""
        return format_html(
            '<span class="pill pill-{}">{}</span>', _TONES.get(record.state, "quiet"), record.get_state_display()
        )

    def render_row_count(self, value: int) -> str:
        """Show it as every number."""
        return number(value)

    def render_created_at(self, record: ImportRun) -> str:
        """Show the moment in the reader's calendar."""
        return thai_datetime(record.created_at)


class RunFilterSet(django_filters.FilterSet):
    """Files by how far they have come, and by who brought them."""

    status = django_filters.ChoiceFilter(
        choices=RunState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    by = PersonFilter(label=_("Brought by"), empty_label=_("Everybody"))

    class Meta:
        model = ImportRun
        fields: ClassVar[list[str]] = []


class IssueTable(Table):
    """What is wrong with a file, cell by cell."""

    line = django_tables2.Column(verbose_name=_("Row"), attrs=_NUMBER)
    column = django_tables2.Column(verbose_name=_("Column"))
    value = django_tables2.Column(verbose_name=_("Value"))
    message = django_tables2.Column(verbose_name=_("What is wrong"), empty_values=())
    remedy = django_tables2.Column(verbose_name=_("What to do"), empty_values=())
    severity = django_tables2.Column(verbose_name=_("Severity"))

    # Errors first: they keep rows out, and among many warnings nobody would come to them.
    sortable: ClassVar[dict[str, str]] = {"severity": "severity", "line": "line"}
    downloads = (
        Column(_("Row"), "line"),
        Column(_("Column"), "column", 24),
        Column(_("Value"), "value", 30),
        Column(_("Kind of problem"), "code", 24),
        Column(_("Severity"), "severity", labels=dict(Severity.choices)),
    )

    class Meta(Table.Meta):
        model = ImportIssue
        fields = ("line", "column", "value", "message", "remedy", "severity")

    def render_line(self, value: int) -> str:
        """Show what concerns the file as a whole without a row."""
        return str(value) if value else "–"

    def render_message(self, record: ImportIssue) -> str:
        """Say it in the reader's language."""
        return message_of(record.code, record.values)

    def render_remedy(self, record: ImportIssue) -> str:
        """Say what to do in the reader's language."""
        return remedy_of(record.code, record.values)

    def render_severity(self, record: ImportIssue) -> SafeString:
        """Show it as a pill."""
        tone = _TONES.get(record.severity, "quiet")
        return format_html('<span class="pill pill-{}">{}</span>', tone, record.get_severity_display())


class IssueFilterSet(django_filters.FilterSet):
    """Problems by how much they matter, by kind and by row."""

    severity = django_filters.ChoiceFilter(
        choices=Severity.choices, label=_("Severity"), empty_label=_("All severities")
    )
    code = django_filters.CharFilter(label=_("Kind of problem"))
    line = django_filters.NumberFilter(label=_("Row"))

    class Meta:
        model = ImportIssue
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds that are there; nobody can know their codes."""
        super().__init__(*args, **kwargs)
        found = sorted(self.queryset.order_by().values_list("code", flat=True).distinct())
        self.filters["code"].extra["widget"] = forms.Select(
            choices=[("", _("All kinds")), *((code, kind_of(code)) for code in found)]
        )


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


def issue_list(name: str, rows: Rows) -> ListSpec:
    """Make the problems of imports a list of its own name; `rows(user, run)` are those of one run."""
    return register(
        ListSpec(
            name=name,
            title=_("Problems found"),
            table=IssueTable,
            rows=rows,
            filterset=IssueFilterSet,
            empty=_("Nothing is wrong with this file."),
        )
    )


def run_page(
    request: HttpRequest,
    run: ImportRun,
    issues: ListSpec,
    *,
    template: str,
    may_change: bool,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show where a run stands, what its check found, and what may be done with it."""
    job = run.job
    shown = {
        "run": run,
        "job": job if job and not job.has_ended else None,
        "failure": job.error if job else "",
        "may_store": may_change and run.state == RunState.CHECKED,
        "may_give_up": may_change and run.state in OPEN,
        "may_undo": may_change and run.state == RunState.STORED,
        "storable": run.row_count - run.skipped_count,
        **context,
    }
    return list_page(request, issues, arguments={"run": str(run.pk)}, template=template, context=shown)


def decide(request: HttpRequest, act: Callable[[], ImportRun], *, to: str, done: str = "") -> HttpResponse:
    """Do what a button of the page asks for, and go back to it; a refusal stands at its top.

    What a worker does meanwhile is shown by the page itself.
    """
    try:
        run = act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if run.job is None or run.job.has_ended:
            messages.success(request, done)
    return redirect(to)


def undo_page(
    request: HttpRequest, undo: Callable[[str], object], *, back: str, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """Show what an undo will change, ask for the reason, and do it."""
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            undo(form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Undone. The figures follow within seconds."))
            return redirect(back)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, "back": back, **context}, status=status)
