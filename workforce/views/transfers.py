"""Files for the bank and back: the workbook of a batch, its transfers, the results, and the format."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import reach, require
from workforce.forms.pay import FormatForm, ResultsForm
from workforce.models import PayBatch
from workforce.permissions import Can
from workforce.selectors.pay import batches_of
from workforce.selectors.transfers import OTHERS, OWN, format_of, formats_of, own_bank_of
from workforce.services import results, transfers
from workforce.views.answers import actor, settle, status_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@never_cache
@require_GET
def paybatch_transfer(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """Send the file for accounts of the own bank, or for all others."""
    if which not in {OWN, OTHERS}:
        raise Http404
    file = transfers.write(batch=_batch(request, pk), which=which, by=actor(request))
    return sent(file.content, file.name, "application/octet-stream")


@login_required
@never_cache
@require_GET
def paybatch_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the payroll with accounts; the last columns take the results of the bank."""
    file = transfers.workbook(batch=_batch(request, pk), by=actor(request))
    return sent(file.content, file.name, XLSX)


@login_required
@require_http_methods(["GET", "POST"])
def paybatch_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the workbook back, with what the bank said of each."""
    user, batch = actor(request), _batch(request, pk)
    require(user, Can.CHANGE_PAYROLL, batch)
    form = ResultsForm(request.POST or None, request.FILES or None)

    def act() -> int:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "results.xlsx"
            path.write_bytes(b"".join(form.cleaned_data["file"].chunks()))
            return results.settle_from(batch=batch, path=path, paid_on=form.cleaned_data["paid_on"], by=user)

    paid = settle(form, act)
    if paid is not None:
        messages.success(request, _("The results are entered: %(paid)d paid.") % {"paid": paid})
        return redirect("paybatch-detail", pk=pk)
    context = {"form": form, "batch": batch, "title": _("Bring the results of the bank in"), "has_file": True}
    context["button"] = _("Enter the results")
    return render(request, "workforce/paybatch_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def transferformat_edit(request: HttpRequest) -> HttpResponse:
    """Show the format in force, and lay down another."""
    user = actor(request)
    require(user, Can.TRANSFER_PAYROLL)
    own = reach(user, Can.TRANSFER_PAYROLL).universities
    university = next(iter(sorted(own)), "")
    written = json.dumps(format_of(university), ensure_ascii=False, indent=2)
    initial = {"university": university, "bank": own_bank_of(university), "written": written}
    form = FormatForm(request.POST or None, universities=own, initial=initial)
    if settle(form, lambda: transfers.lay_down(by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The format is laid down. Files written from now on follow it."))
        return redirect("transferformat-edit")
    context = {"form": form, "title": _("File of the bank"), "button": _("Lay down the format")}
    context["versions"] = formats_of(user)[:20]
    return render(request, "workforce/transferformat_form.html", context, status=status_of(form))


def sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _batch(request: HttpRequest, pk: int) -> PayBatch:
    return get_object_or_404(batches_of(actor(request)), pk=pk)
