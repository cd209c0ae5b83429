"""Around what telephones send: without what is there for browsers alone."""

from collections.abc import Callable
from typing import TypeAlias, cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from u2t.core.uploads import is_readable, whole_or_refused

Answers: TypeAlias = Callable[[HttpRequest], HttpResponse]
_PREFIX = "/openrosa/"
#: A picture of a form may have a script in it.
_RUNS_NOTHING = "default-src 'none'; sandbox"


def straight(get_response: Answers) -> Answers:
    """Answer telephones at once: they have an app password, and no session, no tokens of forms, no second step.

    What is not theirs, or too big to be read, goes the way of all others, and is refused there.
    """

    def taken(request: HttpRequest) -> HttpResponse:
        request.get_host()  # refuses names that are not ours
        found = request.resolver_match
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)  # type: ignore[union-attr]  # found below
        return response

    whole = whole_or_refused(cast("Answers", convert_exception_to_response(taken)))

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PREFIX) or not is_readable(request):
            return get_response(request)
        try:
            request.resolver_match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        response = whole(request)
        response.headers.setdefault("Content-Security-Policy", _RUNS_NOTHING)
        response.headers.setdefault("X-Frame-Options", "DENY")
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware
