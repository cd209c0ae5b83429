"""Ends entered by mistake, the days of who follows, and the reserve list that no road goes around."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Membership
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import selected, signed
from u2t.core.models import AuditEvent, Notification
from workforce.models import Application, Contract, Post
from workforce.selectors.hiring import offer_of
from workforce.services import contracts, reinstatements
from workforce.services.seats import ContractError, ContractInputError, NoVacancyError, PersonBusyError

pytestmark = pytest.mark.django_db
LEFT = date(2021, 8, 15)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def left(nation, staff, applicant):
    """Somebody with an account who resigned, it was thought."""
    work.terms()
    work.post()
    made = signed(staff, work.person(applicant))
    return contracts.resign(contract=made, on=LEFT, reason="ผิดคน", by=staff)


def test_an_end_entered_by_mistake_is_taken_back_with_rights_and_days(left, staff, pm, applicant):
    with pytest.raises(PermissionDenied):
        reinstatements.reinstate(contract=left, reason="ผิดคน", by=pm)
    with pytest.raises(ContractInputError):
        reinstatements.reinstate(contract=left, reason=" ", by=staff)

    for _click in range(2):
        again = reinstatements.reinstate(contract=left, reason="ผิดคน", by=staff, version=left.version)

    assert (again.state, again.during, again.end_reason, again.agreed_until) == ("signed", work.YEAR, "", None)
    assert again.placements.get().during == work.YEAR
    assert Membership.objects.get(user=applicant).during == work.YEAR
    event = AuditEvent.objects.get(action="contract.reinstated")
    assert (event.reason, event.changes["state"]) == ("ผิดคน", ["resigned", "signed"])
    assert Notification.objects.filter(user=applicant, kind="contract.reinstated").count() == 1
    with pytest.raises(ContractError):
        reinstatements.reinstate(contract=again, reason="x", by=staff)


def test_what_was_taken_meanwhile_is_not_taken_back(left, staff):
    rest = DateRange(date(2021, 8, 16), work.YEAR.upper)
    follower = contracts.replace(contract=left, person=work.person(), by=staff)
    with pytest.raises(ContractError, match=follower.number):
        reinstatements.reinstate(contract=left, reason="x", by=staff)
    contracts.cancel(contract=follower, reason="x", by=staff)

    other = work.contract(on=left.placements.get().post, during=rest)
    with pytest.raises(NoVacancyError):
        reinstatements.reinstate(contract=left, reason="x", by=staff)
    other.placements.update(is_cancelled=True)
    work.contract(left.person, on=work.post(make.area("500101")), during=rest, university=make.university("cmu"))
    with pytest.raises(PersonBusyError):
        reinstatements.reinstate(contract=left, reason="x", by=staff)


@pytest.mark.parametrize("until", [date(2021, 9, 30), date(2021, 12, 31)])
def test_who_follows_works_until_the_day_the_contract_was_agreed_to_end(nation, staff, until):
    work.terms()
    work.post()
    made = signed(staff, during=DateRange(date(2021, 2, 1), date(2021, 8, 20)))
    made = contracts.extend(contract=made, until=until, reason="งานยังไม่เสร็จ", by=staff)
    contracts.resign(contract=made, on=LEFT, reason="x", by=staff)

    follower = contracts.replace(contract=made, person=work.person(), by=staff)

    assert (follower.first_day, follower.last_day) == (date(2021, 8, 16), until)


@pytest.mark.integration
def test_on_the_page_and_by_the_api(client, left, staff):
    client.force_login(staff)
    address = reverse("contract-reinstate", args=[left.pk])
    assert address in client.get(reverse("contract-detail", args=[left.pk])).content.decode()
    assert client.post(address, {"reason": "ผิดคน", "version": left.version}).status_code == 302
    ended = contracts.end(contract=Contract.objects.get(pk=left.pk), on=LEFT, reason="x", by=staff)

    given = {"reason": "ผิดคน", "version": ended.version}
    at = f"/api/v1/contracts/{left.pk}/reinstate/"
    assert client.post(at, given | {"version": 1}, content_type="application/json").status_code == 412
    assert client.post(at, given, content_type="application/json").json()["status"] == "signed"


@pytest.mark.integration
def test_the_reserve_list_is_passed_over_by_no_road(client, left, staff):
    work.post()
    round_ = work.hiring_round()
    first, second = (selected(round_, "reserve", place=place) for place in (1, 2))
    stranger = selected(round_, "reserve", place=1, tambon="630101")
    client.force_login(staff)

    def post(path, **body):
        return client.post(f"/api/v1/contracts/{path}", body, content_type="application/json")

    assert post("", application=second.pk).status_code == 409
    many = post("hire-many/", applications=[first.pk, second.pk]).json()
    assert [bool(one["error"]) for one in many] == [True, True]
    gone = selected(round_)
    Application.objects.filter(pk=gone.pk).update(state="declined")
    assert post("", application=second.pk).status_code == 409
    assert post("", application=first.pk).status_code == 201
    refused = post(f"{left.pk}/replace/", application=stranger.pk)
    assert (refused.status_code, refused.json()["field"]) == (422, "application")
    with pytest.raises(ContractError):
        contracts.hire(offer=offer_of(second), by=staff)


@pytest.mark.parametrize(("closed_on", "is_free"), [("2021-09-01", False), ("2022-01-31", False), ("2022-02-01", True)])
def test_nobody_comes_back_to_a_post_that_newer_rules_closed(left, staff, closed_on, is_free):
    Post.objects.update(closed_on=closed_on)

    if is_free:
        assert reinstatements.reinstate(contract=left, reason="ผิดคน", by=staff).state == "signed"
        return
    with pytest.raises(NoVacancyError, match="หลักเกณฑ์ฉบับใหม่"):
        reinstatements.reinstate(contract=left, reason="ผิดคน", by=staff)
    assert Contract.objects.get().state == "resigned"


def test_nobody_is_prolonged_on_a_post_that_newer_rules_closed(nation, staff):
    work.terms()
    work.post()
    made = work.contract(during=DateRange(date(2021, 2, 1), date(2021, 7, 1)))
    Post.objects.update(closed_on="2021-10-01")

    with pytest.raises(NoVacancyError):
        contracts.extend(contract=made, until=date(2021, 12, 31), reason="x", by=staff)
    assert contracts.extend(contract=made, until=date(2021, 9, 30), reason="x", by=staff).last_day == date(2021, 9, 30)
