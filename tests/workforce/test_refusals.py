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
from workforce.models import Application, Contract
from workforce.selectors.contracts import waiting_for_contract
from workforce.selectors.following import followers_of
from workforce.selectors.hiring import offer_of
from workforce.selectors.standing import standing_of
from workforce.services import contracts, refusals
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
def announced_result(selection, staff):
    return chosen.announcement(selection, staff)


@pytest.fixture
def announced(waiting, announced_result):
    """The announcement of a result in which the applicant waits."""
    return announced_result


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


def test_who_is_next_is_told_when_a_place_is_given_up_and_when_it_becomes_theirs(round_, selection, announced, staff):
    """Two wait; one selected gives up: the first is told, and told again when hired; the second hears nothing."""
    work.post()
    gone = work.application(round_, first_choice=make.area("630111"), state="selected")
    chosen.line(selection, gone, tambon=make.area("630111"))
    first, second = Application.objects.get(state="reserve"), reserve(round_, selection, 2)

    refusals.give_up(application=gone, by=gone.user)

    called = Notification.objects.filter(user__in=[first.user, second.user])
    assert list(called.values_list("kind", "user")) == [("application.called", first.user_id)]
    assert round_.telephone in notifications.sentence_of(called.get())
    contracts.hire(offer=offer_of(Application.objects.get(pk=first.pk)), by=staff)
    assert set(called.values_list("kind", "user")) == {
        ("application.called", first.user_id), ("application.hired_from_reserve", first.user_id)
    }  # fmt: skip


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


def test_before_the_announcement_nothing_that_an_applicant_may_ask_tells_the_result(
    client, round_, waiting, selection, applicant, staff
):
    """Withdrawing, changing, filters and the own page read alike for who is selected and for who is not."""
    client.force_login(applicant)
    person = reverse("person-detail", args=[waiting.person_id])
    said = []
    for state in ("selected", "not-selected"):
        Application.objects.filter(pk=waiting.pk).update(state=state)
        at_state = {
            one: client.get("/api/v1/applications/", {"state": one}).json()["count"] for one in (state, "qualified")
        }
        changed = client.patch(
            f"/api/v1/applications/{waiting.pk}/", {"telephone": "0812345678", "version": 1},
            content_type="application/json",
        )  # fmt: skip
        standing = standing_of(Application.objects.get(pk=waiting.pk))
        page = client.get(person).content.decode().count("มีสิทธิ์เข้าสัมภาษณ์")
        said.append((list(at_state.values()), changed.json()["title"], standing.may_withdraw, page))
    assert said[0] == said[1]
    assert said[0][0] == [0, 1]

    withdrawn = client.post(f"/api/v1/applications/{waiting.pk}/withdraw/")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    chosen.announcement(selection, staff)
    Application.objects.filter(pk=waiting.pk).update(state="not-selected")
    assert client.get("/api/v1/applications/", {"state": "not-selected"}).json()["count"] == 1


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

    client.post(address, {"reason": "ได้งาน\x00อื่น"})

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
    assert f'href="{address}"' not in shown


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


def selected(round_, selection, **fields):
    made = work.application(round_, first_choice=make.area("630111"), state="selected", **fields)
    chosen.line(selection, made, tambon=make.area("630111"))
    return made


def called(staff):
    return list(waiting_for_contract(staff).values_list("pk", flat=True))


def test_nobody_is_offered_or_hired_before_the_result_is_announced(client, round_, selection, staff):
    """Who is hired is told so, which would tell the result of all."""
    work.post()
    first, second = selected(round_, selection), reserve(round_, selection, 1)
    refusals.enter(application=selected(round_, selection), reason="ได้งานอื่น", version=1, by=staff)
    client.force_login(staff)
    assert called(staff) == []

    asked = {"applications": [first.pk, second.pk]}
    early = client.post("/api/v1/contracts/hire-many/", asked, content_type="application/json").json()

    assert ["ยังไม่ได้ประกาศผล" in one["error"] for one in early] == [True, True]
    assert (Contract.objects.count(), Notification.objects.filter(user__in=[first.user, second.user]).count()) == (0, 0)
    chosen.announcement(selection, staff)
    assert set(called(staff)) == {first.pk, second.pk}
    assert contracts.hire(offer=offer_of(first), by=staff).application == first


def test_the_next_of_the_list_is_hired_for_each_place_given_up_before_the_contract(
    round_, selection, announced_result, staff
):
    makers = [selected(round_, selection) for _n in range(2)]
    first, second, third = (reserve(round_, selection, place) for place in (1, 2, 3))
    elsewhere = work.application(round_, first_choice=make.area("630111"), state="reserve")
    chosen.line(selection, elsewhere, "reserve", tambon=make.area("630111"), place=1, worker_type="citizen")
    assert set(called(staff)) == {one.pk for one in makers}

    refusals.enter(application=makers[0], reason="ได้งานอื่น", version=makers[0].version, by=staff)
    assert set(called(staff)) == {makers[1].pk, first.pk}

    work.contract(first.person, application=first)
    Application.objects.filter(pk=first.pk).update(state="hired")
    assert called(staff) == [makers[1].pk]

    refusals.enter(application=makers[1], reason="ได้งานอื่น", version=makers[1].version, by=staff)
    refusals.enter(application=second, reason="ไม่รับ", version=second.version, by=staff)
    assert called(staff) == [third.pk]


def test_who_replaces_somebody_at_work_fills_no_place_given_up(round_, selection, announced_result, staff):
    gone = selected(round_, selection)
    first, second = reserve(round_, selection, 1), reserve(round_, selection, 2)
    left = work.contract(during=DateRange("2021-02-01", "2021-08-16"), state="resigned")
    work.contract(first.person, application=first, during=DateRange("2021-08-16", "2022-02-01"), replaces=left)
    Application.objects.filter(pk=first.pk).update(state="hired")

    refusals.enter(application=gone, reason="ได้งานอื่น", version=gone.version, by=staff)

    assert called(staff) == [second.pk]


def test_the_page_of_hiring_offers_whom_the_list_calls(client, round_, selection, announced_result, staff):
    gone, first = selected(round_, selection), reserve(round_, selection, 1)
    client.force_login(staff)
    page = reverse("contract-hire")
    assert f'value="{first.pk}"' not in client.get(page).content.decode()

    refusals.enter(application=gone, reason="ได้งานอื่น", version=gone.version, by=staff)

    shown = client.get(page).content.decode()
    assert f'value="{first.pk}"' in shown
    assert "ลำดับถัดไปในบัญชีสำรอง" in shown
    other = make.user("other-staff")
    make.membership(other, "staff", university=make.university("cmu"))
    assert called(other) == []


def test_staff_are_told_when_somebody_gives_up_by_themselves(waiting, announced, applicant, staff):
    other = make.user("other-staff")
    make.membership(other, "staff", university=make.university("cmu"))

    refusals.give_up(application=waiting, by=applicant)

    told = Notification.objects.get(kind="application.given_up")
    assert (told.user, told.link) == (staff, reverse("applicant-detail", args=[waiting.pk]))
    assert f"{waiting.number:05d}" in notifications.sentence_of(told)


def test_a_refusal_entered_by_mistake_is_taken_back_to_the_place_of_before(client, round_, selection, waiting, staff):
    place = selected(round_, selection)
    for one, before in ((waiting, "reserve"), (place, "selected")):
        done = refusals.enter(application=one, reason="ไม่รับ", version=one.version, by=staff)
        client.force_login(staff)
        address = reverse("applicant-restore", args=[one.pk])
        assert address in client.get(reverse("applicant-detail", args=[one.pk])).content.decode()
        assert client.post(address, {"reason": "", "version": done.version}).status_code == 422
        assert client.post(address, {"reason": "กรอกผิดคน", "version": done.version - 1}).status_code == 412

        for _click in range(2):
            assert client.post(address, {"reason": "กรอกผิดคน", "version": done.version}).status_code == 302

        one.refresh_from_db()
        assert (one.state, one.note) == (before, "กรอกผิดคน")
    assert AuditEvent.objects.filter(action="application.restored").count() == 2
    assert Notification.objects.filter(kind="application.restored").count() == 2


def test_who_was_called_is_told_when_the_place_is_taken_back(round_, selection, announced_result, staff):
    gone, first, second = selected(round_, selection), reserve(round_, selection, 1), reserve(round_, selection, 2)
    done = refusals.enter(application=gone, reason="ไม่รับ", version=gone.version, by=staff)

    for _click in range(2):
        refusals.take_back(application=gone, reason="กรอกผิดคน", version=done.version, by=staff)

    told = Notification.objects.filter(user__in=[first.user, second.user]).order_by("pk")
    assert [(one.kind, one.user) for one in told] == [
        ("application.called", first.user), ("application.uncalled", first.user)
    ]  # fmt: skip
    assert "บัญชีสำรอง" in notifications.sentence_of(told.last())
    assert round_.telephone in notifications.sentence_of(told.last())


def test_a_place_that_went_to_the_list_is_not_given_back(client, round_, selection, staff, applicant):
    gone, first = selected(round_, selection), reserve(round_, selection, 1)
    done = refusals.enter(application=gone, reason="ไม่รับ", version=gone.version, by=staff)
    work.contract(first.person, application=first)
    Application.objects.filter(pk=first.pk).update(state="hired")
    client.force_login(staff)

    address, given = reverse("api-applicant-restore", args=[gone.pk]), {"reason": "x", "version": done.version}
    refused = client.post(address, given, content_type="application/json")

    assert refused.status_code == 409
    gone.refresh_from_db()
    assert gone.state == "declined"
    with pytest.raises(PermissionDenied):
        refusals.take_back(application=gone, reason="x", version=done.version, by=applicant)
