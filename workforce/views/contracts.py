"""Contracts: the list, one with its steps, many at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import Agency
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from u2t.core.keyset import page_of
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.templatetags.u2t import local_name
from workforce.choices import ApplicationState, ContractState, WorkerType
from workforce.filters.applicants import HireFilterSet
from workforce.filters.contracts import ContractFilterSet
from workforce.forms import contracts as forms
from workforce.models import Application, Contract, Person, SelectionLine
from workforce.permissions import Can
from workforce.selectors import contracts as selectors
from workforce.selectors.cautions import cautions_of_contract, cautions_of_hiring
from workforce.selectors.following import before, followers_of
from workforce.selectors.hiring import Hire, lines_to_hire, offer_of
from workforce.selectors.papers import address_of, papers_of, readable_of
from workforce.selectors.pay import is_paid
from workforce.selectors.receivables import may_be_claimed
from workforce.selectors.reports import reports_of
from workforce.services import contracts, placements, positions, reinstatements
from workforce.services.contracts import Result
from workforce.tables.contracts import ContractTable

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

CONTRACTS = register(
    ListSpec(
        name="workforce.contracts",
        title=gettext_lazy("Contracts"),
        table=ContractTable,
        rows=selectors.contracts_for,
        filterset=ContractFilterSet,
        empty=gettext_lazy("No contract fits. Change the filters, or hire selected applicants first."),
    )
)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who can be chosen on a page of many; `kind` is that of the post where it was chosen for the person."""

    key: int
    name: str
    about: str
    kind: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a contract: its form, its words, and the service that takes it."""

    form: type[forms.StepForm]
    title: "Promise"
    button: "Promise"
    done: "Promise"
    act: Callable[..., Any]
    permission: str = Can.CHANGE_CONTRACT


def _assign(*, contract: Contract, **values: Any) -> Contract:
    placement = contract.placements.filter(is_cancelled=False, during__contains=values["on"]).first()
    found = placement or contract.placements.filter(is_cancelled=False).order_by("during").last()
    if found is None:
        raise contracts.ContractError(_("This contract fills no post."))
    placements.assign(placement=found, **values)
    return contract


def _replace(
    *, contract: Contract, application: int | None, person: Person | None, first_on: date | None, reason: str,
    by: Any, **_version: Any,
) -> Contract:  # fmt: skip
    named = None
    if application is not None:
        rows = Application.objects.visible_to(by, to=Can.VIEW_APPLICATION).select_related("person", "round__terms")
        named = get_object_or_404(rows, pk=application)
    return contracts.replace(
        contract=contract, application=named, person=person, reason=reason, first_on=first_on, by=by
    )


STEPS: dict[str, Step] = {
    "sign": Step(
        forms.SignForm, gettext_lazy("Sign contract %(number)s"), gettext_lazy("Sign"),
        gettext_lazy("The contract is signed."), contracts.sign, Can.SIGN_CONTRACT,
    ),
    "position": Step(
        forms.PositionForm, gettext_lazy("Position of contract %(number)s"), gettext_lazy("Change the position"),
        gettext_lazy("The position is stored."), positions.give,
    ),
    "cancel": Step(
        forms.ReasonedForm, gettext_lazy("Drop contract %(number)s"), gettext_lazy("Drop the contract"),
        gettext_lazy("The contract was dropped; its post is free again."), contracts.cancel,
    ),
    "extend": Step(
        forms.ExtendForm, gettext_lazy("Prolong contract %(number)s"), gettext_lazy("Prolong"),
        gettext_lazy("The contract runs longer."), contracts.extend,
    ),
    "end": Step(
        forms.LastDayForm, gettext_lazy("End contract %(number)s"), gettext_lazy("End the contract"),
        gettext_lazy("The contract ends on the day you chose; the post is free from the next day."), contracts.end,
    ),
    "resign": Step(
        forms.LastDayForm, gettext_lazy("Enter a resignation from contract %(number)s"),
        gettext_lazy("Enter the resignation"),
        gettext_lazy("The resignation is entered; the post is free from the next day."), contracts.resign,
    ),
    "reinstate": Step(
        forms.ReasonedForm, gettext_lazy("Take back the end of contract %(number)s"),
        gettext_lazy("Take the end back"),
        gettext_lazy("The contract goes on as it was agreed. If only the day was wrong, enter the right one now."),
        reinstatements.reinstate,
    ),
    "transfer": Step(
        forms.TransferForm, gettext_lazy("Move the person of contract %(number)s"), gettext_lazy("Move"),
        gettext_lazy("The person moves to the other tambon on the day you chose."), contracts.transfer,
    ),
    "assign": Step(
        forms.AssignForm, gettext_lazy("Assign an agency (contract %(number)s)"), gettext_lazy("Assign"),
        gettext_lazy("The agency is assigned."), _assign, Can.CHANGE_PLACEMENT,
    ),
    "replace": Step(
        forms.ReplaceForm, gettext_lazy("Replace who left (contract %(number)s)"), gettext_lazy("Draft the contract"),
        gettext_lazy("A contract for who follows is drafted. Sign it next."), _replace,
    ),
}  # fmt: skip


@login_required
@require_GET
def contract_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    context = {
        "may_hire": bool(reach(user, Can.CHANGE_CONTRACT)),
        "may_import": bool(reach(user, Can.IMPORT_WORKFORCE)),
    }
    return list_page(request, CONTRACTS, template="workforce/contract_list.html", context=context)


@login_required
@require_GET
def contract_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    contract = get_object_or_404(selectors.contract_shown(user, pk))
    labels = {"replace": _("Hire somebody in their place")}  # its form drafts the contract, this page only leads there
    allowed = selectors.allowed_with(user, contract).actions
    actions = [(name, labels.get(name, STEPS[name].button)) for name in allowed]
    issued = list(papers_of(user).filter(contract=contract).select_related("template").order_by("-issued_at", "-pk"))
    context = {
        "contract": contract,
        "actions": [(f"contract-{name}", label) for name, label in actions],
        "papers": issued,
        "readable": readable_of(issued, user),
        "reports": reports_of(user).filter(contract=contract).order_by("-period__month"),
        "may_claim": user.has_perm(Can.CHANGE_RECEIVABLE, contract) and may_be_claimed(contract),
        "may_adjust": is_paid(contract) and user.has_perm(Can.ASK_ADJUSTMENT, contract),
        "cautions": cautions_of_contract(contract) if actions else [],
        "lacks_address": bool(actions) and not address_of(contract.person),
        "may_see_closing": user.has_perm(Can.VIEW_CLOSING, contract),
        "may_see_papers": user.has_perm(Can.VIEW_PAPER, contract),
        "may_issue": contract.state != ContractState.CANCELLED and user.has_perm(Can.CHANGE_PAPER, contract.university),
    }
    return render(request, "workforce/contract_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def contract_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    user, chosen = actor(request), STEPS[step]
    contract = get_object_or_404(selectors.contract_shown(user, pk))
    require(user, chosen.permission, contract if chosen.permission != Can.CHANGE_PLACEMENT else None)
    require(user, Can.CHANGE_CONTRACT, contract)
    first = {"on": request.GET["on"]} if "on" in request.GET else {}
    form = chosen.form(request.POST or None, contract=contract, user=user, initial=first)
    followers = followers_of(contract) if step == "replace" and request.method == "POST" else []
    made = attempt(form, lambda: chosen.act(contract=contract, by=user, **form.cleaned_data))
    if made is not None:
        messages.success(request, str(chosen.done))
        passed = ", ".join(f"{one.place}. {one.name}" for one in before(followers, made.application_id))
        if passed:
            messages.info(request, _("Passed over on the reserve list: %(names)s") % {"names": passed})
        return redirect("contract-detail", pk=made.pk)
    if form.is_bound and (there := _over(contract, step, user)) is not None:
        messages.info(
            request,
            _("This was done already, or cannot be done any more: the contract is %(state)s.") % {"state": there[1]},
        )
        return redirect("contract-detail", pk=there[0])
    context = {"form": form, "title": chosen.title % {"number": contract.number}, "button": chosen.button}
    context |= {"contract": contract, "day": getattr(form, "day", None)}
    return render(request, "workforce/contract_step.html", context, status=status_of(form))


def _over(contract: Contract, step: str, user: Any) -> tuple[int, str] | None:
    """Tell whether a step can no longer be taken, as after a double click: which contract to show, and its state.

    Asked again, because what was read before the step may be older than the first click.
    """
    now = selectors.contract_shown(user, contract.pk).get()
    if step in selectors.allowed_with(user, now).actions:
        return None
    shown = getattr(now, "replaced_by", None) if step == "replace" else None
    return (shown or now).pk, (shown or now).get_state_display()


@login_required
@require_http_methods(["GET", "POST"])
def contract_hire(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_CONTRACT)
    form = forms.HireForm(request.POST or None, rows=selectors.hireable_by(user), user=user)
    results: list[tuple[str, Result]] = []
    if form.is_valid():
        results = _seated(_hired(form.cleaned_data, user), form.cleaned_data, user)
    filterset = HireFilterSet(request.GET or None, queryset=selectors.waiting_for_contract(user), request=request)
    found = filterset.qs if filterset.is_valid() or not filterset.is_bound else filterset.queryset.none()
    page = page_of(found, order="by_name", size=AT_ONCE, token=request.GET.get("cursor", ""))
    waiting = page.rows
    lines = lines_to_hire(waiting)
    again = set(request.POST.getlist("chosen")) if form.errors else set()
    rows = [
        Row(one.pk, str(one.person), _about(one, lines.get(one.pk)), form.own_kind(one.pk), str(one.pk) in again)
        for one in waiting
    ]
    context: dict[str, Any] = {
        "title": _("Hire selected applicants"),
        "button": _("Draft contracts for those chosen"),
        "rows": rows,
        "page": page,
        "filterset": filterset,
        "kinds": form.KINDS,
        "cautions": cautions_of_hiring({one.round_id for one in waiting}),
    }
    context |= {"results": results, "form": form, "fields": [form["kind"], form["position"], form["agency"]]}
    return render(request, "workforce/contract_many.html", context, status=status_of(form))


def _about(application: Application, line: SelectionLine | None) -> str:
    """Write where somebody is hired and as what, by which application, and whether the reserve list calls them."""
    parts = [f"{application.number:05d}"] if application.number else []
    if line is not None:
        parts += [local_name(line.tambon), str(WorkerType(line.worker_type).label)]
    if application.state == ApplicationState.RESERVE:
        parts.append(_("next on the reserve list"))
    return " · ".join([*parts, local_name(application.round)])


def _hired(asked: dict[str, Any], user: Any) -> list[tuple[str, Result]]:
    chosen: QuerySet[Application] = asked["chosen"]
    names = {one.pk: str(one.person) for one in chosen}
    digital, position = asked["digital"], asked["position"]
    offers = {one.pk: offer_of(one, is_digital=one.pk in digital, position=position) for one in chosen}
    refused = [Result(key, None, offer) for key, offer in offers.items() if isinstance(offer, str)]
    good = [offer for offer in offers.values() if isinstance(offer, Hire)]
    return [(names[one.key], one) for one in [*contracts.hire_many(offers=good, by=user), *refused]]


def _seated(results: list[tuple[str, Result]], asked: dict[str, Any], user: Any) -> list[tuple[str, Result]]:
    """Let data managers who were hired sit at the agency; where it is full the contract stays, as the answer says."""
    agency, digital = asked["agency"], asked["digital"]
    if agency is None:
        return results
    return [(name, _seated_one(one, agency, user) if one.key in digital else one) for name, one in results]


def _seated_one(result: Result, agency: Agency, user: Any) -> Result:
    if result.contract is None:
        return result
    try:
        _assign(contract=result.contract, agency=agency, on=result.contract.first_day, by=user)
    except DomainError as error:
        return replace(result, error=str(error))
    return result


@login_required
@require_http_methods(["GET", "POST"])
def contract_sign_many(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.SIGN_CONTRACT)
    form = forms.SignManyForm(request.POST or None, rows=selectors.signable_by(user))
    results: list[tuple[str, Result]] = []
    if form.is_valid():
        chosen = form.cleaned_data["chosen"]
        names = {one.pk: f"{one.number} {one.person}" for one in chosen}
        signed = contracts.sign_many(contracts=chosen, on=form.cleaned_data["on"], by=user)
        results = [(names[one.key], one) for one in signed]
    rows = [Row(one.pk, str(one.person), one.number) for one in selectors.drafts_of(user)[:AT_ONCE]]
    context: dict[str, Any] = {"title": _("Sign drafts"), "button": _("Sign those chosen"), "rows": rows}
    context |= {"results": results, "form": form, "fields": [form["on"]]}
    return render(request, "workforce/contract_many.html", context, status=status_of(form))
