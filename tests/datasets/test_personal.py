"""What is personal in a data set: its key, what was told of it before, and what follows from it."""

from decimal import Decimal

import pytest

from datasets.choices import FieldRole
from datasets.models import Correction, Dataset, DatasetField, Record
from datasets.services import catalogue, corrections, reviews
from datasets.views.records import RECORDS
from tests.datasets.conftest import check, said, sentences, store
from tests.factories import fieldwork as make
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db

FACTS = {"name_th": "ครัวเรือน", "owner_th": "กรมทดลอง", "place_level": "tambon", "needs_second_person": False}
HOUSE = {"name": "house", "kind": "text", "role": "key", "label_th": "บ้านเลขที่", "is_required": True}
MEMBERS = {"name": "members", "kind": "whole", "role": "value", "label_th": "สมาชิก", "minimum": Decimal(0)}
RATE = {"name": "share", "kind": "percent", "role": "value", "label_th": "ร้อยละที่ป่วย"}
ILL = {"name": "ill", "kind": "derived", "role": "value", "label_th": "ผู้ป่วย", "formula": "rate(share, members)"}


@pytest.fixture
def houses(steward):
    """A data set whose key is the number of the house."""
    made = catalogue.create(by=steward, code="houses", facts=FACTS)
    for facts in (HOUSE, MEMBERS, RATE, ILL):
        made.refresh_from_db()
        catalogue.add_field(by=steward, dataset=made, version=made.version, facts=facts)
    return Dataset.objects.get(pk="houses")


def house(number="99/12", members="4", share="50"):
    return {"tambon_code": "630111", "บ้านเลขที่": number, "สมาชิก": members, "ร้อยละที่ป่วย": share}


def hide(by, dataset, *names):
    for name in names:
        field = DatasetField.objects.select_related("dataset").get(dataset=dataset, name=name)
        field.dataset.refresh_from_db()
        catalogue.amend_field(by=by, field=field, version=field.dataset.version, facts={"is_personal": True})


def test_a_personal_key_is_read_on_the_page_by_those_who_may_take_it_home_and_nowhere_else(
    client, steward, ministry, admin, officer, houses
):
    store(steward, houses, [house(), house("99/13", "5", "20")])
    record = Record.objects.get(key="99/12")
    page, listed, api = (
        f"/datasets/records/{record.pk}/",
        "/datasets/houses/records/",
        "/api/v1/datasets/houses/records/",
    )
    client.force_login(officer)
    assert all("99/12" in client.get(address).content.decode() for address in (page, listed, api))
    assert "shown_key" in {column.source for column in RECORDS.columns("houses")}

    hide(steward, houses, "house")

    for person, sees in ((officer, False), (steward, False), (ministry, False), (admin, True)):
        client.force_login(person)
        assert ("99/12" in client.get(page).content.decode()) is sees
        assert "บ้านเลขที่" in client.get(page).content.decode()
        assert "99/1" not in client.get(listed).content.decode()
        answer = client.get(api)
        assert "99/1" not in answer.content.decode()
        assert [found["key"] for found in answer.json()["results"]] == ["…", "…"]
        assert "99/1" not in client.get(f"{api}{record.pk}/").content.decode()
    assert {row.shown_key for row in RECORDS.rows(admin, dataset="houses")} == {"…"}


def test_a_part_of_the_key_that_is_needed_refuses_the_row_without_it(steward, houses):
    run = check(steward, houses, [house(), house(""), house("=1+1")])

    assert [(issue.line, issue.code) for issue in run.issues.filter(severity="error")] == [
        (3, "value_missing"),
        (4, "formula"),
    ]
    assert run.row_count - run.skipped_count == 1


def test_what_was_audited_before_a_field_became_personal_goes_to_the_revision(
    client, steward, auditor, officer, houses
):
    store(steward, houses, [house(members="4", share="50")])
    record = Record.objects.select_related("dataset").get()
    corrections.propose(by=officer, record=record, field="members", new="777776", reason="นับใหม่", version=1)
    event = AuditEvent.objects.get(action="correction.applied")
    assert event.changes == {"members": ["4", "777776"], "ill": [2, 388888]}
    client.force_login(auditor)

    hide(steward, houses, "members")

    event = AuditEvent.objects.get(pk=event.pk)
    assert event.changes == {"members": ["…", "…"], "ill": ["…", "…"]}
    assert event.revision.values == {"members": ["4", "777776"], "ill": [2, 388888]}
    assert "777776" not in client.get("/audit/").content.decode()
    event.revision.delete()
    assert AuditEvent.objects.get(pk=event.pk).changes == {"members": ["…", "…"], "ill": ["…", "…"]}


def test_what_follows_from_a_correction_is_not_audited_in_plain_where_it_is_personal(steward, officer, houses):
    hide(steward, houses, "ill")
    store(steward, houses, [house(members="4", share="50")])
    record = Record.objects.select_related("dataset").get()

    corrections.propose(by=officer, record=record, field="members", new="8", reason="นับใหม่", version=1)

    event = AuditEvent.objects.get(action="correction.applied")
    assert event.changes == {"members": ["4", "8"], "ill": ["…", "…"]}
    assert event.revision.values == {"ill": [2, 4]}


def test_what_a_correction_brings_with_it_is_not_told_once_the_field_is_personal(client, steward, officer, houses):
    store(steward, houses, [house(members="4", share="50")])
    record = Record.objects.select_related("dataset").get()
    corrections.propose(
        by=officer, record=record, field="members", new="7", reason="นับใหม่", version=1, accept_rounding=True
    )
    address = f"/api/v1/corrections/{Correction.objects.get().pk}/"
    client.force_login(steward)
    assert client.get(address).json()["remarks"]

    hide(steward, houses, "members")

    assert client.get(address).json()["remarks"] == []
    assert "นับใหม่" in client.get(address).json()["reason"]


def test_what_checks_said_of_a_field_is_blackened_once_it_is_personal(client, steward, ministry, houses):
    rows = [house("1", "-888", "50"), house("2", "10", "95"), house("3", "9", "77")]
    run = check(steward, houses, rows)
    address = f"/api/v1/imports/{run.pk}/issues/"
    client.force_login(ministry)
    told = client.get(address).content.decode()
    assert all(value in told for value in ("-888", "95", "77"))
    codes = [issue.code for issue in run.issues.order_by("pk")]

    hide(steward, houses, "members")

    told = client.get(address).content.decode()
    assert not any(f'"{value}"' in told or f"{value} per" in told for value in ("-888", "95", "77"))
    assert [issue.code for issue in run.issues.order_by("pk")] == codes
    assert client.get(f"/datasets/imports/{run.pk}/").status_code == 200


def test_what_does_not_fit_in_personal_fields_is_told_without_the_values(steward, houses):
    hide(steward, houses, "share")

    lines = [",".join(house()), "630111,2,10,90", "630111,3,9,77", "630111,4,4,50,081-0000000"]
    run = check(steward, houses, "\n".join(lines).encode())

    assert [code for _line, _column, code in said(run)] == ["outlier", "rate_not_whole", "row_too_long"]
    told = sentences(run) + [issue.value for issue in run.issues.all()]
    assert not any(value in text for text in told for value in ("90", "77", "081"))


@pytest.mark.integration
def test_the_rows_of_a_repetition_do_not_tell_the_personal_key_of_what_they_belong_to(client, worker, pm, nation):
    known = make.dataset()
    known.fields.create(
        name="head", position=90, kind="text", role=FieldRole.KEY, label_th="เลขบัตร", is_personal=True, is_added=True
    )
    form = make.form()
    make.collecting("630111")
    entry = make.entry(worker, form, values={"head": "1990012345678"}, repeats={"/members": [{"age": 41}]})
    reviews.verify(by=pm, entry=entry, version=entry.version)
    child = Record.objects.exclude(dataset="wells").get()
    assert "1990012345678" in child.key

    client.force_login(worker)
    for address in (
        f"/datasets/{child.dataset_id}/records/",
        f"/datasets/records/{child.pk}/",
        f"/api/v1/datasets/{child.dataset_id}/records/",
        f"/api/v1/datasets/{child.dataset_id}/records/{child.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "19900" not in answer.content.decode()


@pytest.mark.integration
def test_the_api_of_an_entry_hides_what_its_version_of_the_form_calls_personal(client, worker, pm, officer, nation):
    form = make.form()
    make.collecting("630111")
    entry = make.entry(worker, form, values={"wells": 3, "head": "นางสาวสาธิต"})
    DatasetField.objects.filter(dataset="wells", name="head").update(is_personal=False)

    client.force_login(officer)
    assert client.get(f"/api/v1/entries/{entry.pk}/").json()["values"] == {"wells": 3}
    assert "นางสาวสาธิต" not in client.get(f"/datasets/entries/{entry.pk}/").content.decode()


@pytest.mark.integration
def test_what_is_worked_out_from_a_personal_field_is_personal_too(client, steward, officer, houses):
    store(steward, houses, [house(members="8", share="25")])
    record = Record.objects.get(dataset="houses")
    assert record.values["ill"] == 2
    address = f"/api/v1/datasets/houses/records/{record.pk}/"
    client.force_login(officer)
    assert client.get(address).json()["values"] == {"members": 8, "share": 25, "ill": 2}

    hide(steward, houses, "share")

    assert client.get(address).json()["values"] == {"members": 8}
    assert "values__ill" not in {column.source for column in RECORDS.columns("houses")}
    again = DatasetField.objects.select_related("dataset").get(dataset="houses", name="ill")
    catalogue.amend_field(by=steward, field=again, version=again.dataset.version, facts={"is_personal": False})
    assert client.get(address).json()["values"] == {"members": 8}
