"""Where spreadsheets come in: which imports one sees, what was found, and what the file would do at this moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from tambon.importing import allocations, institutions
from tambon.models import Area, Programme, University
from tambon.services.allocation_imports import ALLOCATIONS
from tambon.services.institution_imports import INSTITUTIONS
from tambon.services.sheets import Plan, Sheet
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


def runs_of(sheet: Sheet, user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of a kind of spreadsheet that the user may see."""
    rows = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject__startswith=sheet.subject)
    return rows.select_related("file", "by", "job")


def issues_of(sheet: Sheet) -> "Callable[[Actor, str], QuerySet[ImportIssue]]":
    """Return the rows of a list: what the check of an import found, if the user may see it."""
    return lambda user, run: ImportIssue.objects.filter(run__in=runs_of(sheet, user).filter(pk=run))


def institution_runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of institutions, for the list of them."""
    return runs_of(INSTITUTIONS, user)


def allocation_runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of allocations with the name of their programme, for the list of them."""
    subject = Concat(Value(ALLOCATIONS.subject), "code", output_field=CharField())
    named = Programme.objects.annotate(subject_code=subject).filter(subject_code=OuterRef("subject"))
    return runs_of(ALLOCATIONS, user).annotate(programme_short=Subquery(named.values("short_th")[:1]))


def plan(sheet: Sheet, run: ImportRun) -> Plan:
    """Read the file of a run against what is stored at this moment."""
    return _PLANS[sheet.noun](files.path_of(run.file), run) if run.file is not None else Plan()


def _allocations(path: Path, run: ImportRun) -> Plan:
    programme = Programme.objects.get(pk=ALLOCATIONS.about(run))
    return allocations.plan_of(path, programme=programme, from_on=date.fromisoformat(run.options["from_on"]))


def _institutions(path: Path, run: ImportRun) -> Plan:
    return institutions.plan_of(path, kind=INSTITUTIONS.kind(run))


_PLANS: dict[str, Callable[[Path, ImportRun], Plan]] = {
    ALLOCATIONS.noun: _allocations,
    INSTITUTIONS.noun: _institutions,
}


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
