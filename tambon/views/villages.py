"""Villages and urban communities of a tambon or municipality: seen, added, renamed, closed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.choices import Level
from tambon.filters.areas import VillageFilterSet
from tambon.forms.villages import CloseForm, RenameForm, VillageForm
from tambon.models import Area
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors.villages import local_places_of, villages_of
from tambon.services import villages
from tambon.tables.areas import VillageTable
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import Actor, require
from u2t.core.lists import ListSpec, list_page, register

VILLAGES = register(
    ListSpec(
        name="tambon.villages",
        title=gettext_lazy("Villages and communities"),
        table=VillageTable,
        rows=villages_of,
        filterset=VillageFilterSet,
        empty=gettext_lazy("No village or community is entered here yet."),
    )
)


@login_required
@require_GET
def village_list(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    parent = _parent(user, code)
    context = {"parent": parent, "may_add": user.has_perm(Can.CHANGE_VILLAGE, parent)}
    return list_page(
        request, VILLAGES, arguments={"parent": parent.code}, template="tambon/village_list.html", context=context
    )


@login_required
@require_http_methods(["GET", "POST"])
def village_add(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    parent = _parent(user, code)
    require(user, Can.CHANGE_VILLAGE, parent)
    form = VillageForm(request.POST or None)
    if form.is_bound and (made := attempt(form, lambda: villages.add(by=user, parent=parent, entry=form.entry()))):
        messages.success(request, _("Entered: %(village)s.") % {"village": made})
        return redirect("village-list", code=code)
    title = _("Add a village or community")
    context = {"form": form, "parent": parent, "title": title, "button": _("Add")}
    return render(request, "tambon/village_add.html", context, status=status_of(form))


@login_required
@require_GET
def village_detail(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _village(actor(request), code))


@login_required
@require_POST
def village_rename(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    village, form = _village(user, code), RenameForm(request.POST)
    require(user, Can.CHANGE_VILLAGE, village)
    if attempt(form, lambda: villages.rename(by=user, village=village, name=form.cleaned_data["name"])):
        messages.success(request, _("Renamed."))
        return redirect("village-detail", code=code)
    return _page(request, village, rename=form)


@login_required
@require_POST
def village_close(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    village, form = _village(user, code), CloseForm(request.POST)
    require(user, Can.CHANGE_VILLAGE, village)
    if attempt(form, lambda: villages.close(by=user, village=village, reason=form.cleaned_data["reason"])):
        messages.success(request, _("Closed. Its figures and its code stay."))
        return redirect("village-detail", code=code)
    return _page(request, village, close=form)


def _page(
    request: HttpRequest, village: Area, *, rename: RenameForm | None = None, close: CloseForm | None = None
) -> HttpResponse:
    context = {
        "village": village,
        "may_change": village.abolished_on is None and actor(request).has_perm(Can.CHANGE_VILLAGE, village),
        "rename": rename or RenameForm(initial={"name": village.name_th}, auto_id="rename_%s"),
        "close": close or CloseForm(auto_id="close_%s"),
    }
    status = 422 if rename or close else 200
    return render(request, "tambon/village_detail.html", context, status=status)


def _parent(user: Actor, code: str) -> Area:
    found = institutions.areas(user).filter(level__in=[Level.TAMBON, Level.MUNICIPALITY])
    return get_object_or_404(found, code=code)


def _village(user: Actor, code: str) -> Area:
    return get_object_or_404(local_places_of(user), code=code)
