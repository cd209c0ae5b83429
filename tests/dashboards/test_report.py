"""The national report: right figures, nothing beyond what its reader may see."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from tests.factories import dashboards as figures
from u2t.core import jobs
from u2t.core.models import Job, JobState

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def cells(nation):
    rate = figures.indicator(position=2)
    poor = figures.indicator("tpmap.poor.income", position=1)
    for level, area, value in [
        ("nation", "TH", 30), ("province", "63", 20), ("province", "50", 10), ("tambon", "630111", 20),
        ("tambon", "500101", 10),
    ]:  # fmt: skip
        figures.rollup(level, area, value, indicator=poor)
        figures.rollup(level, area, Decimal(value) / 7, numerator=value, denominator=7, indicator=rate)
    figures.rollup("nation", "TH", 99, indicator=poor, period="2564", origin="demo")


def _export(tmp_path, media, *options):
    out = tmp_path / f"report.{media}"
    call_command("export_report", "national", "--format", media, "--out", str(out), *options, stdout=io.StringIO())
    return out


def test_csv_has_a_line_per_area_and_indicator(cells, tmp_path):
    out = _export(tmp_path, "csv")

    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    found = {(r["level"], r["area"], r["indicator"]): r["value"] for r in rows}
    assert len(rows) == 10
    assert found["nation", "TH", "tpmap.poor.income"] == "30.0000000000"
    assert {r["origin"] for r in rows} == {"real"}, "the newest real period is chosen, never mixed with demonstration"
    assert next(r for r in rows if r["area"] == "63")["name"] == "ตาก"


def test_workbook_has_a_cover_and_a_sheet_per_level_with_codes_as_text(cells, tmp_path):
    book = CalamineWorkbook.from_path(_export(tmp_path, "xlsx"))

    assert len(book.sheet_names) == 4
    provinces = book.get_sheet_by_index(2).to_python()
    assert provinces[1][:2] == ["50", "เชียงใหม่"]
    assert provinces[2][:3] == ["63", "ตาก", 20.0]


def test_pdf_is_made_with_thai_text(cells, tmp_path):
    assert _export(tmp_path, "pdf").read_bytes().startswith(b"%PDF")


def test_period_chosen_apart(cells, tmp_path):
    out = _export(tmp_path, "csv", "--period", "2564")

    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(r["period"], r["origin"], r["value"]) for r in rows] == [("2564", "demo", "99.0000000000")]


def test_period_without_figures_is_refused(cells, tmp_path):
    with pytest.raises(CommandError, match="2599"):
        _export(tmp_path, "csv", "--period", "2599")


def test_report_of_an_officer_leaves_other_tambons_out(cells, officer, client):
    client.force_login(officer)
    response = client.post("/reports/national/", {"period": "2565", "format": "csv", "as_of": ""})
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    text = b"".join(client.get(f"/files/{job.file_id}/").streaming_content).decode("utf-8-sig")
    assert "630111" in text
    assert "500101" not in text


def test_report_is_not_for_applicants(cells, applicant, client):
    client.force_login(applicant)

    assert client.get("/reports/national/").status_code == 403


def test_report_in_an_unknown_format_is_refused_beside_the_field(cells, officer, client):
    client.force_login(officer)

    response = client.post("/reports/national/", {"period": "2565", "format": "exe", "as_of": ""})

    assert response.status_code == 422
    assert "format" in response.context["form"].errors
    assert not Job.objects.exists()
