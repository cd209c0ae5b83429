"""Answers of lists as files bring them: by their value, as forms store them, or by their words."""

import re
from collections.abc import Callable, Sequence

from u2t.core.text import fold, normalise

_BETWEEN = re.compile(r"[,;\r\n]")


def value_meant(choices: Sequence[dict[str, str]]) -> Callable[[str], str | None]:
    """Return what gives the value of an answer for that value or its words in either language; None for any other text.

    Words that stand for two answers stand for none.
    """
    meant: dict[str, str | None] = {}
    for choice in choices:
        for words in {fold(choice.get("th") or ""), fold(choice.get("en") or "")} - {""}:
            meant[words] = choice["value"] if meant.get(words, choice["value"]) == choice["value"] else None
    values = {choice["value"] for choice in choices}

    def read(text: str) -> str | None:
        plain = normalise(text)
        return plain if plain in values else meant.get(plain.casefold())

    return read


def several_meant(choices: Sequence[dict[str, str]]) -> Callable[[str], list[str]]:
    """Return what gives the values of a cell that names several answers: between commas, lines or, as forms do, spaces.

    What no list has stays as it is written.
    """
    meant = value_meant(choices)

    def read(text: str) -> list[str]:
        found: list[str] = []
        parts = list(filter(None, map(normalise, _BETWEEN.split(text))))
        for part in parts:
            value, words = meant(part), [(word, meant(word)) for word in part.split()]
            if value is not None:
                found.append(value)
            elif len(parts) == 1 or all(known is not None for _word, known in words):
                found += [word if known is None else known for word, known in words]
            else:
                found.append(part)
        return found

    return read
