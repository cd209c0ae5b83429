"""Wrong and hostile files through all three doors: page, API and command say the same, in Thai, cell by cell."""

import csv
import io
import zipfile
from dataclasses import dataclass

import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from datasets.models import Record
from tests.datasets.conftest import check, row, text_of
from u2t.core.importing.issues import remedy_of
from u2t.core.models import ImportRun

pytestmark = pytest.mark.integration

GOOD = text_of([row(), row("630101", "ระแหง", 50)])
TEXT = GOOD.decode()
HEADINGS, FIRST, SECOND = TEXT.splitlines()


def _lines(*lines):
    return "\r\n".join((HEADINGS, *lines)).encode() + b"\r\n"


def _changed(**cells):
    return text_of([row(), row("630101", "ระแหง", 50) | cells])


def _book(touch=None, rows=None):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("ข้อมูล")
        for line, cells in enumerate(rows or csv.reader(io.StringIO(TEXT))):
            sheet.write_row(line, 0, cells)
        if touch:
            touch(made, sheet)
    return buffer.getvalue()


def _bomb():
    buffer = io.BytesIO(_book())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (30 * 1024 * 1024))
    return buffer.getvalue()


def _titled():
    table = [[], [], *csv.reader(io.StringIO(TEXT))]
    return _book(lambda _made, sheet: sheet.merge_range(0, 0, 0, 7, "ตารางที่ 1 ความยากจน"), table)


def _formula(made, sheet):
    sheet.write_formula(2, 2, "=25+25", value=50)


def _merged(made, sheet):
    sheet.merge_range(1, 2, 2, 2, 200)


@dataclass(frozen=True)
class Case:
    """A file and what is said of it: (row, column, part of the Thai sentence); nothing is said of what is understood.

    `stored` are the places of which rows may be stored.
    """

    content: bytes
    said: tuple[tuple[int, str, str], ...] = ()
    stored: tuple[str, ...] = ("630101", "630111")
    name: str = "file.csv"
    period: str = "2565"


FIRST_ONLY = ("630111",)
CASES = {
    "empty": Case(b"", ((0, "", "ไฟล์ว่างเปล่า"),), ()),
    "only-a-mark": Case(b"\xef\xbb\xbf", ((0, "", "ไฟล์ว่างเปล่า"),), ()),
    "bomb": Case(_bomb(), ((0, "", "ขยายออก"),), (), "file.xlsx"),
    "html-as-xlsx": Case(b"<html><table><tr><td>1</table>", ((0, "", "หน้าเว็บ"),), (), "file.xlsx"),
    "lone-quote": Case(_lines(FIRST, SECOND.replace("ระแหง", '"ระแหง')), ((3, "", "อัญประกาศ"),), ()),
    "cp874": Case(TEXT.encode("cp874"), name="FILE.CSV"),
    "utf-16": Case(TEXT.encode("utf-16")),
    "byte-order-mark": Case(b"\xef\xbb\xbf" + GOOD),
    "thai-digits": Case(_changed(tumbol_ID="๖๓๐๑๐๑", total_population="๕๐")),
    "titles-merged": Case(_titled(), ((3, "", "ชื่อตาราง"),), name="FILE.XLSX"),
    "totals": Case(_lines(FIRST, SECOND, ",รวมทั้งจังหวัด,250,0,0,0,0,0"), ((4, "", "รวมทั้งจังหวัด"),)),
    "twice": Case(_lines(FIRST, SECOND, SECOND), ((3, "tumbol_ID", "แถวที่ 4"), (4, "tumbol_ID", "แถวที่ 3")), FIRST_ONLY),
    "negative": Case(_changed(total_population=-5), ((3, "total_population", "ต่ำกว่า"),), FIRST_ONLY),
    "formula-as-text": Case(_changed(total_population="=25+25"), ((3, "total_population", "สูตร"),), FIRST_ONLY),
    "formula": Case(_book(_formula), ((3, "total_population", "สูตร"),), FIRST_ONLY, "file.xlsx"),
    "formula-in-a-name": Case(_changed(tumbol_name="=HYPERLINK()"), ((3, "tumbol_name", "ชื่อ"),)),
    "merged-figures": Case(_book(_merged), ((3, "total_population", "ผสาน"),), FIRST_ONLY, "file.xlsx"),
    "cell-too-many": Case(_lines(FIRST, SECOND + ",7"), ((3, "", "9 เซลล์"),), FIRST_ONLY),
    "column-too-many": Case(
        "\n".join(
            f"{line},{more}" for line, more in zip((HEADINGS, FIRST, SECOND), ("โน้ต", "ก", "ข"), strict=True)
        ).encode(),
        ((1, "โน้ต", "โน้ต"),),
    ),
    "column-missing": Case(b"tumbol_ID,tumbol_name\n630111,\n", ((1, "total_population", "ประชากรที่สำรวจ จปฐ."),), ()),
    "unknown-period": Case(GOOD, ((0, "", "2599"),), (), period="2599"),
    "code-as-float": Case(_changed(tumbol_ID="630101.0")),
    "codes-several": Case(_changed(tumbol_ID="630101, 630102"), ((3, "tumbol_ID", "6 หลัก"),), FIRST_ONLY),
    "code-in-parts": Case(_changed(tumbol_ID="63.0 / 1.0 / 1.0")),
    "nothing": Case(_changed(poverty_rate_health="-")),
    "prefix": Case(_changed(tumbol_name="ต. ระแหง")),
    "decomposed": Case(
        text_of(
            [
                row("630101", "\u0e23\u0e30\u0e41\u0e2b\u0e07", 50),
                row("630108", "\u0e19\u0e49\u0e4d\u0e32\u0e23\u0e36\u0e21", 20),
            ]
        ),
        stored=("630101", "630108"),
    ),
    "unknown-code": Case(_changed(tumbol_ID="999999"), ((3, "tumbol_ID", "ไม่มีพื้นที่"),), FIRST_ONLY),
}


@pytest.fixture
def places(nation):
    from tests.factories import tambon as make

    make.area("630108", "น้ำรึม")


@pytest.fixture(params=sorted(CASES))
def case(request, places, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return CASES[request.param]


def _file(case):
    file = io.BytesIO(case.content)
    file.name = case.name
    return {"file": file, "period": case.period}


def _check(case, found):
    """Compare (row, column, sentence) of a door with what is expected."""
    assert [(line, column) for line, column, _text in found] == [(line, column) for line, column, _text in case.said]
    for (_line, _column, text), (_one, _two, part) in zip(found, case.said, strict=True):
        assert part in text


def _stored():
    return tuple(Record.objects.filter(is_live=True).order_by("place").values_list("place_id", flat=True))


def test_by_page(client, steward, tpmap, case):
    client.force_login(steward)

    answer = client.post("/datasets/tpmap-tambon/import/", _file(case))

    run = ImportRun.objects.first()
    if run is None:
        assert answer.status_code == 422
        assert escape(case.said[0][2]) in answer.content.decode()
        return
    page = client.get(answer["Location"]).content.decode()
    issues = list(run.issues.order_by("line", "pk"))
    assert len(issues) == len(case.said)
    for issue, (line, _column, part) in zip(issues, case.said, strict=True):
        assert (issue.line, escape(part) in page) == (line, True)
        assert escape(remedy_of(issue.code, issue.values)) in page
    assert client.post(f"/datasets/imports/{run.pk}/store/", {"skip_refused": "1"}).status_code == 302
    assert _stored() == case.stored


def test_by_api(client, steward, tpmap, case):
    client.force_login(steward)

    answer = client.post("/api/v1/imports/", _file(case) | {"dataset": "tpmap-tambon"})

    body = answer.json()
    if answer.status_code == 422:
        assert case.said[0][2] in str(body)
        assert not ImportRun.objects.exists()
        return
    issues = client.get(f"/api/v1/imports/{body['id']}/issues/").json()["results"]
    _check(case, [(issue["line"], issue["column"], issue["message"]) for issue in issues])
    assert all(issue["remedy"] for issue in issues)
    client.post(f"/api/v1/imports/{body['id']}/store/", {"skip_refused": True}, content_type="application/json")
    assert _stored() == case.stored


def test_by_command(tpmap, case, tmp_path):
    path, out, err = tmp_path / case.name, io.StringIO(), io.StringIO()
    path.write_bytes(case.content)
    given = ["tpmap-tambon", str(path), "--period", case.period, "--skip-refused"]

    try:
        call_command("import_dataset", *given, stdout=out, stderr=err)
        status = 0
    except SystemExit as error:
        status = error.code

    *rows, _run = (
        [*csv.reader(io.StringIO(out.getvalue())), []]
        if not out.getvalue()
        else csv.reader(io.StringIO(out.getvalue()))
    )
    found = [(int(line), column, message) for line, column, _value, message, *_more in rows]
    _check(case, found or [(0, "", err.getvalue())] if case.period == "2599" else found)
    assert bool(status) == (not case.stored)
    assert _stored() == case.stored


@pytest.mark.parametrize(
    ("content", "offered"), [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), False), (b"a,b\n1,2\n", True)]
)
def test_a_file_that_is_no_table_has_no_columns_to_choose_and_no_cells_to_mark(
    client, steward, tpmap, content, offered
):
    run = check(steward, tpmap, content)
    client.force_login(steward)

    page = client.get(reverse("import-detail", args=[run.pk])).content.decode()

    assert run.state == "refused"
    assert [reverse(name, args=[run.pk]) in page for name in ("import-columns", "import-annotate")] == [offered] * 2
