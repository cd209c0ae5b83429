"""Whom the reserve list calls before any contract is made: somebody selected refused, the next comes up."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from workforce.choices import ApplicationState, Outcome, SelectionState
from workforce.models import Application, Placement, SelectionLine


def called_up() -> "QuerySet[SelectionLine]":
    """Return the lines of the reserve lists whose turn it is, in each list as many as places were given up.

    A place counts as given up while nobody of the reserve list was hired in it; who replaces somebody that had begun
    to work takes the post of that contract, and none of these.
    """
    group = SelectionLine.objects.filter(
        selection=OuterRef("selection"), tambon=OuterRef("tambon"), worker_type=OuterRef("worker_type")
    )
    reserve = group.filter(outcome=Outcome.RESERVE)
    ahead = reserve.filter(application__state=ApplicationState.RESERVE, place__lt=OuterRef("place"))
    waiting = SelectionLine.objects.filter(
        Exists(_given_up(group)),
        selection__state=SelectionState.AGREED,
        outcome=Outcome.RESERVE,
        application__state=ApplicationState.RESERVE,
    )
    counted = waiting.annotate(
        left=_count(_given_up(group)) - _count(_hired_from(reserve)), ahead=_count(ahead)
    )  # fmt: skip
    return counted.filter(ahead__lt=F("left"))


def is_called(application: Application) -> bool:
    """Tell whether a reserve list calls an application: before it nobody waits for a place that was given up."""
    return called_up().filter(application=application).exists()


def is_filled(line: SelectionLine) -> bool:
    """Tell whether the place of somebody selected went to the reserve list already."""
    group = SelectionLine.objects.filter(
        selection=line.selection_id, tambon=line.tambon_id, worker_type=line.worker_type
    )
    return _hired_from(group.filter(outcome=Outcome.RESERVE)).count() >= _given_up(group).count()


def _given_up(group: "QuerySet[SelectionLine]") -> "QuerySet[SelectionLine]":
    gone = [ApplicationState.DECLINED, ApplicationState.WITHDRAWN]
    return group.filter(outcome=Outcome.SELECTED, application__state__in=gone)


def _hired_from(reserve: "QuerySet[SelectionLine]") -> "QuerySet[SelectionLine]":
    """Keep those who were hired in this very place: somebody may wait in two."""
    posts = Placement.objects.filter(
        contract__application=OuterRef("application"), contract__replaces__isnull=True, is_cancelled=False,
        post__tambon=OuterRef("tambon"), post__worker_type=OuterRef("worker_type"),
    )  # fmt: skip
    return reserve.filter(Exists(posts))


def _count(rows: "QuerySet[SelectionLine]") -> Coalesce:
    grouped = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
