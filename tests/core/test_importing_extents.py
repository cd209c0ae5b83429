"""How far sheets reach, and what is in them, told from their XML: as the reader will find it, or refused."""

import time
import tracemalloc
import zipfile
from contextlib import suppress

import pytest

from tests.core.books import MAIN, PLAIN, book, refused
from u2t.core.importing import extents, workbooks
from u2t.core.importing.extents import Extent, SkimmedError
from u2t.core.importing.issues import FileError
from u2t.core.importing.workbooks import sheets_of


def test_the_formula_of_a_rule_below_the_rows_is_none_of_the_last_cell(tmp_path):
    rule = "<extLst><x14:conditionalFormatting><x14:cfRule><xm:f>A1</xm:f></x14:cfRule></x14:conditionalFormatting></extLst>"

    (sheet,) = sheets_of(book(tmp_path, f'{PLAIN}<row r="2"><c r="A2"><v>1</v></c></row>', after=rule))

    assert sheet.formulas == {(0, 1)}


def test_the_places_of_buttons_below_the_rows_are_no_rows(tmp_path):
    button = "<controls><from><xdr:col>1</xdr:col><xdr:row>9</xdr:row></from></controls>"

    (sheet,) = sheets_of(book(tmp_path, f'<row r="1">{ONE}</row>', after=button))

    assert sheet.rows == [["1"]]


def test_rows_that_only_follow_others_are_counted_on_wherever_the_pieces_are_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "_CHUNK", 64)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 6))

    (sheet,) = sheets_of(book(tmp_path, rows + "<row><c><f>1+1</f><v>2</v></c></row>" * 2))

    assert (sheet.rows, sheet.formulas) == ([["1"]] * 5 + [["2"]] * 2, {(5, 0), (6, 0)})


ONE = "<c><v>1</v></c>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<row r="1"><a-b:c r="XFD1048576"><v>1</v></a-b:c></row>', "file_is_bomb"),
        ('<row r="1"><ก:c r="XFD1048576"><v>1</v></ก:c></row>', "file_is_bomb"),
        ('<c s="<" r="XFD1048576"><v>1</v></c><row r="1"><c r="A1"><v>1</v></c></row>', "file_is_broken"),
        ("".join(f'<row r="{line}">{ONE}' for line in range(1, 9)), "file_is_broken"),
        ("".join(f'<row r="{line}">{ONE}<!-- </row> -->' for line in range(1, 9)), "file_is_broken"),
        (f'<row r="1">{ONE}<v><![CDATA[</row>]]></v><row r="2">{ONE}</row>', "file_is_broken"),
        (f'<row r="1">{ONE}</row><ro<!-- ><c r="XFD1048576"/>-->', "file_is_broken"),
        (f'<row r="1">{ONE}<!-- <row --></row>', "file_is_broken"),
        (ONE * 2, "file_is_broken"),
    ],
    ids=[
        "prefix",
        "thai-prefix",
        "before-the-rows",
        "no-end",
        "end-in-comment",
        "end-in-text",
        "hidden",
        "begin-in-comment",
        "no-row",
    ],
)
def test_cells_that_one_reader_counts_elsewhere_than_the_other_are_refused(tmp_path, data, code):
    assert refused(book(tmp_path, data)) == code


@pytest.mark.parametrize(
    "between",
    [
        "</a:b:row><a:b:row>",
        "</row\f><row\f>",
        "</row\v><row\v>",
        "</row/x><row/x>",
        "</row/><row/ >",
        "</row x><row>",
        "<!DOCTYPE x </row><row> >",
        '<x y="></row><row>"/>',
        "<c><v>1</row><row></v></c>",
        '<c t="inlineStr"><is><t>1</row><row></t></is></c>',
        '<c t="inlineStr"><is><t>1</is></c></row><row></t></is></c>',
        "<c><a:v>1</b:v></c></row><row></a:v></c>",
        "<![CDATA[</row><row>]]>",
        "<!-- </row><row r='1'> -->",
        '<c x r="A1"><v>1</v></c>',
    ],
)
def test_what_ends_a_row_for_the_check_alone_lets_no_cell_run_away(tmp_path, monkeypatch, between):
    monkeypatch.setattr(extents, "MAX_CELLS", 200)
    path = book(tmp_path, f"<row>{(ONE * 5 + between) * 10}</row>" + f"<row>{ONE}</row>" * 9)

    assert refused(path) in {"file_is_bomb", "file_is_broken"}


@pytest.mark.parametrize("hiding", ["<!-- {} -->", '<x y="{}"/>', "<row r='1048575'><c r='A1'><v>{}</v></c></row>"])
@pytest.mark.parametrize("chunk", [64, 1 << 20])
def test_a_row_that_is_none_leads_no_cell_back_to_the_first(tmp_path, monkeypatch, hiding, chunk):
    monkeypatch.setattr(workbooks, "_CHUNK", chunk)
    fake = hiding.format("<row r='1'></row>")
    rows = f'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048575"></row>{fake}<row>{ONE}</row>'

    assert refused(book(tmp_path, rows)) in {"file_is_bomb", "file_is_broken"}


@pytest.mark.parametrize(
    "before", ['<row r="1048575"></row>', "</row>" * 99_999, '<row r="1048575">', '<x r="</row>"/>' * 99_999]
)
@pytest.mark.parametrize("chunk", [16, 64, 1 << 20])
def test_where_the_rows_are_is_known_wherever_the_pieces_are_cut(tmp_path, monkeypatch, before, chunk):
    monkeypatch.setattr(workbooks, "_CHUNK", chunk)

    assert refused(book(tmp_path, f"{before}<row>{ONE * 300}</row>")) in {"file_is_bomb", "file_is_broken"}


@pytest.mark.parametrize("chunk", [64, 1 << 20])
def test_texts_that_look_like_tags_are_texts(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(workbooks, "_CHUNK", chunk)
    texts = ["a:row 1", "<![CDATA[</row><c]]>", "narrow:row:row", "x"]
    rows = [f'<row><c t="inlineStr"><is><t>{text}</t></is></c>{ONE}</row>' for text in texts]
    plain = [f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>a:row</t></is></c></row>' for n in range(1, 9)]

    (sheet,) = sheets_of(book(tmp_path, "".join(plain + rows) + "<!-- </row> -->"))

    assert sheet.rows[8:] == [["a:row 1", "1"], ["</row><c", "1"], ["narrow:row:row", "1"], ["x", "1"]]


@pytest.mark.parametrize("piece", ["<!--", "<![CDATA[", "<?", "<!-- --><c ", ":row", "<a:row"])
def test_comments_that_never_end_are_read_through_once(tmp_path, piece):
    path = book(tmp_path, f"<row>{ONE}</row>" + piece * 200_000)
    began = time.process_time()

    with suppress(FileError):
        sheets_of(path)

    assert time.process_time() - began < 10


def test_the_promised_number_is_seen_wherever_the_pieces_are_cut():
    whole = f'<sst xmlns="{MAIN}" uniqueCount="4000000000"><si/>'.encode() + b"<si><t>a</t></si>" * 40

    for cut in range(len(whole)):
        seen = extents.Extent()
        with pytest.raises(FileError):
            for piece in (whole[:cut], whole[cut:]):
                seen.take(piece)
            seen.end()
            pytest.fail(f"not seen: cut at {cut}")


@pytest.mark.parametrize("text", ["<si/>", "<x:si><x:t/></x:si>", "<si\n><t>a</t></si>"])
def test_more_texts_than_cells_are_refused_though_none_are_promised(tmp_path, monkeypatch, text):
    monkeypatch.setattr(extents, "MAX_CELLS", 1_000)
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{text * 1_001}</sst>')

    assert refused(path) == "file_is_bomb"


def test_more_of_how_cells_look_than_any_workbook_has_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_STYLES", 1_000)
    path = book(tmp_path, PLAIN)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/Styles.xml", '<numFmt numFmtId="1" formatCode="0"/>' * 100)

    assert refused(path) == "file_is_bomb"


@pytest.mark.parametrize("cell", ['<mergeCell ref="A1:A1"/>', "<x:mergeCell\nref='A1:A1' />"])
def test_more_merged_cells_than_are_kept_are_refused_before_they_are_listed(tmp_path, monkeypatch, cell):
    monkeypatch.setattr(extents, "MAX_MERGED", 1_000)
    path = book(tmp_path, PLAIN, after=f"<mergeCells>{cell * 1_000}</mergeCells>")

    with pytest.raises(FileError) as caught:
        workbooks._proved_harmless(path)

    assert caught.value.finding.code == "file_is_bomb"


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ('<col min="2" max="3" hidden="1"/>', (1, 2)),
        ("<x:col hidden = 'true' width='9' max='2' min='2'/><x:col min='3' max='3' hidden='0'/>", (1,)),
        ('<col min="1" max="2" hidden="1"/>' * 3 + '<col min="4" max="999999999" hidden="1"/>', (0, 1)),
        ('<col hidden="1"/>', ()),
        ('<col width="0" customWidth="1" min="2" max="2"/><col min="3" max="3" width="0.5"/>', (1,)),
    ],
)
def test_columns_that_nobody_sees_are_told_where_they_hold_anything(tmp_path, columns, hidden):
    cells = "".join(f'<c r="{letter}1"><v>1</v></c>' for letter in "ABC")
    data = f'<row r="1">{cells}<c r="D1"/></row>'

    (sheet,) = sheets_of(book(tmp_path, data, after=f"<cols>{columns}</cols>"))

    assert sheet.hidden_columns == hidden


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16_384, "XFD")])
def test_columns_are_called_as_spreadsheets_do(number, letters):
    assert extents.letters_of(number) == letters


@pytest.mark.parametrize("begin", ["<row ", "<c ", '<c r="A1"', "<x "])
@pytest.mark.parametrize("inside", ["a", ' s="1"', '""', "' '"])
@pytest.mark.parametrize("end", [">", "/>", "></c>"])
def test_a_tag_takes_little_room_however_long_it_is(begin, inside, end):
    content = f"<worksheet><sheetData><row>{begin}{inside * (2_000_000 // len(inside))}{end}</row>".encode()
    tracemalloc.start()

    for is_close in (False, True):
        extent = Extent(is_close=is_close)
        with suppress(FileError, SkimmedError):
            extent.take(content)
            extent.end()

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
