"""The pages on which staff enter that somebody refused the post, and take back what was entered by mistake."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import require
from workforce.forms.selection import RefusalForm, RestoreForm
from workforce.models import Application
from workforce.permissions import Can
from workforce.selectors.applicants import round_to_screen
from workforce.services import refusals


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def applicant_decline(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    form = RefusalForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    entered = attempt(
        form, lambda: refusals.enter(application=application, by=actor(request), **form.cleaned_data)
    )  # fmt: skip
    if entered is not None:
        messages.success(request, _("The refusal is entered and the applicant is told; the list passes over them."))
        return redirect("applicant-detail", pk=pk)
    title = _("Enter that %(person)s refuses the post") % {"person": application.person}
    return _asked(request, application, form, title, _("Enter the refusal"))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def applicant_restore(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    form = RestoreForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    restored = attempt(
        form, lambda: refusals.take_back(application=application, by=actor(request), **form.cleaned_data)
    )  # fmt: skip
    if restored is not None:
        messages.success(request, _("The refusal is taken back; the applicant has the place again and is told."))
        return redirect("applicant-detail", pk=pk)
    title = _("Take back the refusal of %(person)s") % {"person": application.person}
    return _asked(request, application, form, title, _("Take the refusal back"))


def _application(request: HttpRequest, pk: int) -> Application:
    """Return the application, if the user screens the round."""
    user = actor(request)
    rows = Application.objects.visible_to(user, to=Can.VIEW_APPLICATION).filter(submitted_at__isnull=False)
    application = get_object_or_404(rows.select_related("round__university", "person"), pk=pk)
    round_to_screen(user, str(application.round_id))
    require(user, Can.SCREEN_APPLICATION, application)
    return application


def _asked(request: HttpRequest, application: Application, form: Form, title: str, button: str) -> HttpResponse:
    context = {"form": form, "application": application, "title": title, "button": button}
    return render(request, "workforce/applicant_decline.html", context, status=status_of(form))
