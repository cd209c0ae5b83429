"""The position of a contract: proposed when hiring, changed on the draft, said by its papers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import offer, selected
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.choices import WorkScheme
from workforce.models import Contract, WorkItem
from workforce.selectors.hiring import offer_of
from workforce.selectors.papers import facts_of_contract, facts_of_handover
from workforce.services import contracts, positions, terms
from workforce.services.seats import ContractError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    terms.sync(by=system_user())


def position(number):
    return WorkItem.objects.get(scheme=WorkScheme.POSITION, number=number)


@pytest.fixture
def draft():
    return work.contract(state="draft", signed_on=None, position=position(1))


def test_who_follows_on_a_post_is_proposed_the_position_of_who_sat_there(staff):
    half = date(2021, 6, 1)
    work.contract(on=work.post(), position=position(5), during=DateRange(date(2021, 2, 1), half), state="ended")

    made = contracts.hire(offer=offer(during=DateRange(half, date(2022, 2, 1))), by=staff)

    assert made.position == position(5)


def test_without_anybody_on_the_post_the_last_of_the_round_is_proposed_and_what_is_chosen_stands(staff):
    round_ = work.hiring_round()
    elsewhere = work.post(make.area("630101"))
    work.contract(on=elsewhere, position=position(4), application=work.application(round_, state="hired"))
    for number in (1, 2):
        work.post(number=number)

    proposed, chosen = (
        contracts.hire(offer=offer_of(selected(round_, place=place), position=given), by=staff)
        for place, given in ((1, None), (2, position(2)))
    )

    assert (proposed.position, chosen.position) == (position(4), position(2))


def test_a_draft_is_changed_once_and_remembered_and_nobody_else_changes_it(staff, pm, draft):
    with pytest.raises(PermissionDenied):
        positions.give(contract=draft, position=position(3), by=pm)
    for _click in range(2):
        positions.give(contract=draft, position=position(3), by=staff, version=1)

    draft.refresh_from_db()
    assert (draft.position, draft.version) == (position(3), 2)
    event = AuditEvent.objects.get(action="contract.positioned")
    assert event.changes["position"] == [position(1).name_th, position(3).name_th]
    with pytest.raises(StaleError):
        positions.give(contract=draft, position=position(4), by=staff, version=1)


def test_what_is_signed_or_stands_on_a_paper_is_not_changed(staff, draft):
    signed = work.contract(position=position(1))
    paper = work.paper(draft)

    for contract in (signed, draft):
        with pytest.raises(ContractError):
            positions.give(contract=contract, position=position(2), by=staff)
    paper.state, paper.cancelled_at, paper.cancel_reason = "cancelled", work.MADE, "x"
    paper.save(update_fields=["state", "cancelled_at", "cancel_reason"])

    assert positions.give(contract=draft, position=position(2), by=staff).position == position(2)


def test_the_contract_and_the_record_of_a_hand_over_say_the_position(draft):
    handover = work.handover(draft)

    assert facts_of_contract(draft).values["position"] == position(1).name_th
    assert facts_of_handover(handover).rows[1][3] == position(1).name_th


@pytest.mark.integration
def test_chosen_when_hiring_and_changed_on_the_page_and_by_the_api(staff, client):
    work.post()
    first = selected(work.hiring_round())
    client.force_login(staff)

    page = client.post(reverse("contract-hire"), {"chosen": [first.pk], "position": position(2).pk}).content.decode()
    made = Contract.objects.get(application=first)
    assert made.position == position(2)
    assert position(2).name_th in page
    address = reverse("contract-position", args=[made.pk])
    area = WorkItem.objects.filter(scheme=WorkScheme.KINDS).first()
    assert client.post(address, {"position": area.pk, "version": 1}).status_code == 422
    assert client.post(address, {"position": position(3).pk, "version": 1}).status_code == 302
    again = client.post(
        f"/api/v1/contracts/{made.pk}/position/", {"position": position(6).pk, "version": 2},
        content_type="application/json",
    )  # fmt: skip
    assert again.json()["position"] == position(6).pk
    wrong = {"position": area.pk, "version": 3}
    refused = client.post(f"/api/v1/contracts/{made.pk}/position/", wrong, content_type="application/json")
    assert refused.status_code == 422
