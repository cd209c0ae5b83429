"""Errors as RFC 9457 problem documents."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from u2t.core.errors import DomainError
from u2t.core.problems import CONTENT_TYPE

NOTHING_HERE = gettext_lazy("There is nothing here, or it lies outside the area you answer for.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an error of the framework or of a service into a problem document; leave bugs to the server."""
    if isinstance(error, DomainError):
        return _problem(error.status, str(error), extra=error.extra)
    if isinstance(error, exceptions.ValidationError):
        return _problem(422, _("Some values cannot be accepted."), extra={"errors": error.detail})
    response = exception_handler(_framework_error(error), context)
    if response is None:
        return None
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    problem = _problem(response.status_code, str(detail))
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response:
            problem[name] = response[name]
    return problem


def _framework_error(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound(NOTHING_HERE)
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(_("You may see this, but not do that"))
    return error


def _problem(status: int, title: str, extra: dict[str, Any] | None = None) -> Response:
    body = {"type": "about:blank", "status": status, "title": title, **(extra or {})}
    return Response(body, status=status, content_type=CONTENT_TYPE)
