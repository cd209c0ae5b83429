"""Tell a worker what became of the month."""

from django.urls import reverse

from u2t.core import notifications
from workforce.models import MonthReport


class Telling:
    """Stores notifications; a name for what only services may call, inside their transaction."""

    @staticmethod
    def worker(report: MonthReport, kind: str, **values: str) -> None:
        """Tell who wrote a report, if there is an account."""
        user = report.contract.person.user_id
        if user is not None:
            link, month = reverse("monthreport-detail", args=[report.pk]), report.period.month.isoformat()
            notifications.tell(user_id=user, kind=kind, link=link, month=month, **values)
