"""What the frame says of the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tambon.models import User
from tambon.reach import held_by
from u2t.core.access import roles
from u2t.core.context import TAB_ROLES


def person(request: HttpRequest) -> dict[str, Any]:
    """Return the names of the user's roles, and whether the phone shows tabs; both made when asked for."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"person_roles": [], "has_tabs": False}
    return {
        "person_roles": SimpleLazyObject(lambda: _roles_of(user)),
        "has_tabs": SimpleLazyObject(lambda: bool({m.role for m in held_by(user)} & TAB_ROLES)),
    }


def _roles_of(user: User) -> list[str]:
    known = roles()
    return list(dict.fromkeys(str(known[m.role].name) for m in held_by(user) if m.role in known))
