"""What a selection means for one applicant, once it is announced."""

from dataclasses import dataclass

from workforce.choices import Outcome, SelectionState
from workforce.models import Announcement, Appeal, Application, SelectionLine
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
class Result:
    """The choices, the announcement that stands, whether an appeal can be sent, and those sent."""

    choices: list[Choice]
    announcement: Announcement | None
    can_appeal: Announcement | None
    appeals: list[Appeal]


def result_for(application: Application) -> Result | None:
    """Return the result as the applicant may see it; none before it is announced."""
    if not is_announced(application):
        return None
    found = _lines_for(application)
    return Result(
        [
            Choice(line.tambon.name_th, line.outcome, str(Outcome(line.outcome).label), line.place, why(line))
            for line in found
        ],
        standing_announcement(application.round),
        may_appeal(application),
        list(Appeal.objects.filter(application=application).order_by("pk")),
    )


def _lines_for(application: Application) -> list[SelectionLine]:
    """Return what the agreed selection says; of whom it does not know, hired before it was made, the one announced."""
    rows = SelectionLine.objects.filter(application=application).select_related("tambon").order_by("choice")
    if found := list(rows.filter(selection__state=SelectionState.AGREED)):
        return found
    told = rows.filter(selection__announcements__published_at__isnull=False)
    newest = told.order_by("-selection__number").values("selection")[:1]
    return list(rows.filter(selection=newest))
