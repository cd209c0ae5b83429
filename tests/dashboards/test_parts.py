"""What is shown behind a figure adds up to it, down to the rows of files, in both hierarchies and whoever held what."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Rollup
from dashboards.selectors.boards import board_of
from dashboards.selectors.parts import parts_of
from dashboards.selectors.sources import evidence_of
from dashboards.selectors.subjects import subject_of, subject_of_figure
from dashboards.services import rollups
from dashboards.sources import LEAVES
from dashboards.tables import ranking
from tambon.system import system_user
from tests.dashboards.showing import page
from tests.factories import dashboards as make
from tests.factories import tambon as where

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

JUNE, OVER = date(2021, 6, 1), date(2022, 2, 1)
#: The programme is over: today nobody holds anything any more.
TOPS = [("nation", "TH"), ("region", "four-north"), ("network", "upper-north")]
TOPS += [("university", code) for code in ("kpru", "cmu", "unallocated", "municipal")]


@pytest.fixture
def counted(nation):
    """A tambon that moved in June, villages, a municipality, codes that became another, or nobody's, of every kind."""
    where.area("53"), where.area("5304"), where.area("530407")
    where.region(provinces=["63", "50", "53"])
    where.area("630190", level="municipality")
    where.area("630198", today_id=None, abolished_on=date(2010, 1, 1))
    where.area("639901", today_id=None, abolished_on=date(2010, 1, 1), parent_id="63")
    where.area("530306", today_id="530407", abolished_on=date(2010, 1, 1), parent_id="53")
    where.area("63011101"), where.area("63011102")
    kpru, cmu = (where.university(code, network=where.network()) for code in ("kpru", "cmu"))
    programme, whole = where.programme(), DateRange(date(2021, 2, 1), OVER)
    for code, holder, during in (
        ("630101", kpru, DateRange(date(2021, 2, 1), JUNE)), ("630101", cmu, DateRange(JUNE, OVER)),
        ("630111", kpru, whole), ("500101", cmu, whole), ("530306", kpru, whole),
    ):  # fmt: skip
        where.allocation(where.area(code), holder, programme, during=during)
    monthly = {"dataset": "m", "frequency": "month"}
    make.counted("year.sum", dataset="y", numerator_over_time="last")
    make.counted("month.sum", **monthly)
    make.counted("month.last", numerator_over_time="last", **monthly)
    make.counted("month.ratio", over_place="ratio", denominator="d", **monthly)
    places = ("630101", "63011101", "63011102", "630201", "500101", "500102", "630190", "630198", "639901", "530306")
    for number, place in enumerate(places, start=1):
        make.record(place, dataset="y", n=number)
        for month in ("2564-03", "2564-05", "2564-07", "2564-11"):
            make.record(place, month, dataset="m", n=number * int(month[-2:]), d=100)
    rollups.roll_up(by=system_user())


def opened(user, level, area, indicator, period):
    found = subject_of_figure(user=user, level=level, area=area, programme="u2t1")
    board = board_of(user=user, subject=found, indicators=(indicator,), indicator=indicator.code, period=period)
    assert board.now, (level, area, indicator.code, period)
    return board


def walk(user, level, area, indicator, period):
    """Add up what is behind a figure and behind each part of it; return how many pages there are."""
    board = opened(user, level, area, indicator, period)
    if level in LEAVES:
        rows = evidence_of(user=user, area=area.rpartition(".")[2], indicator=indicator, period=board.period)
        assert rows
        if indicator.code != "month.last":
            assert sum(row.numerator for row in rows) == board.now.numerator, (area, indicator.code, period)
        return 1
    parts = [part.row for part in parts_of(user=user, board=board) if part.row.now]
    assert sum(row.now.numerator for row in parts) == board.now.numerator, (level, area, indicator.code, period)
    if indicator.denominator:
        assert sum(row.now.denominator for row in parts) == board.now.denominator, (level, area, indicator.code, period)
    return 1 + sum(walk(user, row.place.level, row.place.code, indicator, period) for row in parts)


@pytest.mark.parametrize(("level", "area"), TOPS)
def test_parts_of_every_figure_add_up_to_it_down_to_the_rows(counted, ministry, level, area):
    periods = {"year.sum": ["2565"], "month.last": ["FY2564", "programme:u2t1"]}
    walked = 0

    for indicator in (make.indicator(code) for code in ("year.sum", "month.sum", "month.last", "month.ratio")):
        for period in periods.get(indicator.code, ["2564-05", "FY2564", "2564", "programme:u2t1"]):
            walked += walk(ministry, level, area, indicator, period)

    assert walked > 30


def test_a_moved_tambon_is_with_its_holder_of_the_day_on_page_ranking_and_api(counted, ministry, client):
    def shown(university, indicator, period):
        found = subject_of(user=ministry, kind="university", code=university, view="", programme="u2t1")
        board = board_of(user=ministry, subject=found, indicators=(indicator,), indicator=indicator.code, period=period)
        asked = {"kind": "university", "code": university, "programme": "u2t1", "indicator": indicator.code}
        listed = set(ranking(ministry, period=period, **asked).values_list("area", flat=True))
        client.force_login(ministry)
        given = f"within={university}&indicator={indicator.code}&period={period}&level=tambon"
        answered = {row["area"] for row in client.get(f"/api/v1/rollups/?{given}").json()["results"]}
        assert {row.place.code for row in board.rows if row.now} == listed == answered
        return listed

    annual, monthly = make.indicator("year.sum"), make.indicator("month.sum")
    assert shown("kpru", annual, "2565") == {"630111", "530407"}
    assert shown("cmu", annual, "2565") == {"630101", "500101"}
    assert shown("kpru", monthly, "2564-05") == {"630111", "630101", "530407"}
    assert shown("kpru", monthly, "2564-07") == {"630111", "530407"}
    observed = client.get("/api/v1/observations/?within=kpru&indicator=month.sum&period=2564-05").json()["results"]
    assert {row["place"] for row in observed} == {"630101", "63011101", "63011102", "530306"}


def test_the_page_says_how_many_months_a_tambon_was_in_its_care(counted, ministry, client):
    kpru = page(client, ministry, "/figures/university/kpru/source/?indicator=month.sum&period=programme:u2t1")

    assert "อยู่ในความดูแล 4 เดือน" in kpru
    assert make.Rollup.objects.get(
        level="university", area="kpru", indicator__code="month.sum", period="programme:u2t1"
    )


def test_a_code_that_is_no_more_has_a_page_to_its_row_and_is_only_for_who_answers_for_the_area(
    counted, officer, pm, client
):
    address = "/figures/place/6301.630198/source/?indicator=year.sum&period=2565"

    text = page(client, officer, address)

    assert "รหัสเดิม 630198" in text
    assert "630198" in page(client, officer, "/figures/amphoe/6301/source/?indicator=year.sum&period=2565")
    assert "63.639901" in page(client, officer, "/areas/63/?indicator=year.sum&period=2565")
    listed = ranking(officer, code="6301", indicator="year.sum", period="2565").values_list(
        "area", "place_name", "value"
    )
    assert ("6301.630198", "พื้นที่ 630198", Decimal(8)) in set(listed)
    page(client, pm, address, status=404)
    page(client, officer, "/figures/place/5001.630198/source/", status=404)
    assert Rollup.objects.get(area="6301.630198", indicator__code="year.sum").value == 8
