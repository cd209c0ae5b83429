"""Payment by transfer: the file for the bank, the workbook, and what comes back."""

from datetime import timedelta
from io import BytesIO

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import months
from tests.factories import workforce as work
from u2t.core.models import AuditEvent
from workforce.models import TransferFormat
from workforce.selectors.closing import checks_of
from workforce.selectors.pay import lines_in
from workforce.services import payroll, transfers
from workforce.services.transfers import TransferError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


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


def test_a_file_taken_after_the_day_of_payment_names_the_day_it_is_taken_on(contract, period, staff, settings):
    months.account(contract.person)
    months.approved(contract, period)
    batch = payroll.compute(period=period, method="transfer", by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    taken = {}
    for day in (batch.pay_on, batch.pay_on + timedelta(days=3)):
        settings.CLOCK = f"{day}T10:00:00+07:00"
        taken[day] = transfers.write(batch=batch, which="own", by=staff).content

    assert [f"{day:%d%m%Y}".encode() in content for day, content in taken.items()] == [True, True]


def test_page_and_file_hold_what_waits_and_never_who_was_paid_or_failed(client, contract, period, staff):
    people = [contract, *(work.contract(work.person()) for _one in range(3))]
    for place, one in enumerate(people):
        months.account(one.person, number=f"555555555{place}")
        months.approved(one, period)
    nothing = work.contract(work.person(), monthly_wage=0)
    months.account(nothing.person, number="7777777777")
    months.approved(nothing, period, amount=0)
    batch = payroll.compute(period=period, method="transfer", by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    keys = list(batch.lines.order_by("contract").values_list("pk", flat=True))
    client.force_login(staff)
    page, file = reverse("paybatch-detail", args=[batch.pk]), reverse("paybatch-transfer", args=[batch.pk, "own"])

    def told():
        shares = client.get(page).context["shares"]
        taken = client.get(file)
        rows = taken.content.split(b"\r\n")[1:-2] if taken.status_code == 200 else []
        return [(one.people, one.net) for one in shares], {row[11:21].decode() for row in rows}

    accounts = [f"555555555{place}" for place in range(4)]
    assert told() == ([(4, 60000)], set(accounts))
    on = timezone.localdate(batch.frozen_at)
    payroll.settle(batch=batch, paid_on=on, failures={keys[1]: "ปิดบัญชี"}, only=[keys[0], keys[1]], by=staff)
    assert told() == ([(2, 30000)], set(accounts[2:]))
    payroll.settle(batch=batch, paid_on=on, failures={}, by=staff)
    assert told() == ([], set())
    assert client.get(file).status_code == 409


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


def test_a_reference_longer_than_any_number_is_no_payment(client, contract, period, staff):
    months.account(contract.person)
    months.approved(contract, period)
    batch = payroll.compute(period=period, method="transfer", by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    client.force_login(staff)
    on = {"paid_on": timezone.localdate(batch.frozen_at).isoformat()}

    file = filled(client, batch, ("จ่ายแล้ว", ""), reference="1" * 5000)
    refused = client.post(reverse("paybatch-results", args=[batch.pk]), on | {"file": file})

    assert refused.status_code == 422
    assert batch.lines.get().state == "due"


def filled(client, batch, *answers, reference=None):
    """The workbook of a batch with answers in its last two columns, in the order of its rows."""
    stream, out = BytesIO(client.get(reverse("paybatch-workbook", args=[batch.pk])).content), BytesIO()
    rows = python_calamine.load_workbook(stream).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "ลำดับ")
    for row, given in zip(rows[head + 1 :], answers, strict=False):
        row[-2:] = given
        row[-3] = reference or row[-3]
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

    # Taken again, the workbook has what was entered beside those it was entered of: only what is new is entered.
    answers = {"due": ("จ่ายแล้ว", ""), "failed": ("ไม่สำเร็จ", "บัญชีปิด")}
    rows = [answers[line.state] for line in lines_in(batch, user=staff)]
    assert client.post(address, on | {"file": filled(client, batch, *rows)}).status_code == 302
    assert sorted(batch.lines.values_list("state", flat=True)) == ["failed", "paid"]
    wrong = [("จ่ายแล้ว", "") for _row in rows]
    refused = client.post(address, on | {"file": filled(client, batch, *wrong)})
    assert "ไม่ใช่รายการรอผล" in refused.text
    payroll.pay_again(line=batch.lines.get(state="failed"), reason="ธนาคารขัดข้อง", by=staff)
    again = payroll.compute(period=period, method="transfer", by=staff)
    assert again.lines.count() == 1


def test_those_not_paid_are_paged_by_the_database(client, staff, period, monkeypatch):
    monkeypatch.setattr("workforce.views.payroll._SHOWN", 2)
    people = [work.contract(work.person(), on=work.post()).person.full_name for _ in range(3)]
    client.force_login(staff)
    address = reverse("period-detail", args=[period.pk])
    pages = [client.get(address, {"page": page}) for page in (1, 2)]
    shown = [one.contract.person.full_name for page in pages for one in page.context["unpaid"]]
    assert set(people) <= set(shown)
    assert [len(page.context["unpaid"]) for page in pages] == [2, len(shown) - 2]
