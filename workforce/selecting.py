"""Who gets which post: by score, quota and choice, in a way that can be explained line by line.

Everybody asks for the first choice; where more ask than there are posts, the better scores stay and the others ask for
their second choice, where they may in turn displace a lower score (deferred acceptance: nobody gains by stating
another order than the true one). Equal scores at the last post are a tie: nobody of it is taken or sent on until people
decide who goes first, so the result is the same in whatever order applications are read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workforce.choices import Outcome

#: A tambon and a type of worker: where posts are counted.
Cell: TypeAlias = tuple[str, str]


class Reason(TextChoices):
    """Why a line says what it says."""

    WITHIN_QUOTA = "within-quota", _("Among the best scores for the posts there are")
    TIE_DECIDED = "tie-decided", _("Equal score at the last post; the committee decided the order")
    TIE = "tie", _("Equal score at the last post; to be decided")
    BELOW_LINE = "below-line", _("Below the last post; waits in the order of scores")
    NUMBER_ORDER = "number-order", _("Below the last post; of equal scores who applied first stands first")
    OTHER_CHOICE = "other-choice", _("Selected in the other tambon chosen")
    WAITS_FOR_TIE = "waits-for-tie", _("Waits until the tie at the first choice is decided")
    NOT_OFFERED = "not-offered", _("No posts of this type are offered in this tambon")
    NOT_SCORED = "not-scored", _("The interview is not scored completely")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as the selection sees it; without `total` not scored, without `position` not decided."""

    application: int
    number: int
    worker_type: str
    choices: tuple[str, ...]
    total: Decimal | None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one application gets in one tambon, and why; `place` counts the selected, or the reserve, from 1."""

    application: int
    tambon: str
    worker_type: str
    choice: int
    total: Decimal
    place: int
    outcome: str
    reason: str
    values: dict[str, str | int] = field(default_factory=dict)


def is_ahead(one: Candidate, other: Candidate) -> bool:
    """Tell whether one surely goes before another: a higher score, or an equal one and a decision of people."""
    if _total(one) != _total(other):
        return _total(one) > _total(other)
    return one.position is not None and other.position is not None and one.position < other.position


def select(candidates: Iterable[Candidate], quotas: Mapping[Cell, int]) -> list[Line]:
    """Return the lines of a selection, by tambon, type, outcome and place.

    `quotas` names what the round offers; where nothing is left of it all who ask wait on the reserve list.
    """
    people = sorted(candidates, key=lambda one: one.application)
    scored = [one for one in people if one.total is not None]
    asking = _settle(scored, quotas)
    held = {cell: _split(rows, quotas.get(cell, 0)) for cell, rows in asking.items()}
    taken = {one.application: cell for cell, (chosen, _tied) in held.items() for one in chosen}
    tied = {one.application: cell for cell, (_chosen, rest) in held.items() for one in rest}
    lines = [_line(one, choice, cell, quotas, taken, tied) for one in people for choice, cell in _cells(one)]
    return _placed(lines, people)


def _total(one: Candidate) -> Decimal:
    return one.total if one.total is not None else Decimal(-1)


def _cells(one: Candidate) -> list[tuple[int, Cell]]:
    return [(choice, (tambon, one.worker_type)) for choice, tambon in enumerate(one.choices, start=1)]


def _settle(people: Sequence[Candidate], quotas: Mapping[Cell, int]) -> dict[Cell, list[Candidate]]:
    """Let everybody ask for the choices in turn until nobody is sent on; return who asks where in the end."""
    turn = dict.fromkeys((one.application for one in people), 0)
    asking: dict[Cell, list[Candidate]] = defaultdict(list)
    moving: Sequence[Candidate] = people
    while moving:
        changed: set[Cell] = set()
        for one in moving:
            cells = _cells(one)
            if turn[one.application] < len(cells):
                cell = cells[turn[one.application]][1]
                asking[cell].append(one)
                changed.add(cell)
        sent_on: list[Candidate] = []
        for cell in sorted(changed):
            asking[cell], beaten = _parted(asking[cell], quotas.get(cell, 0))
            sent_on += beaten
        for one in sent_on:
            turn[one.application] += 1
        moving = sent_on
    return asking


def _parted(asking: Sequence[Candidate], posts: int) -> tuple[list[Candidate], list[Candidate]]:
    """Split those who ask into who may still be taken, and who has as many surely ahead as there are posts."""
    kept: list[Candidate] = []
    beaten: list[Candidate] = []
    ahead = 0
    for group in _groups(asking):
        for one in group:
            before = ahead + sum(is_ahead(other, one) for other in group) if ahead < posts else posts
            (kept if before < posts else beaten).append(one)
        ahead += len(group)
    return kept, beaten


def _split(kept: Sequence[Candidate], posts: int) -> tuple[list[Candidate], list[Candidate]]:
    """Split those kept into who is surely taken, and who is tied."""
    chosen: list[Candidate] = []
    tied: list[Candidate] = []
    ahead = 0
    for group in _groups(kept):
        fits = ahead + len(group) <= posts
        for one in group:
            may_be_before = 0 if fits else sum(not is_ahead(one, other) for other in group) - 1
            (chosen if ahead + may_be_before < posts else tied).append(one)
        ahead += len(group)
    return chosen, tied


def _groups(people: Sequence[Candidate]) -> list[list[Candidate]]:
    ordered = sorted(people, key=lambda one: (-_total(one), one.application))
    return [list(group) for _key, group in groupby(ordered, key=_total)]


def _line(
    one: Candidate, choice: int, cell: Cell, quotas: Mapping[Cell, int], taken: Mapping[int, Cell],
    tied: Mapping[int, Cell],
) -> Line:  # fmt: skip
    posts = quotas.get(cell, 0)
    outcome, reason = _said(one, cell, taken, tied, is_offered=cell in quotas)
    total = one.total if one.total is not None else Decimal(0)
    return Line(one.application, cell[0], cell[1], choice, total, 0, outcome, reason, {"posts": posts})


def _said(
    one: Candidate, cell: Cell, taken: Mapping[int, Cell], tied: Mapping[int, Cell], *, is_offered: bool
) -> tuple[Outcome, Reason]:
    if one.total is None:
        return Outcome.NOT_SELECTED, Reason.NOT_SCORED
    if one.application in taken:
        is_here = taken[one.application] == cell
        return (Outcome.SELECTED, Reason.WITHIN_QUOTA) if is_here else (Outcome.NOT_SELECTED, Reason.OTHER_CHOICE)
    if tied.get(one.application) == cell:
        return Outcome.TIE, Reason.TIE
    if not is_offered:
        return Outcome.NOT_SELECTED, Reason.NOT_OFFERED
    first = (one.choices[0], one.worker_type)
    if one.application in tied and cell != first and tied[one.application] == first:
        return Outcome.NOT_SELECTED, Reason.WAITS_FOR_TIE
    return Outcome.RESERVE, Reason.BELOW_LINE


_ORDER = {Outcome.SELECTED: 0, Outcome.TIE: 1, Outcome.RESERVE: 2, Outcome.NOT_SELECTED: 3}


def _placed(lines: Iterable[Line], people: Iterable[Candidate]) -> list[Line]:
    """Count the places of each tambon and type, and say where a decision or the number gave the order."""
    by_key = {one.application: one for one in people}

    def key(line: Line) -> tuple[str, str, int, Decimal, float, int]:
        one = by_key[line.application]
        position = float("inf") if one.position is None else one.position
        return line.tambon, line.worker_type, _ORDER[Outcome(line.outcome)], -line.total, position, one.number

    found: list[Line] = []
    for (_tambon, _type), group in groupby(sorted(lines, key=key), key=lambda line: (line.tambon, line.worker_type)):
        found += _counted(list(group), by_key)
    return found


def _went_on(line: Line) -> bool:
    """Tell whether somebody asked here first, was passed over, and is selected in the second choice."""
    return line.choice == 1 and line.reason == Reason.OTHER_CHOICE


def _counted(lines: Sequence[Line], people: Mapping[int, Candidate]) -> list[Line]:
    selected = [line for line in lines if line.outcome == Outcome.SELECTED]
    tied = sum(line.outcome == Outcome.TIE for line in lines)
    waiting = [line for line in lines if line.outcome == Outcome.RESERVE]
    last = min((line.total for line in selected), default=None)
    passed_over = [*waiting, *(line for line in lines if _went_on(line))]
    decided_at = {line.total for line in passed_over if line.total == last}
    alike = {total for total, group in groupby(waiting, key=lambda line: line.total) if len(list(group)) > 1}
    counts: dict[str, int] = defaultdict(int)
    found = []
    for line in lines:
        counts[line.outcome] += 1
        place = len(selected) + 1 if line.outcome == Outcome.TIE else counts[line.outcome]
        reason = line.reason
        has_position = people[line.application].position is not None
        if has_position and line.total in decided_at and line.outcome in {Outcome.SELECTED, Outcome.RESERVE}:
            reason = Reason.TIE_DECIDED
        elif line.outcome == Outcome.RESERVE and line.total in alike and not has_position:
            reason = Reason.NUMBER_ORDER
        values = line.values | {"tied": tied} | ({"last": str(last)} if last is not None else {})
        found.append(
            Line(
                line.application, line.tambon, line.worker_type, line.choice, line.total,
                place if line.outcome != Outcome.NOT_SELECTED else 0, line.outcome, str(reason), values,
            )
        )  # fmt: skip
    return found
