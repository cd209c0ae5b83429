"""What a worker has to do now, the most pressing first: for the top of the own month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import clock
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import PeriodState, ReportState
from workforce.closing_choices import ArticleState
from workforce.models import Article, BankAccount, DayLog, PayLine
from workforce.selectors.logs import OwnMonth, contract_running
from workforce.selectors.reports import last_reason
from workforce.wording import month_name

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, and where."""

    said: str
    link: str
    is_late: bool = False
    why: str = ""


def todos_of(user: User, months: Sequence[OwnMonth]) -> list[Todo]:
    """Return what waits for a worker in the own months, what is late first."""
    found = [one for month in months for one in _of_month(month)]
    found += [*_returned_articles(user), *_account(user, months), *_today(user)]
    return sorted(found, key=lambda one: not one.is_late)


def needs_a_hand(month: OwnMonth) -> bool:
    """Tell whether something in a month waits for its worker, or the month runs: it is shown unfolded."""
    return month.period.last_day >= clock.today() or any(True for _one in _of_month(month))


def _of_month(month: OwnMonth) -> Iterator[Todo]:
    period, report = month.period, month.report
    if period.state != PeriodState.OPEN:
        return
    said = {"month": month_name(period.month), "day": thai_date(period.reports_due_on)}
    is_late = clock.today() > period.reports_due_on
    own = reverse("month-own") + f"#month-{month.contract.pk}-{period.pk}"
    if month.assigned and not month.assigned.assignment.is_acknowledged:
        link = reverse("assignment-detail", args=[month.assigned.assignment.pk])
        yield Todo(_("Read your tasks of %(month)s and acknowledge them") % said, link)
    if report is not None and report.state == ReportState.RETURNED:
        link = reverse("monthreport-write", args=[report.pk])
        told = _("Correct the report of %(month)s and send it again") % said
        yield Todo(told, link, is_late=True, why=last_reason(report))
        return
    is_sent = report is not None and report.state != ReportState.DRAFT
    if is_sent or clock.today() < min(period.last_day, month.contract.last_day):
        return
    link = reverse("monthreport-write", args=[report.pk]) if report is not None else own
    yield Todo(_("Send the report of %(month)s, due %(day)s") % said, link, is_late)


def _returned_articles(user: User) -> Iterator[Todo]:
    rows = Article.objects.filter(contract__person__user=user, state=ArticleState.RETURNED).select_related("period")
    for one in rows:
        said = _("Correct the article of %(month)s and send it again") % {"month": month_name(one.period.month)}
        yield Todo(said, reverse("article-write", args=[one.pk]), why=one.reason)


def _account(user: User, months: Sequence[OwnMonth]) -> Iterator[Todo]:
    if months and not BankAccount.objects.confirmed().filter(person__user=user).exists():
        yield Todo(_("Confirm the account to which your wage is paid"), reverse("bankaccount-own"))
        return
    failed = PayLine.objects.waiting().filter(contract__person__user=user).order_by("-failed_at").first()
    if failed is not None:
        said = _("A payment of your wage failed. Confirm the account, or enter another one")
        yield Todo(said, reverse("bankaccount-own"), is_late=True, why=failed.failure)


def _today(user: User) -> Iterator[Todo]:
    today = clock.today()
    if today.weekday() >= _SATURDAY or contract_running(user, today) is None:
        return
    if not DayLog.objects.standing().filter(contract__person__user=user, day=today).exists():
        yield Todo(_("Write what you did today"), reverse("log-create"))
