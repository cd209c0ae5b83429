"""Workbooks that programs write in other ways, and those that are written to harm."""

import struct
import time
import zipfile
from contextlib import suppress

import pytest

from tests.core.books import MAIN, PLAIN, book, refused
from u2t.core.importing import extents, workbooks
from u2t.core.importing.issues import FileError
from u2t.core.importing.workbooks import sheets_of


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (PLAIN, {}),
        (PLAIN.replace('<c r="B1">', "<c s=\"0\" r='B1'>"), {}),
        (PLAIN.replace("<", "<x:").replace("<x:/", "</x:"), {"prefix": "x"}),
        (PLAIN.replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="1"', ""), {}),
        (PLAIN, {"target": "sheets/one.xml"}),
    ],
    ids=["plain", "other-order", "prefix", "places-left-out", "another-folder"],
)
def test_cells_and_formulas_are_found_however_they_are_written(tmp_path, data, how):
    (sheet,) = sheets_of(book(tmp_path, data, **how))

    assert (sheet.name, sheet.rows, sheet.formulas) == ("ข้อมูล", [["1", "2"]], {(0, 1)})


FAR = '<row r="1"><c r="A1"><v>1</v></c></row>{}'


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        "<row r='30000'><c r='ccc30000'><v>1</v></c></row>",
        '<row spans="1:1" r="1048575"/><row>' + "<c><v>1</v></c>" * 30 + "</row>",
        '<row r="2"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>',
        '<row r="1048575"><c r="XFD1"><v>1</v></c></row><row><c r="A1"/><c><v>1</v></c></row>',
    ],
    ids=["plain", "other-order", "small-letters", "places-left-out", "cells-of-other-rows", "cells-of-both-rows"],
)
def test_a_cell_in_the_last_corner_is_refused_before_the_grid_is_filled(tmp_path, far):
    assert refused(book(tmp_path, FAR.format(far))) == "file_is_bomb"
    assert refused(book(tmp_path, FAR.format(far), target="other/sheet.XML")) == "file_is_bomb"


HIGH = '<row r="{}" customFormat="false" ht="12.8" hidden="true"{}'


@pytest.mark.parametrize("end", ["/>", "></row>"])
@pytest.mark.parametrize("before", ["", "<x:v xmlns:x='x'/>"])
def test_the_height_of_the_last_rows_of_all_is_no_row(tmp_path, end, before):
    cells = "".join(f'<c r="{letter}1">{before}<v>1</v></c>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    last = "".join(HIGH.format(line, end) for line in range(1_048_573, 1_048_577))

    (sheet,) = sheets_of(book(tmp_path, f'<row r="1">{cells}</row>{last}'))

    assert (sheet.rows, sheet.hidden) == ([["1"] * 26], None)


@pytest.mark.parametrize("other", ["", "<row r='2'><c r='A2'/></row>"], ids=["skimmed", "looked-at-closely"])
@pytest.mark.parametrize("end", ["/>", " />", "></c>", ' ht="1"/>'])
def test_a_cell_with_nothing_but_a_border_is_no_cell(tmp_path, end, other):
    cells = "".join(f'<c r="{letter}1"><v>1</v></c>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    last = f'<row r="1048576"><c r="XFD1048576" s="2"{end}</row>'

    (sheet,) = sheets_of(book(tmp_path, f'<row r="1">{cells}</row>{other}{last}'))

    assert sheet.rows == [["1"] * 26]


def test_what_only_looks_like_an_empty_cell_is_one(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576" x="/>"><v>1</v></c></row>'

    assert refused(book(tmp_path, PLAIN + far)) == "file_is_bomb"


def test_more_cells_than_are_read_at_once_are_refused_wherever_the_pieces_are_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(extents, "MAX_CELLS", 5_000)
    monkeypatch.setattr(workbooks, "_CHUNK", 64)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><f>1+1</f><v>2</v></c></row>' for n in range(1, 2001)
    )
    (sheet,) = sheets_of(book(tmp_path, rows))
    assert (len(sheet.rows), sheet.formulas) == (2000, {(n, 1) for n in range(2000)})

    without = "<row><c><v>1</v></c><c><v>2</v></c><c><v>2</v></c></row>" * 2000
    assert refused(book(tmp_path, without)) == "file_is_bomb"


def test_merged_cells_reach_no_further_than_the_rows(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 301))
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    (sheet,) = sheets_of(book(tmp_path, rows, after=merged))

    assert sheet.merged == {(row, 0): (0, 0) for row in range(1, 300)}


@pytest.mark.parametrize("place", ["&#65;1", "A", "A0123456789", "ก1"])
def test_a_place_that_is_none_is_refused(tmp_path, place):
    assert refused(book(tmp_path, f'<row r="1"><c r="{place}"><v>1</v></c></row>')) == "file_is_broken"


def test_a_sheet_in_utf_16_is_refused(tmp_path):
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", f"<worksheet>{PLAIN}</worksheet>".encode("utf-16"))

    assert refused(path) == "file_is_broken"


@pytest.mark.parametrize(
    ("offset", "value", "code"), [(8, 1, "file_is_xls"), (10, 9, "file_is_broken")], ids=["locked", "packed-otherwise"]
)
def test_a_locked_file_and_one_packed_otherwise_are_answered(tmp_path, offset, value, code):
    path = book(tmp_path, PLAIN)
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", content, at + offset, value)
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(content)

    assert refused(path) == code


@pytest.mark.parametrize("piece", ["<row ", '<c r="A1" ', "<x:row ", '<row hidden="1" ', '<c r="A1"><f '])
def test_tags_that_never_end_are_read_through_once(tmp_path, piece):
    path = book(tmp_path, PLAIN + piece * 40_000)
    began = time.process_time()

    with pytest.raises(FileError):
        sheets_of(path)

    assert time.process_time() - began < 10


def test_a_row_that_says_its_number_again_and_again_is_read_through_once(tmp_path):
    path = book(tmp_path, PLAIN + '<row hidden="1"' + ' r="1"' * 40_000 + "/>")
    began = time.process_time()

    assert refused(path) == "file_is_broken"
    assert time.process_time() - began < 10


def test_a_list_of_sheets_that_is_no_list_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "_SMALL", 200)

    assert refused(book(tmp_path, PLAIN)) == "file_is_bomb"


@pytest.mark.parametrize("mark", ['r="2" hidden="1"', "spans='1:2' hidden = 'true' r='2'", 'hidden="1" ht="0" r="2"'])
def test_rows_that_nobody_sees_are_counted(tmp_path, mark):
    rows = [f'<row {found}><c r="A{line}"><v>1</v></c></row>' for line, found in enumerate(['r="1"', mark], start=1)]
    last = '<row r="3" hidden="1"/><row r="4" hidden="1"></row><row r="5" hidden="0"/>'  # nothing is in them

    seen, none = sheets_of(book(tmp_path, "".join(rows) + last)), sheets_of(book(tmp_path, PLAIN))

    assert (seen[0].hidden, none[0].hidden) == ((2, 1), None)


def test_columns_hidden_behind_the_last_are_not_looked_for_in_every_row(tmp_path):
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="B{at}"><v>2</v></c></row>' for at in range(1, 20_001))
    path = book(tmp_path, rows, after='<cols><col min="2" max="16384" hidden="1"/></cols>')
    before = time.process_time()

    assert sheets_of(path)[0].hidden_columns == (1,)
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C1" r="A99999999"><v>1</v></c>',
        '<c r="C1"r="A99999999"><v>1</v></c>',
        "<c r='C1' r = 'A99999999'><v>1</v></c>",
        '<c s=">" r="A99999999"><v>1</v></c>',
        '<c r="C1" s=">" r="A99999999"><v>1</v></c>',
        '<c s="<" r="A99999999"><v>1</v></c>',
        '</row><row r="2" r="99999999"><c r="A2"><v>1</v></c>',
        '</row><row ht=">" r="99999999"><c r="A2"><v>1</v></c>',
    ],
)
def test_a_cell_that_says_two_places_is_refused_before_the_grid_is_filled(tmp_path, cell):
    assert refused(book(tmp_path, PLAIN.replace("</row>", f"{cell}</row>"))) in {"file_is_broken", "file_is_bomb"}


@pytest.mark.parametrize(("offset", "value"), [(6, 235), (42, 0xFFFFFFF0)])
def test_a_damaged_list_of_what_is_packed_is_answered(tmp_path, offset, value):
    path = book(tmp_path, PLAIN)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + offset
    size = 4 if offset == 42 else 2
    content[at : at + size] = value.to_bytes(size, "little")
    path.write_bytes(content)

    assert refused(path) == "file_is_broken"


@pytest.mark.parametrize("before", ["", " " * 2_000_000, "<!--" + "x" * 1_048_400 + "-->", "<x y='<'/>"])
def test_more_texts_than_any_workbook_has_are_refused_before_room_is_made(tmp_path, before):
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'{before}<sst xmlns="{MAIN}" uniqueCount="4000000000"><si/></sst>')

    with pytest.raises(FileError) as caught:
        workbooks._proved_harmless(path)

    assert caught.value.finding.code == "file_is_bomb"


def test_cells_that_begin_far_from_the_corner_keep_their_places(tmp_path):
    (sheet,) = sheets_of(book(tmp_path, '<row r="3"><c r="C3"><v>1</v></c></row>'))

    assert sheet.rows == [["", "", ""], ["", "", ""], ["", "", "1"]]


#: Bytes of a photograph that look like the beginning of a cell, and of a row.
PICTURE = b"\xff\xd8\xff\xe0 arrow <c \x80\" > <c < <row \x81' >" * 3


def test_a_photograph_in_a_workbook_is_no_sheet(tmp_path):
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.jpeg", PICTURE)

    (sheet,) = sheets_of(path)

    assert (sheet.rows, sheet.formulas) == ([["1", "2"]], {(0, 1)})


@pytest.mark.parametrize("target", ["media/image1.jpeg", "Media/IMAGE1.jpeg", "media/&#105;mage1.jpeg"])
def test_a_sheet_that_is_named_as_a_photograph_is_looked_at(tmp_path, monkeypatch, target):
    monkeypatch.setattr(extents, "MAX_CELLS", 10)
    path = book(tmp_path, FAR.format(""), target="media/image1.jpeg")
    with zipfile.ZipFile(path) as archive:
        kept = {entry: archive.read(entry) for entry in archive.namelist()}
    kept["xl/_rels/workbook.xml.rels"] = kept["xl/_rels/workbook.xml.rels"].replace(
        b"media/image1.jpeg", target.encode()
    )
    kept["xl/media/image1.jpeg"] = kept["xl/media/image1.jpeg"].replace(b"A1", b"XFD99")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in kept.items():
            archive.writestr(name, text)

    assert refused(path) == "file_is_bomb"


@pytest.mark.parametrize("name", ["XL/_rels/workbook.xml.rels", "xl\\_rels\\workbook.xml.rels", "xl/Workbook.xml"])
def test_a_second_list_of_sheets_is_refused(tmp_path, name):
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.jpeg", f"<worksheet xmlns='{MAIN}'><sheetData/></worksheet>")
        archive.writestr(
            name, archive.read("xl/_rels/workbook.xml.rels").replace(b"worksheets/sheet1.xml", b"media/image1.jpeg")
        )

    assert refused(path) == "file_is_broken"


def test_a_word_without_an_end_in_the_list_of_sheets_is_read_through_once(tmp_path):
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path) as archive:
        kept = {entry: archive.read(entry) for entry in archive.namelist()}
    kept["xl/workbook.xml"] = kept["xl/workbook.xml"].replace(b"<sheets>", b"<sheets><sheet " + b"a" * 100_000 + b"/>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in kept.items():
            archive.writestr(name, text)
    before = time.process_time()

    with suppress(FileError):
        sheets_of(path)

    assert time.process_time() - before < 10
