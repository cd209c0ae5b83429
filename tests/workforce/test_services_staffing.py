"""Host agencies, and who guides the people of a tambon."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Membership, Unit
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.models import Contract, Placement
from workforce.services import contracts, placements, reinstatements, revealing, supervisions

pytestmark = pytest.mark.django_db
TAMBON = "630111"
#: The days of the programme, and those in which its last reports are checked.
GUIDED = DateRange(date(2021, 2, 1), date(2022, 5, 2))


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def agency(staff):
    return make.agency("land-tak", area=make.area("63"))


def placed(agency=None, who=None, during=work.YEAR, **fields):
    contract = work.contract(who, on=work.post(**fields), agency=agency, during=during)
    return contract.placements.get()


def test_an_agency_from_the_first_day_changes_the_placement(staff, agency):
    placement = placed()

    found = placements.assign(placement=placement, agency=agency, on=date(2021, 2, 1), by=staff, version=1)

    assert (found.pk, found.agency) == (placement.pk, agency)
    assert Contract.objects.get().version == 2
    assert AuditEvent.objects.filter(action="placement.assigned").count() == 1


def test_an_agency_from_a_later_day_opens_another_placement_once(staff, agency):
    placement = placed()

    made = placements.assign(placement=placement, agency=agency, on=date(2021, 6, 1), by=staff)
    placements.assign(placement=made, agency=agency, on=date(2021, 6, 1), by=staff)

    found = list(Placement.objects.order_by("during").values_list("agency", "during"))
    assert found == [
        (None, DateRange(date(2021, 2, 1), date(2021, 6, 1))),
        ("land-tak", DateRange(date(2021, 6, 1), date(2022, 2, 1))),
    ]


def test_a_digital_data_manager_gets_the_role_at_the_agency(staff, agency, applicant):
    post = work.post(is_digital=True)
    work.terms()
    offer = contracts.Hire(
        work.person(applicant), make.university("kpru"), make.programme(), make.area(TAMBON), "graduate", work.YEAR,
        is_digital=True,
    )  # fmt: skip
    made = contracts.sign(contract=contracts.hire(offer=offer, by=staff), on=date(2021, 1, 29), by=staff)
    assert Membership.objects.get(user=applicant).role == "worker"

    placements.assign(placement=made.placements.get(), agency=agency, on=date(2021, 6, 1), by=staff)

    roles = Membership.objects.filter(user=applicant).order_by("during").values_list("role", "agency", "during")
    assert list(roles) == [
        ("worker", None, DateRange(date(2021, 2, 1), date(2021, 6, 1))),
        ("digital", "land-tak", DateRange(date(2021, 6, 1), date(2022, 2, 1))),
    ]
    assert {p.post for p in made.placements.all()} == {post}


def test_a_full_agency_takes_nobody_more_and_one_that_was_left_does(staff, agency):
    placements.set_capacity(agency=agency, programme=make.programme(), capacity=1, by=staff)
    placed(agency, during=DateRange(date(2021, 2, 1), date(2021, 6, 1)))
    placement = placed()

    with pytest.raises(placements.PlacementError):
        placements.assign(placement=placement, agency=agency, on=date(2021, 5, 31), by=staff)

    assert placements.assign(placement=placement, agency=agency, on=date(2021, 6, 1), by=staff).agency == agency


def test_no_road_brings_more_people_to_a_full_agency(nation, staff, agency):
    work.terms()
    placements.set_capacity(agency=agency, programme=make.programme(), capacity=1, by=staff)
    first = placed(agency).contract
    contracts.resign(contract=first, on=date(2021, 5, 31), reason="x", by=staff)
    sits = placed(agency, during=DateRange(date(2021, 6, 1), date(2021, 8, 1))).contract
    follows = placed(agency, during=DateRange(date(2021, 8, 1), date(2021, 10, 1))).contract

    for more in (
        lambda: contracts.extend(contract=sits, until=date(2021, 8, 1), reason="งานยังไม่เสร็จ", by=staff),
        lambda: reinstatements.reinstate(contract=first, reason="ผิดคน", by=staff),
    ):
        with pytest.raises(placements.PlacementError, match="1"):
            more()

    assert contracts.extend(
        contract=follows, until=date(2021, 12, 31), reason="งานยังไม่เสร็จ", by=staff
    ).during.upper == date(2022, 1, 1)
    sits.refresh_from_db()
    first.refresh_from_db()
    assert (sits.during.upper, first.state) == (date(2021, 8, 1), "resigned")
    placements.set_capacity(agency=agency, programme=make.programme(), capacity=2, by=staff)
    assert reinstatements.reinstate(contract=first, reason="ผิดคน", by=staff).state == "signed"


@pytest.mark.parametrize("on", [date(2021, 1, 31), date(2022, 2, 1)])
def test_an_agency_outside_the_days_is_refused(staff, agency, on):
    with pytest.raises(placements.PlacementInputError):
        placements.assign(placement=placed(), agency=agency, on=on, by=staff)


def test_a_stale_page_assigns_nothing(staff, agency):
    with pytest.raises(StaleError):
        placements.assign(placement=placed(), agency=agency, on=date(2021, 2, 1), by=staff, version=7)


def test_others_assign_nothing_and_set_no_capacity(staff, pm, agency):
    placement = placed()
    other = make.user()
    make.membership(other, "staff", university=make.university("cmu"))
    for by in (pm, other):
        with pytest.raises(PermissionDenied):
            placements.assign(placement=placement, agency=agency, on=date(2021, 2, 1), by=by)
        with pytest.raises(PermissionDenied):
            placements.set_capacity(agency=agency, programme=make.programme(), capacity=1, by=by)


def appointment(user=None, **fields):
    values = {
        "user": user or make.user(), "role": "pm", "programme": make.programme(), "tambon": make.area(TAMBON),
        "from_on": date(2021, 2, 1),
    } | fields  # fmt: skip
    return supervisions.Appointment(**values)


def test_naming_a_lecturer_gives_the_role_for_the_days_and_once(staff, applicant):
    unit = Unit.objects.create(university=make.university("kpru"), kind="faculty", name_th="คณะ", sort_key="x")
    wanted = appointment(applicant, unit=unit, is_leading=True)

    first, second = (supervisions.name(appointment=wanted, by=staff) for _click in range(2))

    assert first == second
    membership = Membership.objects.get(user=applicant)
    assert (membership.role, membership.area_id, membership.during) == ("pm", TAMBON, GUIDED)
    assert first.membership == membership


def test_two_do_not_lead_at_once_until_the_lead_is_changed(staff):
    first = supervisions.name(appointment=appointment(is_leading=True), by=staff)
    with pytest.raises(supervisions.SupervisionError):
        supervisions.name(appointment=appointment(is_leading=True), by=staff)
    second = supervisions.name(appointment=appointment(), by=staff)

    made = supervisions.lead(supervision=second, on=date(2021, 8, 1), by=staff)
    assert supervisions.lead(supervision=made, on=date(2021, 8, 1), by=staff) == made

    leads = first.tambon.supervisions.filter(is_leading=True).order_by("during").values_list("user", "during")
    assert list(leads) == [
        (first.user_id, DateRange(date(2021, 2, 1), date(2021, 8, 1))),
        (second.user_id, DateRange(date(2021, 8, 1), GUIDED.upper)),
    ]
    after = first.tambon.supervisions.on(date(2021, 9, 1)).values_list("user", "is_leading")
    assert set(after) == {(first.user_id, False), (second.user_id, True)}
    assert Membership.objects.get(user=first.user).during == GUIDED


def test_ending_a_supervision_ends_the_role(staff, applicant):
    made = supervisions.name(appointment=appointment(applicant), by=staff)
    with pytest.raises(supervisions.SupervisionInputError):
        supervisions.end(supervision=made, on=date(2022, 5, 2), by=staff)

    for _click in range(2):
        supervisions.end(supervision=made, on=date(2021, 8, 31), by=staff, reason="ลาศึกษาต่อ")

    assert Membership.objects.get(user=applicant).during.upper == date(2021, 9, 1)
    assert AuditEvent.objects.filter(action="supervision.ended").count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "am"},
        {"role": "staff"},
        {"until_on": date(2021, 1, 1)},
        {"tambon": "500101"},
    ],
)
def test_what_does_not_fit_is_refused(staff, fields):
    if "tambon" in fields:
        fields = {"tambon": make.area(fields["tambon"])}
    with pytest.raises(supervisions.SupervisionInputError):
        supervisions.name(appointment=appointment(**fields), by=staff)


def test_a_faculty_of_another_university_one_that_is_closed_and_an_area_manager_who_leads_are_refused(staff, agency):
    unit, closed = make.unit(make.university("cmu")), make.unit(make.university("kpru"), ends_on=date(2021, 1, 31))
    for fields in ({"unit": unit}, {"unit": closed}, {"role": "am", "agency": agency, "is_leading": True}):
        with pytest.raises(supervisions.SupervisionInputError):
            supervisions.name(appointment=appointment(**fields), by=staff)


def test_an_area_manager_belongs_to_the_agency_and_that_lies_in_the_area_of_the_tambon(staff, agency):
    far, manager = make.agency("land-50", area=make.area("50")), make.user()
    make.membership(manager, "agency", agency=make.agency("welfare-tak", area=make.area("63")))
    for fields in ({"agency": far}, {"agency": agency, "user": manager}):
        with pytest.raises(supervisions.SupervisionInputError) as refused:
            supervisions.name(appointment=appointment(role="am", **fields), by=staff)
        assert refused.value.extra["field"] == "agency"
    make.membership(manager, "agency", agency=agency)

    named = supervisions.name(appointment=appointment(role="am", agency=agency, user=manager), by=staff)

    assert (named.agency, named.user) == (agency, manager)


def test_staff_of_another_university_name_and_end_nobody(staff):
    other = make.user()
    make.membership(other, "staff", university=make.university("cmu"))
    with pytest.raises(supervisions.SupervisionInputError):
        supervisions.name(appointment=appointment(), by=other)
    made = supervisions.name(appointment=appointment(), by=staff)

    for act in (supervisions.end, supervisions.lead):
        with pytest.raises(PermissionDenied):
            act(supervision=made, on=date(2021, 8, 1), by=other)


def test_looking_at_a_national_id_is_remembered_and_not_everybody_s(staff, pm, applicant):
    contract = work.contract(work.person(applicant))

    assert revealing.reveal(person=contract.person, by=staff) == contract.person.national_id
    assert revealing.reveal(person=contract.person, by=applicant) == contract.person.national_id
    with pytest.raises(PermissionDenied):
        revealing.reveal(person=contract.person, by=pm)

    events = AuditEvent.objects.filter(action="person.revealed")
    assert events.count() == 2
    assert contract.person.national_id not in str(list(events.values()))
