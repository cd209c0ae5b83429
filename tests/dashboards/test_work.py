"""The page of a university's staff: posts against people, what waits, what is late, what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.selectors import staffing
from datasets.models import Entry
from datasets.selectors.waiting import entries_in
from datasets.services import reviews
from tests.factories import fieldwork
from tests.factories import tambon as where
from tests.factories import workforce as make
from u2t.core import clock
from workforce.models import Paper, Person, Session
from workforce.selectors.papers import signable_by

pytestmark = pytest.mark.django_db
PAGE = "/universities/kpru/work/"


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(datetime(2021, 12, 8, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def posts(staff):
    """Two of three posts of KPRU filled, one of them by a digital data manager; and one of CMU."""
    there = where.area("630111")
    made = [make.post(there, "citizen"), make.post(there, "graduate", is_digital=True), make.post(there, "graduate")]
    make.contract(on=made[0], agency=where.agency("host"))
    make.contract(on=made[1], agency=where.agency("land-63"))
    where.allocation(where.area("500101"), where.university("cmu"), where.programme())
    make.contract(on=make.post(where.area("500101")), university=where.university("cmu"))
    return made


def _strength(user, university="kpru"):
    return staffing.strength_of(user=user, university=where.university(university), programme=where.programme())


def test_posts_and_people_are_counted_by_tambon_and_type_for_today(posts, staff):
    found = _strength(staff)

    assert (found.total.posts, found.total.filled, found.total.vacant) == (3, 2, 1)
    assert [(cell.posts, cell.filled) for _label, cell in found.types] == [(1, 1), (2, 1), (0, 0)]
    assert [(line.tambon.pk, line.total.vacant) for line in found.vacant_lines] == [("630111", 1)]
    assert (found.digital, found.digital_agencies, found.hosts) == (1, 1, 1)
    assert [(area.pk, count) for area, count in found.provinces] == [("63", 1)]


def test_another_universitys_people_are_not_counted(posts, staff):
    found = _strength(staff, "cmu")

    assert (found.total.posts, found.total.filled) == (0, 0)


def test_what_waits_and_what_is_late_is_said_with_its_count(posts, staff, client):
    round_ = make.hiring_round(closes_at=clock.now() - timedelta(days=1))
    for _each in range(2):
        make.application(round_)
    make.application(round_, state="returned", mend_until=clock.today())
    make.application(round_, state="returned", mend_until=clock.today() - timedelta(days=1))
    make.application(make.hiring_round(where.university("cmu")))
    make.contract(on=posts[2], state="draft", signed_on=None)
    client.force_login(staff)

    text = client.get(PAGE).content.decode()

    waiting = staffing.waiting_for(user=staff, university=where.university("kpru"))
    assert [(duty.name, duty.count) for duty in waiting] == [("screen", 2), ("contract", 1)]
    late = staffing.late_for(user=staff, university=where.university("kpru"))
    assert [(duty.name, duty.count) for duty in late] == [("unmended", 1), ("announce", 1), ("begun", 1)]
    assert "ใบสมัครรอตรวจคุณสมบัติ 2 ฉบับ" in text
    assert f"/rounds/{round_.pk}/applicants/?status=returned" in text


def test_entries_from_the_field_wait_with_the_list_on_which_they_are_verified(staff, pm, worker, client):
    form = fieldwork.form()
    fieldwork.collecting("630111")
    first, second, verified = (fieldwork.entry(worker, form, values={"wells": number}) for number in (1, 2, 3))
    reviews.verify(by=pm, entry=verified, version=verified.version)
    client.force_login(staff)

    text = client.get(PAGE).content.decode()

    waiting = staffing.waiting_for(user=staff, university=where.university("kpru"))
    assert [(duty.name, duty.count) for duty in waiting] == [("entry", 2)]
    assert staffing.waiting_for(user=worker, university=where.university("kpru")) == []
    assert staffing.waiting_for(user=staff, university=where.university("cmu")) == []
    assert "ข้อมูลจากพื้นที่รอตรวจรับรอง 2 รายการ" in text
    assert "/datasets/entries/?status=submitted" in text
    listed = client.get("/datasets/entries/?status=submitted").content.decode()
    assert all(f"/datasets/entries/{each.pk}/" in listed for each in (first, second))


def test_entries_of_many_tambons_and_their_villages_are_counted_by_one_short_question(staff, worker):
    form = fieldwork.form()
    kpru, programme = where.university("kpru"), where.programme()
    sent = [fieldwork.entry(worker, form, values={"wells": number}) for number in range(5)]
    for each, code in zip(sent, ("63011101", "630111", "630199", "500101", "630111"), strict=True):
        where.area(code)
        Entry.objects.filter(pk=each.pk).update(area=code)
    Entry.objects.filter(pk=sent[-1].pk).update(by=staff)
    asked = []
    for tambons in ((), ("630199",), ("630198", "630197")):
        for code in tambons:
            where.allocation(where.area(code), kpru, programme)
        with CaptureQueriesContext(connection) as queries:
            count = entries_in(staff, staffing._held_today(kpru))
        asked.append((count, queries[-1]["sql"].count(" OR ")))

    assert [count for count, _ors in asked] == [2, 3, 3]
    assert len({ors for _count, ors in asked}) == 1


def test_only_the_papers_one_can_sign_oneself_wait_and_the_link_leads_to_these(posts, staff, client):
    contracts = [make.contract(on=make.post(where.area("630111"))) for _each in range(7)]
    by_name, by_account, of_another, signed, cancelled, slip, own = [make.paper(one) for one in contracts]
    staff.first_name, staff.last_name = "สมมุติ", "ลงนาม"
    staff.save()
    lines = {paper: paper.signatures.get(party="office") for paper in (by_name, by_account, of_another, signed, own)}
    for paper, line in lines.items():
        line.name = "อธิการบดี คนอื่น" if paper in {by_account, of_another} else "นายสมมุติ ลงนาม"
        line.user = staff if paper == by_account else None
        line.signed_at = clock.now() if paper == signed else None
        line.save()
    slip.signatures.filter(party="office").delete()  # the person alone signs
    cancelled.signatures.filter(party="office").update(name="สมมุติ ลงนาม")
    Paper.objects.filter(pk=cancelled.pk).update(state="cancelled", cancelled_at=clock.now(), cancel_reason="ผิด")
    Person.objects.filter(pk=own.contract.person_id).update(user=staff)
    client.force_login(staff)

    text = client.get(PAGE).content.decode()

    waiting = staffing.waiting_for(user=staff, university=where.university("kpru"))
    papers = [by_name, by_account, of_another, signed, slip, own]
    mine = {paper.number for paper in papers if signable_by(paper, staff)}
    assert [(duty.name, duty.count) for duty in waiting] == [("paper", len(mine))]
    assert mine == {by_name.number, by_account.number, own.number}  # of the own contract the line of the person
    assert "/workforce/papers/?waiting=true" in text
    listed = client.get("/workforce/papers/?waiting=true").content.decode()
    assert {paper.number for paper in [*papers, cancelled] if f">{paper.number}<" in listed} == mine


def test_what_comes_next_is_in_the_order_of_its_days(posts, staff):
    make.hiring_round(closes_at=clock.now() + timedelta(days=9), name_th="รอบทดแทน")
    for name, days in (("อบรมหลัง", 12), ("อบรมก่อน", 3), ("อบรมแล้ว", -5)):
        on = date(2021, 12, 8) + timedelta(days=days)
        Session.objects.create(
            university=where.university("kpru"), programme=where.programme(), kind="training", name_th=name,
            place="ห้อง", starts_on=on, ends_on=on, hours=6, created_at=make.MADE,
        )  # fmt: skip

    found = staffing.coming_for(user=staff, university=where.university("kpru"))

    assert [coming.name for coming in found] == ["อบรมก่อน", "รอบทดแทน", "อบรมหลัง"]


def test_staff_of_another_university_and_workers_do_not_find_it(posts, staff, client):
    other = where.user()
    where.membership(other, "staff", university=where.university("cmu"))
    worker = where.user()
    where.membership(worker, "worker", area=where.area("630111"))

    for user, status in ((staff, 200), (other, 404), (worker, 404)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_many_as_for_one(posts, staff, client, django_assert_max_num_queries, count):
    for number in range(count):
        make.post(where.area(f"63020{number + 1}"))
        where.allocation(where.area(f"63020{number + 1}"), where.university("kpru"), where.programme())
    client.force_login(staff)

    with django_assert_max_num_queries(45):
        assert client.get(PAGE).status_code == 200
