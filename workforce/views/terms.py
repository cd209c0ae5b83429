"""Rules of the programmes: their versions, one at a glance, and the editor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.models import University, User
from u2t.core.access import reach, require
from u2t.core.errors import DomainError, StaleError
from u2t.core.lists import ListSpec, list_page, register
from workforce.choices import TermsState
from workforce.filters.terms import TermsFilterSet
from workforce.forms.terms import DraftForm, Editor, EditsForm
from workforce.models import Terms
from workforce.permissions import Can
from workforce.selectors.terms import content_of, own_posts, readable_terms, summaries_of
from workforce.services import terms
from workforce.tables.terms import TermsTable
from workforce.views.answers import actor, status_of

TERMS = register(
    ListSpec(
        name="workforce.terms",
        title=gettext_lazy("Rules of the programmes"),
        table=TermsTable,
        filterset=TermsFilterSet,
        rows=readable_terms,
        empty=gettext_lazy("No rules are stored yet. Begin a version: it is a draft until you put it in force."),
    )
)


@login_required
@require_GET
def terms_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.VIEW_TERMS)
    context = {"may_draft": bool(reach(request.user, Can.CHANGE_TERMS))}
    return list_page(request, TERMS, template="workforce/terms_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def terms_draft(request: HttpRequest) -> HttpResponse:
    """Begin a version; where one is being drafted already, go on with that."""
    user = actor(request)
    require(user, Can.CHANGE_TERMS)
    universities = University.objects.visible_to(user, to=Can.CHANGE_TERMS).order_by("sort_key")
    is_national = reach(user, Can.CHANGE_TERMS).everywhere
    form = DraftForm(request.POST or None, universities=universities, is_national=is_national)
    if form.is_valid():
        try:
            made = terms.draft(**form.cleaned_data, by=user).pk
        except terms.TermsError as error:
            messages.info(request, str(error))
            made = error.extra["terms"]
        return redirect("terms-edit", pk=made)
    context = {"form": form, "title": _("Begin a version of the rules"), "button": _("Begin")}
    return render(request, "workforce/terms_draft.html", context, status=status_of(form))


@login_required
@require_GET
def terms_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _terms(actor(request), pk))


@login_required
@require_http_methods(["GET", "POST"])
def terms_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = _terms(user, pk)
    require(user, Can.CHANGE_TERMS, found)
    if found.state != TermsState.DRAFT:
        raise terms.TermsError(
            _("Only a draft is changed. Begin a new version: rounds keep the one they were opened with.")
        )
    editor = Editor(content_of(found), found.edits, request.POST or None)
    if request.method == "POST" and _stored(editor, found, user):
        messages.success(request, _("The draft is stored. It holds once you put it in force."))
        return redirect("terms-edit", pk=pk)
    status = getattr(editor.head, "refused_with", 422) if request.method == "POST" else 200
    context = {"terms": found, "editor": editor, "head": editor.head}
    return render(request, "workforce/terms_edit.html", context, status=status)


@login_required
@require_POST
def terms_put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, terms.put_in_force, _("In force: rounds planned from now on follow this version."))


@login_required
@require_POST
def terms_drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, terms.drop, _("The draft is gone."), to="terms-list")


def _stored(editor: Editor, found: Terms, user: User) -> bool:
    """Store what the editor says, or write beside each field what is wrong with it."""
    if not editor.is_valid():
        return False
    try:
        terms.change(terms=found, content=editor.content(), edits=editor.edits, by=user)
    except StaleError as error:
        editor.come_back(error)
        return False
    except terms.TermsInputError as error:
        editor.refuse(error.extra["problems"], str(error))
        return False
    return True


def _press(
    request: HttpRequest, pk: int, act: Callable[..., object], done: str, *, to: str = "terms-detail"
) -> HttpResponse:
    user = actor(request)
    found = _terms(user, pk)
    require(user, Can.CHANGE_TERMS, found)
    form = EditsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, problem=_("Open the page again and send it once more."), status=422)
    try:
        act(terms=found, edits=form.cleaned_data["edits"], by=user)
    except StaleError:
        raise
    except DomainError as error:
        told = [problem["message"] for problem in error.extra.get("problems", ())]
        return _page(request, found, problem=" ".join([str(error), *told[:3]]), status=error.status)
    messages.success(request, done)
    return redirect(to) if to != "terms-detail" else redirect(to, pk=pk)


def _page(request: HttpRequest, found: Terms, *, problem: str = "", status: int = 200) -> HttpResponse:
    content = content_of(found)
    may_change = actor(request).has_perm(Can.CHANGE_TERMS, found)
    context: dict[str, Any] = {
        "terms": found,
        "content": content,
        "summaries": summaries_of(content),
        "own_posts": own_posts(content),
        "points": sum(one.maximum for one in content.criteria),
        "rounds": found.rounds.public().count(),
        "problem": problem,
        "is_draft": found.state == TermsState.DRAFT,
        "may_change": may_change,
        "once_more": EditsForm(initial={"edits": found.edits}, auto_id=False),
    }
    return render(request, "workforce/terms_detail.html", context, status=status)


def _terms(user: User, pk: int) -> Terms:
    return get_object_or_404(readable_terms(user), pk=pk)
