"""An answer that comes while its sender is let in: let in too, whichever of the two the database takes first."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from datasets.models import Entry
from datasets.services import graces, rounds
from tests.factories import fieldwork as make
from u2t.core import clock

pytestmark = pytest.mark.django_db(transaction=True)
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def answer(wells, worker):
    return lambda: make.entry(worker, wells)


@pytest.fixture(params=["late", "not named"])
def let_in(request, wells, worker, colleague):
    """Return what lets the worker's answers in."""
    today, by = clock.today(), make.system_user()
    if request.param == "not named":
        round_ = make.collecting("630111", collectors=[colleague])
        return lambda: rounds.change_collectors(by=by, round=round_, add=[worker.username])
    round_ = make.collecting("630111", days=(today - timedelta(9), today - timedelta(2)))
    return lambda: graces.give(by=by, round=round_, person=worker.username, until=today, reason="น้ำท่วม")


def first_then(first, second):
    """Do `second` while `first` is done and not yet committed."""

    def do():
        try:
            second()
        finally:
            connections.close_all()

    with transaction.atomic():
        first()
        thread = threading.Thread(target=do)
        thread.start()
        end = time.monotonic() + 5
        while thread.is_alive() and time.monotonic() < end and not is_waited_for():
            time.sleep(0.02)
    thread.join(timeout=60)
    assert not thread.is_alive()


def is_waited_for():
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return cursor.fetchone()[0] > 0


def test_an_answer_that_comes_while_its_sender_is_let_in_is_let_in(answer, let_in):
    first_then(let_in, answer)

    assert Entry.objects.get().held == []


def test_who_is_let_in_while_an_answer_is_taken_is_let_in_with_it(answer, let_in):
    first_then(answer, let_in)

    assert Entry.objects.get().held == []
