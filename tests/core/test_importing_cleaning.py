"""Cells as they are typed."""

import time
from datetime import date
from decimal import Decimal

import pytest

from u2t.core.importing import cleaning
from u2t.core.importing.issues import CellError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("๑,๒๓๔", 1234), ("1,234.50", Decimal("1234.50")), (" 7 ", 7), ("12.0", 12), ("5%", 5),
        ("-3", -3), ("−3", -3), ("(3)", -3), ("'12", 12), ("\u200b12\u00a0", 12), (".5", Decimal("0.5")),
        ("-", None), ("–", None), ("", None), ("n/a", None), ("ไม่มีข้อมูล", None), ("#N/A", None), ("0", 0),
    ],
)  # fmt: skip
def test_numbers(text, value):
    assert cleaning.number(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=1+1", "formula"), ("@SUM(A1)", "formula"), ("#REF!", "cell_error"), ("abc", "number_malformed"),
        ("NaN", "number_malformed"), ("inf", "number_malformed"), ("1e5", "number_malformed"),
        ("1,23", "number_ambiguous"), ("1.234,5", "number_ambiguous"), ("12 คน", "number_malformed"),
        ("1" * 20, "number_too_long"), ("1/2", "number_malformed"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text, code):
    with pytest.raises(CellError) as caught:
        cleaning.number(text)

    assert caught.value.code == code


def test_whole_numbers_have_no_fraction():
    assert cleaning.whole("12.0") == 12
    with pytest.raises(CellError) as caught:
        cleaning.whole("12.5")
    assert caught.value.code == "number_not_whole"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("302009", "302009"), ("302009.0", "302009"), ("๓๐๒๐๐๙", "302009"), ("30.0 / 20.0 / 9.0", "302009"),
        ("'302009", "302009"), ("TH302009", "302009"), (" 30 20 09 ", "302009"), ("30/20/9", "302009"),
    ],
)  # fmt: skip
def test_codes_survive_what_spreadsheets_do_to_them(text, code):
    assert cleaning.code(text) == code


@pytest.mark.parametrize(
    ("text", "year"),
    [("2565", ("2565", False)), ("พ.ศ. ๒๕๖๕", ("2565", False)), ("2022", ("2565", True)), ("2565.0", ("2565", False)),
     ("ปี 2565", ("2565", False))],
)  # fmt: skip
def test_years(text, year):
    assert cleaning.year(text) == year


@pytest.mark.parametrize("text", ["65", "", "ปีหน้า", "20222"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(CellError):
        cleaning.year(text)


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-31",
        "31/12/2021",
        "31/12/2564",
        "31-12-2564",
        "2564-12-31 10:00",
        "๓๑/๑๒/๒๕๖๔",
        "31 ธ.ค. 2564",
        "31 ธันวาคม พ.ศ. ๒๕๖๔",
        "วันที่ 31 ธ.ค.2564",
        "31-Dec-2021",
        "31 ธค 2564",
    ],
)
def test_days_in_both_eras(text):
    assert cleaning.day(text) == date(2021, 12, 31)


@pytest.mark.parametrize(
    "text", ["31/02/2564", "31 ก.พ. 2564", "31 ธันวา 2564", "31 ธ.ค. 64", "ธ.ค. 2564", "31/12/64", "1" * 5_000]
)
def test_a_day_that_does_not_exist_or_is_not_whole_is_refused(text):
    with pytest.raises(CellError):
        cleaning.day(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.1, "0.1"), (1e14, "100000000000000"), (True, "TRUE"), (None, ""), (12345678.9, "12345678.9"),
     (1e-7, "0.0000001"), (float("nan"), "nan")],
)  # fmt: skip
def test_typed_cells_as_text(value, text):
    assert cleaning.as_text(value) == text


def test_commas_without_end_are_read_through_once():
    began = time.process_time()

    with pytest.raises(CellError):
        cleaning.number("1," * 50_000 + "x")

    assert time.process_time() - began < 8  # grown with the square it takes much longer
