"""Two lists stored at once: nobody without a national ID works twice, no agency gets more people than it takes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import listed
from u2t.core.errors import DomainError
from workforce.models import AgencyCapacity, Contract, Person, Placement
from workforce.services import imports

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
AT_LAND = {"หน่วยงาน": "land-tak"}
_PATIENCE = 2


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    make.allocation(make.area("500101"), make.university("cmu"), make.programme())
    for number in (1, 2):
        work.post(number=number)
        work.post(make.area("500101"), number=number)
    agency = make.agency("land-tak", name_th="สำนักงานที่ดิน", area=make.area("TH"))
    AgencyCapacity.objects.create(agency=agency, programme=make.programme(), capacity=1)


@pytest.fixture
def there():
    """Staff of CMU."""
    user = make.user()
    make.membership(user, "staff", university=make.university("cmu"))
    return user


def checked(university, by, row):
    run = imports.open_run(
        university=make.university(university), programme=make.programme(), name="รายชื่อ.csv",
        content=listed(row), by=by,
    )  # fmt: skip
    run = imports.check(run=run, by=by)
    assert run.skipped_count == 0, list(run.issues.values())
    return run


@pytest.fixture
def meeting(monkeypatch):
    """Lets a check that is done wait for the other one, where both may be under way at once."""
    barrier, check = Barrier(2), imports._checked

    def slow(run):
        found = check(run)
        with suppress(BrokenBarrierError):
            barrier.wait(_PATIENCE)
        return found

    return lambda: monkeypatch.setattr(imports, "_checked", slow)


def stored_at_once(*runs):
    def store(run):
        try:
            imports.store(run=run, by=run.by)
        except DomainError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(store, runs))


CMU = {"ตำบล": "ศรีภูมิ", "อำเภอ": "เมืองเชียงใหม่"}


@pytest.mark.parametrize("row", [{"เลขบัตร": ""}, AT_LAND])
def test_what_two_lists_name_at_once_is_stored_by_one_of_them(staff, there, meeting, row):
    here = checked("kpru", staff, row)
    other = checked("cmu", there, row | CMU)
    meeting()

    stored, refused = stored_at_once(here, other)

    assert stored == ""
    assert "ตรวจ" in refused
    assert (Contract.objects.count(), Person.objects.count()) == (1, 1)


def test_a_place_taken_while_the_list_was_read_is_not_given_twice(staff, monkeypatch):
    run, check = checked("kpru", staff, AT_LAND), imports._checked

    def late(run):
        found = check(run)
        work.contract(on=work.post(make.area("500101"), number=9), agency=make.agency("land-tak"))
        return found

    monkeypatch.setattr(imports, "_checked", late)
    with pytest.raises(DomainError, match="สำนักงานที่ดิน"):
        imports.store(run=run, by=staff)

    assert not Placement.objects.filter(contract__run=run).exists()
