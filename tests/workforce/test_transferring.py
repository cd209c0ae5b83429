"""The file of the bank: bytes of fixed widths, amounts never cut, and a format that says exactly what is wrong."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workforce.banking import Bank, account_number, masked, problem_of
from workforce.transferring import STANDARD, FormatError, Payment, checked, compose

ON = date(2021, 12, 15)


def payment(**fields):
    values = {
        "bank": "006", "branch": "", "account": "1234567890", "holder": "นายสมมุติ ใจดี", "amount": Decimal("14250.75"),
        "reference": "17",
    } | fields  # fmt: skip
    return Payment(**values)


def lines(written, *payments):
    content = compose(checked(written), payments, paid_on=ON, university="kpru")
    return content.split(str(written["newline"]).encode())[:-1]


def test_the_usual_file_counts_sums_and_dates_in_common_era():
    header, first, second, trailer = lines(STANDARD, payment(), payment(amount=Decimal(9000), reference="18"))

    assert header == b"Hkpru" + b" " * 16 + b"15122021" + b"0000002" + b"000000002325075"
    assert first[:1] + first[1:8] + first[8:11] + first[11:26] == b"D00000010061234567890     "
    assert first[26:39] == b"0000001425075"
    assert first[39:99].decode("cp874").rstrip() == "นายสมมุติ ใจดี"
    assert len(first) == len(second) == 119
    assert trailer == b"T0000002000000002325075"


def test_a_name_is_cut_between_letters_never_before_a_mark():
    written = STANDARD | {"header": [], "trailer": [], "detail": [{"of": "holder", "width": 4}]}
    (line,) = lines(written, payment(holder="สมปี้"))
    assert line == "สม".encode("cp874") + b"  "


def test_an_amount_that_does_not_fit_stops_the_file():
    written = STANDARD | {"detail": [{"of": "amount", "width": 5}]}
    with pytest.raises(FormatError, match="1425075"):
        lines(written, payment())


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"of": "account", "width": 8}, "1234567890"),
        ({"of": "reference", "width": 1}, "17"),
        ({"of": "bank", "width": 2}, "006"),
        ({"of": "branch", "width": 3}, "0123"),
    ],
)
def test_what_names_the_account_or_the_payment_is_never_cut(field, said):
    with pytest.raises(FormatError, match=said) as refused:
        lines(STANDARD | {"detail": [field]}, payment(branch="0123"))
    assert "นายสมมุติ ใจดี" in str(refused.value)


def test_a_name_is_written_without_marks_the_encoding_lacks_never_with_a_question_mark():
    written = STANDARD | {"header": [], "trailer": [], "detail": [{"of": "holder", "width": 10}]}
    (line,) = lines(written, payment(holder="นำ René"))
    assert line == "นำ Rene".encode("cp874") + b"   "
    with pytest.raises(FormatError, match="李"):
        lines(written, payment(holder="李 สมมุติ"))


def test_a_number_on_the_left_is_filled_up_with_blanks_not_with_another_amount():
    written = STANDARD | {"header": [], "trailer": [], "detail": [{"of": "amount", "width": 9, "align": "left"}]}
    assert lines(written, payment()) == [b"1425075  "]


def test_a_format_stored_before_it_was_looked_at_so_closely_stops_with_a_sentence():
    with pytest.raises(FormatError, match="pad"):
        compose(
            STANDARD | {"detail": [{"of": "bank", "width": 9, "pad": "é"}]}, [payment()], paid_on=ON, university="k"
        )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.decimals(Decimal("0.01"), Decimal(99999), places=2), min_size=1, max_size=20))
def test_the_sum_of_the_trailer_is_that_of_the_details(amounts):
    found = lines(STANDARD, *(payment(amount=amount) for amount in amounts))
    assert int(found[-1][8:]) == sum(int(line[26:39]) for line in found[1:-1])
    assert {len(line) for line in found[1:-1]} == {119}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "{"),
        (STANDARD | {"footer": []}, "footer"),
        (STANDARD | {"encoding": "tis"}, "encoding"),
        (STANDARD | {"newline": "x"}, "newline"),
        (STANDARD | {"detail": []}, "detail"),
        (STANDARD | {"header": [{"of": "account", "width": 3}]}, "header"),
        (STANDARD | {"header": [{"of": "count", "width": 0}]}, "header"),
        (STANDARD | {"header": [{"of": "count", "value": "x", "width": 3}]}, "header"),
        (STANDARD | {"trailer": [{"width": 3}]}, "trailer"),
        (STANDARD | {"trailer": [{"of": "count", "width": 3, "pad": "ab"}]}, "trailer"),
        (STANDARD | {"trailer": [{"of": "count", "width": 3, "align": "middle"}]}, "trailer"),
        (STANDARD | {"trailer": "x"}, "trailer"),
        (STANDARD | {"trailer": [{"of": "count", "width": 3, "align": []}]}, "align"),
        (STANDARD | {"trailer": [{"of": "count", "width": 3, "pad": "é"}]}, "pad"),
        (STANDARD | {"encoding": "utf-8", "trailer": [{"of": "count", "width": 3, "pad": "ก"}]}, "pad"),
        (STANDARD | {"trailer": [{"of": "count", "width": True}]}, "trailer"),
        (STANDARD | {"trailer": [{"of": "count", "width": 9, "allign": "left"}]}, "allign"),
        (STANDARD | {"trailer": [{"of": "count", "width": 9, "align": "left", "pad": "0"}]}, "0"),
        (STANDARD | {"detail": [{"of": "account", "width": 15, "pad": "0"}]}, "0"),
        (STANDARD | {"detail": [{"of": "account", "width": 15, "align": "right", "pad": "1"}]}, "0"),
        (STANDARD | {"header": [{"of": "paid_on", "width": 6}]}, "31122021"),
        (STANDARD | {"header": [{"of": "paid_on", "width": 8, "date": 5}]}, "date"),
        (STANDARD | {"header": [{"of": "paid_on", "width": 8, "date": "%d\0"}]}, "date"),
        (STANDARD | {"header": [{"of": "paid_on", "width": 8, "date": "\ud800"}]}, "date"),
        (STANDARD | {"header": [{"value": "TXN", "width": 2}]}, "TXN"),
        (STANDARD | {"header": [{"value": "李", "width": 9}]}, "cp874"),
        (STANDARD | {"header": [{"value": "a\x00", "width": 9}]}, "cp874"),
    ],
)
def test_a_format_that_is_none_says_where(written, said):
    with pytest.raises(FormatError, match=said):
        checked(written)


@pytest.mark.parametrize(
    ("bank", "written", "digits", "is_good"),
    [
        (Bank.KRUNGTHAI, "123-4-56789-0", "1234567890", True),
        (Bank.KRUNGTHAI, "๑๒๓ ๔๕๖ ๗๘๙๐", "1234567890", True),
        (Bank.KRUNGTHAI, "123456789", "123456789", False),
        (Bank.BAAC, "012345678901", "012345678901", True),
        (Bank.BAAC, "1234567890", "1234567890", False),
        (Bank.GSB, "12345678901x", "12345678901x", False),
    ],
)
def test_an_account_has_the_digits_its_bank_writes(bank, written, digits, is_good):
    assert account_number(written) == digits
    assert (problem_of(bank, digits) == "") is is_good


def test_a_number_is_shown_by_its_end():
    assert masked("1234567890") == "xxxxxx7890"
