"""What may be granted by hand: a permission to see, on one row of one kind. Apps above add their kinds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.models import Agency, Allocation, Area
from tambon.permissions import Can
from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.models import ImportRun, ScopedQuerySet
from u2t.core.permissions import Can as Core

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class GrantInputError(InputError):
    """The permission, row, end or reason asked for is not fit for a grant."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row that somebody may be let see; `label` says it in words, with what names the row."""

    permission: str
    model: type[Model]
    label: "StrPromise"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; its model must have a door, or the grant would open nothing."""
    _kinds[kind.permission] = kind


def choices() -> list[tuple[str, str]]:
    """Return what may be granted, as a form offers it."""
    return [(kind.permission, str(kind.label)) for kind in _kinds.values()]


def require_kind(*, permission: str, target: Model) -> None:
    """Stop unless this permission may be granted on such a row.

    Raises:
        GrantInputError: it is not in the list.
    """
    kind = _kinds.get(permission)
    if kind is None or not isinstance(target, kind.model):
        raise GrantInputError(_("This permission cannot be granted on such a row."), extra={"field": "permission"})


def row_of(*, permission: str, key: str, by: Actor) -> Model:
    """Return the row that `key` names, if the giver sees it.

    Raises:
        GrantInputError: there is none, or the permission is not in the list.
    """
    kind = _kinds.get(permission)
    if kind is None:
        raise GrantInputError(_("This permission cannot be granted on such a row."), extra={"field": "permission"})
    rows: ScopedQuerySet[Any] = kind.model._default_manager.all()  # type: ignore[assignment]  # the registry takes no others
    try:
        found: Model | None = rows.visible_to(by, to=permission).filter(pk=key.strip()).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise GrantInputError(_("There is no such row: check the code or number."), extra={"field": "target"})
    return found


# Universities are not in the list: everybody who is signed in may see them. People are not: a role is the way.
register(
    Kind(
        Can.VIEW_AREA,
        Area,
        gettext_lazy("See an area, its figures and what lies in it (code of the province, amphoe or tambon)"),
    )
)
register(Kind(Can.VIEW_AGENCY, Agency, gettext_lazy("See an agency (code)")))
register(Kind(Can.VIEW_ALLOCATION, Allocation, gettext_lazy("See who holds a tambon (number of the allocation)")))
register(Kind(Core.VIEW_IMPORT, ImportRun, gettext_lazy("See an import (number)")))
