"""Months and wages: the months of a university, who is paid and why somebody is not, batches, and the rules."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import User
from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.text import key_of, normalise
from workforce.choices import PayMethod
from workforce.filters.months import PayLineFilterSet, PeriodFilterSet
from workforce.forms.months import OpenMonthsForm, RulesForm, SettleForm, VersionForm, WhyForm
from workforce.forms.pay import AgainForm, ComputeForm
from workforce.models import Contract, MonthRules, PayBatch, PayLine, Period
from workforce.permissions import Can
from workforce.selectors.closing import checks_of, shares_of_month
from workforce.selectors.pay import (
    batches_of,
    changed_since,
    lines_in,
    lines_of,
    sees_reports,
    standing_of,
    unpaid_in,
    why_unpaid,
)
from workforce.selectors.periods import certifiers_of, periods_of, rules_in_force
from workforce.selectors.transfers import shared_accounts, shares_of
from workforce.services import months, payroll
from workforce.tables.months import PayLineTable, PeriodTable
from workforce.views.answers import actor, settle, status_of

PERIODS = register(
    ListSpec(
        name="workforce.periods",
        title=gettext_lazy("Months and wages"),
        table=PeriodTable,
        filterset=PeriodFilterSet,
        rows=periods_of,
        empty=gettext_lazy("No month is open. Lay down the rules of the month, then open the months of the programme."),
    )
)
PAY_LINES = register(
    ListSpec(
        name="workforce.paylines",
        title=gettext_lazy("Wages"),
        table=PayLineTable,
        filterset=PayLineFilterSet,
        rows=lines_of,
        empty=gettext_lazy("No wage was found. A wage stands here once its batch is frozen."),
    )
)
_SHOWN = 50
_REMINDING = ("remind_before", "remind_every", "escalate_after")
_SETTLED_AT_ONCE = 500
_FAILURE = "failure_"


@login_required
@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    seen = reach(user, Can.VIEW_PAYROLL)
    context = {"may_open": bool(reach(user, Can.CHANGE_PERIOD)), "may_see_pay": seen.everywhere or seen.has_areas}
    return list_page(request, PERIODS, template="workforce/period_list.html", context=context)


@login_required
@require_GET
def payline_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, PAY_LINES)


@login_required
@require_http_methods(["GET", "POST"])
def period_open(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_PERIOD)
    form = OpenMonthsForm(request.POST or None, universities=reach(user, Can.CHANGE_PERIOD).universities)
    made = settle(form, lambda: months.open_all(by=user, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("%(count)d months were opened.") % {"count": len(made)})
        return redirect("period-list")
    context = {"form": form, "title": _("Open the months of a programme"), "button": _("Open the months")}
    return render(request, "workforce/period_form.html", context, status=status_of(form))


@login_required
@require_GET
def period_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, period = actor(request), _period(request, pk)
    may_see_people = user.has_perm(Can.VIEW_PAYROLL, period)
    may_see_unpaid = may_see_people or sees_reports(user)
    rows = unpaid_in(period, user=user) if may_see_unpaid else Contract.objects.none()
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "standing": standing_of(period, user=user),
        "unpaid": list(why_unpaid(list(page), period)),
        "page": page,
        "checks": checks_of(period, user=user) if may_see_people else [],
        "shared": list(shared_accounts(period, user=user)[:_SHOWN]) if may_see_people else [],
        "methods": PayMethod,
        "batches": batches_of(user).filter(period=period).order_by("number"),
        "may_see_people": may_see_people,
        "may_see_unpaid": may_see_unpaid,
        "may_change": user.has_perm(Can.CHANGE_PERIOD, period),
        "may_pay": user.has_perm(Can.CHANGE_PAYROLL, period),
    }
    return render(request, "workforce/period_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def period_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, with who is paid, ready, waiting and missing; then close."""
    user, period = actor(request), _period(request, pk)
    require(user, Can.CHANGE_PERIOD, period)
    if request.method == "GET":
        context = {
            "period": period, "shares": shares_of_month(period, user=user), "checks": checks_of(period, user=user)
        }  # fmt: skip
        return render(request, "workforce/period_close.html", context)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    months.close(period=period, by=user, version=version)
    messages.success(request, _("The month is closed: nothing of it is written or approved any more."))
    return redirect("period-detail", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def period_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user, period = actor(request), _period(request, pk)
    require(user, Can.CHANGE_PERIOD, period)
    form = WhyForm(request.POST or None, initial={"version": period.version})
    if settle(form, lambda: months.reopen(period=period, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The month is open again."))
        return redirect("period-detail", pk=pk)
    context = {"form": form, "period": period, "title": _("Open the month again"), "button": _("Open again")}
    return render(request, "workforce/period_form.html", context, status=status_of(form))


@login_required
@require_POST
def period_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the wages of those who are ready."""
    form = ComputeForm(request.POST)
    method = form.cleaned_data["method"] if form.is_valid() else None
    try:
        batch = payroll.compute(period=_period(request, pk), method=method, by=actor(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("period-detail", pk=pk)
    return redirect("paybatch-detail", pk=batch.pk)


@login_required
@require_GET
def paybatch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, batch = actor(request), _batch(request, pk)
    lines = list(lines_in(batch, user=user)[: _SHOWN + 1])
    due = PayLine.objects.visible_to(user, to=Can.VIEW_PAY).filter(batch=batch, state="due").exists()
    context = {
        "batch": batch,
        "lines": lines[:_SHOWN],
        "more": len(lines) > _SHOWN,
        "may_pay": user.has_perm(Can.CHANGE_PAYROLL, batch.period),
        "is_due": batch.state == "frozen" and due,
        "shares": shares_of(batch),
        "waiting": set(PayLine.objects.waiting().filter(batch=batch).values_list("pk", flat=True)),
        "changed": list(changed_since(batch)[:_SHOWN]) if batch.state == "draft" else [],
        "may_transfer": user.has_perm(Can.TRANSFER_PAYROLL, batch.period),
    }
    return render(request, "workforce/paybatch_detail.html", context)


@login_required
@require_POST
def paybatch_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    batch, form = _batch(request, pk), VersionForm(request.POST)
    require(actor(request), Can.CHANGE_PAYROLL, batch)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    payroll.freeze(batch=batch, by=actor(request), version=version)
    messages.success(request, _("The batch is frozen, and everybody in it is told."))
    return redirect("paybatch-detail", pk=pk)


@login_required
@require_POST
def paybatch_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    payroll.discard(batch=batch, by=actor(request))
    messages.success(request, _("The draft is thrown away. Wages can be computed again at any time."))
    return redirect("period-detail", pk=batch.period_id)


@login_required
@require_http_methods(["GET", "POST"])
def paybatch_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that the bank paid; a line marked as failed says why."""
    user, batch = actor(request), _batch(request, pk)
    require(user, Can.CHANGE_PAYROLL, batch)
    form, due = SettleForm(request.POST or None), lines_in(batch, user=user).filter(state="due")
    failures = _failures(request)
    given = {key: said for key, said in failures.items() if said}

    def act() -> int:
        on = form.cleaned_data["paid_on"]
        return payroll.settle_shown(batch=batch, paid_on=on, shown=list(failures), failures=given, by=user)

    paid = settle(form, act)
    if paid is not None:
        messages.success(request, _("%(paid)d paid, %(failed)d failed.") % {"paid": paid, "failed": len(given)})
        return redirect("paybatch-settle" if due.exists() else "paybatch-detail", pk=pk)
    # A page that was refused shows what it showed, as far as it is still to be entered.
    rows = due.filter(pk__in=failures) if failures else due[:_SETTLED_AT_ONCE]
    lines = [(line, failures.get(line.pk, "")) for line in rows]
    context = {"form": form, "batch": batch, "lines": lines, "left": due.count(), "shown": len(lines)}
    return render(request, "workforce/paybatch_settle.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def payline_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a payment that failed be paid again to the same account, for a reason."""
    user = actor(request)
    line = get_object_or_404(lines_of(user).select_related("batch__period"), pk=pk)
    require(user, Can.CHANGE_PAYROLL, line.batch)
    form = AgainForm(request.POST or None)
    if settle(form, lambda: payroll.pay_again(line=line, by=user, **form.cleaned_data)) is not None:
        said = _("The next batch that is computed pays %(person)s again.") % {"person": line.contract.person}
        messages.success(request, said)
        return redirect("period-detail", pk=line.period_id)
    context = {"form": form, "line": line, "title": _("Pay %(person)s again") % {"person": line.contract.person}}
    context["button"] = _("Pay again")
    return render(request, "workforce/payline_again.html", context, status=status_of(form))


def _failures(request: HttpRequest) -> dict[int, str]:
    """Return what a page says of each payment it showed: why the bank did not pay, or nothing."""
    typed = {name.removeprefix(_FAILURE): said for name, said in request.POST.items() if name.startswith(_FAILURE)}
    keys = {key_of(name): said for name, said in typed.items()}
    return {key: normalise(str(said))[:200] for key, said in keys.items() if key is not None}


@login_required
@require_GET
def monthrules_list(request: HttpRequest) -> HttpResponse:
    """Show the present rules of the user's university."""
    user = actor(request)
    require(user, Can.CHANGE_MONTH_RULES)
    return render(request, "workforce/monthrules_list.html", {"rules": rules_in_force(user)})


@login_required
@require_http_methods(["GET", "POST"])
def monthrules_edit(request: HttpRequest) -> HttpResponse:
    """Lay down a new version of the rules."""
    user = actor(request)
    require(user, Can.CHANGE_MONTH_RULES)
    own = reach(user, Can.CHANGE_MONTH_RULES).universities
    present = rules_in_force(user).first()
    people: list[User] = list(certifiers_of(own))
    form = RulesForm(request.POST or None, universities=own, certifiers=people, initial=_initial(present))

    def lay_down() -> MonthRules:
        data = form.cleaned_data
        return months.lay_down(
            university=data["university"], programme=data["programme"], counting=form.counting(), steps=form.chain(),
            by=user,
        )  # fmt: skip

    if settle(form, lay_down) is not None:
        messages.success(request, _("The rules are laid down. Months opened from now on follow them."))
        return redirect("monthrules-list")
    return render(request, "workforce/monthrules_form.html", {"form": form}, status=status_of(form))


def _initial(present: MonthRules | None) -> dict[str, object]:
    if present is None:
        counting = months.Counting()
        return {name: getattr(counting, name) for name in months.Counting.__slots__}
    values: dict[str, object] = {name: getattr(present, name) for name in months.Counting.__slots__}
    values |= {"university": present.university_id, "programme": present.programme_id}
    whom = {None: "", True: "yes", False: "no"}
    for place, step in enumerate(present.steps.all()):
        values |= {f"kind_{place}": step.kind, f"name_{place}": step.name_th, f"days_{place}": step.due_days}
        values |= {f"whom_{place}": whom[step.is_digital], f"escalate_to_{place}": step.escalate_to}
        values |= {
            f"{name}_{place}": getattr(step, name) for name in ("remind_before", "remind_every", "escalate_after")
        }
        values |= {f"certifiers_{place}": [one.pk for one in step.certifiers.all()]}
    return values


def _period(request: HttpRequest, pk: int) -> Period:
    return get_object_or_404(periods_of(actor(request)), pk=pk)


def _batch(request: HttpRequest, pk: int) -> PayBatch:
    return get_object_or_404(batches_of(actor(request)), pk=pk)
