"""The API of contracts, and lists of people brought in by page and API."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_import_workforce import listed
from tests.workforce.test_services_contracts import selected
from u2t.core.models import AuditEvent, ImportRun
from workforce.models import Contract, Placement, Supervision

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TAMBON = "630111"


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


def text_of(response):
    return response.content.decode()


def test_the_same_by_the_api(client, staff):
    work.terms()
    work.post()
    agency = make.agency("land-tak")
    first = selected(work.hiring_round())
    client.force_login(staff)

    def post(path, **data):
        return client.post(f"/api/v1/{path}", data, content_type="application/json")

    made = post("contracts/", application=first.pk)
    assert made.status_code == 201
    key = made.json()["id"]
    assert post("contracts/", application=first.pk).json()["id"] == key
    assert post(f"contracts/{key}/sign/", on="2021-01-29", version=1).json()["status"] == "signed"
    assert post(f"contracts/{key}/end/", on="2021-06-30", reason="x", version=1).status_code == 412
    placement = Placement.objects.get()
    assigned = post(f"placements/{placement.pk}/assign/", agency="land-tak", on="2021-02-01", version=2)
    assert assigned.json()["agency"] == agency.pk
    ended = post(f"contracts/{key}/resign/", on="2021-06-30", reason="x", version=3)
    assert (ended.json()["status"], ended.json()["last_on"]) == ("resigned", "2021-06-30")
    assert "national_id" in ended.json()
    assert first.person.national_id not in ended.content.decode()
    refused = post(f"contracts/{key}/replace/")
    assert refused.status_code == 409


def test_hiring_a_person_without_an_application_by_the_api(client, staff):
    work.terms()
    work.post()
    person = work.contract(on=work.post(worker_type="student"), during=work.YEAR).person
    client.force_login(staff)
    body = {
        "person": person.pk, "university": "kpru", "programme": "u2t1", "tambon": TAMBON, "type": "graduate",
        "first_on": "2021-02-01", "last_on": "2022-01-31",
    }  # fmt: skip

    busy = client.post("/api/v1/contracts/", body, content_type="application/json")
    assert busy.status_code == 409
    unknown = client.post("/api/v1/contracts/", body | {"tambon": "999999"}, content_type="application/json")
    assert unknown.status_code == 422
    assert client.post("/api/v1/contracts/", {}, content_type="application/json").status_code == 422

    round_ = work.hiring_round()
    before = DateRange(date(2020, 2, 1), date(2021, 2, 1))
    first, second = (selected(round_, "reserve", place=place) for place in (1, 2))
    body |= {"person": work.contract(on=work.post(), during=before, state="ended").person_id}
    passing = client.post("/api/v1/contracts/", body, content_type="application/json")
    assert (passing.status_code, passing.json()["field"]) == (422, "reason")
    body |= {"reason": "ตามมติที่ประชุม"}
    made = client.post("/api/v1/contracts/", body, content_type="application/json")
    assert (made.status_code, made.json()["application"]) == (201, None)
    event = AuditEvent.objects.get(action="contract.passed_over")
    assert (event.target_id, event.reason) == (str(made.json()["id"]), "ตามมติที่ประชุม")
    assert event.changes["places"] == [None, "1, 2"]
    work.post()
    listed = client.post("/api/v1/contracts/", body | {"person": second.person_id}, content_type="application/json")
    assert listed.json()["application"] == second.pk  # whoever is on the list keeps the place of the list
    first.refresh_from_db()
    assert first.state == "reserve"


def test_naming_who_guides_by_page_and_api(client, staff):
    lecturer, manager = make.user("lecturer"), make.user("manager")
    make.agency("land-tak")
    work.post()
    client.force_login(staff)

    client.post(
        reverse("supervision-name", args=[TAMBON]),
        {"role": "pm", "username": "lecturer", "programme": "u2t1", "from_on": "2021-02-01", "is_leading": "on"},
    )
    named = client.post(
        "/api/v1/supervisions/",
        {
            "role": "am", "username": "manager", "programme": "u2t1", "tambon": TAMBON, "from_on": "2021-02-01",
            "agency": "land-tak",
        },
        content_type="application/json",
    )  # fmt: skip

    assert named.status_code == 201
    assert set(Supervision.objects.values_list("user", "role", "is_leading")) == {
        (lecturer.pk, "pm", True), (manager.pk, "am", False),
    }  # fmt: skip
    page = text_of(client.get(reverse("tambon-staffing", args=[TAMBON])))
    assert str(lecturer) in page
    ended = client.post(
        reverse("supervision-end", args=[Supervision.objects.get(role="am").pk]), {"on": "2021-09-30", "reason": "x"}
    )
    assert ended.status_code == 302


def test_a_list_is_brought_checked_stored_and_undone_by_pages(client, staff):
    work.terms()
    work.post()
    client.force_login(staff)
    file = SimpleUploadedFile("รายชื่อ.csv", listed({}, {"ประเภท": "?", "ชื่อ": "ก"}))

    client.post(reverse("workforce-import-create"), {"university": "kpru", "programme": "u2t1", "file": file})
    run = ImportRun.objects.get()
    address = reverse("workforce-import-detail", args=[run.pk])
    assert client.get(address).context["storable"] == 1
    client.post(reverse("workforce-import-store", args=[run.pk]))
    assert Contract.objects.count() == 0
    client.post(reverse("workforce-import-store", args=[run.pk]), {"skip_refused": "1"})
    assert Contract.objects.count() == 1
    client.post(reverse("workforce-import-undo", args=[run.pk]), {"reason": "ไฟล์ผิด"})
    assert Contract.objects.count() == 0
    assert client.get(address).status_code == 200


def test_the_same_list_by_the_api(client, staff):
    work.terms()
    work.post()
    client.force_login(staff)
    file = SimpleUploadedFile("a.csv", listed({}))

    made = client.post("/api/v1/workforce-imports/", {"university": "kpru", "programme": "u2t1", "file": file})
    assert (made.status_code, made.json()["status"]) == (201, "checked")
    key = made.json()["id"]
    assert client.get(f"/api/v1/workforce-imports/{key}/issues/").json()["count"] == 0
    assert client.post(f"/api/v1/workforce-imports/{key}/store/").json()["created"] == 1
    assert client.post(f"/api/v1/workforce-imports/{key}/undo/").json()["status"] == "undone"
    empty = SimpleUploadedFile("a.csv", b"")
    refused = client.post("/api/v1/workforce-imports/", {"university": "kpru", "programme": "u2t1", "file": empty})
    assert refused.status_code == 422


def test_a_last_day_after_which_no_day_follows_is_told_with_its_field(client, staff):
    contract = work.contract()
    other = work.contract(during=work.YEAR)
    client.force_login(staff)

    for step, field in (("extend", "until"), ("end", "on"), ("resign", "on")):
        answer = client.post(
            f"/api/v1/contracts/{contract.pk}/{step}/", {field: "9999-12-31", "reason": "x", "version": 1},
            content_type="application/json",
        )  # fmt: skip
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    body = {
        "person": other.person_id, "university": "kpru", "programme": contract.programme.pk, "tambon": TAMBON,
        "type": "graduate", "first_on": "2021-02-01", "last_on": "9999-12-31",
    }  # fmt: skip
    answer = client.post("/api/v1/contracts/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, "last_on")


def test_days_the_wrong_way_round_are_told_with_their_field_where_a_reserve_list_is_asked_too(client, staff):
    contract = work.contract()
    work.terms()
    somebody = selected(work.hiring_round(), "reserve", place=1).person
    client.force_login(staff)
    body = {
        "person": somebody.pk, "university": "kpru", "programme": contract.programme.pk, "tambon": TAMBON,
        "type": "graduate", "first_on": "2021-12-01", "last_on": "2021-06-01", "reason": "x",
    }  # fmt: skip

    for last in ("2021-06-01", "2021-11-30"):
        answer = client.post("/api/v1/contracts/", body | {"last_on": last}, content_type="application/json")
        assert (answer.status_code, answer.json()["field"]) == (422, "last_on")


def test_why_somebody_left_is_read_by_the_person_the_university_and_who_audits(
    client, staff, worker, auditor, pm, officer, ministry
):  # fmt: skip
    host = make.agency("land-tak")
    manager, agent = make.user("manager"), make.user("agent")
    make.membership(manager, "am", area=make.area(TAMBON))
    make.membership(agent, "agency", agency=host)
    contract = work.contract(work.person(worker), agency=host, state="resigned", end_reason="ป่วย ต้องผ่าตัด")

    def told(user):
        client.force_login(user)
        page, one = (client.get(f"{at}/contracts/{contract.pk}/") for at in ("/workforce", "/api/v1"))
        assert (page.status_code, one.status_code) == (200, 200)
        listed = client.get("/api/v1/contracts/").json()["results"]
        return "ต้องผ่าตัด" in text_of(page), one.json()["end_reason"], [row["end_reason"] for row in listed]

    reason = contract.end_reason
    assert [told(user) for user in (worker, staff, auditor)] == [(True, reason, [reason])] * 3
    assert [told(user) for user in (pm, officer, ministry, manager, agent)] == [(False, "", [""])] * 5


def test_of_many_each_asked_for_has_an_answer_also_what_one_may_not_see(client, staff):
    mine, other = work.contract(), work.contract(university=make.university("cmu"))
    client.force_login(staff)

    def answers(path, **data):
        answer = client.post(f"/api/v1/contracts/{path}/", data, content_type="application/json").json()
        return {row["key"]: bool(row["error"]) for row in answer}

    signed = answers("sign-many", contracts=[mine.pk, other.pk, 999_999_999], on="2021-01-29")
    assert signed == {mine.pk: False, other.pk: True, 999_999_999: True}
    assert answers("hire-many", applications=[999_999_999]) == {999_999_999: True}
