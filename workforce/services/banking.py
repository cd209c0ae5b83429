"""Accounts wages are paid to: given by who is paid or by staff, and confirmed by nobody but the person."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.secrecy import digest
from u2t.core.text import normalise
from workforce.banking import Bank, account_number, problem_of
from workforce.models import BankAccount, PayLine, Person
from workforce.permissions import Can


class BankingError(DomainError):
    """An account is not in a state for what was asked."""


class BankingInputError(InputError):
    """What was given of an account cannot be."""


@dataclass(frozen=True, slots=True)
class Given:
    """An account as somebody wrote it."""

    bank: str
    number: str
    holder: str
    branch: str = ""


@transaction.atomic
def enter(*, person: Person, given: Given, by: User) -> BankAccount:
    """Store the account a person is paid to; it replaces the one before, which stays remembered.

    Who enters the own account confirms it with that; what staff entered waits for the person to confirm it. The same
    account given again is the answer.
    """
    require(by, Can.CHANGE_BANK_ACCOUNT, person)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    given = _checked(given)
    is_own = person.user_id == by.pk
    standing = BankAccount.objects.standing().filter(person=person).first()
    if standing is not None and _written(standing) == given:
        return _confirmed(standing, by) if is_own else standing
    now = clock.now()
    if standing is not None:
        standing.replaced_at = now
        standing.save(update_fields=["replaced_at"])
    made = BankAccount.objects.create(
        person=person, bank=given.bank, branch=given.branch, number=given.number, holder=given.holder, entered_by=by,
        number_digest=digest(given.bank + given.number), entered_at=now, confirmed_at=now if is_own else None,
    )  # fmt: skip
    # That an account changed is remembered, never its number.
    audit.record(action="bankaccount.entered", target=made, by=by, changes={"bank": (None, made.bank)})
    if not is_own and person.user_id is not None:
        notifications.tell(user_id=person.user_id, kind="bankaccount.entered", link=reverse("bankaccount-own"))
    return made


@transaction.atomic
def confirm(*, account: BankAccount, by: User) -> BankAccount:
    """Confirm the own account as it was entered; confirmed twice is confirmed once.

    After a payment that failed it is confirmed anew, and what waited is paid.
    """
    require(by, Can.CHANGE_BANK_ACCOUNT, account)
    rows = BankAccount.objects.select_for_update(of=("self",)).select_related("person")
    account = rows.get(pk=account.pk)
    if account.person.user_id != by.pk:
        raise BankingError(_("Only the person who is paid confirms the account."))
    if account.replaced_at is not None:
        raise BankingError(_("Another account was entered since. Look at it, then confirm it."))
    return _confirmed(account, by)


def _confirmed(account: BankAccount, by: User) -> BankAccount:
    if account.confirmed_at is None or PayLine.objects.waiting().filter(contract__person=account.person_id).exists():
        account.confirmed_at = clock.now()
        account.save(update_fields=["confirmed_at"])
        audit.record(action="bankaccount.confirmed", target=account, by=by)
    return account


def _written(account: BankAccount) -> Given:
    return Given(account.bank, account.number, account.holder, account.branch)


def _checked(given: Given) -> Given:
    if given.bank not in Bank.values:
        raise BankingInputError(_("Choose a bank."), extra={"field": "bank"})
    number = account_number(given.number)
    if problem := problem_of(given.bank, number):
        raise BankingInputError(problem, extra={"field": "number"})
    holder = normalise(given.holder)
    if not holder:
        raise BankingInputError(_("Write the name as it stands in the passbook."), extra={"field": "holder"})
    return Given(given.bank, number, holder, normalise(given.branch))
