"""Bodies of requests that are too big, or that break off: answered exactly, and nothing half-kept."""

import math
from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from u2t.core.problems import answer

_MEGABYTE = 1024 * 1024
#: What a form has beside its file.
_AROUND_THE_FILE = _MEGABYTE
#: A browser reads no answer before it has sent all; beyond so many times the limit it shall not be heard out.
_HEARD_OUT = 20
_PIECE = 256 * 1024


def shown_size(size: int) -> str:
    """Return megabytes with one decimal, rounded up: never "50 MB, at most 50 MB"."""
    return f"{math.ceil(size * 10 / _MEGABYTE) / 10:.1f}"


class Whole:
    """The body of a request as a stream that ends only when all that was announced has come.

    A server hands out what came before the connection broke as if it were everything: half a file would be checked.
    """

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self._stream = stream
        self._left = length
        self.broke_off = False

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, or all; fewer only at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            pieces.append(self._counted(self._stream.read(wanted)))
            wanted -= len(pieces[-1])
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read one line, of up to `size` bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._stream.readline(wanted)) if wanted else b""

    def close(self) -> None:
        """Let the stream go."""
        self._stream.close()

    def _counted(self, data: bytes) -> bytes:
        if not data:
            self.broke_off = True
            raise UnreadablePostError("the connection broke off")
        self._left -= len(data)
        return data


def whole_or_refused(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse bodies beyond `UPLOAD_MAX_BYTES` before anything of them is kept; let no half body pass for a whole."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _is_of_unknown_length(request):
            problem = _("The request does not say how long it is, so it was not read.")
            return answer(request, problem, _("Send it again with its length (Content-Length), not in chunks."), 411)
        length = _length(request)
        if _is_too_big(length):
            _hear_out(request, length)
            return _too_big(request, length)
        body = Whole(request._stream, length)  # noqa: SLF001 - as below
        if length:
            request._stream = body  # type: ignore[assignment]  # noqa: SLF001 - the one place to watch a body on its way
        try:
            return get_response(request)
        finally:
            if body.broke_off:
                _drop_parts(request)

    return middleware


def is_readable(request: HttpRequest) -> bool:
    """Tell whether the body would be read: it says how long it is, and that is not too long."""
    return not _is_of_unknown_length(request) and not _is_too_big(_length(request))


def _is_too_big(length: int) -> bool:
    return length > settings.UPLOAD_MAX_BYTES + _AROUND_THE_FILE


def _drop_parts(request: HttpRequest) -> None:
    """Remove the file that was being written when the connection broke; Django leaves it to the garbage collector."""
    for handler in request.upload_handlers:
        handler.upload_interrupted()


def _is_of_unknown_length(request: HttpRequest) -> bool:
    """Tell a body in chunks: Django would take it for an empty one, and nothing could be refused before it is read."""
    return bool(request.META.get("HTTP_TRANSFER_ENCODING")) and not request.META.get("CONTENT_LENGTH")


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _hear_out(request: HttpRequest, length: int) -> None:
    """Read the body and keep nothing, for those who may upload: else their browser says only that it was cut off."""
    is_known = request.user.is_authenticated or "HTTP_AUTHORIZATION" in request.META
    if not is_known or length > _HEARD_OUT * settings.UPLOAD_MAX_BYTES:
        return
    while request.read(_PIECE):
        pass


def _too_big(request: HttpRequest, length: int) -> HttpResponse:
    limit = settings.UPLOAD_MAX_BYTES // _MEGABYTE
    values = {"size": shown_size(length), "limit": limit}
    problem = _("The file has %(size)s MB; at most %(limit)s MB are accepted.") % values
    remedy = _("Split the file, or leave out columns that are not needed.")
    return answer(request, problem, remedy, 413, size=length, limit=settings.UPLOAD_MAX_BYTES)
