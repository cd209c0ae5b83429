"""Bank accounts: entered by the person or by staff, confirmed by the person, shown by their end only."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.factories import months
from tests.factories import workforce as work
from tests.workforce.banking.conftest import GIVEN
from u2t.core.models import AuditEvent, Notification
from workforce.models import BankAccount
from workforce.selectors.closing import checks_of
from workforce.services import banking
from workforce.services.banking import BankingError, BankingInputError, Given

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_the_own_account_is_confirmed_by_entering_it_once_and_another_replaces_it(contract, worker):
    first = banking.enter(person=contract.person, given=GIVEN, by=worker)
    again = banking.enter(person=contract.person, given=GIVEN, by=worker)
    other = banking.enter(person=contract.person, given=Given("034", "012345678901", "นายสมมุติ ใจดี"), by=worker)

    assert again == first
    assert BankAccount.objects.count() == 2
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert other.confirmed_at is not None
    assert list(BankAccount.objects.confirmed()) == [other]
    assert "1234567890" not in str(list(AuditEvent.objects.values()))


def test_what_staff_entered_waits_until_the_person_confirms_it(contract, worker, staff, pm):
    account = banking.enter(person=contract.person, given=GIVEN, by=staff)
    assert account.confirmed_at is None
    assert Notification.objects.get(kind="bankaccount.entered").user == worker
    with pytest.raises(BankingError):
        banking.confirm(account=account, by=staff)
    with pytest.raises(PermissionDenied):
        banking.confirm(account=account, by=pm)

    for _click in range(2):
        assert banking.confirm(account=account, by=worker).confirmed_at is not None
    assert AuditEvent.objects.filter(action="bankaccount.confirmed").count() == 1

    banking.enter(person=contract.person, given=Given("006", "9876543210", "x"), by=staff)
    with pytest.raises(BankingError):
        banking.confirm(account=account, by=worker)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given("999", "1234567890", "x"), "bank"),
        (Given("006", "12345", "x"), "number"),
        (Given("006", "=HYPERLINK", "x"), "number"),
        (Given("006", "1234567890", "  "), "holder"),
    ],
)
def test_an_account_that_cannot_be_names_the_field(contract, worker, given, field):
    with pytest.raises(BankingInputError) as refused:
        banking.enter(person=contract.person, given=given, by=worker)
    assert refused.value.extra["field"] == field
    assert not BankAccount.objects.exists()


def test_the_pages_show_an_account_by_its_end_only(client, contract, worker, staff):
    client.force_login(worker)
    address = reverse("bankaccount-own")
    assert client.post(address, {"bank": "006", "number": "123", "holder": "x"}).status_code == 422
    given = {"bank": "006", "number": GIVEN.number, "holder": GIVEN.holder, "branch": "กำแพงเพชร"}
    assert client.post(address, given).status_code == 302
    client.force_login(staff)
    shown = [client.get(one) for one in (reverse("person-detail", args=[contract.person_id]),)]
    client.force_login(worker)
    for page in [*shown, client.get(address), client.get("/api/v1/bank-accounts/")]:
        assert "xxxxxx7890" in page.content.decode()
        assert "1234567890" not in page.content.decode()
        assert "123-4-56789-0" not in page.content.decode()


def test_accounts_that_several_people_gave_are_shown_before_the_month_is_closed(client, contract, period, staff):
    other = work.contract(work.person(), on=work.post(number=2))
    months.account(contract.person)
    months.account(other.person)
    client.force_login(staff)

    assert {one.code: one.people for one in checks_of(period, user=staff)}["shared"] == 2
    page = client.get(reverse("period-detail", args=[period.pk])).content.decode()
    assert page.count("xxxxxx7890") == 2
