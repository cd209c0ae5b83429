"""What pages that save as one types have in common: a script that asks gets data, everybody else a page."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse

from tambon.views.answers import actor
from u2t.core.errors import DomainError
from workforce.models import Application
from workforce.selectors.applications import own_applications

__all__ = ["actor", "own", "refused", "stored", "wants_data"]


def wants_data(request: HttpRequest) -> bool:
    """Tell whether the script of drafts asks."""
    return request.headers.get("X-Draft") == "1"


def own(request: HttpRequest) -> QuerySet[Application]:
    """Return the applications the signed-in person may write."""
    return own_applications(actor(request))


def stored(
    *,
    version: int | None = None,
    refused: Mapping[str, str] | None = None,
    goes_to: str = "",
    parts: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Acknowledge what was typed, and say what was refused; `parts` are pieces of the page as they read now."""
    body = {"version": version, "refused": dict(refused or {}), "next": goes_to, "parts": dict(parts or {})}
    return JsonResponse(body, status=422 if refused else 200)


def refused(error: DomainError) -> JsonResponse:
    """Say why nothing was stored."""
    return JsonResponse({"problem": str(error), **error.extra}, status=error.status)
