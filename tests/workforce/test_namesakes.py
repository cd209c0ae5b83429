"""One running contract per person in the country, also of whom one university knows no national ID."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, known
from workforce.models import Contract, Person
from workforce.selectors.applications import application_at_a_glance
from workforce.selectors.following import followers_for
from workforce.services import contracts

pytestmark = pytest.mark.django_db
BORN = date(1998, 6, 5)
UNTIL_MAY = DateRange(date(2021, 2, 1), date(2021, 6, 1))
SINCE_JUNE = DateRange(date(2021, 6, 1), date(2022, 2, 1))


@pytest.fixture(autouse=True)
def terms(settings, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    return work.terms()


@pytest.fixture
def elsewhere():
    """The contract of somebody whom CMU knows without a national ID."""
    cmu = make.university("cmu")
    work.hiring_round(cmu, telephone="053 111 222")
    person = known("ใจดี", born_on=BORN)
    Person.objects.filter(pk=person.pk).update(national_id="", national_id_digest=None)
    person.refresh_from_db()
    return work.contract(person, on=work.post(make.area("500101")), university=cmu)


def offer(person, **fields):
    values = {
        "person": person, "university": make.university("kpru"), "programme": make.programme(),
        "tambon": make.area("630111"), "worker_type": "graduate", "during": work.YEAR,
    } | fields  # fmt: skip
    return contracts.Hire(**values)


@pytest.mark.parametrize(("born", "precision"), [(BORN, "day"), (date(1998, 1, 1), "year"), (None, "day")])
def test_whoever_may_be_at_work_elsewhere_is_not_hired_before_the_office_was_asked(staff, elsewhere, born, precision):
    work.post()
    person = known("ใจดี", born_on=born, birth_precision=precision)

    with pytest.raises(contracts.PersonBusyError, match="053 111 222") as refused:
        contracts.hire(offer=offer(person), by=staff)
    assert elsewhere.number not in str(refused.value)

    number = work.national_id()
    Person.objects.filter(pk=elsewhere.person_id).update(national_id=number, national_id_digest="x" * 64)
    contracts.hire(offer=offer(person), by=staff)


@pytest.mark.parametrize("fields", [{"born_on": date(1998, 6, 6)}, {"first_name": "อื่น"}])
def test_others_are_hired(staff, elsewhere, fields):
    work.post()
    assert contracts.hire(offer=offer(known("ใจดี", **{"born_on": BORN} | fields)), by=staff)


def test_days_on_which_the_other_is_not_at_work_are_free(staff, elsewhere):
    work.post()
    Contract.objects.filter(pk=elsewhere.pk).update(during=UNTIL_MAY)
    assert contracts.hire(offer=offer(known("ใจดี", born_on=BORN), during=SINCE_JUNE), by=staff)


def test_a_contract_of_whom_nobody_knows_the_id_is_not_prolonged_over_that_of_a_namesake(staff):
    short = work.contract(known("ใจดี", born_on=BORN), during=UNTIL_MAY)
    Person.objects.filter(pk=short.person_id).update(national_id="", national_id_digest=None)
    work.contract(
        known("ใจดี", born_on=BORN), on=work.post(make.area("500101")), university=make.university("cmu"),
        during=SINCE_JUNE,
    )  # fmt: skip

    with pytest.raises(contracts.PersonBusyError):
        contracts.extend(contract=short, until=date(2021, 7, 31), reason="ต่อสัญญา", by=staff)


def test_the_reserve_list_does_not_call_them_free(staff, elsewhere):
    round_ = work.hiring_round()
    selection = chosen.selection(round_, staff, state="agreed")
    people = [known("ใจดี", born_on=BORN), known("ว่าง", born_on=BORN)]
    for place, person in enumerate(people, start=1):
        waiting = work.application(round_, person=person, state="reserve")
        chosen.line(selection, waiting, "reserve", tambon=make.area("630111"), place=place)

    found = followers_for(offer(work.person()))

    assert [(one.person, one.is_free) for one in found] == [(people[0].pk, False), (people[1].pk, True)]


@pytest.mark.integration
def test_screening_and_the_applicant_are_told_that_it_may_be_the_same(client, staff, elsewhere, applicant):
    application = work.application(person=known("ใจดี", applicant, born_on=BORN), user=applicant)

    running = application_at_a_glance(application).running

    assert (running.telephone, running.is_sure) == ("053 111 222", False)
    Contract.objects.filter(pk=elsewhere.pk).update(person=application.person)
    assert application_at_a_glance(application).running.is_sure


def test_a_list_hires_nobody_beside_such_a_contract(staff, elsewhere, tmp_path, settings):
    settings.PRIVATE_FILES = tmp_path
    work.post()
    person = known("ใจดี", born_on=BORN)
    work.application(person=person)
    row = {"เลขบัตร": person.national_id}

    run = brought(staff, row)

    assert run.issues.get(severity="error").code == "known_without_id"
    Contract.objects.filter(pk=elsewhere.pk).update(during=UNTIL_MAY)
    assert not brought(staff, row | {"วันเริ่ม": "1/6/2564"}).issues.filter(severity="error").exists()
