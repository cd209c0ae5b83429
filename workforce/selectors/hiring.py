"""Who is to be hired, and what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tambon.models import Area, Programme, University
from workforce.choices import ApplicationState, Outcome, PeriodState, SelectionState, WorkScheme
from workforce.models import (
    Application,
    Contract,
    Period,
    Person,
    Placement,
    Round,
    SelectionLine,
    Terms,
    TypeTerms,
    WorkItem,
)
from workforce.selectors.calling import called_up
from workforce.selectors.days import ends_of
from workforce.selectors.namesakes import namesakes_of
from workforce.selectors.promising import GOING_ON
from workforce.selectors.terms import terms_for

#: Applications whose owner may be hired.
HIREABLE = frozenset({ApplicationState.SELECTED, ApplicationState.RESERVE})
#: Selections that gave places, also those a newer one took the place of.
_GIVING = (SelectionState.AGREED, SelectionState.REPLACED)


@dataclass(frozen=True, slots=True)
class Hire:
    """Who shall work where, as what and when (`during` ends before its upper day).

    `reason` says why somebody free who stands before on the reserve list is passed over.
    """

    person: Person
    university: University
    programme: Programme
    tambon: Area
    worker_type: str
    during: DateRange
    application: Application | None = field(default=None)
    position: WorkItem | None = field(default=None)
    is_digital: bool = False
    replaces: Contract | None = field(default=None)
    reason: str = ""


def wage_of(offer: Hire) -> Decimal | None:
    """Return baht a month: by the terms of the application's round, else by those in force."""
    terms = (
        offer.application.round.terms
        if offer.application
        else terms_for(programme=offer.programme, university=offer.university)
    )
    if terms is None:
        return None
    wages = TypeTerms.objects.filter(terms=terms, worker_type=offer.worker_type)
    return wages.values_list("monthly_wage", flat=True).first()


def rules_of(work: Hire | Contract) -> list[Terms]:
    """Return the rules of which one has to give the post: those in force, and of the own round while that goes on.

    Who follows somebody, or moves, fills none that the round offered, also where its reserve list calls them.
    """
    found = {terms_for(programme=work.programme, university=work.university)}
    if isinstance(work, Hire) and work.replaces is None and work.application is not None:
        round_ = work.application.round
        found |= {round_.terms} if round_.state in GOING_ON else set()
    return [terms for terms in found if terms is not None]


def positions() -> "QuerySet[WorkItem]":
    """Return the positions in which people are hired, in the order of their list."""
    return WorkItem.objects.filter(scheme=WorkScheme.POSITION, is_offered=True)


def busy_with(person: Person, during: DateRange, *, apart_from: int | None = None) -> Contract | None:
    """Return a contract the person has on any of these days, wherever in the country.

    Where there is none it may be one of somebody of the same name and birth of whom nobody can tell the person apart.
    """
    people = [person.pk, *namesakes_of([person])[person.pk]]
    rows = Contract.objects.counting().filter(person__in=people, during__overlap=during).select_related("university")
    found = (rows.exclude(pk=apart_from) if apart_from is not None else rows).order_by("pk")
    return min(found, key=lambda one: one.person_id != person.pk, default=None)


def whom_to_call(contract: Contract) -> str:
    """Return whom another university may ask about a contract: an office with its telephone, never more."""
    rounds = Round.objects.public().filter(university=contract.university_id, programme=contract.programme_id)
    found = rounds.order_by("-number").values_list("contact", "telephone").first()
    office = " ".join(part for part in found or () if part)
    return f"{contract.university.name_th} {office}".strip()


def _kept() -> Q:
    """Match the place of somebody who was hired while the selection was made anew, and whose contract was dropped."""
    newer = SelectionLine.objects.filter(application=OuterRef("application"), selection__state=SelectionState.AGREED)
    return Q(
        ~Exists(newer), selection__state=SelectionState.REPLACED, outcome=Outcome.SELECTED,
        application__state=ApplicationState.SELECTED,
    )  # fmt: skip


def given_lines() -> "QuerySet[SelectionLine]":
    """Return what agreed selections gave: places, and places on reserve lists."""
    rows = SelectionLine.objects.filter(selection__state=SelectionState.AGREED)
    return rows.filter(outcome__in=[Outcome.SELECTED, Outcome.RESERVE])


def lines_of(application: Application) -> "QuerySet[SelectionLine]":
    """Return what the agreed selection gave an application, the first choice first."""
    rows = SelectionLine.objects.filter(application=application, selection__state=SelectionState.AGREED)
    return rows.filter(outcome__in=[Outcome.SELECTED, Outcome.RESERVE]).select_related("tambon").order_by("choice")


def was_selected(application: Application) -> bool:
    """Tell whether a place was given to an application, by a selection since replaced where no newer one knows it."""
    rows = SelectionLine.objects.filter(application=application, selection__state__in=_GIVING)
    newest = rows.order_by("-selection").values("selection")[:1]
    return rows.filter(selection=newest, outcome=Outcome.SELECTED).exists()


def lines_to_hire(applications: "Sequence[Application]") -> dict[int, SelectionLine]:
    """Return for each application the line that hires it: where it was selected, else where the list calls it."""
    giving = Q(selection__state=SelectionState.AGREED) | _kept()
    rows = SelectionLine.objects.filter(giving, application__in=applications)
    rows = rows.filter(outcome__in=[Outcome.SELECTED, Outcome.RESERVE]).select_related("tambon").order_by("choice")
    called = set(called_up().filter(application__in=applications).values_list("pk", flat=True))
    found: dict[int, SelectionLine] = {}
    for line in sorted(rows, key=lambda one: (one.outcome != Outcome.SELECTED, one.pk not in called)):
        found.setdefault(line.application_id, line)
    return found


def offer_of(application: Application, *, is_digital: bool = False, position: WorkItem | None = None) -> Hire | str:
    """Return the offer that an application's place in the selection means, or why there is none."""
    line = lines_to_hire([application]).get(application.pk)
    if line is None:
        return _("This application has no place in an agreed selection.")
    round_ = application.round
    return Hire(
        person=application.person,
        university=round_.university,
        programme=round_.programme,
        tambon=line.tambon,
        worker_type=line.worker_type,
        during=DateRange(round_.work_starts_on, round_.work_ends_on + timedelta(days=1)),
        application=application,
        position=position,
        is_digital=is_digital,
    )


def days_left(contract: Contract) -> DateRange:
    """Return the days for which somebody is to follow: from the end of `contract` to where it was agreed to end.

    Nobody comes into a month that is closed: then they begin after it.

    Of contracts that ended before that was kept it is the end of the round's work, or of the work by the rules.
    """
    if contract.agreed_until is not None:
        last = contract.agreed_until
    elif contract.application is not None:
        last = contract.application.round.work_ends_on
    else:
        terms = terms_for(programme=contract.programme, university=contract.university)
        last = terms.work_ends_on if terms else contract.programme.ends_on
    after = ends_of(contract.during)[1]
    closed = Period.objects.filter(
        programme=contract.programme_id, university=contract.university_id, state=PeriodState.CLOSED,
        during__endswith__gt=after,
    )  # fmt: skip
    after = max([after, *(ends_of(during)[1] for during in closed.values_list("during", flat=True))])
    return DateRange(after, max(last + timedelta(days=1), after))


def reserve_for(contract: Contract) -> "QuerySet[SelectionLine]":
    """Return who waits, in order, for a post like the one of `contract`: same tambon and type, newest round first."""
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).order_by("-during")
    rows = reserve_in(contract.university, contract.programme, worker_type=contract.worker_type)
    return rows.filter(tambon__in=seats.values("post__tambon")[:1])


def reserve_in(university: University, programme: Programme, *, worker_type: str) -> "QuerySet[SelectionLine]":
    """Return the reserve lists of a university for a type, newest round first, each in its order."""
    rows = SelectionLine.objects.filter(
        selection__state=SelectionState.AGREED,
        selection__round__university=university,
        selection__round__programme=programme,
        worker_type=worker_type,
        application__state=ApplicationState.RESERVE,
        outcome=Outcome.RESERVE,
    )
    return rows.select_related("application__person", "application__round__terms").order_by(
        "-selection__round__number", "place"
    )
