"""Rounds of hiring: planned, their quotas derived from vacant posts, published, and closed by the clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Programme, University
from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.text import normalise
from workforce.choices import ApplicationState, RoundPhase, RoundState
from workforce.models import Application, Round, RoundQuota
from workforce.permissions import Can
from workforce.selectors.applications import reckoned_on
from workforce.selectors.promising import Cell
from workforce.selectors.rounds import vacant_for
from workforce.selectors.terms import terms_for
from workforce.services import posts

_LONGEST = {"name_th": 200, "name_en": 200, "contact": 200, "telephone": 40}
_NEEDED = ("name_th", "contact", "telephone")


class RoundError(DomainError):
    """The round is not in a state for what was asked."""


class RoundInputError(InputError):
    """What the round shall be cannot be; `extra["field"]` or `extra["cells"]` says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a round."""

    number: int
    name_th: str
    opens_at: datetime
    closes_at: datetime
    work_starts_on: date
    work_ends_on: date
    contact: str
    telephone: str
    name_en: str = ""
    interview_note: str = ""
    shows_names: bool = True
    shows_points: bool = True


@transaction.atomic
def plan(*, university: University, programme: Programme, entry: Entry, by: Actor) -> Round:
    """Begin a round as a draft under the rules in force, its quotas derived from what is vacant."""
    require(by, Can.CHANGE_ROUND, university)
    University.objects.select_for_update(no_key=True).get(
        pk=university.pk
    )  # one at a time: a double click plans one round
    entry = _checked(programme, entry)
    _check_number(university, programme, entry.number)
    terms = terms_for(programme=programme, university=university)
    if terms is None:
        raise RoundError(_("No rules are in force for this programme. Put a version in force first."))
    round_ = Round.objects.create(
        university=university, programme=programme, terms=terms, created_by_id=key_of(by), created_at=clock.now(),
        **asdict(entry),
    )  # fmt: skip
    _derive(round_)
    audit.record(action="round.planned", target=round_, by=by, changes={"terms": (None, str(terms))})
    return round_


@transaction.atomic
def amend(*, round: Round, entry: Entry, version: int, by: Actor) -> Round:
    """Correct a draft."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked_draft(round, version)
    entry = _checked(round_.programme, entry)
    if entry.number != round_.number:
        _check_number(round_.university, round_.programme, entry.number)
    values = asdict(entry)
    changes = {name: (getattr(round_, name), new) for name, new in values.items() if getattr(round_, name) != new}
    if not changes:
        return round_
    for name, new in values.items():
        setattr(round_, name, new)
    _save(round_, *values)
    audit.record(action="round.amended", target=round_, by=by, changes=changes)
    return round_


@transaction.atomic
def derive(*, round: Round, version: int, by: Actor) -> Round:
    """Set a draft's quotas anew: the rules now in force, and every post that is vacant on its days of work."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked_draft(round, version)
    before = _sum(round_)
    _derive(round_)
    _save(round_, "terms")
    changes = {"posts": (before, _sum(round_)), "terms": (str(round.terms), str(round_.terms))}
    audit.record(action="round.derived", target=round_, by=by, changes=changes)
    return round_


@transaction.atomic
def set_quotas(*, round: Round, quotas: Mapping[Cell, int], version: int, by: Actor) -> Round:
    """Offer fewer posts than are vacant in some tambons of a draft; never more."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked_draft(round, version)
    rows = {(row.tambon_id, row.worker_type): row for row in RoundQuota.objects.filter(round=round_)}
    _check_cells(quotas, rows, vacant_for(round_))
    changed = [(rows[cell], count) for cell, count in quotas.items() if rows[cell].posts != count]
    if not changed:
        return round_
    changes = {f"{row.tambon_id} {row.worker_type}": (row.posts, count) for row, count in changed}
    for row, count in changed:
        row.posts = count
    RoundQuota.objects.bulk_update([row for row, _count in changed], ["posts"], batch_size=1000)
    _save(round_)
    audit.record(action="round.quotas_set", target=round_, by=by, changes=changes)
    return round_


@transaction.atomic
def publish(*, round: Round, version: int, by: Actor) -> Round:
    """Show a draft to everybody; it takes applications between its two moments. The posts it offers are opened."""
    require(by, Can.CHANGE_ROUND, round)
    if there := _done_before(round, version, RoundState.PUBLISHED):
        return there
    round_ = _locked_draft(round, version)
    now = clock.now()
    if round_.closes_at <= now:
        raise RoundError(_("The closing moment has passed. Set a later one first."))
    if terms_for(programme=round_.programme, university=round_.university) != round_.terms:
        raise RoundError(_("The rules have changed since the round was planned. Derive the quotas anew first."))
    posts.provide(programme=round_.programme, university=round_.university, by=by)
    _check_offers(round_)
    round_.state, round_.published_at = RoundState.PUBLISHED, now
    _save(round_, "state", "published_at")
    audit.record(action="round.published", target=round_, by=by, changes={"posts": (None, _sum(round_))})
    return round_


@transaction.atomic
def extend(*, round: Round, closes_at: datetime, reason: str, version: int, by: Actor) -> Round:
    """Let a round take applications longer than was published."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked(round, version)
    if round_.phase_at(clock.now()) not in {RoundPhase.COMING, RoundPhase.OPEN}:
        raise RoundError(_("Only a round that has not closed yet is extended."))
    if closes_at <= round_.closes_at:
        raise RoundInputError(_("Choose a moment after the present closing."), extra={"field": "closes_at"})
    return _move_closing(round_, closes_at, "round.extended", reason, by)


@transaction.atomic
def close(*, round: Round, reason: str, version: int, by: Actor) -> Round:
    """End an open round before its closing moment; what was sent stays."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked(round, version)
    now = clock.now()
    if round_.phase_at(now) != RoundPhase.OPEN or now <= round_.opens_at:
        raise RoundError(_("Only an open round is closed early."))
    return _move_closing(round_, now, "round.closed_early", reason, by)


@transaction.atomic
def withdraw(*, round: Round, reason: str, version: int, by: Actor) -> Round:
    """Take a published round back to draft while it has not opened."""
    require(by, Can.CHANGE_ROUND, round)
    if there := _done_before(round, version, RoundState.DRAFT):
        return there
    round_ = _locked(round, version)
    if round_.phase_at(clock.now()) != RoundPhase.COMING or Application.objects.filter(round=round_).exists():
        raise RoundError(_("Only a round that has not opened yet is taken back."))
    reason = _checked_reason(reason)
    round_.state, round_.published_at, round_.reckoned_on = RoundState.DRAFT, None, None
    _save(round_, "state", "published_at", "reckoned_on")
    changes = {"state": (RoundState.PUBLISHED.value, RoundState.DRAFT.value)}
    audit.record(action="round.withdrawn", target=round_, by=by, reason=reason, changes=changes)
    return round_


@transaction.atomic
def drop(*, round: Round, version: int, by: Actor) -> None:
    """Throw a draft away."""
    require(by, Can.CHANGE_ROUND, round)
    round_ = _locked_draft(round, version)
    audit.record(action="round.dropped", target=round_, by=by, changes={"number": (round_.number, None)})
    round_.delete()


def _done_before(round_: Round, version: int, state: RoundState) -> Round | None:
    """Return the round if just this step was taken from just this version: a second click, which changes nothing."""
    University.objects.select_for_update(no_key=True).get(pk=round_.university_id)  # so that the first click is over
    return Round.objects.filter(pk=round_.pk, state=state, version=version + 1).first()


def _derive(round_: Round) -> None:
    terms = terms_for(programme=round_.programme, university=round_.university)
    if terms is not None:
        round_.terms = terms
    offered = set(round_.terms.types.values_list("worker_type", flat=True))
    RoundQuota.objects.filter(round=round_).delete()
    RoundQuota.objects.bulk_create(
        (
            RoundQuota(round=round_, tambon_id=tambon, worker_type=type_, posts=count)
            for (tambon, type_), count in sorted(vacant_for(round_).items())
            if type_ in offered
        ),
        batch_size=5000,
    )


def _move_closing(round_: Round, closes_at: datetime, action: str, reason: str, by: Actor) -> Round:
    reason = _checked_reason(reason)
    before, round_.reckoned_on, round_.closes_at = round_.closes_at, reckoned_on(round_), closes_at
    _save(round_, "closes_at", "reckoned_on")
    audit.record(action=action, target=round_, by=by, reason=reason, changes={"closes_at": (before, closes_at)})
    _tell_applicants(round_, before)
    return round_


def _tell_applicants(round_: Round, before: datetime) -> None:
    rows = Application.objects.filter(round=round_, erased_at__isnull=True).exclude(state=ApplicationState.WITHDRAWN)
    links = [(user, reverse("application-status", args=[key])) for key, user in rows.values_list("pk", "user")]
    notifications.tell_all(
        links=links, kind="round.closing_moved", round=round_.name_th, before=before.isoformat(),
        at=round_.closes_at.isoformat(), contact=f"{round_.contact} {round_.telephone}".strip(),
    )  # fmt: skip


def _locked(round_: Round, version: int) -> Round:
    # The university first, as `plan` does: rounds of one university never promise the same post at the same time.
    University.objects.select_for_update().get(pk=round_.university_id)
    rows = Round.objects.select_for_update(of=("self",)).select_related("university", "programme", "terms")
    found = rows.filter(pk=round_.pk).first()
    if found is None:
        raise RoundError(_("This draft was dropped meanwhile."))
    if found.version != version:
        raise StaleError(_("Somebody changed this round meanwhile. Look at it again, then decide."), of=found)
    return found


def _locked_draft(round_: Round, version: int) -> Round:
    found = _locked(round_, version)
    if found.state != RoundState.DRAFT:
        raise RoundError(_("Only a draft is changed. A published round can be extended or closed early."))
    return found


def _save(round_: Round, *fields: str) -> None:
    round_.version += 1
    round_.save(update_fields=[*fields, "version"])


def _sum(round_: Round) -> int:
    return sum(RoundQuota.objects.filter(round=round_).values_list("posts", flat=True))


def _checked(programme: Programme, entry: Entry) -> Entry:
    """Return the entry with its texts tidied, or say which field cannot be."""
    values: dict[str, Any] = asdict(entry)
    for name, limit in _LONGEST.items():
        values[name] = normalise(values[name])
        if len(values[name]) > limit:
            raise RoundInputError(_("Write at most %(limit)s characters.") % {"limit": limit}, extra={"field": name})
        if name in _NEEDED and not values[name]:
            raise RoundInputError(_("Fill this in."), extra={"field": name})
    values["interview_note"] = entry.interview_note.strip()
    if entry.number < 1:
        raise RoundInputError(_("Write 1 or more."), extra={"field": "number"})
    if entry.closes_at <= entry.opens_at:
        raise RoundInputError(_("The round closes before it opens."), extra={"field": "closes_at"})
    if entry.work_ends_on < entry.work_starts_on:
        raise RoundInputError(_("The work ends before it begins."), extra={"field": "work_ends_on"})
    if entry.work_starts_on < programme.starts_on or entry.work_ends_on > programme.ends_on:
        field = "work_starts_on" if entry.work_starts_on < programme.starts_on else "work_ends_on"
        raise RoundInputError(_("This day lies outside the days of the programme."), extra={"field": field})
    return Entry(**values)


def _check_number(university: University, programme: Programme, number: int) -> None:
    if Round.objects.filter(university=university, programme=programme, number=number).exists():
        message = _("There is a round %(number)s already. Choose another number.") % {"number": number}
        raise RoundError(message, extra={"field": "number"})


def _checked_reason(reason: str) -> str:
    if not (found := reason.strip()):
        raise RoundInputError(_("Give the reason."), extra={"field": "reason"})
    return found


def _check_cells(quotas: Mapping[Cell, int], rows: Mapping[Cell, RoundQuota], vacant: Mapping[Cell, int]) -> None:
    wrong = {}
    for cell, count in quotas.items():
        if cell not in rows:
            wrong[cell] = _("This round offers no such posts. Derive the quotas anew first.")
        elif not 0 <= count <= vacant.get(cell, 0):
            wrong[cell] = _("Write a number from 0 to %(most)s: no more are vacant.") % {"most": vacant.get(cell, 0)}
    if wrong:
        cells = [{"tambon": t, "type": type_, "message": text} for (t, type_), text in sorted(wrong.items())]
        raise RoundInputError(_("Some quotas cannot be. Each place says what to do."), extra={"cells": cells})


def _check_offers(round_: Round) -> None:
    """Stop unless the round offers something, and no more than is vacant now."""
    rows = {(row.tambon_id, row.worker_type): row for row in RoundQuota.objects.filter(round=round_)}
    if not any(row.posts for row in rows.values()):
        raise RoundError(_("The round offers no posts. Derive the quotas, or give tambons to the university first."))
    _check_cells({cell: row.posts for cell, row in rows.items() if row.posts}, rows, vacant_for(round_))
