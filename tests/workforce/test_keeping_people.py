"""Who may say where a person lives and what it was called before: who hired it, not where it merely applied."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import workforce as work
from workforce.services import people

pytestmark = pytest.mark.django_db
NAME, THERE = people.FormerName(date(2019, 5, 1), "เดิม"), {"registered_address": "9 หมู่ 9"}


def test_where_somebody_merely_applied_nobody_says_where_they_live_or_were_called(client, nation, staff):
    person = work.application(work.hiring_round(), state="submitted").person
    former = work.former_name(person)
    client.force_login(staff)
    page, form = reverse("person-detail", args=[person.pk]), reverse("person-address", args=[person.pk])

    for refused in (
        lambda: people.set_address(person=person, addresses=THERE, by=staff),
        lambda: people.add_former_name(person=person, name=NAME, by=staff),
        lambda: people.remove_former_name(change=former, by=staff),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert form not in client.get(page).content.decode()
    assert client.get(form).status_code == 403

    work.contract(person, during=DateRange(date(2020, 1, 1), date(2020, 12, 31)), state="ended")
    people.set_address(person=person, addresses=THERE, by=staff)
    people.add_former_name(person=person, name=NAME, by=staff)
    assert client.get(form).status_code == 200


def test_a_person_says_so_of_themself(nation, applicant):
    person = work.application(work.hiring_round(), user=applicant, state="submitted").person

    assert people.set_address(person=person, addresses=THERE, by=applicant).registered_address == "9 หมู่ 9"
