"""Forms: compiled, versioned, and what is wrong told by sheet, row and column."""

import io

import pytest
from django.utils import translation

from datasets.importing import formintake
from datasets.models import Dataset, Form
from tests.datasets.conftest import issues_of_form
from tests.factories import fieldwork as make
from tests.factories import tambon


def test_everything_wrong_is_told_at_once_by_sheet_row_and_column(dataset):
    text = (
        make.survey()
        .replace("integer,wells,", "integer,1wells,")
        .replace("image,photo", "picture,photo")
        .replace("${wells} > 0", "(${rivers} > 0")
        .replace("select_multiple crop,", "select_multiple fruit,")
        .replace(",yn,no,", ",yn,yes,")
        .replace(",end repeat,,,,,,\n", "")
    )

    found = issues_of_form(text, dataset)

    assert set(found) == {
        ("survey", 5, "name"), ("survey", 8, "relevant"), ("survey", 9, "type"), ("survey", 10, "type"),
        ("survey", 12, "type"), ("choices", 18, "name"),
    }  # fmt: skip
    assert "picture" in found["survey", 12, "type"].message
    assert not Form.objects.exists()
    assert not Dataset.objects.filter(parent="wells").exists()


def test_what_the_compiler_says_is_told_where_it_points(dataset):
    found = issues_of_form(make.survey().replace(",note,thanks,ขอบคุณ,Thanks,,,", ",calculate,sum,,,,,"), dataset)

    ((sheet, row, _column),) = found
    assert (sheet, row) == ("survey", 15)


@pytest.mark.parametrize("text", ["", "x", "survey\n", "survey,,\n,a,b\n", "\x00\x01", "survey,,\n,type,name\n"])
def test_what_is_no_form_is_answered(dataset, text):
    assert issues_of_form(text or " ", dataset)


def test_a_form_brought_twice_or_under_an_old_version_is_refused(dataset):
    make.form()
    assert ("survey", 0, "") in issues_of_form(make.survey(), dataset)
    assert ("settings", 2, "version") in issues_of_form(make.survey().replace("บ่อน้ำ (บ่อ)", "บ่อ"), dataset)


@pytest.mark.slow
def test_a_form_of_five_thousand_questions_and_ten_thousand_choices_is_taken(dataset):
    rows = "".join(f",integer,q{n},คำถาม {n},Question {n},,,\n" for n in range(5000))
    choices = "".join(f",crop,c{n},พืช {n},Crop {n},,,\n" for n in range(10000))
    text = make.survey().replace(",note,", f"{rows},note,").replace(",crop,cane,", f"{choices},crop,cane,")

    form = make.form(text)

    assert len(form.questions) == 5008
    assert len(form.choices["crop"]) == 10002
    assert dataset.fields.filter(is_asked=True).count() == 5007


def test_too_many_questions_are_refused(dataset):
    rows = "".join(f",integer,q{n},คำถาม {n},Question {n},,,\n" for n in range(6000))

    assert ("survey", 0, "") in issues_of_form(make.survey().replace(",note,", f"{rows},note,"), dataset)


@pytest.mark.integration
class TestPages:
    def test_a_steward_brings_a_form_sees_it_and_gets_it_back(self, client, steward, dataset):
        client.force_login(steward)
        file = io.BytesIO(make.survey().encode())
        file.name = "บ่อน้ำ.csv"

        posted = client.post("/datasets/wells/forms/new/", {"file": file, "note": "ปีแรก"})

        assert posted["Location"] == "/datasets/wells/forms/1/"
        page = client.get(posted["Location"]).content.decode()
        assert "มีน้ำใช้ตลอดปี" in page
        assert "ไม่มี" in page
        assert "ปีแรก" in page
        assert "รุ่นที่ 2565" in page, "as in the list of versions"
        got = client.get("/datasets/wells/forms/1/xlsform/")
        assert b"".join(got.streaming_content).decode() == make.survey()
        for address in ("/datasets/forms/", "/datasets/wells/forms/", "/datasets/wells/", "/datasets/wells-members/"):
            assert client.get(address).status_code == 200, address
        assert "แบบสำรวจบ่อน้ำ" in client.get("/datasets/forms/").content.decode()

    def test_a_form_with_problems_shows_each_with_its_row(self, client, steward, dataset):
        client.force_login(steward)
        file = io.BytesIO(make.survey().replace("integer,wells", "number,wells").encode())
        file.name = "wells.csv"

        with translation.override("th"):
            page = client.post("/datasets/wells/forms/new/", {"file": file})

        assert page.status_code == 422
        assert "“number” ไม่ใช่ชนิดคำถาม" in page.content.decode()

    def test_the_api_brings_a_form_and_tells_its_problems(self, client, steward, dataset):
        client.force_login(steward)
        bad, good = io.BytesIO(make.survey().replace("integer,wells", "number,wells").encode()), io.BytesIO()
        bad.name = good.name = "wells.csv"
        good.write(make.survey().encode())
        good.seek(0)

        refused = client.post("/api/v1/datasets/wells/forms/", {"file": bad})
        made = client.post("/api/v1/datasets/wells/forms/", {"file": good})

        assert refused.status_code == 422
        assert refused.json()["issues"][0] | {"message": "", "remedy": ""} == {
            "sheet": "survey", "row": 5, "column": "type", "message": "", "remedy": "",
        }  # fmt: skip
        assert made.status_code == 201
        shown = client.get("/api/v1/datasets/wells/forms/1/").json()
        assert [question["field"] for question in shown["questions"]][:2] == ["wells", "head"]
        assert client.get("/api/v1/datasets/wells/forms/").json()["count"] == 1


@pytest.mark.parametrize("groups", [("m" * 201,), ("g" * 80, "h" * 80, "m" * 80)])
def test_a_repetition_whose_path_is_too_long_is_told_by_its_row(dataset, groups):
    *around, name = groups
    begun = "".join(f",begin group,{group},{group[0]},,,,\n" for group in around)
    text = make.survey().replace(",begin repeat,members,", f"{begun},begin repeat,{name},")
    text = text.replace(",end repeat,,,,,,\n", ",end repeat,,,,,,\n" + ",end group,,,,,,\n" * len(around))

    found = issues_of_form(text, dataset)

    assert [column for _sheet, _row, column in found] == ["name"]
    assert "200" in next(iter(found.values())).message


def test_an_external_list_is_no_question(nation, private):
    made = make.form(make.survey().replace(",start,start,,,,,", ",csv-external,villages,,,,,"))

    assert "villages" not in {question["name"] for question in made.questions}


def test_signs_that_no_xml_may_hold_are_left_out(dataset):
    form = make.form(make.survey().replace("บ่อน้ำ (บ่อ)", "บ่อ\x0bน้ำ\x01 (บ่อ)"))

    assert form.questions[0]["label_th"] == "บ่อน้ำ (บ่อ)"
    assert "\x01" not in form.xml


def test_a_prefix_that_nobody_explains_is_told_by_its_heading_and_taken_when_explained(dataset):
    text = make.survey().replace("personal,calculation", "bind::esri:fieldType,calculation")

    assert set(issues_of_form(text, dataset)) == {("survey", 2, "bind::esri:fieldType")}

    explained = text.replace(
        "form_title,form_title::English (en),version,default_language", "form_title,namespaces,version,default_language"
    )
    form = make.form(explained.replace(",แบบสำรวจบ่อน้ำ,Wells,", ',แบบสำรวจบ่อน้ำ,"esri=""urn:esri""",'))
    assert "esri:fieldType" in form.xml


def test_files_of_a_form_are_given_to_who_collects_or_reviews(client, dataset, worker):
    text = make.survey().replace("select_one yn,water", "select_one_from_file homes.csv,water")
    assert "homes.csv" in text
    form = formintake.bring(
        by=make.system_user(), dataset=dataset, file=io.BytesIO(text.encode()), name="wells.csv",
        files=[("homes.csv", io.BytesIO("name,label,owner\n1,บ้านเลขที่ 1,นายสมมุติ\n".encode()))],
    )  # fmt: skip
    of_form = f"datasets/wells/forms/{form.number}"
    addresses = (f"/{of_form}/files/homes.csv", f"/api/v1/{of_form}/packed/")

    for user, status in ((worker, 200), (tambon.user("stranger"), 403)):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [status, status]
        shown = client.get(f"/datasets/wells/forms/{form.number}/").content.decode()
        assert ("homes.csv</a>" in shown) is (status == 200)
