"""Answers of lists as files bring them: by their value, as forms store them, or by their words."""

import re
from collections.abc import Callable, Sequence

from u2t.core.text import fold

_BETWEEN = re.compile(r"\s*[,;\n]\s*")


def value_meant(choices: Sequence[dict[str, str]]) -> Callable[[str], str]:
    """Return what gives the value of an answer for its words in either language; what no list has stays as it is.

    Words that stand for two answers stand for none.
    """
    meant: dict[str, str | None] = {}
    for choice in choices:
        for words in {fold(choice.get("th") or ""), fold(choice.get("en") or "")} - {""}:
            meant[words] = choice["value"] if meant.get(words, choice["value"]) == choice["value"] else None
    values = {choice["value"] for choice in choices}

    def read(text: str) -> str:
        return text if text in values else meant.get(fold(text)) or text

    return read


def several_meant(choices: Sequence[dict[str, str]]) -> Callable[[str], list[str]]:
    """Return what gives the values of a cell that names several answers, between commas or, as forms do, spaces."""
    meant = value_meant(choices)
    values = {choice["value"] for choice in choices}

    def read(text: str) -> list[str]:
        parts = [meant(part) for part in _BETWEEN.split(text) if part]
        if values.issuperset(parts):
            return parts
        return [meant(part) for part in re.split(r"[\s,;]+", text) if part]

    return read
