"""What waits for the staff of a university, in words and with the page where it is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
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
    return [_shown(duty) for duty in duties]


def _shown(duty: Duty) -> Shown:
    name, query = _WHERE[duty.name]
    keys = [duty.round] if duty.name in _IN_ROUND else []
    found, query = reverse(name, args=keys), query.format(round=duty.round)
    said = _SAID[duty.name](duty.count)
    return Shown(f"{said} ({duty.about})" if duty.about else said, f"{found}?{query}" if query else found)


def coming_of(found: Iterable[Coming]) -> list[Shown]:
    """Say what comes next, and when."""
    kinds = {"session": _("Session"), "handover": _("Hand-over"), "round": _("Applications close")}
    return [
        Shown(f"{kinds[coming.kind]}: {coming.name}", reverse(f"{coming.kind}-detail", args=[coming.key]), coming.on)
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


def _report(n: int) -> str:
    return ngettext("%(n)d monthly report to certify", "%(n)d monthly reports to certify", n) % {"n": n}


def _entry(n: int) -> str:
    return ngettext(
        "%(n)d entry from the field to verify", "%(n)d entries from the field to verify", n
    ) % {"n": n}  # fmt: skip


def _unmended(n: int) -> str:
    return ngettext(
        "%(n)d application was returned and not sent again in time: decide about it",
        "%(n)d applications were returned and not sent again in time: decide about them", n,
    ) % {"n": n}  # fmt: skip


def _announce(_n: int) -> str:
    return _("The applications are closed and nothing is announced yet")


def _begun(n: int) -> str:
    return ngettext(
        "%(n)d contract has begun and is not signed", "%(n)d contracts have begun and are not signed", n
    ) % {"n": n}  # fmt: skip


def _handover(n: int) -> str:
    return ngettext(
        "%(n)d hand-over is past and not recorded", "%(n)d hand-overs are past and not recorded", n
    ) % {"n": n}  # fmt: skip


def _unconfirmed(n: int) -> str:
    return ngettext(
        "%(n)d hand-over is not confirmed by its agency", "%(n)d hand-overs are not confirmed by their agencies", n
    ) % {"n": n}  # fmt: skip


_SAID: dict[str, Callable[[int], str]] = {
    "screen": _screen, "check": _check, "score": _score, "appeal": _appeal, "contract": _contract, "paper": _paper,
    "report": _report, "entry": _entry,
    "unmended": _unmended, "announce": _announce, "begun": _begun, "handover": _handover, "unconfirmed": _unconfirmed,
}  # fmt: skip
#: The list where it is done, and what it is narrowed to.
_WHERE: dict[str, tuple[str, str]] = {
    "screen": ("applicant-list", "status=submitted"),
    "check": ("applicant-list", "waiting=true"),
    "score": ("score-grid", "unscored=true"),
    "appeal": ("appeal-list", "status=open&round={round}"),
    "contract": ("contract-sign-many", ""),
    "paper": ("paper-list", "waiting=true"),
    "report": ("monthreport-waiting", ""),
    "entry": ("entry-list", "status=submitted"),
    "unmended": ("applicant-list", "status=returned"),
    "announce": ("round-detail", ""),
    "begun": ("contract-list", "status=draft"),
    "handover": ("handover-list", "status=planned"),
    "unconfirmed": ("handover-list", "status=done&confirmed=false"),
}
#: Lists of one round.
_IN_ROUND = frozenset({"screen", "check", "score", "unmended", "announce"})
