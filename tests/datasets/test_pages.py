"""Pages of data sets: what they show, and what they must not."""

import io
import re

import pytest

import datasets.tasks  # noqa: F401 - registers the jobs
from datasets.models import Correction, Dataset, Record
from tests.datasets.conftest import check, row, store, text_of
from u2t.core import jobs
from u2t.core.importing.issues import kind_of
from u2t.core.models import ImportRun, Job, RunState

pytestmark = pytest.mark.integration


def upload(content, name="แฟ้ม.csv", **fields):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file, "period": "2565"} | fields


def test_a_steward_brings_a_file_sees_the_check_and_stores(client, steward, tpmap):
    client.force_login(steward)

    page = client.get("/datasets/tpmap-tambon/import/")
    assert page.status_code == 200
    posted = client.post("/datasets/tpmap-tambon/import/", upload(text_of([row(), row("630151", "เทศบาลเมืองตาก")])))
    run = ImportRun.objects.get()
    assert posted["Location"] == f"/datasets/imports/{run.pk}/"
    shown = client.get(posted["Location"]).content.decode()
    assert "630151" in shown
    assert "เทศบาลเมืองตาก" in shown
    assert f"/datasets/imports/{run.pk}/store/" in shown

    client.post(f"/datasets/imports/{run.pk}/store/")
    run.refresh_from_db()
    assert (run.state, run.created_count) == (RunState.STORED, 2)
    assert f"/datasets/imports/{run.pk}/undo/" in client.get(posted["Location"]).content.decode()


def test_problems_are_found_by_their_kind_in_words(client, steward, tpmap):
    run = check(steward, tpmap, [row(population=-5), row("999999")])
    client.force_login(steward)
    kinds = dict.fromkeys(run.issues.values_list("code", flat=True))
    assert len(kinds) > 1

    page = client.get(f"/datasets/imports/{run.pk}/").content.decode()
    narrowed = client.get(f"/datasets/imports/{run.pk}/?code=below_minimum").content.decode()

    assert all(f'<option value="{code}">{kind_of(code)}</option>' in page for code in kinds)
    assert "999999" in page
    assert "999999" not in narrowed
    assert "-5" in narrowed


def test_undo_shows_its_effect_first_and_asks_for_a_reason(client, steward, tpmap):
    run = store(steward, tpmap, [row()])
    client.force_login(steward)

    assert client.get(f"/datasets/imports/{run.pk}/undo/").status_code == 200
    assert client.post(f"/datasets/imports/{run.pk}/undo/", {"reason": ""}).status_code == 422
    assert Record.objects.filter(is_live=True).exists()
    assert client.post(f"/datasets/imports/{run.pk}/undo/", {"reason": "ผิด"}).status_code == 302
    assert not Record.objects.filter(is_live=True).exists()


@pytest.mark.parametrize("content", [b"", b"<html>"])
def test_a_bad_file_is_answered_on_the_page(client, steward, tpmap, content):
    client.force_login(steward)

    answer = client.post("/datasets/tpmap-tambon/import/", upload(content, "x.xlsx"), follow=True)

    assert answer.status_code in {200, 422}
    assert not Record.objects.exists()


def test_an_unknown_period_is_answered_at_the_form(client, steward, tpmap):
    client.force_login(steward)

    answer = client.post("/datasets/tpmap-tambon/import/", upload(text_of([row()]), period="2022"))

    assert answer.status_code == 422
    assert "2565" in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("frequency", "example"), [("year", "2565"), ("month", "2564-03")])
def test_periods_are_asked_for_as_the_data_set_writes_them(client, steward, tpmap, frequency, example):
    Dataset.objects.filter(pk="tpmap-tambon").update(frequency=frequency)
    client.force_login(steward)

    form = client.get("/datasets/tpmap-tambon/import/").context["form"]
    refused = client.post("/datasets/tpmap-tambon/import/", upload(text_of([row()]), period="x")).context["form"]

    assert re.findall(r"\d{4}(?:-\d\d)?", str(form.fields["period"].help_text)) == [example]
    assert re.findall(r"\d{4}(?:-\d\d)?", str(refused.errors)) == [example]


def test_refused_rows_are_left_out_only_when_told(client, steward, tpmap):
    run = check(steward, tpmap, [row(), row("999999", "x")])
    client.force_login(steward)

    client.post(f"/datasets/imports/{run.pk}/store/")
    run.refresh_from_db()
    assert run.state == RunState.CHECKED

    client.post(f"/datasets/imports/{run.pk}/store/", {"skip_refused": "1"})
    run.refresh_from_db()
    assert run.state == RunState.STORED


def test_the_annotated_workbook_marks_the_cell(client, steward, tpmap):
    import python_calamine

    from u2t.core import files

    run = check(steward, tpmap, [row(), row("630101", "ระแหง", "-5")])
    client.force_login(steward)

    client.post(f"/datasets/imports/{run.pk}/annotate/")
    job = Job.objects.get(kind="datasets.annotate_run")
    assert jobs.run(job.pk)

    job.refresh_from_db()
    book = python_calamine.load_workbook(str(files.path_of(job.file)))
    data, problems = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert data[2][2] == "-5"
    assert problems[1][0] == 3
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("role", "status"),
    [("steward", 200), ("admin", 200), ("ministry", 403), ("officer", 403), ("worker", 403), ("applicant", 403)],
)
def test_who_may_bring_data_in(client, request, tpmap, role, status):
    client.force_login(request.getfixturevalue(role))

    assert client.get("/datasets/tpmap-tambon/import/").status_code == status


def test_runs_of_others_are_not_there(client, officer, steward, tpmap):
    run = check(steward, tpmap, [row()])
    client.force_login(officer)

    for address in ("", "undo/"):
        assert client.get(f"/datasets/imports/{run.pk}/{address}").status_code == 404
    for address in ("store", "give-up", "annotate"):
        assert client.post(f"/datasets/imports/{run.pk}/{address}/").status_code == 404
    assert "file.csv" not in client.get("/datasets/imports/").content.decode()


def test_an_officer_sees_the_records_of_the_own_province_only(client, officer, steward, tpmap):
    store(steward, tpmap, [row(), row("500101", "ศรีภูมิ")])
    own, other = Record.objects.get(place="630111"), Record.objects.get(place="500101")
    client.force_login(officer)

    shown = client.get("/datasets/tpmap-tambon/records/").content.decode()

    assert "แม่ท้อ" in shown
    assert "ศรีภูมิ" not in shown
    assert "ศรีภูมิ" not in client.get("/datasets/tpmap-tambon/records/?province=50").content.decode()
    assert client.get(f"/datasets/records/{own.pk}/").status_code == 200
    assert client.get(f"/datasets/records/{other.pk}/").status_code == 404
    assert client.post(f"/datasets/records/{other.pk}/correct/").status_code == 404


def test_a_correction_goes_its_way_through_pages(client, officer, ministry, steward, tpmap):
    store(steward, tpmap, [row()])
    record = Record.objects.get()
    client.force_login(officer)

    given = {"field": "total_population", "new": "400", "reason": "นับใหม่", "version": record.version}
    assert client.post(f"/datasets/records/{record.pk}/correct/", given | {"new": "x"}).status_code == 422
    assert client.post(f"/datasets/records/{record.pk}/correct/", given).status_code == 302
    correction = Correction.objects.get()

    client.force_login(ministry)
    assert str(correction.reason) in client.get(f"/datasets/records/{record.pk}/").content.decode()
    assert client.get("/datasets/corrections/").status_code == 200
    client.post(f"/datasets/corrections/{correction.pk}/decide/", {"agree": "1"})
    record.refresh_from_db()
    assert record.values["total_population"] == 400


def test_what_keeps_rows_out_stands_before_what_is_only_remarked(client, steward, tpmap):
    run = check(steward, tpmap, [row(name="ที่อื่น"), row("999999", "ไม่มี")])
    client.force_login(steward)

    shown = client.get(f"/datasets/imports/{run.pk}/").context["page"].rows

    assert [(found.severity, found.line) for found in shown] == [("error", 3), ("warning", 2)]


@pytest.mark.parametrize("address", ["", "imports/", "tpmap-tambon/", "tpmap-tambon/records/", "corrections/"])
def test_strangers_sign_in_first(client, tpmap, address):
    assert client.get(f"/datasets/{address}").status_code == 302


@pytest.mark.parametrize("role", ["steward", "officer", "applicant", "ministry"])
@pytest.mark.parametrize("address", ["", "tpmap-tambon/", "tpmap-village/", "tpmap-tambon/records/"])
def test_the_catalogue_is_open_to_all_who_are_signed_in(client, request, tpmap, role, address):
    client.force_login(request.getfixturevalue(role))

    assert client.get(f"/datasets/{address}").status_code == 200


@pytest.mark.parametrize("address", ["tpmap-tambon/records/", "imports/{run}/", "imports/"])
def test_lists_cost_the_same_queries_whatever_their_length(
    client, steward, tpmap, address, django_assert_max_num_queries, nation
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import tambon as make

    for code in range(630112, 630127):
        make.area(str(code))
    client.force_login(steward)
    found = []
    for size in (1, 3, 15):
        rows = [row(str(630111 + n), "ชื่ออื่น") for n in range(size)]
        run = store(steward, tpmap, rows)
        client.get("/datasets/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/datasets/{address.format(run=run.pk)}")
        found.append(len(queries))
    assert len(set(found)) == 1, found
    assert found[0] <= 14


def test_a_file_of_which_every_row_is_refused_offers_nothing_to_store(client, steward, tpmap):
    client.force_login(steward)
    client.post("/datasets/tpmap-tambon/import/", upload(text_of([row("999999"), row(population="-1")])))
    run = ImportRun.objects.get()
    address = f"/datasets/imports/{run.pk}/"

    shown = client.get(address).content.decode()

    assert (run.state, run.row_count, run.skipped_count) == (RunState.REFUSED, 2, 2)
    assert "ระบบไม่รับทุกแถวในไฟล์นี้" in shown
    assert f"{address}store/" not in shown
    assert f"{address}give-up/" in shown
    assert "เฉพาะแถวที่ถูกต้อง" not in shown
    for skips in (False, True):
        answer = client.post(
            f"/api/v1/imports/{run.pk}/store/", {"skip_refused": skips}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["title"]) == (409, "ไม่มีแถวใดในไฟล์นี้ที่จัดเก็บได้")


def test_imports_are_filtered_by_names_of_data_sets_and_people(client, steward, ministry, admin, catalogue):
    check(steward, catalogue["tpmap-tambon"], [row()], name="ตำบล.csv")
    check(admin, catalogue["dopa-population"], b"x", name="ประชากร.csv")
    client.force_login(ministry)

    page = client.get("/datasets/imports/").content.decode()

    assert f'<option value="tpmap-tambon">{catalogue["tpmap-tambon"].name_th}</option>' in page
    assert f'<option value="{steward.pk}">{steward}</option>' in page
    assert f'<option value="{ministry.pk}">' not in page
    for asked in ("dataset=tpmap-tambon", f"by={steward.pk}", "status=checked"):
        found = client.get(f"/datasets/imports/?{asked}").content.decode()
        assert ("ตำบล.csv" in found, "ประชากร.csv" in found) == (True, False)
        answer = client.get(f"/api/v1/imports/?{asked}").json()
        assert [run["name"] for run in answer["results"]] == ["ตำบล.csv"]
    assert client.get("/api/v1/imports/?dataset=none-such").status_code == 422
    client.force_login(steward)
    assert f'<option value="{admin.pk}">' in client.get("/datasets/imports/").content.decode()


def test_who_sees_own_imports_only_is_offered_own_name_only(client, officer, steward, catalogue):
    check(steward, catalogue["tpmap-tambon"], [row()], name="ตำบล.csv")
    client.force_login(officer)

    page = client.get("/datasets/imports/").content.decode()

    assert "ตำบล.csv" not in page
    assert f'<option value="{steward.pk}">' not in page
    assert client.get(f"/api/v1/imports/?by={steward.pk}").status_code == 422
