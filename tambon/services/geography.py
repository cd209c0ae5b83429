"""Loading of the areas that the packages know."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from tambon.choices import Level
from tambon.models import Area, User
from tambon.permissions import Can
from tambon.selectors import gazetteer
from tambon.selectors.groups import GROUPS, SOURCES, Group
from u2t.core import audit, clock, marks
from u2t.core.access import require
from u2t.core.text import match_key, sort_key

_NATION = "TH"
_KEPT_EQUAL = (
    "level", "kind", "name_th", "name_en", "sort_key", "search_key", "parent", "today", "postcode", "latitude",
    "longitude", "abolished_on",
)  # fmt: skip
#: What of an area decides which figures it counts in, and of how many tambons it is expected.
_COUNTED = frozenset({"level", "parent_id", "today_id", "abolished_on"})
_FIELDS = tuple("parent_id" if name == "parent" else "today_id" if name == "today" else name for name in _KEPT_EQUAL)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of the areas did."""

    created: int
    changed: int
    same: int


@transaction.atomic
def load(*, by: User) -> Loaded:
    """Bring every area of the packages in, or up to date; areas that came another way stay untouched."""
    require(by, Can.LOAD_GEOGRAPHY)
    wanted = [_nation(), *map(_group, GROUPS), *map(_area, gazetteer.places())]
    stored = {row[0]: row[1:] for row in Area.objects.values_list("code", *_FIELDS)}
    created = [area for area in wanted if area.code not in stored]
    changed = [area for area in wanted if area.code in stored and _values(area) != stored[area.code]]
    # A row that stays as it is is not written: the trigram index makes each write dear.
    Area.objects.bulk_create(
        [*created, *changed],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=list(_KEPT_EQUAL),
    )
    _name_sources()
    moved = _join_groups() | {area.code for area in changed if _counts_elsewhere(area, stored[area.code])}
    # Before the first areas there was nothing to count; ever after, a new one changes how many are expected.
    moved |= {area.code for area in created} if stored else set()
    for code in sorted(moved):
        marks.append(f"area:{code}", [(code, "")], known_at=clock.now())
    loaded = Loaded(len(created), len(changed), len(wanted) - len(created) - len(changed))
    if created or changed:
        counts = {"created": (None, loaded.created), "changed": (None, loaded.changed)}
        audit.record(action="geography.loaded", target=wanted[0], by=by, changes=counts)
    return loaded


def _values(area: Area) -> tuple[object, ...]:
    return tuple(getattr(area, name) for name in _FIELDS)


def _counts_elsewhere(area: Area, stored: tuple[object, ...]) -> bool:
    pairs = zip(_FIELDS, _values(area), stored, strict=True)
    return any(new != old for name, new, old in pairs if name in _COUNTED)


def _nation() -> Area:
    name_th, name_en = "ประเทศไทย", "Thailand"
    return Area(
        code=_NATION,
        level=Level.NATION,
        name_th=name_th,
        name_en=name_en,
        sort_key=sort_key(name_th),
        search_key=f"{match_key(name_th)} {name_en.lower()}",
        today_id=_NATION,
    )


def _group(group: Group) -> Area:
    return Area(
        code=group.code,
        level=Level.REGION,
        kind=group.kind,
        name_th=group.name_th,
        name_en=group.name_en,
        sort_key=sort_key(group.name_th),
        search_key=f"{match_key(group.name_th)} {group.name_en.lower()}",
        parent_id=_NATION,
        today_id=group.code,
    )


def _area(place: gazetteer.Place) -> Area:
    latitude, longitude = gazetteer.points().get(place.code, (None, None))
    return Area(
        code=place.code,
        level=place.level,
        kind=place.kind,
        name_th=place.name_th,
        name_en=place.name_en,
        sort_key=place.sort_key,
        search_key=place.search_key,
        parent_id=place.parent,
        today_id=place.today,
        postcode=place.postcode,
        latitude=_degrees(latitude),
        longitude=_degrees(longitude),
        abolished_on=place.abolished_on,
    )


def _degrees(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text).quantize(Decimal("0.000001"))


def _name_sources() -> None:
    """Say of each kind of groups where it comes from, unless people said so better."""
    for kind, source in SOURCES.items():
        groups = Area.objects.filter(level=Level.REGION, kind=kind, amended_at__isnull=True)
        groups.exclude(source=source).update(source=source)


def _join_groups() -> set[str]:
    """Bring the provinces of every group up to date; return the groups that changed."""
    joined = Area.members.through
    amended = set(Area.objects.filter(amended_at__isnull=False).values_list("code", flat=True))
    groups = [group for group in GROUPS if group.code not in amended]
    wanted = {(group.code, province) for group in groups for province in group.provinces}
    ours = joined.objects.filter(from_area__in=[group.code for group in groups])
    stored = set(ours.values_list("from_area_id", "to_area_id"))
    for group, province in stored - wanted:
        ours.filter(from_area=group, to_area=province).delete()
    joined.objects.bulk_create([joined(from_area_id=g, to_area_id=p) for g, p in sorted(wanted - stored)])
    return {group for group, _province in wanted ^ stored} if stored else set()
