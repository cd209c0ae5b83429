"""What a dashboard is about, found by its address or by one of its figures."""

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.selectors import holders
from dashboards.selectors.places import BANGKOK, OUTSIDE, Place, Subject, name_of, place_of, title_of
from dashboards.selectors.strays import stray_subject, strays_in
from tambon.choices import Level
from tambon.models import Area
from tambon.models.area import OPEN_LEVELS
from tambon.permissions import Can
from u2t.core.access import Actor

_NATION = "TH"
_VIEWS = ("administration", "university")


def area_subject(*, user: Actor, code: str, view: str, programme: str) -> Subject:
    """Return what the dashboard of an area shows.

    Raises:
        Area.DoesNotExist: there is none, or the user may not see it.
    """
    visible = Area.objects.visible_to(user, to=Can.VIEW_AREA)
    if code == _NATION and not (view == "university" and programme):
        return _nation(visible, programme)
    area = visible.select_related("parent__parent__parent").exclude(level=Level.VILLAGE).get(code=code)
    views = _VIEWS if area.level in {Level.NATION, Level.PROVINCE} and programme else ()
    if views and view == "university":
        return replace(
            holders.by_university(user=user, area=area, programme=programme), parents=_parents_of(area), views=views
        )
    below = list(visible.filter(_children_q(area)).order_by("sort_key", "code"))
    return _subject(area, below, visible, views, strays_in(area=area, user=user))


def _nation(visible: "QuerySet[Area]", programme: str) -> Subject:
    """Read the nation with its provinces and groups at once."""
    current = visible.filter(abolished_on__isnull=True, level__in=OPEN_LEVELS)
    rows = list(current.order_by("sort_key", "code"))
    nation = next((area for area in rows if area.level == Level.NATION), None)
    if nation is None:
        raise Area.DoesNotExist
    return _subject(nation, [a for a in rows if a is not nation], visible, _VIEWS if programme else (), ())


def _subject(
    area: Area, below: list[Area], visible: "QuerySet[Area]", views: tuple[str, ...], strays: tuple[Place, ...]
) -> Subject:
    inside = tuple(place_of(child) for child in below if child.level != Level.REGION)
    return Subject(
        place=Place(area.level, area.code, name_of(area), page_code=area.code),
        title=title_of(area),
        parents=_linked(_parents_of(area), visible),
        children=(*inside, *strays),
        groups=tuple(place_of(group) for group in below if group.level == Level.REGION),
        child_title=_child_title(area),
        map_level=_MAP_LEVELS.get(Level(area.level), Level.TAMBON),
        area_prefix=area.code if area.code.isdigit() else "",
        views=views,
    )


_MAP_LEVELS = {
    Level.NATION: Level.PROVINCE,
    Level.REGION: Level.PROVINCE,
    Level.PROVINCE: Level.AMPHOE,
    Level.AMPHOE: Level.TAMBON,
}


def _children_q(area: Area) -> Q:
    current = Q(abolished_on__isnull=True)
    match area.level:
        case Level.NATION:
            return current & Q(level__in=[Level.PROVINCE, Level.REGION])
        case Level.REGION:
            return current & Q(groups=area)
        case Level.PROVINCE:
            return current & Q(level=Level.AMPHOE, parent=area)
        case Level.AMPHOE:
            return current & Q(level__in=[Level.TAMBON, Level.MUNICIPALITY], parent=area)
        case Level.TAMBON | Level.MUNICIPALITY if area.parent_id:
            # A leaf is seen among its neighbours.
            return current & Q(level__in=[Level.TAMBON, Level.MUNICIPALITY], parent_id=area.parent_id)
        case _:
            return Q(pk__in=[])


def _child_title(area: Area) -> str:
    match area.level:
        case Level.NATION | Level.REGION:
            return _("Provinces")
        case Level.PROVINCE:
            return _("Khet") if area.code == BANGKOK else _("Amphoe")
        case Level.AMPHOE:
            return _("Khwaeng") if area.code.startswith(BANGKOK) else _("Tambons and municipalities")
        case _:
            return _("Tambons of the same amphoe")


def _parents_of(area: Area) -> tuple[Place, ...]:
    found: list[Place] = []
    parent = area.parent
    while parent is not None:
        found.insert(0, place_of(parent))
        parent = parent.parent
    return tuple(found)


def _linked(parents: tuple[Place, ...], visible: QuerySet[Area]) -> tuple[Place, ...]:
    """Leave an amphoe its name only where its page is not for who looks; provinces and above are for all."""
    amphoe = [place.code for place in parents if place.level == Level.AMPHOE]
    if not amphoe or visible.filter(code__in=amphoe).exists():
        return parents
    return tuple(replace(place, page_code="") if place.code in amphoe else place for place in parents)


def subject_of(*, user: Actor, kind: str, code: str, view: str, programme: str) -> Subject:
    """Return what a dashboard shows.

    Raises:
        ObjectDoesNotExist: there is none, or the user may not see it.
    """
    match kind:
        case "university":
            return holders.university_subject(user=user, code=code, programme=programme)
        case "network":
            return holders.network_subject(user=user, code=code, programme=programme)
        case _:
            return area_subject(user=user, code=code, view=view, programme=programme)


def subject_of_figure(*, user: Actor, level: str, area: str, programme: str) -> Subject:
    """Return the subject whose figure of `level` and `area` is asked about.

    Raises:
        ObjectDoesNotExist: there is none, or the user may not see it.
    """
    match level:
        case RollupLevel.UNIVERSITY_PROVINCE:
            university, _colon, province = area.partition(":")
            if university in OUTSIDE:
                return holders.outside_in_province(user=user, code=university, province=province, programme=programme)
            return holders.university_in_province(user=user, code=university, province=province, programme=programme)
        case RollupLevel.UNIVERSITY if area in OUTSIDE:
            return holders.outside(code=area, programme=programme)
        case RollupLevel.PLACE:
            return stray_subject(user=user, code=area)
        case RollupLevel.UNIVERSITY | RollupLevel.NETWORK:
            return subject_of(user=user, kind=level, code=area, view="", programme=programme)
        case _:
            found = subject_of(user=user, kind="area", code=area, view="", programme=programme)
            if found.place.level != level:
                raise Area.DoesNotExist
            return found
