"""Contracts that run: ended, resigned, extended, transferred; and who hears of it."""

from collections import Counter
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Membership
from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import offer, selected, signed
from u2t.core import notifications
from u2t.core.models import AuditEvent, Notification
from workforce.choices import ApplicationState, ContractState
from workforce.models import Contract, Person
from workforce.permissions import Can
from workforce.services import contracts, placements, reinstatements

pytestmark = pytest.mark.django_db
LAST = date(2022, 1, 31)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def terms(nation, staff):
    return work.terms()


def test_resigning_frees_the_post_from_the_next_day_and_ends_the_role(terms, staff, applicant):
    post = work.post()
    made = signed(staff, work.person(applicant))

    contracts.resign(contract=made, on=date(2021, 8, 15), reason="ได้งานประจำ", by=staff)

    follower = contracts.hire(offer=offer(during=DateRange(date(2021, 8, 16), date(2022, 2, 1))), by=staff)
    assert follower.placements.get().post == post
    made.refresh_from_db()
    assert (made.state, made.during.upper) == (ContractState.RESIGNED, date(2021, 8, 16))
    assert Membership.objects.get(user=applicant).during.upper == date(2021, 8, 16)


def test_resigning_twice_is_once_and_a_wrong_day_is_refused(terms, staff):
    work.post()
    made = signed(staff)
    with pytest.raises(contracts.ContractInputError):
        contracts.resign(contract=made, on=date(2022, 2, 1), reason="x", by=staff)

    for _click in range(2):
        contracts.resign(contract=made, on=date(2021, 8, 15), reason="x", by=staff, version=2)

    assert AuditEvent.objects.filter(action="contract.resigned").count() == 1


def seen(user, contract):
    """Which of a contract, its placements and its person a user sees."""
    return (
        Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk=contract.pk).exists(),
        contract.placements.visible_to(user, to=Can.VIEW_PLACEMENT).exists(),
        Person.objects.visible_to(user, to=Can.VIEW_PERSON).filter(pk=contract.person_id).exists(),
    )


def test_ending_a_draft_is_refused_and_cancelling_it_gives_everything_back(terms, staff, pm):
    work.post()
    round_ = work.hiring_round()
    gone = selected(round_)
    gone.state = "declined"
    gone.save(update_fields=["state"])
    application = selected(round_, "reserve")
    made = contracts.hire(offer=offer(application.person, application=application), by=staff)
    with pytest.raises(contracts.ContractError):
        contracts.end(contract=made, on=date(2021, 6, 30), reason="x", by=staff)
    assert seen(pm, made) == (False, False, False)  # a draft may never come

    for _click in range(2):
        contracts.cancel(contract=made, reason="ผิดคน", by=staff, version=1)

    application.refresh_from_db()
    assert application.state == ApplicationState.RESERVE
    assert (seen(staff, made), seen(pm, made)) == ((True, True, True), (False, False, False))
    again = contracts.hire(offer=offer(application.person, application=application), by=staff)
    assert (again.number, Contract.objects.counting().count()) == ("2/2564", 1)


def test_a_contract_that_began_is_not_cancelled(terms, staff):
    work.post()
    made = signed(staff)

    with pytest.raises(contracts.ContractError):
        contracts.cancel(contract=made, reason="x", by=staff)


def test_extending_needs_a_free_post_and_a_free_person(terms, staff, applicant):
    work.post()
    half = DateRange(date(2021, 2, 1), date(2021, 7, 1))
    made = signed(staff, work.person(applicant), during=half)

    made = contracts.extend(contract=made, until=date(2021, 9, 30), reason="งานยังไม่เสร็จ", by=staff)
    assert made.during.upper == made.placements.get().during.upper == date(2021, 10, 1)
    assert Membership.objects.get(user=applicant).during.upper == date(2021, 10, 1)
    assert AuditEvent.objects.get(action="contract.extended").reason == "งานยังไม่เสร็จ"

    contracts.hire(offer=offer(during=DateRange(date(2021, 10, 1), date(2021, 11, 1))), by=staff)
    with pytest.raises(contracts.NoVacancyError):
        contracts.extend(contract=made, until=date(2021, 10, 5), reason="งานยังไม่เสร็จ", by=staff)
    with pytest.raises(contracts.ContractInputError):
        contracts.extend(contract=made, until=date(2021, 9, 1), reason="งานยังไม่เสร็จ", by=staff)


def test_extending_needs_a_reason_on_the_page_and_through_the_api_too(client, terms, staff):
    work.post()
    made = signed(staff, during=DateRange(date(2021, 2, 1), date(2021, 7, 1)))
    typed = {"until": "2021-09-30", "reason": " ", "version": made.version}
    client.force_login(staff)

    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.extend(contract=made, until=date(2021, 9, 30), reason=" ", by=staff)
    page = client.post(reverse("contract-extend", args=[made.pk]), typed)
    told = client.post(reverse("api-contract-extend", args=[made.pk]), typed, content_type="application/json")

    assert refused.value.extra["field"] == "reason"
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    assert (told.status_code, "reason" in told.content.decode()) == (422, True)
    assert not AuditEvent.objects.filter(action="contract.extended").exists()


def test_the_person_is_told_of_signing_ending_and_resigning_and_nobody_else(terms, staff, applicant):
    work.post()
    work.post()
    own, other = signed(staff, work.person(applicant)), signed(staff)
    contracts.resign(contract=own, on=date(2021, 8, 15), reason="x", by=staff)
    contracts.resign(contract=own, on=date(2021, 8, 15), reason="x", by=staff)
    contracts.end(contract=other, on=date(2021, 8, 15), reason="x", by=staff)

    told = Notification.objects.order_by("pk")

    link = reverse("contract-detail", args=[own.pk])
    assert [(one.user, one.kind, one.link) for one in told] == [
        (applicant, "contract.signed", link), (applicant, "contract.resigned", link),
    ]  # fmt: skip
    said = [notifications.sentence_of(one) for one in told]
    assert own.number in said[0]
    assert "15 ส.ค. 2564" in said[1]


def test_who_guides_and_the_agency_hear_of_an_end_and_a_resignation_without_the_reason(terms, staff):
    host = make.agency("land-tak")
    lecturer, manager, officer = make.user(), make.user(), make.user()
    months.guide(lecturer, "pm")
    months.guide(manager, "am", host)
    make.membership(officer, "agency", agency=host)
    for step in (contracts.resign, contracts.end):
        step(contract=work.contract(agency=host), on=date(2021, 8, 15), reason="ป่วยหนัก", by=staff)

    told = Notification.objects.filter(kind="contract.over")

    assert Counter(told.values_list("user", flat=True)) == {lecturer.pk: 2, manager.pk: 2, officer.pk: 2}
    reinstatements.reinstate(contract=Contract.objects.get(state="resigned"), reason="กรอกผิด", by=staff)
    assert Notification.objects.filter(kind="contract.longer").count() == 3
    assert not [one for one in told if "ป่วยหนัก" in f"{notifications.sentence_of(one)} {one.values}"]


def test_a_transfer_closes_one_placement_and_opens_another(terms, staff, applicant):
    old = work.post()
    there = make.area("630201")
    make.allocation(there, make.university("kpru"), make.programme())
    new = work.post(there)
    made = signed(staff, work.person(applicant))

    for _click in range(2):
        contracts.transfer(contract=made, tambon=there, on=date(2021, 9, 1), reason="ใกล้บ้าน", by=staff)

    found = list(made.placements.order_by("during").values_list("post", "during"))
    assert found == [
        (old.pk, DateRange(date(2021, 2, 1), date(2021, 9, 1))),
        (new.pk, DateRange(date(2021, 9, 1), date(2022, 2, 1))),
    ]
    roles = Membership.objects.filter(user=applicant).order_by("during").values_list("area", "during")
    assert list(roles) == [("630111", found[0][1]), ("630201", found[1][1])]


def test_the_person_who_guides_and_the_agency_hear_of_each_change(terms, staff, applicant):
    there, agency, other = make.area("630201"), make.agency("land-tak"), make.agency("land-2")
    make.allocation(there, make.university("kpru"), make.programme())
    post, _there = work.post(), work.post(there)
    host, host2, near, far = (make.user() for _user in range(4))
    for user, place in ((host, agency), (host2, other)):
        make.membership(user, "agency", agency=place)
    months.guide(near, "pm")
    months.guide(far, "pm", tambon="630201")
    person = work.person(applicant)
    made = signed(staff, person, during=DateRange(date(2021, 2, 1), date(2021, 12, 1)))

    def told(contract):
        rows = list(Notification.objects.exclude(kind="contract.signed").order_by("pk"))
        Notification.objects.all().delete()
        assert all(contract.number in notifications.sentence_of(row) for row in rows)
        assert not [row for row in rows if row.user != applicant and "reason" in row.values]
        return {(row.user, row.kind, row.link == reverse("contract-detail", args=[contract.pk])) for row in rows}

    seat = placements.assign(placement=made.placements.get(), agency=agency, on=date(2021, 2, 1), by=staff)
    came = {(applicant, "placement.assigned", True), (near, "placement.came", True)}
    assert told(made) == came | {(host, "placement.came", True)}
    placements.assign(placement=seat, agency=other, on=date(2021, 3, 1), by=staff)
    assert told(made) == came | {(host2, "placement.came", True), (host, "placement.gone", True)}
    contracts.extend(contract=made, until=date(2022, 1, 31), reason="งานยังไม่เสร็จ", by=staff)
    assert told(made) == {
        (applicant, "contract.extended", True), (near, "contract.longer", True), (host2, "contract.longer", True)
    }  # fmt: skip
    contracts.transfer(contract=made, tambon=there, on=date(2021, 9, 1), reason="ใกล้บ้าน", by=staff)
    gone = {(user, "contract.gone", True) for user in (near, host2)}
    assert told(made) == {(applicant, "contract.transferred", True), (far, "contract.came", True)} | gone

    contracts.end(contract=made, on=date(2021, 9, 30), reason="x", by=staff)
    Notification.objects.all().delete()
    late = work.contract(person, on=post, during=DateRange(date(2021, 12, 20), date(2022, 2, 1)), agency=agency)
    contracts.cancel(contract=late, reason="ผิดคน", by=staff)
    dropped = {(user, "contract.fell_through", False) for user in (near, host)}  # they do not see it any more
    assert told(late) == {(applicant, "contract.cancelled", True)} | dropped


def test_a_transfer_to_a_full_tambon_changes_nothing(terms, staff):
    work.post()
    there = make.area("630201")
    make.allocation(there, make.university("kpru"), make.programme())
    made = signed(staff)

    with pytest.raises(contracts.NoVacancyError):
        contracts.transfer(contract=made, tambon=there, on=date(2021, 9, 1), reason="x", by=staff)

    assert made.placements.count() == 1


def test_nobody_resigns_for_the_day_on_which_the_contract_ends_by_itself(terms, staff):
    work.post()
    made = signed(staff)
    last = made.last_day

    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.resign(contract=made, on=last, reason="ได้งานใหม่", by=staff)

    assert refused.value.extra["field"] == "on"
    assert Contract.objects.get(pk=made.pk).state == ContractState.SIGNED
