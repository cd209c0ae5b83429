"""Documents of an application: brought one at a time, looked at through their own door, taken out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from u2t.core import pictures
from u2t.core.access import Actor
from u2t.core.errors import DomainError
from workforce.choices import ApplicationStep, DocumentKind
from workforce.models import Application, Document
from workforce.permissions import Can
from workforce.services import documents
from workforce.views.drafts import actor, own, refused, stored, wants_data

#: Nothing in a document may run or reach out; a page of ours may show it in a frame.
_POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@login_required
@require_POST
def document_bring(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    goes_to = reverse("application-step", args=[pk, ApplicationStep.DOCUMENTS])
    kind = request.POST.get("kind", "")
    try:
        bring(application, kind, request.FILES.get("file"), by=actor(request))
    except DomainError as error:
        if wants_data(request):
            return refused(error)
        messages.error(request, str(error))
        return redirect(goes_to)
    return stored(goes_to=goes_to) if wants_data(request) else redirect(f"{goes_to}#{kind}")


def bring(application: Application, kind: str, file: "UploadedFile[bytes] | None", *, by: Actor) -> Document:
    """Take the file of a request, of a page or the API.

    Raises:
        DomainError: it is none, too large, of another kind or broken.
    """
    if kind not in DocumentKind:
        raise pictures.DocumentError(_("Say which document this is."), extra={"known": list(DocumentKind.values)})
    if file is None:
        raise pictures.DocumentError(_("Choose a file first."), extra={"field": "file"})
    pictures.check_size(file.size or 0)
    brought = pictures.taken(name=file.name or "", content=file.read())
    return documents.bring(application=application, kind=kind, brought=brought, by=by)


@login_required
@require_GET
def document_view(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Document.objects.visible_to(request.user, to=Can.VIEW_DOCUMENT).select_related("file", "application")
    return shown(get_object_or_404(seen, pk=pk), by=actor(request))


def shown(document: Document, *, by: Actor) -> HttpResponse:
    """Answer with a document, to be looked at and not to be kept on the way."""
    content = documents.look(document=document, by=by)
    response = HttpResponse(content, content_type=document.file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=document.file.name) or ""
    response["Content-Security-Policy"] = _POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def document_remove(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Document.objects.visible_to(request.user, to=Can.CHANGE_APPLICATION).select_related("application")
    document = get_object_or_404(seen, pk=pk)
    documents.remove(document=document, by=actor(request))
    return redirect("application-step", pk=document.application_id, step=ApplicationStep.DOCUMENTS)
