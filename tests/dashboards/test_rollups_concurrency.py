"""Four writers, two workers and a rebuild at once: no update is lost."""

import multiprocessing
import os
import random
import signal
import threading
import time

import pytest
from django.db import connection, connections, transaction

from dashboards.models import Observation, Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from datasets.models import Record
from tambon.system import system_user
from tests.factories import dashboards as make
from tests.factories import tambon as where
from u2t.core import clock, marks
from u2t.core.models import Mark

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = ("630101", "630111", "630201", "500101", "500102")


@pytest.fixture
def world(nation):
    where.allocation(where.area("630101"), where.university("kpru"), where.programme())
    make.counted("sum")
    make.counted("rate", over_place="ratio", denominator="d")
    make.counted("monthly", dataset="m", frequency="month", numerator_over_time="last")
    for place in PLACES:
        make.record(place, n=1, d=2)
        make.record(place, "2564-11", dataset="m", n=1)
    system_user()


def write(seed, until):
    """Change one record at a time, as imports and corrections do, and now and then leave the transaction open."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        dataset, period = chance.choice((("test", "2565"), ("m", "2564-11"), ("m", "2564-12")))
        place = chance.choice(PLACES)
        with transaction.atomic():
            record = (
                Record.objects.select_for_update().filter(dataset_id=dataset, place_id=place, period=period).first()
            )
            if record is None:
                continue
            record.values = {"n": chance.randint(0, 99), "d": chance.randint(1, 9)}
            record.save(update_fields=["values"])
            known_at = clock.now()
            if chance.random() < 0.2:
                time.sleep(0.01)
            Mark.objects.create(source=f"dataset:{dataset}", place=place, period=period, known_at=known_at)


def work(_seed, until):
    while time.monotonic() < until:
        rollups.roll_up(by=system_user())


def rebuild(_seed, until):
    while time.monotonic() < until:
        rollups.rebuild(by=system_user())
        time.sleep(0.2)


def run_all(seconds):
    errors = []

    def guarded(task, seed, until):
        try:
            task(seed, until)
        except Exception as error:  # noqa: BLE001 - a thread's error has to reach the test
            errors.append(error)
        finally:
            connections.close_all()

    until = time.monotonic() + seconds
    tasks = [*((write, seed) for seed in range(4)), (work, 0), (work, 1), (rebuild, 0)]
    threads = [threading.Thread(target=guarded, args=(task, seed, until)) for task, seed in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    rollups.roll_up(by=system_user())
    assert not Mark.objects.exists()
    with transaction.atomic():
        assert differences(5) == []


def test_no_update_is_lost(world):
    # Later marks heal earlier losses, so it stops and compares again and again.
    for _round in range(3):
        run_all(2)

    assert Rollup.objects.filter(level="nation").exists()


@pytest.mark.thorough
def test_no_update_is_lost_in_a_minute(world):
    for _round in range(12):
        run_all(5)


def test_a_worker_that_dies_leaves_its_marks(world):
    rollups.roll_up(by=system_user())
    marks.append("dataset:test", [("630101", "2565")], known_at=clock.now())
    Record.objects.filter(place="630101", dataset="test").update(values={"n": 50, "d": 2})

    def die():
        with connection.execute_wrapper(_die_before_forgetting):
            rollups.roll_up(by=system_user())

    with pytest.raises(RuntimeError):
        die()
    assert Mark.objects.count() == 1
    rollups.roll_up(by=system_user())

    assert Rollup.objects.get(level="tambon", area="630101", indicator__code="sum").value == 50
    with transaction.atomic():
        assert differences(5) == []


@pytest.mark.parametrize("way", ["roll_up", "rebuild"])
def test_a_worker_killed_in_the_middle_changes_nothing_and_the_next_does_all_of_it_once(world, way):
    rollups.roll_up(by=system_user())
    before = figures()
    for place in PLACES:
        marks.append("dataset:test", [(place, "2565")], known_at=clock.now())
    Record.objects.filter(dataset="test").update(values={"n": 50, "d": 2})
    name = connection.settings_dict["NAME"]
    connections.close_all()

    child = multiprocessing.get_context("fork").Process(target=_work_until_killed, args=(way, name))
    child.start()
    child.join(60)

    assert child.exitcode == -signal.SIGKILL
    assert figures() == before, "what was not committed is not there"
    assert Mark.objects.count() == len(PLACES)
    assert rollups.roll_up(by=system_user()) == len(PLACES)
    assert rollups.roll_up(by=system_user()) == 0
    assert figures()["nation", "TH", "sum"] == 50 * len(PLACES)
    assert Observation.objects.filter(indicator__code="sum", known_until=None).count() == len(PLACES)
    assert Observation.objects.filter(indicator__code="sum").count() == 2 * len(PLACES), "each told once"
    with transaction.atomic():
        assert differences(5) == []


def figures():
    rows = Rollup.objects.filter(programme="", period="2565")
    return dict(rows.values_list("pk", "value")) | {(r.level, r.area, r.indicator.code): r.value for r in rows}


def _work_until_killed(way, database):
    """Die where all figures are written and the marks are about to go: the most that can be lost."""
    connections.close_all()
    connection.settings_dict["NAME"] = database
    with connection.execute_wrapper(_kill_before_forgetting):
        getattr(rollups, way)(by=system_user())


def _kill_before_forgetting(execute, sql, params, many, context):
    if sql.startswith("DELETE FROM core_mark"):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)


def _die_before_forgetting(execute, sql, params, many, context):
    if sql.startswith("DELETE FROM core_mark"):
        raise RuntimeError("killed")
    return execute(sql, params, many, context)
