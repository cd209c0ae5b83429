"""Bring lists of institutions in: the one road for the page and the API."""

from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from tambon.choices import InstitutionList as Kind
from tambon.importing.institutions import plan_of
from tambon.models import User
from tambon.services import institution_imports
from tambon.services.institution_imports import SUBJECT, Plan
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.models import ImportIssue, ImportRun
from u2t.core.permissions import Can as Core


def runs_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of institutions that the user may see."""
    rows = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject__startswith=SUBJECT)
    return rows.select_related("file", "by", "job")


def issues_of(user: Actor, run: str) -> "QuerySet[ImportIssue]":
    """Return what the check of an import found, if the user may see it."""
    return ImportIssue.objects.filter(run__in=runs_of(user).filter(pk=run))


@transaction.atomic
def bring(*, kind: Kind, name: str, stream: IO[bytes], by: User) -> ImportRun:
    """Keep a file and have it checked by a worker."""
    run = institution_imports.open_run(kind=kind, name=name, stream=stream, by=by)
    return institution_imports.queue_check(run=run, by=by)


def kind_of(run: ImportRun) -> Kind:
    """Return what the rows of a run are about."""
    return Kind(run.subject.removeprefix(SUBJECT))


def plan(run: ImportRun) -> Plan:
    """Read the file of a run against the institutions of this moment."""
    if run.file is None:
        return Plan([], [], 0, {})
    return plan_of(files.path_of(run.file), kind=kind_of(run))
