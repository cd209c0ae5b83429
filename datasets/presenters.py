"""One sentence per action of this app in the audit trail, and for each kind of notification."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.presenters import presents, reads, target_of
from u2t.core import notifications
from u2t.core.models import AuditEvent
from u2t.core.templatetags.u2t import is_thai, thai_date

_SENTENCES: dict[str, Promise] = {
    "importrun.opened": _("%(actor)s brought in the file %(target)s."),
    "importrun.checked": _("%(actor)s had the file %(target)s checked."),
    "importrun.stored": _("%(actor)s stored the file %(target)s."),
    "importrun.dropped": _("%(actor)s gave up the file %(target)s."),
    "importrun.undone": _("%(actor)s undid the import of %(target)s."),
    "headingset.explained": _("%(actor)s said how the headings %(target)s are read."),
    "headingset.changed": _("%(actor)s said anew how the headings %(target)s are read."),
    "headingset.forgotten": _("%(actor)s took back how the headings %(target)s are read."),
    "dataset.created": _("%(actor)s defined the data set %(target)s."),
    "dataset.amended": _("%(actor)s changed the definition of %(target)s."),
    "dataset.field_added": _("%(actor)s added the field %(target)s."),
    "dataset.field_amended": _("%(actor)s changed the field %(target)s."),
    "dataset.field_retired": _("%(actor)s retired the field %(target)s."),
    "dataset.field_restored": _("%(actor)s took the field %(target)s back into use."),
    "form.brought": _("%(actor)s brought in the form %(target)s."),
    "apppassword.created": _("%(actor)s let in a telephone (%(target)s)."),
    "apppassword.ended": _("%(actor)s let a telephone in no longer (%(target)s)."),
    "collectionround.opened": _("%(actor)s opened the round of collecting %(target)s."),
    "collectionround.moved": _("%(actor)s changed the days of the round %(target)s."),
    "collectionround.collectors_named": _("%(actor)s said who collects the round %(target)s."),
    "collectionround.goals_set": _("%(actor)s changed the areas and goals of the round %(target)s."),
    "roundgrace.given": _("%(actor)s gave an exception for late answers (%(target)s)."),
    "roundgrace.ended": _("%(actor)s ended an exception for late answers (%(target)s)."),
    "entry.let_in": _("%(actor)s let in %(target)s, which its round had set aside."),
    "entry.received": _("%(actor)s sent in %(target)s from the field."),
    "entry.revised": _("%(actor)s sent in %(target)s anew."),
    "entry.accepted": _("%(actor)s accepted %(target)s, which had been set aside."),
    "entry.returned": _("%(actor)s returned %(target)s."),
    "entry.refused": _("%(actor)s refused %(target)s."),
    "entry.taken_back": _("%(actor)s took back that %(target)s counts."),
    "entry.restored": _("%(actor)s restored an earlier revision of %(target)s."),
    "entry.verified": _("%(actor)s verified %(target)s."),
    "doubt.settled": _("%(actor)s looked at %(target)s and found it right."),
    "twin.merged": _("%(actor)s made one thing of the %(target)s."),
    "twin.dismissed": _("%(actor)s said that the %(target)s are two things."),
    "twin.reopened": _("%(actor)s opened the decision about the %(target)s again."),
    "correction.proposed": _("%(actor)s proposed to correct %(target)s."),
    "correction.applied": _("%(actor)s corrected %(target)s."),
    "correction.refused": _("%(actor)s refused to correct %(target)s."),
}


#: What the trail keeps of a row without a name of its own, and how it is said.
_ROWS: dict[str, Promise] = {
    r"entry (?P<key>\d+)": _("entry %(key)s"),
    r"revision (?P<number>\d+) of entry (?P<key>\d+)": _("revision %(number)s of entry %(key)s"),
    r"records (?P<first>\d+) and (?P<second>\d+)": _("records %(first)s and %(second)s"),
    r"app password (?P<key>\d+)": _("password %(key)s"),
}


@reads
def _row(text: str) -> str | None:
    rows = ((re.fullmatch(pattern, text), sentence) for pattern, sentence in _ROWS.items())
    return next((str(sentence) % found.groupdict() for found, sentence in rows if found), None)


def register() -> None:
    """Make the sentences known."""
    for action, sentence in _SENTENCES.items():
        presents(action)(_told(sentence))


def _told(sentence: Promise) -> Callable[[AuditEvent], str]:
    return lambda event: str(sentence) % {"actor": event.actor, "target": target_of(event)}


@notifications.kind("collectionround.collector_named")
def _collector_named(values: Mapping[str, Any]) -> str:
    said = gettext("You are named to collect “%(round)s”, from %(opens)s to %(closes)s.")
    return said % {"round": _named(values), "opens": _day(values["opens"]), "closes": _day(values["closes"])}


@notifications.kind("roundgrace.given")
def _grace_given(values: Mapping[str, Any]) -> str:
    said = gettext("“%(round)s” is closed, but takes what you send until %(day)s.")
    return said % {"round": _named(values), "day": _day(values["until"])}


@notifications.kind("entry.returned", by_mail=False)
def _entry_returned(values: Mapping[str, Any]) -> str:
    said = gettext("“%(form)s” of %(place)s was returned to you. Read the remarks, correct it and send it again.")
    return said % {"form": _named(values), "place": _place(values)}


@notifications.kind("entry.refused", by_mail=False)
def _entry_refused(values: Mapping[str, Any]) -> str:
    said = gettext("“%(form)s” of %(place)s was refused and does not count. The reason stands with it.")
    return said % {"form": _named(values), "place": _place(values)}


def _place(values: Mapping[str, Any]) -> str:
    return str(values["place_th"] if is_thai() else values["place_en"])


def _named(values: Mapping[str, Any]) -> str:
    return str(values["name_th"] if is_thai() else values["name_en"] or values["name_th"])


def _day(text: str) -> str:
    return thai_date(date.fromisoformat(text))
