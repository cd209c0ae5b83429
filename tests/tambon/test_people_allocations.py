"""Tambons given to universities."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tambon.models import Allocation
from tambon.services import allocations
from tests.factories import tambon as make
from u2t.core.models import AuditEvent, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(nation):
    return make.programme()


@pytest.fixture
def kpru(nation):
    return make.university("kpru")


def holder(university, day=date(2021, 2, 1), **fields):
    return allocations.Holder(university=university, from_on=day, **fields)


def give(programme, university, by, tambon="630111", **fields):
    return allocations.give(programme=programme, tambon=make.area(tambon), holder=holder(university, **fields), by=by)


def test_give_marks_the_tambon(admin, programme, kpru):
    allocation = give(programme, kpru, admin, reference="อว 0201/1")

    assert allocation.during.lower == date(2021, 2, 1)
    assert [(m.source, m.place) for m in Mark.objects.all()] == [("allocation:u2t1", "630111")]
    assert AuditEvent.objects.get().action == "allocation.given"


def test_give_by_staff_is_denied(staff, programme, kpru):
    with pytest.raises(PermissionDenied):
        give(programme, kpru, staff, tambon="630201")


def test_give_of_a_held_tambon_is_refused(admin, programme, kpru):
    give(programme, kpru, admin)

    with pytest.raises(allocations.AllocationError):
        give(programme, make.university("cmu"), admin)


@pytest.mark.parametrize("code", ["6301", "63"])
def test_give_of_what_is_no_tambon_is_refused(admin, programme, kpru, code):
    with pytest.raises(allocations.AllocationInputError):
        give(programme, kpru, admin, tambon=code)


def test_give_of_an_abolished_code_is_refused(admin, programme, kpru):
    make.area("630199", abolished_on=date(2010, 1, 1))

    with pytest.raises(allocations.AllocationInputError):
        give(programme, kpru, admin, tambon="630199")


def test_give_after_the_programme_is_refused(admin, programme, kpru):
    with pytest.raises(allocations.AllocationInputError):
        give(programme, kpru, admin, day=date(2030, 1, 1))


def test_end_keeps_the_last_day(admin, programme, kpru):
    allocation = allocations.end(allocation=give(programme, kpru, admin), on=date(2021, 5, 31), by=admin)

    assert allocation.during.upper == date(2021, 6, 1)
    with pytest.raises(allocations.AllocationError):
        allocations.end(allocation=allocation, on=date(2021, 12, 31), by=admin)


def test_end_before_the_first_day_is_refused(admin, programme, kpru):
    with pytest.raises(allocations.AllocationInputError):
        allocations.end(allocation=give(programme, kpru, admin), on=date(2021, 1, 31), by=admin)


def test_move_splits_the_time(admin, programme, kpru):
    allocation = give(programme, kpru, admin)
    Mark.objects.all().delete()

    allocations.move(
        allocation=allocation, to=holder(make.university("cmu"), date(2021, 6, 1)), by=admin, reason="ขอโอน"
    )

    rows = Allocation.objects.order_by("during").values_list("university", "during")
    assert [(code, d.lower, d.upper) for code, d in rows] == [
        ("kpru", date(2021, 2, 1), date(2021, 6, 1)),
        ("cmu", date(2021, 6, 1), None),
    ]
    assert Mark.objects.get().place == "630111"
    assert AuditEvent.objects.last().action == "allocation.moved"


def test_move_to_the_same_or_after_the_end_is_refused(admin, programme, kpru):
    allocation = give(programme, kpru, admin)

    with pytest.raises(allocations.AllocationError):
        allocations.move(allocation=allocation, to=holder(kpru, date(2021, 6, 1)), by=admin)
    allocations.end(allocation=allocation, on=date(2021, 5, 31), by=admin)
    with pytest.raises(allocations.AllocationError):
        allocations.move(allocation=allocation, to=holder(make.university("cmu"), date(2021, 7, 1)), by=admin)


def test_amend_keeps_the_old_reference_in_the_audit(admin, programme, kpru):
    allocations.amend(allocation=give(programme, kpru, admin, reference="ก"), reference="ข", by=admin)

    assert AuditEvent.objects.last().changes == {"reference": ["ก", "ข"]}
