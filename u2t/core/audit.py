"""Remember what happened: one explicit call in each service, in the same transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Model, QuerySet

from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.inserting import insert
from u2t.core.middleware import current_request_id
from u2t.core.models import AuditEvent, Revision
from u2t.core.text import HIDDEN

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Changes: TypeAlias = dict[str, tuple[Any, Any]]
_Plain: TypeAlias = "str | int | float | bool | list[_Plain] | dict[str, _Plain] | None"


def record(
    *,
    action: str,
    target: Model,
    by: Actor,
    changes: Changes | None = None,
    reason: str = "",
    personal: Collection[str] = (),
    beside: Sequence[Model] = (),
) -> AuditEvent:
    """Append an event; `changes` maps a field to its old and new value.

    New rows in `beside` are written with it by one statement; the target may be among them if it has its key.

    Values of fields the model declares personal, or the caller (`personal`, where fields are data), go to a `Revision`,
    which can be erased; the event says only that they changed.
    """
    said, hidden = changes or {}, _personal_fields(target).union(personal)
    event = _event(action, target, by, said, reason, hidden)
    insert(*beside, event)
    if values := _hidden(said, hidden):
        Revision.objects.create(event=event, values=values)
    return event


def difference(before: "DataclassInstance | None", after: "DataclassInstance | None") -> Changes:
    """Return what differs between two sayings of the same kind; None is a thing that is not there."""
    old, new = (asdict(one) if one is not None else {} for one in (before, after))
    return {name: (old.get(name), new.get(name)) for name in old | new if old.get(name) != new.get(name)}


def record_many(
    *, action: str, by: Actor, events: Iterable[tuple[Model, Changes, str]], personal: Collection[str] = ()
) -> list[AuditEvent]:
    """Append the same action upon many: each target with its changes and the reason."""
    given = list(events)
    made = AuditEvent.objects.bulk_create(
        [
            _event(action, target, by, changes, reason, _personal_fields(target).union(personal))
            for target, changes, reason in given
        ],
        batch_size=2000,
    )
    revisions = [
        (event, _hidden(changes, _personal_fields(target).union(personal)))
        for event, (target, changes, _reason) in zip(made, given, strict=True)
    ]
    Revision.objects.bulk_create([Revision(event=event, values=values) for event, values in revisions if values])
    return made


def _event(
    action: str, target: Model, by: Actor, changes: Changes, reason: str, personal: frozenset[str]
) -> AuditEvent:
    return AuditEvent(
        action=action,
        actor=str(by),
        actor_id_text=str(by.pk or ""),
        target_model=target._meta.label_lower,
        target_id=str(target.pk),
        target_text=str(target)[:200],
        reason=reason,
        changes={
            name: [HIDDEN, HIDDEN] if name in personal else [_plain(old), _plain(new)]
            for name, (old, new) in changes.items()
        },
        happened_at=clock.now(),
        request_id=current_request_id.get(),
    )


def _hidden(changes: Changes, personal: frozenset[str]) -> dict[str, list[Any]]:
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items() if name in personal}


def withhold(events: QuerySet[AuditEvent], name: str) -> int:
    """Move what events say of a field that has become personal to their revisions; return of how many.

    The database refuses every other change of an event, and this one unless the revision holds the values already.
    """
    told = [event for event in _with_revision(events, name) if event.changes[name] != [HIDDEN, HIDDEN]]
    kept = [Revision(event=event, values=_kept(event) | {name: event.changes[name]}) for event in told]
    Revision.objects.bulk_create(kept, update_conflicts=True, unique_fields=["event"], update_fields=["values"])
    for event in told:
        event.changes = event.changes | {name: [HIDDEN, HIDDEN]}
    AuditEvent.objects.bulk_update(told, ["changes"], batch_size=1000)
    return len(told)


def erase(events: QuerySet[AuditEvent]) -> list[Revision]:
    """Erase what events say of their target: personal values, its name, the reason; return their revisions.

    The revisions stay and say when that was; the database refuses it otherwise.
    """
    return _blank(list(events.order_by("pk").select_for_update()), ["target_text", "reason"], ["values", "erased_at"])


def erase_actor(events: QuerySet[AuditEvent]) -> list[Revision]:
    """Erase who did it, which leaves the number; what was done to whom stays."""
    return _blank(list(events.order_by("pk").select_for_update()), ["actor"], ["erased_at"])


def _blank(events: list[AuditEvent], names: list[str], kept: list[str]) -> list[Revision]:
    now = clock.now()
    revisions = [Revision(event=event, values={}, erased_at=now) for event in events]
    Revision.objects.bulk_create(
        revisions, update_conflicts=True, unique_fields=["event"], update_fields=kept, batch_size=1000
    )
    for event in events:
        for name in names:
            setattr(event, name, HIDDEN if getattr(event, name) else "")
    AuditEvent.objects.bulk_update(events, names, batch_size=1000)
    return revisions


def _with_revision(events: QuerySet[AuditEvent], name: str) -> QuerySet[AuditEvent]:
    return events.filter(changes__has_key=name).select_related("revision")


def _kept(event: AuditEvent) -> dict[str, Any]:
    return dict(event.revision.values) if hasattr(event, "revision") else {}


def _personal_fields(target: Model) -> frozenset[str]:
    privacy = getattr(type(target), "Privacy", None)
    return privacy.personal if privacy is not None else frozenset()


def _plain(value: object) -> _Plain:
    """Return a value as JSON has it: lists stay lists, sets become them in order, and what else there is its text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, AbstractSet):
        value = sorted(value, key=str)
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else str(value)
