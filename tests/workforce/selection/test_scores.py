"""Scores: by whom, within the range of the criterion, each change remembered."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import selection as chosen
from tests.factories import workforce as work
from tests.workforce.selection.conftest import give
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.models import Score
from workforce.services import scores
from workforce.services.scores import Entry, ScoreError, ScoreInputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


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
