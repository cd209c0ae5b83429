"""Errors as pages, of those that no view knows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory

from tambon.models import Programme
from tests.factories import tambon as make
from u2t.core.problems import ProblemMiddleware


def lock(first, second, met):
    """Lock two rows one after the other, while somebody does it the other way round; return the error, if any."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '10ms'")
            Programme.objects.select_for_update().get(pk=first)
            met.wait(timeout=20)
            Programme.objects.select_for_update().get(pk=second)
    except OperationalError as error:
        return error
    finally:
        connection.close()


@pytest.mark.integration
@pytest.mark.django_db(transaction=True)
def test_who_loses_against_another_at_the_database_is_told_to_try_again():
    make.programme("u2t1"), make.programme("u2t2")
    met = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(lock, *order, met) for order in (("u2t1", "u2t2"), ("u2t2", "u2t1"))]
        (error,) = filter(None, (one.result() for one in found))

    answer = ProblemMiddleware(lambda _request: None).process_exception(RequestFactory().get("/api/v1/x/"), error)

    assert answer.status_code == 409
    assert ProblemMiddleware(lambda _request: None).process_exception(
        RequestFactory().get("/"), OperationalError("the server is gone")
    ) is None  # fmt: skip


@pytest.mark.integration
@pytest.mark.django_db
def test_who_opens_the_address_of_a_button_is_told_what_to_do(client):
    client.force_login(make.user("worker"))
    person = {"accept": "text/html,*/*;q=0.8"}

    opened = client.get("/datasets/telephone/new/", headers=person)

    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "โปรดกลับไปยังหน้าเดิมแล้วกดปุ่มอีกครั้ง" in opened.content.decode()
    for address, headers in (("/datasets/telephone/new/", {"accept": "*/*"}), ("/openrosa/submission", {})):
        assert b"<html" not in client.get(address, headers=headers).content
