"""Who scored whom, and what was changed: staff and auditors read it beside the points, applicants nowhere."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.selectors.staffing import waiting_for
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.workforce.selection.conftest import give
from tests.workforce.selection.pages.conftest import text
from u2t.core import clock
from workforce.models import Score
from workforce.services import selections

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def second(nation):
    person = make.user("second", first_name="กรรมการ", last_name="คนที่สอง")
    make.membership(person, "staff", university=make.university("kpru"))
    return person


def test_the_page_and_the_api_tell_who_changed_which_points(round_, client, staff, second, auditor):
    application = give(chosen.interviewed(round_, None, staff), staff, knowledge="50", attitude="30.5")
    give(application, second, knowledge="55", attitude=None)
    page = reverse("applicant-detail", args=[application.pk])
    api = f"/api/v1/applicants/{application.pk}/scorings/"

    for reader in (staff, auditor):
        client.force_login(reader)
        shown = " ".join(text(client.get(page)).split())
        assert all(said in shown for said in ("กรรมการ คนที่สอง", "50 → 55", "30.5 → ถอนคืน"))
        told = client.get(api).json()
        assert [(step["by"], {p["criterion"]: (p["before"], p["after"]) for p in step["points"]}) for step in told] == [
            (str(second), {"knowledge": ("50.00", "55.00"), "attitude": ("30.50", None)}),
            (str(staff), {"knowledge": (None, "50.00"), "attitude": (None, "30.50")}),
        ]
    client.force_login(application.user)
    assert client.get(api).status_code == 403


def test_points_that_came_with_the_round_are_told_as_they_were_given(round_, office, staff, second):
    application = chosen.interviewed(round_, 80, staff)
    Score.objects.filter(criterion__code="attitude").update(by=second, given_at=clock.now() - timedelta(days=1))
    give(application, staff, knowledge="59")

    told = office.get(f"/api/v1/applicants/{application.pk}/scorings/").json()

    points = [(step["by"], [(p["criterion"], p["before"], p["after"]) for p in step["points"]]) for step in told]
    assert points == [
        (str(staff), [("knowledge", "60.00", "59.00")]),
        (str(second), [("attitude", None, "20.00")]),
    ]


def test_whose_points_lack_under_one_criterion_is_found_where_staff_look(round_, office, staff):
    """Somebody with some of the points kept the result from being agreed, and stood on no list."""
    whole, part = chosen.interviewed(round_, 80, staff), chosen.interviewed(round_, None, staff)
    chosen.score(part, 30, staff, "knowledge")
    selections.make(round=round_, by=staff)
    grid = f"{reverse('score-grid', args=[round_.pk])}?unscored=true"

    shown = office.get(grid).context["grid"]

    assert [row.application for row in shown] == [part]
    done = office.get(grid.replace("true", "false")).context["grid"]
    assert [row.application for row in done] == [whole]
    assert grid in text(office.get(reverse("selection-detail", args=[round_.pk])))
    duties = waiting_for(user=staff, university=round_.university)
    assert [(one.name, one.count) for one in duties if one.name == "score"] == [("score", 1)]


def test_nobody_scored_shows_no_empty_box(round_, office, staff):
    application = chosen.interviewed(round_, None, staff)

    assert "screen-scorings" not in text(office.get(reverse("applicant-detail", args=[application.pk])))
