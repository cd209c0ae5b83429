"""What did not fit in an entry that is held for it: which question, and what was written there."""

import io

import pytest

from datasets.importing import arrivals
from datasets.importing.misfits import misfits_of
from datasets.models import Entry, EntryRevision
from tests.datasets.collect import instance_of
from tests.factories import fieldwork as make
from tests.factories import tambon

pytestmark = pytest.mark.django_db

ODD = (
    "<home><wells>สามบ่อ</wells><head>นายสมมุติ</head></home><water>yes</water><crops/>"
    "<members><age>12</age></members><members><age>สิบสอง</age></members><members><age>9.5</age></members>"
    "<photo/><spot>ใต้ต้นไม้</spot>"
)


def take(worker, answers, **named):
    xml = instance_of("wells", answers, **named)
    return arrivals.take(by=worker, file=io.BytesIO(xml.encode()), files={}, is_whole=True)


@pytest.fixture
def entry(wells, worker, private):
    make.collecting("630111")
    return take(worker, ODD, instance="uuid:odd")


def test_every_answer_that_does_not_fit_is_told_with_its_question(entry):
    found = misfits_of(entry, sees_personal=False)

    assert [(each.field, each.number, each.written) for each in found] == [
        ("wells", "", "สามบ่อ"), ("spot", "", "ใต้ต้นไม้"), ("age", "2", "สิบสอง"), ("age", "3", "9.5"),
    ]  # fmt: skip
    assert found[0].message == "ข้อ “บ่อน้ำ (บ่อ)” ตอบว่า “สามบ่อ” แต่ข้อนี้ต้องเป็นจำนวนเต็มไม่เกิน 15 หลัก"
    assert "สมาชิก ลำดับที่ 2: อายุ" in found[2].message


def test_what_fits_is_told_nothing_of_and_a_correction_settles_it(entry, worker, django_assert_num_queries):
    newer = take(worker, ODD.replace("สามบ่อ", "3"), deprecated="uuid:odd", instance="uuid:two")
    assert [each.field for each in misfits_of(newer, sees_personal=True)] == ["spot", "age", "age"]

    fine = take(worker, "<home><wells>3</wells></home>", deprecated="uuid:two", instance="uuid:three")
    with django_assert_num_queries(0):
        assert misfits_of(fine, sees_personal=True) == []


def test_what_does_not_fit_is_not_folded_away_as_if_nobody_had_answered(client, entry, worker):
    client.force_login(worker)

    told, _fold, folded = client.get(f"/datasets/entries/{entry.pk}/").text.partition('<details class="fold')

    assert ">บ่อน้ำ (บ่อ)</td>" in told
    assert ">บ่อน้ำ (บ่อ)</td>" not in folded


def test_what_is_personal_is_named_but_not_repeated(wells, worker, private):
    make.collecting("630111")
    long = "ก" * 20_001
    entry = take(worker, f"<home><wells>3</wells><head>{long}</head></home>")

    (hidden,) = misfits_of(entry, sees_personal=False)
    (shown,) = misfits_of(entry, sees_personal=True)

    assert (hidden.field, hidden.written) == ("head", "…")
    assert (shown.written, "ยาวเกิน 20,000 ตัวอักษร" in shown.message) == ("ก" * 200, True)


def test_very_many_are_told_in_part_and_what_cannot_be_read_again_is_no_error(entry, django_assert_max_num_queries):
    rows = "".join(f"<members><age>x{number}</age></members>" for number in range(300))
    revision = EntryRevision.objects.filter(entry=entry)
    revision.update(xml=instance_of("wells", rows))
    with django_assert_max_num_queries(5):
        assert len(misfits_of(entry, sees_personal=True)) == 100

    revision.update(xml="<data/>")
    assert misfits_of(entry, sees_personal=True) == []


def test_a_period_that_is_none_is_told_too(wells, worker, private):
    make.collecting("630111")
    wells.dataset.fields.filter(name="head").update(role="period", is_personal=False)
    wells.questions = [each | {"is_personal": False} for each in wells.questions]
    wells.save(update_fields=["questions"])

    entry = take(worker, "<home><wells>3</wells><head>ปีก่อน</head></home>")

    assert entry.held == ["value"]
    (found,) = misfits_of(entry, sees_personal=True)
    assert (found.field, found.written) == ("head", "ปีก่อน")
    assert "ไม่ใช่ช่วงเวลาของชุดข้อมูล ให้เขียนเป็น พ.ศ." in found.message


@pytest.mark.integration
def test_the_page_and_the_api_say_so(client, entry, pm):
    client.force_login(pm)

    page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()
    told = client.get(f"/api/v1/entries/{entry.pk}/").json()["misfits"]

    assert "ตอบว่า “สามบ่อ” แต่ข้อนี้ต้องเป็นจำนวนเต็ม" in page
    assert [each["written"] for each in told] == ["สามบ่อ", "ใต้ต้นไม้", "สิบสอง", "9.5"]
    assert told[0]["question"] == "บ่อน้ำ (บ่อ)"


@pytest.mark.integration
def test_who_may_not_see_persons_is_not_told_by_this_way(client, wells, worker, private):
    make.collecting("630111")
    entry = take(worker, f"<home><wells>x</wells><head>{'นาย' * 7000}</head></home>")
    officer = tambon.user("officer")
    tambon.membership(officer, "province", area=tambon.area("63"))
    client.force_login(officer)

    page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()

    assert "นายนาย" not in page
    assert "ตอบว่า “x”" in page
    assert Entry.objects.get(pk=entry.pk).held == ["value"]
