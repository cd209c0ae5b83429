"""A spreadsheet of allocations is stored whole and undone exactly, or not at all."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.importing import sheets as intake
from tambon.models import Allocation, University
from tambon.services import allocations, sheets
from tambon.services.allocation_imports import ALLOCATIONS, Act
from tambon.services.sheets import Decision
from tests.factories import tambon as make
from tests.tambon.allocation_imports.conftest import DAY, opened, plan, state
from u2t.core.models import Mark

pytestmark = pytest.mark.django_db


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
