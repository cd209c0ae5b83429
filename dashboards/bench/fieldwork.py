"""What the field sends and what is read of it: a form of 54 questions, its collectors, and 50,200 records."""

import json
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from dashboards.bench.measures import seconds
from dashboards.rolling.sql import rows, run
from datasets.importing import formintake
from datasets.models import Form
from datasets.services import apppasswords, catalogue, rounds
from tambon.models import Membership, User
from tambon.system import system_user
from u2t.core import downloads, files, jobs
from u2t.core.models import Job

QUESTIONS = 54
_CODE = "bench-field"
_VERSION = "2564010101"
_KINDS = ("integer", "text", "decimal", "select_one yn", "date", "select_multiple crop")
_ANSWERS = ("12", "สมมุติ บ้านเลขที่ 9 หมู่ 4", "3.5", "yes", "2021-02-25", "rice cane")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the clients saw: seconds of each answer, in all, and the instances that were acknowledged."""

    took: list[float]
    seconds: float
    acknowledged: list[str]
    refused: list[str]

    @property
    def rate(self) -> float:
        """Return how many were acknowledged in a second."""
        return len(self.acknowledged) / self.seconds

    @property
    def p95(self) -> float:
        """Return the time within which nineteen of twenty were answered."""
        return sorted(self.took)[int(len(self.took) * 0.95)] if self.took else 0.0


def build(clients: int) -> list[dict[str, str]]:
    """Bring the form, open a round of it, and let in a telephone for each client; return who they are."""
    by = system_user()
    dataset = catalogue.create(
        by=by, code=_CODE, facts={"name_th": "-", "owner_th": "-", "place_level": "tambon"},
    )  # fmt: skip
    content = _xlsform().encode()
    form = formintake.bring(by=by, dataset=dataset, file=BytesIO(content), name="bench.csv")
    files.path_of(form.source).unlink(missing_ok=True)
    tambons = [code for (code,) in rows("SELECT code FROM tambon_area WHERE level = 'tambon' ORDER BY code LIMIT 16")]
    rounds.open_round(
        by=by, dataset=dataset, names=("-", ""), period="2564", days=(date(2021, 1, 1), date(2021, 12, 31)),
        areas=dict.fromkeys(tambons),
    )  # fmt: skip
    return [_telephone(number, tambons[number % len(tambons)]) for number in range(clients)]


def _telephone(number: int, tambon: str) -> dict[str, str]:
    user = User.objects.create(username=f"field-{number}")
    Membership.objects.create(user=user, role="worker", area_id=tambon, during=DateRange(date(2020, 1, 1), None))
    return {"username": user.username, "secret": apppasswords.create(by=user, name="bench")[1]}


def _xlsform() -> str:
    questions = "".join(
        f",{_KINDS[number % len(_KINDS)]},q{number},คำถามที่ {number},Question {number}\n" for number in range(QUESTIONS)
    )
    return (
        f"survey,,,,\n,type,name,label::ไทย (th),label::English (en)\n{questions}"
        "choices,,,,\n,list_name,name,label::ไทย (th),label::English (en)\n"
        ",yn,yes,มี,Yes\n,yn,no,ไม่มี,No\n,crop,rice,ข้าว,Rice\n,crop,cane,อ้อย,Cane\n"
        f"settings,,,,\n,form_title,version,default_language,\n,แบบวัดผล,{_VERSION},ไทย (th),\n"
    )


def instance(number: int, name: str) -> str:
    """Write an answered form as Collect stores it."""
    answers = "".join(f"<q{each}>{_ANSWERS[each % len(_ANSWERS)]}</q{each}>" for each in range(QUESTIONS))
    answers = answers.replace("<q0>12<", f"<q0>{number}<")
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{_CODE}" version="{_VERSION}">'
        f"{answers}<orx:meta><orx:instanceID>uuid:{name}</orx:instanceID></orx:meta></data>"
    )


def send(address: str, folder: Path, people: list[dict[str, str]], many: int) -> Sent:
    """Let all send at once, from a process of their own, so many answers in all; return what they saw."""
    names = [str(uuid.uuid4()) for _number in range(many)]
    given = {
        "address": address,
        "people": people,
        "answers": [[name, instance(n, name)] for n, name in enumerate(names)],
    }
    (folder / "telephones.json").write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(Path(__file__).with_name("telephones.py")), str(folder / "telephones.json")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Sent(**json.loads(done.stdout))


def lost(sent: Sent) -> int:
    """Count what was acknowledged and is not there as one revision of one entry, which nobody has to decide about."""
    found = rows(
        """SELECT count(*) FROM datasets_entryrevision v JOIN datasets_entry e ON e.id = v.entry_id
        WHERE v.instance = ANY(%(names)s) AND e.state = 'submitted' AND e.held = '[]' AND NOT e.is_late
          AND e.values ->> 'q53' IS NOT NULL""",
        {"names": [f"uuid:{name}" for name in sent.acknowledged]},
    )
    return len(sent.acknowledged) - int(found[0][0])


def fill(many: int) -> None:
    """Store so many records with all the answers of the form, spread over the tambons."""
    form = Form.objects.get(dataset=_CODE)
    values = {question["field"]: _value(n) for n, question in enumerate(form.questions)}
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        SELECT %(dataset)s, a.codes[1 + n %% cardinality(a.codes)], '2564', n::text, 'real',
          %(values)s::jsonb || jsonb_build_object('q0', n), true, 1, now()
        FROM generate_series(1, %(many)s) n,
          (SELECT array_agg(code ORDER BY code) AS codes FROM tambon_area WHERE level = 'tambon') a""",
        {"dataset": _CODE, "values": json.dumps(values, ensure_ascii=False), "many": many},
    )
    run("VACUUM ANALYZE datasets_record")


def _value(number: int) -> Any:
    return (12, "สมมุติ บ้านเลขที่ 9 หมู่ 4", 3.5, "yes", "2021-02-25", ["rice", "cane"])[number % len(_KINDS)]


def export(times: int) -> tuple[float, int]:
    """Return the time of the download of all records as CSV, by the job that a person starts, and its rows."""
    by = system_user()
    counts = []

    def work() -> None:
        job = downloads.ask(name="datasets.records", media="csv", query="", arguments={"dataset": _CODE}, by=by)
        jobs.run(job.pk)
        job = Job.objects.select_related("file").get(pk=job.pk)
        if job.file is None:
            raise RuntimeError(f"the download failed: {job.error}")
        counts.append(int(job.result["rows"]))
        files.path_of(job.file).unlink()

    return seconds(work, times), counts[0]


def pages(deep: int, times: int) -> tuple[float, float]:
    """Return the time of the first page of the records API, and of the one that begins so many rows later.

    The reader sees everything: who sees one province has fewer rows to go through.
    """
    client = Client(raise_request_exception=True, SERVER_NAME="localhost")
    client.force_login(system_user(), backend="tambon.backends.SignInBackend")
    first = f"/api/v1/datasets/{_CODE}/records/"

    def get(address: str) -> Any:
        response = client.get(address)
        if response.status_code != 200:  # noqa: PLR2004 - the word for "fine"
            raise RuntimeError(f"the records answered {response.status_code}")
        return response.json()

    address = f"{first}?page_size=1000"
    for _page in range(deep // 1000):
        address = get(address)["next"] or address
    address = address.replace("page_size=1000", "page_size=100")
    get(first)
    return seconds(lambda: get(first), times), seconds(lambda: get(address), times)
