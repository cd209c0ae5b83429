"""From memberships and grants to the reach of a permission."""

from dataclasses import replace
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast, Coalesce
from guardian.models import UserObjectPermission

from tambon.models import GrantTerm, Membership, User
from u2t.core import clock
from u2t.core.access import BY_AREA, NOWHERE, SIGNED_IN, Actor, Reach, Scope, rules_by_permission


class Held(NamedTuple):
    """One membership in force, as far as access asks of it: where it is held is a code of each kind or None."""

    role: str
    area: str | None
    network: str | None
    university: str | None
    agency: str | None
    #: Whether its holder has a second step of sign-in, which otherwise every request would ask for besides.
    has_second_step: bool


def held_by(user: User) -> list[Held]:
    """Return the memberships in force today, read once per user object (that is, per request).

    Rows of values, not models: every request reads them, and making the models took longer than asking.
    """
    found: list[Held] | None = getattr(user, "_held", None)
    if found is None:
        rows = Membership.objects.filter(user=user).valid_on(clock.today()).values_list(
            "role", "area_id", "network_id", Coalesce("university_id", "unit__university_id"), "agency_id",
            Exists(Authenticator.objects.filter(user=OuterRef("user"))),
        )  # fmt: skip
        found = [Held._make(row) for row in rows]
        user._held = found  # type: ignore[attr-defined]  # noqa: SLF001 - a cache of one request
    return found


def forget_memberships(user: User) -> None:
    """Drop the cached memberships after they changed."""
    user.__dict__.pop("_held", None)


def reach_of(user: Actor, permission: str) -> Reach:
    """Return where `user` holds `permission`, from the table of access and the memberships in force."""
    if not isinstance(user, User):
        return NOWHERE
    if user.is_system:
        return Reach(everywhere=True)
    rules = rules_by_permission().get(permission, ())
    if any(rule.scope == Scope.OPEN and SIGNED_IN in rule.roles for rule in rules):
        return Reach(everywhere=True)
    memberships = held_by(user)
    roles = {SIGNED_IN, *(m.role for m in memberships)}
    scopes = {rule.scope for rule in rules if not roles.isdisjoint(rule.roles)}
    if not scopes:
        return NOWHERE
    if Scope.OPEN in scopes:
        return Reach(everywhere=True)
    by_area = [rule for rule in rules if rule.scope in BY_AREA]
    held = {role for rule in by_area for role in rule.roles}
    owner = user.pk if Scope.OWN in scopes else None
    found = _reach([m for m in memberships if m.role in held], owner=owner, summary=Scope.SUMMARY in scopes)
    return replace(found, today=bool(by_area) and all(rule.scope == Scope.HELD for rule in by_area), holder=user.pk)


def _reach(memberships: list[Held], *, owner: int | None, summary: bool) -> Reach:
    areas = {m.area for m in memberships if m.area is not None}
    if "TH" in areas:
        return Reach(everywhere=True)
    return Reach(
        places=frozenset(code for code in areas if code.isdigit()),
        universities=frozenset(m.university for m in memberships if m.university),
        networks=frozenset(m.network for m in memberships if m.network),
        agencies=frozenset(m.agency for m in memberships if m.agency),
        owner=owner,
        summary=summary,
    )


def granted_to(user: Actor, permission: str, model: type[Model]) -> "QuerySet[GrantTerm, Any] | None":
    """Return the keys of `model` granted to `user` by hand and not ended, or None if the user has no grants at all.

    Guardian holds the grant, `GrantTerm` its end; both must speak for the row.
    """
    if not isinstance(user, User) or not _has_grants(user):
        return None
    codename = permission.split(".")[1]
    held = UserObjectPermission.objects.filter(
        user=user, permission__codename=codename, content_type__model=model._meta.model_name
    )
    terms = user.grants.filter(
        permission=permission,
        target_model=model._meta.label_lower,
        ends_on__gte=clock.today(),
        target_id__in=held.values("object_pk"),
    )
    return terms.annotate(key=Cast("target_id", model._meta.pk)).values("key")


def _has_grants(user: User) -> bool:
    found: bool | None = getattr(user, "_grants_exist", None)
    if found is None:
        found = user.grants.exists()
        user._grants_exist = found  # type: ignore[attr-defined]  # noqa: SLF001 - a cache of one request
    return found
