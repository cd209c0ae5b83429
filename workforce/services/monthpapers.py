"""Papers of a month: the delivery by who worked, the acceptance by who approved last, and all those of a tambon."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tambon.models import Area, User
from u2t.core import clock, jobs
from u2t.core.access import require
from u2t.core.models import Job
from workforce.choices import PaperKind
from workforce.models import MonthReport, Paper, Period
from workforce.permissions import Can
from workforce.selectors.monthpapers import MADE_WHEN, acceptance_of, order_of
from workforce.selectors.sheets import Line, Order
from workforce.services.issuing import Issuing, PaperError

KIND = "workforce.issue_month_packet"


@transaction.atomic
def deliver(*, report: MonthReport, site: str, by: User) -> Paper:
    """Make the delivery of work (ใบส่งมอบงาน) of a report that is sent: by who wrote it, or by the university."""
    require(by, Can.VIEW_REPORT, report)
    if report.contract.person.user_id != by.pk:
        require(by, Can.CHANGE_PAPER, report.contract.university)
    report = _locked(report)
    if report.state not in MADE_WHEN[PaperKind.DELIVERY] or report.sent_at is None:
        raise PaperError(_("Send the report first: the paper says what was sent."))
    return Issuing.paper(Order(PaperKind.DELIVERY, report, timezone.localdate(report.sent_at), (), site), by)


@transaction.atomic
def accept(*, report: MonthReport, site: str, by: User, order_number: str = "") -> Paper:
    """Make the acceptance (ใบตรวจรับ) of a report that is approved, to be signed by who approved it last.

    Without an order number, that of the acceptor's latest acceptance is taken.
    """
    require(by, Can.DECIDE_REPORT, report)
    report = _locked(report)
    last = acceptance_of(report)
    if last is None or last.by_id != by.pk:
        require(by, Can.CHANGE_PAPER, report.contract.university)
    if last is None:
        raise PaperError(_("The work is accepted once every step has approved the report."))
    name, step = last.by.get_full_name(), last.step.name_th if last.step else ""
    line = Line(name, f"ผู้ตรวจรับงาน ({step})", order_number.strip() or order_of(last.by), user=last.by_id)
    return Issuing.paper(Order(PaperKind.ACCEPTANCE, report, clock.today(), [line], site), by)


@transaction.atomic
def ask(*, period: Period, tambon: Area, kinds: Sequence[str], site: str, by: User) -> Job:
    """Queue the papers of everybody in a tambon of one month as one file; those made before are taken as they are."""
    require(by, Can.CHANGE_PAPER, period.university)
    return jobs.start(KIND, by=by, period=period.pk, tambon=tambon.pk, kinds=sorted(kinds), site=site)


def _locked(report: MonthReport) -> MonthReport:
    rows = MonthReport.objects.select_for_update(of=("self",))
    return rows.select_related(
        "contract__person", "contract__university", "contract__programme", "contract__position", "period__programme"
    ).get(pk=report.pk)
