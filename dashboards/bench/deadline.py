"""Deadline day: everybody has an account, the month is open, and afterwards all that was acknowledged is counted."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from dashboards.bench import crowd_files, month, people
from dashboards.rolling.sql import rows, run
from tambon.models import User
from u2t.machine import port
from u2t.machine.running import children
from u2t.machine.supervisor import Child

#: The day after the month, when everybody sends.
TODAY = "2021-03-01T08:00:00+07:00"
DAY = "2021-02-25"
_A_CHUNK = 5_000
#: Seconds in which the server has to answer.
_PATIENCE = 120
_FOLLOWED = ("web", "worker")


@dataclass(frozen=True, slots=True)
class Count:
    """What was acknowledged of one kind, and what of it the database holds."""

    acknowledged: int
    stored: int
    doubled: int


def build(count: int, folder: Path) -> None:
    """Bring in so many people, give each an account and a token, open the month; write who sends what."""
    people.import_people(people.build(count))
    period = month.open_month()
    _accounts()
    found = rows(
        """SELECT t.key, c.id FROM workforce_contract c JOIN workforce_person p ON p.id = c.person_id
        JOIN authtoken_token t ON t.user_id = p.user_id ORDER BY md5(c.id::text)"""
    )
    lines = ({"token": key, "contract": contract, "period": period.pk, "day": DAY} for key, contract in found)
    (folder / crowd_files.PEOPLE).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    run("VACUUM ANALYZE")


def _accounts() -> None:
    password = make_password(None)
    keys = [key for (key,) in rows("SELECT id FROM workforce_person ORDER BY id")]
    for first in range(0, len(keys), _A_CHUNK):
        User.objects.bulk_create(
            User(username=f"load-{key}", first_name="สมมุติ", last_name="โหลด", password=password)
            for key in keys[first : first + _A_CHUNK]
        )
    run("UPDATE workforce_person p SET user_id = u.id FROM tambon_user u WHERE u.username = 'load-' || p.id")
    run(
        """INSERT INTO tambon_membership (user_id, role, area_id, during, created_at)
        SELECT p.user_id, 'worker', o.tambon_id, c.during, now() FROM workforce_contract c
        JOIN workforce_placement l ON l.contract_id = c.id JOIN workforce_post o ON o.id = l.post_id
        JOIN workforce_person p ON p.id = c.person_id"""
    )
    # A token is as hard to guess as any: a secret of this run, and the account's number.
    run(
        """INSERT INTO authtoken_token (key, user_id, created)
        SELECT left(md5(%(secret)s || id) || md5(id || %(secret)s), 40), id, now()
        FROM tambon_user WHERE username LIKE 'load-%%'""",
        {"secret": secrets.token_hex(16)},
    )


@contextmanager
def site(database: str) -> Iterator[str]:
    """Run web and worker over a database with the commands of `make run`; give the address."""
    variables = os.environ | {
        "DATABASE_URL": address_of(database),
        "U2T_CLOCK": f"{TODAY}@{datetime.now(UTC).isoformat(timespec='seconds')}",
        "U2T_LOG_LEVEL": "WARNING",
    }
    with port.reserve(port.wanted()) as web:
        started = [child for child in children(sys.executable, variables, web.fileno()) if child.name in _FOLLOWED]
        port.listen(web)
        running = [_start(child) for child in started]
        address = "http://{}:{}".format(*web.getsockname())
        try:
            _await(address)
            yield address
        finally:
            for process in running:
                process.send_signal(signal.SIGTERM)
            for process in running:
                process.wait(timeout=60)


def _start(child: Child) -> "subprocess.Popen[bytes]":
    with Path(settings.BASE_DIR, "var", f"load-{child.name}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - a command of our own
            child.command, env=dict(child.environment), pass_fds=child.files, cwd=settings.BASE_DIR,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip


def _await(address: str) -> None:
    for _try in range(_PATIENCE):
        with suppress(OSError), urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own address
            return
        time.sleep(1)
    raise RuntimeError("the server did not answer; see var/load-web.log")


def address_of(database: str) -> str:
    """Return the address of a database beside the configured one."""
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    address = f"{base.rpartition('/')[0]}/{database}"
    return f"{address}?{query}" if query else address


def crowd(address: str, folder: Path, *, clients: int, seconds: int) -> dict[str, Any]:
    """Let so many clients send for so long; return the figures of Locust."""
    variables = os.environ | crowd_files.variables(folder)
    program = Path(__file__).with_name("crowd.py")
    many = f"--users {clients} --spawn-rate {clients} --run-time {seconds}s --stop-timeout 30"
    # Locust ends with 1 where requests failed; its figures say so too.
    subprocess.run(  # noqa: S603 - numbers and our own address
        [sys.executable, "-m", "locust", "-f", str(program), "--host", address, "--headless", *many.split()],
        env=variables, cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads((folder / crowd_files.FIGURES).read_text(encoding="utf-8"))
    return figures


def counted(folder: Path) -> dict[str, Count]:
    """Compare what was acknowledged with what the database holds."""
    lines = [line.split() for line in (folder / crowd_files.ANSWERED).read_text(encoding="utf-8").splitlines()]
    logs = sorted({key for kind, key in lines if kind == "log"})
    sent = sorted({int(key) for kind, key in lines if kind == "report"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT key) FROM workforce_daylog WHERE key = ANY(%s::uuid[])", [logs])
        written, different = cursor.fetchone()
        cursor.execute(
            """SELECT count(*) FILTER (WHERE state = 'sent'), count(*) - count(DISTINCT contract_id)
            FROM workforce_monthreport WHERE id = ANY(%s)""",
            [sent],
        )
        reports, twice = cursor.fetchone()
    return {
        "logs": Count(len(logs), different, written - different),
        "reports": Count(len(sent), reports, twice),
    }
