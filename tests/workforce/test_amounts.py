"""What no rule gives: an amount two people agree, and a penalty let off; never by one alone, never once it is paid."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse
from django.utils.translation import override

from tambon.models import User
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Approval, MonthReport
from workforce.selectors.amounts import agreeable_by
from workforce.selectors.reports import journey_of
from workforce.services import amounts, approvals, delegations, payroll, waivers
from workforce.services.amounts import Wanted
from workforce.services.delegations import Standing
from workforce.wording import explained

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


def wanted(amount=12500, **fields):
    values = {"reason": "ทำงานครึ่งเดือนตามคำสั่งย้าย", "evidence": "บันทึก อว 0627/88 ลว. 30 พ.ย. 64"} | fields
    return Wanted(Decimal(amount), **values)


def test_an_amount_waits_for_a_second_person_and_then_is_what_is_paid(contract, period, lecturer, manager, staff):
    report = month.sent(contract, period)

    report = amounts.propose(report=report, wanted=wanted(), by=lecturer, version=report.version)
    assert amounts.propose(report=report, wanted=wanted(), by=lecturer, version=report.version - 1) == report

    stage = journey_of(report)[1]
    assert str(manager) in stage.who
    assert "12,500" in stage.said
    assert (report.agreed_amount, report.amount, report.step.kind) == (None, None, "pm")
    assert [list(agreeable_by(user)) for user in (lecturer, manager, staff)] == [[], [report], [report]]
    told = set(Notification.objects.filter(kind="monthreport.amount_proposed").values_list("user", flat=True))
    assert told == {manager.pk, staff.pk}
    for by, error in ((lecturer, "คนที่สอง"), (manager, "เปลี่ยนไป")):
        with override("th"), pytest.raises(DomainError, match=error):
            version = report.version if by == lecturer else report.version - 2
            amounts.answer(report=report, agreed=True, answer="", by=by, version=version)
    with pytest.raises(DomainError):
        approvals.approve(report=report, by=lecturer, version=report.version)

    report = amounts.answer(report=report, agreed=True, answer="", by=manager, version=report.version)
    assert amounts.answer(report=report, agreed=True, answer="", by=manager, version=report.version - 1) == report
    assert Approval.objects.filter(decision="agreed").count() == 1
    assert Notification.objects.get(kind="monthreport.amount_agreed").user == lecturer
    assert AuditEvent.objects.filter(action="monthreport.amount_agreed", target_id=str(report.pk)).exists()
    with pytest.raises(InputError):
        approvals.approve(
            report=report, by=lecturer, version=report.version, days=Decimal(1), reason="ขาด", evidence="บันทึก"
        )
    for by in (lecturer, manager, staff):
        report = approvals.approve(report=report, by=by, version=report.version)

    line = payroll.compute(period=period, by=staff).lines.get()
    assert (report.amount, line.agreed, line.gross) == (12500, -2500, 12500)
    with override("th"):
        assert explained(line) == "15,000 − 2,500 (จำนวนที่สองคนเห็นชอบ) = 12,500"


def test_an_amount_falls_with_its_step_and_is_never_agreed_by_one_chair(contract, period, lecturer, manager, staff):
    report = month.sent(contract, period)
    for wrong, field in (
        (wanted(15001), "amount"), (wanted("0.001"), "amount"), (wanted(15000), "amount"),
        (wanted(reason=" "), "reason"), (wanted(evidence=" "), "evidence"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            amounts.propose(report=report, wanted=wrong, by=lecturer, version=report.version)
        assert refused.value.extra["field"] == field
    with pytest.raises(DomainError):
        amounts.propose(report=report, wanted=wanted(), by=manager, version=report.version)

    # Proposed for somebody on leave, it is theirs too; refused it is gone, taken back it is gone.
    other = make.user("other")
    month.guide(other, "pm", tambon="630201")
    make.allocation(make.area("630201"), make.university("kpru"), make.programme())
    first, last = period.reports_due_on.replace(day=1), period.reports_due_on
    delegations.give(standing=Standing(lecturer, other, "pm", first, last, "ลาป่วย"), by=lecturer)
    deputy = User.objects.get(pk=other.pk)
    report = amounts.propose(report=report, wanted=wanted(), by=deputy, version=report.version)
    month.guide(lecturer, "am", make.agency("amphoe-6399", area=make.area("6301")))
    with pytest.raises(DomainError):
        amounts.answer(report=report, agreed=True, answer="", by=User.objects.get(pk=lecturer.pk), version=2)
    with pytest.raises(InputError):
        amounts.answer(report=report, agreed=False, answer=" ", by=manager, version=report.version)
    report = amounts.answer(report=report, agreed=False, answer="ไม่มีคำสั่ง", by=manager, version=report.version)
    report = amounts.propose(report=report, wanted=wanted(9000), by=deputy, version=report.version)
    with pytest.raises(PermissionDenied):
        amounts.answer(report=report, agreed=True, answer="", by=month_worker(contract), version=report.version)
    report = amounts.answer(report=report, agreed=False, answer="", by=deputy, version=report.version)
    assert report.agreed_amount is None

    report = amounts.propose(report=report, wanted=wanted(8000), by=deputy, version=report.version)
    report = amounts.answer(report=report, agreed=True, answer="", by=staff, version=report.version)
    report = approvals.send_back(report=report, reason="แก้วัน", by=deputy, version=report.version)
    assert (report.agreed_amount, report.state) == (None, "returned")
    assert not Approval.objects.filter(decision__in=["proposed", "agreed"], is_standing=True).exists()


def test_what_an_earlier_step_agreed_is_the_amount_again_when_a_later_step_falls(
    contract, period, lecturer, manager, staff
):
    report = month.sent(contract, period)
    for by, amount in ((lecturer, 10000), (manager, 12000)):
        report = amounts.propose(report=report, wanted=wanted(amount), by=by, version=report.version)
        report = amounts.answer(report=report, agreed=True, answer="", by=staff, version=report.version)
        report = approvals.approve(report=report, by=by, version=report.version)
    assert report.agreed_amount == 12000

    second = report.period.rules.steps.get(position=2)
    report = approvals.send_back(report=report, reason="ตรวจจำนวนเงิน", by=staff, version=report.version, to=second)

    assert report.agreed_amount == 10000
    report = approvals.send_back(report=report, reason="แก้วัน", by=manager, version=report.version)
    assert report.agreed_amount is None


def month_worker(contract):
    return User.objects.get(pk=contract.person.user_id)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_answer(contract, period, lecturer, manager, staff):
    report = month.sent(contract, period)
    report = amounts.propose(report=report, wanted=wanted(), by=lecturer, version=report.version)
    came, ready = [], threading.Barrier(2)

    def run(by, *, agreed):
        ready.wait(timeout=20)
        try:
            amounts.answer(report=report, agreed=agreed, answer="ไม่เห็นด้วย", by=by, version=report.version)
            came.append("stored")
        except StaleError:
            came.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(by,), kwargs={"agreed": by == staff}) for by in (manager, staff)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(came) == ["stale", "stored"]
    assert Approval.objects.exclude(decision="proposed").count() == 1


def test_a_penalty_is_waived_wholly_or_in_part_until_it_is_in_a_payment(worker, nation, lecturer, staff):
    contract = work.contract(work.person(worker))
    period = month.period(of=month.rules(kinds=("pm",), penalty_rule="per-day", penalty_rate=100))
    report = month.approved(contract, period, amount=14700, days_late=3)
    for by in (lecturer, worker):
        with pytest.raises(PermissionDenied):
            waivers.waive(report=report, amount=Decimal(100), reason="ไฟดับ", by=by, version=report.version)
    for amount, reason, field in ((301, "ไฟดับ", "amount"), (100, " ", "reason"), (0, "ไฟดับ", "amount")):
        with pytest.raises(InputError) as refused:
            waivers.waive(report=report, amount=Decimal(amount), reason=reason, by=staff, version=report.version)
        assert refused.value.extra["field"] == field

    report = waivers.waive(report=report, amount=Decimal(200), reason="ไฟดับ", by=staff, version=report.version)
    again = waivers.waive(report=report, amount=Decimal(200), reason="ไฟดับ", by=staff, version=report.version - 1)
    assert (again.version, report.amount, report.waived) == (report.version, 14900, 200)
    assert AuditEvent.objects.filter(action="monthreport.penalty_waived").count() == 1
    batch = payroll.compute(period=period, by=staff)
    with override("th"):
        said = explained(batch.lines.get())
        assert said == "15,000 − ค่าปรับล่าช้า 3 วัน × 100 + ยกเว้นค่าปรับ 200 = 14,900"
        with pytest.raises(DomainError, match="ร่าง"):
            waivers.waive(report=report, amount=Decimal(300), reason="ไฟดับ", by=staff, version=report.version)
        payroll.freeze(batch=batch, by=staff, version=batch.version)
        with pytest.raises(DomainError, match="ปิดยอด"):
            waivers.waive(report=report, amount=Decimal(300), reason="ไฟดับ", by=staff, version=report.version)
    assert MonthReport.objects.get().amount == batch.lines.get().gross == 14900


def test_pages_and_routes(client, contract, lecturer, manager, staff):  # noqa: PLR0915 - one road over all pages
    period = month.period(of=month.rules(penalty_rule="per-day", penalty_rate=100))
    report = month.sent(contract, period, days_late=2)
    detail, waiting = reverse("monthreport-detail", args=[report.pk]), reverse("monthreport-waiting")
    given = {"amount": "11000", "reason": "ย้ายกลางเดือน", "evidence": "คำสั่ง 12/2564", "version": report.version}
    client.force_login(lecturer)
    assert reverse("monthreport-propose", args=[report.pk]) in client.get(detail).text
    wrong = client.post(reverse("monthreport-propose", args=[report.pk]), given | {"amount": "99999"})
    assert wrong.status_code == 422
    assert client.post(reverse("monthreport-propose", args=[report.pk]), given).status_code == 302
    assert "รอคนที่สอง" in client.get(waiting).text
    assert reverse("monthreport-approve", args=[report.pk]) not in client.get(detail).text

    client.force_login(manager)
    page = client.get(waiting).text
    assert reverse("monthreport-answer", args=[report.pk]) in page
    assert "11,000" in page
    body = client.get(reverse("api-monthreport-detail", args=[report.pk])).json()
    assert (body["proposal"]["amount"], body["proposal"]["by"]) == ("11000.00", "lecturer")
    assert str(manager) in body["proposal"]["awaited"]
    assert "คำสั่ง 12/2564" in client.get(reverse("monthreport-answer", args=[report.pk])).text
    told = {"agreed": "no", "answer": "เกินจริง", "version": body["version"]}
    assert client.post(reverse("monthreport-answer", args=[report.pk]), told).status_code == 302

    client.force_login(lecturer)
    body = given | {"version": body["version"] + 1}
    answer = client.post(reverse("api-monthreport-propose", args=[report.pk]), body, "application/json")
    assert answer.json()["proposal"]["evidence"] == "คำสั่ง 12/2564"
    client.force_login(staff)
    body = {"agreed": True, "version": answer.json()["version"]}
    answer = client.post(reverse("api-monthreport-answer", args=[report.pk]), body, "application/json")
    assert (answer.json()["agreed_amount"], answer.json()["proposal"]) == ("11000.00", None)
    body = {"amount": "100", "reason": "ไฟดับ", "version": answer.json()["version"]}
    refused = client.post(reverse("api-monthreport-waive", args=[report.pk]), body, "application/json")
    assert refused.status_code == 409
    client.post(reverse("monthreport-return", args=[report.pk]), {})
    MonthReport.objects.update(agreed_amount=None)
    assert reverse("monthreport-waive", args=[report.pk]) in client.get(detail).text
    assert "200" in client.get(reverse("monthreport-waive", args=[report.pk])).text
    assert client.post(reverse("monthreport-waive", args=[report.pk]), body).status_code == 302
    assert "ยกเว้นค่าปรับ 100" in client.get(detail).text
