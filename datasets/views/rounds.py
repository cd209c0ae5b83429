"""Pages of rounds of collecting: opened, read, their days, areas and exceptions changed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.choices import RoundPhase
from datasets.filters import RoundFilterSet, RoundPlaceFilterSet
from datasets.forms.collecting import DaysForm, GoalsField, GoalsForm, GraceForm, RoundForm
from datasets.models import CollectionRound, RoundArea, RoundGrace
from datasets.permissions import Can
from datasets.selectors.entrypages import rounds_of
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import collectors_of, graces_of, may_change, named_in, own_tambons, summary_of
from datasets.services import graces, rounds
from datasets.tables import RoundPersonTable, RoundPlaceTable, RoundTable
from tambon.views.answers import attempt, status_of
from u2t.core import clock
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.views import actor

ROUNDS = register(
    ListSpec(
        name="datasets.rounds",
        title=gettext_lazy("Rounds of collecting"),
        table=RoundTable,
        rows=rounds_of,
        filterset=RoundFilterSet,
        empty=gettext_lazy("No round was found. Change the filters, or open one."),
    )
)
PLACES = register(
    ListSpec(
        name="datasets.round_places",
        title=gettext_lazy("Progress by place"),
        table=RoundPlaceTable,
        rows=places_in_round,
        filterset=RoundPlaceFilterSet,
        empty=gettext_lazy("Nothing was sent in yet, or nothing that you may see."),
    )
)
PEOPLE = register(
    ListSpec(
        name="datasets.round_people",
        title=gettext_lazy("Progress by collector"),
        table=RoundPersonTable,
        rows=people_in_round,
        empty=gettext_lazy("Nothing was sent in yet, or nothing that you may see."),
    )
)
_TONES = {RoundPhase.COMING: "info", RoundPhase.OPEN: "good", RoundPhase.CLOSED: "quiet"}
_ERA = 543
#: Rows of each list on the page of a round; the lists themselves have all.
_FIRST = 10
#: Columns that only the whole lists have.
_IN_FULL = ("aside", "returned", "refused", "late", "left")
#: Areas that are changed as lines of a text; of more nobody keeps the overview.
_MOST_GOALS = 2000
#: Tambons with which the form of a round begins: of one university, not of the nation.
_MOST_OWN = 200
#: People whom the page offers for an exception.
_MOST_OFFERED = 500


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    context = {"may_open": actor(request).has_perm(Can.CHANGE_ROUND)}
    return list_page(request, ROUNDS, template="datasets/round_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ROUND)
    today = clock.today()
    lines = "\n".join(GoalsField.line(area) for area in own_tambons(user, most=_MOST_OWN))
    initial = {"opens_on": today, "period": str(today.year + _ERA), "areas": lines}
    form = RoundForm(request.POST or None, initial=initial)

    def opened() -> CollectionRound:
        given = form.cleaned_data
        return rounds.open_round(
            by=user, dataset=given["dataset"], names=(given["name_th"], given["name_en"]), period=given["period"],
            days=(given["opens_on"], given["closes_on"]), areas=given["areas"],
        )  # fmt: skip

    if made := attempt(form, opened):
        messages.success(request, _("Opened. Telephones of these areas get the form on its first day."))
        return redirect("collection-detail", pk=made.pk)
    context = {"form": form, "title": _("Open a round"), "back": reverse("collection-list")}
    return render(request, "datasets/plain_form.html", context, status=status_of(form))


@login_required
@require_GET
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _round(request, pk))


@login_required
@require_GET
def round_places(request: HttpRequest, pk: int) -> HttpResponse:
    return _progress(request, PLACES, pk)


@login_required
@require_GET
def round_people(request: HttpRequest, pk: int) -> HttpResponse:
    return _progress(request, PEOPLE, pk)


@login_required
@require_POST
def round_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        days = (given["opens_on"], given["closes_on"])
        told = {"version": given["version"], "reason": given["reason"]}
        return rounds.move_days(by=actor(request), round=found, days=days, **told)

    return _changed(request, found, "days", act, _("Changed."))


@login_required
@require_POST
def round_goals(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        return rounds.set_goals(by=actor(request), round=found, **given)

    return _changed(request, found, "goals", act, _("Changed."))


@login_required
@require_POST
def grace_give(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        return graces.give(by=actor(request), round=found, **given)

    return _changed(
        request, found, "grace", act, _("The exception is given. What was set aside for being late is let in.")
    )


@login_required
@require_POST
def grace_end(request: HttpRequest, pk: int, grace: int) -> HttpResponse:
    require(actor(request), Can.CHANGE_ROUND)
    found = get_object_or_404(RoundGrace, round=_round(request, pk), pk=grace)
    try:
        graces.end(by=actor(request), grace=found)
        messages.success(request, _("The exception is over."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("collection-detail", pk=pk)


#: The forms of the page of a round, each with its prefix.
_FORMS: dict[str, type[Form]] = {"days": DaysForm, "goals": GoalsForm, "grace": GraceForm}


def _changed(
    request: HttpRequest, found: CollectionRound, name: str, act: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """Change a round by a form of its page; one that is refused stands there again with what was typed."""
    if not may_change(actor(request), found):
        raise PermissionDenied
    form = _FORMS[name](request.POST, prefix=name, initial=_stored(found, _areas_of(found))[name])
    if attempt(form, lambda: act(form.cleaned_data)):
        messages.success(request, done)
        return redirect("collection-detail", pk=found.pk)
    return _page(request, found, refused={name: form}, status=status_of(form))


def _page(
    request: HttpRequest, found: CollectionRound, *, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user, pk = actor(request), str(found.pk)
    areas = _areas_of(found)
    named = named_in(user, found)
    context: dict[str, Any] = {
        "round": found,
        "summary": summary_of(user, found),
        "areas": areas[:_FIRST],
        "area_count": found.areas.count(),
        "has_goals": any(area.wanted for area in areas),
        "places": RoundPlaceTable(places_in_round(user, round=pk).order_by("pk")[:_FIRST], exclude=_IN_FULL),
        "people": RoundPersonTable(
            people_in_round(user, round=pk).order_by("sort_key", "pk")[:_FIRST], exclude=_IN_FULL
        ),
        "graces": graces_of(user, found),
        "named": named[:_FIRST],
        "named_count": found.collectors.count(),
        "may_change": may_change(user, found),
        "tone": _TONES[found.phase],
    } | _days(found)
    if context["may_change"]:
        stored = _stored(found, areas)
        if len(areas) > _MOST_GOALS:
            del stored["goals"]
        context |= {name: _FORMS[name](initial=given, prefix=name) for name, given in stored.items()}
        context |= {"offered": collectors_of(user, found)[:_MOST_OFFERED], "offered_areas": areas[:_MOST_GOALS]}
    return render(request, "datasets/round_detail.html", context | (refused or {}), status=status)


def _areas_of(found: CollectionRound) -> list[RoundArea]:
    return list(found.areas.select_related("area__parent").order_by("area")[: _MOST_GOALS + 1])


def _stored(found: CollectionRound, areas: list[RoundArea]) -> dict[str, dict[str, Any]]:
    """Return what each form of the page begins with."""
    lines = "\n".join(GoalsField.line(area.area, area.goal) for area in areas)
    return {
        "days": {"opens_on": found.opens_on, "closes_on": found.closes_on, "version": found.version},
        "goals": {"areas": lines, "version": found.version},
        "grace": {},
    }


def _days(found: CollectionRound) -> dict[str, object]:
    """Say how many days are left; the day on which it closes is one of them."""
    today = clock.today()
    match found.phase:
        case RoundPhase.COMING:
            return {"days_about": _("Opens in"), "days_count": (found.opens_on - today).days}
        case RoundPhase.OPEN:
            return {"days_about": _("Left with today"), "days_count": (found.closes_on - today).days + 1}
    return {"days_about": _("Closed since"), "days_count": (today - found.closes_on).days}


def _progress(request: HttpRequest, spec: ListSpec, pk: int) -> HttpResponse:
    context = {"round": _round(request, pk)}
    return list_page(
        request, spec, arguments={"round": str(pk)}, template="datasets/round_progress.html", context=context
    )


def _round(request: HttpRequest, pk: int) -> CollectionRound:
    return get_object_or_404(rounds_of(actor(request)), pk=pk)
