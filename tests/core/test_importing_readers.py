"""Files as they come: in every encoding, disguised, damaged, hostile."""

import codecs
import re
import struct
import tracemalloc
import zipfile
import zlib
from datetime import date

import pytest
import xlsxwriter

from u2t.core.importing import issues, readers, workbooks
from u2t.core.importing.columns import heading_key
from u2t.core.importing.issues import FileError, codes, message_of, remedy_of

HEADINGS = {"code", "name", "people"}


def recognise(text):
    return heading_key(text) if heading_key(text) in HEADINGS else None


def read(path):
    return readers.read(path, recognise=recognise, examples=("code",))


@pytest.fixture
def put(tmp_path):
    """Write a file and return its path."""

    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def book(tmp_path):
    """Make a workbook of rows; `touch` may add what rows cannot say."""

    def write(rows, touch=None, name="file.xlsx", **options):
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as made:
            sheet = made.add_worksheet("ข้อมูล")
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
            if touch:
                touch(made, sheet)
        return path

    return write


def refused(path):
    with pytest.raises(FileError) as caught:
        read(path)
    finding = caught.value.finding
    assert message_of(finding.code, finding.values)
    assert remedy_of(finding.code, finding.values)
    return finding.code, finding.line


GOOD = "code,name,people\n630111,แม่ท้อ,12\n630101,ระแหง,5\n"
THAI = [["code", "name", "people"], ["630111", "แม่ท้อ", "12"], ["630101", "ระแหง", "5"]]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("cp874"),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.encode("utf-16-le"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode("cp874"),
    ],
    ids=["utf8", "bom", "cp874", "utf16", "utf16be", "utf16-no-bom", "semicolon", "tab", "crlf"],
)
def test_text_in_every_encoding_reads_the_same(put, content):
    table = read(put(content))

    assert [table.headings, *(row.cells for row in table.rows)] == THAI
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n \n", "file_empty"),
        (codecs.BOM_UTF8, "file_empty"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table>", "file_is_html"),
        (b"\xef\xbb\xbf  <HTML><body>", "file_is_html"),
        (b"<?xml version='1.0'?><Workbook/>", "file_is_html"),
        (b"%PDF-1.7 ...", "file_is_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_xls"),
        (b"\x89PNG\r\n", "file_is_picture"),
        (b"\x1f\x8b\x08\x00", "file_is_archive"),
        (b"PK\x03\x04rubbish", "file_is_broken"),
        (b"\x00\x01\x02\x03\xff\xfe" * 50, "file_is_not_text"),
        (b"a,b\n1,2\n", "header_missing"),
        (b"code,name,people\n", "no_rows"),
        (b"code,name,people\n,,\n\n", "no_rows"),
    ],
)
@pytest.mark.parametrize("name", ["file.csv", "file.xlsx"])
def test_what_is_no_table_is_refused_for_what_it_is_whatever_its_name(put, content, code, name):
    assert refused(put(content, name))[0] == code


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path, settings, monkeypatch):
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    monkeypatch.setattr("u2t.core.importing.sniffing.is_workbook", lambda _path: pytest.fail("it was read"))

    with pytest.raises(FileError) as caught:
        read(path)

    assert caught.value.finding.code == "file_too_big"
    assert caught.value.finding.values == {"size": "200.0", "limit": 50}
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('code,name,people\n630111,"แม่ท้อ,12\n630101,ระแหง,5\n', 2),
        ('code,name,people\n630111,แม่ท้อ,12\n630101,"ระแหง,5', 3),
        ('code,name,people\n1,"a"b,2\n', 2),
        ('code,name,people\n1,"two\nlines",2\n1,"open,2\n', 3),
    ],
)
def test_a_lone_quote_is_named_with_its_row(put, content, line):
    assert refused(put(content)) == ("quote_open", line)


@pytest.mark.parametrize(
    ("row", "code"),
    [("12," * 20_000, "row_too_wide"), ("12," * 1_400_000, "row_endless"), ('1,"\n",' * 700_000, "row_endless")],
)
def test_a_row_without_an_end_is_named_and_not_held_in_memory(put, row, code):
    tracemalloc.start()
    found = refused(put(f"{GOOD}{row}\n"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == (code, 4)
    assert peak < 160 * 1024 * 1024


def test_a_quote_inside_a_cell_and_quoted_newlines_are_text(put):
    table = read(put('code,name,people\n1,5" pipe,2\n2,"two\nlines, ""quoted""",3\n4,x,5\n'))

    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, '5" pipe'), (3, 'two\nlines, "quoted"'), (4, "x")]


def test_damaged_text_is_named_with_its_line(put):
    damaged = GOOD.encode()[:-8] + b"\xe0\xb8" + b",5\n"

    assert refused(put(damaged)) == ("encoding_broken", 3)


def test_title_rows_above_the_headings_are_skipped_and_told(book):
    def merge(made, sheet):
        sheet.merge_range(0, 0, 0, 2, "ตารางที่ 1 ประชากร")
        sheet.merge_range(1, 0, 1, 2, "ปี 2565")

    path = book([[], [], [], ["code", "name", "people"], ["630111", "แม่ท้อ", 12.0]], merge)

    table = read(path)

    assert table.header_line == 4
    assert [(row.line, row.cells) for row in table.rows] == [(5, ["630111", "แม่ท้อ", "12"])]
    assert [(found.code, found.values) for found in table.findings] == [("title_rows", {"count": 2})]


def test_a_workbook_gives_every_cell_as_text(book):
    def touch(made, sheet):
        sheet.write_datetime(1, 2, date(2021, 12, 31), made.add_format({"num_format": "yyyy-mm-dd"}))

    path = book([["code", "name", "people"], [630111, 0.5]], touch)

    assert read(path).rows[0].cells == ["630111", "0.5", "2021-12-31"]


def test_merged_cells_of_the_data_are_filled_and_marked(book):
    def touch(made, sheet):
        sheet.merge_range(1, 1, 2, 1, "แม่ท้อ")

    path = book([["code", "name", "people"], ["1", None, 3], ["2", None, 4]], touch)

    second = read(path).rows[1]

    assert second.cells == ["2", "แม่ท้อ", "4"]
    assert second.merged == {1}


def test_formulas_are_marked_whatever_result_is_kept_with_them(book):
    def touch(made, sheet):
        sheet.write_formula(1, 2, "=1+1", value=2)

    path = book([["code", "name", "people"], ["1", "x"], ["2", "y", 3]], touch)

    assert [row.formulas for row in read(path).rows] == [{2}, frozenset()]


def test_the_sheet_with_the_headings_is_read_and_the_others_are_told(tmp_path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("ปก").write(0, 0, "รายงาน")
        made.add_worksheet("ลับ").hide()
        sheet = made.add_worksheet("ตาราง")
        sheet.write_row(0, 0, ["code", "name", "people"])
        sheet.write_row(1, 0, ["1", "x", 3])

    table = read(path)

    assert table.sheet == "ตาราง"
    assert [found.values["others"] for found in table.findings] == ["ปก"]


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "data.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", GOOD)

    assert refused(path) == ("file_is_archive", 0)


def test_a_zip_bomb_is_refused_by_what_it_declares(book):
    path = book([["code", "name", "people"], ["1", "x", 3]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (30 * 1024 * 1024))

    assert refused(path) == ("file_is_bomb", 0)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_by_what_it_unpacks(book, monkeypatch):
    path = book([["code", "name", "people"], ["1", "x", 3]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"0" * (30 * 1024 * 1024))
    lie = path.read_bytes().replace(struct.pack("<L", 30 * 1024 * 1024), struct.pack("<L", 10))
    path.write_bytes(lie)
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 20 * 1024 * 1024)

    assert refused(path) == ("file_is_bomb", 0)


def test_one_cell_in_the_last_corner_is_refused(book):
    def touch(made, sheet):
        sheet.write(1_000_000, 16_000, "x")

    assert refused(book([["code", "name", "people"], ["1", "x", 3]], touch)) == ("file_is_bomb", 0)


def test_a_workbook_cut_short_is_refused(book, tmp_path):
    path = book([["code", "name", "people"], ["1", "x", 3]])
    path.write_bytes(path.read_bytes()[:-200])

    assert refused(path) == ("file_is_broken", 0)


def test_deflate_that_is_damaged_is_refused(tmp_path):
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/_rels/workbook.xml.rels", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", "abc" * 1000)
    raw = bytearray(path.read_bytes())
    start = raw.index(zlib.compress(b"abc" * 1000)[2:8])
    raw[start : start + 6] = b"\xff" * 6
    path.write_bytes(raw)

    assert refused(path) == ("file_is_broken", 0)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["", "รวมทั้งจังหวัด", "120"], "row_total"),
        (["รวมทั้งสิ้น", "", "120"], "row_total"),
        (["", "Total", "1"], "row_total"),
        (["ที่มา: กรมการปกครอง", "", ""], "row_note"),
        (["", "แม่ท้อ", "120"], None),
    ],
)
def test_totals_and_notes_are_recognised(cells, code):
    found = readers.summary_of(readers.Row(9, cells))

    assert (found.code if found else None) == code


def test_every_finding_has_a_sentence():
    for code in codes():
        names = re.findall(r"%\((\w+)\)s", str(issues._catalogue[code].message) + str(issues._catalogue[code].remedy))

        assert message_of(code, dict.fromkeys(names, "1"))
        assert remedy_of(code, dict.fromkeys(names, "1"))


@pytest.mark.parametrize("part", ["อำเภอเมือง,,", ",,อำเภอเมือง", ",,,อำเภอเมือง"])
def test_a_part_of_the_rows_that_begins_with_one_cell_has_no_headings(put, part):
    """With the headings of the row above it would look more like them than that row, of which one says nothing."""
    path = put(f"#,name,2565\n{part}\n1,ก,1\n")

    table = readers.stream(path, recognise=recognise, guesses=True)

    assert (table.headings, table.header_line) == (["#", "name", "2565"], 1)
    assert [row.cells for row in table.rows] == [part.split(","), ["1", "ก", "1"]]


def test_one_heading_below_the_others_is_one_of_them(put):
    table = read(put("code,name,\n,,people\n630101,ก,1\n"))

    assert (table.headings, table.header_line) == (["code", "name", "people"], 2)


def test_a_word_above_an_empty_heading_that_another_heading_says_is_none(put):
    table = read(put("name,ตาก,\n,name,code\n1,ข,2\n"))

    assert table.headings == ["", "name", "code"]


def test_words_above_the_headings_of_whom_the_file_is_from_are_no_headings(put):
    table = read(put("งานสำรวจ,,,name,ก\ncode,name,people,,\n1,ข,2,,\n"))

    assert table.headings == ["code", "name", "people"]
