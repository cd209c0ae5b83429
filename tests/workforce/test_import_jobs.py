"""A long list of people at work: checked and stored by a worker, once, and told when it cannot be."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import tambon as make
from tests.workforce.test_import_workforce import listed, place  # noqa: F401 - a fixture
from u2t.core import jobs
from u2t.core.models import ImportRun, Job, JobState, RunState
from workforce.importing import intake
from workforce.models import Contract, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_list(monkeypatch):
    """Let every list be long enough for a worker."""
    monkeypatch.setattr(intake, "CHECKED_AT_ONCE", 0)
    monkeypatch.setattr(intake, "STORED_AT_ONCE", 0)


@pytest.fixture
def brought(long_list, staff):
    content = listed({}, {"ชื่อ": "สมหญิง"})
    return intake.bring(
        university=make.university("kpru"), programme=make.programme(), file=io.BytesIO(content), size=len(content),
        name="รายชื่อ.csv", by=staff,
    )  # fmt: skip


def test_a_long_list_is_checked_and_stored_by_jobs(brought, staff):
    assert brought.state == RunState.UPLOADED
    jobs.run(brought.job_id)
    brought.refresh_from_db()
    assert (brought.state, brought.row_count, brought.job.state) == (RunState.CHECKED, 2, JobState.DONE)

    run = intake.store(run=brought, by=staff)
    twice = intake.store(run=ImportRun.objects.get(), by=staff)
    assert (run.job_id, Contract.objects.count()) == (twice.job_id, 0)
    jobs.run(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.job.result) == (RunState.STORED, {"run": run.pk, "created": 2})
    assert Contract.objects.count() == 2


def test_a_job_taken_over_after_storing_stores_nothing_again(brought, staff):
    jobs.run(brought.job_id)
    run = intake.store(run=ImportRun.objects.get(), by=staff)
    jobs.run(run.job_id)
    again = Job.objects.create(
        kind="workforce.store_run", arguments={"run": run.pk, "skip_refused": False}, owner=staff
    )

    jobs.run(again.pk)

    again.refresh_from_db()
    assert (again.state, again.result["created"], Contract.objects.count()) == (JobState.DONE, 2, 2)


def test_what_can_no_longer_be_stored_is_told_by_the_job_and_on_the_page(brought, staff, client):
    jobs.run(brought.job_id)
    run = intake.store(run=ImportRun.objects.get(), by=staff)
    for number in (1, 2):
        Post.objects.filter(number=number).delete()  # somebody closes posts between the click and the worker

    jobs.run(run.job_id)

    run.refresh_from_db()
    assert (run.state, run.job.state, Contract.objects.count()) == (RunState.CHECKED, JobState.FAILED, 0)
    client.force_login(staff)
    assert run.job.error in client.get(reverse("workforce-import-detail", args=[run.pk])).content.decode()


def test_the_page_waits_and_others_cannot_follow(long_list, staff, pm, client):
    client.force_login(staff)
    file = SimpleUploadedFile("รายชื่อ.csv", listed({}))
    client.post(reverse("workforce-import-create"), {"university": "kpru", "programme": "u2t1", "file": file})
    run = ImportRun.objects.get()
    address = reverse("workforce-import-detail", args=[run.pk])

    assert client.get(address).context["job"] == run.job

    client.force_login(pm)
    assert client.get(address).status_code == 404
    assert client.get(f"/jobs/{run.job_id}/").status_code == 404
