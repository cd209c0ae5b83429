"""A round to collect, and people before browsers of their own."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.factories import fieldwork as make
from tests.factories import tambon as people


@pytest.fixture(autouse=True)
def ground(nation, worker, pm, private):
    """A round of the wells of the worker's tambon, on a form that came as a file."""
    expect.set_options(timeout=20_000)
    make.form()
    make.collecting("630111")


@pytest.fixture
def colleague(nation):
    person = people.user("colleague")
    people.membership(person, "worker", area=people.area("630111"))
    return person


@pytest.fixture
def before(new_context, live_server):
    """Seat people before browsers of their own."""

    def _before(username, *, viewport=None):
        person = Person(new_context())
        if viewport:
            person.page.set_viewport_size(viewport)
        return person.sign_in(live_server.url, username)

    return _before
