"""Around what telephones send: without what is there for browsers alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from u2t.core.uploads import is_readable, whole_or_refused

_PREFIX = "/openrosa/"


def straight(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer telephones at once: they have an app password, and no session, no tokens of forms, no second step.

    What is not theirs, or too big to be read, goes the way of all others, and is refused there.
    """

    def taken(request: HttpRequest) -> HttpResponse:
        found = resolve(request.path_info)
        request.resolver_match = found
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    whole = whole_or_refused(taken)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PREFIX) or not is_readable(request):
            return get_response(request)
        try:
            return whole(request)
        except Resolver404:
            return get_response(request)

    return middleware
