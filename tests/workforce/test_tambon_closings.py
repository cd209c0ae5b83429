"""The end of a university's work in a tambon: closed when nobody, no activity and no money is left open."""

import threading
import time
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import money
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent
from workforce.models import Closing, TambonClosing
from workforce.selectors.tambonclosings import ends_of
from workforce.services import spendings, tambonclosings
from workforce.services.tambonclosings import Letter, Work

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
LETTER = Letter("อว 0627/12", date(2021, 12, 18))


@pytest.fixture(autouse=True)
def after():
    with time_machine.travel(datetime(2021, 12, 20, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def contract(worker):
    return work.contract(work.person(worker), during=DateRange(date(2021, 11, 1), date(2021, 12, 1)))


@pytest.fixture
def here(contract):
    return Work(contract.programme, contract.university, make.area("630111"))


def over(contract, staff):
    """Let the work of a person be closed; what that asks for has tests of its own."""
    Closing.objects.create(contract=contract, closed_at=datetime.now(UTC), closed_by=staff)


def test_people_activities_and_money_that_are_open_are_named(contract, here, staff):
    line = money.line(here.tambon, here.university)
    activity = money.activity(here.tambon, here.university, name="ตลาดนัดชุมชน")

    with pytest.raises(DomainError) as refused:
        tambonclosings.close(work=here, letter=LETTER, by=staff)

    said = refused.value.extra["open"]
    assert len(said) == 3
    assert "1 คน" in said[0]
    assert activity.name in said[1]
    assert f"{line.amount:,.0f}" in said[2]
    assert not TambonClosing.objects.exists()


def test_it_is_closed_once_and_opened_again_for_a_reason(contract, here, staff):
    over(contract, staff)

    closing = tambonclosings.close(work=here, letter=LETTER, by=staff)
    assert tambonclosings.close(work=here, letter=Letter("อื่น", LETTER.on), by=staff).letter_number == LETTER.number
    assert [end.is_closed for end in ends_of(here.tambon, user=staff)] == [True]
    with pytest.raises(StaleError):
        tambonclosings.reopen(closing=closing, reason="ผิด", by=staff, version=1)
    with pytest.raises(InputError):
        tambonclosings.reopen(closing=closing, reason=" ", by=staff, version=2)
    tambonclosings.reopen(closing=closing, reason="มีใบเสร็จตกค้าง", by=staff, version=2)

    assert TambonClosing.objects.get().closed_at is None
    assert list(AuditEvent.objects.filter(action__startswith="tambonclosing").order_by("pk").values_list("action")) == [
        ("tambonclosing.closed",), ("tambonclosing.reopened",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("letter", "field"), [(Letter(" ", LETTER.on), "number"), (Letter("1", date(2021, 12, 21)), "on")], ids=str
)
def test_a_letter_without_number_or_of_tomorrow_is_refused(contract, here, staff, letter, field):
    with pytest.raises(InputError) as refused:
        tambonclosings.close(work=here, letter=letter, by=staff)

    assert refused.value.extra["field"] == field


def test_nobody_closes_the_work_of_another_university(contract, here, staff, worker):
    over(contract, staff)
    foreign = make.user()
    make.membership(foreign, "staff", university=make.university("cmu"))

    for somebody in (foreign, worker):
        with pytest.raises(PermissionDenied):
            tambonclosings.close(work=here, letter=LETTER, by=somebody)
    with pytest.raises(PermissionDenied):
        tambonclosings.close(work=Work(here.programme, make.university("cmu"), here.tambon), letter=LETTER, by=staff)

    assert not TambonClosing.objects.exists()


def test_the_page_names_what_is_open_and_closes(contract, here, staff, client):
    client.force_login(staff)
    given = {"programme": here.programme.pk, "university": here.university.pk, "number": "อว 1", "on": "2021-12-18"}
    address = reverse("tambon-close", args=[here.tambon.pk])

    page = client.get(reverse("tambon-closing", args=[here.tambon.pk])).text
    assert address not in page
    assert "ยังปิดงานไม่ได้" in page
    assert "ยังไม่มีบัญชีธนาคารที่ยืนยันแล้ว: 1 คน" in page
    assert "ผู้ปฏิบัติงานที่ยังไม่ได้ปิดงาน" in page

    refused = client.post(address, given)
    assert refused.status_code == 409
    assert "1 คน" in refused.content.decode()
    assert 'value="อว 1"' in refused.content.decode()

    over(contract, staff)
    page = client.get(reverse("tambon-closing", args=[here.tambon.pk])).text
    assert address in page
    assert 'type="date"' in page
    assert client.post(address, given).status_code == 302
    assert "อว 1" in client.get(reverse("tambon-closing", args=[here.tambon.pk])).content.decode()


def test_a_programme_nobody_worked_in_is_not_closed(contract, here, staff):
    empty = make.programme("u2t-bcg")

    with pytest.raises(DomainError):
        tambonclosings.close(work=Work(empty, here.university, here.tambon), letter=LETTER, by=staff)


def test_it_costs_as_many_questions_for_many_people_as_for_one(
    contract, here, staff, django_assert_max_num_queries, client
):
    over(contract, staff)
    client.force_login(staff)
    month.tambon_closing(contract)

    with django_assert_max_num_queries(45):
        client.get(reverse("tambon-closing", args=[here.tambon.pk]))


@pytest.mark.django_db(transaction=True)
def test_money_that_comes_free_in_the_same_moment_is_waited_for(contract, here, staff):
    over(contract, staff)
    spent = money.spending(money.line(here.tambon, here.university, amount=1_500), 1_500)
    cancelled = threading.Event()

    def cancel():
        try:
            with transaction.atomic():
                spendings.cancel(spending=spent, reason="ผิด", by=staff)
                cancelled.set()
                time.sleep(1)
        finally:
            connections.close_all()

    thread = threading.Thread(target=cancel)
    thread.start()
    assert cancelled.wait(timeout=20)
    with pytest.raises(DomainError, match="1,500"):
        tambonclosings.close(work=here, letter=LETTER, by=staff)
    thread.join()

    assert not TambonClosing.objects.exclude(closed_at=None).exists()
