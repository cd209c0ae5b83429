"""Files for the bank and back: the workbook of a batch, its transfers, the results, and the format."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from workforce.forms.pay import FormatForm, ResultsForm
from workforce.models import PayBatch, PayLine
from workforce.permissions import Can
from workforce.selectors.pay import batches_of
from workforce.selectors.transfers import OTHERS, OWN, answer_of, format_of, formats_of, own_bank_of
from workforce.services import results, transfers
from workforce.views.answers import actor, settle, status_of

#: How every workbook begins.
_WORKBOOK = b"PK"
_CHECKED, _STANDS_FOR = "paybatch-results", 86_400
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
    """Take the workbook back, or check the file of the bank; what was checked is stored once somebody says so."""
    user, batch = actor(request), _batch(request, pk)
    require(user, Can.CHANGE_PAYROLL, batch)
    if "checked" in request.POST:
        return _store_checked(request, batch)
    form = ResultsForm(request.POST or None, request.FILES or None)

    def act() -> int | results.Checked:
        content, paid_on = b"".join(form.cleaned_data["file"].chunks()), form.cleaned_data["paid_on"]
        if not content.startswith(_WORKBOOK):
            return results.check(batch=batch, content=content, by=user)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "results.xlsx"
            path.write_bytes(content)
            return results.settle_from(batch=batch, path=path, paid_on=paid_on, by=user)

    done = settle(form, act)
    if isinstance(done, int):
        return _entered(request, batch, done)
    context = {"form": form, "batch": batch, "title": _("Bring the results of the bank in"), "has_file": True}
    context |= {"button": _("Check the file"), "found": done}
    if done is None:
        return render(request, "workforce/paybatch_form.html", context, status=status_of(form))
    if not done.problems:
        context["checked"] = signing.dumps(
            {"batch": pk, "on": form.cleaned_data["paid_on"].isoformat(), "paid": done.paid, "failed": done.failures},
            salt=_CHECKED, compress=True,
        )  # fmt: skip
        context |= {"paid_on": form.cleaned_data["paid_on"], "failed": _failed_in(batch, done)}
    return render(request, "workforce/paybatch_checked.html", context, status=422 if done.problems else 200)


def _store_checked(request: HttpRequest, batch: PayBatch) -> HttpResponse:
    try:
        said = signing.loads(request.POST["checked"], salt=_CHECKED, max_age=_STANDS_FOR)
    except signing.BadSignature:
        said = {}
    if said.get("batch") != batch.pk:
        messages.error(request, _("The check is over a day old. Check the file again."))
        return redirect("paybatch-results", pk=batch.pk)
    try:
        paid = results.store(
            batch=batch, paid=said["paid"], failures={int(key): why for key, why in said["failed"].items()},
            paid_on=date.fromisoformat(said["on"]), by=actor(request),
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("paybatch-results", pk=batch.pk)
    return _entered(request, batch, paid)


def _entered(request: HttpRequest, batch: PayBatch, paid: int) -> HttpResponse:
    messages.success(request, _("The results are entered: %(paid)d paid.") % {"paid": paid})
    return redirect("paybatch-detail", pk=batch.pk)


def _failed_in(batch: PayBatch, found: results.Checked) -> list[tuple[PayLine, str]]:
    lines = batch.lines.filter(pk__in=found.failures).select_related("contract__person").order_by("pk")
    return [(line, found.failures[line.pk]) for line in lines]


@login_required
@require_http_methods(["GET", "POST"])
def transferformat_edit(request: HttpRequest) -> HttpResponse:
    """Show the format in force, and lay down another."""
    user = actor(request)
    require(user, Can.TRANSFER_PAYROLL)
    own = reach(user, Can.TRANSFER_PAYROLL).universities
    university = next(iter(sorted(own)), "")
    written = json.dumps({**format_of(university), "answer": answer_of(university)}, ensure_ascii=False, indent=2)
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
