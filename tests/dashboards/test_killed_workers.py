"""A worker killed outright in the middle of its work: the next one does it, once, with the same figures."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

import datasets.tasks  # noqa: F401 - registers its jobs
import tambon.tasks  # noqa: F401 - as above
from dashboards.models import Rollup
from dashboards.rolling.check import differences
from datasets.models import Layer, Record
from datasets.services import definitions
from datasets.services import runs as files_of_data
from tambon.models import Allocation
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS
from tambon.system import system_user
from tests.datasets.conftest import row, text_of
from tests.factories import dashboards as figures
from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import Job, JobState, Mark, RunState
from u2t.machine.processes import wait_until
from u2t.machine.running import children

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration, pytest.mark.slow]
PATIENCE = 120  # seconds: on a busy machine a worker needs its time to come up


def address():
    """Return the address of the database of these tests, for other processes."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture
def start_worker(transactional_db, own_queue, settings, tmp_path):
    """Start workers by the command of `make run`, on the database and the queue of these tests."""
    settings.PRIVATE_FILES = tmp_path / "private"
    started = []
    there = clients()  # idle lines that tests before left open in this very process
    variables = os.environ | {"DATABASE_URL": address(), "U2T_VAR": str(tmp_path)}
    command = next(child.command for child in children(sys.executable, variables, 0) if child.name == "worker")

    def start():
        started.append(
            subprocess.Popen(
                [*command, "-Q", own_queue],
                cwd=django_settings.BASE_DIR,
                env=variables,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return started[-1]

    # Tells whether the database has noticed the death of all workers.
    start.are_gone = lambda: clients() <= there
    yield start
    for process in started:
        kill(process)
    wait_until(start.are_gone, seconds=PATIENCE)  # or the tables cannot be emptied for the next test
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_delete("celery")  # what the workers sent on


def kill(process):
    """Kill a worker and the processes of its pool, as `kill -9` or the system out of memory does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def held_up():
    """Hold up whoever wants to write or clear marks: that is the last thing before the end of a transaction."""
    blocker = psycopg2.connect(address())
    with blocker.cursor() as cursor:
        cursor.execute("LOCK TABLE core_mark IN SHARE MODE")
    try:
        yield
    finally:
        blocker.close()


def waiting():
    """Return how many stand before the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'core_mark'::regclass AND NOT granted")
        return cursor.fetchone()[0]


def clients():
    """Return the processes of the database that serve somebody else than this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


@pytest.fixture
def brought(start_worker, nation, steward, admin, tmp_path):
    """A file of a data set and a list of allocations, both checked and waiting to be stored."""
    from datasets.models import Dataset

    definitions.sync(by=system_user())
    data, lists = tmp_path / "data.csv", tmp_path / "lists.csv"
    data.write_bytes(text_of([row(), row("630101", "ระแหง", 50), row("630151", "เทศบาลเมืองตาก")]))
    lists.write_text("รหัสตำบล,มหาวิทยาลัย\n630111,kpru\n630101,kpru\n500101,cmu\n", encoding="utf-8")
    make.university("cmu")
    held = DateRange(date(2020, 6, 1), None)
    make.allocation(make.area("500101"), make.university("kpru"), make.programme(), during=held)
    with data.open("rb") as stream:
        dataset = Dataset.objects.get(pk="tpmap-tambon")
        first = files_of_data.open_run(by=steward, dataset=dataset, name="d.csv", period="2565", file=stream)
    with lists.open("rb") as stream:
        about, options = make.programme().pk, {"from_on": "2021-02-01"}
        second = sheets.bring(sheet=ALLOCATIONS, about=about, name="l.csv", stream=stream, options=options, by=admin)
    first = files_of_data.queue_check(by=steward, run=first)
    for run in (first, second):
        assert jobs.run(run.job_id)
        run.refresh_from_db()
        assert run.state == RunState.CHECKED
    return first, second


def test_imports_that_a_killed_worker_was_storing_are_stored_once(brought, start_worker, steward, admin, monkeypatch):
    data, lists = brought
    with held_up():
        data = files_of_data.queue_store(by=steward, run=data)
        decision = sheets.Decision(replaces=True)
        lists = sheets.queue_store(sheet=ALLOCATIONS, run=lists, decision=decision, by=admin)
        killed = start_worker()
        assert wait_until(lambda: waiting() == 1, seconds=PATIENCE)
        kill(killed)
    assert wait_until(start_worker.are_gone, seconds=PATIENCE)
    assert (Record.objects.count(), Layer.objects.count(), Mark.objects.count()) == (0, 0, 0)
    assert list(Allocation.objects.values_list("university", flat=True)) == ["kpru"]

    start_worker()
    # The killed worker may have had a message whose job it had not begun: beat counts that one as lost a while later.
    monkeypatch.setattr(jobs, "MESSAGE_TAKES", timedelta())
    jobs.sweep()

    open_jobs = Job.objects.exclude(state=JobState.DONE)
    assert wait_until(lambda: not open_jobs.exists(), seconds=PATIENCE), list(open_jobs.values("state", "error"))
    data.refresh_from_db()
    lists.refresh_from_db()
    assert (data.state, data.created_count, Record.objects.count(), Layer.objects.count()) == ("stored", 3, 3, 3)
    assert (lists.state, lists.created_count, lists.changed_count) == ("stored", 3, 1)
    assert sorted(Allocation.objects.values_list("tambon", "university")) == [
        ("500101", "cmu"), ("500101", "kpru"), ("630101", "kpru"), ("630111", "kpru"),
    ]  # fmt: skip
    assert Mark.objects.count() == 6


def test_a_roll_up_that_a_killed_worker_was_doing_is_done_once(nation, start_worker, own_queue):
    figures.counted("sum")
    for place, value in {"630101": 1, "630111": 2, "500101": 4}.items():
        figures.record(place, n=value)
    with held_up():
        current_app.send_task("dashboards.roll_up", queue=own_queue)
        killed = start_worker()
        assert wait_until(lambda: waiting() == 1, seconds=PATIENCE)
        kill(killed)
    assert wait_until(start_worker.are_gone, seconds=PATIENCE)
    assert (Rollup.objects.count(), Mark.objects.count()) == (0, 3)

    start_worker()
    current_app.send_task("dashboards.roll_up", queue=own_queue)

    assert wait_until(lambda: not Mark.objects.exists(), seconds=PATIENCE)
    assert Rollup.objects.get(area="TH", indicator__code="sum", programme="").value == 7
    with transaction.atomic():
        assert differences() == []
