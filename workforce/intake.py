"""What an applicant types, field by field: cleaned to columns of the person or the application, or refused in words."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from u2t.core import secrecy
from u2t.core.errors import InputError
from u2t.core.text import normalise
from workforce import days, validators
from workforce.choices import Sex, WorkerType
from workforce.selectors.places import tambons_named

Columns = dict[str, Any]
Cleaner = Callable[[str], Columns]

_LONG_TEXT = 4000


def text(name: str, limit: int, given: str) -> Columns:
    """Take a line of text."""
    found = normalise(given)
    if len(found) > limit:
        raise InputError(_("Write at most %(limit)d characters; there are %(count)d.") % _counts(limit, found))
    return {name: found}


def lines(name: str, given: str) -> Columns:
    """Take text of several lines."""
    found = "\n".join(normalise(line) for line in given.splitlines()).strip()
    if len(found) > _LONG_TEXT:
        raise InputError(_("Write at most %(limit)d characters; there are %(count)d.") % _counts(_LONG_TEXT, found))
    return {name: found}


def chosen(name: str, values: Mapping[str, Any], given: str) -> Columns:
    """Take one of some values, or nothing."""
    if given and given not in values:
        raise InputError(_("Choose one of the answers offered."))
    return {name: values[given] if given else ""}


def _counts(limit: int, found: str) -> dict[str, int]:
    return {"limit": limit, "count": len(found)}


def _national_id(given: str) -> Columns:
    if not given.strip():
        return {"national_id": "", "national_id_digest": None, "id_kind": ""}
    digits = validators.national_id(given)
    kind = validators.id_kind(digits)
    return {"national_id": digits, "national_id_digest": secrecy.digest(digits), "id_kind": kind}


def _born(given: str) -> Columns:
    if not given.strip():
        return {"born_on": None, "birth_precision": "day"}
    born_on, precision = days.partial(given)
    return {"born_on": born_on, "birth_precision": precision}


def _telephone(given: str) -> Columns:
    return {"telephone": validators.telephone(given) if given.strip() else ""}


def _email(given: str) -> Columns:
    found = normalise(given)
    try:
        if found:
            validate_email(found)
    except ValidationError as error:
        raise InputError(_("This is no e-mail address. Check it, or leave it empty.")) from error
    return {"email": found}


def _domicile(given: str) -> Columns:
    if not given.strip():
        return {"domicile_id": None}
    found = tambons_named(given)
    if not found:
        raise InputError(_("No tambon of this name is known. Write it with amphoe and province."))
    if len(found) > 1:
        names = ", ".join(place.name for place in found[:4])
        raise InputError(_("Several tambons fit: %(names)s. Write it with amphoe and province.") % {"names": names})
    return {"domicile_id": found[0].code}


def _choice(name: str, given: str) -> Columns:
    return {f"{name}_id": normalise(given) or None}


def _state_work(given: str) -> Columns:
    answers = {"yes": True, "no": False, "": None}
    if given not in answers:
        raise InputError(_("Choose one of the answers offered."))
    return {"has_no_state_work": answers[given]}


OF_PERSON: Mapping[str, Cleaner] = {
    "rank": partial(text, "rank", 40),
    "title": partial(text, "title", 40),
    "first_name": partial(text, "first_name", 100),
    "last_name": partial(text, "last_name", 100),
    "national_id": _national_id,
    "born": _born,
    "sex": partial(chosen, "sex", {str(sex): str(sex) for sex in Sex}),
    "telephone": _telephone,
    "email": _email,
    "domicile": _domicile,
    "registered_address": partial(lines, "registered_address"),
    "current_address": partial(lines, "current_address"),
}
OF_APPLICATION: Mapping[str, Cleaner] = {
    "worker_type": partial(chosen, "worker_type", {str(one): str(one) for one in WorkerType}),
    "first_choice": partial(_choice, "first_choice"),
    "second_choice": partial(_choice, "second_choice"),
    "has_no_state_work": _state_work,
    "achievements": partial(lines, "achievements"),
}


def field_of(column: str) -> str:
    """Return the field of a person that a column holds."""
    return column.removesuffix("_id") if column == "domicile_id" else column


def cleaned(cleaners: Mapping[str, Cleaner], given: Mapping[str, str]) -> tuple[dict[str, Columns], dict[str, str]]:
    """Return the columns of each field that can be taken, and what is wrong with each that cannot."""
    taken, refused = {}, {}
    for name in cleaners.keys() & given.keys():
        try:
            taken[name] = cleaners[name](given[name])
        except InputError as error:
            refused[name] = str(error)
    return taken, refused
