"""Every action of a page has its endpoint."""

import pytest
from django.urls import reverse

from tests.access.actions import ENDPOINTS, PAGES_ONLY, SIGN_IN
from tests.access.table import TABLE
from tests.access.walking import names

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

WAYS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def allowed(world, client):
    """Ask an address, as the administrator, which methods it takes."""
    client.force_login(world.people["admin"])
    arguments = {line.name: line.arguments for line in TABLE}

    def ask(name):
        keys = world.keys["own"]
        given = [word[1:] if word.startswith("=") else keys[word] for word in arguments[name].split()]
        answer = client.generic("TRACE", reverse(name, args=given))
        return {method.strip() for method in answer.get("Allow", "").split(",")} if answer.status_code == 405 else set()

    return ask


def test_every_action_of_a_page_has_its_endpoint(allowed):
    pages = {name for name in names() if not name.startswith(("api-", *SIGN_IN))}
    actions = {name for name in pages if "POST" in allowed(name)} | set(PAGES_ONLY)

    assert actions == set(ENDPOINTS) | set(PAGES_ONLY)


def test_every_endpoint_that_stands_for_an_action_writes(allowed):
    routes = {route for found in ENDPOINTS.values() for route in found}

    assert {route for route in routes if not allowed(route) & {"POST", "PATCH", "PUT"}} == set()


def test_every_way_to_ask_an_address_is_in_the_matrix(allowed):
    """What an address does for GET says nothing of what it does for POST."""
    asked = {(line.name, line.method.upper()) for line in TABLE}
    asked |= {(name, "PUT") for name in names() if name.startswith(SIGN_IN)}  # allauth takes it for POST
    taken = {(name, method) for name in names() for method in allowed(name) & WAYS}

    missing = "\n".join(sorted(f"{name} {method}" for name, method in taken - asked))
    assert not missing, missing
