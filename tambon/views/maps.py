"""Archives of the map, in ranges."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe

from tambon.maps import LEVELS
from tambon.selectors.boundaries import folder_of

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_BLOCK = 64 * 1024
_MEDIA_TYPE = "application/vnd.pmtiles"


@require_safe
def map_tiles(request: HttpRequest, pk: int, level: str) -> HttpResponseBase:
    """Geometry and names only, no data: open to all. A set never changes under its number, so it may be kept a year."""
    path = folder_of(pk) / f"{level}.pmtiles"
    if level not in LEVELS or not path.is_file():
        raise Http404
    size, tag = path.stat().st_size, f'"{pk}-{level}-{path.stat().st_mtime_ns:x}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _answer(request, path, size, tag)
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _answer(request: HttpRequest, path: Path, size: int, tag: str) -> HttpResponseBase:
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    is_current = request.headers.get("If-Range", tag) == tag
    if asked is None or not any(asked.groups()) or not is_current:
        return _sent(request, path, 0, size)
    first, last = _limits(asked[1], asked[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _sent(request, path, first, last - first + 1)
    response.status_code = 206
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _limits(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte asked for; `-500` means the last 500."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _sent(request: HttpRequest, path: Path, first: int, length: int) -> HttpResponseBase:
    blocks = iter(()) if request.method == "HEAD" else _blocks(path, first, length)
    response = StreamingHttpResponse(blocks, content_type=_MEDIA_TYPE)
    response["Content-Length"] = str(length)
    return response


def _blocks(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (block := file.read(min(_BLOCK, length))):
            length -= len(block)
            yield block
