"""What the name of a place tells of its kind."""

from tambon.choices import AreaKind
from u2t.core.text import normalise

_KINDS = (
    ("เทศบาลนคร", AreaKind.CITY), ("ทน.", AreaKind.CITY), ("เทศบาลเมือง", AreaKind.TOWN), ("ทม.", AreaKind.TOWN),
    ("เทศบาลตำบล", AreaKind.SUBDISTRICT), ("ทต.", AreaKind.SUBDISTRICT),
)  # fmt: skip


def kind_of(name: str) -> AreaKind:
    """Return which kind of municipality a name speaks of, or another local unit."""
    plain = normalise(name)
    return next((kind for prefix, kind in _KINDS if plain.startswith(prefix)), AreaKind.OTHER_UNIT)
