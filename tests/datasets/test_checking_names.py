"""Places of rows that bring no code: found by the names that people write."""

from datasets.models import Record
from datasets.services import runs
from tests.datasets.conftest import check, said, sentences
from tests.factories import tambon as make

ABOLISHED = {"abolished_on": "2020-01-01"}


def test_a_file_without_codes_is_read_by_names(steward, tpmap):
    content = "จังหวัด,อำเภอ,ตำบล,จำนวนประชากร\nจ.ตาก,อ.เมืองตาก,ต.แม่ท้อ,200\nตาก,บ้านตาก,ระแหง,5\nรวม,,,205\n"

    run = check(steward, tpmap, content.encode())

    assert [(line, code) for line, _c, code in said(run)] == [
        (1, "places_by_name"), (3, "name_unknown_alike"), (4, "row_total"),
    ]  # fmt: skip
    assert [staged.place for staged in run.staged_rows.all()] == ["630111"]


def test_places_are_found_by_the_names_that_people_write(steward, tpmap):
    make.area("10", name_th="กรุงเทพมหานคร")
    make.area("1001", name_th="พระนคร")
    make.area("100101", name_th="พระบรมมหาราชวัง")
    named = [
        ("แม่ท้อ", "เมือง", "ตาก"), ("ต.ระแหง", "อ.เมือง", "จ.ตาก"), ("แขวงพระบรมมหาราชวัง", "เขตพระนคร", "กทม."),
        ("แม่ทอ", "เมือง", "ตาก"), ("ไม่มีจริง", "เมือง", "ตาก"),
    ]  # fmt: skip
    content = "".join(f"{','.join(each)},100\n" for each in [("ตำบล", "อำเภอ", "จังหวัด"), *named])

    run = check(steward, tpmap, content.replace(",100", ",ประชากร", 1).encode())

    assert said(run) == [
        (1, "", "places_by_name"), (5, "ตำบล", "name_unknown_alike"), (6, "ตำบล", "name_unknown"),
    ]  # fmt: skip
    assert "แม่ท้อ (630111)" in sentences(run)[1]
    runs.store(by=steward, run=run, skip_refused=True)
    assert set(Record.objects.values_list("place_id", flat=True)) == {"630111", "630101", "100101"}


def test_an_amphoe_called_as_people_call_it_is_no_other_one(steward, tpmap):
    content = "รหัสตำบล,อำเภอ,จังหวัด,ประชากร\n630111,เมือง,ตาก,100\n630101,อ. เมือง,เชียงใหม่,100\n".encode()

    assert said(check(steward, tpmap, content)) == [(3, "จังหวัด", "area_differs")]


def test_a_name_alone_is_no_place_though_no_other_tambon_has_it(steward, tpmap):
    content = "ตำบล,อำเภอ,จังหวัด,ประชากร\nแม่ท้อ,เมือง,ตาก,100\nระแหง,,,100\nระแหง,เมือง,,100\n".encode()

    assert said(check(steward, tpmap, content))[1:] == [
        (3, "ตำบล", "names_incomplete"), (4, "ตำบล", "names_incomplete"),
    ]  # fmt: skip


def test_a_very_long_cell_among_the_names_is_compared_with_none(steward, tpmap):
    content = f"ตำบล,อำเภอ,จังหวัด,ประชากร\n{'แม่ท้อ' * 5000},เมือง,ตาก,100\n".encode()

    run = check(steward, tpmap, content)

    assert said(run)[1:] == [(2, "ตำบล", "name_unknown")]
