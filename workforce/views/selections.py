"""Pages of a selection: computed, ties decided, agreed, announced, and the board everybody may read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core import clock, files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.keyset import page_of
from u2t.core.templatetags.u2t import local_name
from workforce.choices import SelectionState, WorkerType
from workforce.forms.selection import (
    AnnounceForm,
    BoardForm,
    PublishForm,
    ReasonForm,
    ReopenForm,
    TakeBackForm,
    TieForm,
)
from workforce.models import Announcement, Round, Selection
from workforce.permissions import Can
from workforce.selectors.reserves import reserve_until
from workforce.selectors.selections import (
    announcement_of,
    board_of,
    decided_in,
    decisions_in,
    drawn_up,
    is_signed,
    latest_selection,
    paper_of,
    places_of,
    places_with_result,
    reopenable_in,
    section_of,
    standing_announcement,
    successor_of,
    tied_in,
    unscored_in,
    without_result,
)
from workforce.services import announcements, selections, ties

_FORM = "tambon/form.html"
#: Lines of a board: what a phone can scroll through.
_ON_A_PAGE = 100


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, an empty form too."""
    return request.POST if request.method == "POST" else None


def _round(request: HttpRequest, pk: int) -> Round:
    rows = Round.objects.visible_to(actor(request), to=Can.VIEW_SELECTION)
    return get_object_or_404(rows.select_related("university", "terms"), pk=pk)


def _selection(request: HttpRequest, pk: int) -> Selection:
    rows = Selection.objects.visible_to(actor(request), to=Can.VIEW_SELECTION)
    found: Selection = get_object_or_404(rows.select_related("round__university", "round__terms"), pk=pk)
    return found


@login_required
@require_GET
def selection_detail(request: HttpRequest, round: int) -> HttpResponse:
    """Show the draft or the agreed selection of a round, place by place."""
    user, round_ = actor(request), _round(request, round)
    selection = latest_selection(round_)
    places = places_of(selection) if selection else []
    is_draft = selection is not None and selection.state == SelectionState.DRAFT
    is_ready = round_.phase_at(clock.now()) in selections.READY
    context = {
        "round": round_,
        "is_ready": is_ready,
        "selection": selection,
        "places": [place for place in places if place.applicants],
        "unchosen": [place for place in places if not place.applicants],
        "is_draft": is_draft,
        "totals": {
            "posts": sum(place.posts for place in places),
            "selected": sum(place.selected for place in places),
            "reserve": sum(place.reserve for place in places),
            "tied": sum(place.tied for place in places),
        },
        "unscored": unscored_in(round_) if selection is None or is_draft else 0,
        "came_back": without_result(round_) if selection is not None and not is_draft else 0,
        "announcement": standing_announcement(round_),
        "drawn": (drawn := drawn_up(selection) if selection else None),
        "paper": paper_of(drawn) if drawn else None,
        "announced": announcement_of(selection) if selection is not None else None,
        "to_reopen": reopenable_in(round_) if user.has_perm(Can.SELECT, round_) else None,
        "may_select": is_ready and user.has_perm(Can.SELECT, round_),
        "may_score": user.has_perm(Can.SCORE_APPLICATION, round_),
        "may_announce": user.has_perm(Can.ANNOUNCE, round_),
    }
    return render(request, "workforce/selection_detail.html", context)


@login_required
@require_GET
def selection_place(request: HttpRequest, pk: int, tambon: str, worker_type: str) -> HttpResponse:
    """Show everybody in one tambon and type: place, points, choice and why."""
    selection = _selection(request, pk)
    if worker_type not in WorkerType:
        raise Http404
    section = section_of(selection, tambon, worker_type)
    if not section.seats and not section.posts:
        raise Http404
    may_change = selection.state == SelectionState.DRAFT and actor(request).has_perm(Can.SELECT, selection)
    context = {
        "selection": selection,
        "section": section,
        "decisions": decisions_in(section),
        "may_decide": may_change and bool(section.tied),
        "may_take_back": may_change and section.is_decided,
    }
    return render(request, "workforce/selection_place.html", context)


@login_required
@require_POST
def selection_make(request: HttpRequest, round: int) -> HttpResponse:
    round_ = _round(request, round)
    _told(request, lambda: selections.make(round=round_, by=actor(request)), _("The selection is computed."))
    return redirect("selection-detail", round=round)


@login_required
@require_POST
def selection_agree(request: HttpRequest, pk: int) -> HttpResponse:
    selection = _selection(request, pk)
    said = _("Agreed. The result is locked; announce it next.")
    _told(request, lambda: selections.agree(selection=selection, by=actor(request)), said)
    return redirect("selection-detail", round=selection.round_id)


@login_required
@require_POST
def selection_drop(request: HttpRequest, pk: int) -> HttpResponse:
    selection = _selection(request, pk)
    _told(request, lambda: selections.drop(selection=selection, by=actor(request)), _("The draft is dropped."))
    return redirect("selection-detail", round=selection.round_id)


@login_required
@require_http_methods(["GET", "POST"])
def selection_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, selection = actor(request), _selection(request, pk)
    require(user, Can.SELECT, selection)
    form = ReopenForm(_posted(request))
    if attempt(form, lambda: selections.reopen(selection=selection, by=user, **form.cleaned_data)):
        messages.success(request, _("Opened again. Correct what was wrong, then compute the selection anew."))
        return redirect("selection-detail", round=selection.round_id)
    context = {
        "form": form,
        "title": _("Open the result of %(round)s again") % {"round": local_name(selection.round)},
        "button": _("Open the result again"),
        "back": {"url": reverse("selection-detail", args=[selection.round_id]), "name": _("Selection")},
    }
    return render(request, _FORM, context, status=status_of(form))


def _told(request: HttpRequest, act: Any, said: str) -> None:
    try:
        act()
        messages.success(request, said)
    except DomainError as error:
        messages.error(request, str(error))


@login_required
@require_http_methods(["GET", "POST"])
def selection_tie(request: HttpRequest, pk: int, tambon: str, worker_type: str) -> HttpResponse:
    user, selection = actor(request), _selection(request, pk)
    require(user, Can.SELECT, selection)
    lines = list(tied_in(selection, tambon, worker_type))
    if not lines:
        messages.info(request, _("There is no tie to decide here any more."))
        return redirect("selection-detail", round=selection.round_id)
    named = [(line.application_id, f"{line.application.number:05d} {line.application.person}") for line in lines]
    form = TieForm(_posted(request), tied=named)
    if attempt(
        form,
        lambda: ties.decide(
            selection=selection, tambon=tambon, worker_type=worker_type, order=form.order(),
            reason=form.cleaned_data["reason"], by=user,
        ),
    ):  # fmt: skip
        messages.success(request, _("The order is stored and the selection computed anew."))
        return redirect("selection-place", pk=pk, tambon=tambon, worker_type=worker_type)
    context = {
        "button": _("Store the order"),
        "form": form,
        "selection": selection,
        "section": section_of(selection, tambon, worker_type),
        "total": lines[0].total,
    }
    return render(request, "workforce/selection_tie.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def selection_tie_withdraw(request: HttpRequest, pk: int, tambon: str, worker_type: str) -> HttpResponse:
    user, selection = actor(request), _selection(request, pk)
    require(user, Can.SELECT, selection)
    if not decided_in(selection, tambon, worker_type).exists():
        messages.info(request, _("There is no decided tie here any more."))
        return redirect("selection-detail", round=selection.round_id)
    form = TakeBackForm(_posted(request))
    if attempt(
        form,
        lambda: ties.withdraw(
            selection=selection, tambon=tambon, worker_type=worker_type, reason=form.cleaned_data["reason"], by=user
        ),
    ):
        messages.success(request, _("The order is taken back and the selection computed anew. Decide the tie again."))
        return redirect("selection-place", pk=pk, tambon=tambon, worker_type=worker_type)
    section = section_of(selection, tambon, worker_type)
    context = {
        "form": form,
        "title": _("Take back the decided order: %(place)s") % {"place": f"{section.name} · {section.type_name}"},
        "button": _("Take the order back"),
        "back": way_back("selection-place", section.name, pk, tambon, worker_type),
    }
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def selection_announce(request: HttpRequest, pk: int) -> HttpResponse:
    user, selection = actor(request), _selection(request, pk)
    require(user, Can.ANNOUNCE, selection)
    if selection.state != SelectionState.AGREED:
        messages.error(request, _("Only an agreed selection is announced."))
        return redirect("selection-detail", round=selection.round_id)
    form = AnnounceForm(_posted(request), university=selection.round.university)
    announcement = attempt(
        form, lambda: announcements.draw_up(selection=selection, notice=_notice(request, form), by=user)
    )
    if announcement is not None:
        messages.success(request, _("The announcement is drawn up. Let it be signed, then publish it."))
        return redirect("selection-detail", round=selection.round_id)
    context = {"form": form, "title": _("Announce the result of %(round)s") % {"round": local_name(selection.round)}}
    return render(request, _FORM, context | {"button": _("Draw up")}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def announcement_publish(request: HttpRequest, pk: str) -> HttpResponse:
    """Publish an announcement that is signed; where nothing here shows that, who publishes says so."""
    user, announcement = actor(request), _announcement(request, pk)
    require(user, Can.ANNOUNCE, announcement)
    if announcement.published_at is not None:
        return redirect("selection-detail", round=announcement.round_id)
    form = PublishForm(_posted(request), is_signed=is_signed(announcement))

    def publish() -> Announcement:
        day = form.cleaned_data.get("ink_signed_on")
        return announcements.publish(announcement=announcement, ink_signed_on=day, by=user)

    if attempt(form, publish):
        messages.success(request, _("Announced. Everybody in the selection is told."))
        return redirect("announcement-detail", pk=pk)
    context = {
        "form": form,
        "title": _("Publish announcement %(number)s") % {"number": announcement.document_number},
        "button": _("Publish"),
        "back": reverse("selection-detail", args=[announcement.round_id]),
    }
    return render(request, _FORM, context, status=status_of(form))


def _notice(request: HttpRequest, form: AnnounceForm) -> announcements.Notice:
    data = form.cleaned_data
    return announcements.Notice(
        expires_at=data["expires_at"], appeals_until=data["appeals_until"], signers=form.lines(),
        site=request.build_absolute_uri("/"), number=data["number"],
    )  # fmt: skip


@require_GET
def announcement_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a result to everybody while it stands; numbers, and names as the round allows."""
    if (newer := successor_of(pk)) is not None:
        return redirect("announcement-detail", pk=newer.pk)
    announcement = _standing(pk)
    user = request.user
    form = BoardForm(request.GET or None, shows_names=announcement.shows_names)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    lines = board_of(announcement, wanted)
    page = page_of(lines, order="spot", size=_ON_A_PAGE, token=request.GET.get("cursor", ""))
    context = {
        "announcement": announcement,
        "round": announcement.round,
        "form": form,
        "wanted": wanted,
        "page": page,
        "places": places_with_result(page.rows),
        "paper": paper_of(announcement),
        "takes_appeals": clock.now() < announcement.appeals_until,
        "is_signed": is_signed(announcement),
        "reserve_until": reserve_until(announcement),
        "may_see_paper": user.is_authenticated and user.has_perm(Can.VIEW_SELECTION, announcement),
        "may_withdraw": user.is_authenticated and user.has_perm(Can.ANNOUNCE, announcement),
    }
    return render(request, "workforce/announcement_detail.html", context)


@require_GET
def announcement_paper(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Hand the paper of a standing announcement to everybody, the signed scan where there is one."""
    paper = paper_of(_standing(pk))
    if paper is None:
        raise Http404
    file = paper.scan or paper.pdf
    return FileResponse(files.opened(file), filename=file.name, content_type=file.media_type)


@login_required
@require_http_methods(["GET", "POST"])
def announcement_withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    user, announcement = actor(request), _announcement(request, pk)
    require(user, Can.ANNOUNCE, announcement)
    form = ReasonForm(_posted(request))
    reason = form["reason"].value() or ""
    if attempt(form, lambda: announcements.withdraw(announcement=announcement, reason=reason, by=user)):
        messages.success(request, _("The announcement is taken down."))
        return redirect("selection-detail", round=announcement.round_id)
    context = {
        "form": form,
        "title": _("Take down announcement %(number)s") % {"number": announcement.document_number},
        "button": _("Take down"),
        "back": reverse("selection-detail", args=[announcement.round_id]),
    }
    return render(request, _FORM, context, status=status_of(form))


def _announcement(request: HttpRequest, pk: str) -> Announcement:
    rows = Announcement.objects.visible_to(actor(request), to=Can.VIEW_SELECTION).select_related("round__university")
    found: Announcement = get_object_or_404(rows, pk=pk)
    return found


def _standing(pk: str) -> Announcement:
    rows = Announcement.objects.public().select_related("round__university", "round__terms", "selection")
    return get_object_or_404(rows, pk=pk)
