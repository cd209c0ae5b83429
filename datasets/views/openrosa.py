"""What telephones speak: OpenRosa 1.0, as ODK Collect does. The person is who the app password was made by."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from xml.sax.xmlreader import AttributesImpl  # for what is written here, nothing is read

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from datasets.importing import arrivals
from datasets.models import Form
from datasets.permissions import Can
from datasets.selectors.collecting import answer_to, file_of, files_by_form, files_of, forms_to_fill
from datasets.views import doors
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from u2t.core.problems import has_crossed

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: What telephones may send at once; they divide what is more.
MOST_BYTES = 40 * 1024 * 1024
_FORMS = "http://openrosa.org/xforms/xformsList"
_MANIFEST = "http://openrosa.org/xforms/xformsManifest"
_SAID = (
    '<?xml version="1.0" encoding="utf-8"?>\n<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    '<message nature="{nature}">{text}</message></OpenRosaResponse>'
)
View = Callable[..., HttpResponse]
_REFUSALS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], "StrPromise", int], ...] = (
    (PermissionDenied, gettext_lazy("You do not collect in any area."), 403),
    (Http404, gettext_lazy("There is no such form here. Fetch the list of forms anew."), 404),
    (
        (MultiPartParserError, SuspiciousOperation),  # no parts, or more than are counted
        gettext_lazy("What was sent cannot be read: its parts are broken, or too many."),
        400,
    ),
)


def for_telephones(view: View) -> View:
    """Ask for an app password, and answer every refusal so that a telephone shows the sentence."""

    @wraps(view)
    @csrf_exempt
    @never_cache
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
        user = doors.person(request)
        if user is None:
            found = _said(_("The username or the password of this telephone is not right."), "error", 401)
            found["WWW-Authenticate"] = doors.challenge(request)
            return _stamped(found)
        try:
            require(user, Can.COLLECT)
            return _stamped(view(request, user, **arguments))
        except UnreadablePostError:
            return HttpResponseBadRequest()  # the connection broke off: nobody reads this
        except Exception as error:
            refusal = _refusal(error)
            if refusal is None:
                raise
            return _stamped(refusal)

    return answered


def _refusal(error: Exception) -> HttpResponse | None:
    """Return what a telephone is told of an error; None if it is a fault of ours."""
    if isinstance(error, DomainError):
        return _said(str(error), "error", error.status)
    if has_crossed(error):
        return _said(_("Somebody else was changing the same at this moment. Send it again."), "error", 409)
    for kinds, told, status in _REFUSALS:
        if isinstance(error, kinds):
            return _said(str(told), "error", status)
    return None


@for_telephones
@require_safe
def form_list(request: HttpRequest, user: Actor) -> HttpResponse:
    response, xml = _document("xforms", _FORMS)
    forms = list(forms_to_fill(user))
    files = files_by_form(user, forms)
    for form in forms:
        address = {"code": form.dataset_id, "number": form.number}
        facts = {
            "formID": form.dataset_id, "name": form.title, "version": form.version, "hash": f"md5:{form.md5}",
            "downloadUrl": request.build_absolute_uri(reverse("openrosa-form", kwargs=address)),
        }  # fmt: skip
        if files[form.pk]:
            facts["manifestUrl"] = request.build_absolute_uri(reverse("openrosa-manifest", kwargs=address))
        _element(xml, "xform", facts)
    xml.endElement("xforms")
    return response


@for_telephones
@require_GET
def form_xml(_request: HttpRequest, _user: Actor, code: str, number: int) -> HttpResponse:
    form = get_object_or_404(Form, dataset=code, number=number)
    return HttpResponse(form.xml, content_type="text/xml; charset=utf-8")


@for_telephones
@require_GET
def manifest(request: HttpRequest, user: Actor, code: str, number: int) -> HttpResponse:
    form = get_object_or_404(Form, dataset=code, number=number)
    response, xml = _document("manifest", _MANIFEST)
    for name, digest in files_of(user, form).items():
        address = reverse("openrosa-media", kwargs={"code": code, "number": number, "name": name})
        facts = {"filename": name, "hash": f"md5:{digest}", "downloadUrl": request.build_absolute_uri(address)}
        _element(xml, "mediaFile", facts)
    xml.endElement("manifest")
    return response


@for_telephones
@require_GET
def media(_request: HttpRequest, user: Actor, code: str, number: int, name: str) -> HttpResponse:
    form = get_object_or_404(Form, dataset=code, number=number)
    found = file_of(user, form, name)
    if found is None:
        return _said(_("This form has no such file."), "error", 404)
    return HttpResponse(found[1], content_type=found[0])


@for_telephones
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, user: Actor) -> HttpResponse:
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response["Location"] = request.build_absolute_uri(reverse("openrosa-submission"))
        return response
    file = request.FILES.get("xml_submission_file")
    if file is None:
        return _said(_("The part xml_submission_file is missing."), "error", 400)
    is_whole = request.POST.get("*isIncomplete*", "").lower() != "yes"
    taken = arrivals.take(by=user, file=file, files=_others(request), is_whole=is_whole)
    return _said(answer_to(taken), "submit_success", 201)


def _others(request: HttpRequest) -> "dict[str, UploadedFile[bytes]]":
    return {
        str(given.name or name): given
        for name in request.FILES
        if name != "xml_submission_file"
        for given in request.FILES.getlist(name)
    }


def _stamped(response: HttpResponse) -> HttpResponse:
    """Add what OpenRosa asks of every answer."""
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
    response["Date"] = http_date()
    return response


def _said(text: str, nature: str, status: int) -> HttpResponse:
    xml = _SAID.format(nature=nature, text=escape(text))
    return HttpResponse(xml, status=status, content_type="text/xml; charset=utf-8")


def _document(root: str, namespace: str) -> tuple[HttpResponse, SimplerXMLGenerator]:
    response = HttpResponse(content_type="text/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": namespace}))
    return response, xml


def _element(xml: SimplerXMLGenerator, name: str, facts: dict[str, str]) -> None:
    xml.startElement(name, AttributesImpl({}))
    for key, value in facts.items():
        xml.addQuickElement(key, value)
    xml.endElement(name)
