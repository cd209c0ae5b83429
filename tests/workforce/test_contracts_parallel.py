"""Many at once: never more people than posts, never two contracts of one person, never two of anything by a click."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import known
from u2t.core.errors import DomainError
from workforce.models import Contract, Person, Placement
from workforce.services import contracts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
POSTS, APPLICANTS, THREADS = 20, 200, 8


def in_parallel(act, things):
    """Do `act` for each thing in real threads with connections of their own; return what came of each."""

    def some(share):
        try:
            return [answer_of(thing) for thing in share]
        finally:
            connection.close()

    def answer_of(thing):
        try:
            return act(thing)
        except DomainError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        shares = pool.map(some, [things[first::THREADS] for first in range(THREADS)])
        return [answer for share in shares for answer in share]


@pytest.fixture
def terms(nation, staff):
    return work.terms()


def offer(application, **fields):
    values = {
        "person": application.person, "university": application.round.university, "programme": make.programme(),
        "tambon": make.area("630111"), "worker_type": "graduate", "during": work.YEAR, "application": application,
    } | fields  # fmt: skip
    return contracts.Hire(**values)


def test_two_hundred_acceptances_of_twenty_posts_hire_exactly_twenty(terms, staff):
    terms.types.filter(worker_type="graduate").update(posts_per_tambon=POSTS)
    for number in range(1, POSTS + 1):
        work.post(number=number)
    round_ = work.hiring_round()
    chosen.announced(round_, staff)
    applications = [work.application(round_, state="selected") for _one in range(APPLICANTS)]

    answers = in_parallel(lambda one: contracts.hire(offer=offer(one), by=staff), applications)

    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds == {"Contract": POSTS, "NoVacancyError": APPLICANTS - POSTS}
    assert all(str(answer) for answer in answers)
    assert Contract.objects.count() == POSTS
    assert Placement.objects.values("post").distinct().count() == POSTS
    numbers = {int(number.split("/")[0]) for number in Contract.objects.values_list("number", flat=True)}
    assert numbers == set(range(1, POSTS + 1))


def test_one_acceptance_sent_many_times_at_once_makes_one_contract(terms, staff):
    for number in (1, 2, 3):
        work.post(number=number)
    application = work.application(state="selected")
    chosen.announced(application.round, staff)

    answers = in_parallel(lambda one: contracts.hire(offer=offer(one), by=staff), [application] * 16)

    assert {answer.pk for answer in answers} == {Contract.objects.get().pk}
    assert Placement.objects.count() == 1


def test_two_universities_race_for_one_person_and_one_wins(terms, staff):
    cmu, there = make.university("cmu"), make.area("500101")
    make.allocation(there, cmu, make.programme())
    other = make.user("other-staff")
    make.membership(other, "staff", university=cmu)
    work.post()
    work.post(there)
    person = work.person()
    ours = work.application(work.hiring_round(), person=person, state="selected")
    theirs = work.application(work.hiring_round(cmu), person=person, state="selected", user=ours.user)
    for one in (ours, theirs):
        chosen.announced(one.round, staff)
    offers = [(offer(ours), staff), (offer(theirs, tambon=there), other)]

    answers = in_parallel(lambda pair: contracts.hire(offer=pair[0], by=pair[1]), offers * 4)

    winner = Contract.objects.get()
    refused = [answer for answer in answers if not isinstance(answer, Contract)]
    assert len(refused) == 4
    assert all(isinstance(answer, contracts.PersonBusyError) for answer in refused)
    assert winner.number not in str(refused[0])


def test_two_universities_race_for_one_person_of_two_records_and_one_wins(terms, staff):
    cmu, there = make.university("cmu"), make.area("500101")
    make.allocation(there, cmu, make.programme())
    other = make.user("other-staff")
    make.membership(other, "staff", university=cmu)
    for place in (None, there):
        for _one in range(4):
            work.post(place)
    sure, unsure = known("ใจดี"), known("ใจดี")
    Person.objects.filter(pk=unsure.pk).update(national_id="", national_id_digest=None)
    unsure.refresh_from_db()

    def offered(person, university, tambon):
        return contracts.Hire(person, university, make.programme(), tambon, "graduate", work.YEAR)

    offers = [
        (offered(sure, make.university("kpru"), make.area("630111")), staff),
        (offered(unsure, cmu, there), other),
    ]

    answers = in_parallel(lambda pair: contracts.hire(offer=pair[0], by=pair[1]), offers * 4)

    assert Contract.objects.count() == 1
    assert sum(isinstance(answer, contracts.PersonBusyError) for answer in answers) == 7


def test_a_resignation_and_a_replacement_clicked_many_times_are_one_each(terms, staff):
    work.post()
    round_ = work.hiring_round()
    waiting = [work.application(round_, state="reserve") for _one in range(3)]
    selection = chosen.announced(round_, staff)
    for place, application in enumerate(waiting, start=1):
        chosen.line(selection, application, "reserve", tambon=make.area("630111"), place=place)
    left = contracts.hire(offer=offer(work.application(round_, state="selected")), by=staff)
    contracts.sign(contract=left, on=left.during.lower, by=staff)

    in_parallel(
        lambda one: contracts.resign(contract=one, on=left.during.lower, reason="x", by=staff), [left] * THREADS
    )
    answers = in_parallel(lambda one: contracts.replace(contract=one, by=staff), [left] * THREADS)

    assert {answer.pk for answer in answers} == {Contract.objects.get(replaces=left).pk}
    assert Contract.objects.get(replaces=left).application == waiting[0]
