"""People by who they are: keys of names, kinds of national IDs."""

from u2t.core.text import fold, sort_key
from workforce.validators import KINDS, check_digit, id_kind

_DIGITS = 13


def keys_of(first_name: str, last_name: str) -> tuple[str, str]:
    """Return the key a name is sorted by and the one it is searched and compared by."""
    name = f"{first_name} {last_name}".strip()
    return sort_key(name), fold(name)[:300]


def is_national_id(digits: str) -> bool:
    """Tell whether thirteen digits begin as those of somebody do, and have the right check digit."""
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()) or digits[0] not in KINDS:
        return False
    return check_digit(digits) == digits[-1]


def kind_of_id(digits: str) -> str:
    """Return what the first digit of a national ID tells; nothing of none."""
    return id_kind(digits) if digits else ""
