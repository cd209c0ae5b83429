"""Pages of entries from the field: listed, read, returned, verified."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from datasets.choices import EntryState, Hold
from datasets.filters import EntryFilterSet
from datasets.forms.collecting import AcceptForm, ReasonForm, ReturnForm, SeenForm
from datasets.importing.misfits import misfits_of
from datasets.models import Entry, EntryFile
from datasets.permissions import Can
from datasets.selectors.entrypages import Answered, answers_of, entries_of, places_for, repeats_of
from datasets.selectors.records import plain_of
from datasets.selectors.revisions import revisions_of
from datasets.services import reviews
from datasets.services.entries import EntryError
from datasets.tables import EntryTable
from datasets.tables.pills import tone_of
from tambon.selectors.names import near_name
from tambon.views.answers import status_of
from u2t.core import files, pictures
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, StaleError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.permissions import Can as Core
from u2t.core.stale import come_back
from u2t.core.views import actor

_REFUSABLE = frozenset({EntryState.SUBMITTED, EntryState.RETURNED, EntryState.DRAFT})
#: Pixels of the longer side of a photo among others.
_THUMBNAIL = 360
#: An entry and the version in which it was chosen.
_CHOSEN = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)

ENTRIES = register(
    ListSpec(
        name="datasets.entries",
        title=gettext_lazy("Entries from the field"),
        table=EntryTable,
        rows=entries_of,
        filterset=EntryFilterSet,
        empty=gettext_lazy("Nothing was sent in from the field yet."),
        sizes=(200, reviews.MOST_AT_ONCE),
    )
)


@login_required
@require_GET
def entry_list(request: HttpRequest) -> HttpResponse:
    context = {"may_review": actor(request).has_perm(Can.REVIEW_ENTRY)}
    return list_page(request, ENTRIES, template="datasets/entry_list.html", context=context)


@login_required
@require_GET
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, given: SeenForm | None = None) -> HttpResponse:
    """Show an entry; `given` is what somebody decided that was refused: all that was typed stands in the page."""
    user, entry = actor(request), _entry(request, pk)
    sees = sees_personal(user, entry)
    may_review = user.has_perm(Can.REVIEW_ENTRY, entry) and entry.by_id != user.pk
    accepting = None
    if may_review and entry.held:
        is_accepted = isinstance(given, AcceptForm)
        accepting = given if is_accepted else AcceptForm(entry=entry, places=places_for(user, entry))
    misfits = misfits_of(entry, sees_personal=sees)
    unfit = {misfit.field for misfit in misfits}  # they were answered, though nothing is kept of it
    told, untold = list[Answered](), list[Answered]()
    for answer in answers_of(entry, sees_personal=sees):
        (told if answer.is_told or answer.field in unfit else untold).append(answer)
    typed = given.data.items() if given else ()
    remarked = {name.removeprefix("remark-"): text for name, text in typed if name.startswith("remark-")}
    context = {
        "entry": entry,
        "answers": told,
        "unanswered": untold,
        "is_unfolded": any(remarked.get(answer.field) for answer in untold),
        "repeats": repeats_of(entry, sees_personal=sees),
        "remarks": entry.remarks.filter(field="").select_related("by").order_by("pk"),
        "revisions": revisions_of(entry, sees_personal=sees),
        "tone": tone_of(entry.state),
        "held": [Hold(reason).label for reason in entry.held],
        "misfits": misfits,
        "may_decide": may_review and entry.state == EntryState.SUBMITTED,
        "accepting": accepting,
        "may_refuse": may_review and entry.state in _REFUSABLE and entry.record_id is None,
        "may_take_back": may_review and entry.record_id is not None,
        "may_restore": may_review,
        "may_correct": entry.by_id == user.pk and entry.state == EntryState.RETURNED and user.has_perm(Can.COLLECT),
        "given": given,
        "remarked": remarked,
    }
    return render(request, "datasets/entry_detail.html", context, status=status_of(given) if given else 200)


@login_required
@require_POST
def entry_verify(request: HttpRequest, pk: int) -> HttpResponse:
    entry, form = _entry(request, pk), SeenForm(request.POST)
    if form.is_valid() and any(str(text).strip() for name, text in request.POST.items() if name.startswith("remark")):
        form.add_error(None, _("Verified entries have no remarks. Return it with these, or empty them first."))
        return _page(request, pk, form)

    def act() -> object:
        return reviews.verify(by=actor(request), entry=entry, version=_seen(form))

    return _decided(request, form, pk, act, _("Verified. The figures follow within seconds."))


@login_required
@require_POST
def entry_return(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = ReturnForm(request.POST, entry=entry)

    def act() -> object:
        version = _seen(form)
        if form.errors.keys() - {"version"}:
            raise EntryError(_("A remark has at most 2,000 characters."))
        return reviews.return_entry(by=actor(request), entry=entry, version=version, remarks=form.remarks())

    return _decided(request, form, pk, act, _("Returned. The collector sees your remarks here."))


@login_required
@require_POST
def entry_accept(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = AcceptForm(request.POST, entry=entry, places=places_for(actor(request), entry))

    def act() -> object:
        require(actor(request), Can.REVIEW_ENTRY, entry)
        version, reason = _seen(form), _reason(form)
        if form.data.get("place", "").strip() and form.errors.get("place"):
            raise EntryError(_("It is not accepted yet: it is not clear which place is meant."))
        place = form.cleaned_data.get("place", "")
        if not place and entry.place and not actor(request).has_perm(Can.REVIEW_ENTRY, entry.place):
            said = _("It is of %(place)s, where others review. Name the place of yours that is meant.")
            raise EntryError(said % {"place": near_name(entry.place)})
        return reviews.accept(by=actor(request), entry=entry, version=version, place=place, reason=reason)

    return _decided(request, form, pk, act, _("Accepted. It can be verified now."))


@login_required
@require_POST
def entry_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Refused. It never counts; the collector sees your reason here.")
    return _with_reason(request, pk, reviews.refuse, done)


@login_required
@require_POST
def entry_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, reviews.take_back, _("Taken back. The figures follow within seconds."))


@login_required
@require_POST
def entry_restore(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = ReasonForm(request.POST)
    chosen.is_valid()
    act = partial(reviews.restore, revision=chosen.cleaned_data.get("revision") or 0)
    return _with_reason(request, pk, act, _("Restored. It counts when it is verified."))


@login_required
@require_POST
def entry_verify_many(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.REVIEW_ENTRY)
    chosen = [_CHOSEN.fullmatch(text) for text in request.POST.getlist("entry")]
    try:
        seen = {int(found[1]): int(found[2]) for found in chosen if found}
        if not seen:
            raise EntryError(_("No entry is chosen. Tick them in the list first."))
        if len(seen) > reviews.MOST_IN_A_PAGE:
            return redirect("job-detail", pk=reviews.ask_many(by=actor(request), seen=seen).pk)
        count = reviews.verify_many(by=actor(request), seen=seen)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        told = ngettext("%(count)s entry is verified.", "%(count)s entries are verified.", count)
        messages.success(request, told % {"count": count})
    pressed_on, address = urlsplit(request.headers.get("Referer", "")), reverse("entry-list")
    return redirect(f"{address}?{pressed_on.query}" if pressed_on.path == address else address)


@login_required
@require_GET
def entry_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    user = actor(request)
    visible = EntryFile.objects.visible_to(user, to=Can.VIEW_ENTRY).select_related(
        "file", "revision__entry", "revision__form"
    )
    found = get_object_or_404(visible.exclude(file=None), pk=pk)
    entry, file = found.revision.entry, found.file
    if file is None or not (sees_personal(user, entry) or plain_of([found])):
        return HttpResponse(status=404)
    is_photo = file.media_type == "image/jpeg"
    if is_photo and "small" in request.GET and (small := pictures.small(files.read(file), side=_THUMBNAIL)):
        return _kept_to_oneself(HttpResponse(small, content_type=file.media_type))
    response = FileResponse(
        files.opened(file), as_attachment=not is_photo, filename=found.name, content_type=file.media_type
    )
    return _kept_to_oneself(response)


def _kept_to_oneself(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a file of somebody out of every cache."""
    response["Cache-Control"] = "private, no-store"
    return response


def sees_personal(user: Actor, entry: Entry) -> bool:
    """Tell whether personal answers are shown: to who collected them, who reviews them, and who may take them home."""
    may = entry.by_id == user.pk or user.has_perm(Can.REVIEW_ENTRY, entry)
    return may or user.has_perm(Core.EXPORT_PERSONAL_DATA, entry)


def _seen(form: SeenForm) -> int:
    form.is_valid()
    return int(form.cleaned_data.get("version") or 0)


def _reason(form: SeenForm) -> str:
    if form.errors.get("reason") and form.data.get("reason", "").strip():
        raise EntryError(_("A reason has at most 500 characters."))
    return str(form.cleaned_data.get("reason") or "")


def _with_reason(request: HttpRequest, pk: int, decide: Callable[..., object], done: str) -> HttpResponse:
    """Decide about an entry with a reason that its collector reads."""
    entry, form = _entry(request, pk), ReasonForm(request.POST)

    def act() -> object:
        version, reason = _seen(form), _reason(form)
        return decide(by=actor(request), entry=entry, version=version, reason=reason)

    return _decided(request, form, pk, act, done)


def _decided(request: HttpRequest, form: SeenForm, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except StaleError as error:
        is_review = not isinstance(form, ReasonForm | AcceptForm)
        come_back(form, error, is_over=is_review and _entry(request, pk).state != EntryState.SUBMITTED)
        return _page(request, pk, form)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, pk, form)
    return redirect("entry-detail", pk=pk)


def _entry(request: HttpRequest, pk: int) -> Entry:
    found = Entry.objects.visible_to(actor(request), to=Can.VIEW_ENTRY)
    return get_object_or_404(
        found.select_related("dataset", "form", "place__parent", "area__parent", "by", "round", "decided_by"), pk=pk
    )
