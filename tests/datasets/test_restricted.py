"""Restricted data sets: who reviews there, and who may take personal data home, see their rows; nobody else does."""

import pytest

from datasets.models import Correction, Dataset, Doubt, Entry, EntryRevision, Layer, Record, Twin
from datasets.permissions import Can
from datasets.selectors.pages import preview_of
from datasets.selectors.quality import coverage_of, measure
from datasets.services import reviews
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def wells(nation, worker, pm):
    """Two records that were collected and verified, with their repetitions."""
    form = make.form()
    make.collecting("630111")
    for wells in (3, 4):
        entry = make.entry(worker, form, values={"wells": wells}, repeats={"/members": [{"age": 40}]})
        reviews.verify(by=pm, entry=entry, version=entry.version)
    return form.dataset


@pytest.fixture
def community(nation):
    found = tambon.user("community")
    tambon.membership(found, "community", area=tambon.area("630111"))
    return found


def restrict(dataset):
    Dataset.objects.filter(pk=dataset.pk).update(data_class="restricted")
    dataset.refresh_from_db()


def seen(user):
    return Record.objects.visible_to(user, to=Can.VIEW_RECORD).count()


def test_records_of_a_restricted_data_set_and_its_repetitions_are_closed_to_who_does_not_review(
    wells, worker, community, pm, officer, ministry, steward, auditor, admin
):
    everybody = (worker, community, pm, officer, ministry, steward, auditor, admin)
    assert {seen(user) for user in everybody} == {4}

    restrict(wells)

    assert {user.username: seen(user) for user in everybody} == {
        worker.username: 0, community.username: 0, officer.username: 0, ministry.username: 0,
        pm.username: 4, steward.username: 4, auditor.username: 4, admin.username: 4,
    }  # fmt: skip


def test_a_lecturer_of_another_tambon_sees_nothing_of_it(wells, pm, worker):
    other = tambon.user("elsewhere")
    tambon.membership(other, "pm", area=tambon.area("500101"))
    restrict(wells)

    assert seen(other) == 0
    assert not Layer.objects.visible_to(other, to=Can.VIEW_RECORD).exists()
    assert Layer.objects.visible_to(pm, to=Can.VIEW_RECORD).count() == 4


def test_what_is_said_of_closed_records_is_closed_too(wells, officer, pm, steward):
    first, second = Record.objects.filter(dataset=wells).order_by("pk")
    now = clock.now()
    Twin.objects.create(dataset=wells, first=first, second=second, likeness=90, found_at=now)
    Doubt.objects.create(dataset=wells, record=first, field="wells", kind="outlier", version=1, found_at=now)
    Correction.objects.create(
        record=first, field="wells", old="3", new="9", reason="x", record_version=1, by=steward, created_at=now
    )
    doors = ((Twin, Can.VIEW_TWIN), (Doubt, Can.VIEW_DOUBT), (Correction, Can.VIEW_CORRECTION), (Entry, Can.VIEW_ENTRY))
    assert all(model.objects.visible_to(officer, to=may).exists() for model, may in doors)

    restrict(wells)

    assert not any(model.objects.visible_to(officer, to=may).exists() for model, may in doors)
    assert all(model.objects.visible_to(steward, to=may).exists() for model, may in doors)


def test_a_collector_still_reads_the_own_entries(wells, worker):
    restrict(wells)

    assert Entry.objects.visible_to(worker, to=Can.VIEW_ENTRY).count() == 2
    assert EntryRevision.objects.visible_to(worker, to=Can.VIEW_ENTRY).count() == 2


@pytest.mark.integration
def test_no_page_download_or_api_opens_it(client, wells, community, ministry, pm):
    record = Record.objects.filter(dataset=wells).first()
    wells.quality = measure(wells)
    wells.save(update_fields=["quality"])
    restrict(wells)
    addresses = (f"/datasets/records/{record.pk}/", f"/api/v1/datasets/wells/records/{record.pk}/")

    for user, status in ((community, 404), (ministry, 404), (pm, 200)):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {status}
        assert len(client.get("/api/v1/datasets/wells/records/").json()["results"]) == (2 if status == 200 else 0)
        assert bool(preview_of(user, wells).rows) is (status == 200)
        assert bool(coverage_of(user, wells)) is (status == 200)


@pytest.mark.integration
def test_where_the_records_of_a_data_set_lie_is_told_to_who_sees_them_all(client, wells, community, ministry, steward):
    wells.quality = measure(wells)
    wells.save(update_fields=["quality"])

    def told(user):
        client.force_login(user)
        return client.get("/api/v1/datasets/wells/").json()["quality"]

    assert told(ministry)["provinces"] == {"63": [1, 2]}
    assert "provinces" not in told(community)
    restrict(wells)
    assert "provinces" not in told(ministry)
    assert told(ministry)["records"] == 2
    assert told(steward)["provinces"] == {"63": [1, 2]}
