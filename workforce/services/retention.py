"""The promise of the privacy notice kept: who was not hired, who worked long ago, and lists are erased in time."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from u2t.core import audit, files
from u2t.core.access import Actor, require
from u2t.core.models import ImportIssue, ImportRun, PrivateFile
from u2t.core.permissions import Can
from u2t.core.text import HIDDEN
from workforce.models import Application, BankAccount, Contract, Leave, Person, Round, SignIn
from workforce.selectors.retention import expired_in, lists_past_keeping, people_past_keeping, rounds_past_keeping
from workforce.services.erasing import Erasing

#: How many of a round are erased at once; the next run goes on.
MOST = 2_000
#: People hired bring papers that are put anew.
_MOST_HIRED = 200


def erase_expired(*, by: Actor) -> int:
    """Erase who applied and was not hired, in rounds closed long enough ago; return of how many applications.

    That there was one stays, with its state, type and tambons, so that every count stays what it was.
    """
    require(by, Can.ERASE_REVISION)
    return sum(_erase(round_, by) for round_ in rounds_past_keeping())


@transaction.atomic
def erase_hired(*, by: Actor) -> int:
    """Erase who somebody was whose last contract ended long enough ago; return of how many people.

    Contracts, wages and what was done stay under the number of the contract: amounts, days, tambons.
    """
    require(by, Can.ERASE_REVISION)
    people = list(people_past_keeping().select_for_update(of=("self",), skip_locked=True)[:_MOST_HIRED])
    if not people:
        return 0
    keys = [person.pk for person in people]
    contracts = Contract.objects.filter(person__in=keys)
    applications = list(Application.objects.filter(person__in=keys, erased_at=None).values_list("pk", flat=True))
    Erasing.applications(applications)
    Erasing.papers(keys, by)
    _erase_work(contracts.values_list("pk", flat=True))
    accounts = BankAccount.objects.filter(person__in=keys)
    Erasing.trail("workforce.bankaccount", accounts.values_list("pk", flat=True))
    accounts.update(number="", number_digest="", holder="", branch="")
    Erasing.people(keys)
    events: list[tuple[Person, dict[str, Any], str]]
    events = [(person, {}, "") for person in Person.objects.filter(pk__in=keys)]
    audit.record_many(action="person.erased", by=by, events=events)
    return len(keys)


@transaction.atomic
def erase_lists(*, by: Actor) -> int:
    """Erase the files of lists of people whose time is over; return how many. What they stored is undone as before."""
    require(by, Can.ERASE_REVISION)
    runs = lists_past_keeping()
    keys = {run.pk: run.file_id for run in runs if run.file_id is not None}
    ImportRun.objects.filter(pk__in=keys).update(file=None)
    ImportIssue.objects.filter(run__in=keys).exclude(value="").update(value=HIDDEN)
    files.remove(PrivateFile.objects.filter(pk__in=keys.values()))
    audit.record_many(action="importrun.file_erased", by=by, events=[(run, {}, "") for run in runs])
    return len(keys)


def _erase_work(contracts: Collection[int]) -> None:
    """Take out why somebody left or was away and where they stood; days and what was done for the tambon stay."""
    Contract.objects.filter(pk__in=contracts).exclude(end_reason="").update(end_reason=HIDDEN)
    Erasing.trail("workforce.contract", contracts)
    leaves, signed = Leave.objects.filter(contract__in=contracts), SignIn.objects.filter(contract__in=contracts)
    gone = [*leaves.exclude(paper=None).values_list("paper", flat=True)]
    gone += signed.exclude(photo=None).values_list("photo", flat=True)
    Erasing.trail("workforce.leave", leaves.values_list("pk", flat=True))
    leaves.update(reason=HIDDEN, paper=None)
    leaves.exclude(note="").update(note=HIDDEN)
    signed.update(latitude=None, longitude=None, photo=None)
    signed.exclude(late_reason="").update(late_reason=HIDDEN)
    files.remove(PrivateFile.objects.filter(pk__in=gone))


@transaction.atomic
def _erase(round_: Round, by: Actor) -> int:
    held = expired_in(round_).select_for_update(of=("self",), skip_locked=True)
    found = dict(held.values_list("pk", "person")[:MOST])
    if not found:
        return 0
    papers = Erasing.applications(found)
    people = _erase_people(set(found.values()))
    Erasing.announcements(round_, by)
    changes = {"applications": (None, len(found)), "people": (None, people), "documents": (None, papers)}
    audit.record(action="round.erased", target=round_, by=by, changes=changes)
    return len(found)


def _erase_people(keys: Collection[int]) -> int:
    """Forget who they were, but those of whom another application is kept, or a contract that came to be."""
    others = Application.objects.filter(person=OuterRef("pk"), erased_at__isnull=True)
    works = Contract.objects.counting().filter(person=OuterRef("pk"))
    rows = Person.objects.filter(~Exists(others), ~Exists(works), pk__in=keys, bank_accounts=None)
    gone = list(rows.values_list("pk", flat=True))
    Erasing.people(gone)
    return len(gone)
