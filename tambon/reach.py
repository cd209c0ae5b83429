"""From memberships and grants to the reach of a permission."""

from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from guardian.models import UserObjectPermission

from tambon.models import GrantTerm, Membership, User
from u2t.core import clock
from u2t.core.access import BY_AREA, NOWHERE, SIGNED_IN, Actor, Reach, Scope, rules_by_permission


def memberships_of(user: User) -> list[Membership]:
    """Return the memberships in force today, read once per user object (that is, per request).

    Each says whether its holder has a second step of sign-in, which otherwise every request would ask for besides.
    """
    found: list[Membership] | None = getattr(user, "_memberships", None)
    if found is None:
        today = clock.today()
        held = Membership.objects.filter(user=user).valid_on(today).select_related("unit", "area")
        found = list(held.annotate(has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("user")))))
        user._memberships = found  # type: ignore[attr-defined]  # noqa: SLF001 - a cache of one request
    return found


def forget_memberships(user: User) -> None:
    """Drop the cached memberships after they changed."""
    user.__dict__.pop("_memberships", None)


def reach_of(user: Actor, permission: str) -> Reach:
    """Return where `user` holds `permission`, from the table of access and the memberships in force."""
    if not isinstance(user, User):
        return NOWHERE
    if user.is_system:
        return Reach(everywhere=True)
    rules = rules_by_permission().get(permission, ())
    if any(rule.scope == Scope.OPEN and SIGNED_IN in rule.roles for rule in rules):
        return Reach(everywhere=True)
    memberships = memberships_of(user)
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


def _reach(memberships: list[Membership], *, owner: int | None, summary: bool) -> Reach:
    areas = [m.area for m in memberships if m.area is not None]
    if any(area.code == "TH" for area in areas):
        return Reach(everywhere=True)
    return Reach(
        places=frozenset(area.code for area in areas if area.code.isdigit()),
        universities=frozenset(
            m.university_id or (m.unit.university_id if m.unit else "")
            for m in memberships
            if m.university_id or m.unit_id
        ),
        networks=frozenset(m.network_id for m in memberships if m.network_id),
        agencies=frozenset(m.agency_id for m in memberships if m.agency_id),
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
