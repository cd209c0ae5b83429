"""What the database itself holds to: one person per post, one contract per person, sealed national IDs."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import secrecy
from workforce.models import Contract, Person, Placement

pytestmark = pytest.mark.django_db


def test_national_id_is_sealed_in_the_database_and_found_by_its_digest(nation):
    number = work.national_id()
    person = work.person(national_id=number)

    with connection.cursor() as cursor:
        cursor.execute("SELECT national_id FROM workforce_person WHERE id = %s", [person.pk])
        stored = cursor.fetchone()[0]

    assert number not in stored
    found = Person.objects.get(national_id_digest=secrecy.digest(number))
    assert found.national_id == number
    assert found.masked_national_id == f"x-xxxx-xxxx{number[9]}-{number[10:12]}-{number[12]}"


def test_one_post_takes_one_person_at_a_time(nation):
    post = work.post()
    work.contract(on=post)

    with pytest.raises(IntegrityError, match="placement_one_person_per_post"):
        work.contract(on=post)


def test_a_post_takes_the_next_person_after_the_first_has_left(nation):
    post = work.post()
    work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 6, 1)))

    work.contract(on=post, during=DateRange(date(2021, 6, 1), date(2022, 2, 1)))

    assert Placement.objects.filter(post=post).count() == 2


def test_one_person_has_one_contract_at_a_time_in_the_whole_country(nation):
    person = work.person()
    work.contract(person)

    with pytest.raises(IntegrityError, match="contract_one_at_a_time_per_person"):
        work.contract(person, university=make.university("cmu"))


def test_a_cancelled_contract_stands_in_nobodys_way(nation):
    person = work.person()
    work.contract(person, state="cancelled", signed_on=None)

    work.contract(person)

    assert Contract.objects.filter(person=person).count() == 2
