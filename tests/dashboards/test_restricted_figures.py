"""Figures of a data set that is restricted after its indicators were defined: below a province by whom its rows are open to."""

import pytest

from dashboards.models import Observation, Rollup
from dashboards.permissions import Can
from datasets.services import catalogue
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import fieldwork
from tests.factories import tambon as make

pytestmark = pytest.mark.django_db

AREAS = (("nation", "TH"), ("province", "63"), ("amphoe", "6301"), ("tambon", "630111"))
SUMS = {"TH", "63"}


@pytest.fixture
def wells(nation):
    """A data set with an indicator of its own, and one that divides by it; a third knows nothing of it."""
    dataset = fieldwork.form().dataset
    for code, facts in (
        ("data.wells", {"dataset": "wells"}),
        ("data.members", {"dataset": dataset.children.get().pk}),
        ("data.per-well", {"dataset": "other", "denominator_dataset": "wells", "denominator": "wells"}),
        ("data.other", {"dataset": "other"}),
    ):
        indicator = figures.indicator(code, **facts)
        for level, area in AREAS:
            figures.rollup(level, area, 3, indicator=indicator)
        figures.observation("630111", 3, indicator=indicator)
    return dataset


@pytest.fixture
def community(nation):
    found = make.user("community")
    make.membership(found, "community", area=make.area("630111"))
    return found


def restrict(dataset):
    dataset.refresh_from_db()
    facts = {"data_class": "restricted"}
    catalogue.amend(by=system_user(), dataset=dataset, version=dataset.versions.latest("number").number, facts=facts)


def seen(user, code):
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(indicator__code=code)
    return set(rows.values_list("area", flat=True))


def observed(user):
    rows = Observation.objects.visible_to(user, to=Can.VIEW_OBSERVATION)
    return set(rows.values_list("indicator__code", flat=True))


CLOSED = ("data.wells", "data.members", "data.per-well")


def test_its_figures_below_a_province_are_closed_at_once_but_to_whom_its_records_are_open(
    wells, community, worker, officer, ministry, pm, steward, auditor, admin
):
    outside, inside = (community, worker, officer, ministry), (pm, steward, auditor, admin)
    before = {user: seen(user, "data.wells") for user in (*outside, *inside)}
    assert all("630111" in found for found in before.values())

    restrict(wells)

    for code in CLOSED:
        assert {user.username: seen(user, code) for user in outside} == {user.username: SUMS for user in outside}
        assert all(seen(user, code) == before[user] for user in inside)
    assert all(seen(user, "data.other") == before[user] for user in before)
    assert all(observed(user) == {"data.other"} for user in outside)
    assert all(observed(user) == {*CLOSED, "data.other"} for user in inside)


def test_a_lecturer_of_another_tambon_sees_no_more_than_others(wells):
    other = make.user("elsewhere")
    make.membership(other, "pm", area=make.area("500101"))
    restrict(wells)

    assert seen(other, "data.wells") == SUMS


@pytest.mark.integration
def test_pages_that_are_kept_and_the_api_stop_showing_them(client, wells, community, pm):
    figures.rollup("tambon", "630111", 4817, indicator=figures.indicator("data.wells"), period="2564")
    page, api = "/areas/630111/?indicator=data.wells&period=2564", "/api/v1/rollups/?indicator=data.wells&level=tambon"

    def shown(user):
        client.force_login(user)
        return "4,817" in client.get(page).content.decode(), len(client.get(api).json()["results"])

    assert shown(community) == shown(pm) == (True, 2)
    restrict(wells)
    assert shown(community) == (False, 0)
    assert "ชุดข้อมูลของตัวชี้วัดนี้จำกัดการเข้าถึง" in client.get(page).content.decode()
    assert "ชุดข้อมูลของตัวชี้วัดนี้จำกัดการเข้าถึง" not in client.get("/areas/630111/?indicator=data.other").content.decode()
    assert shown(pm) == (True, 2)


@pytest.mark.integration
def test_a_restricted_data_set_is_not_offered_for_a_new_indicator(client, wells, steward):
    client.force_login(steward)
    assert '<option value="wells"' in client.get("/indicators/new/").content.decode()

    restrict(wells)

    asked = client.get("/indicators/new/").content.decode()
    refused = client.post("/indicators/new/", {"dataset": "wells"})
    assert 'value="wells"' not in asked
    assert refused.status_code == 422
    assert "ชุดข้อมูลที่จำกัดการเข้าถึงไม่นำมานับ" in refused.content.decode()
