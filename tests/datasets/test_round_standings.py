"""The numbers of a round: each entry is counted once, and all together were sent."""

import re

import pytest

from datasets.choices import EntryState, Hold
from datasets.models import Entry
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import summary_of
from datasets.services import reviews
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db


def told(rows, *names):
    return {row.pk: tuple(getattr(row, name) for name in names) for row in rows}


@pytest.fixture
def of_every_standing(wells, worker, pm):
    """Eight entries of a round: two wait, two are set aside, one is returned though it was set aside, one each is else."""
    made = make.collecting("630111")
    sent = [make.entry(worker, wells) for _number in range(8)]
    Entry.objects.filter(pk__in=[one.pk for one in sent[2:6]]).update(held=[Hold.LATE], is_late=True)
    Entry.objects.filter(pk=sent[1].pk).update(state=EntryState.DRAFT)
    reviews.return_entry(by=pm, entry=sent[4], version=1, remarks={"": "ถ่ายใหม่"})
    reviews.refuse(by=pm, entry=sent[5], version=1, reason="ซ้ำ")
    reviews.verify(by=pm, entry=sent[6], version=1)
    reviews.refuse(by=pm, entry=sent[7], version=1, reason="ซ้ำ")
    return made


STOOD = {"total": 8, "waiting": 2, "aside": 2, "returned": 1, "verified": 1, "refused": 2, "late": 4}


def test_the_numbers_of_a_round_add_up(of_every_standing, client, pm, worker):
    told_of = summary_of(pm, of_every_standing)
    assert {name: getattr(told_of, name) for name in STOOD} == STOOD
    assert told_of.total == told_of.waiting + told_of.aside + told_of.returned + told_of.verified + told_of.refused

    counts = tuple(STOOD.values())
    assert told(places_in_round(pm, round=str(of_every_standing.pk)), *STOOD) == {"630111": counts}
    assert told(people_in_round(pm, round=str(of_every_standing.pk)), *STOOD) == {worker.pk: counts}
    client.force_login(pm)
    (row,) = client.get(f"/api/v1/collection-rounds/{of_every_standing.pk}/people/").json()["results"]
    assert {name: row[name] for name in STOOD} == STOOD


def test_the_number_set_aside_leads_to_just_these_entries(of_every_standing, client, pm):
    client.force_login(pm)
    page = client.get(f"/datasets/rounds/{of_every_standing.pk}/").content.decode()

    (link,) = re.findall(r'href="([^"]*held=yes)">(\d+)<', page)
    listed = client.get(link[0].replace("&amp;", "&"))
    assert link[1] == "2"
    assert listed.context["page"].count == 2
    assert client.get("/datasets/entries/?held=no").context["page"].count == 6, "each is one or the other"


def test_what_waits_and_what_came_back_is_called_the_same_on_every_page(of_every_standing, client, pm):
    client.force_login(pm)
    page = client.get(f"/datasets/rounds/{of_every_standing.pk}/").content.decode().partition('<dl class="strength')[2]
    entry = Entry.objects.get(state=EntryState.SUBMITTED, held=[])
    asked = client.get(f"/datasets/entries/{entry.pk}/").content.decode()

    assert page.count("รอตรวจ") >= 3, "the sum, by place, by collector"
    assert "รอดำเนินการ" not in page
    assert "ส่งคืนพร้อมความเห็น" in asked
