"""Entries that name no place, and whoever names one to them."""

import re

import pytest
from django.urls import reverse

from datasets.models import Entry
from tests.factories import fieldwork as make
from tests.factories import tambon


@pytest.fixture
def placeless(form, worker):
    """An entry that says no place."""
    entry = make.entry(worker, form)
    Entry.objects.filter(pk=entry.pk).update(held=["outside"], place=None)
    return entry


def accepted(client, entry, by, place):
    """Accept an entry by its page; return the answer, and the place that it has then."""
    client.force_login(by)
    given = {"version": 1, "reason": "ถามผู้เก็บแล้ว", "place": place}
    answer = client.post(reverse("entry-accept", args=[entry.pk]), given)
    entry.refresh_from_db()
    return answer, entry.place_id


@pytest.mark.parametrize("said", ["แม่ท้อ", "ต.แม่ท้อ อ.เมืองตาก", "630111", "ต.แม่ท้อ อ.เมืองตาก (630111)"])
def test_a_place_is_named_to_an_entry_that_names_none(client, placeless, steward, said):
    answer, place = accepted(client, placeless, steward, said)

    assert (answer.status_code, place) == (302, "630111")


def test_the_places_that_one_may_choose_are_offered_by_name(client, placeless, pm):
    client.force_login(pm)

    page = client.get(reverse("entry-detail", args=[placeless.pk])).content.decode()

    assert re.findall(r'<option value="([^"]*)"></option>', page) == ["ต.แม่ท้อ อ.เมืองตาก (630111)"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ศรีภูมิ", "“ศรีภูมิ”"),  # of another university
        ("ไม่มีที่นี่", "“ไม่มีที่นี่”"),
        ("", ""),
    ],
)
def test_a_place_that_is_not_clear_is_asked_for_again(client, placeless, pm, said, why):
    answer, place = accepted(client, placeless, pm, said)

    assert (answer.status_code, place) == (422, None)
    assert why in answer.content.decode()


def test_places_of_one_name_are_told_apart(client, placeless, steward):
    tambon.areas({"500103": "แม่ท้อ"})

    answer, place = accepted(client, placeless, steward, "แม่ท้อ")

    assert (answer.status_code, place) == (422, None)
    told = "ต.แม่ท้อ อ.เมืองเชียงใหม่ (500103); ต.แม่ท้อ อ.เมืองตาก (630111)"
    assert told in answer.content.decode()


def test_an_entry_stays_at_its_place_where_none_is_named(client, form, worker, pm):
    entry = make.entry(worker, form)
    Entry.objects.filter(pk=entry.pk).update(held=["no-round"])

    answer, place = accepted(client, entry, pm, "")

    assert (answer.status_code, place) == (302, "630111")


def test_who_does_not_review_where_the_entry_lies_is_told_to_name_a_place(client, form, worker, pm):
    entry = make.entry(worker, form)
    Entry.objects.filter(pk=entry.pk).update(held=["outside"], place="500101")

    answer, place = accepted(client, entry, pm, "")

    assert (answer.status_code, place) == (422, "500101")
    assert "เป็นของ ต.ศรีภูมิ อ.เมืองเชียงใหม่" in answer.text
    assert 'value="ถามผู้เก็บแล้ว"' in answer.text, "the reason is not lost"
    assert accepted(client, entry, pm, "630111")[1] == "630111"
