"""Files that are odd, but not hostile: columns without headings, rows that nobody sees, headings over two lines."""

import csv
import io
import time

import openpyxl
import pytest
import xlsxwriter
from django.utils import timezone

from datasets.importing import proposals
from datasets.models import DatasetField, HeadingSet, Record
from datasets.selectors.headings import fields_in_files, reading_of
from datasets.services import runs
from tests.datasets.conftest import check, row, said, sentences, text_of
from u2t.core.importing import readers
from u2t.core.importing.columns import shape_of
from u2t.core.importing.issues import FileError, remedy_of

TABLE = list(csv.reader(io.StringIO(text_of([row(), row("630101", "ระแหง", 50)]).decode())))


def _field(dataset, name, kind):
    return DatasetField.objects.create(dataset=dataset, position=90, name=name, kind=kind, role="value", label_th=name)


def _text(table):
    return "".join(",".join(cells) + "\r\n" for cells in table).encode()


def _stored(steward, run):
    runs.store(by=steward, run=run)
    return dict(Record.objects.order_by("place_id").values_list("place_id", "values"))


def test_a_column_without_a_heading_is_no_field_without_an_english_name(steward, tpmap):
    assert _field(tpmap, "visits", "whole").label_en == ""
    numbered = [["", *TABLE[0]], ["0", *TABLE[1]], ["1", *TABLE[2]]]

    run = check(steward, tpmap, _text(numbered))
    away = check(steward, tpmap, _text([["", "-", *cells] for cells in TABLE]))

    assert (said(run), [code for _line, _column, code in said(away)]) == ([], ["column_unknown"])
    assert all("visits" not in values for values in _stored(steward, run).values())


def test_a_heading_of_two_lines_counts_behind_the_last_of_the_lower_line_too(steward, tpmap):
    above, headings = [*[""] * (len(TABLE[0]) - 1), TABLE[0][-1]], [*TABLE[0][:-1], ""]

    run = check(steward, tpmap, _text([above, headings, *TABLE[1:]]))
    titled = check(steward, tpmap, _text([[*[""] * 12, "ปี 2565"], *TABLE]))

    assert [code for _line, _column, code in said(run)] == ["title_rows"]
    assert [code for _line, _column, code in said(titled)] == ["title_rows"]
    assert run.columns["matched"][-1] == [TABLE[0][-1], TABLE[0][-1]]


@pytest.mark.parametrize("axes", [("E", "N"), ("X", "Y"), ("Easting", "Northing"), ("ตะวันออก", "เหนือ")])
@pytest.mark.parametrize("over", ["พิกัด UTM", "พิกัด UTM 47N (WGS84)", "UTM", "UTM โซน ๔๗"])
def test_a_heading_merged_over_two_is_the_first_part_of_both(steward, springs, over, axes):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for column, heading in ((0, "รหัสตำบล"), (1, "ชื่อน้ำพุ"), (4, "โซน")):
            sheet.merge_range(1, column, 2, column, heading)
        sheet.write(0, 0, "น้ำพุร้อนของจังหวัด")
        sheet.merge_range(1, 2, 1, 3, over)
        sheet.write_row(2, 2, axes)
        sheet.write_row(3, 0, ["630101", "ก", 553361, 1824310, 47])

    run = check(steward, springs, buffer.getvalue(), name="file.xlsx")

    assert [code for _line, _column, code in said(run)] in (["title_rows"], ["title_rows", "column_unknown"])
    named = [heading for heading, name in run.columns["matched"] if name == "at"]
    assert [heading.endswith(axis) for heading, axis in zip(named, axes, strict=False)] == [True, True]
    assert [values["at"] for values in _stored(steward, run).values()] == ["16.500000, 99.499997"]


def test_a_text_has_its_headings_in_two_lines_too_and_a_title_is_no_part_of_any(steward, tpmap, springs):
    lines = ["รหัสตำบล,ชื่อน้ำพุ,UTM 47,,UTM 48,", ",,X,Y,X,Y", "630101,ก,553361,1824310,,", "630101,ข,,,393274,1824508"]

    run = check(steward, springs, "\n".join(lines).encode())
    titled = check(steward, tpmap, _text([["UTM"], *TABLE]))

    assert [code for _line, _column, code in said(run)] == ["title_rows"]
    assert [name for _heading, name in run.columns["matched"]][2:] == ["at"] * 4
    assert [code for _line, _column, code in said(titled)] == ["title_rows"]
    assert [heading for heading, _name in titled.columns["matched"]] == TABLE[0]


@pytest.mark.parametrize(
    ("cells", "shown", "told"),
    [
        ("16.5,99.5,", "16.5, 99.5", ["title_rows", "column_unknown"]),
        ("1824310,553361,47", "16.500000, 99.499997", ["title_rows"]),
        ("1824310,553361,", None, ["title_rows", "zone_unsaid", "zone_unsaid", "column_unknown"]),
        ("ก,ข,ค", None, ["title_rows", "zone_unsaid", "zone_unsaid", "column_unknown"]),
    ],
)
@pytest.mark.parametrize("axes", ["N,E", "Y,X"])
@pytest.mark.parametrize("over", ["พิกัด", "ค่าพิกัด GPS"])
def test_a_word_over_both_axes_is_for_degrees_or_for_metres_by_what_stands_below(
    steward, springs, cells, shown, told, axes, over
):
    lines = [f"รหัสตำบล,ชื่อน้ำพุ,{over},,โซน", f",,{axes},", f"630101,ก,{cells}"]

    run = check(steward, springs, "\n".join(lines).encode())

    assert sorted(code for _line, _column, code in said(run)) == sorted(told)
    assert [values.get("at") for values in _stored(steward, run).values()] == [shown]


@pytest.mark.parametrize("other", ["ละติจูด,ลองจิจูด", "พิกัด"])
def test_axes_alone_refuse_no_file_that_gives_its_positions_otherwise(steward, springs, other):
    position = '"16.5, 99.5"' if other == "พิกัด" else "16.5,99.5"
    halves = "16.6,99.6", "553361,1824310", "-,-"

    for cells in halves:
        run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{other},พิกัด Y,พิกัด X\n630101,ก,{position},{cells}\n".encode())
        assert run.error_count == 0
        assert _stored(steward, run)["630101"]["at"] == "16.5, 99.5"
    alone = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ,พิกัด Y\n630101,ก,16.5\n".encode())
    assert alone.error_count == 0


def test_headings_of_two_lines_are_read_as_somebody_said_before(steward, springs):
    lines = ["รหัสตำบล,ชื่อน้ำพุ,UTM,,", ",,E,N,นาที", "630101,ก,553361,1824310,5"]
    run = check(steward, springs, "\n".join(lines).encode())
    plain = ["รหัสตำบล", "ชื่อน้ำพุ", "E", "N", "นาที"]
    chosen = [springs.fields.get(role="place").name, "spring", "at:easting47", "at:northing47", ""]
    taken = list(zip(plain, chosen, strict=True))
    HeadingSet.objects.create(dataset=springs, shape=shape_of(plain), taken=taken, by=steward, at=timezone.now())

    again = check(steward, springs, "\n".join([*lines, "630101,ข,553361,1824310,5"]).encode())

    assert [column for _line, column, code in said(run) if code == "zone_unsaid"] == ["UTM E", "UTM N"]
    assert [heading for heading, name in again.columns["matched"] if name == "at"] == ["E", "N"]


def test_a_heading_merged_over_two_reaches_no_further_where_the_file_says_so(steward, springs):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 2, 0, 3, "พิกัด")
        sheet.write_row(1, 0, ["รหัสตำบล", "ชื่อน้ำพุ", "X", "Y", "ทิศเหนือ", "ทิศตะวันออก"])
        sheet.write_row(2, 0, ["630101", "ก", 99.5, 16.5, "วัด", "คลอง"])

    run = check(steward, springs, buffer.getvalue(), name="file.xlsx")

    assert [column for _line, column, code in said(run) if code == "column_unknown"] == ["ทิศเหนือ", "ทิศตะวันออก"]
    assert [values["at"] for values in _stored(steward, run).values()] == ["16.5, 99.5"]


@pytest.mark.parametrize("over", ["UTM 47N", "พิกัด UTM โซน 47"])
@pytest.mark.parametrize("zone", ["โซน", "Zone"])
def test_a_heading_merged_over_two_says_nothing_of_the_zone_behind_them(steward, springs, over, zone):
    lines = [f"รหัสตำบล,ชื่อน้ำพุ,{over},,", f",,E,N,{zone}", "630101,ก,553361,1824310,47"]

    run = check(steward, springs, "\n".join(lines).encode())

    assert (run.error_count, [heading for heading, name in run.columns["matched"] if name == "at"]) == (
        0, [f"{over} E", f"{over} N"],
    )  # fmt: skip
    assert _stored(steward, run)["630101"]["at"] == "16.500000, 99.499997"


def test_a_title_of_any_length_holds_nothing_up(tmp_path, tpmap):
    path = tmp_path / "file.csv"
    path.write_text(f"{'ก' * 99_000}\n{','.join(f'h{at}' for at in range(5_000))},year\n1,2565\n", encoding="utf-8")
    reading = reading_of(tpmap, fields_in_files(tpmap))
    began = time.process_time()

    table = readers.stream(path, recognise=reading.recognise)

    assert table.headings[:2] == ["h0", "h1"]
    assert time.process_time() - began < 10


def test_rows_that_nobody_sees_are_read_and_told(steward, tpmap):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for line, cells in enumerate(TABLE):
            sheet.write_row(line, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})

    run = check(steward, tpmap, buffer.getvalue(), name="file.xlsx")

    assert said(run) == [(3, "", "hidden_rows")]
    assert "1 แถว" in sentences(run)[0]
    assert len(_stored(steward, run)) == 2


def test_columns_and_sheets_that_nobody_sees_are_told(steward, tpmap):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet, other, empty = (made.add_worksheet(name) for name in ("ข้อมูล", "ปีก่อน", "ว่าง"))
        for line, cells in enumerate(TABLE):
            sheet.write_row(line, 0, cells)
            other.write_row(line, 0, cells)
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.set_column(40, 16_383, None, None, {"hidden": True})  # nothing is in them
        for unseen in (other, empty):
            unseen.hide()

    run = check(steward, tpmap, buffer.getvalue(), name="file.xlsx")

    assert said(run) == [(0, "", "hidden_sheets"), (1, "", "hidden_columns")]
    assert [issue.values for issue in run.issues.order_by("line")] == [
        {"sheet": "ข้อมูล", "others": "ปีก่อน"},
        {"count": 2, "columns": f"B “{TABLE[0][1]}”, C “{TABLE[0][2]}”"},
    ]
    assert len(_stored(steward, run)) == 2


@pytest.mark.parametrize("is_hidden", [True, False])
def test_of_very_many_sheets_with_very_long_names_the_first_are_told_in_short(steward, tpmap, is_hidden):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for cells in TABLE:
        book.active.append(cells)
    for number in range(100):
        sheet = book.create_sheet(f"{number}")
        sheet["A1"] = 1
        sheet.sheet_state = "hidden" if is_hidden else "visible"
    sheet._WorkbookChild__title = "ก" * 100_000  # no program gives such a name
    book.move_sheet(sheet, -99)
    book.save(buffer)

    (issue,) = check(steward, tpmap, buffer.getvalue(), name="file.xlsx").issues.all()

    assert issue.code == ("hidden_sheets" if is_hidden else "other_sheets")
    assert issue.values["others"].startswith("กก")
    assert (issue.values["others"].endswith(", 18 …"), len(issue.values["others"]) < 200) == (True, True)


def test_a_workbook_all_of_whose_sheets_are_hidden_is_not_called_empty(steward, tpmap):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        made.add_worksheet("ปก").activate()
        made.add_worksheet("ข้อมูล").hide()
        for line, cells in enumerate(TABLE):
            made.get_worksheet_by_name("ข้อมูล").write_row(line, 0, cells)

    run = check(steward, tpmap, buffer.getvalue(), name="file.xlsx")

    assert said(run) == [(0, "", "sheets_hidden")]
    assert "ข้อมูล" in sentences(run)[0]


@pytest.mark.parametrize("day", ["31/12/9999", "1/1/0001", "0207-01-01", "31/12/2999"])
def test_a_day_too_far_away_is_refused_by_its_cell(steward, tpmap, day):
    _field(tpmap, "day", "date")

    run = check(steward, tpmap, [row() | {"day": "1/4/2325"}, row("630101", "ระแหง", 50) | {"day": day}])

    assert said(run) == [(3, "day", "date_far")]
    assert [staged.values["day"] for staged in run.staged_rows.all()] == ["1782-04-01"]


def test_a_file_without_words_is_told_to_have_no_headings(nation):
    with pytest.raises(FileError) as refused:
        proposals.propose_upload(io.BytesIO(b"1,2\n3,4\n"), size=8)

    assert refused.value.finding.code == "headings_none"


def test_a_sign_that_no_text_can_hold_is_left_out_of_the_cells_of_a_workbook(steward, catalogue):
    dataset = catalogue["tpmap-tambon"]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for line, cells in enumerate([[*TABLE[0], "year"], [*TABLE[1], "2022"], [*TABLE[2], "2022"]]):
            sheet.write_row(line, 0, [f"{cell}\x00" for cell in cells])

    run = check(steward, dataset, buffer.getvalue(), name="file.xlsx", period="")

    assert [code for _line, _column, code in said(run)] == ["period_common_era", "period_common_era"]
    assert len(_stored(steward, run)) == 2


@pytest.mark.parametrize("headings", ["รหัสตำบล,ลำดับ", "ตำบล,อำเภอ,จังหวัด", "จังหวัด,อำเภอ,ตำบล,ปี,หมายเหตุเจ้าหน้าที่"])
def test_a_file_of_places_alone_stores_nothing_and_is_told_so(steward, springs, headings):
    cells = {"รหัสตำบล": "630111", "ตำบล": "แม่ท้อ", "อำเภอ": "เมืองตาก", "จังหวัด": "ตาก", "ปี": "2565"}
    line = ",".join(cells.get(heading, "9") for heading in headings.split(","))

    run = check(steward, springs, f"{headings}\n{line}\n".encode())

    assert (run.state, run.row_count, run.staged_rows.count()) == ("refused", 0, 0)
    assert "nothing_read" in {code for _line, _column, code in said(run)}
    assert any("ชื่อน้ำพุ" in remedy_of(issue.code, issue.values) for issue in run.issues.filter(code="nothing_read"))


def test_a_row_that_tells_a_thing_apart_says_something_and_so_does_a_register(steward, springs, catalogue):
    named = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ\n630101,ก\n".encode())
    villages = check(steward, catalogue["villages"], "รหัสหมู่บ้าน,ชื่อหมู่บ้าน\n63011101,บ้านตัวอย่าง\n".encode())

    assert [run.state for run in (named, villages)] == ["checked"] * 2


@pytest.mark.parametrize("is_workbook", [True, False])
def test_headings_that_nobody_knows_go_on_below_others_that_are_merged_over_two_rows(steward, tpmap, is_workbook):
    upper = ["รหัสตำบล", "ตำบล", "จำนวนประชากร", "ครัวเรือนแยกตามสภาพบ้าน", "", ""]
    lower = ["", "", "", "มั่นคง", "ทรุดโทรม", "ไม่มีบ้าน"]
    rows = [["630111", "แม่ท้อ", "8000", "1", "2", "3"], ["630101", "ระแหง", "5000", "1", "2", "3"]]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for column, heading in enumerate(upper[:3]):
            sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 3, 0, 5, upper[3])
        sheet.write_row(1, 3, lower[3:])
        for at, cells in enumerate(rows, start=2):
            sheet.write_row(at, 0, cells)
    content = buffer.getvalue() if is_workbook else _text([upper, lower, *rows])

    run = check(steward, tpmap, content, name="file.xlsx" if is_workbook else "file.csv")

    assert [code for _line, _column, code in said(run)] == ["title_rows", *["column_unknown"] * 3]
    assert {values["total_population"] for values in _stored(steward, run).values()} == {8000, 5000}


def test_rows_below_a_heading_that_is_empty_are_no_headings(steward, tpmap):
    run = check(steward, tpmap, "รหัสตำบล,จำนวนประชากร,,หมายเหตุอื่น\n630111,8000,ก,ข\n630101,50,ก,ข\n".encode())

    assert (run.columns["header_line"], run.row_count) == (1, 2)


def test_things_of_one_place_are_no_doubles_for_want_of_a_column_that_is_not_read(steward, springs):
    DatasetField.objects.filter(dataset=springs, name="spring").update(is_required=False)
    lines = 'รหัสตำบล,ชื่อ,พิกัด\n630101,ก,"16.5, 99.5"\n630101,ข,"16.6, 99.5"\n'

    run = check(steward, springs, lines.encode())

    assert [code for _line, _column, code in said(run)] == ["column_unknown", "key_unread", "key_unread"]
    assert "ชื่อน้ำพุ" in sentences(run)[-1]


def test_who_wrote_that_there_is_none_is_read_so_in_texts_alone(steward, tpmap):
    _field(tpmap, "source", "text")
    heads, first, second = (list(cells) for cells in TABLE)

    run = check(steward, tpmap, _text([[*heads, "source"], [*first, " ไม่มี "], [*second, "ไม่มีข้อมูล"]]))

    assert {place: values["source"] for place, values in _stored(steward, run).items()} == {
        "630111": "ไม่มี",
        "630101": None,
    }
