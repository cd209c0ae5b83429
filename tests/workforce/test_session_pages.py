"""Orientation and training on the pages and by the API."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_sessions import plan
from workforce.models import Attendance, Session
from workforce.selectors.training import own_training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def tambon(staff):
    return make.area("630111")


def test_a_worker_sees_the_own_hours_what_comes_and_nothing_of_others(staff, client):
    mine, other = work.contract(work.person(make.user())), work.contract(work.person(make.user()))
    session = plan(staff)
    coming = plan(staff, starts_on=date(2021, 12, 10), ends_on=date(2021, 12, 10), name_th="ถัดไป")
    elsewhere = plan(staff, make.area("630111"), name_th="ต่างมหาวิทยาลัย")
    Session.objects.filter(pk=elsewhere.pk).update(university=make.university("cmu"))
    work.attendance(session, mine, 6)
    work.attendance(session, other, 12)
    certificate = work.paper(mine, kind="certificate")
    work.paper(other, kind="certificate")
    user = mine.person.user

    own = own_training(user)

    assert (own.total, own.coming, own.certificates) == (6, [coming], [certificate])
    client.force_login(user)
    assert client.get(reverse("training-own")).status_code == 200
    page = client.get(reverse("session-attendance", args=[session.pk, "630111"])).content.decode()
    assert mine.person.last_name in page
    assert other.person.last_name not in page
    assert client.get(reverse("session-detail", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_as_often_for_three_as_for_one(staff, tambon, client, django_assert_num_queries, many):
    for _time in range(many):
        session = plan(staff, tambon, name_th=f"อบรม {_time}")
        work.attendance(session, work.contract())
    client.force_login(staff)

    with django_assert_num_queries(6):
        client.get(reverse("session-list"))
    with django_assert_num_queries(9):
        client.get(reverse("session-detail", args=[session.pk]))
    with django_assert_num_queries(7):
        client.get(reverse("session-attendance", args=[session.pk, "630111"]))


def test_the_form_begins_with_the_programme_that_runs_today(staff, client):
    make.programme("u2t1")
    make.programme("u2t-bcg", starts_on=date(2022, 7, 1), ends_on=date(2022, 9, 30), short_th="BCG")
    client.force_login(staff)

    page = client.get(reverse("session-create")).content.decode()

    assert '<option value="u2t1" selected>' in page


@pytest.mark.integration
def test_a_lecturer_plans_and_enters_attendance_on_the_pages(staff, pm, tambon, client):
    first, second = work.contract(), work.contract()
    client.force_login(pm)
    typed = {
        "university": "kpru", "programme": "u2t1", "tambon": "630111", "kind": "training", "skill": "english",
        "name_th": "ภาษาอังกฤษ", "place": "ศาลา", "starts_on": "2021-06-01", "ends_on": "2021-06-01", "hours": "6",
        "counts_as_work": "on",
    }  # fmt: skip
    assert client.post(reverse("session-create"), typed | {"tambon": ""}).status_code == 422

    client.post(reverse("session-create"), typed)
    session = Session.objects.get()
    address = reverse("session-attendance", args=[session.pk, "630111"])
    refused = client.post(address, {f"hours_{first.pk}": "7"})
    assert refused.status_code == 422
    assert "ไม่เกิน 6 ชั่วโมง" in refused.content.decode()
    client.post(address, {f"hours_{first.pk}": "3", "everybody": "on"})

    assert dict(Attendance.objects.values_list("contract", "hours")) == {first.pk: 3, second.pk: 6}
    removal = reverse("attendance-remove", args=[session.pk, first.pk])
    assert client.post(removal, {"reason": "ลงผิด"}).status_code == 302
    assert [row.contract for row in Attendance.objects.all()] == [second]


@pytest.mark.integration
def test_the_same_by_the_api(staff, tambon, client):
    contract = work.contract()
    client.force_login(staff)

    def send(address, body):
        return client.post(f"/api/v1/{address}", body, content_type="application/json")

    body = {
        "university": "kpru", "programme": "u2t1", "tambon": "630111", "kind": "training", "skill": "english",
        "name_th": "ภาษาอังกฤษ", "place": "ศาลา", "starts_on": "2021-06-01", "ends_on": "2021-06-01", "hours": "6",
    }  # fmt: skip
    made = send("trainings/", body)
    assert made.status_code == 201, made.json()
    at = f"trainings/{made.json()['id']}/"
    assert send(f"{at}attendance/", {"attendances": [{"contract": contract.pk, "hours": "7"}]}).json()["errors"] == {
        str(contract.pk): "กรอกมากกว่า 0 และไม่เกิน 6 ชั่วโมง"
    }
    assert send(f"{at}attendance/", {"attendances": [{"contract": contract.pk, "hours": "5"}]}).json() == {"stored": 1}
    rows = client.get(f"/api/v1/attendances/?session={made.json()['id']}").json()["results"]
    assert [(row["contract"], row["hours"], row["skill"]) for row in rows] == [(contract.pk, "5.0", "english")]
    assert send(f"{at}amend/", body | {"place": "วัด"}).json()["place"] == "วัด"
    assert send(f"{at}cancel/", {"reason": "ฝนตก"}).status_code == 409
    assert send(f"{at}remove/", {"contract": contract.pk, "reason": "ลงผิด"}).status_code == 204
    assert send(f"{at}cancel/", {"reason": "ฝนตก"}).json()["cancelled_at"]
    assert send("trainings/", body | {"university": "cmu"}).status_code == 404
