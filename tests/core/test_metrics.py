"""Numbers for Prometheus, and who may read them."""

import pytest

from u2t.core.models import Job, Mark

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("172.18.0.5", {}, 200),
        ("8.8.8.8", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, 404),
    ],
)
def test_metrics_are_for_this_machine_and_its_network(client, address, headers, status):
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer right", 200), ("Bearer wrong", 404), ("Bearer ผิด", 404), ("", 404)]
)
def test_metrics_with_a_token_ask_for_it_from_anywhere(client, settings, header, status):
    settings.METRICS_TOKEN = "right"

    answer = client.get("/metrics", REMOTE_ADDR="8.8.8.8", headers={"Authorization": header})

    assert answer.status_code == status


def test_metrics_tell_what_waits(client, officer):
    from django.utils import timezone

    Job.objects.create(kind="core.export_list", owner=officer)
    Mark.objects.create(source="dataset:x", known_at=timezone.now())

    text = client.get("/metrics").content.decode()

    assert 'u2t_jobs{kind="core.export_list",state="queued"} 1.0' in text
    assert "u2t_marks_waiting 1.0" in text
    assert "u2t_outbox_waiting 0.0" in text
    assert "u2t_job_longest_wait_seconds" in text
    assert "u2t_rollup_age_seconds" in text
