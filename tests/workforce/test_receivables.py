"""Wages claimed back from who left: by a letter, paid back in parts with receipts, in the sums, and seen by few."""

import uuid
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import money, months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_contracts_parallel import in_parallel
from u2t.core import files
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Contract, Receivable, Repayment
from workforce.selectors.balances import balance_of
from workforce.selectors.closing import checks_of
from workforce.selectors.closings import points_of
from workforce.selectors.receivables import receivables_of
from workforce.services import adjustments, payroll, receivables
from workforce.services.receivables import Back, Claim

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DUE = date(2022, 1, 31)


@pytest.fixture(autouse=True)
def january(settings, private):
    settings.CLOCK = "2022-01-10T10:00:00+07:00"


@pytest.fixture
def contract(worker, staff):
    """A contract that ended with November 2564."""
    return work.contract(work.person(worker), during=DateRange(date(2021, 11, 1), date(2021, 12, 1)), state="ended")


@pytest.fixture
def paid(contract):
    """November, paid in full."""
    period = months.period()
    batch = months.batch(period, state="frozen", frozen_at=months.MADE)
    return months.pay_line(months.approved(contract, period), batch, state="paid", paid_on=date(2021, 12, 15))


@pytest.fixture
def second(nation):
    user = make.user("second")
    make.membership(user, "staff", university=make.university("kpru"))
    return user


def claimed(paid, amount=1000, number="อว 12/2565", **changes):
    return Claim(**({"period": paid.period, "amount": Decimal(amount), "reason": "ลาออกกลางเดือน",
                     "document_number": number, "due_on": DUE} | changes))  # fmt: skip


def back(amount, **changes):
    values = {"key": uuid.uuid4(), "amount": Decimal(amount), "paid_on": date(2022, 1, 10), "evidence": "โอน 77"}
    return Back(**(values | changes))


def point(contract, code):
    return next(one for one in points_of([contract])[contract.pk] if one.code == code).open


def test_a_form_whose_receipt_was_cancelled_is_no_receipt(contract, paid, staff):
    made = months.receivable(contract, paid.period, 1000)
    part = back(400)
    receipt = receivables.repay(receivable=made, back=part, by=staff)
    receivables.cancel_repayment(repayment=receipt, reason="ผิดคน", by=staff)

    with pytest.raises(DomainError, match="ยกเลิกแล้ว"):
        receivables.repay(receivable=made, back=part, by=staff)


def test_a_claim_is_made_once_and_never_of_more_than_was_paid(contract, paid, staff, worker, pm):
    for wrong in (
        {"amount": "15000.01"}, {"amount": 0}, {"amount": "0.001"}, {"due_on": date(2022, 1, 9)}, {"number": " "},
        {"reason": ""}, {"period": months.period(date(2021, 12, 1))},
    ):  # fmt: skip
        with pytest.raises(InputError):
            receivables.claim(contract=contract, claim=claimed(paid, **wrong), by=staff)
    for stranger in (worker, pm):
        with pytest.raises(PermissionDenied):
            receivables.claim(contract=contract, claim=claimed(paid), by=stranger)

    made = receivables.claim(contract=contract, claim=claimed(paid), by=staff)

    assert receivables.claim(contract=contract, claim=claimed(paid), by=staff) == made
    with pytest.raises(DomainError):
        receivables.claim(contract=contract, claim=claimed(paid, 5), by=staff)  # the same letter, another amount
    with pytest.raises(InputError, match="14,000"):
        receivables.claim(contract=contract, claim=claimed(paid, "14000.01", "อว 13/2565"), by=staff)
    with pytest.raises(InputError, match="14,000"):  # nor is it taken back twice by a correction
        adjustments.ask(contract=contract, period=paid.period, amount=Decimal("-14000.01"), reason="x", by=staff)
    assert Notification.objects.get(user=worker).kind == "receivable.claimed"
    assert [one.holder for one in point(contract, "owed")] == [str(contract.person)]


def test_what_comes_back_is_never_more_than_is_owed_and_has_a_receipt_each(contract, paid, staff):
    wages = money.line(make.area("630111"), code="wages", amount=100_000)
    before = balance_of(wages)
    made = receivables.claim(contract=contract, claim=claimed(paid), by=staff)
    part = back("400.25")
    first = receivables.repay(receivable=made, back=part, by=staff)
    assert receivables.repay(receivable=made, back=part, by=staff) == first
    assert (first.shown_number, files.read(first.pdf)[:4]) == ("1/2565", b"%PDF")
    now = balance_of(wages)
    assert (now.repaid, now.owed) == (Decimal("400.25"), Decimal("599.75"))
    assert (now.paid, now.remaining - before.remaining) == (before.paid, Decimal("400.25"))
    for wrong in (back("599.76"), back(0), back(1, paid_on=date(2022, 1, 11)), back(1, evidence=" ")):
        with pytest.raises(InputError):
            receivables.repay(receivable=made, back=wrong, by=staff)
    with pytest.raises(DomainError):
        receivables.cancel(receivable=made, reason="ผิดคน", version=1, by=staff)  # money came for it

    receivables.cancel_repayment(repayment=first, reason="ยอดผิด", by=staff)
    assert balance_of(wages) == before.__class__(**{**_values(before), "owed": Decimal(1000)})
    last = receivables.repay(receivable=made, back=back(1000), by=staff)

    shown = receivables_of(staff).get()
    assert (last.shown_number, shown.standing, shown.left) == ("2/2565", "settled", 0)
    assert (balance_of(wages).repaid, balance_of(wages).owed, point(contract, "owed")) == (1000, 0, [])
    assert AuditEvent.objects.filter(action__startswith="repayment.").count() == 3


def _values(balance):
    return {name: getattr(balance, name) for name in balance.__slots__}


def test_what_was_paid_beyond_an_end_entered_later_is_found_and_can_be_claimed(client, contract, paid, staff):
    october = months.period(date(2021, 10, 1))
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 10, 1), date(2021, 12, 1)))
    whole = months.pay_line(
        months.approved(contract, october), months.batch(october, state="frozen", frozen_at=months.MADE),
        period_days=31, covered_days=31, state="paid", paid_on=date(2021, 11, 15),
    )  # fmt: skip
    december = months.period(date(2021, 12, 1))
    months.approved(contract, december)
    assert above(october, staff) == above(paid.period, staff) == 0
    assert point(contract, "owed") == []

    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 10, 1), date(2021, 10, 16)))
    contract.refresh_from_db()

    assert (above(october, staff), above(paid.period, staff)) == (1, 1)
    found = point(contract, "owed")
    assert [one.holder for one in found] == [contract.university.name_th] * 2
    assert ("7,741.94" in found[0].said, "15,000" in found[1].said) == (True, True)
    half = Decimal("7741.94")  # 16 of 31 days
    receivables.claim(contract=contract, claim=claimed(whole, half), by=staff)
    assert (above(october, staff), above(paid.period, staff)) == (0, 1)
    receivables.claim(contract=contract, claim=claimed(paid, 15000, "อว 13/2565"), by=staff)
    assert above(paid.period, staff) == 0
    assert [one.holder for one in point(contract, "owed")] == [str(contract.person)] * 2


def test_a_month_lowered_for_absence_does_not_hide_what_another_was_paid_too_much(contract, paid, staff):
    october = months.period(date(2021, 10, 1))
    months.pay_line(
        months.approved(contract, october), months.batch(october, state="frozen", frozen_at=months.MADE),
        deduction=Decimal(9000), gross=Decimal(6000), net=Decimal(6000), state="paid", paid_on=date(2021, 11, 15),
        period_days=31, covered_days=31,
    )  # fmt: skip
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 10, 1), date(2021, 11, 16)))
    assert (above(october, staff), above(paid.period, staff)) == (0, 1)


def above(period, staff):
    return next(one.people for one in checks_of(period, user=staff) if one.code == "above")


@pytest.fixture
def agreed(contract, paid, staff, second):
    def agree(amount):
        made = adjustments.ask(contract=contract, period=paid.period, amount=Decimal(amount), reason="ขาดงาน", by=staff)
        return adjustments.decide(adjustment=made, agreed=True, answer="", version=1, by=second)

    return agree


@contextmanager
def on_its_way(contract):
    """Let the contract begin with October, and have its report waiting."""
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(date(2021, 10, 1), date(2021, 12, 1)))
    contract.refresh_from_db()
    waiting = months.sent(contract, months.period(date(2021, 10, 1)))
    yield
    waiting.lines.all().delete()
    waiting.delete()


def test_a_correction_no_wage_can_bear_becomes_a_claim_and_goes_into_no_wage(contract, paid, staff, agreed, client):
    def claim():
        return receivables.claim_correction(adjustment=made, document_number="อว 9", due_on=DUE, by=staff)

    made = agreed(-700)
    with on_its_way(contract), pytest.raises(DomainError):
        claim()  # a report is on its way: its wage takes it in
    assert len(point(contract, "corrections")) == 1
    client.force_login(staff)
    address = reverse("receivable-claim-correction", args=[made.pk])
    assert address in client.get(reverse("adjustment-decide", args=[made.pk])).content.decode()

    assert client.post(address, {"document_number": "อว 9", "due_on": "2022-01-31"}).status_code == 302
    claim_ = Receivable.objects.get()
    assert (claim_.amount, claim_.adjustment, claim()) == (700, made, claim_)
    assert (point(contract, "corrections"), len(point(contract, "owed"))) == ([], 1)
    assert address not in client.get(reverse("adjustment-decide", args=[made.pk])).content.decode()
    plus = agreed(100)

    batch = payroll.compute(period=paid.period, by=staff)

    assert [(line.adjusted, line.gross) for line in batch.lines.all()] == [(100, 100)]
    plus.refresh_from_db()
    made.refresh_from_db()
    assert (plus.line, made.line) == (batch.lines.get(), None)
    payroll.discard(batch=batch, by=staff)
    with pytest.raises(StaleError):
        receivables.cancel(receivable=claim_, reason="ผิด", version=7, by=staff)
    receivables.cancel(receivable=claim_, reason="ออกหนังสือผิด", version=1, by=staff)
    assert receivables.cancel(receivable=claim_, reason="อีก", version=1, by=staff).cancel_reason == "ออกหนังสือผิด"
    assert len(point(contract, "corrections")) == 2
    with pytest.raises(DomainError):
        receivables.repay(receivable=claim_, back=back(1), by=staff)


def test_a_claim_by_pages_and_api_from_the_contract_to_the_receipt(client, contract, paid, staff):
    client.force_login(staff)
    address = reverse("receivable-claim", args=[contract.pk])
    assert address in client.get(reverse("contract-detail", args=[contract.pk])).content.decode()
    given = {"period": paid.period_id, "amount": "1234.50", "reason": "ลาออกก่อนสิ้นเดือน", "document_number": "อว 1",
             "due_on": "2022-01-31"}  # fmt: skip
    assert client.post(address, given | {"amount": "20000"}).status_code == 422
    assert client.post(address, given).status_code == 302
    made = Receivable.objects.get()
    detail, repay = (reverse(f"receivable-{name}", args=[made.pk]) for name in ("detail", "repay"))
    sent = {"key": str(uuid.uuid4()), "amount": "234.50", "paid_on": "2022-01-10", "evidence": "เงินสด"}
    for _click in range(2):
        assert client.post(repay, sent).status_code == 302
    receipt = Repayment.objects.get()
    pdf = reverse("repayment-receipt", args=[receipt.pk])
    assert b"".join(client.get(pdf).streaming_content)[:4] == b"%PDF"
    api = f"/api/v1/receivables/{made.pk}/"
    shown = client.get(api).json()
    assert (shown["left"], shown["status"], shown["repayments"][0]["number"]) == ("1000.00", "open", "1/2565")
    body = {"key": str(uuid.uuid4()), "amount": "1000.01", "paid_on": "2022-01-10", "evidence": "x"}
    assert client.post(f"{api}repay/", body, content_type="application/json").status_code == 422
    cancelled = client.post(reverse("repayment-cancel", args=[receipt.pk]), {"reason": "ผิดยอด"})
    assert cancelled.url == detail
    assert client.post(
        f"{api}cancel/", {"version": 1, "reason": "ผิดคน"}, content_type="application/json"
    ).json()["status"] == "cancelled"  # fmt: skip


def test_a_claim_is_seen_by_its_person_and_university_and_the_ministry_sees_sums(
    client, contract, paid, staff, worker, pm, ministry
):
    money.line(make.area("630111"), code="wages", amount=100_000)
    given = {"period": paid.period_id, "amount": "1234.50", "reason": "ลาออก", "due_on": "2022-01-31"}
    client.force_login(staff)
    again = client.post(
        "/api/v1/receivables/", given | {"contract": contract.pk, "document_number": "อว 2"},
        content_type="application/json",
    ).json()  # fmt: skip
    assert again["status"] == "open"
    receipt = receivables.repay(receivable=Receivable.objects.get(), back=back(5), by=staff)
    sent, pdf = {"amount": "1"}, reverse("repayment-receipt", args=[receipt.pk])

    detail, listed = reverse("receivable-detail", args=[again["id"]]), reverse("receivable-list")
    for user, sees in ((worker, True), (pm, False), (ministry, False)):
        client.force_login(user)
        assert client.get(detail).status_code == (200 if sees else 404)
        assert client.get(pdf).status_code == (200 if sees else 404)
        assert ("อว 2" in client.get(listed).content.decode()) is sees
        assert client.get("/api/v1/receivables/").json()["count"] == (1 if sees else 0)
        assert client.post(reverse("receivable-repay", args=[again["id"]]), sent).status_code == (403 if sees else 404)
    client.force_login(worker)
    assert listed in client.get(reverse("month-own")).content.decode()
    client.force_login(ministry)
    page = client.get(reverse("budget-overview"), {"programme": "u2t1"}).content.decode()
    assert "1,229.50" in page
    assert contract.person.full_name not in page


@pytest.mark.django_db(transaction=True)
def test_two_receipts_at_once_are_never_more_than_is_owed_and_have_two_numbers(contract, paid, staff):
    made = receivables.claim(contract=contract, claim=claimed(paid), by=staff)
    parts = [back(600), back(500), back(100), back(300)]

    answers = in_parallel(lambda number: receivables.repay(receivable=made, back=parts[number], by=staff), range(4))

    kept = [one for one in answers if isinstance(one, Repayment)]
    assert sum(one.amount for one in kept) <= 1000
    assert sorted(one.number for one in kept) == list(range(1, len(kept) + 1))
    assert len(kept) < 4


def test_a_claim_that_may_be_cancelled_makes_no_room_above_the_contract(paid, staff):
    receivables.claim(contract=paid.contract, claim=claimed(paid, 5000), by=staff)
    with pytest.raises(adjustments.AdjustmentInputError):
        adjustments.ask(contract=paid.contract, period=paid.period, amount=Decimal(1), reason="x", by=staff)


def test_what_is_only_asked_to_be_added_is_not_claimed_back(paid, staff):
    type(paid).objects.filter(pk=paid.pk).update(deduction=1000, gross=14000, net=14000)
    adjustments.ask(contract=paid.contract, period=paid.period, amount=Decimal(1000), reason="มีใบลา", by=staff)
    with pytest.raises(receivables.ReceivableInputError):
        receivables.claim(contract=paid.contract, claim=claimed(paid, "14000.01"), by=staff)


def test_nobody_owes_what_the_bank_sent_back_but_what_was_paid_back_is_looked_at(paid, staff):
    first = receivables.claim(contract=paid.contract, claim=claimed(paid, 5000), by=staff)
    second = receivables.claim(contract=paid.contract, claim=claimed(paid, 700, "อว 13/2565"), by=staff)
    back = Back(uuid.uuid4(), Decimal(100), date(2022, 1, 10), "โอน")
    receivables.repay(receivable=second, back=back, by=staff)

    payroll.settle(batch=paid.batch, paid_on=date(2022, 1, 10), failures={paid.pk: "บัญชีปิด"}, by=staff)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.cancel_reason, second.cancelled_at) == ("บัญชีปิด", None)
    assert AuditEvent.objects.get(action="receivable.cancelled").reason == "บัญชีปิด"
