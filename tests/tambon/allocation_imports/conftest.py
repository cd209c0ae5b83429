"""Spreadsheets of allocations: a programme of two universities, a file of it, and the page that brings it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import tambon.tasks  # noqa: F401 - registers the jobs
from tambon.importing import sheets as intake
from tambon.importing.allocations import plan_of
from tambon.models import Allocation
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS
from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import Job, JobState

HEAD = "รหัสตำบล,ตำบล,อำเภอ,จังหวัด,มหาวิทยาลัย,เลขที่อนุมัติ,ตั้งแต่วันที่\n"
DAY = date(2021, 2, 1)


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def programme(nation):
    make.university("kpru")
    make.university("cmu", name_th="มหาวิทยาลัยเชียงใหม่")
    return make.programme()


def plan(tmp_path, programme, *lines):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return plan_of(path, programme=programme, from_on=DAY)


def opened(tmp_path, programme, by, *lines, head=HEAD):
    path = tmp_path / "a.csv"
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    with path.open("rb") as stream:
        run = sheets.bring(
            sheet=ALLOCATIONS, about=programme.pk, name="a.csv", stream=stream, by=by, options={"from_on": str(DAY)}
        )
    found = intake.plan(ALLOCATIONS, run)
    return sheets.keep_check(sheet=ALLOCATIONS, run=run, plan=found, by=by), found


def state():
    rows = Allocation.objects.order_by("tambon", "during").values_list("tambon", "university", "during", "reference")
    return [(tambon, university, d.lower, d.upper, reference) for tambon, university, d, reference in rows]


def work():
    """Do the jobs that are queued, as a worker does."""
    done = [jobs.run(job.pk) for job in Job.objects.filter(state=JobState.QUEUED).order_by("created_at")]
    assert done
    assert all(done)


@pytest.fixture
def page(client, programme, admin):
    """Bring lines by the page, as an administrator; give the address of the run."""
    client.force_login(admin)

    def bring(*lines):
        file = SimpleUploadedFile("แผน.csv", (HEAD + "\n".join(lines)).encode())
        answer = client.post("/tambon/programmes/u2t1/allocations/import/", {"file": file, "from_on": "2021-02-01"})
        return answer["Location"]

    return bring
