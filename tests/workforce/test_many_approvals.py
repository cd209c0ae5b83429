"""More approvals than a page waits for: a job with a result for each, which a killed worker leaves to the next."""

import multiprocessing
import os
import signal

import psycopg2
import pytest
from django.db import connection, connections
from django.urls import reverse

from tests.dashboards.test_killed_workers import address
from tests.factories import months as month
from tests.factories import workforce as work
from u2t.core import jobs
from u2t.core.models import Job, JobState
from u2t.machine.processes import wait_until
from workforce.models import Approval, MonthReport
from workforce.selectors.reports import waiting_for
from workforce.services import manyapprovals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
PATIENCE = 60


@pytest.fixture(autouse=True)
def small(settings, monkeypatch):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    monkeypatch.setattr(manyapprovals, "BATCH", 4)
    monkeypatch.setattr(manyapprovals, "AT_ONCE", 5)


@pytest.fixture
def reports(period, lecturer):
    return [month.sent(work.contract(), period) for _one in range(12)]


def _run_in_child(job_id, database):
    connections.close_all()
    connection.settings_dict["NAME"] = database
    jobs.run(job_id)


def test_killed_half_way_it_ends_complete_and_nothing_is_approved_twice(reports, lecturer):
    job = manyapprovals.ask(chosen=[(one.pk, one.version) for one in reports], by=lecturer)
    name, blocker = connection.settings_dict["NAME"], psycopg2.connect(address())
    blocker.cursor().execute("SELECT FROM workforce_monthreport WHERE id = %s FOR UPDATE", [reports[9].pk])
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=_run_in_child, args=(job.pk, name))
    child.start()
    assert wait_until(lambda: Job.objects.get().done == 8, seconds=PATIENCE)
    assert jobs.sweep() == 0, "a job that is held must not be taken"

    os.kill(child.pid, signal.SIGKILL)
    child.join()
    blocker.close()
    assert Approval.objects.count() == 8
    assert wait_until(lambda: jobs.sweep() == 1, seconds=PATIENCE)
    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.fencing) == (JobState.DONE, 2)
    assert (job.result["approved"], job.result["refused"]) == (12, [])
    assert sorted(Approval.objects.values_list("report", flat=True)) == sorted(one.pk for one in reports)
    assert set(MonthReport.objects.values_list("step__kind", "version")) == {("am", 2)}


def test_each_has_its_result_on_the_page_and_by_the_api(client, reports, lecturer):
    gone = reports[3]
    MonthReport.objects.filter(pk=gone.pk).update(version=7)
    client.force_login(lecturer)
    chosen = [f"{one.pk}:1" for one in reports[:6]]

    answer = client.post(reverse("monthreport-waiting"), {"chosen": chosen})

    job = Job.objects.get()
    assert answer.url == reverse("job-detail", args=[job.pk])
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.result["approved"], [key for key, _why in job.result["refused"]]) == (5, [gone.pk])
    page = client.get(job.result["link"]).text
    assert (page.count("pill-bad"), page.count("list-group-item")) == (1, 6)

    body = {"reports": [{"id": one.pk, "version": 1} for one in reports[6:]] + [{"id": 10**9, "version": 1}]}
    answer = client.post(reverse("api-monthreport-approve-many"), body, "application/json")
    assert answer.status_code == 202
    assert jobs.run(answer.json()["id"])
    told = client.get(reverse("api-job-detail", args=[answer.json()["id"]])).json()
    assert (told["result"]["approved"], told["result"]["refused"][0][0]) == (6, 10**9)
    assert Approval.objects.count() == 11


def test_all_that_wait_are_approved_if_they_are_those_the_page_told_of_as_they_were(
    client, reports, lecturer, manager, monkeypatch
):
    monkeypatch.setattr("workforce.views.reports.AT_ONCE", 5)
    client.force_login(lecturer)
    address = reverse("monthreport-waiting")
    page = client.get(address)
    assert f'name="all" value="{page.context["all"]}"' in page.text
    # Just as many wait, but one of them was sent anew since.
    MonthReport.objects.filter(pk=reports[3].pk).update(version=3)
    for told in ("12", page.context["all"]):
        assert client.post(address, {"all": told}).url == address
    assert not Job.objects.exists()

    client.post(address, {"all": client.get(address).context["all"]})
    assert jobs.run(Job.objects.get().pk)
    assert not waiting_for(lecturer).exists()

    client.force_login(manager)
    assert client.get(reverse("monthreport-approvals", args=[Job.objects.get().pk])).status_code == 404
