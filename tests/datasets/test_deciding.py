"""Entries decided about: many at once as they were seen, those of one key apart."""

import pytest

from datasets.choices import EntryState, FieldRole
from datasets.models import Entry, Layer, Record
from datasets.selectors.layering import unlike_their_layers
from datasets.services import reviews
from datasets.services.entries import EntryError
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core.errors import StaleError


@pytest.fixture
def form(nation):
    form = make.form()
    make.collecting("630111")
    return form


@pytest.fixture
def keyed(nation):
    """A form whose wells tell entries apart."""
    known = make.dataset()
    known.fields.create(name="wells", position=90, kind="whole", role=FieldRole.KEY, label_th="เลขบ่อ", is_added=True)
    form = make.form()
    make.collecting("630111")
    return form


def versions(*entries):
    return {entry.pk: Entry.objects.get(pk=entry.pk).version for entry in entries}


def test_two_entries_of_one_key_are_named_and_nothing_is_stored(keyed, worker, pm):
    first, other, second = (make.entry(worker, keyed, values={"wells": number}) for number in (12, 13, 12))

    with pytest.raises(EntryError) as told:
        reviews.verify_many(by=pm, seen=versions(first, other, second))

    assert str(first.pk) in str(told.value)
    assert str(second.pk) in str(told.value)
    assert not Record.objects.exists()
    assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.SUBMITTED}
    assert reviews.verify_many(by=pm, seen=versions(first, other)) == 2


def test_an_entry_leaves_a_record_that_another_of_the_same_batch_comes_to(keyed, worker, pm):
    moved, coming = (make.entry(worker, keyed, values={"wells": number}) for number in (12, 13))
    reviews.verify_many(by=pm, seen=versions(moved, coming))
    for entry, number in ((moved, 21), (coming, 12)):
        make.entry(worker, keyed, values={"wells": number}, deprecated=entry.revisions.get().instance)

    reviews.verify_many(by=pm, seen=versions(moved, coming))

    moved.refresh_from_db()
    coming.refresh_from_db()
    assert [moved.record.key, coming.record.key] == ["21", "12"]
    assert not Layer.objects.filter(record__key="12", revision__entry=moved, is_undone=False).exists()
    assert not Record.objects.get(key="13").is_live
    assert unlike_their_layers(limit=9) == []


def test_what_changed_since_it_was_seen_is_named(form, worker, pm):
    kept, edited = make.entry(worker, form), make.entry(worker, form)
    seen = versions(kept, edited)
    make.entry(worker, form, values={"wells": 99}, deprecated=edited.revisions.get().instance)

    with pytest.raises(StaleError) as told:
        reviews.verify_many(by=pm, seen=seen)

    assert f": {edited.pk}." in str(told.value)
    assert not Record.objects.exists()


@pytest.mark.integration
class TestPages:
    @pytest.fixture(autouse=True)
    def plain_static(self, settings):
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }

    def test_the_api_refuses_stale_versions(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        client.force_login(pm)

        def ask(version):
            body = {"entries": [{"id": entry.pk, "version": version}]}
            return client.post("/api/v1/entries/verify-many/", body, content_type="application/json")

        assert ask(7).status_code == 412
        assert ask(1).json() == {"verified": 1}

    def test_boxes_are_offered_to_who_may_verify_alone(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        tambon.membership(pm, "worker", area=tambon.area("630111"))
        own = make.entry(pm, form)
        officer = tambon.user("officer")
        tambon.membership(officer, "province", area=tambon.area("63"))

        def page(user):
            client.force_login(user)
            return client.get("/datasets/entries/").content.decode()

        assert f'value="{entry.pk}:1"' in page(pm)
        assert f'value="{own.pk}:1"' not in page(pm)
        assert f'value="{entry.pk}:1"' not in page(officer)
