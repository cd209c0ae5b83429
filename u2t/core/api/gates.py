"""Who may ask for an action of the API at all, before anything of the request is read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # asks for this very class as it is imported


class MayAct(IsAuthenticated):
    """Signed in, and the holder, somewhere, of the permission that the view's `needs` names for the action.

    What is refused here would otherwise be told which of its fields are wrong. Where the thing lies is asked by the
    service.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell whether the action may be asked for."""
        needs: Mapping[str, str] = getattr(view, "needs", {})
        permission = needs.get(getattr(view, "action", None) or "")
        return super().has_permission(request, view) and (permission is None or request.user.has_perm(permission))
