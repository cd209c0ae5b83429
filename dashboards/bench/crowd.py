"""Deadline day, as Locust runs it: each client takes the next person, who writes a log and sends the month's report.

Locust replaces the sockets of its whole process, so this is a program of its own and knows nothing of Django. The
environment names its files: `U2T_LOAD_PEOPLE` (JSON lines of token, contract, period and day), `U2T_LOAD_ANSWERED`
(where what the server acknowledged is kept), `U2T_LOAD_FIGURES` (where the figures go).
"""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from locust import FastHttpUser, events, task
from locust.env import Environment
from locust.exception import StopUser

#: Of so many logs one is sent again, as a phone does that never saw the answer.
AGAIN = 10
TEXT = "ลงพื้นที่สำรวจข้อมูลครัวเรือนและบันทึกข้อมูลตำบล พบปัญหาน้ำอุปโภคในฤดูแล้ง " * 4

_people = Path(os.environ["U2T_LOAD_PEOPLE"]).open(encoding="utf-8")  # noqa: SIM115 - read by all clients until the end
_answered = Path(os.environ["U2T_LOAD_ANSWERED"]).open("a", encoding="utf-8")  # noqa: SIM115 - as above


class Worker(FastHttpUser):
    """A client that goes from person to person without a pause."""

    @task
    def finish_the_month(self) -> None:
        """Log the day, begin the report, write it, send it."""
        line = _people.readline()
        if not line:
            raise StopUser
        person = json.loads(line)
        headers = {"Authorization": f"Token {person['token']}"}
        self._log(person, headers)
        self._report(person, headers)

    def _log(self, person: dict[str, Any], headers: dict[str, str]) -> None:
        body = {"key": str(uuid4()), "day": person["day"], "activity": "สำรวจข้อมูลครัวเรือน", "detail": TEXT}
        for _time in range(2 if person["contract"] % AGAIN == 0 else 1):
            answer = self.client.post("/api/v1/logs/", json=body, headers=headers, name="log")
            if answer.ok:
                _note("log", body["key"])

    def _report(self, person: dict[str, Any], headers: dict[str, str]) -> None:
        asked = {"contract": person["contract"], "period": person["period"]}
        begun = self.client.post("/api/v1/reports/", json=asked, headers=headers, name="report begun")
        if not begun.ok:
            return
        report = begun.json()
        address = f"/api/v1/reports/{report['id']}"
        written = {
            "version": report["version"], "lines": [{"text": TEXT[:200], "standing": "on"}],
            "learned": {}, "next_plan": TEXT,
        }  # fmt: skip
        saved = self.client.post(f"{address}/write/", json=written, headers=headers, name="report written")
        if not saved.ok:
            return
        certified = {"version": saved.json()["version"], "certified": True}
        sent = self.client.post(f"{address}/send/", json=certified, headers=headers, name="report sent")
        if sent.ok:
            _note("report", report["id"])


def _note(kind: str, key: object) -> None:
    _answered.write(f"{kind} {key}\n")


@events.quitting.add_listener
def _tell(environment: Environment, **_more: Any) -> None:
    _answered.close()
    total = environment.stats.total
    figures = {
        "requests": total.num_requests,
        "errors": total.num_failures,
        "a_second": total.total_rps,
        **{f"p{share}": total.get_response_time_percentile(share / 100) for share in (50, 95, 99)},
        "each": {
            entry.name: [entry.num_requests, entry.num_failures, entry.get_response_time_percentile(0.95)]
            for entry in environment.stats.entries.values()
        },
        "wrong": [f"{error.name}: {error.error} ({error.occurrences})" for error in environment.stats.errors.values()],
    }
    Path(os.environ["U2T_LOAD_FIGURES"]).write_text(json.dumps(figures), encoding="utf-8")
