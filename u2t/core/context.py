"""What every page's frame needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from u2t.core import clock, navigation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Roles that live on the phone: they get tabs at its bottom, the others a menu.
TAB_ROLES = frozenset({"worker", "digital", "pm", "am"})


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the side bar as this page shows it; `counts` are the names of the counts that belong to it."""

    label: "StrPromise | str"
    url: str
    icon: str
    is_current: bool
    counts: tuple[str, ...] = ()
    tabs: "tuple[Link, ...]" = ()
    is_daily: bool = False


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the business moment, whether this is a demonstration, and the side bar (made when asked for)."""
    links = cast("Sequence[Link]", SimpleLazyObject(lambda: _links(request)))
    return {
        "now": clock.now(),
        "clock_is_set": clock.is_set(),
        "is_demo": settings.DEMO,
        "links": links,
        "section_tabs": SimpleLazyObject(lambda: _tabs(links, request)),
        "tab_roles": TAB_ROLES,
        "here": _here(request),
    }


def _here(request: HttpRequest) -> str:
    """Return the address of this page, to come back to: of what answers a press, the page that it was pressed on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    pressed_on = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:  # this is the page that says so
        return "/"
    if not url_has_allowed_host_and_scheme(pressed_on, {host}):
        return "/"
    return urlsplit(pressed_on)._replace(scheme="", netloc="").geturl()


def _links(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    lines = [line for section in navigation.sections_for(user) if (line := _line(section, request))]
    covered = [tab.url for line in lines for tab in line.tabs if tab.is_current or _covers(tab.url, request)]
    current = max(covered, key=len, default="")
    return [replace(line, is_current=any(tab.url == current for tab in line.tabs)) for line in lines]


def _line(section: navigation.Section, request: HttpRequest) -> Link | None:
    tabs = tuple(
        Link(entry.label, url, entry.icon, is_current=_is_at(entry, url, request), counts=_counts(entry))
        for entry in section.entries
        if (url := _address(entry.url_name, *entry.url_args))
    )
    counts = tuple(name for tab in tabs for name in tab.counts)
    if not tabs:
        return None
    is_daily = any(entry.is_daily for entry in section.entries)
    return Link(section.label, tabs[0].url, tabs[0].icon, False, counts, tabs, is_daily)


def _is_at(entry: navigation.Entry, url: str, request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.path == url or bool(entry.leads_to and match and match.url_name == entry.leads_to)


def _counts(entry: navigation.Entry) -> tuple[str, ...]:
    return (entry.url_name,) if entry.waits else ()


def _tabs(links: Sequence[Link], request: HttpRequest) -> tuple[Link, ...]:
    """Return the pages that share a line with this one; a page deeper in them shows its breadcrumb instead."""
    found = next((link.tabs for link in links if any(tab.is_current for tab in link.tabs)), ())
    return found if len(found) > 1 else ()


def _covers(url: str, request: HttpRequest) -> bool:
    if url != "/":
        return request.path.startswith(url)
    match = request.resolver_match
    return request.path == url or (match is not None and (match.url_name or "").endswith("-dashboard"))


@cache
def _address(name: str, *arguments: str) -> str:
    """Return the address of an entry; found once, as every page shows thirty of them."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        # A page that is not there must not take every other page down with it.
        return ""
