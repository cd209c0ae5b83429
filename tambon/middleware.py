"""Around each request of somebody whose role needs a second step of sign-in."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tambon.models import User
from tambon.selectors.second_factor import lacks_second_factor

_FREE = ("/accounts/", "/language/", "/static/", "/healthz", "/readyz", "/metrics")


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead those who need a second step and have none to set it up; nothing else is answered to them before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_free = request.path_info.startswith(_FREE)
        if is_free or not isinstance(request.user, User) or not lacks_second_factor(request.user):
            return get_response(request)
        told = _("Your role needs a second step at sign-in. Set it up now: it takes a minute.")
        if request.path_info.startswith("/api/"):
            body = {"type": "about:blank", "status": 403, "title": told}
            return JsonResponse(body, status=403, content_type="application/problem+json")
        messages.warning(request, told)
        return redirect("mfa_activate_totp")

    return middleware
