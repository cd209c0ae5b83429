"""Corrections of wages: asked by one, decided by another, paid once with the next wage."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from tests.factories import money, months
from tests.factories import tambon as make
from tests.workforce.banking.conftest import NOVEMBER, paid_line
from u2t.core.errors import StaleError
from workforce.models import Adjustment, Contract, PayBatch, PayLine
from workforce.selectors.balances import balance_of
from workforce.selectors.closing import checks_of
from workforce.services import adjustments, payroll
from workforce.services.adjustments import AdjustmentError, AdjustmentInputError
from workforce.services.payroll import PayrollError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_a_correction_needs_a_second_person_and_goes_into_the_next_wage(contract, staff, second):
    before, after = months.period(date(2021, 10, 1)), months.period(NOVEMBER)
    paid_line(contract, before)
    months.approved(contract, after)
    asked = adjustments.ask(contract=contract, period=before, amount=Decimal(500), reason="มีใบลา", by=staff)
    again = adjustments.ask(contract=contract, period=before, amount=Decimal(500), reason="มีใบลา", by=staff)
    assert again == asked
    with pytest.raises(AdjustmentError):
        adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=staff)
    assert payroll.compute(period=after, by=staff).lines.get().adjusted == 0

    agreed = adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    with pytest.raises(StaleError):
        adjustments.decide(adjustment=asked, agreed=False, answer="x", version=1, by=second)

    for _time in range(2):
        batch = payroll.compute(period=after, by=staff)
        line = batch.lines.get()
        agreed.refresh_from_db()
        assert (line.adjusted, line.gross, line.net) == (500, 15500, 15500)
        assert agreed.line == line
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    payroll.settle(batch=batch, paid_on=timezone.localdate(batch.frozen_at), failures={line.pk: "ปิดบัญชี"}, by=staff)
    payroll.pay_again(line=line, reason="ธนาคารขัดข้อง", by=staff)

    retried = payroll.compute(period=after, by=staff).lines.get()
    agreed.refresh_from_db()
    assert (retried.adjusted, agreed.line) == (500, retried)


def test_a_correction_never_leaves_less_than_nothing_nor_more_than_the_contract(contract, staff, second):
    before, after = months.period(date(2021, 10, 1)), months.period(NOVEMBER)
    line = paid_line(contract, before)
    assert line.deduction == 1000
    for amount in (Decimal("1000.01"), Decimal("-14000.01"), Decimal("0.001"), Decimal(0)):
        with pytest.raises(AdjustmentInputError):
            adjustments.ask(contract=contract, period=before, amount=amount, reason="x", by=staff)
    with pytest.raises(AdjustmentInputError):
        adjustments.ask(contract=contract, period=after, amount=Decimal(5), reason="x", by=staff)
    asked = adjustments.ask(contract=contract, period=before, amount=Decimal(-14000), reason="จ่ายเกิน", by=staff)
    adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    months.approved(contract, after, deducted_days=Decimal(20))

    line = payroll.compute(period=after, by=staff).lines.get()

    asked.refresh_from_db()
    assert (line.adjusted, line.gross, asked.line) == (0, 5000, None)


def test_days_added_to_a_month_that_is_paid_are_paid_by_a_correction_and_not_a_satang_more(contract, staff, second):
    half = DateRange(date(2021, 2, 1), date(2021, 10, 17))
    Contract.objects.filter(pk=contract.pk).update(during=half)
    contract.refresh_from_db()
    before, after = months.period(date(2021, 10, 1)), months.period(NOVEMBER)
    wages = money.line(make.area("630111"), code="wages", amount=500_000)
    line = paid_line(contract, before, wage="7741.94", monthly_wage=15000, period_days=31, covered_days=16, deduction=0,
                     gross=Decimal("7741.94"), net=Decimal("7741.94"))  # fmt: skip
    with pytest.raises(AdjustmentInputError):  # nothing was lowered, and no day was added yet
        adjustments.ask(contract=contract, period=before, amount=Decimal(1), reason="x", by=staff)
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 2, 1), date(2021, 12, 1)))
    bound = balance_of(wages).committed

    with pytest.raises(AdjustmentInputError, match=r"7,258\.06"):
        adjustments.ask(contract=contract, period=before, amount=Decimal("7258.07"), reason="ขยายสัญญา", by=staff)
    asked = adjustments.ask(contract=contract, period=before, amount=Decimal("7258.06"), reason="ขยายสัญญา", by=staff)
    asked = adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    months.approved(Contract.objects.get(pk=contract.pk), after)
    batch = payroll.compute(period=after, by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)

    paid = batch.lines.get()
    assert (line.gross + paid.gross, paid.adjusted) == (30000, Decimal("7258.06"))
    assert {one.code: one.people for one in checks_of(after, user=staff)}["above"] == 0
    assert bound - balance_of(wages).committed == paid.gross
    PayLine.objects.filter(pk=paid.pk).update(adjusted=9000, gross=24000, net=24000)
    Adjustment.objects.filter(pk=asked.pk).update(amount=9000)
    assert {one.code: one.people for one in checks_of(after, user=staff)}["above"] == 1


def test_what_is_asked_to_be_taken_and_may_be_refused_makes_no_room_above_the_contract(contract, staff, second):
    before = months.period(date(2021, 10, 1))
    paid_line(contract, before)  # 14,000 of 15,000
    taken = adjustments.ask(contract=contract, period=before, amount=Decimal(-5000), reason="จ่ายเกิน", by=staff)

    with pytest.raises(AdjustmentInputError):
        adjustments.ask(contract=contract, period=before, amount=Decimal("1000.01"), reason="x", by=staff)
    added = adjustments.ask(contract=contract, period=before, amount=Decimal(1000), reason="มีใบลา", by=staff)
    with pytest.raises(AdjustmentInputError):  # the 1,000 may be refused
        adjustments.ask(contract=contract, period=before, amount=Decimal("-9000.01"), reason="x", by=staff)

    adjustments.decide(adjustment=taken, agreed=True, answer="", version=1, by=second)
    more = adjustments.ask(contract=contract, period=before, amount=Decimal(5000), reason="หักผิด", by=staff)
    for one in (added, more):
        adjustments.decide(adjustment=one, agreed=True, answer="", version=1, by=second)


def test_a_correction_of_a_payment_that_bounced_is_decided_anew_and_pays_no_day_twice(contract, staff, second):
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 2, 1), date(2021, 10, 17)))
    before, after = months.period(date(2021, 10, 1)), months.period(NOVEMBER)
    half = {"wage": Decimal("7741.94"), "gross": Decimal("7741.94"), "net": Decimal("7741.94"), "deduction": 0}
    line = paid_line(contract, before, monthly_wage=15000, period_days=31, covered_days=16, **half)
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 2, 1), date(2021, 12, 1)))
    asked = adjustments.ask(contract=contract, period=before, amount=Decimal("7258.06"), reason="ขยายสัญญา", by=staff)
    adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    months.approved(contract, after)
    payroll.compute(period=after, by=staff)

    payroll.settle(batch=line.batch, paid_on=timezone.localdate(), failures={line.pk: "ปิดบัญชี"}, by=staff)
    payroll.pay_again(line=line, reason="ธนาคารขัดข้อง", by=staff)

    asked.refresh_from_db()
    assert (asked.state, asked.line, asked.version) == ("asked", None, 3)
    whole = [frozen_again(period, staff).lines.get() for period in (before, after)]
    assert [(one.adjusted, one.gross) for one in whole] == [(0, 15000), (0, 15000)]
    payroll.settle(batch=whole[0].batch, paid_on=timezone.localdate(), failures={}, by=staff)
    with pytest.raises(AdjustmentInputError):
        adjustments.decide(adjustment=asked, agreed=True, answer="", version=3, by=second)


def frozen_again(period, staff):
    batch = payroll.compute(period=period, by=staff)
    return payroll.freeze(batch=batch, by=staff, version=batch.version)


def test_the_pages_of_a_correction(client, contract, period, staff, second, pm):
    paid_line(contract, period)
    client.force_login(staff)
    assert (
        reverse("adjustment-ask", args=[contract.pk])
        in client.get(reverse("contract-detail", args=[contract.pk])).content.decode()
    )
    address = reverse("adjustment-ask", args=[contract.pk])
    assert client.post(address, {"period": period.pk, "amount": "5000", "reason": "x"}).status_code == 422
    assert client.post(address, {"period": period.pk, "amount": "500", "reason": "มีใบลา"}).status_code == 302
    made = Adjustment.objects.get()
    decide = reverse("adjustment-decide", args=[made.pk])
    assert client.post(decide, {"agreed": "yes", "version": 1}).status_code == 409
    client.force_login(second)
    assert "มีใบลา" in client.get(decide).content.decode()
    assert client.post(decide, {"agreed": "no", "version": 1}).status_code == 422
    assert client.post(decide, {"agreed": "yes", "version": 1}).status_code == 302
    assert "มีใบลา" in client.get(reverse("adjustment-list")).content.decode()
    client.force_login(pm)
    assert client.get(decide).status_code == 404
    assert "มีใบลา" not in client.get(reverse("adjustment-list")).content.decode()


def test_sums_of_lines_are_those_of_reports_and_corrections(contract, staff, second):
    """Over months with corrections and failures: what is paid is what was approved, give or take what was agreed."""
    first = paid_line(contract, months.period(date(2021, 9, 1)))
    asked = adjustments.ask(contract=contract, period=first.period, amount=Decimal("250.25"), reason="x", by=staff)
    adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    total = first.gross
    for month in (date(2021, 10, 1), NOVEMBER):
        period = months.period(month)
        months.approved(contract, period)
        batch = payroll.compute(period=period, by=staff)
        batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
        payroll.settle(batch=batch, paid_on=timezone.localdate(batch.frozen_at), failures={}, by=staff)
        total += batch.lines.get().gross
    assert total == first.gross + 15000 * 2 + Decimal("250.25")
    assert sum(line.gross for line in PayLine.objects.filter(state="paid")) == total
    assert PayBatch.objects.count() == 3


def test_a_correction_for_somebody_who_left_is_paid_by_the_next_batch_and_once(contract, staff, second, period):
    paid_line(contract, period)
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 2, 1), date(2021, 12, 1)), state="ended")
    asked = adjustments.ask(contract=contract, period=period, amount=Decimal(500), reason="หักเกิน 1 วัน", by=staff)
    adjustments.decide(adjustment=asked, agreed=True, answer="", version=asked.version, by=second)
    december = months.period(date(2021, 12, 1), number=13)

    batch = payroll.compute(period=december, by=staff)
    line = batch.lines.get()
    assert (line.wage, line.adjusted, line.net, line.covered_days) == (0, Decimal(500), Decimal(500), 0)
    assert payroll.compute(period=december, by=staff).lines.count() == 1
    batch = payroll.freeze(batch=batch, by=staff, version=PayBatch.objects.get(pk=batch.pk).version)
    payroll.settle(batch=batch, paid_on=timezone.localdate(batch.frozen_at), failures={}, by=staff)
    line.report.refresh_from_db()
    assert line.report.amount == Decimal(15000)
    with pytest.raises(PayrollError):
        payroll.compute(period=december, by=staff)

    # Where no month follows, a batch of the last one pays it.
    again = adjustments.ask(contract=contract, period=period, amount=Decimal(100), reason="ขาดอีก", by=staff)
    adjustments.decide(adjustment=again, agreed=True, answer="", version=again.version, by=second)
    assert payroll.compute(period=period, by=staff).lines.get().net == Decimal(100)
