"""Reports of the month: written, sent, followed; and decided by those whose turn it is."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import User
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.text import key_of
from workforce.attending import for_pay
from workforce.choices import ReportState, Skill
from workforce.filters.months import ReportFilterSet
from workforce.forms.months import ApproveForm, EffectForm, ReportForm, ReturnForm, SendForm, WhyForm
from workforce.models import Contract, MonthReport, Period
from workforce.models.delegations import standing_in
from workforce.permissions import Can
from workforce.selectors.amounts import agreeable_by, proposal_of, proposed_among
from workforce.selectors.assignments import assigned_in
from workforce.selectors.calendar import month_of
from workforce.selectors.late import callable_in
from workforce.selectors.matrix import matrix_of, matrix_universities, may_see_months, months_of, tambons_at_work
from workforce.selectors.monthpapers import accepts, papers_of_month
from workforce.selectors.pay import foreseen
from workforce.selectors.reports import (
    approvals_of,
    composed,
    journey_of,
    last_reason,
    own_last,
    reports_of,
    waiting_for,
)
from workforce.selectors.said import may_make
from workforce.services import approvals, manyapprovals, reports
from workforce.tables.months import ReportTable
from workforce.views.answers import actor, settle, status_of
from workforce.views.drafts import refused, stored, wants_data

REPORTS = register(
    ListSpec(
        name="workforce.monthreports",
        title=gettext_lazy("Monthly reports"),
        table=ReportTable,
        filterset=ReportFilterSet,
        rows=reports_of,
        empty=gettext_lazy("No report was found. What people report each month stands here."),
    )
)
AT_ONCE = manyapprovals.AT_ONCE
_COUNTED = frozenset({ReportState.SENT, ReportState.APPROVED})
TAMBONS = 60
#: How the waiting screen is sorted: the oldest first unless asked otherwise.
ORDERS: dict[str, tuple[str, ...]] = {
    "": ("step_due_on", "contract__person__sort_key", "pk"),
    "name": ("contract__person__sort_key", "step_due_on", "pk"),
    "tambon": ("tambon_name", "step_due_on", "contract__person__sort_key", "pk"),
}


@login_required
@require_GET
def monthreport_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, REPORTS)


@login_required
@require_POST
def monthreport_begin(request: HttpRequest, contract: int, period: int) -> HttpResponse:
    """Begin the own report of a month; begun before, it is opened."""
    user = actor(request)
    mine = get_object_or_404(
        Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(person__user=user).select_related("person"),
        pk=contract,
    )
    month = get_object_or_404(Period.objects.visible_to(user, to=Can.VIEW_PERIOD), pk=period)
    report = reports.begin(contract=mine, period=month, by=user)
    return redirect("monthreport-write", pk=report.pk)


@login_required
@require_GET
def monthreport_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, report = actor(request), _report(request, pk)
    is_own = report.contract.person.user_id == user.pk
    may_issue = user.has_perm(Can.CHANGE_PAPER, report.contract.university)
    is_my_turn, proposal = waiting_for(user).filter(pk=pk).exists(), proposal_of(report)
    is_proposer = proposal is not None and user.pk in {proposal.by_id, proposal.for_whom_id}
    days = month_of(report.contract, report.period)
    counted = (report.days_worked, report.days_absent)
    context = {
        "attended": days,
        "is_settled": report.period.state == "closed" and report.days_expected is not None,
        "has_changed": report.state in _COUNTED
        and report.period.state == "open"
        and for_pay(days, report.period.rules.pay_rule) != counted,
        "report": report,
        "is_own": is_own,
        "journey": journey_of(report),
        "composed": composed(report.contract, report.period),
        "assigned": assigned_in(report.contract, report.period),
        "may_see_logs": user.has_perm(Can.VIEW_LOG, report.contract),
        "learned": [(Skill(skill).label, text) for skill, text in report.learned.items() if text],
        "decisions": approvals_of(user).filter(report=report).select_related("returned_to").order_by("pk"),
        "is_my_turn": is_my_turn and proposal is None,
        "may_withdraw": own_last(report, user) is not None,
        "proposal": proposal,
        "may_propose": is_my_turn and proposal is None,
        "may_answer": proposal is not None and (is_proposer or agreeable_by(user).filter(pk=pk).exists()),
        "is_proposer": is_proposer,
        "line": foreseen(report, Decimal(0)) if report.state in _COUNTED else None,
        "may_waive": report.state in _COUNTED and bool(report.days_late) and user.has_perm(Can.WAIVE_PENALTY, report),
        "may_reopen": report.state == "approved" and user.has_perm(Can.REOPEN_REPORT, report),
        "papers": papers_of_month(report, user=user),
        "may_deliver": may_make("delivery", report) and (is_own or may_issue),
        "may_accept": may_make("acceptance", report) and (may_issue or accepts(report, user)),
        "may_write": is_own and report.state in {"draft", "returned"},
    }
    return render(request, "workforce/monthreport_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the report; "send" stores what is typed first, so that nothing is lost when something is missing."""
    user, report = actor(request), _report(request, pk)
    require(user, Can.WRITE_REPORT, report)
    form = ReportForm(request.POST or None, report=report)

    def save() -> MonthReport:
        return reports.save(report=report, written=form.written(), by=user, version=form.cleaned_data["version"])

    if wants_data(request):
        return _drafted(form, save)
    saved = settle(form, save)
    sending = SendForm(request.POST if "send" in request.POST and saved is not None else None)
    if saved is not None and "send" not in request.POST:
        messages.success(request, _("Stored. You can go on later."))
        return redirect("monthreport-write", pk=pk)
    if saved is not None:
        certified = request.POST.get("certified") == "on"
        sent = settle(
            sending, lambda: reports.send(report=saved, certified=certified, by=user, version=saved.version)
        )  # fmt: skip
        if sent is not None:
            messages.success(request, _("The report is sent. You see here which step it has reached."))
            return redirect("monthreport-detail", pk=pk)
        form = ReportForm(report=saved)
    status = max(status_of(form), status_of(sending))
    context = {"form": form, "sending": sending, "report": report, "composed": composed(report.contract, report.period)}
    context["returned"] = last_reason(report)
    context["assigned"] = assigned_in(report.contract, report.period)
    context["attended"] = month_of(report.contract, report.period)
    return render(request, "workforce/monthreport_write.html", context, status=status)


def _drafted(form: ReportForm, save: Callable[[], MonthReport]) -> HttpResponse:
    """Acknowledge to the script of drafts what is stored as it is typed, or say why nothing was."""
    if not form.is_valid():
        said = next(iter(form.errors.values()))[0]
        return refused(reports.ReportInputError(str(said)))
    try:
        return stored(version=save().version)
    except DomainError as error:
        return refused(error)


@login_required
@require_GET
def month_matrix(request: HttpRequest) -> HttpResponse:
    """Show tambons against months of a university, with where the reports stand."""
    user = actor(request)
    universities = list(matrix_universities(user))
    asked = request.GET.get("university", "")
    university = next((one for one in universities if asked in {"", one.pk}), None)
    if university is None:
        if asked or not may_see_months(user):
            raise Http404
        return render(request, "workforce/month_matrix.html", {})
    periods = months_of(university)
    page = Paginator(tambons_at_work(university, user), TAMBONS).get_page(request.GET.get("page"))
    context = {
        "university": university,
        "universities": universities,
        "periods": periods,
        "page": page,
        "lines": matrix_of(university, list(page.object_list), periods, user=user),
    }
    return render(request, "workforce/month_matrix.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for the user's approval, and approve many at once, each with its own result."""
    user = actor(request)
    require(user, Can.DECIDE_REPORT)
    results = []
    if request.method == "POST" and "all" in request.POST:
        return _all_that_wait(request)
    if request.method == "POST":
        chosen = dict(word.split(":", 1) for word in request.POST.getlist("chosen") if ":" in word)
        read = {key_of(key): key_of(version) for key, version in chosen.items()}
        keys = {key: version for key, version in read.items() if key is not None and version is not None}
        if len(keys) > manyapprovals.AT_ONCE:
            return redirect("job-detail", pk=manyapprovals.ask(chosen=list(keys.items()), by=user).pk)
        rows = list(reports_of(user).filter(pk__in=keys))
        names = {one.pk: str(one.contract.person) for one in rows}
        done = approvals.approve_many(chosen=[(one, keys[one.pk]) for one in rows], by=user)
        results = [(names[one.key], one) for one in done]
        if not results:
            messages.error(request, _("Choose at least one report."))
    order = request.GET.get("sort", "")
    rows = list(waiting_for(user).order_by(*ORDERS.get(order, ORDERS[""]))[: AT_ONCE + 1])
    context: dict[str, Any] = {
        "reports": rows[:AT_ONCE],
        "more": len(rows) > AT_ONCE,
        "results": results,
        "sort": order,
        "count": len(rows) if len(rows) <= AT_ONCE else waiting_for(user).count(),
    }
    context["all"] = _mark(_all_of(user)) if context["more"] else ""
    context |= {
        "proposed": proposed_among([one.pk for one in context["reports"]]),
        "agreeable": agreeable_by(user)[:AT_ONCE],
    }
    context |= {"away": {one.holder_id: one.holder for one in standing_in(user)}, "callable": callable_in(rows, user)}
    return render(request, "workforce/monthreport_waiting.html", context)


def _all_of(user: User) -> list[tuple[int, int]]:
    return list(waiting_for(user).values_list("pk", "version")[: manyapprovals.MOST])


def _mark(waiting: Sequence[tuple[int, int]]) -> str:
    """Return what two lists have in common only where they are the very same reports as they were seen."""
    return sha256(repr(sorted(waiting)).encode()).hexdigest()


def _all_that_wait(request: HttpRequest) -> HttpResponse:
    """Approve all that wait, in a job; those the page told of, each as it was then, or it is looked at again."""
    user = actor(request)
    waiting = _all_of(user)
    if _mark(waiting) != request.POST["all"]:
        messages.error(request, _("What waits for you has changed. Look again."))
        return redirect("monthreport-waiting")
    return redirect("job-detail", pk=manyapprovals.ask(chosen=waiting, by=user).pk)


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_approve(request: HttpRequest, pk: int) -> HttpResponse:
    user, report = actor(request), _report(request, pk)
    _check_role(request, report)
    form = ApproveForm(request.POST or None, initial={"version": report.version})

    def approve() -> MonthReport:
        data = form.cleaned_data
        return approvals.approve(
            report=report, by=user, version=data["version"], days=data["days"] or Decimal(0), reason=data["reason"],
            evidence=data["evidence"],
        )  # fmt: skip

    if settle(form, approve) is not None:
        messages.success(request, _("Approved: %(person)s.") % {"person": report.contract.person})
        return redirect("monthreport-waiting")
    context: dict[str, Any] = {"title": _("Approve with days not paid"), "button": _("Approve")}
    context["line"] = foreseen(report, getattr(form, "cleaned_data", {}).get("days") or Decimal(0))
    return _form(request, form, report, context)


@login_required
@require_GET
def monthreport_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the wage comes to with the days typed, before anything is stored."""
    report = _report(request, pk)
    _check_role(request, report)
    form = EffectForm(request.GET)
    if not form.is_valid():
        return render(request, "workforce/_effect.html", {"errors": form.errors.get("days", [])}, status=422)
    line = foreseen(report, form.cleaned_data["days"] or Decimal(0))
    return render(request, "workforce/_effect.html", {"line": line})


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_return(request: HttpRequest, pk: int) -> HttpResponse:
    user, report = actor(request), _report(request, pk)
    _check_role(request, report)
    form = ReturnForm(request.POST or None, report=report)

    def send_back() -> MonthReport:
        data = form.cleaned_data
        return approvals.send_back(
            report=report, by=user, version=data["version"], reason=data["reason"], to=data["to"]
        )  # fmt: skip

    if settle(form, send_back) is not None:
        messages.success(request, _("Returned: %(person)s.") % {"person": report.contract.person})
        return redirect("monthreport-waiting")
    return _form(request, form, report, {"title": _("Return the report"), "button": _("Return")})


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user, report = actor(request), _report(request, pk)
    _check_role(request, report)
    form = WhyForm(request.POST or None, initial={"version": report.version})
    if settle(form, lambda: approvals.withdraw(report=report, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("Your approval is withdrawn; the report waits for you again."))
        return redirect("monthreport-detail", pk=pk)
    return _form(request, form, report, {"title": _("Withdraw the approval"), "button": _("Withdraw")})


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, report = actor(request), _report(request, pk)
    require(user, Can.REOPEN_REPORT, report)
    form = WhyForm(request.POST or None, initial={"version": report.version})
    if settle(form, lambda: approvals.reopen(report=report, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The report is open again, and the worker is told."))
        return redirect("monthreport-detail", pk=pk)
    return _form(request, form, report, {"title": _("Reopen the report"), "button": _("Reopen")})


def _form(request: HttpRequest, form: Form, report: MonthReport, context: dict[str, Any]) -> HttpResponse:
    found = context | {"form": form, "report": report}
    return render(request, "workforce/monthreport_form.html", found, status=status_of(form))


def _check_role(request: HttpRequest, report: MonthReport) -> None:
    """Stop who never decides about reports; whose turn it is, the service asks."""
    require(actor(request), Can.DECIDE_REPORT, report)


def _report(request: HttpRequest, pk: int) -> MonthReport:
    return get_object_or_404(reports_of(actor(request)), pk=pk)
