"""One cell corrected: with a reason, by two people where the figure is national."""

import pytest
from django.core.exceptions import PermissionDenied

from datasets.choices import CorrectionState
from datasets.models import Record
from datasets.services import corrections, runs
from tests.datasets.conftest import check, row, said, store
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Mark


@pytest.fixture
def record(steward, tpmap):
    store(steward, tpmap, [row(health=1), row("500101", "ศรีภูมิ")])
    return Record.objects.get(place="630111")


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
    assert list(Mark.objects.values_list("place", "period")) == [("630111", "2565")]


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


def test_two_corrections_of_one_record_wait_beside_each_other(officer, ministry, record):
    people, rate = propose(officer, record), propose(officer, record, "2", "poverty_rate_health")

    corrections.agree(by=ministry, correction=people)
    corrections.agree(by=ministry, correction=rate)

    record.refresh_from_db()
    found = [record.values[name] for name in ("total_population", "poverty_rate_health", "poor_health")]
    assert found == [400, 2, 8]


def test_a_correction_whose_rounding_changed_meanwhile_is_stale(officer, ministry, record):
    people, rate = propose(officer, record, "250"), propose(officer, record, "2", "poverty_rate_health")
    assert people.remarks

    corrections.agree(by=ministry, correction=rate)

    with pytest.raises(StaleError):
        corrections.agree(by=ministry, correction=people)
    record.refresh_from_db()
    assert record.values["total_population"] == 200


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


@pytest.mark.parametrize(
    ("field", "new"), [("total_population", "200"), ("total_population", "200.0"), ("poverty_rate_health", "1")]
)
def test_a_correction_to_the_value_that_is_there_is_refused(officer, record, field, new):
    with pytest.raises(corrections.ValueRefusedError, match=r"200|1"):
        propose(officer, record, new, field)

    assert not record.corrections.exists()


def test_a_correction_of_no_data_to_no_data_is_refused(officer, steward, tpmap):
    store(steward, tpmap, [row(population="")])

    with pytest.raises(corrections.ValueRefusedError):
        propose(officer, Record.objects.get(), "-")


def test_people_rounded_by_a_new_population_are_told_before_agreeing_and_recorded(officer, ministry, record, client):
    correction = propose(officer, record, "250")

    assert [remark["code"] for remark in correction.remarks] == ["rate_refitted"]
    assert correction.remarks[0]["values"] | {"field": ""} == {
        "field": "", "rate": "1", "base": "250", "exact": "2.50", "people": "2",
    }  # fmt: skip
    client.force_login(ministry)
    page = client.get(f"/datasets/records/{record.pk}/").content.decode()
    assert "2.50" in page
    assert "2.50" in client.get(f"/api/v1/corrections/{correction.pk}/").json()["remarks"][0]

    corrections.agree(by=ministry, correction=correction)
    record.refresh_from_db()
    assert (record.values["poor_health"], record.values["poverty_rate_health"]) == (2, 1)
    event = AuditEvent.objects.get(action="correction.applied")
    assert event.changes["poor_health"] == [2, 2]


def test_whole_people_leave_no_remark(officer, record):
    assert propose(officer, record, "400").remarks == []


def test_without_a_second_person_the_first_must_accept_the_rounding(client, officer, record, tpmap):
    tpmap.needs_second_person = False
    tpmap.save(update_fields=["needs_second_person"])
    client.force_login(officer)
    url, given = f"/datasets/records/{record.pk}/correct/", {
        "field": "total_population", "new": "250", "reason": "นับใหม่", "version": record.version,
    }  # fmt: skip

    first = client.post(url, given)
    assert first.status_code == 422
    assert "2.50" in first.content.decode()
    assert 'type="checkbox"' in first.content.decode()
    assert not record.corrections.exists()
    assert client.post(url, given | {"accept_rounding": "on"}).status_code == 302

    record.refresh_from_db()
    assert record.values["total_population"] == 250


@pytest.mark.integration
def test_the_same_value_is_422_by_page_and_api(client, officer, record):
    client.force_login(officer)
    given = {"field": "total_population", "new": "200", "reason": "นับใหม่", "version": record.version}

    page = client.post(f"/datasets/records/{record.pk}/correct/", given)
    answer = client.post(f"/api/v1/datasets/tpmap-tambon/records/{record.pk}/correct/", given)

    assert (page.status_code, answer.status_code) == (422, 422)
    assert "200" in str(answer.json())
