"""What the views of this app share: a service whose refusal stands beside the form."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import Form
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tambon.views.answers import actor
from u2t.core.errors import DomainError
from u2t.core.models import PrivateFile
from u2t.core.stale import refuse

T = TypeVar("T")

__all__ = ["actor", "private_file", "settle", "status_of"]


def settle(form: Form, act: Callable[[], T]) -> T | None:
    """Do `act` if the form is valid; a refusal becomes an error of the form, and the answer is None.

    What a stale page typed stays in the form (`u2t.core.stale`).
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        refuse(form, error)
        return None


def status_of(form: Form) -> int:
    """Return the status of a form that was refused: what the service said, else 422."""
    refused = getattr(form, "refused_with", None)
    return int(refused or (422 if form.is_bound and form.errors else 200))


def private_file(file: PrivateFile, content: bytes) -> HttpResponse:
    """Answer with a file to be looked at and not to be kept on the way; nothing in it may run or reach out."""
    response = HttpResponse(content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=file.name) or ""
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; object-src 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
