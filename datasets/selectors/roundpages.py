"""Who collects a round, as its page and the API show it."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from datasets.models import CollectionRound, RoundGrace
from datasets.permissions import Can
from tambon.models import Membership, User
from tambon.scoping import places_q
from u2t.core import clock
from u2t.core.access import Actor, key_of, reach, rules_by_permission


def named_in(user: Actor, round: CollectionRound) -> QuerySet[User]:
    """Return who is named to collect a round: oneself, and people of the areas whose entries one sees."""
    held = reach(user, Can.VIEW_ENTRY)
    seen = Membership.objects.filter(Membership.objects.all().lies_in(held))
    named: QuerySet[User] = User.objects.filter(pk__in=round.collectors.values("user"))
    found = Q() if held.everywhere else Q(pk=key_of(user)) | Q(pk__in=seen.values("user"))
    return named.filter(found).order_by("username")


def graces_of(user: Actor, round: CollectionRound) -> QuerySet[RoundGrace]:
    """Return the exceptions of a round: the own ones, and those of people and areas whose entries one sees."""
    held = reach(user, Can.VIEW_ENTRY)
    seen = Membership.objects.filter(Membership.objects.all().lies_in(held))
    theirs = Q(user=key_of(user)) | Q(user__in=seen.values("user"))
    found = Q() if held.everywhere else theirs | places_q("area_id", held)
    return RoundGrace.objects.filter(found, round=round).select_related("user", "area", "by").order_by("-pk")


def collectors_among(usernames: Collection[str], areas: Iterable[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """Return the keys of those who collect in these areas today, who is not known, and who works elsewhere."""
    found = dict(User.objects.filter(username__in=usernames, is_active=True).values_list("username", "pk"))
    roles = {role for rule in rules_by_permission()[Can.COLLECT] for role in rule.roles}
    held = Membership.objects.filter(user__in=found.values(), role__in=roles).valid_on(clock.today())
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
