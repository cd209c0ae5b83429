"""Long imports end once, whatever dies meanwhile."""

import pytest

from datasets import tasks
from datasets.models import Layer
from datasets.services import definitions, runs
from tambon.system import system_user
from tests.datasets.conftest import row, text_of
from u2t.core import jobs
from u2t.core.errors import DomainError
from u2t.core.models import ImportRun, Job, JobState, RunState

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


def test_a_file_is_checked_and_stored_by_jobs(brought, steward):
    run = runs.queue_check(by=steward, run=brought)
    jobs.run(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.warning_count, run.job.state) == (RunState.CHECKED, 1, JobState.DONE)

    run = runs.queue_store(by=steward, run=run)
    with pytest.raises(DomainError):
        runs.queue_store(by=steward, run=run)
    jobs.run(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.job.result) == (RunState.STORED, {"run": run.pk, "created": 3, "changed": 0})


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


def test_the_jobs_are_known():
    assert {"datasets.check_run", "datasets.store_run", "datasets.annotate_run"} <= jobs.kinds()
    assert tasks.annotations.KIND in jobs.kinds()
