"""One cell corrected: with a reason, by two people where the figure is national."""

import pytest
from django.core.exceptions import PermissionDenied

from datasets.choices import CorrectionState
from datasets.models import Record
from datasets.services import corrections, runs
from tests.datasets.conftest import check, row, said, store
from u2t.core.errors import StaleError
from u2t.core.models import Mark


@pytest.fixture
def record(steward, tpmap):
    store(steward, tpmap, [row(health=1), row("500101", "ศรีภูมิ")])
    return Record.objects.get(place="630104")


def propose(by, record, new="400", field="total_population", reason="นับใหม่", **options):
    given = {"version": record.version} | options
    return corrections.propose(by=by, record=record, field=field, new=new, reason=reason, **given)


def test_a_proposal_changes_nothing_until_another_person_agrees(officer, ministry, record):
    Mark.objects.all().delete()

    correction = propose(officer, record)
    record.refresh_from_db()
    assert (correction.state, record.values["total_population"], Mark.objects.count()) == ("proposed", 200, 0)

    corrections.agree(by=ministry, correction=correction)
    record.refresh_from_db()
    assert (record.values["total_population"], record.values["poor_health"]) == (400, 4)
    assert record.layer.correction_id == correction.pk
    assert list(Mark.objects.values_list("place", "period")) == [("630104", "2565")]


def test_one_person_cannot_do_both(steward, record):
    correction = propose(steward, record)

    with pytest.raises(corrections.CorrectionError):
        corrections.agree(by=steward, correction=correction)


def test_a_refused_proposal_leaves_the_figure(officer, steward, record):
    correction = corrections.refuse(by=steward, correction=propose(officer, record))

    record.refresh_from_db()
    assert (correction.state, record.values["total_population"]) == (CorrectionState.REFUSED, 200)
    with pytest.raises(corrections.CorrectionError):
        corrections.agree(by=steward, correction=correction)


def test_a_data_set_of_one_person_applies_at_once(officer, record, tpmap):
    tpmap.needs_second_person = False
    tpmap.save(update_fields=["needs_second_person"])

    propose(officer, record)

    record.refresh_from_db()
    assert record.values["total_population"] == 400


def test_a_record_that_changed_meanwhile_is_stale(officer, steward, ministry, tpmap, record):
    correction = propose(officer, record)
    store(steward, tpmap, [row(population=300)])

    with pytest.raises(StaleError):
        corrections.agree(by=ministry, correction=correction)
    with pytest.raises(StaleError):
        propose(officer, record, field="poverty_rate_health", new="2")


@pytest.mark.parametrize(
    ("field", "new"),
    [("total_population", "-1"), ("total_population", "=1+1"), ("poor_health", "3"), ("tumbol_ID", "630101")],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(officer, record, field, new):
    with pytest.raises(corrections.ValueRefusedError):
        propose(officer, record, new, field)


def test_a_correction_needs_a_reason_and_is_the_only_one(officer, record):
    with pytest.raises(corrections.ValueRefusedError):
        propose(officer, record, reason="  ")
    propose(officer, record)
    with pytest.raises(corrections.CorrectionError):
        propose(officer, record, "500")


def test_corrections_stay_in_the_own_area(officer, record):
    other = Record.objects.get(place="500101")

    with pytest.raises(PermissionDenied):
        propose(officer, other)


@pytest.mark.parametrize("role", ["worker", "pm", "auditor", "applicant", "staff"])
def test_who_may_not_correct(request, role, record):
    with pytest.raises(PermissionDenied):
        propose(request.getfixturevalue(role), record)


def test_undoing_the_import_below_takes_the_corrected_record_away(officer, ministry, tpmap, record):
    corrections.agree(by=ministry, correction=propose(officer, record))

    runs.undo(by=ministry_steward(), run=record.layer.run)

    record.refresh_from_db()
    assert (record.is_live, record.values) == (False, {})


def test_undoing_a_newer_import_brings_the_correction_back(officer, ministry, steward, tpmap, record):
    corrections.agree(by=ministry, correction=propose(officer, record))
    newer = store(steward, tpmap, [row(population=300)])

    runs.undo(by=steward, run=newer)

    record.refresh_from_db()
    assert record.values["total_population"] == 400


def ministry_steward():
    from tambon.system import system_user

    return system_user()


def test_a_file_that_would_take_a_correction_back_says_so(officer, ministry, steward, tpmap, record):
    corrections.agree(by=ministry, correction=propose(officer, record))

    again = check(steward, tpmap, [row(health=1)])

    assert said(again) == [(2, "total_population", "correction_overwritten")]
    assert said(check(steward, tpmap, [row(population=400, health=1)])) == []
