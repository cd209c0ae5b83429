"""Reported codes that no tambon of today stands for: they count in their amphoe or province, and are parts of it."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.selectors.places import Place, Subject, short_title_of
from tambon.choices import Level
from tambon.models import Area
from tambon.permissions import Can
from u2t.core.access import Actor

_PROVINCE_DIGITS = 2


def strays_in(*, user: Actor, area: Area) -> tuple[Place, ...]:
    """Return those that count in an amphoe, or in a province beside its amphoe; shown only where they have figures."""
    if area.level not in {Level.AMPHOE, Level.PROVINCE}:
        return ()
    return tuple(place for place in _places(user) if place.code.partition(".")[0] == area.code)


def strays_below(*, user: Actor, province: str) -> tuple[Place, ...]:
    """Return all of a province: no university holds any of them."""
    return tuple(place for place in _places(user) if place.code.startswith(province))


def stray_subject(*, user: Actor, code: str) -> Subject:
    """Return what the page behind the figure of such a code is about.

    Raises:
        Area.DoesNotExist: there is none, or the user may not see it.
    """
    found = next((place for place in _places(user, Q(code=code.partition(".")[2])) if place.code == code), None)
    if found is None:
        raise Area.DoesNotExist
    above = code.partition(".")[0]
    return Subject(place=Place(found.level, code, found.name, page_code=above), title=found.name)


def _places(user: Actor, which: Q | None = None) -> list[Place]:
    rows = _strays(Area.objects.visible_to(user, to=Can.VIEW_AREA)).filter(which or Q())
    return [_place(area) for area in rows.order_by("sort_key", "code")]


def _strays(areas: "QuerySet[Area]") -> "QuerySet[Area]":
    """Keep the codes that `ground.lay` calls places, each with the amphoe of today in which it counts."""
    amphoe = Area.objects.filter(code=Left(OuterRef("code"), 4), today__level=Level.AMPHOE).values("today_id")[:1]
    abolished = Q(level=Level.TAMBON, today__isnull=True)
    homeless = Q(level=Level.MUNICIPALITY) & (Q(amphoe__isnull=True) | ~Q(amphoe=Left("code", 4)))
    return areas.annotate(amphoe=Subquery(amphoe)).filter(abolished | homeless)


def _place(area: Area) -> Place:
    words = {"name": short_title_of(area), "code": area.code}
    above = getattr(area, "amphoe", None) or area.code[:_PROVINCE_DIGITS]
    return Place(RollupLevel.PLACE, f"{above}.{area.code}", _("%(name)s (former code %(code)s)") % words)
