"""Holidays: entered by an order, moved and called off with what was before kept, and only by who answers for them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import months as month
from tests.factories import tambon as make
from u2t.core.errors import DomainError, InputError
from u2t.core.models import AuditEvent
from workforce.attending import Closed
from workforce.models import Holiday
from workforce.selectors.holidays import closed_between
from workforce.services import holidays
from workforce.services.holidays import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DAY = date(2021, 11, 5)


def plan(**fields):
    return Plan(**({"day": DAY, "name_th": "ปิดเพื่อทำความสะอาด", "reference": "คำสั่งที่ 9/2564"} | fields))


def test_the_known_holidays_are_stored_once_with_what_was_moved_and_called_off(nation):
    make.area("four-north", "ภาคเหนือ", level="region", kind="four").members.add(make.area("63"))

    first, again = holidays.sync(by=system_user()), holidays.sync(by=system_user())

    assert (first > 50, again) == (True, 0)
    moved = Holiday.objects.get(day=date(2021, 10, 25))
    assert (moved.replaced_by.day, bool(moved.end_reason)) == (date(2021, 10, 22), True)
    assert Holiday.objects.get(day=date(2021, 7, 27)).ended_at is not None
    october = closed_between(date(2021, 10, 1), date(2021, 10, 31), university="kpru")
    assert [one.day.day for one in october] == [13, 22, 23]
    march = closed_between(date(2021, 3, 1), date(2021, 3, 31), university="kpru")
    assert march == [Closed(date(2021, 3, 26), "ประเพณีไหว้พระธาตุ", "all", frozenset({"63"}))]


def test_a_holiday_called_off_by_staff_is_not_brought_back(nation, ministry):
    holidays.sync(by=system_user())
    holidays.cancel(holiday=Holiday.objects.get(day=date(2021, 9, 24)), reason="มติใหม่", by=ministry)

    assert holidays.sync(by=system_user()) == 0
    assert not Holiday.objects.standing().filter(day=date(2021, 9, 24)).exists()


def test_moved_is_the_old_one_ended_and_a_new_one_in_its_place(ministry):
    old = month.holiday(DAY)

    new = holidays.move(holiday=old, to=date(2021, 11, 8), reason="มติ ครม. เลื่อน", by=ministry)

    old.refresh_from_db()
    assert (new.day, new.replaces, new.reference) == (date(2021, 11, 8), old, old.reference)
    assert (old.ended_by, old.end_reason) == (ministry, "มติ ครม. เลื่อน")
    assert [one.day for one in closed_between(DAY, date(2021, 11, 30), university="kpru")] == [new.day]
    event = AuditEvent.objects.get(action="holiday.moved")
    assert event.changes["day"] == ["2021-11-05", "2021-11-08"]
    with pytest.raises(DomainError):
        holidays.cancel(holiday=old, reason="ซ้ำ", by=ministry)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name_th": " "}, "name_th"),
        ({"reference": ""}, "reference"),
        ({"day": date(2564, 11, 5)}, "day"),
    ],
)
def test_what_cannot_be_a_holiday_says_which_field(ministry, fields, field):
    with pytest.raises(InputError) as refused:
        holidays.add(plan=plan(**fields), by=ministry)

    assert refused.value.extra["field"] == field
    assert not Holiday.objects.exists()


def test_a_closure_lies_in_a_province_or_a_group_and_is_no_public_holiday(ministry, staff):
    with pytest.raises(InputError) as low:
        holidays.add(plan=plan(area=make.area("630111")), by=ministry)
    with pytest.raises(InputError) as public:
        holidays.add(plan=plan(university=make.university("kpru")), by=staff)

    assert (low.value.extra["field"], public.value.extra["field"]) == ("area", "kind")


def test_the_same_day_entered_twice_is_said(ministry):
    holidays.add(plan=plan(), by=ministry)

    with pytest.raises(DomainError, match="ปิดเพื่อทำความสะอาด"):
        holidays.add(plan=plan(), by=ministry)
    assert Holiday.objects.count() == 1


def test_staff_close_their_own_university_and_nothing_else(staff, worker):
    kpru, cmu = make.university("kpru"), make.university("cmu")

    made = holidays.add(plan=plan(university=kpru, kind="closure"), by=staff)

    for other in (plan(), plan(university=cmu, kind="closure")):
        with pytest.raises(PermissionDenied):
            holidays.add(plan=other, by=staff)
    with pytest.raises(PermissionDenied):
        holidays.move(holiday=month.holiday(), to=date(2021, 11, 9), reason="x", by=staff)
    with pytest.raises(PermissionDenied):
        holidays.cancel(holiday=made, reason="x", by=worker)
    assert {one.name for one in closed_between(DAY, DAY, university="cmu")} == {"วันหยุดตัวอย่าง"}
    assert {one.name for one in closed_between(DAY, DAY, university="kpru")} == {"วันหยุดตัวอย่าง", made.name_th}


def test_staff_enter_and_move_a_closure_by_the_pages(client, staff):
    client.force_login(staff)
    typed = {"day": "2021-11-05", "name_th": "ปิดตามคำสั่ง", "kind": "closure", "offices": "all", "reference": "คำสั่ง 1"}

    assert client.post(reverse("holiday-add"), typed).status_code == 422  # whose day
    answer = client.post(reverse("holiday-add"), typed | {"university": "kpru"})
    made = Holiday.objects.get()
    assert answer.url == reverse("holiday-detail", args=[made.pk])
    client.post(reverse("holiday-move", args=[made.pk]), {"to": "2021-11-08", "reason": "คำสั่ง 2"})
    page = client.get(answer.url).content.decode()
    listed = client.get(reverse("holiday-list")).content.decode()

    assert "คำสั่ง 2" in page
    assert "8 พ.ย. 2564" in page
    assert "เลื่อนไปวันที่ 8 พ.ย. 2564" in listed


def test_a_worker_reads_holidays_and_is_led_to_no_change(client, worker):
    made = month.holiday()
    client.force_login(worker)

    page = client.get(reverse("holiday-detail", args=[made.pk])).content.decode()

    assert made.name_th in page
    assert reverse("holiday-move", args=[made.pk]) not in page
    assert reverse("holiday-add") not in client.get(reverse("holiday-list")).content.decode()


def test_the_api_enters_moves_and_calls_off(client, ministry):
    make.area("four-north", "ภาคเหนือ", level="region", kind="four")
    client.force_login(ministry)

    def post(path, body):
        return client.post(f"/api/v1/holidays/{path}", body, content_type="application/json")

    body = {"day": "2021-11-05", "name_th": "วันหยุดภาค", "kind": "regional", "area": "four-north", "reference": "มติ"}
    made = post("", body)
    moved = post(f"{made.json()['id']}/move/", {"to": "2021-11-08", "reason": "มติใหม่"})
    gone = post(f"{moved.json()['id']}/cancel/", {"reason": "ยกเลิก"})
    again = post(f"{moved.json()['id']}/cancel/", {"reason": "ยกเลิก"})
    unknown = post("", body | {"area": "nowhere"})

    answers = (made, moved, gone, again, unknown)
    assert [one.status_code for one in answers] == [201, 200, 200, 409, 404]
    assert moved.json()["replaces"] == made.json()["id"]
    listed = client.get("/api/v1/holidays/?year=2564&ended=false").json()["results"]
    assert listed == []
