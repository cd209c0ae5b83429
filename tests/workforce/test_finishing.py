"""The end of an announced round: what it left empty can be offered again, the reserve list stays or ends."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock, notifications
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Appeal, Application, Round, Terms
from workforce.selectors.rounds import vacant_for
from workforce.selectors.standing import standing_of
from workforce.services import appeals, finishing, selections
from workforce.services.appeals import AppealError
from workforce.services.rounds import RoundError, RoundInputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(nation, staff):
    """A round that promised two posts and filled none; one person waits in reserve."""
    round_ = work.hiring_round(state="announced")
    work.quota(round_, make.area("630111"), posts=2)
    for _one in range(2):
        work.post()
    work.application(round_, state="reserve")
    return round_


def finish(round_, by, **fields):
    values = {"keeps_reserve": True, "reason": "จ้างครบแล้ว", "version": round_.version} | fields
    return finishing.finish(round=round_, by=by, **values)


def test_ended_once_its_empty_posts_can_be_offered_again(announced, staff, pm):
    next_ = work.hiring_round(number=2, state="draft")
    assert vacant_for(next_)["630111", "graduate"] == 8  # two stand, which the first round promises; the rules give ten
    with pytest.raises(PermissionDenied):
        finish(announced, pm)
    with pytest.raises(RoundInputError):
        finish(announced, staff, reason=" ")
    with pytest.raises(StaleError):
        finish(announced, staff, version=99)

    for _click in range(2):
        finish(announced, staff)

    assert vacant_for(next_)["630111", "graduate"] == 10
    assert Application.objects.get().state == "reserve"
    assert AuditEvent.objects.filter(action="round.finished").count() == 1


def test_the_reserve_list_ends_where_staff_say_so_and_nobody_selected_is_forgotten(announced, staff):
    waits = work.application(announced, state="selected")
    with pytest.raises(RoundError):
        finish(announced, staff, keeps_reserve=False)
    Application.objects.filter(pk=waits.pk).update(state="declined")

    finish(announced, staff, keeps_reserve=False)

    ended = Application.objects.get(state="not-selected")
    (note,) = Notification.objects.filter(kind="application.reserve_ended")
    assert (note.user, announced.telephone in notifications.sentence_of(note)) == (ended.user, True)
    event = AuditEvent.objects.get(action="application.reserve_ended")
    assert (event.target_id, event.changes["state"]) == (str(ended.pk), ["reserve", "not-selected"])
    assert list(Application.objects.order_by("pk").values_list("state", flat=True)) == ["not-selected", "declined"]


def test_no_round_ends_over_an_open_appeal_and_one_upheld_later_opens_it_again(announced, staff, settings):
    """An appeal upheld in a round that has ended told its applicant of a selection that could not be made."""
    announcement = chosen.announcement(chosen.selection(announced, staff), staff)
    first, late = (chosen.appeal(work.application(announced, state="not-selected"), announcement) for _one in range(2))
    Appeal.objects.filter(pk=late.pk).update(state="refused", decided_at=clock.now(), decided_by=staff)
    with pytest.raises(RoundError, match="1"):
        finish(announced, staff)
    settings.CLOCK = f"{date.fromordinal(announced.programme.ends_on.toordinal() + 1)}T10:00:00+07:00"
    assert finishing.finish_all(by=system_user()) == 0
    settings.CLOCK = f"{announced.programme.ends_on}T10:00:00+07:00"
    appeals.answer(appeal=first, is_upheld=False, answer="คะแนนถูกต้องแล้ว", by=staff)
    waits = work.application(announced)
    for state in ("submitted", "returned", "qualified"):
        Application.objects.filter(pk=waits.pk).update(state=state)
        with pytest.raises(RoundError, match="1"):
            finish(announced, staff)
    Application.objects.filter(pk=waits.pk).update(state="refused")
    finish(announced, staff)
    Appeal.objects.filter(pk=late.pk).update(state="open", decided_at=None, decided_by=None)  # sent while it ended

    answered = appeals.answer(appeal=late, is_upheld=True, answer="รวมคะแนนผิดจริง", by=staff)

    announced.refresh_from_db()
    assert (answered.state, announced.state) == ("upheld", "selecting")
    assert AuditEvent.objects.get(action="round.reopened").changes["state"] == ["closed", "selecting"]
    assert selections.make(round=announced, by=staff).state == "draft"


def test_an_appeal_is_not_upheld_where_nobody_is_selected_any_more(announced, staff, settings):
    appeal = chosen.appeal(
        work.application(announced, state="refused"), chosen.announcement(chosen.selection(announced, staff), staff)
    )
    Round.objects.update(state="closed")
    settings.CLOCK = f"{date.fromordinal(announced.programme.ends_on.toordinal() + 1)}T10:00:00+07:00"

    with pytest.raises(AppealError):
        appeals.answer(appeal=appeal, is_upheld=True, answer="x", by=staff)

    assert Application.objects.get(pk=appeal.application_id).state == "refused"
    assert appeals.answer(appeal=appeal, is_upheld=False, answer="โครงการสิ้นสุดแล้ว", by=staff).state == "refused"


def test_a_round_that_is_not_announced_is_not_ended(announced, staff):
    for number, state in enumerate(("draft", "published", "selecting"), start=20):
        with pytest.raises(RoundError):
            finish(work.hiring_round(number=number, state=state), staff)


def test_rounds_end_by_themselves_when_their_programme_is_over(announced, settings):
    last = announced.programme.ends_on
    for day, ended in ((last, 0), (date.fromordinal(last.toordinal() + 1), 1)):
        settings.CLOCK = f"{day}T10:00:00+07:00"
        assert finishing.finish_all(by=system_user()) == ended
    announced.refresh_from_db()
    assert (announced.state, Application.objects.get().state) == ("closed", "not-selected")
    assert Notification.objects.filter(kind="application.reserve_ended").count() == 1


@pytest.mark.integration
def test_on_the_page_and_by_the_api(client, announced, staff):
    client.force_login(staff)
    page = reverse("round-finish", args=[announced.pk])
    assert page in client.get(reverse("round-detail", args=[announced.pk])).content.decode()
    assert client.post(page, {"version": announced.version}).status_code == 422
    given = {"reason": "ครบ", "version": announced.version, "keeps_reserve": True}
    api = client.post(f"/api/v1/rounds/{announced.pk}/finish/", given, content_type="application/json")
    assert api.status_code == 200
    again = client.post(page, {"version": announced.version, "reason": "ครบ", "keeps_reserve": "on"})
    assert again.status_code == 302


@pytest.fixture
def listed(announced, staff, settings):
    """The same round, its result published on 8 December, under rules by which a reserve list holds thirty days."""
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    announced.terms.reserve_days = 30
    announced.terms.save(update_fields=["reserve_days"])
    return chosen.announcement(chosen.selection(announced, staff), staff)


def test_a_reserve_list_ends_by_itself_after_the_days_of_the_rules(listed, settings):
    waiting = Application.objects.get()
    assert "7 ม.ค. 2565" in standing_of(waiting).next_line

    for day, ended in (("2022-01-07", 0), ("2022-01-08", 1), ("2022-01-09", 0)):
        settings.CLOCK = f"{day}T10:00:00+07:00"
        assert finishing.end_reserves(by=system_user()) == ended

    waiting.refresh_from_db()
    assert (waiting.state, Round.objects.get().state) == ("not-selected", "announced")
    assert Notification.objects.filter(kind="application.reserve_ended").count() == 1


def test_a_reserve_list_waits_for_the_answer_to_an_appeal_and_ends_where_the_round_has(listed, settings):
    appeal = chosen.appeal(work.application(listed.round, state="not-selected"), listed)
    Round.objects.update(state="closed")
    settings.CLOCK = "2022-01-08T10:00:00+07:00"
    assert finishing.end_reserves(by=system_user()) == 0

    appeal.delete()

    assert finishing.end_reserves(by=system_user()) == 1


def test_whom_the_list_called_while_it_held_stays_when_it_ends(announced, staff, settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    Terms.objects.update(reserve_days=30)
    selection = chosen.selection(announced, staff)
    gone = work.application(announced, state="declined")
    called, behind = Application.objects.get(state="reserve"), work.application(announced, state="reserve")
    chosen.line(selection, gone, tambon=make.area("630111"))
    for place, one in enumerate((called, behind), start=1):
        chosen.line(selection, one, outcome="reserve", place=place, tambon=make.area("630111"))
    chosen.announcement(selection, staff)
    settings.CLOCK = "2022-01-08T10:00:00+07:00"

    assert finishing.end_reserves(by=system_user()) == 1

    states = Application.objects.order_by("pk").values_list("pk", "state")
    assert list(states) == [(called.pk, "reserve"), (gone.pk, "declined"), (behind.pk, "not-selected")]


def test_without_a_rule_and_on_a_selected_person_the_days_do_nothing(listed, settings):
    settings.CLOCK = "2022-01-20T10:00:00+07:00"
    Application.objects.update(state="selected")
    assert finishing.end_reserves(by=system_user()) == 0
    Application.objects.update(state="reserve")
    Terms.objects.update(reserve_days=None)

    assert finishing.end_reserves(by=system_user()) == 0
    assert "ใช้ได้ถึง" not in standing_of(Application.objects.get()).next_line


def test_the_board_says_until_when_the_list_holds(client, listed):
    page = client.get(reverse("announcement-detail", args=[listed.pk])).content.decode()

    assert "บัญชีสำรองใช้ได้ถึง 7 ม.ค. 2565" in page
