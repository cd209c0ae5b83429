"""People and data sets stand in the order of Thai dictionaries, as everything else does."""

import pytest
from django.urls import reverse

from datasets.models import Dataset
from tambon.models import User
from tests.factories import tambon as make
from u2t.core.text import sort_key

NAMES = (
    "เก่ง", "กล้า", "ไก่", "กา", "ข้าว", "เขียว", "โขง", "คำ", "ปา", "ป่า", "ปาก", "แปลก", "ฤดี", "Alan", "beth", "หมวย", "ไหม",
    "เอก", "อารี", "ใจ", "จันทร์", "จิตต์", "จิต", "ไพร", "เพ็ญ", "พร",
)  # fmt: skip


@pytest.mark.django_db
def test_people_are_listed_in_thai_order(client, admin):
    for name in NAMES:
        make.user(f"person-{NAMES.index(name)}", first_name=name, last_name="")

    listed = User.objects.filter(username__startswith="person-").order_by("sort_key", "pk")

    assert [person.first_name for person in listed] == sorted(NAMES, key=sort_key)
    client.force_login(admin)
    shown = client.get(reverse("user-list")).context["page"].rows
    names = [person.first_name for person in shown if person.username.startswith("person-")]
    assert names == [name for name in sorted(NAMES, key=sort_key) if name in names]
    assert len(names) > len(NAMES) // 2


@pytest.mark.django_db
def test_a_new_name_moves_its_person(nation):
    person = make.user("person", first_name="เอก", last_name="ใจดี")
    person.first_name = "กล้า"
    person.save(update_fields=["first_name"])

    assert User.objects.get(pk=person.pk).sort_key.startswith("กลา จใดี  กล้า ใจดี")


@pytest.mark.django_db
def test_data_sets_that_are_numbered_stand_as_people_count(client, admin):
    names = [
        "CBD 2 ข",
        "CBD 10 ก",
        "CBD 0010 ข",
        "CBD 200000000",
        "ชุด 3/2",
        "ชุด 3/11",
        "แหล่งน้ำ 2",
        "แหล่งน้ำ 11",
        "แหล่งน้ำเก่า",
    ]
    for number, name in enumerate(reversed(names)):
        Dataset.objects.create(code=f"numbered-{number}", name_th=name, owner_th="-", place_level="tambon")

    listed = Dataset.objects.filter(code__startswith="numbered-").order_by("sort_key")

    assert [dataset.name_th for dataset in listed] == names
    client.force_login(admin)
    shown = [row.name_th for row in client.get(reverse("dataset-list"), {"q": "CBD"}).context["page"].rows]
    assert shown == names[:4]
