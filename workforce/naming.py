"""By which keys people are sorted and found."""

from u2t.core.text import fold, sort_key

_LONGEST = 300


def keys_of(first_name: str, last_name: str) -> dict[str, str]:
    """Return the key that sorts a name as a Thai dictionary does, and the one that finds it however it was spaced."""
    name = f"{first_name} {last_name}".strip()
    return {"sort_key": sort_key(name), "search_key": fold(name)[:_LONGEST]}
