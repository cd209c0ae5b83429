"""The road of telephones past what is there for browsers: nothing that guards an answer is left behind."""

import pytest
from django.db import connection
from django.test import Client

from datasets.models import Entry
from tests.datasets.collect import Collect, instance_of, said
from tests.factories import fieldwork as make

pytestmark = pytest.mark.integration

WELLS = "<home><wells>3</wells></home>"


@pytest.fixture(autouse=True)
def kept(private):
    """Keep files where the test ends."""


@pytest.fixture
def phone(client, worker, nation):
    make.form(make.survey())
    make.collecting("630111")
    return Collect(client, worker.username, make.secret(worker))


def test_an_answer_says_how_long_it_is_and_lets_nothing_run(phone):
    answer = phone.submit(instance_of("wells", WELLS))

    assert answer.status_code == 201
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Request-Id"]
    assert not answer.cookies


def test_who_is_signed_in_by_a_browser_is_nobody_to_a_telephone(client, worker, phone):
    client.force_login(worker)
    assert client.get("/openrosa/formList").status_code == 401


def test_an_address_that_is_none_is_answered_as_a_page(client, worker, phone):
    answer = client.get("/openrosa/nothing")
    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [(b"x" * 52 * 1024 * 1024, {}, 413), (b"", {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}, 411)],
    ids=["too big", "of unknown length"],
)
def test_a_body_that_is_not_read_is_refused(phone, body, headers, status):
    answer = phone.http.post(
        "/openrosa/submission", body, content_type="multipart/form-data; boundary=x", headers=phone.headers, **headers
    )
    assert answer.status_code == status
    assert not Entry.objects.exists()


def test_who_lost_against_another_at_the_database_is_asked_to_send_again(phone):
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION tests_crossed() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected'; END $$;
            CREATE TRIGGER tests_crossed BEFORE INSERT ON datasets_entry EXECUTE FUNCTION tests_crossed()"""
        )
    answer = phone.submit(instance_of("wells", WELLS))

    assert (answer.status_code, *said(answer)) == (409, "error", "มีผู้อื่นกำลังแก้ไขข้อมูลเดียวกันอยู่ในขณะนี้ โปรดส่งอีกครั้ง")
    assert not Entry.objects.exists()


def test_a_fault_of_ours_is_no_answer_that_a_telephone_takes_for_one(phone):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE datasets_entry ADD CONSTRAINT tests_never CHECK (period = 'never') NOT VALID")
    strict = Client(raise_request_exception=False)
    answer = Collect(strict, phone.username, phone.secret).submit(instance_of("wells", WELLS))

    assert answer.status_code == 500
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not Entry.objects.exists()


def test_a_name_of_the_server_that_is_not_ours_is_refused(phone):
    strict = Client(raise_request_exception=False)
    assert strict.post("/openrosa/submission", headers={"Host": "elsewhere.example"}).status_code == 400
