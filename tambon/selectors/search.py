"""Search of every place and institution a user may see, by code or name; kinds (ต. อ. จ.) and spelling are forgiven."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, FloatField, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from tambon.choices import Level
from tambon.models import Agency, Area, University
from tambon.permissions import Can
from tambon.selectors.names import ABOVE, full_name, local_name
from u2t.core.access import Actor
from u2t.core.text import fold, match_key

_EXACT, _BEGINS, _HAS, _ALIKE = range(4)
_ALIKE_ENOUGH = 0.4
_LONGEST_QUERY = 100
_IN_ORDER = (
    Level.NATION, Level.PROVINCE, Level.REGION, Level.AMPHOE, "university", Level.TAMBON, Level.MUNICIPALITY,
    Level.VILLAGE, "agency",
)  # fmt: skip
_LEVEL_OF_KIND = (
    (re.compile(r"^(?:ต[. ]|ตำบล|แขวง|tambon |khwaeng )"), Level.TAMBON),
    (re.compile(r"^(?:กิ่ง|อ[. ]|อำเภอ|เขต|amphoe |khet )"), Level.AMPHOE),
    (re.compile(r"^(?:จ[. ]|จังหวัด|changwat )"), Level.PROVINCE),
)
_SHORT_UNIVERSITY = re.compile(r"^ม\s*[.]\s*")
_NEXT_KIND = re.compile(r"\s+(?=(?:[ตอจ][. ]|ตำบล|แขวง|อำเภอ|กิ่ง|เขต|จังหวัด))")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `kind` is a level of areas, `university` or `agency`."""

    kind: str
    code: str
    title: str
    url: str
    is_abolished: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query taken apart: what is sought, of which level, and what lies above it."""

    code: str
    key: str
    latin: str
    level: Level | None
    above: tuple[str, ...]


def search(user: Actor, query: str, *, limit: int = 20) -> list[Hit]:
    """Return at most `limit` places and institutions that fit, the best first."""
    asked = _asked(query)
    if asked is None:
        return []
    found = sorted(_found(user, asked, limit, alike=False), key=lambda rated: rated[0])
    if not found and not asked.code:
        found = sorted(_found(user, asked, limit, alike=True), key=lambda rated: rated[0])
    return [hit for _rate, hit in found[:limit]]


def areas_called(query: str, *, most: int, among: "QuerySet[Area] | None" = None) -> "list[Area]":
    """Return the areas that a code or a name means: those of exactly that name, else of the nearest; at most so many.

    That an area is called so is public, whoever asks; `among` says which may be meant.
    """
    asked = _asked(query)
    if asked is None:
        return []
    # Groups of provinces have words for codes, under which nothing lies.
    areas = _above((Area.objects.public() if among is None else among).filter(code__regex=r"^\d+$"), asked)
    if asked.code:
        return list(areas.filter(code=asked.code))
    found = list(_best(areas, asked, (), most, alike=False))
    return [area for area in found if area.rank == found[0].rank]


def matching_q(query: str) -> Q:
    """Return the filter "code or name fits", for lists."""
    asked = _asked(query)
    return _plain_q(asked) if asked else Q(pk__in=[])


def _asked(query: str) -> _Asked | None:
    text = _SHORT_UNIVERSITY.sub("มหาวิทยาลัย", fold(query[:_LONGEST_QUERY]))
    sought, *above = _NEXT_KIND.split(text)
    key = match_key(sought)
    if not key:
        return None
    level = next((level for pattern, level in _LEVEL_OF_KIND if pattern.match(sought)), None)
    code = key.removeprefix("th") if key.removeprefix("th").isdigit() else ""
    if not above and not sought.isascii() and level is None:
        # "แม่ท้อ ตาก": Thai names have no spaces, so what follows one lies above.
        sought, *above = sought.split(" ")
        key = match_key(sought) or key
    latin = _latin(sought) if sought.isascii() else ""
    return _Asked(code, key, latin, level, tuple(filter(None, map(match_key, above))))


def _latin(text: str) -> str:
    for word in ("tambon ", "amphoe ", "changwat ", "khwaeng ", "khet "):
        text = text.removeprefix(word)
    return re.sub(r" (?:sub)?district$| province$", "", text)


def _plain_q(asked: _Asked) -> Q:
    by_name = Q(search_key__contains=asked.latin or asked.key)
    if asked.latin:
        by_name |= Q(search_key__contains=asked.key)
    return by_name | Q(code__startswith=asked.code or asked.key)


def _found(user: Actor, asked: _Asked, limit: int, *, alike: bool) -> Iterator[tuple[Any, Hit]]:
    areas = _above(Area.objects.visible_to(user, to=Can.VIEW_AREA).select_related(ABOVE), asked)
    order = Case(*(When(level=level, then=n) for n, level in enumerate(_IN_ORDER)), output_field=IntegerField())
    ended = Case(When(abolished_on__isnull=True, then=0), default=1, output_field=IntegerField())
    for area in _best(areas, asked, (ended, order), limit, alike=alike):
        rate = (area.rank, area.abolished_on is not None, -area.likeness, _IN_ORDER.index(area.level), area.sort_key)
        yield rate, _area_hit(area)
    if asked.level or asked.above:
        return
    for university in _best(University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY), asked, (), limit, alike=alike):
        yield _rate(university, "university"), _hit("university", university)
    for agency in _best(Agency.objects.visible_to(user, to=Can.VIEW_AGENCY), asked, (), limit, alike=alike):
        yield _rate(agency, "agency"), _hit("agency", agency)


def _above(areas: "QuerySet[Area]", asked: _Asked) -> "QuerySet[Area]":
    """Keep the areas of the level that is asked for, in what is named behind them."""
    if asked.level:
        areas = areas.filter(level=asked.level)
    for above in asked.above:
        areas = areas.filter(Q(parent__search_key__contains=above) | Q(parent__parent__search_key__contains=above))
    return areas


def _best(
    rows: "QuerySet[Any, Any]", asked: _Asked, order: tuple[Any, ...], limit: int, *, alike: bool
) -> "QuerySet[Any, Any]":
    """Keep the rows that fit, rated: the whole name, then its beginning, then a part; or what is spelled alike."""
    if alike:
        likeness = TrigramWordSimilarity(asked.latin or asked.key, "search_key")
        rated = rows.annotate(likeness=likeness, rank=Value(_ALIKE)).filter(likeness__gte=_ALIKE_ENOUGH)
        return cast("QuerySet[Any, Any]", rated.order_by("-likeness", *order, "sort_key", "pk")[:limit])
    key = asked.latin or asked.key
    rank = Case(
        When(Q(code=asked.code or key) | Q(search_key=key) | _whole(key), then=_EXACT),
        When(Q(code__startswith=asked.code or key) | Q(search_key__startswith=key), then=_BEGINS),
        default=_HAS,
        output_field=IntegerField(),
    )
    rated = rows.filter(_plain_q(asked)).annotate(rank=rank, likeness=Value(0.0, output_field=FloatField()))
    return cast("QuerySet[Any, Any]", rated.order_by("rank", *order, "sort_key", "pk")[:limit])


def _whole(key: str) -> Q:
    """Match a whole Thai name (it stands first in `search_key`) or a whole English one (it stands last)."""
    return Q(search_key__startswith=f"{key} ") if not key.isascii() else Q(search_key__endswith=f" {key}")


def _rate(row: Any, kind: str) -> tuple[Any, ...]:
    return row.rank, False, -row.likeness, _IN_ORDER.index(kind), row.sort_key


def _area_hit(area: Area) -> Hit:
    page = "village-detail" if area.level == Level.VILLAGE else "area-dashboard"
    url = reverse(page, args=[area.code])
    return Hit(area.level, area.code, full_name(area), url, area.abolished_on is not None)


def _hit(kind: str, row: University | Agency) -> Hit:
    return Hit(kind, row.code, local_name(row), reverse(f"{kind}-detail", args=[row.code]))
