"""Figures as known at a moment, and the measures that are counted and not folded."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from dashboards.models import Rollup
from dashboards.rolling.knowledge import known_at
from dashboards.services import rollups
from tambon.system import system_user
from tests.factories import dashboards as make
from tests.factories import tambon as where

pytestmark = pytest.mark.django_db
DAY = datetime(2021, 12, 8, 3, tzinfo=UTC)


def nation(code="test.sum", period="2565"):
    return Rollup.objects.filter(level="nation", indicator__code=code, period=period).values_list("value", flat=True)


def test_as_of_gives_what_was_known_then_after_the_undo_too(nation_):
    make.counted()
    with time_machine.travel(DAY, tick=False):
        make.record("630101", n=10)
        rollups.roll_up(by=system_user())
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        make.record("630101", n=15)
        make.record("500101", n=1)
        rollups.roll_up(by=system_user())
    with time_machine.travel(DAY + timedelta(days=2), tick=False):
        make.record("630101", n=10)
        make.record("500101")
        rollups.roll_up(by=system_user())

    found = {}
    for days in (-1, 0, 1, 2):
        with known_at(DAY + timedelta(days=days, hours=1)):
            found[days] = list(nation())

    assert found == {-1: [], 0: [10], 1: [16], 2: [10]}
    assert list(nation()) == [10]


@pytest.fixture
def nation_(nation):
    return nation


@pytest.mark.parametrize("way", [rollups.roll_up, rollups.rebuild])
def test_distinct_things_are_counted_from_rows_and_never_folded(nation_, way):
    where.allocation(where.area("630101"), where.university("kpru"), where.programme())
    make.counted("agencies", measure="distinct", frequency="month", numerator="agency")
    make.record("630101", "2564-11", agency="land", key="1")
    make.record("630101", "2564-12", agency="land", key="1")
    make.record("630111", "2564-12", agency="land", key="1")
    make.record("630111", "2564-12", agency="labour", key="2")

    way(by=system_user())

    found = {(r.level, r.area): r.value for r in Rollup.objects.filter(period="FY2565Q1", programme="")}
    assert found == {
        ("tambon", "630101"): 1, ("tambon", "630111"): 2, ("amphoe", "6301"): 2, ("province", "63"): 2,
        ("nation", "TH"): 2,
    }  # fmt: skip
    assert Rollup.objects.get(level="university", area="kpru", period="FY2565Q1").value == 1


def test_bins_of_a_histogram_add_up(nation_):
    make.counted("ages", measure="histogram", numerator="ages")
    make.record("630101", ages=[1, 2, 3])
    make.record("500101", ages=[10, 0, 1])

    rollups.roll_up(by=system_user())

    assert Rollup.objects.get(level="nation", period="2565").bins == [11, 2, 4]
    assert Rollup.objects.get(level="province", area="63").bins == [1, 2, 3]
