"""Where rows say that people live and are paid to: kept of whom nothing is known yet, and told where two differ."""

from django.utils.translation import gettext_lazy as _

from u2t.core import secrecy
from u2t.core.importing import issues
from workforce.banking import digits_wanted
from workforce.importing.columns import masked
from workforce.importing.ground import in_parts
from workforce.importing.lines import ADDRESSES, Account, Check, Line
from workforce.models import BankAccount

issues.add(
    {
        "bank_missing": (
            _("The row has an account number and no bank."),
            _("Write the bank, such as ธนาคารกรุงไทย, or leave the number empty."),
        ),
        "account_missing": (
            _("The row has a bank and no account number; the person is stored without an account."),
            _("Write the number, if it is known."),
        ),
        "account_length": (
            _("An account of this bank has %(wanted)s digits; these are %(given)s."),
            _("Compare it with the passbook. A spreadsheet may have dropped a 0 in front: format the column as text."),
        ),
        "account_twice": (
            _("Row %(line)s gives the same account for somebody else."),
            _("Compare both with the passbooks: wages of two people would go to one account."),
        ),
        "account_of_another": (
            _("Somebody else has given the same account already."),
            _("Compare it with the passbook: wages of two people would go to one account."),
        ),
        "account_kept": (
            _("Another account of this person is known already; it stays, and that of the row is not stored."),
            _("If the row is right, let the person, or staff on the page of the person, enter the new account."),
        ),
        "account_differs": (
            _("Row %(line)s gives another account for the same person; that one is stored."),
            _("Keep the account that is right in one of the rows."),
        ),
        "address_kept": (
            _("This person is known already; the address of the row is not stored."),
            _("If it is newer than the one that is known, enter it on the page of the person."),
        ),
        "address_differs": (
            _("Row %(line)s gives another address for the same person; that one is stored."),
            _("Keep the address that is right in one of the rows."),
        ),
    }
)


def has_good_account(check: Check, line: Line) -> bool:
    """Put bank and number of a row together; tell whether the row is good."""
    bank, number = line.record.get("bank"), line.record.get("account")
    if not number:
        if bank:
            check.warn(line.line, "account_missing", "account")
        return True
    if not bank:
        return check.refuse(line.line, "bank_missing", "bank")
    wanted = digits_wanted(bank)
    if len(number) not in wanted:
        values = {"wanted": " / ".join(map(str, wanted)), "given": len(number)}
        return check.refuse(line.line, "account_length", "account", masked(number), **values)
    line.account = Account(bank, number, secrecy.digest(bank + number))
    return True


def look_at_accounts(check: Check, lines: list[Line]) -> None:
    """Tell which accounts several people give, and keep those of known people as they are."""
    _keep_known(check, [line for line in lines if line.account is not None])
    giving = [line for line in lines if line.account is not None]
    others = _given_already({line.account.digest for line in giving if line.account})
    of_account: dict[str, Line] = {}
    of_person: dict[object, Line] = {}
    for line in giving:
        account = line.account
        if account is None:
            continue
        own = of_person.setdefault(line.who, line)
        if own is not line:
            if own.account != account:
                check.warn(line.line, "account_differs", "account", masked(account.number), line=own.line)
            line.account = None
            continue
        first = of_account.setdefault(account.digest, line)
        if first is not line:
            check.warn(line.line, "account_twice", "account", masked(account.number), line=first.line)
        if others.get(account.digest, set()) - {line.person}:
            check.warn(line.line, "account_of_another", "account", masked(account.number))


def _keep_known(check: Check, lines: list[Line]) -> None:
    known: dict[int, str] = {}
    for some in in_parts({line.person for line in lines if line.person is not None}):
        rows = BankAccount.objects.standing().filter(person__in=some)
        known.update(rows.values_list("person", "number_digest"))
    for line in lines:
        if line.account is None or line.person not in known:
            continue
        if known[line.person] != line.account.digest:
            check.warn(line.line, "account_kept", "account", masked(line.account.number))
        line.account = None


def _given_already(digests: set[str]) -> dict[str, set[int | None]]:
    """Return who gave each account already."""
    found: dict[str, set[int | None]] = {}
    for some in in_parts(digests):
        rows = BankAccount.objects.standing().filter(number_digest__in=some)
        for digest, person in rows.values_list("number_digest", "person"):
            found.setdefault(digest, set()).add(person)
    return found


def look_at_addresses(check: Check, lines: list[Line]) -> None:
    """Tell which addresses are not stored: of people known before, and of a person's rows those that differ."""
    above: dict[tuple[object, str], Line] = {}
    for line in lines:
        for name in ADDRESSES:
            given = line.record.get(name)
            if not given:
                continue
            first = above.setdefault((line.who, name), line)
            if line.person is not None:
                check.warn(line.line, "address_kept", name)
            elif first.record[name] != given:
                check.warn(line.line, "address_differs", name, line=first.line)
