"""Allocations from a spreadsheet: opened, checked, stored in one transaction or given up, undone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import IO, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from tambon.models import Allocation, Programme, User
from tambon.permissions import Can
from u2t.core import audit, clock, files, marks
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.importing import runs
from u2t.core.importing.issues import Finding
from u2t.core.models import ImportRun, RunState
from u2t.core.once import once

SUBJECT = "allocation:"
CHECK = "tambon.check_allocations"
STORE = "tambon.store_allocations"


class AllocationImportError(DomainError):
    """The import is not in a state, or has not the rows, for what was asked."""


class ChangedSinceError(AllocationImportError):
    """The file would now do something else than what the operator was shown."""


class Act(StrEnum):
    """What a row of the file does."""

    CREATE = "create"
    REPLACE = "replace"
    AMEND = "amend"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One good row of the file; `existing` is the allocation it meets."""

    tambon: str
    university: str
    from_on: date
    reference: str
    act: Act
    existing: int | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do, and what is wrong with it."""

    rows: list[Planned]
    findings: list[Finding]
    row_count: int
    columns: dict[str, str]

    @property
    def digest(self) -> str:
        """Return what two plans that do the same have in common."""
        acts = [
            (row.tambon, row.university, str(row.from_on), row.reference, row.act, row.existing, row.unit)
            for row in self.rows
        ]
        return _digest(acts)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the operator says to conflicts and to rows with errors."""

    replaces: bool = False
    skips_refused: bool = False


@transaction.atomic
def open_run(*, programme: Programme, name: str, stream: IO[bytes], from_on: date, by: User) -> ImportRun:
    """Begin an import and keep its file."""
    require(by, Can.CHANGE_ALLOCATION)
    file = files.store(name=name, media_type="application/octet-stream", stream=stream, by=by)
    run = runs.open_run(subject=f"{SUBJECT}{programme.code}", name=name, by=by, file=file)
    run.options = {"from_on": from_on.isoformat()}
    run.save(update_fields=["options"])
    audit.record(action="importrun.opened", target=run, by=by)
    return run


@transaction.atomic
def queue_check(*, run: ImportRun, by: User) -> ImportRun:
    """Have the file checked by a worker."""
    require(by, Can.CHANGE_ALLOCATION)
    return runs.queue(_locked(run, *runs.OPEN), CHECK, by=by)


@transaction.atomic
def keep_check(*, run: ImportRun, plan: Plan, by: User) -> ImportRun:
    """Keep what the check of the file found."""
    require(by, Can.CHANGE_ALLOCATION)
    run = _locked(run, *runs.OPEN)
    skipped = plan.row_count - len(plan.rows)
    run.options = run.options | {"plan": plan.digest}
    run.save(update_fields=["options"])
    return runs.keep_check(
        run, plan.findings, columns=dict(plan.columns), row_count=plan.row_count, skipped_count=skipped
    )


@transaction.atomic
def queue_store(*, run: ImportRun, decision: Decision, by: User) -> ImportRun:
    """Have the rows stored by a worker; what can be refused is refused now."""
    require(by, Can.CHANGE_ALLOCATION)
    run = _storable(run, decision)
    return runs.queue(run, STORE, by=by, replaces=decision.replaces, skips_refused=decision.skips_refused)


@transaction.atomic
def store(*, run: ImportRun, plan: Plan, decision: Decision, by: User) -> ImportRun:
    """Store the rows, all or none; held tambons change hands only if the operator says so.

    Raises:
        ChangedSinceError: allocations changed since the check that the operator saw.
    """
    require(by, Can.CHANGE_ALLOCATION)
    runs.take_turn()
    run = _storable(run, decision)
    if plan.digest != run.options.get("plan"):
        raise ChangedSinceError(_("Allocations changed while you decided. Look at the new check and decide again."))
    programme = run.subject.removeprefix(SUBJECT)
    done = [row for row in plan.rows if row.act != Act.REPLACE or decision.replaces]
    changed = [row for row in done if row.act in {Act.REPLACE, Act.AMEND}]
    before = _change_existing(changed)
    made = _create(run, programme, [row for row in done if row.act in {Act.CREATE, Act.REPLACE}])
    run.options = run.options | {"before": before, "replaces": decision.replaces, "made": _digest(made)}
    run.state, run.stored_at, run.position = RunState.STORED, clock.now(), _position()
    run.created_count, run.changed_count = len(made), len(changed)
    run.same_count = sum(row.act == Act.SAME for row in done)
    run.skipped_count = run.row_count - len(done)
    run.save()
    counts = {"created": (None, len(made)), "changed": (None, len(changed)), "skipped": (None, run.skipped_count)}
    audit.record(action="allocation.imported", target=run, by=by, changes=counts)
    _mark(run, {row.tambon for row in done if row.act != Act.SAME})
    return run


@transaction.atomic
def give_up(*, run: ImportRun, by: User) -> ImportRun:
    """Drop an import that was not stored."""
    require(by, Can.CHANGE_ALLOCATION)
    run = _locked(run, *runs.OPEN)
    run.state = RunState.DROPPED
    run.save(update_fields=["state"])
    audit.record(action="importrun.dropped", target=run, by=by)
    return run


@transaction.atomic
def undo(*, run: ImportRun, reason: str, by: User) -> ImportRun:
    """Put back what was there before, unless somebody has changed these allocations since."""
    require(by, Can.CHANGE_ALLOCATION)
    run = _locked(run, RunState.STORED)
    created = list(Allocation.objects.select_for_update().filter(run=run).order_by("tambon", "during"))
    if _digest(_facts(created)) != run.options["made"]:
        raise AllocationImportError(_("Allocations of this import were changed since. Change them back first."))
    places = {row.tambon_id for row in created}
    Allocation.objects.filter(pk__in=[row.pk for row in created]).delete()
    places |= _put_back(run.options["before"])
    run.state, run.undone_at, run.undone_by, run.undo_reason = RunState.UNDONE, clock.now(), by, reason
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    audit.record(action="allocation.import_undone", target=run, by=by, reason=reason)
    _mark(run, places)
    return run


def _locked(run: ImportRun, *states: RunState) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if run.state not in states or not run.subject.startswith(SUBJECT):
        raise AllocationImportError(_("This import has been decided already."))
    return run


def _storable(run: ImportRun, decision: Decision) -> ImportRun:
    run = _locked(run, RunState.CHECKED, RunState.REFUSED)
    if run.state == RunState.REFUSED:
        raise AllocationImportError(_("Not one row of this file can be stored."))
    if run.error_count and not decision.skips_refused:
        raise AllocationImportError(_("Some rows have errors. Correct the file, or say that they shall stay out."))
    return run


def _change_existing(rows: Sequence[Planned]) -> list[dict[str, Any]]:
    """End or amend what the rows meet; return what it was before, for the undo."""
    found = Allocation.objects.select_for_update().in_bulk([row.existing for row in rows])
    before = []
    for row in rows:
        existing = found.get(row.existing or 0)
        if existing is None or (existing.during.upper is not None and existing.during.upper <= row.from_on):
            raise ChangedSinceError(_("Allocations changed while you decided. Look at the new check and decide again."))
        before.append(_state(existing))
        if row.act == Act.AMEND:
            existing.reference = row.reference or existing.reference
            existing.unit_id = row.unit or existing.unit_id
        else:
            existing.during = DateRange(existing.during.lower, row.from_on)
        before[-1]["after"] = _state(existing)
    Allocation.objects.bulk_update(found.values(), ["during", "reference", "unit"], batch_size=1000)
    return before


def _state(allocation: Allocation) -> dict[str, Any]:
    lower, upper = allocation.during.lower, allocation.during.upper
    return {
        "id": allocation.pk,
        "lower": lower.isoformat() if lower else None,
        "upper": upper.isoformat() if upper else None,
        "reference": allocation.reference,
        "unit": allocation.unit_id,
    }


def _create(run: ImportRun, programme: str, rows: Sequence[Planned]) -> list[tuple[str | date | None, ...]]:
    """Create what nobody holds from its day on; return the facts, as the undo will compare them."""
    made = [
        Allocation(
            programme_id=programme,
            tambon_id=row.tambon,
            university_id=row.university,
            unit_id=row.unit,
            during=DateRange(row.from_on, None),
            reference=row.reference,
            run=run,
        )
        for row in sorted(rows, key=lambda row: row.tambon)
    ]
    changed = ChangedSinceError(_("Allocations changed while you decided. Look at the new check and decide again."))
    with once("allocation_one_university_at_a_time", otherwise=changed):
        Allocation.objects.bulk_create(made, batch_size=1000)
    return _facts(made)


def _facts(rows: Sequence[Allocation]) -> list[tuple[str | date | None, ...]]:
    return [
        (row.tambon_id, row.university_id, str(row.unit_id), row.during.lower, row.during.upper, row.reference)
        for row in rows
    ]


def _digest(facts: Sequence[tuple[Any, ...]]) -> str:
    return hashlib.sha256(json.dumps(facts, default=str, ensure_ascii=False).encode()).hexdigest()


def _put_back(before: list[dict[str, Any]]) -> set[str]:
    found = Allocation.objects.select_for_update().in_bulk([row["id"] for row in before])
    for row in before:
        existing = found.get(row["id"])
        if existing is None or not _is_as_left(existing, row["after"]):
            raise AllocationImportError(_("Allocations of this import were changed since. Change them back first."))
        lower, upper = (date.fromisoformat(row[end]) if row[end] else None for end in ("lower", "upper"))
        existing.during, existing.reference = DateRange(lower, upper), row["reference"]
        existing.unit_id = row.get("unit", existing.unit_id)
    Allocation.objects.bulk_update(found.values(), ["during", "reference", "unit"], batch_size=1000)
    return {row.tambon_id for row in found.values()}


def _is_as_left(allocation: Allocation, after: dict[str, Any]) -> bool:
    """Tell whether nobody changed it since; imports of earlier versions did not know of faculties."""
    state = _state(allocation)
    return all(state[name] == value for name, value in after.items())


def _position() -> int:
    highest = ImportRun.objects.aggregate(highest=Max("position"))["highest"]
    return (highest or 0) + 1


def _mark(run: ImportRun, places: set[str]) -> None:
    marks.append(run.subject, [(place, "") for place in sorted(places)], known_at=clock.now())
