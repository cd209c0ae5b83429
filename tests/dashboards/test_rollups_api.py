"""The contract of `rollups/`: parameters, columns, numbers, and answers to what means nothing."""

from decimal import Decimal

import pytest

from tests.factories import dashboards as figures
from tests.factories import tambon as make

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def cells(staff):
    """KPRU holds ต.630111; 630101 nobody holds; 630190 is a municipality; CMU has none yet."""
    make.area("630190", "เทศบาลเมือง", level="municipality")
    make.university("cmu")
    for level, area in {
        "TH": "nation", "63": "province", "6301": "amphoe", "630111": "tambon", "630101": "tambon",
        "630190": "municipality", "6301.630199": "place",
    }.items():  # fmt: skip
        figures.rollup(area, level, 10)
    for holder in ("kpru", "unallocated", "municipal"):
        figures.rollup("university", holder, 10, programme="u2t1")
        figures.rollup("university-province", f"{holder}:63", 10, programme="u2t1")


@pytest.fixture
def ask(client, ministry, cells):
    client.force_login(ministry)

    def get(query, path="rollups"):
        return client.get(f"/api/v1/{path}/?{query}", headers={"accept-language": "en"})

    return get


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("unallocated", {"unallocated", "unallocated:63", "630101", "6301.630199"}),
        ("unallocated:63", {"unallocated:63", "630101", "6301.630199"}),
        ("unallocated:50", set()),
        ("municipal", {"municipal", "municipal:63", "630190"}),
        ("municipal:63", {"municipal:63", "630190"}),
        ("kpru", {"kpru", "kpru:63", "630111"}),
        ("cmu", set()),
        ("6301", {"6301", "630111", "630101", "630190", "6301.630199"}),
    ],
)
def test_within_answers_what_lies_there(ask, within, expected):
    answer = ask(f"within={within}")

    assert answer.status_code == 200, answer.content
    assert {row["area"] for row in answer.json()["results"]} == expected


@pytest.mark.parametrize(
    ("within", "expected"),
    [("kpru", {"630111", "63011101"}), ("unallocated", {"630101"}), ("municipal", {"630190"}), ("63", {"630111", "63011101", "630101", "630190"})],
)  # fmt: skip
def test_within_holds_for_observations_and_their_villages(ask, within, expected):
    for place in ("630111", "63011101", "630101", "630190"):
        figures.observation(place, 1)

    rows = ask(f"within={within}", "observations").json()["results"]

    assert {row["place"] for row in rows} == expected


@pytest.mark.parametrize("name", ["tambon", "province", "university"])
def test_figures_and_observations_are_asked_for_by_plain_names_too(ask, name):
    for place in ("630111", "63011101", "630101"):
        figures.observation(place, 1)
    code = {"tambon": "630111", "province": "63", "university": "kpru"}[name]

    for path in ("rollups", "observations"):
        assert ask(f"{name}={code}", path).json()["results"] == ask(f"within={code}", path).json()["results"]
        answer = ask(f"{name}=zz", path)
        assert (answer.status_code, answer.json()["field"]) == (422, name)
    assert {row["place"] for row in ask("tambon=630111", "observations").json()["results"]} == {"630111", "63011101"}


@pytest.mark.parametrize("path", ["rollups", "observations"])
@pytest.mark.parametrize(
    "within", ["nowhere", "99", "630", "kpru:99", "kpru:", "unallocated:6301", "upper-north:63", "²", "9" * 60]
)
def test_within_what_is_not_there_says_what_there_is(ask, path, within):
    answer = ask(f"within={within}", path)

    assert answer.status_code == 422
    assert (answer.json()["field"], "unallocated" in answer.json()["allowed"]) == ("within", True)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("level", "galaxy", {"tambon", "municipality", "amphoe", "province", "region", "nation", "university", "university-province", "network", "place"}),
        ("indicator", "nothing", {"tpmap.rate.income"}),
        ("programme", "u2t9", {"u2t1"}),
        ("origin", "dream", {"real", "demo"}),
    ],
)  # fmt: skip
def test_a_word_that_is_not_known_names_the_field_and_what_is(ask, name, value, allowed):
    answer = ask(f"{name}={value}")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert set(answer.json()["errors"]) == {name}
    assert set(answer.json()["allowed"][name]) == allowed


@pytest.mark.parametrize("period", ["2565", "2564-03", "FY2565", "FY2565Q1", "programme:u2t1"])
def test_periods_of_every_kind_are_found(ask, period):
    figures.rollup("province", "50", 1, period=period)

    assert "50" in {row["area"] for row in ask(f"period={period}").json()["results"]}


@pytest.mark.parametrize(
    "period", ["x", "25", "2565-13", "2565-1", "FY65", "FY2565Q5", "programme:u2t9", "๒๕๖๕", "1999"]
)
def test_what_is_no_period_is_refused(ask, period):
    answer = ask(f"period={period}")

    assert (answer.status_code, answer.json()["field"]) == (422, "period")


def test_numbers_are_json_numbers_and_null_without_data(ask):
    figures.rollup("province", "50", None, period="2566", reporting=0)
    value = Decimal(100) / 3
    figures.rollup("amphoe", "5001", value, period="2566", numerator=1, denominator=3, minimum=0, maximum=100)

    rows = {row["area"]: row for row in ask("period=2566").json()["results"]}

    assert {rows["50"][name] for name in ("value", "numerator", "denominator", "minimum", "maximum")} == {None}
    assert rows["5001"]["value"] == 33.3333333333
    assert (rows["5001"]["numerator"], rows["5001"]["minimum"], rows["5001"]["maximum"]) == (1, 0, 100)


def test_pages_follow_one_another_and_count_once(ask):
    first = ask("page_size=4").json()
    second = ask(first["next"].partition("?")[2]).json()

    assert (first["count"], first["previous"], len(first["results"])) == (13, None, 4)
    assert {row["area"] for row in first["results"]}.isdisjoint(row["area"] for row in second["results"])
    assert set(first) == {"count", "next", "previous", "results"}


def test_count_is_exact_to_ten_thousand_and_an_estimate_beyond(client, officer):
    from django.db import connection

    client.force_login(officer)

    def fill(first, last):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_notification (user_id, kind, values, link, created_at, mail_tries)"
                " SELECT %s, 'job.done', '{\"work\": \"core.export_list\"}', '', now(), 0 FROM generate_series(%s, %s)",
                [officer.pk, first, last],
            )

    def envelope():
        return client.get("/api/v1/notifications/?page_size=1").json()

    fill(1, 10_000)
    exact = envelope()
    fill(10_001, 10_050)
    estimate = envelope()

    assert (exact["count"], "count_is_estimate" in exact) == (10_000, False)
    assert estimate["count"] > 10_000
    assert estimate["count_is_estimate"] is True
