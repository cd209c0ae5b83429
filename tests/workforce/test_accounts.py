"""Accounts of people hired without one: who may open them, once, and with which rights."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from tambon.models import Invitation, Membership, User
from tambon.services import invitations
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import notifications
from u2t.core.models import AuditEvent, Notification
from workforce import notices
from workforce.models import Application, Person
from workforce.services import accounts, applications, returning
from workforce.services.people import PersonError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TAMBON = "630111"
SITE = "https://u2t.example"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def hired(nation):
    """Somebody at work for KPRU who has no account."""
    return work.contract().person


def test_an_invitation_opens_one_account_with_the_role_of_the_work(
    client, staff, hired, django_capture_on_commit_callbacks
):
    client.force_login(staff)
    address = reverse("person-invite", args=[hired.pk])
    assert address in client.get(reverse("person-detail", args=[hired.pk])).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(address, {"email": "hired@example.org"})

    hired.refresh_from_db()
    membership = Membership.objects.get(user=hired.user)
    assert (membership.role, membership.area_id, membership.during) == ("worker", TAMBON, work.YEAR)
    assert [message.to for message in mail.outbox] == [["hired@example.org"]]
    assert not hired.user.is_active
    assert AuditEvent.objects.filter(action="person.joined").count() == 1
    secret = sent.context["sent"].link.rstrip("/").rpartition("/")[2]
    client.logout()
    client.post(
        reverse("invitation-accept", args=[secret]),
        {"username": "hired", "password": "ผ่านแล้วนะ-2564", "again": "ผ่านแล้วนะ-2564"},
    )
    assert User.objects.get(username="hired").person == hired
    client.force_login(staff)
    assert client.post(address, {"email": "again@example.org"}).status_code == 404


def test_an_invitation_taken_back_leaves_the_person_without_an_account(staff, hired):
    sent = accounts.invite(person=hired, email="a@example.org", site=SITE, by=staff)

    invitations.withdraw(invitation=sent.invitation, by=staff)

    assert Person.objects.get(pk=hired.pk).user is None
    assert Membership.objects.filter(role="worker").count() == 0
    assert accounts.invite(person=hired, email="a@example.org", site=SITE, by=staff)


def test_a_digital_data_manager_is_invited_to_the_agency(staff, nation):
    agency = make.agency("land-tak")
    person = work.contract(on=work.post(is_digital=True), agency=agency).person

    sent = accounts.invite(person=person, email="d@example.org", site=SITE, by=staff)

    assert (sent.invitation.membership.role, sent.invitation.membership.agency) == ("digital", agency)


def test_joining_gives_the_account_what_the_work_needs_and_nothing_twice(client, staff, hired, applicant):
    client.force_login(staff)
    address = reverse("person-join", args=[hired.pk])

    assert client.post(address, {"username": applicant.username}).status_code == 422
    assert client.post(address, {"username": "nobody", "has_looked": "on"}).status_code == 422
    client.post(address, {"username": applicant.username, "has_looked": "on"})

    assert Person.objects.get(pk=hired.pk).user == applicant
    assert [m.role for m in Membership.objects.filter(user=applicant)] == ["worker"]
    assert client.post(address, {"username": applicant.username, "has_looked": "on"}).status_code == 404


def test_only_staff_of_the_university_where_somebody_works_open_an_account(client, hired, pm, ministry, applicant):
    elsewhere = make.user()
    make.membership(elsewhere, "staff", university=make.university("cmu"))
    for user in (pm, ministry, applicant, elsewhere):
        client.force_login(user)
        for name in ("person-invite", "person-join"):
            assert client.get(reverse(name, args=[hired.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            accounts.invite(person=hired, email="x@example.org", site=SITE, by=user)
        with pytest.raises(PermissionDenied):
            accounts.join(person=hired, account=applicant, by=user)


def test_where_somebody_worked_before_nobody_opens_an_account(staff, nation, applicant):
    past = DateRange(date(2021, 2, 1), date(2021, 5, 1))
    person = work.contract(during=past, state="ended").person
    work.contract(
        person, on=work.post(make.area("500101")), university=make.university("cmu"),
        during=DateRange(date(2021, 6, 1), date(2022, 2, 1)),
    )  # fmt: skip

    with pytest.raises(PersonError):
        accounts.invite(person=person, email="x@example.org", site=SITE, by=staff)
    with pytest.raises(PersonError):
        accounts.join(person=person, account=applicant, by=staff)
    assert Person.objects.get(pk=person.pk).user is None


def test_whose_work_is_over_is_joined_to_the_account_with_which_they_want_to_apply_again(staff, applicant):
    past = DateRange(date(2021, 2, 1), date(2021, 5, 1))
    person = work.contract(during=past, state="ended").person

    joined = accounts.join(person=person, account=applicant, by=staff)

    assert joined.user == applicant
    assert all(one.during.upper <= date(2021, 5, 1) for one in Membership.objects.filter(user=applicant))


def test_an_address_in_use_is_said_and_nothing_is_stored(client, staff, hired):
    make.user("known", email="known@example.org")
    client.force_login(staff)

    answer = client.post(reverse("person-invite", args=[hired.pk]), {"email": "known@example.org"})

    assert answer.status_code == 422
    assert Person.objects.get(pk=hired.pk).user is None


def test_the_same_by_the_api(client, staff, hired, applicant):
    other = work.contract().person
    client.force_login(staff)

    def post(person, act, **data):
        return client.post(f"/api/v1/workers/{person.pk}/{act}/", data, content_type="application/json")

    invited = post(hired, "invite", email="hired@example.org")
    assert (invited.status_code, "no-store" in invited["Cache-Control"]) == (201, True)
    assert post(hired, "invite", email="b@example.org").status_code == 409
    assert post(other, "join", username="nobody").status_code == 422
    assert post(other, "join", username=applicant.username).status_code == 200
    assert Person.objects.get(user=applicant) == other


@pytest.fixture
def data_manager(staff, hired):
    """A digital data manager at an agency, invited by the university; the link was never used."""
    hired.contracts.get().placements.update(agency=make.agency("amphoe-6301", area=make.area("6301")))
    post = hired.contracts.get().placements.get().post
    post.is_digital = True
    post.save(update_fields=["is_digital"])
    accounts.invite(person=hired, email="hired@example.org", site=SITE, by=staff)
    hired.refresh_from_db()
    assert Membership.objects.get(user=hired.user).role == "digital"
    return hired


def test_staff_renew_the_link_of_a_data_manager_from_their_page_and_the_old_one_is_void(client, staff, data_manager):
    invitation = Invitation.objects.get()
    old = invitation.secret_hash
    with pytest.raises(PermissionDenied):  # by hand, staff still reach neither this role nor its agency
        invitations.renew(invitation=invitation, site=SITE, by=staff)
    client.force_login(staff)
    address = reverse("person-invite-again", args=[data_manager.pk])
    assert address in client.get(reverse("person-detail", args=[data_manager.pk])).content.decode()

    sent = client.post(address)

    invitation.refresh_from_db()
    assert sent.status_code == 200
    assert SITE not in sent.context["sent"].link
    assert invitation.secret_hash != old
    api = client.post(reverse("api-worker-invite-again", args=[data_manager.pk]))
    assert (api.status_code, api["Cache-Control"]) == (201, "no-store")


def test_a_link_that_opens_more_than_the_work_brings_is_renewed_by_nobody_who_may_not_give_all_of_it(staff, hired):
    accounts.invite(person=hired, email="hired@example.org", site=SITE, by=staff)
    hired.refresh_from_db()
    make.membership(hired.user, "ministry", area=make.area("TH"))
    invitation = Invitation.objects.get()

    for renew in (
        lambda: accounts.invite_again(person=hired, site=SITE, by=staff),
        lambda: invitations.renew(invitation=invitation, site=SITE, by=staff),
        lambda: invitations.withdraw(invitation=invitation, by=staff),
    ):
        with pytest.raises(invitations.InvitationError):
            renew()


def test_another_university_renews_no_link_and_an_open_account_needs_none(client, staff, data_manager):
    other = make.user("other-staff")
    make.membership(other, "staff", university=make.university("cmu"))
    address = reverse("person-invite-again", args=[data_manager.pk])
    client.force_login(other)
    assert client.post(address).status_code == 404
    with pytest.raises(PermissionDenied):
        accounts.invite_again(person=data_manager, site=SITE, by=other)

    Invitation.objects.update(accepted_at=timezone.now())
    client.force_login(staff)
    assert client.post(address).status_code == 409
    assert address not in client.get(reverse("person-detail", args=[data_manager.pk])).content.decode()


def test_another_university_joins_a_former_worker_who_applies_anew_by_the_card(client, staff, applicant, private):
    """An imported person without an account worked for CMU until May and applies at KPRU, whose staff never saw them."""
    past = DateRange(date(2021, 2, 1), date(2021, 5, 1))
    cmu, number = make.university("cmu"), work.national_id()
    before = make.user("cmu-staff")
    make.membership(before, "staff", university=cmu)
    contract = work.contract(
        work.person(national_id=number), on=work.post(make.area("500101")), university=cmu, during=past, state="ended"
    )
    round_ = work.hiring_round()
    client.force_login(staff)
    page = reverse("round-join-former", args=[round_.pk])
    card = {"username": applicant.username, "national_id": number, "evidence": "บัตรประชาชน ดูที่งานบุคคล"}
    address = f"/api/v1/rounds/{round_.pk}/former-worker/"
    assert client.post(address, card, content_type="application/json").status_code == 409  # nothing was begun
    begun = applications.start(round_=round_, notice_version=notices.VERSION, by=applicant)
    assert client.get(reverse("person-detail", args=[contract.person_id])).status_code == 404
    for field, wrong in (("national_id", "123"), ("evidence", " "), ("username", "x")):
        refused = client.post(address, card | {field: wrong}, content_type="application/json")
        assert (refused.status_code, field in refused.content.decode()) == (422, True)
    nobody = client.post(page, card | {"national_id": work.national_id()})
    assert (nobody.status_code, contract.person.last_name in nobody.content.decode()) == (422, False)

    assert client.post(page, card).status_code == 302

    person = Person.objects.get(user=applicant)
    assert (person.pk, Application.objects.get(pk=begun.pk).person_id) == (contract.person_id, person.pk)
    event = AuditEvent.objects.get(action="person.joined_anew")
    assert (event.reason, number in str(event.changes)) == (card["evidence"], False)
    (note,) = Notification.objects.filter(kind="person.joined_elsewhere")
    assert (note.user, contract.number in notifications.sentence_of(note)) == (before, True)
    again = client.post(address, card, content_type="application/json")
    assert (again.status_code, again.json()) == (200, {"person": person.pk})
    assert AuditEvent.objects.filter(action="person.joined_anew").count() == 1
    kept = applications.keep(application=begun, given={"achievements": "ใหม่"}, version=begun.version, by=applicant)
    assert not kept.refused


def test_who_works_elsewhere_still_is_not_joined_and_nobody_but_staff_of_the_round_joins(staff, ministry, applicant):
    number = work.national_id()
    work.contract(work.person(national_id=number), on=work.post(make.area("500101")), university=make.university("cmu"))
    round_ = work.hiring_round()
    applications.start(round_=round_, notice_version=notices.VERSION, by=applicant)
    card = returning.Card(number, "บัตรประชาชน")

    with pytest.raises(PersonError, match="สอบถาม"):
        returning.join_former(round=round_, account=applicant, card=card, by=staff)
    for by in (ministry, applicant):
        with pytest.raises(PermissionDenied):
            returning.join_former(round=round_, account=applicant, card=card, by=by)
