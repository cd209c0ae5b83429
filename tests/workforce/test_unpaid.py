"""Why somebody is not paid yet and who holds it: worker, lecturer, finance and ministry read the same."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.models import PayLine
from workforce.selectors.pay import standing_of, unpaid_in, why_unpaid
from workforce.selectors.reports import journey_of
from workforce.services import approvals

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


def draft(contract, period, lecturer):
    return month.report(contract, period)


def returned(contract, period, lecturer):
    report = month.sent(contract, period)
    return approvals.send_back(report=report, reason="ขาดรูปกิจกรรม", by=lecturer, version=report.version)


def sent(contract, period, lecturer):
    return month.sent(contract, period)


def without_account(contract, period, lecturer):
    return month.approved(contract, period)


def ready(contract, period, lecturer):
    month.account(contract.person)
    return month.approved(contract, period)


def failed(contract, period, lecturer, *, is_replaced=False, **fields):
    report = month.approved(contract, period)
    batch = month.batch(period, method="transfer", state="frozen", frozen_at=month.MADE)
    account = month.account(contract.person, number="1111111111")
    month.pay_line(report, batch, state="failed", failure="บัญชีปิดแล้ว", account=account, **fields)
    if is_replaced:
        account.replaced_at = month.MADE
        account.save()
        month.account(contract.person, confirmed_at=month.MADE + timedelta(1))
    return report


def failed_and_mended(contract, period, lecturer):
    return failed(contract, period, lecturer, is_replaced=True)


def failed_and_paid_again(contract, period, lecturer):
    return failed(contract, period, lecturer, retry_reason="ระบบธนาคารขัดข้อง")


PERSON, LECTURER, OFFICE = "person", "lecturer", "office"
FAILED = "จ่ายค่าจ้างเดือน พ.ย. 64 ไม่สำเร็จเมื่อ 4 ม.ค. 2564 เพราะบัญชีปิดแล้ว"


@pytest.mark.parametrize(
    ("lay", "holder", "said", "due"),
    [
        (draft, PERSON, "", date(2021, 12, 3)),
        (returned, PERSON, "ขาดรูปกิจกรรม", date(2021, 12, 5)),
        (sent, LECTURER, "", date(2021, 12, 3)),
        (without_account, PERSON, "ยังไม่มีบัญชีธนาคารที่ยืนยันแล้วสำหรับรับเงิน", date(2021, 12, 15)),
        (ready, OFFICE, "", date(2021, 12, 15)),
        (failed, PERSON, f"{FAILED} รอ {{}} ยืนยันบัญชีรับเงิน", date(2021, 12, 15)),
        (failed_and_mended, OFFICE, f"{FAILED} ยืนยันบัญชีแล้วหลังจากนั้น", date(2021, 12, 15)),
        (failed_and_paid_again, OFFICE, f"{FAILED} มหาวิทยาลัยสั่งจ่ายซ้ำแล้ว (ระบบธนาคารขัดข้อง)", date(2021, 12, 15)),
    ],
)
def test_all_read_the_same(client, period, lecturer, staff, ministry, worker, lay, holder, said, due):
    contract = work.contract(work.person(worker))
    report = lay(contract, period, lecturer)
    said = said.format(contract.person)
    who = {PERSON: str(contract.person), LECTURER: str(lecturer), OFFICE: contract.university.name_th}[holder]

    now = next(stage for stage in journey_of(report) if stage.state == "now")
    assert (now.who, now.said, now.on) == (who, said, due)
    for user in (lecturer, staff, ministry):
        client.force_login(user)
        page = client.get(reverse("period-detail", args=[period.pk]))
        assert [(one.lies.who, one.lies.said, one.lies.due) for one in page.context["unpaid"]] == [(who, said, due)]
        assert who in page.text
        assert said in page.text
        assert sum(one.people for one in page.context["standing"]) == 1
    client.force_login(worker)
    assert who in client.get(reverse("monthreport-detail", args=[report.pk])).text
    assert client.get(reverse("period-detail", args=[period.pk])).context["unpaid"] == []


def test_who_wrote_nothing_holds_it_and_strangers_to_the_tambon_see_nobody(client, period, lecturer):
    contract = work.contract()
    far = make.user("far")
    month.guide(far, "pm", tambon="500101")
    client.force_login(far)
    assert client.get(reverse("period-detail", args=[period.pk])).status_code == 404
    client.force_login(lecturer)
    [row] = client.get(reverse("period-detail", args=[period.pk])).context["unpaid"]
    assert (row.lies.who, row.report, row.lies.due) == (str(contract.person), None, date(2021, 12, 3))


def test_where_wages_are_paid_by_hand_no_account_holds_anything_up(period, lecturer, staff):
    contract = work.contract()
    other = month.approved(work.contract(), period)
    month.pay_line(other, month.batch(period, method="other", state="frozen", frozen_at=month.MADE), state="paid",
                   paid_on=date(2021, 12, 1))  # fmt: skip
    month.approved(contract, period)

    [row] = why_unpaid(list(unpaid_in(period, user=staff)), period)
    assert (row.lies.who, row.lies.is_ours, row.lies.said) == (contract.university.name_th, True, "")
    assert PayLine.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(period, lecturer, staff, django_assert_num_queries, count):
    for _one in range(count):
        returned(work.contract(), period, lecturer)
        sent(work.contract(), period, lecturer)
        without_account(work.contract(), period, lecturer)
    contracts = list(unpaid_in(period, user=staff))

    with django_assert_num_queries(13):
        assert len(list(why_unpaid(contracts, period))) == 3 * count
    assert sum(one.people for one in standing_of(period, user=staff)) == 3 * count
