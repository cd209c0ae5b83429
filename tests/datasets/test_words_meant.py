"""What English says in one word and Thai in several is said as it is meant on the pages of data sets."""

import re

import pytest
from django.urls import reverse

from datasets.filters import RecordFilterSet
from datasets.models import DatasetField, Record
from datasets.services import reviews
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock

pytestmark = pytest.mark.integration


def words(page):
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_form_of_a_data_set_is_no_shape_of_it(client, form, steward):
    client.force_login(steward)

    page = client.get("/datasets/wells/").text

    link = re.search(r'<a[^>]*href="/datasets/wells/forms/"[^>]*>(.*?)</a>', page, re.DOTALL)
    assert words(link[1]).strip() == "แบบฟอร์ม"


def test_fields_are_called_added_only_beside_those_that_came_with_the_platform(client, form, steward):
    client.force_login(steward)

    assert "เพิ่มในระบบนี้" not in client.get("/datasets/wells/").text
    DatasetField.objects.filter(dataset="wells", name="wells").update(amended=["label_th"])
    assert "แก้ไขในระบบนี้" not in client.get("/datasets/wells/").text
    DatasetField.objects.filter(dataset="wells", name="water").update(is_added=False)
    assert (
        client.get("/datasets/wells/").text.count("เพิ่มในระบบนี้")
        == DatasetField.objects.filter(dataset="wells").count() - 1
    )


def test_whoever_fills_in_goes_back_to_forms_and_not_to_names(client, form, worker):
    client.force_login(worker)

    page = client.get("/datasets/collect/").text

    assert "กลับไปที่รายการแบบฟอร์ม" in page
    assert "กลับไปที่รายชื่อ" not in page


def test_a_telephone_loses_its_right_and_does_not_run_out(client, form, worker):
    make.secret(worker)
    client.force_login(worker)

    page = client.get("/datasets/telephone/").text

    assert "ยกเลิกสิทธิ์</button>" in page


def test_records_are_sorted_and_not_ranked():
    assert str(RecordFilterSet.base_filters["order"].label) == "เรียงลำดับ"


def test_the_types_of_questions_are_told_in_the_language_of_the_page(client, form, steward, settings):
    client.force_login(steward)
    page = words(client.get("/datasets/wells/forms/1/").text)

    assert "มีน้ำใช้ตลอดปี เลือกหนึ่งข้อ" in page
    assert "พืชที่ปลูก เลือกได้หลายข้อ" in page
    assert "ภาพบ้าน ภาพถ่าย" in page
    for english in ("integer", "select one", "select all", "geopoint", "image"):
        assert english not in page

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Water all year One of a list" in words(client.get("/datasets/wells/forms/1/").text)


def test_an_entry_is_returned_with_comments_each_by_its_author_in_the_colour_of_its_state(client, form, worker, pm):
    entry = make.entry(worker, form)
    at = reverse("entry-detail", args=[entry.pk])
    client.force_login(pm)
    assert '<th scope="col">ความเห็น</th>' in client.get(at).text
    reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={"": "ตรวจอีกครั้ง"})

    page = client.get(at).text

    assert 'pill-bad">ส่งคืน' in page
    told = re.search(r'<div class="notice notice-info".*?</div>\s*</div>', page, re.DOTALL)
    by = [*str(pm).split(), "ให้ความเห็นต่อฉบับแก้ไขที่", "1", "เมื่อ"]
    assert words(told[0]).split()[: len(by)] == by
    assert words(told[0]).split()[-1] == "ตรวจอีกครั้ง"


def test_words_of_a_record_stand_left_and_numbers_alone_right(client, form, steward):
    record = Record.objects.create(
        dataset=form.dataset, place_id=tambon.area("630111").pk, period="2565", key="1", values={"wells": 3, "water": "yes"},
        changed_at=clock.now(),
    )  # fmt: skip
    client.force_login(steward)
    at = reverse("record-detail", args=[record.pk])

    assert '<td data-label="ค่า">' in client.get(at).text
    Record.objects.update(values={"wells": 3})
    assert '<td data-label="ค่า" class="text-end">' in client.get(at).text


def test_numbers_of_a_look_at_records_stand_right(client, form, steward):
    Record.objects.create(
        dataset=form.dataset, place_id=tambon.area("630111").pk, period="2565", key="1", values={"wells": 1200},
        changed_at=clock.now(),
    )  # fmt: skip
    client.force_login(steward)

    page = client.get("/datasets/wells/").text

    assert '<th scope="col" class="text-end">บ่อน้ำ (บ่อ)</th>' in page
    assert re.search(r'<td data-label="บ่อน้ำ \(บ่อ\)" class="text-end">\s*1,200\s*</td>', page)
    assert '<th scope="col">พิกัด</th>' in page
