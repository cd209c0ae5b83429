"""Activities of the tambons: planned, begun, reported on, finished or called off; with counts and photos."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Area, Programme, University, User
from u2t.core import audit, clock, files, pictures
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import Origin, PrivateFile
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import WorkScheme
from workforce.models import Activity, ActivityCount, ActivityNote, ActivityPhoto, Post, WorkItem
from workforce.money_choices import ActivityState, Dimension, TakingPart
from workforce.permissions import Can
from workforce.selectors.rounds import held_tambons
from workforce.services.figures import Figures
from workforce.services.holding import Holding

MOST_PHOTOS = 20
MOST_PEOPLE = 100_000
_LONGEST = 4000
_OPEN = frozenset({ActivityState.PLANNED, ActivityState.RUNNING})


class ActivityError(DomainError):
    """The activity is not in a state for what was asked."""


class ActivityInputError(InputError):
    """What was given of an activity cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, when, for how much money, and what shall come of it."""

    name: str
    package: WorkItem
    dimension: str
    starts_on: date
    ends_on: date
    product: str = ""
    planned_amount: Decimal = Decimal(0)
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose activity it is."""

    programme: Programme
    university: University
    tambon: Area


@transaction.atomic
def plan(*, plan: Plan, place: Place, key: UUID, by: User) -> Activity:
    """Plan an activity of a tambon; a second click finds the first."""
    require(by, Can.CHANGE_ACTIVITY, place.tambon)
    # Whoever clicks twice waits here for the first.
    University.objects.select_for_update(no_key=True).get(pk=place.university.pk)
    same = Activity.objects.filter(key=key, created_by=by).first()
    if same is not None:
        return same
    _check(plan, place.programme)
    if place.tambon.pk not in held_tambons(place.programme, place.university):
        raise ActivityInputError(_("This university does not hold the tambon."), extra={"field": "tambon"})
    is_demo = Post.objects.filter(programme=place.programme, tambon=place.tambon, origin=Origin.DEMO).exists()
    Holding.tambon(Activity(programme=place.programme, university=place.university, tambon=place.tambon))
    made = Activity.objects.create(
        programme=place.programme, university=place.university, tambon=place.tambon, key=key, **_values(plan),
        origin=Origin.DEMO if is_demo else Origin.REAL, created_by_id=key_of(by), created_on=clock.today(),
    )  # fmt: skip
    require(by, Can.CHANGE_ACTIVITY, made)
    audit.record(action="activity.planned", target=made, by=by, changes={"state": (None, made.state)})
    Figures.changed_in([made.tambon_id])
    return made


@transaction.atomic
def amend(*, activity: Activity, plan: Plan, by: User, version: int) -> Activity:
    """Correct the plan of an activity that is not over."""
    require(by, Can.CHANGE_ACTIVITY, activity)
    activity = _locked(activity, version, *_OPEN)
    _check(plan, activity.programme, kept=activity.package_id)
    values = _values(plan)
    changes = {name: (getattr(activity, name), value) for name, value in values.items()}
    for name, value in values.items():
        setattr(activity, name, value)
    _store(activity, *values)
    audit.record(action="activity.amended", target=activity, by=by, changes=_differing(changes))
    Figures.changed_in([activity.tambon_id])
    return activity


@transaction.atomic
def begin(*, activity: Activity, on: date, by: User, version: int) -> Activity:
    """Begin an activity: from now on money is spent for it."""
    require(by, Can.LEAD_ACTIVITY, activity)
    activity = _locked(activity, version, ActivityState.PLANNED)
    _check_day(activity, on, "on")
    activity.state, activity.begun_on = ActivityState.RUNNING, on
    _moved(activity, "activity.begun", by, "begun_on")
    return activity


@transaction.atomic
def report(*, activity: Activity, on: date, percent: int, text: str, by: User, version: int) -> ActivityNote:
    """Say how far an activity has come, with a note of the day."""
    require(by, Can.CHANGE_ACTIVITY, activity)
    activity = _locked(activity, version, ActivityState.RUNNING)
    _check_within(activity, on)
    _check_said(text, "text", _("Say what was done."))
    if not 0 <= percent <= 100:  # noqa: PLR2004 - per cent
        raise ActivityInputError(_("Enter from 0 to 100 per cent."), extra={"field": "percent"})
    note = ActivityNote.objects.create(
        activity=activity, on=on, percent=percent, text=text.strip(), by=by, at=clock.now()
    )
    before, activity.percent = activity.percent, percent
    _store(activity, "percent")
    audit.record(action="activity.reported", target=activity, by=by, changes={"percent": (before, percent)})
    return note


@transaction.atomic
def count(*, activity: Activity, on: date, people: Mapping[str, int], by: User) -> list[ActivityCount]:
    """Say how many people of each kind took part on a day; a kind told again is corrected, none takes it out."""
    require(by, Can.CHANGE_ACTIVITY, activity)
    activity = _locked(activity, None, ActivityState.RUNNING, ActivityState.DONE)
    _check_within(activity, on)
    for kind, number in people.items():
        if kind not in TakingPart or not 0 <= number <= MOST_PEOPLE:
            raise ActivityInputError(_("Enter how many people, from 0 upwards."), extra={"field": kind})
    there = {one.kind: one.people for one in activity.counts.filter(on=on)}
    activity.counts.filter(on=on, kind__in=list(people)).delete()
    ActivityCount.objects.bulk_create(
        ActivityCount(activity=activity, on=on, kind=kind, people=number) for kind, number in people.items() if number
    )
    changes = {kind: (there.get(kind, 0), number) for kind, number in people.items()}
    audit.record(action="activity.counted", target=activity, by=by, changes=_differing(changes))
    Figures.changed_in([activity.tambon_id])
    return list(activity.counts.filter(on=on))


@transaction.atomic
def finish(*, activity: Activity, on: date, result: str, by: User, version: int) -> Activity:
    """Finish an activity with what came of it; of one that is done, correct both."""
    require(by, Can.LEAD_ACTIVITY, activity)
    activity = _locked(activity, version, ActivityState.RUNNING, ActivityState.DONE)
    _check_day(activity, on, "on")
    _check_said(result, "result", _("Say what came of it."))
    if activity.begun_on and on < activity.begun_on:
        raise ActivityInputError(_("It cannot end before it began."), extra={"field": "on"})
    later = max(activity.counts.values_list("on", flat=True), default=on)
    if later > on:
        said = _("People are counted on %(day)s. Enter that day or a later one.")
        raise ActivityInputError(said % {"day": thai_date(later)}, extra={"field": "on"})
    before = {"over_on": (activity.over_on, on), "result": (activity.result, result.strip())}
    was, activity.state = activity.state, ActivityState.DONE
    activity.over_on, activity.percent, activity.result = on, 100, result.strip()
    if was == ActivityState.RUNNING:
        _moved(activity, "activity.finished", by, "over_on", "percent", "result")
        return activity
    _store(activity, "over_on", "result")
    audit.record(action="activity.amended", target=activity, by=by, changes=_differing(before))
    Figures.changed_in([activity.tambon_id])
    return activity


@transaction.atomic
def cancel(*, activity: Activity, reason: str, by: User, version: int) -> Activity:
    """Call an activity off; what was spent for it stays."""
    require(by, Can.LEAD_ACTIVITY, activity)
    activity = _locked(activity, version, *_OPEN)
    _check_said(reason, "reason", _("Say why."))
    activity.state, activity.over_on, activity.cancel_reason = ActivityState.CANCELLED, clock.today(), reason.strip()
    _moved(activity, "activity.cancelled", by, "over_on", "cancel_reason")
    return activity


def add_photo(*, activity: Activity, key: UUID, brought: pictures.Brought, by: User) -> ActivityPhoto:
    """Keep a picture; the very same again changes nothing."""
    require(by, Can.CHANGE_ACTIVITY, activity)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _add_photo(activity, key, brought, by, stored)
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


def look(*, photo: ActivityPhoto, by: User) -> bytes:
    """Return the picture."""
    require(by, Can.VIEW_ACTIVITY, photo)
    return files.read(photo.file)


def _add_photo(
    activity: Activity, key: UUID, brought: pictures.Brought, by: User, stored: list[PrivateFile]
) -> ActivityPhoto:
    activity = _locked(activity, None, ActivityState.RUNNING, ActivityState.DONE)
    there = activity.photos.all()
    digest = hashlib.sha256(brought.content).hexdigest()
    same = there.filter(key=key).first() or there.filter(file__sha256=digest).first()
    if same is not None:
        return same
    if len(there) >= MOST_PHOTOS:
        raise ActivityInputError(
            _("An activity has at most %(most)d photos.") % {"most": MOST_PHOTOS}, extra={"field": "photos"}
        )
    file = files.store_sealed(name=brought.name, media_type=brought.media_type, content=brought.content, by=by)
    stored.append(file)
    made = ActivityPhoto.objects.create(activity=activity, key=key, file=file, added_at=clock.now())
    audit.record(action="activity.photographed", target=activity, by=by)
    return made


def _locked(activity: Activity, version: int | None, *states: ActivityState) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("programme", "university", "tambon")
    found = rows.get(pk=activity.pk)
    if version is not None and version != found.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=found)
    Holding.tambon(found)
    if found.state not in states:
        raise ActivityError(
            _("This cannot be done: the activity is “%(state)s”.") % {"state": found.get_state_display()}
        )
    return found


def _check(plan: Plan, programme: Programme, kept: int | None = None) -> None:
    _check_said(plan.name, "name", _("Name the activity."))
    if plan.package.scheme != WorkScheme.PACKAGE:
        raise ActivityInputError(_("Choose one of the work packages."), extra={"field": "package"})
    if not plan.package.is_offered and plan.package.pk != kept:
        raise ActivityInputError(_("This work package is no longer used. Choose another."), extra={"field": "package"})
    if plan.dimension not in Dimension:
        raise ActivityInputError(_("Choose one of the answers offered."), extra={"field": "dimension"})
    if plan.ends_on < plan.starts_on:
        raise ActivityInputError(_("The last day comes before the first."), extra={"field": "ends_on"})
    for name in ("starts_on", "ends_on"):
        if not programme.starts_on <= getattr(plan, name) <= programme.ends_on:
            raise ActivityInputError(_("The day lies outside the programme."), extra={"field": name})
    if plan.planned_amount < 0:
        raise ActivityInputError(_("Enter an amount of zero or more."), extra={"field": "planned_amount"})


def _check_day(activity: Activity, on: date, field: str) -> None:
    if not activity.programme.starts_on <= on <= min(clock.today(), activity.programme.ends_on):
        raise ActivityInputError(_("The day lies outside the programme, or ahead."), extra={"field": field})


def _check_within(activity: Activity, on: date) -> None:
    """Stop at a day on which an activity had not begun, or was over."""
    _check_day(activity, on, "on")
    if activity.begun_on and on < activity.begun_on:
        said = _("The activity began on %(day)s. Enter that day or a later one.")
        raise ActivityInputError(said % {"day": thai_date(activity.begun_on)}, extra={"field": "on"})
    if activity.over_on and on > activity.over_on:
        said = _("The activity ended on %(day)s. Enter that day or an earlier one.")
        raise ActivityInputError(said % {"day": thai_date(activity.over_on)}, extra={"field": "on"})


def _check_said(said: str, field: str, message: str) -> None:
    if not said.strip() or len(said) > _LONGEST:
        raise ActivityInputError(message, extra={"field": field})


def _values(plan: Plan) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(plan, name) for name in Plan.__slots__}
    return values | {"name": plan.name.strip(), "product": plan.product.strip(), "expected": plan.expected.strip()}


def _differing(changes: audit.Changes) -> audit.Changes:
    return {name: (old, new) for name, (old, new) in changes.items() if old != new}


def _moved(activity: Activity, action: str, by: User, *names: str) -> None:
    _store(activity, "state", *names)
    audit.record(action=action, target=activity, by=by, changes={"state": (None, activity.state)})
    Figures.changed_in([activity.tambon_id])


def _store(activity: Activity, *names: str) -> None:
    activity.version += 1
    activity.save(update_fields=[*names, "version"])
