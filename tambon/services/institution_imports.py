"""Networks, universities, their parts and the leads of provinces from a spreadsheet: checked, stored whole, undone."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import IO, Any

from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from tambon.choices import InstitutionList as Kind
from tambon.models import Area, Network, NetworkTerm, ProvinceLead, Unit, University, User
from tambon.permissions import Can
from tambon.services import leads, networks, units, universities
from u2t.core import audit, clock, files, marks
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.importing import runs
from u2t.core.importing.issues import Finding
from u2t.core.models import ImportRun, RunState

SUBJECT = "institution:"
CHECK = "tambon.check_institutions"
STORE = "tambon.store_institutions"
#: Everything a file may change, in the order in which it can be made; the undo goes the other way.
_KEPT: tuple[type[models.Model], ...] = (Network, University, Unit, NetworkTerm, ProvinceLead)


class InstitutionImportError(DomainError):
    """The import is not in a state, or has not the rows, for what was asked."""


class ChangedSinceError(InstitutionImportError):
    """The file would now do something else than what the operator was shown."""


class Act(StrEnum):
    """What a row of the file does."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One good row: what it is about, what it says of it (empty cells leave what is there), what that does."""

    key: tuple[str, ...]
    values: dict[str, str]
    act: Act
    network: str = ""
    from_on: date | None = None


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
        told = json.dumps([astuple(row) for row in self.rows], default=str, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def open_run(*, kind: Kind, name: str, stream: IO[bytes], by: User) -> ImportRun:
    """Begin an import and keep its file."""
    require(by, Can.CHANGE_UNIVERSITY)
    file = files.store(name=name, media_type="application/octet-stream", stream=stream, by=by)
    run = runs.open_run(subject=f"{SUBJECT}{kind}", name=name, by=by, file=file)
    audit.record(action="importrun.opened", target=run, by=by)
    return run


@transaction.atomic
def queue_check(*, run: ImportRun, by: User) -> ImportRun:
    """Have the file checked by a worker."""
    require(by, Can.CHANGE_UNIVERSITY)
    return runs.queue(_locked(run, *runs.OPEN), CHECK, by=by)


@transaction.atomic
def keep_check(*, run: ImportRun, plan: Plan, by: User) -> ImportRun:
    """Keep what the check of the file found."""
    require(by, Can.CHANGE_UNIVERSITY)
    run = _locked(run, *runs.OPEN)
    run.options = run.options | {"plan": plan.digest}
    run.save(update_fields=["options"])
    skipped = plan.row_count - len(plan.rows)
    return runs.keep_check(
        run, plan.findings, columns=dict(plan.columns), row_count=plan.row_count, skipped_count=skipped
    )


@transaction.atomic
def queue_store(*, run: ImportRun, skips_refused: bool, by: User) -> ImportRun:
    """Have the rows stored by a worker; what can be refused is refused now."""
    require(by, Can.CHANGE_UNIVERSITY)
    run = _storable(run, skips_refused=skips_refused)
    return runs.queue(run, STORE, by=by, skips_refused=skips_refused)


@transaction.atomic
def store(*, run: ImportRun, plan: Plan, skips_refused: bool, by: User) -> ImportRun:
    """Store the rows, all or none, each as if somebody had typed it.

    Raises:
        ChangedSinceError: institutions changed since the check that the operator saw.
    """
    require(by, Can.CHANGE_UNIVERSITY)
    runs.take_turn()
    _hold_still()
    run = _storable(run, skips_refused=skips_refused)
    if plan.digest != run.options.get("plan"):
        raise ChangedSinceError(_("Institutions changed while you decided. Look at the new check and decide again."))
    before = _state()
    apply = _WAYS[Kind(run.subject.removeprefix(SUBJECT))]
    for row in plan.rows:
        if row.act != Act.SAME:
            apply(row, by)
    run.options = run.options | {"changed": _difference(before, _state())}
    run.state, run.stored_at, run.position = RunState.STORED, clock.now(), _position()
    run.created_count = sum(row.act == Act.CREATE for row in plan.rows)
    run.changed_count = sum(row.act == Act.CHANGE for row in plan.rows)
    run.same_count = sum(row.act == Act.SAME for row in plan.rows)
    run.skipped_count = run.row_count - len(plan.rows)
    run.save()
    counts = {"created": (None, run.created_count), "changed": (None, run.changed_count)}
    audit.record(action="institution.imported", target=run, by=by, changes=counts)
    return run


@transaction.atomic
def give_up(*, run: ImportRun, by: User) -> ImportRun:
    """Drop an import that was not stored."""
    require(by, Can.CHANGE_UNIVERSITY)
    run = _locked(run, *runs.OPEN)
    run.state = RunState.DROPPED
    run.save(update_fields=["state"])
    audit.record(action="importrun.dropped", target=run, by=by)
    return run


@transaction.atomic
def undo(*, run: ImportRun, reason: str, by: User) -> ImportRun:
    """Put back what was there before, unless somebody has changed or used it since."""
    require(by, Can.CHANGE_UNIVERSITY)
    _hold_still()
    run = _locked(run, RunState.STORED)
    changed, present = run.options["changed"], _state()
    if any(present.get(key) != after for key, (_before, after) in changed.items()):
        raise InstitutionImportError(_("What this import brought was changed since. Change it back first."))
    try:
        _put_back(changed)
    except ProtectedError as error:
        said = _("What this import brought is in use already: tambons, people or others belong to it.")
        raise InstitutionImportError(said) from error
    run.state, run.undone_at, run.undone_by, run.undo_reason = RunState.UNDONE, clock.now(), by, reason
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    audit.record(action="institution.import_undone", target=run, by=by, reason=reason)
    marks.append(f"area:{run.subject}", [(run.subject.removeprefix(SUBJECT), "")], known_at=clock.now())
    return run


def _locked(run: ImportRun, *states: RunState) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if run.state not in states or not run.subject.startswith(SUBJECT):
        raise InstitutionImportError(_("This import has been decided already."))
    return run


def _storable(run: ImportRun, *, skips_refused: bool) -> ImportRun:
    run = _locked(run, RunState.CHECKED, RunState.REFUSED)
    if run.state == RunState.REFUSED:
        raise InstitutionImportError(_("Not one row of this file can be stored."))
    if run.error_count and not skips_refused:
        raise InstitutionImportError(_("Some rows have errors. Correct the file, or say that they shall stay out."))
    return run


def _position() -> int:
    highest = ImportRun.objects.aggregate(highest=Max("position"))["highest"]
    return (highest or 0) + 1


def _network(row: Planned, by: User) -> None:
    code = row.key[0]
    if row.act == Act.CREATE:
        networks.add(code=code, entry=networks.Entry(**row.values), by=by)
        return
    network = Network.objects.get(pk=code)
    seen = networks.Entry.of(network)
    networks.amend(network=network, entry=replace(seen, **row.values), seen=seen, by=by)


def _university(row: Planned, by: User) -> None:
    code = row.key[0]
    if row.act == Act.CREATE:
        university = universities.add(code=code, entry=universities.Entry(**row.values), by=by)
    else:
        university = University.objects.get(pk=code)
        seen = universities.Entry.of(university)
        universities.amend(university=university, entry=replace(seen, **row.values), seen=seen, by=by)
    if row.network and row.network != university.network_id:
        network = Network.objects.get(pk=row.network)
        universities.join(university=university, network=network, from_on=row.from_on or clock.today(), by=by)


def _unit(row: Planned, by: User) -> None:
    university, kind, name = row.key
    if row.act == Act.CREATE:
        entry = units.Entry(kind=kind, name_th=name, **row.values)
        units.add(university=University.objects.get(pk=university), entry=entry, by=by)
        return
    unit = Unit.objects.get(university=university, kind=kind, name_th=name)
    seen = units.Entry.of(unit)
    units.amend(unit=unit, entry=replace(seen, **row.values), seen=seen, by=by)


def _lead(row: Planned, by: User) -> None:
    university = University.objects.get(pk=row.values["university"])
    leads.name(
        province=Area.objects.get(pk=row.key[0]), university=university, from_on=row.from_on or clock.today(), by=by
    )


_WAYS: dict[Kind, Callable[[Planned, User], None]] = {
    Kind.NETWORKS: _network,
    Kind.UNIVERSITIES: _university,
    Kind.UNITS: _unit,
    Kind.LEADS: _lead,
}


def _hold_still() -> None:
    """Keep others from changing institutions until the end: what changes is found by looking before and after."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _KEPT)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _state() -> dict[str, dict[str, Any]]:
    """Return every row a file may change, by its table and key; they are some hundreds."""
    return {
        f"{model._meta.model_name} {row.pk}": _columns_of(row)
        for model in _KEPT
        for row in model._default_manager.order_by("pk")
    }


def _columns_of(row: models.Model) -> dict[str, Any]:
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, DateRange):
        return [value.lower and value.lower.isoformat(), value.upper and value.upper.isoformat()]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return DateRange(*(end and date.fromisoformat(end) for end in value))
    return value


def _difference(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> dict[str, list[dict[str, Any] | None]]:
    keys = {**before, **after}
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def _put_back(changed: dict[str, list[dict[str, Any] | None]]) -> None:
    """Take away terms and leads first, as days may not overlap; what others point to last."""
    by_model = {model._meta.model_name: model for model in _KEPT}
    split = [(by_model[key.split(" ")[0]], key.split(" ")[1], before) for key, (before, _after) in changed.items()]
    dated = (NetworkTerm, ProvinceLead)
    for model, key, before in split:
        if before is None and model in dated:
            model._default_manager.filter(pk=key).delete()
    for model, key, before in split:
        if before is not None:
            model._default_manager.filter(pk=key).update(**{name: _read(value) for name, value in before.items()})
    for wanted in (Unit, University, Network):
        keys = [key for model, key, before in split if model is wanted and before is None]
        wanted._default_manager.filter(pk__in=keys).delete()
