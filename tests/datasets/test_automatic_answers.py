"""What telephones fill in by themselves: fields behind those that people answer; whose telephone it is stays hidden."""

import pytest
from django.urls import reverse
from django.utils import translation

from datasets.choices import FieldKind, FieldRole
from datasets.models import Entry, Form
from datasets.selectors.entrypages import answers_of
from datasets.selectors.questions import FormError
from datasets.services import reviews
from tests.datasets.collect import Collect, instance_of
from tests.factories import fieldwork as make
from u2t.core.text import HIDDEN

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]
BY_DEVICE = "".join(f",{kind},by_{kind},,,,,\n" for kind in ("end", "today", "deviceid", "username", "email"))
MOMENTS = "<start>2021-12-08T08:30:00.000+07:00</start><by_today>2021-12-08</by_today>"


def asking(version="2565010101"):
    return make.survey(version).replace(",start,start,,,,,\n", f",start,start,,,,,\n{BY_DEVICE}")


def test_they_become_fields_in_thai_and_those_of_a_person_are_personal(nation):
    form = make.form(asking())

    fields = {field.name: field for field in form.dataset.fields.filter(is_asked=True)}
    assert {name: field.kind for name, field in fields.items() if name.startswith(("start", "by_"))} == {
        "start": FieldKind.TEXT, "by_end": FieldKind.TEXT, "by_today": FieldKind.DATE, "by_deviceid": FieldKind.TEXT,
        "by_username": FieldKind.TEXT, "by_email": FieldKind.TEXT,
    }  # fmt: skip
    assert {name for name, field in fields.items() if field.is_personal} == {
        "head", "by_deviceid", "by_username", "by_email",
    }  # fmt: skip
    assert (fields["start"].label_th, fields["start"].label_en) == ("เวลาที่เริ่มกรอก", "Started at")
    assert next(iter(fields)) == "wells"
    assert not fields["by_username"].is_naming


def test_a_form_that_only_the_telephone_answers_asks_nothing(nation):
    with pytest.raises(FormError) as refused:
        make.form("survey,,\n,type,name\n,start,start\n,today,today\n")

    assert str(refused.value)


def test_a_reader_sees_when_it_was_filled_in_in_the_era_of_the_page_and_not_whose_telephone(
    client, worker, pm, officer
):
    make.form(asking())
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    sent = f"{MOMENTS}<by_deviceid>collect:abc</by_deviceid><home><wells>3</wells></home>"
    assert phone.submit(instance_of("wells", sent, instance="uuid:1")).status_code == 201

    entry = Entry.objects.get()
    with translation.override("th"):
        shown = {answer.field: answer for answer in answers_of(entry, sees_personal=False)}
    assert shown["start"].value == "8 ธ.ค. 2564 เวลา 08.30 น."
    assert (shown["by_today"].value, shown["by_deviceid"].value) == ("8 ธ.ค. 2564", HIDDEN)
    assert shown["start"].heading == "ที่เครื่องบันทึกเอง"

    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    assert record.values["by_today"] == "2021-12-08"
    client.force_login(officer)
    page = client.get(reverse("record-detail", args=[record.pk])).content.decode()
    assert "8 ธ.ค. 2564 เวลา 08.30 น." in page
    assert "collect:abc" not in page


def test_answers_of_a_version_from_before_they_were_fields_stay_as_they_were(client, worker, pm):
    form = make.form(asking())
    questions = [each for each in form.questions if not each["is_automatic"]]
    for each in questions:
        del each["is_automatic"]
    Form.objects.filter(pk=form.pk).update(questions=questions)
    form.dataset.fields.filter(name__startswith="by_").delete()
    form.dataset.fields.filter(name="start").delete()
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    phone.submit(instance_of("wells", f"{MOMENTS}<home><wells>3</wells></home>", instance="uuid:1"))
    entry = Entry.objects.get()
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record

    make.form(asking("2565020202"))

    record.refresh_from_db()
    assert record.values["wells"] == 3
    assert "start" not in record.values
    entry.refresh_from_db()
    assert [answer.field for answer in answers_of(entry, sees_personal=True)] == [
        each["field"] for each in questions if not each["repeat"]
    ]
    assert form.dataset.fields.filter(name="start", is_retired=False).exists()


def test_they_take_no_column_that_people_defined(nation):
    dataset = make.dataset()
    column = {"name": "start", "kind": FieldKind.WHOLE, "label_th": "จำนวนเริ่มต้น", "role": "value"}
    field = dataset.fields.create(position=50, is_added=True, **column)

    form = make.form(asking())

    field.refresh_from_db()
    assert (field.kind, field.label_th, field.is_asked) == (FieldKind.WHOLE, "จำนวนเริ่มต้น", False)
    started = next(question["field"] for question in form.questions if question["name"] == "start")
    assert started == "start.2"
    assert dataset.fields.get(name=started).label_th == "เวลาที่เริ่มกรอก"


def test_they_fill_no_column_of_the_period(nation):
    form = make.form(asking().replace("by_today", "period"))

    field = next(question["field"] for question in form.questions if question["name"] == "period")
    period = form.dataset.fields.get(role=FieldRole.PERIOD)
    assert field != period.name
    assert (form.dataset.fields.get(name=field).kind, period.kind) == (FieldKind.DATE, FieldKind.WHOLE)
