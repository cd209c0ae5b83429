"""Who collects a round, as its page and the API show it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from datasets.models import CollectionRound, Entry, RoundGrace
from datasets.permissions import Can
from datasets.selectors.standings import STANDINGS
from tambon.choices import Level
from tambon.models import Area, Membership, User
from tambon.scoping import places_q
from u2t.core import clock
from u2t.core.access import Actor, key_of, prefix_q, reach, rules_by_permission

#: People with where they work in a round and whether they are named.
Workers: TypeAlias = "QuerySet[Any]"

_NATION = "TH"
#: Digits of their codes: below a tambon are its villages, below a village nothing.
_TAMBON, _VILLAGE = 6, 8


def named_in(user: Actor, round: CollectionRound) -> QuerySet[User]:
    """Return who is named to collect a round: oneself, and people of the areas whose entries one sees."""
    held = reach(user, Can.VIEW_ENTRY)
    seen = _of_its_time(round).filter(Membership.objects.all().lies_in(held))
    named: QuerySet[User] = User.objects.filter(pk__in=round.collectors.values("user"))
    found = Q() if held.everywhere else Q(pk=key_of(user)) | Q(pk__in=seen.values("user"))
    return named.filter(found).order_by("sort_key", "pk")


def may_change(user: Actor, round: CollectionRound) -> bool:
    """Tell whether somebody answers for all areas of a round."""
    if user is None or not user.has_perm(Can.CHANGE_ROUND):
        return False
    areas = round.areas.values("area")
    mine = Area.objects.visible_to(user, to=Can.CHANGE_ROUND).filter(pk__in=areas)
    return mine.count() == round.areas.count()


def own_tambons(user: Actor, *, most: int) -> list[Area]:
    """Return the tambons for which somebody may open a round; nothing where there are more than `most`."""
    rows = Area.objects.visible_to(user, to=Can.CHANGE_ROUND).current().filter(level=Level.TAMBON)
    found = list(rows.select_related("parent").order_by("code")[: most + 1])
    return found if len(found) <= most else []


def workers_of(user: Actor, *, round: str) -> Workers:
    """Return who may be named to collect a round and who is named, as far as one answers for them.

    Each with the first of the places in which they work; who is named and works there no longer has none.
    """
    found = get_object_or_404(CollectionRound.objects.visible_to(user, to=Can.VIEW_ROUND), pk=int(round))
    held = reach(user, Can.CHANGE_ROUND)
    codes = list(found.areas.values_list("area", flat=True))
    at = _working_in(codes, clock.today())
    seen = Membership.objects.all()
    seen = seen if held.everywhere else seen.filter(Membership.objects.all().lies_in(held))
    named = found.collectors.filter(user=OuterRef("pk"))
    places = at.filter(user=OuterRef("pk")).order_by("area", "agency", "pk")  # a tambon says more than an agency
    rows = User.objects.filter(pk__in=seen.values("user")).annotate(
        is_named=Exists(named),
        place_code=Subquery(places.values_list(Coalesce("area", "agency__area"))[:1]),
        place_th=Subquery(places.values_list(Coalesce("area__name_th", "agency__name_th"))[:1]),
        place_en=Subquery(places.values_list(Coalesce("area__name_en", "agency__name_en"))[:1]),
        place_key=Subquery(places.values_list(Coalesce("area__sort_key", "agency__sort_key"))[:1]),
    )
    shown: Workers = rows.filter(Q(is_named=True) | Q(is_active=True, pk__in=at.values("user")))
    return shown


def collectors_of(user: Actor, round: CollectionRound) -> Workers:
    """Return who collects a round, by name: who is named and still works there, else all who work in its areas."""
    rows = workers_of(user, round=str(round.pk)).exclude(place_code=None)
    rows = rows.filter(is_named=True) if round.collectors.exists() else rows
    return rows.order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Summary:
    """How a round stands as a whole, of what the reader may see; `wanted` is None where no goal is seen.

    What was sent (`total`) waits, is set aside, returned, verified or refused; some of it came `late`.
    """

    total: int
    waiting: int
    aside: int
    returned: int
    verified: int
    refused: int
    late: int
    wanted: int | None
    reached: int

    @property
    def percent(self) -> int | None:
        """Return how much of what is wanted is verified, never more than all of it."""
        return min(100, self.reached * 100 // self.wanted) if self.wanted else None


def summary_of(user: Actor, round: CollectionRound) -> Summary:
    """Count a round; of areas with goals that lie in one another the outer one counts."""
    entries = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(round=round)
    held = reach(user, Can.VIEW_ENTRY)
    goals = round.areas.exclude(target=None, share=None)
    goals = goals if held.everywhere else goals.filter(places_q("area_id", held))
    wanted = {goal.area_id: goal.wanted or 0 for goal in goals}
    outer = [code for code in wanted if not _around(code).intersection(wanted)]
    counts = entries.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        reached=Count("pk", filter=STANDINGS["verified"] & _below_q("area", outer)),
        **{name: Count("pk", filter=standing) for name, standing in STANDINGS.items()},
    )
    return Summary(wanted=sum(wanted[code] for code in outer) if outer else None, **counts)


def collecting_in(user: Actor, round: CollectionRound) -> QuerySet[User]:
    """Return who collects a round, as far as one sees their entries: who is named, else all who work in its areas.

    They are those of today, or of the last day of a round that is over.
    """
    if round.collectors.exists():
        return named_in(user, round)
    held = reach(user, Can.VIEW_ENTRY)
    at = _working_in(list(round.areas.values_list("area", flat=True)), min(clock.today(), round.closes_on))
    at = at if held.everywhere else at.filter(Membership.objects.all().lies_in(held))
    found: QuerySet[User] = User.objects.filter(pk__in=at.values("user"), is_active=True)
    return found


def graces_of(user: Actor, round: CollectionRound) -> QuerySet[RoundGrace]:
    """Return the exceptions of a round: the own ones, and those of people and areas whose entries one sees."""
    held = reach(user, Can.VIEW_ENTRY)
    seen = _of_its_time(round).filter(Membership.objects.all().lies_in(held))
    theirs = Q(user=key_of(user)) | Q(user__in=seen.values("user"))
    found = Q() if held.everywhere else theirs | places_q("area_id", held)
    return RoundGrace.objects.filter(found, round=round).select_related("user", "area__parent", "by").order_by("-pk")


def collectors_among(usernames: Collection[str], areas: Iterable[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """Return the keys of those who collect in these areas today, who is not known, and who works elsewhere."""
    found = dict(User.objects.filter(username__in=usernames, is_active=True).values_list("username", "pk"))
    held = Membership.objects.filter(user__in=found.values(), role__in=_collecting_roles()).valid_on(clock.today())
    wanted = tuple(areas)
    here = {
        person
        for person, *places in held.values_list("user", "area", "agency__area")
        if any(place and touch(place, code) for place in places for code in wanted)
    }
    unknown = sorted(set(usernames) - found.keys())
    return found, unknown, sorted(name for name, key in found.items() if key not in here)


def touch(place: str, code: str) -> bool:
    """Tell whether one of two areas lies in the other."""
    return "TH" in (code, place) or place.startswith(code) or code.startswith(place)


def _of_its_time(round: CollectionRound) -> QuerySet[Membership]:
    """Return as what people were at work since a round opened: where they worked before says nothing of it."""
    last = max(round.closes_on, clock.today())
    return Membership.objects.filter(during__overlap=(round.opens_on, last + timedelta(days=1)))


def _working_in(codes: Collection[str], day: date) -> QuerySet[Membership]:
    """Return as what people collect at, below or around these areas on a day."""
    found = Membership.objects.filter(role__in=_collecting_roles()).valid_on(day)
    return found.filter(_touching_q("area", codes) | _touching_q("agency__area", codes))


def _collecting_roles() -> set[str]:
    return {role for rule in rules_by_permission()[Can.COLLECT] for role in rule.roles}


def _around(code: str) -> set[str]:
    """Return the codes of all areas around one."""
    return ({code[:length] for length in (2, 4, 6, 8)} | {_NATION}) - {code}


def _below_q(field: str, codes: Iterable[str]) -> Q:
    """Match codes at or below one of these."""
    found = frozenset(codes)
    if _NATION in found:
        return Q()
    # A round may have hundreds of tambons or villages: of ranges each is compared, a list is looked up at once.
    small = {code for code in found if len(code) in {_TAMBON, _VILLAGE}}
    return Q(**{f"{field}__in": small}) | Q(**{f"{field}__parent__in": small}) | prefix_q(field, found - small)


def _touching_q(field: str, codes: Iterable[str]) -> Q:
    """Match codes at, below or around one of these, as `touch` does."""
    found = frozenset(codes)
    if _NATION in found:
        return Q(**{f"{field}__isnull": False})  # an empty condition would be left out of what it is joined to
    around = {each for code in found for each in _around(code)}
    return Q(**{f"{field}__in": around}) | _below_q(field, found)
