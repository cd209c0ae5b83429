"""A page that is out of date comes back: what was typed stands in it, beside it what is stored now.

Nothing of a stale page is stored. The form that comes back carries the newer version, so that the next press stores
knowingly: a view has nothing to do but to hand the refusal to `refuse` and to show its page again.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.forms import BaseForm, BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from u2t.core.errors import DomainError, StaleError
from u2t.core.models import AuditEvent
from u2t.core.templatetags.u2t import short, thai_date, thai_datetime

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Hidden fields that say which state a page saw; so do those that begin with the last.
_VERSIONS = frozenset({"version", "edits", "seen"})
_SEEN = "seen_"
#: What the trail remembers of those who only opened, printed or took something along: they changed nothing.
_READ = r"(_opened|\.printed|\.taken|\.transferred|\.revealed)$"
_KEPT = gettext_lazy("What you typed is kept. Look at what is stored now, then press again if it shall still be so.")
_OVER = gettext_lazy("What you typed is kept below. There is nothing left to press: it was decided meanwhile.")
_PRESSED = gettext_lazy("Look at it as it is now, then press again if it shall still be so.")


@dataclass(frozen=True, slots=True)
class Stale:
    """What a page that was out of date says: what happened, and what was typed that is stored nowhere."""

    said: str
    typed: list[tuple[str, str]]
    form: BaseForm

    def differing(self) -> list[tuple[str, str]]:
        """Return the fields that differ from what is stored, each with the place of the page where it stands."""
        return [(f"{bound.auto_id}-stored", str(bound.label)) for bound in self.form if self.beside(bound)]

    def beside(self, bound: BoundField) -> str:
        """Say what is stored now, where a field that came back differs from it; else nothing."""
        if bound.is_hidden or bound.name not in bound.form.initial or isinstance(bound.field, forms.FileField):
            return ""
        return (_words(bound.field, bound.initial) or _("nothing")) if _differs(bound) else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says that answers a press of its own, and its address: the script of the frame puts it into the bar.

    Links, filters and further presses of the page belong to that address, not to the one that was pressed.
    """

    said: str
    address: str


def refuse(form: BaseForm, error: DomainError) -> None:
    """Write a refusal into the form: beside its field, or as a page that is out of date."""
    form.refused_with = error.status  # type: ignore[attr-defined]  # read by status_of
    if isinstance(error, StaleError):
        come_back(form, error)
        return
    field = error.extra.get("field")
    form.add_error(field if field in form.fields else None, str(error))


def come_back(form: BaseForm, error: StaleError, *, is_over: bool = False) -> None:
    """Keep what was typed in the form, on the version that is stored now: its `initial` was read in this request.

    What `is_over` has no button on the page any more.
    """
    form.stale = Stale(told(error, _OVER if is_over else _KEPT), list(_unstored(form)), form)  # type: ignore[attr-defined]  # read by stale_of
    typed: Any = copy(form.data)
    for name in form.fields:
        bound = form[name]
        if name in _VERSIONS or name.startswith(_SEEN) or (bound.is_hidden and name in error.extra):
            # What was read with the values beside it goes first: of what came after that nobody saw anything.
            found = (bound.initial, error.extra.get(name), getattr(error.of, name, None))
            now = next((one for one in found if one is not None), None)
            typed[bound.html_name] = "" if now is None else str(bound.field.prepare_value(now))
    form.data = typed


def told(error: StaleError, remedy: "StrPromise") -> str:
    """Say that nothing was stored, who changed what is stored where that is recorded, and what to do."""
    if error.of is None:
        return str(error)
    what = _("Somebody changed this after you opened the page, so nothing was stored.")
    return " ".join(filter(None, [what, _who(error), str(remedy)]))


def stale_of(form: BaseForm) -> Stale | None:
    """Return what a form says that came back from a page that was out of date."""
    return getattr(form, "stale", None)


def shown_again(request: HttpRequest, error: StaleError) -> HttpResponse | None:
    """Answer a press without a form of its own with the page it stood on, as that is now; None where there is none."""
    address = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return None
    parts = urlsplit(address)
    path = unquote(parts.path)
    try:
        match = resolve(path)
    except Resolver404:
        return None
    asked: Any = copy(request)
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", path, path, match
    asked.META = request.META | {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": parts.query}
    asked.GET, asked.POST = QueryDict(parts.query), QueryDict()
    asked.shown = Shown(told(error, _PRESSED), urlunsplit(("", "", parts.path, parts.query, "")))
    try:
        page: HttpResponse = match.func(asked, *match.args, **match.kwargs)
    except (Http404, PermissionDenied, DomainError):
        return None
    if page.status_code >= 400:  # noqa: PLR2004 - such as an address that takes only presses
        return None
    if page.status_code == 200:  # noqa: PLR2004 - a page, not a way on
        page.status_code = error.status
    else:
        messages.error(request, asked.shown.said)
    return page


def _who(error: StaleError) -> str:
    row = error.of
    if row is None:
        return ""
    events = AuditEvent.objects.filter(target_model=row._meta.label_lower, target_id=str(row.pk))
    last = events.exclude(action__regex=_READ).order_by("-pk").values_list("actor", "happened_at").first()
    if last is None:
        return ""
    who, when = last
    return _("Last recorded change: %(who)s, %(when)s.") % {"who": who, "when": thai_datetime(when)}


def _unstored(form: BaseForm) -> Iterator[tuple[str, str]]:
    """Yield what was typed that has no stored side, such as a reason: the page as it is now may not ask it any more."""
    for bound in form:
        text = bound.data if isinstance(bound.field, forms.CharField) and not bound.is_hidden else None
        if text and bound.name not in form.initial and isinstance(text, str) and text.strip():
            yield str(bound.label), text.strip()


def _differs(bound: BoundField) -> bool:
    was, typed = bound.initial, bound.data
    if isinstance(was, str) and isinstance(typed, str):
        was, typed = was.replace("\r\n", "\n").strip(), typed.replace("\r\n", "\n").strip()
    return bound.field.has_changed(was, typed)


def _words(field: forms.Field, value: Any) -> str:
    if value in (None, "") or value == []:
        return ""
    match field:
        case forms.ModelMultipleChoiceField() | forms.MultipleChoiceField():
            return ", ".join(_label(field, one) for one in value)
        case forms.ModelChoiceField() | forms.ChoiceField():
            return _label(field, value)
        case forms.BooleanField():
            return _("Yes") if value else _("No")
    return _written(value)


def _written(value: object) -> str:
    match value:
        case datetime():
            return thai_datetime(value)
        case date():
            return thai_date(value)
        case Decimal():
            return short(value)
    return str(value)


def _label(field: Any, value: Any) -> str:
    """Return how a choice is called; one that is not offered any more by its key."""
    if isinstance(field, forms.ModelChoiceField):
        key = field.prepare_value(value)
        try:
            return str(field.label_from_instance(field.queryset.get(**{field.to_field_name or "pk": key})))  # type: ignore[union-attr]  # never None
        except ObjectDoesNotExist:
            return str(key)
    flat: dict[str, Any] = {}
    for key, label in field.choices:
        flat |= {str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label}
    return str(flat.get(str(value), value))
