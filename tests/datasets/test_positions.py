"""Positions in one cell: read as people write them, and joined into the tambon that holds them."""

import time

import pytest

from datasets.importing import intake
from datasets.models import Record
from datasets.selectors.halves import half_meant
from datasets.selectors.headings import HeadingError
from datasets.selectors.positions import degrees, plain_pair, position
from datasets.services import catalogue as definitions
from datasets.services import runs
from tambon.models import BoundarySet
from tambon.system import system_user
from tests.datasets.conftest import check, places_by_key, said, sentences
from tests.factories import tambon as make
from u2t.core.importing.issues import CellError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("16.8712, 99.1253", "16.8712, 99.1253"),
        ("7.376891000000001, 99.6734393", "7.376891000000001, 99.6734393"),
        ("16.8712,99.1253", "16.8712, 99.1253"),
        (" 16.8712  99.1253 ", "16.8712, 99.1253"),
        ("(16.8712; 99.1253)", "16.8712, 99.1253"),
        ("99.1253, 16.8712", "16.8712, 99.1253"),
        ("๑๖.๘๗๑๒, ๙๙.๑๒๕๓", "16.8712, 99.1253"),
        ("๙๙.๑๒๕๓°E ๑๖.๘๗๑๒°N", "16.8712, 99.1253"),
        ("16.8712°N, 99.1253°E", "16.8712, 99.1253"),
        ("N16.8712 E99.1253", "16.8712, 99.1253"),
        ("E 99.1253° / N 16.8712°", "16.8712, 99.1253"),
        ("16°52'16.3\"N 99°07'31.1\"E", "16.871194, 99.125306"),
        ("16º 52′ 16.3″ เหนือ, 99º 7′ 31.1″ ตะวันออก", "16.871194, 99.125306"),
        ("ละติจูด 16.8712 ลองจิจูด 99.1253", "16.8712, 99.1253"),
        ("Lat: 16.8712, Long: 99.1253", "16.8712, 99.1253"),
        ("16.8712 99.1253 104.2 4.9", "16.8712, 99.1253"),
        ("-", None),
        ("", None),
        ("ไม่มีข้อมูล", None),
    ],
)
def test_a_position_is_read_as_it_is_written(text, shown):
    assert position(text) == shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("16.8712", "position_malformed"),
        ("16,8712 99,1253", "position_malformed"),
        ("แม่ท้อ", "position_malformed"),
        ("16.8712N, 17.1N", "position_malformed"),
        ("https://maps.example/16.8712,99.1253", "position_malformed"),
        (f"16.{'8' * 5_000}, 99.1253", "position_malformed"),
        ("0, 0", "position_abroad"),
        ("16.8712, 9.91253", "position_abroad"),
        ("99.1253, 99.1253", "position_abroad"),
        ("16.8712S, 99.1253E", "position_abroad"),
        ("99.1253N, 16.8712E", "position_abroad"),
        ("=A1", "formula"),
    ],
)
def test_what_is_no_position_in_thailand_is_refused(text, code):
    with pytest.raises(CellError) as refused:
        position(text)
    assert refused.value.code == code


@pytest.mark.django_db
def test_rows_that_say_only_where_they_lie_are_joined_into_their_tambon(steward, springs, mapped):
    content = 'ชื่อน้ำพุ,พิกัด\nก,"16.5, 99.5"\nข,"100.5, 16.5"\nค,๑๖.๕°N ๑๐๑.๕°E\n'.encode()

    run = check(steward, springs, content)

    assert said(run) == [(1, "", "places_by_point")]
    runs.store(by=steward, run=run)
    assert places_by_key() == {"ก": "630101", "ข": "630111", "ค": "630201"}
    assert Record.objects.get(key="ข").values["at"] == "16.5, 100.5"


@pytest.mark.django_db
def test_a_point_on_a_border_lies_in_the_smaller_code_each_time(steward, springs, mapped):
    content = 'ชื่อน้ำพุ,พิกัด\nก,"16.5, 100"\nข,"16.0, 101.0"\n'.encode()

    runs.store(by=steward, run=check(steward, springs, content))

    assert places_by_key() == {"ก": "630101", "ข": "630111"}


@pytest.mark.django_db
def test_what_cannot_be_joined_is_refused_by_cell(steward, springs, mapped):
    content = 'ชื่อน้ำพุ,พิกัด\nก,"12, 99.5"\nข,"0, 0"\nค,-\nง,"16.5, 99.5"\n'.encode()

    run = check(steward, springs, content)

    assert said(run)[1:] == [
        (2, "พิกัด", "position_nowhere"), (3, "พิกัด", "position_abroad"), (4, "พิกัด", "position_missing"),
    ]  # fmt: skip
    assert (run.row_count, run.skipped_count) == (4, 3)


@pytest.mark.django_db
def test_a_code_that_is_stated_counts_and_a_position_elsewhere_is_a_warning(steward, springs, mapped):
    content = 'รหัสตำบล,ชื่อน้ำพุ,พิกัด\n630101,ก,"16.5, 99.5"\n630101,ข,"16.5, 100.5"\n,ค,"16.5, 100.5"\n'.encode()

    run = check(steward, springs, content)

    assert said(run) == [(3, "พิกัด", "position_apart")]
    assert "แม่ท้อ (630111)" in sentences(run)[0]
    assert "ระแหง (630101)" in sentences(run)[0]
    assert run.error_count == 0
    runs.store(by=steward, run=run)
    assert places_by_key() == {"ก": "630101", "ข": "630101", "ค": "630111"}


@pytest.mark.django_db
def test_where_the_map_lacks_a_tambon_only_the_name_tells_and_no_warning_is_made_up(steward, springs, mapped):
    make.area("630112", "หนองบัวเหนือ")
    head = "ตำบล,ชื่อน้ำพุ,พิกัด\n"
    rows = 'หนองบัวเหนือ,ก,"16.5, 99.5"\nต.ระแหง,ข,"16.5, 99.5"\n,ค,"16.5, 99.5"\nไกลมาก,ง,"16.5, 99.5"\n'

    run = check(steward, springs, (head + rows).encode())

    assert [(line, code) for line, _column, code in said(run) if line > 1] == [
        (4, "position_uncertain"), (5, "position_uncertain"),
    ]  # fmt: skip
    assert "หนองบัวเหนือ (630112)" in sentences(run)[1]
    runs.store(by=steward, run=run, skip_refused=True)
    assert places_by_key() == {"ก": "630112", "ข": "630101"}
    stated = check(steward, springs, 'รหัสตำบล,ชื่อน้ำพุ,พิกัด\n630112,จ,"16.5, 99.5"\n'.encode())
    assert said(stated) == []


@pytest.mark.django_db
def test_without_a_map_positions_alone_are_refused_and_codes_pass(steward, springs):
    run = check(steward, springs, 'ชื่อน้ำพุ,พิกัด\nก,"16.5, 99.5"\n'.encode())
    assert (run.state, said(run)) == ("refused", [(1, "", "map_missing")])

    run = check(steward, springs, 'รหัสตำบล,ชื่อน้ำพุ,พิกัด\n630111,ก,"16.5, 99.5"\n'.encode())
    assert (run.state, said(run)) == ("checked", [])


@pytest.mark.django_db
def test_an_approximate_map_is_said_to_be_one(steward, springs, mapped):
    BoundarySet.objects.update(is_approximate=True)

    run = check(steward, springs, 'ชื่อน้ำพุ,พิกัด\nก,"16.5, 99.5"\n'.encode())

    assert {code for _line, _column, code in said(run)} == {"places_by_point", "map_approximate"}


@pytest.mark.django_db
def test_where_a_personal_position_lies_is_not_told(steward, springs, mapped):
    springs.fields.filter(name="at").update(is_personal=True)

    run = check(steward, springs, 'รหัสตำบล,ชื่อน้ำพุ,พิกัด\n630101,ข,"16.5, 100.5"\n'.encode())

    (issue,) = run.issues.all()
    assert (issue.code, issue.value) == ("position_apart", "…")
    assert set(issue.values.values()) == {"…"}


@pytest.mark.django_db
def test_positions_of_a_long_file_are_asked_for_in_batches_and_the_map_is_read_once(
    steward, springs, mapped, monkeypatch
):
    import shapely

    from datasets.importing import positions

    asked, read, answer, polygons = [], [], shapely.intersects_xy, positions.polygons
    monkeypatch.setattr(positions, "A_BATCH", 10)
    monkeypatch.setattr(shapely, "intersects_xy", lambda *args: asked.append(1) or answer(*args))
    monkeypatch.setattr(positions, "polygons", lambda: read.append(1) or polygons())
    rows = "".join(f'น้ำพุ {number},"16.5, {99 + number % 3}.5"\n' for number in range(35))

    run = check(steward, springs, f"ชื่อน้ำพุ,พิกัด\n{rows}".encode())

    assert (len(asked), len(read), run.skipped_count, run.row_count) == (4, 1, 0, 35)


@pytest.mark.django_db
def test_a_file_without_positions_does_not_read_the_map(steward, tpmap, mapped, monkeypatch):
    from datasets.importing import positions

    monkeypatch.setattr(positions, "polygons", lambda: pytest.fail("the map was read"))

    assert check(steward, tpmap, b"tumbol_ID,total_population\n630111,200\n").state == "checked"


HALVES = "ชื่อน้ำพุ,ละติจูด,ลองจิจูด\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "names",
    [
        ("lat", "lon"), ("LAT", "LONG"), ("Latitude", "Longitude"), ("ละติจูด", "ลองจิจูด"), ("ละติจูด (N)", "ลองจิจูด (E)"),
        ("พิกัด ละติจูด", "พิกัด ลองติจูด"), ("at-Latitude", "at-Longitude"), ("_at_latitude", "_at_longitude"),
        ("ละติจูด (Latitude)", "ลองจิจูด (Longitude)"), ("GPS Lat.", "GPS Lng."), ("เส้นรุ้ง", "เส้นแวง"),
    ],
)  # fmt: skip
def test_latitude_and_longitude_in_two_columns_are_one_position(steward, springs, mapped, names):
    content = f"ชื่อน้ำพุ,{','.join(names)}\nก,16.5,99.5\nข,๑๖.๕°,๑๐๐.๕ E\nค,-,\n".encode()

    run = check(steward, springs, content)

    assert said(run) == [(1, "", "places_by_point"), (4, names[0], "position_missing")]
    assert run.columns["matched"] == [["ชื่อน้ำพุ", "spring"], [names[0], "at"], [names[1], "at"]]
    runs.store(by=steward, run=run, skip_refused=True)
    assert places_by_key() == {"ก": "630101", "ข": "630111"}
    assert Record.objects.get(key="ข").values["at"] == "16.5, 100.5"


@pytest.mark.django_db
def test_what_is_wrong_with_half_a_position_is_said_of_its_cell(steward, springs, mapped):
    rows = [
        "ก,16.5,",
        "ข,,99.5",
        "ค,16.5,17",
        "ง,99.5,16.5",
        "จ,51.5,99.5",
        "ฉ,16.5,ตาก",
        "ช,617000,1820000",
        "ซ,16.5S,99.5",
    ]
    content = "".join(["รหัสตำบล,", HALVES, *(f"630101,{row}\n" for row in rows)]).encode()

    run = check(steward, springs, content)

    assert said(run) == [
        (2, "ลองจิจูด", "degrees_missing"), (3, "ละติจูด", "degrees_missing"), (4, "ลองจิจูด", "degrees_alike"),
        (5, "ละติจูด", "degrees_swapped"), (6, "ละติจูด", "degrees_abroad"), (7, "ลองจิจูด", "degrees_malformed"),
        (8, "ละติจูด", "degrees_metres"), (8, "ลองจิจูด", "degrees_metres"), (9, "ละติจูด", "degrees_abroad"),
    ]  # fmt: skip
    assert "“ละติจูด”" in sentences(run)[0]
    assert (run.error_count, run.skipped_count) == (8, 7)
    runs.store(by=steward, run=run, skip_refused=True)
    assert {record.key: record.values["at"] for record in Record.objects.all()} == {"ง": "16.5, 99.5"}


@pytest.mark.django_db
def test_half_a_position_alone_is_refused_and_halves_beside_a_whole_one_are_not_read(steward, springs, mapped):
    half = check(steward, springs, "รหัสตำบล,ชื่อน้ำพุ,lat\n630101,ก,16.5\n".encode())
    both = check(steward, springs, 'ชื่อน้ำพุ,พิกัด,lat,lon\nก,"16.5, 99.5",1,2\n'.encode())

    assert said(half) == [(1, "lat", "half_missing")]
    assert half.state == "refused"
    assert said(both) == [(1, "lat", "half_beside"), (1, "lon", "half_beside"), (1, "", "places_by_point")]
    assert both.error_count == 0


@pytest.mark.django_db
def test_halves_of_other_words_are_explained_by_hand(steward, springs, mapped):
    run = check(steward, springs, "ชื่อน้ำพุ,แกนตั้ง,แกนนอน\nก,16.5,99.5\n".encode())
    head = intake.head_of(run)

    with pytest.raises(HeadingError) as alone:
        intake.explain(by=steward, run=run, head=head, chosen=["spring", "at:latitude", ""])
    with pytest.raises(HeadingError) as whole:
        intake.explain(by=steward, run=run, head=head, chosen=["spring", "at:latitude", "at"])
    run = intake.explain(by=steward, run=run, head=head, chosen=["spring", "at:latitude", "at:longitude"])

    assert (alone.value.extra, whole.value.extra) == ({"column": 2}, {"column": 2})
    runs.store(by=steward, run=run)
    assert places_by_key() == {"ก": "630101"}


@pytest.mark.django_db
def test_of_a_personal_position_no_figure_is_told(steward, springs, mapped):
    springs.fields.filter(name="at").update(is_personal=True)

    run = check(steward, springs, f"{HALVES}ก,51.5,99.5\nข,16.5,\n".encode())
    one = check(steward, springs, 'ชื่อน้ำพุ,พิกัด\nก,"51.5, 99.5"\n'.encode())

    told = [str((issue.value, issue.values)) for found in (run, one) for issue in found.issues.all()]
    assert [text for text in told if "51.5" in text or "16.5" in text] == []


def test_no_cell_is_long_enough_to_hold_up_the_search_for_headings():
    began = time.process_time()

    assert half_meant("lat" * 30_000 + "?") == ""
    assert half_meant("lat" * 60 + "?") == ""
    assert time.process_time() - began < 8  # grown with the square it takes much longer


def test_words_in_a_cell_do_not_hold_up_its_reading():
    began = time.process_time()

    with pytest.raises(CellError):
        position("13" + "gps" * 10_000 + "?")

    assert time.process_time() - began < 8  # grown with the square it takes much longer


@pytest.fixture
def ponds(springs):
    """A data set of villages whose things lie somewhere."""
    facts = {"name_th": "บ่อน้ำ", "owner_th": "-", "place_level": "village"}
    dataset = definitions.create(by=system_user(), code="ponds", facts=facts)
    for field in springs.fields.filter(name__in=["spring", "at"]):
        field.pk, field.dataset, field._state.adding = None, dataset, True
        field.save()
    return dataset


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headings", "row"),
    [("รหัสหมู่บ้าน,ชื่อน้ำพุ,lat,lon", ",ข,16.5,99.5"), ("รหัสหมู่บ้าน,หมู่ที่,ชื่อน้ำพุ,lat,lon", "-,7,ข,16.5,99.5")],
)
def test_of_a_row_without_the_code_of_a_village_its_tambon_is_kept(steward, ponds, mapped, headings, row):
    run = check(steward, ponds, f"{headings}\n{row}\n".encode())

    assert said(run) == [(2, "รหัสหมู่บ้าน", "row_of_tambon")]


@pytest.mark.django_db
def test_of_a_data_set_of_villages_the_tambon_around_a_position_is_place_enough(steward, ponds, mapped):
    run = check(steward, ponds, "ชื่อน้ำพุ,lat,lon,บ้าน\nก,16.5,99.5,น้ำใส\n".encode())

    assert [code for _line, _column, code in said(run)][-2:] == ["places_by_point", "places_of_tambon"]
    assert run.error_count == 0
    runs.store(by=steward, run=run)
    assert places_by_key() == {"ก": "630101"}


def test_zeros_before_degrees_are_not_kept():
    assert position("016.5, 099.5") == "16.5, 99.5"
    assert degrees("016.5") == ("16.5", 0)
    assert plain_pair("016.5", "99.5") is None
