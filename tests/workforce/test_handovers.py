"""Hand-overs: whom, to which agency, when; recorded once, locked, corrected for a reason."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from PIL import Image

from tambon.system import system_user
from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files, notifications
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification, PrivateFile
from workforce.models import AgencyCapacity, Contract, Handover, HandoverLine, Paper, Placement
from workforce.permissions import Can
from workforce.selectors.handovers import waiting_in
from workforce.services import handovers, templates

pytestmark = pytest.mark.django_db
DAY = date(2021, 2, 3)
RECEIPT = handovers.Receipt(DAY, "ที่ว่าการอำเภอ", "นายสมมุติ รับมอบ", "ปลัดอำเภอ")


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def tambon(staff):
    return make.area("630111")


@pytest.fixture
def agency(nation):
    return make.agency("amphoe-6301", area=make.area("6301"))


@pytest.fixture
def partner(nation):
    return make.agency("land-63", area=make.area("63"))


@pytest.fixture
def far_staff(nation):
    person = make.user()
    make.membership(person, "staff", university=make.university("cmu"))
    return person


def plan(by, agency, *contracts, **fields):
    values = {
        "programme": make.programme(), "university": make.university("kpru"), "tambon": make.area("630111"),
        "agency": agency, "held_on": DAY, "place": "ที่ว่าการอำเภอ",
    } | fields  # fmt: skip
    return handovers.plan(plan=handovers.Plan(**values), contracts=[row.pk for row in contracts], by=by)


def picture(form="JPEG"):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "a telephone"
    Image.new("RGB", (400, 300), "navy").save(out, form, exif=exif)
    return out.getvalue()


def test_a_lecturer_plans_and_people_and_agency_are_told(tambon, pm, agency):
    officer, person = make.user(), work.person(make.user())
    make.membership(officer, "agency", agency=agency)

    handover = plan(pm, agency, work.contract(person), work.contract())

    assert (handover.state, handover.lines.count()) == ("planned", 2)
    told = Notification.objects.filter(kind="handover.planned").values_list("user", flat=True)
    assert set(told) == {officer.pk, person.user_id}


def test_a_double_click_plans_once_and_nobody_is_in_two(tambon, staff, agency):
    contract = work.contract()

    first = plan(staff, agency, contract)

    assert plan(staff, agency, contract) == first
    with pytest.raises(handovers.HandoverInputError):
        plan(staff, agency, contract, place="อื่น")
    assert HandoverLine.objects.count() == 1


def test_others_plan_nothing(tambon, staff, agency, far_staff, officer, worker):
    contract = work.contract()
    for by in (far_staff, officer, worker):
        with pytest.raises(PermissionDenied):
            plan(by, agency, contract)
    lecturer = make.user()
    make.membership(lecturer, "pm", area=make.area("630101"))
    with pytest.raises(PermissionDenied):
        plan(lecturer, agency, contract)


def test_people_of_other_tambons_and_universities_are_not_taken(tambon, staff, agency):
    for stranger in (
        work.contract(on=work.post(make.area("630101"))),
        work.contract(university=make.university("cmu")),
        work.contract(state="draft", signed_on=None),
    ):
        with pytest.raises(handovers.HandoverInputError):
            plan(staff, agency, work.contract(), stranger)
    assert not Handover.objects.exists()


def test_an_agency_of_another_area_and_a_day_without_the_tambon_are_refused(tambon, staff, agency):
    far = make.agency("land-50", area=make.area("50"))
    for agency_, fields, field in ((far, {}, "agency"), (agency, {"held_on": date(2021, 1, 1)}, "held_on")):
        with pytest.raises(handovers.HandoverInputError) as refused:
            plan(staff, agency_, work.contract(), **fields)
        assert refused.value.extra["field"] == field


def test_digital_data_managers_go_to_their_partner_agency_apart_from_the_others(tambon, staff, agency, partner):
    digital = work.contract(on=work.post(is_digital=True), agency=partner)
    ordinary = work.contract()

    for agency_, people in ((partner, (digital, ordinary)), (agency, (digital,))):
        with pytest.raises(handovers.HandoverInputError):
            plan(staff, agency_, *people)

    assert plan(staff, partner, digital).lines.get().contract == digital
    assert plan(staff, agency, ordinary).lines.get().contract == ordinary


def test_recorded_people_sit_at_the_agency_from_that_day_and_the_record_is_locked(tambon, staff, pm, agency):
    contract = work.contract()
    handover = plan(pm, agency, contract)

    done = handovers.finish(handover=handover, receipt=RECEIPT, by=pm, version=1)

    assert (done.state, done.received_by, done.version) == ("done", "นายสมมุติ รับมอบ", 2)
    sits = Placement.objects.on(DAY).get(contract=contract)
    assert (sits.agency, sits.during.lower) == (agency, DAY)
    assert handovers.finish(handover=handover, receipt=RECEIPT, by=pm, version=1) == done
    assert Notification.objects.filter(kind="handover.done").count() == 0  # nobody has an account
    assert AuditEvent.objects.filter(action="handover.done").count() == 1
    for again in (
        lambda: handovers.finish(handover=handover, receipt=replace(RECEIPT, note="x"), by=pm),
        lambda: handovers.drop(handover=handover, reason="x", by=pm),
        lambda: handovers.amend(handover=handover, held_on=DAY, place="x", contracts=[contract.pk], by=pm),
    ):
        with pytest.raises(handovers.HandoverError):
            again()


def test_a_stale_page_records_nothing(tambon, staff, agency):
    contract = work.contract()
    handover = plan(staff, agency, contract)
    handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[contract.pk], by=staff, version=1)

    with pytest.raises(StaleError):
        handovers.finish(handover=handover, receipt=RECEIPT, by=staff, version=1)


@pytest.mark.parametrize(
    ("changes", "field"), [({"received_by": " "}, "received_by"), ({"held_on": date(2021, 12, 9)}, "held_on")]
)
def test_a_record_without_a_receiver_or_of_a_day_ahead_is_refused(tambon, staff, agency, changes, field):
    handover = plan(staff, agency, work.contract())

    with pytest.raises(handovers.HandoverInputError) as refused:
        handovers.finish(handover=handover, receipt=replace(RECEIPT, **changes), by=staff)
    assert refused.value.extra["field"] == field


def test_who_left_before_the_day_is_named_and_taken_off_first(tambon, staff, agency):
    stays, left = work.contract(), work.contract()
    handover = plan(staff, agency, stays, left)
    for row in (left, left.placements.get()):
        row.during = type(row.during)(date(2021, 2, 1), date(2021, 2, 2))
        row.save(update_fields=["during"])

    with pytest.raises(handovers.HandoverError, match=left.person.last_name):
        handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    handovers.amend(handover=handover, held_on=DAY, place="x", contracts=[stays.pk], by=staff)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)

    assert [line.contract for line in handover.lines.all()] == [stays]


def test_a_correction_needs_its_reason_and_keeps_what_stood_there(tambon, staff, agency):
    handover = plan(staff, agency, work.contract())
    with pytest.raises(handovers.HandoverError):
        handovers.correct(handover=handover, receipt=RECEIPT, reason="x", by=staff)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    other = replace(RECEIPT, received_by="นางสมมุติ รับแทน")
    with pytest.raises(handovers.HandoverInputError):
        handovers.correct(handover=handover, receipt=other, reason=" ", by=staff)

    record = work.paper(handover.lines.get().contract, "handover", handover=handover)

    handovers.correct(handover=handover, receipt=other, reason="พิมพ์ชื่อผิด", by=staff)

    record.refresh_from_db()
    assert (record.state, record.cancel_reason) == ("cancelled", "พิมพ์ชื่อผิด")
    event = AuditEvent.objects.get(action="handover.corrected")
    assert (event.reason, event.changes) == ("พิมพ์ชื่อผิด", {"received_by": ["…", "…"]})
    assert event.revision.values == {"received_by": ["นายสมมุติ รับมอบ", "นางสมมุติ รับแทน"]}


def test_a_corrected_day_moves_the_placements_unless_work_is_recorded(tambon, staff, pm, agency):
    told = work.person(make.user())
    starts, joined = work.contract(told), work.contract(during=DateRange(DAY, date(2022, 2, 1)))
    handover = plan(pm, agency, starts, joined)
    handovers.finish(handover=handover, receipt=RECEIPT, by=pm)
    Notification.objects.all().delete()

    def correct(day, version=None):
        return handovers.correct(
            handover=handover, receipt=replace(RECEIPT, held_on=day), reason="ลงวันผิด", by=pm, version=version
        )

    def days(contract):
        rows = Placement.objects.filter(contract=contract, is_cancelled=False).order_by("during")
        return [(row.agency_id, row.during.lower.isoformat()) for row in rows]

    correct(date(2021, 2, 10))
    assert days(starts) == [(None, "2021-02-01"), (agency.pk, "2021-02-10")]
    assert days(joined) == [(None, "2021-02-03"), (agency.pk, "2021-02-10")]
    assert set(Notification.objects.values_list("kind", "user")) == {("handover.amended", told.user_id)}
    assert AuditEvent.objects.filter(action="placement.moved").count() == 2
    limit = AgencyCapacity.objects.create(agency=agency, programme=make.programme(), capacity=1)
    with pytest.raises(DomainError, match="1"):
        correct(date(2021, 2, 3))
    limit.delete()
    correct(date(2021, 2, 3))
    assert days(joined) == [(agency.pk, "2021-02-03")]
    with pytest.raises(DomainError, match=joined.person.last_name):
        correct(date(2021, 2, 2))  # the day before the contract

    months.log(starts, date(2021, 2, 5))
    for day in (date(2021, 2, 8), date(2021, 2, 6)):
        with pytest.raises(DomainError, match=f"{starts.person.last_name}.*5 ก") as refused:
            correct(day)
        assert refused.value.extra["people"] == [starts.person.full_name]
    handover.refresh_from_db()
    assert (handover.held_on, days(starts)) == (DAY, [(None, "2021-02-01"), (agency.pk, "2021-02-03")])
    correct(date(2021, 2, 5))  # what is recorded from that day on is recorded there
    assert days(starts)[-1] == (agency.pk, "2021-02-05")


def test_a_day_moved_later_asks_whether_the_agency_before_has_room(tambon, staff, agency):
    before = make.agency("tambon-630111", area=tambon)
    handover = plan(staff, agency, work.contract(agency=before))
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    work.contract(agency=before, during=DateRange(DAY, date(2021, 6, 1)))
    AgencyCapacity.objects.create(agency=before, programme=make.programme(), capacity=1)

    with pytest.raises(DomainError, match=before.name_th):
        handovers.correct(
            handover=handover, receipt=replace(RECEIPT, held_on=date(2021, 2, 10)), reason="ลงวันผิด", by=staff
        )


def seen_by(user):
    """The contracts a user sees, through the contracts and through the placements."""
    seats = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).values_list("contract", flat=True)
    found = set(Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).values_list("pk", flat=True))
    assert found == set(seats)
    return found


def test_who_was_listed_by_mistake_is_taken_off_and_told(tambon, staff, agency, client, worker):
    told, logged = work.person(make.user()), work.contract()
    stays, wrong = work.contract(), work.contract(told)
    handover = plan(staff, agency, stays, wrong, logged)
    with pytest.raises(handovers.HandoverError):
        handovers.take_off(handover=handover, contract=wrong.pk, reason="x", by=staff)
    handover = handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    record = work.paper(stays, "handover", handover=handover)
    months.log(logged, date(2021, 2, 20))
    client.force_login(staff)
    page = reverse("handover-take-off", args=[handover.pk])
    assert client.post(page, {"contract": wrong.pk}).status_code == 422
    assert wrong.person.last_name in client.get(page).content.decode()

    done = client.post(page, {"contract": wrong.pk, "reason": "คนละตำบล", "version": handover.version})

    assert done.status_code == 302
    record.refresh_from_db()
    assert record.state == "cancelled"
    assert Placement.objects.on(DAY).get(contract=wrong).agency is None
    (note,) = Notification.objects.filter(kind="handover.taken_off")
    assert (note.user, "โดยผิดพลาด" in notifications.sentence_of(note)) == (told.user, True)
    address = f"/api/v1/handovers/{handover.pk}/take-off/"
    body = {"contract": logged.pk, "reason": "คนละคน", "version": handover.version}
    assert client.post(address, body, content_type="application/json").status_code == 412
    assert client.post(address, body | {"version": None}, content_type="application/json").json()["people"] == 1
    rows = Placement.objects.filter(contract=logged, is_cancelled=False).order_by("during")
    assert [(row.agency_id, row.during.lower.day) for row in rows] == [(None, 1), (agency.pk, 3), (None, 21)]
    refused = client.post(address, body | {"contract": stays.pk, "version": None}, content_type="application/json")
    assert refused.status_code == 409  # nobody would be left on the record
    assert AuditEvent.objects.filter(action="handover.taken_off").count() == 2
    client.force_login(worker)
    assert client.get(page).status_code in {403, 404}


def test_who_was_taken_off_is_hidden_from_the_agency_and_who_sat_there_is_not_moved(tambon, staff, agency, client):
    own, host = make.user(), make.user()
    wrong, sitting, stays = work.contract(work.person(own)), work.contract(agency=agency), work.contract()
    make.membership(host, "agency", agency=agency)
    handover = plan(staff, agency, wrong, sitting, stays)
    handovers.finish(handover=handover, receipt=RECEIPT, by=staff)
    assert seen_by(host) == {wrong.pk, sitting.pk, stays.pk}
    client.force_login(staff)
    page = reverse("handover-take-off", args=[handover.pk])

    gone = client.post(page, {"contract": wrong.pk, "reason": "คนละตำบล"}, follow=True).content.decode()
    there = client.post(page, {"contract": sitting.pk, "reason": "คนละคน"}, follow=True).content.decode()

    assert "ไม่อยู่ประจำหน่วยงานนี้อีก" in gone
    assert "สถานที่ปฏิบัติงานคงเดิม" in there
    assert Placement.objects.on(DAY).get(contract=sitting).agency == agency
    assert seen_by(host) == {sitting.pk, stays.pk}
    link = Notification.objects.get(kind="handover.taken_off").link
    for reader, status in ((own, 200), (host, 404)):
        client.force_login(reader)
        assert client.get(link).status_code == status
    assert client.get(f"/api/v1/contracts/{wrong.pk}/").status_code == 404
    assert client.get(f"/api/v1/people/{wrong.person_id}/").status_code == 404


def test_who_moved_to_another_tambon_waits_there_and_no_longer_here(tambon, staff):
    stays, moved, leaves = (work.contract() for _one in range(3))
    for contract, on in ((moved, date(2021, 6, 1)), (leaves, date(2022, 1, 1))):
        old = Placement.objects.get(contract=contract)
        old.during, rest = DateRange(old.during.lower, on), DateRange(on, old.during.upper)
        old.save(update_fields=["during"])
        Placement.objects.create(
            contract=contract, post=work.post(make.area("630201")), during=rest, created_at=work.MADE
        )

    def waiting(code):
        found = waiting_in(
            tambon=make.area(code), programme=make.programme(), university=make.university("kpru"), user=staff
        )
        return {one.contract for one in found}

    assert waiting("630111") == {stays.pk, leaves.pk}
    assert moved.pk in waiting("630201")


def test_who_guides_and_who_is_handed_over_hear_of_each_change(tambon, staff, agency):
    manager, officer, one, two = make.user(), make.user(), work.person(make.user()), work.person(make.user())
    months.guide(manager, "am", agency=agency)
    make.membership(officer, "agency", agency=agency)
    first, second = work.contract(one), work.contract(two)
    handover = plan(staff, agency, first)

    def told(kind):
        found = set(Notification.objects.filter(kind=f"handover.{kind}").values_list("user", flat=True))
        Notification.objects.all().delete()
        return found

    assert told("planned") == {one.user_id, manager.pk, officer.pk}
    handover = handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[first.pk], by=staff)
    assert told("amended") == {one.user_id, manager.pk, officer.pk}
    handover = handovers.amend(handover=handover, held_on=DAY, place="วัด", contracts=[second.pk], by=staff)
    kinds = Notification.objects.values_list("kind", "user")
    assert set(kinds) == {("handover.dropped", one.user_id), ("handover.planned", two.user_id)}
    told("planned")
    handovers.drop(handover=handover, reason="เลื่อน", by=staff)
    assert told("dropped") == {two.user_id, manager.pk, officer.pk}


def test_a_dropped_plan_lets_its_people_wait_again(tambon, staff, agency):
    contract = work.contract()
    handover = plan(staff, agency, contract)
    with pytest.raises(handovers.HandoverInputError):
        handovers.drop(handover=handover, reason="", by=staff)

    handovers.drop(handover=handover, reason="เลื่อน", by=staff)

    assert plan(staff, agency, contract).lines.get().contract == contract


def test_a_photo_is_made_anew_sealed_and_its_opening_remembered(tambon, staff, agency, client, far_staff):
    handover = plan(staff, agency, work.contract())
    handovers.finish(handover=handover, receipt=replace(RECEIPT, photo=picture()), by=staff)
    handover.refresh_from_db()
    address = reverse("handover-photo", args=[handover.pk])

    client.force_login(far_staff)
    assert client.get(address).status_code == 404
    client.force_login(staff)
    sent = b"".join(client.get(address).streaming_content)

    assert dict(Image.open(io.BytesIO(sent)).getexif()) == {}
    assert b"a telephone" not in sent
    assert not files.path_of(handover.photo).read_bytes().startswith(b"\xff\xd8")
    assert AuditEvent.objects.filter(action="handover.photo_opened").count() == 1


@pytest.mark.parametrize("content", [b"MZ\x90 an exe", b"%PDF-1.4 x %%EOF", picture()[:500]])
def test_what_is_no_photo_is_refused_and_nothing_is_recorded(tambon, staff, agency, content):
    handover = plan(staff, agency, work.contract())

    with pytest.raises(InputError):
        handovers.finish(handover=handover, receipt=replace(RECEIPT, photo=content), by=staff)

    handover.refresh_from_db()
    assert (handover.state, PrivateFile.objects.count()) == ("planned", 0)


@pytest.mark.integration
def test_officers_see_the_hand_overs_to_their_agency_and_of_no_other(tambon, staff, agency, partner, client, worker):
    mine = plan(staff, agency, work.contract(work.person(worker)))
    other = plan(staff, partner, work.contract())
    for place, shown, hidden in ((agency, mine, other), (partner, other, mine)):
        person = make.user()
        make.membership(person, "agency", agency=place)
        client.force_login(person)
        rows = client.get("/api/v1/handovers/").json()["results"]
        assert [row["id"] for row in rows] == [shown.pk]
        assert client.get(reverse("handover-detail", args=[hidden.pk])).status_code == 404
        assert client.get(reverse("handover-finish", args=[shown.pk])).status_code == 403
    client.force_login(worker)
    assert [row["id"] for row in client.get("/api/v1/handovers/").json()["results"]] == [mine.pk]


@pytest.mark.integration
def test_planned_recorded_and_printed_on_the_pages(tambon, staff, agency, client):
    templates.sync(by=system_user())
    contract = work.contract()
    client.force_login(staff)
    whose = {"programme": "u2t1", "university": "kpru", "tambon": "630111"}
    create = client.get(reverse("handover-new"), whose).headers["Location"]
    assert contract.person.last_name in client.get(create).content.decode()
    assert client.post(create, {"agency": agency.pk, "held_on": "2021-02-03", "place": "อำเภอ"}).status_code == 422
    client.post(create, {"agency": agency.pk, "held_on": "2021-02-03", "place": "อำเภอ", "contracts": [contract.pk]})
    handover = Handover.objects.get()
    receipt = {
        "held_on": "2021-02-03", "place": "อำเภอ", "received_by": "นายรับ", "received_position": "ปลัด", "version": 1,
        "photo": SimpleUploadedFile("ภาพ.jpg", picture()),
    }  # fmt: skip
    assert client.post(reverse("handover-finish", args=[handover.pk]), receipt).status_code == 302
    signer = {"on": "2021-02-03", "name_1": "อธิการ", "capacity_1": "อธิการบดี"}
    assert client.post(reverse("handover-paper", args=[handover.pk]), signer).status_code == 302

    paper = Paper.objects.get()
    document = pypdfium2.PdfDocument(files.read(paper.pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert contract.person.last_name.split()[0] in "".join(text.split())
    assert [line.party for line in paper.signatures.all()] == ["office", "receiver"]
    assert paper.number in client.get(reverse("handover-detail", args=[handover.pk])).content.decode()


@pytest.mark.integration
def test_planned_recorded_and_corrected_by_the_api(tambon, staff, agency, client):
    contract = work.contract()
    client.force_login(staff)

    def send(address, body):
        return client.post(f"/api/v1/handovers/{address}", body, content_type="application/json")

    people = {"held_on": "2021-02-03", "place": "อำเภอ", "contracts": [contract.pk]}
    whose = {"programme": "u2t1", "university": "kpru", "tambon": "630111", "agency": agency.pk}
    made = send("", people | whose)
    assert (made.status_code, made.json()["people"]) == (201, 1)
    at = f"{made.json()['id']}/"
    assert send(f"{at}amend/", people | {"version": 9}).status_code == 412
    receipt = {"held_on": "2021-02-03", "place": "อำเภอ", "received_by": "นายรับ", "received_position": "ปลัด"}
    assert send(f"{at}finish/", receipt).json()["state"] == "done"
    assert send(f"{at}drop/", {"reason": "x"}).status_code == 409
    assert send(f"{at}correct/", receipt).status_code == 422
    assert send(f"{at}correct/", receipt | {"reason": "ผิด", "place": "วัด"}).json()["place"] == "วัด"
    assert [row["contract"] for row in client.get(f"/api/v1/handovers/{at}lines/").json()] == [contract.pk]
