"""A month is kept open while something of it is written, by any number at once; closing it waits for them."""

from typing import Protocol

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.errors import DomainError
from workforce.choices import PeriodState
from workforce.models import Period, TambonClosing
from workforce.wording import month_name

_CLASS = 0x5532544D  # "U2TM": keeps these locks apart from others'


class OfTambon(Protocol):
    """Something of a university's work in a tambon."""

    programme_id: str
    university_id: str
    tambon_id: str


class MonthError(DomainError):
    """A month is not in a state for what was asked."""


class Holding:
    """Takes the locks of a month; a name for what only services may call, inside their transaction."""

    @staticmethod
    def open(period: Period) -> None:
        """Keep a period open until the end of the transaction.

        Raises:
            MonthError: it is closed.
        """
        _lock("pg_advisory_xact_lock_shared", period)
        if Period.objects.filter(pk=period.pk, state=PeriodState.CLOSED).exists():
            raise MonthError(_("This month is closed. Ask the university if something in it is wrong."))

    @staticmethod
    def days(*, programme: str, university: str, during: DateRange) -> None:
        """Keep the months open that some days of work lie in: nobody comes into one that was closed.

        Raises:
            MonthError: one is closed; the sentence names it.
        """
        begun = Period.objects.filter(programme=programme, university=university, during__overlap=during)
        for period in begun.filter(during__startswith__lte=clock.today()).order_by("during"):
            try:
                Holding.open(period)
            except MonthError as error:
                said = _("%(month)s is closed. Let the work begin after it, or open the month again, with a reason.")
                raise MonthError(said % {"month": month_name(period.month)}) from error

    @staticmethod
    def tambon(of: OfTambon) -> None:
        """Stop where the work in a tambon was closed with its letter.

        Raises:
            MonthError: it is; somebody opens it again, with a reason, first.
        """
        place = {"programme": of.programme_id, "university": of.university_id, "tambon": of.tambon_id}
        closings = TambonClosing.objects.select_for_update(of=("self",), no_key=True)
        if closings.filter(**place, closed_at__isnull=False).exists():
            raise MonthError(_("The work in this tambon is closed. Open it again, with a reason, first."))

    @staticmethod
    def alone(period: Period) -> None:
        """Wait until nobody writes of a period, and keep everybody out until the end of the transaction."""
        _lock("pg_advisory_xact_lock", period)


def _lock(call: str, period: Period) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}(%s, %s)", [_CLASS, period.pk])
