"""Records that may be one thing: found by their names and places, made one without losing either, told apart again."""

import pytest

from datasets.choices import TwinState
from datasets.models import Correction, Entry, Layer, Record, Twin
from datasets.selectors import likeness
from datasets.selectors.layering import unlike_their_layers
from datasets.selectors.twins import beside, twins_of
from datasets.services import corrections, reviews, twins
from datasets.services.storing import Layers
from datasets.services.twins import TwinError
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import jobs
from u2t.core.errors import InputError, StaleError
from u2t.core.models import Job, Mark

FORM = """survey,,,,
,type,name,label::ไทย (th),label::English (en)
,text,place_name,ชื่อสถานที่,Name
,text,phone,โทรศัพท์,Telephone
,integer,rooms,จำนวนห้อง,Rooms
,geopoint,position,พิกัด,Position
,begin repeat,guests,ผู้เข้าพัก,Guests
,integer,age,อายุ,Age
,end repeat,,,
settings,,,,
,form_title,version,default_language,
,แบบสำรวจที่พัก,1,ไทย (th),
"""


@pytest.fixture
def form(nation):
    form = make.form(FORM)
    make.collecting("630111")
    return form


@pytest.fixture
def lodging(form, worker, pm):
    """Verify an entry as a record and return that."""

    def made(name, *, spot=None, rooms=None, phone=None, repeats=None):
        values = {"place_name": name, "position": spot, "rooms": rooms, "phone": phone}
        entry = make.entry(worker, form, values=values, repeats=repeats or {})
        return reviews.verify(by=pm, entry=entry, version=entry.version).record

    return made


def found(dataset="wells"):
    return {
        (twin.first_id, twin.second_id): (twin.likeness, twin.metres) for twin in Twin.objects.filter(dataset=dataset)
    }


def merge(by, twin, keep, **changes):
    seen = {record.pk: Record.objects.get(pk=record.pk).version for record in (twin.first, twin.second)}
    return twins.merge(by=by, twin=twin, keep=keep.pk, **({"seen": seen, "reason": "ที่เดียวกัน"} | changes))


def live():
    return set(Record.objects.filter(is_live=True, dataset="wells").values_list("pk", flat=True))


def test_a_form_says_by_its_first_question_for_a_name_what_its_things_are_called(form):
    assert list(form.dataset.fields.filter(is_naming=True).values_list("name", flat=True)) == ["place_name"]


def test_things_of_one_name_and_things_on_one_spot_are_found_and_others_are_not(lodging, steward, form):
    here = lodging("โฮมสเตย์บ้านแม่ท้อ", spot="16.88000, 99.12000")
    same = lodging("โฮมสเตย์ บ้านแม่ท้อ", spot="16.88010, 99.12000")
    nameless_spot = lodging("โฮมสเตย์แม่ท้อ", spot="16.88001, 99.12001")
    far = lodging("โฮมสเตย์บ้านแม่ท้อ", spot="16.90000, 99.12000")
    lodging("รีสอร์ตดอยงาม", spot="16.88000, 99.12000")

    assert twins.find(by=steward, dataset=form.dataset) == 3

    assert set(found()) == {(here.pk, same.pk), (here.pk, nameless_spot.pk), (same.pk, nameless_spot.pk)}
    assert found()[here.pk, same.pk] == (100, 11)
    assert not any(far.pk in pair for pair in found())


def test_without_positions_the_name_alone_says_it(lodging, steward, form):
    first, second = lodging("วังปลาใหญ่"), lodging("วังปลาใหญ่ ")

    twins.find(by=steward, dataset=form.dataset)

    assert found() == {(first.pk, second.pk): (100, None)}


def test_of_two_that_are_one_the_other_counts_no_longer_and_is_there_whole(lodging, steward, form):
    kept = lodging("วังปลาใหญ่", rooms=4, repeats={"/guests": [{"age": 41}]})
    other = lodging("วังปลาใหญ่", phone="0810000000", repeats={"/guests": [{"age": 7}, {"age": 9}]})
    twins.find(by=steward, dataset=form.dataset)
    Mark.objects.all().delete()
    twin = Twin.objects.get()

    merge(steward, twin, kept, take=["phone"])

    assert live() == {kept.pk}
    assert list(Record.objects.filter(dataset="wells-guests", is_live=True).values_list("values__age", flat=True)) == [
        41
    ]
    kept.refresh_from_db()
    assert (kept.values["phone"], kept.values["rooms"]) == (None, 4)  # a second person agrees to what was taken over
    assert Correction.objects.get().record_id == kept.pk
    rows = {row.label: row for row in beside(Twin.objects.get(), sees_personal=True)}
    assert rows["โทรศัพท์"].second.value == "0810000000"
    assert rows["โทรศัพท์"].differs
    assert not rows["ชื่อสถานที่"].differs
    assert set(Mark.objects.values_list("source", flat=True)) == {"dataset:wells", "dataset:wells-guests"}
    assert unlike_their_layers() == []
    assert other.pk == Twin.objects.get().laid_aside_id


def test_what_is_taken_over_counts_at_once_where_nobody_else_decides(lodging, steward, form):
    kept, _other = lodging("วังปลาใหญ่", rooms=4), lodging("วังปลาใหญ่", phone="0810000000", rooms=5)
    form.dataset.needs_second_person = False
    form.dataset.save()
    twins.find(by=steward, dataset=form.dataset)

    merge(steward, Twin.objects.get(), kept, take=["phone", "rooms"])

    kept.refresh_from_db()
    assert (kept.values["phone"], kept.values["rooms"]) == ("0810000000", 5)
    assert unlike_their_layers() == []


def test_what_is_taken_over_waits_field_by_field_for_the_second_person(lodging, steward, ministry, form):
    kept, _other = lodging("วังปลาใหญ่", rooms=4), lodging("วังปลาใหญ่", phone="0810000000", rooms=5)
    twins.find(by=steward, dataset=form.dataset)
    merge(steward, Twin.objects.get(), kept, take=["phone", "rooms"])

    for correction in Correction.objects.order_by("pk"):
        corrections.agree(by=ministry, correction=correction)

    kept.refresh_from_db()
    assert (kept.values["phone"], kept.values["rooms"]) == ("0810000000", 5)


def test_told_apart_again_both_count_with_the_rows_of_their_repetitions(lodging, steward, form):
    kept = lodging("วังปลาใหญ่")
    other = lodging("วังปลาใหญ่", rooms=5, repeats={"/guests": [{"age": 7}]})
    twins.find(by=steward, dataset=form.dataset)
    twin = merge(steward, Twin.objects.get(), kept)

    twins.reopen(by=steward, twin=twin, reason="คนละแห่ง")

    assert live() == {kept.pk, other.pk}
    other.refresh_from_db()
    assert other.values["rooms"] == 5
    assert Record.objects.filter(dataset="wells-guests", is_live=True).count() == 1
    assert not Layer.objects.filter(twin__isnull=False).exists()
    assert unlike_their_layers() == []
    twins.dismiss(by=steward, twin=twin)
    assert twins.find(by=steward, dataset=form.dataset) == 0
    assert Twin.objects.get().state == TwinState.DISMISSED


def test_what_was_taken_back_meanwhile_does_not_come_back(lodging, steward, pm, form):
    kept, other = lodging("วังปลาใหญ่"), lodging("วังปลาใหญ่")
    twins.find(by=steward, dataset=form.dataset)
    twin = merge(steward, Twin.objects.get(), kept)
    entry = Entry.objects.get(record=other)
    reviews.take_back(by=pm, entry=entry, version=entry.version, reason="ไม่ใช่ที่พัก")

    twins.reopen(by=steward, twin=twin, reason="คนละแห่ง")

    assert live() == {kept.pk}
    assert unlike_their_layers() == []


def test_a_record_that_is_answered_anew_after_it_was_laid_aside_waits_as_a_pair_again(
    lodging, steward, pm, worker, form
):
    kept, other = lodging("วังปลาใหญ่"), lodging("วังปลาใหญ่", rooms=5)
    twins.find(by=steward, dataset=form.dataset)
    merge(steward, Twin.objects.get(), kept)
    entry = Entry.objects.get(record=other)
    values = {"place_name": "วังปลาใหญ่", "rooms": 6}
    again = make.entry(worker, form, values=values, deprecated=entry.revisions.get().instance)
    reviews.verify(by=pm, entry=again, version=again.version)
    assert live() == {kept.pk, other.pk}

    assert twins.find(by=steward, dataset=form.dataset) == 1

    twins.dismiss(by=steward, twin=Twin.objects.get(), reason="คนละแห่ง")
    other.refresh_from_db()
    assert other.values["rooms"] == 6
    assert unlike_their_layers() == []


def test_a_pair_that_is_no_longer_alike_is_gone_and_nobody_decides_about_it(lodging, steward, pm, form):
    _first, second = lodging("วังปลาใหญ่"), lodging("วังปลาใหญ่")
    twins.find(by=steward, dataset=form.dataset)
    twin = Twin.objects.get()
    entry = Entry.objects.get(record=second)
    reviews.take_back(by=pm, entry=entry, version=entry.version, reason="ซ้ำ")

    with pytest.raises(TwinError):
        merge(steward, twin, second)
    assert not twins_of(steward, "wells").exists()
    assert twins.find(by=steward, dataset=form.dataset) == 0
    assert not Twin.objects.exists()


def test_nothing_is_decided_of_what_changed_twice_or_without_a_reason(lodging, steward, form):
    kept, other = lodging("วังปลาใหญ่"), lodging("วังปลาใหญ่")
    twins.find(by=steward, dataset=form.dataset)
    twin = Twin.objects.get()

    with pytest.raises(StaleError):
        merge(steward, twin, kept, seen={kept.pk: kept.version, other.pk: other.version + 5})
    with pytest.raises(InputError):
        merge(steward, twin, kept, reason=" ")
    with pytest.raises(InputError):
        twins.merge(by=steward, twin=twin, keep=0, seen={}, reason="x")
    with pytest.raises(TwinError):
        twins.reopen(by=steward, twin=twin, reason="x")
    assert live() == {kept.pk, other.pk}
    merge(steward, twin, kept)
    with pytest.raises(TwinError):
        merge(steward, twin, kept)


def test_a_lecturer_makes_one_of_two_on_the_page_and_who_only_sees_them_does_not(
    client, lodging, pm, officer, steward, form
):
    kept, other = lodging("วังปลาใหญ่", rooms=4), lodging("วังปลาใหญ่", rooms=5)
    twins.find(by=steward, dataset=form.dataset)
    twin = Twin.objects.get()
    client.force_login(pm)

    page = client.get(f"/datasets/twins/{twin.pk}/").content.decode()
    assert "วังปลาใหญ่" in page
    given = {"keep": kept.pk, "first": kept.version, "second": other.version, "reason": "ที่เดียวกัน"}
    answer = client.post(f"/datasets/twins/{twin.pk}/merge/", given)

    assert answer.status_code == 302
    assert live() == {kept.pk}
    assert "วังปลาใหญ่" in client.get(f"/datasets/twins/{twin.pk}/").content.decode()
    assert f"/datasets/twins/{twin.pk}/" in client.get(f"/datasets/records/{other.pk}/").content.decode()
    again = client.post(f"/datasets/twins/{twin.pk}/merge/", given)
    assert again.status_code == 422
    assert "รายการนี้ตัดสินแล้ว: เป็นสิ่งเดียวกัน" in again.content.decode()
    client.force_login(officer)
    assert client.get(f"/datasets/twins/{twin.pk}/").status_code == 200
    assert client.post(f"/datasets/twins/{twin.pk}/merge/").status_code == 403


def test_records_are_compared_by_a_job_from_the_page(client, lodging, steward, form):
    for _time in range(2):
        lodging("วังปลาใหญ่")
    client.force_login(steward)

    answer = client.post("/datasets/wells/twins/look/")

    assert answer.status_code == 302
    jobs.run(Job.objects.get(kind=twins.KIND).pk)
    page = client.get("/datasets/wells/twins/").content.decode()
    assert "100 %" in page
    Record.objects.update(place=tambon.area("63011101", "หมู่ที่ 1", level="village", kind="moo"))
    assert "หมู่ที่ 1 ต.แม่ท้อ (63011101)" in client.get("/datasets/wells/twins/").content.decode()


def test_others_store_while_records_are_compared_and_what_they_made_one_stays_so(lodging, steward, form, monkeypatch):
    first, _second = lodging("ตลาดนัดวัดดอน"), lodging("ตลาดนัดวัดดอน")
    twins.find(by=steward, dataset=form.dataset)
    take_turn, compare, order = Layers.take_turn, likeness.compare, []

    def compared(dataset):
        compare(dataset)
        order.append("compared")

    def after_another():
        order.append("turn")
        monkeypatch.setattr(Layers, "take_turn", take_turn)
        merge(steward, Twin.objects.get(), first)
        return take_turn()

    monkeypatch.setattr(likeness, "compare", compared)
    monkeypatch.setattr(Layers, "take_turn", after_another)

    assert twins.find(by=steward, dataset=form.dataset) == 0
    assert Twin.objects.get().state == TwinState.MERGED
    assert live() == {first.pk}
    assert order == ["compared", "turn"]
