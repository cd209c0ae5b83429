"""Long work ends, once, whatever dies meanwhile."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import Job, JobState, Notification, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@jobs.kind("tests.count_rows")
def _count(hold):
    with hold.commit():
        hold.job.result = {"seen": hold.fencing}
    return jobs.Outcome({"rows": 3})


@jobs.kind("tests.refuse_rows")
def _refuse(hold):
    raise jobs.JobError("nothing to do")


@jobs.kind("tests.break_rows")
def _break(hold):
    raise ZeroDivisionError


@jobs.kind("tests.sleep_rows")
def _sleep(hold):
    hold.progress(1, 10)
    if hold.fencing == 1:
        time.sleep(60)
    return jobs.Outcome({"by": hold.fencing})


@pytest.fixture
def owner():
    return make.user()


def _queued(kind, owner):
    return Job.objects.create(kind=kind, owner=owner)


def test_run_does_the_work_and_tells_the_owner(owner):
    job = _queued("tests.count_rows", owner)

    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result, job.fencing) == (JobState.DONE, {"rows": 3}, 1)
    assert Notification.objects.get().user == owner


def test_run_of_an_ended_job_does_nothing(owner):
    job = _queued("tests.count_rows", owner)
    jobs.run(job.pk)

    assert not jobs.run(job.pk)

    assert Job.objects.get().fencing == 1


@pytest.mark.parametrize(
    ("kind", "message"), [("tests.refuse_rows", "nothing to do"), ("tests.break_rows", "เหตุขัดข้อง")]
)
def test_run_that_fails_says_why(owner, kind, message):
    job = _queued(kind, owner)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert message in job.error


def test_commit_after_another_worker_took_over_is_refused(owner):
    job = _queued("tests.count_rows", owner)
    first = jobs._take(job.pk)
    second = jobs._take(job.pk)

    with pytest.raises(jobs.FencedError), first.commit():
        pytest.fail("the first worker must not get here")

    with second.commit():
        assert second.fencing == 2
    with pytest.raises(jobs.FencedError):
        first.progress(1)


def test_start_leaves_a_message_only_if_the_transaction_is_stored(owner):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.start("tests.count_rows", by=owner)
        raise ZeroDivisionError

    assert not Job.objects.exists()
    assert not OutboxMessage.objects.exists()


def _run_in_child(job_id, database):
    connections.close_all()
    connection.settings_dict["NAME"] = database
    jobs.run(job_id)


def test_a_killed_worker_is_replaced_and_the_work_done_once(owner):
    job = _queued("tests.sleep_rows", owner)
    name = connection.settings_dict["NAME"]
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=_run_in_child, args=(job.pk, name))
    child.start()
    _wait(lambda: Job.objects.get().done == 1)
    assert jobs.sweep() == 0, "a held job must not be taken"

    os.kill(child.pid, signal.SIGKILL)
    child.join()
    _wait(lambda: jobs.sweep() == 1)
    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"by": 2})


def test_work_that_breaks_off_too_often_fails(owner):
    job = _queued("tests.count_rows", owner)
    Job.objects.update(fencing=jobs.MAX_TAKE_OVERS)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def _wait(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def test_every_process_knows_how_each_kind_of_work_is_called():
    told = "import django; django.setup(); from u2t.core import jobs; print(*map(str, jobs.labels().values()), sep='|')"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    names = done.stdout.strip().split("|")

    assert "การตรวจไฟล์การจัดสรร" in names
    assert not any("." in name for name in names)
