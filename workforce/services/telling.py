"""Tell workers what became of their month."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from u2t.core import notifications
from workforce.models import MonthReport, Period


class Telling:
    """Stores notifications; a name for what only services may call, inside their transaction."""

    @staticmethod
    def worker(report: MonthReport, kind: str) -> None:
        """Tell who wrote a report, if there is an account."""
        user = report.contract.person.user_id
        if user is not None:
            Telling.workers([(user, report.pk)], kind, report.period)

    @staticmethod
    def holders(report: MonthReport, whom: Iterable[int]) -> None:
        """Tell those who approved a report at a step that it came back to them."""
        links = [(user, report.pk) for user in whom]
        Telling.workers(links, "monthreport.back", report.period)

    @staticmethod
    def workers(whom: Iterable[tuple[int, int]], kind: str, period: Period, *, on: date | None = None) -> None:
        """Tell many the same of one month, each with the own report: pairs of an account and a report."""
        links = [(user, reverse("monthreport-detail", args=[report])) for user, report in whom]
        said = {"month": period.month.isoformat()} | ({"on": on.isoformat()} if on else {})
        notifications.tell_all(links=links, kind=kind, **said)
