"""Accounts that lists bring: of people without one, each waiting to be confirmed; taken back with the list."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import notifications
from u2t.core.errors import DomainError
from u2t.core.models import ImportRun
from u2t.core.once import once
from workforce.importing.ground import in_parts
from workforce.importing.lines import Line
from workforce.models import BankAccount, Person
from workforce.services.copying import Copy


class Payees:
    """Writes accounts over whole sets; a name for what only services may call, inside their transaction."""

    @staticmethod
    def store(run: ImportRun, lines: Iterable[Line], *, by: User, now: datetime) -> int:
        """Store the accounts of the rows; who has an account on the site is asked to confirm. Return how many.

        Lists seldom have the name of the passbook: without one it is that of the person.
        """
        paid = {line.person: line for line in lines if line.account is not None and line.person is not None}
        if not paid:
            return 0
        names = _names(run, paid)
        rows = [
            {
                "person_id": person, "bank": line.account.bank, "number": line.account.number,
                "number_digest": line.account.digest, "branch": line.record.get("branch") or "",
                "holder": line.record.get("holder") or names[person], "entered_by_id": by.pk, "entered_at": now,
                "run_id": run.pk,
            }
            for person, line in paid.items()
            if line.account is not None
        ]  # fmt: skip
        said = _("An account of one of these people was entered meanwhile. Check this file again and look.")
        with once("bankaccount_one_per_person", otherwise=DomainError(said)):
            Copy.store(BankAccount, rows)
        asked = BankAccount.objects.filter(run=run, person__user__isnull=False).values_list("person__user", flat=True)
        link = reverse("bankaccount-own")
        notifications.tell_each(said=[(user, link, {}) for user in asked if user], kind="bankaccount.entered")
        return len(rows)

    @staticmethod
    def take_back(run: ImportRun) -> None:
        """Remove the accounts nobody confirmed or replaced since; the others are what people entered."""
        rows = BankAccount.objects.filter(run=run)
        rows.filter(confirmed_at__isnull=True, replaced_at__isnull=True).delete()
        rows.update(run=None)


def _names(run: ImportRun, people: Iterable[int]) -> dict[int, str]:
    """Return what the people of a list are called, those new to it and those known before."""
    rows = Person.objects.only("rank", "title", "first_name", "last_name")
    found = {person.pk: person.full_name[:200] for person in rows.filter(run=run).iterator(chunk_size=10_000)}
    for some in in_parts(set(people) - found.keys()):
        found |= {person.pk: person.full_name[:200] for person in rows.filter(pk__in=some)}
    return found
