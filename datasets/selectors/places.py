"""What the name of a place tells of its kind, and which names places have."""

from tambon.choices import AreaKind, Level
from tambon.models import Area
from u2t.core.text import match_key, normalise

_KINDS = (
    ("เทศบาลนคร", AreaKind.CITY), ("ทน.", AreaKind.CITY), ("เทศบาลเมือง", AreaKind.TOWN), ("ทม.", AreaKind.TOWN),
    ("เทศบาลตำบล", AreaKind.SUBDISTRICT), ("ทต.", AreaKind.SUBDISTRICT),
)  # fmt: skip


def kind_of(name: str) -> AreaKind:
    """Return which kind of municipality a name speaks of, or another local unit."""
    plain = normalise(name)
    return next((kind for prefix, kind in _KINDS if plain.startswith(prefix)), AreaKind.OTHER_UNIT)


def names_by_level() -> dict[str, set[str]]:
    """Return the names of provinces, amphoe and tambons, as names are compared."""
    found: dict[str, set[str]] = {Level.PROVINCE: set(), Level.AMPHOE: set(), Level.TAMBON: set()}
    for level, name in Area.objects.filter(level__in=list(found)).values_list("level", "name_th"):
        found[level].add(match_key(name))
    return found
