"""Ties at a last post: decided by people with a reason, and taken back while the selection is a draft."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.factories import selection as chosen
from tests.workforce.selection.conftest import outcomes
from u2t.core.models import AuditEvent
from workforce.models import TieBreak
from workforce.services import selections, ties
from workforce.services.selections import SelectionError, SelectionInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
HERE, THERE = "630111", "630101"


def test_people_decide_a_tie_with_a_reason_and_the_draft_follows(round_, staff, stranger):
    one, two = (chosen.interviewed(round_, 80, staff) for _one in range(2))
    draft = selections.make(round=round_, by=staff)
    given = {"selection": draft, "tambon": "630111", "worker_type": "graduate", "order": [two.pk, one.pk]}
    assert set(outcomes(draft).values()) == {"tie"}
    with pytest.raises(SelectionInputError):
        ties.decide(**given, reason=" ", by=staff)
    for order in ([one.pk], [one.pk, one.pk], [one.pk, two.pk, 1]):
        with pytest.raises(SelectionInputError):
            ties.decide(**{**given, "order": order}, reason="จับสลาก", by=staff)
    with pytest.raises(PermissionDenied):
        ties.decide(**given, reason="จับสลาก", by=stranger)

    ties.decide(**given, reason="จับสลากต่อหน้ากรรมการ", by=staff)

    assert outcomes(draft) == {(two.pk, "630111"): "selected", (one.pk, "630111"): "reserve"}
    assert TieBreak.objects.get(application=two).position < TieBreak.objects.get(application=one).position
    event = AuditEvent.objects.get(action="selection.tie_decided")
    assert (event.reason, event.changes["630111 graduate"][1]) == ("จับสลากต่อหน้ากรรมการ", f"{two.number}, {one.number}")
    with pytest.raises(SelectionError):
        ties.decide(**given, reason="อีกครั้ง", by=staff)


def test_a_second_tie_leaves_the_first_decision_as_it_was(round_, staff):
    one, two = (chosen.interviewed(round_, 80, staff, second="630101") for _one in range(2))
    three = chosen.interviewed(round_, 80, staff, first="630101")
    draft = selections.make(round=round_, by=staff)
    at = {"selection": draft, "worker_type": "graduate", "reason": "จับสลาก", "by": staff}

    ties.decide(**at, tambon="630111", order=[two.pk, one.pk])
    assert outcomes(draft)[one.pk, "630101"] == "tie"
    ties.decide(**at, tambon="630101", order=[three.pk, one.pk])

    found = outcomes(draft)
    assert (found[two.pk, "630111"], found[three.pk, "630101"]) == ("selected", "selected")
    assert "tie" not in found.values()


@pytest.fixture
def two_ties(round_, staff):
    """Two tied and put in order in ต.แม่ท้อ, two in ต.ระแหง: the draft, and who came first in each."""
    pairs = [[chosen.interviewed(round_, 80, staff, first=first) for _one in range(2)] for first in (HERE, THERE)]
    draft = selections.make(round=round_, by=staff)
    for tambon, (one, two) in zip((HERE, THERE), pairs, strict=True):
        order(draft, tambon, [two, one], staff)
    return draft, *pairs


def order(draft, tambon, people, by):
    return ties.decide(
        selection=draft, tambon=tambon, worker_type="graduate", order=[one.pk for one in people], reason="จับสลาก", by=by
    )


def test_one_decided_tie_is_taken_back_and_decided_anew_while_the_other_stays(two_ties, staff, stranger):
    draft, (one, two), (other, ahead) = two_ties
    at = {"selection": draft, "tambon": HERE, "worker_type": "graduate"}
    with pytest.raises(PermissionDenied):
        ties.withdraw(**at, reason="x", by=stranger)
    with pytest.raises(SelectionInputError):
        ties.withdraw(**at, reason=" ", by=staff)
    assert TieBreak.objects.count() == 4

    ties.withdraw(**at, reason="กรรมการไม่ครบองค์ประชุม", by=staff)

    assert outcomes(draft) == {
        (one.pk, HERE): "tie", (two.pk, HERE): "tie", (ahead.pk, THERE): "selected", (other.pk, THERE): "reserve",
    }  # fmt: skip
    event = AuditEvent.objects.get(action="selection.tie_withdrawn")
    assert event.reason == "กรรมการไม่ครบองค์ประชุม"
    assert event.changes == {f"{HERE} graduate": [f"{two.number}, {one.number}", None]}
    with pytest.raises(SelectionError):
        ties.withdraw(**at, reason="อีกครั้ง", by=staff)
    order(draft, HERE, [one, two], staff)
    assert (outcomes(draft)[one.pk, HERE], outcomes(draft)[two.pk, HERE]) == ("selected", "reserve")


def test_of_an_agreed_selection_no_order_is_taken_back(two_ties, staff):
    agreed = selections.agree(selection=two_ties[0], by=staff)

    with pytest.raises(SelectionError):
        ties.withdraw(selection=agreed, tambon=HERE, worker_type="graduate", reason="x", by=staff)

    assert TieBreak.objects.count() == 4


def test_who_was_put_in_order_in_two_tambons_is_to_be_decided_about_in_both(round_, staff):
    one, two = (chosen.interviewed(round_, 80, staff, second=THERE) for _one in range(2))
    three = chosen.interviewed(round_, 80, staff, first=THERE)
    draft = selections.make(round=round_, by=staff)
    order(draft, HERE, [two, one], staff)
    order(draft, THERE, [three, one], staff)

    ties.withdraw(selection=draft, tambon=THERE, worker_type="graduate", reason="จับสลากใหม่", by=staff)

    assert (outcomes(draft)[one.pk, HERE], outcomes(draft)[two.pk, HERE]) == ("tie", "tie")
    assert list(TieBreak.objects.values_list("application", flat=True)) == [two.pk]
    order(draft, HERE, [two, one], staff)
    order(draft, THERE, [one, three], staff)
    assert (outcomes(draft)[two.pk, HERE], outcomes(draft)[one.pk, THERE]) == ("selected", "selected")


def test_a_decision_is_shown_and_taken_back_where_the_other_is_selected_elsewhere(client, round_, staff):
    """Whoever was passed over and is selected in the second choice left the winner as if nothing had been decided."""
    one, two = (chosen.interviewed(round_, 80, staff, second=THERE) for _one in range(2))
    draft = selections.make(round=round_, by=staff)
    order(draft, HERE, [two, one], staff)
    client.force_login(staff)
    page = reverse("selection-place", args=[draft.pk, HERE, "graduate"])
    back = reverse("selection-tie-withdraw", args=[draft.pk, HERE, "graduate"])
    assert outcomes(draft)[one.pk, THERE] == "selected"
    assert draft.lines.get(application=two, tambon=HERE).reason == "tie-decided"

    shown = client.get(page).content.decode()

    assert ("จับสลาก<br>" in shown, back in shown) == (True, True)
    ties.withdraw(selection=draft, tambon=HERE, worker_type="graduate", reason="จับสลากใหม่", by=staff)
    assert not TieBreak.objects.exists()
    event = AuditEvent.objects.get(action="selection.tie_withdrawn")
    assert event.changes == {f"{HERE} graduate": [f"{two.number}, {one.number}", None]}


def test_the_page_and_the_api_take_an_order_back(client, two_ties, staff):
    draft = two_ties[0]
    client.force_login(staff)
    places = [reverse("selection-place", args=[draft.pk, tambon, "graduate"]) for tambon in (HERE, THERE)]
    pages = [reverse("selection-tie-withdraw", args=[draft.pk, tambon, "graduate"]) for tambon in (HERE, THERE)]
    first = client.get(places[0]).content.decode()
    assert pages[0] in first
    assert "จับสลาก<br>" in first
    assert client.get(pages[0]).status_code == 200
    assert client.post(pages[0], {"reason": " "}).status_code == 422
    for _click in range(2):
        assert client.post(pages[0], {"reason": "จับสลากใหม่"}).status_code == 302
    shown = client.get(places[0]).content.decode()
    assert (pages[0] in shown, reverse("selection-tie", args=[draft.pk, HERE, "graduate"]) in shown) == (False, True)

    api = reverse("api-selection-tie-withdraw", args=[draft.pk])
    said = {"tambon": THERE, "worker_type": "graduate", "reason": "จับสลากใหม่"}
    answers = [client.post(api, said, content_type="application/json") for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert not TieBreak.objects.exists()

    for tambon, people in zip((HERE, THERE), two_ties[1:], strict=True):
        order(draft, tambon, people, staff)
    selections.agree(selection=draft, by=staff)
    assert pages[0] not in client.get(places[0]).content.decode()
