"""Accounts, corrections of wages, files for the bank and what comes back: each once, and by nobody who may not."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import python_calamine
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from tests.factories import money, months
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Adjustment, BankAccount, Contract, PayBatch, PayLine, Person, TaxRule, TransferFormat
from workforce.selectors.balances import balance_of
from workforce.selectors.closing import checks_of
from workforce.services import adjustments, banking, payroll, transfers
from workforce.services.adjustments import AdjustmentError, AdjustmentInputError
from workforce.services.banking import BankingError, BankingInputError, Given
from workforce.services.payroll import PayrollError
from workforce.services.transfers import TransferError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
GIVEN = Given("006", "123-4-56789-0", "นายสมมุติ ใจดี")
NOVEMBER = date(2021, 11, 1)


@pytest.fixture
def contract(worker, staff):
    return work.contract(work.person(worker))


@pytest.fixture
def period(contract):
    return months.period(NOVEMBER)


@pytest.fixture
def second(nation):
    """Another one of the staff of KPRU."""
    user = make.user("second")
    make.membership(user, "staff", university=make.university("kpru"))
    return user


def paid_line(contract, period, **fields):
    batch = months.batch(period, state="frozen", frozen_at=months.MADE)
    report = months.approved(contract, period)
    values = {"state": "paid", "paid_on": period.pay_on, "deduction": Decimal(1000), "gross": Decimal(14000)}
    return months.pay_line(report, batch, **(values | {"net": Decimal(14000)} | fields))


# Accounts


def test_the_own_account_is_confirmed_by_entering_it_once_and_another_replaces_it(contract, worker):
    first = banking.enter(person=contract.person, given=GIVEN, by=worker)
    again = banking.enter(person=contract.person, given=GIVEN, by=worker)
    other = banking.enter(person=contract.person, given=Given("034", "012345678901", "นายสมมุติ ใจดี"), by=worker)

    assert again == first
    assert BankAccount.objects.count() == 2
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert other.confirmed_at is not None
    assert list(BankAccount.objects.confirmed()) == [other]
    assert "1234567890" not in str(list(AuditEvent.objects.values()))


def test_what_staff_entered_waits_until_the_person_confirms_it(contract, worker, staff, pm):
    account = banking.enter(person=contract.person, given=GIVEN, by=staff)
    assert account.confirmed_at is None
    assert Notification.objects.get(kind="bankaccount.entered").user == worker
    with pytest.raises(BankingError):
        banking.confirm(account=account, by=staff)
    with pytest.raises(PermissionDenied):
        banking.confirm(account=account, by=pm)

    for _click in range(2):
        assert banking.confirm(account=account, by=worker).confirmed_at is not None
    assert AuditEvent.objects.filter(action="bankaccount.confirmed").count() == 1

    banking.enter(person=contract.person, given=Given("006", "9876543210", "x"), by=staff)
    with pytest.raises(BankingError):
        banking.confirm(account=account, by=worker)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given("999", "1234567890", "x"), "bank"),
        (Given("006", "12345", "x"), "number"),
        (Given("006", "=HYPERLINK", "x"), "number"),
        (Given("006", "1234567890", "  "), "holder"),
    ],
)
def test_an_account_that_cannot_be_names_the_field(contract, worker, given, field):
    with pytest.raises(BankingInputError) as refused:
        banking.enter(person=contract.person, given=given, by=worker)
    assert refused.value.extra["field"] == field
    assert not BankAccount.objects.exists()


def test_the_pages_show_an_account_by_its_end_only(client, contract, worker, staff):
    client.force_login(worker)
    address = reverse("bankaccount-own")
    assert client.post(address, {"bank": "006", "number": "123", "holder": "x"}).status_code == 422
    given = {"bank": "006", "number": GIVEN.number, "holder": GIVEN.holder, "branch": "กำแพงเพชร"}
    assert client.post(address, given).status_code == 302
    client.force_login(staff)
    shown = [client.get(one) for one in (reverse("person-detail", args=[contract.person_id]),)]
    client.force_login(worker)
    for page in [*shown, client.get(address), client.get("/api/v1/bank-accounts/")]:
        assert "xxxxxx7890" in page.content.decode()
        assert "1234567890" not in page.content.decode()
        assert "123-4-56789-0" not in page.content.decode()


# Payment by transfer


def test_by_transfer_those_are_paid_whose_account_is_confirmed_the_others_say_why(client, contract, period, staff):
    months.approved(contract, period)
    without = work.contract(work.person(), on=work.post(number=2))
    months.approved(without, period)
    months.account(contract.person)
    months.account(without.person, number="5555555555", confirmed_at=None)

    batch = payroll.compute(period=period, method="transfer", by=staff)
    assert [line.contract for line in batch.lines.all()] == [contract]
    client.force_login(staff)
    page = client.get(reverse("period-detail", args=[period.pk])).content.decode()
    assert "ยังไม่ยืนยันบัญชี" in page
    assert {one.code: one.people for one in checks_of(period, user=staff)}["no-account"] == 1

    again = payroll.compute(period=period, method="other", by=staff)
    assert again.pk == batch.pk
    assert {line.contract_id: line.account for line in again.lines.all()} == {contract.pk: None, without.pk: None}


def test_accounts_that_several_people_gave_are_shown_before_the_month_is_closed(client, contract, period, staff):
    other = work.contract(work.person(), on=work.post(number=2))
    months.account(contract.person)
    months.account(other.person)
    client.force_login(staff)

    assert {one.code: one.people for one in checks_of(period, user=staff)}["shared"] == 2
    page = client.get(reverse("period-detail", args=[period.pk])).content.decode()
    assert page.count("xxxxxx7890") == 2


def frozen(contract, period, staff, method="transfer"):
    months.approved(contract, period)
    batch = payroll.compute(period=period, method=method, by=staff)
    return payroll.freeze(batch=batch, by=staff, version=batch.version)


def test_the_file_of_the_bank_is_the_same_bytes_each_time_and_remembered(client, contract, period, staff, pm):
    months.account(contract.person)
    batch = frozen(contract, period, staff)
    client.force_login(staff)
    address = reverse("paybatch-transfer", args=[batch.pk, "own"])

    first, second = client.get(address), client.get(address)

    assert first.content == second.content
    line = batch.lines.get()
    assert b"1234567890" in first.content
    assert str(int(line.net * 100)).encode() in first.content
    assert AuditEvent.objects.filter(action="paybatch.transferred").count() == 2
    assert client.get(reverse("paybatch-transfer", args=[batch.pk, "others"])).status_code == 409
    assert client.get(reverse("paybatch-transfer", args=[batch.pk, "all"])).status_code == 404
    assert client.get(reverse("api-payfile-transfer", args=[batch.pk, "own"])).content == first.content
    client.force_login(pm)
    assert client.get(address).status_code == 404


def test_nothing_is_written_of_a_batch_that_may_still_change(contract, period, staff):
    months.account(contract.person)
    months.approved(contract, period)
    batch = payroll.compute(period=period, method="transfer", by=staff)
    with pytest.raises(TransferError):
        transfers.write(batch=batch, which="own", by=staff)


def test_the_format_is_laid_down_by_page_and_api_and_says_what_is_wrong(client, staff):
    client.force_login(staff)
    address = reverse("transferformat-edit")
    assert client.get(address).status_code == 200
    for written, said in (("{", "JSON"), ('{"encoding": "cp874"}', "newline")):
        refused = client.post(address, {"university": "kpru", "bank": "006", "written": written})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    good = '{"encoding": "utf-8", "newline": "\\n", "detail": [{"of": "account", "width": 10}]}'
    for _click in range(2):
        assert client.post(address, {"university": "kpru", "bank": "014", "written": good}).status_code == 302
    assert TransferFormat.objects.get().bank == "014"
    given = {"university": "cmu", "bank": "014", "written": {}}
    assert client.post(reverse("api-transferformat-list"), given, content_type="application/json").status_code == 404


# Results


def filled(client, batch, *answers):
    """The workbook of a batch with answers in its last two columns, in the order of its rows."""
    stream, out = BytesIO(client.get(reverse("paybatch-workbook", args=[batch.pk])).content), BytesIO()
    rows = python_calamine.load_workbook(stream).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "ลำดับ")
    for row, given in zip(rows[head + 1 :], answers, strict=False):
        row[-2:] = given
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return SimpleUploadedFile("results.xlsx", out.getvalue())


def test_the_workbook_goes_out_with_the_numbers_and_comes_back_with_results(client, contract, period, staff, settings):
    other = work.contract(work.person(), on=work.post(number=2))
    for one, number in ((contract, "1234567890"), (other, "5555555555")):
        months.account(one.person, number=number)
        months.approved(one, period)
    batch = payroll.compute(period=period, method="transfer", by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    client.force_login(staff)
    address = reverse("paybatch-results", args=[batch.pk])
    on = {"paid_on": timezone.localdate(batch.frozen_at).isoformat()}

    for answers, said in (
        ([("", "")], "ไม่มีแถวใดกรอกผล"),
        ([("ไม่สำเร็จ", "")], "แถวที่"),
        ([("เสร็จ", "")], "แถวที่"),
        ([("จ่ายแล้ว", "ปิดบัญชี")], "แถวที่"),
    ):
        refused = client.post(address, on | {"file": filled(client, batch, *answers)})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert client.post(address, on | {"file": SimpleUploadedFile("x.xlsx", b"<html>")}).status_code == 422
    assert set(batch.lines.values_list("state", flat=True)) == {"due"}

    taken = client.post(address, on | {"file": filled(client, batch, ("ไม่สำเร็จ", "บัญชีปิด"))})
    assert taken.status_code == 302
    assert sorted(batch.lines.values_list("state", "failure")) == [("due", ""), ("failed", "บัญชีปิด")]
    refused = client.post(address, on | {"file": filled(client, batch, ("ไม่สำเร็จ", "บัญชีปิด"))})
    assert refused.status_code == 422

    assert client.post(address, on | {"file": filled(client, batch, ("", ""), ("จ่ายแล้ว", ""))}).status_code in {
        302,
        422,
    }
    again = payroll.compute(period=period, method="transfer", by=staff)
    assert again.lines.count() == 1


# Corrections


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


# Tax


def test_tax_is_withheld_by_the_rule_of_the_day_of_payment_and_the_bank_pays_what_is_left(
    client, contract, staff, period
):
    client.force_login(staff)
    address = reverse("taxrule-edit")
    given = {
        "university": "kpru", "applies_from": "2021-12-01", "income_class": "40(8)", "floor": "10000", "above_0": "0",
        "rate_0": "1",
    }  # fmt: skip
    for _click in range(2):
        assert client.post(address, given).status_code == 302
    assert client.post(address, given | {"above_1": "0", "rate_1": "3"}).status_code == 422
    months.account(contract.person)
    months.approved(contract, period, 14000, deducted_days=2)

    batch = payroll.compute(period=period, method="transfer", by=staff)
    line = batch.lines.get()
    assert (line.gross, line.withheld, line.net) == (Decimal(14000), Decimal(140), Decimal(13860))
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    page = client.get(reverse("paybatch-detail", args=[batch.pk])).content.decode()
    assert "= 14,000 − ภาษีหัก ณ ที่จ่าย 1 % 140 = 13,860" in page
    file = transfers.write(batch=batch, which="own", by=staff)
    assert b"0000001386000" in file.content
    book = python_calamine.load_workbook(BytesIO(transfers.workbook(batch=batch, by=staff).content))
    assert [14000.0, 140.0, 13860.0] in [row[8:11] for row in book.get_sheet_by_index(0).to_python()]
    refused = client.post(address, given | {"rate_0": "3"})
    assert refused.status_code == 422
    assert "ปิดยอดแล้ว" in refused.content.decode()
    assert TaxRule.objects.count() == 1


def test_a_tax_year_counts_by_the_day_of_payment_and_says_what_is_missing(client, contract, staff, period):
    rule = months.tax_rule()
    Person.objects.update(current_address="")
    paid_line(contract, period, paid_on=date(2022, 1, 5), withheld=Decimal(140), net=Decimal(13860))
    PayBatch.objects.update(tax_rule=rule)
    second_month = months.period(date(2021, 10, 1), number=10)
    paid_line(contract, second_month, paid_on=date(2021, 12, 30))
    client.force_login(staff)

    page = client.get(reverse("taxyear-list"), {"year": "2565"}).content.decode()
    assert "1 คน จ่าย 14,000 บาท หักภาษี 140 บาท" in page
    assert str(contract.person.national_id) not in page
    assert "ไม่มีที่อยู่" in page
    before = client.get(reverse("taxyear-list"), {"year": "2564"}).content.decode()
    assert "1 คน จ่าย 14,000 บาท หักภาษี 0 บาท" in before
    book = client.get(reverse("taxyear-workbook"), {"year": "2565"})
    rows = python_calamine.load_workbook(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [str(contract.person.national_id), contract.person.full_name, "ไม่มี", 1.0, 14000.0, 140.0] in [
        row[1:] for row in rows
    ]
    assert AuditEvent.objects.get(action="taxyear.taken").changes["count"] == [None, 1]
    month = client.get(reverse("taxmonth-workbook", args=["2565-01"]))
    sheets = python_calamine.load_workbook(BytesIO(month.content))
    assert sheets.sheet_names == ["ภ.ง.ด.1", "ภ.ง.ด.3"]
    assert [140.0] in [row[8:9] for row in sheets.get_sheet_by_index(1).to_python()]
    found = client.get(reverse("api-taxyear-detail", args=["kpru"]), {"year": "2565"}).json()
    assert [(one["gross"], one["withheld"], one["has_address"]) for one in found["results"]] == [
        ("14000.00", "140.00", False)
    ]


def test_who_was_withheld_tax_is_asked_for_the_address_and_gives_it(client, contract, worker, staff, period):
    Person.objects.update(current_address="")
    paid_line(contract, period, paid_on=date(2022, 1, 5), withheld=Decimal(140), net=Decimal(13860))

    # The worker is asked for the address, and gives it.
    address = reverse("person-address", args=[contract.person_id])
    client.force_login(worker)
    assert address in client.get(reverse("month-own")).content.decode()
    given = {"registered_address": "1 หมู่ 2 ต.แม่ท้อ อ.เมืองตาก จ.ตาก", "current_address": ""}
    assert client.post(address, given).status_code == 302
    assert address not in client.get(reverse("month-own")).content.decode()
    client.force_login(staff)
    assert "ไม่มีที่อยู่" not in client.get(reverse("taxyear-list"), {"year": "2565"}).content.decode()


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


def test_those_not_paid_are_paged_by_the_database(client, staff, period, monkeypatch):
    monkeypatch.setattr("workforce.views.payroll._SHOWN", 2)
    people = [work.contract(work.person(), on=work.post(number=number)).person.full_name for number in range(2, 5)]
    client.force_login(staff)
    address = reverse("period-detail", args=[period.pk])
    pages = [client.get(address, {"page": page}) for page in (1, 2)]
    shown = [one.contract.person.full_name for page in pages for one in page.context["unpaid"]]
    assert set(people) <= set(shown)
    assert [len(page.context["unpaid"]) for page in pages] == [2, len(shown) - 2]
