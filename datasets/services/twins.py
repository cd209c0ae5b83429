"""Two records that may be one thing: looked for, made one without losing either, told apart again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from datasets.choices import TwinState
from datasets.models import Dataset, Record, Twin
from datasets.permissions import Can
from datasets.selectors import likeness, twins
from datasets.services import corrections
from datasets.services.asides import Asides
from datasets.services.storing import Layers
from u2t.core import audit, clock, jobs
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import Job

KIND = "datasets.find_twins"


class TwinError(DomainError):
    """The pair cannot be decided so."""


@transaction.atomic
def look(*, by: Actor, dataset: Dataset) -> Job:
    """Have the pairs of a data set looked for, by a job."""
    require(by, Can.DECIDE_TWIN)
    if not twins.can_be_found(dataset):
        raise TwinError(_("Mark a field of the data set as the name of the thing first: nothing says what is alike."))
    return jobs.start(KIND, by=by, dataset=dataset.pk)


@transaction.atomic
def find(*, by: Actor, dataset: Dataset) -> int:
    """Keep the pairs that may be one thing; return how many wait for a decision."""
    require(by, Can.DECIDE_TWIN)
    likeness.compare(dataset)
    Layers.take_turn()  # not before: whoever stores or corrects waits for it
    likeness.keep(dataset, now=clock.now())
    return Twin.objects.filter(dataset=dataset, state=TwinState.OPEN).count()


@transaction.atomic
def merge(*, by: Actor, twin: Twin, keep: int, seen: Mapping[int, int], take: Sequence[str] = (), reason: str) -> Twin:
    """Make two records one: the one that is kept counts, the other is laid aside whole and can be brought back.

    The fields of `take` are taken over as corrections, by whoever may correct. `seen` has the version of each record.
    """
    require(by, Can.DECIDE_TWIN, twin)
    Layers.take_turn()
    twin, kept, other = _both(twin, keep, seen)
    _decide(twin, TwinState.MERGED, by, reason, kept=kept)
    for field in take:
        value = _text(other.values.get(field))
        version = Record.objects.values_list("version", flat=True).get(pk=kept.pk)
        corrections.propose(by=by, record=kept, field=field, new=value, reason=twin.reason, version=version)
    Asides.mark(Asides.lay_aside(twin, other.pk, now=clock.now()))
    audit.record(action="twin.merged", target=twin, by=by, reason=twin.reason)
    return twin


@transaction.atomic
def dismiss(*, by: Actor, twin: Twin, reason: str = "") -> Twin:
    """Say that two records are two things; they are not shown as a pair again."""
    require(by, Can.DECIDE_TWIN, twin)
    Layers.take_turn()
    twin = _waiting(twin)
    _decide(twin, TwinState.DISMISSED, by, reason or _("Two things"))
    Asides.mark(Asides.bring_back(twin, now=clock.now()))
    audit.record(action="twin.dismissed", target=twin, by=by, reason=twin.reason)
    return twin


@transaction.atomic
def reopen(*, by: Actor, twin: Twin, reason: str) -> Twin:
    """Take a decision back: what was laid aside counts again, what was taken over stays until it is corrected."""
    require(by, Can.DECIDE_TWIN, twin)
    Layers.take_turn()
    twin = _locked(twin)
    if twin.state == TwinState.OPEN:
        raise TwinError(_("Nothing was decided about these two yet."))
    if not reason.strip():
        raise InputError(_("Give the reason."), extra={"field": "reason"})
    Asides.mark(Asides.bring_back(twin, now=clock.now()))
    twin.state, twin.kept, twin.reason, twin.decided_by, twin.decided_at = TwinState.OPEN, None, "", None, None
    twin.save(update_fields=["state", "kept", "reason", "decided_by", "decided_at"])
    audit.record(action="twin.reopened", target=twin, by=by, reason=reason.strip())
    return twin


def _both(twin: Twin, keep: int, seen: Mapping[int, int]) -> tuple[Twin, Record, Record]:
    """Return the pair, the record that is kept and the other, as they were seen."""
    twin = _waiting(twin)
    records = {record.pk: record for record in (twin.first, twin.second)}
    if keep not in records:
        raise InputError(_("Say which of the two is kept."), extra={"field": "keep"})
    if not all(record.is_live for record in records.values()):
        raise TwinError(_("One of the two counts no longer: there is nothing to make one."))
    if any(seen.get(pk) != record.version for pk, record in records.items()):
        now = {"first": twin.first.version, "second": twin.second.version}
        raise StaleError(_("One of the records has changed since you saw it. Look at them again."), of=twin, extra=now)
    kept = records.pop(keep)
    return twin, kept, records.popitem()[1]


def _waiting(twin: Twin) -> Twin:
    found = _locked(twin)
    if found.state != TwinState.OPEN:
        raise TwinError(_("This has been decided already: %(state)s.") % {"state": found.get_state_display()})
    return found


def _locked(twin: Twin) -> Twin:
    rows = Twin.objects.select_for_update(of=("self",)).select_related("first", "second")
    found = rows.filter(pk=twin.pk).first()
    if found is None:
        raise TwinError(_("These two are no longer alike."))
    return found


def _decide(twin: Twin, state: str, by: Actor, reason: str, *, kept: Record | None = None) -> None:
    if not reason.strip():
        raise InputError(_("Give the reason."), extra={"field": "reason"})
    twin.state, twin.kept, twin.reason = state, kept, reason.strip()[:200]
    twin.decided_by_id, twin.decided_at = key_of(by), clock.now()
    twin.save(update_fields=["state", "kept", "reason", "decided_by", "decided_at"])


def _text(value: Any) -> str:
    """Write a value as a cell of a file would have it."""
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, list) else str(value)
