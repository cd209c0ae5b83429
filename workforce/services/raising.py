"""What a report names beside its results: kept while it is written, raised when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from tambon.models import User
from u2t.core import clock, notifications
from workforce.choices import ProblemAction, ProblemOwner
from workforce.models import MonthReport, ProblemEvent, ProblemItem
from workforce.selectors.problems import DAYS, lecturers_of


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, an obstacle or a suggestion as it is typed."""

    kind: str
    text: str


class Raising:
    """Stores items; a name for what only services may call, inside their transaction."""

    @staticmethod
    def keep(report: MonthReport, problems: Sequence[Problem]) -> None:
        """Store what is typed in the place of what was typed before; what was raised already stays as it is."""
        report.problems.filter(raised_at__isnull=True).delete()
        ProblemItem.objects.bulk_create(
            ProblemItem(report=report, kind=one.kind, text=one.text.strip()) for one in problems if one.text.strip()
        )

    @staticmethod
    def all_of(report: MonthReport, by: User) -> None:
        """Raise what was typed: the lecturer in charge is told, and owes an answer."""
        now, owner = clock.now(), ProblemOwner.PM
        items = list(report.problems.filter(raised_at__isnull=True))
        if not items:
            return
        due_on = clock.today() + timedelta(days=DAYS[owner])
        ProblemItem.objects.filter(pk__in=[item.pk for item in items]).update(raised_at=now, due_on=due_on, owner=owner)
        ProblemEvent.objects.bulk_create(
            ProblemEvent(item=item, action=ProblemAction.RAISED, by=by, at=now, owner=owner) for item in items
        )
        whom = [user for user in lecturers_of(report) if user != by.pk]
        link = f"{reverse('problemitem-list')}?waiting=true"
        notifications.tell_many(user_ids=whom, kind="problemitem.raised", link=link, count=len(items))
