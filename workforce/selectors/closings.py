"""What is settled and what is still open at the end of somebody's work, and who holds it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tambon.models import Area
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import WORKS, AdjustmentState, PaperKind, PaperState, PayLineState, ProblemState, ReportState
from workforce.closing_choices import HANDED_BACK, TickKind
from workforce.models import (
    Adjustment,
    Attendance,
    BankAccount,
    Closing,
    ClosingTick,
    Contract,
    MonthReport,
    Paper,
    PayLine,
    Period,
    Placement,
    ProblemItem,
    Receivable,
)
from workforce.permissions import Can
from workforce.selectors.excess import Excess, excess_of
from workforce.selectors.lying import failed_words
from workforce.selectors.receivables import with_standing
from workforce.wording import baht, month_short

#: How many people a refusal names.
_NAMED = 10
#: A point that is open is said as such: "Reports of all months approved: 3 people" would read as done.
_NOT_YET = {
    "over": gettext_lazy("Contract not over yet"),
    "months": gettext_lazy("Days of the contract that lie in no month opened"),
    "reports": gettext_lazy("Reports not approved yet"),
    "paid": gettext_lazy("Wages not paid yet"),
    "corrections": gettext_lazy("Corrections of wages not settled yet"),
    "owed": gettext_lazy("Money not paid back yet"),
    "papers": gettext_lazy("No acceptance of work yet"),
    "problems": gettext_lazy("Problems of reports not closed yet"),
    "account": gettext_lazy("No confirmed bank account yet"),
    "training": gettext_lazy("No training recorded yet"),
    TickKind.EQUIPMENT: gettext_lazy("Return of equipment not entered yet"),
    TickKind.BALANCE: gettext_lazy("Return of money left not entered yet"),
    TickKind.WORK: gettext_lazy("Handing over of files and accounts not entered yet"),
    "people": gettext_lazy("People whose work is not closed yet"),
    "activities": gettext_lazy("Activities not over yet"),
    "money": gettext_lazy("Money not spent or returned yet"),
}
_HANDED_BACK = {
    TickKind.EQUIPMENT: gettext_lazy("Return of equipment entered"),
    TickKind.BALANCE: gettext_lazy("Return of money left entered"),
    TickKind.WORK: gettext_lazy("Handing over of files and accounts entered"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list: settled, or what is open and who holds it; `name` says it as settled."""

    code: str
    name: str
    open: Sequence["Open"] = ()

    @property
    def said(self) -> str:
        """Return the point as it stands: as something done, or as something not done yet."""
        return self.name if self.is_done else str(_NOT_YET[self.code])

    @property
    def is_done(self) -> bool:
        """Tell whether nothing of it is open."""
        return not self.open


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is open, and whose it is to settle."""

    said: str
    holder: str


def contracts_to_close(user: Actor) -> "QuerySet[Contract]":
    """Return the contracts whose end a user may see."""
    rows = Contract.objects.visible_to(user, to=Can.VIEW_CLOSING).filter(state__in=WORKS)
    return rows.select_related("person", "university", "programme", "closing")


def points_of(contracts: Sequence[Contract]) -> dict[int, list[Point]]:
    """Return the list of each contract, in the same few questions for one and for a tambon."""
    facts = _Facts(contracts)
    return {one.pk: _points(one, facts) for one in contracts}


def uncertifiable(contracts: Sequence[Contract]) -> str:
    """Say whose work cannot be certified, not being closed, and what of it is open; "" if all is closed."""
    closed = set(Closing.objects.filter(contract__in=contracts, closed_at__isnull=False).values_list("contract"))
    missing = [one for one in contracts if (one.pk,) not in closed]
    if not missing:
        return ""
    points = points_of(missing)
    if len(missing) == 1:
        still = [f"{one.said} ({one.holder})" for one in open_of(points[missing[0].pk])]
        said = {"person": missing[0].person, "list": " ".join(still)}
        if still:
            return _("The work of %(person)s is not closed, so it is not certified. Still open: %(list)s") % said
        return (
            _("Nothing of the work of %(person)s is open. Close it first (“End of the work”), then certify it.") % said
        )
    names = ", ".join(f"{one.person} ({len(open_of(points[one.pk]))})" for one in missing[:_NAMED])
    more = _(" and %(more)s more") % {"more": len(missing) - _NAMED} if missing[_NAMED:] else ""
    return _("The work of these is not closed, so it is not certified (with how many things open): %(names)s") % {
        "names": names + more
    }


def open_of(points: Iterable[Point]) -> list[Open]:
    """Return everything that is open."""
    return [one for point in points for one in point.open]


class _Facts:
    """What is known of some contracts, asked once."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        reports = MonthReport.objects.filter(contract__in=contracts).select_related("step")
        self.reports = {(one.contract_id, one.period_id): one for one in reports}
        periods = Period.objects.filter(university__in={one.university_id for one in contracts}).order_by("month")
        self.periods = list(periods)
        paid = PayLine.objects.filter(contract__in=contracts, state=PayLineState.PAID, covered_days__gt=0)
        self.paid = set(paid.values_list("contract", "period"))
        people = [one.person_id for one in contracts]
        waiting = PayLine.objects.waiting().filter(contract__person__in=people).select_related("period", "contract")
        self.failed: dict[int, list[PayLine]] = defaultdict(list)
        for one in waiting.order_by("failed_at", "pk"):
            self.failed[one.contract_id].append(one)
        transfers = [one.contract for ones in self.failed.values() for one in ones if one.account_id]
        self.holding = {(one.person_id, one.university_id) for one in transfers}
        self.corrections: Mapping[int, list[Adjustment]] = _corrections_of(contracts)
        self.owed = _owed_by(contracts)
        self.excess = _excess_of(contracts)
        accepted = Paper.objects.filter(monthreport__contract__in=contracts, kind=PaperKind.ACCEPTANCE)
        accepted = accepted.exclude(state=PaperState.CANCELLED)
        self.accepted = set(accepted.values_list("monthreport", flat=True))
        self.problems: Mapping[int, list[ProblemItem]] = _by_contract(contracts)
        self.trained = set(Attendance.objects.filter(contract__in=contracts).values_list("contract", flat=True))
        confirmed = BankAccount.objects.confirmed().filter(person__in=people)
        self.accounts = set(confirmed.values_list("person", flat=True))
        ticks = ClosingTick.objects.filter(closing__contract__in=contracts)
        self.ticked = set(ticks.values_list("closing__contract", "kind"))

    def payer(self, contract: Contract, university: str) -> str:
        """Return who holds what is to be paid: the person, while a transfer that failed waits for an account."""
        is_waiting = (contract.person_id, contract.university_id) in self.holding
        return str(contract.person) if is_waiting else university


def _corrections_of(contracts: Sequence[Contract]) -> dict[int, list[Adjustment]]:
    found: dict[int, list[Adjustment]] = defaultdict(list)
    rows = Adjustment.objects.filter(contract__in=contracts).exclude(state=AdjustmentState.REFUSED)
    # What was made a claim of is asked for there.
    rows = rows.exclude(line__state=PayLineState.PAID).exclude(receivables__in=Receivable.objects.standing())
    for one in rows.select_related("period").order_by("pk"):
        found[one.contract_id].append(one)
    return found


def _owed_by(contracts: Sequence[Contract]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for one in with_standing(Receivable.objects.standing().filter(contract__in=contracts)).filter(left__gt=0):
        found[one.contract_id].append(one)
    return found


def _excess_of(contracts: Sequence[Contract]) -> Mapping[int, Sequence[Excess]]:
    found: dict[int, list[Excess]] = defaultdict(list)
    for one in excess_of(Contract.objects.filter(pk__in=[contract.pk for contract in contracts])):
        found[one.contract].append(one)
    return found


def _by_contract(contracts: Sequence[Contract]) -> dict[int, list[ProblemItem]]:
    found: dict[int, list[ProblemItem]] = defaultdict(list)
    rows = ProblemItem.objects.raised().filter(report__contract__in=contracts).exclude(state=ProblemState.DONE)
    for item in rows.select_related("report__period"):
        found[item.report.contract_id].append(item)
    return found


def _points(contract: Contract, facts: _Facts) -> list[Point]:
    person, university = str(contract.person), local_name(contract.university)
    months = [one for one in facts.periods if _meets(one, contract)]
    late = clock.today() <= contract.last_day
    over = [Open(_("The contract runs until %(day)s.") % {"day": thai_date(contract.last_day)}, person)] if late else []
    unopened = _unopened(contract, months, university)
    unpaid, corrections = _unpaid(contract, months, facts, university), _uncorrected(contract, facts, university)
    return [
        Point("over", _("The contract is over"), over),
        Point("months", _("Months of the contract opened"), unopened),
        Point("reports", _("Reports of all months approved"), _unapproved(contract, months, facts)),
        Point("paid", _("Wages of all months paid"), unpaid),
        Point("corrections", _("Corrections of wages settled"), corrections),
        Point("owed", _("No money left to be paid back"), _owed(contract, facts, university)),
        Point("papers", _("Acceptance of work of all months"), _unaccepted(contract, months, facts, university)),
        Point("problems", _("Problems of the reports closed"), _unanswered(contract, facts)),
        _account(contract, facts, is_needed=bool(unopened or unpaid or corrections)),
        _training(contract, facts, university),
        *(_ticked(kind, contract, facts, university) for kind in HANDED_BACK),
    ]


def _account(contract: Contract, facts: _Facts, *, is_needed: bool) -> Point:
    """Ask for an account as long as something is to be paid: wages may all have been paid by hand."""
    if contract.person_id in facts.accounts:
        return Point("account", _("Bank account confirmed"))
    if not is_needed:
        return Point("account", _("Everything paid without a bank account"))
    return Point("account", _("Bank account confirmed"), [Open(_("No account is confirmed."), str(contract.person))])


def _training(contract: Contract, facts: _Facts, holder: str) -> Point:
    if contract.pk in facts.trained:
        return Point("training", _("Training attended"))
    if (contract.pk, TickKind.TRAINING) in facts.ticked:
        return Point("training", _("Said why no training was attended"))
    said = _("No training is recorded. Enter who attended, or say below why there was none.")
    return Point("training", _("Training attended"), [Open(said, holder)])


def _meets(period: Period, contract: Contract) -> bool:
    same = (period.university_id, period.programme_id) == (contract.university_id, contract.programme_id)
    return same and period.first_day <= contract.last_day and contract.first_day <= period.last_day


def _unopened(contract: Contract, months: Sequence[Period], holder: str) -> list[Open]:
    """Tell of the days of a contract that lie in no month: nobody asked for their report, nor paid them."""
    if not months:
        return [Open(_("No month of this contract was opened: nothing could be reported or paid."), holder)]
    first, last = contract.first_day, contract.last_day
    within = sum((min(one.last_day, last) - max(one.first_day, first)).days + 1 for one in months)
    left = (last - first).days + 1 - within
    said = ngettext(
        "%(count)d day of the contract lies in no month that was opened.",
        "%(count)d days of the contract lie in no month that was opened.",
        left,
    )
    return [Open(said % {"count": left}, holder)] if left > 0 else []


def _uncorrected(contract: Contract, facts: _Facts, holder: str) -> list[Open]:
    asked = _("%(month)s: a second person has to decide about a correction of %(amount)s baht.")
    agreed = _("%(month)s: a correction of %(amount)s baht is in no payment that was made.")
    return [
        Open(
            (asked if one.state == AdjustmentState.ASKED else agreed)
            % {"month": month_short(one.period.month), "amount": baht(one.amount)},
            holder if one.state == AdjustmentState.ASKED else facts.payer(contract, holder),
        )
        for one in facts.corrections.get(contract.pk, ())
    ]


def _owed(contract: Contract, facts: _Facts, holder: str) -> list[Open]:
    said = _("%(amount)s baht of letter %(number)s are to be paid back until %(day)s.")
    beyond = _("%(month)s: %(amount)s baht were paid beyond the contract, and are not claimed back yet.")
    claimed = [
        Open(
            said % {"amount": baht(one.left), "number": one.document_number, "day": thai_date(one.due_on)},
            str(contract.person),
        )
        for one in facts.owed.get(contract.pk, ())
    ]
    excess = facts.excess.get(contract.pk, ())
    return claimed + [
        Open(beyond % {"month": month_short(one.month), "amount": baht(one.amount)}, holder) for one in excess
    ]


def _unapproved(contract: Contract, months: Sequence[Period], facts: _Facts) -> list[Open]:
    found = []
    for period in months:
        report, month = facts.reports.get((contract.pk, period.pk)), {"month": month_short(period.month)}
        if report is None:
            found.append(Open(_("%(month)s: no report is written.") % month, str(contract.person)))
        elif report.step is not None:
            found.append(Open(_("%(month)s: the report is being checked.") % month, local_name(report.step)))
        elif report.state != ReportState.APPROVED:
            found.append(Open(_("%(month)s: the report is not sent.") % month, str(contract.person)))
    return found


def _unpaid(contract: Contract, months: Sequence[Period], facts: _Facts, holder: str) -> list[Open]:
    failed, found = facts.failed.get(contract.pk, []), []
    payer = facts.payer(contract, holder)
    for month in months:
        lines = [one for one in failed if one.period_id == month.pk]
        if lines:
            found += [Open(failed_words(one), str(contract.person) if one.account_id else holder) for one in lines]
        elif (contract.pk, month.pk) not in facts.paid:
            said = _("%(month)s: the wage is not paid.") % {"month": month_short(month.month)}
            found.append(Open(said, payer))
    return found


def _unaccepted(contract: Contract, months: Sequence[Period], facts: _Facts, holder: str) -> list[Open]:
    approved = [facts.reports.get((contract.pk, one.pk)) for one in months]
    missing = [one for one in approved if one and one.state == ReportState.APPROVED and one.pk not in facts.accepted]
    said = _("%(count)d months have no acceptance of work.") % {"count": len(missing)}
    return [Open(said, holder)] if missing else []


def _unanswered(contract: Contract, facts: _Facts) -> list[Open]:
    return [
        Open(
            _("%(month)s: %(kind)s is not closed.")
            % {"month": month_short(one.report.period.month), "kind": one.get_kind_display()},
            one.get_owner_display(),
        )
        for one in facts.problems.get(contract.pk, ())
    ]


def _ticked(kind: TickKind, contract: Contract, facts: _Facts, holder: str) -> Point:
    if (contract.pk, kind) in facts.ticked:
        return Point(kind, str(_HANDED_BACK[kind]))
    return Point(kind, str(_HANDED_BACK[kind]), [Open(_("Nobody has said what was handed back."), holder)])


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody of a tambon, with what is open."""

    contract: Contract
    closing: Closing | None
    open: list[Open]


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of the work in a tambon: everybody, and how often what is open."""

    lines: list[Line]
    counts: list[tuple[str, int]]

    @property
    def closed(self) -> int:
        """Return how many are closed."""
        return sum(line.closing is not None and line.closing.closed_at is not None for line in self.lines)


def summary_of(tambon: Area, *, user: Actor) -> Summary:
    """Return where the closing of a tambon stands, over everybody of it a user may see."""
    seats = Placement.objects.filter(post__tambon=tambon, is_cancelled=False)
    rows = list(contracts_to_close(user).filter(pk__in=seats.values("contract")).order_by("person__sort_key", "pk"))
    points = points_of(rows)
    lines = [Line(one, closing_of(one), open_of(points[one.pk])) for one in rows]
    counts = Counter(point.said for one in rows for point in points[one.pk] if not point.is_done)
    return Summary(lines, counts.most_common())


def closing_of(contract: Contract) -> Closing | None:
    """Return the closing of a contract, if something was said of it."""
    return getattr(contract, "closing", None)


def closing_tambons(user: Actor) -> "QuerySet[Area]":
    """Return the tambons with people whose end a user may see, and not only the own."""
    seen = Placement.objects.visible_to(user, to=Can.VIEW_CLOSING).filter(is_cancelled=False)
    return Area.objects.filter(pk__in=seen.exclude(contract__person__user=user.pk).values("post__tambon"))
