"""What the pages of people show: people and their roles, what they may do, and who reaches an area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from django.db.models import Prefetch, Q, QuerySet

from tambon.models import Allocation, Area, GrantTerm, Invitation, Membership, University, User
from tambon.permissions import Can
from tambon.words import SCOPES, permission_text
from u2t.core import clock
from u2t.core.access import BY_AREA, SIGNED_IN, Actor, Role, Rule, Scope, reach, require, roles, rules_by_permission

_PLACES = ("area", "network", "university", "unit", "agency")


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing somebody may do, and where, in words."""

    text: str
    where: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One permission: for each role, in the order of the roles, how far it reaches, empty for not at all."""

    permission: str
    text: str
    cells: tuple[str, ...]


def people_for(user: Actor) -> "QuerySet[User]":
    """Return the people the user may see, each with those memberships that the user may see."""
    held = Membership.objects.visible_to(user, to=Can.VIEW_MEMBERSHIP).select_related(*_PLACES).order_by("pk")
    in_force = held.filter(Q(during__contains=clock.today()) | Q(during__startswith__gt=clock.today()))
    people: QuerySet[User] = User.objects.visible_to(user, to=Can.VIEW_USER).filter(is_system=False)
    return people.prefetch_related(Prefetch("memberships", queryset=in_force, to_attr="shown_memberships"))


def memberships_for(user: Actor) -> "QuerySet[Membership]":
    """Return the memberships that the user may see: the own ones, and those of people answered for."""
    rows = Membership.objects.visible_to(user, to=Can.VIEW_MEMBERSHIP).filter(user__is_system=False)
    return rows.select_related(*_PLACES)


def invitations_for(user: Actor) -> "QuerySet[Invitation]":
    """Return the invitations of those who give roles, in the areas where they do."""
    rows = Invitation.objects.visible_to(user, to=Can.GIVE_MEMBERSHIP)
    return rows.select_related("membership__user", *(f"membership__{place}" for place in _PLACES))


def grants_for(user: Actor) -> "QuerySet[GrantTerm]":
    """Return the grants by hand of the people the user may see, for those who give them or check them.

    Raises:
        PermissionDenied: the user does neither.
    """
    if not reach(user, Can.GIVE_GRANT):
        require(user, Can.VIEW_ACCESS)
    seen = User.objects.visible_to(user, to=Can.VIEW_USER)
    return GrantTerm.objects.filter(user__in=seen).select_related("user")


def memberships_of(user: User) -> list[Membership]:
    """Return the user's own memberships in force today, with their places: everybody may know that of themselves."""
    return list(Membership.objects.filter(user=user).valid_on(clock.today()).select_related(*_PLACES))


def memberships_shown(*, person: User, user: Actor) -> list[Membership]:
    """Return all memberships of a person that the user may see, newest first."""
    rows = Membership.objects.visible_to(user, to=Can.VIEW_MEMBERSHIP).filter(user=person)
    return list(rows.select_related(*_PLACES, "given_by", "invitation").order_by("-pk"))


def invitation_of(*, person: User, user: Actor) -> Invitation | None:
    """Return the open invitation of a person."""
    rows = Invitation.objects.visible_to(user, to=Can.GIVE_MEMBERSHIP)
    return rows.filter(membership__user=person, accepted_at=None).select_related("membership").first()


def grants_of(*, person: User, user: Actor) -> list[GrantTerm]:
    """Return the grants by hand, for those who give them or check them."""
    if not (reach(user, Can.GIVE_GRANT) or reach(user, Can.VIEW_ACCESS)):
        return []
    return list(person.grants.select_related("by").order_by("ends_on"))


def sights_of(memberships: Iterable[Membership]) -> list[Sight]:
    """Say what these memberships let their holder do, from the table of access."""
    today = clock.today()
    held: dict[str, list[str]] = {}
    for membership in memberships:
        if not membership.during.isempty and today in membership.during:
            held.setdefault(membership.role, []).append(membership.place.name_th)
    found = (_sight(permission, rules, held) for permission, rules in rules_by_permission().items())
    return [sight for sight in found if sight is not None]


def _sight(permission: str, rules: tuple[Rule, ...], held: Mapping[str, list[str]]) -> Sight | None:
    holding = [rule for rule in rules if SIGNED_IN in rule.roles or rule.roles & held.keys()]
    if not holding:
        return None
    scopes = {rule.scope for rule in holding}
    if Scope.OPEN in scopes:
        return Sight(permission_text(permission), str(SCOPES[Scope.OPEN]))
    roles_held = {role for rule in holding if rule.scope in BY_AREA for role in rule.roles & held.keys()}
    places = tuple(dict.fromkeys(place for role in sorted(roles_held) for place in held[role]))
    where = ", ".join(str(SCOPES[scope]) for scope in Scope if scope in scopes)
    return Sight(permission_text(permission), where, places)


def matrix() -> tuple[list[Role], list[MatrixRow]]:
    """Return the table of access as a matrix: roles across, permissions down."""
    columns = list(roles().values())
    rows = [
        MatrixRow(permission, permission_text(permission), tuple(_cell(rules, role.code) for role in columns))
        for permission, rules in rules_by_permission().items()
    ]
    return columns, rows


def _cell(rules: tuple[Rule, ...], role: str) -> str:
    scopes = {rule.scope for rule in rules if role in rule.roles or SIGNED_IN in rule.roles}
    return ", ".join(str(SCOPES[scope]) for scope in Scope if scope in scopes)


def memberships_reaching(*, area: Area, permission: str = Can.VIEW_AREA) -> "QuerySet[Membership]":
    """Return the memberships in force whose area covers `area` and whose role holds `permission` over its area.

    With them are those at agencies that serve it: of what lies there they see what is about no person.
    """
    rules = rules_by_permission().get(permission, ())
    holding = {role for rule in rules if rule.scope in BY_AREA for role in rule.roles}
    served = chain.from_iterable(rules_by_permission().values())
    serving = {role for rule in served if rule.scope == Scope.SERVED for role in rule.roles}
    above = ["TH", *_above(area)]
    held_by = Allocation.objects.filter(tambon_id=area.code[:6])
    universities = held_by.values("university")
    networks = University.objects.filter(pk__in=universities).values("network")
    covers = (
        Q(area_id__in=above)
        | Q(university__in=universities)
        | Q(unit__university__in=universities)
        | Q(network__in=networks)
    )
    reaching = covers & Q(role__in=holding) | Q(agency__area__in=_above(area), role__in=serving)
    rows = Membership.objects.valid_on(clock.today()).filter(reaching, user__is_active=True)
    return rows.select_related("user", *_PLACES).order_by("role", "pk")


def grants_reaching(*, area: Area) -> "QuerySet[GrantTerm]":
    """Return the grants by hand that have not ended: on `area`, and to see an area above, which opens all below."""
    on_area = Q(target_id=area.code) | Q(target_id__in=_above(area), permission=Can.VIEW_AREA)
    rows = GrantTerm.objects.filter(on_area, target_model="tambon.area", ends_on__gte=clock.today())
    return rows.select_related("user").order_by("pk")


def _above(area: Area) -> list[str]:
    """Return the codes of the area and of those above it."""
    return [area.code[:n] for n in range(2, len(area.code) + 1, 2)] if area.code.isdigit() else [area.code]


def reaching(user: Actor, area: str) -> "QuerySet[Membership]":
    """Return who reaches an area through a role, of the people the user may see, for those who check access."""
    if not reach(user, Can.VIEW_ACCESS):
        return Membership.objects.none()
    found = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(pk=area).first()
    if found is None:
        return Membership.objects.none()
    return memberships_reaching(area=found).filter(user__in=User.objects.visible_to(user, to=Can.VIEW_USER))
