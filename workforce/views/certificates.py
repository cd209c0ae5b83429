"""Certificates of tax withheld: the list, one, issued, issued for all, cancelled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core import files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.certificates import TaxCertificateFilterSet
from workforce.forms.taxes import CancelForm
from workforce.models import TaxCertificate
from workforce.permissions import Can
from workforce.selectors.certificates import certificates_of, why_differs
from workforce.selectors.taxyears import people_paid_in
from workforce.services import certificates
from workforce.tables.certificates import TaxCertificateTable
from workforce.views.answers import actor, settle, status_of
from workforce.views.taxes import asked_year

CERTIFICATES = register(
    ListSpec(
        name="workforce.taxcertificates",
        title=gettext_lazy("Certificates of tax withheld (50 bis)"),
        table=TaxCertificateTable,
        filterset=TaxCertificateFilterSet,
        rows=certificates_of,
        empty=gettext_lazy("No certificate. The university issues one when tax was withheld and the tax year is over."),
    )
)


@login_required
@require_GET
def taxcertificate_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, CERTIFICATES)


@login_required
@require_http_methods(["GET", "POST"])
def taxcertificate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a certificate; who issues them cancels it here, with the reason."""
    user, certificate = actor(request), _certificate(request, pk)
    may_cancel = user.has_perm(Can.CHANGE_TAX_CERTIFICATE, certificate) and certificate.state == "issued"
    form = CancelForm(request.POST or None)
    if request.method == "POST":
        require(user, Can.CHANGE_TAX_CERTIFICATE, certificate)

    def act() -> TaxCertificate:
        return certificates.cancel(certificate=certificate, by=user, **form.cleaned_data)

    if settle(form, act) is not None:
        messages.success(request, _("The certificate is cancelled. The next one of this year names it."))
        return redirect("taxcertificate-detail", pk=pk)
    context = {"certificate": certificate, "form": form, "may_cancel": may_cancel}
    context["differs"] = why_differs(certificate)
    return render(request, "workforce/taxcertificate_detail.html", context, status=status_of(form))


@login_required
@require_GET
def taxcertificate_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the certificate."""
    file = certificates.read(certificate=_certificate(request, pk), by=actor(request))
    response = FileResponse(files.opened(file), filename=file.name, content_type=file.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def taxcertificate_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a certificate that no longer agrees, and issue the one that does."""
    user, certificate, form = actor(request), _certificate(request, pk), CancelForm(request.POST)
    require(user, Can.CHANGE_TAX_CERTIFICATE, certificate)
    made = settle(form, lambda: certificates.reissue(certificate=certificate, by=user, **form.cleaned_data))
    if made is None:
        for error in form.errors.values():
            messages.error(request, " ".join(map(str, error)))
        return redirect("taxcertificate-detail", pk=pk)
    messages.success(request, _("The certificate is issued anew; it names the one it replaces."))
    return redirect("taxcertificate-detail", pk=made.pk)


@login_required
@require_POST
def taxcertificate_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the certificate of one person of a tax year."""
    university, year = asked_year(request)
    require(actor(request), Can.CHANGE_TAX_CERTIFICATE, university)
    person = get_object_or_404(people_paid_in(university, year), pk=pk)
    try:
        made = certificates.issue(university=university, person=person, year=year, by=actor(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('taxyear-list')}?university={university.pk}&year={year}")
    return redirect("taxcertificate-detail", pk=made.pk)


@login_required
@require_POST
def taxcertificate_issue_all(request: HttpRequest) -> HttpResponse:
    """Issue the certificates of everybody of a tax year, as a job."""
    university, year = asked_year(request)
    try:
        job = certificates.ask(university=university, year=year, by=actor(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('taxyear-list')}?university={university.pk}&year={year}")
    return redirect("job-detail", pk=job.pk)


def _certificate(request: HttpRequest, pk: int) -> TaxCertificate:
    return get_object_or_404(certificates_of(actor(request)), pk=pk)
