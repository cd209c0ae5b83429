"""Grants by hand: one permission on one row for one person, with an end and a reason."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from tambon.grantable import GrantInputError, require_kind
from tambon.models import GrantTerm, User
from tambon.permissions import Can
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError

LONGEST = timedelta(days=366)


class GrantError(DomainError):
    """A grant cannot be given or revoked as asked."""


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a grant holds, and why it was given."""

    ends_on: date
    reason: str


@transaction.atomic
def give(*, user: User, permission: str, target: Model, term: Term, by: User) -> GrantTerm:
    """Grant one permission on one row until a day at most a year away."""
    require(by, Can.GIVE_GRANT)
    if user.pk == by.pk:
        raise GrantError(_("Nobody grants anything to themselves. Ask another administrator."))
    if user.is_system:
        raise GrantError(_("The system account needs no grants."))
    require_kind(permission=permission, target=target)
    _check_term(term)
    assign_perm(_permission_on(permission, target), user, target)
    grant, _created = GrantTerm.objects.update_or_create(
        user=user,
        permission=permission,
        target_model=target._meta.label_lower,
        target_id=str(target.pk),
        defaults={"ends_on": term.ends_on, "reason": term.reason, "by": by},
    )
    changes = {"permission": (None, permission), "target": (None, str(target)), "ends_on": (None, str(term.ends_on))}
    audit.record(action="grant.given", target=grant, by=by, changes=changes, reason=term.reason)
    return grant


@transaction.atomic
def revoke(*, grant: GrantTerm, reason: str, by: User) -> None:
    """End a grant at once."""
    require(by, Can.GIVE_GRANT)
    found = GrantTerm.objects.select_for_update().filter(pk=grant.pk).first()
    if found is None:
        raise GrantError(_("This grant was revoked already."))
    grant = found
    app_label, codename = grant.permission.split(".")
    UserObjectPermission.objects.filter(
        user_id=grant.user_id,
        object_pk=grant.target_id,
        permission__codename=codename,
        permission__content_type__app_label=app_label,
    ).delete()
    changes = {"permission": (grant.permission, None), "target_id": (grant.target_id, None)}
    audit.record(action="grant.revoked", target=grant, by=by, changes=changes, reason=reason)
    grant.delete()


def _check_term(term: Term) -> None:
    today = clock.today()
    if not today <= term.ends_on <= today + LONGEST:
        raise GrantInputError(_("A grant ends between today and a year from now."), extra={"field": "ends_on"})
    if not term.reason.strip():
        raise GrantInputError(_("Say why this grant is needed."), extra={"field": "reason"})


def _permission_on(permission: str, target: Model) -> Permission:
    """Return the permission as guardian stores it: of the target's own model."""
    app_label, codename = permission.split(".")
    return Permission.objects.get(
        codename=codename, content_type__app_label=app_label, content_type__model=target._meta.model_name
    )
