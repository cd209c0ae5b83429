"""The day log and signing in without a network: what a phone keeps, so that the forms open and nothing is lost."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from u2t.core import offline
from workforce.forms.months import LogForm
from workforce.forms.signins import SignInForm


@require_GET
@cache_control(max_age=0, must_revalidate=True)
def log_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker of the day log and of signing in, with bare pages in the language of now."""
    shells = [
        (reverse("log-create"), offline.shell("log-shell")),
        (reverse("month-own"), offline.shell("log-shell")),
        (reverse("signin-create"), offline.shell("signin-shell")),
    ]
    return offline.worker(request, cache="u2t-log", shells=shells, files=("css/month.css", "js/log.js", "js/signin.js"))


@require_GET
@cache_control(max_age=3600)
def log_manifest(_request: HttpRequest) -> JsonResponse:
    """Answer with what makes the log an application that can be installed."""
    icon = {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": _("U2T day log"),
            "short_name": "U2T",
            "lang": "th",
            "start_url": reverse("log-create"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f5f7f9",
            "theme_color": "#0f2c4c",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@require_GET
def log_shell(request: HttpRequest) -> HttpResponse:
    """Answer with the bare form that a phone keeps: it holds nothing of anybody."""
    with offline.in_language(request):
        return render(request, "workforce/log_shell.html", {"form": LogForm()})


@require_GET
def signin_shell(request: HttpRequest) -> HttpResponse:
    """Answer with the bare form of signing in; the key is made on the device."""
    with offline.in_language(request):
        return render(request, "workforce/signin_shell.html", {"form": SignInForm(initial={"key": ""})})
