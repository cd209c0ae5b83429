"""Hand-overs corrected: with a reason, what stood there kept, and everybody concerned told."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.handovers.conftest import DAY, RECEIPT, plan
from u2t.core import notifications
from u2t.core.errors import DomainError
from u2t.core.models import AuditEvent, Notification
from workforce.models import AgencyCapacity, Contract, Placement
from workforce.permissions import Can
from workforce.selectors.handovers import waiting_in
from workforce.services import handovers

pytestmark = pytest.mark.django_db


def test_a_correction_needs_its_reason_and_keeps_what_stood_there(tambon, staff, agency):
    handover = plan(staff, agency, work.contract())
    with pytest.raises(handovers.HandoverError):
        handovers.correct(handover=handover, receipt=RECEIPT, reason="x", by=staff)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    other = replace(RECEIPT, received_by="นางสมมุติ รับแทน")
    with pytest.raises(handovers.HandoverInputError):
        handovers.correct(handover=handover, receipt=other, reason=" ", by=staff)

    record = work.paper(handover.lines.get().contract, "handover", handover=handover)

    handovers.correct(handover=handover, receipt=other, reason="พิมพ์ชื่อผิด", by=staff)

    record.refresh_from_db()
    assert (record.state, record.cancel_reason) == ("cancelled", "พิมพ์ชื่อผิด")
    event = AuditEvent.objects.get(action="handover.corrected")
    assert (event.reason, event.changes) == ("พิมพ์ชื่อผิด", {"received_by": ["…", "…"]})
    assert event.revision.values == {"received_by": ["นายสมมุติ รับมอบ", "นางสมมุติ รับแทน"]}


def test_a_corrected_day_moves_the_placements_unless_work_is_recorded(tambon, staff, pm, agency):
    told = work.person(make.user())
    starts, joined = work.contract(told), work.contract(during=DateRange(DAY, date(2022, 2, 1)))
    handover = plan(pm, agency, starts, joined)
    handovers.finish(handover=handover, receipt=RECEIPT, by=pm)
    Notification.objects.all().delete()

    def correct(day, version=None):
        return handovers.correct(
            handover=handover, receipt=replace(RECEIPT, held_on=day), reason="ลงวันผิด", by=pm, version=version
        )

    def days(contract):
        rows = Placement.objects.filter(contract=contract, is_cancelled=False).order_by("during")
        return [(row.agency_id, row.during.lower.isoformat()) for row in rows]

    correct(date(2021, 2, 10))
    assert days(starts) == [(None, "2021-02-01"), (agency.pk, "2021-02-10")]
    assert days(joined) == [(None, "2021-02-03"), (agency.pk, "2021-02-10")]
    assert set(Notification.objects.values_list("kind", "user")) == {("handover.amended", told.user_id)}
    assert AuditEvent.objects.filter(action="placement.moved").count() == 2
    limit = AgencyCapacity.objects.create(agency=agency, programme=make.programme(), capacity=1)
    with pytest.raises(DomainError, match="1"):
        correct(date(2021, 2, 3))
    limit.delete()
    correct(date(2021, 2, 3))
    assert days(joined) == [(agency.pk, "2021-02-03")]
    with pytest.raises(DomainError, match=joined.person.last_name):
        correct(date(2021, 2, 2))  # the day before the contract

    months.log(starts, date(2021, 2, 5))
    for day in (date(2021, 2, 8), date(2021, 2, 6)):
        with pytest.raises(DomainError, match=f"{starts.person.last_name}.*5 ก") as refused:
            correct(day)
        assert refused.value.extra["people"] == [starts.person.full_name]
    handover.refresh_from_db()
    assert (handover.held_on, days(starts)) == (DAY, [(None, "2021-02-01"), (agency.pk, "2021-02-03")])
    correct(date(2021, 2, 5))  # what is recorded from that day on is recorded there
    assert days(starts)[-1] == (agency.pk, "2021-02-05")


def test_a_day_moved_later_asks_whether_the_agency_before_has_room(tambon, staff, agency):
    before = make.agency("tambon-630111", area=tambon)
    handover = plan(staff, agency, work.contract(agency=before))
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    work.contract(agency=before, during=DateRange(DAY, date(2021, 6, 1)))
    AgencyCapacity.objects.create(agency=before, programme=make.programme(), capacity=1)

    with pytest.raises(DomainError, match=before.name_th):
        handovers.correct(
            handover=handover, receipt=replace(RECEIPT, held_on=date(2021, 2, 10)), reason="ลงวันผิด", by=staff
        )


def seen_by(user):
    """The contracts a user sees, through the contracts and through the placements."""
    seats = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).values_list("contract", flat=True)
    found = set(Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).values_list("pk", flat=True))
    assert found == set(seats)
    return found


def test_who_was_listed_by_mistake_is_taken_off_and_told(tambon, staff, agency, client, worker):
    told, logged = work.person(make.user()), work.contract()
    stays, wrong = work.contract(), work.contract(told)
    handover = plan(staff, agency, stays, wrong, logged)
    with pytest.raises(handovers.HandoverError):
        handovers.take_off(handover=handover, contract=wrong.pk, reason="x", by=staff)
    handover = handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    record = work.paper(stays, "handover", handover=handover)
    months.log(logged, date(2021, 2, 20))
    client.force_login(staff)
    page = reverse("handover-take-off", args=[handover.pk])
    assert client.post(page, {"contract": wrong.pk}).status_code == 422
    assert wrong.person.last_name in client.get(page).content.decode()

    done = client.post(page, {"contract": wrong.pk, "reason": "คนละตำบล", "version": handover.version})

    assert done.status_code == 302
    record.refresh_from_db()
    assert record.state == "cancelled"
    assert Placement.objects.on(DAY).get(contract=wrong).agency is None
    (note,) = Notification.objects.filter(kind="handover.taken_off")
    assert (note.user, "โดยผิดพลาด" in notifications.sentence_of(note)) == (told.user, True)
    address = f"/api/v1/handovers/{handover.pk}/take-off/"
    body = {"contract": logged.pk, "reason": "คนละคน", "version": handover.version}
    assert client.post(address, body, content_type="application/json").status_code == 412
    assert client.post(address, body | {"version": None}, content_type="application/json").json()["people"] == 1
    rows = Placement.objects.filter(contract=logged, is_cancelled=False).order_by("during")
    assert [(row.agency_id, row.during.lower.day) for row in rows] == [(None, 1), (agency.pk, 3), (None, 21)]
    refused = client.post(address, body | {"contract": stays.pk, "version": None}, content_type="application/json")
    assert refused.status_code == 409  # nobody would be left on the record
    assert AuditEvent.objects.filter(action="handover.taken_off").count() == 2
    client.force_login(worker)
    assert client.get(page).status_code in {403, 404}


def test_who_was_taken_off_is_hidden_from_the_agency_and_who_sat_there_is_not_moved(tambon, staff, agency, client):
    own, host = make.user(), make.user()
    wrong, sitting, stays = work.contract(work.person(own)), work.contract(agency=agency), work.contract()
    make.membership(host, "agency", agency=agency)
    handover = plan(staff, agency, wrong, sitting, stays)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    assert seen_by(host) == {wrong.pk, sitting.pk, stays.pk}
    client.force_login(staff)
    page = reverse("handover-take-off", args=[handover.pk])

    gone = client.post(page, {"contract": wrong.pk, "reason": "คนละตำบล"}, follow=True).content.decode()
    there = client.post(page, {"contract": sitting.pk, "reason": "คนละคน"}, follow=True).content.decode()

    assert "ไม่อยู่ประจำหน่วยงานนี้อีก" in gone
    assert "สถานที่ปฏิบัติงานคงเดิม" in there
    assert Placement.objects.on(DAY).get(contract=sitting).agency == agency
    assert seen_by(host) == {sitting.pk, stays.pk}
    link = Notification.objects.get(kind="handover.taken_off").link
    for reader, status in ((own, 200), (host, 404)):
        client.force_login(reader)
        assert client.get(link).status_code == status
    assert client.get(f"/api/v1/contracts/{wrong.pk}/").status_code == 404
    assert client.get(f"/api/v1/people/{wrong.person_id}/").status_code == 404


def test_who_moved_to_another_tambon_waits_there_and_no_longer_here(tambon, staff):
    stays, moved, leaves = (work.contract() for _one in range(3))
    for contract, on in ((moved, date(2021, 6, 1)), (leaves, date(2022, 1, 1))):
        old = Placement.objects.get(contract=contract)
        old.during, rest = DateRange(old.during.lower, on), DateRange(on, old.during.upper)
        old.save(update_fields=["during"])
        Placement.objects.create(
            contract=contract, post=work.post(make.area("630201")), during=rest, created_at=work.MADE
        )

    def waiting(code):
        found = waiting_in(
            tambon=make.area(code), programme=make.programme(), university=make.university("kpru"), user=staff
        )
        return {one.contract for one in found}

    assert waiting("630111") == {stays.pk, leaves.pk}
    assert moved.pk in waiting("630201")


def test_who_guides_and_who_is_handed_over_hear_of_each_change(tambon, staff, agency):
    manager, officer, one, two = make.user(), make.user(), work.person(make.user()), work.person(make.user())
    months.guide(manager, "am", agency=agency)
    make.membership(officer, "agency", agency=agency)
    first, second = work.contract(one), work.contract(two)
    handover = plan(staff, agency, first)

    def told(kind):
        found = set(Notification.objects.filter(kind=f"handover.{kind}").values_list("user", flat=True))
        Notification.objects.all().delete()
        return found

    assert told("planned") == {one.user_id, manager.pk, officer.pk}
    handover = handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[first.pk], by=staff)
    assert told("amended") == {one.user_id, manager.pk, officer.pk}
    handover = handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[second.pk], by=staff)
    kinds = Notification.objects.values_list("kind", "user")
    assert set(kinds) == {("handover.dropped", one.user_id), ("handover.planned", two.user_id)}
    told("planned")
    handovers.drop(handover=handover, reason="เลื่อน", by=staff)
    assert told("dropped") == {two.user_id, manager.pk, officer.pk}
