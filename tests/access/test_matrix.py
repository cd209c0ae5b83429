"""Every address, for every role and a stranger, with a thing of one's own area and of another."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.table import TABLE
from tests.access.walking import names
from u2t.core.access import roles

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_every_address_is_in_the_matrix():
    assert names() == {line.name for line in TABLE}


ROLES = pytest.mark.parametrize("role", [None, *roles()], ids=lambda role: role or "stranger")


@ROLES
def test_every_address_answers_as_the_matrix_says(world, role):
    assert not wrong_answers(world, role, [(line, side) for line in TABLE for side in line.sides_for(role)])


@pytest.mark.thorough
@ROLES
def test_every_address_answers_so_of_every_side(world, role):
    assert not wrong_answers(world, role, [(line, side) for line in TABLE for side in line.sides])


class Asker(Client):
    """Keeps nothing of an answer, neither what was rendered nor its cookies: twenty thousand are asked for."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def wrong_answers(world, role, asked):
    """Return what was answered otherwise than the matrix says, in words."""
    client = Asker(raise_request_exception=False, headers={"accept": "application/problem+json, */*;q=0.1"})
    if role:
        client.force_login(world.people[role])
    wrong = []
    for line, side in asked:
        found, expected = ask(client, line, world.keys[side]), line.answer(side, role)
        if found != expected:
            wrong.append(f"{line.method} {line.name} {side}: {found}, not {expected}")
    return wrong


def ask(client, line, keys):
    """Return the status of one answer; what it changed is taken back."""
    cache.clear()
    arguments = [word[1:] if word.startswith("=") else keys[word] for word in line.arguments.split()]
    savepoint = transaction.savepoint()
    try:
        response = getattr(client, line.method)(reverse(line.name, args=arguments))
        # Not response.close(): that would end the request and with it the connection of the test.
        for close in response._resource_closers:
            close()
        return response.status_code
    finally:
        transaction.savepoint_rollback(savepoint)
        transaction.savepoint_commit(savepoint)  # else it stays open, and each answer costs more than the last
