"""Pages of the telephones that are let in to collect."""

import base64
import json
import zlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from datasets.forms.collecting import TelephoneForm
from datasets.permissions import Can
from datasets.selectors.entrypages import telephones_of
from datasets.services import apppasswords
from u2t.core.access import reach
from u2t.core.errors import DomainError
from u2t.core.views import actor


@login_required
@never_cache
@require_GET
def telephone_list(request: HttpRequest) -> HttpResponse:
    """Show the own telephones; who answers for people sees those of one of them, to end what was lost."""
    user, found = actor(request), telephones_of(actor(request)).order_by("-pk")
    person = request.GET.get("person", "").replace("\x00", "").strip()[:150]
    held = reach(user, Can.VIEW_TELEPHONE)
    context = {
        "telephones": found.filter(user=user.pk),
        "form": TelephoneForm() if user.has_perm(Can.COLLECT) else None,
        "person": person,
        "may_see_others": held.everywhere or held.has_areas,
        "others": found.filter(user__username__iexact=person) if person else None,
    }
    return render(request, "datasets/telephone_list.html", context)


@login_required
@never_cache
@require_POST
def telephone_create(request: HttpRequest) -> HttpResponse:
    """Show the password once, on the answer itself: it is kept nowhere, so there is nothing to be led to."""
    user = actor(request)
    try:
        made, secret = apppasswords.create(by=user, name=request.POST.get("name", ""))
    except apppasswords.AppPasswordError as error:
        messages.error(request, str(error))
        return redirect("telephone-list")
    server = request.build_absolute_uri("/openrosa")
    code = _code(server, user.get_username(), secret)
    context = {"telephone": made, "secret": secret, "server": server, "code": code}
    return render(request, "datasets/telephone_created.html", context)


@login_required
@require_POST
def telephone_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(telephones_of(actor(request)), pk=pk)
    try:
        apppasswords.end(by=actor(request), password=found)
        messages.success(request, _("This telephone is let in no longer."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("telephone-list")


def _code(server: str, username: str, secret: str) -> str:
    """Draw the settings of ODK Collect as it scans them: JSON, packed, in base 64."""
    import segno  # noqa: PLC0415 - one page in many draws a code

    general = {
        "protocol": "odk_default", "server_url": server, "username": username, "password": secret,
        "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular",
    }  # fmt: skip
    settings = {"general": general, "admin": {}, "project": {"name": "U2T", "icon": "U", "color": "#1b6a8f"}}
    packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
    return str(segno.make(packed, error="l", micro=False).svg_data_uri(scale=5, border=3))
