"""One cell corrected, with a reason: of a national figure by two people, else at once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.choices import CorrectionState, FieldKind, FieldRole
from datasets.models import Correction, DatasetField, Layer, Record
from datasets.permissions import Can
from datasets.selectors import derived
from datasets.selectors.columns import as_json, columns_of
from datasets.selectors.records import personal_fields
from datasets.services.storing import Layers
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.importing.issues import CellError, Finding, message_of
from u2t.core.models import Severity

_MOVED = gettext_lazy("The record has changed since you saw it. Look at it again.")


class CorrectionError(DomainError):
    """The correction cannot be made, or not by this person."""


class RoundingError(InputError):
    """People would be rounded, and nobody has said that this is accepted."""


class ValueRefusedError(InputError):
    """The new value is none of this field."""


@dataclass(frozen=True, slots=True)
class _Corrected:
    """The cell with what is derived from it, and what has to be said about that."""

    values: dict[str, Any]
    findings: list[Finding]

    @property
    def remarks(self) -> list[dict[str, Any]]:
        """Return what the second person reads before agreeing."""
        return [{"code": finding.code, "values": finding.values} for finding in self.findings]


@transaction.atomic
def propose(
    *, by: Actor, record: Record, field: str, new: str, reason: str, version: int, accept_rounding: bool = False
) -> Correction:
    """Correct one cell; where the data set asks for a second person, the figure changes when they agree.

    Rates that no longer give whole people are rounded: the second person reads so before agreeing. Where there is no
    second person, the first must have accepted it.
    """
    require(by, Can.PROPOSE_CORRECTION, record)
    Layers.take_turn()
    record = Record.objects.select_related("dataset").get(pk=record.pk)
    _check_live(record)
    if record.version != version:
        raise StaleError(_MOVED, of=record)
    if not reason.strip():
        raise ValueRefusedError(_("Give the reason for the correction."))
    found = _field(record, field)
    corrected = _corrected(record, found, new)
    _check_differs(record, found, corrected.values[field])
    if record.corrections.filter(field=field, state=CorrectionState.PROPOSED).exists():
        raise CorrectionError(_("A correction of this cell already waits for a decision."))
    if corrected.findings and not record.dataset.needs_second_person and not accept_rounding:
        sentences = " ".join(message_of(finding.code, finding.values) for finding in corrected.findings)
        raise RoundingError(_("%(sentences)s Say that you accept this, if it is right.") % {"sentences": sentences})
    correction = Correction.objects.create(
        record=record,
        field=field,
        old=_shown(record.values.get(field)),
        new=new.strip(),
        reason=reason.strip(),
        record_version=version,
        remarks=corrected.remarks,
        by_id=key_of(by),
        created_at=clock.now(),
    )
    audit.record(action="correction.proposed", target=correction, by=by, reason=reason)
    if not record.dataset.needs_second_person:
        _apply(correction, record, corrected.values, by)
    return correction


@transaction.atomic
def agree(*, by: Actor, correction: Correction) -> Correction:
    """Agree to another person's correction: the figure changes now.

    Raises:
        StaleError: the cell, or what is rounded with it, is no longer what was proposed upon; other cells may have
            changed, as by another correction of the same record.
    """
    require(by, Can.DECIDE_CORRECTION, correction)
    Layers.take_turn()
    correction = _waiting(correction, by)
    record = Record.objects.select_related("dataset").get(pk=correction.record_id)
    _check_live(record)
    field = _field(record, correction.field)
    corrected = _corrected(record, field, correction.new)
    _check_cell(record, correction, corrected)
    _apply(correction, record, corrected.values, by)
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


def _check_live(record: Record) -> None:
    if not record.is_live:
        raise CorrectionError(_("This record is no longer there: the import it came from was undone."))


def _check_cell(record: Record, correction: Correction, corrected: _Corrected) -> None:
    is_same = _shown(record.values.get(correction.field)) == correction.old
    if not is_same or corrected.remarks != correction.remarks:
        raise StaleError(_MOVED)


def _field(record: Record, name: str) -> DatasetField:
    found = (
        record.dataset.fields.filter(name=name, role=FieldRole.VALUE, is_retired=False, is_personal=False)
        .exclude(kind=FieldKind.DERIVED)
        .first()
    )
    if found is None:
        raise ValueRefusedError(_("“%(field)s” is no field that can be corrected.") % {"field": name})
    return found


def _check_differs(record: Record, field: DatasetField, value: Any) -> None:
    """Refuse a correction that corrects nothing: it would wait for a second person in vain."""
    stored = _exact(record).get(field.name, record.values.get(field.name))
    if stored == value:
        raise ValueRefusedError(
            _("“%(field)s” has this value already (%(value)s): there is nothing to correct.")
            % {"field": field.label, "value": _("no data") if stored is None else _shown(stored)}
        )


def _corrected(record: Record, field: DatasetField, text: str) -> _Corrected:
    """Return the corrected cell and what is derived from it.

    Raises:
        ValueRefusedError: the text is not a value of the field, or what follows from it does not fit.
    """
    column = columns_of([field])[0]
    try:
        value = column.clean(text)
    except CellError as error:
        raise ValueRefusedError(message_of(error.code, error.values)) from error
    fields = record.dataset.fields.filter(kind=FieldKind.DERIVED, is_retired=False)
    touched = [found for found in fields if field.name in (found.parts or ())]
    values = _exact(record) | {field.name: value}
    findings: list[Finding] = []
    if any(found.parts and found.parts[1] == field.name for found in touched):
        findings.extend(derived.follow(touched, values))
    else:
        derived.derive(touched, values, 0, findings)
    wrong = [found for found in findings if found.severity == Severity.ERROR]
    if wrong:
        raise ValueRefusedError(" ".join(message_of(found.code, found.values) for found in wrong))
    names = (field.name, *(found.name for found in touched))
    return _Corrected(
        {name: as_json(values[name]) for name in names if name in values},
        [found for found in findings if found.code == derived.REFITTED],
    )


def _exact(record: Record) -> dict[str, Decimal | None]:
    """Return the record's numbers with every digit; as JSON they would have become floats."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.value FROM datasets_record r, jsonb_each_text(r.values) e"
            " WHERE r.id = %s AND jsonb_typeof(r.values -> e.key) IN ('number', 'null')",
            [record.pk],
        )
        return {name: None if text is None else Decimal(text) for name, text in cursor.fetchall()}


def _apply(correction: Correction, record: Record, values: dict[str, Any], by: Actor) -> None:
    position = Layers.take_turn()
    _decide(correction, CorrectionState.APPLIED, by)
    layer = Layer.objects.create(record=record, correction=correction, values={}, position=position)
    Layers.correct(record, layer, values, now=clock.now())
    marks.append(record.dataset.subject, [(record.place_id, record.period)], known_at=clock.now(), origin=record.origin)
    followed = {name: (record.values.get(name), value) for name, value in values.items() if name != correction.field}
    changes = {correction.field: (correction.old, correction.new)} | followed
    audit.record(
        action="correction.applied", target=correction, by=by, reason=correction.reason, changes=changes,
        personal=personal_fields(record.dataset_id),
    )  # fmt: skip


def _decide(correction: Correction, state: CorrectionState, by: Actor) -> None:
    correction.state, correction.decided_by_id, correction.decided_at = state, key_of(by), clock.now()
    correction.save(update_fields=["state", "decided_by", "decided_at"])


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
