"""Tambons by what people type; their names are public knowledge."""

from dataclasses import dataclass

from tambon.choices import Level
from tambon.selectors.names import full_names
from tambon.selectors.search import search
from tambon.system import system_user

_MOST = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A tambon by its code and full name."""

    code: str
    name: str


def tambons_named(text: str) -> list[Place]:
    """Return the tambons of today that fit a code or a name, the best first."""
    found = _tambons(text) or _tambons(f"ต.{text}")
    names = full_names([place.code for place in found])
    exact = [place for place in found if text.strip() in {place.code, names[place.code]}]
    return exact or found


def _tambons(text: str) -> list[Place]:
    hits = search(system_user(), text, limit=4 * _MOST)
    return [Place(h.code, h.title) for h in hits if h.kind == Level.TAMBON and not h.is_abolished][:_MOST]
