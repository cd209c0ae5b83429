"""Many telephones at once, each over a connection that stays: `telephones.py FILE`; a program that knows no Django.

The file says who they are, where to send, and the answers, which they take one after another until none is left.
"""

import base64
import json
import socket
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

_BOUNDARY = "telephone"
_CREATED = 201


def _body(xml: str) -> bytes:
    head = 'Content-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\nContent-Type: text/xml'
    return f"--{_BOUNDARY}\r\n{head}\r\n\r\n{xml}\r\n--{_BOUNDARY}--\r\n".encode()


class Telephone(threading.Thread):
    """One client: sends, waits for the answer, sends the next."""

    def __init__(self, address: str, person: dict[str, str], answers: "SimpleQueue[tuple[str, bytes]]") -> None:
        super().__init__()
        host, _colon, port = address.removeprefix("http://").rpartition(":")
        self.address = (host, int(port))
        self.line: socket.socket | None = None
        told = base64.b64encode(f"{person['username']}:{person['secret']}".encode()).decode()
        self.head = (
            f"POST /openrosa/submission HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Basic {told}\r\n"
            f"X-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary={_BOUNDARY}\r\nContent-Length: "
        )
        self.answers = answers
        self.took: list[float] = []
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        """Send until nothing is left."""
        while True:
            try:
                name, body = self.answers.get_nowait()
            except Empty:
                self._hang_up()
                return
            began = time.perf_counter()
            try:
                status, said = self._send(body)
            except (OSError, ValueError) as error:
                self._hang_up()
                status, said = 0, repr(error)
            self.took.append(time.perf_counter() - began)
            if status == _CREATED:
                self.acknowledged.append(name)
            else:
                self.refused.append(f"{status} {said[:300]}")

    def _send(self, body: bytes) -> tuple[int, str]:
        """Send one answer and read the whole reply, as plainly as HTTP allows: the clients share the machine."""
        if self.line is None:
            self.line = socket.create_connection(self.address, timeout=60)
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.sendall(f"{self.head}{len(body)}\r\n\r\n".encode() + body)
        reply = b""
        while b"\r\n\r\n" not in reply:
            reply += self._heard()
        head, _blank, said = reply.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        while len(said) < length:
            said += self._heard()
        if b"connection: close" in head.lower():
            self._hang_up()
        return int(head.split(b" ", 2)[1]), said.decode(errors="replace")

    def _heard(self) -> bytes:
        heard = self.line.recv(65_536) if self.line else b""
        if not heard:
            raise ConnectionResetError("the server hung up")
        return heard

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None


def main(file: str) -> dict[str, Any]:
    """Send what the file says; return what was seen."""
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    answers: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
    for name, xml in given["answers"]:
        answers.put((name, _body(xml)))
    telephones = [Telephone(given["address"], person, answers) for person in given["people"]]
    began = time.perf_counter()
    for each in telephones:
        each.start()
    for each in telephones:
        each.join()
    return {
        "seconds": time.perf_counter() - began,
        "took": [took for each in telephones for took in each.took],
        "acknowledged": [name for each in telephones for name in each.acknowledged],
        "refused": [said for each in telephones for said in each.refused],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
