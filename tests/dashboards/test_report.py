"""The national report: right figures, nothing beyond what its reader may see."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from dashboards import exports
from dashboards.api import ReportRequestSerializer
from dashboards.models import Rollup
from dashboards.services import rollups
from tambon.models import Area
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import tambon as make
from u2t.core import clock, jobs
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
    assert found["nation", "TH", "tpmap.poor.income"] == "30"
    assert {r["origin"] for r in rows} == {"real"}, "the newest real period is chosen, never mixed with demonstration"
    assert next(r for r in rows if r["area"] == "63")["name"] == "ตาก"


def test_figures_are_written_without_zeros_that_say_nothing(cells, tmp_path):
    rows = list(csv.DictReader(io.StringIO(_export(tmp_path, "csv").read_text(encoding="utf-8-sig"))))

    found = {(r["area"], r["indicator"]): (r["value"], r["numerator"], r["denominator"]) for r in rows}
    assert found["TH", "tpmap.rate.income"] == ("4.2857142857", "30", "7")
    assert found["63", "tpmap.poor.income"] == ("20", "20", "")


def test_cover_says_of_when_through_which_programme_and_how_many_and_sheets_are_fit_to_read(cells, tmp_path):
    make.programme("u2t1"), make.programme("u2t2", starts_on=date(2022, 7, 1), ends_on=date(2022, 9, 30))
    make.university("kpru")
    poor = figures.indicator("tpmap.poor.income")
    for programme, value in (("u2t1", 20), ("u2t2", 10)):
        figures.rollup("university", "kpru", value, indicator=poor, programme=programme)
    out = _export(tmp_path, "xlsx", "--programme", "u2t1")

    book = CalamineWorkbook.from_path(out)
    cover = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    assert cover["ช่วงเวลา"] == "ปี 2565"
    assert cover["โครงการ (สำหรับมหาวิทยาลัย)"] == "u2t1"
    assert (cover["แถว: จังหวัด"], cover["แถว: ประเทศ"], cover["แถว: อำเภอ"]) == (2, 1, 0)
    assert cover["tpmap.poor.income"] == "ตัวชี้วัด tpmap.poor.income (คน)"
    assert "GeoThai" in cover["ชื่อและรหัสพื้นที่"]
    assert book.get_sheet_by_name("มหาวิทยาลัย").to_python()[1][:3] == ["kpru", "มหาวิทยาลัย kpru", 20.0]
    with zipfile.ZipFile(out) as parts:
        for number in range(1, len(book.sheet_names) + 1):
            text = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', text)]
            assert min(widths) >= 14, text[:500]
            assert max(widths) >= 34
            assert re.search(r'<pane ySplit="\d"[^>]* state="frozen"/>', text), text[:500]


def test_english_report_has_english_names_of_areas_and_indicators(cells, tmp_path):
    Area.objects.filter(pk="63").update(name_en="Tak")

    book = CalamineWorkbook.from_path(_export(tmp_path, "xlsx", "--language", "en"))
    provinces = book.get_sheet_by_name("Province").to_python()
    assert provinces[2][:3] == ["63", "Tak", 20.0]
    assert provinces[0][2] == "Indicator tpmap.poor.income (people)"


def test_a_programme_that_is_not_there_is_refused(cells, tmp_path, client, officer):
    with pytest.raises(CommandError, match="nope"):
        _export(tmp_path, "csv", "--programme", "nope")
    client.force_login(officer)
    answer = client.post("/api/v1/exports/national-report/", {"format": "csv", "programme": "nope"})
    assert (answer.status_code, answer.json()["field"]) == (422, "programme")


@pytest.mark.parametrize("as_of", ["", "2035-01-02T00:00"])
@pytest.mark.parametrize("media", ["csv", "xlsx", "pdf"])
def test_progress_is_known_and_reaches_its_end(nation, officer, client, monkeypatch, media, as_of):
    make.programme()
    figures.counted()
    for place in ("630101", "630111", "500101"):
        figures.record(place, n=1)
    rollups.roll_up(by=system_user())
    heard = []
    monkeypatch.setattr(exports, "_NOW_AND_THEN", 2)
    client.force_login(officer)
    asked = {"period": "2565", "programme": "u2t1", "format": media, "as_of": as_of}
    assert client.post("/reports/national/", asked).status_code == 302
    progress = jobs.Hold.progress

    def hear(self, done, total=None, step=""):
        heard.append((done, total))
        progress(self, done, total, step)

    monkeypatch.setattr(jobs.Hold, "progress", hear)
    job = Job.objects.get()
    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    told = [each for each in heard if each[1]]
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == job.total == job.done
    assert Rollup.objects.filter(level="nation").exists(), "the figures of today stand again"


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
    assert [(r["period"], r["origin"], r["value"]) for r in rows] == [("2564", "demo", "99")]


@pytest.mark.parametrize("out", ["nowhere/out.csv", "."])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_counted(cells, tmp_path, out):
    with pytest.raises(CommandError, match="Nothing can be written"):
        call_command("export_report", "national", "--format", "csv", "--out", str(tmp_path / out))


def test_a_day_is_its_end_for_the_api_as_for_the_command():
    known = ReportRequestSerializer(data={"format": "csv", "as_of": "2035-01-02"})

    assert known.is_valid(), known.errors
    assert (
        known.validated_data["as_of"] == clock.moment_of("2035-01-02") == datetime(2035, 1, 2, 16, 59, 59, 999999, UTC)
    )
    unknown = ReportRequestSerializer(data={"format": "csv", "as_of": "เมื่อวาน"})
    assert (unknown.is_valid(), set(unknown.errors)) == (False, {"as_of"})


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
