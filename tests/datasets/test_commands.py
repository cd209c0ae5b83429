"""The commands, as operators and scripts call them; and the real files, where they are."""

import csv
import io
from collections import defaultdict

import pytest
from django.core.management import call_command

from datasets.models import Layer, Record, StagedRow
from tambon.models import Area
from tests.datasets.conftest import DIMENSIONS, row, text_of
from tests.factories import tambon as make
from u2t.core.models import AuditEvent, ImportIssue, ImportRun, Mark, PrivateFile, RunState

pytestmark = pytest.mark.integration
PRIVATE = (Record, Layer, StagedRow, ImportRun, ImportIssue, Mark, PrivateFile, AuditEvent)


def run(*arguments):
    """Call a command; return its exit code and the rows it wrote."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
        code = 0
    except SystemExit as error:
        code = error.code
    return code, list(csv.reader(io.StringIO(out.getvalue())))


@pytest.fixture
def put(tmp_path, settings):
    settings.PRIVATE_FILES = tmp_path / "private"

    def write(rows, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(rows if isinstance(rows, bytes) else text_of(rows))
        return path

    return write


def test_import_stores_and_says_so(tpmap, put):
    code, rows = run("import_dataset", "tpmap-tambon", put([row(), row("630151", "เทศบาลเมืองตาก")]), "--period", 2565)

    made = ImportRun.objects.get()
    assert code == 0
    assert [(r[0], r[1], r[2], r[4]) for r in rows[:-1]] == [("3", "tumbol_ID", "630151", "warning")]
    assert rows[-1] == ["run", str(made.pk), "2", "0", "0", "0"]
    assert (made.by.username, made.by.is_system) == ("system", True)


def test_a_dry_run_does_the_same_and_leaves_nothing(tpmap, put, settings):
    before = {model: model.objects.count() for model in (*PRIVATE, Area)}

    code, rows = run(
        "import_dataset", "tpmap-tambon", put([row(), row("630151", "ทม.ตาก")]), "--period", 2565, "--dry-run"
    )

    assert (code, rows[-1]) == (0, ["run", "", "2", "0", "0", "0"])
    assert {model: model.objects.count() for model in (*PRIVATE, Area)} == before
    assert not list(settings.PRIVATE_FILES.glob("*/*"))


def test_refused_rows_refuse_the_file_unless_they_may_be_left_out(tpmap, put):
    path = put([row(), row("999999", "x")])

    code, rows = run("import_dataset", "tpmap-tambon", path, "--period", 2565)
    assert (code, rows[0][:3], rows[0][4], rows[-1][2:]) == (
        1,
        ["3", "tumbol_ID", "999999"],
        "error",
        ["0", "0", "0", "1"],
    )
    assert not Record.objects.exists()

    code, rows = run("import_dataset", "tpmap-tambon", path, "--period", 2565, "--skip-refused")
    assert (code, rows[0][0], rows[-1][2:]) == (0, "3", ["1", "0", "0", "1"])


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"%PDF-1", b'tumbol_ID,total_population\n"630111,1\n'])
def test_a_file_that_is_no_table_is_refused_in_one_row(tpmap, put, content):
    code, rows = run("import_dataset", "tpmap-tambon", put(content), "--period", 2565)

    assert (code, len(rows), rows[0][4]) == (1, 2, "error")
    assert rows[-1][2:] == ["0", "0", "0", "0"]


@pytest.mark.parametrize(
    "arguments",
    [("nichts", "{file}"), ("tpmap-tambon", "/nowhere.csv"), ("tpmap-tambon", "{file}", "--period", "ปีหน้า"),
     ("tpmap-tambon", "{file}", "--period", "2565", "--by", "nobody")],
)  # fmt: skip
def test_wrong_usage_exits_2_and_keeps_nothing(tpmap, put, arguments):
    path = put([row()])

    code, rows = run("import_dataset", *(a.replace("{file}", str(path)) for a in arguments))

    assert (code, rows) == (2, [])
    assert not ImportRun.objects.exists()


def test_undo(tpmap, put):
    run("import_dataset", "tpmap-tambon", put([row()]), "--period", 2565)
    made = ImportRun.objects.get()

    assert run("undo_import", made.pk)[0] == 0
    assert run("undo_import", made.pk)[0] == 1
    assert run("undo_import", made.pk + 1)[0] == 2
    assert not Record.objects.filter(is_live=True).exists()


@pytest.fixture
def places(tpmap, shared):
    """The tambons of TPMAP's file, as the register of places has them: those it numbers below 50."""
    with (shared / "tpmap2565_tambon_5dims_train.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    areas = {}
    for found in rows:
        code = found["tumbol_ID"]
        areas[code[:2]] = ("province", found["province_name"], "TH")
        areas[code[:4]] = ("amphoe", found["amphur_name"], code[:2])
        if code[4] < "5":
            areas[code] = ("tambon", found["tumbol_name"], code[:4])
    Area.objects.bulk_create(
        [
            Area(
                code=code,
                level=level,
                name_th=name.strip(),
                sort_key=name,
                search_key=name,
                parent_id=parent,
                today_id=code,
            )
            for code, (level, name, parent) in sorted(areas.items())
        ],
        ignore_conflicts=True,
    )
    make.area("320101", "ในเมือง")
    return rows


def test_the_real_file_of_tpmap(places, shared, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    path = shared / "tpmap2565_tambon_5dims_train.csv"

    code, rows = run("import_dataset", "tpmap-tambon", path, "--period", 2565, "--dry-run")
    assert (code, rows[-1]) == (0, ["run", "", "4551", "0", "0", "0"])
    units = {
        found["tumbol_ID"]: str(line) for line, found in enumerate(places, start=2) if found["tumbol_ID"][4] >= "5"
    }
    said = {r[2]: r[0] for r in rows[:-1] if r[1] == "tumbol_ID"}
    assert said == units
    assert len(units) == 340
    assert [(r[0], r[1]) for r in rows if "1719" in r[0]] == [("1719", "poverty_rate_income")]
    assert not Record.objects.exists()

    assert run("import_dataset", "tpmap-tambon", path, "--period", 2565)[1][-1][2:] == ["4551", "0", "0", "0"]
    assert run("import_dataset", "tpmap-tambon", path, "--period", 2565)[1][-1][2:] == ["0", "0", "4551", "0"]

    # Ten lines that know nothing of ours.
    expected = defaultdict(int)
    for found in places:
        expected["total_population"] += int(float(found["total_population"]))
        for name in DIMENSIONS:
            share = float(found[f"poverty_rate_{name}"]) * float(found["total_population"]) / 100
            assert abs(share - round(share)) < 1e-6
            expected[f"poor_{name}"] += round(share)
    stored = defaultdict(int)
    for values in Record.objects.values_list("values", flat=True):
        for name in expected:
            stored[name] += values[name]
    assert stored == expected
    assert expected["total_population"] == 21_860_417


def test_the_real_file_of_dopa(places, shared, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    path = shared / "dopa_population_2021_tambon.csv"
    with path.open(encoding="utf-8-sig") as stream:
        known = [r for r in csv.DictReader(stream) if Area.objects.filter(code=r["tambon_code"]).exists()]

    code, rows = run("import_dataset", "dopa-population", path, "--skip-refused")

    assert (code, rows[-1][2]) == (0, str(len(known)))
    live = Record.objects.filter(dataset="dopa-population", period="2564")
    assert sum(r.values["total"] for r in live) == sum(int(r["total"]) for r in known)


def test_the_columns_of_tpmap_s_village_file(catalogue, shared):
    with (shared / "tpmap_2560_2562_columns.csv").open(encoding="utf-8-sig") as stream:
        columns = [found["column"] for found in csv.DictReader(stream)]

    shipped = catalogue["tpmap-village"].fields.filter(role="value").values_list("name", flat=True)

    assert set(shipped) == set(columns)
    assert len(columns) == 41


def test_who_may_not_is_told_so_and_nothing_happens(tpmap, put, worker):
    path = put([row()])
    assert run("import_dataset", "tpmap-tambon", path, "--period", 2565, "--by", worker.username) == (2, [])
    assert not ImportRun.objects.exists()
    run("import_dataset", "tpmap-tambon", path, "--period", 2565)
    made = ImportRun.objects.get()

    assert run("undo_import", made.pk, "--by", worker.username) == (2, [])
    made.refresh_from_db()
    assert made.state == RunState.STORED
