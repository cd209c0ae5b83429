"""How far a round of collecting is, by place and by collector: of what the reader may see, in one query for a page."""

from typing import Any, TypeAlias

from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest
from django.shortcuts import get_object_or_404

from datasets.models import CollectionRound, Entry, RoundArea
from datasets.permissions import Can
from datasets.selectors.roundpages import collecting_in
from datasets.selectors.standings import STANDINGS
from tambon.models import Area, User
from tambon.scoping import places_q
from u2t.core.access import Actor, reach

#: Rows with what was counted beside them.
Counted: TypeAlias = "QuerySet[Any]"

_NATION = "TH"
#: Behind the code of an area this lies after the codes of all areas in it: digits order the same in every collation.
_LAST = "99999999"
#: `total` is all that was sent, the sum of the standings; of it some came `late`.
_STATES = STANDINGS | {"total": Q(), "late": Q(is_late=True)}


def places_in_round(user: Actor, *, round: str) -> Counted:
    """Return the areas of a round, also those in which nothing came in yet, and the places of entries, each counted.

    An area counts all below it. What is wanted of an area stands only where the reader sees all that comes in there.
    """
    found = _round(user, round)
    held = reach(user, Can.VIEW_ENTRY)
    goals = RoundArea.objects.filter(round=found)
    goals = goals if held.everywhere else goals.filter(places_q("area_id", held))
    entries = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(round=found)
    rows = Area.objects.filter(Q(pk__in=goals.values("area")) | Q(pk__in=entries.values("area")))
    rows = rows.select_related("parent")
    goal = goals.filter(area=OuterRef("pk")).annotate(
        number=Coalesce("target", (F("share") * F("households") + 99) / 100)
    )
    nation = When(pk=_NATION, then=Value(""))
    below = entries.filter(area_id__gte=OuterRef("first"), area_id__lte=OuterRef("last"))
    rows = rows.annotate(
        first=Case(nation, default=F("pk")),
        last=Case(When(pk=_NATION, then=Value(_LAST)), default=Concat("pk", Value(_LAST))),
        wanted=Subquery(goal.values("number")[:1]),
        share=Subquery(goal.values("share")[:1]),
        households=Subquery(goal.values("households")[:1]),
        **{name: _number(below.filter(state)) for name, state in _STATES.items()},
    )
    left = Greatest(F("wanted") - F("verified"), 0)
    # Where nothing is wanted GREATEST knows only the 0, and a part of a goal that nobody may see would be 0 too.
    return rows.annotate(
        left=Case(When(wanted__isnull=False, then=left)),
        percent=Case(When(wanted__isnull=False, then=F("verified") * 100 / F("wanted"))),
    )


def people_in_round(user: Actor, *, round: str) -> Counted:
    """Return who sent anything of a round, and who collects it and did not yet, each with their counts."""
    found = _round(user, round)
    entries = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(round=found)
    rows = User.objects.filter(Q(pk__in=entries.values("by")) | Q(pk__in=collecting_in(user, found).values("pk")))
    own = entries.filter(by=OuterRef("pk"))
    last = own.order_by().values("by").annotate(last=Max("submitted_at")).values("last")
    counted: Counted = rows.annotate(
        last_at=Subquery(last), **{name: _number(own.filter(state)) for name, state in _STATES.items()}
    )
    return counted


def _number(rows: QuerySet[Entry]) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _round(user: Actor, round: str) -> CollectionRound:
    return get_object_or_404(CollectionRound.objects.visible_to(user, to=Can.VIEW_ROUND), pk=int(round))
