"""Where the pay of a month was wrong once: money that got lost, pages that were out of date."""

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from tests.factories import months
from tests.factories import workforce as work
from u2t.core.models import AuditEvent, Notification
from workforce.models import Contract, PayBatch
from workforce.services import approvals, payroll
from workforce.services.approvals import ApprovalError
from workforce.services.payroll import PayrollError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


def second_contract(number=2, **fields):
    return work.contract(work.person(), on=work.post(number=number), **fields)


def frozen(period, staff):
    batch = payroll.compute(period=period, by=staff)
    return payroll.freeze(batch=batch, by=staff, version=batch.version)


def test_only_the_payments_a_page_showed_are_settled_by_it(client, contract, period, staff, monkeypatch):
    for one in (contract, second_contract()):
        months.approved(one, period)
    batch = frozen(period, staff)
    monkeypatch.setattr("workforce.views.payroll._SETTLED_AT_ONCE", 1)
    client.force_login(staff)
    address = reverse("paybatch-settle", args=[batch.pk])
    one, other = batch.lines.order_by("contract__person__sort_key", "pk")
    on = {"paid_on": timezone.localdate(batch.frozen_at).isoformat()}
    page = client.get(address).text
    assert [f"failure_{line.pk}" in page for line in (one, other)] == [True, False]

    for _click in range(2):
        assert client.post(address, on | {f"failure_{one.pk}": ""}).url == address
        assert [line.state for line in batch.lines.order_by("contract__person__sort_key", "pk")] == ["paid", "due"]

    assert client.post(address, on | {f"failure_{other.pk}": ""}).url == reverse("paybatch-detail", args=[batch.pk])


def test_a_page_left_open_overwrites_nothing_that_was_entered_since_and_keeps_what_was_typed(
    client, contract, period, staff
):
    for one in (contract, second_contract()):
        months.approved(one, period)
    batch = frozen(period, staff)
    one, other = batch.lines.order_by("pk")
    client.force_login(staff)
    on = timezone.localdate(batch.frozen_at)
    payroll.settle(batch=batch, paid_on=on, failures={}, only=[one.pk], by=staff)

    typed = {"paid_on": on.isoformat(), f"failure_{one.pk}": "บัญชีปิด", f"failure_{other.pk}": "ชื่อไม่ตรง"}
    stale = client.post(reverse("paybatch-settle", args=[batch.pk]), typed | {"failure_x": "", "failure_": "1"})

    assert stale.status_code == 412
    assert "ชื่อไม่ตรง" in stale.text
    assert f"failure_{one.pk}" not in stale.text
    assert [line.state for line in batch.lines.order_by("pk")] == ["paid", "due"]


def test_what_was_typed_stays_when_the_day_is_refused_and_a_late_bounce_is_entered(
    client, contract, period, staff, worker
):
    months.approved(contract, period)
    batch = frozen(period, staff)
    line = batch.lines.get()
    client.force_login(staff)
    typed = {"paid_on": "2999-01-01", f"failure_{line.pk}": "บัญชีปิด"}
    refused = client.post(reverse("paybatch-settle", args=[batch.pk]), typed)
    assert refused.status_code == 422
    assert "บัญชีปิด" in refused.content.decode()

    on = timezone.localdate(batch.frozen_at)
    payroll.settle(batch=batch, paid_on=on, failures={}, by=staff)
    payroll.settle(batch=batch, paid_on=on, failures={line.pk: "ธนาคารส่งคืน"}, by=staff)

    line.refresh_from_db()
    assert (line.state, line.paid_on, line.failure) == ("failed", None, "ธนาคารส่งคืน")
    told = Notification.objects.filter(kind__startswith="payline.", user=worker).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["payline.due", "payline.paid", "payline.failed"]
    page = client.get(reverse("paybatch-detail", args=[batch.pk])).content.decode()
    assert "0 คน" in page
    payroll.pay_again(line=line, reason="ระบบธนาคารขัดข้อง", by=staff)
    assert payroll.compute(period=period, by=staff).lines.get().contract == contract


def test_somebody_without_a_day_in_the_month_holds_nobody_up(contract, period, staff):
    gone = second_contract(during=DateRange("2021-02-01", "2021-11-01"), state="ended")
    for one in (contract, gone):
        months.approved(one, period)

    assert [line.contract for line in payroll.compute(period=period, by=staff).lines.all()] == [contract]


def test_what_is_paid_otherwise_than_approved_is_shown_before_and_remembered(client, contract, period, staff):
    report = months.approved(contract, period, amount=15000)
    Contract.objects.filter(pk=contract.pk).update(during=DateRange("2021-02-01", "2021-11-16"), state="ended")
    batch = payroll.compute(period=period, by=staff)
    client.force_login(staff)
    assert "จ่ายไม่ตรงกับที่อนุมัติ" in client.get(reverse("paybatch-detail", args=[batch.pk])).content.decode()

    payroll.freeze(batch=batch, by=staff, version=batch.version)

    report.refresh_from_db()
    assert report.amount == batch.lines.get().gross == 7500
    assert AuditEvent.objects.get(action="monthreport.recounted").changes["amount"] == ["15000.00", "7500.00"]


def test_a_draft_is_thrown_away_so_that_its_reports_can_be_reopened(client, contract, period, staff):
    report = months.approved(contract, period)
    batch = payroll.compute(period=period, by=staff)
    with pytest.raises(ApprovalError, match="ร่าง"):
        approvals.reopen(report=report, reason="ผิด", by=staff, version=report.version)
    client.force_login(staff)
    assert client.post(reverse("paybatch-discard", args=[batch.pk])).status_code == 302
    assert not PayBatch.objects.exists()
    assert approvals.reopen(report=report, reason="ผิด", by=staff, version=report.version).state == "returned"

    months.approved(second_contract(), period)
    batch = frozen(period, staff)
    with pytest.raises(PayrollError):
        payroll.discard(batch=batch, by=staff)
