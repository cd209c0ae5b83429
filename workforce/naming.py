"""By which keys people are sorted, found and compared."""

from datetime import date

from u2t.core.text import fold, sort_key
from workforce.choices import BirthPrecision

_LONGEST = 300
_KNOWN: dict[str, int] = {BirthPrecision.DAY: 10, BirthPrecision.MONTH: 7, BirthPrecision.YEAR: 4}


def keys_of(first_name: str, last_name: str) -> dict[str, str]:
    """Return the key that sorts a name as a Thai dictionary does, and the one that finds it however it was spaced."""
    name = f"{first_name} {last_name}".strip()
    return {"sort_key": sort_key(name), "search_key": fold(name)[:_LONGEST]}


def birth_key(born_on: date | None, precision: str) -> str:
    """Return what is known of a birth: 1998-05-01, 1998-05, 1998, or nothing."""
    return born_on.isoformat()[: _KNOWN[precision]] if born_on else ""


def coarser_births(birth: str) -> list[str]:
    """Return the key of a birth, and those of the same birth where less of it is known: down to nothing."""
    return ["", *(birth[:length] for length in sorted(_KNOWN.values()) if length <= len(birth))]


def may_be_one_birth(one: str, other: str) -> bool:
    """Tell whether two births by their keys may be the same: what is known of one begins what is known of the other."""
    return one.startswith(other) or other.startswith(one)
