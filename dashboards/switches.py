"""The switches of a dashboard, as links: by area or by university, and how fine the map is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dashboards.selectors.boards import Board
from dashboards.selectors.layers import Layer
from tambon.choices import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from dashboards.pages import Asked

_VIEWS: "dict[str, StrPromise]" = {"administration": _("Areas"), "university": _("Universities")}
_LEVELS: "dict[str, StrPromise]" = {Level.PROVINCE: _("By province"), Level.AMPHOE: _("By amphoe")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One side of a switch: its word, the address it leads to, and whether the page shows it."""

    label: "StrPromise"
    url: str
    is_chosen: bool


def views_of(board: Board, asked: "Asked", here: str) -> list[Choice]:
    """Return the two hierarchies where the subject has both."""
    return [
        Choice(_VIEWS[view], here + replace(asked, view=view, level="").query, view == board.subject.view)
        for view in board.subject.views
    ]


def levels_of(layer: Layer, asked: "Asked", here: str) -> list[Choice]:
    """Return how fine the map can be."""
    return [
        Choice(
            _LEVELS[level],
            here + replace(asked, level="" if level == Level.PROVINCE else level).query,
            level == layer.level,
        )
        for level in layer.choices
    ]
