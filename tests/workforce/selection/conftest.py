"""A closed round of two posts in two tambons, and three people who were interviewed in it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock
from workforce.models import Application, SelectionLine
from workforce.selectors.sheets import Line
from workforce.services import announcements, scores, selections, templates
from workforce.services.announcements import Notice

RECTOR = Line("รองศาสตราจารย์สมมุติ อธิการ", "อธิการบดี")


@pytest.fixture
def round_(nation, staff, private):
    round_ = chosen.closed_round()
    work.quota(round_, make.area("630111"), posts=1)
    work.quota(round_, make.area("630101"), posts=1)
    return round_


@pytest.fixture
def people(round_, staff):
    """Three: the best two want แม่ท้อ, the second of them ระแหง too."""
    return [
        chosen.interviewed(round_, 90, staff),
        chosen.interviewed(round_, 80, staff, second="630101"),
        chosen.interviewed(round_, 70, staff, first="630101"),
    ]


@pytest.fixture
def agreed(round_, people, staff):
    return selections.agree(selection=selections.make(round=round_, by=staff), by=staff)


@pytest.fixture
def stranger(nation):
    person = make.user("cmu-staff")
    make.membership(person, "staff", university=make.university("cmu"))
    return person


def notice(**fields):
    now = clock.now()
    values = {
        "expires_at": now + timedelta(days=30), "appeals_until": now + timedelta(days=7), "signers": [RECTOR],
        "site": "https://u2t.example",
    } | fields  # fmt: skip
    return Notice(**values)


def on_board(selection, by):
    """Draw the announcement up and publish it, its original signed in ink today."""
    made = announcements.draw_up(selection=selection, notice=notice(), by=by)
    return announcements.publish(announcement=made, ink_signed_on=clock.today(), by=by)


def outcomes(selection):
    return {
        (line.application_id, line.tambon_id): line.outcome
        for line in SelectionLine.objects.filter(selection=selection)
    }


def states(*people):
    known = dict(Application.objects.values_list("pk", "state"))
    return [known[one.pk] for one in people]


def give(application, by, version=None, **points):
    values = {code: None if value is None else Decimal(value) for code, value in points.items()}
    return scores.give(application=application, points=values, version=version or application.version, by=by)


@pytest.fixture
def texts(db):
    templates.sync(by=system_user())
