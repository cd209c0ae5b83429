"""Bodies that are too big or break off, sent over a real connection and never held in memory."""

import http.client
import io
import json
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http.request import UnreadablePostError
from django.test import Client

from datasets.models import Dataset
from tambon.models import User
from tests.factories import tambon as make
from u2t.core.models import ImportRun, PrivateFile
from u2t.core.uploads import Whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]

MEGABYTE = 1024 * 1024
BOUNDARY = "u2t-boundary"
PAGE, API = "/datasets/sample/import/", "/api/v1/imports/"


@pytest.fixture
def site(settings, tmp_path):
    """A steward, a data set, and folders of our own in which nothing must be left."""
    settings.PRIVATE_FILES, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "private", tmp_path / "parts"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    steward = make.user("steward")
    make.membership(steward, "steward", area=make.area("TH", level="nation"))
    Dataset.objects.create(code="sample", name_th="ตัวอย่าง", owner_th="กรม", place_level="tambon")
    return tmp_path


def _left_behind(site):
    files = [path for path in site.rglob("*") if path.is_file()]
    return files, ImportRun.objects.count(), PrivateFile.objects.count()


def _session():
    client = Client()
    client.force_login(User.objects.get())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _head(token, name="200MB.csv"):
    """What a form has before the bytes of its file: the token first, as our pages send it."""
    parts = {"csrfmiddlewaretoken": token, "period": "2565", "dataset": "sample"}
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in parts.items()
    )
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    return f"{fields}--{BOUNDARY}\r\n{disposition}\r\nContent-Type: text/csv\r\n\r\n".encode()


@contextmanager
def sending(address, path, size):
    """Begin to send a form with a file of `size` bytes; gives the connection and a function that sends the file."""
    token, tail = "a" * 32, f"\r\n--{BOUNDARY}--\r\n".encode()
    head = _head(token)
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + size + len(tail)))
    connection.putheader("Cookie", f"{settings.SESSION_COOKIE_NAME}={_session()}; csrftoken={token}")
    connection.putheader("X-CSRFToken", token)
    connection.endheaders(head)

    def send(upto):
        piece = (b"0" * 63 + b"\n") * 1024
        # A server that has refused the body need not read it to its end; its answer is there to be read.
        with suppress(BrokenPipeError, ConnectionResetError):
            for _number in range(upto // len(piece)):
                connection.send(piece)
            if upto == size:
                connection.send(b"0" * (upto % len(piece)) + tail)

    try:
        yield connection, send
    finally:
        connection.close()


@pytest.fixture
def server(live_server):
    parts = urlsplit(live_server.url)
    return parts.hostname, parts.port


@pytest.mark.parametrize("path", [PAGE, API])
def test_a_body_far_beyond_the_limit_is_413_with_size_and_limit_and_leaves_nothing(site, server, path):
    size = settings.UPLOAD_MAX_BYTES + 2 * MEGABYTE
    Client().get("/")  # loads what every first request loads
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with sending(server, path, size) as (connection, send):
        send(size)
        answer = connection.getresponse()
        text = answer.read().decode()

    assert answer.status == 413
    assert "ไฟล์มีขนาด 52.1 MB" in text if path == PAGE else '"limit": 52428800' in text
    assert "50 MB" in text
    assert _left_behind(site) == ([], 0, 0)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 40 * MEGABYTE


@pytest.mark.parametrize("path", [PAGE, API])
def test_a_body_in_chunks_without_a_length_is_411_and_never_read_as_an_empty_one(site, path):
    client = Client(headers={"transfer-encoding": "chunked"})
    client.force_login(User.objects.get())

    answer = client.generic("POST", path, b"", content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 411
    assert "Content-Length" in answer.content.decode()
    assert _left_behind(site) == ([], 0, 0)


@pytest.mark.parametrize("path", [PAGE, API])
def test_a_file_a_little_beyond_the_limit_is_422_with_size_and_limit_and_leaves_nothing(settings, site, server, path):
    settings.UPLOAD_MAX_BYTES = 2 * MEGABYTE
    size = 2 * MEGABYTE + 300_000

    with sending(server, path, size) as (connection, send):
        send(size)
        answer = connection.getresponse()
        text = answer.read().decode()

    assert answer.status == 422
    assert "2.3 MB" in text
    assert "2 MB" in text
    _wait_until_idle(site)
    assert _left_behind(site) == ([], 0, 0)


@pytest.mark.parametrize("path", [PAGE, API])
def test_a_connection_that_breaks_off_leaves_nothing(site, server, path):
    size = 3 * MEGABYTE

    with sending(server, path, size) as (connection, send):
        send(2 * MEGABYTE)
        connection.sock.shutdown(socket.SHUT_RDWR)

    _wait_until_idle(site)
    assert _left_behind(site) == ([], 0, 0)


def _wait_until_idle(site):
    """Give the server the time to notice: what it keeps meanwhile must be gone afterwards."""
    until = time.monotonic() + 30
    time.sleep(0.2)
    while time.monotonic() < until and any(path.is_file() for path in site.rglob("*")):
        time.sleep(0.1)


def test_a_stranger_is_not_heard_out(site, client):
    answer = client.generic(
        "POST", PAGE, b"x", content_type="text/csv", headers={"content-length": str(200 * MEGABYTE)}
    )

    assert answer.status_code == 413
    assert "200.0 MB" in answer.content.decode()


def test_a_stream_that_ends_early_is_no_whole_body():
    body = Whole(io.BytesIO(b"period=25"), 11)

    with pytest.raises(UnreadablePostError):
        body.read()
    assert Whole(io.BytesIO(b"a\nbcd"), 5).readline() == b"a\n"
    assert [Whole(io.BytesIO(b"12345"), 5).read(n) for n in (-1, 3, 9)] == [b"12345", b"123", b"12345"]


@pytest.fixture
def gunicorn(site):
    """The server of `make run`, with one process, before the database of this test."""
    listener = socket.create_server(("127.0.0.1", 0))
    database = settings.DATABASES["default"]
    from django.db import connection

    name = connection.settings_dict["NAME"]
    host = database["HOST"] or "127.0.0.1"
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{name}?host={host}&port={database['PORT']}"
    url = url if database["PORT"] else url.removesuffix("&port=")
    folders = {"U2T_VAR": str(site), "TMPDIR": str(site / "parts")}
    command = f"-m gunicorn u2t.wsgi:application --bind fd://{listener.fileno()} --workers 1 --worker-class gthread"
    command += " --threads 4 --timeout 120 --no-control-socket"
    process = subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            **folders,
            "DATABASE_URL": url,
            "U2T_SECRET_KEY": settings.SECRET_KEY,
            "U2T_DEBUG": "1",
            "U2T_DEMO": "1",
        },
        pass_fds=[listener.fileno()],
        stderr=subprocess.DEVNULL,
    )
    yield listener.getsockname()
    process.terminate()
    process.wait(30)
    listener.close()


@pytest.mark.slow
def test_behind_gunicorn(site, gunicorn):
    """The same three answers from the server of `make run`."""
    size = settings.UPLOAD_MAX_BYTES + 2 * MEGABYTE
    with sending(gunicorn, API, size) as (connection, send):
        send(size)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        assert (answer.status, body.get("limit")) == (413, settings.UPLOAD_MAX_BYTES), body

    for path in (PAGE, API):
        with sending(gunicorn, path, 3 * MEGABYTE) as (connection, send):
            send(2 * MEGABYTE)
            connection.sock.shutdown(socket.SHUT_RDWR)

    _wait_until_idle(Path(site) / "parts")
    files = [path for path in site.rglob("*") if path.is_file() and path.parent.name != "static"]
    assert ([path for path in files if "private" in path.parts or "parts" in path.parts], ImportRun.objects.count()) == (
        [], 0,
    )  # fmt: skip
