"""People: one with the whole history, those of a tambon, those at an agency, who guides them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import Agency, Area
from tambon.permissions import Can as Where
from tambon.selectors.names import full_name
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import reach, require
from u2t.core.keyset import page_of
from u2t.core.templatetags.u2t import local_name
from workforce.forms.contracts import CapacityForm, LastSupervisionDayForm, LeadForm, NameForm
from workforce.models import Person, Supervision
from workforce.permissions import Can
from workforce.selectors import staffing as selectors
from workforce.selectors.closings import closing_tambons
from workforce.selectors.contracts import contract_at_work, may_join
from workforce.selectors.histories import history_of
from workforce.selectors.papers import address_of, university_of
from workforce.selectors.people import may_keep, waiting_invitation
from workforce.selectors.transfers import account_of
from workforce.services import placements, revealing, supervisions

#: People of an agency on one page.
_PAGE = 200


@login_required
@require_GET
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "workforce/person_detail.html", _person_context(request, pk))


@login_required
@never_cache
@require_POST
def person_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    context = _person_context(request, pk)
    context["national_id"] = revealing.reveal(person=context["person"], by=actor(request))
    return render(request, "workforce/person_detail.html", context)


def _person_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    user = actor(request)
    person = get_object_or_404(
        Person.objects.visible_to(user, to=Can.VIEW_PERSON).select_related("domicile__parent__parent"), pk=pk
    )
    is_at_work = contract_at_work(person, user) is not None
    may_see_account = user.has_perm(Can.VIEW_BANK_ACCOUNT, person)
    may_change = user.has_perm(Can.CHANGE_PERSON, person) and may_keep(person, user)
    return {
        "account": account_of(person.pk) if may_see_account else None,
        "may_see_account": may_see_account,
        "may_enter_account": is_at_work and user.has_perm(Can.CHANGE_BANK_ACCOUNT, person),
        "person": person,
        "history": history_of(person, user=user),
        "may_open_account": person.user_id is None and is_at_work,
        "may_join": person.user_id is None and may_join(person, user),
        "may_correct": person.user_id != user.pk and user.has_perm(Can.CORRECT_PERSON, person),
        "may_invite_again": is_at_work and person.user_id is not None and waiting_invitation(person) is not None,
        "may_change": may_change,
        "lives_at": address_of(person) if may_change else "",
        "may_reveal": bool(person.national_id) and user.has_perm(Can.REVEAL_NATIONAL_ID, person),
    }


@login_required
@require_GET
def tambon_staffing(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_POST)
    tambon = get_object_or_404(Area.objects.visible_to(user, to=Can.VIEW_POST).filter(level="tambon"), code=code)
    programmes = list(selectors.programmes_of(tambon))
    programme = next((one for one in programmes if one.pk == request.GET.get("programme")), None) or next(
        iter(programmes), None
    )
    context = {
        "tambon": tambon,
        "place": full_name(tambon),
        "programme": programme,
        "programmes": programmes,
        "staffing": selectors.staffing_of(tambon, programme, user=user) if programme else None,
        "day": selectors.day_of(programme) if programme else None,
        "may_name": bool(reach(user, Can.CHANGE_SUPERVISION)),
        "may_see_closing": closing_tambons(user).filter(pk=tambon.pk).exists(),
        "may_issue": programme is not None and university_of(tambon=tambon, programme=programme, user=user) is not None,
    }
    return render(request, "workforce/tambon_staffing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def agency_people(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_PLACEMENT)
    agency = get_object_or_404(Agency.objects.visible_to(user, to=Where.VIEW_AGENCY), code=code)
    may_change = user.has_perm(Can.CHANGE_PLACEMENT, agency)
    if request.method == "POST":
        require(user, Can.CHANGE_PLACEMENT, agency)
    form = CapacityForm(request.POST or None)
    if attempt(form, lambda: placements.set_capacity(agency=agency, by=user, **form.cleaned_data)):
        messages.success(request, _("The number of people this agency takes is stored."))
        return redirect("agency-people", code=code)
    capacities = list(selectors.capacities_of(agency))
    placed = selectors.placed_at(agency, user=user)
    page = page_of(placed, order="by_name", size=_PAGE, token=request.GET.get("cursor", ""))
    context = {
        "agency": agency,
        "place": full_name(agency.area),
        "placements": page.rows,
        "page": page,
        "capacities": capacities,
        "is_hidden": any(one.taken for one in capacities),  # type: ignore[attr-defined]  # annotated
        "managers": list(selectors.area_managers_of(agency, user=user)),
        "form": form if may_change else None,
    }
    return render(request, "workforce/agency_people.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def supervision_name(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    tambon = get_object_or_404(Area.objects.visible_to(user, to=Can.VIEW_POST).filter(level="tambon"), code=code)
    where = reach(user, Can.CHANGE_SUPERVISION)
    require(user, Can.CHANGE_SUPERVISION)
    form = NameForm(request.POST or None, user=user, universities=where.universities)
    if attempt(form, lambda: supervisions.name(appointment=_appointment(form, tambon), by=user)):
        messages.success(request, _("The person is named and may see the people of this tambon."))
        return redirect("tambon-staffing", code=code)
    context = {
        "form": form,
        "title": _("Name who guides %(tambon)s") % {"tambon": local_name(tambon)},
        "button": _("Appoint"),
    }
    return render(request, "tambon/form.html", context, status=status_of(form))


def _appointment(form: NameForm, tambon: Area) -> supervisions.Appointment:
    values = dict(form.cleaned_data)
    return supervisions.Appointment(user=values.pop("username"), tambon=tambon, **values)


@login_required
@require_http_methods(["GET", "POST"])
def supervision_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    supervision = _supervision(request, pk)
    require(user, Can.CHANGE_SUPERVISION, supervision)
    form = LastSupervisionDayForm(request.POST or None)
    if attempt(form, lambda: supervisions.end(supervision=supervision, by=user, **form.cleaned_data)):
        messages.success(request, _("The supervision ends on the day you chose."))
        return redirect("tambon-staffing", code=supervision.tambon_id)
    title = _("End the supervision of %(person)s") % {"person": supervision.user}
    context = {"form": form, "title": title, "button": _("End the supervision")}
    return render(request, "tambon/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def supervision_lead(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    supervision = _supervision(request, pk)
    require(user, Can.CHANGE_SUPERVISION, supervision)
    form = LeadForm(request.POST or None)
    if attempt(form, lambda: supervisions.lead(supervision=supervision, by=user, **form.cleaned_data)):
        messages.success(request, _("The lecturer leads from the day you chose."))
        return redirect("tambon-staffing", code=supervision.tambon_id)
    context = {"form": form, "title": _("Let %(person)s lead") % {"person": supervision.user}, "button": _("Let lead")}
    return render(request, "tambon/form.html", context, status=status_of(form))


def _supervision(request: HttpRequest, pk: int) -> Supervision:
    rows = Supervision.objects.visible_to(actor(request), to=Can.VIEW_SUPERVISION).select_related("user", "tambon")
    found: Supervision = get_object_or_404(rows, pk=pk)
    return found
