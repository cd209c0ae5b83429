"""People by who they are: keys of names, kinds of national IDs."""

from u2t.core.text import fold, sort_key
from workforce.choices import IdKind

_DIGITS = 13
_KINDS = {"6": IdKind.NO_NATIONALITY, "7": IdKind.NO_NATIONALITY, "8": IdKind.OTHER_REGISTERED, "0": IdKind.NO_STATUS}


def keys_of(first_name: str, last_name: str) -> tuple[str, str]:
    """Return the key a name is sorted by and the one it is searched and compared by."""
    name = f"{first_name} {last_name}".strip()
    return sort_key(name), fold(name)[:300]


def is_national_id(digits: str) -> bool:
    """Tell whether thirteen digits have the right check digit."""
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(digit) * (_DIGITS - place) for place, digit in enumerate(digits[:-1]))
    return (11 - total % 11) % 10 == int(digits[-1])


def kind_of_id(digits: str) -> str:
    """Return what the first digit of a national ID tells; nothing of none."""
    return _KINDS.get(digits[0], IdKind.THAI) if digits else ""
