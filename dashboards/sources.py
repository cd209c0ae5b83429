"""What the page "where this figure comes from" is given."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dashboards.choices import OverPlace, RollupLevel, Source
from dashboards.pages import Asked, source_url
from dashboards.selectors.boards import Board
from dashboards.selectors.parts import Part as Behind
from dashboards.selectors.parts import parts_of
from dashboards.selectors.sources import Evidence, evidence_of
from dashboards.words import about_of, amount, name_of, plain, reported, unit_of
from u2t.core.access import Actor

#: Levels whose figures are read from observations and no longer from smaller areas.
LEAVES = frozenset({RollupLevel.TAMBON, RollupLevel.MUNICIPALITY, RollupLevel.PLACE})


@dataclass(frozen=True, slots=True)
class Part:
    """A smaller area and what it contributes."""

    name: str
    numerator: str
    denominator: str
    value: str
    url: str
    months: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """An observation as shown, with links to its record and its import."""

    evidence: Evidence
    numerator: str
    denominator: str
    record_url: str
    run_url: str


def context_of(board: Board, asked: Asked, user: Actor) -> dict[str, Any]:
    """Return the figure, its arithmetic, and the areas or records behind it."""
    if board.indicator is None or board.period is None or board.now is None:
        return {"board": board, "is_empty": True}
    indicator, now = board.indicator, board.now
    shown = Asked(indicator.code, board.period.value, asked.programme, "")
    is_leaf = board.subject.place.level in LEAVES
    place = board.subject.place
    parts = [] if is_leaf else parts_of(user=user, board=board)
    is_of_work = indicator.source == Source.WORKFORCE
    found = (
        evidence_of(user=user, area=place.code.rpartition(".")[2], indicator=indicator, period=board.period)
        if is_leaf
        else []
    )
    return {
        "board": board,
        "indicator_name": name_of(indicator),
        "indicator_about": about_of(indicator),
        "unit": unit_of(indicator),
        "value": amount(now.value, indicator),
        "arithmetic": _arithmetic(board),
        "reported": reported(board),
        "is_ratio": indicator.over_place == OverPlace.RATIO,
        "parts": [_part(board, part, shown) for part in parts if part.row.now],
        "silent": [part.row.place.name for part in parts if part.row.now is None],
        "proofs": [_proof(evidence) for evidence in found],
        "is_leaf": is_leaf,
        "back_url": reverse(place.page, args=[place.page_code]) + _back(board, shown) if place.page_code else "",
        "dataset_url": _address("dataset-detail", indicator.dataset),
        "people_url": f"{_address('contract-list')}?tambon={place.code}" if is_leaf and is_of_work else "",
        "is_of_work": is_of_work,
    }


def _back(board: Board, shown: Asked) -> str:
    """Return how the page was asked that leads on; what no university holds is seen in the view by university."""
    if board.subject.place.page != "area-dashboard" or board.subject.view != "university":
        return shown.query
    return replace(shown, view="university").query


def _arithmetic(board: Board) -> str:
    indicator, now = board.indicator, board.now
    if indicator is None or now is None:
        return ""
    if indicator.over_place == OverPlace.RATIO:
        words = {
            "numerator": plain(now.numerator, 0),
            "denominator": plain(now.denominator, 0),
            "scale": plain(indicator.scale, 0),
            "value": amount(now.value, indicator),
        }
        return _("%(numerator)s ÷ %(denominator)s × %(scale)s = %(value)s") % words
    return _("The sum of %(count)s places = %(value)s") % {
        "count": plain(now.count, 0),
        "value": amount(now.value, indicator),
    }


def _part(board: Board, part: Behind, asked: Asked) -> Part:
    row, indicator = part.row, board.indicator
    now = row.now
    return Part(
        name=row.place.name,
        months=part.months,
        numerator=plain(now.numerator if now else None, 0),
        denominator=plain(now.denominator if now else None, 0),
        value=amount(row.value, indicator) if indicator else "",
        url=source_url(row.place.level, row.place.code, asked),
    )


def _proof(evidence: Evidence) -> Proof:
    return Proof(
        evidence=evidence,
        numerator=plain(evidence.numerator, 0),
        denominator=plain(evidence.denominator, 0),
        record_url=_address("record-detail", evidence.record) if evidence.dataset else "",
        run_url=_address("import-detail", evidence.run) if evidence.run else "",
    )


def _address(name: str, *keys: object) -> str:
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""
