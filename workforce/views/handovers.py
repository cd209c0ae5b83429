"""Pages of hand-overs: plan, read, change, record, correct, print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import Area, Programme, User
from tambon.selectors.names import short_name
from tambon.views.answers import actor, attempt, status_of
from u2t.core import files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from workforce.choices import HandoverState
from workforce.filters.handovers import HandoverFilterSet
from workforce.forms.handovers import (
    ConfirmForm,
    CorrectionForm,
    NewHandoverForm,
    PeopleForm,
    ReceiptForm,
    RecordForm,
    TakeOffForm,
    WhoseForm,
)
from workforce.forms.training import ReasonForm
from workforce.models import Handover
from workforce.permissions import Can
from workforce.selectors.handovers import agencies_for, handovers_of, is_of_agency, lines_of, record_of, waiting_in
from workforce.selectors.said import is_outdated
from workforce.selectors.sheets import Order
from workforce.selectors.training import plan_for
from workforce.services import confirmations, handovers, papers, readings
from workforce.services.handovers import Plan
from workforce.tables.handovers import HandoverTable

HANDOVERS = register(
    ListSpec(
        name="workforce.handovers",
        title=gettext_lazy("Hand-overs"),
        table=HandoverTable,
        filterset=HandoverFilterSet,
        rows=handovers_of,
        empty=gettext_lazy("No hand-over was found. People are handed over to an agency after the orientation."),
    )
)
_FORM = "workforce/handover_form.html"
_FIRST = ("held_on", "place", "received_by", "received_position", "note", "version")


@login_required
@require_GET
def handover_list(request: HttpRequest) -> HttpResponse:
    context = {"may_plan": actor(request).has_perm(Can.CHANGE_HANDOVER)}
    return list_page(request, HANDOVERS, template="workforce/handover_list.html", context=context)


@login_required
@require_GET
def handover_new(request: HttpRequest) -> HttpResponse:
    """Ask whose people; the next page offers those who wait."""
    user = actor(request)
    require(user, Can.CHANGE_HANDOVER)
    choice = plan_for(user, permission=Can.CHANGE_HANDOVER)
    form = WhoseForm(request.GET or None, universities=choice.universities, tambons=choice.tambons)
    if form.is_valid():
        data = form.cleaned_data
        return redirect("handover-create", data["programme"].pk, data["university"].pk, data["tambon"].pk)
    return render(request, "workforce/handover_new.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def handover_create(request: HttpRequest, programme: str, university: str, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_HANDOVER)
    choice = plan_for(user, permission=Can.CHANGE_HANDOVER)
    tambon = get_object_or_404(Area.objects.filter(pk__in=choice.tambons), pk=code)
    held_by = get_object_or_404(choice.universities, pk=university)
    found = get_object_or_404(Programme, pk=programme)
    people = waiting_in(tambon=tambon, programme=found, university=held_by, user=user)
    form = NewHandoverForm(request.POST or None, agencies=agencies_for(tambon), people=people)

    def plan() -> Handover:
        data = form.cleaned_data
        wanted = Plan(found, held_by, tambon, data["agency"], data["held_on"], data["place"])
        return handovers.plan(plan=wanted, contracts=data["contracts"], by=user)

    handover = attempt(form, plan)
    if handover is not None:
        messages.success(request, _("The hand-over is planned. The people and the agency are told."))
        return redirect("handover-detail", pk=handover.pk)
    context = {"form": form, "title": _("Hand over the people of %(tambon)s") % {"tambon": short_name(tambon)}}
    context |= {"button": _("Plan"), "nobody": not people, "no_agency": not agencies_for(tambon).exists()}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_GET
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, handover = actor(request), _handover(request, pk)
    paper = record_of(handover, user=user)
    is_wanted = paper is None or is_outdated(paper)
    context = {
        "handover": handover,
        "lines": lines_of(handover, user=user),
        "paper": paper,
        "is_done": handover.state == HandoverState.DONE,
        "may_change": user.has_perm(Can.CHANGE_HANDOVER, handover),
        "may_print": is_wanted and user.has_perm(Can.CHANGE_PAPER, handover.university),
        "may_confirm": handover.state == HandoverState.DONE and user.has_perm(Can.CONFIRM_HANDOVER, handover),
    }
    return render(request, "workforce/handover_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def handover_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user, handover = _changing(request, pk)
    people = waiting_in(
        tambon=handover.tambon, programme=handover.programme, university=handover.university, user=user, but=handover
    )
    first = {
        "held_on": handover.held_on,
        "place": handover.place,
        "contracts": list(handover.lines.values_list("contract", flat=True)),
    }
    form = PeopleForm(request.POST or None, people=people, initial=first)
    if attempt(form, lambda: handovers.amend(handover=handover, by=user, **form.cleaned_data)):
        messages.success(request, _("The hand-over is corrected."))
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Correct the planned hand-over"), _("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_drop(request: HttpRequest, pk: int) -> HttpResponse:
    user, handover = _changing(request, pk)
    form = ReasonForm(request.POST or None)

    def drop() -> bool:
        handovers.drop(handover=handover, reason=form.cleaned_data["reason"], by=user)
        return True

    if attempt(form, drop):
        messages.success(request, _("The planned hand-over is dropped."))
        return redirect("handover-list")
    return _form(request, form, handover, _("Drop the planned hand-over"), _("Drop"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_finish(request: HttpRequest, pk: int) -> HttpResponse:
    user, handover = _changing(request, pk)
    form = ReceiptForm(request.POST or None, request.FILES or None, initial=_first(handover))

    def finish() -> Handover:
        return handovers.finish(
            handover=handover, receipt=form.receipt(), by=user, version=form.cleaned_data["version"]
        )

    if attempt(form, finish):
        messages.success(request, _("The hand-over is recorded. The people now sit at the agency."))
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Record the hand-over"), _("Record the hand-over"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_correct(request: HttpRequest, pk: int) -> HttpResponse:
    user, handover = _changing(request, pk)
    form = CorrectionForm(request.POST or None, request.FILES or None, initial=_first(handover))

    def correct() -> Handover:
        data = form.cleaned_data
        return handovers.correct(
            handover=handover, receipt=form.receipt(), reason=data["reason"], by=user, version=data["version"]
        )

    if attempt(form, correct):
        messages.success(request, _("The record is corrected."))
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Correct the record"), _("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off who was listed by mistake."""
    user, handover = _changing(request, pk)
    lines = list(lines_of(handover, user=user))
    form = TakeOffForm(request.POST or None, lines=lines, initial={"version": handover.version})
    done = attempt(form, lambda: handovers.take_off(handover=handover, by=user, **form.cleaned_data))
    if done is not None:
        left = _("Taken off. The person is told, and no longer sits at the agency.")
        stays = _(
            "Taken off, and the person is told. The place of work is unchanged: the person sat there before, or work "
            "is recorded there to the end. If it is wrong, correct it on the page of the contract."
        )
        messages.success(request, left if done.has_left else stays)
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Take somebody off the list"), _("Take off"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the record with the list of people to sign."""
    user, handover = actor(request), _handover(request, pk)
    require(user, Can.CHANGE_PAPER, handover.university)
    form = RecordForm(request.POST or None, handover=handover)
    site = request.build_absolute_uri("/")
    to = handover.agency.name_th  # a paper is in Thai

    def issue() -> object:
        data = form.cleaned_data
        order = Order("handover", handover, data["on"], form.lines(), site, data["to"] or to)
        return papers.issue(order=order, by=user)

    if attempt(form, issue):
        messages.success(request, _("The papers are issued."))
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Record to be signed"), _("Issue"))


@login_required
@require_http_methods(["GET", "POST"])
def handover_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for the agency whom it received, and who did not appear."""
    user, handover = actor(request), _handover(request, pk)
    require(user, Can.CONFIRM_HANDOVER, handover)
    is_agency = is_of_agency(handover, user=user)
    lines = list(lines_of(handover, user=user))
    form = ConfirmForm(request.POST or None, handover=handover, lines=lines, is_of_agency=is_agency)

    def confirm() -> Handover:
        data = form.cleaned_data
        return confirmations.confirm(
            handover=handover, said=form.said(), by=user, reason=data.get("reason", ""), version=data["version"]
        )

    if attempt(form, confirm):
        messages.success(request, _("Thank you: it is confirmed whom the agency received."))
        return redirect("handover-detail", pk=pk)
    return _form(request, form, handover, _("Confirm whom the agency received"), _("Confirm"))


@login_required
@require_POST
def handover_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the agency that it has not confirmed."""
    user, handover = _changing(request, pk)
    try:
        confirmations.remind(handover=handover, by=user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The agency was reminded today."))
    return redirect("handover-detail", pk=pk)


@login_required
@require_GET
def handover_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photo; that it was opened is remembered."""
    handover = _handover(request, pk)
    if handover.photo is None:
        raise Http404
    readings.open_photo(handover=handover, by=actor(request))
    response = FileResponse(files.opened(handover.photo), content_type=handover.photo.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


def _handover(request: HttpRequest, pk: int) -> Handover:
    return get_object_or_404(handovers_of(actor(request)), pk=pk)


def _changing(request: HttpRequest, pk: int) -> tuple[User, Handover]:
    user, handover = actor(request), _handover(request, pk)
    require(user, Can.CHANGE_HANDOVER, handover)
    return user, handover


def _first(handover: Handover) -> dict[str, object]:
    return {name: getattr(handover, name) for name in _FIRST}


def _form(request: HttpRequest, form: Form, handover: Handover, title: str, button: str) -> HttpResponse:
    context = {"form": form, "handover": handover, "title": title, "button": button, "has_file": form.is_multipart()}
    return render(request, _FORM, context, status=status_of(form))
