"""What the printed report of a month says: always in Thai, whatever the language of the page."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import override

from tambon.selectors.names import full_name
from u2t.core import clock, files
from u2t.core.access import Actor
from u2t.core.pictures import small
from u2t.core.templatetags.u2t import short
from workforce.chain_choices import Decision
from workforce.choices import ProblemKind, ReportState, Skill
from workforce.models import (
    Approval,
    AssignmentItem,
    Attendance,
    DayLog,
    LogPhoto,
    MonthReport,
    Placement,
    ProblemItem,
)
from workforce.permissions import Can
from workforce.reportsheet import MOST_PHOTOS, Part, Photo, ReportSheet, Sign
from workforce.selectors.papers import long_date
from workforce.selectors.reports import composed
from workforce.wording import month_name

_SIDE = 640
_CERTIFIED = "ขอรับรองว่าได้ปฏิบัติงานตามที่รายงานนี้จริงทุกประการ"


def sheet_of_report(report: MonthReport, *, user: Actor) -> ReportSheet:
    """Return the report as it is printed; photos are for those who may see the logs they belong to."""
    with override("th"):
        return ReportSheet(
            programme=report.period.programme.name_th,
            facts=_facts(report),
            counts=_counts(report),
            results=[
                (
                    str(line.position), line.area.name_th if line.area else "", line.text,
                    line.get_standing_display() if line.standing else "", line.note,
                )
                for line in report.lines.select_related("area")
            ],
            parts=[part for part in _parts(report) if part.lines],
            photos=list(_photos(report, user)),
            certificate=_CERTIFIED if _is_sent(report) else f"รายงานฉบับนี้{_unsent(report)}",
            signs=[_writer(report), *_approvers(report)],
            state=f"{report.contract.person.full_name} · {month_name(report.period.month)} · "
            f"{report.get_state_display()} · พิมพ์เมื่อ {long_date(clock.today())}",
        )  # fmt: skip


def _is_sent(report: MonthReport) -> bool:
    """Tell whether what a report says now was certified: one that came back is being written anew."""
    return report.state in {ReportState.SENT, ReportState.APPROVED} and report.sent_at is not None


def _unsent(report: MonthReport) -> str:
    return "ส่งกลับให้แก้ไข ยังไม่ได้ส่งใหม่" if report.state == ReportState.RETURNED else "ยังไม่ได้ส่ง"


def _sent_on(report: MonthReport) -> str:
    return long_date(timezone.localdate(report.sent_at)) if _is_sent(report) and report.sent_at else ""


def place_of(report: MonthReport) -> Placement | None:
    """Return where somebody sat in the month of a report; the last place, where there were several."""
    rows = Placement.objects.filter(contract=report.contract_id, is_cancelled=False)
    rows = rows.filter(during__overlap=report.period.during).select_related("post__tambon__parent__parent", "agency")
    return rows.order_by("-during").first()


def _facts(report: MonthReport) -> list[tuple[str, str]]:
    place, contract, period = place_of(report), report.contract, report.period
    days = f"{long_date(period.first_day)} ถึง {long_date(period.last_day)}"
    facts = [
        ("มหาวิทยาลัย", contract.university.name_th),
        ("พื้นที่", full_name(place.post.tambon) if place else ""),
        ("หน่วยงาน", place.agency.name_th if place and place.agency else ""),
        ("ชื่อ-สกุล", contract.person.full_name),
        ("ประเภท", f"{contract.get_worker_type_display()} ตามสัญญาเลขที่ {contract.number}"),
        ("ประจำเดือน", f"{month_name(period.month)} (งวดที่ {period.number} วันที่ {days})"),
        ("ส่งเมื่อ", _sent_on(report) or _unsent(report)),
    ]
    return [(label, value) for label, value in facts if value]


def _counts(report: MonthReport) -> list[tuple[str, str]]:
    if _is_sent(report):
        days, logs, photos = report.days_worked, report.log_count, report.photo_count
    else:
        found = composed(report.contract, report.period)
        days, logs, photos = found.days, len(found.logs), found.photos
    absent = report.days_absent + report.deducted_days
    tasks = AssignmentItem.objects.standing().filter(
        assignment__contract=report.contract_id, assignment__period=report.period_id
    )
    shown = (
        (days, "วันที่ปฏิบัติงาน"), (absent, "วันที่ไม่จ่ายค่าจ้าง"), (tasks.count(), "งานที่มอบหมาย"),
        (logs, "ครั้งกิจกรรม"), (photos, "ภาพถ่าย"),
    )  # fmt: skip
    return [(label, short(Decimal(value))) for value, label in shown]


def _parts(report: MonthReport) -> list[Part]:
    learned = [f"{Skill(skill).label}: {report.learned[skill]}" for skill in Skill.values if report.learned.get(skill)]
    items = list(report.problems.all())
    return [
        Part("การฝึกอบรมทักษะ", _trained(report)),
        Part("สิ่งที่ได้เรียนรู้", learned),
        Part("ปัญหาและอุปสรรค", [_problem(one) for one in items if one.kind != ProblemKind.SUGGESTION]),
        Part("ข้อเสนอแนะ", [_problem(one) for one in items if one.kind == ProblemKind.SUGGESTION]),
        Part("แผนการปฏิบัติงานเดือนถัดไป", report.next_plan.splitlines()),
    ]


def _trained(report: MonthReport) -> list[str]:
    """Name what was attended in the month; what was before the contract belongs to its first month."""
    period, contract = report.period, report.contract
    first = period.first_day if period.first_day > contract.first_day else date.min
    rows = Attendance.objects.filter(contract=contract, session__cancelled_at__isnull=True)
    rows = rows.filter(session__ends_on__range=(first, period.last_day)).select_related("session")
    return [
        f"{one.session.get_skill_display()}: {one.session.name_th} {short(one.hours)} ชั่วโมง "
        f"({long_date(one.session.ends_on)})"
        for one in rows.order_by("session__starts_on", "pk")
    ]


def _problem(item: ProblemItem) -> str:
    is_suggestion = item.kind == ProblemKind.SUGGESTION
    said = item.text if is_suggestion else f"{item.get_kind_display()}: {item.text}"
    return f"{said} (คำตอบ: {item.answer})" if item.answer else said


def _photos(report: MonthReport, user: Actor) -> Iterator[Photo]:
    logs = composed(report.contract, report.period).logs
    seen = DayLog.objects.visible_to(user, to=Can.VIEW_LOG).filter(pk__in=[log.pk for log in logs])
    rows = LogPhoto.objects.filter(log__in=seen).select_related("log", "file").order_by("log__day", "log_id", "pk")
    first_of_each = {photo.log_id: photo for photo in reversed(rows)}
    for photo in sorted(first_of_each.values(), key=lambda one: (one.log.day, one.pk))[:MOST_PHOTOS]:
        content = small(files.read(photo.file), side=_SIDE)
        if content is not None:
            yield Photo(content, f"{long_date(photo.log.day)} {photo.log.activity}")


def _writer(report: MonthReport) -> Sign:
    return Sign("ผู้รับจ้าง", report.contract.person.full_name, _sent_on(report))


def _approvers(report: MonthReport) -> list[Sign]:
    taken = report.approvals.filter(decision=Decision.APPROVED, is_standing=True)
    rows = taken.select_related("step", "by", "for_whom").order_by("step__position", "pk")
    return [Sign(_capacity(one), one.by.get_full_name(), long_date(timezone.localdate(one.at))) for one in rows]


def _capacity(taken: Approval) -> str:
    """Say as what somebody approved, and for whom."""
    step = taken.step.name_th if taken.step else ""
    return f"{step} (ปฏิบัติหน้าที่แทน {taken.for_whom.get_full_name()})" if taken.for_whom else step
