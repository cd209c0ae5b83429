"""What the complete report of a tambon says: composed from what was reported, always in Thai."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import override

from tambon.models import Area
from tambon.selectors.names import full_name
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import PayLineState, ReportState
from workforce.closing_choices import ArticleState
from workforce.models import Article, BudgetLine, Contract, MonthReport, PayLine, Placement, ProblemItem
from workforce.money_choices import ActivityState
from workforce.permissions import Can
from workforce.selectors.activities import activities_of
from workforce.selectors.balances import balances_of
from workforce.selectors.closings import contracts_to_close
from workforce.selectors.papers import long_date
from workforce.tambonsheet import Listed, TambonSheet
from workforce.wording import month_name

_SHOWN = frozenset({ReportState.SENT, ReportState.APPROVED})


def sheet_of_tambon(tambon: Area, *, user: Actor) -> TambonSheet:
    """Return the report of a tambon, over everybody a user may see whose days lay in it.

    Who moved counts in each tambon with the days and months there, and is one of its people where the last day lay.
    """
    seats = _seats_in(tambon)
    people = list(contracts_to_close(user).filter(pk__in=seats).order_by("person__sort_key", "pk"))
    reports = _of_seats(MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT), tambon)
    reports = reports.filter(contract__in=people, state__in=_SHOWN)
    paid = _of_seats(PayLine.objects.visible_to(user, to=Can.VIEW_PAY), tambon)
    paid = paid.filter(contract__in=people, state=PayLineState.PAID)
    activities = list(activities_of(user).filter(tambon=tambon).order_by("starts_on", "pk"))
    articles = Article.objects.visible_to(user, to=Can.VIEW_ARTICLE).filter(tambon=tambon, state=ArticleState.PUBLISHED)
    problems = (
        ProblemItem.objects.visible_to(user, to=Can.VIEW_PROBLEM)
        .raised()
        .filter(report__in=_of_seats(MonthReport.objects.filter(contract__in=people), tambon))
    )
    with override("th"):
        return TambonSheet(
            title="รายงานฉบับสมบูรณ์ระดับตำบล",
            programme=people[0].programme.name_th if people else "",
            facts=[
                ("พื้นที่", full_name(tambon)),
                ("มหาวิทยาลัย", ", ".join(sorted({one.university.name_th for one in people}))),
            ],
            counts=[
                *_counts(people, seats, reports, paid, articles.count(), problems.count()), *_done_in(activities),
            ],
            tables=[
                _months(reports), _people(people, seats, reports), _activities(activities), _money(tambon, user),
                Listed("บทความเผยแพร่", ("เดือน", "เรื่อง"), [
                    (month_name(one.period.month), one.title)
                    for one in articles.select_related("period").order_by("period__month", "pk")
                ], (1, 3)),
                Listed("ปัญหา อุปสรรค ข้อเสนอแนะ", ("ประเภท", "รายละเอียด", "สถานะ", "คำตอบ"), [
                    (one.get_kind_display(), one.text, one.get_state_display(), one.answer)
                    for one in problems.order_by("raised_at", "pk")
                ], (0, 3, 0, 3)),
            ],
            state=f"{full_name(tambon)} · พิมพ์เมื่อ {long_date(clock.today())}",
        )  # fmt: skip


def _seats_in(tambon: Area) -> Mapping[int, tuple[date, date]]:
    """Return the first and the last day of each contract in a tambon, as far as the contract itself goes."""
    rows = Placement.objects.filter(post__tambon=tambon, is_cancelled=False, during__overlap=F("contract__during"))
    found: dict[int, tuple[date, date]] = {}
    for one in rows.select_related("contract").order_by("during"):
        during: Any = one.during
        first = max(during.lower, one.contract.first_day)
        last = min(during.upper - timedelta(days=1), one.contract.last_day)
        found[one.contract_id] = (found.get(one.contract_id, (first, last))[0], last)
    return found


def _of_seats(rows: "QuerySet[Any]", tambon: Area) -> "QuerySet[Any]":
    """Keep the months in which somebody sat in a tambon on the last day, as figures of the month count them."""
    seats = Placement.objects.filter(
        contract=OuterRef("contract"), post__tambon=tambon, is_cancelled=False,
        during__startswith__lt=OuterRef("after"), during__endswith__gte=OuterRef("after"),
    )  # fmt: skip
    after = Least(F("period__during__endswith"), F("contract__during__endswith"))
    found: QuerySet[Any] = rows.annotate(after=after).filter(Exists(seats))
    return found


def _counts(
    people: "Sequence[Contract]", seats: Mapping[int, tuple[date, date]], reports: "QuerySet[MonthReport]",
    paid: "QuerySet[PayLine]", articles: int, problems: int,
) -> list[tuple[str, str]]:  # fmt: skip
    sums = reports.aggregate(days=Sum("days_worked"), logs=Sum("log_count"))
    wages = paid.aggregate(sum=Sum("gross"))["sum"] or Decimal(0)
    stayed = sum(seats[one.pk][1] == one.last_day for one in people)
    return [
        ("ผู้ปฏิบัติงาน (คน)", f"{stayed:,}"), ("วันปฏิบัติงาน", f"{sums['days'] or 0:,}"),
        ("กิจกรรมประจำวัน", f"{sums['logs'] or 0:,}"), ("ค่าจ้างที่จ่าย (บาท)", f"{wages:,.2f}"),
        ("บทความเผยแพร่", f"{articles:,}"), ("ปัญหาและข้อเสนอแนะ", f"{problems:,}"),
    ]  # fmt: skip


def _months(reports: "QuerySet[MonthReport]") -> Listed:
    """Count the reports of each month."""
    rows = reports.order_by("period__month").values_list("period__month")
    counted = rows.annotate(n=Count("pk"), ok=Count("pk", filter=Q(state="approved")), days=Sum("days_worked"))
    lines = [(month_name(month), f"{n:,}", f"{ok:,}", f"{days or 0:,}") for month, n, ok, days in counted]
    return Listed("รายงานรายเดือน", ("เดือน", "ส่งแล้ว", "อนุมัติแล้ว", "วันปฏิบัติงาน"), lines, (2, 1, 1, 1))


def _people(
    people: "Sequence[Contract]", seats: Mapping[int, tuple[date, date]], reports: "QuerySet[MonthReport]"
) -> Listed:
    """Name everybody with the days here, who moved as such, and how many months were approved."""
    rows = reports.order_by().values_list("contract").annotate(ok=Count("pk", filter=Q(state="approved")))
    sums = {contract: (ok, days) for contract, ok, days in rows.annotate(days=Sum("days_worked"))}
    lines = [
        (
            str(place), one.person.full_name, one.get_worker_type_display(),
            f"{long_date(seats[one.pk][0])} ถึง {long_date(seats[one.pk][1])}"
            + ("" if seats[one.pk][1] == one.last_day else " (ย้ายออก)"),
            *(f"{value or 0:,}" for value in sums.get(one.pk, (0, 0))),
        )
        for place, one in enumerate(people, start=1)
    ]  # fmt: skip
    head = ("ลำดับ", "ชื่อ-สกุล", "ประเภท", "ระยะเวลา", "เดือนที่อนุมัติ", "วัน")
    return Listed("ผู้ปฏิบัติงาน", head, lines, (0, 3, 2, 3, 1, 0))


def _done_in(activities: "Sequence[Any]") -> list[tuple[str, str]]:
    done = [one for one in activities if one.state == ActivityState.DONE]
    spent = sum((one.spent for one in activities), Decimal(0))
    return [("กิจกรรมตำบลที่เสร็จ", f"{len(done):,}"), ("ค่ากิจกรรม (บาท)", f"{spent:,.2f}")]


def _activities(activities: "Sequence[Any]") -> Listed:
    """Name what was done in the tambon: for what, when, with how many, for how much, and what came of it."""
    lines = [
        (
            f"{one.name}: {one.product}" if one.product else one.name, one.get_dimension_display(),
            f"{thai_date(one.begun_on or one.starts_on)} ถึง {thai_date(one.over_on or one.ends_on)}",
            f"{one.people:,}", f"{one.spent:,.2f}",
            ": ".join(filter(None, (one.get_state_display(), one.result or one.cancel_reason))),
        )
        for one in activities
    ]  # fmt: skip
    head = ("กิจกรรมและผลผลิต", "ด้าน", "ระยะเวลา", "ผู้เข้าร่วม", "จ่าย (บาท)", "ผล")
    return Listed("กิจกรรมของตำบล", head, lines, (3, 0, 2, 0, 0, 3))


def _money(tambon: Area, user: Actor) -> Listed:
    """Say what the tambon was given, what was paid and returned of it, and what is left, by kind of money."""
    rows = BudgetLine.objects.visible_to(user, to=Can.VIEW_BUDGET).filter(tambon=tambon)
    names = {
        one.pk: one.category.name_th
        for one in rows.select_related("category", "programme").order_by("programme", "category__position", "pk")
    }
    found = {row.line: row.balance for row in balances_of(rows)}
    lines = [
        (
            name, *(f"{value:,.2f}" for value in (one.allocated, one.paid - one.repaid, one.returned, one.remaining)),
        )
        for key, name in names.items()
        for one in [found[key]]
    ]  # fmt: skip
    head = ("รายการ", "จัดสรร (บาท)", "จ่ายสุทธิ (บาท)", "ส่งคืน (บาท)", "คงเหลือ (บาท)")
    return Listed("งบประมาณของตำบล", head, lines, (2, 1, 1, 1, 1))
