"""Amounts no rule gives: what one approver proposed, who else may agree, and what of it waits for a user."""

from collections.abc import Iterable, Sequence

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from tambon.models import Membership, User
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name
from workforce.chain_choices import Decision
from workforce.choices import PeriodState, ReportState, SupervisorRole
from workforce.models import Approval, MonthReport, Placement, Supervision
from workforce.permissions import Can


def proposals() -> "QuerySet[Approval]":
    """Return the amounts that wait for a second person."""
    return Approval.objects.filter(decision=Decision.PROPOSED, is_standing=True)


def proposal_of(report: MonthReport) -> Approval | None:
    """Return the amount proposed for a report, while nobody has answered."""
    return proposals().filter(report=report).first()  # who proposed it comes only where there is one: seldom


def proposed_among(reports: Iterable[int]) -> set[int]:
    """Return which of some reports wait for a second person to agree to an amount."""
    return set(proposals().filter(report__in=reports).values_list("report", flat=True))


def agreeable_by(user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports of which a user may answer the amount proposed (`proposed`, a list of one).

    Never the own wage, nor what was proposed by the user or by who stood in for the user.
    """
    others = proposals().exclude(Q(by=user.pk) | Q(for_whom=user.pk))
    rows = MonthReport.objects.visible_to(user, to=Can.AGREE_AMOUNT).exclude(contract__person__user=user.pk)
    rows = rows.filter(state=ReportState.SENT, period__state=PeriodState.OPEN)
    rows = rows.filter(Exists(others.filter(report=OuterRef("pk")))).select_related("contract__person", "period")
    asked = Prefetch("approvals", proposals().select_related("by", "for_whom"), to_attr="proposed")
    return rows.prefetch_related(asked).order_by("step_due_on", "contract__person__sort_key", "pk")


def agreers_of(report: MonthReport, proposal: Approval) -> list[int]:
    """Return who may answer an amount: the area managers there and the staff of the university, but who proposed it."""
    staff = Membership.objects.filter(university=report.contract.university_id, role="staff").valid_on(clock.today())
    managers = Answerers([(report, proposal)]).of(report, proposal)
    found = [one.pk for one in managers] + list(staff.values_list("user", flat=True))
    return [key for key in dict.fromkeys(found) if key not in _involved(report, proposal)]


class Answerers:
    """The area managers who may answer each of some proposed amounts, asked for all of them at once."""

    def __init__(self, pairs: Sequence[tuple[MonthReport, Approval]]) -> None:
        self._placed: dict[int, list[tuple[DateRange, str]]] = {}
        self._managers: dict[tuple[str, str, str], list[User]] = {}
        if not pairs:
            return
        there = Placement.objects.filter(contract__in=[report.contract_id for report, _proposal in pairs])
        for placed in there.filter(is_cancelled=False).select_related("post"):
            self._placed.setdefault(placed.contract_id, []).append((placed.during, placed.post.tambon_id))
        tambons = {tambon for rows in self._placed.values() for _during, tambon in rows}
        guides = Supervision.objects.on(clock.today()).filter(role=SupervisorRole.AM, tambon__in=tambons)
        for one in guides.filter(user__is_active=True).select_related("user").order_by("user"):
            of = (one.tambon_id, one.programme_id, one.university_id or "")
            self._managers.setdefault(of, []).append(one.user)

    def of(self, report: MonthReport, proposal: Approval) -> list[User]:
        """Return who may answer one, but who proposed it, is stood in for, or is paid."""
        contract, days = report.contract, report.period.during
        tambons = {
            tambon
            for during, tambon in self._placed.get(contract.pk, ())
            if during.lower < days.upper and (during.upper is None or during.upper > days.lower)
        }
        found = {
            user.pk: user
            for tambon in sorted(tambons)
            for user in self._managers.get((tambon, contract.programme_id, contract.university_id), ())
        }
        return [found[key] for key in sorted(set(found) - _involved(report, proposal))]


def awaited(report: MonthReport, managers: Sequence[User]) -> str:
    """Say who may agree: area managers by name, the staff by their university."""
    university = local_name(report.contract.university)
    if not managers:
        return gettext("staff of %(university)s") % {"university": university}
    names = ", ".join(map(str, managers))
    return gettext("%(names)s, or staff of %(university)s") % {"names": names, "university": university}


def _involved(report: MonthReport, proposal: Approval) -> set[int]:
    keys = {proposal.by_id, proposal.for_whom_id, report.contract.person.user_id}
    return {key for key in keys if key is not None}
