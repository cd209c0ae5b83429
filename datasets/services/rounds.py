"""Rounds of collecting: opened for areas, prolonged, closed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.choices import Hold
from datasets.models import CollectionRound, Dataset, Entry, RoundArea, RoundCollector
from datasets.permissions import Can
from datasets.selectors import periods
from datasets.selectors.goals import Goal, spelled_out
from datasets.selectors.roundpages import collectors_among
from datasets.services.lettingin import LettingIn
from tambon.choices import Level
from tambon.models import Area
from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import InputError, StaleError

MOST_COLLECTORS = 1000
#: Codes or names that a sentence tells.
_SHOWN = 5


class RoundError(InputError):
    """The round cannot be opened or changed so."""


@transaction.atomic
def open_round(
    *, by: Actor, dataset: Dataset, names: tuple[str, str], period: str, days: tuple[date, date],
    areas: Mapping[str, Goal | None], collectors: Collection[str] = (),
) -> CollectionRound:  # fmt: skip
    """Open a round for areas, each with how many records are wanted, if that is known (see `spelled_out`).

    `names` are the Thai and the English name, `collectors` the usernames of who collects; where none is named, all who
    work in the areas do.
    """
    require(by, Can.CHANGE_ROUND)
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if not dataset.forms.exists():
        raise RoundError(_("This data set has no form yet. Bring one first."), extra={"field": "dataset"})
    try:
        period = periods.check(dataset, period)
    except periods.PeriodError as error:
        raise RoundError(str(error), extra={"field": "period"}) from error
    if not period:
        raise RoundError(_("Say of which period the records are."), extra={"field": "period"})
    _check_days(days)
    areas = _spelled_out(by, areas)
    _check_new(dataset, names[0].strip(), period, days, areas)
    named = _named(collectors, areas)
    last = dataset.rounds.aggregate(last=Max("number"))["last"] or 0
    made = CollectionRound.objects.create(
        dataset=dataset, number=last + 1, name_th=names[0].strip(), name_en=names[1].strip(), period=period,
        opens_on=days[0], closes_on=days[1], by_id=key_of(by), created_at=clock.now(),
    )  # fmt: skip
    RoundArea.objects.bulk_create(_area(made, code, goal) for code, goal in areas.items())
    RoundCollector.objects.bulk_create(RoundCollector(round=made, user_id=key) for key in named.values())
    audit.record(action="collectionround.opened", target=made, by=by)
    _tell_named(made, named.values())
    return made


@transaction.atomic
def move_days(
    *, by: Actor, round: CollectionRound, days: tuple[date, date], version: int | None = None, reason: str = ""
) -> CollectionRound:
    """Give a round other days: prolonged, closed earlier, or opened later.

    `version` is that of the round as it was seen; what somebody else changed meanwhile is not overwritten. What came
    between the old and the new last day came in time, then, and is let in.
    """
    require(by, Can.CHANGE_ROUND)
    found, _areas = _locked(by, round)
    _check_version(found, version)
    _check_days(days)
    before = (found.opens_on, found.closes_on)
    if before == days:
        raise RoundError(_("Nothing was changed."), extra={"field": "closes_on"})
    found.opens_on, found.closes_on = days
    found.version += 1
    found.save(update_fields=["opens_on", "closes_on", "version"])
    changes = {"opens_on": (before[0], days[0]), "closes_on": (before[1], days[1])}
    audit.record(action="collectionround.moved", target=found, by=by, changes=changes, reason=reason)
    if days[1] > before[1]:
        in_time = {"submitted_at__date__lte": days[1]}
        LettingIn.let_in(LettingIn.waiting(found, Hold.LATE).filter(**in_time), Hold.LATE, by=by, reason=reason)
        Entry.objects.filter(round=found, is_late=True, **in_time).update(is_late=False)
    return found


@transaction.atomic
def name_collectors(
    *, by: Actor, round: CollectionRound, collectors: Collection[str], reason: str = ""
) -> CollectionRound:
    """Say by username who collects a round, instead of whoever was named before; nobody: all who work in its areas.

    What they sent before they were named is let in.
    """
    require(by, Can.CHANGE_ROUND)
    found, areas = _locked(by, round)
    named = _named(collectors, areas)
    return _name(by, found, dict(found.collectors.values_list("user__username", "user")), named, reason)


@transaction.atomic
def change_collectors(
    *, by: Actor, round: CollectionRound, add: Collection[str] = (), drop: Collection[str] = (), reason: str = ""
) -> CollectionRound:
    """Name some more people, or take some out; whoever else is named stays so, also who works elsewhere by now."""
    require(by, Can.CHANGE_ROUND)
    found, areas = _locked(by, round)
    before = dict(found.collectors.values_list("user__username", "user"))
    named = {name: key for name, key in before.items() if name not in drop}
    named |= _named([name for name in add if name not in before], areas)
    if before and not named:
        said = _("Nobody would be named, and everybody who works there would collect. If so, say that all collect.")
        raise RoundError(said, extra={"field": "collectors"})
    _check_number(named)
    return _name(by, found, before, named, reason)


def _name(
    by: Actor, round: CollectionRound, before: dict[str, int], named: dict[str, int], reason: str
) -> CollectionRound:
    if before == named:
        raise RoundError(_("Nothing was changed."), extra={"field": "collectors"})
    round.collectors.exclude(user__in=named.values()).delete()
    fresh = [key for name, key in named.items() if name not in before]
    RoundCollector.objects.bulk_create(RoundCollector(round=round, user_id=key) for key in fresh)
    changes = {"collectors": (", ".join(sorted(before)), ", ".join(sorted(named)))}
    audit.record(action="collectionround.collectors_named", target=round, by=by, changes=changes, reason=reason)
    waiting = LettingIn.waiting(round, Hold.NOT_NAMED)
    waiting = waiting.filter(by__in=named.values()) if named else waiting
    LettingIn.let_in(waiting, Hold.NOT_NAMED, by=by, reason=reason)
    _tell_named(round, fresh)
    return round


def _tell_named(round: CollectionRound, people: Iterable[int]) -> None:
    """Tell who is named to collect, unless the round is over."""
    if round.closes_on >= clock.today():
        days = {"opens": round.opens_on.isoformat(), "closes": round.closes_on.isoformat()}
        names = {"name_th": round.name_th, "name_en": round.name_en}
        notifications.tell_many(
            user_ids=list(people), kind="collectionround.collector_named", link=reverse("collect"), **names, **days
        )


@transaction.atomic
def set_goals(
    *, by: Actor, round: CollectionRound, areas: Mapping[str, Goal | None], version: int | None = None, reason: str = ""
) -> CollectionRound:
    """Give a round these areas and goals instead of those it has; what came in from an area left out stays.

    `version` is that of the round as it was seen: areas that somebody else added meanwhile are not dropped.
    """
    require(by, Can.CHANGE_ROUND)
    found, _areas = _locked(by, round)
    before = {area.area_id: area for area in found.areas.all()}
    _check_version(found, version)
    areas = _spelled_out(by, areas)
    wanted = {code: _area(found, code, goal) for code, goal in areas.items()}
    changed = [code for code, area in wanted.items() if code not in before or area.goal != before[code].goal]
    gone = sorted(before.keys() - wanted.keys())
    if not changed and not gone:
        raise RoundError(_("Nothing was changed."), extra={"field": "areas"})
    found.areas.filter(area__in=[*changed, *gone]).delete()
    RoundArea.objects.bulk_create(wanted[code] for code in changed)
    found.version += 1
    found.save(update_fields=["version"])
    touched = sorted({*changed, *gone})
    told = (_told(before, touched), _told(wanted, touched))
    audit.record(action="collectionround.goals_set", target=found, by=by, changes={"areas": told}, reason=reason)
    return found


def _told(areas: Mapping[str, RoundArea], codes: Iterable[str]) -> str:
    return ", ".join(f"{code} {areas[code].goal}".strip() for code in codes if code in areas)


def _area(round: CollectionRound, code: str, goal: Goal | None) -> RoundArea:
    goal = goal or Goal()
    return RoundArea(round=round, area_id=code, target=goal.target, share=goal.share, households=goal.households)


def _spelled_out(by: Actor, areas: Mapping[str, Goal | None]) -> dict[str, Goal | None]:
    """Return areas and goals as they are kept, stopping at a goal that says nothing, or two things."""
    _check_areas(by, areas)
    for code, goal in areas.items():
        if goal is not None and not goal.is_sound:
            said = _("%(code)s: say how many records are wanted, or a share from 1 to 100 and of how many households.")
            raise RoundError(said % {"code": code}, extra={"field": "areas"})
    found = spelled_out(areas)
    empty = [code for code, goal in found.items() if goal is not None and goal.each_village]
    if empty:
        said = _("No village is registered in: %(codes)s. Name the area without “*”, or bring its villages first.")
        raise RoundError(said % {"codes": _first(empty)}, extra={"field": "areas"})
    unknown = [code for code, goal in found.items() if goal and goal.share is not None and not goal.households]
    if unknown:
        said = _("How many households there are is not registered of: %(codes)s. Write it behind the share.")
        raise RoundError(said % {"codes": _first(unknown)}, extra={"field": "areas"})
    return found


def _first(codes: Collection[str]) -> str:
    shown = ", ".join(sorted(codes)[:_SHOWN])
    return f"{shown} …" if len(codes) > _SHOWN else shown


def _named(collectors: Collection[str], areas: Collection[str]) -> dict[str, int]:
    """Return the keys of who is named, stopping at who is not known and who does not collect in these areas."""
    _check_number(set(collectors))
    found, unknown, elsewhere = collectors_among(collectors, areas)
    if unknown:
        said = _("Nobody has the username: %(names)s.")
        raise RoundError(said % {"names": ", ".join(unknown[:_SHOWN])}, extra={"field": "collectors"})
    if elsewhere:
        said = _("Not a worker in the areas of this round: %(names)s. Take them out, or add their area.")
        raise RoundError(said % {"names": ", ".join(elsewhere[:_SHOWN])}, extra={"field": "collectors"})
    return found


def _check_number(collectors: Collection[str]) -> None:
    if len(collectors) > MOST_COLLECTORS:
        values = {"most": f"{MOST_COLLECTORS:,}"}
        raise RoundError(_("At most %(most)s collectors are named.") % values, extra={"field": "collectors"})


def _check_new(dataset: Dataset, name: str, period: str, days: tuple[date, date], areas: Collection[str]) -> None:
    """Stop who opens the same a second time: a press whose answer was lost is repeated, or two do it at once."""
    same = dataset.rounds.filter(name_th=name, period=period, opens_on=days[0], closes_on=days[1])
    found: dict[int, set[str]] = {}
    for number, area in same.values_list("number", "areas__area"):
        found.setdefault(number, set()).add(area)
    for number in [each for each, known in found.items() if known == set(areas)]:
        said = _("This round was opened already, as number %(number)s. Give another name if a second one is meant.")
        raise RoundError(said % {"number": number}, extra={"field": "name_th"})


def _check_version(round: CollectionRound, version: int | None) -> None:
    if version is not None and round.version != version:
        raise StaleError(_("The round has changed since you saw it. Look at it again."), of=round)


def _check_days(days: tuple[date, date]) -> None:
    for name, day in zip(("opens_on", "closes_on"), days, strict=True):
        if not clock.is_plausible(day):
            raise RoundError(_("This year cannot be right."), extra={"field": name})
    if days[1] < days[0]:
        raise RoundError(_("The last day lies before the first."), extra={"field": "closes_on"})


def _check_areas(by: Actor, areas: Collection[str]) -> None:
    """Stop at areas that are none, or that lie outside those of whoever opens the round."""
    if not areas:
        raise RoundError(_("Name at least one area."), extra={"field": "areas"})
    known = dict(Area.objects.filter(code__in=areas).values_list("code", "level"))
    wrong = set(areas) - known.keys()
    if wrong:
        raise RoundError(_("No area has the code: %(codes)s.") % {"codes": _first(wrong)}, extra={"field": "areas"})
    groups = [code for code, level in known.items() if level == Level.REGION]
    if groups:
        said = _("A group of provinces is not collected as one: %(codes)s. Name its provinces.")
        raise RoundError(said % {"codes": _first(groups)}, extra={"field": "areas"})
    mine = set(_mine(by, areas).values_list("code", flat=True))
    if others := set(areas) - mine:
        said = _("You do not answer for: %(codes)s. Take these areas out.")
        raise RoundError(said % {"codes": _first(others)}, extra={"field": "areas"})


def _locked(by: Actor, round: CollectionRound) -> tuple[CollectionRound, list[str]]:
    """Return a round and its areas; stop whoever does not answer for all of them."""
    found = CollectionRound.objects.select_for_update().get(pk=round.pk)
    areas = list(found.areas.values_list("area", flat=True))
    if _mine(by, areas).count() < len(areas):
        raise PermissionDenied
    return found, areas


def _mine(by: Actor, areas: Collection[str]) -> QuerySet[Area]:
    return Area.objects.visible_to(by, to=Can.CHANGE_ROUND).filter(code__in=areas)
