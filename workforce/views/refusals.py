"""The page on which staff enter that somebody refused the post."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import require
from workforce.forms.selection import RefusalForm
from workforce.models import Application
from workforce.permissions import Can
from workforce.selectors.applicants import round_to_screen
from workforce.services import refusals


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def applicant_decline(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    rows = Application.objects.visible_to(user, to=Can.VIEW_APPLICATION).filter(number__isnull=False)
    application = get_object_or_404(rows.select_related("round__university", "person"), pk=pk)
    round_to_screen(user, str(application.round_id))
    require(user, Can.SCREEN_APPLICATION, application)
    form = RefusalForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    if attempt(form, lambda: refusals.enter(application=application, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The refusal is entered and the applicant is told; the list passes over them."))
        return redirect("applicant-detail", pk=pk)
    context = {
        "form": form,
        "application": application,
        "title": _("Enter that %(person)s refuses the post") % {"person": application.person},
        "button": _("Enter the refusal"),
    }
    return render(request, "workforce/applicant_decline.html", context, status=status_of(form))
