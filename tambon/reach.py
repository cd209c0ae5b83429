"""From memberships and grants to the reach of a permission."""

from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.db.models.functions import Cast
from guardian.models import UserObjectPermission

from tambon.models import GrantTerm, User
from u2t.core import clock
from u2t.core.access import BY_AREA, NOWHERE, SIGNED_IN, Actor, Reach, Scope, rules_by_permission
from u2t.core.prepared import Prepared


class Held(NamedTuple):
    """One membership in force, as far as access asks of it: where it is held is a code of each kind or None."""

    role: str
    area: str | None
    network: str | None
    university: str | None
    agency: str | None
    #: The code of the area that the agency serves.
    serves: str | None
    #: Whether its holder has a second step of sign-in, which otherwise every request would ask for besides.
    has_second_step: bool


def _held(user: str, day: str) -> str:
    return f"""
    SELECT m.role, m.area_id AS area, m.network_id AS network, coalesce(m.university_id, n.university_id) AS university,
        m.agency_id AS agency, g.area_id AS serves,
        EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = m.user_id) AS has_second_step
    FROM tambon_membership m LEFT JOIN tambon_unit n ON n.id = m.unit_id
        LEFT JOIN tambon_agency g ON g.code = m.agency_id
    WHERE m.user_id = {user} AND m.during @> {day}
    """  # noqa: S608 - names of ours


def granted_in_force(user: str, day: str) -> str:
    """Word whether a user has any grant by hand that has not ended; both are columns or places of the question."""
    table = GrantTerm._meta.db_table
    return f"EXISTS (SELECT FROM {table} w WHERE w.user_id = {user} AND w.ends_on >= {day})"


#: Every request asks these, of whoever is not everywhere the second too.
_HELD = Prepared("tambon_held", ("bigint", "date"), _held("$1", "$2"))
_GRANTED = Prepared("tambon_granted", ("bigint", "date"), lambda: f"SELECT {granted_in_force('$1', '$2')}")


def held_as_json(user: str, day: str) -> str:
    """Word what `remember_held` takes, for a question that finds a user anyway; both are columns or places of it.

    The question calls no table m, n, g, a or h: those of memberships are called so.
    """
    return f"(SELECT json_agg(h) FROM ({_held(user, day)}) h)"  # noqa: S608 - names of ours


def remember_held(user: User, found: list[dict[str, Any]] | None, *, has_grants: bool | None = None) -> None:
    """Keep the memberships in force today that came along with a user: nobody asks for them again.

    `has_grants` is whether anything granted to the user by hand is in force, where that came along too.
    """
    user._held = [Held(**one) for one in found or ()]  # type: ignore[attr-defined]  # noqa: SLF001 - as below
    if has_grants is not None:
        user._grants_exist = has_grants  # type: ignore[attr-defined]  # noqa: SLF001 - as below


def held_by(user: User) -> list[Held]:
    """Return the memberships in force today, read once per user object (that is, per request)."""
    found: list[Held] | None = getattr(user, "_held", None)
    if found is None:
        found = [Held._make(row) for row in _HELD.rows(user.pk, clock.today())]
        user._held = found  # type: ignore[attr-defined]  # noqa: SLF001 - a cache of one request
    return found


def forget_memberships(user: User) -> None:
    """Drop the cached memberships after they changed, and what follows from them."""
    for name in ("_held", "_reaches"):  # not by `__dict__`: the user of a request is behind a proxy that has its own
        if hasattr(user, name):
            delattr(user, name)


def reach_of(user: Actor, permission: str) -> Reach:
    """Return where `user` holds `permission`, from the table of access and the memberships in force."""
    if not isinstance(user, User):
        return NOWHERE
    if user.is_system:
        return Reach(everywhere=True)
    known: dict[str, Reach] | None = getattr(user, "_reaches", None)
    if known is None:
        known = user._reaches = {}  # type: ignore[attr-defined]  # noqa: SLF001 - of one request, as the memberships
    if permission not in known:
        known[permission] = _worked_out(user, permission)
    return known[permission]


def _worked_out(user: User, permission: str) -> Reach:
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
    serving = {role for rule in by_area if rule.scope == Scope.SERVED for role in rule.roles}
    served = frozenset(m.serves for m in memberships if m.serves and m.serves.isdigit() and m.role in serving)
    found = replace(found, served=served)
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
    """Return the keys of `model` granted to `user` by hand and not ended, or None if the user has no such grant at all.

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
        found = bool(_GRANTED.rows(user.pk, clock.today())[0][0])
        user._grants_exist = found  # type: ignore[attr-defined]  # noqa: SLF001 - a cache of one request
    return found
