"""What is changed of a round of collecting on its page: days, collectors, exceptions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from datasets.forms.collecting import CollectorsForm, DaysForm, GoalsForm, GraceForm
from datasets.models import CollectionRound, RoundGrace
from datasets.permissions import Can
from datasets.selectors.entrypages import rounds_of
from datasets.services import graces, rounds
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.views import actor


@login_required
@require_POST
def round_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        days = (given["opens_on"], given["closes_on"])
        return rounds.move_days(by=actor(request), round=found, days=days, reason=given["reason"])

    return _changed(request, pk, DaysForm(request.POST), act, _("Changed."))


@login_required
@require_POST
def round_collectors(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        return rounds.name_collectors(by=actor(request), round=found, **given)

    return _changed(request, pk, CollectorsForm(request.POST, prefix="who"), act, _("Changed."))


@login_required
@require_POST
def round_goals(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        return rounds.set_goals(by=actor(request), round=found, **given)

    return _changed(request, pk, GoalsForm(request.POST, prefix="goals"), act, _("Changed."))


@login_required
@require_POST
def grace_give(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)

    def act(given: dict[str, Any]) -> object:
        return graces.give(by=actor(request), round=found, **given)

    done = _("The exception is given. What was set aside for being late is let in.")
    return _changed(request, pk, GraceForm(request.POST, prefix="grace"), act, done)


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


def _changed(
    request: HttpRequest, pk: int, form: forms.Form, act: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """Change a round by a form of its page, which says what was wrong with which field."""
    require(actor(request), Can.CHANGE_ROUND)
    try:
        if form.is_valid():
            act(form.cleaned_data)
            messages.success(request, done)
        for name, errors in form.errors.items():
            messages.error(request, f"{form[name].label}: {' '.join(map(str, errors))}")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("collection-detail", pk=pk)


def _round(request: HttpRequest, pk: int) -> CollectionRound:
    return get_object_or_404(rounds_of(actor(request)), pk=pk)
