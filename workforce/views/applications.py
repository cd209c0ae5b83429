"""An application as its writer sees it: begun, written step by step, sent, followed, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core.errors import DomainError
from u2t.core.stale import refuse
from u2t.core.text import key_of, normalise
from workforce import notices
from workforce.choices import ApplicationState, ApplicationStep, DocumentKind
from workforce.editing import is_opened, may_change, only_returned
from workforce.forms.applications import STEP_FORMS, AboutForm, BackgroundForm, WhereForm
from workforce.models import Application, Round
from workforce.selectors.applications import (
    Glance,
    application_at_a_glance,
    is_open,
    last_day_of,
    missing_kinds,
    offers_of,
    own_applications,
    rounds_open_now,
    wanted_of,
    wanted_of_others,
)
from workforce.selectors.lacks import lacks_of
from workforce.selectors.places import tambons_named
from workforce.selectors.results import result_for
from workforce.selectors.standing import standing_of
from workforce.services import applications, refusals
from workforce.views.answers import status_of
from workforce.views.drafts import actor, own, refused, stored, wants_data

_STEPS = list(ApplicationStep)
_LONGEST_REASON = 500


@login_required
@never_cache
@require_GET
def application_own(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/application_own.html", own_page(request))


def own_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the home of an applicant shows: the own applications, and the rounds that are open."""
    written = list(own_applications(actor(request)))
    begun = {application.round_id for application in written}
    return {
        "applications": [(application, standing_of(application)) for application in written],
        "rounds": [round_ for round_ in rounds_open_now()[:50] if round_.pk not in begun],
    }


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def application_start(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = get_object_or_404(Round.objects.public().select_related("university", "terms"), pk=pk)
    if request.method == "POST":
        made = applications.start(
            round_=round_, notice_version=request.POST.get("notice_version", ""), by=actor(request)
        )
        return redirect("application-step", pk=made.pk, step=ApplicationStep.ABOUT)
    found = own(request).filter(round=round_).exclude(state=ApplicationState.WITHDRAWN).first()
    if found is not None:
        return redirect("application-status", pk=found.pk)
    offers = offers_of(round_)
    types = {"", *(worker_type for offer in offers for worker_type in offer.posts)}
    required = [row for row in round_.terms.documents.all() if row.is_required and row.worker_type in types]
    context = {
        "round": round_,
        "is_open": is_open(round_),
        "last_day": last_day_of(round_),
        "offers": offers,
        "documents": [(row, row.get_worker_type_display()) for row in required],
        "notice": notices.notice_for(round_),
        "notice_version": notices.VERSION,
    }
    return render(request, "workforce/application_start.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    if step not in ApplicationStep:
        return redirect("application-step", pk=pk, step=ApplicationStep.ABOUT)
    if not may_change(application):
        return redirect("application-status", pk=pk)
    if step not in STEP_FORMS:
        return _page(request, application, step)
    return _keep(request, application, step) if request.method == "POST" else _page(request, application, step)


def _keep(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    form = _form(application, step, request.POST)
    version = request.POST.get("version", "")
    following = reverse("application-step", args=[application.pk, _after(step)])
    try:
        kept = applications.keep(
            application=application, given=form.given(), version=key_of(version) or 0,
            by=actor(request),
        )  # fmt: skip
    except DomainError as error:
        if wants_data(request):
            return refused(error)
        form.is_valid()
        form.initial = STEP_FORMS[step].of(application, application_at_a_glance(application).domicile).initial
        refuse(form, error)
        return _page(request, application, step, form=form)
    if wants_data(request):
        parts = _parts(request, kept.application, step)
        return stored(version=kept.application.version, refused=kept.refused, goes_to=following, parts=parts)
    if not kept.refused:
        return redirect(following)
    typed = request.POST.copy()
    typed["version"] = str(kept.application.version)
    form = _form(application, step, typed)
    form.is_valid()
    form.refuse(kept.refused)
    return _page(request, kept.application, step, form=form)


def _parts(request: HttpRequest, application: Application, step: str) -> dict[str, str]:
    """Return what stands beside the form: what is missing and who can be hired, as it reads after what was stored."""
    glance = application_at_a_glance(application)
    context = _standing(application, step, glance) | {"glance": glance}
    return {
        "answers": render_to_string("workforce/_answers.html", context, request),
        "lacks": render_to_string("workforce/_step_lacks.html", context, request),
        "steps": render_to_string("workforce/_step_bar.html", context, request),
    }


def _form(application: Application, step: str, data: Any) -> AboutForm | BackgroundForm | WhereForm:
    kind = STEP_FORMS[step]
    return kind(data, offers=offers_of(application.round)) if kind is WhereForm else kind(data)


def _shown(application: Application, step: str, form: Any) -> Any:
    """Return a form of what is stored; where the part was not returned, to be read only."""
    if not is_opened(application, step):
        for field in form.fields.values():
            field.disabled = True
    return form


def _after(step: str) -> str:
    return _STEPS[_STEPS.index(ApplicationStep(step)) + 1]


def _page(request: HttpRequest, application: Application, step: str, form: Any = None) -> HttpResponse:
    glance = application_at_a_glance(application)
    if form is None and step in STEP_FORMS:
        form = _shown(application, step, STEP_FORMS[step].of(application, glance.domicile))
    context = _standing(application, step, glance) | {
        "previous": _STEPS[_STEPS.index(ApplicationStep(step)) - 1] if step != ApplicationStep.ABOUT else "",
        "form": form,
        "glance": glance,
        "cards": _cards(application, glance) if step == ApplicationStep.DOCUMENTS else [],
    }
    status = status_of(form) if form is not None else 200
    return render(request, f"workforce/application_{step}.html", context, status=status)


def _standing(application: Application, step: str, glance: Glance) -> dict[str, Any]:
    """Return which steps are complete, and what is missing in all of them and in this one."""
    lacks = lacks_of(application, glance)
    open_steps = {lack.step for lack in lacks}
    return {
        "application": application,
        "step": step,
        "steps": [(one, one not in open_steps and one != ApplicationStep.SEND) for one in _STEPS],
        "number": _STEPS.index(ApplicationStep(step)) + 1,
        "lacks": lacks,
        "is_shut": not is_opened(application, step),
        "only_returned": "" if is_open(application.round) else only_returned(application),
        "step_lacks": [lack for lack in lacks if lack.step == step],
    }


def _cards(application: Application, glance: Any) -> list[dict[str, Any]]:
    """Return one card for each kind of document: those the terms name in their order, then the rest."""
    wanted = {one.kind: one.is_required for one in wanted_of(application)}
    others = wanted_of_others(application)
    missing = missing_kinds(application, glance.lasting)
    kinds = [*wanted, *(kind for kind in DocumentKind if kind not in wanted)]
    by_kind: dict[str, list[Any]] = {}
    for document in glance.lasting:
        by_kind.setdefault(document.kind, []).append(document)
    return [
        {
            "kind": DocumentKind(kind),
            "is_required": wanted.get(kind, False),
            "documents": by_kind.get(kind, []),
            "types": ", ".join(others.get(kind, [])) if kind not in wanted else "",
            "may_bring": kind in missing or is_opened(application, kind),
        }
        for kind in kinds
        if kind in wanted or kind in by_kind or kind in others or kind == DocumentKind.OTHER
    ]


@login_required
@require_POST
def application_submit(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    try:
        sent = applications.submit(application=application, declared="declared" in request.POST, by=actor(request))
    except DomainError as error:
        if "missing" not in error.extra:
            raise
        messages.error(request, _("Not sent yet: %(missing)s") % {"missing": " · ".join(error.extra["missing"])})
        return redirect("application-step", pk=pk, step=ApplicationStep.SEND)
    messages.success(request, _("Sent. Your application has number %(number)s.") % {"number": f"{sent.number:05d}"})
    return redirect("application-status", pk=pk)


@login_required
@require_POST
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    applications.withdraw(application=application, by=actor(request))
    messages.success(request, _("The application is withdrawn."))
    return redirect("application-status", pk=pk)


@login_required
@require_POST
def application_decline(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    reason = normalise(request.POST.get("reason", ""))[:_LONGEST_REASON]
    refusals.give_up(application=application, reason=reason, by=actor(request))
    messages.success(request, _("You have given up your place; the next on the list follows."))
    return redirect("application-status", pk=pk)


@login_required
@never_cache
@require_GET
def application_status(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    glance = application_at_a_glance(application)
    context = {
        "application": application,
        "glance": glance,
        "standing": standing_of(application),
        "result": result_for(application),
        "lacks": lacks_of(application, glance) if may_change(application) else [],
    }
    return render(request, "workforce/application_status.html", context)


@login_required
@require_GET
def tambon_suggest(request: HttpRequest) -> JsonResponse:
    """Suggest tambons: their names are public knowledge."""
    text = request.GET.get("q", "").strip()
    found = tambons_named(text) if len(text) > 1 else []
    return JsonResponse({"places": [place.name for place in found]})
