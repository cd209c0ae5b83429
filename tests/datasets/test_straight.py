"""The road of telephones past what is there for browsers: nothing that guards an answer is left behind."""

import pytest
from django.db import connection
from django.test import Client

from datasets.models import Dataset, Entry
from datasets.services import catalogue
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


def test_a_definition_that_changes_counts_for_the_next_answer(phone, steward):
    wells = Dataset.objects.get(pk="wells")
    phone.submit(instance_of("wells", WELLS))
    catalogue.amend(by=steward, dataset=wells, version=wells.version, facts={"place_level": "village"})
    phone.submit(instance_of("wells", WELLS))

    assert list(Entry.objects.order_by("pk").values_list("place", "held")) == [("630111", []), (None, ["no-place"])]


SENT = 'Content-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n\r\n'


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (SENT, 201),
        ('Content-Disposition: form-data; name="xml_submission_file"\r\n\r\n', 400),
        (SENT.replace("\r\n\r\n", "\r\nContent-Type: text/xml; charset=none\r\n\r\n"), 201),
        (SENT.replace("xml_submission_file", "answers"), 400),
        ("Content-Disposition: attachment\r\n\r\n", 400),
        ("no heading at all\r\n\r\n", 400),
        (SENT.replace("a.xml", "x" * 10_000), 400),
        ("", 400),
    ],
    ids=["as sent", "no file", "letters nobody knows", "other name", "no part", "no heading", "too long", "nothing"],
)
def test_parts_are_read_as_they_are_sent(phone, head, status):
    answer = _sent(phone, f"--x\r\n{head}{instance_of('wells', WELLS)}\r\n--x--\r\n".encode())

    assert answer.status_code == status
    assert said(answer)[0] == ("submit_success" if status == 201 else "error")
    assert Entry.objects.count() == (status == 201)


@pytest.mark.parametrize(
    "body",
    [
        f"--x\r\n{SENT}{instance_of('wells', WELLS)}\r\n--x".encode(),
        f"--x\r\n{SENT}{instance_of('wells', WELLS)}".encode(),
        f"--x\r\n{SENT}".replace("a.xml", "ก.xml").encode("tis-620") + b"<data/>\r\n--x--\r\n",
        b"",
    ],
    ids=["no end", "cut", "a name in other letters", "empty"],
)
def test_parts_that_do_not_end_or_cannot_be_read_are_refused_in_a_sentence(phone, body):
    answer = _sent(phone, body)

    assert (answer.status_code, said(answer)[0]) == (400, "error")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "text/xml",
        "multipart/form-data; boundary=",
        "",
        "multipart/form-data; boundary*=utf-7''+2AA-",
    ],
)
def test_what_is_sent_without_parts_is_refused_in_a_sentence(phone, kind):
    answer = _sent(phone, instance_of("wells", WELLS).encode(), kind)

    assert (answer.status_code, said(answer)[0]) == (400, "error")


@pytest.mark.parametrize(("said_so", "state"), [(b"YES", "draft"), (b"no", "submitted"), (b"\xff\xfe", "submitted")])
def test_answers_that_are_not_whole_say_so(phone, said_so, state):
    more = b'Content-Disposition: form-data; name="*isIncomplete*"\r\n\r\n' + said_so
    _sent(phone, f"--x\r\n{SENT}{instance_of('wells', WELLS)}\r\n--x\r\n".encode() + more + b"\r\n--x--\r\n")

    assert Entry.objects.get().state == state


def _sent(phone, body, kind="multipart/form-data; boundary=x"):
    return phone.http.post("/openrosa/submission", body, content_type=kind, headers=phone.headers)
