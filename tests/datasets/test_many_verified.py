"""Many entries verified at once: chosen on a long page, done by a job that tells what could not be."""

import re
from html import unescape

import pytest

from datasets.choices import EntryState
from datasets.models import Entry, Record
from datasets.services import reviews
from datasets.views.entries import ENTRIES
from tests.factories import fieldwork as make
from u2t.core import jobs
from u2t.core.errors import InputError
from u2t.core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(nation, worker):
    form = make.form()
    make.collecting("630111")
    return [make.entry(worker, form, values={"wells": number}) for number in range(60)]


def versions():
    return dict(Entry.objects.values_list("pk", "version"))


def run(job):
    jobs.run(job.pk)
    return Job.objects.get(pk=job.pk)


def test_a_page_has_up_to_five_hundred_entries():
    assert ENTRIES.sizes[-1] == 500 == reviews.MOST_AT_ONCE


def test_a_job_verifies_what_can_be_and_tells_of_the_rest(entries, pm):
    seen = versions()
    late = entries[7]
    reviews.return_entry(by=pm, entry=late, version=late.version, remarks={"": "ตรวจอีกครั้ง"})

    job = run(reviews.ask_many(by=pm, seen=seen))

    assert (job.done, job.total, job.result["verified"]) == (60, 60, 59)
    ((said, times),) = job.result["reasons"]
    assert str(late.pk) in said
    assert times == 1
    assert Record.objects.count() == 59
    assert Entry.objects.get(pk=late.pk).state == EntryState.RETURNED


def test_a_number_that_no_entry_can_have_is_answered(client, entries, pm):
    client.force_login(pm)
    for number in (2**63, 10**30):
        given = {"entries": [{"id": number, "version": 1}]}
        answer = client.post("/api/v1/entries/verify-many/", given, content_type="application/json")
        assert answer.status_code in {400, 409, 422}, number


def test_a_job_that_is_taken_over_does_not_tell_its_own_work_as_changed(entries, pm):
    seen = versions()
    job = reviews.ask_many(by=pm, seen=seen)
    reviews.verify_many(by=pm, seen={entry.pk: entry.version for entry in entries[:50]})

    done = run(job)

    assert (done.result["verified"], done.result["reasons"]) == (60, [])


def test_too_many_are_refused_before_they_begin(pm):
    with pytest.raises(InputError):
        reviews.ask_many(by=pm, seen=dict.fromkeys(range(501), 1))


@pytest.mark.integration
def test_few_are_verified_on_the_page_and_many_by_a_job(client, entries, pm):
    client.force_login(pm)
    page = client.get("/datasets/entries/?rows=500").content.decode()
    assert page.count('name="entry"') == 60
    assert "data-all" in page

    chosen = [f"{key}:{version}" for key, version in versions().items()]
    answer = client.post("/datasets/entries/verify/", {"entry": chosen})
    job = Job.objects.get(kind=reviews.KIND)
    assert answer["Location"] == f"/jobs/{job.pk}/"
    run(job)
    assert Entry.objects.filter(state=EntryState.VERIFIED).count() == 60


@pytest.mark.integration
def test_who_verified_all_of_the_last_page_sees_the_others(client, entries, pm):
    client.force_login(pm)
    first = client.get("/datasets/entries/?status=submitted").content.decode()
    last = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    chosen = re.findall(
        r'name="entry" data-choice value="([^"]+)"', client.get(f"/datasets/entries/{last}").content.decode()
    )

    referer = {"referer": f"http://testserver/datasets/entries/{last}"}
    page = client.post("/datasets/entries/verify/", {"entry": chosen}, headers=referer, follow=True).content.decode()

    assert len(chosen) == 10
    assert "ตรวจรับรองแล้ว 10 รายการ" in page
    assert page.count('name="entry"') == 50
