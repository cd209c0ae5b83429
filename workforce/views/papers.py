"""Pages of papers: issue, read, sign, cancel, file scans, and check one by its code."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.views.answers import actor, attempt, status_of
from u2t.core import files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from workforce.choices import PaperState
from workforce.filters.papers import PaperFilterSet
from workforce.forms.papers import CancelForm, IssueForm, PagesForm, ScanForm, SignForm
from workforce.models import Contract, Paper, Signature
from workforce.permissions import Can
from workforce.selectors.certified import certified_by
from workforce.selectors.papers import may_read, papers_of, signable_by
from workforce.selectors.said import is_outdated
from workforce.selectors.scans import missing_pages
from workforce.selectors.sheets import Order
from workforce.services import filing, papers, readings
from workforce.tables.papers import PaperTable

PAPERS = register(
    ListSpec(
        name="workforce.papers",
        title=gettext_lazy("Papers"),
        table=PaperTable,
        filterset=PaperFilterSet,
        rows=papers_of,
        empty=gettext_lazy("No paper was found. Papers are issued from a contract or for a whole tambon."),
    )
)
_FORM = "tambon/form.html"
_FILES = frozenset({"pdf", "docx", "scan"})


@login_required
@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    context = {"may_issue": actor(request).has_perm(Can.CHANGE_PAPER)}
    return list_page(request, PAPERS, template="workforce/paper_list.html", context=context)


@login_required
@require_GET
def paper_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, paper = actor(request), _paper(request, pk)
    is_open = paper.state != PaperState.CANCELLED
    outdated = is_outdated(paper)
    may_sign = is_open and not outdated and user.has_perm(Can.SIGN_PAPER, paper)
    context = {
        "paper": paper,
        "signatures": paper.signatures.select_related("user"),
        "may_read": may_read(paper, user),
        "is_outdated": outdated,
        "anew": _anew(paper) if outdated else "",
        "signable": signable_by(paper, user) if may_sign else None,
        "missing": missing_pages(paper) if paper.scan and paper.state == PaperState.ISSUED else [],
        "may_cancel": is_open and user.has_perm(Can.CHANGE_PAPER, paper),
    }
    return render(request, "workforce/paper_detail.html", context)


def _anew(paper: Paper) -> str:
    """Return where a paper that says what is so no more is issued anew: beside what it is about."""
    if paper.monthreport_id is not None:
        return reverse("monthreport-detail", args=[paper.monthreport_id])
    if paper.handover_id is not None:
        return reverse("handover-paper", args=[paper.handover_id])
    return reverse("paper-issue", args=[paper.contract_id])


@login_required
@require_GET
def paper_file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """Send one of a paper's files; that it was opened is remembered."""
    paper = _paper(request, pk)
    file = getattr(paper, which, None) if which in _FILES else None
    if file is None or not may_read(paper, actor(request)):
        raise Http404
    readings.open_paper(paper=paper, which=which, by=actor(request))
    response = FileResponse(
        files.opened(file), as_attachment=which == "docx", filename=file.name, content_type=file.media_type
    )
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def paper_sign(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick that you have read the paper before you sign it."))
        return redirect("paper-detail", pk=pk)
    signature = get_object_or_404(Signature, pk=form.cleaned_data["signature"], paper=paper)
    try:
        papers.sign(
            signature=signature,
            shown_sha256=form.cleaned_data["shown_sha256"],
            intent=str(form.fields["agrees"].label),
            by=actor(request),
        )
        messages.success(request, _("Signed."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("paper-detail", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def paper_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, paper = actor(request), _paper(request, pk)
    require(user, Can.CHANGE_PAPER, paper)
    form = CancelForm(request.POST or None)
    if attempt(form, lambda: papers.cancel(paper=paper, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("The paper is cancelled. Issue a new one where it is needed."))
        return redirect("paper-detail", pk=pk)
    context = {
        "form": form,
        "title": _("Cancel %(number)s") % {"number": paper.number},
        "button": _("Cancel the paper"),
    }
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def paper_issue(request: HttpRequest, contract: int) -> HttpResponse:
    """Issue papers about one contract, each with its own number."""
    user = actor(request)
    rows = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).select_related("person", "university", "programme")
    found = get_object_or_404(rows, pk=contract)
    require(user, Can.CHANGE_CONTRACT, found)
    form = IssueForm(request.POST or None, university=found.university)
    site = request.build_absolute_uri("/")

    def issue_all() -> list[Paper]:
        data = form.cleaned_data
        orders = (Order(kind, found, data["on"], form.lines(), site, data["to"]) for kind in data["kinds"])
        return [papers.issue(order=order, by=user) for order in orders]

    known = set(papers_of(user).filter(contract=found).values_list("pk", flat=True))
    if issued := attempt(form, issue_all):
        _say_issued(request, issued, known)
        return redirect("contract-detail", pk=contract)
    context = {"form": form, "title": _("Issue papers of %(person)s") % {"person": found.person}, "button": _("Issue")}
    return render(request, _FORM, context, status=status_of(form))


def _say_issued(request: HttpRequest, issued: list[Paper], known: set[int]) -> None:
    """Say which papers are new: one that is there and says what holds today is not made again."""
    there = ", ".join(f"{paper.get_kind_display()} {paper.number}" for paper in issued if paper.pk in known)
    if any(paper.pk not in known for paper in issued):
        messages.success(request, _("The papers are issued."))
    if there:
        said = _("Issued before, and still right: %(papers)s. To have one made anew, cancel it first.")
        messages.info(request, said % {"papers": there})


@login_required
@require_http_methods(["GET", "POST"])
def paper_scans(request: HttpRequest) -> HttpResponse:
    """Take a scan of many signed papers; each page finds its own."""
    user = actor(request)
    require(user, Can.CHANGE_PAPER)
    form = ScanForm(request.POST or None, request.FILES or None)
    filed = attempt(form, lambda: filing.file_all(content=form.cleaned_data["file"].read(), by=user))
    context = {"form": form, "filed": filed, "title": _("File scans of signed papers"), "button": _("File the scan")}
    return render(request, "workforce/paper_scans.html", context | {"has_file": True}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def paper_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """File pages of one paper by hand: their code cannot be read."""
    user, paper = actor(request), _paper(request, pk)
    require(user, Can.CHANGE_PAPER, paper)
    form = PagesForm(request.POST or None, request.FILES or None)

    def file_pages() -> str:
        data = form.cleaned_data
        return filing.file_by_hand(paper=paper, content=data["file"].read(), pages=data["pages"], by=user)

    if said := attempt(form, file_pages):
        messages.success(request, said)
        return redirect("paper-detail", pk=pk)
    title = _("File pages of %(number)s") % {"number": paper.number}
    context = {"form": form, "title": title, "button": _("File the scan"), "has_file": True}
    return render(request, _FORM, context, status=status_of(form))


@require_GET
def paper_check(request: HttpRequest, token: str) -> HttpResponse:
    """Tell anybody who holds the paper whether it is ours and in force; of the person nothing but what was agreed."""
    paper = get_object_or_404(Paper.objects.select_related("university", "pdf", "contract__person"), token=token)
    return render(request, "workforce/paper_check.html", {"paper": paper, "certified": certified_by(paper)})


def _paper(request: HttpRequest, pk: int) -> Paper:
    rows = papers_of(actor(request)).select_related("pdf", "docx", "scan", "template")
    return get_object_or_404(rows, pk=pk)
