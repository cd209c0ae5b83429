"""How far a tambon has come on the 16 targets: its answers by round, and the level they amount to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from dashboards.models import LevelScheme
from dashboards.selectors.places import in_thai
from datasets.models import CollectionRound, DatasetField, Entry, Record
from datasets.permissions import Can as Data
from tambon.models import Area
from u2t.core.access import Actor, prefix_q
from u2t.core.models import Origin

#: The form that asks after the targets.
TARGETS = "tambon_profile_targets"
_INDICATOR = re.compile(r"t(\d\d)_indicator_\d+")
_WORK = re.compile(r"t(\d\d)_work_\d+")
_GOOD = frozenset({"above_standard", "at_standard"})
_NOTHING = "no_data"
_FEWEST_TO_COMPARE = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A level, and from how many targets on a tambon stands at it."""

    least: int
    name_th: str
    name_en: str = ""

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_th if in_thai() else self.name_en or self.name_th


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rule in force: see `LevelScheme`."""

    share: int
    steps: tuple[Step, ...]
    decided: LevelScheme | None = None

    def step_of(self, met: int) -> Step:
        """Return the highest level that so many targets reach."""
        return [step for step in self.steps if step.least <= met][-1]


#: What people in the field say of the levels; it counts until the ministry decides.
SPOKEN = Scheme(
    share=50,
    steps=(
        Step(0, "ตำบลที่ยังไม่สามารถอยู่รอด", "Cannot stand on its own yet"),
        Step(8, "ตำบลที่อยู่รอด", "Stands on its own"),
        Step(11, "ตำบลมุ่งสู่ความพอเพียง", "On the way to sufficiency"),
        Step(14, "ตำบลมุ่งสู่ความยั่งยืน", "On the way to sustainability"),
    ),
)


def scheme() -> Scheme:
    """Return the rule in force."""
    decided = LevelScheme.objects.select_related("by").order_by("-pk").first()
    if decided is None:
        return SPOKEN
    return Scheme(decided.share, tuple(Step(**each) for each in decided.levels), decided)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was answered of one target in one round: indicators with information, those at the standard, works there.

    `is_met` is nothing where no indicator has information: no information is not "not met".
    """

    good: int
    known: int
    asked: int
    works: int
    works_asked: int
    is_met: bool | None
    record: int


@dataclass(frozen=True, slots=True)
class Target:
    """One of the targets with its standing in each round, in the order of the rounds."""

    code: str
    name: str
    standings: tuple[Standing | None, ...]
    rounds: tuple[str, ...]
    change: str = ""

    @property
    def told(self) -> "Iterable[tuple[str, Standing | None]]":
        """Return each round by its label with the standing in it."""
        return zip(self.rounds, self.standings, strict=True)


@dataclass(frozen=True, slots=True)
class Round:
    """A time the targets were asked after, and what came of it."""

    label: str
    met: int
    known: int
    level: Step | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The targets of a tambon over its rounds; `before` and `after` are the first and the last of several."""

    rounds: tuple[Round, ...] = ()
    targets: tuple[Target, ...] = ()
    scheme: Scheme = field(default=SPOKEN)
    is_invented: bool = False

    @property
    def latest(self) -> Round | None:
        """Return the newest round that says anything."""
        return self.rounds[-1] if self.rounds else None

    @property
    def before(self) -> Round | None:
        """Return the first round where there are several."""
        return self.rounds[0] if len(self.rounds) >= _FEWEST_TO_COMPARE else None


def progress_of(tambon: Area, *, user: Actor) -> Progress:
    """Return how far a tambon has come, from the records of it that the user may see."""
    rule = scheme()
    rows = _records(tambon, user)
    if not rows:
        return Progress(scheme=rule)
    asked = list(DatasetField.objects.filter(dataset=TARGETS, is_retired=False).values_list("name", flat=True))
    offered = DatasetField.objects.filter(dataset=TARGETS, name="target").values_list("choices", flat=True).first()
    rounds = _rounds(rows)
    newest = {(key, row.values.get("target")): row for row in rows if (key := _key(row)) in rounds}
    targets = tuple(
        _target(each, {label: newest.get((key, each["value"])) for key, label in rounds.items()}, asked, rule)
        for each in offered or ()
    )
    return Progress(
        rounds=tuple(_round(label, place, targets, rule) for place, label in enumerate(rounds.values())),
        targets=targets,
        scheme=rule,
        is_invented=any(row.origin == Origin.DEMO for row in rows),
    )


def _records(tambon: Area, user: Actor) -> list[Any]:
    """Return the answers of a tambon, what was changed last behind, each with the round it was collected in."""
    entry = Entry.objects.filter(record=OuterRef("pk"), round__isnull=False).order_by("pk")
    seen = Record.objects.visible_to(user, to=Data.VIEW_RECORD).filter(dataset=TARGETS, is_live=True)
    found = seen.filter(prefix_q("place_id", frozenset({tambon.pk})))
    return list(found.annotate(round=Subquery(entry.values("round")[:1])).order_by("changed_at", "pk"))


def _key(row: Any) -> tuple[str, int]:
    return (row.period, row.round or 0)


def _rounds(rows: Iterable[Any]) -> dict[tuple[str, int], str]:
    """Return the rounds of these answers in the order of time, with what they are called."""
    known = CollectionRound.objects.in_bulk({row.round for row in rows if row.round})
    keys = {_key(row) for row in rows}

    def order(key: tuple[str, int]) -> tuple[str, int]:
        return (key[0], known[key[1]].number if key[1] in known else 0)

    return {key: _label(key[0], known.get(key[1])) for key in sorted(keys, key=order)}


def _label(period: str, found: CollectionRound | None) -> str:
    if found is None:
        return period
    return _("Round %(number)s · %(period)s") % {"number": found.number, "period": period}


def _target(offered: Mapping[str, str], rows: Mapping[str, Any], asked: Sequence[str], rule: Scheme) -> Target:
    number = offered["value"].removeprefix("target_")
    standings = tuple(_standing(row, number, asked, rule) if row else None for row in rows.values())
    name = offered["th"] if in_thai() else offered.get("en") or offered["th"]
    return Target(offered["value"], name, standings, tuple(rows), _change([each.is_met for each in standings if each]))


def _standing(row: Any, number: str, asked: Sequence[str], rule: Scheme) -> Standing:
    indicators = _of(_INDICATOR, number, asked)
    works = _of(_WORK, number, asked)
    answers = [row.values.get(name) for name in indicators]
    known = [answer for answer in answers if answer and answer != _NOTHING]
    good = sum(answer in _GOOD for answer in known)
    return Standing(
        good=good,
        known=len(known),
        asked=len(indicators),
        works=sum(row.values.get(name) == "yes" for name in works),
        works_asked=len(works),
        is_met=good * 100 >= rule.share * len(known) if known else None,
        record=row.pk,
    )


def _of(pattern: re.Pattern[str], number: str, asked: Sequence[str]) -> list[str]:
    return [name for name in asked if (found := pattern.fullmatch(name)) and found[1] == number]


def _change(said: Sequence[bool | None]) -> str:
    """Tell whether a target was reached or lost between the first and the last round that know of it."""
    known = [each for each in said if each is not None]
    if len(known) < _FEWEST_TO_COMPARE or known[0] == known[-1]:
        return ""
    return "reached" if known[-1] else "lost"


def _round(label: str, place: int, targets: Sequence[Target], rule: Scheme) -> Round:
    said = [target.standings[place] for target in targets]
    known = [each for each in said if each is not None and each.is_met is not None]
    met = sum(bool(each.is_met) for each in known)
    return Round(label, met, len(known), rule.step_of(met) if known else None)
