"""What the bank said of a batch, read from the workbook of the batch or the bank's own file: every row, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tambon.models import User
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.importing.workbooks import sheets_of
from workforce import answering
from workforce.choices import PayLineState
from workforce.models import PayBatch, PayLine
from workforce.permissions import Can
from workforce.selectors.payrolls import FAILED, PAID, REFERENCE, RESULT, WHY
from workforce.selectors.transfers import answer_of
from workforce.services import payroll

_LANGUAGES = ("th", "en")
_LONGEST, _LONGEST_KEY = 200, 18


class ResultsStaleError(DomainError):
    """Something was entered between the check and the storing."""


@dataclass(slots=True)
class Checked:
    """What a bank's file would enter: payments made, those that failed with the reason, and what is wrong with it."""

    paid: list[int]
    failures: dict[int, str]
    sum_paid: Decimal
    sum_failed: Decimal
    problems: list[answering.Problem]


class ResultsError(InputError):
    """A workbook of results says something that cannot be; the message names the row."""


@transaction.atomic
def settle_from(*, batch: PayBatch, path: Path, paid_on: date, by: User) -> int:
    """Enter the results a workbook holds; return how many are paid. A payment without a result stays to be paid."""
    require(by, Can.CHANGE_PAYROLL, batch)
    states = dict(batch.lines.values_list("pk", "state"))
    failures, paid = _read(path, states)
    return payroll.settle(batch=batch, paid_on=paid_on, failures=failures, only=paid | set(failures), by=by)


def check(*, batch: PayBatch, content: bytes, by: User) -> Checked:
    """Read the file a bank sent back, and say what would be entered; nothing is."""
    require(by, Can.CHANGE_PAYROLL, batch)
    answers, problems = answering.read(answer_of(batch.period.university_id), content)
    if not answers and not problems:
        raise ResultsError(_("No line of this file is of a payment: look at “starts” in the format of the answer."))
    lines = {line.pk: line for line in batch.lines.exclude(state=PayLineState.FAILED).select_related("account")}
    settled = batch.lines.filter(state__in=[PayLineState.PAID, PayLineState.FAILED])
    entered = {key: state == PayLineState.PAID for key, state in settled.values_list("pk", "state")}
    found = Checked([], {}, Decimal(0), Decimal(0), problems)
    for answer in answers:
        key = _key(answer.reference)
        line = lines.get(key)
        if answer.is_paid is entered.get(key):
            continue  # banks send the whole list again
        if key in found.failures or key in found.paid:
            problems.append(answering.Problem(answer.line, _("This payment is there twice.")))
        elif line is None or (answer.is_paid and line.state != PayLineState.DUE):
            said = _("“%(reference)s” is no payment of this batch that waits for a result.")
            problems.append(answering.Problem(answer.line, said % {"reference": answer.reference}))
        elif said := _unlike(line, answer):
            problems.append(answering.Problem(answer.line, said))
        elif answer.is_paid:
            found.paid.append(key)
            found.sum_paid += line.net
        else:
            found.failures[key] = answer.why
            found.sum_failed += line.net
    problems.sort(key=lambda problem: problem.line)
    return found


@transaction.atomic
def store(*, batch: PayBatch, paid: Sequence[int], failures: Mapping[int, str], paid_on: date, by: User) -> int:
    """Enter what was checked; return how many are paid. What was entered meanwhile is not entered again."""
    require(by, Can.CHANGE_PAYROLL, batch)
    PayBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    waiting = batch.lines.filter(pk__in=paid, state=PayLineState.DUE).count()
    if waiting != len(paid):
        raise ResultsStaleError(_("Results were entered since the file was checked. Check it again."))
    return payroll.settle(
        batch=batch, paid_on=paid_on, failures=dict(failures), only=set(paid) | set(failures), by=by
    )  # fmt: skip


def _key(reference: str) -> int:
    """Return the payment a reference names; 0 is none."""
    is_number = reference.isascii() and reference.isdigit() and len(reference) <= _LONGEST_KEY
    return int(reference) if is_number else 0


def _unlike(line: PayLine, answer: answering.Answer) -> str:
    """Return in what an answer differs from the payment that went out, or nothing."""
    if answer.amount is not None and answer.amount != line.net:
        return _("The bank names %(there)s baht; %(sent)s were sent to %(person)s.") % {
            "there": f"{answer.amount:,.2f}", "sent": f"{line.net:,.2f}",
            "person": line.account.holder if line.account else answer.reference,
        }  # fmt: skip
    # Files of fixed width fill accounts up with zeros.
    if answer.account and line.account and answer.account.lstrip("0") != line.account.number.lstrip("0"):
        return _("The bank names another account than that of %(person)s.") % {"person": line.account.holder}
    return ""


def _read(path: Path, states: Mapping[int, str]) -> tuple[dict[int, str], set[int]]:
    failures: dict[int, str] = {}
    paid: set[int] = set()
    for line, reference, result, why in _answers(path):
        key = _key(reference)
        if (not result and not why) or result == states.get(key):
            continue  # nothing is said, or nothing new: the workbook went out with it
        if states.get(key, PayLineState.FAILED) == PayLineState.FAILED:
            raise ResultsError(
                _("Row %(row)d: “%(reference)s” is no payment of this batch that waits for a result.")
                % {"row": line, "reference": reference}
            )
        if key in failures or key in paid:
            raise ResultsError(_("Row %(row)d: this payment is there twice.") % {"row": line})
        if result == "failed" and why:
            failures[key] = why[:_LONGEST]
        elif result == "paid" and not why and states[key] == PayLineState.DUE:
            paid.add(key)
        else:
            raise ResultsError(_wrong(line, result))
    if not failures and not paid:
        raise ResultsError(_("No row has a result: fill in the last two columns of the workbook."))
    return failures, paid


def _wrong(line: int, result: str) -> str:
    if result == "failed":
        return _("Row %(row)d: say why the bank did not pay.") % {"row": line}
    return _("Row %(row)d: write “%(paid)s”, or “%(failed)s” with the reason.") % {
        "row": line, "paid": PAID, "failed": FAILED
    }  # fmt: skip


def _answers(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Read line, reference, result (`paid`, `failed`, as written otherwise) and reason of each row."""
    places: list[int] | None = None
    results = _words({"paid": PAID, "failed": FAILED})
    heads = _words({"reference": REFERENCE, "result": RESULT, "why": WHY})
    sheets = sheets_of(path)
    for line, row in enumerate(sheets[0].rows if sheets else [], start=1):
        cells = [cell.strip() for cell in row]
        if places is None:
            places = _places(cells, heads)
        elif any(cells):
            reference, result, why = (cells[place] if place < len(cells) else "" for place in places)
            yield line, reference.removesuffix(".0"), results.get(result, result), why
    if places is None:
        raise ResultsError(_("The file is not the workbook of a batch: no row has the columns of the result."))


def _places(cells: Sequence[str], heads: dict[str, str]) -> list[int] | None:
    found = {heads[cell]: place for place, cell in enumerate(cells) if cell in heads}
    return [found["reference"], found["result"], found["why"]] if len(found) == len(set(heads.values())) else None


def _words(words: dict[str, object]) -> dict[str, str]:
    """Return what each word is written as in every language of the site."""
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        with override(language):
            found |= {str(word): name for name, word in words.items()}
    return found
