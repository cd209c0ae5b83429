"""Downloads of records that the database writes: the same rows and cells as through Python, and nothing more."""

import csv
import io

import pytest

from datasets.models import Dataset, Record
from datasets.selectors import copies
from datasets.selectors.records import live_records
from datasets.views.records import RECORDS
from tests.datasets.conftest import downloaded, row, store
from u2t.core import clock, downloads, files

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]

ODD = {
    "poverty_rate_health": '=HYPERLINK("x")', "poverty_rate_living": -2.5, "poverty_rate_education": "-บ้าน, ริมน้ำ\nล่าง",
    "poverty_rate_income": ["rice", "cane"], "total_population": None,
}  # fmt: skip


@pytest.fixture
def records(tpmap, steward):
    store(steward, tpmap, [row(), row(code="500101", name="ศรีภูมิ")])
    record = Record.objects.get(place="630111")
    record.values |= ODD
    record.save(update_fields=["values"])
    return record


def lines(job):
    return list(csv.reader(io.StringIO(files.read(job.file).decode("utf-8-sig"))))


def of_maetho(user):
    """Return the headings and the row of the odd record: of two stored at once either may have the lower key."""
    heads, *rows = lines(downloaded(user, "tpmap-tambon"))
    return heads, next(row for row in rows if row[0] == "630111")


def through_python(user, dataset, monkeypatch):
    spec = {"name": "datasets.records", "copied": None}
    plain = type(RECORDS)(**{f: getattr(RECORDS, f) for f in RECORDS.__slots__} | spec)
    monkeypatch.setitem(downloads.lists._specs, "datasets.records", plain)
    return lines(downloaded(user, dataset))


def test_the_database_writes_what_python_would_write(records, steward, monkeypatch):
    job = downloaded(steward, "tpmap-tambon")
    found = lines(job)

    assert len(found) == 3
    assert job.result == {"rows": 2}
    assert found == through_python(steward, "tpmap-tambon", monkeypatch)


def test_no_cell_runs_in_a_spreadsheet_and_choices_stand_in_one_cell(records, steward):
    heads, first = of_maetho(steward)

    shown = dict(zip(RECORDS.columns(dataset="tpmap-tambon"), first, strict=True))
    cells = {column.source.removeprefix("values__"): cell for column, cell in shown.items()}
    assert cells["poverty_rate_health"] == '\'=HYPERLINK("x")'
    assert cells["poverty_rate_living"] == "-2.5"
    assert cells["poverty_rate_education"] == "'-บ้าน, ริมน้ำ\nล่าง"
    assert cells["poverty_rate_income"] == "rice cane"
    assert cells["total_population"] == ""
    assert len(heads) == len(first)


def test_a_text_that_begins_with_a_bracket_is_no_list_and_no_formula_comes_out_of_one(records, steward, monkeypatch):
    given = {
        "poverty_rate_health": "[=1+1]",
        "poverty_rate_living": [],
        "poverty_rate_education": ["=1+1", "b"],
        "poverty_rate_income": '[ร้าน "ป้า"], ข้าว',
        "total_population": ["-5"],
    }
    records.values |= given
    records.save(update_fields=["values"])

    _heads, first = of_maetho(steward)

    shown = dict(zip(RECORDS.columns(dataset="tpmap-tambon"), first, strict=True))
    cells = {column.source.removeprefix("values__"): cell for column, cell in shown.items()}
    assert {name: cells[name] for name in given} == given | {
        "poverty_rate_living": "", "poverty_rate_education": "'=1+1 b", "total_population": "-5"
    }  # fmt: skip
    assert lines(downloaded(steward, "tpmap-tambon")) == through_python(steward, "tpmap-tambon", monkeypatch)


def test_a_reader_gets_the_rows_of_the_own_area_and_of_the_filter(records, steward, officer):
    assert [line[0] for line in lines(downloaded(officer, "tpmap-tambon"))[1:]] == ["630111"]
    assert [line[0] for line in lines(downloaded(steward, "tpmap-tambon", query="province=50"))[1:]] == ["500101"]
    assert lines(downloaded(officer, "tpmap-tambon", query="province=50"))[1:] == []


def test_what_is_personal_is_in_no_column(records, steward):
    Dataset.objects.get(pk="tpmap-tambon").fields.filter(name="poverty_rate_education").update(is_personal=True)

    assert "ริมน้ำ" not in str(lines(downloaded(steward, "tpmap-tambon")))


def test_names_too_long_or_odd_for_the_database_are_read(records, steward):
    name = "ชื่อ'ยาว\"มาก%s" * 4
    fields = Dataset.objects.get(pk="tpmap-tambon").fields
    fields.create(name=name, label_th="ยาว", kind="text", role="value", position=99)
    records.values |= {name: "อยู่"}
    records.save(update_fields=["values"])

    heads, first = of_maetho(steward)

    assert dict(zip(heads, first, strict=True))["ยาว"] == "อยู่"


def test_many_rows_come_in_pieces_in_the_order_of_the_key(records, steward, monkeypatch):
    monkeypatch.setattr(copies, "_PIECE", 2)
    made = [
        Record(dataset_id="tpmap-tambon", place_id="630111", period="2565", key=f"{n}", changed_at=clock.now())
        for n in range(3)
    ]
    Record.objects.bulk_create(made)

    job = downloaded(steward, "tpmap-tambon")
    found = lines(job)

    assert job.result == {"rows": 5}
    assert job.done == 5
    assert len(found) == 6
    assert len(list(copies.copied(live_records(steward, "tpmap-tambon"), []))) == 3
