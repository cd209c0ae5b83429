"""Bring allocations in: the one road for the page and the API."""

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from tambon.importing.allocations import plan_of
from tambon.models import Area, Programme, University, User
from tambon.services import allocation_imports
from tambon.services.allocation_imports import SUBJECT, Plan
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.models import ImportIssue, ImportRun
from u2t.core.permissions import Can as Core

CONFLICT = "held_by_other"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row whose tambon another university holds: who since when, and to whom the file gives it from when on."""

    line: int
    tambon: str
    holder: str
    since: date | None
    taker: str
    day: date


def runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of allocations that the user may see."""
    rows = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject__startswith=SUBJECT)
    return rows.select_related("file", "by", "job")


def named_runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports with the name of their programme, for the list of them."""
    subject = Concat(Value(SUBJECT), "code", output_field=CharField())
    named = Programme.objects.annotate(subject_code=subject).filter(subject_code=OuterRef("subject"))
    return runs_of(user).annotate(programme_short=Subquery(named.values("short_th")[:1]))


def issues_of(user: Actor, run: str) -> "QuerySet[ImportIssue]":
    """Return what the check of an import found, if the user may see it."""
    return ImportIssue.objects.filter(run__in=runs_of(user).filter(pk=run))


def conflicts_of(run: ImportRun, *, limit: int) -> list[Conflict]:
    """Return the first rows whose tambon another university holds."""
    issues = list(run.issues.filter(code=CONFLICT).order_by("line", "pk")[:limit])
    takers = University.objects.in_bulk({_taker(issue) for issue in issues})
    places = Area.objects.in_bulk({issue.value for issue in issues})
    return [
        Conflict(
            line=issue.line,
            tambon=str(places.get(issue.value, issue.value)),
            holder=issue.values["university"],
            since=date.fromisoformat(issue.values["since"]) if issue.values["since"] else None,
            taker=str(takers.get(_taker(issue), issue.values["new"])),
            day=date.fromisoformat(issue.values["day"]),
        )
        for issue in issues
    ]


def _taker(issue: ImportIssue) -> str:
    """Return the code of the university the file names; older checks kept it as `new`."""
    return str(issue.values.get("taker", issue.values["new"]))


def count_conflicts(run: ImportRun) -> int:
    """Count them all."""
    return run.issues.filter(code=CONFLICT).count()


@transaction.atomic
def bring(*, programme: Programme, name: str, stream: IO[bytes], from_on: date, by: User) -> ImportRun:
    """Keep a file and have it checked by a worker."""
    run = allocation_imports.open_run(programme=programme, name=name, stream=stream, from_on=from_on, by=by)
    return allocation_imports.queue_check(run=run, by=by)


def plan(run: ImportRun) -> Plan:
    """Read the file of a run against the allocations of this moment."""
    if run.file is None:
        return Plan([], [], 0, {})
    programme = Programme.objects.get(pk=run.subject.removeprefix(SUBJECT))
    return plan_of(files.path_of(run.file), programme=programme, from_on=date.fromisoformat(run.options["from_on"]))
