"""What is kept no longer: applications of closed rounds, people who worked long ago, files of lists of people."""

from datetime import timedelta

from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from u2t.core import clock
from u2t.core.models import ImportRun
from workforce.choices import AppealState, TermsState
from workforce.models import Appeal, Application, Contract, Person, Round, Terms
from workforce.selectors.hiring import HIREABLE
from workforce.selectors.imports import SUBJECT

#: Where no rules are in force any more.
_YEARS, _DAYS = 10, 90


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


def people_past_keeping() -> QuerySet[Person]:
    """Return who had contracts, all of them over for as long as the notice names, and applies nowhere now.

    The years are those of the rules of the round that hired, else of the rules in force where somebody worked.
    """
    in_force = Terms.objects.filter(state=TermsState.IN_FORCE, programme=OuterRef("programme"))
    years = Coalesce(
        F("application__round__terms__keep_years"),
        Subquery(in_force.filter(university=OuterRef("university")).values("keep_years")[:1]),
        Subquery(in_force.filter(university=None).values("keep_years")[:1]),
        Value(_YEARS),
    )
    until = Func(
        F("during__endswith"), Func(years, function="make_interval"), arg_joiner=" + ",
        template="(%(expressions)s)::date", output_field=DateField(),
    )  # fmt: skip
    contracts = Contract.objects.counting().filter(person=OuterRef("pk"))
    kept = contracts.annotate(kept_until=until).filter(kept_until__gt=clock.today())
    applies = Application.objects.filter(person=OuterRef("pk"), erased_at__isnull=True)
    applies = applies.exclude(contract__in=Contract.objects.counting())
    known = Q(national_id_digest__isnull=False) | ~Q(first_name="")
    rows = Person.objects.filter(known, Exists(contracts), ~Exists(kept), ~Exists(applies))
    return rows.order_by("pk")


def lists_past_keeping() -> list[ImportRun]:
    """Return the lists of people that were stored, undone or given up so long ago that their file is kept no longer."""
    terms = Terms.objects.filter(state=TermsState.IN_FORCE).values_list("programme", "university", "list_days")
    days: dict[tuple[str, str | None], int] = {(programme, university): found for programme, university, found in terms}
    rows = ImportRun.objects.filter(subject__startswith=SUBJECT, file__isnull=False).order_by("pk")
    found = []
    for run in rows.select_related("job"):
        _kind, university, programme = run.subject.split(":")
        kept = days.get((programme, university), days.get((programme, None), _DAYS))
        last = run.undone_at or run.stored_at or run.checked_at or run.created_at
        is_busy = run.job is not None and not run.job.has_ended
        if last + timedelta(days=kept) < clock.now() and not is_busy:
            found.append(run)
    return found
