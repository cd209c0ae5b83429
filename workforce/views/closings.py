"""The end of the work: of a person point by point, of a tambon at a glance and as a report."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tambon.models import Area
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from workforce.forms.closings import ReopenForm, TambonCloseForm, TickForm
from workforce.models import ClosingTick, Contract
from workforce.permissions import Can
from workforce.selectors.closings import closing_of, closing_tambons, contracts_to_close, open_of, points_of, summary_of
from workforce.selectors.tambonclosings import TambonEnd, ends_of, tambon_closings
from workforce.selectors.tambonsheets import sheet_of_tambon
from workforce.services import closings, readings, tambonclosings
from workforce.services.tambonclosings import Work
from workforce.tambonsheet import write_tambon
from workforce.views.answers import actor, settle, status_of


@login_required
@require_GET
def closing_detail(request: HttpRequest, contract: int) -> HttpResponse:
    return _page(request, _contract(request, contract), TickForm(), 200)


@login_required
@require_POST
def closing_tick(request: HttpRequest, contract: int) -> HttpResponse:
    user, found, form = actor(request), _contract(request, contract), TickForm(request.POST)
    require(user, Can.CHANGE_CLOSING, found)
    if settle(form, lambda: closings.tick(contract=found, returned=form.returned(), by=user)) is None:
        return _page(request, found, form, status_of(form))
    messages.success(request, _("It is in the list."))
    return redirect("closing-detail", contract=contract)


@login_required
@require_POST
def closing_untick(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    rows = ClosingTick.objects.visible_to(user, to=Can.VIEW_CLOSING).select_related("closing__contract__person")
    tick = get_object_or_404(rows, pk=pk)
    require(user, Can.CHANGE_CLOSING, tick)
    closings.untick(tick=tick, by=user)
    messages.success(request, _("It is taken out of the list."))
    return redirect("closing-detail", contract=tick.closing.contract_id)


@login_required
@require_POST
def closing_agree(request: HttpRequest, contract: int) -> HttpResponse:
    user, found = actor(request), _contract(request, contract)
    require(user, Can.AGREE_CLOSING, found)
    closings.agree(contract=found, shows_name=request.POST.get("shows_name") == "yes", by=user)
    messages.success(request, _("Your decision is stored."))
    return redirect("closing-detail", contract=contract)


@login_required
@require_POST
def closing_close(request: HttpRequest, contract: int) -> HttpResponse:
    user, found = actor(request), _contract(request, contract)
    require(user, Can.CLOSE_CONTRACT, found)
    try:
        closings.close(contract=found, by=user)
    except DomainError as error:
        messages.error(request, str(error))
        return _page(request, found, TickForm(), error.status)
    messages.success(request, _("The work is closed. The certificate can be issued."))
    return redirect("closing-detail", contract=contract)


@login_required
@require_POST
def closing_reopen(request: HttpRequest, contract: int) -> HttpResponse:
    user, found, form = actor(request), _contract(request, contract), ReopenForm(request.POST)
    require(user, Can.CLOSE_CONTRACT, found)
    if settle(form, lambda: closings.reopen(contract=found, by=user, **form.cleaned_data)) is None:
        return _page(request, found, TickForm(), status_of(form), reopening=form)
    messages.success(request, _("The work is open again."))
    return redirect("closing-detail", contract=contract)


@login_required
@require_GET
def tambon_closing(request: HttpRequest, code: str) -> HttpResponse:
    return _tambon_page(request, _tambon(actor(request), code), 200)


@login_required
@require_POST
def tambon_close(request: HttpRequest, code: str) -> HttpResponse:
    user, form = actor(request), TambonCloseForm(request.POST)
    tambon = _tambon(user, code)
    require(user, Can.CLOSE_TAMBON)

    def act() -> object:
        work = Work(form.cleaned_data["programme"], form.cleaned_data["university"], tambon)
        return tambonclosings.close(work=work, letter=form.letter(), by=user)

    if settle(form, act) is None:
        return _tambon_page(request, tambon, status_of(form), form)
    messages.success(request, _("The work in the tambon is closed."))
    return redirect("tambon-closing", code=code)


@login_required
@require_POST
def tambon_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, form = actor(request), ReopenForm(request.POST)
    closing = get_object_or_404(tambon_closings(user), pk=pk)
    require(user, Can.CLOSE_TAMBON, closing)
    if settle(form, lambda: tambonclosings.reopen(closing=closing, by=user, **form.cleaned_data)) is None:
        return _tambon_page(request, closing.tambon, status_of(form), reopening=form)
    messages.success(request, _("The work is open again."))
    return redirect("tambon-closing", code=closing.tambon_id)


@login_required
@require_GET
def tambon_closing_pdf(request: HttpRequest, code: str) -> HttpResponse:
    return printed_tambon(_tambon(actor(request), code), by=actor(request))


def printed_tambon(tambon: Area, *, by: Actor) -> HttpResponse:
    """Answer with the complete report of a tambon; that it was printed is remembered."""
    readings.print_tambon(tambon=tambon, by=by)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tambon.pdf"
        write_tambon(path, sheet_of_tambon(tambon, user=by))
        response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tambon-{tambon.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _tambon_page(
    request: HttpRequest, tambon: Area, status: int, form: TambonCloseForm | None = None,
    reopening: ReopenForm | None = None,
) -> HttpResponse:  # fmt: skip
    user = actor(request)
    ends = [(end, _close_form(end, form), _reopen_form(end, reopening)) for end in ends_of(tambon, user=user)]
    context = {
        "tambon": tambon,
        "summary": summary_of(tambon, user=user),
        "ends": ends,
        "may_close": user.has_perm(Can.CLOSE_TAMBON),
    }
    return render(request, "workforce/tambon_closing.html", context, status=status)


def _close_form(end: TambonEnd, sent: TambonCloseForm | None) -> TambonCloseForm:
    """Return the form of one work: what was sent, if it was of this one."""
    work = (end.programme.pk, end.university.pk)
    if sent is not None and (sent.data.get("programme"), sent.data.get("university")) == work:
        return sent
    given = {"programme": end.programme, "university": end.university}
    return TambonCloseForm(initial=given, auto_id=f"id_{'_'.join(work)}_%s")


def _reopen_form(end: TambonEnd, sent: ReopenForm | None) -> ReopenForm:
    version = end.closing.version if end.closing else 1
    if sent is not None and sent.data.get("version") == str(version):
        return sent
    return ReopenForm(initial={"version": version}, auto_id=f"id_{end.programme.pk}_{end.university.pk}_%s")


def _page(
    request: HttpRequest, contract: Contract, form: TickForm, status: int, reopening: ReopenForm | None = None
) -> HttpResponse:
    user, closing = actor(request), closing_of(contract)
    points = points_of([contract])[contract.pk]
    is_own, is_closed = contract.person.user_id == user.pk, closing is not None and closing.closed_at is not None
    may_close = not is_own and user.has_perm(Can.CLOSE_CONTRACT, contract)
    context = {
        "contract": contract,
        "closing": closing,
        "is_closed": is_closed,
        "points": points,
        "open_count": len(open_of(points)),
        "ticks": closing.ticks.select_related("by") if closing else (),
        "form": form,
        "reopening": reopening or ReopenForm(initial={"version": closing.version if closing else 1}),
        "is_own": is_own,
        "may_tick": not is_own and not is_closed and user.has_perm(Can.CHANGE_CLOSING, contract),
        "may_close": may_close and not is_closed,
        "may_reopen": may_close and is_closed,
        "may_issue": is_closed and user.has_perm(Can.CHANGE_CONTRACT, contract),
    }
    return render(request, "workforce/closing_detail.html", context, status=status)


def _contract(request: HttpRequest, pk: int) -> Contract:
    return get_object_or_404(contracts_to_close(actor(request)), pk=pk)


def _tambon(user: Actor, code: str) -> Area:
    return get_object_or_404(closing_tambons(user), pk=code)
