"""People, roles, grants, allocations and the audit trail through the API."""

import io

import pytest
from django.contrib.auth import get_user_model

import tambon.tasks  # noqa: F401 - registers the jobs
from tambon.models import Allocation, GrantTerm, Invitation
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
User = get_user_model()


@pytest.fixture
def api(client):
    """Ask the API as somebody."""

    def ask(user, path, body=None, **headers):
        client.force_login(user)
        url = f"/api/v1/{path}"
        if body is None:
            return client.get(url, headers=headers)
        return client.post(url, body, content_type="application/json", headers=headers)

    return ask


@pytest.fixture
def far_pm(nation):
    """A lecturer of another university's tambon."""
    person = make.user("faraway")
    make.membership(person, "pm", area=make.area("500101"))
    return person


OFFER = {"role": "pm", "place": "630111", "from_on": "2021-02-01"}
PERSON = {"email": "new@example.org", "first_name": "ใหม่", "last_name": "มาก"}


def test_invitation_is_given_renewed_and_withdrawn(api, staff):
    sent = api(staff, "invitations/", OFFER | PERSON)
    assert sent.status_code == 201
    number, link = sent.json()["invitation"]["id"], sent.json()["link"]

    renewed = api(staff, f"invitations/{number}/renew/", {}).json()
    listed = api(staff, "invitations/").json()["results"]
    withdrawn = api(staff, f"invitations/{number}/withdraw/", {})

    assert renewed["link"] != link
    assert [(row["email"], row["membership"]["place"], "link" in row) for row in listed] == [
        ("new@example.org", "630111", False)
    ]
    assert withdrawn.status_code == 204
    assert not Invitation.objects.exists()


def test_invitation_outside_the_givers_area_is_refused(api, staff):
    answer = api(staff, "invitations/", OFFER | PERSON | {"place": "500101"})

    assert answer.status_code == 403
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"role": "king"}, "role"), ({"place": "999999"}, "place"), ({"email": "x"}, "email"), ({"from_on": "2564-13-01"}, "from_on"), ({"from_on": "2564-01-01"}, "from_on")],
)  # fmt: skip
def test_invitation_that_cannot_be_names_the_field(api, staff, change, field):
    answer = api(staff, "invitations/", OFFER | PERSON | change)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {field}


def test_role_is_given_and_ended(api, staff, pm):
    given = api(staff, "memberships/", OFFER | {"role": "am", "user": pm.pk}).json()
    ended = api(staff, f"memberships/{given['id']}/end/", {"on": "2021-12-31", "reason": "ครบวาระ"}).json()

    assert (given["role"], given["place"], given["kind"], given["until_on"]) == ("am", "630111", "tambon", None)
    assert ended["until_on"] == "2021-12-31"
    assert {event.action for event in AuditEvent.objects.all()} == {"membership.given", "membership.ended"}


def test_role_for_somebody_of_another_area_is_not_there(api, staff, far_pm):
    assert api(staff, "memberships/", OFFER | {"user": far_pm.pk}).status_code == 404


def test_roles_and_people_of_another_area_are_not_listed(api, staff, pm, far_pm):
    people = {row["id"] for row in api(staff, "people/").json()["results"]}
    held = {row["user"] for row in api(staff, "memberships/").json()["results"]}

    assert people == held == {staff.pk, pm.pk}
    assert api(staff, f"people/{far_pm.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [("role=pm", {"pm", "faraway"}), ("area=63", {"pm"}), ("area=²", set()), (f"area={'9' * 50}", set())],
)
def test_memberships_filter(api, admin, pm, far_pm, query, expected):
    found = {row["user"] for row in api(admin, f"memberships/?{query}").json()["results"]}

    assert found == set(User.objects.filter(username__in=expected).values_list("pk", flat=True))


def test_person_shows_roles_and_what_they_allow(api, admin, pm):
    person = api(admin, f"people/{pm.pk}/").json()

    assert [role["place_name"] for role in person["roles"]] == ["แม่ท้อ"]
    assert ["แม่ท้อ"] in [sight["places"] for sight in person["sights"]]


def test_account_is_closed_and_opened(api, admin, pm):
    closed = api(admin, f"people/{pm.pk}/close/", {"reason": "ลาออก"}).json()["account"]
    opened = api(admin, f"people/{pm.pk}/open/", {"reason": "กลับมา"}).json()["account"]

    assert (closed, opened) == ("closed", "open")


def test_grant_is_given_listed_and_revoked(api, admin, auditor, officer):
    asked = {"user": officer.pk, "permission": "tambon.view_area", "target": "500101", "ends_on": "2021-12-31"}
    asked["ends_on"] = brings.clock.today().isoformat()
    given = api(admin, "grants/", asked | {"reason": "วิจัย"})
    assert given.status_code == 201, given.content
    seen = api(officer, "areas/500101/").status_code
    listed = [row["target_id"] for row in api(auditor, "grants/").json()["results"]]
    revoked = api(admin, f"grants/{given.json()['id']}/revoke/", {"reason": "จบแล้ว"}).status_code

    assert (seen, listed, revoked) == (200, ["500101"], 204)
    assert api(officer, "areas/500101/").status_code == 404
    assert not GrantTerm.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"permission": "tambon.change_area"}, "errors"), ({"target": "999999"}, "field"), ({"permission": "datasets.view_record", "target": "x"}, "field")],
)  # fmt: skip
def test_grant_that_cannot_be_is_refused(api, admin, officer, change, field):
    asked = {"user": officer.pk, "permission": "tambon.view_area", "target": "500101", "reason": "วิจัย"}
    answer = api(admin, "grants/", asked | {"ends_on": brings.clock.today().isoformat()} | change)

    assert answer.status_code == 422
    assert field in answer.json()


def test_allocation_is_given_moved_ended_and_amended(api, ministry, nation):
    make.programme()
    for code in ("kpru", "cmu"):
        make.university(code)
    body = {"programme": "u2t1", "tambon": "630111", "university": "kpru", "from_on": "2021-02-01", "reference": "อว 1"}
    given = api(ministry, "allocations/", body).json()
    moved = api(ministry, f"allocations/{given['id']}/move/", {"university": "cmu", "from_on": "2021-06-01"}).json()
    amended = api(ministry, f"allocations/{moved['id']}/amend/", {"reference": "อว 2"}).json()
    ended = api(ministry, f"allocations/{moved['id']}/end/", {"on": "2021-12-31", "reason": "จบ"}).json()

    assert (given["university"], given["tambon_name"]) == ("kpru", "แม่ท้อ")
    assert (moved["university"], amended["reference"]) == ("cmu", "อว 2")
    assert (ended["from_on"], ended["until_on"]) == ("2021-06-01", "2021-12-31")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2564-06-01"])
def test_allocation_on_a_day_that_cannot_be_is_refused(api, ministry, staff, day):
    allocation = Allocation.objects.get()

    assert api(ministry, f"allocations/{allocation.pk}/end/", {"on": day, "reason": "x"}).status_code == 422


def test_allocation_of_another_area_is_not_there(api, officer, nation):
    far = make.allocation(make.area("500101"), make.university("cmu"), make.programme())

    assert api(officer, f"allocations/{far.pk}/").status_code == 404
    assert api(officer, "allocations/").json()["results"] == []


def test_allocations_are_imported_and_undone(client, api, ministry, nation, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    make.programme()
    make.university("kpru")
    client.force_login(ministry)
    file = io.BytesIO("รหัสตำบล,มหาวิทยาลัย\n630111,kpru\n999999,kpru\n".encode())
    file.name = "a.csv"
    brought = client.post("/api/v1/allocation-imports/", {"programme": "u2t1", "file": file})
    assert brought.status_code == 201, brought.content
    path = f"allocation-imports/{brought.json()['id']}"
    assert (brought.json()["status"], jobs.run(brought.json()["job"])) == ("uploaded", True)

    issues = api(ministry, f"{path}/issues/").json()["results"]
    refused = api(ministry, f"{path}/store/", {}).status_code
    storing = api(ministry, f"{path}/store/", {"skips_refused": True}).json()
    assert jobs.run(storing["job"])
    stored = api(ministry, f"{path}/").json()
    undone = api(ministry, f"{path}/undo/", {"reason": "ผิดไฟล์"}).json()

    assert [(issue["line"], issue["code"]) for issue in issues] == [(3, "tambon_unlike")]
    assert (refused, stored["status"], stored["created"], undone["status"]) == (409, "stored", 1, "undone")
    assert not Allocation.objects.exists()


def test_audit_trail_says_what_happened_in_the_readers_language(api, auditor, staff, pm):
    api(staff, "memberships/", OFFER | {"role": "am", "user": pm.pk})

    row = api(auditor, "audit-events/", **{"accept-language": "en"}).json()["results"][0]

    assert row["action"] == "membership.given"
    assert "gave the role “Area manager (AM)”" in row["sentence"]
    assert row["labels"] == {"role": "Role", "place": "Place", "during": "Days in force"}


def test_audit_trail_is_for_auditors(api, officer):
    assert api(officer, "audit-events/").status_code == 403


def test_table_of_access_and_who_reaches_an_area(api, auditor, officer, far_pm):
    rows = {row["permission"]: row["roles"] for row in api(auditor, "access/").json()}
    reaching = api(auditor, "access/630111/", **{"accept-language": "en"}).json()

    assert rows["datasets.add_record"]["province"] == ""
    assert rows["datasets.add_record"]["steward"]
    assert {row["user"] for row in reaching["memberships"]} == {auditor.pk, officer.pk}


def test_notifications_are_listed_and_read(api, officer, staff):
    from u2t.core import notifications

    for user in (officer, staff):
        notifications.tell(user_id=user.pk, kind="job.done", work="core.export_list")

    listed = api(officer, "notifications/", **{"accept-language": "en"}).json()["results"]
    marked = api(officer, "notifications/read/", {}).json()

    assert [row["text"] for row in listed] == ["Ready: Download of a list."]
    assert marked == {"marked": 1}
    assert staff.notifications.filter(read_at=None).count() == 1


@pytest.mark.parametrize(
    ("language", "title"),
    [("", "ไม่พบรายการนี้ หรืออยู่นอกพื้นที่ที่ท่านรับผิดชอบ"), ("en", "There is nothing here, or it lies outside the area you answer for."), ("de", "ไม่พบรายการนี้ หรืออยู่นอกพื้นที่ที่ท่านรับผิดชอบ"), ("en-US,en;q=0.9,th;q=0.1", "There is nothing here, or it lies outside the area you answer for.")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["areas/999999/", "nowhere/"])
def test_problems_speak_the_language_asked_for_else_thai(api, officer, path, language, title):
    answer = api(officer, path, **({"accept-language": language} if language else {}))

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == title
    assert "Accept-Language" in answer["Vary"]


def test_a_field_that_is_missing_is_told_in_thai(api, admin):
    answer = api(admin, "grants/", {}).json()

    assert answer["title"] == "มีค่าที่ไม่สามารถรับได้"
    assert set(answer["errors"]) == {"user", "target", "ends_on", "reason"}
    assert answer["errors"]["user"] == ["ต้องกรอกช่องนี้"]


@pytest.mark.parametrize("path", ["people/", "memberships/", "invitations/", "grants/", "audit-events/"])
def test_lists_cost_the_same_however_many(api, admin, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert api(admin, path).status_code == 200
        return len(queries)

    def invite(number):
        sent = brings.invitation(admin, person=brings.person(f"{number}@example.org"))
        brings.grant(sent.invitation.membership.user, make.area("63"), admin, permission="tambon.view_area")

    invite(0)
    cost()
    few = cost()
    for number in range(1, 4):
        invite(number)

    assert cost() == few


def test_who_can_see_an_area_counts_grants_on_what_lies_above(api, admin, pm):
    guest = make.user("guest")
    brings.grant(guest, make.area("63"), admin, permission="tambon.view_area")
    brings.grant(pm, make.area("50"), admin, permission="tambon.view_area")

    found = api(admin, "access/630111/").json()

    assert [(grant["user"], grant["target_id"]) for grant in found["grants"]] == [(guest.pk, "63")]
    assert found["membership_count"] == len(found["memberships"]) == 2
