"""What the papers of a month say: the delivery of work, and its acceptance with the amount."""

from decimal import Decimal

from bahttext import bahttext
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from tambon.models import User
from tambon.selectors.names import full_name
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import short
from workforce.chain_choices import Decision
from workforce.choices import PaperKind, ReportState
from workforce.models import Approval, MonthReport, Paper, Period, Signature
from workforce.selectors.papers import Facts, facts_of_contract, long_date, papers_of
from workforce.selectors.reports import reports_of
from workforce.selectors.reportsheets import place_of
from workforce.wording import month_name

#: The papers of a month, and the states of a report in which each is made.
MADE_WHEN: dict[str, frozenset[str]] = {
    PaperKind.DELIVERY: frozenset({ReportState.SENT, ReportState.APPROVED}),
    PaperKind.ACCEPTANCE: frozenset({ReportState.APPROVED}),
}
_HEAD = ("ลำดับ", "ผลการปฏิบัติงาน", "เทียบกับแผน", "หมายเหตุ")


def facts_of_report(report: MonthReport) -> Facts:
    """Return what papers about the month of one person say; in Thai, whatever the language of the page."""
    values = facts_of_contract(report.contract).values
    with override("th"):
        place, period = place_of(report), report.period
        amount = report.amount if report.amount is not None else Decimal(0)
        lines = [(str(n.position), n.text, n.get_standing_display(), n.note) for n in report.lines.all()]
        return Facts(
            values | {
                "tambon": full_name(place.post.tambon) if place else values["tambon"],
                "agency": place.agency.name_th if place and place.agency else "",
                "month": month_name(period.month),
                "period_number": str(period.number),
                "first_day": long_date(period.first_day),
                "last_day": long_date(period.last_day),
                "sent_on": long_date(timezone.localdate(report.sent_at)) if report.sent_at else "",
                "approved_on": long_date(timezone.localdate(report.approved_at)) if report.approved_at else "",
                "days_worked": str(report.days_worked),
                "days_absent": short(Decimal(report.days_absent + report.deducted_days)),
                "log_count": str(report.log_count),
                "amount": f"{amount:,.2f}" if report.amount is not None else "",
                "amount_words": bahttext(float(amount)) if report.amount is not None else "",
            },
            (_HEAD, *lines),
        )  # fmt: skip


def acceptance_of(report: MonthReport) -> Approval | None:
    """Return the last approval of an approved report: who gave it accepts the work."""
    if report.state != ReportState.APPROVED:
        return None
    taken = report.approvals.filter(decision=Decision.APPROVED, is_standing=True).select_related("step", "by")
    return taken.order_by("-step__position", "-pk").first()


def order_of(acceptor: User) -> str:
    """Return the order that appointed somebody to accept work, as the latest acceptance names it."""
    signed = Signature.objects.filter(user=acceptor, paper__kind=PaperKind.ACCEPTANCE).exclude(order_number="")
    return signed.order_by("-pk").values_list("order_number", flat=True).first() or ""


def papers_of_month(report: MonthReport, *, user: Actor) -> "QuerySet[Paper]":
    """Return the papers about a month that a user may see, the newest first."""
    return papers_of(user).filter(monthreport=report).order_by("-pk")


def reports_in(*, period: Period, tambon: str, user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports of a tambon and month that were sent, by name."""
    sent = reports_of(user).filter(period=period, state__in=MADE_WHEN[PaperKind.DELIVERY])
    return sent.filter(Q(tambon_code=tambon)).order_by("contract__person__sort_key", "pk")


def accepts(report: MonthReport, user: Actor) -> bool:
    """Tell whether the acceptance of a report is a user's to give."""
    last = acceptance_of(report)
    return last is not None and last.by_id == user.pk
