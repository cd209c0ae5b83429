"""Errors as pages: what happened, what to do."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg2.errors import DeadlockDetected, SerializationFailure

from u2t.core.errors import DomainError, StaleError
from u2t.core.stale import shown_again

_CROSSED = (DeadlockDetected, SerializationFailure)
CONTENT_TYPE = "application/problem+json"


class ProblemMiddleware:
    """Answers errors of services that a view let pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; who opens the address of a button, as after signing in anew, is told so."""
        response = self.get_response(request)
        is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_opened or _is_route(request):
            return response
        told = _("This is the address of a button: nothing was stored")
        page = answer(request, told, _("Open the page of the button again and press it there."), response.status_code)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `DomainError` with its own status, and who lost against another at the database; leave the rest."""
        if isinstance(exception, UnreadablePostError):
            return HttpResponseBadRequest()  # the connection broke off: nobody reads this
        if has_crossed(exception):
            told = _("Somebody else was changing the same at this moment. Nothing was stored.")
            return answer(request, told, _("Go back and try again."), 409)
        if not isinstance(exception, DomainError):
            return None
        wants_page = not _wants_document(request)
        if isinstance(exception, StaleError) and wants_page and (page := shown_again(request, exception)):
            return page
        return answer(request, str(exception), _("Go back, correct it and try again."), exception.status)


def has_crossed(exception: Exception) -> bool:
    """Tell whether two waited for each other and the database stopped this one: tried again, it goes through."""
    return isinstance(exception, OperationalError) and isinstance(exception.__cause__, _CROSSED)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return answer(request, _("The request could not be read"), _("Go back and try again."), 400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """Answer 403."""
    return answer(
        request,
        _("You may see this, but not do that"),
        _("If it belongs to your work, ask the staff who manage access to give you the role."),
        403,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has expired."""
    return answer(request, _("The form has expired"), _("Open the page again and send it once more."), 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, the same for what is not there and what is not for this user."""
    if _is_route(request):
        return _document(404, _("There is nothing here, or it lies outside the area you answer for."))
    return answer(
        request,
        _("Nothing here for you"),
        _("The page does not exist, or it lies outside the area you answer for. Check the address or search."),
        404,
    )


def answer(request: HttpRequest, problem: str, remedy: str, status: int, **facts: object) -> HttpResponse:
    """Answer people with a page; routes of the API, and programs that ask for it, with an RFC 9457 document."""
    if _wants_document(request):
        return _document(status, problem, remedy=remedy, **facts)
    return render(request, "problem.html", {"problem": problem, "remedy": remedy}, status=status)


def _wants_document(request: HttpRequest) -> bool:
    return _is_route(request) or request.get_preferred_type(["text/html", CONTENT_TYPE]) == CONTENT_TYPE


def _is_route(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _document(status: int, title: str, **facts: object) -> HttpResponse:
    body = {"type": "about:blank", "status": status, "title": title, **facts}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
