"""Positions in metres of the grid of UTM, as offices write them: taken where the zone is known, else refused by cell."""

import io

import pytest

from datasets.importing import intake, proposals
from datasets.models import HeadingSet, Record
from datasets.selectors import grids
from datasets.selectors.field_rules import DefinitionInputError
from datasets.selectors.halves import half_named
from datasets.selectors.spreadsheets import Column
from datasets.services import catalogue as definitions
from datasets.services import runs
from tests.datasets.conftest import check, places_by_key, said, sentences
from u2t.core.importing.issues import CellError

FACTS = {"name_th": "ตลาด", "owner_th": "อบต.", "place_level": "tambon"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("47P 553361 1824310", "16.500000, 99.499997"),
        ("47N 553361, 1824310", "16.500000, 99.499997"),
        ("UTM Zone 47Q E: 0553361 N: 1824310", "16.500000, 99.499997"),
        ("โซน ๔๗ ๕๕๓๓๖๑ ๑๘๒๔๓๑๐", "16.500000, 99.499997"),
        ("48 393,274mE 1,824,508mN", "16.499996, 104.000000"),
        ("47 500000 1520000", "13.749296, 99.000000"),
        ("553361 1824310 47N", "16.500000, 99.499997"),
        ("0553361E, 1824310N, 47 Q", "16.500000, 99.499997"),
        ("๕๕๓๓๖๑ ๑๘๒๔๓๑๐ (โซน ๔๗)", "16.500000, 99.499997"),
        ("393274/1824508 UTM Zone: 48N", "16.499996, 104.000000"),
        ("47N 553361 1824310 zone 47", "16.500000, 99.499997"),
        ("16.5, 99.5", "16.5, 99.5"),
        ("-", None),
    ],
)
def test_a_cell_that_says_its_zone_is_read(text, shown):
    assert grids.degrees_or_grid(text) == shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("553361 1824310", "grid_without_zone"),
        ("47 1824310 553361", "grid_abroad"),
        ("48 853361 1824310", "grid_abroad"),
        ("46 553361 1824310", "zone_malformed"),
        ("Zone 50S 553361 1824310", "zone_malformed"),
        ("1,824,310 553,361", "grid_without_zone"),
        ("553361 1824310 49N", "zone_malformed"),
        ("553361 1824310 (zone 50)", "zone_malformed"),
        ("553361 1824310 47", "position_malformed"),  # it may be the height
        ("47N 553361 1824310 48N", "grid_malformed"),
        ("46 553361", "position_malformed"),
        ("47 5533 1824", "position_malformed"),
        ("แม่ท้อ", "position_malformed"),
    ],
)
def test_what_is_no_position_of_the_grid_is_refused(text, code):
    with pytest.raises(CellError) as refused:
        grids.degrees_or_grid(text)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Easting (UTM 47N)", "at:easting47"), ("UTM 48P Y", "at:northing48"), ("พิกัด UTM 47 (E)", "at:easting47"),
        ("พิกัด UTM โซน 48 ตะวันออก", "at:easting48"), ("N (UTM zone 47)", "at:northing47"), ("UTM 47N", "at:utm47"),
        ("พิกัด UTM (WGS84) Zone 48N", "at:utm48"), ("UTM_47_X", "at:easting47"), ("Northing", "at:northing"), ("UTM", "at:utm"), ("ค่าพิกัด UTM (WGS84)", "at:utm"), ("UTM (E, N)", "at:utm"),
        ("Easting (m)", "at:easting"), ("Northing (m.)", "at:northing"), ("UTM 47 X (m)", "at:easting47"), ("UTM m", None),
        ("พิกัด E", "at:easting"), ("ค่าพิกัด (Y)", "at:northing"), ("GPS N", "at:northing"), ("พิกัด E 47", None),
        ("E 47", None), ("บ้านเลขที่ 47", None), ("ทิศเหนือ", None), ("UTM 49N", None), ("utm" * 50_000, None),
    ],
)  # fmt: skip
def test_headings_that_say_axis_and_zone_are_known(springs, heading, name):
    assert half_named(springs.fields.all(), heading) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("UTM 47N E,UTM 47N (Y)", "553361,1824310\n660098.5,๑๘๒๔๘๓๙\n"),
        ("พิกัด UTM 47N", '553361 1824310\n"660098.5, 1824839"\n'),
    ],
)
def test_metres_of_a_grid_are_joined_into_tambons(steward, springs, mapped, headings, rows):
    named = "".join(f"{name},{line}\n" for name, line in zip("กข", rows.splitlines(), strict=True))

    run = check(steward, springs, f"ชื่อน้ำพุ,{headings}\n{named}".encode())

    assert said(run) == [(1, "", "places_by_point")]
    runs.store(by=steward, run=run)
    assert places_by_key() == {"ก": "630101", "ข": "630111"}
    assert Record.objects.get(key="ข").values["at"] == "16.499998, 100.500008"


@pytest.mark.django_db
def test_metres_without_a_zone_are_refused_until_somebody_says_it(steward, springs, mapped):
    content = "รหัสตำบล,ชื่อน้ำพุ,แกน X,แกน Y\n630101,ก,553361,1824310\n"
    run = check(steward, springs, content.encode())
    one = check(steward, springs, 'รหัสตำบล,ชื่อน้ำพุ,พิกัด\n630101,ก,"553361, 1824310"\n'.encode())
    head = intake.head_of(run)

    explained = intake.explain(
        by=steward,
        run=run,
        head=head,
        chosen=[springs.fields.get(role="place").name, "spring", "at:easting47", "at:northing47"],
    )

    assert said(one) == [(2, "พิกัด", "grid_without_zone")]
    assert said(explained) == []
    assert HeadingSet.objects.count() == 1
    runs.store(by=steward, run=explained)
    assert Record.objects.get().values["at"] == "16.500000, 99.499997"


@pytest.mark.django_db
def test_what_is_wrong_with_metres_is_said_of_its_cell(steward, springs, mapped):
    rows = ["ก,1824310,553361", "ข,553361,", "ค,55336,1824310", "ง,853361,1824310", "จ,16.5,99.5", "ฉ,=A1,1824310"]
    content = "".join(["รหัสตำบล,ชื่อน้ำพุ,UTM 48N E,UTM 48N (Y)\n", *(f"630101,{row}\n" for row in rows)])

    run = check(steward, springs, content.encode())

    assert said(run) == [
        (2, "UTM 48N E", "metres_abroad"), (3, "UTM 48N (Y)", "degrees_missing"), (4, "UTM 48N E", "grid_malformed"),
        (5, "UTM 48N E", "grid_abroad"), (6, "UTM 48N E", "grid_malformed"), (6, "UTM 48N (Y)", "grid_malformed"),
        (7, "UTM 48N E", "formula"),
    ]  # fmt: skip
    assert run.skipped_count == 6
    assert "48" in sentences(run)[3]


@pytest.mark.django_db
def test_one_position_is_read_in_one_way(steward, springs, mapped):
    run = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ,lat,lon,UTM 47N\n630101,ก,16.5,99.5,1 2\n".encode())

    assert said(run) == [(1, "UTM 47N", "half_beside")]
    assert run.columns["matched"][2:] == [["lat", "at"], ["lon", "at"]]


@pytest.mark.django_db
def test_of_a_personal_position_no_metres_are_told(steward, springs, mapped):
    springs.fields.filter(name="at").update(is_personal=True)
    content = 'รหัสตำบล,ชื่อน้ำพุ,UTM 47N\n630101,ก,"953361, 1824310"\n'

    run = check(steward, springs, content.encode())
    pair = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ,UTM 47N E,UTM 47N (Y)\n630101,ก,899361,2324310\n".encode())

    told = [str((issue.value, issue.values)) for found in (run, pair) for issue in found.issues.all()]
    assert len(told) == 2
    assert [text for text in told if "3361" in text or "9361" in text] == []


@pytest.mark.django_db
def test_a_position_is_turned_into_degrees_once(steward, springs, mapped, monkeypatch):
    turned, located = [], grids.located
    monkeypatch.setattr(grids, "located", lambda *found, **of: turned.append(found) or located(*found, **of))

    check(steward, springs, "ชื่อน้ำพุ,UTM 47N E,UTM 47N (Y)\nก,553361,1824310\nข,660098,1824839\n".encode())

    assert len(turned) == 2


@pytest.mark.django_db
def test_a_data_set_is_made_of_a_spreadsheet_in_metres(steward, mapped):
    headings = "รหัสตำบล,ชื่อตลาด,UTM 47N E,UTM 47N (Y),UTM 48N"
    rows = [f"630101,ตลาด {number},5533{number},18243{number},x" for number in range(10, 14)]
    content = "\n".join([headings, *rows]).encode()

    columns = [seen.column for seen in proposals.propose_upload(io.BytesIO(content), size=len(content)).columns]
    dataset = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=columns)

    assert [column.use for column in columns] == ["place", "key", "easting47", "northing47", "value"]
    runs.store(by=steward, run=check(steward, dataset, content))
    assert Record.objects.get(key="ตลาด 12").values["position"] == "16.500019, 99.499538"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("uses", "wrong"),
    [
        (("easting47", "northing48"), 3),
        (("easting47", "value"), 3),
        (("latitude", "northing47"), 4),
        (("utm47", "latitude", "longitude"), 4),
    ],
)
def test_a_position_of_a_new_data_set_is_read_in_one_whole_way(steward, uses, wrong):
    said = [Column("รหัสตำบล", "place", "tumbol_ID", "รหัสตำบล"), Column("ชื่อ", "key", "name", "ชื่อ")]
    said += [Column(use, use, f"column_{number}", use) for number, use in enumerate(uses)]

    with pytest.raises(DefinitionInputError) as refused:
        definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=said)

    assert refused.value.extra == {"field": "use", "column": wrong}


@pytest.mark.django_db
def test_the_n_of_a_zone_is_that_of_the_northing_beside_an_easting(steward, springs, mapped):
    run = check(steward, springs, "ชื่อน้ำพุ,UTM47_N,UTM47_E\nก,1824310,553361\n".encode())

    assert (run.error_count, run.skipped_count) == (0, 0)
    runs.store(by=steward, run=run)
    assert Record.objects.get().values["at"] == "16.500000, 99.499997"


@pytest.mark.django_db
def test_a_northing_is_proposed_where_the_heading_may_name_the_zone_alone(nation):
    rows = [f"630101,ตลาด {number},5533{number},18243{number}" for number in range(10, 14)]
    content = "\n".join(["รหัสตำบล,ชื่อ,UTM47_E,UTM47_N", *rows]).encode()

    proposed = proposals.propose_upload(io.BytesIO(content), size=len(content)).columns

    assert [seen.column.use for seen in proposed][2:] == ["easting47", "northing47"]
