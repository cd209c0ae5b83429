"""The same client against a running server: sockets, lost connections and two telephones at once."""

import http.client
import socket
import threading
import uuid
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from datasets.models import Entry, EntryFile, EntryRevision
from tests.datasets.collect import Collect, instance_of
from tests.datasets.test_openrosa import ANSWERS, picture
from tests.factories import fieldwork as make

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


@dataclass
class Answer:
    status_code: int
    content: bytes
    headers: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.headers[name.lower()]


@dataclass
class Sockets:
    """Speaks HTTP as a telephone does: what it is asked to post becomes parts of a multipart body."""

    server: str

    def get(self, url, headers):
        return self._ask("GET", url, headers)

    def head(self, url, headers):
        return self._ask("HEAD", url, headers)

    def post(self, url, parts, headers):
        boundary = uuid.uuid4().hex
        return self._ask("POST", url, headers | {"Content-Type": f"multipart/form-data; boundary={boundary}"},
                         self.body(parts, boundary))  # fmt: skip

    def body(self, parts, boundary):
        pieces = []
        for name, part in parts.items():
            told = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
            if not isinstance(part, str):
                told += f'; filename="{part.name}"\r\nContent-Type: {part.content_type}'
            content = part.encode() if isinstance(part, str) else part.read()
            pieces.append(told.encode() + b"\r\n\r\n" + content + b"\r\n")
        return b"".join([*pieces, f"--{boundary}--\r\n".encode()])

    def _ask(self, method, url, headers, body=None):
        address = urlsplit(url if "://" in url else self.server + url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        connection.request(method, address.path, body=body, headers=headers)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
        connection.close()
        return found


@pytest.fixture
def phone(live_server, worker, private):
    make.form()
    make.collecting("630111")
    return Collect(Sockets(live_server.url), worker.username, make.secret(worker))


def test_a_form_is_fetched_answered_with_two_photos_and_corrected(phone, django_db_blocker):
    listed = phone.forms()["wells"]
    assert b"<h:html" in phone.get(listed["downloadUrl"]).content
    two = ANSWERS.replace("<spot>", "<photo2>two.jpg</photo2><spot>")
    xml = instance_of("wells", two, instance="uuid:1")

    assert phone.submit(xml, files={"one.jpg": picture(), "two.jpg": picture()}).status_code == 201
    assert phone.submit(xml).status_code == 201
    changed = instance_of("wells", two.replace(">3<", ">4<"), instance="uuid:2", deprecated="uuid:1")
    assert phone.submit(changed, files={"one.jpg": picture()}).status_code == 201

    entry = Entry.objects.get()
    assert (entry.revision, entry.values["wells"]) == (2, 4)
    assert EntryFile.objects.count() == 2


def test_a_connection_that_drops_keeps_nothing_and_the_retry_is_taken(phone, live_server):
    xml = instance_of("wells", ANSWERS, instance="uuid:1")
    address = urlsplit(live_server.url)
    part = SimpleNamespace(name="a.xml", content_type="text/xml", read=xml.encode)
    body = phone.http.body({"xml_submission_file": part}, "cut")
    told = "".join(f"{name}: {value}\r\n" for name, value in phone.headers.items())
    with socket.create_connection((address.hostname, address.port)) as dropped:
        start = f"POST /openrosa/submission HTTP/1.1\r\nHost: {address.netloc}\r\n{told}Content-Length: {len(body)}\r\n"
        kind = "Content-Type: multipart/form-data; boundary=cut\r\n\r\n"
        dropped.sendall(start.encode() + kind.encode() + body[: len(body) // 2])
        dropped.shutdown(socket.SHUT_WR)
        dropped.settimeout(30)
        assert dropped.recv(100).startswith(b"HTTP/1.1 400")

    assert not Entry.objects.exists()
    assert phone.submit(xml).status_code == 201
    assert Entry.objects.count() == 1


def test_the_same_instance_sent_twice_at_once_is_one_entry(phone):
    xml, answers = instance_of("wells", ANSWERS, instance="uuid:1"), []
    start = threading.Barrier(4)

    def send():
        start.wait(timeout=30)
        answers.append(phone.submit(xml).status_code)

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert answers == [201] * 4
    assert EntryRevision.objects.count() == Entry.objects.count() == 1
