"""Metres of both zones in one file, of a zone that each row says, and of the older datum."""

import io
import math

import pyproj
import pytest
import xlsxwriter

from datasets.importing import intake, proposals
from datasets.models import Record
from datasets.selectors import grids
from datasets.selectors.halves import half_named
from datasets.selectors.headings import HeadingError
from datasets.services import catalogue as definitions
from datasets.services import runs
from tests.datasets.conftest import check, said, sentences
from u2t.core.importing.issues import CellError

pytestmark = pytest.mark.django_db

FACTS = {"name_th": "ตลาด", "owner_th": "อบต.", "place_level": "tambon"}
BOTH = "รหัสตำบล,ชื่อน้ำพุ,UTM 47 X,UTM 47 Y,UTM 48 X,UTM 48 Y\n"
WEST, EAST = "553361,1824310", "393274,1824508"
SHOWN = {"ก": "16.500000, 99.499997", "ข": "16.499996, 104.000000"}


def stored(by, run):
    runs.store(by=by, run=run, skip_refused=True)
    return {record.key: record.values.get("at") for record in Record.objects.all()}


def test_each_row_is_read_in_the_zone_of_which_it_has_columns(steward, springs):
    rows = f"630101,ก,{WEST},,\n630101,ข,-,-,{EAST}\n630101,ค,,,,\n"

    run = check(steward, springs, f"{BOTH}{rows}".encode())

    assert said(run) == []
    assert [name for _heading, name in run.columns["matched"][2:]] == ["at"] * 4
    assert stored(steward, run) == SHOWN | {"ค": None}


def test_a_row_that_gives_another_position_in_each_zone_is_refused_by_its_cell(steward, springs):
    same = ",".join(f"{metres:.0f}" for metres in pyproj.Transformer.from_crs(32647, 32648).transform(899000, 1824310))
    rows = f"630101,ก,{WEST},{EAST}\n630101,ข,899000,1824310,{same}\n630101,ค,{WEST},x,\n630101,ง,=A1,1824310,,\n"

    run = check(steward, springs, f"{BOTH}{rows}".encode())

    assert said(run) == [
        (2, "UTM 48 X", "positions_apart"), (4, "UTM 48 X", "grid_malformed"), (5, "UTM 47 X", "formula"),
    ]  # fmt: skip
    assert "UTM 47 X" in sentences(run)[0]
    assert run.skipped_count == 3


def test_of_a_personal_position_that_is_given_twice_no_metres_are_told(steward, springs):
    springs.fields.filter(name="at").update(is_personal=True)

    issue = check(steward, springs, f"{BOTH}630101,ก,{WEST},{EAST}\n".encode()).issues.get()

    assert issue.code == "positions_apart"
    assert "553361" not in str((issue.value, issue.values))


def test_degrees_beside_metres_of_two_zones_count(steward, springs):
    headings = f"lat,lon,{BOTH}"

    run = check(steward, springs, f"{headings}16.5,99.5,630101,ก,{WEST},{EAST}\n".encode())

    assert {found[2] for found in said(run)} == {"half_beside"}
    assert stored(steward, run) == {"ก": "16.5, 99.5"}


@pytest.mark.parametrize("headings", ["Easting,Northing,Zone", "UTM_E,UTM_N,UTM_ZONE", "พิกัด UTM X,พิกัด UTM Y,โซน"])
def test_each_row_is_read_in_the_zone_that_it_says(steward, springs, headings):
    rows = f"630101,ก,{WEST},47N\n630101,ข,{EAST},WGS84 / UTM โซน ๔๘\n630101,ค,-,-,47\n630101,ง,{WEST},-\n630101,จ,{WEST},49\n"

    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n{rows}".encode())

    last = headings.split(",")[2]
    assert said(run) == [(5, last, "degrees_missing"), (6, last, "zone_malformed")]
    assert stored(steward, run) == SHOWN | {"ค": None}


def test_metres_whose_zone_nothing_says_are_left_out_and_told(steward, springs):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,Easting,Northing\n630101,ก,{WEST}\n".encode())
    zone = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ,โซน\n630101,ก,เหนือ\n".encode())

    assert said(run) == [(1, "Easting", "zone_unsaid"), (1, "Northing", "zone_unsaid")]
    assert said(zone) == [(1, "โซน", "column_unknown")]
    assert stored(steward, run) == {"ก": None}


@pytest.mark.parametrize(
    "headings",
    ["lat,lon,โซน,Zone,ก,ข", "lat,lon,Easting,Northing,UTM E,UTM N", "lat,lon,Easting,Northing,โซน,Zone"],
)
def test_words_for_a_zone_or_for_metres_that_stand_twice_are_left_out(steward, springs, headings):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n630101,ก,16.5,99.5,1,2,3,4\n".encode())

    assert {found[2] for found in said(run)} == {"column_unknown"}
    assert stored(steward, run) == {"ก": "16.5, 99.5"}


def test_two_zones_of_each_row_are_one_too_many(steward, springs):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,Easting,Northing,Zone,โซน\n630101,ก,{WEST},47,A\n".encode())

    told = {(column, code) for _line, column, code in said(run)}
    assert told == {("Easting", "zone_unsaid"), ("Northing", "zone_unsaid"), ("Zone", "column_unknown"), ("โซน", "column_unknown")}  # fmt: skip
    assert stored(steward, run) == {"ก": None}


def test_a_zone_of_something_else_is_none_of_the_grid_unless_somebody_says_so(steward, springs):
    content = f"รหัสตำบล,ชื่อน้ำพุ,Easting,Northing,โซน\n630101,ก,{WEST},A\n630101,ข,{WEST},\n".encode()

    run = check(steward, springs, content)
    place = springs.fields.get(role="place").name
    chosen = [place, "spring", "at:easting", "at:northing", "at:zone"]
    by_hand = intake.explain(by=steward, run=check(steward, springs, content), head=intake.head_of(run), chosen=chosen)

    assert [found[1:] for found in said(run)] == [
        ("Easting", "zone_unsaid"), ("Northing", "zone_unsaid"), ("โซน", "column_unknown"),
    ]  # fmt: skip
    assert stored(steward, run) == {"ก": None, "ข": None}
    assert [found[2] for found in said(by_hand)] == ["zone_malformed", "degrees_missing"]


def test_a_zone_may_be_merged_over_its_rows(steward, springs):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        west = [float(metres) for metres in WEST.split(",")]
        rows = [["รหัสตำบล", "ชื่อน้ำพุ", "Easting", "Northing"], *(["630101", name, *west] for name in "กข")]
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)
        sheet.write(0, 4, "โซน")
        sheet.merge_range(1, 4, 2, 4, 47)

    run = check(steward, springs, buffer.getvalue(), name="file.xlsx")

    assert said(run) == []
    assert stored(steward, run) == {"ก": SHOWN["ก"], "ข": SHOWN["ก"]}


def test_the_columns_of_the_other_zone_may_be_filled_with_zeros(steward, springs):
    rows = f"630101,ก,{WEST},0,0.00\n630101,ข,0,0,{EAST}\n"

    assert stored(steward, check(steward, springs, f"{BOTH}{rows}".encode())) == SHOWN


def test_metres_of_both_datums_may_lie_as_far_apart_as_the_datums(steward, springs):
    headings = "UTM 47 X,UTM 47 Y,UTM 47 X (Indian 1975),UTM 47 Y (Indian 1975)"
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n630101,ก,{WEST},{WEST}\n".encode())

    assert said(run) == []
    assert stored(steward, run) == {"ก": SHOWN["ก"]}


def test_columns_of_zones_are_chosen_by_hand(steward, springs):
    run = check(steward, springs, f"ที่,น้ำพุ,ก,ข,ค,ง\n630101,ก,{WEST},,\n630101,ข,,,{EAST}\n".encode())
    head, place = intake.head_of(run), springs.fields.get(role="place").name
    both = [place, "spring", "at:easting47", "at:northing47", "at:easting48", "at:northing48"]
    for wrong in (
        ["at:easting47", "at:northing47", "at:easting48", ""],
        ["at:easting", "at:northing", "", ""],
        ["at:easting47", "at:northing47", "at:latitude", "at:longitude"],
    ):
        with pytest.raises(HeadingError):
            intake.explain(by=steward, run=run, head=head, chosen=[place, "spring", *wrong])

    run = intake.explain(by=steward, run=run, head=head, chosen=both)

    assert said(run) == []
    assert stored(steward, run) == SHOWN


@pytest.mark.parametrize(("zone", "east"), [(47, 553361), (47, 665000), (48, 393274)])
def test_the_older_datum_lies_some_hundred_metres_away_as_the_survey_department_has_it(zone, east):
    shown = grids.located(zone, east, 1824310, is_indian=True)

    latitude, longitude = map(float, shown.split(", "))
    found = pyproj.Transformer.from_crs(4326, 32600 + zone, always_xy=True).transform(longitude, latitude)
    moved = found[0] - east, found[1] - 1824310
    assert -430 < moved[0] < -320
    assert 295 < moved[1] < 320
    assert 440 < math.hypot(*moved) < 530
    with pytest.raises(CellError) as refused:
        grids.located(48, 853361, 1824310, is_indian=True)
    assert refused.value.code == "grid_abroad_indian"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("UTM 47N Indian 1975 (E)", "at:easting47i"), ("พิกัด UTM 48 อินเดียน 1975 Y", "at:northing48i"),
        ("UTM Zone 47 (Indian Datum 1975)", "at:utm47i"), ("UTM 47N (Indian1975)", "at:utm47i"), ("UTM Indian 1975 E", "at:eastingi"),
        ("พิกัด UTM Indian 1975", "at:utmi"), ("Northing (Indian 1975)", "at:northingi"),
        ("UTM 47N Indian 1960", None), ("เลขที่โซน", "at:zone"), ("โซนตลาด", None), ("เหนือ", None),
    ],
)  # fmt: skip
def test_headings_that_say_the_datum_or_the_zone_are_known(springs, heading, name):
    assert half_named(springs.fields.all(), heading) == name


def test_metres_of_the_older_datum_are_read_in_two_columns_and_in_one(steward, springs):
    head = "รหัสตำบล,ชื่อน้ำพุ,UTM 47N Indian 1975 E,UTM 47N Indian 1975 (Y)\n"
    two = check(steward, springs, f"{head}630101,ก,{WEST}\n".encode())
    one = check(steward, springs, f'รหัสตำบล,ชื่อน้ำพุ,UTM 47N Indian 1975\n630101,ข,"{WEST}"\n'.encode())

    assert (said(two), said(one)) == ([], [])
    runs.store(by=steward, run=one)
    assert set(stored(steward, two).values()) == {"16.502746, 99.496885"}


@pytest.mark.parametrize("zone", ["47", "47Q ", "UTM โซน ๔๗ N "])
@pytest.mark.parametrize("heading", ["UTM", "พิกัด UTM", "UTM (E/N)"])
def test_the_zone_may_stand_in_the_cell_of_both_metres(steward, springs, heading, zone):
    rows = f'ก,"{zone} {WEST}"\nข,48 393274 1824508\nค,-\nง,553361 1824310\nจ,49Q 553361 1824310\nฉ,แม่ท้อ\n'
    run = check(steward, springs, f"ชื่อน้ำพุ,{heading},รหัสตำบล\n{rows.replace(chr(10), ',630101' + chr(10))}".encode())

    assert said(run) == [
        (5, heading, "grid_without_zone"), (6, heading, "zone_malformed"), (7, heading, "grid_malformed"),
    ]  # fmt: skip
    assert stored(steward, run) == SHOWN | {"ค": None}


def test_both_metres_may_stand_beside_a_column_of_zones(steward, springs):
    rows = "ก,553361 1824310,47\nข,393274 1824508,48N\nค,-,47\nง,553361 1824310,\nจ,48 393274 1824508,47\nฉ,553361 1824310,A\n"
    run = check(steward, springs, f"ชื่อน้ำพุ,UTM,โซน,รหัสตำบล\n{rows.replace(chr(10), ',630101' + chr(10))}".encode())

    assert said(run) == [(5, "UTM", "grid_without_zone"), (7, "โซน", "zone_malformed")]
    assert [name for _heading, name in run.columns["matched"][1:3]] == ["at", "at"]
    assert stored(steward, run) == SHOWN | {"ค": None, "จ": SHOWN["ข"]}


@pytest.mark.parametrize(
    ("headings", "cells", "codes", "at"),
    [
        ("UTM,โซน", "553361 1824310,A", ["zone_unsaid", "column_unknown"], None),
        ("UTM,โซน", "47 553361 1824310,A", ["column_unknown"], SHOWN["ก"]),
        ("UTM,lat,lon", "47 553361 1824310,15.5,99.5", ["half_beside"], "15.5, 99.5"),
        ("UTM,lat,lon", "ภาคเหนือ,15.5,99.5", ["column_unknown"], "15.5, 99.5"),
        ("พิกัด,UTM", '"15.5, 99.5",47 553361 1824310', ["half_beside"], "15.5, 99.5"),
        ("UTM,พิกัด UTM", "47 553361 1824310,1", ["column_unknown"] * 2, None),
        ("Easting,Northing,Zone,UTM", f"{WEST},47,47N", ["column_unknown"], SHOWN["ก"]),
        ("Easting,Northing,Zone,UTM", f"{WEST},47,47 553361 1824310", [], SHOWN["ก"]),
    ],
)
def test_a_column_of_both_metres_is_read_where_its_cells_say_a_zone_and_nothing_is_better(
    steward, springs, headings, cells, codes, at
):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n630101,ก,{cells}\n".encode())

    assert [code for _line, _column, code in said(run)] == codes
    assert stored(steward, run) == {"ก": at}


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Easting (Indian 1975),Northing (Indian 1975),Zone", f"{WEST},47"),
        ("UTM E Indian 1975,UTM N Indian 1975,โซน", f"{WEST},47"),
        ("พิกัด UTM Indian 1975,โซน", "553361 1824310,47"),
        ("พิกัด UTM Indian 1975", "47 553361 1824310"),
    ],
)
def test_the_older_datum_is_read_beside_a_column_of_zones(steward, springs, headings, cells):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n630101,ก,{cells}\n".encode())

    assert said(run) == []
    assert stored(steward, run) == {"ก": "16.502746, 99.496885"}


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("UTM", "49Q 553361 1824310", "zone_malformed"),
        ("UTM", "47Q 1824310 553361", "grid_abroad"),
        ("UTM Indian 1975", "48 853361 1824310", "grid_abroad_indian"),
        ("UTM", "553361 1824310", "zone_unsaid"),
        ("UTM", "47 แม่ท้อ", "zone_unsaid"),
    ],
)
def test_what_is_wrong_with_both_metres_and_their_zone_is_said_exactly(steward, springs, heading, cell, code):
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{heading}\n630101,ก,{cell}\n".encode())

    assert [found[2] for found in said(run)] == [code]


@pytest.mark.parametrize(("headings", "cells"), [("Easting,Northing,Zone", f"{WEST},47"), ("UTM", "47 553361 1824310")])
def test_zones_are_looked_for_in_the_cells_that_say_anything(steward, springs, headings, cells):
    empty = "".join(f"630101,น้ำพุ {line}{',' * cells.count(',')},\n" for line in range(150))
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n{empty}630101,ก,{cells}\n".encode())

    assert said(run) == []
    assert stored(steward, run)["ก"] == SHOWN["ก"]


def test_both_datums_may_share_a_column_of_zones(steward, springs):
    headings = "UTM E,UTM N,Zone,UTM E (Indian 1975),UTM N (Indian 1975)"
    run = check(steward, springs, f"รหัสตำบล,ชื่อน้ำพุ,{headings}\n630101,ก,,,47,{WEST}\n630101,ข,{EAST},48,,\n".encode())

    assert said(run) == []
    assert stored(steward, run) == {"ก": "16.502746, 99.496885", "ข": SHOWN["ข"]}


def test_metres_in_one_column_and_their_zones_are_chosen_by_hand(steward, springs):
    run = check(steward, springs, "ที่,น้ำพุ,ก,ข\n630101,ก,553361 1824310,47\n".encode())
    head, place = intake.head_of(run), springs.fields.get(role="place").name
    with pytest.raises(HeadingError):
        intake.explain(by=steward, run=run, head=head, chosen=[place, "spring", "", "at:zone"])

    run = intake.explain(by=steward, run=run, head=head, chosen=[place, "spring", "at:utmi", "at:zone"])

    assert said(run) == []
    assert stored(steward, run) == {"ก": "16.502746, 99.496885"}


@pytest.mark.parametrize(
    ("headings", "cells", "uses"),
    [
        (
            "UTM 47 X,UTM 47 Y,UTM 48 X,UTM 48 Y",
            [f"{WEST},,", f",,{EAST}"],
            ["easting47", "northing47", "easting48", "northing48"],
        ),
        ("Easting,Northing,Zone", [f"{WEST},47", f"{EAST},48"], ["easting", "northing", "zone"]),
        ("Easting,Northing", [WEST, EAST], ["value", "value"]),
        ("Easting (Indian 1975),Northing (Indian 1975),Zone", [f"{WEST},47"], ["eastingi", "northingi", "zone"]),
        ("พิกัด N,พิกัด E", ["16.5,99.5", "16.6,99.6"], ["latitude", "longitude"]),
        ("พิกัด E,พิกัด N,โซน", [f"{WEST},47", f"{EAST},48"], ["easting", "northing", "zone"]),
        ("พิกัด UTM", ["47 553361 1824310", "48 393274 1824508"], ["utm"]),
    ],
)
def test_a_data_set_is_made_of_what_says_its_zone(steward, headings, cells, uses):
    rows = "".join(f"630101,ตลาด {number},{found}\n" for number, found in enumerate(cells * 2))
    content = f"รหัสตำบล,ชื่อ,{headings}\n{rows}".encode()

    columns = [seen.column for seen in proposals.propose_upload(io.BytesIO(content), size=len(content)).columns]
    dataset = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=columns)

    assert [column.use for column in columns][2:] == uses
    assert check(steward, dataset, content).error_count == 0


def test_a_data_set_is_made_of_headings_in_two_lines(steward):
    content = f"รหัสตำบล,ตลาด,พิกัด UTM 47,,โซน\n,,X,Y,\n630101,ก,{WEST},\n630101,ข,{WEST},\n".encode()
    columns = [seen.column for seen in proposals.propose_upload(io.BytesIO(content), size=len(content)).columns]

    dataset = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=columns)
    run = check(steward, dataset, content)

    assert [column.use for column in columns][2:4] == ["easting47", "northing47"]
    assert run.error_count == 0
    assert {"พิกัด UTM 47 X", "พิกัด UTM 47 Y"} <= {heading for heading, _name in run.columns["matched"]}
