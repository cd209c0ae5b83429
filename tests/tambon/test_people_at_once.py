"""Two clicks at the same moment: one of them does it, the other is told why not."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Allocation, Invitation, Membership, User
from tambon.services import allocations, grants, invitations, memberships
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core.errors import DomainError
from u2t.core.models import AuditEvent, Mark

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do all at the same moment, each with a connection of its own; return what each gave or was refused with."""
    start, answers = threading.Barrier(len(acts)), []

    def do(act):
        start.wait(timeout=30)
        try:
            answers.append(act())
        except (DomainError, PermissionDenied) as refusal:  # who has just lost the role by the other's act
            answers.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(acts)
    return answers


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, str)]


def count(action):
    return AuditEvent.objects.filter(action=action).count()


def test_a_membership_given_twice_at_once_is_given_once(admin, ministry, applicant):
    offer = brings.offer("province", make.area("63"))

    answers = at_once(
        *(lambda by=by: memberships.give(user=applicant, offer=offer, by=by) for by in (admin, ministry, admin))
    )

    assert refusals(answers) == ["บุคคลนี้มีบทบาทนี้ในพื้นที่นี้ในช่วงวันดังกล่าวอยู่แล้ว"] * 2
    assert applicant.memberships.count() == 1
    assert count("membership.given") == 1


def test_a_membership_ended_twice_at_once_ends_once(admin, ministry, officer):
    membership, day = officer.memberships.get(), date(2021, 12, 31)

    answers = at_once(
        *(lambda by=by: memberships.end(membership=membership, on=day, by=by) for by in (admin, ministry))
    )

    assert len(refusals(answers)) == 1
    assert count("membership.ended") == 1


def test_two_last_administrators_cannot_end_each_other(admin, nation):
    other = make.user("other")
    make.membership(other, "admin", area=nation)
    day = date(2021, 6, 1)

    answers = at_once(
        lambda: memberships.end(membership=admin.memberships.get(), on=day, by=other),
        lambda: memberships.end(membership=other.memberships.get(), on=day, by=admin),
    )

    assert len(refusals(answers)) == 1
    assert Membership.objects.filter(role="admin", during__contains=date(2021, 7, 1)).count() == 1


@pytest.mark.parametrize("column", ["area", "network", "university", "unit", "agency"])
def test_the_database_itself_refuses_the_same_role_twice(applicant, nation, column):
    kpru = make.university("kpru")
    place = {
        "area": nation,
        "network": make.network(),
        "university": kpru,
        "unit": kpru.units.create(name_th="คณะ", kind="faculty", sort_key="คณะ"),
        "agency": make.agency(),
    }[column]
    for first, last in ((date(2021, 1, 1), date(2021, 7, 1)), (date(2021, 7, 1), None)):
        make.membership(applicant, "pm", during=DateRange(first, last), **{column: place})

    with pytest.raises(IntegrityError, match="membership_once_at_a_time"), transaction.atomic():
        make.membership(applicant, "pm", during=DateRange(date(2021, 6, 30), date(2021, 7, 1)), **{column: place})

    make.membership(applicant, "am", during=DateRange(date(2021, 6, 30), None), **{column: place})
    make.membership(make.user(), "pm", during=DateRange(date(2021, 6, 30), None), **{column: place})


def test_a_role_written_meanwhile_by_another_road_is_told_and_not_a_failure(admin, applicant):
    """The other one holds no lock of ours: only the database notices, when it commits."""
    offer, answers = brings.offer("province", make.area("63")), []

    def give():
        answers.extend(at_once(lambda: memberships.give(user=applicant, offer=offer, by=admin)))

    thread = threading.Thread(target=give)
    with transaction.atomic():
        make.membership(applicant, "province", area=make.area("63"))
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=60)

    assert len(refusals(answers)) == 1
    assert applicant.memberships.count() == 1


def test_a_person_invited_twice_at_once_has_one_account(admin, ministry):
    person, offer = brings.person(), brings.offer()

    answers = at_once(
        *(
            lambda by=by: invitations.invite(person=person, offer=offer, site=brings.SITE, by=by)
            for by in (admin, ministry)
        )
    )

    assert len(refusals(answers)) == 1
    assert User.objects.filter(email=person.email).count() == 1
    assert Invitation.objects.count() == 1


def test_a_link_used_twice_at_once_opens_one_account(admin):
    from django.contrib.auth.models import AnonymousUser

    secret = brings.secret_of(brings.invitation(admin))
    stranger = AnonymousUser()

    answers = at_once(
        *(
            lambda name=name: invitations.accept(secret=secret, username=name, password="ดอกไม้-สีฟ้า-4711", by=stranger)
            for name in ("somchai", "somsak")
        )
    )

    assert len(refusals(answers)) == 1
    assert User.objects.filter(username__in=["somchai", "somsak"]).count() == 1
    assert count("invitation.accepted") == 1


def test_two_people_who_choose_one_username_at_once_are_told_apart(admin):
    from django.contrib.auth.models import AnonymousUser

    secrets = [
        brings.secret_of(brings.invitation(admin, person=brings.person(f"{name}@example.org"))) for name in ("a", "b")
    ]
    stranger = AnonymousUser()

    answers = at_once(
        *(
            lambda secret=secret, name=name: invitations.accept(
                secret=secret, username=name, password="ดอกไม้-สีฟ้า-4711", by=stranger
            )
            for secret, name in zip(secrets, ("Somchai", "somchai"), strict=True)
        )
    )

    assert len(refusals(answers)) == 1
    assert User.objects.filter(username__iexact="somchai").count() == 1


def test_an_invitation_withdrawn_while_it_is_accepted_is_one_or_the_other(admin):
    from django.contrib.auth.models import AnonymousUser

    sent = brings.invitation(admin)
    stranger = AnonymousUser()

    answers = at_once(
        lambda: invitations.withdraw(invitation=sent.invitation, by=admin),
        lambda: invitations.accept(
            secret=brings.secret_of(sent), username="somchai", password="ดอกไม้-สีฟ้า-4711", by=stranger
        ),
    )

    assert len(refusals(answers)) == 1
    assert User.objects.filter(email="somchai@example.org").count() == count("invitation.accepted")
    assert count("invitation.accepted") + count("invitation.withdrawn") == 1


def test_an_invitation_withdrawn_twice_at_once_is_withdrawn_once(admin, ministry):
    sent = brings.invitation(admin)

    answers = at_once(
        *(lambda by=by: invitations.withdraw(invitation=sent.invitation, by=by) for by in (admin, ministry))
    )

    assert len(refusals(answers)) == 1
    assert count("invitation.withdrawn") == 1


def test_a_tambon_given_to_two_universities_at_once_goes_to_one(admin, ministry):
    programme, tambon = make.programme(), make.area("630111")
    holders = [allocations.Holder(make.university(code), date(2021, 2, 1)) for code in ("kpru", "cmu")]

    answers = at_once(
        *(
            lambda holder=holder, by=by: allocations.give(programme=programme, tambon=tambon, holder=holder, by=by)
            for holder, by in zip(holders, (admin, ministry), strict=True)
        )
    )

    (holder,) = Allocation.objects.all()
    assert refusals(answers) == [f"{holder.university} รับผิดชอบตำบลนี้ในช่วงวันดังกล่าว"]
    assert (count("allocation.given"), Mark.objects.count()) == (1, 1)


@pytest.mark.parametrize("act", ["move", "end"])
def test_an_allocation_changed_twice_at_once_changes_once(admin, ministry, act):
    allocation = make.allocation(make.area("630111"), make.university("kpru"), make.programme())
    holder, day = allocations.Holder(make.university("cmu"), date(2021, 6, 1)), date(2021, 6, 30)

    def change(by):
        if act == "move":
            return allocations.move(allocation=allocation, to=holder, by=by)
        return allocations.end(allocation=allocation, on=day, by=by)

    answers = at_once(*(lambda by=by: change(by) for by in (admin, ministry)))

    assert len(refusals(answers)) == 1
    assert Allocation.objects.count() == (2 if act == "move" else 1)
    assert count(f"allocation.{act}{'d' if act == 'move' else 'ed'}") == 1


def test_a_grant_given_twice_at_once_is_one_grant(admin, nation, officer):
    from tambon.permissions import Can

    target = make.area("500101")

    answers = at_once(*(lambda: brings.grant(officer, target, admin, permission=Can.VIEW_AREA) for _ in range(2)))

    assert refusals(answers) == []
    assert officer.grants.count() == 1


def test_a_grant_revoked_twice_at_once_is_revoked_once(admin, nation, officer):
    from tambon.permissions import Can

    grant = brings.grant(officer, make.area("500101"), admin, permission=Can.VIEW_AREA)

    answers = at_once(*(lambda: grants.revoke(grant=grant, reason="หมดงาน", by=admin) for _ in range(2)))

    assert len(refusals(answers)) == 1
    assert count("grant.revoked") == 1
