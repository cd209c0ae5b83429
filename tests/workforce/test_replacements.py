"""Who follows on a post: the reserve list in its order, or somebody named, with a reason."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import selected, signed
from u2t.core.models import AuditEvent
from workforce.models import Application, Contract
from workforce.selectors.standing import standing_of
from workforce.services import contracts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def terms(nation, staff):
    return work.terms()


def test_the_first_of_the_reserve_list_follows_on_the_next_day(terms, staff):
    post = work.post()
    made = signed(staff)
    round_ = work.hiring_round()
    selected(round_, "reserve", place=3)
    first = selected(round_, "reserve", place=2)
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    follower, again = (contracts.replace(contract=made, by=staff) for _click in range(2))

    assert follower == again
    assert (follower.application, follower.replaces) == (first, made)
    assert (follower.during.lower, follower.during.upper) == (date(2021, 8, 16), date(2022, 2, 1))
    assert follower.placements.get().post == post


def test_a_follower_reads_when_the_own_work_starts_and_who_left_when_it_ended(terms, staff, settings):
    settings.CLOCK = "2021-08-10T10:00:00+07:00"
    work.post()
    made = signed(staff)
    first = selected(work.hiring_round(), "reserve")
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)
    drafted = contracts.replace(contract=made, by=staff)
    follower = contracts.sign(contract=drafted, on=date(2021, 8, 10), by=staff)

    first.refresh_from_db()
    assert standing_of(first).next_line == "ทำสัญญาแล้ว เริ่มงานวันที่ 16 ส.ค. 2564"
    contracts.resign(contract=follower, on=date(2021, 8, 31), reason="x", by=staff)
    first = Application.objects.get(pk=first.pk)
    assert standing_of(first).next_line == "สัญญาของท่านสิ้นสุดวันที่ 31 ส.ค. 2564"
    settings.CLOCK = "2021-09-01T10:00:00+07:00"
    assert standing_of(first).next_line == "ท่านปฏิบัติงานตั้งแต่วันที่ 16 ส.ค. 2564 ถึงวันที่ 31 ส.ค. 2564"


def test_who_has_a_contract_is_passed_over_and_the_next_of_the_reserve_list_follows(terms, staff):
    work.post()
    made = signed(staff)
    round_ = work.hiring_round()
    busy = selected(round_, "reserve", place=1)
    second = selected(round_, "reserve", place=2)
    far = work.post(make.area("500101"))
    work.contract(busy.person, on=far, university=make.university("cmu"))
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    follower = contracts.replace(contract=made, by=staff)

    assert follower.application == second
    event = AuditEvent.objects.get(action="contract.passed_over")
    assert (event.target_id, event.changes["places"]) == (str(follower.pk), [None, "1"])


def test_nobody_free_on_the_reserve_list_is_said(terms, staff):
    work.post()
    made = signed(staff)
    busy = selected(work.hiring_round(), "reserve")
    work.contract(busy.person, on=work.post(make.area("500101")), university=make.university("cmu"))
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    with pytest.raises(contracts.ContractError, match="ทุกคนในบัญชีสำรอง"):
        contracts.replace(contract=made, by=staff)
    assert Contract.objects.filter(replaces=made).count() == 0


def test_passing_over_somebody_free_needs_a_reason_that_is_kept(terms, staff):
    work.post()
    made = signed(staff)
    round_ = work.hiring_round()
    selected(round_, "reserve", place=1)
    second = selected(round_, "reserve", place=2)
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.replace(contract=made, application=second, by=staff)
    assert refused.value.extra == {"field": "reason"}
    follower = contracts.replace(contract=made, application=second, reason="ลำดับ 1 สละสิทธิ์", by=staff)

    assert follower.application == second
    assert AuditEvent.objects.get(action="contract.passed_over").reason == "ลำดับ 1 สละสิทธิ์"


def test_somebody_outside_the_list_follows_with_a_reason_while_somebody_on_it_is_free(terms, staff):
    work.post()
    made = signed(staff)
    first = selected(work.hiring_round(), "reserve", place=1)
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)
    outside = work.person()

    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.replace(contract=made, person=outside, by=staff)
    assert refused.value.extra == {"field": "reason"}
    follower = contracts.replace(contract=made, person=outside, reason="ตามมติที่ประชุม", by=staff)

    assert (follower.person, follower.application) == (outside, None)
    assert AuditEvent.objects.get(action="contract.passed_over").changes["places"] == [None, str(1)]
    first.refresh_from_db()
    assert first.state == "reserve"


def test_somebody_of_the_list_named_as_a_person_keeps_the_place_of_the_list(terms, staff):
    work.post()
    made = signed(staff)
    first = selected(work.hiring_round(), "reserve", place=1)
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    assert contracts.replace(contract=made, person=first.person, by=staff).application == first


def test_somebody_at_work_is_not_replaced_and_an_empty_list_says_so(terms, staff):
    work.post()
    made = signed(staff)
    with pytest.raises(contracts.ContractError):
        contracts.replace(contract=made, by=staff)
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    with pytest.raises(contracts.ContractError):
        contracts.replace(contract=made, by=staff)
    assert contracts.replace(contract=made, person=work.person(), by=staff).replaces == made


def test_who_follows_begins_on_the_day_that_is_said_within_the_days_left(terms, staff):
    work.post()
    made = signed(staff)
    busy = selected(work.hiring_round(), "reserve", place=1)
    until_october = DateRange(date(2021, 8, 1), date(2021, 10, 1))
    work.contract(
        busy.person, on=work.post(make.area("500101")), during=until_october, university=make.university("cmu")
    )
    contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff)

    for day in (date(2021, 8, 15), date(2022, 2, 1)):
        with pytest.raises(contracts.ContractInputError) as refused:
            contracts.replace(contract=made, first_on=day, by=staff)
        assert refused.value.extra == {"field": "first_on"}
        assert "16 ส.ค. 2564" in str(refused.value)
        assert "31 ม.ค. 2565" in str(refused.value)
    follower = contracts.replace(contract=made, first_on=date(2021, 12, 8), by=staff)

    assert (follower.application, follower.replaces) == (busy, made)  # free from that day on
    assert (follower.during.lower, follower.during.upper) == (date(2021, 12, 8), date(2022, 2, 1))
