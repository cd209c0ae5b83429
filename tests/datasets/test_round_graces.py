"""Late answers by exception: let in and marked as late; without one they wait, and their sender learns whom to ask."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from datasets.choices import Hold
from datasets.models import Entry, RoundGrace
from datasets.selectors.fillpages import to_fill
from datasets.selectors.roundpages import graces_of, named_in
from datasets.services import graces, reviews, rounds
from tambon.models import Area, Membership
from tests.datasets.collect import Collect, instance_of, said
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent, Notification
from u2t.core.notifications import sentence_of
from u2t.core.templatetags.u2t import thai_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
ANSWERS = "<home><wells>3</wells></home>"


@pytest.fixture
def closed(wells):
    today = clock.today()
    return make.collecting("6301", days=(today - timedelta(30), today - timedelta(3)))


def given(round_, by=None, *, until=None, **whose):
    day = until or clock.today() + timedelta(4)
    return graces.give(by=by or make.system_user(), round=round_, until=day, reason="น้ำท่วมทาง", **whose)


def test_who_presses_twice_gives_one_exception(closed, worker):
    grace = given(closed, person=worker.username)

    with pytest.raises(InputError) as told:
        given(closed, person=worker.username)

    assert told.value.extra == {"field": "until"}
    assert list(closed.graces.in_force()) == list(closed.graces.all()) == [grace]
    assert Notification.objects.filter(user=worker, kind="roundgrace.given").count() == 1
    longer = given(closed, person=worker.username, until=grace.until + timedelta(1))
    assert list(closed.graces.in_force()) == [longer]


def test_without_an_exception_late_answers_wait(closed, wells, worker, pm):
    entry = make.entry(worker, wells)

    assert (entry.held, entry.is_late, entry.round) == ([Hold.LATE], True, closed)
    assert to_fill(worker) == []
    with pytest.raises(reviews.EntryError):
        reviews.verify(by=pm, entry=entry, version=1)


@pytest.mark.parametrize("whose", [{"person": "worker"}, {"area": "630111"}, {"area": "6301"}])
def test_within_an_exception_they_come_in_and_are_marked(closed, wells, worker, pm, whose):
    grace = given(closed, **({"person": worker.username} if "person" in whose else whose))

    (listed,) = to_fill(worker)
    entry = make.entry(worker, wells)

    assert (listed.is_late, listed.closes_on) == (True, grace.until.isoformat())
    assert (entry.held, entry.is_late) == ([], True)
    assert reviews.verify(by=pm, entry=entry, version=1).is_late


@pytest.mark.parametrize("whose", [{"person": "neighbour"}, {"area": "630101"}])
def test_an_exception_is_for_nobody_else(closed, wells, worker, neighbour, whose):
    given(closed, **whose)

    assert to_fill(worker) == []
    assert make.entry(worker, wells).held == [Hold.LATE]
    assert make.entry(neighbour, wells).held == []


def test_what_is_answered_in_an_open_round_is_of_it_though_an_exception_holds_for_another(wells, worker):
    today = clock.today()
    over = make.collecting("630111", days=(today - timedelta(30), today - timedelta(3)), collectors=[worker])
    given(over, person=worker.username)
    assert make.entry(worker, wells).round == over
    now = make.collecting("6301", days=(today - timedelta(1), today + timedelta(1)))

    entry, late = make.entry(worker, wells), make.entry(worker, wells, answered_on=today - timedelta(9))

    assert (entry.round, entry.held, entry.is_late) == (now, [], False)
    assert [each.is_late for each in to_fill(worker)] == [False]
    assert (late.round, late.held, late.is_late) == (over, [], True)


def test_what_came_late_before_the_exception_is_let_in_with_it(closed, wells, worker, neighbour):
    mine, odd, theirs = (
        make.entry(worker, wells),
        make.entry(worker, wells, misfits=["wells"]),
        make.entry(neighbour, wells),
    )

    given(closed, person=worker.username)

    found = {entry.pk: (entry.held, entry.version) for entry in Entry.objects.all()}
    assert found == {mine.pk: ([], 2), odd.pk: ([Hold.VALUE], 2), theirs.pk: ([Hold.LATE], 1)}
    assert AuditEvent.objects.filter(action="entry.let_in").count() == 2


def test_what_came_before_a_round_was_prolonged_came_in_time(closed, wells, worker):
    entry, odd = make.entry(worker, wells), make.entry(worker, wells, misfits=["wells"])

    rounds.move_days(by=make.system_user(), round=closed, days=(closed.opens_on, clock.today()), reason="น้ำท่วม")

    for each in (entry, odd):
        each.refresh_from_db()
    assert (entry.held, entry.is_late, entry.version) == ([], False, 2)
    assert (odd.held, odd.is_late) == ([Hold.VALUE], False)
    assert AuditEvent.objects.filter(action="entry.let_in").count() == 2


def test_what_came_after_the_new_last_day_is_late_all_the_same(closed, wells, worker):
    entry = make.entry(worker, wells)

    days = (closed.opens_on, clock.today() - timedelta(1))
    rounds.move_days(by=make.system_user(), round=closed, days=days)

    entry.refresh_from_db()
    assert (entry.held, entry.is_late) == ([Hold.LATE], True)


def test_who_is_given_an_exception_is_told_until_when(closed, wells, worker):
    grace = given(closed, person=worker.username)

    told = Notification.objects.get(user=worker, kind="roundgrace.given")
    with override("th"):
        assert sentence_of(told) == f"รอบ “รอบแรก” ปิดแล้ว แต่ยังรับข้อมูลที่ท่านส่งถึงวันที่ {thai_date(grace.until)}"


def test_an_exception_ends_with_its_day_or_before(closed, wells, worker):
    grace = given(closed, person=worker.username)
    with time_machine.travel(clock.now() + timedelta(5)):
        assert to_fill(worker) == []
        assert make.entry(worker, wells).held == [Hold.LATE]
        with pytest.raises(graces.GraceError):
            graces.end(by=make.system_user(), grace=grace)

    longer = given(closed, person=worker.username, until=clock.today() + timedelta(6))
    graces.end(by=make.system_user(), grace=longer)
    assert make.entry(worker, wells).held == [Hold.LATE]
    assert AuditEvent.objects.filter(action="roundgrace.ended", target_id=str(longer.pk)).exists()


def test_one_exception_of_one_person_holds_at_a_time(closed, wells, worker):
    given(closed, person=worker.username)
    newer = given(closed, person=worker.username, until=clock.today() + timedelta(1))

    assert list(RoundGrace.objects.in_force()) == [newer]
    assert to_fill(worker)[0].closes_on == newer.until.isoformat()


def test_an_answer_in_time_that_is_corrected_late_needs_the_exception_too(wells, worker):
    round_ = make.collecting("630111")
    entry = make.entry(worker, wells)
    today = clock.today()
    rounds.move_days(by=make.system_user(), round=round_, days=(round_.opens_on, today - timedelta(1)))
    first = entry.revisions.get().instance

    late = make.entry(worker, wells, deprecated=first)
    assert (late.held, late.is_late) == ([Hold.LATE], True)
    given(round_, person=worker.username)
    again = make.entry(worker, wells, deprecated=late.revisions.order_by("-number").first().instance)
    assert (again.pk, again.held, again.is_late) == (entry.pk, [], True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "person"), ({"person": "neighbour", "area": "630101"}, "person"), ({"person": "nobody"}, "person"),
        ({"person": "far"}, "person"), ({"area": "999999"}, "area"), ({"area": "500101"}, "area"),
        ({"person": "neighbour", "until": -3}, "until"), ({"person": "neighbour", "until": -1}, "until"),
        ({"person": "neighbour", "until": 543 * 365}, "until"),
        ({"person": "neighbour", "reason": "  "}, "reason"),
    ],
)  # fmt: skip
def test_an_exception_that_cannot_be_is_refused(closed, neighbour, changed, field):
    tambon.membership(tambon.user("far"), "worker", area=tambon.area("500101"))
    until = clock.today() + timedelta(changed.pop("until", 4))

    with pytest.raises(InputError) as refused:
        graces.give(by=make.system_user(), round=closed, **{"until": until, "reason": "ฝน"} | changed)

    assert refused.value.extra["field"] == field


def test_who_is_not_named_gets_no_exception(closed, worker, neighbour):
    rounds.name_collectors(by=make.system_user(), round=closed, collectors=[neighbour.username])

    with pytest.raises(InputError):
        given(closed, person=worker.username)


def test_an_exception_for_more_than_one_answers_for_is_refused_in_words(wells, staff):
    today = clock.today()
    closed = make.collecting("630111", days=(today - timedelta(9), today - timedelta(3)))

    with pytest.raises(InputError) as refused:
        given(closed, staff, area="63")

    assert refused.value.extra["field"] == "area"


def test_only_who_answers_for_all_areas_of_the_round_gives_one(closed, staff, pm, worker):
    for person in (staff, pm):
        with pytest.raises(PermissionDenied):
            given(closed, person, area="630111")


@pytest.mark.parametrize("left", [40, 5])
def test_who_moved_away_before_a_round_began_is_not_shown_where_they_worked(wells, colleague, pm, left):
    today = clock.today()
    held = Membership.objects.get(user=colleague)
    held.during = (today - timedelta(90), today - timedelta(left))
    held.save()
    tambon.membership(colleague, "worker", area=tambon.area("630101"))
    days = (today - timedelta(30), today - timedelta(3))
    round_ = make.collecting("630101", "630111", days=days, collectors=[colleague])
    given(round_, person=colleague.username)

    seen = [colleague] if left < 30 else []

    assert [each.user for each in graces_of(pm, round_)] == seen
    assert list(named_in(pm, round_)) == seen
    assert [each.user for each in graces_of(colleague, round_)] == [colleague]


@pytest.mark.integration
class TestOutside:
    def test_telephones_are_told_whom_to_ask_and_are_let_in(self, client, closed, worker):
        phone = Collect(client, worker.username, make.secret(worker))
        assert phone.forms() == {}
        refused = phone.submit(instance_of("wells", ANSWERS))

        assert refused.status_code == 201  # nothing that was typed is lost: it waits here
        assert "โปรดขอผ่อนผันจาก" in said(refused)[1]
        assert str(closed.by) in said(refused)[1]
        given(closed, area="630111")
        assert set(phone.forms()) == {"wells"}
        taken = phone.submit(instance_of("wells", ANSWERS))
        assert "ผ่อนผัน" not in said(taken)[1]
        assert list(Entry.objects.values_list("held", "is_late")) == [([], True), ([], True)]

    @pytest.mark.parametrize(("language", "place"), [("th", "แม่ท้อ"), ("en", "Mae Tho")])
    def test_who_may_be_let_in_is_offered_with_their_place_in_the_language_of_the_page(
        self, client, closed, steward, worker, language, place
    ):
        Area.objects.filter(pk="630111").update(name_th="แม่ท้อ", name_en="Mae Tho")
        client.force_login(steward)
        client.cookies["u2t_language"] = language

        assert f">{worker} · {place}</option>" in client.get(f"/datasets/rounds/{closed.pk}/").content.decode()

    def test_staff_give_and_end_an_exception_on_the_page(self, client, wells, staff, worker, pm):
        today = clock.today()
        closed = make.collecting("630111", days=(today - timedelta(9), today - timedelta(3)))
        client.force_login(staff)
        address = f"/datasets/rounds/{closed.pk}/"
        asked = {"grace-person": worker.username, "grace-until": f"{today:%Y-%m-%d}", "grace-reason": "ป่วย"}
        for wrong in ({"grace-until": ""}, {"grace-until": "2021-01-01"}):
            refused = client.post(f"{address}graces/", asked | wrong)
            assert refused.status_code == 422
            assert 'value="ป่วย"' in refused.content.decode()
            assert f'value="{worker.username}"' in refused.content.decode()
            assert 'id="id_grace-until_error"' in refused.content.decode()
        assert not closed.graces.exists()

        assert "ป่วย" in client.post(f"{address}graces/", asked, follow=True).content.decode()
        grace = closed.graces.get()
        client.force_login(pm)
        assert [each["person"] for each in self.told(client, closed)] == [worker.username]
        entry = make.entry(worker, wells)
        assert "ส่งหลังปิดรอบ" in client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        assert "ส่งหลังปิดรอบ" in client.get("/datasets/entries/?late=yes").content.decode()
        client.force_login(staff)
        client.post(f"{address}graces/{grace.pk}/end/")
        grace.refresh_from_db()
        assert grace.ended_at is not None
        far = tambon.user("far")
        tambon.membership(far, "pm", area=tambon.area("500101"))
        client.force_login(far)
        assert client.get(f"/api/v1/collection-rounds/{closed.pk}/").status_code == 404
        closed.areas.create(area_id="500101")
        assert self.told(client, closed) == []

    def test_the_api_gives_and_ends_one(self, client, closed, steward):
        client.force_login(steward)
        api = f"/api/v1/collection-rounds/{closed.pk}/graces/"
        asked = {"area": "630111", "until": f"{clock.today():%Y-%m-%d}", "reason": "ฝน"}

        made = client.post(api, asked, content_type="application/json")
        ended = client.post(f"{api}{made.json()['id']}/end/")

        assert (made.status_code, made.json()["area"], ended.status_code) == (201, "630111", 200)
        assert client.post(f"{api}{made.json()['id']}/end/").status_code == 409

    @staticmethod
    def told(client, round_):
        return client.get(f"/api/v1/collection-rounds/{round_.pk}/").json()["graces"]
