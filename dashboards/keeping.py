"""Dashboards made once for all who see the same, and made anew as soon as anything they show has changed."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboards.pages import Asked, context_of
from dashboards.selectors import subjects
from dashboards.selectors.boards import board_of, indicators_of
from dashboards.selectors.editions import editions, eyes_of, kept
from dashboards.selectors.layers import is_finer, layer_of
from dashboards.selectors.places import Subject
from dashboards.selectors.programmes import programme_of, programmes
from tambon.selectors.boundaries import current_maps
from u2t.core.access import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A dashboard as it is shown: what its frame says of it, and its board as markup.

    Nothing in it is of one request or one user: neither tokens, nor names, nor the clock.
    """

    context: dict[str, Any]
    board: SafeString


def shown(*, user: Actor, kind: str, code: str, asked: Asked) -> Shown:
    """Return the dashboard of an area, university or network.

    Raises:
        ObjectDoesNotExist: there is none, or the user may not see it.
    """
    state, eyes = editions(), eyes_of(user)
    ground = None if eyes is None else ("ground", state.ground, eyes)
    known = kept(ground and (*ground, "programmes"), programmes)
    programme = programme_of(asked.programme, known)
    whose = ground and (*ground, kind, code, asked.view, programme)

    def subject() -> Subject:
        return subjects.subject_of(user=user, kind=kind, code=code, view=asked.view, programme=programme)

    def make() -> Shown:
        about = kept(whose, subject)
        board = board_of(
            user=user,
            subject=about,
            indicators=kept(ground and (*ground, "indicators"), lambda: indicators_of(user)),
            indicator=asked.indicator,
            period=asked.period,
            finer=is_finer(about, asked.level),
        )
        layer = layer_of(user=user, board=board, level=asked.level)
        context = context_of(board, asked, kept(ground and (*ground, "maps"), current_maps), layer)
        context |= {"programmes": known, "programme": programme}
        return Shown(context, render_to_string("dashboards/_board.html", context))

    return kept(whose and (state.figures, *whose, asked), make)
