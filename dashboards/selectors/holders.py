"""What dashboards of the second hierarchy show: universities, networks, and what no university holds."""

from django.db.models import FilteredRelation, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.selectors.holdings import Holdings, arranged, holdings_of
from dashboards.selectors.places import OUTSIDE, Place, Subject, in_thai, name_of, place_of, short_title_of, title_of
from dashboards.selectors.strays import strays_below
from tambon.choices import Level
from tambon.models import Allocation, Area, Network, Programme, University
from tambon.permissions import Can
from u2t.core.access import Actor, reach

_NOBODY = frozenset({""})


def outside_names() -> dict[str, str]:
    """Return what no university holds, in words."""
    return dict(zip(OUTSIDE, (_("Not with any university"), _("Municipal areas")), strict=True))


def by_university(*, user: Actor, area: Area, programme: str) -> Subject:
    """Show a nation or province by its universities; what none of them holds has rows of its own."""
    is_nation = area.level == Level.NATION
    universities, held = _with_holdings(programme, "" if is_nation else area.code)
    level = RollupLevel.UNIVERSITY if is_nation else RollupLevel.UNIVERSITY_PROVINCE
    ending = "" if is_nation else f":{area.code}"
    children = [
        Place(level, f"{code}{ending}", name, page="university-dashboard", page_code=code)
        for code, name in universities.items()
    ]
    children += [Place(level, f"{code}{ending}", name) for code, name in outside_names().items()]
    return Subject(
        place=Place(area.level, area.code, name_of(area), page_code=area.code),
        title=title_of(area),
        children=tuple(children),
        child_title=_("Universities"),
        map_level=Level.PROVINCE if is_nation else Level.AMPHOE,
        area_prefix=area.code if area.code.isdigit() else "",
        programme=programme,
        view="university",
        held=held,
        painted=_seen(user, held),
    )


def _with_holdings(programme: str, province: str) -> tuple[dict[str, str], Holdings | None]:
    """Return the names of universities and what each held, in one query: these pages ask for few.

    Of a province those that ever held a tambon there, and who held what there.
    """
    held = FilteredRelation("allocations", condition=Q(allocations__programme=programme))
    lens = Programme.objects.filter(code=programme)
    # Joined through `held`, the programme would come before it in the statement.
    universities = University.objects.annotate(
        held=held, from_on=Subquery(lens.values("starts_on")), until_on=Subquery(lens.values("ends_on"))
    )
    if province:
        universities = universities.filter(held__tambon__today__code__startswith=province)
    rows = list(
        universities.order_by("sort_key", "code")
        .values_list(
            "code", "name_th", "name_en", "held__tambon__today_id", "held__tambon_id", "held__during",
            "from_on", "until_on",
        )
    )  # fmt: skip
    names = {code: name_th if in_thai() else name_en or name_th for code, name_th, name_en, *_held in rows}
    of = (
        (today, tambon, during, row[0], *days)
        for row in rows
        if (today := row[3])
        for tambon, during, *days in (row[4:],)
    )
    return names, arranged(of, programme)


def _seen(user: Actor, held: Holdings | None) -> tuple[str, ...]:
    """Return the tambons that somebody held, as far as a user may see them."""
    if held is None:
        return ()
    if reach(user, Can.VIEW_AREA).everywhere:
        return tuple(sorted(held.of))
    seen = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(level=Level.TAMBON)
    return tuple(code for code in seen.order_by("code").values_list("code", flat=True) if code in held.of)


def _university_place(university: University, level: str, code: str) -> Place:
    return Place(level, code, name_of(university), page="university-dashboard", page_code=university.code)


def _allocations_of(university: str) -> "QuerySet[Allocation]":
    """Return every allocation, of whomever, of the tambons that a university holds or held."""
    own = Allocation.objects.filter(university=university)
    return Allocation.objects.filter(tambon__today__in=own.values("tambon__today"))


def university_subject(*, user: Actor, code: str, programme: str) -> Subject:
    """Return what the dashboard of a university shows: its tambons where the user sees them, else its provinces.

    Raises:
        University.DoesNotExist: there is none.
    """
    university = University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY).select_related("network").get(code=code)
    held = holdings_of(_allocations_of(code), programme)
    ever = list(held.of) if held else []
    tambons = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(pk__in=ever, level=Level.TAMBON)
    children = tuple(place_of(area) for area in tambons.select_related("parent").order_by("sort_key", "code"))
    sees_tambons = bool(children)
    return Subject(
        place=Place(RollupLevel.UNIVERSITY, code, name_of(university), "university-dashboard", code),
        title=name_of(university),
        parents=(*_nation(), *_network_place(university.network)),
        children=children or _in_provinces(code, ever),
        child_title=_("Tambons in its care") if sees_tambons else _("Provinces"),
        map_level=Level.TAMBON if sees_tambons else Level.PROVINCE,
        programme=programme,
        view="university",
        held=held,
        keepers=frozenset({code}),
    )


def _in_provinces(holder: str, tambons: list[str]) -> tuple[Place, ...]:
    codes = {code[:2] for code in tambons}
    provinces = Area.objects.filter(code__in=codes, level=Level.PROVINCE).order_by("sort_key", "code")
    return tuple(
        Place(RollupLevel.UNIVERSITY_PROVINCE, f"{holder}:{p.code}", short_title_of(p), page_code=p.code)
        for p in provinces
    )


def _nation() -> tuple[Place, ...]:
    return (Place(RollupLevel.NATION, "TH", _("Thailand"), page_code="TH"),)


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
    own = Allocation.objects.filter(university__network=network)
    held = holdings_of(Allocation.objects.filter(tambon__today__in=own.values("tambon__today")), programme)
    return Subject(
        place=Place(RollupLevel.NETWORK, code, name_of(network), "network-dashboard", code),
        title=name_of(network),
        parents=_nation(),
        children=tuple(_university_place(u, RollupLevel.UNIVERSITY, u.code) for u in universities.order_by("sort_key")),
        child_title=_("Universities"),
        map_level=Level.PROVINCE,
        programme=programme,
        view="university",
        held=held,
        painted=_seen(user, held),
    )


def university_in_province(*, user: Actor, code: str, province: str, programme: str) -> Subject:
    """Return what is behind the figure of a university in one province.

    Raises:
        ObjectDoesNotExist: there is none, or the user may not see it.
    """
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
        held=whole.held,
        keepers=whole.keepers,
    )


def outside(*, code: str, programme: str) -> Subject:
    """Show what no university holds, by province: it has figures, but no page of its own."""
    level = RollupLevel.UNIVERSITY_PROVINCE
    provinces = Area.objects.filter(level=Level.PROVINCE, abolished_on__isnull=True).order_by("sort_key", "code")
    name = outside_names()[code]
    return Subject(
        place=Place(RollupLevel.UNIVERSITY, code, name, page_code="TH"),
        title=name,
        children=tuple(Place(level, f"{code}:{p.code}", short_title_of(p), page_code=p.code) for p in provinces),
        child_title=_("Provinces"),
        programme=programme,
        view="university",
    )


def outside_in_province(*, user: Actor, code: str, province: str, programme: str) -> Subject:
    """Return what is behind the figure of what no university holds in one province.

    Raises:
        Area.DoesNotExist: there is no such province.
    """
    visible = Area.objects.visible_to(user, to=Can.VIEW_AREA)
    area = visible.get(code=province, level=Level.PROVINCE)
    is_municipal = code == "municipal"
    level = Level.MUNICIPALITY if is_municipal else Level.TAMBON
    below = visible.current().filter(level=level, code__startswith=province).order_by("sort_key", "code")
    name = outside_names()[code]
    return Subject(
        place=Place(RollupLevel.UNIVERSITY_PROVINCE, f"{code}:{province}", name, page_code=province),
        title=_("%(university)s in %(province)s") % {"university": name, "province": title_of(area)},
        children=(
            *(place_of(found) for found in below),
            *(() if is_municipal else strays_below(user=user, province=province)),
        ),
        child_title=_("Municipal areas") if is_municipal else _("Tambons"),
        programme=programme,
        view="university",
        held=holdings_of(Allocation.objects.filter(tambon__today__code__startswith=province), programme),
        keepers=_NOBODY,
    )
