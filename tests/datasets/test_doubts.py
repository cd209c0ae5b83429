"""Values to be looked at again: far from the others or against a rule, settled by who looked, found anew once changed."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from datasets.choices import DoubtKind, DoubtState
from datasets.models import Doubt, Record
from datasets.services import doubts
from datasets.services.doubts import DoubtError
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, jobs
from u2t.core.errors import InputError
from u2t.core.models import Job


@pytest.fixture
def wells(nation):
    return make.form().dataset


def record(dataset, number, *, place="630111", **values):
    given = {"wells": 3, "water": "yes"} | values
    return Record.objects.create(
        dataset=dataset, place_id=place, period="2565", key=str(number), values=given, changed_at=clock.now()
    )


def found(dataset, by):
    doubts.find(by=by, dataset=dataset)
    return {(doubt.record_id, doubt.field): doubt.kind for doubt in Doubt.objects.filter(state=DoubtState.OPEN)}


def test_a_number_far_from_all_others_is_in_doubt_once_there_are_enough(wells, steward):
    odd = record(wells, 0, wells=400)
    for number in range(1, 15):
        record(wells, number, wells=number % 5)
    assert found(wells, steward) == {}

    for number in range(15, 25):
        record(wells, number, wells=number % 5)

    assert found(wells, steward) == {(odd.pk, "wells"): DoubtKind.OUTLIER}


def test_what_breaks_a_rule_of_its_field_is_in_doubt(wells, steward):
    wells.fields.filter(name="wells").update(minimum=Decimal(1), maximum=Decimal(50))
    wells.fields.filter(name="water").update(is_required=True)
    few, many = record(wells, 1, wells=0), record(wells, 2, wells=51)
    silent, odd, several = (
        record(wells, 3, water=None),
        record(wells, 4, water="perhaps"),
        record(wells, 5, crops=["x"]),
    )
    record(wells, 6, crops=["rice"])

    assert found(wells, steward) == {
        (few.pk, "wells"): DoubtKind.BELOW,
        (many.pk, "wells"): DoubtKind.ABOVE,
        (silent.pk, "water"): DoubtKind.MISSING,
        (odd.pk, "water"): DoubtKind.UNLISTED,
        (several.pk, "crops"): DoubtKind.UNLISTED,
    }


def test_what_is_settled_stays_so_until_its_record_changes_and_what_was_corrected_is_gone(wells, steward):
    wells.fields.filter(name="wells").update(maximum=Decimal(50))
    right, wrong = record(wells, 1, wells=60), record(wells, 2, wells=600)
    found(wells, steward)
    doubts.settle(by=steward, keys={Doubt.objects.get(record=right).pk}, reason="โทรถามแล้ว")

    assert found(wells, steward) == {(wrong.pk, "wells"): DoubtKind.ABOVE}

    Record.objects.filter(pk=wrong.pk).update(values={"wells": 6}, version=2)
    assert found(wells, steward) == {}
    Record.objects.filter(pk=right.pk).update(values={"wells": 70}, version=2)
    assert found(wells, steward) == {(right.pk, "wells"): DoubtKind.ABOVE}
    assert Doubt.objects.get().decided_by is None


def test_all_or_none_are_settled_with_a_reason_once_and_only_ones_own(wells, steward, pm):
    wells.fields.filter(name="wells").update(maximum=Decimal(50))
    mine, elsewhere = record(wells, 1, wells=60), record(wells, 2, place=tambon.area("500101").pk, wells=60)
    found(wells, steward)
    keys = {doubt.record_id: doubt.pk for doubt in Doubt.objects.all()}

    with pytest.raises(DoubtError):
        doubts.settle(by=pm, keys=set(keys.values()), reason="ถามแล้ว")
    with pytest.raises(InputError):
        doubts.settle(by=pm, keys={keys[mine.pk]}, reason=" ")
    with pytest.raises(InputError):
        doubts.settle(by=pm, keys=set(), reason="ถามแล้ว")
    assert not Doubt.objects.exclude(state=DoubtState.OPEN).exists()
    assert doubts.settle(by=pm, keys={keys[mine.pk]}, reason="ถามแล้ว") == 1
    with pytest.raises(DoubtError):
        doubts.settle(by=steward, keys=set(keys.values()), reason="ถามแล้ว")
    assert Doubt.objects.get(record=elsewhere).state == DoubtState.OPEN


def test_on_the_page_values_are_looked_for_by_a_job_personal_ones_hidden_and_settled(client, wells, steward, pm):
    wells.fields.filter(name="wells").update(maximum=Decimal(50))
    wells.fields.filter(name="head").update(is_required=True, is_personal=True)
    record(wells, 1, wells=60, head="นายสมมุติ")
    client.force_login(pm)

    assert client.post("/datasets/wells/doubts/look/").status_code == 302
    jobs.run(Job.objects.get(kind=doubts.KIND).pk)
    page = client.get("/datasets/wells/doubts/").content.decode()

    assert ">60<" in page
    Record.objects.update(place=tambon.area("63011101", "หมู่ที่ 1", level="village", kind="moo"))
    assert "หมู่ที่ 1 ต.แม่ท้อ (63011101)" in client.get("/datasets/wells/doubts/").content.decode()
    assert "นายสมมุติ" not in page
    doubt = Doubt.objects.get()
    client.post("/datasets/wells/doubts/settle/", {"doubt": ["x", str(doubt.pk)], "reason": "ไปดูมาแล้ว"})
    doubt.refresh_from_db()
    assert (doubt.state, doubt.reason, doubt.decided_by) == (DoubtState.SETTLED, "ไปดูมาแล้ว", pm)


def test_a_child_of_another_name_with_a_value_of_another_kind_breaks_nothing(wells, steward):
    record(wells, 1, wells="many", crops="rice", water=["yes"])

    assert found(wells, steward) == {}


@pytest.mark.parametrize("room", ["doubts", "twins"])
def test_values_to_check_and_pairs_are_two_sides_of_one_page(client, wells, steward, room):
    client.force_login(steward)
    address = reverse(f"{room.removesuffix('s')}-list", args=["wells"])

    page = client.get(address).content.decode()

    tabs = page.partition('<nav class="section-tabs" aria-label="รายการที่ต้องตรวจดู">')[2].partition("</nav>")[0]
    found = re.findall(r'href="([^"]+)"( aria-current="page")?', tabs)
    assert dict(found) == {
        reverse(f"{each}-list", args=["wells"]): ' aria-current="page"' if f"{each}s" == room else ""
        for each in ("doubt", "twin")
    }
