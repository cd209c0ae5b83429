"""Around each request: a name, written into audit events and the response, and the language of the reader."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import translation
from django.utils.cache import patch_vary_headers

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id and return it in `X-Request-Id`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return HttpResponseNotFound()  # no name holds it, and PostgreSQL refuses to look
        token = current_request_id.set(str(uuid.uuid4()))
        try:
            response = get_response(request)
            response["X-Request-Id"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)

    return middleware


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in Thai unless the reader switched: Thai offices run many browsers that ask for English.

    A program has no switch: the API answers in what `Accept-Language` prefers, else in Thai.
    """
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        is_api = request.path_info.startswith("/api/")
        asked = translation.get_language_from_request(request) if is_api else settings.LANGUAGE_CODE
        with translation.override(chosen if chosen in known else asked):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            if is_api:
                patch_vary_headers(response, ("Accept-Language",))
            return response

    return middleware
