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
    lines = SelectionLine.objects.filter(application=application, selection__state=SelectionState.AGREED)
    found = lines.select_related("tambon").order_by("choice")
    return Result(
        [
            Choice(line.tambon.name_th, line.outcome, str(Outcome(line.outcome).label), line.place, why(line))
            for line in found
        ],
        standing_announcement(application.round),
        may_appeal(application),
        list(Appeal.objects.filter(application=application).order_by("pk")),
    )
