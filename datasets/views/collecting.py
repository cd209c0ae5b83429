"""Pages of rounds of collecting and of telephones."""

import base64
import json
import zlib
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.filters import RoundPlaceFilterSet
from datasets.forms.collecting import CollectorsForm, DaysForm, GoalsForm, GraceForm, RoundForm, TelephoneForm
from datasets.models import CollectionRound
from datasets.permissions import Can
from datasets.selectors.entrypages import rounds_of, telephones_of
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import graces_of, named_in
from datasets.services import apppasswords, rounds
from datasets.tables import RoundPersonTable, RoundPlaceTable, RoundTable
from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.views import actor

ROUNDS = register(
    ListSpec(
        name="datasets.rounds",
        title=gettext_lazy("Rounds of collecting"),
        table=RoundTable,
        rows=rounds_of,
        empty=gettext_lazy("No round was opened yet."),
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
#: Rows of each list on the page of a round; the lists themselves have all.
_FIRST = 10
#: Areas that are changed as lines of a text; of more nobody keeps the overview.
_MOST_GOALS = 500


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
    form = RoundForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = rounds.open_round(
                by=user, dataset=given["dataset"], names=(given["name_th"], given["name_en"]),
                period=given["period"], days=(given["opens_on"], given["closes_on"]), areas=given["areas"],
                collectors=given["collectors"],
            )  # fmt: skip
        except DomainError as error:
            named = error.extra.get("field")
            form.add_error(named if named in form.fields else None, str(error))
        else:
            messages.success(request, _("Opened. Telephones of these areas get the form on its first day."))
            return redirect("collection-detail", pk=made.pk)
    context = {"form": form, "title": _("Open a round"), "back": reverse("collection-list")}
    return render(request, "datasets/plain_form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    user = actor(request)
    days: dict[str, date] = {"opens_on": found.opens_on, "closes_on": found.closes_on}
    named = list(named_in(actor(request), found))
    areas = list(found.areas.select_related("area").order_by("area")[: _MOST_GOALS + 1])
    context = {
        "round": found, "areas": areas[:_FIRST], "area_count": found.areas.count(),
        "places": RoundPlaceTable(places_in_round(user, round=str(pk)).order_by("pk")[:_FIRST]),
        "people": RoundPersonTable(people_in_round(user, round=str(pk)).order_by("username")[:_FIRST]),
        "graces": graces_of(actor(request), found), "named": named, "named_count": found.collectors.count(),
    }  # fmt: skip
    if actor(request).has_perm(Can.CHANGE_ROUND):
        usernames = "\n".join(person.get_username() for person in named)
        context["form"] = DaysForm(initial=days)
        context["collectors"] = CollectorsForm(initial={"collectors": usernames}, prefix="who")
        context["grace"] = GraceForm(prefix="grace")
        if len(areas) <= _MOST_GOALS:
            lines = "\n".join(f"{area.area_id} {area.goal}".strip() for area in areas)
            context["goals"] = GoalsForm(initial={"areas": lines}, prefix="goals")
    return render(request, "datasets/round_detail.html", context)


@login_required
@require_GET
def round_places(request: HttpRequest, pk: int) -> HttpResponse:
    return _progress(request, PLACES, pk)


@login_required
@require_GET
def round_people(request: HttpRequest, pk: int) -> HttpResponse:
    return _progress(request, PEOPLE, pk)


def _progress(request: HttpRequest, spec: ListSpec, pk: int) -> HttpResponse:
    context = {"round": _round(request, pk)}
    return list_page(
        request, spec, arguments={"round": str(pk)}, template="datasets/round_progress.html", context=context
    )


@login_required
@never_cache
@require_GET
def telephone_list(request: HttpRequest) -> HttpResponse:
    """Show the own telephones; who answers for people sees those of one of them, to end what was lost."""
    user, found = actor(request), telephones_of(actor(request)).order_by("-pk")
    person = request.GET.get("person", "").replace("\x00", "").strip()[:150]
    held = reach(user, Can.VIEW_TELEPHONE)
    context = {
        "telephones": found.filter(user=user.pk),
        "form": TelephoneForm() if user.has_perm(Can.COLLECT) else None,
        "person": person,
        "may_see_others": held.everywhere or held.has_areas,
        "others": found.filter(user__username__iexact=person) if person else None,
    }
    return render(request, "datasets/telephone_list.html", context)


@login_required
@never_cache
@require_POST
def telephone_create(request: HttpRequest) -> HttpResponse:
    """Show the password once, on the answer itself: it is kept nowhere, so there is nothing to be led to."""
    user = actor(request)
    try:
        made, secret = apppasswords.create(by=user, name=request.POST.get("name", ""))
    except apppasswords.AppPasswordError as error:
        messages.error(request, str(error))
        return redirect("telephone-list")
    server = request.build_absolute_uri("/openrosa")
    code = _code(server, user.get_username(), secret)
    context = {"telephone": made, "secret": secret, "server": server, "code": code}
    return render(request, "datasets/telephone_created.html", context)


@login_required
@require_POST
def telephone_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(telephones_of(actor(request)), pk=pk)
    try:
        apppasswords.end(by=actor(request), password=found)
        messages.success(request, _("This telephone is let in no longer."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("telephone-list")


def _code(server: str, username: str, secret: str) -> str:
    """Draw the settings of ODK Collect as it scans them: JSON, packed, in base 64."""
    import segno  # noqa: PLC0415 - one page in many draws a code

    general = {
        "protocol": "odk_default", "server_url": server, "username": username, "password": secret,
        "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular",
    }  # fmt: skip
    settings = {"general": general, "admin": {}, "project": {"name": "U2T", "icon": "U", "color": "#1b6a8f"}}
    packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
    return str(segno.make(packed, error="l", micro=False).svg_data_uri(scale=5, border=3))


def _round(request: HttpRequest, pk: int) -> CollectionRound:
    return get_object_or_404(rounds_of(actor(request)), pk=pk)
