"""How institutions may be called: their codes and names, checked the same way by hand and from a file."""

import re
from datetime import date

from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area
from u2t.core import clock
from u2t.core.errors import DomainError, InputError
from u2t.core.text import normalise

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
#: In figures, what no university holds, and universities of no network, stand beside institutions by these names.
_RESERVED = frozenset({"unallocated", "municipal", "no-network"})


class InstitutionError(DomainError):
    """An institution is not in a state for what was asked."""


class InstitutionInputError(InputError):
    """What was said of an institution cannot be; `extra["field"]` says where."""


def is_code(text: str) -> bool:
    """Tell whether a text can be the code of an institution."""
    return bool(_CODE.match(text))


def words_of_figures() -> frozenset[str]:
    """Return what would be a code, but names an area or what the figures have beside institutions."""
    areas = Area.objects.filter(level__in=[Level.NATION, Level.REGION])  # others are numbered
    return _RESERVED | {code.lower() for code in areas.values_list("code", flat=True)}


def checked_code(text: str) -> str:
    """Return a code of an institution: its name in addresses, files and figures for ever."""
    if not is_code(text):
        said = _("Write a code of 2 to 40 small letters, digits and hyphens, beginning with a letter.")
        raise InstitutionInputError(said, extra={"field": "code"})
    return text


def checked_name(text: str, *, field: str, limit: int, is_required: bool = False) -> str:
    """Return a name as it should have been typed."""
    found = normalise(text)
    if len(found) > limit or (is_required and not found):
        said = _("Write a name of at most %(limit)s characters.") % {"limit": limit}
        raise InstitutionInputError(said, extra={"field": field})
    return found


def checked_kind(kind: str, known: list[str]) -> str:
    """Return a kind that is one of those offered."""
    if kind not in known:
        raise InstitutionInputError(_("Choose one of the answers offered."), extra={"field": "kind"})
    return kind


def checked_province(code: str) -> str | None:
    """Return the code of a province of today, None for none."""
    if not code:
        return None
    if not Area.objects.current().filter(code=code, level=Level.PROVINCE).exists():
        raise InstitutionInputError(_("There is no province with this code."), extra={"field": "province"})
    return code


def checked_day(day: date) -> date:
    """Return a day that has come and that can be meant."""
    if not clock.is_plausible(day):
        raise InstitutionInputError(_("This year cannot be right."), extra={"field": "from_on"})
    if day > clock.today():
        said = _("This day has not come yet. Enter it when it begins.")
        raise InstitutionInputError(said, extra={"field": "from_on"})
    return day
