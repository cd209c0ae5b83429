"""Whatever changes, in whatever order, the figures are those counted anew."""

import io
import random
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import chain, repeat
from operator import itemgetter

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Observation, Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from datasets.importing import intake
from datasets.models import Dataset, DatasetField, Record
from datasets.selectors.layering import unlike_their_layers
from datasets.services import corrections, runs
from tambon.models import Allocation, Area, Programme
from tambon.services import allocations, programmes
from tambon.system import system_user
from tests.datasets.conftest import text_of
from tests.factories import dashboards as make
from tests.factories import tambon as where
from u2t.core import clock, marks
from u2t.core.models import AuditEvent, ImportRun, RunState

pytestmark = pytest.mark.django_db

YEARS = ("2564", "2565")
MONTHS = ("2564-01", "2564-03", "2564-09", "2564-10", "2564-12", "2565-01", "2565-02")
TAMBONS = ("630101", "630111", "630201", "500101", "500102")
COLUMNS = (
    ("code", "text", "place"), ("n", "decimal", "value"), ("d", "decimal", "value"), ("base", "whole", "value"),
    ("rate", "percent", "value"), ("poor", "derived", "value"),
)  # fmt: skip
OTHERS = ("630190", "630198", "530306", "63011101", "63011102")


@pytest.fixture
def world(nation, settings, tmp_path):
    """Two regions, abolished codes, a municipality, villages, three universities, and the first of the programmes."""
    where.area("53"), where.area("5304"), where.area("530407")
    region = where.area("R1", level="region", kind="six", parent_id="TH")
    region.members.set(["63", "50"])
    where.area("630190", level="municipality")
    where.area("630198", today_id=None, abolished_on=date(2010, 1, 1))
    where.area("530306", today_id="530407", abolished_on=date(2010, 1, 1), parent_id="53")
    where.area("63011101"), where.area("63011102")
    network = where.network()
    for code in ("kpru", "cmu", "psru"):
        where.university(code, network=None if code == "psru" else network)
    where.programme("u2t1")
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
    for dataset in ("y", "m"):
        for position, (name, kind, role) in enumerate(COLUMNS):
            DatasetField.objects.create(
                dataset=catalogued(dataset), name=name, label_th=name, kind=kind, role=role, position=position,
                formula="rate(rate, base)" if kind == "derived" else "",
            )  # fmt: skip
        make.counted(
            f"{dataset}.poor", dataset=dataset, frequency="year" if dataset == "y" else "month", over_place="ratio",
            numerator="poor", denominator="base", scale=100,
        )  # fmt: skip
    settings.PRIVATE_FILES = tmp_path
    return random.Random(2565)


def catalogued(code):
    frequency = "year" if code == "y" else "month"
    named = {"name_th": code, "owner_th": "กรม", "place_level": "tambon", "frequency": frequency}
    named["needs_second_person"] = False
    return Dataset.objects.get_or_create(code=code, defaults=named)[0]


def change_record(chance):
    dataset = chance.choice("ym")
    period = chance.choice(YEARS if dataset == "y" else MONTHS)
    values = {"n": chance.randint(0, 99), "d": str(chance.randint(0, 9))} if chance.random() < 0.8 else {}
    origin = "demo" if chance.random() < 0.2 else "real"
    # Under a key of its own: what files brought stays what their layers say.
    make.record(chance.choice(TAMBONS + OTHERS), period, dataset=dataset, origin=origin, key="direct", **values)


def import_file(chance):
    """Bring a file by the road that pages and the command take: some cells empty, some columns left out."""
    dataset = chance.choice("ym")
    places = chance.sample((*TAMBONS, "630190", "630198", "530306"), chance.randint(2, 7))
    columns = {"code", *chance.sample(("n", "d", "base", "rate"), chance.randint(1, 4))}
    rows = [{name: value for name, value in row_of(place, chance).items() if name in columns} for place in places]
    origin, period = chance.choice(("real", "demo")), chance.choice(YEARS if dataset == "y" else MONTHS)
    content = text_of(rows)
    run = intake.bring(
        by=system_user(), dataset=catalogued(dataset), file=io.BytesIO(content), size=len(content), name="f.csv",
        period=period, origin=origin,
    )  # fmt: skip
    before = said_by_records()
    run = runs.store(by=system_user(), run=run, skip_refused=True)
    if chance.random() < 0.2:
        runs.undo(by=system_user(), run=run)
        assert said_by_records() == before


def said_by_records():
    return sorted(Record.objects.filter(is_live=True).values_list("pk", "values"), key=itemgetter(0))


def row_of(place, chance):
    people = {"base": chance.choice(("", 50, 200)), "rate": chance.choice(("", 0, 2, 50))}
    return {"code": place, "n": chance.randint(0, 99), "d": chance.choice(("", 1, 7.5, 9))} | people


def correct(chance):
    """Correct a cell that files brought, or did not; what the rules refuse changes nothing."""
    found = list(Record.objects.filter(key="", is_live=True).order_by("pk"))
    if found:
        record, field = chance.choice(found), chance.choice(("n", "base", "rate"))
        with suppress(corrections.CorrectionError, corrections.ValueRefusedError):
            corrections.propose(
                by=system_user(), record=record, field=field, new=str(chance.choice((4, 50, 300))), reason="นับใหม่",
                version=record.version, accept_rounding=True,
            )  # fmt: skip


def undo_import(chance):
    """Take back any file, whatever lies over it."""
    stored = list(ImportRun.objects.filter(state=RunState.STORED).order_by("pk"))
    if stored:
        runs.undo(by=system_user(), run=chance.choice(stored))


def undo_all_of_a_period(chance):
    period = chance.choice(YEARS + MONTHS)
    records = Record.objects.filter(period=period, key="direct")
    cells = list(records.values_list("dataset_id", "place_id", "origin"))
    records.update(values={}, is_live=False)
    for dataset, place, origin in cells:
        marks.append(f"dataset:{dataset}", [(place, period)], known_at=clock.now(), origin=origin)


def present(chance):
    return chance.choice(list(Programme.objects.order_by("pk").values_list("pk", flat=True)))


def allocate(chance):
    """Give, move or end an allocation as the staff do; what the rules refuse changes nothing."""
    by, day = system_user(), date(2021, chance.randint(2, 12), chance.choice((1, 15)))
    programme, tambon = present(chance), where.area(chance.choice((*TAMBONS, "530407")))
    holder = allocations.Holder(where.university(chance.choice(("kpru", "cmu", "psru"))), day)
    held = Allocation.objects.filter(programme_id=programme, tambon=tambon).order_by("during").last()
    with suppress(allocations.AllocationError, allocations.AllocationInputError):
        if held is None:
            allocations.give(programme=where.programme(programme), tambon=tambon, holder=holder, by=by)
        elif chance.random() < 0.6:
            allocations.move(allocation=held, to=holder, by=by)
        else:
            allocations.end(allocation=held, on=day, by=by)


def reallocate(chance):
    """Leave a history of a tambon that no staff would, with gaps."""
    programme, tambon = present(chance), chance.choice((*TAMBONS, "530407"))
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


def sync_programmes(_chance):
    assert programmes.sync(by=system_user()) == 1


def add_programme(_chance):
    entry = programmes.Entry("โครงการระยะที่ 3", "U2T 3", date(2021, 10, 1), date(2022, 9, 30))
    programmes.add(code="u2t-3", entry=entry, by=system_user())


def move_days_of_programme(chance):
    found = Programme.objects.get(pk="u2t1")
    seen = programmes.Entry.of(found)
    days = {"starts_on": date(2021, chance.choice((1, 2, 4)), 1), "ends_on": date(2022, chance.choice((1, 2, 3)), 15)}
    programmes.amend(programme=found, entry=replace(seen, **days), seen=seen, by=system_user())


CHANGES = [change_record] * 10 + [import_file] * 5 + [undo_import] * 3 + [correct] * 3 + [allocate] * 3
CHANGES += [undo_all_of_a_period, reallocate, move_area]


def run_changes(world, count, every):
    # Each of them at least once, and then whatever chance brings.
    first = list(dict.fromkeys(CHANGES))
    of_programmes = chain([sync_programmes, add_programme], repeat(move_days_of_programme))
    for number in range(1, count + 1):
        (first.pop() if first else world.choice(CHANGES))(world)
        if number % every == 0:
            rollups.roll_up(by=system_user())
            # By itself: with a moved area beside it all would be made anew anyway.
            next(of_programmes)(world)
            rollups.roll_up(by=system_user())
            found = differences(5)
            assert not found, f"after {number} changes:\n" + "\n".join(map(str, found))
    of_files = set(Record.objects.filter(key="").values_list("pk", flat=True))
    assert [each for each in unlike_their_layers(100_000) if each.record in of_files] == []
    events = AuditEvent.objects.values_list("action", flat=True)
    assert {"importrun.stored", "importrun.undone", "correction.applied", "allocation.given"} <= set(events)


def test_figures_after_random_changes_are_those_counted_anew(world):
    run_changes(world, 60, 12)

    assert Rollup.objects.filter(level="university").exists()
    assert rollups.rebuild(by=system_user()) == 0
    assert not Observation.objects.extra(where=["known_until < known_from"]).exists()


@pytest.mark.thorough
def test_figures_after_a_thousand_random_changes_are_those_counted_anew(world):
    run_changes(world, 1000, 20)


def test_additive_figures_of_both_hierarchies_add_up(world):
    world.seed(
        2
    )  # no tambon in it whose last holder has no month of its own: it reports with nobody, and figures add up
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
