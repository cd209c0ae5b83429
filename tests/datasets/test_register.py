"""The register of villages and communities: what a file says is what places are called, until it is undone."""

import pytest

from datasets.models import Record
from datasets.services import runs
from tambon.models import Area
from tambon.services import villages
from tests.datasets.conftest import check, said, store
from tests.factories import tambon as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(catalogue):
    make.area("630151", "เทศบาลเมืองตาก", level="municipality", kind="town")
    return catalogue["villages"]


def village(code="63011101", name="หมู่ที่ 1", households=100):
    return {"village_ID": code, "village_name": name, "households": households}


def named():
    return dict(Area.objects.filter(level="village", abolished_on=None).values_list("code", "name_th"))


def test_villages_and_communities_become_places_of_their_tambon(steward, register):
    run = store(steward, register, [village(), village("63011151", "ชุมชนที่ 1"), village("63015101", "ชุมชนหนึ่ง")])

    shown = Area.objects.filter(level="village").values_list("code", "kind", "parent", "entered_by")
    assert set(shown) == {
        ("63011101", "moo", "630111", run.pk),
        ("63011151", "community", "630111", run.pk),
        ("63015101", "community", "630151", run.pk),
    }
    assert named()["63015101"] == "ชุมชนหนึ่ง"
    assert Record.objects.get(place="63011101").values == {"village_name": "หมู่ที่ 1", "households": 100}


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        (village("63011100"), ("village_ID", "village_zero")),
        (village("63015100"), ("village_ID", "village_zero")),
        (village("6301111"), ("village_ID", "code_malformed")),
        (village("99999901"), ("village_ID", "code_unknown")),
        (village(name=""), ("village_name", "name_missing")),
        (village(households=-1), ("households", "number_below")),
    ],
)
def test_what_is_wrong_is_said_by_cell(steward, register, row, issue):
    run = check(steward, register, [village("63011102", "หมู่ที่ 2"), row])

    assert [(line, column, code) for line, column, code in said(run)] == [(3, *issue)]


def test_undo_closes_what_only_this_import_entered(steward, register):
    run = store(steward, register, [village(), village("63011102", "หมู่ที่ 2")])

    runs.undo(by=steward, run=run)

    assert named() == {}
    assert Area.objects.filter(level="village").count() == 2
    store(steward, register, [village()])
    assert named() == {"63011101": "หมู่ที่ 1"}


def test_a_new_name_is_told_and_taken_back_by_undo(steward, officer, register):
    villages.add(by=officer, parent=make.area("630111"), entry=villages.Entry("moo", 1, "บ้านเดิม"))
    first = store(steward, register, [village(name="บ้านกลาง")])
    assert said(first) == [(2, "village_name", "place_renamed")]
    second = store(steward, register, [village(name="บ้านใหม่")])
    assert named() == {"63011101": "บ้านใหม่"}

    runs.undo(by=steward, run=second)
    assert named() == {"63011101": "บ้านกลาง"}
    runs.undo(by=steward, run=first)
    assert named() == {"63011101": "บ้านเดิม"}


def test_the_same_file_again_changes_nothing_nor_what_was_named_by_hand_since(steward, officer, register):
    store(steward, register, [village()])
    villages.rename(by=officer, village=Area.objects.get(level="village"), name="บ้านใหม่")

    run = store(steward, register, [village()])

    assert (run.created_count, run.changed_count, run.same_count, named()) == (0, 0, 1, {"63011101": "บ้านใหม่"})


def test_what_two_files_say_stands_until_both_are_undone(steward, officer, register):
    villages.add(by=officer, parent=make.area("630111"), entry=villages.Entry("moo", 1, "บ้านเดิม"))
    rows = [village(name="บ้านกลาง"), village("63011102", "หมู่ที่ 2")]
    first, again = store(steward, register, rows), store(steward, register, rows)

    runs.undo(by=steward, run=first)
    assert named() == {"63011101": "บ้านกลาง", "63011102": "หมู่ที่ 2"}
    runs.undo(by=steward, run=again)
    assert named() == {"63011101": "บ้านเดิม"}


def test_the_name_of_the_later_period_counts(steward, register):
    store(steward, register, [village(name="บ้านใหม่")], period="2565")
    store(steward, register, [village(name="บ้านเก่า")], period="2560")

    assert named() == {"63011101": "บ้านใหม่"}


def test_a_village_with_figures_of_its_own_stays_open(steward, register, catalogue):
    run = store(steward, register, [village()])
    store(steward, catalogue["tpmap-village"], [{"village_ID": "63011101", "poor.JPT.CNT": 3}])

    runs.undo(by=steward, run=run)

    assert named() == {"63011101": "หมู่ที่ 1"}


def test_staff_see_the_villages_and_their_records_of_held_tambons(client, staff, steward, register):
    store(steward, register, [village(), village("63010101", "หมู่ที่ 1 ระแหง")])
    client.force_login(staff)

    found = client.get("/api/v1/datasets/villages/records/").json()["results"]

    assert [record["place"] for record in found] == ["63011101"]
    assert [area["code"] for area in client.get("/api/v1/villages/").json()["results"]] == ["63011101"]


def test_villages_without_a_code_are_found_by_tambon_and_moo(steward, catalogue):
    head = "หมู่ที่,บ้าน,ตำบล,อำเภอ,จังหวัด,จำนวนคน (จปฐ.) ที่จน"
    rows = ["3,ก,ต.แม่ท้อ,อ.เมือง,ตาก,5", "ม.๑๒,ข,แม่ท้อ,เมืองตาก,ตาก,6", "0,ค,แม่ท้อ,เมืองตาก,ตาก,1", "x,ง,แม่ท้อ,เมืองตาก,ตาก,1"]
    rows += [",จ,แม่ท้อ,เมืองตาก,ตาก,1", "2,ฉ,แม่ทอ,เมืองตาก,ตาก,1", "หมู่ที่ 4,ช,แม่ท้อ,เมืองตาก,ตาก,7", "รวม,,,,,20"]

    run = check(steward, catalogue["tpmap-village"], "\n".join([head, *rows]).encode())

    assert [found for found in said(run) if found[2] != "column_unknown"] == [
        (1, "", "places_by_name"), (4, "หมู่ที่", "moo_malformed"), (5, "หมู่ที่", "moo_malformed"),
        (6, "หมู่ที่", "moo_malformed"), (7, "ตำบล", "name_unknown_alike"), (9, "", "row_total"),
    ]  # fmt: skip
    runs.store(by=steward, run=run, skip_refused=True)
    assert dict(Record.objects.values_list("place_id", "values__poor.JPT.CNT")) == {
        "63011103": 5, "63011112": 6, "63011104": 7,
    }  # fmt: skip


def test_a_moo_beside_the_code_of_its_village_is_compared_with_it(steward, catalogue):
    content = "รหัสหมู่บ้าน,หมู่ที่,ตำบล,จำนวนคน (จปฐ.) ที่จน\n63011103,3,แม่ท้อ,5\n63011104,5,ระแหง,5\n".encode()
    store(steward, catalogue["tpmap-village"], content, skip_refused=True)

    assert said(check(steward, catalogue["tpmap-village"], content)) == [
        (3, "หมู่ที่", "area_differs"), (3, "ตำบล", "area_differs"),
    ]  # fmt: skip
