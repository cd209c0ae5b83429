"""The end of somebody's work: closed only when nothing is open, and each open thing names who holds it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.system import system_user
from tests.factories import money
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent
from workforce.models import Closing, Contract, Paper, Placement
from workforce.selectors.closings import open_of, points_of, summary_of
from workforce.selectors.sheets import Line, Order
from workforce.selectors.tambonsheets import sheet_of_tambon
from workforce.services import closings, papers, templates
from workforce.services.closings import ClosingError, Returned

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
NOVEMBER = DateRange(date(2021, 11, 1), date(2021, 12, 1))
KINDS = ("equipment", "balance", "work")


@pytest.fixture(autouse=True)
def after():
    with time_machine.travel(datetime(2021, 12, 20, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def contract(worker):
    """A contract of one month."""
    return work.contract(work.person(worker), during=NOVEMBER)


def returned(kind="equipment", **fields):
    return Returned(**({"kind": kind, "text": "แท็บเล็ต 1", "condition": "good", "evidence": "ใบรับคืน 12"} | fields))


def settle(contract, period, staff):
    """Let everything of a contract be settled."""
    report = month.approved(contract, period)
    month.pay_line(report, month.batch(period, state="frozen", frozen_at=datetime.now(UTC)), state="paid",
                   paid_on=date(2021, 12, 15))  # fmt: skip
    work.paper(contract, kind="acceptance", by=staff, monthreport=report)
    month.account(contract.person)
    work.attendance(work.session(contract.university, programme=contract.programme), contract)
    for kind in KINDS:
        closings.tick(contract=contract, returned=returned(kind), by=staff)


def test_what_is_open_is_named_with_who_holds_it(contract, period, staff):
    month.problem(month.sent(contract, period))

    with pytest.raises(DomainError) as refused:
        closings.close(contract=contract, by=staff)

    found = {point.code: [one.holder for one in point.open] for point in points_of([contract])[contract.pk]}
    university = contract.university.name_th
    assert found == {
        "over": [], "months": [], "reports": ["ขั้นที่ 1"], "paid": [university], "corrections": [], "owed": [], "papers": [], "problems": ["อาจารย์ที่ปรึกษา (PM)"],
        "account": [str(contract.person)], "training": [university], "equipment": [university],
        "balance": [university], "work": [university],
    }  # fmt: skip
    assert len(refused.value.extra["open"]) == 8
    assert all(one in str(refused.value) for one in refused.value.extra["open"])
    assert not Closing.objects.filter(closed_at__isnull=False).exists()


def test_a_contract_whose_months_were_never_opened_is_not_ready_to_be_closed(contract, staff):
    def said():
        return {one.code: [open_.said for open_ in one.open] for one in points_of([contract])[contract.pk]}["months"]

    assert len(said()) == 1
    month.period(during=DateRange(date(2021, 11, 1), date(2021, 11, 25)))
    assert "6 วัน" in said()[0]
    month.period(date(2021, 12, 1), during=DateRange(date(2021, 11, 25), date(2021, 12, 10)))
    assert said() == []


def test_who_was_paid_by_hand_and_could_attend_no_training_is_closed_without_saying_what_is_not_so(
    contract, period, staff
):
    settle(contract, period, staff)
    contract.person.bank_accounts.all().delete()
    contract.attendances.all().delete()

    def point(code):
        return next(one for one in points_of([contract])[contract.pk] if one.code == code)

    assert (point("account").is_done, point("account").name) == (True, "จ่ายครบแล้วโดยไม่ใช้บัญชีธนาคาร")
    with pytest.raises(DomainError, match="การอบรม"):
        closings.close(contract=contract, by=staff)
    why = returned("training", text="ลาออกก่อนมีการอบรม", condition="nothing", evidence="หนังสือลาออก 3/2564")
    closings.tick(contract=contract, returned=why, by=staff)
    assert (point("training").is_done, point("training").name) == (True, "ระบุเหตุที่ไม่ได้เข้ารับการอบรมแล้ว")
    assert closings.close(contract=contract, by=staff).closed_at is not None


def test_corrections_asked_for_or_in_no_payment_hold_the_end(contract, period, staff):
    settle(contract, period, staff)
    asked = month.adjustment(contract, period, 500)
    agreed = month.adjustment(contract, period, -400, state="agreed")
    month.adjustment(contract, period, 300, state="refused")

    def found():
        return next(one for one in points_of([contract])[contract.pk] if one.code == "corrections").open

    assert [one.holder for one in found()] == [contract.university.name_th] * 2
    assert [amount in one.said for one, amount in zip(found(), ("500", "-400"), strict=True)] == [True, True]
    with pytest.raises(DomainError, match="500"):
        closings.close(contract=contract, by=staff)
    line = contract.pay_lines.get()
    type(asked).objects.filter(pk__in=[asked.pk, agreed.pk]).update(
        state="agreed", line=line, decided_by=staff, decided_at=datetime.now(UTC)
    )
    assert found() == []


def test_who_moved_counts_in_each_tambon_with_the_days_and_months_there(contract, staff, nation):
    whole = DateRange(date(2021, 10, 1), date(2021, 12, 1))
    type(contract).objects.filter(pk=contract.pk).update(during=whole)
    contract.refresh_from_db()
    here, there = make.area("630111"), make.area("630101")
    make.allocation(there, contract.university, contract.programme)
    contract.placements.update(during=DateRange(date(2021, 10, 1), date(2021, 11, 1)))
    Placement.objects.create(
        contract=contract, post=work.post(there), during=DateRange(date(2021, 11, 1), date(2021, 12, 1)),
        created_at=work.MADE,
    )  # fmt: skip
    for number, (day, wage) in enumerate(((date(2021, 10, 1), 9000), (date(2021, 11, 1), 15000)), start=1):
        period = month.period(day, number=number)
        batch = month.batch(period, state="frozen", frozen_at=datetime.now(UTC))
        report = month.approved(contract, period, days_worked=10 * number, log_count=number)
        month.pay_line(report, batch, wage=wage, state="paid", paid_on=date(2021, 12, 15))

    sheets = [sheet_of_tambon(place, user=staff) for place in (here, there)]

    people, days, logs, wages = zip(*([value for _name, value in sheet.counts][:4] for sheet in sheets), strict=True)
    assert (people, days, logs) == (("0", "1"), ("10", "20"), ("1", "2"))
    assert wages == ("9,000.00", "15,000.00")
    assert ["ย้ายออก" in sheet.tables[1].rows[0][3] for sheet in sheets] == [True, False]
    assert [len(sheet.tables[0].rows) for sheet in sheets] == [1, 1]


def test_the_complete_report_says_what_was_done_in_the_tambon_and_for_how_much(contract, staff):
    here = make.area("630111")
    line = money.line(here, contract.university)
    activity = money.activity(here, contract.university, name="ตลาดนัดชุมชน", state="done", result="มีร้านค้า 20 ร้าน")
    money.spending(line, amount=1500, activity=activity)
    money.activity(make.area("630101"), contract.university, name="ของตำบลอื่น")

    sheet = sheet_of_tambon(here, user=staff)

    counts, tables = dict(sheet.counts), {table.heading: table for table in sheet.tables}
    assert (counts["กิจกรรมตำบลที่เสร็จ"], counts["ค่ากิจกรรม (บาท)"]) == ("1", "1,500.00")
    (row,) = tables["กิจกรรมของตำบล"].rows
    assert row[0].startswith("ตลาดนัดชุมชน")
    assert (row[4], "มีร้านค้า 20 ร้าน" in row[5]) == ("1,500.00", True)
    (row,) = tables["งบประมาณของตำบล"].rows
    assert row[1:] == (f"{line.amount:,.2f}", "1,500.00", "0.00", f"{line.amount - 1500:,.2f}")


def test_settled_it_closes_once_and_opens_again_with_a_reason(contract, period, staff, worker, lecturer):
    settle(contract, period, staff)
    for stranger in (worker, lecturer):
        with pytest.raises(PermissionDenied):
            closings.close(contract=contract, by=stranger)

    closed = closings.close(contract=contract, by=staff)
    again = closings.close(contract=contract, by=staff)

    assert (closed.closed_by, again.version) == (staff, closed.version)
    assert open_of(points_of([contract])[contract.pk]) == []
    with pytest.raises(DomainError):
        closings.tick(contract=contract, returned=returned(text="อื่น"), by=staff)
    with pytest.raises(StaleError):
        closings.reopen(contract=contract, reason="ลืม", by=staff, version=closed.version - 1)
    with pytest.raises(InputError):
        closings.reopen(contract=contract, reason=" ", by=staff, version=closed.version)
    opened = closings.reopen(contract=contract, reason="พบครุภัณฑ์ค้าง", by=staff, version=closed.version)
    assert opened.closed_at is None
    assert AuditEvent.objects.get(action="closing.reopened").reason == "พบครุภัณฑ์ค้าง"


@pytest.mark.parametrize("wrong", [{"kind": "house"}, {"condition": "new"}, {"text": " "}, {"evidence": ""}])
def test_what_cannot_be_ticked_is_said(contract, lecturer, wrong):
    with pytest.raises(InputError):
        closings.tick(contract=contract, returned=returned(**wrong), by=lecturer)


def test_the_same_is_ticked_once_and_never_by_oneself(contract, lecturer, worker):
    tick = closings.tick(contract=contract, returned=returned(), by=lecturer)
    with pytest.raises(DomainError):
        closings.tick(contract=contract, returned=returned(), by=lecturer)
    with pytest.raises(PermissionDenied):
        closings.tick(contract=contract, returned=returned(text="อื่น"), by=worker)
    closings.untick(tick=tick, by=lecturer)
    assert not tick.closing.ticks.exists()


def test_nobody_ticks_or_unticks_the_own_work(contract, staff, worker):
    """Somebody on the staff who works under a contract too."""
    tick = closings.tick(contract=contract, returned=returned(), by=staff)
    make.membership(worker, "staff", university=contract.university)
    worker = type(worker).objects.get(pk=worker.pk)

    with pytest.raises(ClosingError):
        closings.tick(contract=contract, returned=returned(text="อื่น"), by=worker)
    with pytest.raises(ClosingError):
        closings.untick(tick=tick, by=worker)
    assert tick.closing.ticks.count() == 1


def test_a_stranger_checks_the_certificate_and_reads_the_name_only_if_agreed(client, contract, staff, worker):
    paper = work.paper(contract, kind="certificate", by=staff)
    address, name = reverse("paper-check", args=[paper.token]), contract.person.full_name
    other = reverse("paper-check", args=[work.paper(contract, by=staff).token])

    before = client.get(address).content.decode()
    closings.agree(contract=contract, shows_name=True, by=worker)
    agreed = client.get(address).content.decode()

    assert (name in before, name in agreed) == (False, True)
    assert contract.person.telephone not in agreed
    assert "30 พ.ย. 2564" in agreed
    assert name not in client.get(other).content.decode()
    with pytest.raises(PermissionDenied):
        closings.agree(contract=contract, shows_name=True, by=staff)


def test_work_is_certified_once_closed_and_the_check_says_what_the_paper_says(client, contract, period, staff, private):
    templates.sync(by=system_user())
    order = Order("certificate", contract, date(2021, 12, 20), [Line("สมมุติ staff", "คณบดี")], "https://u2t.example")
    with pytest.raises(DomainError) as refused:
        papers.issue(order=order, by=staff)
    still = [one.said for one in open_of(points_of([contract])[contract.pk])]
    assert len(still) > 5
    assert all(one in str(refused.value) for one in still)
    settle(contract, period, staff)
    with pytest.raises(DomainError, match=str(contract.person)):
        papers.issue(order=order, by=staff)
    assert not Paper.objects.filter(kind="certificate").exists()
    closings.close(contract=contract, by=staff)

    paper = papers.issue(order=order, by=staff)
    address = reverse("paper-check", args=[paper.token])
    before = client.get(address).content.decode()
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 11, 1), date(2021, 11, 16)))
    after = client.get(address).content.decode()

    changed = "มีการเปลี่ยนแปลงหลังวันออกหนังสือ"
    assert (changed in before, changed in after) == (False, True)
    assert "30 พ.ย. 2564" in before
    assert "30 พ.ย. 2564" in after


def test_a_certificate_of_hours_says_that_it_changed_when_they_do(client, contract, period, staff, private):
    templates.sync(by=system_user())
    settle(contract, period, staff)
    closings.close(contract=contract, by=staff)
    order = Order("certificate", contract, date(2021, 12, 20), [Line("สมมุติ staff", "คณบดี")], "https://u2t.example")
    paper = papers.issue(order=order, by=staff)
    Paper.objects.filter(pk=paper.pk).update(state="signed")
    paper.signatures.update(signed_at=datetime.now(UTC))
    address, changed = reverse("paper-check", args=[paper.token]), "มีการเปลี่ยนแปลงหลังวันออกหนังสือ"
    assert changed not in client.get(address).content.decode()
    assert papers.issue(order=order, by=staff) == paper

    work.attendance(work.session(contract.university, programme=contract.programme), contract, hours=3)

    assert changed in client.get(address).content.decode()
    assert papers.issue(order=order, by=staff) != paper
    paper.refresh_from_db()
    assert paper.state == "signed"


def test_pages_and_report_of_a_tambon(client, contract, period, staff, lecturer, worker):
    work.contract(work.person(), during=NOVEMBER)
    settle(contract, period, staff)
    month.article(contract, period, state="published", published_at=datetime.now(UTC))
    found = summary_of(make.area("630111"), user=lecturer)
    assert sorted(bool(line.open) for line in found.lines) == [False, True]

    client.force_login(staff)
    page = reverse("closing-detail", args=[contract.pk])
    assert client.get(page).status_code == 200
    assert client.post(reverse("closing-close", args=[contract.pk])).status_code == 302
    closing = Closing.objects.get(contract=contract)
    assert reverse("paper-issue", args=[contract.pk]) in client.get(page).content.decode()
    report = client.get(reverse("tambon-closing-pdf", args=["630111"]))
    assert (report.status_code, report.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("tambon-closing", args=["630111"])).status_code == 200
    reopen = reverse("closing-reopen", args=[contract.pk])
    assert client.post(reopen, {"version": closing.version}).status_code == 422
    assert client.post(reopen, {"version": closing.version, "reason": "แก้"}).status_code == 302
    tick = reverse("closing-tick", args=[contract.pk])
    assert client.post(tick, {"kind": "equipment"}).status_code == 422
    assert (
        client.post(tick, dict(zip(Returned.__slots__, ("work", "บัญชี", "good", "บันทึก 3"), strict=True))).status_code
        == 302
    )
    client.force_login(worker)
    assert client.get(reverse("tambon-closing", args=["630111"])).status_code == 404
    assert client.post(reverse("closing-agree", args=[contract.pk]), {"shows_name": "yes"}).status_code == 302


def test_the_api_does_the_same(client, contract, period, staff, worker):
    def post(step, **body):
        return client.post(f"/api/v1/closings/{contract.pk}/{step}/", body, content_type="application/json")

    client.force_login(staff)
    refused = post("close")
    assert refused.status_code == 409
    settle(contract, period, staff)
    shown = client.get(f"/api/v1/closings/{contract.pk}/").json()
    assert [one["open"] for one in shown["points"]] == [[]] * 13
    assert post("untick", tick=shown["ticks"][0]["id"]).status_code == 200
    assert post("tick", kind=shown["ticks"][0]["kind"], text="ก", condition="lost", evidence="ข").status_code == 201
    closed = post("close").json()
    assert closed["closed_at"]
    assert post("reopen", version=closed["version"], reason="แก้").json()["closed_at"] is None
    client.force_login(worker)
    assert post("agree", shows_name=True).json()["shows_name"] is True
    assert Decimal(client.get("/api/v1/closings/").json()["count"]) == 1
