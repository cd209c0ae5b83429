"""Forms: compiled, versioned, their questions the fields of a data set, and what is wrong told by sheet, row and column."""

import io

import pytest
from django.utils import timezone, translation

from datasets.choices import FieldKind, FieldRole
from datasets.importing import formintake
from datasets.models import Dataset, Form, Record
from datasets.selectors.questions import FormError
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core.models import AuditEvent


@pytest.fixture
def dataset(nation):
    return make.dataset()


def issues(text, dataset):
    with pytest.raises(FormError) as told:
        make.form(text, of=dataset)
    return {(issue.sheet, issue.row, issue.column): issue for issue in told.value.issues}


def fields_of(code):
    return {field.name: field for field in Dataset.objects.get(pk=code).fields.filter(is_asked=True)}


def test_questions_become_fields_with_thai_and_english_labels(dataset):
    form = make.form()

    fields = fields_of("wells")
    assert {name: field.kind for name, field in fields.items()} == {
        "wells": FieldKind.WHOLE, "head": FieldKind.TEXT, "water": FieldKind.CHOICE, "crops": FieldKind.CHOICES,
        "photo": FieldKind.FILE, "spot": FieldKind.POINT, "start": FieldKind.TEXT,
    }  # fmt: skip
    assert (fields["wells"].label_th, fields["wells"].label_en) == ("บ่อน้ำ (บ่อ)", "Wells")
    assert [field.name for field in fields.values() if field.is_personal] == ["head"]
    assert fields["water"].choices == [
        {"value": "yes", "th": "มี", "en": "Yes"},
        {"value": "no", "th": "ไม่มี", "en": "No"},
    ]
    assert (form.number, form.version, form.title_th, form.title_en) == (1, "2565010101", "แบบสำรวจบ่อน้ำ", "Wells")
    assert '<data id="wells" version="2565010101"' in form.xml
    assert form.definition == Dataset.objects.get(pk="wells").version
    assert AuditEvent.objects.filter(action="form.brought").count() == 1


def test_a_repetition_is_a_data_set_of_its_own(dataset):
    make.form()

    child = Dataset.objects.get(parent="wells")
    assert (child.pk, child.repeat, child.name_th) == ("wells-members", "/members", "บ่อน้ำ — สมาชิก")
    assert set(fields_of("wells-members")) == {"age"}


def test_a_field_that_is_asked_no_longer_is_retired_and_its_values_stay(dataset):
    make.form()
    record = Record.objects.create(
        dataset=dataset,
        place_id="630111",
        period="2565",
        values={"wells": 2, "water": "yes"},
        changed_at=timezone.now(),
    )

    make.form(make.survey("2").replace(",select_one yn,water,มีน้ำใช้ตลอดปี,Water all year,${wells} > 0,,\n", ""))

    record.refresh_from_db()
    assert record.values == {"wells": 2, "water": "yes"}
    fields = fields_of("wells")
    assert fields["water"].is_retired
    assert not fields["wells"].is_retired
    make.form(make.survey("3"))
    assert not fields_of("wells")["water"].is_retired


def test_a_question_that_moves_to_another_group_stays_the_same_field(dataset):
    make.form()
    record = Record.objects.create(
        dataset=dataset, place_id="630111", period="2565", values={"wells": 2}, changed_at=timezone.now()
    )
    grouped = make.survey("2").replace(
        ",select_one yn,water,", ",begin group,supply,น้ำ,Supply,,,\n,select_one yn,water,"
    )
    grouped = grouped.replace(",Crops,,,\n", ",Crops,,,\n,end group,,,,,,\n")
    wells = ",integer,wells,บ่อน้ำ (บ่อ),Wells,,,\n"
    moved = grouped.replace(wells, "").replace(
        ",begin group,supply,น้ำ,Supply,,,\n", f",begin group,supply,น้ำ,Supply,,,\n{wells}"
    )

    form = make.form(moved)

    asked = {question["path"]: question["field"] for question in form.questions}
    assert (asked["/supply/wells"], asked["/supply/water"]) == ("wells", "water")
    fields = fields_of("wells")
    assert not any(field.is_retired for field in fields.values())
    assert len(fields) == 7
    record.refresh_from_db()
    assert record.values == {"wells": 2}


def test_of_two_questions_of_one_name_that_moved_neither_takes_the_other_s_field(dataset):
    barn = ",end group,,,,,,\n,begin group,barn,คอก,Barn,,,\n,text,head,ผู้เลี้ยง,Keeper,,,\n,end group,,,,,,"
    twice = make.survey("1").replace(",end group,,,,,,", barn)
    make.form(twice)

    form = make.form(twice.replace(",1,ไทย", ",2,ไทย").replace(",home,", ",house,").replace(",barn,", ",shed,"))

    asked = {question["path"]: question["field"] for question in form.questions}
    assert asked["/house/wells"] == "wells"
    assert {asked["/house/head"], asked["/shed/head"]}.isdisjoint({"head", "barn.head"})


def test_a_type_does_not_change_while_values_are_stored(dataset):
    make.form()
    changed = make.survey("2").replace("integer,wells", "text,wells")
    Record.objects.create(
        dataset=dataset, place_id="630111", period="2565", values={"wells": 2}, changed_at=timezone.now()
    )

    found = issues(changed, dataset)

    assert list(found) == [("survey", 5, "type")]
    assert Form.objects.count() == 1
    Record.objects.all().delete()
    make.form(changed)
    assert fields_of("wells")["wells"].kind == FieldKind.TEXT


def in_unit(version, thai, english):
    """Return the form with hints, of which that of the first number says its unit."""
    hints = {
        "calculation\n": ",hint::ไทย (th),hint::English (en)\n",
        "wells,บ่อน้ำ (บ่อ),Wells,,,\n": f',"{thai}",{english}\n',
    }
    text = make.survey(version)
    for end, more in hints.items():
        text = text.replace(end, end.rstrip("\n") + more)
    return text


def test_the_unit_of_a_number_is_read_from_its_hint_and_stays_while_values_are_stored(dataset):
    make.form(make.survey("1"))
    make.form(in_unit("2", "นับทุกบ่อ\nหน่วย: บ่อ", "Unit: wells"))
    field = fields_of("wells")["wells"]
    assert (field.unit_th, field.unit_en) == ("บ่อ", "wells")
    Record.objects.create(
        dataset=dataset, place_id="630111", period="2565", values={"wells": 2}, changed_at=timezone.now()
    )

    found = issues(in_unit("3", "หน่วย: ลูกบาศก์เมตร", "Unit: wells"), dataset)

    assert list(found) == [("survey", 5, "hint")]
    assert "บ่อ" in found["survey", 5, "hint"].message
    make.form(in_unit("4", "นับใหม่", "Count anew"))
    assert fields_of("wells")["wells"].unit_th == "บ่อ"
    Record.objects.all().delete()
    make.form(in_unit("5", "หน่วย: ลูกบาศก์เมตร", "Unit: cubic metres"))
    assert fields_of("wells")["wells"].unit == "ลูกบาศก์เมตร"


def test_answers_in_another_unit_do_not_fill_a_column_that_people_defined(dataset):
    facts = {"kind": FieldKind.WHOLE, "role": FieldRole.VALUE, "label_th": "บ่อน้ำ", "is_added": True}
    dataset.fields.create(name="wells", position=50, unit_th="บ่อ", **facts)
    Record.objects.create(
        dataset=dataset, place_id="630111", period="2565", values={"wells": 2}, changed_at=timezone.now()
    )

    found = issues(in_unit("1", "หน่วย: ลูกบาศก์เมตร", ""), dataset)

    assert list(found) == [("survey", 5, "hint")]
    make.form(in_unit("2", "หน่วย: บ่อ", ""))


@pytest.mark.parametrize("role", [FieldRole.VALUE, FieldRole.KEY])
def test_a_column_that_people_defined_takes_the_mark_and_the_kind_of_its_question(dataset, role):
    facts = {"kind": FieldKind.TEXT, "role": role, "label_th": "ชื่อ", "is_added": True, "is_retired": True}
    dataset.fields.create(name="head", position=80, **facts)
    dataset.fields.create(name="wells", position=81, kind=FieldKind.TEXT, label_th="บ่อที่นับ", is_added=True)
    dataset.fields.create(name="water", position=82, kind=FieldKind.PERCENT, label_th="น้ำ", is_added=True)

    make.form(make.survey().replace("select_one yn,water", "decimal,water"))

    head, wells, water = (dataset.fields.get(name=name) for name in ("head", "wells", "water"))
    assert (head.is_personal, head.is_retired, head.is_asked, head.label_th) == (True, False, False, "ชื่อ")
    assert (wells.kind, water.kind) == (FieldKind.WHOLE, FieldKind.PERCENT)


def test_a_column_that_people_defined_keeps_its_kind_while_values_are_stored(dataset):
    dataset.fields.create(name="wells", position=81, kind=FieldKind.TEXT, label_th="บ่อที่นับ", is_added=True)
    Record.objects.create(
        dataset=dataset, place_id="630111", period="2565", values={"wells": "2"}, changed_at=timezone.now()
    )

    assert list(issues(make.survey(), dataset)) == [("survey", 5, "type")]


def test_a_question_named_like_a_derived_column_gets_a_field_of_its_own(dataset):
    dataset.fields.create(name="base", position=80, kind=FieldKind.WHOLE, label_th="ฐาน", is_added=True)
    dataset.fields.create(name="part", position=81, kind=FieldKind.PERCENT, label_th="ร้อยละ", is_added=True)
    facts = {"kind": FieldKind.DERIVED, "formula": "rate(part, base)", "label_th": "คำนวณ", "is_added": True}
    dataset.fields.create(name="wells", position=82, **facts)

    form = make.form()

    assert {question["name"]: question["field"] for question in form.questions}["wells"] == "home.wells"
    assert dataset.fields.get(name="wells").kind == FieldKind.DERIVED


def test_choices_of_earlier_versions_keep_their_words(dataset):
    make.form()
    make.form(make.survey("2").replace(",yn,no,ไม่มี,No,,,\n", ",yn,never,ไม่เคย,Never,,,\n"))

    assert [each["value"] for each in fields_of("wells")["water"].choices] == ["yes", "never", "no"]
    assert [each["value"] for each in Form.objects.get(number=1).choices["yn"]] == ["yes", "no"]


def test_the_same_name_in_two_groups_is_two_fields_that_stay_what_they_are(dataset):
    plain = make.survey().replace("${wells} > 0", "")  # pyxform asks for names that are not ambiguous
    twice = ",begin group,farm,ไร่,Farm,,,\n,integer,wells,บ่อในไร่,Wells on the farm,,,\n,end group,,,,,,\n"
    make.form(plain.replace(",note,", f"{twice},note,"))
    first = {question["path"]: question["field"] for question in Form.objects.get(number=1).questions}
    assert (first["/home/wells"], first["/farm/wells"]) == ("wells", "farm.wells")

    # Now the farm comes first: the fields stay with their questions.
    make.form(plain.replace("2565010101", "2").replace(",begin group,home", f"{twice},begin group,home"))

    second = {question["path"]: question["field"] for question in Form.objects.get(number=2).questions}
    assert (second["/home/wells"], second["/farm/wells"]) == ("wells", "farm.wells")


def test_a_question_for_the_place_fills_the_column_of_the_place(dataset):
    make.form(make.survey().replace(",note,", ",select_one_from_file tambons.csv,where,ตำบล,Tambon,,,\n,note,"))

    form = Form.objects.get()
    assert {q["name"]: q["field"] for q in form.questions}["where"] == dataset.fields.get(role="place").name


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

    found = issues(text, dataset)

    assert set(found) == {
        ("survey", 5, "name"), ("survey", 8, "relevant"), ("survey", 9, "type"), ("survey", 10, "type"),
        ("survey", 12, "type"), ("choices", 18, "name"),
    }  # fmt: skip
    assert "picture" in found["survey", 12, "type"].message
    assert not Form.objects.exists()
    assert not Dataset.objects.filter(parent="wells").exists()


def test_what_the_compiler_says_is_told_where_it_points(dataset):
    found = issues(make.survey().replace(",note,thanks,ขอบคุณ,Thanks,,,", ",calculate,sum,,,,,"), dataset)

    ((sheet, row, _column),) = found
    assert (sheet, row) == ("survey", 15)


@pytest.mark.parametrize("text", ["", "x", "survey\n", "survey,,\n,a,b\n", "\x00\x01", "survey,,\n,type,name\n"])
def test_what_is_no_form_is_answered(dataset, text):
    assert issues(text or " ", dataset)


def test_a_form_brought_twice_or_under_an_old_version_is_refused(dataset):
    make.form()
    assert ("survey", 0, "") in issues(make.survey(), dataset)
    assert ("settings", 2, "version") in issues(make.survey().replace("บ่อน้ำ (บ่อ)", "บ่อ"), dataset)


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

    assert ("survey", 0, "") in issues(make.survey().replace(",note,", f"{rows},note,"), dataset)


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

    found = issues(text, dataset)

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

    assert set(issues(text, dataset)) == {("survey", 2, "bind::esri:fieldType")}

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
