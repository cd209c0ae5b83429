"""Spreadsheets that are stored whole: brought, checked, stored in one transaction or given up, undone exactly.

The life of a file is the same for all; a `Sheet` says what the rows of its kind do, and how that is taken back.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from typing import IO, TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.importing import keeping, runs
from u2t.core.importing.issues import Finding
from u2t.core.models import ImportRun, RunState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class SheetError(DomainError):
    """The import is not in a state, or has not the rows, for what was asked."""


class ChangedSinceError(SheetError):
    """The file would now do something else than what the operator was shown."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do row by row, and what is wrong with it."""

    rows: Sequence[Any] = ()
    findings: Sequence[Finding] = ()
    row_count: int = 0
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return what two plans that do the same have in common."""
        told = json.dumps([astuple(row) for row in self.rows], default=str, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the operator says to conflicts and to rows with errors."""

    replaces: bool = False
    skips_refused: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did: how many rows of the file stand now, and what they made of ours."""

    done: int
    created: int
    changed: int
    same: int


class Sheet(ABC):
    """One kind of spreadsheet: whose it is, and what its rows do. Audit actions and work are named by `noun`."""

    noun: ClassVar[str]
    permission: ClassVar[str]
    #: What its rows may change, in the order in which that can be made.
    models: ClassVar[tuple[type[Model], ...]]
    #: Said when the file would now do something else than was shown; when what it did was changed since; when
    #: others belong to what it made.
    changed_meanwhile: ClassVar["StrPromise"]
    changed_since: ClassVar["StrPromise"]
    in_use: ClassVar["StrPromise"]

    @property
    def subject(self) -> str:
        """Return how the subjects of its runs begin."""
        return f"{self.noun}:"

    @property
    def checking(self) -> str:
        """Return the kind of work that checks a file."""
        return f"tambon.check_{self.noun}s"

    @property
    def storing(self) -> str:
        """Return the kind of work that stores one."""
        return f"tambon.store_{self.noun}s"

    def about(self, run: ImportRun) -> str:
        """Return the code of what a run is about."""
        return run.subject.removeprefix(self.subject)

    def hold_still(self) -> None:  # noqa: B027 - most kinds hold the rows they look at
        """Keep others from changing what is looked at, until the end of the transaction."""

    @abstractmethod
    def touched(self, run: ImportRun, rows: Sequence[Any]) -> "list[QuerySet[Any]]":
        """Return everything that the rows may change or make, to be looked at before and after."""

    @abstractmethod
    def apply(self, run: ImportRun, rows: Sequence[Any], decision: Decision, by: User) -> Stored:
        """Do what the planned rows say."""

    @abstractmethod
    def mark(self, run: ImportRun) -> None:
        """Mark the figures that follow from what the undo of a run is about to change."""

    def upheld_by(self, run: ImportRun) -> list[str]:
        """Return the names of later imports that say the same and stand: what they say would be taken away with it."""
        return []

    def locked(self, run: ImportRun, *states: RunState) -> ImportRun:
        """Return the row of a run, held until the end of the transaction, if it is in one of the states."""
        run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
        if run.state not in states or not run.subject.startswith(self.subject):
            raise SheetError(_("This import has been decided already."))
        return run

    def storable(self, run: ImportRun, decision: Decision) -> ImportRun:
        """Return the row of a run that can be stored as the operator decides."""
        run = self.locked(run, RunState.CHECKED, RunState.REFUSED)
        if run.state == RunState.REFUSED:
            raise SheetError(_("Not one row of this file can be stored."))
        if run.error_count and not decision.skips_refused:
            raise SheetError(_("Some rows have errors. Correct the file, or say that they shall stay out."))
        return run


@transaction.atomic
def bring(
    *, sheet: Sheet, about: str, name: str, stream: IO[bytes], by: User, options: dict[str, Any] | None = None
) -> ImportRun:
    """Begin an import: keep its file, and have it checked by a worker."""
    require(by, sheet.permission)
    file = files.store(name=name, media_type="application/octet-stream", stream=stream, by=by)
    run = runs.open_run(subject=f"{sheet.subject}{about}", name=name, by=by, file=file)
    run.options = options or {}
    run.save(update_fields=["options"])
    audit.record(action="importrun.opened", target=run, by=by)
    return runs.queue(run, sheet.checking, by=by)


@transaction.atomic
def keep_check(*, sheet: Sheet, run: ImportRun, plan: Plan, by: User) -> ImportRun:
    """Keep what the check of the file found."""
    require(by, sheet.permission)
    run = sheet.locked(run, *runs.OPEN)
    run.options = run.options | {"plan": plan.digest}
    run.save(update_fields=["options"])
    skipped = plan.row_count - len(plan.rows)
    return runs.keep_check(
        run, plan.findings, columns=dict(plan.columns), row_count=plan.row_count, skipped_count=skipped
    )


@transaction.atomic
def queue_store(*, sheet: Sheet, run: ImportRun, decision: Decision, by: User) -> ImportRun:
    """Have the rows stored by a worker; what can be refused is refused now."""
    require(by, sheet.permission)
    run = sheet.storable(run, decision)
    return runs.queue(run, sheet.storing, by=by, replaces=decision.replaces, skips_refused=decision.skips_refused)


@transaction.atomic
def store(*, sheet: Sheet, run: ImportRun, plan: Plan, decision: Decision, by: User) -> ImportRun:
    """Store the rows, all or none.

    Raises:
        ChangedSinceError: the file would now do something else than what the operator saw.
    """
    require(by, sheet.permission)
    runs.take_turn()
    run = sheet.storable(run, decision)
    if plan.digest != run.options.get("plan"):
        raise ChangedSinceError(sheet.changed_meanwhile)
    sheet.hold_still()
    before = keeping.look(sheet.touched(run, plan.rows))
    stored = sheet.apply(run, plan.rows, decision, by)
    after = keeping.look(sheet.touched(run, plan.rows))
    run.options = run.options | {"kept": keeping.difference(before, after)}
    run.state, run.stored_at, run.position = RunState.STORED, clock.now(), runs.next_position()
    run.created_count, run.changed_count, run.same_count = stored.created, stored.changed, stored.same
    run.skipped_count = run.row_count - stored.done
    run.save()
    counts = {"created": (None, stored.created), "changed": (None, stored.changed)}
    counts |= {"skipped": (None, run.skipped_count)}
    audit.record(action=f"{sheet.noun}.imported", target=run, by=by, changes=counts)
    return run


@transaction.atomic
def give_up(*, sheet: Sheet, run: ImportRun, by: User) -> ImportRun:
    """Drop an import that was not stored."""
    require(by, sheet.permission)
    run = sheet.locked(run, *runs.OPEN)
    run.state = RunState.DROPPED
    run.save(update_fields=["state"])
    audit.record(action="importrun.dropped", target=run, by=by)
    return run


@transaction.atomic
def undo(*, sheet: Sheet, run: ImportRun, reason: str, by: User) -> ImportRun:
    """Put back what was there before, unless somebody has changed or used it since, or a later import says the same."""
    require(by, sheet.permission)
    runs.take_turn()  # else an import that says the same could be stored meanwhile
    run = sheet.locked(run, RunState.STORED)
    if "kept" not in run.options:
        raise SheetError(_("This import was stored by an earlier version. Change back by hand what it brought."))
    if upheld := sheet.upheld_by(run):
        raise SheetError(_("Later imports say the same: %(names)s. Undo these first.") % {"names": ", ".join(upheld)})
    sheet.hold_still()
    sheet.mark(run)
    try:
        keeping.put_back(run.options["kept"], sheet.models)
    except keeping.ChangedRowsError as error:
        raise SheetError(sheet.changed_since) from error
    except ProtectedError as error:
        raise SheetError(sheet.in_use) from error
    run.state, run.undone_at, run.undone_by, run.undo_reason = RunState.UNDONE, clock.now(), by, reason
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    audit.record(action=f"{sheet.noun}.import_undone", target=run, by=by, reason=reason)
    return run
