"""Texts of papers, and packets of papers for a whole tambon."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import Area, University
from tambon.views.answers import actor, attempt, status_of
from u2t.core import clock
from u2t.core.access import Actor, reach, require
from u2t.core.templatetags.u2t import local_name
from workforce.choices import PaperKind
from workforce.forms.papers import IssueForm, WordingForm
from workforce.models import PaperTemplate, Post
from workforce.paper_texts import FIELDS
from workforce.permissions import Can
from workforce.selectors.papers import long_date, university_of
from workforce.services import packets, templates
from workforce.typesetting import Sheet, Signer, filled, write_pdf

SHARED = "shared"


@login_required
@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    """Show the text of every kind: the shared one, and that of each university the user answers for."""
    user = actor(request)
    require(user, Can.CHANGE_TEMPLATE)
    rows = PaperTemplate.objects.filter(is_current=True, university=None).order_by("kind")
    own = PaperTemplate.objects.visible_to(user, to=Can.CHANGE_TEMPLATE).filter(is_current=True)
    context = {
        "shared": rows,
        "own": own.exclude(university=None).select_related("university").order_by("university", "kind"),
        "universities": _universities(user),
        "may_change_shared": reach(user, Can.CHANGE_TEMPLATE).everywhere,
    }
    return render(request, "workforce/papertemplate_list.html", context)


def _universities(user: Actor) -> Iterable[University]:
    """Return the universities whose texts the user writes; those of the whole nation are named by their address."""
    if reach(user, Can.CHANGE_TEMPLATE).everywhere:
        return University.objects.none()
    return University.objects.visible_to(user, to=Can.CHANGE_TEMPLATE).order_by("sort_key")


@login_required
@require_http_methods(["GET", "POST"])
def template_edit(request: HttpRequest, kind: str, place: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_TEMPLATE)
    university, current = _place(user, kind, place)
    initial = {"form": current.form, "title": current.title, "body": current.body} if current else {}
    form = WordingForm(request.POST or None, initial=initial)
    if attempt(
        form,
        lambda: templates.revise(
            wording=templates.Wording(kind=kind, university=university, **form.cleaned_data), by=user
        ),
    ):
        messages.success(request, _("The text is kept as a new version. Papers issued before keep theirs."))
        return redirect("papertemplate-list")
    context = {
        "form": form,
        "kind": PaperKind(kind),
        "place": place,
        "university": university,
        "fields": sorted(FIELDS[kind]),
    }
    return render(request, "workforce/papertemplate_edit.html", context, status=status_of(form))


@login_required
@require_http_methods(["POST"])
def template_preview(request: HttpRequest, kind: str, place: str) -> HttpResponse:
    """Set the text as it stands in the form, with the names of the fields for values."""
    user = actor(request)
    require(user, Can.CHANGE_TEMPLATE)
    university, _current = _place(user, kind, place)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "workforce/papertemplate_edit.html",
            {"form": form, "kind": PaperKind(kind), "place": place, "fields": sorted(FIELDS[kind])},
            status=422,
        )
    values = {name: f"[{name}]" for name in FIELDS[kind]}
    office = university.name_th if university else _("University")
    data = form.cleaned_data
    sheet = Sheet(
        data["form"], filled(data["title"], values), office, "0/0000", long_date(clock.today()), "[to]",
        [filled(line, values) for line in data["body"].splitlines() if line.strip()],
        [["ลำดับ", "ชื่อ-สกุล"], ["1", "[person]"]], [Signer("[signer]", "[signer_capacity]")],
        request.build_absolute_uri("/"),
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        path = Path(folder) / "preview.pdf"
        write_pdf(path, [sheet])
        return HttpResponse(path.read_bytes(), content_type="application/pdf")


def _place(user: Actor, kind: str, place: str) -> tuple[University | None, PaperTemplate | None]:
    """Return whose text it is and the current version, its own or the shared one it begins from."""
    if kind not in PaperKind.values:
        raise Http404
    shared = PaperTemplate.objects.filter(kind=kind, is_current=True, university=None).first()
    if place == SHARED:
        if not reach(user, Can.CHANGE_TEMPLATE).everywhere:
            raise Http404
        return None, shared
    university = get_object_or_404(University.objects.visible_to(user, to=Can.CHANGE_TEMPLATE), pk=place)
    own = PaperTemplate.objects.filter(kind=kind, is_current=True, university=university).first()
    return university, own or shared


@login_required
@require_http_methods(["GET", "POST"])
def packet_create(request: HttpRequest, code: str) -> HttpResponse:
    """Have the papers of everybody in a tambon issued and joined into one file."""
    user = actor(request)
    posts = Post.objects.visible_to(user, to=Can.CHANGE_POST).filter(tambon=code).select_related("programme")
    asked = request.GET.get("programme")
    post = (posts.filter(programme=asked) if asked else posts).order_by("-programme__starts_on").first()
    if post is None:
        raise Http404
    tambon = get_object_or_404(Area, pk=code)
    university = university_of(tambon=tambon, programme=post.programme, user=user)
    if university is None:
        raise Http404
    form = IssueForm(request.POST or None, university=university)
    job = attempt(
        form,
        lambda: packets.ask(
            packet=packets.Packet(
                tambon=tambon, programme=post.programme, university=university, kinds=tuple(form.cleaned_data["kinds"]),
                on=form.cleaned_data["on"], lines=tuple(form.lines()), to=form.cleaned_data["to"],
                site=request.build_absolute_uri("/"),
            ),
            by=user,
        ),
    )  # fmt: skip
    if job is not None:
        return redirect("job-detail", pk=job.pk)
    context = {
        "form": form,
        "title": _("Papers for everybody in %(tambon)s") % {"tambon": local_name(tambon)},
        "button": _("Issue all"),
    }
    return render(request, "tambon/form.html", context, status=status_of(form))
