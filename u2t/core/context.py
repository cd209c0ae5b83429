"""What every page's frame needs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from u2t.core import clock, navigation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Roles that live on the phone: they get tabs at its bottom, the others a menu.
TAB_ROLES = frozenset({"worker", "digital", "pm", "am"})


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the side bar as this page shows it."""

    label: "StrPromise"
    url: str
    icon: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the business moment, whether this is a demonstration, and the side bar (made when asked for)."""
    return {
        "now": clock.now(),
        "clock_is_set": clock.is_set(),
        "is_demo": settings.DEMO,
        "links": SimpleLazyObject(lambda: _links(request)),
        "tab_roles": TAB_ROLES,
    }


def _links(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = [(entry, _address(entry)) for entry in navigation.entries_for(user)]
    found = [(entry, url) for entry, url in entries if url]
    current = max((url for _entry, url in found if _covers(url, request)), key=len, default="")
    return [Link(entry.label, url, entry.icon, is_current=url == current) for entry, url in found]


def _covers(url: str, request: HttpRequest) -> bool:
    if url != "/":
        return request.path.startswith(url)
    match = request.resolver_match
    return request.path == url or (match is not None and (match.url_name or "").endswith("-dashboard"))


def _address(entry: navigation.Entry) -> str:
    try:
        return reverse(entry.url_name, args=entry.url_args)
    except NoReverseMatch:
        # A page that is not there must not take every other page down with it.
        return ""
