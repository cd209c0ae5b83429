"""How long a reserve list holds: as many days from the publication of its result as the rules of its round say."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from u2t.core import clock
from workforce.choices import AppealState, ApplicationState, SelectionState
from workforce.models import Announcement, Appeal, Application, Round


def reserve_until(announcement: Announcement) -> date | None:
    """Return the last day on which the reserve list of an announced result holds; none where no rule says one."""
    days = announcement.round.terms.reserve_days
    if days is None or announcement.published_at is None:
        return None
    return timezone.localdate(announcement.published_at) + timedelta(days=days)


def reserve_of(round_: Round) -> date | None:
    """Return the last day of the reserve list that a round announced, if there is one."""
    found = _announced().filter(round=round_).first()
    return reserve_until(found) if found is not None else None


def reserves_over() -> set[int]:
    """Return the rounds of which people wait on a list that holds no more; an open appeal is answered first."""
    appeals = Appeal.objects.filter(application__round=OuterRef("round"), state=AppealState.OPEN)
    waiting = Application.objects.filter(round=OuterRef("round"), state=ApplicationState.RESERVE)
    rows = _announced().filter(~Exists(appeals), Exists(waiting), round__terms__reserve_days__isnull=False)
    today = clock.today()
    return {one.round_id for one in rows if (until := reserve_until(one)) is not None and until < today}


def _announced() -> "QuerySet[Announcement]":
    rows = Announcement.objects.filter(
        selection__state=SelectionState.AGREED, published_at__isnull=False, withdrawn_at__isnull=True
    )
    return rows.select_related("round__terms").order_by("-published_at")
