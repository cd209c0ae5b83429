"""Allocations by spreadsheet: checked, stored whole, undone."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

import tambon.tasks  # noqa: F401 - registers the jobs
from tambon.importing import sheets as intake
from tambon.importing.allocations import plan_of
from tambon.models import Allocation, Area, University
from tambon.services import allocations, sheets
from tambon.services.allocation_imports import ALLOCATIONS, Act
from tambon.services.sheets import Decision
from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import ImportRun, Job, JobState, Mark, RunState

pytestmark = pytest.mark.django_db
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


def test_check_understands_codes_and_names(tmp_path, programme):
    found = plan(
        tmp_path,
        programme,
        "630111,,,,kpru,อว 1,",
        ",ต.ตากออก,อ.บ้านตาก,จ.ตาก,มหาวิทยาลัยเชียงใหม่,,2564-06-01",
    )

    assert [(row.tambon, row.university, row.from_on, row.act) for row in found.rows] == [
        ("630111", "kpru", DAY, Act.CREATE),
        ("630201", "cmu", date(2021, 6, 1), Act.CREATE),
    ]
    assert found.findings == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",,,,kpru,,", "tambon_missing"),
        ("999999,,,,kpru,,", "tambon_unlike"),
        ("6301,,,,kpru,,", "tambon_unlike"),
        ("630199,,,,kpru,,", "tambon_abolished"),
        ("630111,,,,oxford,,", "university_unknown"),
        ("630111,,,,มทร.,,", "university_ambiguous"),
        ("630111,,,,,,", "value_missing"),
        ("630111,,,,kpru,,0121-02-01", "day_implausible"),
        ("630111,,,,kpru,,soon", "date_malformed"),
        ("630111,,,,kpru,,2573-01-01", "programme_over"),
        ("=1+1,,,,kpru,,", "formula"),
    ],
)
def test_check_names_line_and_reason(tmp_path, programme, line, code):
    make.area("630199", abolished_on=date(2010, 1, 1))
    make.university("rmutl", short_th="มทร."), make.university("rmutp", short_th="มทร.")

    found = plan(tmp_path, programme, "630101,,,,kpru,,", line)

    assert [(finding.line, finding.code) for finding in found.findings] == [(3, code)]
    assert [row.tambon for row in found.rows] == ["630101"]


def test_check_finds_the_same_tambon_twice(tmp_path, programme):
    found = plan(tmp_path, programme, "630111,,,,kpru,,", "630111,,,,cmu,,")

    assert [(finding.line, finding.code, finding.values) for finding in found.findings] == [
        (3, "tambon_twice", {"line": 2})
    ]


def test_file_without_universities_is_refused(tmp_path, programme, admin):
    path = tmp_path / "b.csv"
    path.write_text("รหัสตำบล\n630111\n", encoding="utf-8")

    found = plan_of(path, programme=programme, from_on=DAY)

    assert not found.rows
    assert [finding.code for finding in found.findings] == ["column_missing"]
    path.write_text("รหัสตำบล,tambon,มหาวิทยาลัย\n630111,630111,kpru\n", encoding="utf-8")
    assert [f.code for f in plan_of(path, programme=programme, from_on=DAY).findings] == ["column_twice"]


def test_store_and_undo_restore_what_was_there(tmp_path, programme, admin):
    holder = allocations.Holder(make.university("cmu"), DAY, "เดิม")
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    allocations.give(programme=programme, tambon=make.area("630101"), holder=holder, by=admin)
    allocations.give(programme=programme, tambon=make.area("630201"), holder=holder, by=admin)
    before = state()
    Mark.objects.all().delete()
    lines = ("630111,,,,kpru,ใหม่,2564-06-01", "630101,,,,cmu,แก้,", "630201,,,,cmu,,", "500101,,,,kpru,อว 9,")
    run, found = opened(tmp_path, programme, admin, *lines)

    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(replaces=True), by=admin)

    assert (run.created_count, run.changed_count, run.same_count, run.skipped_count) == (2, 2, 1, 0)
    assert state() == [
        ("500101", "kpru", DAY, None, "อว 9"),
        ("630101", "cmu", DAY, None, "แก้"),
        ("630111", "cmu", DAY, date(2021, 6, 1), "เดิม"),
        ("630111", "kpru", date(2021, 6, 1), None, "ใหม่"),
        ("630201", "cmu", DAY, None, "เดิม"),
    ]
    assert {mark.place for mark in Mark.objects.all()} == {"500101", "630101", "630111"}

    sheets.undo(sheet=ALLOCATIONS, run=run, reason="ผิดไฟล์", by=admin)

    assert state() == before


def test_store_without_replacing_leaves_conflicts_out(tmp_path, programme, admin):
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,,2564-06-01")

    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=admin)

    assert (state(), run.skipped_count) == (before, 1)


def test_store_with_errors_stores_nothing_unless_told(tmp_path, programme, admin):
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,,", "999999,,,,kpru,,")

    with pytest.raises(sheets.SheetError):
        sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=admin)
    assert state() == []

    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(skips_refused=True), by=admin)

    assert [row[0] for row in state()] == ["630111"]
    assert run.skipped_count == 1


def test_same_file_again_changes_nothing_and_keeps_the_first_from_being_undone(tmp_path, programme, admin):
    stored = []
    for expected in ((1, 0), (0, 1)):
        run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,อว 1,")
        run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(replaces=True), by=admin)
        assert (run.created_count, run.same_count) == expected
        stored.append(run)
    first, again = stored

    with pytest.raises(sheets.SheetError, match=r"a\.csv"):
        sheets.undo(sheet=ALLOCATIONS, run=first, reason="ผิด", by=admin)
    assert [row[:2] for row in state()] == [("630111", "kpru")]
    sheets.undo(sheet=ALLOCATIONS, run=again, reason="ผิด", by=admin)
    sheets.undo(sheet=ALLOCATIONS, run=first, reason="ผิด", by=admin)
    assert state() == []


def test_other_days_of_the_same_university_are_told_and_stay(tmp_path, programme):
    kpru, days = make.university("kpru"), DateRange(date(2021, 7, 1), date(2021, 12, 1))
    make.allocation(make.area("630111"), kpru, programme, during=days)

    found = plan(tmp_path, programme, "630111,,,,kpru,,2564-02-01")

    assert [row.act for row in found.rows] == [Act.SAME]
    assert [(one.code, one.severity) for one in found.findings] == [
        ("held_from", "warning"), ("held_until", "warning")
    ]  # fmt: skip
    assert found.findings[1].values["until"] == "2021-11-30"


def test_undo_after_a_change_by_hand_is_refused(tmp_path, programme, admin):
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,,")
    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=admin)
    allocations.end(allocation=Allocation.objects.get(), on=date(2021, 5, 31), by=admin)

    with pytest.raises(sheets.SheetError):
        sheets.undo(sheet=ALLOCATIONS, run=run, reason="", by=admin)


def test_given_up_run_cannot_be_stored(tmp_path, programme, admin):
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,,")
    sheets.give_up(sheet=ALLOCATIONS, run=run, by=admin)

    with pytest.raises(sheets.SheetError):
        sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=admin)


def test_import_by_staff_is_denied(tmp_path, programme, admin, staff):
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,,")

    with pytest.raises(PermissionDenied):
        sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=staff)


def test_undo_after_a_correction_by_hand_is_refused(tmp_path, programme, admin):
    run, found = opened(tmp_path, programme, admin, "630111,,,,kpru,อว 1,")
    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(), by=admin)
    allocations.amend(allocation=Allocation.objects.get(), reference="อว 2", by=admin)

    with pytest.raises(sheets.SheetError):
        sheets.undo(sheet=ALLOCATIONS, run=run, reason="", by=admin)

    assert [row[4] for row in state()] == ["อว 2"]


def test_a_file_that_would_do_something_else_now_is_not_stored(tmp_path, programme, admin):
    run, _seen = opened(tmp_path, programme, admin, "630111,,,,kpru,,2564-06-01")
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()
    now = intake.plan(ALLOCATIONS, run)

    with pytest.raises(sheets.ChangedSinceError):
        sheets.store(sheet=ALLOCATIONS, run=run, plan=now, decision=Decision(replaces=True), by=admin)

    assert state() == before


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


@pytest.mark.integration
def test_pages_bring_show_store_and_undo(client, page, programme, admin):
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()
    address = page("630111,,,,kpru,,2564-06-01", "999999,,,,kpru,,", "630101,,,,kpru,,")

    assert 'role="progressbar"' in client.get(address).content.decode()
    work()
    shown = client.get(address).content.decode()

    assert "มหาวิทยาลัยเชียงใหม่" in shown
    assert "999999" in shown
    run = ImportRun.objects.get()
    assert "มีข้อผิดพลาด" in client.post(f"{address}store/", {}, follow=True).content.decode()
    assert run.job == ImportRun.objects.get().job
    client.post(f"{address}store/", {"replaces": "on", "skips_refused": "on"})
    assert 'role="progressbar"' in client.get(address).content.decode()
    work()
    run.refresh_from_db()
    assert (run.state, run.created_count) == (RunState.STORED, 2)
    assert client.post(f"{address}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}undo/", {"reason": "ผิด"}).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert state() == before


@pytest.mark.integration
def test_page_shows_the_new_check_when_allocations_changed_meanwhile(client, page, programme, admin):
    address = page("630111,,,,kpru,,2564-06-01")
    work()
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()

    client.post(f"{address}store/", {})
    work()
    shown = client.get(address).content.decode()

    assert "มหาวิทยาลัยเชียงใหม่" in shown
    assert "มีการเปลี่ยนแปลงการจัดสรร" in shown
    assert (ImportRun.objects.get().state, state()) == (RunState.CHECKED, before)
    client.post(f"{address}store/", {"replaces": "on"})
    work()
    assert ("630111", "kpru", date(2021, 6, 1), None, "") in state()


@pytest.mark.integration
@pytest.mark.parametrize("wanted", ["store", "give-up", "undo"])
def test_a_decided_import_takes_no_other_decision(client, page, wanted):
    address = page("630111,,,,kpru,,")
    work()
    client.post(f"{address}give-up/")

    answer = client.post(f"{address}{wanted}/", {"reason": "ผิด"}, follow=True)

    assert "การนำเข้านี้" in answer.content.decode()
    assert ImportRun.objects.get().state == RunState.DROPPED


@pytest.mark.integration
@pytest.mark.parametrize("file", [b"", b"<html>"])
def test_a_file_that_is_none_is_refused_with_its_reason(client, page, programme, admin, file):
    answer = client.post(
        "/tambon/programmes/u2t1/allocations/import/",
        {"file": SimpleUploadedFile("x.xlsx", file), "from_on": "2021-02-01"},
    )
    if answer.status_code == 302:
        work()
        assert ImportRun.objects.get().state == RunState.REFUSED
        answer = client.get(answer["Location"])

    assert answer.status_code in {200, 422}
    assert state() == []


def test_hundreds_of_rows_take_the_same_queries_as_three(tmp_path, programme, admin):
    counted = []
    for begin, size in ((1000, 3), (2000, 3), (3000, 300)):
        codes = [f"63{number}" for number in range(begin, begin + size)]
        Area.objects.bulk_create(
            Area(code=code, level="tambon", name_th=f"ตำบล {code}", sort_key=code, search_key=code, parent_id="6301")
            for code in codes
        )
        holder = [
            Allocation(programme=programme, tambon_id=code, university_id="cmu", during=(DAY, None))
            for code in codes[::3]
        ]
        Allocation.objects.bulk_create(holder)
        before = state()
        lines = [f"{code},,,,kpru,อว {code},2564-06-01" for code in codes]
        with CaptureQueriesContext(connection) as queries:
            run, found = opened(tmp_path, programme, admin, *lines)
            run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(replaces=True), by=admin)
            assert (run.created_count, run.changed_count) == (size, len(holder))
            sheets.undo(sheet=ALLOCATIONS, run=run, reason="ผิด", by=admin)
        counted.append(len(queries))
        assert state() == before

    assert counted[1] == counted[2]


def test_a_file_of_which_every_row_is_refused_offers_nothing_to_store(client, page, programme, admin):
    address = page("999999,,,,kpru,,")
    jobs.run(Job.objects.get().pk)

    shown = client.get(address).content.decode()

    assert ImportRun.objects.get().state == RunState.REFUSED
    assert "ระบบไม่รับทุกแถวในไฟล์นี้" in shown
    assert f"{address}store/" not in shown
    refused = client.post(f"{address}store/", {"skips_refused": "on"}, follow=True).content.decode()
    assert "ไม่มีแถวใดในไฟล์นี้ที่จัดเก็บได้" in refused


def test_imports_are_found_again_in_a_list(client, page, programme, admin, steward, officer, pm):
    address = page("630111,,,,kpru,,")
    other = make.programme("u2t2", short_th="U2T รุ่นสอง")
    listed = "/tambon/allocations/imports/"

    assert listed in client.get(address).content.decode()
    assert listed in client.get("/tambon/programmes/u2t1/allocations/").content.decode()
    shown = client.get(listed).content.decode()
    assert f'href="{address}"' in shown
    assert f'<option value="u2t2">{other}</option>' in shown
    assert programme.short_th in shown
    for asked, finds in (("programme=u2t1", True), ("programme=u2t2", False), (f"by={admin.pk}", True)):
        assert (f'href="{address}"' in client.get(f"{listed}?{asked}").content.decode()) is finds
    client.force_login(steward)
    assert f'href="{address}"' in client.get(listed).content.decode()
    client.force_login(officer)
    assert f'href="{address}"' not in client.get(listed).content.decode()
    client.force_login(pm)
    assert client.get(listed).status_code == 403


def test_a_conflict_is_told_in_words_of_the_reader_and_of_the_file(client, page, programme, admin):
    make.allocation(Area.objects.get(pk="630111"), University.objects.get(pk="kpru"), programme)
    address = page("630111,,,,cmu,,2564-06-01")
    jobs.run(Job.objects.get().pk)

    shown = client.get(address).content.decode()

    assert "630111 แม่ท้อ" in shown
    assert "แต่ไฟล์มอบให้ มหาวิทยาลัยเชียงใหม่ ตั้งแต่ 1 มิ.ย. 2564" in shown
    assert "2021-06-01" not in shown
    assert re.search(r">\s*มหาวิทยาลัย\s*</td>", shown)
    assert not re.search(r">\s*university\s*</td>", shown)


def test_allocations_are_named_in_the_language_of_the_page(client, programme, admin):
    make.allocation(Area.objects.get(pk="630111"), University.objects.get(pk="kpru"), programme)
    client.force_login(admin)
    client.cookies["u2t_language"] = "en"
    Area.objects.filter(pk="630111").update(name_en="Mae Tho")
    Area.objects.filter(pk="63").update(name_en="Tak Province")

    shown = client.get("/tambon/programmes/u2t1/allocations/").content.decode()

    assert "Mae Tho" in shown
    assert "Tak Province" in shown
    assert "แม่ท้อ" not in shown


def test_a_file_names_the_faculty_too_and_its_undo_puts_the_former_back(tmp_path, programme, admin):
    kpru = University.objects.get(pk="kpru")
    own, other = make.unit(kpru), make.unit(kpru, "คณะวิทยาการจัดการ")
    make.unit(kpru, "คณะเดิม", ends_on=DAY - timedelta(days=1))
    make.unit(University.objects.get(pk="cmu"), "คณะแพทยศาสตร์")
    make.allocation(make.area("630111"), kpru, programme, unit=other)
    lines = ("630111,kpru,คณะครุศาสตร์", "630101,kpru,คณะครุศาสตร์", "630201,kpru,คณะแพทยศาสตร์", "500101,kpru,คณะเดิม")
    run, found = opened(tmp_path, programme, admin, *lines, head="tambon,university,คณะ\n")
    assert [issue.code for issue in found.findings] == ["unit_unknown", "unit_closed"]

    decision = Decision(skips_refused=True)
    run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=decision, by=admin)

    held = Allocation.objects.order_by("tambon").values_list("tambon", "unit")
    assert list(held) == [("630101", own.pk), ("630111", own.pk)]
    sheets.undo(sheet=ALLOCATIONS, run=run, reason="ผิด", by=admin)
    assert list(held.all()) == [("630111", other.pk)]
