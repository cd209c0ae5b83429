"""Pages on which staff go through the applicants of a round: the list, one at a glance, documents, scores."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.views.answers import actor
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.keyset import page_of
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.templatetags.u2t import local_name
from u2t.core.text import key_of
from workforce.choices import DocumentState
from workforce.editing import IN_WORK
from workforce.filters.applicants import ApplicantFilterSet, ScoreFilterSet
from workforce.forms.selection import DocumentForm, ScreenForm
from workforce.models import Application, Document
from workforce.permissions import Can
from workforce.selectors.applicants import (
    Cell,
    Row,
    applicants_of,
    criteria_of,
    round_to_screen,
    scored_rows,
    sees_names,
    sent_to_score,
    to_score,
)
from workforce.selectors.applications import application_at_a_glance
from workforce.selectors.hiring import HIREABLE
from workforce.selectors.scorings import scorings_of
from workforce.selectors.selections import why_points_stay
from workforce.services import scores, screening
from workforce.tables.applicants import ApplicantTable

APPLICANTS = register(
    ListSpec(
        name="workforce.applicants",
        title=gettext_lazy("Applicants"),
        table=ApplicantTable,
        filterset=ApplicantFilterSet,
        rows=applicants_of,
        sees_personal=sees_names,
        empty=gettext_lazy("No applicant was found. Change the filters and look again."),
        sizes=(200, screening.MOST),
    )
)
_GRID = 25
_VERSION = re.compile(r"version-(\d{1,18})", re.ASCII)


@login_required
@never_cache
@require_GET
def applicant_list(request: HttpRequest, round: int) -> HttpResponse:
    user, round_ = actor(request), round_to_screen(actor(request), str(round))
    context = {
        "round": round_,
        "title": _("Applicants of %(round)s") % {"round": local_name(round_)},
        "may_screen": user.has_perm(Can.SCREEN_APPLICATION, round_),
        "may_score": user.has_perm(Can.SCORE_APPLICATION, round_),
        "screen": ScreenForm(auto_id="bar_%s").offering(round_),
    }
    arguments = {"round": str(round)}
    return list_page(
        request, APPLICANTS, arguments=arguments, template="workforce/applicant_list.html", context=context
    )


@login_required
@require_POST
def applicant_screen(request: HttpRequest, round: int) -> HttpResponse:
    """Say the same of all that were chosen; the answer has a line for each."""
    user, round_ = actor(request), round_to_screen(actor(request), str(round))
    require(user, Can.SCREEN_APPLICATION, round_)
    form = ScreenForm(request.POST)
    results: list[screening.Result] = []
    if form.is_valid():
        try:
            results = screening.screen_many(versions=_chosen(request), said=form.said(), by=user)
        except DomainError as error:
            field = error.extra.get("field", "")
            form.add_error(field if field in form.fields else None, str(error))
    done = [result for result in results if not result.problem]
    context = {
        "round": round_,
        "form": form,
        "chosen": request.POST.getlist("chosen"),
        "done": done,
        "refused": [result for result in results if result.problem],
        "is_told": form.cleaned_data.get("verdict") != screening.Verdict.ACCEPT_DOCUMENTS,
        "verdict": dict(form.fields["verdict"].choices).get(form.cleaned_data.get("verdict", ""), ""),  # type: ignore[attr-defined]  # a ChoiceField
        "back": _back(request, reverse("applicant-list", args=[round])),
    }
    return render(request, "workforce/applicant_screen.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> dict[int, int]:
    pairs = [value.partition(":") for value in request.POST.getlist("chosen")]
    chosen = {key_of(key): key_of(version) for key, _colon, version in pairs}
    found = {key: version for key, version in chosen.items() if key is not None and version is not None}
    if len(found) < len(chosen):
        raise InputError(_("The choice could not be read. Open the list again."))
    return found


def _back(request: HttpRequest, otherwise: str) -> str:
    """Return where the user came from, filters and all, if that is ours."""
    asked = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if asked.startswith("/") and is_ours else otherwise


@login_required
@never_cache
@require_GET
def applicant_detail(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    return _glance(request, application, ScreenForm().offering(application.round))


@login_required
@require_POST
def applicant_decide(request: HttpRequest, pk: int) -> HttpResponse:
    user, application = actor(request), _application(request, pk)
    require(user, Can.SCREEN_APPLICATION, application)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        return _glance(request, application, form, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        screening.screen(application=application, said=form.said(), version=version, by=user)
    except DomainError as error:
        field = error.extra.get("field", "")
        form.add_error(field if field in form.fields else None, str(error))
        return _glance(request, application, form, status=error.status)
    told = form.said().verdict != screening.Verdict.ACCEPT_DOCUMENTS
    messages.success(request, _("Stored; the applicant is told.") if told else _("Stored."))
    return redirect("applicant-detail", pk=pk)


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Why what was said of a document could not be; the words stay beside it."""

    key: int
    text: str
    reason: str


def _glance(
    request: HttpRequest,
    application: Application,
    form: ScreenForm,
    status: int = 200,
    problem: DocumentProblem | None = None,
) -> HttpResponse:
    user = actor(request)
    context = {
        "application": application,
        "glance": application_at_a_glance(application),
        "row": scored_rows([application], criteria := criteria_of(application.round))[0],
        "criteria": criteria,
        "scorings": scorings_of(application, criteria),
        "tie_break": getattr(application, "tie_break", None),
        "contract": getattr(application, "contract", None),
        "form": form,
        "problem": problem,
        "may_screen": user.has_perm(Can.SCREEN_APPLICATION, application),
        "may_refuse": application.state in HIREABLE,
        "may_return": application.round.state in IN_WORK,
    }
    template = "workforce/_applicant.html" if getattr(request, "htmx", False) else "workforce/applicant_detail.html"
    return render(request, template, context, status=status)


def _application(request: HttpRequest, pk: int) -> Application:
    """Return an application of a round the user goes through; applicants have a page of their own."""
    rows = Application.objects.visible_to(actor(request), to=Can.VIEW_APPLICATION).filter(submitted_at__isnull=False)
    found = rows.select_related("round__university", "round__terms", "person", "first_choice", "second_choice")
    application = get_object_or_404(found, pk=pk)
    round_to_screen(actor(request), str(application.round_id))
    return application


@login_required
@require_POST
def document_decide(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    rows = Document.objects.visible_to(user, to=Can.VIEW_DOCUMENT).select_related("application")
    document = get_object_or_404(rows, pk=pk)
    require(user, Can.SCREEN_APPLICATION, document.application)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        raise InputError(_("Say whether the document is accepted or returned, and until which day if any."))
    try:
        if form.cleaned_data["state"] == DocumentState.ACCEPTED:
            screening.accept_document(document=document, by=user)
        else:
            reason, until = form.cleaned_data["reason"], form.cleaned_data["until"]
            screening.return_document(document=document, reason=reason, until=until, by=user)
    except DomainError as error:
        problem = DocumentProblem(document.pk, str(error), form.cleaned_data["reason"])
        return _glance(request, _application(request, document.application_id), ScreenForm(), error.status, problem)
    return redirect("applicant-detail", pk=document.application_id)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def score_grid(request: HttpRequest, round: int) -> HttpResponse:
    """Show applicants by criteria; Enter and the arrows move between the cells."""
    user, round_ = actor(request), round_to_screen(actor(request), str(round))
    require(user, Can.SCORE_APPLICATION, round_)
    criteria = criteria_of(round_)
    filterset = ScoreFilterSet(request.GET or None, queryset=to_score(user, round_), request=request)
    rows = filterset.qs if filterset.is_valid() or not filterset.is_bound else to_score(user, round_).none()
    page = page_of(rows, order="place", size=_GRID, token=request.GET.get("cursor", ""))
    grid, status = scored_rows(page.rows, criteria), 200
    if request.method == "POST":
        sent = _sent(request)  # not the rows of the filter: points just given may have taken a row out of it
        results = _give(request, sent_to_score(user, round_, sent), [row.code for row in criteria])
        problems = {key: result for key, result in results.items() if result.problem}
        if not problems:
            messages.success(request, _("The points are stored."))
            return redirect(request.get_full_path())
        again = scored_rows(sent_to_score(user, round_, sent), criteria)
        grid, status = [_answered(request, row, problems) for row in again], 422
    context = {
        "round": round_, "criteria": criteria, "grid": grid, "page": page, "filterset": filterset,
        "stays": why_points_stay(round_),
    }  # fmt: skip
    return render(request, "workforce/score_grid.html", context, status=status)


def _sent(request: HttpRequest) -> set[int]:
    return {int(found[1]) for name in request.POST if (found := _VERSION.fullmatch(name))}


def _give(request: HttpRequest, applications: list[Application], codes: list[str]) -> dict[int, scores.Result]:
    """Hand every row that was sent to the service."""
    entries = []
    for one in applications:
        version = key_of(request.POST.get(f"version-{one.pk}", ""))
        if version is None:
            continue
        entries.append(scores.Entry(one.pk, version, {code: _typed(request, one.pk, code) for code in codes}))
    given = scores.give_many(entries=entries, by=actor(request))
    return {result.key: result for result in given}


def _typed(request: HttpRequest, application: int, code: str) -> Decimal | None:
    """Return the points typed into a cell; what is no number fits no criterion, and is refused beside the others."""
    text = request.POST.get(f"points-{application}-{code}", "").strip().replace(",", ".")
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return Decimal("NaN")


def _answered(request: HttpRequest, row: Row, problems: dict[int, scores.Result]) -> Row:
    """Return a row as it was typed, with what is wrong, if anything is."""
    key = row.application.pk
    if key not in problems:
        return row
    errors = problems[key].errors or {}
    typed = {cell.code: request.POST.get(f"points-{key}-{cell.code}", cell.text).strip() for cell in row.cells}
    cells = [
        Cell(cell.code, typed[cell.code], errors.get(cell.code, ""), cell.text if typed[cell.code] != cell.text else "")
        for cell in row.cells
    ]
    return Row(row.application, cells, row.total, problems[key].problem)
