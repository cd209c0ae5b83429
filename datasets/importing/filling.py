"""From the XML of an answered form to values of fields, as a form asked them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from datasets.choices import NUMBER, FieldKind
from datasets.importing.instances import Answer, InstanceError, cells_of, repeated
from datasets.models import Form
from datasets.selectors.columns import LONGEST_TEXT

_MOST_DIGITS = 15
_MOST_ROWS = 2_000
_BIND = re.compile(r"<bind [^>]{1,4000}>")
_FACT = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass(slots=True)
class Filled:
    """What was answered: values by field, rows of each repetition, the names of files, and what did not fit.

    `pictures` and `documents` are the names that the answers call photos and other files by.
    """

    values: dict[str, Any] = field(default_factory=dict)
    repeats: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    misfits: list[str] = field(default_factory=list)


def filled(form: Form, answer: Answer) -> Filled:
    """Return the answers by field; what a version that is not known here asked besides stays in the XML alone.

    Raises:
        InstanceError: a repetition has more rows than a person can have answered.
    """
    asked: dict[str, list[dict[str, Any]]] = {"": []}
    for question in form.questions:
        asked.setdefault(question["repeat"], []).append(question)
    found = Filled()
    found.values = _row(asked.pop(""), answer.root, found)
    for path, questions in asked.items():
        times = repeated(answer.root, path, asked)
        if len(times) > _MOST_ROWS:
            raise InstanceError(_("A part of the form is answered more than %(most)s times.") % {"most": _MOST_ROWS})
        found.repeats[path] = [
            _row(questions, element, found) | ({NUMBER: number} if "/" in number else {}) for number, element in times
        ]
    return found


def day_of(form: Form, answer: Answer) -> date | None:
    """Return the day on which a form was filled in, where it asks the telephone for that."""
    days = _days(form.pk, form.md5)
    cells = dict(cells_of(answer.root)) if days else {}
    for path in days:
        try:
            return _day(cells.get(path, ""))
        except ValueError:
            continue
    return None


@lru_cache(maxsize=1000)
def _days(form: int, _md5: str) -> tuple[str, ...]:
    """Return where the telephone writes the day and the moments of the filling in: the day first, then the start.

    The XForm is many times an answer: it is read once, and never again while `_md5` says that it is the same.
    """
    found = {}
    for bind in _BIND.findall(Form.objects.values_list("xml", flat=True).get(pk=form)):
        facts = dict(_FACT.findall(bind))
        if facts.get("jr:preload") in {"date", "timestamp"}:
            found[facts.get("jr:preloadParams", "")] = "/" + facts.get("nodeset", "").lstrip("/").partition("/")[2]
    return tuple(found[name] for name in ("today", "start", "end") if name in found)


def _row(questions: list[dict[str, Any]], element: Any, found: Filled) -> dict[str, Any]:
    cells = dict(cells_of(element))
    return {
        question["field"]: _value(question, text, found) if (text := cells.get(question["path"])) else None
        for question in questions
    }


def _value(question: dict[str, Any], text: str, found: Filled) -> Any:
    kind = question["kind"]
    if kind == FieldKind.FILE:
        (found.pictures if question["type"] == "photo" else found.documents).add(text)
    try:
        return _READ.get(kind, _text)(text)
    except (ValueError, InvalidOperation):
        found.misfits.append(question["field"])
        return None


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:  # somebody decides about it: cut, it would be another answer
        raise ValueError(text[:100])
    return text


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS or not re.fullmatch(r"-?\d+", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> int | float:
    """Read a number as JSON writes it; with so few digits a float is written exactly as it was read."""
    is_number = re.fullmatch(r"-?\d*(\.\d*)?([eE]-?\d)?", text, re.ASCII)
    if not is_number or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        raise ValueError(text)
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _iso_day(text: str) -> str:
    return _day(text).isoformat()


def _point(text: str) -> str:
    """Return latitude and longitude in one cell, as imports bring them; Collect adds altitude and accuracy."""
    latitude, longitude = (Decimal(part) for part in text.split()[:2])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004 - the ends of the earth
        raise ValueError(text)
    return f"{latitude}, {longitude}"


_READ: dict[str, Callable[[str], Any]] = {
    FieldKind.WHOLE: _whole,
    FieldKind.DECIMAL: _decimal,
    FieldKind.PERCENT: _decimal,
    FieldKind.DATE: _iso_day,
    FieldKind.POINT: _point,
    FieldKind.CHOICES: str.split,
}
