"""Exceptions: what one person or one area still sends after a round has closed."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.choices import Hold
from datasets.models import CollectionRound, RoundGrace
from datasets.permissions import Can
from datasets.selectors.roundpages import collectors_among, may_change, touch
from datasets.services.lettingin import LettingIn
from tambon.models import Area
from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, prefix_q, require
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_date


class GraceError(DomainError):
    """The exception cannot be changed so."""


@transaction.atomic
def give(
    *, by: Actor, round: CollectionRound, person: str = "", area: str = "", until: date, reason: str
) -> RoundGrace:
    """Let in, to a day, what a person (by username) or an area sends of a round that has closed.

    What they sent already and was set aside for being late alone is let in with it.
    """
    require(by, Can.CHANGE_ROUND)
    found = CollectionRound.objects.select_for_update().get(pk=round.pk)
    _check_mine(by, found)
    _check_day(found, until)
    if not reason.strip():
        raise InputError(_("Give the reason."), extra={"field": "reason"})
    if bool(person.strip()) == bool(area.strip()):
        raise InputError(_("Name one person or one area."), extra={"field": "person"})
    whose = _person(found, person.strip()) if person.strip() else _area(found, area.strip(), by)
    standing = found.graces.in_force().filter(**whose)
    if standing.filter(until=until, reason=reason.strip()).exists():  # the button was pressed twice
        raise InputError(_("This exception was given already."), extra={"field": "until"})
    standing.update(ended_at=clock.now())
    made = RoundGrace.objects.create(
        round=found, until=until, reason=reason.strip(), by_id=key_of(by), at=clock.now(), **whose
    )
    audit.record(action="roundgrace.given", target=made, by=by, changes={"until": (None, until)}, reason=reason.strip())
    _let_in(made, by)
    if made.user_id is not None:
        names = {"name_th": found.name_th, "name_en": found.name_en}
        notifications.tell(
            user_id=made.user_id, kind="roundgrace.given", link=reverse("collect"), until=until.isoformat(), **names
        )
    return made


@transaction.atomic
def end(*, by: Actor, grace: RoundGrace) -> RoundGrace:
    """End an exception before its day; what came in under it stays in."""
    require(by, Can.CHANGE_ROUND)
    grace = RoundGrace.objects.select_for_update(of=("self",)).select_related("round").get(pk=grace.pk)
    _check_mine(by, grace.round)
    if not grace.is_in_force:
        raise GraceError(_("This exception is over already."))
    grace.ended_at = clock.now()
    grace.save(update_fields=["ended_at"])
    audit.record(action="roundgrace.ended", target=grace, by=by)
    return grace


def _check_mine(by: Actor, round: CollectionRound) -> None:
    if not may_change(by, round):
        raise PermissionDenied


def _check_day(round: CollectionRound, until: date) -> None:
    if until <= round.closes_on:
        values = {"day": thai_date(round.closes_on)}
        raise InputError(
            _("The round is open until %(day)s anyway. Name a later day.") % values, extra={"field": "until"}
        )
    if not clock.is_plausible(until):
        raise InputError(_("This year cannot be right."), extra={"field": "until"})
    if until < clock.today():
        raise InputError(_("This day is over. Name today or a later day."), extra={"field": "until"})


def _person(round: CollectionRound, username: str) -> dict[str, int]:
    known, unknown, elsewhere = collectors_among([username], round.areas.values_list("area", flat=True))
    said = {"field": "person"}
    if unknown:
        raise InputError(_("Nobody has the username: %(names)s.") % {"names": username[:150]}, extra=said)
    if elsewhere:
        raise InputError(_("%(person)s is no worker in the areas of this round.") % {"person": username}, extra=said)
    named = set(round.collectors.values_list("user", flat=True))
    if named and known[username] not in named:
        values = {"person": username}
        raise InputError(
            _("%(person)s is not named to collect this round. Name the person first.") % values, extra=said
        )
    return {"user_id": known[username]}


def _area(round: CollectionRound, code: str, by: Actor) -> dict[str, str]:
    said = {"field": "area"}
    if not Area.objects.filter(code=code).exists():
        raise InputError(_("No area has the code: %(codes)s.") % {"codes": code[:16]}, extra=said)
    if not any(touch(code, each) for each in round.areas.values_list("area", flat=True)):
        raise InputError(_("The area %(code)s is not of this round.") % {"code": code}, extra=said)
    if not Area.objects.visible_to(by, to=Can.CHANGE_ROUND).filter(code=code).exists():
        raise InputError(
            _("You do not answer for the whole of %(code)s. Name an area of yours.") % {"code": code}, extra=said
        )
    return {"area_id": code}


def _let_in(grace: RoundGrace, by: Actor) -> None:
    """Let in what came too late of whom or where the exception is for."""
    waiting = LettingIn.waiting(grace.round, Hold.LATE)
    if grace.user_id is not None:
        waiting = waiting.filter(by=grace.user_id)
    elif str(grace.area_id).isdigit():
        waiting = waiting.filter(prefix_q("area_id", frozenset({str(grace.area_id)})))
    LettingIn.let_in(waiting, Hold.LATE, by=by, reason=grace.reason)
