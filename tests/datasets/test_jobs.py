"""Long imports end once, whatever dies meanwhile."""

import multiprocessing
import os
import signal

import pytest
from django.db import connection, connections

from datasets import tasks
from datasets.models import Layer, Record
from datasets.services import definitions, runs
from tambon.system import system_user
from tests.datasets.conftest import row, text_of
from u2t.core import jobs, marks
from u2t.core.models import ImportRun, Job, JobState, Mark, RunState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


@pytest.fixture
def brought(transactional_db, nation, steward, tmp_path, settings):
    """A file brought by a steward and not checked yet."""
    from datasets.models import Dataset

    settings.PRIVATE_FILES = tmp_path
    definitions.sync(by=system_user())
    path = tmp_path / "file.csv"
    path.write_bytes(text_of([row(), row("630101", "ระแหง", 50), row("630151", "เทศบาลเมืองตาก")]))
    with path.open("rb") as stream:
        return runs.open_run(
            by=steward, dataset=Dataset.objects.get(pk="tpmap-tambon"), name="file.csv", period="2565", file=stream
        )


def _die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def _store_in_child(job_id, database):
    connections.close_all()
    connection.settings_dict["NAME"] = database
    marks.append = _die  # the rows are written, the transaction is not stored
    jobs.run(job_id)


def test_a_file_is_checked_and_stored_by_jobs(brought, steward):
    run = runs.queue_check(by=steward, run=brought)
    jobs.run(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.warning_count, run.job.state) == (RunState.CHECKED, 1, JobState.DONE)

    run = runs.queue_store(by=steward, run=run)
    with pytest.raises(runs.RunError):
        runs.queue_store(by=steward, run=run)
    jobs.run(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.job.result) == (RunState.STORED, {"run": run.pk, "created": 3, "changed": 0})


def test_a_worker_killed_in_the_middle_of_storing_is_replaced_and_the_rows_stored_once(brought, steward):
    run = runs.queue_check(by=steward, run=brought)
    jobs.run(run.job_id)
    run = runs.queue_store(by=steward, run=ImportRun.objects.get())
    name = connection.settings_dict["NAME"]
    connections.close_all()

    child = multiprocessing.get_context("fork").Process(target=_store_in_child, args=(run.job_id, name))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert not Record.objects.exists()
    assert _until(lambda: jobs.run(run.job_id))

    run.refresh_from_db()
    assert (run.state, run.created_count) == (RunState.STORED, 3)
    assert (Record.objects.count(), Layer.objects.count(), Mark.objects.count()) == (3, 3, 3)
    assert Job.objects.get(pk=run.job_id).fencing == 2


def test_a_job_taken_over_after_storing_only_reports(brought, steward):
    run = runs.queue_check(by=steward, run=brought)
    jobs.run(run.job_id)
    run = runs.queue_store(by=steward, run=ImportRun.objects.get())
    jobs.run(run.job_id)
    again = Job.objects.create(
        kind="datasets.store_run", arguments={"run": run.pk, "skip_refused": False}, owner=steward
    )

    jobs.run(again.pk)

    again.refresh_from_db()
    assert (again.state, again.result["created"], Layer.objects.count()) == (JobState.DONE, 3, 3)


def test_what_cannot_be_stored_fails_with_the_reason(brought, steward):
    job = Job.objects.create(
        kind="datasets.store_run", arguments={"run": brought.pk, "skip_refused": False}, owner=steward
    )

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error


def _until(condition, seconds=10):
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_the_jobs_are_known():
    assert {"datasets.check_run", "datasets.store_run", "datasets.annotate_run"} <= jobs.kinds()
    assert tasks.annotations.KIND in jobs.kinds()
