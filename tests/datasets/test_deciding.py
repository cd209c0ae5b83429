"""Entries decided about: many at once as they were seen, those of one key apart."""

import pytest
from django.urls import reverse
from django.utils import translation

from datasets.choices import EntryState, FieldRole
from datasets.models import Entry, Layer, Record
from datasets.selectors.layering import unlike_their_layers
from datasets.selectors.progress import places_in_round
from datasets.services import reviews
from datasets.services.entries import EntryError
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core.errors import InputError, StaleError
from u2t.core.models import Mark, Notification
from u2t.core.notifications import sentence_of


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

    assert str(edited.pk) in str(told.value)
    assert str(kept.pk) not in str(told.value)
    assert not Record.objects.exists()


def decided(act, entry, by, **given):
    fresh = Entry.objects.get(pk=entry.pk)
    return act(by=by, entry=fresh, version=fresh.version, **({"reason": "ส่งซ้ำ"} | given))


def test_what_waits_is_refused_with_a_reason_and_never_counts(form, worker, pm):
    entry = make.entry(worker, form, misfits=["water"])
    with pytest.raises(InputError):
        decided(reviews.refuse, entry, pm, reason=" ")

    done = decided(reviews.refuse, entry, pm)

    assert (done.state, done.decided_by) == (EntryState.REFUSED, pm)
    assert [remark.text for remark in entry.remarks.all()] == ["ส่งซ้ำ"]
    with pytest.raises(EntryError):
        reviews.verify(by=pm, entry=done, version=done.version)
    places = places_in_round(pm, round=str(done.round_id))
    assert [(place.waiting, place.verified, place.refused) for place in places] == [(0, 0, 1)]


def test_what_was_verified_is_taken_back_with_its_rows_and_waits_again(form, worker, pm):
    entry = make.entry(worker, form, repeats={"/members": [{"age": 41}]})
    reviews.verify(by=pm, entry=entry, version=1)
    Mark.objects.all().delete()

    done = decided(reviews.take_back, entry, pm)

    assert (done.state, done.record) == (EntryState.SUBMITTED, None)
    assert not Record.objects.filter(is_live=True).exists()
    assert set(Mark.objects.values_list("source", flat=True)) == {"dataset:wells", "dataset:wells-members"}
    assert unlike_their_layers(limit=9) == []
    with pytest.raises(EntryError):
        decided(reviews.take_back, entry, pm)
    decided(reviews.refuse, entry, pm)


def test_an_edit_of_what_counts_is_refused_only_when_nothing_counts(form, worker, pm):
    entry = make.entry(worker, form)
    reviews.verify(by=pm, entry=entry, version=1)
    make.entry(worker, form, values={"wells": 9}, deprecated=entry.revisions.get().instance)
    with pytest.raises(EntryError):
        decided(reviews.refuse, entry, pm)

    decided(reviews.restore, entry, pm, revision=1)
    entry.refresh_from_db()

    assert (entry.revision, entry.state, entry.values["wells"]) == (3, EntryState.SUBMITTED, 3)
    reviews.verify(by=pm, entry=entry, version=entry.version)
    assert Record.objects.get(dataset="wells").values["wells"] == 3
    assert entry.revisions.count() == 3
    for number in (3, 8):
        with pytest.raises(InputError):
            decided(reviews.restore, entry, pm, revision=number)


def test_a_restored_revision_is_of_the_key_it_names(keyed, worker, pm):
    entry = make.entry(worker, keyed, values={"wells": 12})
    reviews.verify(by=pm, entry=entry, version=1)
    make.entry(worker, keyed, values={"wells": 21}, deprecated=entry.revisions.get().instance)

    assert decided(reviews.restore, entry, pm, revision=1).key == "12"


def test_nobody_decides_so_about_what_is_the_own(form, worker, pm):
    tambon.membership(pm, "worker", area=tambon.area("630111"))
    own = make.entry(pm, form)
    for act, more in ((reviews.refuse, {}), (reviews.take_back, {}), (reviews.restore, {"revision": 1})):
        with pytest.raises(EntryError):
            decided(act, own, pm, **more)


@pytest.mark.integration
class TestPages:
    def test_the_api_refuses_stale_versions(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        client.force_login(pm)

        def ask(version):
            body = {"entries": [{"id": entry.pk, "version": version}]}
            return client.post("/api/v1/entries/verify-many/", body, content_type="application/json")

        assert ask(7).status_code == 412
        assert ask(1).json() == {"verified": 1}

    def test_a_lecturer_takes_back_refuses_and_restores_on_the_page(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        reviews.verify(by=pm, entry=entry, version=1)
        client.force_login(pm)
        at = f"/datasets/entries/{entry.pk}/"
        assert f"{at}take-back/" in client.get(at).content.decode()

        client.post(f"{at}take-back/", {"version": 2, "reason": "ผิดบ้าน"})
        client.post(f"{at}refuse/", {"version": 3, "reason": "x" * 600})
        client.post(f"{at}refuse/", {"version": 3, "reason": ""})
        entry.refresh_from_db()
        assert (entry.state, entry.record_id) == (EntryState.SUBMITTED, None)
        client.post(f"{at}refuse/", {"version": 3, "reason": "ส่งซ้ำ"})
        make.entry(worker, form, deprecated=entry.revisions.get().instance)
        assert "restore/" in client.get(at).content.decode()
        client.post(f"{at}restore/", {"version": 5, "reason": "ของเดิมถูก", "revision": 1})

        entry.refresh_from_db()
        assert (entry.state, entry.revision) == (EntryState.SUBMITTED, 3)

    def test_the_api_decides_so_too(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        client.force_login(pm)

        def ask(action, **body):
            address = f"/api/v1/entries/{entry.pk}/{action}/"
            return client.post(address, {"reason": "ผิด", **body}, content_type="application/json")

        assert ask("take-back", version=1).status_code == 409
        assert ask("restore", version=1, revision=1).status_code == 422
        assert ask("refuse", version=9).status_code == 412
        assert ask("refuse", version=1).json()["state"] == "refused"


def test_who_collected_is_told_what_was_returned_or_refused(form, worker, pm):
    returned, refused = make.entry(worker, form), make.entry(worker, form, values={"wells": 4})

    reviews.return_entry(by=pm, entry=returned, version=1, remarks={"water": "ถามใหม่", "wells": "นับใหม่"})
    reviews.refuse(by=pm, entry=refused, version=1, reason="กรอกซ้ำ")

    with translation.override("th"):
        told = [(row.user, row.link, sentence_of(row)) for row in Notification.objects.order_by("pk")]
    assert told == [
        (worker, f"/datasets/collect/?entry={returned.pk}", "“บ่อน้ำ” ของ ต.แม่ท้อ ถูกส่งคืน โปรดอ่านความเห็น แก้ไข แล้วส่งใหม่"),
        (worker, f"/datasets/entries/{refused.pk}/", "ผู้ตรวจไม่รับ “บ่อน้ำ” ของ ต.แม่ท้อ จึงไม่นับรวม อ่านเหตุผลได้ในรายการนั้น"),
    ]  # fmt: skip


@pytest.mark.parametrize("said", ["", "0", "๑", "-1", "x", "9" * 30])
def test_the_page_of_forms_opens_whatever_entry_it_is_asked_for(client, form, worker, said):
    client.force_login(worker)

    assert client.get(reverse("collect"), {"entry": said}).status_code == 200


def test_what_was_told_as_returned_leads_to_the_entry_once_it_is_settled(client, form, worker, pm):
    other = tambon.user("other")
    tambon.membership(other, "worker", area=tambon.area("630111"))
    entry, theirs = make.entry(worker, form), make.entry(other, form, values={"wells": 4})
    reviews.return_entry(by=pm, entry=entry, version=1, remarks={"": "ตรวจใหม่"})
    link = Notification.objects.get().link
    client.force_login(worker)

    assert client.get(link).status_code == 200
    reviews.refuse(by=pm, entry=entry, version=2, reason="กรอกซ้ำ")
    assert client.get(link).url == reverse("entry-detail", args=[entry.pk])
    assert client.get(reverse("collect"), {"entry": theirs.pk}).status_code == 200, "theirs is not told of"


def test_what_was_returned_is_counted_beside_the_forms_of_who_collected_it(client, form, worker, pm):
    returned, _other = make.entry(worker, form), make.entry(worker, form, values={"wells": 4})
    reviews.return_entry(by=pm, entry=returned, version=1, remarks={"": "ตรวจใหม่"})

    client.force_login(worker)
    assert client.get(reverse("waiting")).json()["collect"] == 1
