"""What a check says about rows of data sets."""

import pytest

from datasets.selectors.periods import PeriodError
from tests.datasets.conftest import check, row, said, sentences, text_of
from tests.factories import tambon as make
from u2t.core.importing.issues import remedy_of
from u2t.core.models import RunState

ABOLISHED = {"abolished_on": "2020-01-01"}


def test_a_good_file_has_nothing_said_about_it(steward, tpmap):
    run = check(steward, tpmap, [row(), row("630101", "ระแหง", 50, health=2)])

    assert said(run) == []
    assert (run.state, run.row_count, run.skipped_count) == (RunState.CHECKED, 2, 0)
    assert [(r.place, r.values["poor_health"]) for r in run.staged_rows.order_by("line")] == [
        ("630111", 0),
        ("630101", 1),
    ]


@pytest.mark.parametrize(
    ("changed", "issue"),
    [
        ({"tumbol_ID": "999999"}, ("tumbol_ID", "code_unknown")),
        ({"tumbol_ID": "63010"}, ("tumbol_ID", "code_malformed")),
        ({"tumbol_ID": "630149"}, ("tumbol_ID", "code_unknown")),
        ({"tumbol_ID": ""}, ("tumbol_ID", "code_missing")),
        ({"total_population": "-5"}, ("total_population", "number_below")),
        ({"total_population": "=1+1"}, ("total_population", "formula")),
        ({"total_population": "12.5"}, ("total_population", "number_not_whole")),
        ({"total_population": "มาก"}, ("total_population", "number_malformed")),
        ({"total_population": "NaN"}, ("total_population", "number_malformed")),
        ({"poverty_rate_health": "101"}, ("poverty_rate_health", "number_above")),
        ({"poverty_rate_health": "0.123456789"}, ("poverty_rate_health", "rate_not_whole")),
    ],
)
def test_a_bad_cell_keeps_its_row_out(steward, tpmap, changed, issue):
    run = check(steward, tpmap, [row("630101", "ระแหง"), row() | changed])

    assert said(run) == [(3, *issue)]
    assert (run.error_count, run.skipped_count, run.row_count) == (1, 1, 2)
    assert [staged.place for staged in run.staged_rows.all()] == ["630101"]


@pytest.mark.parametrize(
    "changed",
    [
        {"tumbol_ID": "630111.0"},
        {"tumbol_ID": "๖๓๐๑๑๑"},
        {"tumbol_ID": "63.0 / 1.0 / 11.0"},
        {"tumbol_name": "ต.แม่ท้อ"},
        {"tumbol_name": "ตำบล แม่ท้อ (อยู่ในเขตเทศบาล)"},
        {"tumbol_name": "เเม่ท้อ "},
        {"total_population": "๒๐๐"},
        {"total_population": "200.0"},
        {"total_population": " 2,00 ".replace(",", "")},
        {"poverty_rate_health": "0.5%"},
    ],
)
def test_what_thai_files_do_is_understood(steward, tpmap, changed):
    run = check(steward, tpmap, [row(health="0.5") | changed])

    assert said(run) == []
    staged = run.staged_rows.get()
    assert (staged.place, staged.values["total_population"], staged.values["poor_health"]) == ("630111", 200, 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("เทศบาลนคร ตาก", "city municipality"),
        ("เทศบาลเมือง ตาก", "town municipality"),
        ("เทศบาลตำบล ไม้งาม", "subdistrict municipality"),
        ("ศูนย์แพทย์โนนชัย", "other local unit"),
    ],
)
def test_a_code_that_is_no_tambon_is_told_what_it_is_taken_for(steward, tpmap, name, kind, settings):
    from django.utils.translation import override

    run = check(steward, tpmap, [row("630151", name)])

    assert said(run) == [(2, "tumbol_ID", "taken_for_municipality")]
    with override("en"):
        (sentence,) = sentences(run)
    assert kind.split()[-1] in sentence
    assert "เมืองตาก" in sentence
    assert run.skipped_count == 0


def test_an_abolished_code_names_its_successor(steward, tpmap):
    make.area("630193", "เก่า", today=make.area("630111"), **ABOLISHED)
    make.area("630195", "หายไป", **ABOLISHED)

    run = check(steward, tpmap, [row("630193", "เก่า"), row("630195", "หายไป")])

    assert said(run) == [(2, "tumbol_ID", "code_abolished"), (3, "tumbol_ID", "code_abolished_lost")]
    assert "630111 แม่ท้อ" in sentences(run)[0]
    assert [staged.place for staged in run.staged_rows.order_by("line")] == ["630193", "630195"]


def test_a_name_or_area_that_disagrees_with_the_code_is_a_warning(steward, tpmap):
    rows = [row() | {"tumbol_name": "ระแหง", "amphur_ID": "6302", "province_name": "จ.ตาก", "amphur_name": "เมืองตาก"}]

    run = check(steward, tpmap, rows)

    assert said(run) == [(2, "tumbol_name", "name_differs"), (2, "amphur_ID", "area_differs")]
    assert run.skipped_count == 0


def test_a_tiny_place_where_all_are_poor_is_flagged_and_stays(steward, tpmap):
    run = check(steward, tpmap, [row(population=6, income=100)])

    assert said(run) == [(2, "poverty_rate_income", "outlier")]
    assert run.staged_rows.get().values["poor_income"] == 6


def test_duplicates_are_errors_on_every_line(steward, tpmap):
    run = check(steward, tpmap, [row(), row("630101", "ระแหง"), row(population=300), row(population="x")])

    assert [(line, code) for line, _column, code in said(run) if code == "key_twice"] == [
        (2, "key_twice"), (4, "key_twice"), (5, "key_twice"),
    ]  # fmt: skip
    assert [staged.place for staged in run.staged_rows.all()] == ["630101"]


def test_totals_and_notes_are_told_and_not_counted(steward, tpmap):
    tail = "\n,รวมทั้งจังหวัด,400,,,,,\n63,รวมจังหวัดตาก,400,0,0,0,0,0\nที่มา: จปฐ.,,,,,,,\n"

    run = check(steward, tpmap, text_of([row()]).rstrip() + tail.encode())

    assert said(run) == [(3, "", "row_total"), (4, "", "row_total"), (5, "", "row_note")]
    assert (run.row_count, run.skipped_count, run.warning_count) == (1, 0, 3)


def test_a_tambon_whose_name_begins_like_a_total_is_no_total(steward, tpmap):
    make.area("6307", "พบพระ")
    make.area("630705", "รวมไทยพัฒนา")

    run = check(steward, tpmap, [row("630705", "รวมไทยพัฒนา")])

    assert said(run) == []
    assert run.row_count == 1


def test_columns_unknown_missing_and_twice(steward, tpmap):
    unknown = check(steward, tpmap, [row() | {"ของแถม": 1}])
    missing = check(steward, tpmap, b"tumbol_ID,poverty_rate_health\n630111,1\n")
    twice = check(steward, tpmap, b"tumbol_ID,total_population,population\n630111,1,1\n")

    assert (said(unknown), unknown.state) == ([(1, "ของแถม", "column_unknown")], RunState.CHECKED)
    assert (said(missing), missing.state) == ([(1, "total_population", "column_missing")], RunState.REFUSED)
    assert (said(twice), twice.state) == ([(1, "population", "column_twice")], RunState.REFUSED)


def test_a_cell_too_many_or_too_few_is_named(steward, tpmap):
    good = text_of([row()]).decode().rstrip()

    run = check(steward, tpmap, f"{good},7\r\n630101,ระแหง,5\r\n".encode())

    assert said(run) == [(2, "", "row_too_long"), (3, "", "row_too_short")]


def test_headings_of_other_spellings_are_known(steward, tpmap):
    run = check(steward, tpmap, "รหัสตำบล;ตำบล;จำนวนประชากร;ร้อยละคนจนด้านสุขภาพ\n630111;แม่ท้อ;200;0.5\n".encode("cp874"))

    assert said(run) == []
    assert dict(run.columns["matched"])["จำนวนประชากร"] == "total_population"


@pytest.mark.parametrize("period", ["2022", "ปีหน้า", "2566-01", "2999", "65"])
def test_an_unknown_period_is_refused_before_anything_is_kept(steward, tpmap, period):
    with pytest.raises(PeriodError):
        check(steward, tpmap, [row()], period=period)


def test_a_file_without_period_for_a_data_set_that_needs_one_is_refused(steward, tpmap):
    run = check(steward, tpmap, [row()], period="")

    assert said(run) == [(1, "", "period_missing")]
    assert "2565" in remedy_of("period_missing", run.issues.get().values)
    assert run.state == RunState.REFUSED


def test_periods_in_the_rows(steward, catalogue):
    village = catalogue["tpmap-village"]
    rows = [
        {"village_ID": "63011101", "village_name": "บ้านใหม่", "year": year, "poor.JPT.CNT": 3}
        for year in ("2560", "2019", "ปีนี้")
    ]

    run = check(steward, village, rows, period="")

    assert [(line, code) for line, _c, code in said(run)] == [(3, "period_common_era"), (4, "period_malformed")]
    assert [(s.place, s.period) for s in run.staged_rows.order_by("line")] == [
        ("63011101", "2560"),
        ("63011101", "2562"),
    ]


def test_a_row_of_another_period_than_the_file_was_brought_for_is_refused(steward, catalogue):
    rows = [{"village_ID": "63011101", "year": "2560", "poor.JPT.CNT": 3}]

    run = check(steward, catalogue["tpmap-village"], rows, period="2562")

    assert [code for _l, _c, code in said(run)] == ["period_differs"]


def test_dopa_has_a_period_of_its_own(steward, catalogue):
    run = check(steward, catalogue["dopa-population"], [{"tambon_code": "630111", "total": 5}], period="")

    assert run.staged_rows.get().period == "2564"


def test_a_file_that_cannot_be_read_is_a_refused_run_that_says_why(steward, tpmap):
    run = check(steward, tpmap, b"<html><table></table></html>", name="data.xlsx")

    assert (run.state, said(run)) == (RunState.REFUSED, [(0, "", "file_is_html")])


def test_a_code_in_three_columns_is_put_together(steward, tpmap):
    content = "รหัสจังหวัด,รหัสอำเภอ,รหัสตำบล,จำนวนประชากร (คน)\n63.0,1.0,11.0,200\n63,2,1,100\n"

    run = check(steward, tpmap, content.encode())

    assert said(run) == []
    assert [staged.place for staged in run.staged_rows.order_by("line")] == ["630111", "630201"]


def test_headings_over_two_rows(steward, catalogue):
    content = "ทะเบียนราษฎร,,,,\nรหัสตำบล,ตำบล,จำนวนประชากร,,\n,,ชาย,หญิง,รวม\n630111,แม่ท้อ,90,110,200\n"

    run = check(steward, catalogue["dopa-population"], content.encode("cp874"), period="")

    assert [(line, code) for line, _c, code in said(run)] == [(3, "title_rows")]
    assert run.staged_rows.get().values == {"male": 90, "female": 110, "total": 200}


def test_a_total_under_the_code_of_an_amphoe(steward, tpmap):
    run = check(steward, tpmap, [row(), row("6301", "รวมอำเภอเมืองตาก", 900), row("630100", "รวมทั้งอำเภอ", 900)])

    assert [code for _l, _c, code in said(run)] == ["row_total", "row_total"]
    assert run.row_count == 1


def test_a_workbook_with_everything_at_once(steward, tpmap, tmp_path):
    import xlsxwriter

    path = tmp_path / "ก.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ข้อมูล")
        sheet.merge_range(0, 0, 0, 3, "ตาราง ๑ ประชากรยากจน")
        sheet.write_row(2, 0, ["จังหวัด", "รหัสตำบล", "ตำบล", "จำนวนประชากร", "ร้อยละคนจนด้านสุขภาพ"])
        sheet.merge_range(3, 0, 4, 0, "จ.ตาก")
        sheet.write_row(3, 1, [630111, "ต.เเม่ท้อ", 200, 0.5])
        sheet.write_row(4, 1, [630101, "ระแหง", "๕๐", "-"])
        sheet.write_row(5, 0, ["ตาก", 630201, "ตากออก"])
        sheet.write_formula(5, 3, "=1+1", value=2)
        sheet.write_row(6, 0, ["รวมทั้งจังหวัด", "", "", 252])

    run = check(steward, tpmap, path.read_bytes(), name="ก.xlsx")

    assert [(line, code) for line, _c, code in said(run)] == [
        (3, "title_rows"), (6, "formula"), (7, "row_total"),
    ]  # fmt: skip
    assert [(s.place, s.values["total_population"], s.values["poor_health"]) for s in run.staged_rows.order_by("line")] == [
        ("630111", 200, 1), ("630101", 50, None),
    ]  # fmt: skip
