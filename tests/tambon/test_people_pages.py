"""Pages of people and access: what they show, and what must not be seen."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from datasets.models import Dataset
from tambon.models import Allocation, Invitation, User
from tambon.services import memberships
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core import audit
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def stranger(nation):
    """A lecturer of another university's tambon."""
    person = make.user("faraway", first_name="ไกล", last_name="บ้าน", email="far@example.org")
    make.membership(person, "pm", area=make.area("500101"))
    return person


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def test_people_list_shows_own_area_only(client, staff, pm, stranger):
    text = page(client, staff, "user-list").content.decode()

    assert str(pm) in text
    assert str(stranger) not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"q": "faraway"}, {"faraway"}), ({"role": "pm"}, {"pm", "faraway"}), ({"area": "63"}, {"pm"})],
)
def test_people_list_filters(client, admin, pm, stranger, query, expected):
    answer = page(client, admin, "user-list", **query)

    assert {row.record.username for row in answer.context["table"].rows} == expected


def test_people_list_costs_the_same_for_one_and_three(
    client,
    admin,
    pm,
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client, admin, "user-list")
        return len(queries)

    cost()
    few = cost()
    for number in range(3):
        make.membership(make.user(f"more{number}"), "pm", area=make.area("630111"))

    assert cost() == few


def test_person_says_in_words_what_they_can_see(client, admin, pm):
    sights = page(client, admin, "user-detail", pm.pk).context["sights"]

    assert ("แม่ท้อ",) in {sight.places for sight in sights}


def test_person_of_another_area_is_not_there(client, staff, stranger):
    assert page(client, staff, "user-detail", stranger.pk).status_code == 404


def test_invite_shows_the_link_once_and_it_opens_the_account(client, staff):
    client.force_login(staff)
    form = {
        "email": "new@example.org", "first_name": "ใหม่", "last_name": "มาก", "role": "pm", "place": "630111",
        "from_on": "2021-02-01",
    }  # fmt: skip

    link = client.post(reverse("user-invite"), form).context["sent"].link
    client.logout()
    path = link.removeprefix("http://testserver")

    assert client.get(path).status_code == 200
    chosen = {"username": "newcomer", "password": "ดอกไม้ริมทาง-2564", "again": "ดอกไม้ริมทาง-2564"}
    assert client.post(path, chosen | {"again": "x"}).status_code == 422
    assert client.post(path, chosen | {"username": "staff"}).status_code == 422
    assert client.post(path, chosen).status_code == 302
    assert client.login(username="newcomer", password="ดอกไม้ริมทาง-2564")
    assert client.get(path).status_code == 409


def test_invite_outside_the_area_is_answered_with_403_and_leaves_nothing(client, staff):
    client.force_login(staff)
    form = {
        "email": "n@example.org",
        "first_name": "ก",
        "last_name": "ข",
        "role": "pm",
        "place": "500101",
        "from_on": "2021-02-01",
    }

    assert client.post(reverse("user-invite"), form).status_code == 403
    assert not User.objects.filter(email="n@example.org").exists()
    assert client.post(reverse("user-invite"), form | {"place": "kpru"}).status_code == 422
    assert client.post(reverse("user-invite"), form | {"role": "ministry", "place": "TH"}).status_code == 422


def test_membership_is_given_and_ended_by_page(client, admin, applicant):
    client.force_login(admin)

    client.post(
        reverse("membership-give", args=[applicant.pk]), {"role": "province", "place": "63", "from_on": "2021-01-01"}
    )
    membership = applicant.memberships.get()
    client.post(reverse("membership-end", args=[membership.pk]), {"on": "2021-12-31", "reason": "ย้าย"})

    membership.refresh_from_db()
    assert str(membership.during.upper) == "2022-01-01"


def test_invitation_is_withdrawn_and_renewed_by_page(client, staff):
    sent = brings.invitation(staff)
    client.force_login(staff)

    renewed = client.post(reverse("invitation-renew", args=[sent.invitation.pk]))
    assert renewed.context["sent"].link != sent.link
    client.post(reverse("invitation-withdraw", args=[sent.invitation.pk]))

    assert not Invitation.objects.exists()


def test_account_is_closed_and_opened_by_page(client, admin, pm):
    client.force_login(admin)
    for expected in (False, True):
        client.post(reverse("user-deactivate", args=[pm.pk]), {"reason": "พัก"})
        pm.refresh_from_db()
        assert pm.is_active is expected


def test_grant_is_given_shown_and_revoked_by_page(client, admin, officer):
    client.force_login(admin)
    give = reverse("grant-give", args=[officer.pk])
    from u2t.core import clock

    assert (
        client.post(
            give, {"ends_on": clock.today(), "reason": "วิจัย", "permission": "tambon.view_area", "target": "999999"}
        ).status_code
        == 422
    )
    client.post(give, {"ends_on": clock.today(), "reason": "วิจัย", "permission": "tambon.view_area", "target": "500101"})
    grant = officer.grants.get()
    assert "วิจัย" in client.get(reverse("access-area", args=["500101"])).content.decode()
    client.post(reverse("grant-revoke", args=[grant.pk]), {"reason": "เสร็จ"})

    assert not officer.grants.exists()


def test_matrix_shows_every_role_and_permission(client, auditor):
    from u2t.core.access import roles, rules_by_permission

    context = page(client, auditor, "access-matrix").context

    assert len(context["rows"]) == len(rules_by_permission())
    assert {len(row.cells) for row in context["rows"]} == {len(roles())}


def test_access_of_an_area_lists_who_reaches_it(client, admin, staff, officer, pm, worker, stranger, ministry):
    held = page(client, admin, "access-area", "630111").context["page"].rows

    assert {m.user.username for m in held} == {"admin", "staff", "province", "pm", "worker", "ministry"}


def test_access_of_an_area_lists_who_serves_it_at_an_agency(client, admin):
    for number, (code, role) in enumerate({"63": "agency", "6301": "digital", "TH": "agency", "50": "agency"}.items()):
        agency = make.agency(f"office-{number}", area=make.area(code))
        make.membership(make.user(f"at-{code}"), role, agency=agency)

    held = page(client, admin, "access-area", "630111").context["page"].rows

    assert {m.user.username for m in held} == {"admin", "at-63", "at-6301"}


def test_audit_tells_sentences_and_filters(client, auditor, admin, applicant):
    memberships.give(user=applicant, offer=brings.offer("province", make.area("63")), by=admin)

    text = page(client, auditor, "audit-list").content.decode()

    assert "ตาก" in text
    assert page(client, auditor, "audit-list", actor="nobody").context["page"].rows == []
    assert page(client, auditor, "audit-list", action="membership.given").context["page"].rows == [
        AuditEvent.objects.get()
    ]


def test_audit_tells_what_changed_and_of_what_is_personal_only_that_it_did(client, auditor, admin, applicant):
    """The trail keeps each value before and after, and the page of it told neither."""
    changes = {"points": ("50", "55"), "note": (None, "<b>x</b>"), "first_name": ("มาลี", "มาลัย")}
    audit.record(action="application.scored", target=applicant, by=admin, changes=changes, personal={"first_name"})
    audit.record(
        action="application.scored",
        target=applicant,
        by=admin,
        changes={f"field{n}": (n, "ก" * 200) for n in range(14)},
    )

    text = page(client, auditor, "audit-list").content.decode()

    assert all(said in text for said in ("points: 50 → 55", "หมายเหตุ: – → &lt;b&gt;x&lt;/b&gt;", "ชื่อ: … → …"))
    assert "มาลัย" not in text
    assert (f"field0: 0 → {'ก' * 80}…" in text, "field12" in text) == (True, False)


def test_allocations_filter_by_province_and_are_edited(client, admin, staff):
    programme = make.programme()
    make.allocation(make.area("500101"), make.university("cmu"), programme)
    allocation = Allocation.objects.get(tambon="630111")

    found = page(client, admin, "allocation-list", "u2t1", province="63").context["page"].rows
    assert found == [allocation]
    url = reverse("allocation-edit", args=[allocation.pk])
    assert client.post(url, {"act": "move", "move-university": "kpru", "move-from_on": "2021-06-01"}).status_code == 422
    client.post(url, {"act": "move", "move-university": "cmu", "move-from_on": "2021-06-01"})
    client.post(url, {"act": "amend", "amend-reference": "อว 7"})
    assert client.post(url, {"act": "end", "end-on": "9999-12-31", "end-reason": "เลิก"}).status_code == 422
    client.post(url, {"act": "end", "end-on": "2021-04-30", "end-reason": "เลิก"})

    assert Allocation.objects.filter(tambon="630111", university="cmu").exists()
    allocation.refresh_from_db()
    assert (allocation.reference, str(allocation.during.upper)) == ("อว 7", "2021-05-01")


def test_allocation_is_given_by_page(client, admin):
    make.programme(), make.university("kpru")
    client.force_login(admin)
    form = {"tambon": "630201", "university": "kpru", "from_on": "2021-02-01"}

    assert client.post(reverse("allocation-give", args=["u2t1"]), form | {"tambon": "63"}).status_code == 422
    assert client.post(reverse("allocation-give", args=["u2t1"]), form).status_code == 302


def test_login_page_shows_demo_accounts_only_in_the_demonstration(client, db, settings):
    settings.DEMO = False
    assert "data-username" not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True

    text = client.get("/accounts/login/").content.decode()

    assert text.count("data-username") == 14


def test_somebody_opens_an_account_and_lands_where_they_came_from(client, db):
    form = {"username": "pranee", "password1": "ดอกไม้-2564-x", "password2": "ดอกไม้-2564-x"}

    answer = client.post("/accounts/signup/?next=/workforce/applications/mine/", form)

    assert (answer.status_code, answer.url) == (302, "/workforce/applications/mine/")
    person = User.objects.get(username="pranee")
    assert not person.memberships.exists()
    assert not person.is_staff
    assert AuditEvent.objects.get(action="user.signed-up").target_id == str(person.pk)


def test_sign_in_by_password(client, officer):
    answer = client.post("/accounts/login/", {"login": "province", "password": "u2t-test-password"})

    assert answer.status_code == 302
    assert client.get("/tambon/people/me/").status_code == 200


def test_everybody_finds_the_own_account_and_its_second_step(client, applicant):
    client.force_login(applicant)

    assert 'href="/tambon/people/me/"' in client.get("/notifications/").content.decode()
    own = client.get("/tambon/people/me/").content.decode()
    for address in ("/accounts/password/change/", "/accounts/2fa/", "/notifications/"):
        assert f'href="{address}"' in own
        assert client.get(address).status_code == 200


def test_a_form_leads_back_to_the_person_it_is_about(client, admin, officer):
    client.force_login(admin)

    for step in ("grant", "give", "close"):
        text = client.get(f"/tambon/people/{officer.pk}/{step}/").content.decode()
        assert text.count(f'href="/tambon/people/{officer.pk}/"') == 2


def test_what_is_stored_as_a_code_is_told_in_words_by_the_audit_trail(client, auditor, admin):
    dataset = Dataset.objects.create(code="wells", name_th="บ่อน้ำ", owner_th="กรม", place_level="tambon")
    changes = {"data_class": ("public", "restricted"), "needs_second_person": (False, True), "licence": ("", "public")}
    audit.record(action="dataset.amended", target=dataset, by=admin, changes=changes)

    text = page(client, auditor, "audit-list").content.decode()

    assert "ชั้นข้อมูล: สาธารณะ → จำกัดการเข้าถึง" in text
    assert "การแก้ไขต้องมีผู้เห็นชอบอีกคน: ไม่ใช่ → ใช่" in text
    assert "สัญญาอนุญาต: – → public" in text


def test_kinds_of_the_audit_trail_are_words_and_chosen(client, auditor):
    client.force_login(auditor)

    text = client.get("/tambon/audit/").content.decode()

    assert '<option value="tambon.grantterm">สิทธิ์รายกรณี</option>' in text
    assert client.get("/tambon/audit/?target_model=tambon.grantterm").status_code == 200


def test_somebody_without_a_role_is_said_to_have_none(client, admin):
    make.user(first_name="ไร้บทบาท")
    client.force_login(admin)

    assert "ยังไม่มีบทบาท" in client.get("/tambon/people/?q=ไร้บทบาท").content.decode()


def test_who_signs_in_is_welcomed_by_name(client, officer):
    officer.first_name, officer.last_name = "นายสมมุติ", "ใจดี & <มั่นคง>"
    officer.set_password("a-long-pass-phrase-2564")
    officer.save()

    page = client.post(
        "/accounts/login/", {"login": officer.username, "password": "a-long-pass-phrase-2564"}, follow=True
    )

    assert f"ยินดีต้อนรับ {escape(officer)}" in page.content.decode()
    assert officer.username not in page.content.decode()


def test_a_name_is_found_however_it_was_typed(client, admin):
    make.user(first_name="แก้ว", last_name="กำแพง")
    client.force_login(admin)

    for typed in ("เเก้ว", "แก้ว\u200b กําแพง"):
        assert "กำแพง" in client.get("/tambon/people/", {"q": typed}).content.decode(), typed
