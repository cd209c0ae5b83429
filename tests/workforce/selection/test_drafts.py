"""Selections: computed, agreed, opened again, each once however often one clicks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.selection.conftest import give, outcomes, states
from u2t.core import clock
from u2t.core.models import AuditEvent, Notification
from workforce.models import Announcement, Application, TieBreak
from workforce.selectors.selections import latest_selection
from workforce.services import selections, ties
from workforce.services.selections import SelectionError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


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


def test_an_agreed_selection_is_locked_and_a_new_one_replaces_it(round_, agreed, people, staff):
    with pytest.raises(SelectionError):
        ties.decide(
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


def test_who_waits_stays_on_the_list_of_a_tambon_whose_posts_are_all_filled(round_, staff):
    """A selection made anew after hiring, for an appeal say, threw away the reserve list of every filled tambon."""
    best, second, third = (chosen.interviewed(round_, total, staff) for total in (90, 80, 70))
    elsewhere = chosen.interviewed(round_, 60, staff, first="630112")
    selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    work.contract(best.person, on=work.post(make.area("630111"), programme=round_.programme), application=best)
    Application.objects.filter(pk=best.pk).update(state="hired")

    newer = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)

    assert [(one.application, one.place, one.reason) for one in newer.lines.filter(tambon="630111").order_by("place")] == [
        (second, 1, "below-line"), (third, 2, "below-line"),
    ]  # fmt: skip
    assert states(second, third, elsewhere) == ["reserve", "reserve", "not-selected"]
    assert newer.lines.get(application=elsewhere).reason == "not-offered"


def test_a_draft_made_by_mistake_is_dropped_and_the_agreed_result_is_shown_again(
    client, round_, agreed, staff, stranger
):
    draft = selections.make(round=round_, by=staff)
    with pytest.raises(PermissionDenied):
        selections.drop(selection=draft, by=stranger)
    client.force_login(staff)
    page, detail = reverse("selection-drop", args=[draft.pk]), reverse("selection-detail", args=[round_.pk])
    assert page in client.get(detail).content.decode()

    assert client.post(page).status_code == 302

    assert client.get(detail).context["selection"] == agreed
    assert (client.post(page).status_code, client.post(f"/api/v1/selections/{draft.pk}/drop/").status_code) == (
        404,
        404,
    )
    with pytest.raises(SelectionError):
        selections.drop(selection=agreed, by=staff)
    assert client.post(f"/api/v1/selections/{agreed.pk}/drop/").status_code == 409
    assert AuditEvent.objects.get(action="selection.dropped").changes == {"number": [2, None]}


def test_of_an_ended_round_the_agreed_result_is_shown_and_no_draft(round_, agreed, staff):
    selections.make(round=round_, by=staff)
    round_.state = "closed"

    assert latest_selection(round_) == agreed
