"""Requests made from our own OpenAPI, right and wrong ones: whatever is sent, the answer is never a 500."""

import re
from functools import cache
from pathlib import Path

import pytest
import requests
import schemathesis
import yaml
from django.conf import settings as configured
from django.core.cache import cache as values
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings

from tests.access.table import TABLE
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

ROLES = [None, "staff", "ministry", "admin"]


@pytest.fixture
def world(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    return World()


@cache
def schema():
    """Read the description that is kept beside the code; a test of its own holds it to the code."""
    return schemathesis.openapi.from_dict(yaml.safe_load(Path(configured.BASE_DIR, "docs/openapi.yaml").read_text()))


def operations():
    return [result.ok() for result in schema().get_all_operations()]


@pytest.mark.thorough
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_request_of_the_description_ends_in_a_failure(world, role):
    assert not failures(world, role, operations(), examples=25)


def test_a_few_requests_of_every_kind_end_in_no_failure(world):
    assert not failures(world, "admin", operations(), examples=1)


def failures(world, role, asked, *, examples):
    """Send `examples` requests to each operation, half of them to a thing that is there; return what failed."""
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(world.people[role])
    found = {}
    for operation in asked:
        send(client, operation, known(operation, world), found, examples)
    return found


def send(client, operation, there, found, examples):
    signed_in = client.cookies.copy()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send_one(case):
        client.cookies = signed_in.copy()
        for path in filter(None, (there, case.formatted_path)):
            status, body = ask(client, case, path)
            if status >= 500:
                found.setdefault(operation.label, f"{path} {case.query} {case.body!r:.300}: {body}")

    send_one()


def known(operation, world):
    """Return the path of a thing that is there, by the matrix; None where the operation names none."""
    pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation.path)))
    for line in TABLE:
        if not line.name.startswith("api-") or not line.arguments:
            continue
        words = line.arguments.split()
        path = reverse(line.name, args=[word[1:] if word[0] == "=" else world.keys["own"][word] for word in words])
        if pattern.fullmatch(path):
            return path
    return None


def ask(client, case, path):
    """Return status and end of body of one answer; what it changed is taken back."""
    values.clear()
    sent = case.as_transport_kwargs(base_url="http://testserver") | {"url": f"http://testserver{path}", "headers": {}}
    request = requests.Request(**sent).prepare()
    savepoint = transaction.savepoint()
    try:
        response = client.generic(
            request.method,
            request.path_url,
            request.body or b"",
            content_type=request.headers.get("Content-Type", "application/json"),
        )
        for close in response._resource_closers:
            close()
        return response.status_code, b"" if response.streaming else response.content[-300:]
    finally:
        transaction.savepoint_rollback(savepoint)
        transaction.savepoint_commit(savepoint)  # else it stays open, and each answer costs more than the last
