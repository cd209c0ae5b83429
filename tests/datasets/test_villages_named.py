"""In each tambon there is a first moo: wherever a village is named, its tambon stands behind."""

import pytest
from django.urls import reverse

from datasets.models import Entry, Record
from datasets.selectors.fillpages import returned_to
from datasets.services import reviews
from tests.datasets.collect import Collect, instance_of
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core.text import match_key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NAMED = "หมู่ที่ 1 ต.แม่ท้อ"


@pytest.fixture
def entry(client, worker, nation, private):
    tambon.area("63011101", name="หมู่ที่ 1", search_key=match_key("หมู่ที่ 1"))
    asked = ",select_one_from_file villages.csv,village,หมู่บ้าน,Village,,,\n"
    make.form(make.survey().replace(",note,", f"{asked},note,"), of=make.dataset(place_level="village"))
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    phone.submit(instance_of("wells", "<home><wells>3</wells></home><village>63011101</village>"))
    return Entry.objects.get()


def test_an_entry_is_of_a_village_of_a_tambon(client, entry, pm):
    client.force_login(pm)

    for address in (reverse("entry-list"), reverse("entry-detail", args=[entry.pk])):
        assert f"{NAMED} (63011101)" in client.get(address).content.decode()


def test_what_is_returned_is_of_a_village_of_a_tambon(entry, pm, worker):
    reviews.return_entry(by=pm, entry=entry, version=1, remarks={"": "นับใหม่"})

    assert [each.place for each in returned_to(worker)] == [NAMED]


def test_a_record_is_of_a_village_of_a_tambon(client, entry, pm, steward):
    reviews.verify(by=pm, entry=entry, version=1)
    record = Record.objects.get(dataset="wells")

    client.force_login(steward)
    for address in (reverse("record-detail", args=[record.pk]), reverse("dataset-detail", args=["wells"])):
        assert NAMED in client.get(address).content.decode()


def test_a_round_is_of_villages_of_a_tambon(client, entry, steward):
    made = make.collecting("63011101", period="2566")
    client.force_login(steward)

    page = client.get(reverse("collection-detail", args=[made.pk])).content.decode()

    assert f'<dd class="col-7">{NAMED} (63011101)' in page


def test_who_accepts_an_entry_is_asked_for_a_village(client, entry, pm):
    Entry.objects.update(place=None, held=["no-place"])
    page = reverse("entry-detail", args=[entry.pk])
    client.force_login(pm)

    assert f"เช่น {NAMED}" in client.get(page).content.decode()
    client.post(f"{page}accept/", {"version": 1, "place": NAMED, "reason": "ถามแล้ว"})
    entry.refresh_from_db()
    assert (entry.place_id, entry.held) == ("63011101", [])
