"""The places a person who gives roles can choose from."""

from dataclasses import dataclass

from tambon.choices import Level
from tambon.models import Agency, Area, Network, Unit, University, User
from tambon.permissions import Can
from tambon.places import Place
from u2t.core import clock
from u2t.core.access import Reach, reach, roles

_MOST = 400
_UNIT = "unit:"


@dataclass(frozen=True, slots=True)
class Choice:
    """One place as a form offers it."""

    code: str
    name: str


def place_named(*, role: str, text: str) -> Place | None:
    """Return the place that a code means for a role, among the kinds of area the role is held in."""
    kinds = roles()[role].areas
    text = text.strip().split(" ")[0]
    if text.startswith(_UNIT) and "unit" in kinds:
        key = text.removeprefix(_UNIT)
        return Unit.objects.open_on(clock.today()).filter(pk=key).first() if key.isascii() and key.isdigit() else None
    if text.isdigit() or text.upper() == "TH":
        return Area.objects.filter(code=text.upper(), level__in=kinds, abolished_on=None).first()
    for kind, model in (("university", University), ("network", Network), ("agency", Agency)):
        found: Place | None = model.objects.filter(pk=text.lower()).first() if kind in kinds else None
        if found is not None:
            return found
    return None


def places_offered(*, user: User) -> list[Choice]:
    """List the places in which `user` may give roles, as far as they are few enough to be offered."""
    found = reach(user, Can.GIVE_MEMBERSHIP)
    return [*_areas(user, found), *_institutions(found)][:_MOST]


def _areas(user: User, found: Reach) -> list[Choice]:
    areas = Area.objects.visible_to(user, to=Can.GIVE_MEMBERSHIP).filter(abolished_on=None)
    levels = [Level.NATION, Level.PROVINCE] if found.everywhere else [Level.TAMBON]
    rows = areas.filter(level__in=levels).order_by("code")[:_MOST]
    return [Choice(area.code, area.name_th) for area in rows]


def _institutions(found: Reach) -> list[Choice]:
    universities = University.objects.order_by("sort_key")
    if not found.everywhere:
        universities = universities.filter(pk__in=found.universities)
    units = Unit.objects.open_on(clock.today()).filter(university__in=universities)
    units = units.select_related("university").order_by("sort_key")
    networks = Network.objects.order_by("sort_key") if found.everywhere else Network.objects.none()
    return [
        *(Choice(network.code, network.name_th) for network in networks),
        *(Choice(university.code, university.name_th) for university in universities),
        *(Choice(f"{_UNIT}{unit.pk}", f"{unit.name_th} · {unit.university.name_th}") for unit in units),
    ]
