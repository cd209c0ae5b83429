"""Pages of leave: asked for on a phone, decided by who guides or by staff, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core import pictures
from u2t.core.access import require
from u2t.core.errors import StaleError
from u2t.core.lists import ListSpec, list_page, register
from workforce.day_choices import LeaveState
from workforce.filters.leaves import LeaveFilterSet
from workforce.forms.leaves import DecideForm, LeaveForm
from workforce.forms.months import VersionForm
from workforce.models import Leave
from workforce.permissions import Can
from workforce.selectors.leaves import leaves_of
from workforce.services import leaves
from workforce.tables.leaves import LeaveTable
from workforce.views.answers import actor, private_file, settle, status_of

LEAVES = register(
    ListSpec(
        name="workforce.leaves",
        title=gettext_lazy("Leave"),
        table=LeaveTable,
        filterset=LeaveFilterSet,
        rows=leaves_of,
        empty=gettext_lazy("No leave was found. What people ask for stands here."),
    )
)


@login_required
@require_GET
def leave_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, LEAVES)


@login_required
@require_http_methods(["GET", "POST"])
def leave_ask(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.ASK_LEAVE)
    form = LeaveForm(request.POST or None, request.FILES or None)
    made = settle(form, lambda: leaves.ask(wish=form.wish(), paper=paper_in(form.cleaned_data["paper"]), by=user))
    if made is not None:
        messages.success(request, _("You have asked for leave. You are told what is decided."))
        return redirect("leave-detail", pk=made.pk)
    context = {"form": form, "title": _("Ask for leave"), "button": _("Ask"), "has_file": True}
    return render(request, "workforce/leave_form.html", context, status=status_of(form))


@login_required
@require_GET
def leave_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _leave(request, pk), None)


@login_required
@require_POST
def leave_decide(request: HttpRequest, pk: int) -> HttpResponse:
    user, leave = actor(request), _leave(request, pk)
    form = DecideForm(request.POST, initial={"version": leave.version})
    require(user, Can.DECIDE_LEAVE, leave)
    if settle(form, lambda: leaves.decide(leave=leave, by=user, **form.decision())) is not None:
        messages.success(request, _("Your decision is stored, and the person is told."))
        return redirect("leave-detail", pk=pk)
    return _page(request, leave, form)


@login_required
@require_POST
def leave_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    leave, form = _leave(request, pk), VersionForm(request.POST)
    require(actor(request), Can.ASK_LEAVE, leave)
    if not form.is_valid():
        raise StaleError(_("This leave was changed since you opened it. Open it again and look."), of=leave)
    leaves.withdraw(leave=leave, by=actor(request), version=form.cleaned_data["version"])
    messages.success(request, _("The leave is withdrawn."))
    return redirect("leave-detail", pk=pk)


@login_required
@require_GET
def leave_paper(request: HttpRequest, pk: int) -> HttpResponse:
    leave = _leave(request, pk)
    if leave.paper is None:
        raise Http404
    return private_file(leave.paper, leaves.look(leave=leave, by=actor(request)))


def paper_in(file: "UploadedFile[bytes] | None") -> pictures.Brought | None:
    """Take the paper of a request, of a page or the API, if there is one.

    Raises:
        DocumentError: it is too large, of another kind or broken.
    """
    if file is None:
        return None
    pictures.check_size(file.size or 0)
    return pictures.taken(name=file.name or "", content=file.read())


def _page(request: HttpRequest, leave: Leave, form: DecideForm | None) -> HttpResponse:
    user = actor(request)
    is_own = leave.contract.person.user_id == user.pk
    may_decide = leave.state == LeaveState.ASKED and not is_own and user.has_perm(Can.DECIDE_LEAVE, leave)
    context = {
        "leave": leave,
        "may_decide": may_decide,
        "may_withdraw": is_own and leave.state in {LeaveState.ASKED, LeaveState.APPROVED},
        "form": form or DecideForm(initial={"version": leave.version}),
    }
    return render(request, "workforce/leave_detail.html", context, status=status_of(form) if form else 200)


def _leave(request: HttpRequest, pk: int) -> Leave:
    return get_object_or_404(leaves_of(actor(request)), pk=pk)
