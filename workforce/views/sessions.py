"""Pages of orientation and training: plan, read, correct, call off, enter who attended, and one's own hours."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from tambon.views.answers import actor, attempt, status_of
from u2t.core import clock
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.training import SessionFilterSet
from workforce.forms.training import AttendanceForm, NewSessionForm, ReasonForm, SessionForm
from workforce.models import Contract, Session
from workforce.permissions import Can
from workforce.selectors.training import own_training, plan_for, roster_of, sessions_of, tambons_of
from workforce.services import sessions
from workforce.services.sessions import Plan
from workforce.tables.training import SessionTable

SESSIONS = register(
    ListSpec(
        name="workforce.sessions",
        title=gettext_lazy("Orientation and training"),
        table=SessionTable,
        filterset=SessionFilterSet,
        rows=sessions_of,
        empty=gettext_lazy("No session was found. What is planned for your area stands here."),
    )
)
_FORM = "workforce/session_form.html"


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    context = {"may_plan": actor(request).has_perm(Can.CHANGE_SESSION)}
    return list_page(request, SESSIONS, template="workforce/session_list.html", context=context)


@login_required
@require_GET
def training_own(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/training_own.html", {"own": own_training(actor(request))})


@login_required
@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_SESSION)
    choice = plan_for(user)
    form = NewSessionForm(
        request.POST or None, universities=choice.universities, tambons=choice.tambons, for_all=choice.for_all
    )

    def plan() -> Session:
        data = form.cleaned_data
        return sessions.plan(
            university=data["university"], programme=data["programme"], tambon=data["tambon"], plan=form.plan(), by=user
        )

    session = attempt(form, plan)
    if session is not None:
        messages.success(request, _("The session is planned. Those it is for are told."))
        return redirect("session-detail", pk=session.pk)
    context = {"form": form, "title": _("Plan a session"), "button": _("Plan")}
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_GET
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, session = actor(request), _session(request, pk)
    may_change = session.cancelled_at is None and user.has_perm(Can.CHANGE_SESSION, session)
    context = {
        "session": session,
        "tambons": tambons_of(session, user=user),
        "may_change": may_change,
        "has_begun": session.starts_on <= clock.today(),
    }
    return render(request, "workforce/session_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def session_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user, session = actor(request), _session(request, pk)
    require(user, Can.CHANGE_SESSION, session)
    form = SessionForm(request.POST or None, initial={name: getattr(session, name) for name in Plan.__slots__})
    if attempt(form, lambda: sessions.amend(session=session, plan=form.plan(), by=user)):
        messages.success(request, _("The session is corrected."))
        return redirect("session-detail", pk=pk)
    context = {"form": form, "session": session, "title": _("Correct %(name)s") % {"name": session.name_th}}
    return render(request, _FORM, context | {"button": _("Save")}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, session = actor(request), _session(request, pk)
    require(user, Can.CHANGE_SESSION, session)
    form = ReasonForm(request.POST or None)
    if attempt(form, lambda: sessions.cancel(session=session, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("The session is called off. Those it was for are told."))
        return redirect("session-detail", pk=pk)
    context = {"form": form, "session": session, "title": _("Call off %(name)s") % {"name": session.name_th}}
    return render(request, _FORM, context | {"button": pgettext("training", "Call off")}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def session_attendance(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Enter the hours of everybody of one tambon."""
    user, session = actor(request), _session(request, pk)
    people = roster_of(session, user=user, tambon=code)
    if request.method == "POST" or not people:
        require(user, Can.CHANGE_SESSION, session)
    form = AttendanceForm(request.POST or None, session=session, people=people)
    if form.is_valid() and request.method == "POST":
        try:
            count = sessions.record(session=session, hours=form.hours(), by=user)
        except sessions.SessionError as error:
            form.add_error(None, str(error))
        except sessions.SessionInputError as error:
            form.refuse(error.extra.get("errors", {}))
        else:
            messages.success(request, _("%(count)d entries were stored.") % {"count": count})
            return redirect("session-detail", pk=pk)
    may_change = session.cancelled_at is None and user.has_perm(Can.CHANGE_SESSION, session)
    context = {"session": session, "form": form, "people": people, "may_change": may_change, "code": code}
    context["is_entered"] = any(person.hours for person in people)
    return render(request, "workforce/session_attendance.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def attendance_remove(request: HttpRequest, pk: int, contract: int) -> HttpResponse:
    user, session = actor(request), _session(request, pk)
    require(user, Can.CHANGE_SESSION, session)
    rows = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).select_related("person")
    found = get_object_or_404(rows, pk=contract)
    form = ReasonForm(request.POST or None)

    def remove() -> bool:
        sessions.remove(session=session, contract=found, reason=form.cleaned_data["reason"], by=user)
        return True

    if attempt(form, remove):
        messages.success(request, _("The attendance is taken out."))
        return redirect("session-detail", pk=pk)
    title = _("Take out the attendance of %(person)s") % {"person": found.person}
    context = {"form": form, "session": session, "title": title, "button": _("Take out")}
    return render(request, _FORM, context, status=status_of(form))


def _session(request: HttpRequest, pk: int) -> Session:
    return get_object_or_404(sessions_of(actor(request)), pk=pk)
