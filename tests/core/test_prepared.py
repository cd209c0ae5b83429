"""Questions that a connection plans once: they find what they ask for, whatever became of the connection."""

from datetime import date
from threading import Thread

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tambon.models import Area
from tests.factories.tambon import area
from u2t.core.inserting import insert, reserve
from u2t.core.models import AuditEvent
from u2t.core.prepared import Columns, Prepared

pytestmark = pytest.mark.django_db

_AREA = Columns(Area, "a")
_NEXT_DAY = Prepared("tests_next_day", ("date", "int"), "SELECT $1 + $2, $2")
_NAMED = Prepared(
    "tests_named", ("text",),
    lambda: f"SELECT {_AREA}, length(a.name_th) FROM tambon_area a WHERE a.code = $1",
)  # fmt: skip


def _asked() -> None:
    assert _NEXT_DAY.rows(date(2021, 2, 28), 1) == [(date(2021, 3, 1), 1)]


def test_it_is_planned_once_for_a_connection(django_assert_num_queries):
    with django_assert_num_queries(2):
        _asked()
        _asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'tests_next_day'")
        assert cursor.fetchone() == (1,)


def test_a_plan_outlives_the_transaction_in_which_it_was_made():
    name = Prepared("tests_in_transaction", ("int",), "SELECT $1")
    with transaction.atomic():
        name.rows(1)
        transaction.set_rollback(True)
    assert name.rows(1) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_since_the_last_request_is_made_anew_by_the_first_question(django_assert_num_queries):
    _asked()
    _hang_up()
    assert _NEXT_DAY.first_rows(date(2021, 2, 28), 1) == [(date(2021, 3, 1), 1)]
    connection.health_check_done = False
    with django_assert_num_queries(1):
        _NEXT_DAY.first_rows(date(2021, 2, 28), 1)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_within_a_transaction_is_told():
    with pytest.raises(OperationalError), transaction.atomic():
        _asked()
        _hang_up()
        _NEXT_DAY.first_rows(date(2021, 2, 28), 1)


def test_a_first_question_that_the_server_refuses_is_not_asked_again():
    wrong = Prepared("tests_divided", ("int",), "SELECT 1 / $1")
    with pytest.raises(DataError), transaction.atomic():
        wrong.first_rows(0)


def _hang_up():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_made_anew_plans_anew():
    _asked()
    connection.close()
    _asked()


@pytest.mark.django_db(transaction=True)
def test_another_thread_has_plans_of_its_own():
    failed = []

    def work() -> None:
        try:
            _asked()
        except Exception as error:  # noqa: BLE001 - told to who waits
            failed.append(error)
        finally:
            connection.close()

    _asked()
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert failed == []


def test_an_object_is_the_one_that_the_orm_finds():
    place = area("TH", "ประเทศไทย")
    ((found, rest),) = map(_AREA.divided, _NAMED.rows(place.pk))
    stored = Area.objects.get(pk=place.pk)
    assert {field.attname: getattr(found, field.attname) for field in Area._meta.concrete_fields} == {
        field.attname: getattr(stored, field.attname) for field in Area._meta.concrete_fields
    }
    assert rest == (len(place.name_th),)
    assert found._state.adding is False
    assert _NAMED.rows("999999") == []


def test_a_value_that_is_too_long_is_refused_and_not_cut():
    event = AuditEvent(action="a" * 61, actor="-", target_model="-", target_id="-", happened_at="2021-03-01T00:00Z")
    with pytest.raises(DataError), transaction.atomic():
        insert(event)
    assert not AuditEvent.objects.filter(action__startswith="aaa").exists()


def test_rows_written_together_are_one_statement_and_all_or_none(django_assert_num_queries):
    told = {"actor": "-", "target_model": "-", "target_id": "-", "happened_at": "2021-03-01T00:00Z"}
    insert(AuditEvent(action="first", **told), AuditEvent(action="second", **told))  # the statement is planned
    key = reserve(AuditEvent)
    with django_assert_num_queries(1):
        first = insert(AuditEvent(pk=key, action="first", **told), AuditEvent(action="second", **told))
    assert first.pk == key
    assert AuditEvent.objects.filter(action__in=["first", "second"]).count() == 4
    with pytest.raises(DataError), transaction.atomic():
        insert(AuditEvent(action="third", **told), AuditEvent(action="a" * 61, **told))
    assert not AuditEvent.objects.filter(action="third").exists()


def test_a_dictionary_that_rows_hold_in_common_is_sent_once():
    told = {"actor": "-", "target_model": "-", "target_id": "-", "happened_at": "2021-03-01T00:00Z"}
    common = {"name": ["ก่อน", "หลัง"]}
    with CaptureQueriesContext(connection) as asked:
        insert(
            AuditEvent(action="first", changes=common, **told), AuditEvent(action="second", changes=common, **told),
            AuditEvent(action="third", changes=dict(common), **told),
        )  # fmt: skip
    assert asked[-1]["sql"].count('"name"') == 2
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "changes")) == [
        ("first", common), ("second", common), ("third", common),
    ]  # fmt: skip
