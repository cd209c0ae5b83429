"""Lists of people at work on their way in."""

from django.db.models import QuerySet

from tambon.models import Programme, University
from u2t.core.access import Actor
from u2t.core.models import ImportIssue, ImportRun
from workforce.permissions import Can

SUBJECT = "workforce:"


def imports_of(user: Actor) -> "QuerySet[ImportRun]":
    """Return the imports of people that a user may follow: those of the own university."""
    rows = ImportRun.objects.visible_to(user, to=Can.IMPORT_WORKFORCE).filter(subject__startswith=SUBJECT)
    return rows.select_related("file", "by", "job")


def issues_of(user: Actor, *, run: str) -> "QuerySet[ImportIssue]":
    """Return what is wrong with one file."""
    return ImportIssue.objects.filter(run__in=imports_of(user).filter(pk=run).values("pk"))


def subject_of(run: ImportRun) -> tuple[University, Programme]:
    """Return the university and the programme an import is for."""
    _kind, university, programme = run.subject.split(":")
    return University.objects.get(pk=university), Programme.objects.get(pk=programme)
