"""Who may see what: the matrix, one area, grants by hand, the audit trail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon import grantable
from tambon.filters.people import AuditFilterSet
from tambon.forms.people import EraseForm, GrantForm, ReasonForm
from tambon.models import Area, GrantTerm, User
from tambon.permissions import Can
from tambon.selectors import people as selectors
from tambon.services import erasing, grants
from tambon.tables.people import AuditTable, ReachingTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import reach, require
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import AuditEvent
from u2t.core.permissions import Can as Core

_FORM = "tambon/form.html"
AUDIT = register(
    ListSpec(
        name="tambon.audit",
        title=gettext_lazy("Audit trail"),
        table=AuditTable,
        filterset=AuditFilterSet,
        rows=lambda user: AuditEvent.objects.visible_to(user, to=Core.VIEW_AUDIT),
        empty=gettext_lazy("No event was found. Change the filters and look again."),
    )
)

REACHING = register(
    ListSpec(
        name="tambon.reaching",
        title=gettext_lazy("Who can see this area"),
        table=ReachingTable,
        rows=selectors.reaching,
        empty=gettext_lazy("Nobody answers for this area yet."),
    )
)


@login_required
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Core.VIEW_AUDIT)
    context = {"may_erase": bool(reach(actor(request), Core.ERASE_REVISION))}
    return list_page(request, AUDIT, template="tambon/audit_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def audit_erase(request: HttpRequest) -> HttpResponse:
    """Erase what the trail holds of a person, for a reason."""
    user = actor(request)
    require(user, Core.ERASE_REVISION)
    form = EraseForm(request.POST or None)

    def act() -> int:
        asked = form.cleaned_data
        return erasing.erase(row=erasing.Row(asked["model"], asked["key"]), reason=asked["reason"], by=user)

    if count := attempt(form, act):
        messages.success(request, _("Erased from the trail: personal values of %(count)s events.") % {"count": count})
        return redirect("audit-list")
    context = {"form": form, "title": _("Erase personal values from the trail"), "button": _("Erase for ever")}
    context["back"] = way_back("audit-list", _("Audit trail"))
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_GET
def access_matrix(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.VIEW_ACCESS)
    columns, rows = selectors.matrix()
    return render(request, "tambon/access_matrix.html", {"roles": columns, "rows": rows})


@login_required
@require_GET
def access_area(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_ACCESS)
    area = get_object_or_404(Area.objects.visible_to(user, to=Can.VIEW_AREA), pk=code)
    context = {"area": area, "grants": selectors.grants_reaching(area=area)}
    return list_page(
        request, REACHING, arguments={"area": area.code}, template="tambon/access_area.html", context=context
    )


@login_required
@require_http_methods(["GET", "POST"])
def grant_give(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    require(user, Can.GIVE_GRANT)
    person = get_object_or_404(User.objects.visible_to(user, to=Can.VIEW_USER).filter(is_system=False), pk=pk)
    form = GrantForm(request.POST or None)
    if attempt(form, lambda: _grant(form, person, user)):
        messages.success(request, _("The grant holds until the day you chose."))
        return redirect("user-detail", pk=person.pk)
    title = _("Let %(person)s see one thing more") % {"person": person}
    context = {"form": form, "title": title, "button": _("Grant")}
    context["back"] = way_back("user-detail", person, person.pk)
    return render(request, _FORM, context, status=status_of(form))


def _grant(form: GrantForm, person: User, by: User) -> GrantTerm:
    asked = form.cleaned_data
    target = grantable.row_of(permission=asked["permission"], key=asked["target"], by=by)
    term = grants.Term(asked["ends_on"], asked["reason"])
    return grants.give(user=person, permission=asked["permission"], target=target, term=term, by=by)


@login_required
@require_http_methods(["GET", "POST"])
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    require(user, Can.GIVE_GRANT)
    grant = get_object_or_404(selectors.grants_for(user), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        grants.revoke(grant=grant, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, _("The grant was revoked."))
        return redirect("user-detail", pk=grant.user_id)
    context = {"form": form, "title": _("Revoke the grant of %(person)s") % {"person": grant.user}}
    context["back"] = way_back("user-detail", grant.user, grant.user_id)
    return render(request, _FORM, context | {"button": _("Revoke")}, status=status_of(form))
