"""Files of strangers brought into the data set of a form: of places by name, by position, and of many things in one."""

import pytest

from datasets.importing import intake, shippedforms
from datasets.importing.guesses import guessed
from datasets.models import Dataset, Record
from datasets.selectors.headings import fields_in_files, reading_of
from datasets.services import catalogue as definitions
from datasets.services import runs
from tambon.system import system_user
from tests.datasets.conftest import check, said
from tests.factories import fieldwork as make
from tests.factories.tambon import area as make_area

pytestmark = pytest.mark.django_db

FORM = """survey,,,,
,type,name,label::ไทย (th),label::English (en)
,select_one_from_file villages.csv,village,หมู่บ้านที่ตั้ง,Village
,text,place_name,ชื่อสถานที่,Name
,select_one kinds,kind,ประเภท,Kind
,geopoint,position,พิกัด,Position
choices,,,,
,list_name,name,label::ไทย (th),label::English (en)
,kinds,temple,วัด,Temple
,kinds,market,ตลาด,Market
settings,,,,
,form_title,version,default_language,
,แบบสำรวจสถานที่,1,ไทย (th),
"""


@pytest.fixture
def dataset(nation):
    facts = {"name_th": "สถานที่", "owner_th": "-", "place_level": "village", "needs_second_person": False}
    return make.form(FORM, of=definitions.create(by=system_user(), code="places", facts=facts)).dataset


def test_many_things_of_one_tambon_come_by_names_and_are_told_apart_by_what_they_are_called(steward, dataset):
    head = "ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่,ประเภท"
    rows = [
        "แม่ท้อ,เมือง,ตาก,วัดบน,วัด",
        "แม่ท้อ,เมือง,ตาก,ตลาดเช้า,ตลาด",
        "แม่ท้อ,เมือง,ตาก,วัดบน,Temple",
        "ระแหง,เมือง,ตาก,วัดบน,วัด",
    ]

    run = check(steward, dataset, "\n".join([head, *rows]).encode())

    assert [found[::2] for found in said(run)] == [
        (1, "places_by_name"), (1, "places_of_tambon"), (2, "key_twice_of"), (4, "key_twice_of"),
    ]  # fmt: skip
    issue = run.issues.get(line=2)
    assert (issue.column, issue.values) == ("ชื่อสถานที่", {"line": "4", "fields": "“ชื่อสถานที่”"})
    runs.store(by=steward, run=run, skip_refused=True)
    stored = Record.objects.filter(dataset=dataset).order_by("place_id", "key")
    assert [(found.place_id, found.values["place_name"], found.values["kind"]) for found in stored] == [
        ("630101", "วัดบน", "temple"), ("630111", "ตลาดเช้า", "market"),
    ]  # fmt: skip


def test_a_village_is_taken_where_the_file_names_it(steward, dataset):
    content = "หมู่ที่,ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่\n3,แม่ท้อ,เมือง,ตาก,วัดบน\n".encode()

    run = check(steward, dataset, content)

    assert [code for _line, _column, code in said(run)] == ["places_by_name"]
    runs.store(by=steward, run=run)
    assert Record.objects.get(dataset=dataset).place_id == "63011103"


def test_real_attractions_are_explained_by_hand_and_go_into_the_form_we_ship_for_them(steward, nation, shared):
    for code, name in (("92", "ตรัง"), ("9206", "ย่านตาขาว"), ("83", "ภูเก็ต"), ("8302", "กะทู้")):
        make_area(code, name_th=name)
    for code, name in (("920601", "ย่านตาขาว"), ("920609", "ทุ่งกระบือ"), ("830201", "กะทู้"), ("830202", "ป่าตอง")):
        make_area(code, name_th=name)
    (path,) = [found for found in shippedforms.shipped() if found.stem == "tourism_places"]
    shippedforms.load(by=system_user(), files=[path])
    dataset = Dataset.objects.get(pk="tourism_places")
    run = check(steward, dataset, (shared / "tat_attraction_sample.csv").read_bytes())
    chosen = {
        "ATT_NAME_TH": "place_name", "ATT_LOCATION": "position", "SUBDISTRICT_NAME_TH": "tumbol_name",
        "DISTRICT_NAME_TH": "amphur_name", "PROVINCE_NAME_TH": "province_name", "ATT_CREATED_DATE": "collected_on",
    }  # fmt: skip
    head = intake.head_of(run)
    offered = guessed(reading_of(dataset, fields_in_files(dataset)), head)

    assert {heading: name for heading, name in zip(head.headings, offered, strict=True) if name} == {
        heading: name for heading, name in chosen.items() if heading != "ATT_CREATED_DATE"
    } | {"ATT_ADDRESS": "address", "ATT_WEBSITE": "website"}
    run = intake.explain(by=steward, run=run, head=head, chosen=[chosen.get(text, "") for text in head.headings])

    assert sorted(code for _line, _column, code in said(run)) == [
        "dates_ambiguous",
        "places_by_name",
        "places_of_tambon",
    ]
    runs.store(by=steward, run=run)
    stored = Record.objects.filter(dataset=dataset).values_list("place_id", "values__place_name", "values__position")
    assert stored.count() == 5
    assert ("920601", "เมืองเก่าย่านตาขาว", "7.376891000000001, 99.6734393") in set(stored)


def test_a_number_of_a_moo_that_is_none_is_refused_however_long_it_is(steward, dataset):
    rows = "".join(f"{moo},แม่ท้อ,เมือง,ตาก,วัดบน\n" for moo in ("9" * 5000, "003", "51"))

    run = check(steward, dataset, f"หมู่ที่,ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่\n{rows}".encode())

    assert [found[::2] for found in said(run)][1:] == [(2, "moo_malformed"), (4, "moo_malformed")]


def test_what_a_thing_is_called_is_said_to_be_wrong_once_and_may_be_missing(steward, dataset):
    dataset.fields.filter(name="place_name").update(is_required=True)
    rows = f"แม่ท้อ,เมือง,ตาก,{'ก' * 20_001}\nแม่ท้อ,เมือง,ตาก,\n"

    run = check(steward, dataset, f"ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่\n{rows}".encode())

    assert [found[::2] for found in said(run)][2:] == [(2, "text_too_long"), (3, "value_absent")]
    assert run.skipped_count == 1


def test_what_was_imported_before_names_were_keys_is_the_same_when_its_file_comes_again(steward, dataset):
    content = "ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่,ประเภท\nแม่ท้อ,เมือง,ตาก,วัดบน,วัด\nระแหง,เมือง,ตาก,วัดบน,วัด\n"
    runs.store(by=steward, run=check(steward, dataset, content.encode()))
    Record.objects.filter(dataset=dataset).update(key="")  # as they were stored then

    again = runs.store(by=steward, run=check(steward, dataset, content.encode()))
    more = content + "แม่ท้อ,เมือง,ตาก,ตลาดเช้า,ตลาด\n"
    with_others = runs.store(by=steward, run=check(steward, dataset, more.encode()))

    assert (again.created_count, again.changed_count, again.same_count) == (0, 0, 2)
    assert (with_others.created_count, with_others.same_count) == (1, 2)
    stored = Record.objects.filter(dataset=dataset).order_by("place_id", "key")
    assert list(stored.values_list("place_id", "key")) == [("630101", ""), ("630111", ""), ("630111", "ตลาดเช้า")]


def test_a_record_without_a_key_of_another_thing_or_one_that_was_undone_is_not_meant(steward, dataset):
    content = "ตำบล,อำเภอ,จังหวัด,ชื่อสถานที่,ประเภท\nแม่ท้อ,เมือง,ตาก,วัดบน,วัด\n"
    first = runs.store(by=steward, run=check(steward, dataset, content.encode()))
    Record.objects.filter(dataset=dataset).update(key="")

    runs.store(by=steward, run=check(steward, dataset, content.replace("วัดบน", "วัดล่าง").encode()))
    runs.undo(by=steward, run=first)
    runs.store(by=steward, run=check(steward, dataset, content.encode()))

    live = Record.objects.filter(dataset=dataset, is_live=True)
    assert set(live.values_list("key", flat=True)) == {"วัดบน", "วัดล่าง"}
