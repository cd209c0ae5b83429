"""Remember what happened: one explicit call in each service, in the same transaction."""

from typing import Any, TypeAlias

from django.db.models import Model

from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.middleware import current_request_id
from u2t.core.models import AuditEvent, Revision

Changes: TypeAlias = dict[str, tuple[Any, Any]]

HIDDEN = "…"


def record(*, action: str, target: Model, by: Actor, changes: Changes | None = None, reason: str = "") -> AuditEvent:
    """Append an event; `changes` maps a field to its old and new value.

    Values of fields the model declares personal go to a `Revision`, which can be erased; the event says only that
    they changed.
    """
    personal = _personal_fields(target)
    changes = changes or {}
    event = AuditEvent.objects.create(
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
    hidden = {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items() if name in personal}
    if hidden:
        Revision.objects.create(event=event, values=hidden)
    return event


def _personal_fields(target: Model) -> frozenset[str]:
    privacy = getattr(type(target), "Privacy", None)
    return privacy.personal if privacy is not None else frozenset()


def _plain(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
