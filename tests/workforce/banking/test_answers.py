"""What the bank sends back: read by a format that is data, checked whole, stored once, the failures paid anew."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import months
from tests.factories import workforce as work
from workforce import answering
from workforce.services import payroll, transfers
from workforce.transferring import STANDARD, FormatError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
COMMAS = {
    "encoding": "utf-8", "separator": ",", "paid": ["PAID"], "reasons": {"R1": "บัญชีปิดแล้ว"},
    "fields": [{"of": "reference"}, {"of": "amount"}, {"of": "result"}, {}],
}  # fmt: skip


@pytest.fixture
def batch(contract, period, staff):
    """Two people, sent to the bank."""
    other = work.contract(work.person(), on=work.post(number=2))
    for one, number in ((contract, "1234567890"), (other, "5555555555")):
        months.account(one.person, number=number)
        months.approved(one, period)
    found = payroll.compute(period=period, method="transfer", by=staff)
    return payroll.freeze(batch=found, by=staff, version=found.version)


def line(of, *, result="00", why="", amount=None, reference=None, account=None):
    satang = f"{int((of.net if amount is None else amount) * 100):0>13}"
    text = f"D{reference or of.pk:<20}{account or of.account.number:<15}{satang}{result:<2}{why:<60}"
    return text.encode("cp874")


def brought(client, batch, *lines):
    content = b"\r\n".join([b"H0001", *lines, b"T0002", b"\x1a"])
    values = {"paid_on": timezone.localdate(batch.frozen_at).isoformat(), "file": SimpleUploadedFile("a.txt", content)}
    return client.post(reverse("paybatch-results", args=[batch.pk]), values)


def test_a_file_is_checked_then_stored_once_and_who_was_not_paid_is_paid_anew(client, batch, period, staff):
    first, second = batch.lines.select_related("account").order_by("pk")
    client.force_login(staff)

    checked = brought(client, batch, line(first), line(second, result="02", why="CLOSED"))
    assert checked.status_code == 200
    assert "บัญชีปิดแล้ว CLOSED" in checked.content.decode()
    assert set(batch.lines.values_list("state", flat=True)) == {"due"}

    said = {"checked": checked.context["checked"]}
    for _click in range(2):
        assert client.post(reverse("paybatch-results", args=[batch.pk]), said).status_code == 302
    assert list(batch.lines.order_by("pk").values_list("state", "failure")) == [
        ("paid", ""), ("failed", "บัญชีปิดแล้ว CLOSED")
    ]  # fmt: skip
    with pytest.raises(payroll.PayrollError):
        payroll.compute(period=period, method="transfer", by=staff)
    payroll.pay_again(line=second, reason="เปิดบัญชีแล้ว", by=staff)
    again = payroll.compute(period=period, method="transfer", by=staff)
    assert [one.contract_id for one in again.lines.all()] == [second.contract_id]


def test_a_file_with_a_wrong_line_is_refused_whole_and_each_line_says_why(client, batch, staff):
    first, second = batch.lines.select_related("account").order_by("pk")
    client.force_login(staff)

    answer = brought(
        client, batch, line(first), line(first), line(second, amount=second.net + 1),
        line(second, reference=999_999), line(second, result="77"), line(second, account="1"), line(second) + b"x",
        b"D\xff\xff",
    )  # fmt: skip

    assert answer.status_code == 422
    problems = {problem.line: problem.said for problem in answer.context["found"].problems}
    assert set(problems) == {3, 4, 5, 6, 7, 8, 9}
    assert "14,000" in problems[4] or "15,001.00" in problems[4]
    assert "999999" in problems[5]
    assert "77" in problems[6]
    assert "checked" not in answer.context
    assert set(batch.lines.values_list("state", flat=True)) == {"due"}


def test_columns_with_a_separator_are_read_as_the_university_laid_them_down(client, batch, staff, period):
    transfers.lay_down(university=period.university, bank="014", written={**STANDARD, "answer": COMMAS}, by=staff)
    first, second = batch.lines.order_by("pk")
    client.force_login(staff)
    content = f'{first.pk},"{first.net:,.2f}",PAID,x\n{second.pk},"{second.net:,.2f}",R1,\n'.encode()
    values = {"paid_on": timezone.localdate(batch.frozen_at).isoformat(), "file": SimpleUploadedFile("a.csv", content)}

    checked = client.post(reverse("paybatch-results", args=[batch.pk]), values)
    found = checked.context["found"]

    assert (found.paid, found.failures, found.sum_paid) == ([first.pk], {second.pk: "บัญชีปิดแล้ว"}, first.net)


def test_a_check_of_another_batch_or_of_nobody_enters_nothing(client, batch, staff):
    client.force_login(staff)
    address = reverse("paybatch-results", args=[batch.pk])
    assert client.post(address, {"checked": "made-up"}).url == address
    assert brought(client, batch).status_code == 422
    assert set(batch.lines.values_list("state", flat=True)) == {"due"}


@pytest.mark.parametrize(
    "fields",
    [
        {"encoding": "x"}, {"starts": 1}, {"separator": ":"}, {"fields": []}, {"fields": [{"width": 1}]}, {"more": 1},
        {"fields": [{"of": "holder", "width": 3}]}, {"fields": [{"of": "reference"}]}, {"paid": []}, {"paid": [7]},
        {"reasons": {"01": ""}}, {"paid": ["01"]}, {"reasons": []}, {"starts": "\0"}, {"paid": ["\ud800"]},
        {"reasons": {"01": "ปิด\0"}}, {"reasons": {"\ud800": "ปิด"}}, {"encoding": "ascii", "starts": "ด"},
    ],
)  # fmt: skip
def test_what_is_no_format_of_an_answer_is_said(fields, period, staff):
    with pytest.raises(FormatError):
        answering.checked({**answering.STANDARD, **fields})
    with pytest.raises(transfers.TransferInputError):
        written = {**STANDARD, "answer": {**answering.STANDARD, **fields}}
        transfers.lay_down(university=period.university, bank="014", written=written, by=staff)


def test_the_words_of_reasons_are_ours_whatever_the_bank_writes_in_and_a_broken_column_is_a_problem():
    answer = {
        **answering.STANDARD,
        "encoding": "ascii",
        "separator": ",",
        "fields": [{"of": "reference"}, {"of": "result"}],
    }
    made = answering.checked(answer)

    answers, problems = answering.read(made, b'D1,01\nD2,"' + b"0" * 200_000 + b'"\n')

    assert [one.why for one in answers] == ["ไม่พบเลขที่บัญชี"]
    assert [one.line for one in problems] == [2]


def test_the_file_of_the_bank_is_checked_and_stored_through_the_api_too(client, batch, staff):
    first, second = batch.lines.select_related("account").order_by("pk")
    client.force_login(staff)
    address = f"/api/v1/pay-batches/{batch.pk}"

    def check(*lines):
        content = b"\r\n".join([b"H0001", *lines, b"T0002"])
        return client.post(f"{address}/check-results/", {"file": SimpleUploadedFile("a.txt", content)})

    bad = check(line(first, amount=1), line(second, reference="99999999"))
    assert bad.status_code == 422
    assert [problem["line"] for problem in bad.json()["problems"]] == [2, 3]

    found = check(line(first), line(second, result="02", why="CLOSED"))
    assert found.status_code == 200
    told = found.json()
    assert (told["paid"], [each["line"] for each in told["failures"]]) == ([first.pk], [second.pk])
    assert told["sum_paid"] == str(first.net)
    assert set(batch.lines.values_list("state", flat=True)) == {"due"}

    wanted = {key: told[key] for key in ("paid", "failures")}
    wanted["paid_on"] = timezone.localdate(batch.frozen_at).isoformat()
    stored = client.post(f"{address}/store-results/", wanted, content_type="application/json")
    assert (stored.status_code, stored.json()) == (200, {"paid": 1})
    assert list(batch.lines.order_by("pk").values_list("state", flat=True)) == ["paid", "failed"]
    again = client.post(f"{address}/store-results/", wanted, content_type="application/json")
    assert again.status_code == 409
    assert list(batch.lines.order_by("pk").values_list("state", flat=True)) == ["paid", "failed"]


def test_a_list_that_the_bank_sends_whole_again_enters_what_is_new_of_it(client, batch, staff):
    first, second = batch.lines.select_related("account").order_by("pk")
    client.force_login(staff)
    padded = f"{first.account.number:0>15}"
    checked = brought(client, batch, line(first, account=padded))
    client.post(reverse("paybatch-results", args=[batch.pk]), {"checked": checked.context["checked"]})
    assert list(batch.lines.order_by("pk").values_list("state", flat=True)) == ["paid", "due"]

    again = brought(client, batch, line(first), line(second, result="02", why="CLOSED"))
    assert again.status_code == 200
    client.post(reverse("paybatch-results", args=[batch.pk]), {"checked": again.context["checked"]})

    assert list(batch.lines.order_by("pk").values_list("state", flat=True)) == ["paid", "failed"]
