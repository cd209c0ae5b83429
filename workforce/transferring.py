"""Files banks take: one record a line, fields of fixed widths in bytes, all of it said by a format that is data.

A format is a mapping: `encoding` and `newline` of the file, and for `header`, `detail` and `trailer` a list of fields.
A field has a `width` in bytes and either a fixed `value` or names what it is `of`; amounts are in satang, dates in
C.E. by `date` (as strftime). What the bank sends back is read by its part `answer` (`workforce/answering.py`). Only
names are cut where they are too long, never within a letter and its marks: anything else cut short would pay another
account or amount, or could not be found again, so it stops the file.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

#: What a field can be of; the first four are the same on every line of a file.
OF_FILE = ("count", "total", "paid_on", "university")
OF_LINE = ("sequence", "bank", "branch", "account", "holder", "amount", "reference")
_RECORDS = ("header", "detail", "trailer")
_PARTS = frozenset({"width", "value", "of", "date", "align", "pad"})
#: What reads the same when its end is missing.
_MAY_BE_CUT = frozenset({"holder", "university"})
_NUMBERS = frozenset({"count", "total", "sequence", "amount"})
#: A day whose parts are as long as those of any other.
_SOME_DAY = date(2021, 12, 31)
_MOST_WIDTH, _MOST_FIELDS = 200, 60
_ENCODINGS = ("cp874", "utf-8", "ascii")
_NEWLINES = ("\r\n", "\n")

Format = Mapping[str, Any]

#: What is used until the university lays down the format of its own bank.
STANDARD: Format = {
    "encoding": "cp874",
    "newline": "\r\n",
    "header": [
        {"value": "H", "width": 1},
        {"of": "university", "width": 20},
        {"of": "paid_on", "width": 8, "date": "%d%m%Y"},
        {"of": "count", "width": 7},
        {"of": "total", "width": 15},
    ],
    "detail": [
        {"value": "D", "width": 1},
        {"of": "sequence", "width": 7},
        {"of": "bank", "width": 3},
        {"of": "account", "width": 15},
        {"of": "amount", "width": 13},
        {"of": "holder", "width": 60},
        {"of": "reference", "width": 20},
    ],
    "trailer": [
        {"value": "T", "width": 1},
        {"of": "count", "width": 7},
        {"of": "total", "width": 15},
    ],
}


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer: the amount in baht, and a reference by which the bank's answer is found again."""

    bank: str
    branch: str
    account: str
    holder: str
    amount: Decimal
    reference: str


class FormatError(ValueError):
    """A format is not one; the message says where."""


def checked(written: Any) -> Format:
    """Return a format as it was written.

    Raises:
        FormatError: something in it cannot be; record, field and what to do are said.
    """
    if not isinstance(written, dict):
        raise FormatError(_("A format is written between { and }."))
    if unknown := sorted(set(written) - {"encoding", "newline", "answer", *_RECORDS}):
        raise FormatError(_("“%(name)s” is not a part of a format.") % {"name": unknown[0]})
    if written.get("encoding") not in _ENCODINGS:
        raise FormatError(_("encoding: choose one of %(choices)s.") % {"choices": ", ".join(_ENCODINGS)})
    if written.get("newline") not in _NEWLINES:
        raise FormatError(_(r"newline: write \r\n or \n."))
    for record in _RECORDS:
        _check_record(record, written.get(record, []), str(written["encoding"]))
    if not written.get("detail"):
        raise FormatError(_("detail: a format needs at least one field for each payment."))
    return written


def _check_record(record: str, fields: Any, encoding: str) -> None:
    if not isinstance(fields, list) or len(fields) > _MOST_FIELDS:
        raise FormatError(_("%(record)s: write a list of at most %(most)d fields.") % _said(record, most=_MOST_FIELDS))
    known = (*OF_FILE, *OF_LINE) if record == "detail" else OF_FILE
    for place, field in enumerate(fields, start=1):
        if not isinstance(field, dict) or type(width := field.get("width")) is not int or not 0 < width <= _MOST_WIDTH:
            raise FormatError(
                _("%(record)s, field %(place)d: give a width from 1 to %(most)d.")
                % _said(record, place=place, most=_MOST_WIDTH)
            )
        if isinstance(field.get("value"), str) == (field.get("of") in known):
            said = _said(record, place=place, known=", ".join(known))
            raise FormatError(_("%(record)s, field %(place)d: give a value, or “of” one of %(known)s.") % said)
        if problem := _problem_of(field, encoding):
            raise FormatError(
                _("%(record)s, field %(place)d: %(problem)s") % _said(record, place=place, problem=problem)
            )


def _problem_of(field: Mapping[str, Any], encoding: str) -> str:
    """Return what is wrong with how a field is filled, or nothing."""
    if unknown := sorted(set(field) - _PARTS):
        return _("“%(name)s” is not a part of a field.") % {"name": unknown[0]}
    align, pad = _align_of(field), field.get("pad", " ")
    if align not in ("left", "right") or width_of(pad, encoding) != 1:
        return _("align is left or right, pad is one sign of one byte; write both as text.")
    if pad.isdigit() and "of" in field and (pad, align) != ("0", "right"):
        return _("Figures are filled up with 0 on their left only: anywhere else they would become others.")
    return _problem_of_text(field, encoding)


def _problem_of_text(field: Mapping[str, Any], encoding: str) -> str:
    """Return what is wrong with a text that is the same in every file, or as long in every one; or nothing."""
    if width_of(field.get("date", ""), "utf-8") is None:
        return _("Write “date” as text.")
    if "value" not in field and field["of"] != "paid_on":
        return ""
    text = field["value"] if "value" in field else _SOME_DAY.strftime(_date_of(field))
    if (taken := width_of(text, encoding)) is None:
        return _("“%(text)s” cannot be written in %(encoding)s.") % {"text": text, "encoding": encoding}
    return _does_not_fit(text, field) if taken > field["width"] else ""


def width_of(text: Any, encoding: str) -> int | None:
    """Return how many bytes a text takes; nothing where it is none, or cannot be written."""
    if not isinstance(text, str) or not text.replace("\t", "").isprintable():
        return None
    try:
        return len(text.encode(encoding))
    except UnicodeEncodeError:
        return None


def _align_of(field: Mapping[str, Any]) -> Any:
    return field.get("align", "right" if field.get("of") in _NUMBERS else "left")


def _date_of(field: Mapping[str, Any]) -> str:
    return str(field.get("date", "%d%m%Y"))


def _does_not_fit(text: str, field: Mapping[str, Any]) -> str:
    return _("%(text)s does not fit into %(width)d bytes.") % {"text": text, "width": field["width"]}


def _said(record: str, **values: Any) -> dict[str, Any]:
    return {"record": record, **values}


def compose(written: Format, payments: Sequence[Payment], *, paid_on: date, university: str) -> bytes:
    """Write the file of these payments.

    Raises:
        FormatError: something would not stand in the file as it is; which payment, and what.
    """
    checked(written)
    total = sum((one.amount for one in payments), Decimal(0))
    whole: dict[str, Any] = {"count": len(payments), "total": total, "paid_on": paid_on, "university": university}
    lines = [_record(written, "header", whole)] if written.get("header") else []
    lines += [_record(written, "detail", whole | values) for values in _valued(payments)]
    lines += [_record(written, "trailer", whole)] if written.get("trailer") else []
    newline = str(written["newline"]).encode()
    return b"".join(line + newline for line in lines)


def _valued(payments: Sequence[Payment]) -> Iterator[dict[str, Any]]:
    for sequence, one in enumerate(payments, start=1):
        yield {
            "sequence": sequence, "bank": one.bank, "branch": one.branch, "account": one.account,
            "holder": one.holder, "amount": one.amount, "reference": one.reference,
        }  # fmt: skip


def _record(written: Format, record: str, values: Mapping[str, Any]) -> bytes:
    try:
        return b"".join(_field(field, values, str(written["encoding"])) for field in written[record])
    except FormatError as error:
        if "sequence" not in values:
            raise
        said = {"sequence": values["sequence"], "holder": values["holder"], "problem": error}
        raise FormatError(_("Payment %(sequence)d, %(holder)s: %(problem)s") % said) from error


def _field(field: Mapping[str, Any], values: Mapping[str, Any], encoding: str) -> bytes:
    name = "" if "value" in field else field["of"]
    text, width = _text(values[name] if name else field["value"], field), int(field["width"])
    is_right = _align_of(field) == "right"
    pad = str(field.get("pad", "0" if is_right and name in _NUMBERS else " ")).encode(encoding)
    taken = b"".join(_letter(letter, encoding) for letter in _letters(text))
    if len(taken) > width:
        if name not in _MAY_BE_CUT:
            raise FormatError(_does_not_fit(text, field))
        taken = _cut(text, width, encoding)
    return taken.rjust(width, pad) if is_right else taken.ljust(width, pad)


def _text(value: Any, field: Mapping[str, Any]) -> str:
    if isinstance(value, date):
        return value.strftime(_date_of(field))
    if isinstance(value, Decimal):
        return str(int(value * 100))
    return str(value)


def _letter(letter: str, encoding: str) -> bytes:
    """Write a letter, without its marks where the encoding has none (é as e); never a question mark in its place."""
    try:
        return letter.encode(encoding)
    except UnicodeEncodeError:
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign))
    try:
        return plain.encode(encoding)
    except UnicodeEncodeError:
        said = {"text": letter, "encoding": encoding}
        raise FormatError(_("“%(text)s” cannot be written in %(encoding)s.") % said) from None


def _cut(text: str, width: int, encoding: str) -> bytes:
    """Keep as many letters as fit, each with all its marks."""
    kept = b""
    for letter in _letters(text):
        one = _letter(letter, encoding)
        if len(kept + one) > width:
            break
        kept += one
    return kept


def _letters(text: str) -> list[str]:
    found: list[str] = []
    for sign in text:
        if (found and unicodedata.combining(sign)) or (found and unicodedata.category(sign) == "Mn"):
            found[-1] += sign
        else:
            found.append(sign)
    return found
