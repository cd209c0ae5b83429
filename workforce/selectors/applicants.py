"""The applicants of a round as its staff go through them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from u2t.core.access import Actor
from u2t.core.keyset import Certain
from u2t.core.permissions import Can as Core
from workforce.choices import ApplicationState, DocumentState
from workforce.models import Application, Criterion, Document, RequiredDocument, Round, Score
from workforce.permissions import Can

_COUNT = IntegerField()
#: Nobody checks the documents of those who have not sent, took back or were refused.
BEING_SCREENED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED)


@dataclass(frozen=True, slots=True)
class Cell:
    """Points of one applicant under one criterion, as they are or as they were typed; `error` says what is wrong.

    `stored` are those that are stored where others were typed and not stored.
    """

    code: str
    text: str
    error: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant in the grid of scores."""

    application: Application
    cells: list[Cell]
    total: Decimal | None
    problem: str = ""


def round_to_screen(user: Actor, pk: str) -> Round:
    """Return a round whose applicants the user may go through, or answer 404."""
    rows = Round.objects.visible_to(user, to=Can.VIEW_APPLICATION)
    return get_object_or_404(rows.select_related("university", "terms"), pk=pk)


def sees_names(user: Actor, round: str) -> bool:
    """Tell whether names in a download of a round's applicants are the user's to see: who screens them, or audits."""
    found = Round.objects.filter(pk=int(round)).first()
    may = (Can.SCREEN_APPLICATION, Core.EXPORT_PERSONAL_DATA)
    return found is not None and any(user.has_perm(permission, found) for permission in may)


def applicants_of(user: Actor, round: str) -> "QuerySet[Application]":
    """Return the applications that were sent in a round, with what the list shows of each."""
    sent = Application.objects.visible_to(user, to=Can.VIEW_APPLICATION).filter(
        round=int(round), submitted_at__isnull=False
    )
    lasting = Document.objects.filter(application=OuterRef("pk"), replaced_at__isnull=True).order_by()
    counted = lasting.values("application").annotate(count=Count("pk")).values("count")
    points = Score.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return sent.select_related("person", "first_choice", "second_choice").annotate(
        place=Certain(F("number"), output_field=_COUNT),
        waiting=Coalesce(Subquery(counted.filter(state=DocumentState.WAITING), output_field=_COUNT), 0),
        returned=Coalesce(Subquery(counted.filter(state=DocumentState.RETURNED), output_field=_COUNT), 0),
        points=Subquery(points.annotate(sum=Sum("points")).values("sum")),
    )


def without_documents(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    """Keep those of `rows` for which a document that their type must bring is missing or was returned."""
    brought = Document.objects.filter(
        application=OuterRef(OuterRef("pk")), kind=OuterRef("kind"), replaced_at__isnull=True
    ).exclude(state=DocumentState.RETURNED)
    of_type = Q(worker_type=OuterRef("worker_type")) | Q(worker_type="") & ~Exists(
        RequiredDocument.objects.filter(
            terms=OuterRef("terms"), kind=OuterRef("kind"), worker_type=OuterRef(OuterRef("worker_type"))
        )
    )
    needed = RequiredDocument.objects.filter(of_type, terms=OuterRef("round__terms"), is_required=True)
    return rows.filter(Exists(needed.filter(~Exists(brought))))


def not_scored(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    """Keep those of `rows` whose interview lacks points under any criterion of their round."""
    given = Score.objects.filter(application=OuterRef(OuterRef("pk")), criterion=OuterRef("pk"))
    lacking = Criterion.objects.filter(~Exists(given), terms=OuterRef("round__terms"))
    return rows.filter(Exists(lacking.order_by()))


def criteria_of(round_: Round) -> list[Criterion]:
    """Return what the interviews of a round are scored by."""
    return list(Criterion.objects.filter(terms=round_.terms_id))


def to_score(user: Actor, round_: Round) -> "QuerySet[Application]":
    """Return the applicants of a round who are interviewed."""
    rows = Application.objects.visible_to(user, to=Can.SCORE_APPLICATION)
    rows = rows.filter(round=round_, state=ApplicationState.QUALIFIED, submitted_at__isnull=False)
    return rows.select_related("person", "first_choice").annotate(place=Certain(F("number"), output_field=_COUNT))


def sent_to_score(user: Actor, round_: Round, keys: set[int]) -> list[Application]:
    """Return those of a round whose points were sent, whatever became of them since, in the order of the grid."""
    rows = Application.objects.visible_to(user, to=Can.SCORE_APPLICATION).filter(round=round_, pk__in=keys)
    return list(rows.select_related("person", "first_choice").order_by("number", "pk"))


def scored_rows(applications: list[Application], criteria: list[Criterion]) -> list[Row]:
    """Return the rows of the grid with the points there are."""
    given: dict[int, dict[int, Decimal]] = {}
    for application, criterion, points in Score.objects.filter(application__in=applications).values_list(
        "application", "criterion", "points"
    ):
        given.setdefault(application, {})[criterion] = points
    return [_row(one, given.get(one.pk, {}), criteria) for one in applications]


def _row(application: Application, points: dict[int, Decimal], criteria: list[Criterion]) -> Row:
    cells = [Cell(row.code, _text(points.get(row.pk))) for row in criteria]
    is_complete = all(row.pk in points for row in criteria)
    return Row(application, cells, sum(points.values(), Decimal(0)) if criteria and is_complete else None)


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
