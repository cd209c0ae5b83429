"""Hand-overs planned and recorded: by whom, of whom, and what the record locks."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Allocation
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.handovers.conftest import DAY, RECEIPT, plan
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Handover, HandoverLine, Placement
from workforce.services import handovers

pytestmark = pytest.mark.django_db


def test_a_lecturer_plans_and_people_and_agency_are_told(tambon, pm, agency):
    officer, person = make.user(), work.person(make.user())
    make.membership(officer, "agency", agency=agency)

    handover = plan(pm, agency, work.contract(person), work.contract())

    assert (handover.state, handover.lines.count()) == ("planned", 2)
    told = Notification.objects.filter(kind="handover.planned").values_list("user", flat=True)
    assert set(told) == {officer.pk, person.user_id}


def test_a_double_click_plans_once_and_nobody_is_in_two(tambon, staff, agency):
    contract = work.contract()

    first = plan(staff, agency, contract)

    assert plan(staff, agency, contract) == first
    with pytest.raises(handovers.HandoverInputError):
        plan(staff, agency, contract, place="อื่น")
    assert HandoverLine.objects.count() == 1


def test_others_plan_nothing(tambon, staff, agency, far_staff, officer, worker):
    contract = work.contract()
    for by in (far_staff, officer, worker):
        with pytest.raises(PermissionDenied):
            plan(by, agency, contract)
    lecturer = make.user()
    make.membership(lecturer, "pm", area=make.area("630101"))
    with pytest.raises(PermissionDenied):
        plan(lecturer, agency, contract)


def test_people_of_other_tambons_and_universities_are_not_taken(tambon, staff, agency):
    for stranger in (
        work.contract(on=work.post(make.area("630101"))),
        work.contract(university=make.university("cmu")),
        work.contract(state="draft", signed_on=None),
    ):
        with pytest.raises(handovers.HandoverInputError):
            plan(staff, agency, work.contract(), stranger)
    assert not Handover.objects.exists()


def test_an_agency_of_another_area_and_a_day_without_the_tambon_are_refused(tambon, staff, agency):
    far = make.agency("land-50", area=make.area("50"))
    for agency_, fields, field in ((far, {}, "agency"), (agency, {"held_on": date(2021, 1, 1)}, "held_on")):
        with pytest.raises(handovers.HandoverInputError) as refused:
            plan(staff, agency_, work.contract(), **fields)
        assert refused.value.extra["field"] == field


def test_a_day_on_which_another_university_holds_the_tambon_is_refused_at_every_step(tambon, staff, agency):
    contract = work.contract()
    planned, done = plan(staff, agency, contract), plan(staff, agency, work.contract())
    handovers.finish(handover=done, receipt=RECEIPT, by=staff)
    held = Allocation.objects.get(tambon=tambon, university="kpru")
    held.during = DateRange(held.during.lower, date(2021, 6, 1))
    held.save()
    later = date(2021, 6, 1)

    for act in (
        lambda: handovers.amend(handover=planned, held_on=later, place="วัด", contracts=[contract.pk], by=staff),
        lambda: handovers.finish(handover=planned, receipt=replace(RECEIPT, held_on=later), by=staff),
        lambda: handovers.correct(handover=done, receipt=replace(RECEIPT, held_on=later), reason="x", by=staff),
    ):
        with pytest.raises(handovers.HandoverInputError) as refused:
            act()
        assert refused.value.extra["field"] == "held_on"
    noted = handovers.correct(handover=done, receipt=replace(RECEIPT, note="ฝนตก"), reason="x", by=staff)
    assert (noted.note, noted.held_on) == ("ฝนตก", DAY)


def test_digital_data_managers_go_to_their_partner_agency_apart_from_the_others(tambon, staff, agency, partner):
    digital = work.contract(on=work.post(is_digital=True), agency=partner)
    ordinary = work.contract()

    for agency_, people in ((partner, (digital, ordinary)), (agency, (digital,))):
        with pytest.raises(handovers.HandoverInputError):
            plan(staff, agency_, *people)

    assert plan(staff, partner, digital).lines.get().contract == digital
    assert plan(staff, agency, ordinary).lines.get().contract == ordinary


def test_recorded_people_sit_at_the_agency_from_that_day_and_the_record_is_locked(tambon, staff, pm, agency):
    contract = work.contract()
    handover = plan(pm, agency, contract)

    done = handovers.finish(handover=handover, receipt=RECEIPT, by=pm, version=1)

    assert (done.state, done.received_by, done.version) == ("done", "นายสมมุติ รับมอบ", 2)
    sits = Placement.objects.on(DAY).get(contract=contract)
    assert (sits.agency, sits.during.lower) == (agency, DAY)
    assert handovers.finish(handover=handover, receipt=RECEIPT, by=pm, version=1) == done
    assert Notification.objects.filter(kind="handover.done").count() == 0  # nobody has an account
    assert AuditEvent.objects.filter(action="handover.done").count() == 1
    for again in (
        lambda: handovers.finish(handover=handover, receipt=replace(RECEIPT, note="x"), by=pm),
        lambda: handovers.drop(handover=handover, reason="x", by=pm),
        lambda: handovers.amend(handover=handover, held_on=DAY, place="x", contracts=[contract.pk], by=pm),
    ):
        with pytest.raises(handovers.HandoverError):
            again()


def test_a_stale_page_records_nothing(tambon, staff, agency):
    contract = work.contract()
    handover = plan(staff, agency, contract)
    handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[contract.pk], by=staff, version=1)

    with pytest.raises(StaleError):
        handovers.finish(handover=handover, receipt=RECEIPT, by=staff, version=1)


@pytest.mark.parametrize(
    ("changes", "field"), [({"received_by": " "}, "received_by"), ({"held_on": date(2021, 12, 9)}, "held_on")]
)
def test_a_record_without_a_receiver_or_of_a_day_ahead_is_refused(tambon, staff, agency, changes, field):
    handover = plan(staff, agency, work.contract())

    with pytest.raises(handovers.HandoverInputError) as refused:
        handovers.finish(handover=handover, receipt=replace(RECEIPT, **changes), by=staff)
    assert refused.value.extra["field"] == field


def test_who_left_before_the_day_is_named_and_taken_off_first(tambon, staff, agency):
    stays, left = work.contract(), work.contract()
    handover = plan(staff, agency, stays, left)
    for row in (left, left.placements.get()):
        row.during = type(row.during)(date(2021, 2, 1), date(2021, 2, 2))
        row.save(update_fields=["during"])

    with pytest.raises(handovers.HandoverError, match=left.person.last_name):
        handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    handovers.amend(handover=handover, held_on=DAY, place="x", contracts=[stays.pk], by=staff)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)

    assert [line.contract for line in handover.lines.all()] == [stays]


def test_a_dropped_plan_lets_its_people_wait_again(tambon, staff, agency):
    contract = work.contract()
    handover = plan(staff, agency, contract)
    with pytest.raises(handovers.HandoverInputError):
        handovers.drop(handover=handover, reason="", by=staff)

    handovers.drop(handover=handover, reason="เลื่อน", by=staff)

    assert plan(staff, agency, contract).lines.get().contract == contract
