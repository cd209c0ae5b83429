"""Villages and urban communities: what their codes say, and which there are."""

from django.db.models import QuerySet

from tambon.choices import AreaKind, Level
from tambon.models import Area
from tambon.permissions import Can
from tambon.selectors.names import ABOVE
from u2t.core.access import Actor

#: The amphoe numbers its tambons from 01, TPMAP its municipalities and other local units from 50.
_FIRST_UNIT = 50
#: No tambon has more moo; from 51 on the number is that of a community (ADR 0010).
LAST_MOO = 50
LAST_NUMBER = 99


def kind_of_village(code: str) -> AreaKind:
    """Return whether the eight digits are those of a หมู่ or of a ชุมชน."""
    in_municipality, number = int(code[4:6]) >= _FIRST_UNIT, int(code[6:])
    return AreaKind.COMMUNITY if in_municipality or number > LAST_MOO else AreaKind.MOO


def code_of(parent: Area, kind: str, number: int) -> str:
    """Return the code of the village or community `number` of a tambon or municipality."""
    is_shifted = kind == AreaKind.COMMUNITY and parent.level == Level.TAMBON
    return f"{parent.code}{number + LAST_MOO if is_shifted else number:02}"


def local_places_of(user: Actor) -> "QuerySet[Area, Area]":
    """Return what people may rename and close: villages, communities and municipalities a user may see."""
    found = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(level__in=[Level.VILLAGE, Level.MUNICIPALITY])
    return found.select_related(ABOVE)


def villages_of(user: Actor, parent: str = "") -> "QuerySet[Area, Area]":
    """Return the villages and communities a user may see, perhaps those of one tambon or municipality."""
    found = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(level=Level.VILLAGE)
    return (found.filter(parent=parent) if parent else found).select_related(ABOVE)
