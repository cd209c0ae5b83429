"""Entries reviewed: verified ones alone are records; returned, corrected, verified again, decided about, never lost."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from datasets.choices import EntryState
from datasets.models import Dataset, Entry, Layer, Record
from datasets.selectors.entrypages import answers_of
from datasets.selectors.layering import unlike_their_layers
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.services import corrections, reviews, rounds
from datasets.services.entries import EntryError
from tambon.system import system_user
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.errors import InputError, StaleError
from u2t.core.models import Mark


@pytest.fixture
def entry(form, worker):
    return make.entry(worker, form, repeats={"/members": [{"age": 41}, {"age": 7}]})


def verified(entry, by):
    return reviews.verify(by=by, entry=entry, version=Entry.objects.get(pk=entry.pk).version)


def test_an_entry_counts_only_when_it_is_verified(entry, pm):
    assert not Record.objects.exists()

    done = verified(entry, pm)

    record = Record.objects.get(dataset="wells")
    assert (done.state, done.record, done.decided_by) == (EntryState.VERIFIED, record, pm)
    assert (record.place_id, record.period, record.values, record.is_live) == (
        "630111", "2565", {"wells": 3, "water": "yes"}, True,
    )  # fmt: skip
    assert record.layer.revision == entry.revisions.get()
    assert set(Mark.objects.values_list("source", "place", "period")) == {
        ("dataset:wells", "630111", "2565"), ("dataset:wells-members", "630111", "2565"),
    }  # fmt: skip
    assert unlike_their_layers(limit=9) == []


def test_each_time_of_a_repetition_is_a_record_keyed_to_its_parent(entry, pm):
    verified(entry, pm)

    rows = Record.objects.filter(dataset="wells-members").order_by("key")
    assert [(row.key, row.values) for row in rows] == [
        (f"{entry.key}/1", {"age": 41}),
        (f"{entry.key}/2", {"age": 7}),
    ]


def test_a_later_edit_counts_when_it_is_verified_again(entry, form, worker, pm):
    verified(entry, pm)
    first = entry.revisions.get().instance
    make.entry(worker, form, values={"wells": 5, "water": None}, deprecated=first, repeats={"/members": [{"age": 42}]})

    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED
    assert Record.objects.get(dataset="wells").values == {"wells": 3, "water": "yes"}
    verified(entry, pm)

    record = Record.objects.get(dataset="wells")
    assert record.values == {"wells": 5, "water": None}
    live = Record.objects.filter(dataset="wells-members", is_live=True)
    assert [row.values for row in live] == [{"age": 42}]  # the second member is gone, and kept
    assert Record.objects.filter(dataset="wells-members").count() == 2
    assert Layer.objects.filter(record=record).count() == 2
    assert unlike_their_layers(limit=9) == []


def test_a_correction_is_undone_with_the_row_that_a_later_edit_left_out(entry, form, worker, pm):
    verified(entry, pm)
    Dataset.objects.filter(pk="wells-members").update(needs_second_person=False)
    second = Record.objects.get(dataset="wells-members", key=f"{entry.key}/2")
    corrections.propose(by=system_user(), record=second, field="age", new="70", reason="นับใหม่", version=second.version)
    for ages in ([41], [41, 8]):
        newest = entry.revisions.order_by("number").last()
        make.entry(worker, form, deprecated=newest.instance, repeats={"/members": [{"age": age} for age in ages]})
        verified(entry, pm)
        assert unlike_their_layers(limit=9) == []

    second.refresh_from_db()
    assert (second.is_live, second.values) == (True, {"age": 8})
    assert second.layers.get(correction__isnull=False).is_undone


def test_a_returned_entry_is_corrected_on_the_telephone(entry, form, worker, pm):
    reviews.return_entry(by=pm, entry=entry, version=1, remarks={"wells": "นับใหม่", "water": " ", "": ""})
    entry.refresh_from_db()
    assert entry.state == EntryState.RETURNED
    assert [(remark.field, remark.text) for remark in entry.remarks.all()] == [("wells", "นับใหม่")]
    with pytest.raises(EntryError):
        verified(entry, pm)

    make.entry(worker, form, values={"wells": 4, "water": "yes"}, deprecated=entry.revisions.get().instance)

    entry.refresh_from_db()
    shown = {answer.field: answer for answer in answers_of(entry, sees_personal=True)}
    assert (shown["wells"].before, shown["wells"].is_changed, shown["water"].is_changed) == ("3", True, False)
    assert [remark.text for remark in shown["wells"].remarks] == ["นับใหม่"]
    verified(entry, pm)
    assert Record.objects.get(dataset="wells").values["wells"] == 4


def test_a_return_needs_a_word(entry, pm):
    with pytest.raises(InputError):
        reviews.return_entry(by=pm, entry=entry, version=1, remarks={"": " "})


def test_who_decides_saw_the_entry_as_it_is(entry, pm):
    with pytest.raises(StaleError):
        reviews.verify(by=pm, entry=entry, version=9)


def test_nobody_verifies_elsewhere_or_what_they_collected(entry, form, worker, staff):
    far = tambon.user("far")
    tambon.membership(far, "pm", area=tambon.area("500101"))
    for person in (far, worker):
        with pytest.raises(PermissionDenied):
            verified(entry, person)
    both = tambon.user("both")
    for role in ("worker", "pm"):
        tambon.membership(both, role, area=tambon.area("630111"))
    with pytest.raises(EntryError):
        verified(make.entry(both, form), both)


def test_an_entry_of_elsewhere_waits_for_who_answers_for_both_places(form, worker, pm, steward):
    place = form.dataset.fields.get(role="place").name
    make.form(make.survey("2").replace(",note,", ",select_one_from_file tambons.csv,where,ตำบล,Tambon,,,\n,note,"))
    newest = form.dataset.forms.order_by("-number").first()
    entry = make.entry(worker, newest, values={"wells": 1, place: "500101"})
    assert (entry.held, entry.area_id, entry.place_id) == (["outside", "no-round"], "630111", "500101")
    with pytest.raises(EntryError):
        verified(entry, pm)
    with pytest.raises(PermissionDenied):
        reviews.accept(by=pm, entry=entry, version=1, reason="ไปช่วยเก็บ")

    reviews.accept(by=steward, entry=entry, version=1, reason="ไปช่วยเก็บ")
    entry.refresh_from_db()
    assert (entry.held, entry.area_id) == ([], "500101")
    verified(entry, steward)
    assert Record.objects.get(dataset="wells").place_id == "500101"


def test_many_are_verified_at_once_or_none(form, worker, pm):
    entries = [make.entry(worker, form, values={"wells": number}) for number in range(3)]
    late = make.entry(worker, form, values={"wells": 9}, misfits=["water"])

    with pytest.raises(EntryError):
        reviews.verify_many(by=pm, seen=dict.fromkeys([each.pk for each in (*entries, late)], 1))
    assert not Record.objects.exists()
    assert reviews.verify_many(by=pm, seen=dict.fromkeys([each.pk for each in entries], 1)) == 3
    assert sorted(record.values["wells"] for record in Record.objects.all()) == [0, 1, 2]


def test_rounds_say_how_far_they_are(form, entry, worker, pm):
    make.entry(worker, form)
    verified(entry, pm)
    round_ = entry.round

    places, people = (rows(pm, round=str(round_.pk)) for rows in (places_in_round, people_in_round))

    assert [(row.code, row.waiting, row.verified, row.total) for row in places] == [("630111", 1, 1, 2)]
    assert [(row.username, row.total) for row in people] == [(worker.username, 2)]


def test_a_round_is_opened_where_one_answers_only(form, staff, pm):
    today = clock.today()
    with pytest.raises(rounds.RoundError, match="500101"):
        make.collecting("500101", by=staff)
    with pytest.raises(PermissionDenied):
        make.collecting("630111", by=pm)
    opened = make.collecting("630111", by=staff, days=(today, today + timedelta(1)))
    moved = rounds.move_days(by=staff, round=opened, days=(today, today + timedelta(60)), reason="ฝนตก")
    assert (moved.number, moved.closes_on) == (2, today + timedelta(60))


def test_a_round_is_opened_once_though_its_form_is_sent_again(form, staff):
    with pytest.raises(rounds.RoundError, match="1"):
        make.collecting("630111", by=staff)
    other = make.collecting("630111", "630101", by=make.system_user())

    assert other.number == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"areas": {}}, {"areas": {"999999": None}}, {"period": "2019"},
        {"days": (clock.today(), clock.today() - timedelta(1))},
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused(form, changed):
    today = clock.today()
    given = {"names": ("รอบ", ""), "period": "2565", "days": (today, today), "areas": {"630111": None}} | changed
    with pytest.raises(InputError):
        rounds.open_round(by=make.system_user(), dataset=form.dataset, **given)


@pytest.mark.integration
class TestPages:
    def test_an_entry_is_not_verified_with_remarks_that_would_be_lost(self, client, pm, worker, form):
        entry = make.entry(worker, form)
        client.force_login(pm)

        given = {"version": 1, "remark-wells": "นับใหม่", "remark": "ถ่ายใหม่"}
        answer = client.post(f"/datasets/entries/{entry.pk}/verify/", given)

        assert answer.status_code == 422
        assert all(f"{text}" in answer.content.decode() for text in ("นับใหม่", "ถ่ายใหม่"))
        entry.refresh_from_db()
        assert entry.state == EntryState.SUBMITTED
        page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        buttons = re.findall(r"<button[^>]*>", page.partition(f'action="/datasets/entries/{entry.pk}/return/"')[2])
        assert "formaction" not in buttons[0], "Enter presses the first"

    @pytest.mark.parametrize("way", ["return", "verify", "accept", "refuse"])
    def test_what_was_typed_stands_in_the_page_of_a_refusal(self, client, pm, worker, form, way):
        held = ["no-round"] if way == "accept" else []
        entry = make.entry(worker, form)
        Entry.objects.filter(pk=entry.pk).update(held=held)
        client.force_login(pm)
        given = {"version": 1} | {
            "return": {"remark-wells": "นับใหม่", "remark": "ก" * 2_001},
            "verify": {"remark-wells": "นับใหม่"},
            "accept": {"place": "ไม่มีที่นี่", "reason": "นับใหม่"},
            "refuse": {"reason": "นับใหม่" + "ก" * 500},
        }[way]

        answer = client.post(f"/datasets/entries/{entry.pk}/{way}/", given)

        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'value="นับใหม่' in page
        assert "notice-bad" in page
        entry.refresh_from_db()
        assert entry.state == EntryState.SUBMITTED

    def test_a_lecturer_returns_and_then_verifies(self, client, pm, worker, form):
        entry = make.entry(worker, form, values={"wells": 3, "head": "นายสมมุติ", "water": "yes"})
        client.force_login(pm)
        page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        assert "นายสมมุติ" in page
        assert "มีน้ำใช้ตลอดปี" in page

        client.post(f"/datasets/entries/{entry.pk}/return/", {"version": 1, "remark-wells": "นับใหม่", "remark": ""})
        client.force_login(worker)
        assert "นับใหม่" in client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        make.entry(worker, form, values={"wells": 4}, deprecated=entry.revisions.get().instance)
        client.force_login(pm)
        client.post(f"/datasets/entries/{entry.pk}/verify/", {"version": 3})

        entry.refresh_from_db()
        assert entry.state == EntryState.VERIFIED
        assert "เก็บในพื้นที่โดย" in client.get(f"/datasets/records/{entry.record_id}/").content.decode()
        for address in (
            "/datasets/entries/?status=verified&held=no",
            "/datasets/rounds/",
            f"/datasets/rounds/{entry.round_id}/",
        ):
            assert client.get(address).status_code == 200, address

    def test_who_may_not_see_persons_sees_the_entry_without_them(self, client, form, worker):
        entry = make.entry(worker, form, values={"wells": 3, "head": "นายสมมุติ"})
        officer = tambon.user("officer")
        tambon.membership(officer, "province", area=tambon.area("63"))
        client.force_login(officer)

        page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        told = client.get(f"/api/v1/entries/{entry.pk}/").json()

        assert "นายสมมุติ" not in page
        assert told["values"] == {"wells": 3}

    def test_chosen_entries_are_verified(self, client, form, worker, pm):
        entries = [make.entry(worker, form) for _number in range(2)]
        client.force_login(pm)
        assert f'value="{entries[0].pk}:1"' in client.get("/datasets/entries/").content.decode()

        client.post("/datasets/entries/verify/", {"entry": [f"{entry.pk}:1" for entry in entries] + ["x"]})

        assert Record.objects.filter(is_live=True).count() == 2

    def test_of_a_list_from_which_nothing_was_chosen_no_data_are_missing(self, client, form, worker, pm):
        entry = make.entry(worker, form, values={"wells": None, "crops": None})
        reviews.verify(by=pm, entry=entry, version=1)
        client.force_login(pm)

        page = "".join(client.get(f"/datasets/records/{Record.objects.get().pk}/").content.decode().split())

        assert [page.count(f">{words}</td>") for words in ("ไม่ได้เลือก", "ไม่มีข้อมูล")] == [1, 1]

    def test_who_verified_the_chosen_comes_back_to_the_list_as_it_was_filtered(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        client.force_login(pm)
        filtered = {"referer": "http://testserver/datasets/entries/?state=submitted"}

        none = client.post("/datasets/entries/verify/", headers=filtered, follow=True)
        some = client.post("/datasets/entries/verify/", {"entry": f"{entry.pk}:1"}, headers=filtered, follow=True)

        assert none.redirect_chain == some.redirect_chain == [("/datasets/entries/?state=submitted", 302)]
        assert "ยังไม่ได้เลือกรายการ" in none.content.decode()
        assert "ตรวจรับรองแล้ว 1 รายการ" in some.content.decode()

    def test_a_worker_lets_a_telephone_in_and_out(self, client, worker):
        client.force_login(worker)

        page = client.post("/datasets/telephone/new/", {"name": "เครื่องเก่า"}).content.decode()

        assert "data:image/svg+xml" in page
        assert "http://testserver/openrosa" in page
        known = worker.app_passwords.get()
        assert known.digest not in page
        assert "เครื่องเก่า" in client.get("/datasets/telephone/").content.decode()
        client.post(f"/datasets/telephone/{known.pk}/end/")
        assert "เครื่องเก่า" not in client.get("/datasets/telephone/").content.decode()

    def test_staff_open_a_round_on_the_page(self, client, staff, form):
        client.force_login(staff)
        given = {
            "dataset": "wells", "name_th": "รอบสอง", "period": "2565", "opens_on": "2022-01-01",
            "closes_on": "2022-02-01", "areas": "630111 70\n",
        }  # fmt: skip

        answer = client.post("/datasets/rounds/new/", given)

        opened = form.dataset.rounds.get(number=2)
        assert answer["Location"] == f"/datasets/rounds/{opened.pk}/"
        assert [(area.area_id, area.target) for area in opened.areas.all()] == [("630111", 70)]
        assert client.post("/datasets/rounds/new/", given | {"areas": "??? x"}).status_code == 422
        client.post(
            f"/datasets/rounds/{opened.pk}/move/", {"days-opens_on": "2022-01-01", "days-closes_on": "2022-03-01"}
        )
        opened.refresh_from_db()
        assert opened.closes_on.month == 3
