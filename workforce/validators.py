"""Rules about one value."""

import re

from django.utils.translation import gettext as _

from u2t.core.errors import InputError
from u2t.core.text import normalise
from workforce.choices import IdKind

_DIGITS = 13
#: What the first digit of a national ID tells of its holder; none begins with 9.
KINDS = {
    **dict.fromkeys("12345", IdKind.THAI),
    **dict.fromkeys("67", IdKind.NO_NATIONALITY),
    "8": IdKind.OTHER_REGISTERED,
    "0": IdKind.NO_STATUS,
}


def national_id(text: str) -> str:
    """Return the thirteen digits of a national ID; spaces, hyphens and Thai digits are forgiven.

    Whoever it belongs to: that somebody without Thai nationality may not be hired is a rule of the terms, not of this.

    Raises:
        InputError: it cannot be one; the message says why.
    """
    found = re.sub(r"[\s\-.‐-―]", "", normalise(text))
    if not found.isascii() or not found.isdigit():
        raise InputError(_("A national ID has digits only. Write the 13 digits of the card."))
    if len(found) != _DIGITS:
        raise InputError(_("A national ID has 13 digits; this one has %(count)d.") % {"count": len(found)})
    if found[0] not in KINDS:
        raise InputError(_("No national ID begins with %(digit)s. Check it against the card.") % {"digit": found[0]})
    if check_digit(found) != found[-1]:
        raise InputError(_("A digit is wrong: the last one does not fit the others. Check them against the card."))
    return found


def check_digit(digits: str) -> str:
    """Return the thirteenth digit that fits the first twelve."""
    total = sum(int(digit) * (_DIGITS - place) for place, digit in enumerate(digits[: _DIGITS - 1]))
    return str((11 - total % 11) % 10)


def id_kind(digits: str) -> IdKind:
    """Return what the first digit of a national ID tells of its holder."""
    return KINDS[digits[0]]


def telephone(text: str) -> str:
    """Return a Thai telephone number as digits.

    Raises:
        InputError: it is none.
    """
    found = re.sub(r"[\s\-.()‐-―]", "", normalise(text))
    found = f"0{found.removeprefix('+66')}" if found.startswith("+66") else found
    if not re.fullmatch(r"0\d{8,9}", found):
        raise InputError(_("A telephone number has 9 or 10 digits and begins with 0, such as 0812345678."))
    return found
