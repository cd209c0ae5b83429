"""Lists of work: how they meet, and the editor of the ministry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tambon.views.answers import way_back
from u2t.core.access import require
from workforce.choices import WorkScheme
from workforce.forms.works import AreaForm, ItemForm, NewAreaForm, NewItemForm
from workforce.models import WorkArea, WorkItem
from workforce.permissions import Can
from workforce.selectors.works import crosswalk, items_by_scheme
from workforce.services import works
from workforce.views.answers import actor, settle, status_of


@login_required
@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_TERMS)
    may_change = user.has_perm(Can.CHANGE_WORK)
    context = {
        "crosswalk": crosswalk(),
        "may_change": may_change,
        "schemes": items_by_scheme() if may_change else [],
    }
    return render(request, "workforce/work_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def workarea_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_WORK)
    form = NewAreaForm(request.POST or None)
    if settle(form, lambda: works.add_area(code=form.cleaned_data["code"], names=form.names(), by=user)):
        messages.success(request, _("The area of work is added. Say which entries mean it."))
        return redirect("work-list")
    return _page(request, form, _("Add an area of work"))


@login_required
@require_http_methods(["GET", "POST"])
def workarea_edit(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_WORK)
    area = get_object_or_404(WorkArea, pk=code)
    known = {"name_th": area.name_th, "name_en": area.name_en, "edits": area.edits}
    form = AreaForm(request.POST or None, initial=known)
    if settle(form, lambda: works.change_area(area=area, names=form.names(), edits=form.seen(), by=user)):
        messages.success(request, _("The list of work is changed."))
        return redirect("work-list")
    return _page(request, form, _("Change the area of work"))


@login_required
@require_http_methods(["GET", "POST"])
def workitem_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_WORK)
    form = NewItemForm(request.POST or None, initial={"scheme": request.GET.get("scheme", "")})

    def add() -> WorkItem:
        return works.add_item(scheme=WorkScheme(form.cleaned_data["scheme"]), entry=form.entry(), by=user)

    if settle(form, add):
        messages.success(request, _("The entry is added with the next number."))
        return redirect("work-list")
    return _page(request, form, _("Add an entry"))


@login_required
@require_http_methods(["GET", "POST"])
def workitem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_WORK)
    item = get_object_or_404(WorkItem.objects.prefetch_related("areas"), pk=pk)
    known = {"name_th": item.name_th, "name_en": item.name_en, "edits": item.edits, "is_offered": item.is_offered}
    form = ItemForm(request.POST or None, initial=known | {"areas": [area.pk for area in item.areas.all()]})
    if settle(form, lambda: works.change_item(item=item, entry=form.entry(), edits=form.seen(), by=user)):
        messages.success(request, _("The list of work is changed."))
        return redirect("work-list")
    return _page(request, form, _("Change entry %(number)s of “%(list)s”") % _which(item))


def _which(item: WorkItem) -> dict[str, object]:
    return {"number": item.number, "list": item.get_scheme_display()}


def _page(request: HttpRequest, form: Form, title: str) -> HttpResponse:
    back = way_back("work-list", _("Lists of work"))
    context = {"form": form, "title": title, "button": _("Store"), "back": back}
    return render(request, "tambon/form.html", context, status=status_of(form))
