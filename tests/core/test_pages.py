"""Jobs, downloads, files, notifications, probes: for their owner, and for nobody else."""

import io

import pytest

from tests.factories import tambon as make
from u2t.core import downloads, files, jobs, notifications
from u2t.core.models import Job, JobState, PrivateFile

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path


@pytest.fixture
def owner(officer, client):
    client.force_login(officer)
    return officer


@pytest.fixture
def stranger_job(nation):
    other = make.user()
    file = files.store(name="secret.csv", media_type="text/csv", stream=io.BytesIO(b"secret"), by=other)
    return Job.objects.create(
        kind="core.export_list", owner=other, state=JobState.DONE, finished_at="2021-12-08T00:00:00+07:00", file=file
    )


def test_job_list_shows_own_jobs_only(owner, client, stranger_job):
    own = Job.objects.create(kind="core.export_list", owner=owner)

    response = client.get("/jobs/")

    assert [row.record for row in response.context["table"].rows] == [own]


@pytest.mark.parametrize("address", ["/jobs/{job}/", "/files/{file}/", "/api/v1/jobs/{job}/"])
def test_what_belongs_to_another_is_not_found(owner, client, stranger_job, address):
    assert client.get(address.format(job=stranger_job.pk, file=stranger_job.file_id)).status_code == 404


@pytest.mark.parametrize("address", ["/jobs/", "/notifications/", "/jobs/{job}/", "/files/{file}/"])
def test_strangers_are_sent_to_sign_in(client, stranger_job, address):
    response = client.get(address.format(job=stranger_job.pk, file=stranger_job.file_id))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_job_list_costs_the_same_however_many(owner, client, django_assert_max_num_queries, count):
    for _number in range(count):
        Job.objects.create(kind="core.export_list", owner=owner)

    with django_assert_max_num_queries(8):
        client.get("/jobs/")


def test_job_page_while_running_asks_again_by_itself(owner, client):
    job = Job.objects.create(kind="core.export_list", owner=owner, state=JobState.RUNNING, done=5, total=10)

    text = client.get(f"/jobs/{job.pk}/").content.decode()

    assert 'hx-trigger="every 1s"' in text
    assert 'aria-valuenow="50"' in text


def test_export_asked_on_a_page_becomes_a_file_only_the_owner_gets(owner, client):
    response = client.post("/exports/", {"list": "core.jobs", "media": "xlsx", "query": ""})
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    fetched = client.get(f"/files/{job.file_id}/")
    assert b"".join(fetched.streaming_content).startswith(b"PK")
    assert fetched["Cache-Control"] == "private, no-store"
    client.force_login(make.user())
    assert client.get(f"/files/{job.file_id}/").status_code == 404


@pytest.mark.parametrize(
    "asked", [{"list": "no.such", "media": "csv"}, {"list": "core.jobs", "media": "exe"}, {"media": "csv"}]
)
def test_export_that_cannot_be_made_is_refused_at_once(owner, client, asked):
    assert client.post("/exports/", asked).status_code == 422
    assert not Job.objects.exists()


def test_export_through_the_api_is_followed_as_a_job(owner, client):
    response = client.post("/api/v1/exports/", {"list": "core.jobs", "media": "csv"}, content_type="application/json")

    assert response.status_code == 202
    assert response.json()["state"] == "queued"
    assert client.get("/api/v1/exports/").json()["count"] == 1


def test_api_answers_errors_as_problem_documents(owner, client):
    response = client.get("/api/v1/jobs/?no_such_filter=1")

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 422
    assert client.get("/api/v1/no-such-collection/")["Content-Type"] == "application/problem+json"


def test_notifications_are_read_by_their_user(owner, client):
    notifications.tell(user_id=owner.pk, kind="job.done", link="/jobs/", work=downloads.KIND)
    notifications.tell(user_id=make.user().pk, kind="job.done", link="/jobs/", work=downloads.KIND)

    lines = client.get("/notifications/").context["lines"]

    assert [line[0].user for line in lines] == [owner]
    client.post("/notifications/read/")
    assert client.get("/notifications/").context["lines"][0][0].read_at is not None


def test_store_of_too_large_a_file_leaves_nothing(owner, settings):
    with pytest.raises(files.FileError):
        files.store(name="big", media_type="text/csv", stream=io.BytesIO(b"x" * 11), by=owner, limit=10)

    assert not PrivateFile.objects.exists()
    assert [path for path in settings.PRIVATE_FILES.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_answer_strangers(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/problem+json", "application/problem+json"),
    ],
)
def test_a_program_that_asks_for_a_document_gets_no_page_of_errors(client, db, accept, kind):
    answer = client.get("/nothing-here/", headers={"accept": accept})

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith(kind)
