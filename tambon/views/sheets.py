"""The pages of spreadsheets that are stored whole: bring, check, decide, undo; each kind says what is its own."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.choices import InstitutionList
from tambon.filters.sheets import AllocationImportFilterSet, InstitutionImportFilterSet
from tambon.forms.sheets import AllocationSheetForm, InstitutionSheetForm, StoreForm
from tambon.importing import sheets as intake
from tambon.models import Programme, User
from tambon.permissions import Can
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS
from tambon.services.institution_imports import INSTITUTIONS
from tambon.services.sheets import Decision, Sheet
from tambon.tables.sheets import AllocationRunTable, InstitutionRunTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import reach, require
from u2t.core.importing.pages import decide, issue_list, run_page, undo_page
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun
from u2t.core.permissions import Can as Core

_SHOWN = 20


class SheetPages:
    """The pages of one kind of spreadsheet; a subclass names them, and says what stands on them."""

    sheet: ClassVar[Sheet]
    runs: ClassVar[ListSpec]
    issues: ClassVar[ListSpec]
    #: The form that brings a file, where it needs to know nothing else.
    bring_name: ClassVar[str] = ""
    list_name: ClassVar[str]
    run_name: ClassVar[str]
    undo_name: ClassVar[str]

    def may_list(self, user: User) -> bool:
        """Tell who may open the list of imports; which of them one sees is another question."""
        raise NotImplementedError

    def home(self, run: ImportRun | None) -> dict[str, str]:
        """Return the page that the breadcrumb begins with."""
        raise NotImplementedError

    def shown(self, run: ImportRun) -> dict[str, Any]:
        """Return what the page of a run shows besides what it shows of every run."""
        raise NotImplementedError

    def urls(self, prefix: str) -> list[URLPattern]:
        """Return the addresses of the pages."""
        run, both = f"{prefix}<int:pk>/", require_http_methods(["GET", "POST"])
        return [
            path(prefix, login_required(require_GET(self.run_list)), name=self.list_name),
            path(run, login_required(require_GET(self.run_detail)), name=self.run_name),
            path(f"{run}store/", login_required(require_POST(self.run_store)), name=f"{self.run_name}-store"),
            path(f"{run}give-up/", login_required(require_POST(self.run_give_up)), name=f"{self.run_name}-give-up"),
            path(f"{run}undo/", login_required(both(self.run_undo)), name=self.undo_name),
        ]

    def run_list(self, request: HttpRequest) -> HttpResponse:
        """List the files that were brought in."""
        user = actor(request)
        if not self.may_list(user):
            raise PermissionDenied
        brings = self.bring_name and reach(user, self.sheet.permission)
        context = {"home": self.home(None), "bring": reverse(self.bring_name) if brings else ""}
        return list_page(request, self.runs, template="tambon/sheet_list.html", context=context)

    def run_detail(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where a run stands and what may be decided."""
        user, run = self._one(request, pk)
        pages = {"store_page": f"{self.run_name}-store", "give_up_page": f"{self.run_name}-give-up"}
        context = {"store": StoreForm(), "store_form": "tambon/_sheet_store.html", "undo_page": self.undo_name}
        return run_page(
            request, run, self.issues, template="tambon/sheet_run.html",
            may_change=bool(reach(user, self.sheet.permission)),
            context=context | pages | self._trail(run) | self.shown(run),
        )  # fmt: skip

    def run_store(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the rows stored."""
        user, run = self._changed(request, pk)
        form = StoreForm(request.POST)
        form.is_valid()
        decision = Decision(**form.cleaned_data)
        return decide(
            request,
            lambda: sheets.queue_store(sheet=self.sheet, run=run, decision=decision, by=user),
            to=reverse(self.run_name, args=[pk]),
        )

    def run_give_up(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drop what is not stored."""
        user, run = self._changed(request, pk)
        return decide(
            request,
            lambda: sheets.give_up(sheet=self.sheet, run=run, by=user),
            done=_("Given up. Nothing was stored."),
            to=reverse(self.run_name, args=[pk]),
        )

    def run_undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what an undo does, ask for the reason, do it."""
        user, run = self._changed(request, pk)
        return undo_page(
            request,
            lambda reason: sheets.undo(sheet=self.sheet, run=run, reason=reason, by=user),
            back=reverse(self.run_name, args=[pk]),
            template="tambon/sheet_undo.html",
            context={"run": run, **self._trail(run)},
        )

    def bring(
        self, request: HttpRequest, form: Form, act: Callable[[], ImportRun], *, template: str, **context: Any
    ) -> HttpResponse:
        """Answer the form that brings a file."""
        run = attempt(form, act)
        if run is not None:
            return redirect(self.run_name, pk=run.pk)
        context |= {"form": form, "button": _("Check the file"), "has_file": True}
        return render(request, template, context, status=status_of(form))

    def _one(self, request: HttpRequest, pk: int) -> tuple[User, ImportRun]:
        user = actor(request)
        return user, get_object_or_404(intake.runs_of(self.sheet, user), pk=pk)

    def _changed(self, request: HttpRequest, pk: int) -> tuple[User, ImportRun]:
        user, run = self._one(request, pk)
        require(user, self.sheet.permission)
        return user, run

    def _trail(self, run: ImportRun) -> dict[str, Any]:
        return {"home": self.home(run), "list": way_back(self.list_name, self.runs.title)}


class AllocationPages(SheetPages):
    """The pages of spreadsheets of allocations."""

    sheet = ALLOCATIONS
    list_name, run_name, undo_name = "allocation-run-list", "allocation-run", "allocation-run-undo"
    runs = register(
        ListSpec(
            name="tambon.allocation_runs",
            title=gettext_lazy("Imports of allocations"),
            table=AllocationRunTable,
            filterset=AllocationImportFilterSet,
            rows=intake.allocation_runs_of,
            empty=gettext_lazy("No list of allocations has been brought in yet."),
        )
    )
    issues = issue_list("tambon.allocation_issues", intake.issues_of(ALLOCATIONS))

    def may_list(self, user: User) -> bool:
        """Allow whoever sees allocations."""
        return bool(reach(user, Can.VIEW_ALLOCATION))

    def home(self, run: ImportRun | None) -> dict[str, str]:
        """Lead to the allocations of the programme."""
        title = _("Tambons and their universities")
        return way_back("allocation-list", title, self.sheet.about(run)) if run else way_back("allocation-index", title)

    def shown(self, run: ImportRun) -> dict[str, Any]:
        """Show whose tambons would change hands."""
        return {
            "conflicts": intake.conflicts_of(run, limit=_SHOWN),
            "conflict_count": intake.count_conflicts(run),
            "conflict_code": intake.CONFLICT,
        }


class InstitutionPages(SheetPages):
    """The pages of spreadsheets of networks, universities, their parts and leads."""

    sheet = INSTITUTIONS
    bring_name = "institution-import"
    list_name, run_name, undo_name = "institution-run-list", "institution-run", "institution-run-undo"
    runs = register(
        ListSpec(
            name="tambon.institution_runs",
            title=gettext_lazy("Imports of institutions"),
            table=InstitutionRunTable,
            filterset=InstitutionImportFilterSet,
            rows=intake.institution_runs_of,
            empty=gettext_lazy("No list of universities, networks or leads has been brought in yet."),
        )
    )
    issues = issue_list("tambon.institution_issues", intake.issues_of(INSTITUTIONS))

    def may_list(self, user: User) -> bool:
        """Allow whoever sees the imports of the nation."""
        return reach(user, Core.VIEW_IMPORT).everywhere

    def home(self, run: ImportRun | None) -> dict[str, str]:
        """Lead to the universities."""
        return way_back("university-list", _("Universities"))

    def shown(self, run: ImportRun) -> dict[str, Any]:
        """Say what the rows are."""
        return {"kind": INSTITUTIONS.kind(run).label}


ALLOCATION_PAGES, INSTITUTION_PAGES = AllocationPages(), InstitutionPages()


@login_required
@require_http_methods(["GET", "POST"])
def allocation_import(request: HttpRequest, programme: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ALLOCATION)
    found = get_object_or_404(Programme, pk=programme)
    form = AllocationSheetForm(request.POST or None, request.FILES or None, initial={"from_on": found.starts_on})

    def act() -> ImportRun:
        file, options = form.cleaned_data["file"], {"from_on": form.cleaned_data["from_on"].isoformat()}
        return sheets.bring(sheet=ALLOCATIONS, about=found.code, name=file.name, stream=file, options=options, by=user)

    back = way_back("allocation-list", found, programme)
    title = _("Import allocations")
    return ALLOCATION_PAGES.bring(request, form, act, template="tambon/form.html", title=title, back=back)


@login_required
@require_http_methods(["GET", "POST"])
def institution_import(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    first = {"kind": InstitutionList.UNIVERSITIES}
    form = InstitutionSheetForm(request.POST or None, request.FILES or None, initial=first)

    def act() -> ImportRun:
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        return sheets.bring(sheet=INSTITUTIONS, about=kind, name=file.name, stream=file, by=user)

    back, template = way_back("institution-run-list", _("Imports of institutions")), "tambon/institution_import.html"
    return INSTITUTION_PAGES.bring(request, form, act, template=template, title=_("Import a list"), back=back)
