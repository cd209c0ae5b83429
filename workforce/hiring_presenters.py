"""Sentences of the later steps of hiring: what comes back, what is kept, who follows."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.presenters import reads, reads_field
from u2t.core import notifications
from u2t.core.templatetags.u2t import is_thai, thai_date, thai_datetime
from workforce.choices import ApplicationState, DocumentKind, WorkerType
from workforce.definitions import CRITERIA
from workforce.money_choices import TakingPart

HIRING: dict[str, Promise] = {
    "person.erased": _("%(actor)s erased who “%(target)s” was: the contracts ended long enough ago."),
    "importrun.file_erased": _("%(actor)s erased the file %(target)s: the time for keeping it is over."),
    "round.erased": _("%(actor)s erased who applied and was not hired in the round “%(target)s”: the time is over."),
    "round.reopened": _("%(actor)s opened the selection of the round “%(target)s” again: an appeal was upheld."),
    "selection.dropped": _("%(actor)s dropped the draft %(target)s."),
    "selection.reopened": _("%(actor)s opened %(target)s again before it was announced."),
    "person.joined_anew": _("%(actor)s joined %(target)s, who worked before, to the account that applies anew."),
    "application.reserve_ended": _("%(actor)s ended the reserve list on which %(target)s stood."),
    "workarea.added": _("%(actor)s added the area of work “%(target)s”."),
    "workarea.changed": _("%(actor)s changed the area of work “%(target)s”."),
    "workitem.added": _("%(actor)s added “%(target)s” to a list of work."),
    "workitem.changed": _("%(actor)s changed “%(target)s” in a list of work."),
    "handover.taken_off": _("%(actor)s took somebody off the list of the hand-over of %(target)s."),
    "placement.moved": _("%(actor)s let a placement begin on another day: %(target)s."),
    "placement.left": _("%(actor)s ended a placement that was entered by mistake: %(target)s."),
}

_DAY = r"\d{4}-\d\d-\d\d"
#: What the trail keeps of a row without a name of its own, and how it is said.
_ROWS: dict[str, Promise] = {
    r"application draft of round (?P<round>\d+)": _("an application of round %(round)s that was not sent"),
    r"application (?P<number>\d+) of round (?P<round>\d+)": _("application %(number)s of round %(round)s"),
    r"(?P<kind>[a-z-]+) of application (?P<key>\d+)": _("%(kind)s of application %(key)s"),
    r"selection (?P<number>\d+) of round (?P<round>\d+)": _("selection %(number)s of round %(round)s"),
    r"announcement (?P<number>.+)": _("announcement %(number)s"),
    r"contract (?P<key>\d+) in period (?P<period>\d+)": _("contract %(key)s, month %(period)s"),
    r"contract (?P<key>\d+) on post (?P<post>\d+)": _("contract %(key)s, post %(post)s"),
    r"contract (?P<key>\d+) at session (?P<session>\d+)": _("contract %(key)s, session %(session)s"),
    r"contract (?P<key>\d+) in hand-over (?P<handover>\d+)": _("contract %(key)s, hand-over %(handover)s"),
    rf"contract (?P<key>\d+) (?:signed in )?on (?P<on>{_DAY})": _("contract %(key)s, %(on)s"),
    r"closing of contract (?P<key>\d+)": _("contract %(key)s"),
    r"(?:leave|adjustment) (?P<number>\d+) of contract (?P<key>\d+)": _("no. %(number)s of contract %(key)s"),
    r"account of person (?P<key>\d+)": _("person %(key)s"),
    r"batch (?P<number>\d+) of period (?P<period>\d+)": _("batch %(number)s of month %(period)s"),
    r"pay of contract (?P<key>\d+) for period (?P<period>\d+)": _("contract %(key)s, month %(period)s"),
    r"photo of (?:article|activity|log) (?P<key>\d+)": _("a photo of %(key)s"),
    r"version (?P<number>\d+) of article (?P<key>\d+)": _("version %(number)s of article %(key)s"),
    rf"activity (?P<key>\d+) on (?P<on>{_DAY})": _("activity %(key)s, %(on)s"),
}
_KINDS: dict[str, Promise] = {"appeal": _("appeal"), "score": _("score")}


@reads
def _row(text: str) -> str | None:
    for pattern, sentence in _ROWS.items():
        if found := re.fullmatch(pattern, text):
            values = found.groupdict()
            if kind := values.get("kind"):
                known = dict(DocumentKind.choices) | _KINDS
                values["kind"] = str(known.get(kind, kind))
            if "on" in values:
                try:
                    values["on"] = _day(values)
                except ValueError:  # somebody gave a thing such a name
                    return None
            return str(sentence) % values
    return None


#: Codes that the trail counts or asks by.
_CODES = dict([*DocumentKind.choices, *ApplicationState.choices, *TakingPart.choices])
_CRITERIA = {code: (name_th, name_en) for code, name_th, name_en, _most in CRITERIA}


@reads_field
def _field(name: str) -> str | None:
    """Say what is recorded by contract, by tambon and type, by criterion or by another code."""
    if found := re.fullmatch(r"contract (?P<key>\d+)", name):
        return gettext("contract %(key)s") % found.groupdict()
    if found := re.fullmatch(r"(?P<code>\d{6}) (?P<kind>[a-z]+)", name):
        kinds = dict(WorkerType.choices)
        return gettext("tambon %(code)s, %(kind)s") % {"code": found["code"], "kind": kinds.get(found["kind"], "")}
    if found := re.fullmatch(r"criterion-(?P<number>\d+)", name):
        return gettext("criterion %(number)s") % found.groupdict()
    if name in _CRITERIA:
        return _CRITERIA[name][0 if is_thai() else 1]
    return str(_CODES[name]) if name in _CODES else None


def _day(values: Mapping[str, Any]) -> str:
    """Return the day of a notification; those told before there was one have none."""
    return thai_date(date.fromisoformat(values["on"])) if values.get("on") else ""


@notifications.kind("document.returned")
def _document_returned(values: Mapping[str, Any]) -> str:
    said = {"document": DocumentKind(values["document"]).label, "round": values["round"], "day": _day(values)}
    if not said["day"]:
        return (
            gettext("%(document)s was returned (%(round)s). Read why, bring another and send the application again.")
            % said
        )
    return (
        gettext(
            "%(document)s was returned (%(round)s). Read why, bring another and send the application again "
            "until %(day)s."
        )
        % said
    )


@notifications.kind("application.returned")
def _application_returned(values: Mapping[str, Any]) -> str:
    said = {"round": values["round"], "day": _day(values)}
    if not said["day"]:
        return gettext("Your application was returned (%(round)s). Correct what is named and send it again.") % said
    return (
        gettext("Your application was returned (%(round)s). Correct what is named and send it again until %(day)s.")
        % said
    )


def _tells(kind: str, sentence: Promise) -> None:
    """Register the sentence of a notification whose values are names and a day."""
    notifications.kind(kind)(lambda values: str(sentence) % {**values, "day": _day(values)})


@notifications.kind("round.closing_moved")
def _round_closing_moved(values: Mapping[str, Any]) -> str:
    moments = {name: thai_datetime(datetime.fromisoformat(values[name])) for name in ("at", "before")}
    return gettext(
        "The closing of %(round)s was moved: it takes applications until %(at)s, not %(before)s. What the rules "
        "reckon by stays the day announced first. Questions: %(contact)s."
    ) % {**values, **moments}


_tells(
    "application.mend_soon",
    _("Correct what was returned (%(round)s) and send it again until %(day)s; else it is not considered."),
)
_tells(
    "application.called",
    _("A place became free (%(round)s) and you are next on the reserve list. Wait for a call, or call %(contact)s."),
)
_tells(
    "application.uncalled",
    _(
        "The place you were called to (%(round)s) is not free after all; you keep your place on the reserve list. "
        "We are sorry. Questions: %(contact)s."
    ),
)
_tells(
    "application.hired_from_reserve",
    _("A place became yours from the reserve list (%(round)s): your contract is being made. Call %(contact)s."),
)
_tells(
    "application.reserve_ended",
    _("The round %(round)s has ended, and nobody else is called from its list. Questions: %(contact)s."),
)
_tells(
    "person.joined_elsewhere",
    _("Whoever had contract %(number)s with you applies anew at %(university)s: the record was joined to an account."),
)
_tells(
    "contract.cancelled",
    _("Your contract %(number)s (ต.%(tambon)s, from %(day)s) was dropped before it began. Reason: %(reason)s"),
)
_tells(
    "person.corrected_elsewhere",
    _("Another office corrected who applicant %(number)s of %(round)s is. Look at the application anew."),
)
_tells(
    "person.corrected_by_nation",
    _("The ministry corrected who the person of contract %(number)s is. Issue papers that wait for a signature anew."),
)
_tells(
    "contract.import_undone",
    _("%(university)s took back contract %(number)s, which it had entered for you by mistake."),
)
_tells("contract.extended", _("Your contract %(number)s (ต.%(tambon)s) was prolonged until %(day)s."))
_tells(
    "contract.transferred",
    _("From %(day)s you work in ต.%(tambon)s (contract %(number)s). Reason: %(reason)s"),
)
_tells("placement.assigned", _("From %(day)s your place of work is %(agency)s (contract %(number)s)."))
_tells(
    "contract.fell_through",
    _("Contract %(number)s in ต.%(tambon)s was dropped: the person does not begin to work on %(day)s."),
)
_tells("contract.longer", _("Contract %(number)s in ต.%(tambon)s was prolonged until %(day)s."))
_tells("contract.came", _("From %(day)s the person of contract %(number)s works in ต.%(tambon)s."))
_tells("contract.over", _("The last day of the person of contract %(number)s in ต.%(tambon)s is %(day)s."))
_tells("contract.gone", _("From %(day)s the person of contract %(number)s no longer works in ต.%(tambon)s."))
_tells(
    "placement.came",
    _("From %(day)s the person of contract %(number)s in ต.%(tambon)s works at %(agency)s."),
)
_tells("placement.gone", _("From %(day)s the person of contract %(number)s no longer works at %(agency)s."))
_tells(
    "announcement.withdrawn",
    _("The result of %(round)s was taken down and is being corrected. Wait for the new one. Questions: %(contact)s."),
)
_tells(
    "handover.taken_off",
    _("You were on the list of the hand-over of ต.%(tambon)s to %(agency)s on %(day)s by mistake, and were taken off."),
)
_tells(
    "handover.corrected",
    _("The list of the hand-over of the people of ต.%(tambon)s to %(agency)s on %(day)s was corrected. Look at it."),
)
