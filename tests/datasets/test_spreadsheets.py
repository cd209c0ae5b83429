"""A data set made from a spreadsheet: what its columns seem to be, confirmed by a person, and the file goes on."""

import io
import json
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from datasets.importing import proposals
from datasets.models import Dataset, HeadingSet, Record
from datasets.selectors.field_rules import DefinitionInputError
from datasets.selectors.spreadsheets import Column
from datasets.services import catalogue as definitions
from datasets.services import runs
from tests.datasets.conftest import check
from tests.datasets.test_headings import workbook_of
from tests.factories import tambon as make
from u2t.core.models import AuditEvent, ImportRun

pytestmark = pytest.mark.django_db

HEAD = "รหัสตำบล,ชื่อตลาด,แผงค้า,รายได้,วันเปิด,ประเภท,พิกัด,ร้อยละผู้ค้าในตำบล,โทรศัพท์,ว่าง"
MARKETS = [
    f"630111,ตลาดที่ {number},{number},{number}.5,1{number % 9}/02/2564,{'สด' if number % 2 else 'นัด'},"
    f'"16.{number}, 99.{number}",{number}.25,0812345{number:03},'
    for number in range(10, 30)
]
FILE = "\n".join(["รายชื่อตลาด", HEAD, *MARKETS]).encode()
FACTS = {"name_th": "ตลาด", "owner_th": "อบต.", "place_level": "tambon"}
THREE = (
    Column("รหัสตำบล", "place"), Column("ชื่อตลาด", "key", "market", "ชื่อตลาด"),
    Column("แผงค้า", "value", "stalls", "แผงค้า", "whole"),
)  # fmt: skip


def propose(content):
    return proposals.propose_upload(io.BytesIO(content), size=len(content))


def by_heading(found):
    return {seen.column.heading: seen.column for seen in found.columns}


def test_headings_and_values_tell_what_the_columns_seem_to_be():
    found = propose(FILE)

    assert (found.line, found.place_level) == (2, "tambon")
    columns = by_heading(found)
    assert {heading: column.use for heading, column in columns.items() if column.use != "value"} == {
        "รหัสตำบล": "place", "ชื่อตลาด": "key", "ว่าง": "",
    }  # fmt: skip
    assert {heading: column.kind for heading, column in columns.items() if heading != "รหัสตำบล"} == {
        "ชื่อตลาด": "text", "แผงค้า": "whole", "รายได้": "decimal", "วันเปิด": "date", "ประเภท": "choice",
        "พิกัด": "point", "ร้อยละผู้ค้าในตำบล": "percent", "โทรศัพท์": "text", "ว่าง": "text",
    }  # fmt: skip
    assert columns["ประเภท"].choices == ("นัด", "สด")
    assert [heading for heading, column in columns.items() if column.is_personal] == ["โทรศัพท์"]
    assert columns["แผงค้า"].name == "column_3"
    assert found.columns[1].samples == ["ตลาดที่ 10", "ตลาดที่ 11", "ตลาดที่ 12"]


def test_a_column_of_codes_is_the_place_whatever_it_is_called_and_eight_digits_are_villages():
    tambons = propose("รหัสที่ตั้ง,จำนวน\n630111.0,3\n630101.0,4\n".encode())
    villages = propose("รหัสหมู่,จำนวน\n63011101,3\n63011102,4\n".encode())

    assert (tambons.place_level, by_heading(tambons)["รหัสที่ตั้ง"].use) == ("tambon", "place")
    assert (villages.place_level, by_heading(villages)["รหัสหมู่"].use) == ("village", "place")


def test_columns_of_one_name_get_different_ones_and_latin_headings_keep_theirs():
    found = propose(b"tambon_code,Stalls,stalls\n630111,1,2\n")

    assert [seen.column.name for seen in found.columns] == ["tambon_code", "Stalls", "stalls_2"]


def test_a_file_of_too_many_columns_is_no_data_set():
    with pytest.raises(DefinitionInputError, match="121"):
        propose(",".join(f"a{number}" for number in range(121)).encode() + b"\n" + b"1," * 120 + b"1\n")


def test_real_attractions_are_proposed_by_name_and_position_and_brought_as_proposed(steward, nation, shared):
    make.areas(
        {
            "92": "ตรัง", "9204": "ย่านตาขาว", "920401": "ย่านตาขาว", "920405": "ทุ่งกระบือ",
            "83": "ภูเก็ต", "8302": "กะทู้", "830201": "กะทู้", "830202": "ป่าตอง",
        }
    )  # fmt: skip
    content = (shared / "tat_attraction_sample.csv").read_bytes()

    found = propose(content)

    columns = by_heading(found)
    assert len(found.columns) == 71
    assert columns["ATT_LOCATION"].kind == "point"
    assert columns["ATT_ID"].use == "key"
    assert {column.use: heading for heading, column in columns.items() if column.use not in {"", "value", "key"}} == {
        "place-name": "SUBDISTRICT_NAME_TH", "amphur_name": "DISTRICT_NAME_TH", "province_name": "PROVINCE_NAME_TH",
    }  # fmt: skip
    facts = FACTS | {"default_period": "2569"}
    said = [seen.column for seen in found.columns]
    made = definitions.create_from_columns(by=steward, code="attractions", facts=facts, columns=said)
    run = runs.store(by=steward, run=check(steward, made, content, period="2569"))
    assert (run.created_count, run.skipped_count) == (5, 0)
    assert set(Record.objects.values_list("place_id", flat=True)) == {"920401", "920405", "830201", "830202"}


def test_the_data_set_and_its_fields_are_one_version(steward, nation):
    made = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=THREE)

    assert made.versions.count() == 1
    assert list(made.fields.filter(role__in=["value", "key"]).values_list("name", "kind", "role")) == [
        ("market", "text", "key"), ("stalls", "whole", "value"),
    ]  # fmt: skip
    assert not HeadingSet.objects.exists()
    assert AuditEvent.objects.filter(action="dataset.created").count() == 1
    run = check(steward, made, "รหัสตำบล,ชื่อตลาด,แผงค้า\n630111,ก,4\n630111,ข,5\n".encode())
    runs.store(by=steward, run=run)
    assert dict(Record.objects.values_list("key", "values")) == {"ก": {"stalls": 4}, "ข": {"stalls": 5}}


def test_what_the_words_alone_would_read_otherwise_is_remembered(steward, nation):
    columns = (
        Column("ตำบล", ""), Column("ชื่อตำบล", "place-name"), Column("รหัส", "key", "number", "รหัส"),
        Column("ที่ตั้ง", "place"), Column("code", "value", "code_of_stall", "code"),
    )  # fmt: skip
    made = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=columns)

    assert HeadingSet.objects.get().chosen == ["", "name_th", "number", "tambon_code", "code_of_stall"]
    content = "ตำบล,ชื่อตำบล,รหัส,ที่ตั้ง,code\nที่อื่น,แม่ท้อ,7,630111,x\n".encode()
    run = runs.store(by=steward, run=check(steward, made, content))
    assert run.warning_count == 0
    record = Record.objects.get()
    assert (record.place_id, record.key, record.values) == ("630111", "7", {"code_of_stall": "x"})


@pytest.mark.parametrize(
    ("columns", "field", "column", "words"),
    [
        ((*THREE, Column("ที่", "place")), "use", 4, "“รหัสตำบล”"),
        ((*THREE, Column("x", "nothing")), "use", 4, "“nothing”"),
        ((*THREE, Column("x", "value", "1x", "x")), "name", 4, "A-Z"),
        ((*THREE, Column("x", "value", "STALLS", "x")), "name", 4, ""),
        ((*THREE, Column("แผงค้า", "value", "other", "แผงค้า")), "label_th", 4, "“แผงค้า”"),
        ((*THREE, Column("x", "value", "x", "")), "label_th", 4, ""),
        ((*THREE, Column("x", "value", "x", "x", "file")), "kind", 4, ""),
        ((*THREE, Column("x", "value", "x", "x", "choice")), "kind", 4, "30"),
        (THREE[:1], None, None, ""),
        (THREE[1:], None, None, ""),
    ],
)
def test_what_cannot_be_a_data_set_is_refused_with_the_column(steward, nation, columns, field, column, words):
    with pytest.raises(DefinitionInputError) as refused:
        definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=columns)

    assert (refused.value.extra.get("field"), refused.value.extra.get("column")) == (field, column)
    assert words in str(refused.value) or words == "A-Z"
    assert not Dataset.objects.exists()


def test_only_who_defines_for_the_nation_makes_one(pm, nation):
    with pytest.raises(PermissionDenied):
        definitions.create_from_columns(by=pm, code="markets", facts=FACTS, columns=THREE)


def _sent(page, **changes):
    """What the browser would send of the page as it stands, with some of it changed."""
    editor = page.context["editor"]
    sent = {name: editor.facts[name].value() or "" for name in editor.facts.fields}
    for form in (editor.lines.management_form, *editor.lines.forms):
        sent |= {form[name].html_name: form[name].value() for name in form.fields}
    return {name: value for name, value in (sent | changes).items() if value is not False and value is not None}


def test_the_pages_bring_confirm_and_go_on_into_the_import(client, steward, nation):
    client.force_login(steward)
    assert reverse("dataset-from-file") in client.get(reverse("dataset-list")).content.decode()
    address = reverse("dataset-from-file")
    answer = client.post(address, {"file": io.BytesIO(b"")})
    assert answer.status_code == 422

    brought = io.BytesIO(FILE)
    brought.name = "markets.csv"
    page = client.post(address, {"file": brought}, follow=True)
    assert page.status_code == 200
    confirm = page.request["PATH_INFO"]
    assert not Dataset.objects.exists()

    wrong = client.post(confirm, _sent(page, code="markets", owner_th="อบต.", period="2564", **{"column-2-name": "1"}))
    assert wrong.status_code == 422
    assert wrong.context["editor"].lines.forms[2].errors["name"]
    again = client.post(confirm, _sent(page, code="markets", owner_th="อบต.", period="9999"))
    assert again.context["editor"].facts.errors["period"]
    nowhen = client.post(confirm, _sent(page, code="markets", owner_th="อบต."))
    assert (nowhen.status_code, list(nowhen.context["editor"].facts.errors)) == (422, ["period"])
    assert not Dataset.objects.exists()

    done = client.post(confirm, _sent(page, code="markets", owner_th="อบต.", period="2564"))
    run = ImportRun.objects.get()
    assert (done.status_code, done.url) == (302, reverse("import-detail", args=[run.pk]))
    assert (run.state, run.row_count, run.skipped_count, run.period) == ("checked", 20, 0, "2564")
    made = Dataset.objects.get()
    assert (made.name_th, made.versions.count()) == ("markets", 1)
    assert [each["value"] for each in made.fields.get(label_th="ประเภท").choices] == ["นัด", "สด"]
    taken = client.post(confirm, _sent(page, code="markets", owner_th="อบต.", period="2564"))
    assert taken.context["editor"].facts.errors["code"]


def test_numbers_that_nobody_counts_are_texts():
    rows = "".join(f"630111,199001111111{number},1990{number}\n" for number in range(5))

    columns = by_heading(propose(f"รหัสตำบล,เลขบัตรประชาชน,ประชากร\n{rows}".encode()))

    assert [columns[heading].kind for heading in ("เลขบัตรประชาชน", "ประชากร")] == ["text", "whole"]


def test_that_there_is_none_is_an_answer_beside_others_and_nothing_among_numbers():
    cells = [("มี", "ไม่มี", "5"), ("ไม่มี", "-", "ไม่มี")] * 5

    columns = by_heading(
        propose(("รหัสตำบล,แผนธุรกิจ,หมายเหตุ,สมาชิก\n" + "".join(f"630111,{','.join(each)}\n" for each in cells)).encode())
    )

    assert columns["แผนธุรกิจ"].choices == ("มี", "ไม่มี")
    assert (columns["หมายเหตุ"].use, columns["สมาชิก"].kind) == ("", "whole")


def test_a_list_of_too_many_different_values_is_none(client, steward, nation):
    client.force_login(steward)
    rows = "".join(f"630111,ก{number},ข{number}\n" for number in range(40))
    brought = io.BytesIO(f"รหัสตำบล,ชื่อ,หมวด\n{rows}".encode())
    brought.name = "a.csv"
    page = client.post(reverse("dataset-from-file"), {"file": brought}, follow=True)

    sent = _sent(page, code="a", owner_th="-", period="2564", **{"column-2-kind": "choice"})
    answer = client.post(page.request["PATH_INFO"], sent)

    assert answer.context["editor"].lines.forms[2].errors["kind"]


def test_another_person_does_not_go_on_with_the_file(client, steward, admin, nation):
    client.force_login(steward)
    brought = io.BytesIO(FILE)
    brought.name = "markets.csv"
    page = client.post(reverse("dataset-from-file"), {"file": brought}, follow=True)

    client.force_login(admin)

    assert client.get(page.request["PATH_INFO"]).status_code == 404


def test_the_api_proposes_and_defines_with_the_same_columns(client, steward, nation):
    client.force_login(steward)
    brought = io.BytesIO(workbook_of({"ข้อมูล": [["รหัสตำบล", "แผงค้า"], ["630111", 4], ["630101", 5]]}))
    brought.name = "a.xlsx"
    answer = client.post("/api/v1/datasets/propose/", {"file": brought})
    assert answer.status_code == 200, answer.content
    columns = answer.json()["columns"]
    assert (columns[1]["kind"], columns[1]["samples"]) == ("whole", ["4", "5"])

    def define(**changes):
        body = FACTS | {"code": "markets", "columns": columns} | changes
        return client.post("/api/v1/datasets/", json.dumps(body), content_type="application/json")

    refused = define(columns=[columns[0] | {"use": "place"}, columns[1] | {"name": "ก"}])
    assert (refused.status_code, refused.json()["column"]) == (422, 2)
    made = define()
    assert made.status_code == 201, made.content
    assert made.json()["fields"][-1]["label_th"] == "แผงค้า"
    assert made.json()["version"] == 1


def test_latitude_and_longitude_in_two_columns_become_one_position(steward):
    rows = [f"630111,ตลาด {number},16.{number},99.{number}" for number in range(10, 14)]
    rows.append("630111,ตลาด 14,617000,ตาก")
    content = "\n".join(["รหัสตำบล,ชื่อตลาด,LAT,LONG", *rows]).encode()

    found = propose(content)

    assert [seen.column.use for seen in found.columns] == ["place", "key", "latitude", "longitude"]
    said = [seen.column for seen in found.columns]
    dataset = definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=said)
    assert list(dataset.fields.filter(kind="point").values_list("name", "role")) == [("position", "value")]
    assert not HeadingSet.objects.exists()
    run = check(steward, dataset, content)
    assert [(issue.line, issue.code) for issue in run.issues.all()] == [(6, "degrees_metres"), (6, "degrees_malformed")]
    runs.store(by=steward, run=run, skip_refused=True)
    assert Record.objects.get(key="ตลาด 12").values == {"position": "16.12, 99.12"}


def test_half_a_position_is_a_number_and_cannot_be_confirmed_alone(steward):
    content = "\n".join(["รหัสตำบล,ตลาด,LAT", *(f"630111,ต {number},16.{number}" for number in range(10, 14))]).encode()

    said = [seen.column for seen in propose(content).columns]

    assert [(column.use, column.kind) for column in said] == [("place", "whole"), ("key", "text"), ("value", "decimal")]
    said[2] = replace(said[2], use="latitude")
    with pytest.raises(DefinitionInputError) as refused:
        definitions.create_from_columns(by=steward, code="markets", facts=FACTS, columns=said)
    assert refused.value.extra == {"field": "use", "column": 3}
