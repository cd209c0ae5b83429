"""Pages and API of contracts, people, tambons and agencies: what they show, what they do, what they must not show."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import selected
from u2t.core.models import AuditEvent
from workforce.models import AgencyCapacity, Contract, Placement, Supervision
from workforce.services import placements

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TAMBON = "630111"


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


@pytest.fixture
def far(nation):
    """A contract of another university in another province."""
    return work.contract(on=work.post(make.area("500101")), university=make.university("cmu"))


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_and_masks_who_they_are(
    client, staff, far, django_assert_num_queries, count
):
    agency = make.agency("land-tak")
    made = [work.contract(agency=agency) for _one in range(count)]
    client.force_login(staff)
    client.get(reverse("contract-list"))

    with django_assert_num_queries(8):
        page = text_of(client.get(reverse("contract-list")))

    assert all(str(contract.person) in page and contract.number in page for contract in made)
    assert str(far.person) not in page
    assert made[0].person.national_id not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=สมหญิง", {"สมหญิง"}),
        ("type=student", {"สมชาย"}),
        ("status=resigned", set()),
        (f"tambon={TAMBON}", {"สมหญิง", "สมชาย"}),
        ("tambon=630201", set()),
        ("tambon=x", set()),
        ("tambon=แม่ท้อ", {"สมหญิง", "สมชาย"}),
        ("tambon=ระแหง", set()),
        ("university=kpru", {"สมหญิง", "สมชาย"}),
        ("q=701", {"สมหญิง"}),
        ("q=70", set()),
    ],
)
def test_the_list_is_filtered(client, staff, query, found):
    for name, kind, number in (("สมหญิง", "graduate", "701/2564"), ("สมชาย", "student", "702/2564")):
        person = work.person(first_name=name, search_key=f"{name} ทดสอบ")
        work.contract(person, on=work.post(worker_type=kind), number=number)
    client.force_login(staff)

    page = client.get(f"{reverse('contract-list')}?{query}")

    assert {row.record.person.first_name for row in page.context["table"].rows} == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_tambon_page_costs_the_same_however_many(client, staff, django_assert_num_queries, count):
    agency = make.agency("land-tak")
    for _one in range(count):
        contract = work.contract(agency=agency)
        guide = make.user()
        Supervision.objects.create(
            programme=contract.programme, tambon=make.area(TAMBON), user=guide, role="am", agency=agency,
            membership=make.membership(guide, "am", area=make.area(TAMBON)), during=work.YEAR, created_at=work.MADE,
        )  # fmt: skip
    work.post()
    client.force_login(staff)
    client.get(reverse("tambon-staffing", args=[TAMBON]))

    with django_assert_num_queries(13):
        page = client.get(reverse("tambon-staffing", args=[TAMBON]))

    staffing = page.context["staffing"]
    assert (staffing.own.posts, staffing.own.filled, len(staffing.guides)) == (count + 1, count, count)
    assert str(contract.person) in text_of(page)


@pytest.mark.parametrize("role", ["pm", "am"])
def test_who_guides_a_tambon_sees_its_people_and_no_others(client, nation, role, far):
    user = make.user()
    make.membership(user, role, area=make.area(TAMBON))
    contract = work.contract()
    client.force_login(user)

    page = text_of(client.get(reverse("tambon-staffing", args=[TAMBON])))
    assert str(contract.person) in page
    assert client.get(reverse("person-detail", args=[contract.person_id])).status_code == 200
    assert client.get(reverse("person-detail", args=[far.person_id])).status_code == 404
    assert client.get(reverse("contract-detail", args=[far.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_an_agency_sees_those_placed_there_and_no_others(client, nation, far, django_assert_num_queries, count):
    agency, officer = make.agency("land-tak"), make.user()
    make.membership(officer, "agency", agency=agency)
    here = [work.contract(agency=agency) for _one in range(count)]
    elsewhere = work.contract()
    client.force_login(officer)
    client.get(reverse("agency-people", args=["land-tak"]))

    with django_assert_num_queries(11):
        page = text_of(client.get(reverse("agency-people", args=["land-tak"])))

    assert all(str(contract.person) in page for contract in here)
    assert str(elsewhere.person) not in page
    assert client.get(reverse("person-detail", args=[elsewhere.person_id])).status_code == 404


def test_people_of_an_agency_come_page_by_page_and_the_page_says_so(client, nation, monkeypatch):
    agency, officer = make.agency("land-tak"), make.user()
    make.membership(officer, "agency", agency=agency)
    people = [work.person(first_name=f"สมมุติ{n}", sort_key=f"{n}") for n in range(3)]
    for person in people:
        work.contract(person, agency=agency)
    client.force_login(officer)
    address = reverse("agency-people", args=["land-tak"])
    assert 'rel="next"' not in text_of(client.get(address))
    monkeypatch.setattr("workforce.views.staffing._PAGE", 2)

    first = client.get(address)
    second = client.get(address, {"cursor": first.context["page"].next})

    assert "มีผู้ปฏิบัติงานที่นี่วันนี้ 3 คน" in text_of(first)
    assert [one.contract.person for page in (first, second) for one in page.context["placements"]] == people
    assert client.get(address, {"cursor": "x"}).status_code == 422


def test_who_may_not_see_the_people_of_an_agency_is_not_told_that_there_are_none(client, staff, nation):
    agency, neighbour = make.agency("land-tak"), make.user()
    make.allocation(make.area("630201"), make.university("cmu"), make.programme())
    make.membership(neighbour, "staff", university=make.university("cmu"))
    contract = work.contract(agency=agency)
    placements.set_capacity(agency=agency, programme=contract.programme, capacity=4, by=staff)
    client.force_login(neighbour)

    page = text_of(client.get(reverse("agency-people", args=["land-tak"])))

    assert str(contract.person) not in page
    assert "ท่านไม่มีสิทธิ์ดูรายชื่อผู้ปฏิบัติงานที่นี่" in page


def test_a_worker_sees_the_own_contract_and_not_a_colleague_s(client, nation, worker):
    own, other = work.contract(work.person(worker)), work.contract()
    client.force_login(worker)

    page = text_of(client.get(reverse("contract-detail", args=[own.pk])))
    assert own.number in page
    assert own.person.national_id not in page
    assert own.person.masked_national_id in page
    assert client.get(reverse("contract-detail", args=[other.pk])).status_code == 404


def test_the_number_is_shown_once_asked_and_that_is_remembered(client, staff):
    contract = work.contract()
    client.force_login(staff)
    address = reverse("person-detail", args=[contract.person_id])
    assert contract.person.national_id not in text_of(client.get(address))

    shown = client.post(reverse("person-reveal", args=[contract.person_id]))

    assert contract.person.national_id in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert AuditEvent.objects.filter(action="person.revealed").count() == 1


def test_from_selected_to_signed_resigned_and_replaced_by_pages(client, staff):
    work.terms()
    work.post()
    round_ = work.hiring_round()
    first, reserve = selected(round_), selected(round_, "reserve", place=2)
    client.force_login(staff)

    hired = client.post(reverse("contract-hire"), {"chosen": [first.pk]})
    contract = Contract.objects.get(application=first)
    assert contract.number in text_of(hired)
    client.post(reverse("contract-sign-many"), {"chosen": [contract.pk], "on": "2021-01-29"})
    contract.refresh_from_db()
    assert contract.state == "signed"

    stale = client.post(
        reverse("contract-resign", args=[contract.pk]), {"on": "2021-08-15", "reason": "x", "version": 1}
    )
    assert stale.status_code == 412
    client.post(
        reverse("contract-resign", args=[contract.pk]), {"on": "2021-08-15", "reason": "ได้งานประจำ", "version": 2}
    )
    whom = reverse("contract-replace", args=[contract.pk])
    assert "ลำดับถัดไปในบัญชีสำรองที่ยังว่าง" in text_of(client.get(whom))
    answer = client.post(reverse("contract-replace", args=[contract.pk]), {"version": 3})
    follower = Contract.objects.get(replaces=contract)
    assert answer.url == reverse("contract-detail", args=[follower.pk])
    assert (follower.application, follower.during.lower) == (reserve, date(2021, 8, 16))
    assert "บัญชีสำรองของตำบลและประเภทนี้ไม่มีผู้รอเรียกแล้ว" in text_of(client.get(whom))  # before anything is pressed
    page = text_of(client.get(reverse("contract-detail", args=[contract.pk])))
    assert follower.number in page


def test_a_double_click_hires_and_signs_once_and_answers_both_times_with_the_contract(client, staff):
    work.terms()
    work.post()
    first = selected(work.hiring_round())
    client.force_login(staff)

    hired = [client.post(reverse("contract-hire"), {"chosen": [first.pk]}) for _click in range(2)]
    contract = Contract.objects.get(application=first)
    asked = {"chosen": [contract.pk], "on": "2021-01-29"}
    signed = [client.post(reverse("contract-sign-many"), asked) for _click in range(2)]

    link = reverse("contract-detail", args=[contract.pk])
    assert [answer.status_code for answer in hired + signed] == [200] * 4
    assert all(link in text_of(answer) for answer in hired + signed)
    assert AuditEvent.objects.filter(action="contract.signed").count() == 1


def test_a_key_of_four_digits_goes_into_the_form_as_it_is(client, staff):
    work.contract(pk=2271, state="draft", signed_on=None)
    client.force_login(staff)

    page = text_of(client.get(reverse("contract-sign-many")))

    assert 'name="chosen" value="2271"' in page
    client.post(reverse("contract-sign-many"), {"chosen": ["2271"], "on": "2021-01-29"})
    assert Contract.objects.get().state == "signed"


def test_signing_nobody_or_the_contract_of_another_university_is_answered_in_words(client, staff, far):
    client.force_login(staff)

    nobody = client.post(reverse("contract-sign-many"), {"on": "2021-01-29"})
    other = client.post(reverse("contract-sign-many"), {"chosen": [far.pk], "on": "2021-01-29"})

    assert (nobody.status_code, other.status_code) == (422, 422)
    assert "เลือกอย่างน้อยหนึ่งคน" in text_of(nobody)
    assert str(far.person) not in text_of(other)


def test_digital_data_managers_are_hired_by_the_page_onto_their_posts_and_at_their_agency(client, staff):
    work.terms()
    agency = make.agency("land-tak")
    post, ordinary = work.post(is_digital=True), work.post()
    first = selected(work.hiring_round())
    client.force_login(staff)

    client.post(reverse("contract-hire"), {"chosen": [first.pk], "kind": "digital", "agency": agency.pk})

    placement = Placement.objects.get(contract__application=first)
    assert (placement.post, placement.agency) == (post, agency)
    assert not Placement.objects.filter(post=ordinary).exists()


def test_the_kind_of_post_is_chosen_for_each_person_and_the_agency_is_of_data_managers(client, staff):
    work.terms()
    agency, round_ = make.agency("land-tak"), work.hiring_round()
    digital, ordinary, more = work.post(is_digital=True), work.post(), work.post(is_digital=True)
    first, second, third = (selected(round_, place=n) for n in (1, 2, 3))
    client.force_login(staff)
    assert f'name="kind-{first.pk}"' in text_of(client.get(reverse("contract-hire")))

    client.post(
        reverse("contract-hire"),
        {"chosen": [first.pk, second.pk], "kind": "tambon", f"kind-{first.pk}": "digital", "agency": agency.pk},
    )
    sent = {"applications": [third.pk], "digital": [third.pk]}
    client.post("/api/v1/contracts/hire-many/", sent, content_type="application/json")

    found = {one.contract.application_id: (one.post, one.agency) for one in Placement.objects.all()}
    assert found == {first.pk: (digital, agency), second.pk: (ordinary, None), third.pk: (more, None)}


def test_a_full_agency_is_said_and_no_agency_is_taken_for_posts_of_the_tambon(client, staff):
    work.terms()
    agency = make.agency("land-tak")
    AgencyCapacity.objects.create(agency=agency, programme=make.programme(), capacity=0)
    work.post(is_digital=True)
    first = selected(work.hiring_round())
    client.force_login(staff)

    wrong = client.post(reverse("contract-hire"), {"chosen": [first.pk], "kind": "tambon", "agency": agency.pk})
    assert wrong.status_code == 422
    assert Contract.objects.count() == 0
    page = text_of(
        client.post(reverse("contract-hire"), {"chosen": [first.pk], "kind": "digital", "agency": agency.pk})
    )

    assert Placement.objects.get(contract__application=first).agency is None
    assert "ยังไม่ได้กำหนดหน่วยงาน" in page


def test_nobody_hires_or_names_an_agency_who_is_not_staff(client, nation, pm):
    first = selected(work.hiring_round())
    client.force_login(pm)

    answer = client.post(reverse("contract-hire"), {"chosen": [first.pk], "kind": "digital"})

    assert answer.status_code == 403
    assert Contract.objects.count() == 0


def test_the_page_of_a_replacement_says_who_is_passed_over(client, staff):
    work.terms()
    post, round_ = work.post(), work.hiring_round()
    busy = selected(round_, "reserve", place=1)
    selected(round_, "reserve", place=2)
    work.contract(busy.person, on=work.post(make.area("500101")), university=make.university("cmu"))
    left = work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 8, 16)), state="resigned")
    client.force_login(staff)
    address = reverse("contract-replace", args=[left.pk])

    assert "มีสัญญาจ้างในช่วงวันดังกล่าวแล้ว" in text_of(client.get(address))
    page = text_of(client.post(address, {"version": left.version}, follow=True))

    assert f"1. {busy.person.full_name}" in page


def test_the_page_of_a_replacement_takes_somebody_outside_the_list_by_the_national_id(client, staff):
    work.terms()
    post = work.post()
    left = work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 8, 16)), state="resigned")
    known = work.application(work.hiring_round(), state="not-selected").person
    elsewhere = work.contract(on=work.post(make.area("500101")), university=make.university("cmu")).person
    client.force_login(staff)
    address = reverse("contract-replace", args=[left.pk])

    def named(number):
        return client.post(address, {"version": left.version, "national_id": number})

    refused = [named(number) for number in (elsewhere.national_id, work.national_id(), "123")]
    assert [(answer.status_code, "national_id" in answer.context["form"].errors) for answer in refused] == [
        (422, True)
    ] * 3
    spaced = f"{known.national_id[:1]} {known.national_id[1:5]}-{known.national_id[5:]}"
    assert named(spaced).status_code == 302
    assert Contract.objects.get(replaces=left).person == known


def test_the_page_of_a_replacement_proposes_today_and_takes_another_day(client, staff, settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    work.terms()
    post, reserve = work.post(), selected(work.hiring_round(), "reserve", place=1)
    left = work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 8, 16)), state="resigned")
    client.force_login(staff)
    address = reverse("contract-replace", args=[left.pk])

    page = text_of(client.get(address))
    assert 'value="2021-12-08"' in page
    assert "16 ส.ค. 2564" in page
    refused = client.post(address, {"version": left.version, "first_on": "2021-08-01"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["first_on"])
    client.post(address, {"version": left.version, "first_on": "2021-12-13"})
    assert (reserve.contract.during.lower, reserve.contract.replaces) == (date(2021, 12, 13), left)


def test_the_page_of_a_replacement_says_who_is_free_from_the_day_it_shows(client, staff, settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    work.terms()
    post, reserve = work.post(), selected(work.hiring_round(), "reserve", place=1)
    left = work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 8, 16)), state="resigned")
    elsewhere = DateRange(date(2021, 8, 1), date(2021, 10, 1))
    work.contract(
        reserve.person, on=work.post(make.area("500101")), during=elsewhere, university=make.university("cmu")
    )
    client.force_login(staff)
    address, busy = reverse("contract-replace", args=[left.pk]), "มีสัญญาจ้างในช่วงวันดังกล่าว"

    assert busy not in text_of(client.get(address))
    said = {"version": left.version, "national_id": "1"}
    for first_on, is_busy in (("2021-09-01", True), ("", True), ("x", False), ("9999-12-31", False)):
        page = client.post(address, said | {"first_on": first_on})
        assert (page.status_code, busy in text_of(page)) == (422, is_busy)
