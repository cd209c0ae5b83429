"""What the map of a dashboard paints: the places of its ranking or, finer, the amphoe of its provinces."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboards.choices import RollupLevel
from dashboards.permissions import Can
from dashboards.selectors.boards import Board, Row
from dashboards.selectors.holdings import Holdings
from dashboards.selectors.places import Place, Subject, place_of
from tambon.choices import Level
from tambon.models import Area
from tambon.permissions import Can as Where
from u2t.core.access import Actor, prefix_q, reach

_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Layer:
    """The level a map paints and its figures; `choices` is empty where there is nothing to choose.

    `is_partly` tells that the viewer sees the own area only; the rest is neither painted nor named. `of` names for each
    area of the map the place in whose colour it stands, where that is not the area itself.
    """

    level: str
    rows: tuple[Row, ...]
    choices: tuple[str, ...] = ()
    is_partly: bool = False
    of: Mapping[str, str] = field(default_factory=dict)


def layer_of(*, user: Actor, board: Board, level: str) -> Layer:
    """Return what the map paints; amphoe only where the viewer may see figures of any."""
    subject = board.subject
    if subject.held is not None and subject.map_level != Level.TAMBON:
        return _by_holder(user, board, subject.held)
    own = Layer(subject.map_level, board.rows)
    if subject.map_level != Level.PROVINCE:
        return own
    held = reach(user, Can.VIEW_ROLLUP)
    if not held.everywhere and not any(len(code) <= _PROVINCE_DIGITS for code in held.places):
        return own
    choices = (Level.PROVINCE.value, Level.AMPHOE.value)
    if level != Level.AMPHOE:
        return Layer(subject.map_level, board.rows, choices)
    return Layer(Level.AMPHOE, _amphoe(user, board), choices, is_partly=not held.everywhere)


def is_finer(subject: Subject, level: str) -> bool:
    """Tell whether a map asked for by amphoe can be one."""
    return level == Level.AMPHOE and subject.map_level == Level.PROVINCE and subject.held is None


def _by_holder(user: Actor, board: Board, held: Holdings) -> Layer:
    """Paint tambons in the colour of who holds them then; a university's provinces, where its tambons are not seen."""
    subject = board.subject
    if subject.place.level == RollupLevel.UNIVERSITY:
        return Layer(subject.map_level, board.rows, of={row.place.page_code: row.place.code for row in board.rows})
    day = held.day_of(board.period, board.indicator.frequency if board.indicator else "")
    ending = f":{subject.place.code}" if subject.place.level == RollupLevel.PROVINCE else ""
    shown = {row.place.code for row in board.rows}
    holders = ((code, held.holder(code, day) + ending) for code in subject.painted)
    of = {code: holder for code, holder in holders if holder in shown}
    return Layer(Level.TAMBON if of else "", board.rows, is_partly=not reach(user, Where.VIEW_AREA).everywhere, of=of)


def _amphoe(user: Actor, board: Board) -> tuple[Row, ...]:
    provinces = {place.code: place.name for place in board.subject.children}
    areas = Area.objects.visible_to(user, to=Where.VIEW_AREA).current().filter(level=Level.AMPHOE)
    if board.subject.place.level == Level.REGION:
        areas = areas.filter(prefix_q("code", frozenset(provinces)))
    return tuple(Row(_named(area, provinces), board.finer.get(area.code), None) for area in areas.order_by("code"))


def _named(area: Area, provinces: dict[str, str]) -> Place:
    # Four provinces have an อ.เฉลิมพระเกียรติ: on a map of the nation an amphoe stands with its province.
    place = place_of(area)
    return Place(
        place.level, place.code, f"{place.name} {provinces.get(place.code[:2], '')}".strip(), place.page, place.code
    )
