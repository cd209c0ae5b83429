"""What a selection means for one applicant, once it is announced."""

from dataclasses import dataclass
from decimal import Decimal

from u2t.core.templatetags.u2t import local_name
from workforce.choices import ApplicationState, Outcome, SelectionState
from workforce.models import Announcement, Appeal, Application, Score, SelectionLine
from workforce.selectors.appeals import may_appeal
from workforce.selectors.selections import is_announced, standing_announcement, why


@dataclass(frozen=True, slots=True)
class Choice:
    """What one choice of the applicant led to, and why."""

    tambon: str
    outcome: str
    label: str
    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Points:
    """What the interview was scored by one criterion."""

    name: str
    points: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """The choices, the own points if the round shows them, what is announced, whether one can appeal, appeals sent."""

    choices: list[Choice]
    points: list[Points]
    total: Decimal
    announcement: Announcement | None
    can_appeal: Announcement | None
    appeals: list[Appeal]


def result_for(application: Application) -> Result | None:
    """Return the result as the applicant may see it; none before it is announced."""
    if not is_announced(application):
        return None
    found, points = _lines_for(application), _points_of(application)
    return Result(
        [
            Choice(line.tambon.name_th, line.outcome, str(Outcome(line.outcome).label), line.place, why(line))
            for line in found
        ],
        points,
        sum((one.points for one in points), Decimal(0)),
        standing_announcement(application.round),
        may_appeal(application),
        list(Appeal.objects.filter(application=application).order_by("pk")),
    )


def _points_of(application: Application) -> list[Points]:
    """Return the points of the interview; none while somebody is scored anew, which no result has told yet."""
    if not application.round.shows_points or application.state == ApplicationState.QUALIFIED:
        return []
    scores = Score.objects.filter(application=application).select_related("criterion")
    rows = scores.order_by("criterion__position", "criterion")
    return [Points(local_name(one.criterion), one.points, one.criterion.maximum) for one in rows]


def _lines_for(application: Application) -> list[SelectionLine]:
    """Return what the agreed selection says; of whom it does not know, hired before it was made, the one announced."""
    rows = SelectionLine.objects.filter(application=application).select_related("tambon").order_by("choice")
    if found := list(rows.filter(selection__state=SelectionState.AGREED)):
        return found
    told = rows.filter(selection__announcements__published_at__isnull=False)
    newest = told.order_by("-selection__number").values("selection")[:1]
    return list(rows.filter(selection=newest))
