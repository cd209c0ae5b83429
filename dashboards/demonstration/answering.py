"""Answers to the shipped forms as somebody in the field might give them: invented, and kept to what each form allows.

The XLSForm itself says what is asked, of what kind, within which limits and after which answer. An answered form is
written as a telephone writes it, and read by the road on which telephones' answers come.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from dashboards.demonstration.chance import between, roll
from dashboards.demonstration.field_words import PEOPLE, USUAL, WORDS
from datasets.importing import shippedforms
from datasets.models import Form

_OPENROSA = "http://openrosa.org/xforms"
_LEAST_AND_MOST = re.compile(r"\. >= (\d+) and \. <= (\d+)")
_AGAINST = re.compile(r"\. (<=|>=|=) \$\{(\w+)\}(?: \+ \$\{(\w+)\})?")
_CONDITION = re.compile(r"(not\()?(?:\$\{(\w+)\} (!?=) '(\w*)'|selected\(\$\{(\w+)\}, '(\w+)'\))\)?")
_NOTHING = frozenset({"no_data", "none", "refused"})
#: A file from the field is no part of the demonstration.
_UNASKED = frozenset({"image", "file", "note", "audio", "video"})
_COUNTED = re.compile(r"count\(\$\{(\w+)\}\)")
#: An interview begins at nine or later and takes some minutes; the clock is that of the telephone.
_BEGINS, _LASTS = (9 * 60, 15 * 60), (8, 35)
_USUAL_MOST = 60
_YEARS = 2400
#: From so much on people say hundreds.
_ROUNDED = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a form: what is asked, within which limits, after which answer."""

    kind: str
    name: str
    list_name: str
    relevant: str
    constraint: str
    unit: str = ""
    calculation: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when somebody asks: the place by its codes, about where it lies, the day."""

    tambon: str
    village: str
    latitude: float
    longitude: float
    day: date
    fixed: Mapping[str, Any]


@cache
def _sheets(code: str) -> tuple[tuple[Asked, ...], dict[str, list[str]]]:
    """Return the questions of a shipped form in their order, and the answers of its lists."""
    path = next(path for path in shippedforms.shipped() if path.stem == code)
    questions: list[Asked] = []
    lists: dict[str, list[str]] = {}
    sheet, head = "", None
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row and row[0]:
                sheet, head = row[0], None
            elif head is None:
                head = row
            else:
                cells = dict(zip(head, row, strict=False))
                if sheet == "survey":
                    questions.append(_asked(cells))
                elif sheet == "choices" and cells["list_name"]:
                    lists.setdefault(cells["list_name"], []).append(cells["name"])
    return tuple(questions), lists


def _asked(cells: Mapping[str, str]) -> Asked:
    kind, _space, list_name = cells["type"].partition(" ")
    return Asked(
        kind, cells["name"], list_name.split(" ")[0], cells.get("relevant", ""), cells.get("constraint", ""),
        cells.get("hint::ไทย (th)", "").removeprefix("หน่วย: "), cells.get("calculation", ""),
    )  # fmt: skip


def answered(form: Form, spot: Spot, *words: object) -> bytes:
    """Return the XML of an answered form; the same words give the same answers."""
    root = Element("data", {"id": form.dataset_id, "version": form.version, "xmlns:orx": _OPENROSA})
    _Filling(form.dataset_id, spot, words).into(root)
    meta = SubElement(root, "orx:meta")
    SubElement(meta, "orx:instanceID").text = "uuid:demonstration-" + "-".join(map(str, (form.dataset_id, *words)))
    written: bytes = tostring(root, encoding="utf-8")
    return written


class _Filling:
    """Goes through a form as a person does: what was answered decides what is asked next."""

    def __init__(self, code: str, spot: Spot, words: tuple[object, ...]) -> None:
        self.questions, self.lists = _sheets(code)
        self.spot, self.words = spot, (code, *words)
        self.given: dict[str, Any] = {}

    def into(self, element: Element, place: int = 0, time: int = 0) -> int:
        """Answer what stands between here and the end of the group; return the place behind it."""
        while place < len(self.questions):
            asked = self.questions[place]
            if asked.kind.startswith("end_"):
                return place + 1
            if asked.kind.startswith("begin_"):
                place = self._group(element, asked, place, time)
                continue
            self._ask(element, asked, time)
            place += 1
        return place

    def _group(self, element: Element, asked: Asked, place: int, time: int) -> int:
        behind = _behind(self.questions, place)
        if _holds(asked.relevant, self.given):
            before = dict(self.given)
            if asked.kind != "begin_repeat":
                self.into(SubElement(element, asked.name), place + 1, time)
                return behind
            for number in range(1, 2 + int(roll(asked.name, *self.words) * 3)):
                self.given = dict(before)
                self.into(SubElement(element, asked.name), place + 1, number)
            self.given = before | {asked.name: number}
        return behind

    def _ask(self, element: Element, asked: Asked, time: int) -> None:
        is_left_out = asked.kind in _UNASKED and asked.name not in self.spot.fixed
        if is_left_out or not asked.name or not _holds(asked.relevant, self.given):
            return
        words = (*self.words, time)
        value = self.spot.fixed.get(asked.name, _answer(asked, self.lists, self.given, self.spot, *words))
        if value not in (None, ""):
            self.given[asked.name] = value
            SubElement(element, asked.name).text = str(value)


def _behind(questions: Sequence[Asked], place: int) -> int:
    """Return the place behind a group that is not asked."""
    depth = 0
    for later in range(place, len(questions)):
        depth += questions[later].kind.startswith("begin_")
        depth -= questions[later].kind.startswith("end_")
        if depth == 0:
            return later + 1
    return len(questions)


def _holds(relevant: str, given: Mapping[str, Any]) -> bool:
    """Tell whether a question is asked after these answers; the forms combine conditions by one word only."""
    if not relevant:
        return True
    every = [_is_so(found, given) for found in _CONDITION.finditer(relevant)]
    return any(every) if " or " in relevant else all(every)


def _is_so(found: re.Match[str], given: Mapping[str, Any]) -> bool:
    negated, name, sign, value, chosen, among = found.groups()
    if chosen:
        is_so = among in str(given.get(chosen, "")).split()
    else:
        is_so = (str(given.get(name, "")) == value) == (sign == "=")
    return is_so != bool(negated)


def _answer(
    asked: Asked, lists: Mapping[str, Sequence[str]], given: Mapping[str, Any], spot: Spot, *words: object
) -> Any:
    if asked.kind in {"calculate", "start", "end", "today"}:
        return _filled_in(asked, given, spot, *words)
    if asked.kind == "select_one_from_file":
        return {"tambons.csv": spot.tambon, "villages.csv": spot.village}.get(asked.list_name, "")
    if asked.list_name:
        return _chosen(asked, lists[asked.list_name], roll(asked.name, *words))
    if asked.kind in {"integer", "decimal"}:
        return _number(asked, given, spot, *words)
    if asked.kind == "geopoint":
        latitude = spot.latitude + between(-0.018, 0.018, "north", asked.name, *words)
        longitude = spot.longitude + between(-0.018, 0.018, "east", asked.name, *words)
        return f"{latitude:.6f} {longitude:.6f} 0 8"
    return spot.day.isoformat() if asked.kind == "date" else _text(asked.name, spot, *words)


def _filled_in(asked: Asked, given: Mapping[str, Any], spot: Spot, *words: object) -> Any:
    """Return what a telephone fills in by itself."""
    if asked.kind == "calculate":
        counted = _COUNTED.fullmatch(asked.calculation)
        return given.get(counted[1]) if counted else None
    if asked.kind == "today":
        return spot.day.isoformat()
    begins, lasts = int(between(*_BEGINS, "start", *words)), int(between(*_LASTS, "end", *words))
    hour, minute = divmod(begins + (lasts if asked.kind == "end" else 0), 60)
    return f"{spot.day}T{hour:02}:{minute:02}:00.000+07:00"


def _chosen(asked: Asked, offered: Sequence[str], chance: float) -> str:
    if asked.kind == "select_multiple":
        return "" if asked.name.endswith("_no_data") else _some_of(offered, chance)
    return "yes" if asked.name == "consent" else _one_of(offered, chance)


def _one_of(offered: Sequence[str], chance: float) -> str:
    """Return an answer; that there is no information is said of about one question in twelve, where it can be."""
    known = [value for value in offered if value not in _NOTHING and value != "other"]
    silent = [value for value in offered if value == "no_data"]
    return silent[0] if silent and chance > 1 - 1 / 12 else known[int(chance * len(known)) % len(known)]


def _some_of(offered: Sequence[str], chance: float) -> str:
    known = [value for value in offered if value not in _NOTHING and value != "other"]
    first = int(chance * len(known)) % len(known)
    return " ".join(dict.fromkeys([known[first], known[(first * 3 + 1) % len(known)]]))


def _number(asked: Asked, given: Mapping[str, Any], spot: Spot, *words: object) -> int:
    limits = _LEAST_AND_MOST.search(asked.constraint)
    least, most = (int(limits[1]), int(limits[2])) if limits else (0, _USUAL_MOST)
    if least >= _YEARS:
        value = spot.day.year + 543 - int(between(1, 25, asked.name, *words))
    else:
        low, high = USUAL.get(asked.name) or USUAL.get(asked.unit) or (1, _USUAL_MOST)
        value = int(between(max(least, low), min(most, high), asked.name, *words))
        value = round(value, -2) if value >= _ROUNDED else value
    for sign, name, other in _AGAINST.findall(asked.constraint):
        bound = int(given.get(name, 0)) + int(given.get(other, 0) if other else 0)
        value = {"<=": min(value, bound), ">=": max(value, bound), "=": bound}[sign]
    if "coalesce" in asked.constraint:  # the rest of a whole
        whole = re.findall(r"<= \$\{(\w+)\}", asked.constraint)
        parts = re.findall(r"coalesce\(\$\{(\w+)\}", asked.constraint)
        return max(0, int(given.get(whole[-1], 0)) - sum(int(given.get(part, 0)) for part in parts))
    return value


def _text(name: str, spot: Spot, *words: object) -> str:
    """Return a text where the demonstration has words for the question; else nothing, as most people leave it."""
    if name in PEOPLE:
        return _one(WORDS["person"], name, *words)
    if name == "house_number":
        return f"{int(between(1, 190, name, *words))}/{int(between(1, 9, 'of', *words))}"
    found = WORDS.get(f"{words[0]}.{name}") or WORDS.get(name)
    return _one(found, name, spot.tambon, *words) if found else ""


def _one(offered: Sequence[str], *words: object) -> str:
    return offered[int(roll(*words) * len(offered))]
