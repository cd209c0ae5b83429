"""Questions of a form are the fields of a data set: they stay what they are from version to version."""

import pytest
from django.utils import timezone

from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, Form, Record
from tests.datasets.conftest import issues_of_form
from tests.factories import fieldwork as make
from u2t.core.models import AuditEvent


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

    found = issues_of_form(changed, dataset)

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

    found = issues_of_form(in_unit("3", "หน่วย: ลูกบาศก์เมตร", "Unit: wells"), dataset)

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

    found = issues_of_form(in_unit("1", "หน่วย: ลูกบาศก์เมตร", ""), dataset)

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

    assert list(issues_of_form(make.survey(), dataset)) == [("survey", 5, "type")]


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
