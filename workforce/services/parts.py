"""Rows of an application: education, work, training."""

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core.access import Actor, require
from workforce.choices import ApplicationStep
from workforce.editing import ApplicationInputError, check_can_change, locked, settle, store
from workforce.models import Application, Education, Employment, NameChange, PastTraining
from workforce.permissions import Can
from workforce.services import people

Part: TypeAlias = Education | Employment | PastTraining
KINDS: dict[str, type[Part]] = {"education": Education, "work": Employment, "training": PastTraining}
_MOST = 20


@transaction.atomic
def add(*, application: Application, kind: str, values: Mapping[str, Any], by: Actor) -> Part:
    """Add a row; one that says the very same is there already is returned, so that a retry adds nothing."""
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    check_can_change(application, ApplicationStep.BACKGROUND)
    model = KINDS[kind]
    rows = model._default_manager.filter(application=application)
    same = rows.filter(**values).first()
    if same is not None:
        return cast("Part", same)
    if rows.count() >= _MOST:
        raise ApplicationInputError(_("At most %(limit)d entries are kept. Leave out the oldest.") % {"limit": _MOST})
    row = model(application=application, **values)
    return _stored(application, row, kind, by)


@transaction.atomic
def change(*, row: Part, values: Mapping[str, Any], by: Actor) -> Part:
    """Correct a row."""
    require(by, Can.CHANGE_APPLICATION, row.application)
    application = locked(row.application)
    check_can_change(application, ApplicationStep.BACKGROUND)
    for name, value in values.items():
        setattr(row, name, value)
    return _stored(application, row, _kind_of(row), by)


@transaction.atomic
def remove(*, row: Part, by: Actor) -> None:
    """Take a row out."""
    require(by, Can.CHANGE_APPLICATION, row.application)
    application = locked(row.application)
    check_can_change(application, ApplicationStep.BACKGROUND)
    row.delete()
    store(application)
    settle(application, changed=[_kind_of(row)], by=by)


@transaction.atomic
def add_name(*, application: Application, name: people.FormerName, by: Actor) -> NameChange:
    """Enter the name the applicant had until a day, while the application may say who somebody is."""
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    check_can_change(application, ApplicationStep.ABOUT)
    return people.add_former_name(person=application.person, name=name, by=by)


@transaction.atomic
def remove_name(*, application: Application, change: NameChange, by: Actor) -> None:
    """Take a former name out, while the application may say who somebody is."""
    require(by, Can.CHANGE_APPLICATION, application)
    check_can_change(locked(application), ApplicationStep.ABOUT)
    people.remove_former_name(change=change, by=by)


def _stored(application: Application, row: Part, kind: str, by: Actor) -> Part:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ApplicationInputError(
            _("Some values cannot be accepted."), extra={"errors": error.message_dict}
        ) from error
    row.save()
    store(application)
    settle(application, changed=[kind], by=by)
    return row


def _kind_of(row: Part) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))
