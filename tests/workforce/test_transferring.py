"""The file of the bank: bytes of fixed widths, amounts never cut, and a format that says exactly what is wrong."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
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
