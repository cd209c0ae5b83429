"""Many telephones at once, each over a connection that stays: `telephones.py FILE`; a program that knows no Django.

The file says who they are, where to send, and the answers, which they take one after another until none is left.
"""

import base64
import http.client
import json
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
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)
        told = base64.b64encode(f"{person['username']}:{person['secret']}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {told}", "X-OpenRosa-Version": "1.0",
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        }  # fmt: skip
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
                self.connection.close()
                return
            began = time.perf_counter()
            try:
                status, said = self._send(body)
            except (OSError, http.client.HTTPException) as error:
                self.connection.close()
                status, said = 0, repr(error)
            self.took.append(time.perf_counter() - began)
            if status == _CREATED:
                self.acknowledged.append(name)
            else:
                self.refused.append(f"{status} {said[:300]}")

    def _send(self, body: bytes) -> tuple[int, str]:
        self.connection.request("POST", "/openrosa/submission", body, self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


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
