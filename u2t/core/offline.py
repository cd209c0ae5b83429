"""Pages that work without a network: the service worker that keeps a bare page and its files on the device."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override

#: What every kept page needs to look like itself; the names carry the version of each file.
LOOKS = (
    "tabler/css/tabler.min.css", "css/tokens.css", "css/text.css", "css/frame.css", "css/card.css", "css/pill.css",
    "css/notice.css", "css/field.css", "css/apply.css", "sarabun/400.css", "sarabun/600.css",
    "sarabun/files/sarabun-thai-400-normal.woff2", "sarabun/files/sarabun-thai-600-normal.woff2", "js/queue.js",
    "img/mark.svg",
)  # fmt: skip


def worker(
    request: HttpRequest, *, cache: str, shells: Sequence[tuple[str, str]], files: Sequence[str]
) -> HttpResponse:
    """Answer with a service worker, for the folder it lies in; `shells` are pairs of page and stand-in."""
    context = {"cache": cache, "shells": shells, "files": [static(name) for name in (*LOOKS, *files)]}
    return render(request, "core/sw.js", context, content_type="text/javascript; charset=utf-8")


def shell(name: str) -> str:
    """Return the address of a bare page in the language of now: it is fetched without cookies, so that it is named."""
    return f"{reverse(name)}?language={get_language()}"


def in_language(request: HttpRequest) -> AbstractContextManager[None]:
    """Write a bare page in the language that its address names; else in that of the site."""
    asked = request.GET.get("language", "")
    return override(asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def modules_of(name: str) -> list[str]:
    """Return the modules beside a packaged one: they import one another by names that change with each version."""
    found = finders.find(name)
    return sorted(f"{name.rpartition('/')[0]}/{path.name}" for path in Path(found).parent.glob("*.js")) if found else []
