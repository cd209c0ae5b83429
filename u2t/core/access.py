"""Who may do what where: the reach of a permission, and `require`.

The table itself is data (`u2t/access.py`); how a membership becomes a reach is the business of the app that knows
areas (`settings.U2T_REACH`). This module only names the shapes both sides share.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser
    from django.db.models import Q, QuerySet
    from django_stubs_ext import StrPromise

#: Somebody who acts or looks; a string, because models cannot be imported here.
Actor: TypeAlias = "AbstractUser | AnonymousUser"
M = TypeVar("M", bound=Model)


class Scope(StrEnum):
    """How far a permission reaches for the holder of a role."""

    OPEN = "open"  # every row, wherever it lies
    SUMMARY = "summary"  # rows that sum up a province or more
    AREA = "area"  # rows that lie in the area of the membership
    HELD = "held"  # as `area`, but of what a university held, only what it holds today
    SERVED = "served"  # as `area`; at an agency, what is not about persons in the area that the agency serves
    OWN = "own"  # rows that belong to the user


#: The scopes that come with the area of a membership.
BY_AREA = frozenset({Scope.AREA, Scope.HELD, Scope.SERVED})

SIGNED_IN = "signed-in"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as people know it: `areas` are the kinds of area a membership of it may have."""

    code: str
    name: "StrPromise"
    description: "StrPromise"
    areas: frozenset[str]
    needs_mfa: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table of access: these roles hold this permission with this scope."""

    permission: str
    roles: frozenset[str]
    scope: Scope = Scope.AREA


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one user holds one permission; empty means nowhere.

    `places` are codes of administrative areas, a code standing for all below it; `universities`, `networks` and
    `agencies` are keys; `served` are codes of the areas that those agencies serve, where only what is not about persons
    counts; `owner` is the user's key where own rows count; `summary` adds what sums up a province or more;
    `today` leaves out what the universities gave up; `holder` is whose reach it is, where a row asks for more than the
    area.
    """

    everywhere: bool = False
    places: frozenset[str] = field(default_factory=frozenset)
    universities: frozenset[str] = field(default_factory=frozenset)
    networks: frozenset[str] = field(default_factory=frozenset)
    agencies: frozenset[str] = field(default_factory=frozenset)
    served: frozenset[str] = field(default_factory=frozenset)
    owner: int | None = None
    summary: bool = False
    today: bool = False
    holder: int | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return self.everywhere or self.owner is not None or self.summary or self.has_areas

    @property
    def has_areas(self) -> bool:
        """Tell whether any membership contributes an area."""
        return bool(self.places or self.universities or self.networks or self.agencies)


NOWHERE = Reach()


@cache
def rules_by_permission() -> dict[str, tuple[Rule, ...]]:
    """Return the table of access, by permission."""
    table: dict[str, tuple[Rule, ...]] = {}
    for rule in import_string(settings.U2T_ACCESS):
        table[rule.permission] = (*table.get(rule.permission, ()), rule)
    return table


@cache
def roles() -> dict[str, Role]:
    """Return every role by its code."""
    return {role.code: role for role in import_string(settings.U2T_ROLES)}


@cache
def _reach_of() -> Callable[[Actor, str], Reach]:
    return import_string(settings.U2T_REACH)  # type: ignore[no-any-return]  # a dotted name has no type


def reach(user: Actor, permission: str) -> Reach:
    """Return where `user` holds `permission`; nowhere for strangers and for permissions not in the table."""
    if not user.is_authenticated or not user.is_active:
        return NOWHERE
    return _reach_of()(user, permission)


def granted(user: Actor, permission: str, model: type[Model]) -> "QuerySet[Any, Any] | None":
    """Return the keys of the rows of `model` granted to `user` by hand; None for somebody without any grant."""
    return import_string(settings.U2T_GRANTS)(user, permission, model)  # type: ignore[no-any-return]  # as above


def key_of(user: Actor) -> int:
    """Return the key of a signed-in user.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    if user.pk is None:
        raise PermissionDenied
    return int(user.pk)


def require(by: Actor, permission: str, target: Model | None = None) -> None:
    """Stop unless `by` holds `permission` where `target` lies (anywhere, if no target is given).

    Raises:
        PermissionDenied: shown as 403.
    """
    if not by.has_perm(permission, target):
        raise PermissionDenied


def require_locked(by: Actor, permission: str, target: M, *beside: str) -> M:
    """As `require`, and return the row of `target` as it is now, locked, with the rows that `beside` names.

    Both are one question to the one door: who waited for the lock is asked for by what the row became meanwhile.

    Raises:
        PermissionDenied: shown as 403.
    """
    rows: Any = type(target)._default_manager.all()
    seen = rows.visible_to(by, to=permission).select_for_update(of=("self",)).select_related(*beside)
    row: M | None = seen.filter(pk=target.pk).first()
    if row is None:
        raise PermissionDenied
    return row


def prefix_q(field_name: str, codes: frozenset[str]) -> "Q":
    """Build the filter "code lies below one of `codes`" as ranges, which an ordinary index answers.

    Digits order the same in every collation; LIKE 'xx%' would need a pattern index in most of them.
    """
    from django.db.models import Q  # noqa: PLC0415 - keeps this module free of the ORM at import

    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field_name}__gte": code, f"{field_name}__lt": str(int(code) + 1).zfill(len(code))})
    return condition
