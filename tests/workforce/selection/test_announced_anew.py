"""What follows an announcement: announced anew, over its time, and a round that has ended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import selection as chosen
from tests.workforce.selection.conftest import on_board, states
from u2t.core import clock
from u2t.core.models import AuditEvent
from workforce.models import Announcement, Application
from workforce.selectors.results import result_for
from workforce.services import announcements, appeals, finishing, selections, ties
from workforce.services.selections import SelectionError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def announced(agreed, staff, texts):
    return on_board(agreed, staff)


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


def test_what_is_announced_anew_takes_the_older_paper_out_of_force(round_, announced, client, staff):
    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)

    again = on_board(newer, staff)

    announced.refresh_from_db()
    assert (announced.withdrawn_at is None, again.withdrawn_at) == (False, None)
    paper = announced.papers.get()
    assert (paper.state, again.papers.get().state) == ("cancelled", "issued")
    assert again.document_number in paper.cancel_reason
    event = AuditEvent.objects.get(action="announcement.withdrawn", target_id=str(announced.pk))
    assert again.document_number in event.reason
    # Who kept the address of the older one comes to what stands now.
    kept = client.get(reverse("announcement-detail", args=[announced.pk]))
    assert kept.headers["location"] == reverse("announcement-detail", args=[again.pk])
    assert client.get(reverse("announcement-paper", args=[announced.pk])).status_code == 404


def test_a_result_whose_time_is_over_is_not_announced_by_a_second_click(round_, announced, agreed, office, staff):
    now = clock.now()
    Announcement.objects.update(published_at=now - timedelta(days=31), expires_at=now - timedelta(days=1))

    page = office.get(reverse("selection-detail", args=[round_.pk])).content.decode()
    with pytest.raises(SelectionError, match=announced.document_number):
        on_board(agreed, staff)

    assert announced.document_number in page
    assert reverse("selection-announce", args=[agreed.pk]) not in page
    assert reverse("announcement-withdraw", args=[announced.pk]) in page
    announcements.withdraw(announcement=announced, reason="เปิดหน้าประกาศอีกครั้ง", by=staff)
    assert on_board(agreed, staff).withdrawn_at is None


def test_a_draft_from_before_the_end_of_a_round_revives_no_reserve_list(round_, announced, people, office, staff):
    draft = selections.make(round=round_, by=staff)
    Application.objects.filter(state="selected").update(state="declined")
    round_.refresh_from_db()
    finishing.finish(round=round_, keeps_reserve=False, reason="ครบทุกอัตรา", version=round_.version, by=staff)

    for act in (
        lambda: selections.agree(selection=draft, by=staff),
        lambda: ties.decide(
            selection=draft, tambon="630111", worker_type="graduate", order=[people[0].pk], reason="x", by=staff
        ),
    ):
        with pytest.raises(SelectionError, match="สิ้นสุด"):
            act()

    assert states(*people) == ["declined", "declined", "not-selected"]
    assert office.post(f"/api/v1/selections/{draft.pk}/agree/").status_code == 409


def test_a_result_of_an_ended_round_is_announced_again_and_the_round_stays_ended(round_, announced, agreed, staff):
    type(round_).objects.update(state="closed")
    announcements.withdraw(announcement=announced, reason="พิมพ์วันผิด", by=staff)

    on_board(agreed, staff)

    round_.refresh_from_db()
    assert round_.state == "closed"


def test_who_was_hired_before_a_new_selection_still_reads_the_own_result(round_, announced, people, staff):
    best = people[0]
    Application.objects.filter(pk=best.pk).update(state="hired")
    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    chosen.announcement(newer, staff)
    assert not newer.lines.filter(application=best).exists()

    result = result_for(Application.objects.get(pk=best.pk))

    assert [(one.outcome, one.place) for one in result.choices] == [("selected", 1)]


def test_the_page_says_who_came_back_since_the_agreement(round_, announced, agreed, people, office, staff):
    appeal = chosen.appeal(people[2], announced)
    page = reverse("selection-detail", args=[round_.pk])
    assert "มีใบสมัครกลับเข้ามา" not in office.get(page).content.decode()

    appeals.answer(appeal=appeal, is_upheld=True, answer="รวมคะแนนผิด", by=staff)

    shown = office.get(page).content.decode()
    assert "มีใบสมัครกลับเข้ามา 1 ฉบับ" in shown
    assert reverse("selection-announce", args=[agreed.pk]) not in shown


def test_who_answers_an_appeal_is_a_click_from_the_applicant(announced, people, office, client):
    appeal = chosen.appeal(people[2], announced)
    page, applicant = reverse("appeal-answer", args=[appeal.pk]), reverse("applicant-detail", args=[people[2].pk])

    assert applicant in office.get(page).content.decode()
    assert f">{people[2].number:05d}<" in office.get(reverse("appeal-list")).content.decode()
    client.force_login(people[2].user)
    assert applicant not in client.get(page).content.decode()


def test_everybody_finds_the_result_from_the_public_pages(round_, announced, client):
    address = reverse("announcement-detail", args=[announced.pk])
    pages = [reverse("round-open-detail", args=[round_.pk]), reverse("round-open-list")]

    assert [address in client.get(page).content.decode() for page in pages] == [True, True]

    Announcement.objects.update(withdrawn_at=clock.now())
    assert [address in client.get(page).content.decode() for page in pages] == [False, False]
