"""Ties at a last post: people say who goes first, and may take it back while the selection is a draft."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from workforce.models import Application, Selection, TieBreak
from workforce.permissions import Can
from workforce.selectors.selections import decided_in, tied_in
from workforce.services.selections import Drafts, SelectionError, SelectionInputError

_STEP = 1_000_000


@transaction.atomic
def decide(
    *, selection: Selection, tambon: str, worker_type: str, order: Sequence[int], reason: str, by: Actor
) -> Selection:
    """Decide a tie: `order` names all who are tied at the last post, who goes first in front; the draft follows."""
    require(by, Can.SELECT, selection)
    if not (reason := reason.strip()):
        raise SelectionInputError(_("Say how the order was decided."), extra={"field": "reason"})
    selection = Drafts.locked(selection)
    tied = {line.application_id for line in tied_in(selection, tambon, worker_type)}
    if not tied:
        raise SelectionError(_("There is no tie to decide here any more. Look at the selection again."))
    if len(order) != len(set(order)) or set(order) != tied:
        raise SelectionInputError(
            _("Give each of those who are tied one place of their own."), extra={"field": "order"}
        )
    known = dict(TieBreak.objects.filter(application__in=tied).values_list("application", "position"))
    positions = _positions(order, known)
    now = clock.now()
    for application in order:
        TieBreak.objects.update_or_create(
            application_id=application,
            defaults={
                "round": selection.round, "position": positions[application], "reason": reason, "by_id": key_of(by),
                "decided_at": now,
            },
        )  # fmt: skip
    numbers = dict(Application.objects.filter(pk__in=tied).values_list("pk", "number"))
    said = ", ".join(str(numbers[application]) for application in order)
    audit.record(
        action="selection.tie_decided", target=selection, by=by, reason=reason,
        changes={f"{tambon} {worker_type}": (None, said)},
    )  # fmt: skip
    Drafts.store(selection)
    return selection


@transaction.atomic
def withdraw(*, selection: Selection, tambon: str, worker_type: str, reason: str, by: Actor) -> Selection:
    """Take back how the tie of a tambon and type was decided, while it is a draft; the others stay decided.

    Who was put in order in another tambon too is to be decided about there anew.
    """
    require(by, Can.SELECT, selection)
    if not (reason := reason.strip()):
        raise SelectionInputError(_("Give the reason."), extra={"field": "reason"})
    selection = Drafts.locked(selection)
    decided = decided_in(selection, tambon, worker_type).values("application")
    rows = TieBreak.objects.filter(application__in=decided).order_by("position")
    said = ", ".join(str(number) for number in rows.values_list("application__number", flat=True))
    if not said:
        raise SelectionError(_("There is no decided tie here any more. Look at the selection again."))
    rows.delete()
    audit.record(
        action="selection.tie_withdrawn", target=selection, by=by, reason=reason,
        changes={f"{tambon} {worker_type}": (said, None)},
    )  # fmt: skip
    Drafts.store(selection)
    return selection


def _positions(order: Sequence[int], known: dict[int, int]) -> dict[int, int]:
    """Number those of a tie; who was placed by an earlier decision keeps the number where the order agrees with it.

    The same two people can be tied in two tambons: a number given anew would upset the earlier decision.
    """
    kept = [known[one] for one in order if one in known]
    if kept != sorted(set(kept)):
        known = {}
    found: dict[int, int] = {}
    waiting: list[int] = []
    low = 0
    for one in order:
        if one not in known:
            waiting.append(one)
            continue
        found |= _between(waiting, low, known[one])
        found[one] = low = known[one]
        waiting = []
    return found | _between(waiting, low, low + _STEP * (len(waiting) + 1))


def _between(people: Sequence[int], low: int, high: int) -> dict[int, int]:
    return {one: low + (high - low) * place // (len(people) + 1) for place, one in enumerate(people, start=1)}
