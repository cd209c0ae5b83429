"""Scores of interviews: per criterion, by whom and when; each change is remembered, old and new."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ApplicationState
from workforce.models import Application, Criterion, Score
from workforce.permissions import Can

_PLACES = 2
MOST = 200


class ScoreError(DomainError):
    """The application is not to be scored now."""


class ScoreInputError(InputError):
    """Points that cannot be; `extra["errors"]` says which criterion and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Points by the code of a criterion, for an application as it was shown; None leaves one without points."""

    application: int
    version: int
    points: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: `errors` by criterion, `problem` for the row."""

    key: int
    problem: str = ""
    errors: Mapping[str, str] | None = None


@transaction.atomic
def give(*, application: Application, points: Mapping[str, Decimal | None], version: int, by: Actor) -> Application:
    """Store the points of an interview; criteria that are not named keep theirs.

    Raises:
        ScoreInputError: points are not between 0 and the most there are, or the criterion is unknown.
    """
    require(by, Can.SCORE_APPLICATION, application)
    entry = Entry(application.pk, version, points)
    return _give(_locked([application.pk], by)[application.pk], entry, by)


@transaction.atomic
def give_many(*, entries: list[Entry], by: Actor) -> list[Result]:
    """Store the points of many interviews, each for itself."""
    require(by, Can.SCORE_APPLICATION)
    if len(entries) > MOST:
        raise ScoreInputError(_("Send at most %(most)s applications at once.") % {"most": MOST})
    found = _locked([entry.application for entry in entries], by)
    results = []
    for entry in entries:
        if entry.application not in found:
            results.append(Result(entry.application, _("There is no such application where you may score.")))
            continue
        results.append(_tried(found[entry.application], entry, by))
    return results


def _tried(application: Application, entry: Entry, by: Actor) -> Result:
    try:
        with transaction.atomic():
            _give(application, entry, by)
    except DomainError as error:
        return Result(entry.application, str(error), error.extra.get("errors"))
    return Result(entry.application)


def _locked(keys: list[int], by: Actor) -> dict[int, Application]:
    rows = Application.objects.visible_to(by, to=Can.SCORE_APPLICATION).filter(pk__in=keys)
    held = rows.select_for_update(of=("self",)).select_related("round").prefetch_related("scores__criterion")
    return {application.pk: application for application in held.order_by("pk")}


def _give(application: Application, entry: Entry, by: Actor) -> Application:
    criteria = _criteria(application)
    _check_points(entry.points, criteria)
    before = {score.criterion.code: score.points for score in application.scores.all()}
    changed = {code: new for code, new in entry.points.items() if before.get(code) != new}
    if not changed:
        return application
    if application.state != ApplicationState.QUALIFIED:
        state = application.get_state_display()
        raise ScoreError(_("Only applications qualified for the interview are scored; this is “%s”.") % state)
    if entry.version != application.version:
        raise StaleError(_("Somebody changed this application meanwhile. Look at its points again."), of=application)
    _store(application, changed, criteria, by)
    application.version += 1
    application.save(update_fields=["version", "updated_at"])
    changes = {code: (_shown(before.get(code)), _shown(new)) for code, new in changed.items()}
    audit.record(action="application.scored", target=application, by=by, changes=changes)
    return application


def _criteria(application: Application) -> dict[str, Criterion]:
    return {row.code: row for row in Criterion.objects.filter(terms=application.round.terms_id)}


def _check_points(points: Mapping[str, Decimal | None], criteria: Mapping[str, Criterion]) -> None:
    errors = {}
    for code, value in points.items():
        if code not in criteria:
            errors[code] = _("There is no such criterion in this round.")
        elif value is not None and not _fits(value, criteria[code].maximum):
            most = criteria[code].maximum.normalize()
            errors[code] = _("Write 0 to %(most)s, at most two decimals.") % {"most": f"{most:f}"}
    if errors:
        raise ScoreInputError(_("Some points cannot be."), extra={"errors": errors})


def _fits(value: Decimal, maximum: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and 0 <= value <= maximum and -exponent <= _PLACES


def _store(
    application: Application, changed: Mapping[str, Decimal | None], criteria: Mapping[str, Criterion], by: Actor
) -> None:
    cleared = [criteria[code].pk for code, value in changed.items() if value is None]
    if cleared:
        Score.objects.filter(application=application, criterion__in=cleared).delete()
    now, key = clock.now(), key_of(by)
    Score.objects.bulk_create(
        [
            Score(application=application, criterion=criteria[code], points=value, by_id=key, given_at=now)
            for code, value in changed.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["application", "criterion"],
        update_fields=["points", "by", "given_at"],
    )


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
