"""A closed round of one post, the staff who decide about it, and what a page says."""

import pytest

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work


@pytest.fixture
def round_(nation, staff, private):
    round_ = chosen.closed_round()
    work.quota(round_, make.area("630111"), posts=1)
    return round_


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


def text(response):
    return response.content.decode()
