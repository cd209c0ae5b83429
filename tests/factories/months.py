"""Plain rules of the month, months, logs and reports."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories.workforce import MADE, YEAR
from u2t.core import files
from u2t.core.secrecy import digest
from workforce.models import (
    Adjustment,
    ApprovalStep,
    Article,
    ArticleVersion,
    Assignment,
    AssignmentItem,
    BankAccount,
    Closing,
    ClosingTick,
    DayLog,
    Delegation,
    Holiday,
    Leave,
    MonthReport,
    MonthRules,
    PayBatch,
    PayLine,
    Period,
    Placement,
    ProblemEvent,
    ProblemItem,
    Receivable,
    Reminder,
    Repayment,
    ReportLine,
    SignIn,
    Supervision,
    TambonClosing,
    TaxCertificate,
    TaxRule,
    TransferFormat,
)
from workforce.transferring import STANDARD


def rules(university=None, programme=None, kinds=("pm", "am", "certifier"), **fields):
    """Rules of a university with a step for each of `kinds`."""
    values = {"version": 1, "created_at": MADE} | fields
    made = MonthRules.objects.create(
        university=university or make.university("kpru"), programme=programme or make.programme(), **values
    )
    for position, kind in enumerate(kinds, start=1):
        ApprovalStep.objects.create(rules=made, position=position, kind=kind, name_th=f"ขั้นที่ {position}")
    return made


def period(month=date(2021, 11, 1), of=None, **fields):
    """A month of KPRU, from its first day to its last."""
    of = of or MonthRules.objects.filter(university="kpru").first() or rules()
    following = (month + timedelta(days=32)).replace(day=1)
    values = {
        "number": month.month, "reports_due_on": following + timedelta(days=2), "pay_on": following + timedelta(days=14)
    } | fields  # fmt: skip
    during = values.pop("during", DateRange(month, following))
    return Period.objects.create(
        university=of.university, programme=of.programme, rules=of, month=month, during=during, **values
    )


def log(contract, day=date(2021, 11, 3), **fields):
    values = {
        "key": uuid.uuid4(), "activity": "สำรวจข้อมูลครัวเรือน", "detail": "สำรวจหมู่ 3", "received_at": MADE
    } | fields  # fmt: skip
    return DayLog.objects.create(contract=contract, day=day, **values)


def holiday(day=date(2021, 11, 5), **fields):
    """A holiday of the whole country."""
    values = {"name_th": "วันหยุดตัวอย่าง", "reference": "มติตัวอย่าง", "created_at": MADE} | fields
    return Holiday.objects.create(day=day, **values)


def closure(university, day=date(2021, 11, 8), **fields):
    """A day on which one university is closed by order."""
    return holiday(day, **({"university": university, "kind": "closure", "name_th": "ปิดตามคำสั่ง"} | fields))


def assignment(contract, period, **fields):
    """An assignment with a task of forty households, not acknowledged yet."""
    values = {"given_by": fields.pop("by", None) or make.user(), "given_at": MADE, "changed_at": MADE} | fields
    made = Assignment.objects.create(contract=contract, period=period, **values)
    AssignmentItem.objects.create(assignment=made, number=1, text="สำรวจครัวเรือน", quantity=40, unit="ครัวเรือน")
    return made


def article(contract, period, **fields):
    """An article that waits to be reviewed, with its version."""
    values = {
        "tambon": Placement.objects.get(contract=contract).post.tambon, "state": "sent", "title": "ผ้าทอแม่ท้อ",
        "text": "กลุ่มทอผ้าได้ลายใหม่ " * 10, "sent_at": MADE,
    } | fields  # fmt: skip
    made = Article.objects.create(contract=contract, period=period, **values)
    ArticleVersion.objects.create(article=made, number=1, title=made.title, text=made.text, sent_at=MADE)
    return made


def closing(contract, **fields):
    """The end of somebody's work, of which something lent came back."""
    made = Closing.objects.create(contract=contract, **fields)
    ClosingTick.objects.create(
        closing=made, kind="equipment", text="แท็บเล็ต 1 เครื่อง", condition="good", evidence="ใบรับคืน 1", by=make.user(),
        at=MADE,
    )  # fmt: skip
    return made


def tambon_closing(contract, **fields):
    """The closed work of a contract's university in its tambon."""
    values = {
        "letter_number": "อว 0627/99", "letter_on": date(2022, 2, 10), "closed_at": MADE, "closed_by": make.user(),
        "programme": contract.programme, "university": contract.university,
        "tambon": Placement.objects.filter(contract=contract).first().post.tambon,
    }  # fmt: skip
    return TambonClosing.objects.create(**(values | fields))


def leave(contract, first=date(2021, 11, 9), last=None, **fields):
    """A sick leave that waits for a decision, of a day."""
    during = DateRange(first, (last or first) + timedelta(days=1))
    values = {"key": uuid.uuid4(), "kind": "sick", "reason": "ไข้หวัด", "asked_at": MADE} | fields
    if values.get("state") in {"approved", "refused"}:
        values = {"decided_at": MADE, "decided_by": make.user()} | values
    return Leave.objects.create(contract=contract, during=during, **values)


def sign_in(contract, day=date(2021, 11, 10), **fields):
    """A sign-in within the window."""
    values = {"key": uuid.uuid4(), "signed_at": MADE} | fields
    return SignIn.objects.create(contract=contract, day=day, **values)


def report(contract, period, **fields):
    """A report being written, with one result and a plan."""
    made = MonthReport.objects.create(contract=contract, period=period, **({"next_plan": "สำรวจต่อ"} | fields))
    ReportLine.objects.create(report=made, position=1, text="สำรวจ 40 ครัวเรือน", standing="on")
    return made


def sent(contract, period, position=1, **fields):
    """A report that waits at a step."""
    step = period.rules.steps.get(position=position)
    return report(contract, period, state="sent", step=step, sent_at=MADE, step_due_on=period.reports_due_on, **fields)


def approved(contract, period, amount=15000, **fields):
    return report(contract, period, state="approved", sent_at=MADE, approved_at=MADE, amount=Decimal(amount), **fields)


def batch(period, **fields):
    return PayBatch.objects.create(
        period=period, **({"number": 1, "pay_on": period.pay_on, "created_at": MADE} | fields)
    )


def pay_line(report, batch, wage=15000, **fields):
    wage = Decimal(wage)
    values = {
        "monthly_wage": wage, "period_days": 30, "covered_days": 30, "wage": wage, "absent_days": Decimal(0),
        "per_day": Decimal(500), "deduction": Decimal(0), "gross": wage, "withheld": Decimal(0), "net": wage,
    } | fields  # fmt: skip
    if values.get("state") == "failed":
        values.setdefault("failed_at", MADE)
    return PayLine.objects.create(batch=batch, period=batch.period, contract=report.contract, report=report, **values)


def guide(user, role, agency=None, tambon="630111", **fields):
    """Let somebody guide the people of a tambon, for KPRU."""
    area = make.area(tambon)
    values = {"programme": make.programme(), "university": make.university("kpru"), "during": YEAR} | fields
    return Supervision.objects.create(
        tambon=area, user=user, role=role, agency=agency, membership=make.membership(user, role, area=area),
        created_at=MADE, **values,
    )  # fmt: skip


def account(person, **fields):
    """A confirmed account at Krungthai Bank."""
    number = fields.pop("number", "1234567890")
    values = {
        "bank": "006", "number": number, "number_digest": digest(number), "holder": str(person), "entered_at": MADE,
        "confirmed_at": MADE, "entered_by": fields.pop("by", None) or make.user(),
    } | fields  # fmt: skip
    return BankAccount.objects.create(person=person, **values)


def adjustment(contract, period, amount=500, **fields):
    values = {"reason": "หักวันขาดงานผิด", "asked_at": MADE, "asked_by": fields.pop("by", None) or make.user()} | fields
    if values.get("state", "asked") != "asked":
        values |= {"decided_by": make.user(), "decided_at": MADE}
    return Adjustment.objects.create(contract=contract, period=period, amount=Decimal(amount), **values)


def receivable(contract, period, amount=1000, by=None, **fields):
    """A claim of a wage that was paid too much, by a letter."""
    values = {
        "reason": "จ่ายเกิน", "document_number": f"อว {uuid.uuid4().hex[:6]}", "due_on": date(2022, 1, 31),
        "claimed_by": by or make.user(), "claimed_at": MADE,
    } | fields  # fmt: skip
    return Receivable.objects.create(contract=contract, period=period, amount=Decimal(amount), **values)


def repayment(receivable, amount=400, by=None, **fields):
    """An amount that came back, its receipt a few bytes."""
    by = by or make.user()
    pdf = files.store_sealed(name="receipt.pdf", media_type="application/pdf", content=b"%PDF-1.4", by=by)
    values = {
        "key": uuid.uuid4(), "university": receivable.contract.university, "year": 2564, "number": receivable.pk,
        "paid_on": date(2021, 12, 20), "evidence": "โอน 001", "pdf": pdf, "received_by": by, "received_at": MADE,
    } | fields  # fmt: skip
    return Repayment.objects.create(receivable=receivable, amount=Decimal(amount), **values)


def tax_rule(university=None, rate="1.00", **fields):
    """One per cent of everything from 10,000 baht on."""
    values = {
        "version": 1, "applies_from": date(2020, 1, 1), "income_class": "40(8)", "floor": Decimal(10000),
        "brackets": [{"above": "0", "rate": rate}], "created_at": MADE, "created_by": make.user(),
    } | fields  # fmt: skip
    return TaxRule.objects.create(university=university or make.university("kpru"), **values)


def tax_certificate(contract, by=None, **fields):
    """What was withheld of somebody in 2564, its file a few bytes."""
    by = by or make.user()
    pdf = files.store_sealed(name="tax.pdf", media_type="application/pdf", content=b"%PDF-1.4", by=by)
    values = {
        "year": 2564, "number": 1, "gross": Decimal(15000), "withheld": Decimal(150), "pdf": pdf, "issued_by": by,
        "issued_at": MADE,
    } | fields  # fmt: skip
    return TaxCertificate.objects.create(university=contract.university, person=contract.person, **values)


def transfer_format(university=None, **fields):
    values = {
        "version": 1, "bank": "006", "written": dict(STANDARD), "created_at": MADE, "created_by": make.user()
    } | fields  # fmt: skip
    return TransferFormat.objects.create(university=university or make.university("kpru"), **values)


def problem(report, **fields):
    """An obstacle of a report that was sent, for the lecturer to answer."""
    values = {"kind": "obstacle", "text": "ถนนขาดช่วงฝนตก", "raised_at": MADE, "due_on": date(2021, 12, 9)} | fields
    made = ProblemItem.objects.create(report=report, **values)
    ProblemEvent.objects.create(item=made, action="raised", by=make.user(), at=MADE, owner=made.owner)
    return made


def delegation(holder, deputy, university=None, first=date(2021, 12, 1), last=date(2021, 12, 10), **fields):
    """Somebody stands in for a lecturer for ten days."""
    values = {"role": "pm", "reason": "ไปราชการ", "given_by": holder, "given_at": MADE} | fields
    during = DateRange(first, last + timedelta(days=1))
    return Delegation.objects.create(
        holder=holder, deputy=deputy, university=university or make.university("kpru"), during=during, **values
    )


def reminder(report, user=None, day=date(2021, 12, 5), **fields):
    """Somebody was told that a report is late."""
    values = {"kind": "late", "step": report.step} | fields
    return Reminder.objects.create(report=report, user=user or make.user(), day=day, **values)
