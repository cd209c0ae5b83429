"""Places given up: by whom, when, once; what follows for the list, and what nobody else may."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import notifications
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Application
from workforce.selectors.following import followers_of
from workforce.selectors.standing import standing_of
from workforce.services import refusals
from workforce.services.refusals import RefusalError, RefusalInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def round_(nation, staff, private):
    return chosen.closed_round()


@pytest.fixture
def selection(round_, staff):
    return chosen.selection(round_, staff, state="agreed")


@pytest.fixture
def waiting(round_, selection, applicant):
    """The applicant, first on the reserve list of ต.แม่ท้อ; the result is not announced."""
    return reserve(round_, selection, 1, person=work.person(applicant), user=applicant)


@pytest.fixture
def announced(selection, waiting, staff):
    return chosen.announcement(selection, staff)


def reserve(round_, selection, place, **fields):
    made = work.application(round_, first_choice=make.area("630111"), state="reserve", **fields)
    chosen.line(selection, made, "reserve", tambon=make.area("630111"), place=place)
    return made


def states():
    return list(Application.objects.order_by("pk").values_list("state", flat=True))


def test_the_applicant_gives_up_the_place_once_and_the_list_passes_over_it(
    round_, selection, waiting, announced, applicant, staff
):
    second = reserve(round_, selection, 2)
    left = work.contract(during=DateRange("2021-02-01", "2021-08-16"), state="resigned")
    left.refresh_from_db()

    first = refusals.give_up(application=waiting, reason=" ได้งานอื่น ", by=applicant)
    again = refusals.give_up(application=waiting, reason="อีกครั้ง", by=applicant)

    assert (first.state, again.note, again.version) == ("declined", "ได้งานอื่น", first.version)
    event = AuditEvent.objects.get(action="application.declined")
    assert (event.actor, event.reason, event.changes["state"]) == (str(applicant), "ได้งานอื่น", ["reserve", "declined"])
    assert [one.line.application for one in followers_of(left)] == [second]
    standing = standing_of(Application.objects.get(pk=waiting.pk))
    assert (standing.may_give_up, standing.may_withdraw, standing.title) == (False, False, "สละสิทธิ์")


def test_nothing_is_given_up_before_the_result_is_known_or_without_a_place(
    round_, waiting, selection, applicant, staff
):
    with pytest.raises(RefusalError):
        refusals.give_up(application=waiting, by=applicant)
    chosen.announcement(selection, staff)
    Application.objects.update(state="not-selected")
    with pytest.raises(RefusalError):
        refusals.give_up(application=waiting, by=applicant)
    assert states() == ["not-selected"]


def test_staff_enter_a_refusal_with_the_reason_and_the_applicant_is_told(waiting, applicant, staff):
    with pytest.raises(RefusalInputError):
        refusals.enter(application=waiting, reason=" ", version=waiting.version, by=staff)
    with pytest.raises(StaleError):
        refusals.enter(application=waiting, reason="x", version=waiting.version + 1, by=staff)
    for _click in range(2):
        refusals.enter(application=waiting, reason="แจ้งทางโทรศัพท์", version=waiting.version, by=staff)

    told = Notification.objects.get()
    assert (told.user, told.link) == (applicant, reverse("application-status", args=[waiting.pk]))
    assert waiting.round.contact in notifications.sentence_of(told)
    assert AuditEvent.objects.filter(action="application.declined").count() == 1
    assert states() == ["declined"]


def test_nobody_else_gives_up_or_enters(waiting, announced, applicant, pm):
    other = make.user("other-staff")
    make.membership(other, "staff", university=make.university("cmu"))
    for somebody in (other, pm):
        with pytest.raises(PermissionDenied):
            refusals.give_up(application=waiting, by=somebody)
    for somebody in (other, pm, applicant):
        with pytest.raises(PermissionDenied):
            refusals.enter(application=waiting, reason="x", version=waiting.version, by=somebody)
    assert states() == ["reserve"]


def test_the_page_of_the_applicant_offers_it_and_shows_what_was_said(client, waiting, announced, applicant):
    client.force_login(applicant)
    status, address = (reverse(name, args=[waiting.pk]) for name in ("application-status", "application-decline"))
    assert address in client.get(status).content.decode()

    client.post(address, {"reason": "ได้งานอื่น"})

    shown = client.get(status).content.decode()
    assert "สละสิทธิ์" in shown
    assert "ได้งานอื่น" in shown
    assert address not in shown


def test_the_page_of_staff_offers_it_beside_the_applicant(client, waiting, staff):
    client.force_login(staff)
    address = reverse("applicant-decline", args=[waiting.pk])
    assert address in client.get(reverse("applicant-detail", args=[waiting.pk])).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "", "version": waiting.version}).status_code == 422

    assert client.post(address, {"reason": "ไม่รับตำแหน่ง", "version": waiting.version}).status_code == 302

    shown = client.get(reverse("applicant-detail", args=[waiting.pk])).content.decode()
    assert "ไม่รับตำแหน่ง" in shown
    assert address not in shown


def test_the_same_by_the_api(client, waiting, announced, applicant, staff):
    client.force_login(staff)
    address = reverse("api-applicant-refusal", args=[waiting.pk])
    given = {"reason": "ไม่รับตำแหน่ง", "version": waiting.version}
    assert client.post(address, given | {"version": 99}, content_type="application/json").status_code == 412
    assert client.post(address, given, content_type="application/json").json()["state"] == "declined"

    Application.objects.update(state="selected")
    client.force_login(applicant)
    mine = client.post(reverse("api-application-give-up", args=[waiting.pk]), {}, content_type="application/json")
    assert (mine.status_code, mine.json()["state"]) == (200, "declined")
