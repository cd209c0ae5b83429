"""What a dashboard is about: an area, a university or a network, where it lies, and what lies in it."""

from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from tambon.choices import Level
from tambon.models import Allocation, Area, Network, University
from tambon.permissions import Can
from u2t.core import clock
from u2t.core.access import Actor

_BANGKOK = "10"
_PREFIXES = {
    Level.PROVINCE: ("จังหวัด", "จ.", "%s province"),
    Level.AMPHOE: ("อำเภอ", "อ.", "Amphoe %s"),
    Level.TAMBON: ("ตำบล", "ต.", "Tambon %s"),
}
_PREFIXES_OF_BANGKOK = {Level.AMPHOE: ("เขต", "เขต", "Khet %s"), Level.TAMBON: ("แขวง", "แขวง", "Khwaeng %s")}


@dataclass(frozen=True, slots=True)
class Place:
    """Something figures are about: its level in the figures, its code there, its name and its page."""

    level: str
    code: str
    name: str
    page: str = "area-dashboard"
    page_code: str = ""

    @property
    def has_page(self) -> bool:
        """Tell whether it has a dashboard of its own."""
        return bool(self.page_code)


@dataclass(frozen=True, slots=True)
class Subject:
    """What one dashboard shows: a place, its road from the nation, and what is ranked in it.

    `map_level` is the level of the tiles the ranking paints; empty where the map marks only the place itself.
    """

    place: Place
    title: str
    parents: tuple[Place, ...] = ()
    children: tuple[Place, ...] = ()
    child_title: str = ""
    map_level: str = ""
    area_prefix: str = ""
    programme: str = ""
    view: str = "administration"
    views: tuple[str, ...] = field(default=())
    groups: tuple[Place, ...] = ()


def _in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def name_of(thing: Area | University | Network) -> str:
    """Return the bare name in the language of the page."""
    return thing.name_th if _in_thai() else thing.name_en or thing.name_th


def title_of(area: Area) -> str:
    """Return the name as it is written in full: จังหวัดตาก, เขตพระนคร, Tambon Mae Tho."""
    return _prefixed(area, 0)


def short_title_of(area: Area) -> str:
    """Return the name as it stands in a list: จ.ตาก, ต.แม่ท้อ."""
    return _prefixed(area, 1)


def _prefixed(area: Area, which: int) -> str:
    in_bangkok = area.code.startswith(_BANGKOK) and area.code.isdigit()
    table = _PREFIXES_OF_BANGKOK if in_bangkok else _PREFIXES
    forms = table.get(Level(area.level))
    if forms is None:
        return name_of(area)
    if area.name_th.startswith(forms[0]) and _in_thai():
        return area.name_th
    return f"{forms[which]}{area.name_th}" if _in_thai() or not area.name_en else forms[2] % area.name_en


def place_of(area: Area) -> Place:
    """Return an area as a place of a ranking."""
    return Place(level=area.level, code=area.code, name=short_title_of(area), page_code=area.code)


def area_subject(*, user: Actor, code: str, view: str, programme: str) -> Subject:
    """Return what the dashboard of an area shows.

    Raises:
        Area.DoesNotExist: there is none, or the user may not see it.
    """
    visible = Area.objects.visible_to(user, to=Can.VIEW_AREA)
    area = visible.select_related("parent__parent__parent").exclude(level=Level.VILLAGE).get(code=code)
    views = ("administration", "university") if area.level in {Level.NATION, Level.PROVINCE} and programme else ()
    if views and view == "university":
        return _by_university(area, programme)
    below = list(visible.filter(_children_q(area)).order_by("sort_key", "code"))
    return Subject(
        place=Place(area.level, area.code, name_of(area), page_code=area.code),
        title=title_of(area),
        parents=_linked(_parents_of(area), visible),
        children=tuple(place_of(child) for child in below if child.level != Level.REGION),
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
            return _("Khet") if area.code == _BANGKOK else _("Amphoe")
        case Level.AMPHOE:
            return _("Khwaeng") if area.code.startswith(_BANGKOK) else _("Tambons and municipalities")
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


def _nation() -> tuple[Place, ...]:
    return (Place(RollupLevel.NATION, "TH", _("Thailand"), page_code="TH"),)


def _by_university(area: Area, programme: str) -> Subject:
    """Show a nation or province by its universities; what none of them holds has rows of its own."""
    universities = {u.code: u for u in University.objects.all()}
    if area.level == Level.NATION:
        level = RollupLevel.UNIVERSITY
        children = [_university_place(u, level, u.code) for u in universities.values()]
        children += [Place(level, code, name) for code, name in _outside().items()]
    else:
        level = RollupLevel.UNIVERSITY_PROVINCE
        held = _holders(area, programme)
        children = [_university_place(universities[c], level, f"{c}:{area.code}") for c in held if c in universities]
        children += [Place(level, f"{code}:{area.code}", name) for code, name in _outside().items()]
    return Subject(
        place=Place(area.level, area.code, name_of(area), page_code=area.code),
        title=title_of(area),
        parents=_parents_of(area),
        children=tuple(children),
        child_title=_("Universities"),
        area_prefix=area.code if area.code.isdigit() else "",
        programme=programme,
        view="university",
        views=("administration", "university"),
    )


def _outside() -> dict[str, str]:
    return {"unallocated": _("Not with any university"), "municipal": _("Municipal areas")}


def _holders(area: Area, programme: str) -> list[str]:
    held = Allocation.objects.filter(programme=programme, tambon__code__startswith=area.code)
    return sorted(set(held.values_list("university_id", flat=True)))


def _university_place(university: University, level: str, code: str) -> Place:
    return Place(level, code, name_of(university), page="university-dashboard", page_code=university.code)


def university_subject(*, user: Actor, code: str, programme: str) -> Subject:
    """Return what the dashboard of a university shows: its tambons where the user sees them, else its provinces.

    Raises:
        University.DoesNotExist: there is none.
    """
    university = University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY).select_related("network").get(code=code)
    held = Allocation.objects.filter(university=university, programme=programme)
    tambons = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(pk__in=held.values("tambon"))
    children = tuple(place_of(area) for area in tambons.select_related("parent").order_by("sort_key", "code"))
    sees_tambons = bool(children)
    if not sees_tambons:
        codes = {c[:2] for c in held.values_list("tambon_id", flat=True)}
        provinces = Area.objects.filter(code__in=codes, level=Level.PROVINCE).order_by("sort_key")
        children = tuple(
            Place(RollupLevel.UNIVERSITY_PROVINCE, f"{university.code}:{p.code}", short_title_of(p), page_code=p.code)
            for p in provinces
        )
    return Subject(
        place=Place(RollupLevel.UNIVERSITY, code, name_of(university), "university-dashboard", code),
        title=name_of(university),
        parents=(*_nation(), *_network_place(university.network)),
        children=children,
        child_title=_("Tambons in its care") if sees_tambons else _("Provinces"),
        map_level=Level.TAMBON if sees_tambons else "",
        programme=programme,
        view="university",
    )


def _network_place(network: Network | None) -> tuple[Place, ...]:
    if network is None:
        return ()
    return (Place(RollupLevel.NETWORK, network.code, name_of(network), "network-dashboard", network.code),)


def network_subject(*, user: Actor, code: str, programme: str) -> Subject:
    """Return what the dashboard of a network shows: its universities.

    Raises:
        Network.DoesNotExist: there is none.
    """
    network = Network.objects.get(code=code)
    universities = University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY).filter(network=network)
    return Subject(
        place=Place(RollupLevel.NETWORK, code, name_of(network), "network-dashboard", code),
        title=name_of(network),
        parents=_nation(),
        children=tuple(_university_place(u, RollupLevel.UNIVERSITY, u.code) for u in universities.order_by("sort_key")),
        child_title=_("Universities"),
        programme=programme,
        view="university",
    )


def subject_of(*, user: Actor, kind: str, code: str, view: str, programme: str) -> Subject:
    """Return what a dashboard shows.

    Raises:
        ObjectDoesNotExist: there is none, or the user may not see it.
    """
    match kind:
        case "university":
            return university_subject(user=user, code=code, programme=programme)
        case "network":
            return network_subject(user=user, code=code, programme=programme)
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
            if university in _outside():
                return _outside_in_province(user, university, province, programme)
            return _university_in_province(user, university, province, programme)
        case RollupLevel.UNIVERSITY if area in _outside():
            return _outside_universities(area, programme)
        case RollupLevel.UNIVERSITY | RollupLevel.NETWORK:
            return subject_of(user=user, kind=level, code=area, view="", programme=programme)
        case _:
            found = subject_of(user=user, kind="area", code=area, view="", programme=programme)
            if found.place.level != level:
                raise Area.DoesNotExist
            return found


def _university_in_province(user: Actor, code: str, province: str, programme: str) -> Subject:
    whole = university_subject(user=user, code=code, programme=programme)
    area = Area.objects.visible_to(user, to=Can.VIEW_AREA).get(code=province, level=Level.PROVINCE)
    children = tuple(p for p in whole.children if p.level == Level.TAMBON and p.code.startswith(province))
    return Subject(
        place=Place(RollupLevel.UNIVERSITY_PROVINCE, f"{code}:{province}", whole.title, whole.place.page, code),
        title=_("%(university)s in %(province)s") % {"university": whole.title, "province": title_of(area)},
        parents=whole.parents,
        children=children,
        child_title=_("Tambons in its care"),
        programme=programme,
        view="university",
    )


def _outside_universities(code: str, programme: str) -> Subject:
    """Show what no university holds, by province: it has figures, but no page of its own."""
    level = RollupLevel.UNIVERSITY_PROVINCE
    provinces = Area.objects.filter(level=Level.PROVINCE, abolished_on__isnull=True).order_by("sort_key", "code")
    name = _outside()[code]
    return Subject(
        place=Place(RollupLevel.UNIVERSITY, code, name, page_code="TH"),
        title=name,
        children=tuple(Place(level, f"{code}:{p.code}", short_title_of(p), page_code=p.code) for p in provinces),
        child_title=_("Provinces"),
        programme=programme,
        view="university",
    )


def _outside_in_province(user: Actor, code: str, province: str, programme: str) -> Subject:
    visible = Area.objects.visible_to(user, to=Can.VIEW_AREA)
    area = visible.get(code=province, level=Level.PROVINCE)
    level = Level.MUNICIPALITY if code == "municipal" else Level.TAMBON
    held = Allocation.objects.filter(programme=programme, during__contains=clock.today())
    below = visible.filter(level=level, code__startswith=province).exclude(pk__in=held.values("tambon"))
    name = _outside()[code]
    return Subject(
        place=Place(RollupLevel.UNIVERSITY_PROVINCE, f"{code}:{province}", name, page_code=province),
        title=_("%(university)s in %(province)s") % {"university": name, "province": title_of(area)},
        children=tuple(place_of(found) for found in below.order_by("sort_key", "code")),
        child_title=_("Municipal areas") if level == Level.MUNICIPALITY else _("Tambons"),
        programme=programme,
        view="university",
    )
