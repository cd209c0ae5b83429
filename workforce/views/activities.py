"""Pages of the activities of tambons: the list, a plan, one with all that became of it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import User
from u2t.core import pictures
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.budgets import ActivityFilterSet
from workforce.forms.activities import AmendForm, BeginForm, CountForm, FinishForm, NewPlanForm, ProgressForm
from workforce.forms.months import WhyForm
from workforce.models import Activity, ActivityPhoto
from workforce.money_choices import ActivityState
from workforce.permissions import Can
from workforce.selectors.activities import activities_of
from workforce.selectors.budgets import lines_of, spendings_of
from workforce.selectors.training import plan_for
from workforce.services import activities
from workforce.tables.activities import ActivityTable
from workforce.views.answers import actor, private_file, settle, status_of

ACTIVITIES = register(
    ListSpec(
        name="workforce.activities",
        title=gettext_lazy("Activities of the tambons"),
        table=ActivityTable,
        filterset=ActivityFilterSet,
        rows=activities_of,
        empty=gettext_lazy("No activity was found. What is planned and done in the tambons stands here."),
    )
)


@login_required
@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    context = {"may_plan": actor(request).has_perm(Can.CHANGE_ACTIVITY)}
    return list_page(request, ACTIVITIES, template="workforce/activity_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def activity_plan(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ACTIVITY)
    choice = plan_for(user, permission=Can.CHANGE_ACTIVITY)
    form = NewPlanForm(request.POST or None, universities=choice.universities, tambons=choice.tambons)
    made = settle(
        form,
        lambda: activities.plan(plan=form.plan(), place=form.place(), key=form.cleaned_data["key"], by=user),
    )
    if made is not None:
        messages.success(request, _("The activity is planned."))
        return redirect("activity-detail", pk=made.pk)
    context = {"form": form, "title": _("Plan an activity"), "button": _("Plan")}
    return render(request, "workforce/activity_form.html", context, status=status_of(form))


@login_required
@require_GET
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = actor(request), _activity(request, pk)
    state = ActivityState(activity.state)
    may_change, may_lead = user.has_perm(Can.CHANGE_ACTIVITY, activity), user.has_perm(Can.LEAD_ACTIVITY, activity)
    is_open, runs = state in {ActivityState.PLANNED, ActivityState.RUNNING}, state == ActivityState.RUNNING
    context = {
        "activity": activity,
        "notes": activity.notes.select_related("by"),
        "counts": activity.counts.all(),
        "photos": activity.photos.all(),
        "spendings": spendings_of(user).filter(activity=activity).order_by("-spent_on", "-pk"),
        "line": _line(user, activity),
        "may_amend": may_change and is_open,
        "may_report": may_change and runs,
        "may_add": may_change and (runs or state == ActivityState.DONE),
        "may_begin": may_lead and state == ActivityState.PLANNED,
        "may_finish": may_lead and runs,
        "may_correct": may_lead and state == ActivityState.DONE,
        "may_cancel": may_lead and is_open,
    }
    return render(request, "workforce/activity_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def activity_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk)
    form = AmendForm(request.POST or None, initial=AmendForm.first(activity))

    def amend() -> Activity:
        return activities.amend(activity=activity, plan=form.plan(), by=user, version=form.cleaned_data["version"])

    if settle(form, amend) is not None:
        return _done(request, pk, _("The plan is corrected."))
    return _form(request, form, activity, _("Correct the plan"), _("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def activity_begin(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk, Can.LEAD_ACTIVITY)
    form = BeginForm(request.POST or None, initial={"version": activity.version})
    if settle(form, lambda: activities.begin(activity=activity, by=user, **form.cleaned_data)) is not None:
        return _done(request, pk, _("The activity is under way."))
    return _form(request, form, activity, _("Begin the activity"), _("Begin"))


@login_required
@require_http_methods(["GET", "POST"])
def activity_report(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk)
    form = ProgressForm(request.POST or None, initial={"version": activity.version, "percent": activity.percent})
    if settle(form, lambda: activities.report(activity=activity, by=user, **form.cleaned_data)) is not None:
        return _done(request, pk, _("The note is stored."))
    return _form(request, form, activity, _("Say how far it came"), _("Store the note"))


@login_required
@require_http_methods(["GET", "POST"])
def activity_count(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk)
    form = CountForm(request.POST or None)

    def count() -> Any:
        on, people = form.told()
        return activities.count(activity=activity, on=on, people=people, by=user)

    if settle(form, count) is not None:
        return _done(request, pk, _("It is stored how many took part."))
    return _form(request, form, activity, _("Who took part"), _("Store"))


@login_required
@require_http_methods(["GET", "POST"])
def activity_finish(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk, Can.LEAD_ACTIVITY)
    is_done = activity.state == ActivityState.DONE
    first = {"version": activity.version} | ({"on": activity.over_on, "result": activity.result} if is_done else {})
    form = FinishForm(request.POST or None, initial=first)
    if settle(form, lambda: activities.finish(activity=activity, by=user, **form.cleaned_data)) is not None:
        return _done(request, pk, _("The result is corrected.") if is_done else _("The activity is done."))
    if is_done:
        return _form(request, form, activity, _("Correct the result"), _("Save"))
    return _form(request, form, activity, _("Finish the activity"), _("Finish"))


@login_required
@require_http_methods(["GET", "POST"])
def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, activity = _changing(request, pk, Can.LEAD_ACTIVITY)
    form = WhyForm(request.POST or None, initial={"version": activity.version})
    if settle(form, lambda: activities.cancel(activity=activity, by=user, **form.cleaned_data)) is not None:
        return _done(request, pk, _("The activity is called off."))
    return _form(request, form, activity, _("Call the activity off"), _("Call off"))


@login_required
@require_POST
def activity_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep each photo for itself; what was refused is said, the others stay."""
    user, activity = _changing(request, pk)
    for file in request.FILES.getlist("photos"):
        try:
            pictures.check_size(file.size or 0)
            brought = pictures.photo(name=file.name or "", content=file.read())
            activities.add_photo(activity=activity, key=uuid4(), brought=brought, by=user)
        except DomainError as error:
            messages.error(request, f"{file.name}: {error}")
    return redirect("activity-detail", pk=pk)


@login_required
@require_GET
def activity_photo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    photos = ActivityPhoto.objects.visible_to(user, to=Can.VIEW_ACTIVITY).select_related("file")
    photo = get_object_or_404(photos, pk=pk)
    return private_file(photo.file, activities.look(photo=photo, by=user))


def _line(user: User, activity: Activity) -> Any:
    """Return the line of which receipts of the activity are entered, for who may."""
    place = {"programme": activity.programme_id, "university": activity.university_id, "tambon": activity.tambon_id}
    line = lines_of(user).filter(**place, category__code="activities").first()
    spends = activity.state in {ActivityState.RUNNING, ActivityState.DONE}
    return line if line is not None and spends and user.has_perm(Can.SPEND, line) else None


def _done(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("activity-detail", pk=pk)


def _form(request: HttpRequest, form: Form, activity: Activity, title: str, button: str) -> HttpResponse:
    context = {"form": form, "activity": activity, "title": title, "button": button}
    return render(request, "workforce/activity_form.html", context, status=status_of(form))


def _changing(request: HttpRequest, pk: int, permission: Can = Can.CHANGE_ACTIVITY) -> tuple[User, Activity]:
    user, activity = actor(request), _activity(request, pk)
    require(user, permission, activity)
    return user, activity


def _activity(request: HttpRequest, pk: int) -> Activity:
    return get_object_or_404(activities_of(actor(request)), pk=pk)
