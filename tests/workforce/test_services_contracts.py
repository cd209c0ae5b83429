"""Contracts: every step once, on one post, for one person at a time."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Membership
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import InputError, StaleError
from u2t.core.models import AuditEvent
from workforce.choices import ApplicationState, ContractState
from workforce.models import Contract, Placement
from workforce.services import contracts

pytestmark = pytest.mark.django_db
LAST = date(2022, 1, 31)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def terms(nation, staff):
    return work.terms()


def offer(who=None, **fields):
    values = {
        "person": who or work.person(), "university": make.university("kpru"), "programme": make.programme(),
        "tambon": make.area("630111"), "worker_type": "graduate", "during": work.YEAR,
    } | fields  # fmt: skip
    return contracts.Hire(**values)


def signed(staff, who=None, **fields):
    return contracts.sign(contract=contracts.hire(offer=offer(who, **fields), by=staff), on=date(2021, 1, 29), by=staff)


def selected(round_, outcome="selected", place=1, tambon="630111", **fields):
    """An application with its line in the announced selection of its round."""
    application = work.application(round_, state=outcome, **fields)
    selection = chosen.announced(round_, application.user)
    chosen.line(selection, application, outcome, tambon=make.area(tambon), place=place)
    return application


def test_hire_drafts_a_numbered_contract_on_the_first_vacant_post(terms, staff):
    posts = [work.post(number=number) for number in (1, 2)]
    work.contract(on=posts[0])

    made = contracts.hire(offer=offer(), by=staff)

    assert (made.state, made.number, made.monthly_wage) == (ContractState.DRAFT, "1/2564", 15000)
    assert made.placements.get().post == posts[1]
    assert AuditEvent.objects.filter(action="contract.drafted", target_id=made.pk).exists()


def test_hire_is_refused_to_others(terms, staff, pm, ministry):
    work.post()
    for by in (pm, ministry):
        with pytest.raises(PermissionDenied):
            contracts.hire(offer=offer(), by=by)


def test_staff_of_one_university_do_not_hire_for_another(terms, staff):
    with pytest.raises(PermissionDenied):
        contracts.hire(offer=offer(university=make.university("cmu")), by=staff)


def test_hire_without_a_vacant_post_says_so(terms, staff):
    work.contract(on=work.post())
    other = work.post(is_digital=True)

    with pytest.raises(
        contracts.NoVacancyError, match="นักจัดการข้อมูลดิจิทัลประจำหน่วยงาน"
    ):  # the vacant one is of the other kind
        contracts.hire(offer=offer(), by=staff)
    work.contract(on=other)
    with pytest.raises(contracts.NoVacancyError, match="แม่ท้อ ไม่มีอัตรา"):
        contracts.hire(offer=offer(), by=staff)
    assert Contract.objects.count() == 2


@pytest.mark.parametrize(
    ("during", "tambon"),
    [
        (DateRange(date(2020, 2, 1), date(2021, 6, 1)), "630111"),
        (DateRange(date(2021, 2, 1), date(2022, 2, 2)), "630111"),
        (DateRange(date(2021, 2, 1), date(2021, 2, 1)), "630111"),
        (work.YEAR, "500101"),
    ],
)
def test_hire_outside_the_programme_or_the_tambons_is_refused(terms, staff, during, tambon):
    work.post(make.area(tambon))

    with pytest.raises(contracts.ContractInputError):
        contracts.hire(offer=offer(during=during, tambon=make.area(tambon)), by=staff)


def test_a_second_university_learns_only_that_there_is_a_contract_and_whom_to_call(terms, staff):
    work.post()
    person = work.person()
    other = make.university("cmu")
    work.hiring_round(other, contact="งานบุคคล มช.", telephone="053 111 222")
    held = work.contract(person, on=work.post(make.area("500101")), university=other)

    with pytest.raises(contracts.PersonBusyError) as refused:
        contracts.hire(offer=offer(person), by=staff)

    assert "053 111 222" in str(refused.value)
    assert held.number not in str(refused.value)


def test_hire_twice_for_one_application_makes_one_contract(terms, staff):
    work.post()
    work.post()
    application = selected(work.hiring_round())
    wanted = offer(application.person, application=application)

    first, second = (contracts.hire(offer=wanted, by=staff) for _click in range(2))

    assert first == second
    application.refresh_from_db()
    assert application.state == ApplicationState.HIRED
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("state", ["submitted", "withdrawn", "refused"])
def test_only_selected_applicants_are_hired(terms, staff, state):
    work.post()
    application = work.application(state=state)

    with pytest.raises(contracts.ContractError):
        contracts.hire(offer=offer(application.person, application=application), by=staff)


def test_signing_gives_the_account_its_role_for_the_days_of_work(terms, staff, applicant):
    work.post()

    made = signed(staff, work.person(applicant))

    membership = Membership.objects.get(user=applicant)
    assert (membership.role, membership.area_id) == ("worker", "630111")
    assert membership.during == made.during
    assert made.placements.get().membership == membership


def test_signing_twice_signs_once(terms, staff):
    work.post()
    made = signed(staff)

    again = contracts.sign(contract=made, on=date(2021, 3, 1), by=staff, version=1)

    assert (again.signed_on, again.version) == (date(2021, 1, 29), 2)
    assert AuditEvent.objects.filter(action="contract.signed").count() == 1


def test_a_stale_page_changes_nothing(terms, staff):
    work.post()
    made = signed(staff)

    with pytest.raises(StaleError):
        contracts.end(contract=made, on=date(2021, 6, 30), reason="x", by=staff, version=1)


@pytest.mark.parametrize("on", [date(2021, 12, 9), date(2022, 2, 1), date(1, 1, 1)])
def test_signing_on_an_impossible_day_is_refused(terms, staff, on):
    work.post()
    made = contracts.hire(offer=offer(), by=staff)

    with pytest.raises(InputError):
        contracts.sign(contract=made, on=on, by=staff)


def test_many_are_hired_each_with_an_answer(terms, staff):
    work.post()
    people = [work.person(), work.person()]

    results = contracts.hire_many(offers=[offer(person) for person in people], by=staff)

    assert [bool(result.contract) for result in results] == [True, False]
    assert results[1].error
    signed_ = contracts.sign_many(contracts=[results[0].contract], on=date(2021, 1, 29), by=staff)
    assert signed_[0].contract.state == ContractState.SIGNED
