"""Records as a table people can read, and as files for who may take personal data home."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from datasets.models import DatasetField, Record
from datasets.services import reviews
from tambon.models import Area
from tests.datasets.conftest import downloaded
from tests.factories import fieldwork as make
from u2t.core import files
from u2t.core.models import AuditEvent, Job

pytestmark = pytest.mark.integration


@pytest.fixture
def record(worker, pm, nation):
    form = make.form()
    make.collecting("630111")
    values = {"wells": 1234, "head": "นางสาวสาธิต", "water": "yes", "crops": ["rice", "cane"], "photo": "one.jpg"}
    entry = make.entry(worker, form, values=values, repeats={"/members": [{"age": 41}]}, instance="uuid:of-a-telephone")
    return reviews.verify(by=pm, entry=entry, version=entry.version).record


def file_of(user, dataset, media="csv"):
    return files.read(downloaded(user, dataset, media=media).file)


def rows(user, dataset):
    return list(csv.DictReader(io.StringIO(file_of(user, dataset).decode("utf-8-sig"))))


def test_the_table_shows_the_values_by_which_records_are_told_apart(client, record, pm):
    client.force_login(pm)
    page = client.get("/datasets/wells/records/").content.decode()

    for told in ("บ่อน้ำ (บ่อ)", "1,234", "มีน้ำใช้ตลอดปี", "ข้าว, อ้อย"):
        assert told in page
    for kept_back in ("นางสาวสาธิต", "หัวหน้าครัวเรือน", "one.jpg", "of-a-telephone"):
        assert kept_back not in page


def test_the_value_that_is_looked_for_stands_in_the_table(client, record, pm):
    facts = {"kind": "whole", "is_searchable": True}
    dataset = record.dataset
    dataset.fields.create(name="depth", label_th="ความลึก", position=98, **facts)
    dataset.fields.create(name="debt", label_th="หนี้สิน", position=99, is_personal=True, **facts)
    Record.objects.filter(pk=record.pk).update(values=record.values | {"depth": 7, "debt": 907})
    client.force_login(pm)

    def page(query):
        return client.get(f"/datasets/wells/records/{query}").content.decode()

    assert 'data-label="ความลึก"' not in page("")
    assert re.search(r'data-label="ความลึก"[^>]*>\s*7\s*<', page("?field=depth&least=5"))
    assert 'data-label="หนี้สิน"' not in page("?field=debt&least=5")


def test_a_workbook_has_the_words_of_answers_and_a_text_what_programs_read(private, record, pm, admin):
    heads, cells = load_workbook(io.BytesIO(file_of(pm, "wells", "xlsx"))).active.values
    (told,) = rows(pm, "wells")

    assert {"ข้าว, อ้อย", 1234} <= set(cells)
    assert "rice cane" in told.values()
    assert file_of(pm, "wells", "geojson").count(b"rice") == 1
    assert len(heads) == len(cells)


def test_a_thing_is_named_first_and_a_value_that_is_not_there_is_no_zero(client, record, pm):
    DatasetField.objects.filter(dataset="wells", name="water").update(is_naming=True)
    Record.objects.filter(pk=record.pk).update(values={"water": "yes"})
    client.force_login(pm)

    page = client.get("/datasets/wells/records/").content.decode()

    assert page.index("มีน้ำใช้ตลอดปี") < page.index("บ่อน้ำ (บ่อ)")
    assert '<td data-label="บ่อน้ำ (บ่อ)"' in page
    assert ">–</td>" in page


def test_who_may_take_personal_data_home_gets_it_in_the_file_and_that_is_kept(private, record, admin, steward, pm):
    (mine,) = rows(admin, "wells")
    assert mine["หัวหน้าครัวเรือน"] == "นางสาวสาธิต"
    assert AuditEvent.objects.filter(action="job.personal_downloaded").count() == 1
    book = load_workbook(io.BytesIO(file_of(admin, "wells", "xlsx")))
    assert "นางสาวสาธิต" in str(list(book.active.values))

    for user in (steward, pm):
        assert "นางสาวสาธิต" not in str(list(load_workbook(io.BytesIO(file_of(user, "wells", "xlsx"))).active.values))
        for media in ("csv", "geojson", "gpkg"):
            assert "นางสาวสาธิต".encode() not in file_of(user, "wells", media)
        (theirs,) = rows(user, "wells")
        assert "หัวหน้าครัวเรือน" not in theirs
    assert AuditEvent.objects.filter(action="job.personal_downloaded").count() == 2


def test_the_rows_of_a_repetition_can_be_joined_to_what_they_belong_to(private, record, pm):
    (parent,) = rows(pm, "wells")
    child = Record.objects.exclude(dataset="wells").get()
    (member,) = rows(pm, child.dataset_id)

    assert member["รหัสรายการ"] == f"{parent['รหัสรายการ']}/1"


def test_files_of_two_data_sets_are_told_apart_by_their_names(private, record, pm):
    child = Record.objects.exclude(dataset="wells").get()
    for dataset in ("wells", child.dataset_id):
        downloaded(pm, dataset)

    names = {job.file.name.rpartition("-")[0] for job in Job.objects.exclude(file=None)}
    assert names == {"datasets-records-wells", "datasets-records-wells-members"}


def test_a_village_is_named_with_its_tambon(client, record, pm):
    village = Area.objects.create(
        code="63011101", name_th="หมู่ที่ 1", level="village", parent_id="630111", kind="moo", sort_key="หมู่ที่ 1"
    )
    Record.objects.filter(pk=record.pk).update(place=village)
    client.force_login(pm)

    page = client.get("/datasets/wells/records/").content.decode()

    assert "หมู่ที่ 1 ต.แม่ท้อ" in page
