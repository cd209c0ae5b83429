"""A form edited as tables on its page: compiled by the same road as a file, and told at its cells."""

import io
import json

import pytest
from django.urls import reverse
from django.utils import translation

from datasets.importing import formtables
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(nation, private):
    return make.form()


@pytest.fixture
def page(client, steward, form):
    client.force_login(steward)
    return reverse("form-edit", args=["wells"])


def sent(tables, seen=1):
    return {"sheets": json.dumps(tables), "seen": seen, "note": "ถามเพิ่ม"}


def shown(client, page):
    return {table["name"]: table for table in client.get(page).context["tables"]}


def test_the_page_shows_the_newest_form_under_a_version_that_is_free(client, page):
    tables = shown(client, page)

    assert list(tables) == ["survey", "choices", "settings"]
    assert tables["survey"]["headings"][:3] == ["type", "name", "label::ไทย (th)"]
    assert tables["survey"]["rows"][2][:3] == ["integer", "wells", "บ่อน้ำ (บ่อ)"]
    version = tables["settings"]["rows"][0][tables["settings"]["headings"].index("version")]
    assert version.endswith("01")
    assert version != "2565010101"


def test_what_is_edited_becomes_a_version_as_a_file_would(client, page, form):
    tables = shown(client, page)
    tables["survey"]["rows"].append(["text", "road", "ถนน", "Road"])
    tables["choices"]["rows"].append(["crop", "07", "ถั่ว", "Beans"])

    answer = client.post(page, sent(list(tables.values())))

    made = form.dataset.forms.get(number=2)
    assert answer.url == reverse("form-detail", args=["wells", 2])
    assert [question["name"] for question in made.questions if not question["is_automatic"]][-1] == "road"
    assert "07" in {choice["value"] for choice in made.choices["crop"]}
    assert (made.source.name, made.note) == ("wells.xlsx", "ถามเพิ่ม")
    assert form.dataset.fields.get(name="road").kind == "text"


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_signs_that_no_workbook_can_hold_are_left_out(client, page, form, sign):
    tables = shown(client, page)
    tables["survey"]["rows"].append(["text", "road", f"ถ{sign}นน", "Road"])

    assert client.post(page, sent(list(tables.values()))).status_code == 302

    assert form.dataset.fields.get(name="road").label_th == "ถนน"


def test_what_is_wrong_is_told_at_its_cell_and_what_was_typed_stays(client, page, form):
    tables = shown(client, page)
    tables["survey"]["rows"][2][0] = "whole number"

    answer = client.post(page, sent(list(tables.values())))

    assert answer.status_code == 422
    [place] = answer.context["places"]
    assert (place["sheet"], place["row"], place["column"]) == ("survey", 4, "type")
    assert answer.context["tables"][0]["rows"][2][0] == "whole number"
    assert form.dataset.forms.count() == 1


def test_a_version_put_in_force_meanwhile_is_not_overwritten(client, page, form):
    tables = shown(client, page)
    make.form(make.survey("2565020202"))

    answer = client.post(page, sent(list(tables.values())))

    assert answer.status_code == 412
    assert (answer.context["seen"], "forms/2/" in answer.text) == ("2", True)
    assert "จึงยังไม่ได้บันทึก" in answer.context["form"].stale.said
    assert form.dataset.forms.count() == 2


@pytest.mark.parametrize(
    "sheets", ["", "{", "3", "null", "[1]", '[{"name":"survey"}]', '[{"name":"../x","headings":[],"rows":[]}]', "[" * 9000,
               '[{"name":"survey","headings":["type"],"rows":[[3]]}]', '[{"name":"survey","headings":"type","rows":["a"]}]'],
)  # fmt: skip
def test_what_no_page_sends_is_refused_in_a_sentence(client, page, form, sheets):
    answer = client.post(page, {"sheets": sheets, "seen": "1"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["sheets"]
    assert form.dataset.forms.count() == 1


def test_a_data_set_without_a_form_begins_with_the_usual_columns(client, steward, nation, private):
    made = make.dataset("roads")
    client.force_login(steward)

    tables = shown(client, reverse("form-edit", args=[made.pk]))

    assert tables["survey"]["headings"][:2] == ["type", "name"]
    assert tables["settings"]["rows"][0][0] == made.name_th


def test_the_same_tables_are_the_same_file(form):
    tables = formtables.tables_of(form.dataset, form)

    assert formtables.as_workbook(tables).getvalue() == formtables.as_workbook(tables).getvalue()


def test_the_newest_form_leads_to_its_tables_for_whoever_may_change_it(client, steward, worker, form):
    newer = make.form(make.survey("2565020202"))
    edit = reverse("form-edit", args=["wells"])

    def page(user, number):
        client.force_login(user)
        return client.get(reverse("form-detail", args=["wells", number])).content.decode()

    assert edit in page(steward, newer.number)
    assert edit not in page(steward, form.number)
    assert edit not in page(worker, newer.number)


def file_named(name, content):
    file = io.BytesIO(content.encode())
    file.name = name
    return file


@pytest.mark.parametrize("is_table", [True, False])
def test_files_that_came_with_a_refused_form_are_named_to_be_chosen_again(client, page, form, is_table):
    lists = [file_named("สวน.csv", "name,label\n1,สวน\n"), file_named("ป่า.csv", "name,label\n1,ป่า\n")]
    broken = make.survey("2565020202").replace("integer,wells", "number,wells")
    if is_table:
        tables = shown(client, page)
        tables["survey"]["rows"].append(["numbr", "cars", "รถ"])
        given = sent(list(tables.values()))
    else:
        page = reverse("form-bring", args=["wells"])
        given = {"file": file_named("บ่อ.csv", broken)}

    with translation.override("th"):
        answer = client.post(page, given | {"attached": lists})

    assert answer.status_code == 422
    said = "ระบบไม่ได้เก็บไฟล์ไว้ โปรดเลือกอีกครั้ง: "
    shown_errors = {name: list(errors) for name, errors in answer.context["form"].errors.items() if name != "__all__"}
    assert shown_errors == {"attached": [f"{said}สวน.csv, ป่า.csv"]} | ({} if is_table else {"file": [f"{said}บ่อ.csv"]})
    assert f"{said}สวน.csv, ป่า.csv" in answer.content.decode()


@pytest.mark.parametrize("is_table", [True, False])
def test_files_come_with_a_form_by_its_pages(client, page, form, is_table):
    asked = make.survey("2565020202").replace(",note,", ",select_one_from_file ป่า.csv,wood,ป่า,Wood,,,\n,note,")
    lists = [file_named("สวน.csv", "name,label\n1,สวน\n"), file_named("ป่า.csv", "name,label\n1,ป่า\n")]
    if is_table:
        tables = shown(client, page)
        tables["survey"]["rows"].append(["select_one_from_file ป่า.csv", "wood", "ป่า"])
        given = sent(list(tables.values()))
    else:
        page = reverse("form-bring", args=["wells"])
        given = {"file": file_named("บ่อ.csv", asked)}

    answer = client.post(page, given | {"attached": lists})
    assert answer.status_code == 302, answer.context["issues"] or answer.context["form"].errors

    assert set(form.dataset.forms.get(number=2).files.values_list("name", flat=True)) == {"สวน.csv", "ป่า.csv"}
