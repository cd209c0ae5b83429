"""One tambon's change is on the nation at once; thousands are not counted one by one."""

import time

import pytest
from django.db import connection

from dashboards.bench import world
from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.rolling.sql import rows, run
from dashboards.services import rollups
from tambon.system import system_user
from u2t.core import clock, marks

pytestmark = pytest.mark.django_db

#: Only a rebuild asks for all periods there are.
_OF_A_REBUILD = "SELECT DISTINCT period FROM dashboards_observation"


class Watch:
    """Notes the statements of the roll-up."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)

    @property
    def rebuilt(self):
        return _OF_A_REBUILD in self.statements


@pytest.fixture
def nation_of_figures(db):
    """Two provinces of 96 tambons, 23 indicators, counted; every tambon's record is there."""
    world.build_nation(2)
    world.define_indicators()
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        SELECT 'bench', code, '2564', '', 'real', '{"n": 1, "d": 1000}', true, 1, now() FROM tambon_area
        WHERE level = 'tambon'"""
    )
    marks.append("dataset:bench", [("", "")], known_at=clock.now())
    rollups.roll_up(by=system_user())


def change(places, value):
    run(
        """UPDATE datasets_record SET values = jsonb_build_object('n', %(n)s::integer, 'd', 1000)
        WHERE place_id = ANY(%(places)s)""",
        {"n": value, "places": places},
    )
    marks.append("dataset:bench", [(place, "2564") for place in places], known_at=clock.now(), origin="real")


def roll():
    watch = Watch()
    began = time.monotonic()
    with connection.execute_wrapper(watch):
        rollups.roll_up(by=system_user())
    return watch, time.monotonic() - began


def counted_since(moment):
    return set(Rollup.objects.filter(computed_at__gte=moment).values_list("level", "area"))


def test_one_tambon_is_on_the_nation_in_under_three_seconds_and_only_its_ancestors_are_counted(nation_of_figures):
    place = rows("SELECT min(code) FROM tambon_area WHERE level = 'tambon'")[0][0]
    taken, statements = [], []

    for value in range(100, 105):
        moment = clock.now()
        change([place], value)
        watch, seconds = roll()
        taken.append(seconds)
        statements.append(len(watch.statements))
        nation = Rollup.objects.get(level="nation", indicator__code="bench.1")
        assert nation.value == 2 * 96 - 1 + value
        assert not watch.rebuilt
        assert counted_since(moment) == {
            ("tambon", place), ("amphoe", place[:4]), ("province", place[:2]), ("nation", "TH"),
            ("university-province", f"u{place[:2]}:{place[:2]}"), ("university", f"u{place[:2]}"),
            ("network", "no-network"),
        }  # fmt: skip

    # The best of five: a machine that does other things at the same time says nothing of this one.
    assert min(taken) < 3
    assert max(statements) < 250, "a statement per level, whatever the size of the nation"


def test_most_of_all_changed_at_once_are_made_anew_in_one_set(nation_of_figures, monkeypatch):
    monkeypatch.setattr(rollups, "_FEW", 100)
    places = [row[0] for row in rows("SELECT code FROM tambon_area WHERE level = 'tambon' ORDER BY code")]

    change(places[:3], 7)
    few, _seconds = roll()
    change(places[3:], 8)
    many, _seconds = roll()

    assert (few.rebuilt, many.rebuilt) == (False, True)
    assert Rollup.objects.get(level="nation", indicator__code="bench.1").value == 3 * 7 + 189 * 8
    assert differences(5) == []
