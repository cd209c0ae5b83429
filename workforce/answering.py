"""The file a bank sends back: which payment it paid, and why not, read by a format that is data.

It is the part `answer` of the format of a bank (`workforce/transferring.py`): a list of `fields` as they stand on a
line, each of a `width` in bytes or, with a `separator`, one column after the other. A field is `of` the reference the
payment went out with, the result, the reason, the amount or the account; one that is of nothing is passed over. `paid`
are the results that say paid, `reasons` the words of those that say why not. Lines that do not begin with `starts` are
heads and sums.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from workforce.transferring import FormatError, width_of

OF = ("reference", "result", "why", "amount", "account")
_NEEDED = ("reference", "result")
_PARTS = frozenset({"encoding", "starts", "separator", "fields", "paid", "reasons"})
_ENCODINGS = ("cp874", "utf-8", "ascii")
_SEPARATORS = (",", ";", "|", "\t")
_MOST_WIDTH, _MOST_FIELDS, _LONGEST = 200, 60, 200
_SATANG, _BAHT = re.compile(r"[0-9]+", re.ASCII), re.compile(r"[0-9][0-9,]*\.[0-9]{2}", re.ASCII)

Format = Mapping[str, Any]

#: What is used until the university lays down how its own bank answers.
STANDARD: Format = {
    "encoding": "cp874",
    "starts": "D",
    "fields": [
        {"width": 1},
        {"of": "reference", "width": 20},
        {"of": "account", "width": 15},
        {"of": "amount", "width": 13},
        {"of": "result", "width": 2},
        {"of": "why", "width": 60},
    ],
    "paid": ["00"],
    "reasons": {"01": "ไม่พบเลขที่บัญชี", "02": "บัญชีปิดแล้ว", "03": "ชื่อไม่ตรงกับบัญชี"},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a line says of one payment; `amount` and `account` only where the bank repeats them."""

    line: int
    reference: str
    is_paid: bool
    why: str
    amount: Decimal | None
    account: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a file."""

    line: int
    said: str


def checked(written: Any) -> Format:
    """Return how a bank answers, as it was written.

    Raises:
        FormatError: something in it cannot be; which part, and what to do.
    """
    if not isinstance(written, dict):
        raise FormatError(_("answer: write it between { and }."))
    if unknown := sorted(set(written) - _PARTS):
        raise FormatError(_("answer: “%(name)s” is not a part of it.") % {"name": unknown[0]})
    if written.get("encoding") not in _ENCODINGS:
        raise FormatError(_("answer, encoding: choose one of %(choices)s.") % {"choices": ", ".join(_ENCODINGS)})
    if width_of(written.get("starts", ""), written["encoding"]) is None:
        raise FormatError(_("answer, starts: write as text how the line of a payment begins."))
    if "separator" in written and written["separator"] not in _SEPARATORS:
        raise FormatError(_("answer, separator: choose one of , ; | and the tabulator."))
    _check_fields(written)
    _check_results(written)
    return written


def _check_fields(written: Mapping[str, Any]) -> None:
    fields = written.get("fields")
    if not isinstance(fields, list) or not 0 < len(fields) <= _MOST_FIELDS:
        raise FormatError(_("answer, fields: write a list of 1 to %(most)d fields.") % {"most": _MOST_FIELDS})
    for place, field in enumerate(fields, start=1):
        known = {"of"} if "separator" in written else {"of", "width"}
        if not isinstance(field, dict) or set(field) - known or field.get("of", "why") not in OF:
            said = {"place": place, "known": ", ".join(OF)}
            raise FormatError(_("answer, field %(place)d: say “of” one of %(known)s, or nothing.") % said)
        width = field.get("width")
        if "separator" not in written and (type(width) is not int or not 0 < width <= _MOST_WIDTH):
            said = {"place": place, "most": _MOST_WIDTH}
            raise FormatError(_("answer, field %(place)d: give a width from 1 to %(most)d.") % said)
    names = [field["of"] for field in fields if "of" in field]
    wrong = [name for name in OF if names.count(name) > 1 or (name in _NEEDED and name not in names)]
    if wrong:
        raise FormatError(_("answer, fields: “%(name)s” has to be there once.") % {"name": wrong[0]})


def _check_results(written: Mapping[str, Any]) -> None:
    paid, reasons, encoding = written.get("paid"), written.get("reasons", {}), str(written["encoding"])
    if not isinstance(paid, list) or not paid or not all(_is_text(one, encoding) for one in paid):
        raise FormatError(_("answer, paid: list the results that say paid, as text."))
    # The words are ours, whatever the bank writes in.
    if not isinstance(reasons, dict) or not all(
        _is_text(result, encoding) and _is_text(why, "utf-8") for result, why in reasons.items()
    ):
        raise FormatError(_("answer, reasons: give for each result that says why not, the words for it."))
    if both := sorted(set(paid) & set(reasons)):
        raise FormatError(_("answer: “%(result)s” says paid and not paid.") % {"result": both[0]})


def _is_text(text: Any, encoding: str) -> bool:
    return bool(width_of(text, encoding)) and bool(text.strip())


def read(written: Format, content: bytes) -> tuple[list[Answer], list[Problem]]:
    """Read every payment of a file, and say of each line that cannot be read what is wrong with it."""
    answers: list[Answer] = []
    problems: list[Problem] = []
    encoding, starts = str(written["encoding"]), str(written.get("starts", "")).encode(str(written["encoding"]))
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a").splitlines(), start=1):
        if not line.strip() or not line.startswith(starts):
            continue
        try:
            answers.append(_answer(number, _cells(line, written, encoding), written))
        except FormatError as error:
            problems.append(Problem(number, str(error)))
    return answers, problems


def _cells(line: bytes, written: Format, encoding: str) -> dict[str, str]:
    """Return what each named field of a line holds."""
    fields: Sequence[Mapping[str, Any]] = written["fields"]
    try:
        cells = _columns(line.decode(encoding), written, len(fields)) if "separator" in written else [
            part.decode(encoding) for part in _cut(line, [int(field["width"]) for field in fields])
        ]  # fmt: skip
    except UnicodeDecodeError as error:
        raise FormatError(_("It cannot be read as %(encoding)s.") % {"encoding": encoding}) from error
    return {field["of"]: cell.strip() for field, cell in zip(fields, cells, strict=True) if "of" in field}


def _columns(text: str, written: Format, count: int) -> list[str]:
    try:
        found = next(csv.reader([text], delimiter=str(written["separator"])))
    except csv.Error as error:
        raise FormatError(_("Its columns cannot be told apart.")) from error
    if len(found) != count:
        raise FormatError(
            _("It has %(there)d columns; the format says %(said)d.") % {"there": len(found), "said": count}
        )
    return found


def _cut(line: bytes, widths: Sequence[int]) -> list[bytes]:
    """Cut a line into its fields; spaces that an editor took from its end are no mistake."""
    whole = sum(widths)
    if len(line.rstrip()) > whole:
        raise FormatError(_("It has %(there)d bytes; the format says %(said)d.") % {"there": len(line), "said": whole})
    line, found = line.ljust(whole), []
    for width in widths:
        found.append(line[:width])
        line = line[width:]
    return found


def _answer(number: int, cells: Mapping[str, str], written: Format) -> Answer:
    result, why = cells["result"], cells.get("why", "")
    is_paid = result in written["paid"]
    reason = "" if is_paid else " ".join(part for part in (written.get("reasons", {}).get(result, ""), why) if part)
    if not is_paid and not reason:
        said = {"result": result}
        raise FormatError(_("The result “%(result)s” is not known. Add it to the format, with its words.") % said)
    reference = cells["reference"].lstrip("0")
    amount = _amount(cells.get("amount", ""))
    return Answer(number, reference, is_paid, reason[:_LONGEST], amount, cells.get("account", ""))


def _amount(text: str) -> Decimal | None:
    """Read satang, or baht with a point."""
    if not text:
        return None
    if _BAHT.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _SATANG.fullmatch(text):
        return Decimal(text) / 100
    raise FormatError(_("“%(text)s” is no amount.") % {"text": text})
