"""Scores, selection, announcement and appeal: every exit, and each once however often one clicks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock, files, notifications
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Announcement, Application, Score, SelectionLine, TieBreak
from workforce.selectors.results import result_for
from workforce.selectors.selections import shown_state
from workforce.selectors.sheets import Line
from workforce.services import appeals, scores, selections, templates
from workforce.services.appeals import AppealError, AppealInputError
from workforce.services.scores import Entry, ScoreError, ScoreInputError
from workforce.services.selections import Notice, SelectionError, SelectionInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
RECTOR = Line("รองศาสตราจารย์สมมุติ อธิการ", "อธิการบดี")


@pytest.fixture
def round_(nation, staff, private):
    round_ = chosen.closed_round()
    work.quota(round_, make.area("630111"), posts=1)
    work.quota(round_, make.area("630101"), posts=1)
    return round_


@pytest.fixture
def people(round_, staff):
    """Three: the best two want แม่ท้อ, the second of them ระแหง too."""
    return [
        chosen.interviewed(round_, 90, staff),
        chosen.interviewed(round_, 80, staff, second="630101"),
        chosen.interviewed(round_, 70, staff, first="630101"),
    ]


@pytest.fixture
def agreed(round_, people, staff):
    return selections.agree(selection=selections.make(round=round_, by=staff), by=staff)


@pytest.fixture
def stranger(nation):
    person = make.user("cmu-staff")
    make.membership(person, "staff", university=make.university("cmu"))
    return person


def notice(**fields):
    now = clock.now()
    values = {
        "expires_at": now + timedelta(days=30), "appeals_until": now + timedelta(days=7), "signers": [RECTOR],
        "site": "https://u2t.example",
    } | fields  # fmt: skip
    return Notice(**values)


def outcomes(selection):
    return {
        (line.application_id, line.tambon_id): line.outcome
        for line in SelectionLine.objects.filter(selection=selection)
    }


def states(*people):
    known = dict(Application.objects.values_list("pk", "state"))
    return [known[one.pk] for one in people]


def give(application, by, version=None, **points):
    values = {code: None if value is None else Decimal(value) for code, value in points.items()}
    return scores.give(application=application, points=values, version=version or application.version, by=by)


# Scores


def test_a_score_tells_by_whom_and_each_change_is_remembered_old_and_new(round_, staff):
    application = chosen.interviewed(round_, None, staff)
    first = give(application, staff, knowledge="50", attitude="30.5")
    give(first, staff, knowledge="55")

    assert {row.criterion.code: (row.points, row.by) for row in application.scores.all()} == {
        "knowledge": (Decimal(55), staff), "attitude": (Decimal("30.5"), staff),
    }  # fmt: skip
    changes = [event.changes for event in AuditEvent.objects.filter(action="application.scored").order_by("pk")]
    assert changes == [{"knowledge": [None, "50"], "attitude": [None, "30.5"]}, {"knowledge": ["50", "55"]}]


@pytest.mark.parametrize("points", ["-1", "60.01", "1.005", "NaN", "Infinity"])
def test_points_out_of_range_are_answered_by_the_criterion(round_, staff, points):
    application = chosen.interviewed(round_, None, staff)

    with pytest.raises(ScoreInputError) as refused:
        give(application, staff, knowledge=points, attitude="10")

    assert list(refused.value.extra["errors"]) == ["knowledge"]
    assert "60" in refused.value.extra["errors"]["knowledge"]
    assert not Score.objects.exists()


def test_unknown_criteria_other_states_and_stale_pages_are_refused(round_, staff, stranger):
    application = chosen.interviewed(round_, None, staff)
    with pytest.raises(ScoreInputError):
        give(application, staff, luck="1")
    with pytest.raises(StaleError):
        give(application, staff, version=9, knowledge="1")
    with pytest.raises(ScoreError):
        give(work.application(round_), staff, knowledge="1")
    with pytest.raises(PermissionDenied):
        give(application, stranger, knowledge="1")
    assert not Score.objects.exists()


def test_taking_points_back_leaves_none_and_the_same_points_change_nothing(round_, staff):
    application = give(chosen.interviewed(round_, None, staff), staff, knowledge="5")
    same = give(application, staff, version=1, knowledge="5.00")
    give(same, staff, knowledge=None)

    assert not Score.objects.exists()
    assert AuditEvent.objects.filter(action="application.scored").count() == 2


def test_many_are_scored_each_for_itself(round_, staff, stranger):
    good, wrong = (chosen.interviewed(round_, None, staff) for _one in range(2))
    entries = [
        Entry(good.pk, good.version, {"knowledge": Decimal(5)}), Entry(wrong.pk, wrong.version, {"knowledge": Decimal(61)})
    ]  # fmt: skip

    results = scores.give_many(entries=entries, by=staff)

    assert [(result.key, bool(result.problem)) for result in results] == [(good.pk, False), (wrong.pk, True)]
    assert list(Score.objects.values_list("application", flat=True)) == [good.pk]
    assert all(result.problem for result in scores.give_many(entries=entries, by=stranger))


# Selection


def test_a_draft_is_computed_anew_and_agreeing_gives_each_application_its_state(round_, people, staff):
    best, second, third = people
    draft = selections.make(round=round_, by=staff)
    assert selections.make(round=round_, by=staff) == draft

    done = selections.agree(selection=draft, by=staff)
    again = selections.agree(selection=draft, by=staff)

    round_.refresh_from_db()
    assert outcomes(done)[second.pk, "630101"] == "selected"
    assert states(best, second, third) == ["selected", "selected", "reserve"]
    assert (done.state, again.agreed_at, round_.state) == ("agreed", done.agreed_at, "selecting")
    assert AuditEvent.objects.filter(action="selection.agreed").count() == 1


def test_a_round_that_is_open_is_not_selected(nation, staff, stranger):
    round_ = work.hiring_round()
    with pytest.raises(SelectionError):
        selections.make(round=round_, by=staff)
    with pytest.raises(PermissionDenied):
        selections.make(round=round_, by=stranger)


def test_agreeing_waits_for_scores_ties_and_the_newest_computation(round_, people, staff):
    late = chosen.interviewed(round_, None, staff)
    draft = selections.make(round=round_, by=staff)
    with pytest.raises(SelectionError, match="1"):
        selections.agree(selection=draft, by=staff)
    give(late, staff, knowledge="60", attitude="30")
    with pytest.raises(SelectionError):
        selections.agree(selection=draft, by=staff)  # computed before the score
    selections.make(round=round_, by=staff)
    with pytest.raises(SelectionError, match="2"):
        selections.agree(selection=draft, by=staff)  # late and the best are tied
    assert states(*people) == ["qualified"] * 3


def test_people_decide_a_tie_with_a_reason_and_the_draft_follows(round_, staff, stranger):
    one, two = (chosen.interviewed(round_, 80, staff) for _one in range(2))
    draft = selections.make(round=round_, by=staff)
    given = {"selection": draft, "tambon": "630111", "worker_type": "graduate", "order": [two.pk, one.pk]}
    assert set(outcomes(draft).values()) == {"tie"}
    with pytest.raises(SelectionInputError):
        selections.decide(**given, reason=" ", by=staff)
    for order in ([one.pk], [one.pk, one.pk], [one.pk, two.pk, 1]):
        with pytest.raises(SelectionInputError):
            selections.decide(**{**given, "order": order}, reason="จับสลาก", by=staff)
    with pytest.raises(PermissionDenied):
        selections.decide(**given, reason="จับสลาก", by=stranger)

    selections.decide(**given, reason="จับสลากต่อหน้ากรรมการ", by=staff)

    assert outcomes(draft) == {(two.pk, "630111"): "selected", (one.pk, "630111"): "reserve"}
    assert TieBreak.objects.get(application=two).position < TieBreak.objects.get(application=one).position
    event = AuditEvent.objects.get(action="selection.tie_decided")
    assert (event.reason, event.changes["630111 graduate"][1]) == ("จับสลากต่อหน้ากรรมการ", f"{two.number}, {one.number}")
    with pytest.raises(SelectionError):
        selections.decide(**given, reason="อีกครั้ง", by=staff)


def test_a_second_tie_leaves_the_first_decision_as_it_was(round_, staff):
    one, two = (chosen.interviewed(round_, 80, staff, second="630101") for _one in range(2))
    three = chosen.interviewed(round_, 80, staff, first="630101")
    draft = selections.make(round=round_, by=staff)
    at = {"selection": draft, "worker_type": "graduate", "reason": "จับสลาก", "by": staff}

    selections.decide(**at, tambon="630111", order=[two.pk, one.pk])
    assert outcomes(draft)[one.pk, "630101"] == "tie"
    selections.decide(**at, tambon="630101", order=[three.pk, one.pk])

    found = outcomes(draft)
    assert (found[two.pk, "630111"], found[three.pk, "630101"]) == ("selected", "selected")
    assert "tie" not in found.values()


def test_an_agreed_selection_is_locked_and_a_new_one_replaces_it(round_, agreed, people, staff):
    with pytest.raises(SelectionError):
        selections.decide(
            selection=agreed, tambon="630111", worker_type="graduate", order=[people[0].pk], reason="x", by=staff
        )

    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)

    agreed.refresh_from_db()
    assert (agreed.state, newer.state, newer.number) == ("replaced", "agreed", 2)


def test_a_wrong_result_is_opened_again_until_it_is_announced(client, round_, staff, stranger):
    """Scores, screening and decided ties can be corrected: an agreement used to shut all three for good."""
    first, second = (chosen.interviewed(round_, 80, staff) for _one in range(2))
    chosen.tie_break(second, 1, staff)
    chosen.tie_break(first, 2, staff)
    agreed = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    assert states(first, second) == ["reserve", "selected"]
    with pytest.raises(PermissionDenied):
        selections.reopen(selection=agreed, reason="x", by=stranger)
    client.force_login(staff)
    page, detail = reverse("selection-reopen", args=[agreed.pk]), reverse("selection-detail", args=[round_.pk])
    assert page in client.get(detail).content.decode()
    assert client.post(page, {"reason": " "}).status_code == 422
    board = chosen.announcement(agreed, staff)
    api, said = f"/api/v1/selections/{agreed.pk}/reopen/", {"reason": "กรอกคะแนนสลับคน", "drops_ties": True}
    assert client.post(api, said, content_type="application/json").status_code == 409
    assert page not in client.get(detail).content.decode()
    Announcement.objects.filter(pk=board.pk).update(withdrawn_at=clock.now())

    assert client.post(page, {"reason": "กรอกคะแนนสลับคน", "drops_ties": "on"}).status_code == 302
    assert client.post(api, said, content_type="application/json").json()["state"] == "replaced"

    assert (states(first, second), TieBreak.objects.count()) == (["qualified", "qualified"], 0)
    event = AuditEvent.objects.get(action="selection.reopened")
    assert (event.reason, event.changes["ties"], event.changes["qualified"]) == ("กรอกคะแนนสลับคน", [None, 2], [None, 2])
    assert not Notification.objects.exists()
    give(Application.objects.get(pk=first.pk), staff, knowledge="60", attitude="40")
    selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    assert states(first, second) == ["selected", "reserve"]


def test_a_result_of_whom_somebody_was_hired_or_of_an_ended_round_stays(round_, agreed, people, staff):
    Application.objects.filter(pk=people[0].pk).update(state="hired")
    with pytest.raises(SelectionError):
        selections.reopen(selection=agreed, reason="x", by=staff)
    Application.objects.filter(pk=people[0].pk).update(state="selected")
    type(round_).objects.update(state="closed")
    with pytest.raises(SelectionError):
        selections.reopen(selection=agreed, reason="x", by=staff)
    assert states(*people) == ["selected", "selected", "reserve"]


def test_a_post_of_somebody_hired_is_not_given_again(round_, agreed, people, staff):
    best = people[0]
    Application.objects.filter(pk=best.pk).update(state="hired")
    post = work.post(make.area("630111"), programme=round_.programme)
    work.contract(best.person, on=post, application=best)

    draft = selections.make(round=round_, by=staff)

    assert best.pk not in {key for key, _tambon in outcomes(draft)}
    assert outcomes(draft)[people[1].pk, "630111"] == "not-selected"


# Announcement


@pytest.fixture
def texts(db):
    templates.sync(by=system_user())


def test_the_result_is_announced_once_with_a_paper_and_everybody_is_told(round_, agreed, people, staff, texts):
    made = selections.announce(selection=agreed, notice=notice(), by=staff)
    again = selections.announce(selection=agreed, notice=notice(), by=staff)

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
            selections.announce(selection=agreed, notice=notice(), by=staff)

    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)

    assert selections.announce(selection=newer, notice=notice(), by=staff).selection == newer


def test_before_the_announcement_the_applicant_learns_no_result(agreed, people, staff):
    best = Application.objects.get(pk=people[0].pk)
    assert (best.state, shown_state(best)) == ("selected", "qualified")

    chosen.announcement(agreed, staff)

    assert shown_state(best) == "selected"


def test_an_announcement_needs_an_agreed_selection_and_moments_ahead(round_, people, agreed, staff, stranger, texts):
    now = clock.now()
    for wrong in ({"appeals_until": now}, {"expires_at": now + timedelta(days=1)}):
        with pytest.raises(SelectionInputError):
            selections.announce(selection=agreed, notice=notice(**wrong), by=staff)
    with pytest.raises(PermissionDenied):
        selections.announce(selection=agreed, notice=notice(), by=stranger)
    with pytest.raises(SelectionError):
        selections.announce(selection=selections.make(round=round_, by=staff), notice=notice(), by=staff)
    assert not Announcement.objects.exists()


def test_an_announcement_is_taken_down_with_the_reason(round_, agreed, staff, texts, people):
    made = selections.announce(selection=agreed, notice=notice(), by=staff)
    first = Application.objects.get(pk=people[0].pk)
    assert (shown_state(first), result_for(first) is None) == ("selected", False)
    with pytest.raises(SelectionInputError):
        selections.withdraw(announcement=made, reason="", by=staff)

    Notification.objects.all().delete()
    done = selections.withdraw(announcement=made, reason="พิมพ์เลขผิด", by=staff)

    told = list(Notification.objects.filter(kind="announcement.withdrawn").order_by("user"))
    assert [one.user for one in told] == sorted({one.user for one in people}, key=lambda user: user.pk)
    assert "ถอนประกาศผล" in notifications.sentence_of(told[0])
    round_.refresh_from_db()
    assert selections.withdraw(announcement=made, reason="อีกครั้ง", by=staff).withdrawn_at == done.withdrawn_at
    assert (round_.state, made.papers.get().state) == ("selecting", "cancelled")
    assert not Announcement.objects.public().exists()
    assert Notification.objects.count() == len(told)  # taken down twice is told once
    # Nobody learns a result that is on no board.
    assert (shown_state(first), result_for(first)) == ("qualified", None)


# Appeals


@pytest.fixture
def announced(agreed, staff):
    return chosen.announcement(agreed, staff)


def test_an_applicant_appeals_once_until_the_moment(announced, people, staff):
    last = people[2]
    made = appeals.send(application=last, text="คะแนนรวมไม่ตรง", by=last.user)
    assert appeals.send(application=last, text="คะแนนรวมไม่ตรง", by=last.user) == made
    with pytest.raises(AppealError):
        appeals.send(application=last, text="อีกเรื่อง", by=last.user)
    with pytest.raises(AppealInputError):
        appeals.send(application=people[0], text=" ", by=people[0].user)
    with pytest.raises(PermissionDenied):
        appeals.send(application=last, text="x", by=people[0].user)

    announced.appeals_until = clock.now()
    announced.save()

    with pytest.raises(AppealError):
        appeals.send(application=people[1], text="ช้าไป", by=people[1].user)


def test_without_an_announcement_there_is_nothing_to_appeal_against(agreed, people):
    with pytest.raises(AppealError):
        appeals.send(application=people[2], text="x", by=people[2].user)


def test_an_appeal_that_is_upheld_brings_the_application_back_into_selection(
    round_, announced, people, staff, stranger
):
    last = people[2]
    appeal = chosen.appeal(last, announced)
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
    give(Application.objects.get(pk=last.pk), staff, knowledge="60", attitude="40")
    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    assert outcomes(newer)[last.pk, "630101"] == "selected"


def test_an_appeal_that_is_not_upheld_changes_nothing_but_is_answered(announced, people, staff):
    last = people[2]
    done = appeals.answer(appeal=chosen.appeal(last, announced), is_upheld=False, answer="คะแนนถูกต้องแล้ว", by=staff)

    assert (done.state, states(last)) == ("refused", ["reserve"])
    assert Notification.objects.filter(user=last.user, kind="appeal.refused").count() == 1
