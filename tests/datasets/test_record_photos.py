"""Photos on the page of a record: those that its values name, for who may see them; and the catalogue searched."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from datasets.models import DatasetField, Entry, EntryFile
from datasets.services import reviews
from tests.datasets.collect import Collect, instance_of
from tests.factories import fieldwork as make
from tests.factories import tambon

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def record(client, worker, pm, nation):
    make.form(make.survey())
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    files = {"house.jpg": picture("green")}
    phone.submit(instance_of("wells", "<photo>house.jpg</photo>", instance="uuid:1"), files=files)
    changed = "<home><wells>4</wells></home><photo>house.jpg</photo>"
    phone.submit(instance_of("wells", changed, instance="uuid:2", deprecated="uuid:1"))
    entry = Entry.objects.get()
    reviews.verify(by=pm, entry=entry, version=entry.version)
    return Entry.objects.get().record


def shown(client, user, record):
    client.force_login(user)
    page = client.get(reverse("record-detail", args=[record.pk])).content.decode()
    return f'src="{reverse("entry-file", args=[EntryFile.objects.get().pk])}?small"' in page


def test_the_photo_that_a_record_names_is_on_its_page_also_if_sent_with_an_earlier_revision(client, pm, record):
    assert shown(client, pm, record)


def sources(client, address):
    """Return which files the photos on a page are."""
    return set(re.findall(r'src="/datasets/entries/files/(\d+)/', client.get(address).content.decode()))


def is_told_as_another(client, address):
    return "เดิม house.jpg" in " ".join(client.get(address).content.decode().split())


def test_a_photo_sent_later_under_the_same_name_is_that_of_the_record_when_somebody_verified_it(
    client, pm, worker, record
):
    entry = Entry.objects.get()
    first = str(EntryFile.objects.get().pk)
    phone = Collect(client, worker.username, make.secret(worker))
    changed = "<home><wells>5</wells></home><photo>house.jpg</photo>"
    again = instance_of("wells", changed, instance="uuid:3", deprecated="uuid:2")
    client.force_login(pm)
    of_record, of_entry = reverse("record-detail", args=[record.pk]), reverse("entry-detail", args=[entry.pk])
    assert not is_told_as_another(client, of_entry)
    phone.submit(again, files={"house.jpg": picture("red")})
    second = str(EntryFile.objects.latest("pk").pk)

    assert first != second
    assert is_told_as_another(client, of_entry)
    assert (sources(client, of_record), sources(client, of_entry)) == ({first}, {second})

    entry.refresh_from_db()
    reviews.verify(by=pm, entry=entry, version=entry.version)
    assert sources(client, of_record) == {second}

    entry.refresh_from_db()
    entry = reviews.restore(by=pm, entry=entry, version=entry.version, revision=2, reason="เดิมถูก")
    reviews.verify(by=pm, entry=entry, version=entry.version)
    restored = EntryFile.objects.get(revision__number=4)
    assert restored.file_id == EntryFile.objects.get(pk=first).file_id
    assert sources(client, of_record) == sources(client, of_entry) == {str(restored.pk)}


def test_a_photo_that_comes_after_somebody_verified_the_answers_waits_to_be_looked_at(client, pm, worker, record):
    phone = Collect(client, worker.username, make.secret(worker))
    late = instance_of("wells", "<photo>late.jpg</photo>", instance="uuid:4")
    phone.submit(late)
    entry = Entry.objects.latest("pk")
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record

    for _time in range(2):  # as if the first answer had been lost on the way
        assert phone.submit(late, files={"late.jpg": picture("blue")}).status_code == 201

    entry.refresh_from_db()
    assert (entry.revision, entry.state, entry.record_id) == (2, "submitted", record.pk)
    photo = EntryFile.objects.get(name="late.jpg")
    assert (photo.revision.number, photo.revision.values) == (2, entry.values)
    client.force_login(pm)
    assert sources(client, reverse("record-detail", args=[record.pk])) == set()
    reviews.verify(by=pm, entry=entry, version=entry.version)
    assert sources(client, reverse("record-detail", args=[record.pk])) == {str(photo.pk)}


def test_a_part_that_came_after_a_newer_answer_is_not_taken_for_the_photo_of_that(client, pm, worker, record):
    phone = Collect(client, worker.username, make.secret(worker))
    newer = instance_of("wells", "<photo>two.jpg</photo>", instance="uuid:3", deprecated="uuid:2")
    older = instance_of("wells", "<photo>two.jpg</photo>", instance="uuid:4")
    phone.submit(older, is_incomplete=True)
    phone.submit(newer.replace("uuid:2", "uuid:4"), files={"two.jpg": picture("red")})
    photo = EntryFile.objects.latest("pk")
    phone.submit(older, files={"two.jpg": picture("blue")})
    client.force_login(pm)

    address = reverse("entry-detail", args=[photo.revision.entry_id])
    assert EntryFile.objects.latest("pk").revision.number == 1
    assert sources(client, address) == {str(photo.pk)}


def test_a_photo_that_is_personal_is_on_no_page_of_who_may_not_take_it_home(client, officer, record):
    assert shown(client, officer, record)

    DatasetField.objects.filter(dataset="wells", name="photo").update(is_personal=True)
    assert not shown(client, officer, record)


def test_a_photo_that_the_record_no_longer_names_is_not_shown(client, pm, record):
    record.values |= {"photo": "other.jpg"}
    record.save(update_fields=["values"])

    assert not shown(client, pm, record)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("บ่อน้ำ", ["wells"]),
        ("wells", ["wells", "wells-members"]),
        ("หัวหน้าครัวเรือน", ["wells"]),
        ("บ่อน้ำ ไม่มีคำนี้", []),
        ("", None),
    ],
)
def test_the_catalogue_is_searched_by_words_of_data_sets_and_fields(client, pm, record, words, found):
    client.force_login(pm)

    codes = [one["code"] for one in client.get("/api/v1/datasets/", {"q": words}).json()["results"]]

    if found is None:
        assert set(codes) >= {"wells", "wells-members"}
    elif words == "บ่อน้ำ":
        assert "wells" in codes
    else:
        assert codes == found


def test_among_others_a_photo_is_small_and_by_itself_whole_and_nobody_else_has_either(client, pm, record):
    address = reverse("entry-file", args=[EntryFile.objects.get().pk])
    client.force_login(pm)

    def size(query=""):
        answer = client.get(address + query)
        assert answer["Cache-Control"] == "private, no-store"
        return Image.open(io.BytesIO(answer.getvalue())).size

    assert size() == (900, 600)
    assert size("?small") == (360, 240)
    elsewhere = tambon.user("elsewhere")
    tambon.membership(elsewhere, "pm", area=tambon.area("500101"))
    client.force_login(elsewhere)
    assert client.get(f"{address}?small").status_code == 404
