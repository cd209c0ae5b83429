"""Forms filled in on the page itself, also where there is no network."""

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_safe

from datasets.permissions import Can
from datasets.selectors.fillpages import is_settled
from datasets.views.fillwords import LISTS, PHRASES, WORDS
from u2t.core import offline
from u2t.core.access import require
from u2t.core.text import key_of
from u2t.core.views import actor

_FILES = (
    "css/collect.css", "js/collect.js", "js/fill.js", "js/kept.js", "js/vue-words.js",
    "vue/vue.runtime.esm-browser.prod.js",
)  # fmt: skip
#: web-forms reads the expressions of forms with a grammar that is compiled to WebAssembly and lies in the script itself
#: as data, as its fonts do: they are let in on these pages alone, and no host beside ours is.
#: What a form shows and plays lies on the device, as its photos do.
_FOR_WEB_FORMS = {
    "script-src": ["'wasm-unsafe-eval'"], "connect-src": ["data:"], "font-src": ["'self'", "data:"],
    "media-src": ["'self'", "blob:"],
}  # fmt: skip


@login_required
@never_cache
@csp_update(_FOR_WEB_FORMS)
@require_safe
def collect(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.COLLECT)
    key = key_of(request.GET.get("entry", ""))
    if key is not None and is_settled(user, key):  # an old link leads here as if it were still to be corrected
        return redirect("entry-detail", pk=key)
    return render(request, "datasets/collect.html", _context())


@csp_update(_FOR_WEB_FORMS)
@require_GET
def collect_shell(request: HttpRequest) -> HttpResponse:
    """Answer with the bare page that a device keeps: it holds nothing of anybody."""
    with offline.in_language(request):
        return render(request, "datasets/collect_shell.html", _context())


@require_GET
@cache_control(max_age=0, must_revalidate=True)
def collect_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker of this page; in another language it is another one, with another bare page."""
    return offline.worker(
        request, cache="u2t-field", shells=[(reverse("collect"), offline.shell("collect-shell"))],
        files=(*_FILES, *offline.modules_of("web-forms/index.js")),
    )  # fmt: skip


def _context() -> dict[str, object]:
    is_thai = get_language() == "th"
    return {
        "words": {name: str(word) for name, word in WORDS.items()},
        "phrases": {name: str(word) for name, word in PHRASES.items()} if is_thai else {},
        "lists": {name: str(word) for name, word in LISTS.items()},
    }
