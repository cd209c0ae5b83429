"""Accounts of people who were hired without one: invite them, or join them to the account they have."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tambon.selectors.names import full_names
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import require
from workforce.days import written
from workforce.forms.people import AddressForm, CorrectionForm, FormerForm, InviteForm, JoinForm
from workforce.models import Person, Round
from workforce.permissions import Can
from workforce.selectors.people import may_keep
from workforce.services import accounts, identities, people, returning

_FORM = "workforce/person_account.html"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    user, person = actor(request), _without_account(request, pk)
    form = InviteForm(request.POST or None, initial={"email": person.email})
    site = request.build_absolute_uri("/")
    sent = attempt(form, lambda: accounts.invite(person=person, email=form.cleaned_data["email"], site=site, by=user))
    if sent is not None:
        return render(request, "tambon/invitation_sent.html", {"sent": sent})
    title = _("Invite %(person)s to open an account") % {"person": person}
    context = {"form": form, "person": person, "title": title, "button": _("Send the invitation")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@never_cache
@require_POST
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    person = get_object_or_404(Person.objects.visible_to(user, to=Can.CHANGE_PERSON), pk=pk)
    sent = accounts.invite_again(person=person, site=request.build_absolute_uri("/"), by=user)
    return render(request, "tambon/invitation_sent.html", {"sent": sent})


@login_required
@require_http_methods(["GET", "POST"])
def person_join(request: HttpRequest, pk: int) -> HttpResponse:
    user, person = actor(request), _without_account(request, pk)
    form = JoinForm(request.POST or None)
    if attempt(form, lambda: accounts.join(person=person, account=form.cleaned_data["username"], by=user)):
        messages.success(request, _("The account is joined; it sees what the work needs."))
        return redirect("person-detail", pk=pk)
    title = _("Join %(person)s to an account") % {"person": person}
    context = {"form": form, "person": person, "title": title, "button": _("Join")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def person_address(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    person = get_object_or_404(Person.objects.visible_to(user, to=Can.CHANGE_PERSON), pk=pk)
    if not may_keep(person, user):
        raise PermissionDenied
    known = {name: getattr(person, name) for name in ("registered_address", "current_address")}
    form = AddressForm(request.POST or None, initial=known)

    def entered() -> Person:
        return people.set_address(person=person, addresses=dict(form.cleaned_data), by=user)

    if attempt(form, entered):
        messages.success(request, _("The address is stored."))
        return redirect("person-detail", pk=pk)
    title = _("Address of %(person)s") % {"person": person}
    context = {"form": form, "person": person, "title": title, "button": _("Store")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def person_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who somebody is, by what was seen."""
    user = actor(request)
    person = get_object_or_404(Person.objects.visible_to(user, to=Can.CORRECT_PERSON), pk=pk)
    if person.user_id == user.pk:
        raise PermissionDenied
    known = {
        name: getattr(person, name) for name in identities.FIELDS if name not in {"born", "national_id", "domicile"}
    }
    if user.has_perm(Can.CHANGE_PERSON, person):  # who answers for the nation corrects what is not shown there
        known["born"] = written(person.born_on, person.birth_precision)
    known["domicile"] = full_names([person.domicile_id])[person.domicile_id] if person.domicile_id else ""
    form = CorrectionForm(request.POST or None, initial=known)

    def corrected() -> Person:
        return identities.correct(person=person, given=form.given(), proof=form.proof(), by=user)

    if attempt(form, corrected):
        messages.success(request, _("The person is corrected and told."))
        return redirect("person-detail", pk=pk)
    title = _("Correct who %(person)s is") % {"person": person}
    context = {"form": form, "person": person, "title": title, "button": _("Correct")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def round_join_former(request: HttpRequest, pk: int) -> HttpResponse:
    """Join the record of somebody who worked elsewhere to the account that applies in a round."""
    user = actor(request)
    round_ = get_object_or_404(Round.objects.visible_to(user, to=Can.VIEW_ROUND).select_related("university"), pk=pk)
    require(user, Can.CHANGE_ROUND, round_)
    form = FormerForm(request.POST or None)

    def joined() -> Person:
        data = form.cleaned_data
        card = returning.Card(data["national_id"], data["evidence"])
        return returning.join_former(round=round_, account=data["username"], card=card, by=user)

    if attempt(form, joined):
        messages.success(request, _("Joined: the applicant goes on writing. The university of before is told."))
        return redirect("round-detail", pk=pk)
    title = _("Somebody who worked before applies anew")
    context = {"form": form, "round": round_, "title": title, "button": _("Join to the account")}
    return render(request, "workforce/round_join_former.html", context, status=status_of(form))


def _without_account(request: HttpRequest, pk: int) -> Person:
    rows = Person.objects.visible_to(actor(request), to=Can.CHANGE_PERSON).filter(user=None)
    found: Person = get_object_or_404(rows, pk=pk)
    return found
