"""Figures through the API: numbers as numbers, and only what the user may see."""

from decimal import Decimal

import pytest

from tests.factories import dashboards as figures
from tests.factories import tambon as make

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def cells(nation):
    """One figure per level, in ตาก and เชียงใหม่."""
    figures.rollup("nation", "TH", 30)
    for code in ("63", "50"):
        figures.rollup("province", code, 15)
    for code in ("6301", "5001"):
        figures.rollup("amphoe", code, 10)
    for code in ("630111", "500101"):
        figures.rollup("tambon", code, 5)


def _areas(client, query=""):
    response = client.get(f"/api/v1/rollups/?{query}")
    assert response.status_code == 200, response.content
    return {row["area"] for row in response.json()["results"]}


def test_ministry_sees_every_figure(client, ministry, cells):
    client.force_login(ministry)

    assert _areas(client) == {"TH", "63", "50", "6301", "5001", "630111", "500101"}


def test_officer_sees_summaries_and_own_province(client, officer, cells):
    client.force_login(officer)

    assert _areas(client) == {"TH", "63", "50", "6301", "630111"}
    assert _areas(client, "level=tambon&within=50") == set()


def test_staff_see_the_tambons_of_their_university(client, staff, cells):
    client.force_login(staff)

    assert _areas(client, "level=tambon") == {"630111"}


def test_applicant_sees_summaries_only(client, applicant, cells):
    client.force_login(applicant)

    assert _areas(client) == {"TH", "63", "50"}


def test_strangers_see_nothing(client, cells):
    assert client.get("/api/v1/rollups/").status_code == 401


def test_row_has_the_fields_of_the_contract_as_numbers(client, ministry, nation):
    client.force_login(ministry)
    figures.rollup("nation", "TH", Decimal("3.3333333333"), numerator=1, denominator=Decimal("0.3"))

    row = client.get("/api/v1/rollups/").json()["results"][0]

    assert row == {
        "area": "TH", "level": "nation", "indicator": "tpmap.rate.income", "period": "2565", "programme": "",
        "origin": "real", "value": 3.3333333333, "numerator": 1, "denominator": 0.3, "minimum": None,
        "maximum": None, "reporting": 1, "expected": 1, "computed_at": "2021-12-08T10:00:00+07:00",
    }  # fmt: skip


def test_universities_are_seen_through_one_programme_at_a_time(client, ministry, nation):
    client.force_login(ministry)
    make.programme("u2t1")
    make.programme("old", starts_on="2019-01-01", ends_on="2019-12-31")
    figures.rollup("university", "kpru", 1, programme="u2t1")
    figures.rollup("university", "cmu", 1, programme="old")
    figures.rollup("nation", "TH", 1)

    assert _areas(client, "level=university") == {"kpru"}
    assert _areas(client, "programme=old") == {"cmu", "TH"}


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("63", {"63", "6301", "630111"}),
        ("6301", {"6301", "630111"}),
        ("north", {"north", "63", "6301", "630111"}),
        ("kpru", {"kpru", "kpru:63", "630111"}),
        ("kpru:63", {"kpru:63", "630111"}),
    ],
)
def test_within_follows_both_hierarchies(client, ministry, staff, cells, within, expected):
    north = make.area("north", level="region", kind="six")
    north.members.add(make.area("63"))
    figures.rollup("region", "north", 15)
    figures.rollup("university", "kpru", 5, programme="u2t1")
    figures.rollup("university-province", "kpru:63", 5, programme="u2t1")
    client.force_login(ministry)

    assert _areas(client, f"within={within}") == expected


@pytest.mark.parametrize("query", ["level=galaxy", "within=nowhere", "indicators=x"])
def test_a_filter_that_means_nothing_is_refused(client, ministry, cells, query):
    client.force_login(ministry)

    assert client.get(f"/api/v1/rollups/?{query}").status_code == 422


def test_observations_lie_in_the_area_of_the_user(client, officer, nation):
    client.force_login(officer)
    figures.observation("630111", 5)
    figures.observation("500101", 5)

    rows = client.get("/api/v1/observations/").json()["results"]

    assert [row["place"] for row in rows] == ["630111"]


@pytest.mark.parametrize("count", [1, 3])
def test_rollups_cost_the_same_however_many(client, ministry, nation, django_assert_num_queries, count):
    client.force_login(ministry)
    for code in ["630101", "630111", "630201"][:count]:
        figures.rollup("tambon", code, 1)

    with django_assert_num_queries(6):
        client.get("/api/v1/rollups/?level=tambon")


def test_indicators_are_found_by_code(client, officer, nation):
    client.force_login(officer)
    figures.indicator("tpmap.poor.income")

    assert client.get("/api/v1/indicators/tpmap.poor.income/").json()["name_en"] == "Indicator tpmap.poor.income"
