"""The life of an import run that every app shares: opened, its issues kept, checked, refused or given up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from u2t.core import clock, jobs
from u2t.core.access import Actor, key_of
from u2t.core.errors import DomainError
from u2t.core.importing.issues import Finding
from u2t.core.models import ImportIssue, ImportRun, Origin, PrivateFile, RunState, Severity

_TURN = 0x44415441  # "DATA"
#: What was not decided yet.
OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED})
#: More are counted, not listed: who has so many brought the wrong file.
MAX_LISTED = 50_000


def open_run(
    *,
    subject: str,
    name: str,
    by: Actor,
    period: str = "",
    origin: str = Origin.REAL,
    file: PrivateFile | None = None,
    areas: Sequence[str] = (),
) -> ImportRun:
    """Begin a run for a file; the caller has asked for permission."""
    return ImportRun.objects.create(
        subject=subject, name=Path(name).name[:200], by_id=key_of(by), period=period, origin=origin, file=file,
        areas=list(areas), created_at=clock.now(),
    )  # fmt: skip


def keep_check(
    run: ImportRun,
    findings: Sequence[Finding],
    *,
    columns: dict[str, Any],
    row_count: int,
    skipped_count: int,
    further: Mapping[str, int] | None = None,
) -> ImportRun:
    """Store what a check found, replacing an earlier check; a run without a usable row or file is refused.

    `further` says of each severity how many findings about rows there were besides.
    """
    run.issues.all().delete()
    counts = Counter(finding.severity for finding in findings)
    counts.update(further or {})
    listed = first_of(findings)
    if counts.total() > MAX_LISTED:
        listed.append(Finding(0, "too_many", values={"count": counts.total()}, severity=Severity.WARNING))
    ImportIssue.objects.bulk_create([_issue(run, finding) for finding in listed], batch_size=5000)
    run.error_count, run.warning_count = counts[Severity.ERROR], counts[Severity.WARNING]
    run.row_count, run.skipped_count, run.columns = row_count, skipped_count, columns
    is_unusable = any(finding.line == 0 or not row_count for finding in findings if finding.severity == Severity.ERROR)
    run.state = RunState.REFUSED if is_unusable or skipped_count >= row_count else RunState.CHECKED
    run.checked_at = clock.now()
    run.save(
        update_fields=["error_count", "warning_count", "row_count", "skipped_count", "columns", "state", "checked_at"]
    )
    return run


def first_of(findings: Sequence[Finding]) -> list[Finding]:
    """Return what is listed of very many findings: why rows are refused before what is only remarked."""
    if len(findings) <= MAX_LISTED:
        return list(findings)
    errors = [at for at, finding in enumerate(findings) if finding.severity == Severity.ERROR]
    others = [at for at, finding in enumerate(findings) if finding.severity != Severity.ERROR]
    return [findings[at] for at in sorted((errors + others)[:MAX_LISTED])]


def _issue(run: ImportRun, finding: Finding) -> ImportIssue:
    return ImportIssue(
        run=run,
        line=finding.line,
        column=finding.column[:120],
        value=finding.value.replace("\x00", "")[:200],
        code=finding.code,
        values=finding.values,
        severity=finding.severity,
    )


def take_turn() -> None:
    """Wait for other imports that are being stored or undone, until the end of the transaction.

    They number their layers in one column (`ImportRun.position`), whatever they are about.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def next_position() -> int:
    """Return the number of the next run that is stored; the caller has its turn."""
    return (ImportRun.objects.aggregate(highest=Max("position"))["highest"] or 0) + 1


def queue(run: ImportRun, kind: str, *, by: Actor, **arguments: Any) -> ImportRun:
    """Give the run to a worker, one piece of work at a time; the caller holds the row and has asked for permission.

    Raises:
        DomainError: a worker has it already.
    """
    if run.job is not None and not run.job.has_ended:
        raise DomainError(_("This import is being worked on."))
    run.job = jobs.start(kind, by=by, run=run.pk, **arguments)
    run.save(update_fields=["job"])
    return run


def check_storable(run: ImportRun, *, skip_refused: bool, error: type[DomainError] = DomainError) -> None:
    """Stop at a run of which nothing can be stored, or of which rows are refused that nobody said to leave out.

    Raises:
        DomainError: of the kind `error`; the message says what to do.
    """
    if run.state in OPEN and run.row_count and run.skipped_count >= run.row_count:
        raise error(_("Not one row of this file can be stored."))
    if run.state != RunState.CHECKED:
        state = run.get_state_display()
        raise error(_("Only a checked import can be stored; this one is: %(state)s.") % {"state": state})
    if run.skipped_count and not skip_refused:
        refused = ngettext(
            "%(count)s row is refused. Correct the file, or say that it may be left out.",
            "%(count)s rows are refused. Correct the file, or say that they may be left out.",
            run.skipped_count,
        )
        raise error(refused % {"count": run.skipped_count})


def issues_of(run: ImportRun) -> "QuerySet[ImportIssue]":
    """Return the issues in the order of the file."""
    return run.issues.order_by("line", "pk")
