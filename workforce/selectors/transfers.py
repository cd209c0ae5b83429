"""What a transfer says: the format in force, and the payments of a batch by bank."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from u2t.core.access import Actor
from workforce import answering
from workforce.banking import Bank
from workforce.choices import PayLineState
from workforce.models import BankAccount, Contract, PayBatch, PayLine, Period, TransferFormat
from workforce.permissions import Can
from workforce.selectors.pay import STANDING, working_in
from workforce.transferring import STANDARD, Format, Payment

#: Which accounts a file is for.
OWN, OTHERS = "own", "others"
#: The bank most public universities pay through, until one lays down another.
_USUAL_BANK = Bank.KRUNGTHAI


def formats_of(user: Actor) -> "QuerySet[TransferFormat]":
    """Return the versions of formats a user may see, the newest first."""
    rows = TransferFormat.objects.visible_to(user, to=Can.VIEW_TRANSFER_FORMAT).select_related("university")
    return rows.order_by("university", "-version")


def format_of(university: str) -> Format:
    """Return the format in force at a university."""
    last = _last(university)
    return last.written if last else STANDARD


def answer_of(university: str) -> answering.Format:
    """Return how the bank of a university answers."""
    found: answering.Format = format_of(university).get("answer", answering.STANDARD)
    return found


def own_bank_of(university: str) -> str:
    """Return the bank a university pays through."""
    last = _last(university)
    return last.bank if last else str(_USUAL_BANK.value)


def _last(university: str) -> TransferFormat | None:
    return TransferFormat.objects.filter(university=university).order_by("-version").first()


@dataclass(frozen=True, slots=True)
class Share:
    """Those of a batch who wait to be paid the same way: into the own bank, into others, or without an account."""

    which: str
    people: int
    net: Decimal


def waiting_in(batch: PayBatch) -> "QuerySet[PayLine]":
    """Return the lines of a batch that money is still to be sent for: neither settled nor failed, nor of nothing.

    A file that is taken again after the bank paid holds nobody who would be paid twice by it.
    """
    return PayLine.objects.filter(batch=batch, state=PayLineState.DUE, net__gt=0)


def shares_of(batch: PayBatch) -> list[Share]:
    """Return how many of a batch wait to be paid into accounts of the own bank, of others, and by hand."""
    own = own_bank_of(batch.period.university_id)
    people: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    rows = waiting_in(batch).order_by().values_list("account__bank").annotate(n=Count("pk"), net=Sum("net"))
    for bank, count, net in rows:
        which = OWN if bank == own else OTHERS if bank else ""
        people[which] += count
        sums[which] = sums.get(which, Decimal(0)) + net
    return [Share(which, people[which], sums[which]) for which in (OWN, OTHERS, "") if people[which]]


def payments_of(batch: PayBatch, *, is_own: bool) -> list[Payment]:
    """Return what waits to be paid into accounts of the own bank, or into all others, in the order of the lines."""
    own = own_bank_of(batch.period.university_id)
    rows = waiting_in(batch).filter(account__isnull=False)
    rows = rows.filter(account__bank=own) if is_own else rows.exclude(account__bank=own)
    return [
        Payment(
            line.account.bank, line.account.branch, line.account.number, line.account.holder, line.net, str(line.pk)
        )
        for line in rows.select_related("account").order_by("pk")
        if line.account is not None
    ]


def account_of(person: int) -> BankAccount | None:
    """Return the account somebody is paid to, confirmed or not."""
    return BankAccount.objects.standing().filter(person=person).select_related("person", "entered_by").first()


def failed_of(person: int) -> PayLine | None:
    """Return the newest payment of somebody that failed and waits for an account to be confirmed."""
    rows = PayLine.objects.waiting().filter(contract__person=person).select_related("period")
    return rows.order_by("-failed_at", "-pk").first()


def shared_accounts(period: Period, *, user: Actor) -> "QuerySet[BankAccount]":
    """Return the accounts of people of a month that somebody else gave as well, those of one number together."""
    mine = BankAccount.objects.standing().filter(person__in=working_in(period, user=user).values("person"))
    twice = BankAccount.objects.standing().values("number_digest").annotate(n=Count("pk")).filter(n__gt=1)
    rows = mine.filter(number_digest__in=twice.values("number_digest"))
    return rows.select_related("person").order_by("number_digest", "person__sort_key", "pk")


def without_account(period: Period, *, user: Actor) -> "QuerySet[Contract]":
    """Return the contracts of a month, not paid yet, whose person has confirmed no account."""
    held = PayLine.objects.filter(period=period, state__in=STANDING, covered_days__gt=0).values("contract")
    rows = working_in(period, user=user).exclude(pk__in=held)
    return rows.exclude(person__in=BankAccount.objects.confirmed().values("person"))
