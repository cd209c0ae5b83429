"""People, their roles and invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.filters.people import UserFilterSet
from tambon.forms.people import AcceptForm, EndForm, InviteForm, OfferForm, ReasonForm
from tambon.models import Invitation, Membership, User
from tambon.permissions import Can
from tambon.selectors import people as selectors
from tambon.selectors.choosing import places_offered
from tambon.selectors.giving import may_join, require_invitation
from tambon.services import invitations, memberships, people
from tambon.tables.people import UserTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import reach, require, roles
from u2t.core.lists import ListSpec, list_page, register

PEOPLE = register(
    ListSpec(
        name="tambon.people",
        title=gettext_lazy("People and roles"),
        table=UserTable,
        filterset=UserFilterSet,
        rows=selectors.people_for,
        empty=gettext_lazy("Nobody was found. Change the filters, or invite somebody."),
    )
)
_FORM = "tambon/form.html"


@login_required
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.VIEW_MEMBERSHIP)
    context = {
        "may_invite": bool(reach(request.user, Can.GIVE_MEMBERSHIP)),
        "may_view_access": bool(reach(request.user, Can.VIEW_ACCESS)),
    }
    return list_page(request, PEOPLE, template="tambon/user_list.html", context=context)


@login_required
@require_GET
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    person = _person(request, pk)
    held = selectors.memberships_shown(person=person, user=user)
    context = {
        "person": person,
        "is_own": person == user,
        "may_list": bool(reach(user, Can.GIVE_MEMBERSHIP)),
        "memberships": held,
        "sights": selectors.sights_of(held),
        "grants": selectors.grants_of(person=person, user=user),
        "invitation": selectors.invitation_of(person=person, user=user),
        "may_give": bool(reach(user, Can.GIVE_MEMBERSHIP)) and person != user,
        "may_end": bool(reach(user, Can.END_MEMBERSHIP)),
        "may_view_access": bool(reach(user, Can.VIEW_ACCESS)),
        "may_grant": bool(reach(user, Can.GIVE_GRANT)) and person != user,
        "may_change": user.has_perm(Can.CHANGE_USER, person) and person != user,
    }
    return render(request, "tambon/user_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def user_invite(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.GIVE_MEMBERSHIP)
    form = InviteForm(request.POST or None, giver=user)
    site = request.build_absolute_uri("/")
    sent = attempt(form, lambda: invitations.invite(person=form.person(), offer=form.offer(), site=site, by=user))
    if sent is not None:
        return render(request, "tambon/invitation_sent.html", {"sent": sent})
    context = {"form": form, "title": _("Invite a person"), "button": _("Send the invitation")}
    context["back"] = way_back("user-list", _("People and roles"))
    return render(
        request, "tambon/offer_form.html", context | {"places": places_offered(user=user)}, status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "POST"])
def membership_give(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    person = _person(request, pk)
    require(user, Can.GIVE_MEMBERSHIP)
    form = OfferForm(request.POST or None, giver=user)
    if attempt(form, lambda: memberships.give(user=person, offer=form.offer(), by=user)):
        messages.success(request, _("The role was given."))
        return redirect("user-detail", pk=person.pk)
    context = {"form": form, "title": _("Give a role to %(person)s") % {"person": person}, "button": _("Give the role")}
    context["back"] = way_back("user-detail", person, person.pk)
    return render(
        request, "tambon/offer_form.html", context | {"places": places_offered(user=user)}, status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "POST"])
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    membership = get_object_or_404(Membership.objects.visible_to(user, to=Can.VIEW_MEMBERSHIP), pk=pk)
    require(user, Can.END_MEMBERSHIP, membership)
    form = EndForm(request.POST or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if attempt(form, lambda: memberships.end(membership=membership, on=data["on"], reason=data["reason"], by=user)):
        messages.success(request, _("The role ends on the day you chose."))
        return redirect("user-detail", pk=membership.user_id)
    shown = {"role": roles()[membership.role].name, "person": membership.user}
    context = {"form": form, "title": _("End the role “%(role)s” of %(person)s") % shown, "button": _("End the role")}
    context["back"] = way_back("user-detail", membership.user, membership.user_id)
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    person = _person(request, pk)
    require(user, Can.CHANGE_USER, person)
    form = ReasonForm(request.POST or None)
    change = people.deactivate if person.is_active else people.activate
    if attempt(form, lambda: change(user=person, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("The account was changed."))
        return redirect("user-detail", pk=person.pk)
    title = _("Close the account of %(person)s") if person.is_active else _("Open the account of %(person)s again")
    button = _("Close the account") if person.is_active else _("Open the account")
    context = {"form": form, "title": title % {"person": person}, "button": button}
    context["back"] = way_back("user-detail", person, person.pk)
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_POST
def invitation_renew(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(user, to=Can.GIVE_MEMBERSHIP), pk=pk)
    sent = invitations.renew(invitation=invitation, site=request.build_absolute_uri("/"), by=user)
    return render(request, "tambon/invitation_sent.html", {"sent": sent})


@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(user, to=Can.GIVE_MEMBERSHIP), pk=pk)
    invitations.withdraw(invitation=invitation, by=user)
    messages.success(request, _("The invitation was withdrawn; its link no longer works."))
    return redirect("user-list")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = require_invitation(secret=secret)
    if may_join(invitation, request.user):
        return _join(request, invitation, secret)
    form = AcceptForm(request.POST or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if attempt(
        form,
        lambda: invitations.accept(
            secret=secret, username=data["username"], password=data["password"], by=request.user
        ),
    ):
        messages.success(request, _("Your account is open. Sign in with the username and password you chose."))
        return redirect("account_login")
    membership = invitation.membership
    context = {
        "form": form,
        "membership": membership,
        "person": membership.user,
        "is_held": invitation.email and not invitation.is_for_work,
    }
    return render(request, "tambon/invitation_accept.html", context, status=status_of(form))


def _join(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """Let somebody who signed up by the address take the role with that account."""
    if request.method == "POST":
        invitations.join(secret=secret, by=actor(request))
        messages.success(request, _("The role is yours from now on, with the account you have."))
        return redirect("home")
    context = {"membership": invitation.membership, "person": actor(request), "joins": True}
    return render(request, "tambon/invitation_accept.html", context)


@login_required
@require_GET
def user_own(request: HttpRequest) -> HttpResponse:
    """Show what the user's own roles allow: everybody may know that of themselves."""
    user = actor(request)
    held = selectors.memberships_of(user)
    context = {
        "person": user,
        "is_own": True,
        "may_list": bool(reach(user, Can.GIVE_MEMBERSHIP)),
        "memberships": held,
        "sights": selectors.sights_of(held),
    }
    return render(request, "tambon/user_detail.html", context)


def _person(request: HttpRequest, pk: int) -> User:
    rows = User.objects.visible_to(actor(request), to=Can.VIEW_USER).filter(is_system=False)
    person: User = get_object_or_404(rows, pk=pk)
    return person
