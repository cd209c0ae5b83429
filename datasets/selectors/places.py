"""What the name of a place tells of its kind, and which names places have."""

from collections.abc import Iterable, Mapping
from typing import Any

from tambon.choices import AreaKind
from tambon.models import Agency, Area
from u2t.core.templatetags.u2t import local_name
from u2t.core.text import normalise

_KINDS = (
    ("เทศบาลนคร", AreaKind.CITY), ("ทน.", AreaKind.CITY), ("เทศบาลเมือง", AreaKind.TOWN), ("ทม.", AreaKind.TOWN),
    ("เทศบาลตำบล", AreaKind.SUBDISTRICT), ("ทต.", AreaKind.SUBDISTRICT),
)  # fmt: skip


def kind_of(name: str) -> AreaKind:
    """Return which kind of municipality a name speaks of, or another local unit."""
    plain = normalise(name)
    return next((kind for prefix, kind in _KINDS if plain.startswith(prefix)), AreaKind.OTHER_UNIT)


def words_of(codes: Iterable[Any]) -> dict[str, str]:
    """Return what the places and agencies of these codes are called, with the code behind: an answer holds it alone."""
    wanted = {code for value in codes for code in _several(value) if isinstance(code, str) and code}
    if not wanted:
        return {}
    found = [*Area.objects.filter(pk__in=wanted), *Agency.objects.filter(pk__in=wanted)]
    return {str(each.pk): f"{local_name(each)} ({each.pk})" for each in found}


def named(value: Any, places: Mapping[str, str]) -> str | None:
    """Return an answer that is a place or an agency, or several, by their names; None where none of them is known."""
    codes = [str(code) for code in _several(value)]
    return ", ".join(places.get(code, code) for code in codes) if any(code in places for code in codes) else None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
