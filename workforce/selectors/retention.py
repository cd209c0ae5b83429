"""Applications that are kept no longer: which rounds have any, and which they are."""

from django.db.models import DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from u2t.core import clock
from workforce.choices import AppealState
from workforce.models import Appeal, Application, Contract, Round
from workforce.selectors.hiring import HIREABLE


def rounds_past_keeping() -> QuerySet[Round]:
    """Return the rounds that closed so long ago that drafts and people not hired are kept no longer."""
    months = Func(Value(0), F("terms__keep_months"), function="make_interval")
    until = Func(
        F("closes_at"), months, arg_joiner=" + ", template="(%(expressions)s)", output_field=DateTimeField()
    )  # fmt: skip
    rows = Round.objects.annotate(kept_until=until).filter(kept_until__lt=clock.now())
    return rows.filter(Exists(_expired().filter(round=OuterRef("pk")))).order_by("pk")


def expired_in(round_: Round) -> QuerySet[Application]:
    """Return the applications of such a round whose personal values are to be erased."""
    return _expired().filter(round=round_).order_by("pk")


def _expired() -> QuerySet[Application]:
    """Leave out by what somebody was hired, what may still call them to a post, and what an appeal waits about.

    A contract keeps the application it came from, and no other: what somebody sent elsewhere is erased all the same.
    """
    works = Contract.objects.counting().filter(application=OuterRef("pk"))
    appeals = Appeal.objects.filter(application=OuterRef("pk"), state=AppealState.OPEN)
    may_be_called = Q(state__in=HIREABLE, round__work_ends_on__gte=clock.today())
    rows = Application.objects.filter(~Exists(works), ~Exists(appeals), erased_at__isnull=True)
    return rows.exclude(may_be_called)
