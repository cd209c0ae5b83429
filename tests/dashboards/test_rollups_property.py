"""Whatever changes, in whatever order, the figures are those counted anew."""

import random
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Observation, Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from datasets.models import Record
from tambon.models import Allocation, Area
from tambon.system import system_user
from tests.factories import dashboards as make
from tests.factories import tambon as where
from u2t.core import clock, marks

pytestmark = pytest.mark.django_db

YEARS = ("2564", "2565")
MONTHS = ("2564-01", "2564-03", "2564-09", "2564-10", "2564-12", "2565-01", "2565-02")
TAMBONS = ("630101", "630104", "630201", "500101", "500102")
OTHERS = ("630190", "630198", "530306", "63010401", "63010402")


@pytest.fixture
def world(nation):
    """Two regions, abolished codes, a municipality, villages, three universities and two programmes."""
    where.area("53"), where.area("5304"), where.area("530407")
    region = where.area("R1", level="region", kind="six", parent_id="TH")
    region.members.set(["63", "50"])
    where.area("630190", level="municipality")
    where.area("630198", today_id=None, abolished_on=date(2010, 1, 1))
    where.area("530306", today_id="530407", abolished_on=date(2010, 1, 1), parent_id="53")
    where.area("63010401"), where.area("63010402")
    network = where.network()
    for code in ("kpru", "cmu", "psru"):
        where.university(code, network=None if code == "psru" else network)
    where.programme("u2t1")
    where.programme("u2t-bcg", starts_on=date(2022, 7, 1), ends_on=date(2022, 9, 30))
    for dataset, frequency in {"y": "year", "m": "month"}.items():
        for place_operator in ("sum", "ratio", "average", "minimum", "maximum"):
            for time_operator in ("sum", "last", "average") if frequency == "month" else ("last",):
                make.counted(
                    f"{dataset}.{place_operator}.{time_operator}",
                    dataset=dataset, frequency=frequency, over_place=place_operator, scale=100,
                    numerator_over_time=time_operator, denominator_over_time="average",
                    denominator="d" if place_operator in {"ratio", "average"} else "",
                    excluded_provinces=["50"] if place_operator == "sum" else [],
                )  # fmt: skip
    return random.Random(2565)


def change_record(chance):
    dataset = chance.choice("ym")
    period = chance.choice(YEARS if dataset == "y" else MONTHS)
    values = {"n": chance.randint(0, 99), "d": str(chance.randint(0, 9))} if chance.random() < 0.8 else {}
    origin = "demo" if chance.random() < 0.2 else "real"
    make.record(chance.choice(TAMBONS + OTHERS), period, dataset=dataset, origin=origin, **values)


def bring_file(chance):
    for _row in range(chance.randint(5, 20)):
        change_record(chance)


def undo_all_of_a_period(chance):
    period = chance.choice(YEARS + MONTHS)
    records = Record.objects.filter(period=period)
    cells = list(records.values_list("dataset_id", "place_id", "origin"))
    records.update(values={}, is_live=False)
    for dataset, place, origin in cells:
        marks.append(f"dataset:{dataset}", [(place, period)], known_at=clock.now(), origin=origin)


def allocate(chance):
    programme, tambon = chance.choice(("u2t1", "u2t-bcg")), chance.choice((*TAMBONS, "530407"))
    Allocation.objects.filter(programme_id=programme, tambon_id=tambon).delete()
    if chance.random() < 0.8:
        day = date(2021, chance.randint(2, 12), chance.choice((1, 15)))
        for during in (DateRange(date(2021, 1, 1), day), DateRange(day, None)):
            if chance.random() < 0.8:
                university = where.university(chance.choice(("kpru", "cmu", "psru")))
                where.allocation(where.area(tambon), university, where.programme(programme), during=during)
    marks.append(f"allocation:{programme}", [(tambon, "")], known_at=clock.now())


def move_area(chance):
    code, to = chance.choice(("630198", "530306")), chance.choice(("530407", "630101", None))
    Area.objects.filter(pk=code).update(today_id=to)
    marks.append(f"area:{code}", [(code, "")], known_at=clock.now())


CHANGES = [change_record] * 12 + [bring_file] * 2 + [undo_all_of_a_period, allocate, allocate, move_area]


def run_changes(world, count, every):
    for number in range(1, count + 1):
        world.choice(CHANGES)(world)
        if number % every == 0:
            rollups.roll_up(by=system_user())
            found = differences(5)
            assert not found, f"after {number} changes:\n" + "\n".join(map(str, found))


def test_figures_after_random_changes_are_those_counted_anew(world):
    run_changes(world, 60, 12)

    assert Rollup.objects.filter(level="university").exists()
    assert rollups.rebuild(by=system_user()) == 0
    assert not Observation.objects.extra(where=["known_until < known_from"]).exists()


@pytest.mark.thorough
def test_figures_after_a_thousand_random_changes_are_those_counted_anew(world):
    run_changes(world, 1000, 20)


def test_additive_figures_of_both_hierarchies_add_up(world):
    run_changes(world, 40, 40)

    for total in Rollup.objects.filter(level="nation", indicator__over_place="sum"):
        for programme in ("u2t1", "u2t-bcg"):
            for level in ("university", "university-province", "network"):
                cells = Rollup.objects.filter(
                    level=level, programme=programme, indicator=total.indicator, period=total.period,
                    origin=total.origin,
                )  # fmt: skip
                assert sum(cell.value for cell in cells) == total.value
                assert sum(cell.reporting for cell in cells) == total.reporting
