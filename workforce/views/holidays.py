"""Pages of holidays: what holds where, what was moved and why, and by whom it is changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.templatetags.u2t import local_name
from workforce.filters.holidays import HolidayFilterSet
from workforce.forms.holidays import EndHolidayForm, HolidayForm, MoveForm
from workforce.models import Holiday
from workforce.permissions import Can
from workforce.selectors.holidays import holidays_of
from workforce.services import holidays
from workforce.tables.holidays import HolidayTable
from workforce.views.answers import actor, settle, status_of

HOLIDAYS = register(
    ListSpec(
        name="workforce.holidays",
        title=gettext_lazy("Holidays"),
        table=HolidayTable,
        filterset=HolidayFilterSet,
        rows=holidays_of,
        empty=gettext_lazy("No holiday was found. Days off stand here once the ministry or a university enters them."),
    )
)
_FORM = "workforce/holiday_form.html"


@login_required
@require_GET
def holiday_list(request: HttpRequest) -> HttpResponse:
    context = {"may_add": actor(request).has_perm(Can.CHANGE_HOLIDAY)}
    return list_page(request, HOLIDAYS, template="workforce/holiday_list.html", context=context)


@login_required
@require_GET
def holiday_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, holiday = actor(request), _holiday(request, pk)
    may_change = holiday.ended_at is None and user.has_perm(Can.CHANGE_HOLIDAY, holiday)
    context = {"holiday": holiday, "moved_to": getattr(holiday, "replaced_by", None), "may_change": may_change}
    return render(request, "workforce/holiday_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_HOLIDAY)
    form = HolidayForm(request.POST or None, user=user)
    made = settle(form, lambda: holidays.add(plan=form.plan(), by=user))
    if made is not None:
        messages.success(request, _("The day is entered. Months that are not sent yet count it."))
        return redirect("holiday-detail", pk=made.pk)
    context = {"form": form, "title": _("Enter a holiday"), "button": _("Enter")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def holiday_move(request: HttpRequest, pk: int) -> HttpResponse:
    user, holiday = actor(request), _holiday(request, pk)
    require(user, Can.CHANGE_HOLIDAY, holiday)
    form = MoveForm(request.POST or None)
    moved = settle(form, lambda: holidays.move(holiday=holiday, by=user, **form.cleaned_data))
    if moved is not None:
        messages.success(request, _("The day is moved. Where it was stays visible."))
        return redirect("holiday-detail", pk=moved.pk)
    title = _("Move %(name)s") % {"name": local_name(holiday)}
    context = {"form": form, "holiday": holiday, "title": title, "button": _("Move")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def holiday_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, holiday = actor(request), _holiday(request, pk)
    require(user, Can.CHANGE_HOLIDAY, holiday)
    form = EndHolidayForm(request.POST or None)
    if settle(form, lambda: holidays.cancel(holiday=holiday, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The day is called off. That it once held stays visible."))
        return redirect("holiday-detail", pk=pk)
    title = _("Call off %(name)s") % {"name": local_name(holiday)}
    context = {"form": form, "holiday": holiday, "title": title, "button": pgettext("holiday", "Call off")}
    return render(request, _FORM, context, status=status_of(form))


def _holiday(request: HttpRequest, pk: int) -> Holiday:
    return get_object_or_404(holidays_of(actor(request)), pk=pk)
