"""Values that the audit trail keeps, as people read them."""

import ast
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext

from tambon.templatetags.people import days
from u2t.core.templatetags.u2t import thai_date, thai_datetime

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
#: Longer lists are cut on the page anyway; they are not read for it.
_LONGEST = 20_000
#: Days of a range as the database writes them: the last is the day before the end.
_DAYS = re.compile(r"\[(\d{4}-\d\d-\d\d), ?(?:(\d{4}-\d\d-\d\d)|None)?\)", re.ASCII)


def in_words(value: Any, words: Mapping[str, object]) -> str:
    """Return a value in the reader's language; `words` are those of stored choices.

    Lists are read out, and days are those of the reader's calendar.
    """
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {in_words(each, words)}" for name, each in value.items()) or "–"
    if isinstance(value, list | tuple):
        return "; ".join(_part(each, words) for each in value) or "–"
    if value is None or value == "":
        return "–"
    text = str(value)
    if text in words:
        return str(words[text])
    kept = _listed(text)
    return in_words(kept, words) if kept is not None else _dated(text)


def _part(value: Any, words: Mapping[str, object]) -> str:
    if isinstance(value, list | tuple):
        return ": ".join(in_words(each, words) for each in value)
    return in_words(value, words)


def _listed(text: str) -> Any:
    """Return the list that a text tells, as events tell lists that are older than lists in them; else None."""
    if not text.startswith(("[", "{", "(")) or len(text) > _LONGEST:
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None  # somebody wrote a bracket
    return found if isinstance(found, list | tuple | dict) else None


def _dated(text: str) -> str:
    """Return a day, a moment or the days from one to another in the reader's calendar, other text as it is."""
    try:
        if _DAY.fullmatch(text):
            return thai_date(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            return thai_datetime(datetime.fromisoformat(text))
        if found := _DAYS.fullmatch(text):
            ends = found[2] and date.fromisoformat(found[2])
            return days(DateRange(date.fromisoformat(found[1]), ends or None))
    except (ValueError, OverflowError):
        return text  # it only looked like one
    return text
