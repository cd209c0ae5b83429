"""Announcements and appeals: every exit, and nobody learns a result that is on no board."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import selection as chosen
from tests.workforce.selection.conftest import give, notice, on_board, outcomes, states
from u2t.core import clock, files, notifications
from u2t.core.models import AuditEvent, Notification
from workforce import scanning
from workforce.models import Announcement, Application
from workforce.selectors.papers import facts_of_announcement
from workforce.selectors.results import result_for
from workforce.selectors.selections import is_signed, shown_state
from workforce.selectors.sheets import Line
from workforce.selectors.standing import standing_of
from workforce.services import announcements, appeals, papers, selections
from workforce.services.appeals import AppealError, AppealInputError
from workforce.services.selections import SelectionError, SelectionInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_the_result_is_announced_once_with_a_paper_and_everybody_is_told(round_, agreed, people, staff, texts):
    made = on_board(agreed, staff)
    again = on_board(agreed, staff)

    round_.refresh_from_db()
    assert again == made == Announcement.objects.get()
    paper = made.papers.get()
    assert files.read(paper.pdf).startswith(b"%PDF")
    assert (made.document_number, round_.state) == (paper.number, "announced")
    assert Notification.objects.filter(kind="announcement.published").count() == len(people)


def test_nothing_is_announced_while_somebody_has_no_result(round_, agreed, staff, texts):
    """A refusal that was wrong is corrected after the agreement: who is back takes part before anything is said."""
    back = chosen.interviewed(round_, 95, staff)
    for state in ("returned", "submitted", "qualified"):
        Application.objects.filter(pk=back.pk).update(state=state)
        with pytest.raises(SelectionError, match="1"):
            on_board(agreed, staff)

    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)

    assert on_board(newer, staff).selection == newer


def test_before_the_announcement_the_applicant_learns_no_result(agreed, people, staff):
    best = Application.objects.get(pk=people[0].pk)
    assert (best.state, shown_state(best)) == ("selected", "qualified")

    chosen.announcement(agreed, staff)

    assert shown_state(best) == "selected"


def test_an_announcement_needs_an_agreed_selection_and_moments_ahead(round_, people, agreed, staff, stranger, texts):
    now = clock.now()
    for wrong in ({"appeals_until": now}, {"expires_at": now + timedelta(days=1)}):
        with pytest.raises(SelectionInputError):
            announcements.draw_up(selection=agreed, notice=notice(**wrong), by=staff)
    with pytest.raises(PermissionDenied):
        announcements.draw_up(selection=agreed, notice=notice(), by=stranger)
    with pytest.raises(SelectionError):
        announcements.draw_up(selection=selections.make(round=round_, by=staff), notice=notice(), by=staff)
    assert not Announcement.objects.exists()


def test_an_announcement_is_taken_down_with_the_reason(round_, agreed, staff, texts, people):
    made = on_board(agreed, staff)
    first = Application.objects.get(pk=people[0].pk)
    assert (shown_state(first), result_for(first) is None) == ("selected", False)
    with pytest.raises(SelectionInputError):
        announcements.withdraw(announcement=made, reason="", by=staff)

    Notification.objects.all().delete()
    done = announcements.withdraw(announcement=made, reason="พิมพ์เลขผิด", by=staff)

    told = list(Notification.objects.filter(kind="announcement.withdrawn").order_by("user"))
    assert [one.user for one in told] == sorted({one.user for one in people}, key=lambda user: user.pk)
    assert "ถอนประกาศผล" in notifications.sentence_of(told[0])
    round_.refresh_from_db()
    assert announcements.withdraw(announcement=made, reason="อีกครั้ง", by=staff).withdrawn_at == done.withdrawn_at
    assert (round_.state, made.papers.get().state) == ("selecting", "cancelled")
    assert not Announcement.objects.public().exists()
    assert Notification.objects.count() == len(told)  # taken down twice is told once
    # Nobody learns a result that is on no board.
    assert (shown_state(first), result_for(first)) == ("qualified", None)
    assert "พิจารณาใหม่" in standing_of(first).next_line  # and nobody is invited to the interview that was


def test_a_drawn_up_announcement_is_on_no_board_until_it_is_signed(round_, agreed, people, staff, texts, stranger):
    made = announcements.draw_up(selection=agreed, notice=notice(), by=staff)
    best = Application.objects.get(pk=people[0].pk)

    with pytest.raises(SelectionInputError) as refused:
        announcements.publish(announcement=made, by=staff)
    assert refused.value.extra == {"field": "ink_signed_on"}
    for wrong in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(SelectionInputError):
            announcements.publish(announcement=made, ink_signed_on=wrong, by=staff)
    with pytest.raises(PermissionDenied):
        announcements.publish(announcement=made, ink_signed_on=clock.today(), by=stranger)

    round_.refresh_from_db()
    assert not Announcement.objects.public().exists()
    assert (shown_state(best), result_for(best), round_.state) == ("qualified", None, "selecting")
    assert not Notification.objects.filter(kind="announcement.published").exists()

    for _click in range(2):
        done = announcements.publish(announcement=made, ink_signed_on=clock.today(), by=staff)
    event = AuditEvent.objects.get(action="announcement.published")
    assert (done.ink_signed_on, is_signed(done)) == (clock.today(), True)
    assert event.changes["ink_signed_on"] == [None, str(clock.today())]
    assert (event.actor, shown_state(best)) == (str(staff), "selected")


def test_what_the_rector_signed_in_the_system_is_published_without_a_word(agreed, staff, texts):
    rector = Line(f"รองศาสตราจารย์{staff.get_full_name()}", "อธิการบดี")
    made = announcements.draw_up(selection=agreed, notice=notice(signers=[rector]), by=staff)
    paper = made.papers.get()
    line = paper.signatures.get()
    papers.sign(signature=line, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff)

    done = announcements.publish(announcement=made, by=staff)

    assert (done.ink_signed_on, is_signed(done)) == (None, True)


def test_a_scan_of_the_signed_announcement_is_enough(agreed, staff, texts):
    made = announcements.draw_up(selection=agreed, notice=notice(), by=staff)
    paper = made.papers.get()
    whole = files.read(paper.pdf)
    pages = [page.of_paper for page in scanning.tokens_of(whole)]
    assert papers.file_scan(paper=paper, content=whole, pages=pages, on=clock.today(), by=staff) == []

    assert announcements.publish(announcement=made, by=staff).published_at is not None


def test_who_gave_up_meanwhile_or_appeals_that_are_over_hold_it_back(agreed, people, staff, texts):
    made = announcements.draw_up(selection=agreed, notice=notice(), by=staff)
    Application.objects.filter(pk=people[0].pk).update(state="withdrawn")
    with pytest.raises(SelectionError, match="1"):
        announcements.publish(announcement=made, ink_signed_on=clock.today(), by=staff)

    Application.objects.filter(pk=people[0].pk).update(state="selected")
    Announcement.objects.update(appeals_until=clock.now())
    with pytest.raises(SelectionError):
        announcements.publish(announcement=made, ink_signed_on=clock.today(), by=staff)
    assert not Announcement.objects.public().exists()


def test_one_drawn_up_is_taken_down_in_silence_and_gives_way_to_a_newer(round_, agreed, staff, texts):
    first = announcements.draw_up(selection=agreed, notice=notice(), by=staff)
    with pytest.raises(SelectionError):
        selections.reopen(selection=agreed, reason="คะแนนผิด", by=staff)
    announcements.withdraw(announcement=first, reason="พิมพ์ผิด", by=staff)
    second = announcements.draw_up(selection=agreed, notice=notice(), by=staff)
    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    third = on_board(newer, staff)

    second.refresh_from_db()
    assert [paper.state for one in (first, second, third) for paper in one.papers.all()] == [
        "cancelled", "cancelled", "issued"
    ]  # fmt: skip
    assert second.withdrawn_at is not None
    with pytest.raises(SelectionError):
        announcements.publish(announcement=second, ink_signed_on=clock.today(), by=staff)
    assert not Notification.objects.filter(kind="announcement.withdrawn").exists()


@pytest.fixture
def board(agreed, staff):
    return chosen.announcement(agreed, staff)


def test_an_applicant_appeals_once_until_the_moment(board, people, staff):
    last = people[2]
    made = appeals.send(application=last, text="คะแนนรวมไม่ตรง", by=last.user)
    assert appeals.send(application=last, text="คะแนนรวมไม่ตรง", by=last.user) == made
    with pytest.raises(AppealError):
        appeals.send(application=last, text="อีกเรื่อง", by=last.user)
    with pytest.raises(AppealInputError):
        appeals.send(application=people[0], text=" ", by=people[0].user)
    with pytest.raises(PermissionDenied):
        appeals.send(application=last, text="x", by=people[0].user)

    board.appeals_until = clock.now()
    board.save()

    with pytest.raises(AppealError):
        appeals.send(application=people[1], text="ช้าไป", by=people[1].user)


def test_without_an_announcement_there_is_nothing_to_appeal_against(agreed, people):
    with pytest.raises(AppealError):
        appeals.send(application=people[2], text="x", by=people[2].user)


def test_an_appeal_that_is_upheld_brings_the_application_back_into_selection(round_, board, people, staff, stranger):
    last = people[2]
    appeal = chosen.appeal(last, board)
    with pytest.raises(PermissionDenied):
        appeals.answer(appeal=appeal, is_upheld=True, answer="x", by=stranger)
    with pytest.raises(AppealInputError):
        appeals.answer(appeal=appeal, is_upheld=True, answer="", by=staff)

    done = appeals.answer(appeal=appeal, is_upheld=True, answer="รวมคะแนนผิดจริง", by=staff)
    assert appeals.answer(appeal=appeal, is_upheld=True, answer="รวมคะแนนผิดจริง", by=staff) == done
    with pytest.raises(AppealError):
        appeals.answer(appeal=appeal, is_upheld=False, answer="เปลี่ยนใจ", by=staff)

    round_.refresh_from_db()
    assert (done.state, states(last), round_.state) == ("upheld", ["qualified"], "selecting")
    assert "พิจารณาใหม่" in standing_of(Application.objects.get(pk=last.pk)).next_line
    Announcement.objects.update(expires_at=clock.now())
    assert "พิจารณาใหม่" in standing_of(Application.objects.get(pk=last.pk)).next_line
    give(Application.objects.get(pk=last.pk), staff, knowledge="60", attitude="40")
    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    assert outcomes(newer)[last.pk, "630101"] == "selected"
    for one in people:  # the board still shows the older result: nobody is invited to an interview again
        assert "พิจารณาใหม่" in standing_of(Application.objects.get(pk=one.pk)).next_line


def test_an_appeal_that_is_not_upheld_changes_nothing_but_is_answered(board, people, staff):
    last = people[2]
    done = appeals.answer(appeal=chosen.appeal(last, board), is_upheld=False, answer="คะแนนถูกต้องแล้ว", by=staff)

    assert (done.state, states(last)) == ("refused", ["reserve"])
    assert Notification.objects.filter(user=last.user, kind="appeal.refused").count() == 1


def test_the_paper_names_nobody_where_the_round_does_not_and_the_day_of_here(agreed, people, staff):
    """Early in the morning it is another day at Greenwich."""
    morning = datetime(2021, 2, 16, 6, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
    named = chosen.announcement(agreed, staff, appeals_until=morning)
    told = facts_of_announcement(named)
    named.shows_names = False

    numbered = facts_of_announcement(named)

    assert told.values["appeals_until"] == "16 กุมภาพันธ์ 2564"
    assert ("ชื่อ-สกุล" in told.rows[0], "ชื่อ-สกุล" in numbered.rows[0]) == (True, False)
    assert {len(row) for row in told.rows} == {6}
    assert {len(row) for row in numbered.rows} == {5}
    assert [row for row in told.rows if people[0].person.full_name in row]
    assert not [row for row in numbered.rows if people[0].person.full_name in row]
