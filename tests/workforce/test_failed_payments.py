"""A payment that failed waits: for an account confirmed anew, or for finance to say that it is paid again, and why."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.models import AuditEvent, Notification
from workforce.models import BankAccount, PayLine
from workforce.selectors.closings import points_of
from workforce.selectors.pay import unpaid_in, why_unpaid
from workforce.selectors.transfers import failed_of
from workforce.services import adjustments, banking, payroll
from workforce.services.payroll import PayrollError, PayrollInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

WHY, SAME, OTHER = "บัญชีปิดแล้ว", "1234567890", "9876543210"


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


@pytest.fixture
def account(contract):
    return month.account(contract.person, number=SAME)


@pytest.fixture
def failed(contract, period, staff, account):
    """The wage of November, approved and sent to the confirmed account, came back."""
    month.approved(contract, period)
    return fail(paid(period, staff), staff)


def paid(period, staff, method="transfer"):
    batch = payroll.compute(period=period, method=method, by=staff)
    return payroll.freeze(batch=batch, by=staff, version=batch.version).lines.get()


def fail(line, staff):
    payroll.settle(
        batch=line.batch, paid_on=timezone.localdate(line.batch.frozen_at), failures={line.pk: WHY}, by=staff
    )
    line.refresh_from_db()
    return line


def given(number=SAME):
    return banking.Given("006", number, "สมชาย ใจดี")


def is_refused(period, staff):
    for method in ("transfer", "other"):
        with pytest.raises(PayrollError):
            payroll.compute(period=period, method=method, by=staff)
    return True


def lies(period, staff):
    [row] = why_unpaid(list(unpaid_in(period, user=staff)), period)
    return row.lies


def test_what_failed_is_in_no_batch_until_the_person_confirms_the_account_anew(failed, period, staff, worker, account):
    assert is_refused(period, staff)
    first = account.confirmed_at

    banking.confirm(account=account, by=worker)

    account.refresh_from_db()
    assert account.confirmed_at > max(first, failed.failed_at)
    assert AuditEvent.objects.filter(action="bankaccount.confirmed").count() == 1
    again = paid(period, staff)
    assert (again.net, again.account) == (15000, account)
    banking.confirm(account=account, by=worker)
    assert AuditEvent.objects.filter(action="bankaccount.confirmed").count() == 1


def test_another_account_lets_it_be_paid_once_the_person_confirmed_it(failed, period, staff, worker, contract):
    banking.enter(person=contract.person, given=given(OTHER), by=staff)
    assert is_refused(period, staff)
    assert lies(period, staff).lacks_account

    banking.confirm(account=BankAccount.objects.standing().get(), by=worker)

    assert paid(period, staff).account.number == OTHER


def test_the_same_account_entered_again_by_the_person_is_confirmed_anew_and_by_staff_is_not(
    failed, period, staff, worker, contract, account
):
    same = banking.Given(account.bank, account.number, account.holder, account.branch)
    assert banking.enter(person=contract.person, given=same, by=staff) == account
    assert is_refused(period, staff)

    assert banking.enter(person=contract.person, given=same, by=worker) == account

    assert paid(period, staff).account == account


def test_an_account_confirmed_while_the_payment_was_under_way_is_not_confirmed_since(
    contract, period, staff, worker, account
):
    month.approved(contract, period)
    line = paid(period, staff)
    banking.enter(person=contract.person, given=given(OTHER), by=worker)
    fail(line, staff)
    assert is_refused(period, staff)
    assert lies(period, staff).who == str(contract.person)


def test_finance_lets_it_be_paid_to_the_same_account_for_a_reason_that_is_kept(
    failed, period, staff, contract, account
):
    for reason in ("", "  "):
        with pytest.raises(PayrollInputError):
            payroll.pay_again(line=failed, reason=reason, by=staff)
    assert is_refused(period, staff)

    for _click in range(2):
        payroll.pay_again(line=failed, reason="ระบบธนาคารขัดข้อง", by=staff)

    event = AuditEvent.objects.get(action="payline.pay_again")
    assert (event.reason, event.actor) == ("ระบบธนาคารขัดข้อง", str(staff))
    again = paid(period, staff)
    assert (again.account, again.net) == (account, 15000)
    with pytest.raises(PayrollError):
        payroll.pay_again(line=again, reason="ระบบธนาคารขัดข้อง", by=staff)
    fail(again, staff)
    assert is_refused(period, staff)


def test_nobody_else_lets_it_be_paid_again(failed, lecturer, worker, ministry, client):
    far = make.user("far-staff")
    make.membership(far, "staff", university=make.university("cmu"))
    page, route = reverse("payline-again", args=[failed.pk]), reverse("api-payline-again", args=[failed.pk])
    for user, status in ((lecturer, 404), (worker, 403), (ministry, 403), (far, 404)):
        with pytest.raises(PermissionDenied):
            payroll.pay_again(line=failed, reason="x", by=user)
        client.force_login(user)
        for address in (page, route):
            assert client.post(address, {"reason": "x"}).status_code == status
    assert not PayLine.objects.exclude(retry_reason="").exists()


def test_what_comes_after_it_waits_too_and_a_draft_that_holds_it_is_computed_again(
    contract, period, staff, worker, account
):
    december = month.period(date(2021, 12, 1), number=13)
    month.approved(contract, period)
    month.approved(contract, december)
    line = paid(period, staff)
    draft = payroll.compute(period=december, method="transfer", by=staff)
    assert draft.lines.count() == 1

    fail(line, staff)

    with pytest.raises(PayrollError):
        payroll.freeze(batch=draft, by=staff, version=draft.version)
    assert is_refused(december, staff)
    [row] = why_unpaid([contract], december)
    assert (row.lies.failed, row.lies.who) == (line.pk, str(contract.person))
    banking.confirm(account=account, by=worker)
    assert [paid(one, staff).net for one in (period, december)] == [15000, 15000]


def test_a_correction_paid_by_itself_waits_as_a_wage_does(contract, period, staff, worker, account):
    second = make.user("second")
    make.membership(second, "staff", university=make.university("kpru"))
    month.approved(contract, period, deducted_days=Decimal(2))
    batch = paid(period, staff).batch
    payroll.settle(batch=batch, paid_on=timezone.localdate(batch.frozen_at), failures={}, by=staff)
    type(contract).objects.filter(pk=contract.pk).update(during=("2021-02-01", "2021-12-01"), state="ended")
    asked = adjustments.ask(contract=contract, period=period, amount=Decimal(500), reason="หักเกิน", by=staff)
    adjustments.decide(adjustment=asked, agreed=True, answer="", version=1, by=second)
    december = month.period(date(2021, 12, 1), number=13)
    line = fail(paid(december, staff), staff)
    assert line.covered_days == 0
    assert is_refused(december, staff)

    def holder():
        return next(one for one in points_of([contract])[contract.pk] if one.code == "corrections").open[0].holder

    assert holder() == str(contract.person)

    banking.confirm(account=account, by=worker)

    assert holder() == contract.university.name_th
    assert paid(december, staff).net == 500


def test_a_cheque_that_was_not_cashed_waits_for_the_university(contract, period, staff):
    month.approved(contract, period)
    line = fail(paid(period, staff, "other"), staff)
    assert is_refused(period, staff)
    found = lies(period, staff)
    assert (found.who, found.is_ours, found.failed) == (contract.university.name_th, True, line.pk)

    payroll.pay_again(line=line, reason="ติดต่อได้แล้ว", by=staff)

    assert paid(period, staff, "other").net == 15000


def test_the_pages_say_what_it_waits_for_and_let_it_be_paid(client, failed, period, staff, worker, account):
    told = Notification.objects.get(kind="payline.failed")
    assert told.user == worker
    address = reverse("payline-again", args=[failed.pk])
    client.force_login(staff)
    for page in ("period-detail", "paybatch-detail"):
        args = [period.pk if page == "period-detail" else failed.batch_id]
        assert address in client.get(reverse(page, args=args)).text
    form = client.get(address).text
    assert WHY in form
    assert account.masked_number in form
    assert account.number not in form
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "x" * 201}).status_code == 422

    client.force_login(worker)
    assert WHY in client.get(reverse("month-own")).text
    own = client.get(reverse("bankaccount-own")).text
    assert WHY in own
    assert reverse("bankaccount-confirm", args=[account.pk]) in own
    assert client.post(reverse("bankaccount-confirm", args=[account.pk])).status_code == 302
    assert reverse("bankaccount-confirm", args=[account.pk]) not in client.get(reverse("bankaccount-own")).text

    client.force_login(staff)
    assert client.post(address, {"reason": "x"}).status_code == 409
    assert address not in client.get(reverse("period-detail", args=[period.pk])).text
    assert "ยืนยันบัญชีแล้วหลังจากนั้น" in client.get(reverse("period-detail", args=[period.pk])).text


def test_a_program_lets_it_be_paid_again(client, failed, staff, period):
    client.force_login(staff)
    route = reverse("api-payline-again", args=[failed.pk])
    assert client.post(route, {}, content_type="application/json").status_code == 422
    told = client.post(route, {"reason": "ระบบธนาคารขัดข้อง"}, content_type="application/json")
    assert (told.status_code, told.json()["retry_reason"]) == (200, "ระบบธนาคารขัดข้อง")
    with override("th"):
        assert "ระบบธนาคารขัดข้อง" in lies(period, staff).said


def test_nobody_lets_the_own_wage_be_paid_again(failed, worker):
    make.membership(worker, "staff", university=make.university("kpru"))
    with pytest.raises(PayrollError):
        payroll.pay_again(line=failed, reason="x", by=worker)


def test_keys_no_database_holds_are_refused_in_words(client, failed, staff):
    client.force_login(staff)
    said = {"paid_on": "2021-12-02", "paid": [10**30], "failures": [{"line": 10**30, "failure": "x"}]}
    for step in ("settle", "store-results"):
        answer = client.post(f"/api/v1/pay-batches/{failed.batch_id}/{step}/", said, content_type="application/json")
        assert answer.status_code in {409, 422}


def test_the_end_of_the_work_names_the_same_reason_and_holder(failed, contract, staff, worker, account):
    def unpaid():
        point = next(one for one in points_of([contract])[contract.pk] if one.code == "paid")
        return next(one for one in point.open if "พ.ย. 64" in one.said)

    assert WHY in unpaid().said
    assert unpaid().holder == str(contract.person)
    banking.confirm(account=account, by=worker)
    assert WHY not in unpaid().said
    assert unpaid().holder == contract.university.name_th


def test_what_was_paid_again_waits_no_more_whatever_becomes_of_the_account(
    failed, contract, period, staff, worker, account
):
    banking.confirm(account=account, by=worker)
    again = paid(period, staff)
    payroll.settle(batch=again.batch, paid_on=timezone.localdate(again.batch.frozen_at), failures={}, by=staff)

    banking.enter(person=contract.person, given=given(OTHER), by=staff)

    assert not PayLine.objects.waiting().exists()
    assert failed_of(contract.person_id) is None
    point = next(one for one in points_of([contract])[contract.pk] if one.code == "paid")
    assert not [one for one in point.open if "พ.ย. 64" in one.said]
    december = month.period(date(2021, 12, 1), number=13)
    month.approved(contract, december)
    assert paid(december, staff, "other").net == 15000


def test_the_end_of_the_work_names_every_payment_that_failed_and_what_waits_behind_them(
    contract, period, staff, account
):
    months = [period, month.period(date(2021, 10, 1), number=21), month.period(date(2021, 12, 1), number=23)]
    for one in months:
        month.approved(contract, one)
    lines = [paid(one, staff) for one in months[:2]]
    for line in lines:
        fail(line, staff)

    point = next(one for one in points_of([contract])[contract.pk] if one.code == "paid")

    found = {name: one for one in point.open for name in ("ต.ค. 64", "พ.ย. 64", "ธ.ค. 64") if one.said.find(name) >= 0}
    assert [WHY in found[name].said for name in ("ต.ค. 64", "พ.ย. 64", "ธ.ค. 64")] == [True, True, False]
    assert {one.holder for one in found.values()} == {str(contract.person)}


def test_another_month_paid_since_does_not_let_it_go_back_to_an_account_nobody_confirmed(
    failed, contract, period, staff, worker, account
):
    banking.confirm(account=account, by=worker)
    december = month.period(date(2021, 12, 1), number=13)
    month.approved(contract, december)
    assert paid(december, staff).net == 15000
    banking.enter(person=contract.person, given=given(OTHER), by=staff)

    assert PayLine.objects.waiting().get() == failed
    assert is_refused(period, staff)


@pytest.mark.parametrize("frees", ["worker", "staff"])
def test_the_next_contract_of_the_person_is_not_paid_to_the_account_that_sent_it_back(
    frees, contract, period, staff, worker, account
):
    type(contract).objects.filter(pk=contract.pk).update(during=("2021-02-01", "2021-12-01"), state="ended")
    month.approved(contract, period)
    line = fail(paid(period, staff), staff)
    second = work.contract(contract.person, during=("2021-12-01", "2022-02-01"))
    second.refresh_from_db()
    other = work.contract(work.person(make.user("other")))
    december = month.period(date(2021, 12, 1), number=13)
    month.approved(second, december)
    assert is_refused(december, staff)
    [row, beside] = why_unpaid([second, other], december)
    assert (row.lies.failed, row.lies.who, beside.lies.failed) == (line.pk, str(contract.person), None)
    point = next(one for one in points_of([second])[second.pk] if one.code == "paid")
    assert {one.holder for one in point.open} == {str(contract.person)}

    if frees == "worker":
        banking.confirm(account=account, by=worker)
    else:
        payroll.pay_again(line=line, reason="ระบบธนาคารขัดข้อง", by=staff)

    assert paid(december, staff).contract == second
