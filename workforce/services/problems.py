"""Problems of the reports: answered, passed on, closed with a reason; what is late climbs by itself."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ProblemAction, ProblemOwner, ProblemState
from workforce.models import ProblemEvent, ProblemItem
from workforce.permissions import Can
from workforce.selectors.problems import DAYS, NEXT, answerable_by, ministry, staff_of

_AT_ONCE = 500
#: For how long an answer keeps a matter in hand at most; another answer keeps it longer.
IN_HAND = timedelta(days=60)


class ProblemError(DomainError):
    """The item is not in a state for what was asked, or it is not for this user to answer."""


class ProblemInputError(InputError):
    """What was given is missing or wrong."""


@transaction.atomic
def answer(*, item: ProblemItem, text: str, by: User, version: int, due_on: date | None = None) -> ProblemItem:
    """Answer the worker and keep the matter in hand, until `due_on` if a later day is named."""
    require(by, Can.ANSWER_PROBLEM, item)
    item = _held(item, by, version)
    _check_said(text, "text", _("Write the answer."))
    if due_on is not None and due_on < clock.today():
        raise ProblemInputError(_("Name a day that is not over."), extra={"field": "due_on"})
    latest = clock.today() + IN_HAND
    if due_on is not None and due_on > latest:
        said = _("Name a day until %(day)s: then say how far it is, or it climbs to the next.")
        raise ProblemInputError(said % {"day": thai_date(latest)}, extra={"field": "due_on"})
    before, item.state, item.answer = item.state, ProblemState.IN_HAND, text.strip()
    item.due_on = due_on or item.due_on
    _store(item, ProblemAction.ANSWERED, text, by, {"state": (before, item.state)})
    _tell_writer(item, "problemitem.answered")
    return item


@transaction.atomic
def pass_on(*, item: ProblemItem, reason: str, by: User, version: int) -> ProblemItem:
    """Pass an item on to who is next, saying why."""
    require(by, Can.ANSWER_PROBLEM, item)
    item = _held(item, by, version)
    _check_said(reason, "reason", _("Say why it is passed on."))
    before = ProblemOwner(item.owner)
    if before not in NEXT:
        raise ProblemError(_("The ministry is the last: there is nobody to pass it on to."))
    _move(item)
    _store(item, ProblemAction.PASSED, reason, by, {"owner": (before, item.owner)})
    _tell_owners([item])
    return item


@transaction.atomic
def close(*, item: ProblemItem, reason: str, by: User, version: int) -> ProblemItem:
    """Close an item, saying what became of it; the worker is told."""
    require(by, Can.ANSWER_PROBLEM, item)
    item = _held(item, by, version)
    _check_said(reason, "reason", _("Say what became of it."))
    before, item.state, item.closed_at = item.state, ProblemState.DONE, clock.now()
    _store(item, ProblemAction.CLOSED, reason, by, {"state": (before, item.state)})
    _tell_writer(item, "problemitem.closed")
    return item


def climb(*, by: User) -> int:
    """Let what is late climb to who is next, who is told once; return how many. Done twice, it climbs once."""
    require(by, Can.ANSWER_PROBLEM)
    count = 0
    while moved := _climb_some(by):
        count += moved
    return count


@transaction.atomic
def _climb_some(by: User) -> int:
    rows = ProblemItem.objects.select_for_update(of=("self",), skip_locked=True).select_related("report__contract")
    late = rows.raised().exclude(state=ProblemState.DONE).filter(due_on__lt=clock.today(), owner__in=list(NEXT))
    items, now = list(late.order_by("due_on", "pk")[:_AT_ONCE]), clock.now()
    changes = []
    for item in items:
        before = item.owner
        _move(item)
        item.version += 1
        changes.append((item, {"owner": (before, item.owner)}, ""))
    ProblemItem.objects.bulk_update(items, ["owner", "due_on", "version"])
    ProblemEvent.objects.bulk_create(
        ProblemEvent(item=item, action=ProblemAction.CLIMBED, by=by, at=now, owner=item.owner) for item in items
    )
    audit.record_many(action="problemitem.climbed", by=by, events=changes)
    _tell_owners(items)
    return len(items)


def _held(item: ProblemItem, by: User, version: int) -> ProblemItem:
    rows = ProblemItem.objects.select_for_update(of=("self",))
    item = rows.select_related("report__contract__person", "report__period").get(pk=item.pk)
    if version != item.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=item)
    if item.state == ProblemState.DONE:
        raise ProblemError(_("This is closed already."))
    if not answerable_by(by).filter(pk=item.pk).exists():
        raise ProblemError(_("This waits for: %(owner)s.") % {"owner": item.get_owner_display()})
    return item


def _check_said(said: str, field: str, message: str) -> None:
    if not said.strip():
        raise ProblemInputError(message, extra={"field": field})


def _move(item: ProblemItem) -> None:
    item.owner = NEXT[ProblemOwner(item.owner)]
    item.due_on = clock.today() + timedelta(days=DAYS[ProblemOwner(item.owner)])


def _store(item: ProblemItem, action: ProblemAction, said: str, by: User, changes: audit.Changes) -> None:
    item.version += 1
    item.save(update_fields=["state", "owner", "due_on", "answer", "closed_at", "version"])
    ProblemEvent.objects.create(
        item=item, action=action, by=by, at=clock.now(), owner=item.owner, said=said.strip()
    )  # fmt: skip
    audit.record(action=f"problemitem.{action}", target=item, by=by, changes=changes)


def _tell_writer(item: ProblemItem, kind: str) -> None:
    user = item.report.contract.person.user_id
    if user is not None:
        link = reverse("problemitem-detail", args=[item.pk])
        notifications.tell(user_id=user, kind=kind, link=link, month=item.report.period.month.isoformat())


def _tell_owners(items: Iterable[ProblemItem]) -> None:
    """Tell who the items came to: each account once, with how many."""
    counts: dict[tuple[str, str], int] = {}
    for item in items:
        whose = item.report.contract.university_id if item.owner == ProblemOwner.STAFF else ""
        counts[(item.owner, whose)] = counts.get((item.owner, whose), 0) + 1
    people: dict[str, Callable[[str], list[int]]] = {
        ProblemOwner.STAFF: staff_of, ProblemOwner.MINISTRY: lambda _university: ministry()
    }  # fmt: skip
    link = f"{reverse('problemitem-list')}?waiting=true"
    for (owner, university), count in counts.items():
        whom = people[owner](university)
        notifications.tell_many(user_ids=whom, kind="problemitem.came", link=link, count=count)
