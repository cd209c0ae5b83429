"""Worked cases: who gets what of a tambon that changes university, and when an average is rounded."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from tambon.system import system_user
from tests.factories import dashboards as make
from tests.factories import tambon as where

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["live", "full"])
def roll(request, nation):
    ways = {"live": rollups.roll_up, "full": rollups.rebuild}
    return lambda: ways[request.param](by=system_user())


@pytest.fixture
def handed_over(nation):
    """630101 was with KPRU to the end of October 2564, then with CMU; three months are known."""
    programme, tambon = where.programme(), where.area("630101")
    handed = date(2021, 11, 1)
    where.allocation(tambon, where.university("kpru"), programme, during=DateRange(date(2021, 1, 1), handed))
    where.allocation(tambon, where.university("cmu"), programme, during=DateRange(handed, None))

    def known(**operators):
        make.counted(frequency="month", **operators)
        for month, value in {"2564-10": 3, "2564-11": 5, "2564-12": 10}.items():
            make.record("630101", month, n=value)

    return known


def held(period):
    rows = Rollup.objects.filter(level="university", programme="u2t1", period=period)
    return {row.area: row.value for row in rows}


def test_a_sum_gives_each_month_to_its_holder_then(handed_over, roll):
    handed_over(numerator_over_time="sum")
    roll()

    assert held("FY2565Q1") == {"kpru": 3, "cmu": 15}
    assert held("2564-10") == {"kpru": 3}
    assert held("programme:u2t1") == {"kpru": 3, "cmu": 15}
    assert differences(5) == []


@pytest.mark.parametrize(("operator", "value"), [("last", 10), ("average", 6)])
def test_last_and_average_go_whole_to_the_holder_at_the_end(handed_over, roll, operator, value):
    handed_over(numerator_over_time=operator)
    roll()

    assert held("FY2565Q1") == {"cmu": value}
    assert held("2564-10") == {"kpru": 3}
    assert differences(5) == []


def test_an_average_over_time_is_rounded_once_at_the_leaf(roll):
    make.counted(frequency="month", numerator_over_time="average")
    for place in ("630101", "630111", "630201"):
        for month, value in {"2564-10": 1, "2564-11": 1, "2564-12": 2}.items():
            make.record(place, month, n=value)
    roll()

    tambon = Rollup.objects.get(level="tambon", area="630101", period="FY2565Q1")
    assert tambon.numerator == Decimal("1.333333")
    for level, area in (("province", "63"), ("nation", "TH")):
        assert Rollup.objects.get(level=level, area=area, period="FY2565Q1").numerator == 3 * Decimal("1.333333")


def test_minimum_and_maximum_are_those_of_the_leaves(roll):
    make.counted()
    for place, value in {"630101": 9, "630111": 1, "500101": 5}.items():
        make.record(place, n=value)
    roll()

    nation = Rollup.objects.get(level="nation")
    assert (nation.minimum, nation.maximum, nation.count) == (1, 9, 3)


def test_no_data_is_not_zero_and_a_rate_of_nothing_is_none(roll):
    make.counted("rate", over_place="ratio", denominator="d")
    make.record("630101", n=0, d=0)
    make.record("630111", d=4)
    roll()

    assert Rollup.objects.get(level="tambon", area="630101").value is None
    assert not Rollup.objects.filter(area="630111").exists()
    assert Rollup.objects.get(level="nation").value is None


def test_a_year_that_misses_months_says_so(roll):
    make.counted(frequency="month")
    make.record("630101", "2564-11", n=1)
    make.record("630101", "2564-12", n=1)
    make.record("630111", "2564-12", n=1)
    roll()

    quarter = Rollup.objects.get(level="nation", period="FY2565Q1")
    assert (quarter.months, quarter.month_behind) == (1, "2564-12")
