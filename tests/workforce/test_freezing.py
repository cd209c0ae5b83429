"""What is frozen is what was true at that moment: nothing changed behind a draft, beside it or after it."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tests.factories import months
from tests.factories import workforce as work
from u2t.core.errors import DomainError, StaleError
from workforce.models import BankAccount, Contract, PayBatch
from workforce.services import adjustments, contracts, payroll
from workforce.services.payroll import PayrollError, PayrollInputError
from workforce.services.recount import Recount
from workforce.services.wages import Wages

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


@pytest.fixture
def second(nation):
    return work.contract(work.person())


def freeze(batch, staff):
    return payroll.freeze(batch=batch, by=staff, version=batch.version)


def test_a_contract_that_ended_since_is_computed_anew_before_anything_is_frozen(second, period, staff):
    contract = work.contract(work.person())
    for one in (contract, second):
        months.approved(one, period)
    batch = payroll.compute(period=period, by=staff)
    contracts.resign(contract=contract, on=date(2021, 11, 15), reason="ได้งานใหม่", by=staff)

    with pytest.raises(PayrollError, match=str(contract.person)) as refused:
        freeze(batch, staff)

    assert str(second.person) not in str(refused.value)
    batch = freeze(payroll.compute(period=period, by=staff), staff)
    assert {line.contract_id: line.gross for line in batch.lines.all()} == {contract.pk: 7500, second.pk: 15000}


def test_an_account_that_was_replaced_since_is_never_paid_to(contract, period, staff):
    old = months.account(contract.person)
    months.approved(contract, period)
    batch = payroll.compute(period=period, by=staff, method="transfer")
    BankAccount.objects.filter(pk=old.pk).update(replaced_at=months.MADE)
    new = months.account(contract.person, number="9876543210")

    with pytest.raises(PayrollError, match=str(contract.person)):
        freeze(batch, staff)

    batch = freeze(payroll.compute(period=period, by=staff), staff)
    assert batch.lines.get().account == new


def test_a_correction_agreed_since_is_taken_in_first_and_who_is_ready_since_waits(contract, second, period, staff):
    months.approved(contract, period)
    earlier = months.period(date(2021, 10, 1))
    months.pay_line(
        months.approved(contract, earlier), months.batch(earlier, state="frozen", frozen_at=months.MADE),
        state="paid", paid_on=date(2021, 11, 15),
    )  # fmt: skip
    batch = payroll.compute(period=period, by=staff)
    months.approved(second, period)
    made = months.adjustment(contract, earlier, -500, state="asked")
    adjustments.decide(adjustment=made, agreed=True, answer="", version=1, by=staff)
    with pytest.raises(PayrollError):
        freeze(batch, staff)

    Wages.discard(batch)
    made.delete()
    batch = payroll.compute(period=period, by=staff)
    months.approved(work.contract(work.person()), period)

    assert [line.gross for line in freeze(batch, staff).lines.all()] == [15000, 15000]


def test_a_late_log_accepted_beside_a_draft_counts_and_beside_a_frozen_batch_is_told(contract, period, staff, lecturer):
    report = months.approved(contract, period, days_absent=Decimal(1))
    late = months.log(contract, day=date(2021, 11, 4), late_reason="ไม่มีสัญญาณ")
    batch = payroll.compute(period=period, by=staff)
    before = batch.lines.get().absent_days

    late.late_accepted = True
    late.save(update_fields=["late_accepted"])
    assert Recount.after(contract, late.day) is False

    report.refresh_from_db()
    assert before == 1
    assert (report.days_absent, report.days_worked) != (1, 0)
    with pytest.raises(PayrollError):
        freeze(batch, staff)
    batch = freeze(payroll.compute(period=period, by=staff), staff)
    line, stored = batch.lines.get(), report.version
    assert line.absent_days == report.days_absent
    assert Recount.after(contract, late.day) is True
    report.refresh_from_db()
    assert report.version == stored
    batch.lines.update(state="failed", failure="ปิดบัญชี", failed_at=months.MADE)
    assert Recount.after(contract, late.day) is False


def test_what_bounced_after_the_contract_ended_is_paid_again_for_its_days_and_docked_for_them_once(nation, staff):
    period = months.period(of=months.rules(counts_absence=True))
    contract = work.contract(work.person())
    for day in (1, 2, 3, 4, 5, 8, 9, 10, 11):
        months.log(contract, date(2021, 11, day))
    report = months.approved(contract, period)
    Recount.count(report)
    report.save()
    batch = freeze(payroll.compute(period=period, by=staff), staff)
    line = batch.lines.get()
    contracts.resign(contract=contract, on=date(2021, 11, 15), reason="ได้งานใหม่", by=staff)
    assert (line.absent_days, line.gross) == (13, 8500)

    payroll.settle(batch=batch, paid_on=timezone.localdate(batch.frozen_at), failures={line.pk: "ปิดบัญชี"}, by=staff)
    payroll.pay_again(line=line, reason="ธนาคารขัดข้อง", by=staff)
    again = freeze(payroll.compute(period=period, by=staff), staff).lines.get()

    report.refresh_from_db()
    assert (again.wage, again.absent_days, again.gross) == (7500, 2, 6500)
    assert report.amount == 6500


def test_the_day_of_payment_is_measured_by_the_day_in_bangkok(contract, period, staff, settings):
    settings.CLOCK = "2022-01-01T06:30:00+07:00"
    months.approved(contract, period)
    batch = freeze(payroll.compute(period=period, by=staff), staff)
    batch.refresh_from_db()
    with pytest.raises(PayrollInputError):
        payroll.settle(batch=batch, paid_on=date(2021, 12, 31), failures={}, by=staff)
    assert payroll.settle(batch=batch, paid_on=date(2022, 1, 1), failures={}, by=staff) == 1


def in_the_middle(monkeypatch, name, first, other):
    """Do `other` while `first` stands at the step `name` of the wages; return what came of the two."""
    begun, done, as_it_was, answers = threading.Event(), threading.Event(), getattr(Wages, name), {}

    def slowly(batch):
        begun.set()
        done.wait(1.5)  # the other one waits for this transaction: nothing but time ends it
        return as_it_was(batch)

    def answer(act):
        try:
            answers[act] = act()
        except DomainError as error:
            answers[act] = error
        finally:
            connection.close()

    monkeypatch.setattr(Wages, name, staticmethod(slowly))
    threads = [threading.Thread(target=answer, args=[act]) for act in (first, other)]
    threads[0].start()
    assert begun.wait(5)
    threads[1].start()
    threads[1].join(3)
    done.set()
    for thread in threads:
        thread.join()
    return answers[first], answers[other]


@pytest.mark.django_db(transaction=True)
def test_freezing_what_is_being_computed_finds_it_computed_anew(contract, second, period, staff, monkeypatch):
    months.approved(contract, period)
    batch = payroll.compute(period=period, by=staff)
    months.approved(second, period)

    computed, frozen = in_the_middle(
        monkeypatch, "discard", lambda: payroll.compute(period=period, by=staff), lambda: freeze(batch, staff)
    )

    batch.refresh_from_db()
    assert (computed, type(frozen)) == (batch, StaleError)
    assert (batch.state, batch.lines.count()) == ("draft", 2)


@pytest.mark.django_db(transaction=True)
def test_computing_what_is_being_frozen_begins_another_batch(contract, second, period, staff, monkeypatch):
    months.approved(contract, period)
    batch = payroll.compute(period=period, by=staff)
    months.approved(second, period)
    before = list(batch.lines.values())

    frozen, computed = in_the_middle(
        monkeypatch, "stale", lambda: freeze(batch, staff), lambda: payroll.compute(period=period, by=staff)
    )

    assert (frozen.state, list(batch.lines.values())) == ("frozen", before)
    assert [line.contract for line in computed.lines.all()] == [second]
    assert PayBatch.objects.count() == 2


def test_days_of_a_contract_that_changed_otherwise_are_found_too(contract, period, staff):
    months.approved(contract, period)
    batch = payroll.compute(period=period, by=staff)
    Contract.objects.filter(pk=contract.pk).update(during=DateRange("2021-11-02", "2022-02-01"))
    with pytest.raises(PayrollError):
        freeze(batch, staff)
