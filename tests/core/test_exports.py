"""Files that spreadsheets open as they should."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from u2t.core import exports
from u2t.core.exports import Column, Sheet, guarded, write_csv, write_xlsx

COLUMNS = (Column("รหัส", "code"), Column("ชื่อ", "name", labels={"a": "ก"}), Column("ค่า", "value"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+66", "+66"),
        ("-cmd", "'-cmd"),
        ("-5.2", "-5.2"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("ก", "ก"),
        (-5, -5),
        (None, None),
    ],
)
def test_guarded_text_that_runs_gets_an_apostrophe(value, expected):
    assert guarded(value) == expected


def test_write_csv_has_bom_header_and_keeps_codes(tmp_path):
    path = tmp_path / "out.csv"

    count = write_csv(path, COLUMNS, [("0501", "a", Decimal("1.50")), ("=X", "b", None)])

    assert count == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["รหัส", "ชื่อ", "ค่า"], ["0501", "ก", "1.50"], ["'=X", "b", ""]]


def test_write_xlsx_keeps_codes_as_text_and_numbers_as_numbers(tmp_path):
    path = tmp_path / "out.xlsx"
    moment = datetime(2021, 12, 8, 3, tzinfo=UTC)

    counts = write_xlsx(
        path, [Sheet("หนึ่ง", COLUMNS, [("0501", "a", Decimal("1.5")), ("=1+1", "b", moment)], notes=["ณ"])]
    )

    assert counts == {"หนึ่ง": 2}
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("หนึ่ง").to_python()
    assert sheet[0][0] == "ณ"
    assert sheet[1] == ["รหัส", "ชื่อ", "ค่า"]
    assert sheet[2] == ["0501", "ก", 1.5]
    assert sheet[3][:2] == ["=1+1", "b"]
    assert sheet[3][2] == datetime(2021, 12, 8, 10)  # noqa: DTZ001 - a spreadsheet knows no zones


def test_write_xlsx_refuses_more_rows_than_a_sheet_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "_MOST_LINES", 4)
    rows = [("0501", "a", 1)] * 3

    assert write_xlsx(tmp_path / "most.xlsx", [Sheet("ก", COLUMNS, rows)]) == {"ก": 3}
    with pytest.raises(exports.TooManyRowsError, match="CSV"):
        write_xlsx(tmp_path / "more.xlsx", [Sheet("ก", COLUMNS, [*rows, rows[0]])])


def test_the_end_of_a_range_is_written_as_its_last_day():
    columns = (Column("รหัส", "code"), Column("วันสุดท้าย", "during__endswith", is_day_after=True))

    rows = exports.labelled(columns, [("ก", date(2022, 1, 1)), ("ข", None)])

    assert [list(row) for row in rows] == [["ก", date(2021, 12, 31)], ["ข", None]]
