"""Rounds as staff work with them: planned, their quotas set, published, extended, closed early."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import Programme, University
from u2t.core import clock
from u2t.core.access import Actor, reach, require
from u2t.core.errors import DomainError, StaleError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.stale import come_back
from workforce.choices import RoundPhase, RoundState, WorkerType
from workforce.filters.rounds import RoundFilterSet
from workforce.forms.rounds import (
    AmendForm,
    ExtendForm,
    FinishForm,
    PlanForm,
    QuotaForm,
    ReasonForm,
    VersionForm,
    initial_of,
)
from workforce.models import Round
from workforce.permissions import Can
from workforce.selectors import rounds as reading
from workforce.selectors.cautions import cautions_of_round
from workforce.selectors.terms import terms_for
from workforce.services import finishing, rounds
from workforce.tables.rounds import RoundTable
from workforce.views.answers import actor, settle, status_of

ROUNDS = register(
    ListSpec(
        name="workforce.rounds",
        title=gettext_lazy("Rounds of hiring"),
        table=RoundTable,
        filterset=RoundFilterSet,
        rows=reading.rounds_of,
        empty=gettext_lazy("There is no round here yet. Plan one: its quotas follow from the vacant posts."),
    )
)


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.VIEW_ROUND)
    context = {"may_plan": bool(reach(request.user, Can.CHANGE_ROUND))}
    return list_page(request, ROUNDS, template="workforce/round_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def round_plan(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ROUND)
    universities = University.objects.visible_to(user, to=Can.CHANGE_ROUND).order_by("sort_key")
    form = PlanForm(request.POST or None, universities=universities, initial=_beginning(universities))
    made = settle(
        form,
        lambda: rounds.plan(
            university=form.cleaned_data["university"],
            programme=form.cleaned_data["programme"],
            entry=form.entry(),
            by=user,
        ),
    )
    if made:
        messages.success(request, _("The draft is stored. Look at its quotas, then publish it."))
        return redirect("round-detail", pk=made.pk)
    context = {"form": form, "title": _("Plan a round"), "button": _("Store the draft")}
    return render(request, "workforce/round_form.html", context, status=status_of(form))


@login_required
@require_GET
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _round(actor(request), pk))


@login_required
@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = _round(user, pk)
    require(user, Can.CHANGE_ROUND, found)
    form = AmendForm(request.POST or None, initial=initial_of(found))

    def amended() -> Round:
        return rounds.amend(round=found, entry=form.entry(), version=form.cleaned_data["version"], by=user)

    if settle(form, amended):
        messages.success(request, _("Stored."))
        return redirect("round-detail", pk=pk)
    context = {"form": form, "round": found, "title": _("Correct the draft"), "button": _("Store")}
    return render(request, "workforce/round_form.html", context, status=status_of(form))


@login_required
@require_POST
def round_quota(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = _round(user, pk)
    require(user, Can.CHANGE_ROUND, found)
    form = QuotaForm(request.POST, lines=reading.lines_of(found), initial={"version": found.version})
    if not form.is_valid():
        return _page(request, found, quota=form, status=422)
    version = form.cleaned_data["version"]
    try:
        rounds.set_quotas(round=found, quotas=form.quotas(), version=version, by=user)
    except StaleError as error:
        come_back(form, error)
        return _page(request, found, quota=form, status=error.status)
    except rounds.RoundInputError as error:
        form.refuse(error.extra.get("cells", ()))
        return _page(request, found, quota=form, status=error.status)
    messages.success(request, _("The quotas are stored."))
    return redirect("round-detail", pk=pk)


@login_required
@require_POST
def round_derive(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, rounds.derive, _("The quotas are those of the vacant posts again."))


@login_required
@require_POST
def round_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, rounds.publish, _("Published: everybody can see the round now."))


@login_required
@require_POST
def round_drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, rounds.drop, _("The draft is gone."), to="round-list")


@login_required
@require_POST
def round_extend(request: HttpRequest, pk: int) -> HttpResponse:
    form = ExtendForm(request.POST, auto_id="extend_%s")
    return _reasoned(request, pk, "extend", form, rounds.extend, _("Extended."))


@login_required
@require_POST
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="close_%s")
    return _reasoned(request, pk, "close", form, rounds.close, _("Closed: no more applications are taken."))


@login_required
@require_POST
def round_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    return _reasoned(request, pk, "withdraw", form, rounds.withdraw, _("The round is a draft again."))


@login_required
@require_POST
def round_finish(request: HttpRequest, pk: int) -> HttpResponse:
    form = FinishForm(request.POST, auto_id="finish_%s")
    done = _("The round is over. What it left empty can be offered again.")
    return _reasoned(request, pk, "finish", form, finishing.finish, done)


def _press(
    request: HttpRequest, pk: int, act: Callable[..., object], done: str, *, to: str = "round-detail"
) -> HttpResponse:
    """Do what a button without fields asks; a refusal stands on the page of the round."""
    user = actor(request)
    found = _round(user, pk)
    require(user, Can.CHANGE_ROUND, found)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, problem=_("Open the page again and send it once more."), status=422)
    try:
        act(round=found, version=form.cleaned_data["version"], by=user)
    except StaleError:
        raise
    except DomainError as error:
        told = [cell["message"] for cell in error.extra.get("cells", ())]
        return _page(request, found, problem=" ".join([str(error), *told[:3]]), status=error.status)
    messages.success(request, done)
    return redirect(to) if to != "round-detail" else redirect(to, pk=pk)


def _reasoned(
    request: HttpRequest, pk: int, name: str, form: Form, act: Callable[..., object], done: str
) -> HttpResponse:
    user = actor(request)
    found = _round(user, pk)
    require(user, Can.CHANGE_ROUND, found)
    form.initial = {"version": found.version, "closes_at": found.closes_at}
    if settle(form, lambda: act(round=found, by=user, **form.cleaned_data)):
        messages.success(request, done)
        return redirect("round-detail", pk=pk)
    given: dict[str, Any] = {name: form}
    return _page(request, found, status=status_of(form), **given)


def _page(request: HttpRequest, found: Round, *, problem: str = "", status: int = 200, **forms: Form) -> HttpResponse:
    phase = found.phase_at(clock.now())
    may_change = actor(request).has_perm(Can.CHANGE_ROUND, found)
    lines = reading.lines_of(found)
    context: dict[str, Any] = {
        "round": found,
        "phase": phase,
        "tone": _TONES[phase],
        "problem": problem,
        "may_change": may_change,
        "is_draft": found.state == RoundState.DRAFT,
        "is_public": found.state != RoundState.DRAFT,
        "rooms": _rooms(found, actor(request)),
        "types": [str(type_.label) for type_ in WorkerType],
        "lines": lines,
        "applications": reading.applications_by_state(found),
        "cautions": cautions_of_round(found) if may_change else [],
        "is_under_old_terms": _is_under_old_terms(found),
        "once_more": VersionForm(initial={"version": found.version}, auto_id=False),
    }
    if may_change:
        context |= _forms(found, phase, lines, forms)
    return render(request, "workforce/round_detail.html", context, status=status)


def _rooms(found: Round, user: Actor) -> list[tuple[str, str, str]]:
    """Return the pages of a published round that the user may open: address, icon and name."""
    if found.state == RoundState.DRAFT:
        return []
    pages = [
        (Can.VIEW_APPLICATION, "applicant-list", "users", _("Applicants")),
        (Can.SCORE_APPLICATION, "score-grid", "clipboard-check", _("Score interviews")),
        (Can.VIEW_SELECTION, "selection-detail", "list-numbers", _("Selection")),
    ]
    return [(name, icon, label) for permission, name, icon, label in pages if user.has_perm(permission, found)]


def _forms(found: Round, phase: RoundPhase, lines: list[reading.Line], given: dict[str, Form]) -> dict[str, Form]:
    """Return the forms that the state of the round allows; one that was refused stands in place of a fresh one."""
    initial = {"version": found.version}
    usable: dict[str, Form] = {}
    if phase == RoundPhase.DRAFT:
        usable["quota"] = QuotaForm(lines=lines, initial=initial, auto_id="quota_%s")
    if phase in {RoundPhase.COMING, RoundPhase.OPEN}:
        usable["extend"] = ExtendForm(initial=initial | {"closes_at": found.closes_at}, auto_id="extend_%s")
    if phase == RoundPhase.OPEN:
        usable["close"] = ReasonForm(initial=initial, auto_id="close_%s")
    if phase == RoundPhase.ANNOUNCED:
        usable["finish"] = FinishForm(initial=initial, auto_id="finish_%s")
    if phase == RoundPhase.COMING:
        usable["withdraw"] = ReasonForm(initial=initial, auto_id="withdraw_%s")
    return usable | given


_TONES = {
    RoundPhase.DRAFT: "quiet",
    RoundPhase.COMING: "info",
    RoundPhase.OPEN: "good",
    RoundPhase.OVER: "warn",
    RoundPhase.SELECTING: "now",
    RoundPhase.ANNOUNCED: "info",
    RoundPhase.CLOSED: "quiet",
}


def _is_under_old_terms(found: Round) -> bool:
    if found.state != RoundState.DRAFT:
        return False
    return terms_for(programme=found.programme, university=found.university) != found.terms


def _beginning(universities: "QuerySet[University, University]") -> dict[str, Any]:
    """Fill in what is known: the first university, whom one asked last time, and what follows from the programme."""
    university = universities.first()
    if university is None:
        return {}
    before = Round.objects.filter(university=university).order_by("-pk").values("contact", "telephone").first()
    return {"university": university} | (before or {}) | _of_programme(university)


def _of_programme(university: University) -> dict[str, Any]:
    """Return the programme that runs or comes next (people are hired before it begins), its days, the next number."""
    lasting = Programme.objects.filter(ends_on__gte=clock.today()).order_by("starts_on").first()
    programme = lasting or Programme.objects.order_by("-starts_on").first()
    if programme is None:
        return {}
    terms = terms_for(programme=programme, university=university)
    ends_on = terms.work_ends_on if terms else programme.ends_on
    starts_on = max(terms.work_starts_on if terms else programme.starts_on, clock.today())
    return {
        "programme": programme,
        "number": reading.next_number(programme, university),
        # Nobody is hired for days that are over.
        "work_starts_on": min(starts_on, ends_on),
        "work_ends_on": ends_on,
    }


def _round(user: Actor, pk: int) -> Round:
    rows = Round.objects.visible_to(user, to=Can.VIEW_ROUND)
    return get_object_or_404(rows.select_related("university", "programme", "terms"), pk=pk)
