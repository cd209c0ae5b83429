"""What waits for the staff of a university, in words and with the page where it is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.selectors.staffing import Coming, Duty


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page."""

    text: str
    url: str
    on: date | None = None


def duties_of(duties: Iterable[Duty]) -> list[Shown]:
    """Say what is to be done, each with the list where it is."""
    return [Shown(_SAID[duty.name](duty.count), _address(*_WHERE[duty.name])) for duty in duties]


def coming_of(found: Iterable[Coming]) -> list[Shown]:
    """Say what comes next, and when."""
    kinds = {"session": _("Session"), "handover": _("Hand-over"), "round": _("Applications close")}
    return [
        Shown(f"{kinds[coming.kind]}: {coming.name}", _address(f"{coming.kind}-detail", "", coming.key), coming.on)
        for coming in found
    ]


def _screen(n: int) -> str:
    return ngettext("%(n)d application to screen", "%(n)d applications to screen", n) % {"n": n}


def _check(n: int) -> str:
    return ngettext("%(n)d document to check", "%(n)d documents to check", n) % {"n": n}


def _score(n: int) -> str:
    return ngettext("%(n)d interview to score", "%(n)d interviews to score", n) % {"n": n}


def _appeal(n: int) -> str:
    return ngettext("%(n)d appeal to answer", "%(n)d appeals to answer", n) % {"n": n}


def _contract(n: int) -> str:
    return ngettext("%(n)d contract to sign", "%(n)d contracts to sign", n) % {"n": n}


def _paper(n: int) -> str:
    return ngettext("%(n)d paper to sign", "%(n)d papers to sign", n) % {"n": n}


def _announce(n: int) -> str:
    return ngettext(
        "%(n)d round is over and not announced yet", "%(n)d rounds are over and not announced yet", n
    ) % {"n": n}  # fmt: skip


def _begun(n: int) -> str:
    return ngettext(
        "%(n)d contract has begun and is not signed", "%(n)d contracts have begun and are not signed", n
    ) % {"n": n}  # fmt: skip


def _handover(n: int) -> str:
    return ngettext(
        "%(n)d hand-over is past and not recorded", "%(n)d hand-overs are past and not recorded", n
    ) % {"n": n}  # fmt: skip


_SAID: dict[str, Callable[[int], str]] = {
    "screen": _screen, "check": _check, "score": _score, "appeal": _appeal, "contract": _contract, "paper": _paper,
    "announce": _announce, "begun": _begun, "handover": _handover,
}  # fmt: skip
#: The list where it is done, and what it is narrowed to.
_WHERE: dict[str, tuple[str, str]] = {
    "screen": ("application-list", "status=submitted"),
    "check": ("application-list", "documents=waiting"),
    "score": ("application-list", "status=qualified"),
    "appeal": ("appeal-list", "status=open"),
    "contract": ("contract-list", "status=draft"),
    "paper": ("paper-list", "status=issued"),
    "announce": ("round-list", ""),
    "begun": ("contract-list", "status=draft"),
    "handover": ("handover-list", "status=planned"),
}


def _address(name: str, query: str, *keys: object) -> str:
    try:
        found = reverse(name, args=keys)
    except NoReverseMatch:
        return ""
    return f"{found}?{query}" if query else found
