"""One cell corrected, with a reason: of a national figure by two people, else at once."""

from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from datasets.choices import CorrectionState, FieldKind, FieldRole
from datasets.models import Correction, DatasetField, Layer, Record
from datasets.permissions import Can
from datasets.selectors import derived
from datasets.selectors.columns import as_json, columns_of
from datasets.services.storing import Layers
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.importing.issues import CellError, Finding, message_of
from u2t.core.models import Severity


class CorrectionError(DomainError):
    """The correction cannot be made, or not by this person."""


class ValueRefusedError(InputError):
    """The new value is none of this field."""


@transaction.atomic
def propose(*, by: Actor, record: Record, field: str, new: str, reason: str, version: int) -> Correction:
    """Correct one cell; where the data set asks for a second person, the figure changes when they agree."""
    require(by, Can.PROPOSE_CORRECTION, record)
    Layers.take_turn()
    record = Record.objects.select_related("dataset").get(pk=record.pk)
    _check_version(record, version)
    if not reason.strip():
        raise ValueRefusedError(_("Give the reason for the correction."))
    found = _field(record, field)
    _new_values(record, found, new)
    if record.corrections.filter(field=field, state=CorrectionState.PROPOSED).exists():
        raise CorrectionError(_("A correction of this cell already waits for a decision."))
    correction = Correction.objects.create(
        record=record,
        field=field,
        old=_shown(record.values.get(field)),
        new=new.strip(),
        reason=reason.strip(),
        record_version=version,
        by_id=key_of(by),
        created_at=clock.now(),
    )
    audit.record(action="correction.proposed", target=correction, by=by, reason=reason)
    if not record.dataset.needs_second_person:
        _apply(correction, record, found, by)
    return correction


@transaction.atomic
def agree(*, by: Actor, correction: Correction) -> Correction:
    """Agree to another person's correction: the figure changes now."""
    require(by, Can.DECIDE_CORRECTION, correction)
    Layers.take_turn()
    correction = _waiting(correction, by)
    record = Record.objects.select_related("dataset").get(pk=correction.record_id)
    _check_version(record, correction.record_version)
    _apply(correction, record, _field(record, correction.field), by)
    return correction


@transaction.atomic
def refuse(*, by: Actor, correction: Correction) -> Correction:
    """Refuse a correction; the figure stays."""
    require(by, Can.DECIDE_CORRECTION, correction)
    correction = _waiting(correction, by)
    _decide(correction, CorrectionState.REFUSED, by)
    audit.record(action="correction.refused", target=correction, by=by)
    return correction


def _waiting(correction: Correction, by: Actor) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.state != CorrectionState.PROPOSED:
        raise CorrectionError(_("This correction has been decided already."))
    if found.by_id == by.pk:
        raise CorrectionError(_("A second person decides: you proposed this correction yourself."))
    return found


def _check_version(record: Record, version: int) -> None:
    if not record.is_live:
        raise CorrectionError(_("This record is no longer there: the import it came from was undone."))
    if record.version != version:
        raise StaleError(_("The record has changed since you saw it. Look at it again."))


def _field(record: Record, name: str) -> DatasetField:
    found = record.dataset.fields.filter(name=name, role=FieldRole.VALUE).exclude(kind=FieldKind.DERIVED).first()
    if found is None:
        raise ValueRefusedError(_("“%(field)s” is no field that can be corrected.") % {"field": name})
    return found


def _new_values(record: Record, field: DatasetField, text: str) -> dict[str, Any]:
    """Return the corrected cell and what is derived from it.

    Raises:
        ValueRefusedError: the text is not a value of the field, or what follows from it does not fit.
    """
    column = columns_of([field])[0]
    try:
        value = column.clean(text)
    except CellError as error:
        raise ValueRefusedError(message_of(error.code, error.values)) from error
    fields = [found for found in record.dataset.fields.all() if found.kind == FieldKind.DERIVED]
    touched = [found for found in fields if field.name in (found.parts or ())]
    values = _exact(record) | {field.name: value}
    findings: list[Finding] = []
    if any(found.parts and found.parts[1] == field.name for found in touched):
        derived.follow(touched, values)
    else:
        derived.derive(touched, values, 0, findings)
    wrong = [found for found in findings if found.severity == Severity.ERROR]
    if wrong:
        raise ValueRefusedError(" ".join(message_of(found.code, found.values) for found in wrong))
    return {name: as_json(values[name]) for name in (field.name, *(found.name for found in touched)) if name in values}


def _exact(record: Record) -> dict[str, Decimal | None]:
    """Return the record's numbers with every digit; as JSON they would have become floats."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.value FROM datasets_record r, jsonb_each_text(r.values) e"
            " WHERE r.id = %s AND jsonb_typeof(r.values -> e.key) IN ('number', 'null')",
            [record.pk],
        )
        return {name: None if text is None else Decimal(text) for name, text in cursor.fetchall()}


def _apply(correction: Correction, record: Record, field: DatasetField, by: Actor) -> None:
    values = _new_values(record, field, correction.new)
    position = Layers.take_turn()
    _decide(correction, CorrectionState.APPLIED, by)
    layer = Layer.objects.create(record=record, correction=correction, values={}, position=position)
    Layers.correct(record, layer, values, now=clock.now())
    marks.append(record.dataset.subject, [(record.place_id, record.period)], known_at=clock.now(), origin=record.origin)
    changes = {field.name: (correction.old, correction.new)}
    audit.record(action="correction.applied", target=correction, by=by, reason=correction.reason, changes=changes)


def _decide(correction: Correction, state: CorrectionState, by: Actor) -> None:
    correction.state, correction.decided_by_id, correction.decided_at = state, key_of(by), clock.now()
    correction.save(update_fields=["state", "decided_by", "decided_at"])


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
