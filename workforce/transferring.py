"""Files banks take: one record a line, fields of fixed widths in bytes, all of it said by a format that is data.

A format is a mapping: `encoding` and `newline` of the file, and for `header`, `detail` and `trailer` a list of fields.
A field has a `width` in bytes and either a fixed `value` or names what it is `of`; amounts are in satang, dates in
C.E. by `date` (as strftime), text is cut where it is too long, never within a letter and its marks.
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
    if unknown := sorted(set(written) - {"encoding", "newline", *_RECORDS}):
        raise FormatError(_("“%(name)s” is not a part of a format.") % {"name": unknown[0]})
    if written.get("encoding") not in _ENCODINGS:
        raise FormatError(_("encoding: choose one of %(choices)s.") % {"choices": ", ".join(_ENCODINGS)})
    if written.get("newline") not in _NEWLINES:
        raise FormatError(_(r"newline: write \r\n or \n."))
    for record in _RECORDS:
        _check_record(record, written.get(record, []))
    if not written.get("detail"):
        raise FormatError(_("detail: a format needs at least one field for each payment."))
    return written


def _check_record(record: str, fields: Any) -> None:
    if not isinstance(fields, list) or len(fields) > _MOST_FIELDS:
        raise FormatError(_("%(record)s: write a list of at most %(most)d fields.") % _said(record, most=_MOST_FIELDS))
    known = (*OF_FILE, *OF_LINE) if record == "detail" else OF_FILE
    for place, field in enumerate(fields, start=1):
        if not isinstance(field, dict) or not isinstance(width := field.get("width"), int) or not (
            0 < width <= _MOST_WIDTH
        ):  # fmt: skip
            raise FormatError(
                _("%(record)s, field %(place)d: give a width from 1 to %(most)d.")
                % _said(record, place=place, most=_MOST_WIDTH)
            )
        if isinstance(field.get("value"), str) == (field.get("of") in known):
            said = _said(record, place=place, known=", ".join(known))
            raise FormatError(_("%(record)s, field %(place)d: give a value, or “of” one of %(known)s.") % said)
        if field.get("align", "left") not in {"left", "right"} or len(str(field.get("pad", " "))) != 1:
            said = _said(record, place=place)
            raise FormatError(_("%(record)s, field %(place)d: align is left or right, pad is one sign.") % said)


def _said(record: str, **values: Any) -> dict[str, Any]:
    return {"record": record, **values}


def compose(written: Format, payments: Sequence[Payment], *, paid_on: date, university: str) -> bytes:
    """Write the file of these payments."""
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
    return b"".join(_field(field, values, str(written["encoding"])) for field in written[record])


def _field(field: Mapping[str, Any], values: Mapping[str, Any], encoding: str) -> bytes:
    value = field["value"] if "value" in field else values[field["of"]]
    is_number = isinstance(value, (int, Decimal))
    text, width = _text(value, field), int(field["width"])
    pad = str(field.get("pad", "0" if is_number else " ")).encode(encoding)
    taken = text.encode(encoding, errors="replace")
    if len(taken) > width:
        if is_number:
            # A figure cut short would pay another amount.
            raise FormatError(_("%(figure)s does not fit into %(width)d bytes.") % {"figure": text, "width": width})
        taken = _cut(text, width, encoding)
    is_right = field.get("align", "right" if is_number else "left") == "right"
    return taken.rjust(width, pad) if is_right else taken.ljust(width, pad)


def _text(value: Any, field: Mapping[str, Any]) -> str:
    if isinstance(value, date):
        return value.strftime(str(field.get("date", "%d%m%Y")))
    if isinstance(value, Decimal):
        return str(int(value * 100))
    return str(value)


def _cut(text: str, width: int, encoding: str) -> bytes:
    """Keep as many letters as fit, each with all its marks."""
    kept = ""
    for letter in _letters(text):
        if len((kept + letter).encode(encoding, errors="replace")) > width:
            break
        kept += letter
    return kept.encode(encoding, errors="replace")


def _letters(text: str) -> list[str]:
    found: list[str] = []
    for sign in text:
        if (found and unicodedata.combining(sign)) or (found and unicodedata.category(sign) == "Mn"):
            found[-1] += sign
        else:
            found.append(sign)
    return found
