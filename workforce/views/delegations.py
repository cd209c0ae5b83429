"""Pages of substitutions: who stands in for whom, named and taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import User
from u2t.core.access import reach, require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.delegations import DelegationFilterSet
from workforce.forms.delegations import DelegationForm
from workforce.permissions import Can
from workforce.selectors.delegations import ROLES, approvers_of, delegations_of, universities_as
from workforce.services import delegations
from workforce.tables.delegations import DelegationTable
from workforce.views.answers import actor, settle, status_of

DELEGATIONS = register(
    ListSpec(
        name="workforce.delegations",
        title=gettext_lazy("Who stands in for whom"),
        table=DelegationTable,
        filterset=DelegationFilterSet,
        rows=delegations_of,
        empty=gettext_lazy(
            "Nobody stands in for anybody. Whoever approves reports can name a colleague before a leave."
        ),
    )
)


@login_required
@require_GET
def delegation_list(request: HttpRequest) -> HttpResponse:
    context = {"may_give": actor(request).has_perm(Can.DELEGATE)}
    return list_page(request, DELEGATIONS, template="workforce/delegation_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def delegation_give(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.DELEGATE)
    form = _form(request, user)
    made = settle(form, lambda: delegations.give(standing=form.standing(), by=user))
    if made is not None:
        messages.success(request, _("%(deputy)s stands in, and both are told.") % {"deputy": made.deputy})
        return redirect("delegation-list")
    context = {"form": form, "title": _("Name who stands in"), "button": _("Appoint")}
    return render(request, "workforce/delegation_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a substitution, and take it back."""
    user = actor(request)
    found = get_object_or_404(delegations_of(user), pk=pk)
    if request.method == "POST":
        delegations.end(delegation=found, by=user)
        messages.success(request, _("The substitution is taken back, and both are told."))
        return redirect("delegation-list")
    may_end = not found.is_over and user.has_perm(Can.END_DELEGATION, found)
    return render(request, "workforce/delegation_detail.html", {"delegation": found, "may_end": may_end})


def _form(request: HttpRequest, user: User) -> DelegationForm:
    """Offer the approvers of the universities where the user takes a step, or may name somebody as staff."""
    mine = {role: [one.pk for one in universities_as(user, role)] for role in ROLES}
    own = reach(user, Can.END_DELEGATION).universities
    universities = {*own, *(key for keys in mine.values() for key in keys)}
    roles = [role for role in ROLES if mine[role]]
    return DelegationForm(
        request.POST or None, user=user, people=approvers_of(universities), roles=roles, may_choose=bool(own),
        universities=universities,
    )  # fmt: skip
