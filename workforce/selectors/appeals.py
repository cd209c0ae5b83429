"""Appeals as their applicants and the staff look at them."""

from django.db.models import QuerySet

from u2t.core import clock
from u2t.core.access import Actor
from workforce.choices import ApplicationState
from workforce.models import Announcement, Appeal, Application
from workforce.permissions import Can
from workforce.selectors.selections import standing_announcement

_APPEALABLE = frozenset(
    {ApplicationState.REFUSED, ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.NOT_SELECTED}
)


def appealable(application: Application) -> bool:
    """Tell whether an application has a result one may object to."""
    return application.state in _APPEALABLE


def may_appeal(application: Application) -> Announcement | None:
    """Return the announcement that can be appealed against now, if the applicant has not done so."""
    announcement = standing_announcement(application.round) if appealable(application) else None
    if announcement is None or clock.now() >= announcement.appeals_until:
        return None
    has_appealed = Appeal.objects.filter(application=application, announcement=announcement).exists()
    return None if has_appealed else announcement


def appeals_of(user: Actor) -> "QuerySet[Appeal]":
    """Return the appeals a user may see."""
    rows: QuerySet[Appeal] = Appeal.objects.visible_to(user, to=Can.VIEW_APPEAL)
    return rows.select_related("application__person", "application__round", "announcement")
