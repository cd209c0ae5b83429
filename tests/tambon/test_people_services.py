"""Who may bring whom in, and every way out of the services that do it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tambon.models import Area, Invitation, Membership, User
from tambon.permissions import Can
from tambon.reach import forget_memberships
from tambon.services import grants, invitations, memberships, people
from tambon.system import system_user
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core import clock
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_give_by_admin_reaches_the_area_at_once(admin, applicant):
    assert not applicant.has_perm(Can.VIEW_AREA, make.area("6301"))

    memberships.give(user=applicant, offer=brings.offer("province", make.area("63")), by=admin)

    assert applicant.has_perm(Can.VIEW_AREA, make.area("6301"))
    assert actions() == ["membership.given"]


def test_who_joins_within_a_request_reaches_the_area_in_the_same(applicant):
    of_request = SimpleLazyObject(lambda: applicant)
    assert not of_request.has_perm(Can.VIEW_AREA, make.area("6301"))

    make.membership(applicant, "province", area=make.area("63"))
    forget_memberships(of_request)

    assert of_request.has_perm(Can.VIEW_AREA, make.area("6301"))
    assert applicant.has_perm(Can.VIEW_AREA, make.area("6301"))


def test_give_by_stranger_is_denied(officer, applicant):
    with pytest.raises(PermissionDenied):
        memberships.give(user=applicant, offer=brings.offer(), by=officer)


@pytest.mark.parametrize("role", ["staff", "pm", "am", "worker"])
def test_give_by_staff_inside_the_university_works(staff, applicant, role):
    place = make.university("kpru") if role == "staff" else make.area("630111")

    assert memberships.give(user=applicant, offer=brings.offer(role, place), by=staff).role == role


def test_give_by_staff_outside_the_university_stores_nothing(staff, applicant):
    with pytest.raises(PermissionDenied):
        memberships.give(user=applicant, offer=brings.offer("pm", make.area("500101")), by=staff)

    assert not applicant.memberships.exists()


@pytest.mark.parametrize(("role", "place"), [("ministry", "TH"), ("province", "63"), ("community", "630111")])
def test_give_by_staff_above_own_reach_is_refused(staff, applicant, role, place):
    with pytest.raises(memberships.MembershipError):
        memberships.give(user=applicant, offer=brings.offer(role, make.area(place)), by=staff)


def test_give_by_ministry_of_admin_is_refused(ministry, applicant, nation):
    with pytest.raises(memberships.MembershipError):
        memberships.give(user=applicant, offer=brings.offer("admin", nation), by=ministry)


def test_give_to_oneself_is_refused(admin):
    with pytest.raises(memberships.MembershipError):
        memberships.give(user=admin, offer=brings.offer("province", make.area("63")), by=admin)


@pytest.mark.parametrize(
    "asked",
    [
        {"role": "king"},
        {"role": "pm", "place": "63"},
        {"role": "pm", "place": "630111", "until_on": date(2020, 1, 1)},
    ],
)
def test_give_of_what_does_not_fit_is_refused(admin, applicant, asked):
    place = make.area(asked.pop("place", "630111"))

    with pytest.raises(memberships.MembershipInputError):
        memberships.give(user=applicant, offer=brings.offer(place=place, **asked), by=admin)


def test_give_twice_is_refused(admin, applicant):
    memberships.give(user=applicant, offer=brings.offer(), by=admin)

    with pytest.raises(memberships.MembershipError):
        memberships.give(user=applicant, offer=brings.offer(from_on=date(2021, 6, 1)), by=admin)


def test_give_to_the_system_account_is_refused(admin):
    with pytest.raises(memberships.MembershipError):
        memberships.give(user=system_user(), offer=brings.offer(), by=admin)


def test_end_keeps_the_last_day(admin, pm):
    membership = pm.memberships.get()

    memberships.end(membership=membership, on=date(2021, 12, 31), by=admin, reason="ย้าย")

    membership.refresh_from_db()
    assert membership.during.upper == date(2022, 1, 1)
    assert not Membership.objects.valid_on(date(2022, 1, 1)).filter(pk=membership.pk).exists()


def test_end_twice_is_refused(admin, pm):
    membership = pm.memberships.get()
    memberships.end(membership=membership, on=date(2021, 12, 31), by=admin)

    with pytest.raises(memberships.MembershipError):
        memberships.end(membership=membership, on=date(2022, 12, 31), by=admin)


def test_end_before_the_first_day_is_refused(admin, pm):
    with pytest.raises(memberships.MembershipInputError):
        memberships.end(membership=pm.memberships.get(), on=date(2019, 1, 1), by=admin)


def test_end_outside_the_area_is_denied(staff, officer):
    with pytest.raises(PermissionDenied):
        memberships.end(membership=officer.memberships.get(), on=clock.today(), by=staff)


def test_end_of_admin_by_ministry_is_refused(ministry, admin):
    with pytest.raises(memberships.MembershipError):
        memberships.end(membership=admin.memberships.get(), on=clock.today(), by=ministry)


def test_end_of_the_last_admin_is_refused(admin):
    with pytest.raises(memberships.MembershipError):
        memberships.end(membership=admin.memberships.get(), on=clock.today(), by=admin)


def test_invite_stores_only_the_hash_and_mails_the_link(staff, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = brings.invitation(staff)

    secret = brings.secret_of(sent)
    user = sent.invitation.membership.user
    assert sent.invitation.secret_hash != secret
    assert sent.link in mailoutbox[0].body
    assert not user.is_active
    assert not user.has_usable_password()
    assert not AuditEvent.objects.filter(changes__icontains=secret).exists()
    assert actions() == ["membership.given", "invitation.given"]


def test_invite_survives_a_silent_mail_server(staff, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with django_capture_on_commit_callbacks(execute=True):
        brings.invitation(staff)

    assert Invitation.objects.count() == 1


def test_invite_outside_the_area_leaves_no_account(staff):
    count = User.objects.count()

    with pytest.raises(PermissionDenied):
        brings.invitation(staff, place=make.area("500101"))

    assert User.objects.count() == count


def test_invite_of_a_known_address_is_refused(staff, officer):
    officer.email = "Somchai@example.org"
    officer.save(update_fields=["email"])

    with pytest.raises(invitations.InvitationError):
        brings.invitation(staff)


def accept(secret, username="somchai", password="ดอกไม้ริมทาง-2564"):
    return invitations.accept(secret=secret, username=username, password=password, by=AnonymousUser())


def test_accept_opens_the_account_once(staff):
    secret = brings.secret_of(brings.invitation(staff))

    user = accept(secret)

    assert user.is_active
    assert user.check_password("ดอกไม้ริมทาง-2564")
    with pytest.raises(invitations.InvitationError):
        accept(secret, username="again")


@pytest.mark.parametrize(
    ("username", "password"), [("STAFF", "ดอกไม้ริมทาง-2564"), ("a b", "ดอกไม้ริมทาง-2564"), ("somchai", "123")]
)
def test_accept_of_a_bad_name_or_password_is_refused(staff, username, password):
    sent = brings.invitation(staff)

    with pytest.raises(invitations.InvitationInputError):
        accept(brings.secret_of(sent), username=username, password=password)

    sent.invitation.refresh_from_db()
    assert sent.invitation.accepted_at is None


def test_accept_after_seven_days_is_refused(staff):
    sent = brings.invitation(staff)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(invitations.InvitationError):
        accept(brings.secret_of(sent))


def test_accept_while_signed_in_is_refused(staff, officer):
    sent = brings.invitation(staff)

    with pytest.raises(invitations.InvitationError):
        invitations.accept(secret=brings.secret_of(sent), username="x", password="ดอกไม้ริมทาง-2564", by=officer)


def test_renew_voids_the_old_link(staff):
    old = brings.invitation(staff)

    new = invitations.renew(invitation=old.invitation, site=brings.SITE, by=staff)

    with pytest.raises(invitations.InvitationError):
        accept(brings.secret_of(old))
    assert accept(brings.secret_of(new)).username == "somchai"


def test_renew_after_acceptance_is_refused(staff):
    sent = brings.invitation(staff)
    accept(brings.secret_of(sent))

    with pytest.raises(invitations.InvitationError):
        invitations.renew(invitation=sent.invitation, site=brings.SITE, by=staff)


def test_withdraw_takes_the_closed_account_along(staff):
    sent = brings.invitation(staff)

    invitations.withdraw(invitation=sent.invitation, by=staff)

    assert not User.objects.filter(email="somchai@example.org").exists()
    with pytest.raises(invitations.InvitationError):
        accept(brings.secret_of(sent))


def test_withdraw_by_another_university_is_denied(staff):
    sent = brings.invitation(staff)
    other = make.user("other")
    make.membership(other, "staff", university=make.university("cmu"))

    with pytest.raises(PermissionDenied):
        invitations.withdraw(invitation=sent.invitation, by=other)


def test_deactivate_closes_and_activate_opens(admin, pm):
    people.deactivate(user=pm, reason="ลาออก", by=admin)
    pm.refresh_from_db()
    assert not pm.is_active

    people.activate(user=pm, reason="กลับมา", by=admin)

    pm.refresh_from_db()
    assert pm.is_active
    assert actions() == ["user.deactivated", "user.activated"]


def test_deactivate_refuses_oneself_the_system_and_the_closed(admin, pm):
    for user in (admin, system_user(), people.deactivate(user=pm, reason="", by=admin)):
        with pytest.raises(people.PersonError):
            people.deactivate(user=user, reason="", by=admin)


def test_deactivate_by_staff_is_denied(staff, pm):
    with pytest.raises(PermissionDenied):
        people.deactivate(user=pm, reason="", by=staff)


def test_activate_refuses_the_open_and_the_merely_invited(admin, pm):
    invited = brings.invitation(admin).invitation.membership.user

    for user in (pm, invited):
        with pytest.raises(people.PersonError):
            people.activate(user=user, reason="", by=admin)


def test_grant_shows_one_row_until_its_end(admin, officer):
    outside = make.area("500101")

    grant = brings.grant(officer, outside, admin, permission=Can.VIEW_AREA)

    officer = User.objects.get(pk=officer.pk)
    assert officer.has_perm(Can.VIEW_AREA, outside)
    assert not officer.has_perm(Can.VIEW_AREA, make.area("500102"))
    assert actions() == ["grant.given"]
    type(grant).objects.update(ends_on=clock.today() - timedelta(days=1))
    assert not User.objects.get(pk=officer.pk).has_perm(Can.VIEW_AREA, outside)


def test_grant_revoked_shows_nothing(admin, officer):
    outside = make.area("500101")
    grant = brings.grant(officer, outside, admin, permission=Can.VIEW_AREA)

    grants.revoke(grant=grant, reason="งานเสร็จ", by=admin)

    assert not User.objects.get(pk=officer.pk).has_perm(Can.VIEW_AREA, outside)


def test_grant_by_ministry_is_denied(ministry, officer):
    with pytest.raises(PermissionDenied):
        brings.grant(officer, make.area("500101"), ministry, permission=Can.VIEW_AREA)


@pytest.mark.parametrize("permission", ["tambon.view_university", "tambon.nothing", "datasets.view_record"])
def test_grant_of_a_permission_of_another_model_is_refused(admin, officer, permission):
    with pytest.raises(grants.GrantInputError):
        brings.grant(officer, make.area("500101"), admin, permission=permission)


def test_grant_without_end_or_reason_is_refused(admin, officer):
    for term in (
        grants.Term(ends_on=clock.today() + timedelta(days=400), reason="x"),
        grants.Term(ends_on=clock.today() - timedelta(days=1), reason="x"),
        grants.Term(ends_on=clock.today(), reason=" "),
    ):
        with pytest.raises(grants.GrantInputError):
            grants.give(user=officer, permission=Can.VIEW_AREA, target=Area.objects.get(pk="50"), term=term, by=admin)


def test_grant_to_oneself_or_the_system_is_refused(admin):
    for user in (admin, system_user()):
        with pytest.raises(grants.GrantError):
            brings.grant(user, make.area("500101"), admin, permission=Can.VIEW_AREA)
