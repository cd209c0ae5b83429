"""Worked cases of time before place, and of both hierarchies."""

import pytest

from dashboards.models import Observation, Rollup
from dashboards.services import rollups
from tambon.system import system_user
from tests.factories import dashboards as make
from tests.factories import tambon as where

pytestmark = pytest.mark.django_db


def cell(level, area, period="2565", code="test.sum", programme=""):
    return Rollup.objects.get(level=level, area=area, period=period, indicator__code=code, programme=programme)


@pytest.fixture(params=["live", "full"])
def roll(request, nation):
    """Roll up both ways: they must say the same."""

    def run():
        if request.param == "live":
            rollups.roll_up(by=system_user())
        else:
            rollups.rebuild(by=system_user())

    return run


def test_sum_goes_up_to_the_nation(roll):
    make.counted()
    make.record("630101", n=10)
    make.record("630111", n="5")
    make.record("500101", n=2)

    roll()

    found = {(r.level, r.area): (r.value, r.reporting, r.expected) for r in Rollup.objects.filter(programme="")}
    assert found == {
        ("tambon", "630101"): (10, 1, 1),
        ("tambon", "630111"): (5, 1, 1),
        ("tambon", "500101"): (2, 1, 1),
        ("amphoe", "6301"): (15, 2, 2),
        ("amphoe", "5001"): (2, 1, 2),
        ("province", "63"): (15, 2, 3),
        ("province", "50"): (2, 1, 2),
        ("nation", "TH"): (17, 3, 5),
    }


def test_last_month_of_each_place_is_summed(roll):
    make.counted(frequency="month", numerator_over_time="last")
    make.record("630101", "2564-11", n=10)
    make.record("630101", "2564-12", n=12)
    make.record("630111", "2564-11", n=20)

    roll()

    assert cell("nation", "TH", "FY2565Q1").value == 32
    assert cell("tambon", "630111", "FY2565Q1").month_behind == "2564-11"
    assert cell("tambon", "630101", "2564").value == 12
    assert cell("nation", "TH", "2564-12").value == 12


def test_minimum_is_taken_over_sums(roll):
    make.counted(frequency="month", over_place="minimum")
    for place, values in {"630101": (1, 9), "630111": (5, 5)}.items():
        for month, value in zip(("2564-11", "2564-12"), values, strict=True):
            make.record(place, month, n=value)

    roll()

    assert cell("nation", "TH", "FY2565Q1").value == 10


def test_ratio_is_of_sums(roll):
    make.counted(frequency="month", over_place="ratio", denominator="d")
    for number in range(1, 13):
        make.record("630101", f"2564-{number:02d}", n=10, d=100)
    make.record("630111", "2564-07", n=50, d=100)

    roll()

    found = cell("nation", "TH", "2564")
    assert (found.numerator, found.denominator) == (170, 1300)
    assert float(found.value) == pytest.approx(170 / 1300, abs=1e-10)


def test_universities_and_the_rest_add_up(roll):
    kpru, other = where.university("kpru", network=where.network()), where.university("cmu")
    programme = where.programme()
    where.allocation(where.area("630101"), kpru, programme)
    where.allocation(where.area("500101"), other, programme)
    where.area("630150", level="municipality")
    where.area("630199", today_id=None, abolished_on="2020-01-01")
    make.counted()
    for place, value in {"630101": 1, "630111": 2, "500101": 4, "630150": 8, "630199": 16}.items():
        make.record(place, n=value)

    roll()

    found = {
        (r.level, r.area): (int(r.value), r.reporting, r.expected) for r in Rollup.objects.filter(programme="u2t1")
    }
    assert found == {
        ("university-province", "kpru:63"): (1, 1, 1),
        ("university-province", "cmu:50"): (4, 1, 1),
        ("university-province", "unallocated:63"): (18, 1, 2),
        ("university-province", "municipal:63"): (8, 0, 0),
        ("university", "kpru"): (1, 1, 1),
        ("university", "cmu"): (4, 1, 1),
        ("university", "unallocated"): (18, 1, 3),
        ("university", "municipal"): (8, 0, 0),
        ("network", "upper-north"): (1, 1, 1),
        ("network", "no-network"): (4, 1, 1),
        ("network", "unallocated"): (18, 1, 3),
        ("network", "municipal"): (8, 0, 0),
    }
    assert cell("nation", "TH").value == 31
    assert cell("amphoe", "6301").value == 27


def test_undone_records_close_their_observation_and_empty_cells_go(roll):
    make.counted()
    make.record("630101", n=10)
    roll()

    make.record("630101")
    roll()

    assert not Rollup.objects.exists()
    assert Observation.objects.get().known_until is not None
