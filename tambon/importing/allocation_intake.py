"""Bring allocations in: the one road for the page and the API."""

from datetime import date
from typing import IO

from django.db.models import QuerySet

from tambon.importing.allocations import plan_of
from tambon.models import Programme, User
from tambon.services import allocation_imports
from tambon.services.allocation_imports import SUBJECT, Decision, Plan
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.models import ImportRun
from u2t.core.permissions import Can as Core


def runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of allocations that the user may see."""
    rows = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject__startswith=SUBJECT)
    return rows.select_related("file", "by")


def bring(*, programme: Programme, name: str, stream: IO[bytes], from_on: date, by: User) -> ImportRun:
    """Keep a file and check it."""
    run = allocation_imports.open_run(programme=programme, name=name, stream=stream, from_on=from_on, by=by)
    return allocation_imports.keep_check(run=run, plan=_plan(run), by=by)


def store(*, run: ImportRun, decision: Decision, by: User) -> ImportRun:
    """Store a checked file; it is checked again, as somebody may have changed allocations since."""
    return allocation_imports.store(run=run, plan=_plan(run), decision=decision, by=by)


def _plan(run: ImportRun) -> Plan:
    if run.file is None:
        return Plan([], [], 0, {})
    programme = Programme.objects.get(pk=run.subject.removeprefix(SUBJECT))
    return plan_of(files.path_of(run.file), programme=programme, from_on=date.fromisoformat(run.options["from_on"]))
