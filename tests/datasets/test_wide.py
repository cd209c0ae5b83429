"""A data set of very many questions: read on pages, and downloaded in every kind of file."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from datasets.services import reviews
from tests.datasets.conftest import downloaded
from tests.factories import fieldwork as make
from u2t.core import downloads, files, jobs
from u2t.core.models import Job

pytestmark = [pytest.mark.integration, pytest.mark.slow]

#: More than the database takes in one list of columns (1,664), and more than a GeoPackage has (2,000).
WIDE = 2100


@pytest.fixture
def record(private, worker, pm, nation):
    rows = "".join(f",integer,q{n},คำถาม {n},Question {n},,,\n" for n in range(WIDE))
    form = make.form(make.survey().replace(",note,", f"{rows},note,"))
    make.collecting("630111")
    entry = make.entry(worker, form, values={"wells": 3, "spot": "16.8, 99.1", **{f"q{n}": n for n in range(WIDE)}})
    return reviews.verify(by=pm, entry=entry, version=entry.version).record


def file_of(user, media):
    return files.read(downloaded(user, "wells", media=media).file)


def test_it_is_downloaded_as_every_kind_of_file(record, pm):
    (row,) = csv.DictReader(io.StringIO(file_of(pm, "csv").decode("utf-8-sig")))
    assert (row["คำถาม 0"], row[f"คำถาม {WIDE - 1}"]) == ("0", str(WIDE - 1))
    assert row["บ่อน้ำ (บ่อ)"] == "3"
    head, cells = load_workbook(io.BytesIO(file_of(pm, "xlsx"))).active.values
    assert cells[head.index(f"คำถาม {WIDE - 1}")] == WIDE - 1
    (feature,) = json.loads(file_of(pm, "geojson"))["features"]
    assert feature["properties"][f"q{WIDE - 1}"] == WIDE - 1


def test_a_geopackage_says_that_it_cannot_hold_so_many_columns(record, pm):
    asked = downloads.ask(name="datasets.records", media="gpkg", query="", arguments={"dataset": "wells"}, by=pm)
    jobs.run(asked.pk)

    assert "2,000" in Job.objects.get(pk=asked.pk).error


def test_its_pages_open(client, record, pm):
    client.force_login(pm)
    for address in (
        f"/datasets/records/{record.pk}/", "/datasets/wells/records/", "/datasets/wells/", "/datasets/wells/map/",
        f"/datasets/entries/{record.entries.get().pk}/", f"/api/v1/entries/{record.entries.get().pk}/",
        "/api/v1/datasets/wells/records/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200
