"""What an XLSForm must be, told for all rows at once: the compiler stops at the first thing it does not like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from datasets.importing.formsheets import FormSheet
from datasets.selectors.questions import OWN_LISTS, FormIssue

MAX_QUESTIONS = 6_000
MAX_CHOICES = 30_000
#: So many repetitions stand in one another at most.
_DEEPEST = 3
#: Types that ask nothing that is kept, or that pyxform makes something else of.
UNKEPT = frozenset({"note", "csv-external", "xml-external", "background-audio", "audit"})
#: What is asked of a file rather than of a list, and what its name ends with.
_EXTERNAL = {"csv-external": ".csv", "xml-external": ".xml"}
_PULLED = re.compile(r"\bpulldata\(\s*['\"]([^'\"]+)['\"]")
_SEARCHED = re.compile(r"\bsearch\(\s*['\"]([^'\"]+)['\"]")
#: Columns that name a picture, a sound or a film, in whatever language.
_SHOWN = re.compile(r"(media::)?(image|big-image|audio|video)(::.+)?")
#: Cells of XPath.
_EXPRESSIONS = frozenset({"relevant", "constraint", "calculation", "calculate", "choice_filter", "repeat_count"})
_NAME = re.compile(r"[A-Za-z][\w.]{0,79}", re.ASCII)
_BLOCK = re.compile(r"(begin|end)[\s_]+(.+)")
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?\s*([^}]*?)\s*\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SURVEY, _CHOICES = "survey", "choices"


@dataclass(frozen=True, slots=True)
class _Language:
    """What pyxform calls things: types of questions, ways to say select, and what ends which block."""

    types: dict[str, Any]
    selects: tuple[str, ...]
    blocks: dict[str, str]


@cache
def _language() -> _Language:
    from pyxform import aliases, question_type_dictionary

    selects = tuple(sorted(aliases.select, key=len, reverse=True))
    return _Language(question_type_dictionary.QUESTION_TYPE_DICT, selects, dict(aliases.control))


@dataclass(slots=True)
class _Block:
    """A group or repetition that was begun: where, what ends it, and the names in it with their rows."""

    kind: str = ""
    row: int = 0
    names: dict[str, int] = field(default_factory=dict)


def check(sheets: dict[str, FormSheet], files: frozenset[str] = frozenset()) -> list[FormIssue]:
    """Return everything that is wrong with the sheets of a form; `files` are the names of those that come with it."""
    survey, choices = sheets[_SURVEY], sheets.get(_CHOICES)
    found = [FormIssue.of(_SURVEY, survey.header_row, name, "heading_missing", heading=name)
             for name in ("type", "name") if name not in map(str.lower, survey.headings)]  # fmt: skip
    if found:
        return found
    lists = _lists(choices) if choices else {}
    found += _check_size(survey, MAX_QUESTIONS) + (_check_size(choices, MAX_CHOICES) if choices else [])
    found += _check_choices(choices, sheets.get("settings")) if choices else []
    for row, cells in choices.numbered() if choices else ():
        found += _check_shown(_CHOICES, row, cells, files)
    blocks = [_Block()]
    known = {cells["name"] for _row, cells in survey.numbered() if "name" in cells}
    for row, cells in survey.numbered():
        if is_off(cells):
            continue
        found += _check_row(row, cells, blocks, lists)
        found += _check_files(row, cells, OWN_LISTS | files)
        found += _check_shown(_SURVEY, row, cells, files)
        found += _check_words(row, cells, known)
    found += [FormIssue.of(_SURVEY, block.row, "type", "end_missing", expected=f"end_{block.kind}")
              for block in blocks[1:]]  # fmt: skip
    return found + _check_repeats(survey)


def _check_repeats(survey: FormSheet) -> list[FormIssue]:
    """Tell repetitions of one name, wherever they stand: their rows make a data set that is called by it."""
    first: dict[str, int] = {}
    found = []
    for row, cells in survey.numbered():
        block = _BLOCK.fullmatch(cells.get("type", "").lower())
        name = cells.get("name", "")
        if is_off(cells) or not block or block[1] != "begin" or "group" in block[2] or not name:
            continue
        if first.setdefault(name, row) != row:
            found.append(FormIssue.of(_SURVEY, row, "name", "repeat_twice", value=name, other=first[name]))
    return found


def is_off(cells: dict[str, str]) -> bool:
    """Tell whether a row is switched off, as if it were not there."""
    return cells.get("disabled", "").lower() in {"yes", "true", "true()"}


def _check_size(sheet: FormSheet, limit: int) -> list[FormIssue]:
    count = sum(1 for _each in sheet.numbered())
    return [FormIssue.of(sheet.name, 0, "", "too_many", count=count, limit=limit)] if count > limit else []


def _lists(choices: FormSheet) -> dict[str, dict[str, int]]:
    """Return the lists of choices with the names in each and their rows."""
    lists: dict[str, dict[str, int]] = {}
    for row, cells in choices.numbered():
        name = cells.get("list_name") or cells.get("list name") or ""
        lists.setdefault(name, {}).setdefault(cells.get("name", ""), row)
    return lists


def _check_choices(choices: FormSheet, settings: FormSheet | None) -> list[FormIssue]:
    found = []
    facts = next((cells for _row, cells in settings.numbered()), {}) if settings else {}
    may_repeat = facts.get("allow_choice_duplicates", "").lower() in {"yes", "true", "true()"}
    first = _lists(choices)
    for row, cells in choices.numbered():
        name, value = cells.get("list_name") or cells.get("list name") or "", cells.get("name", "")
        if not name or not value:
            found.append(FormIssue.of(_CHOICES, row, "name" if name else "list_name", "choice_incomplete"))
        elif first[name][value] != row and not may_repeat:
            values = {"list": name, "value": value, "other": first[name][value]}
            found.append(FormIssue.of(_CHOICES, row, "name", "choice_twice", **values))
    return found


def _check_row(
    row: int, cells: dict[str, str], blocks: list[_Block], lists: dict[str, dict[str, int]]
) -> Iterator[FormIssue]:
    kind = cells.get("type", "")
    if not kind:
        yield FormIssue.of(_SURVEY, row, "type", "type_missing")
        return
    block = _BLOCK.fullmatch(kind.lower())
    if block and block[2].split()[0] in _language().blocks:
        yield from _check_block(row, cells, block[1], block[2].split()[0], blocks)
        return
    yield from _check_type(row, kind, lists)
    if kind != "audit":  # the compiler names it
        yield from _check_name(row, cells, blocks[-1], is_kept=kind not in UNKEPT)


def _check_block(row: int, cells: dict[str, str], what: str, kind: str, blocks: list[_Block]) -> Iterator[FormIssue]:
    if what == "begin":
        yield from _check_name(row, cells, blocks[-1], is_kept=False)
        if kind != "group" and sum(block.kind not in {"", "group"} for block in blocks) >= _DEEPEST:
            yield FormIssue.of(_SURVEY, row, "type", "repeat_nested")
        blocks.append(_Block(kind, row))
    elif len(blocks) == 1 or _language().blocks[blocks[-1].kind] != _language().blocks[kind]:
        yield FormIssue.of(_SURVEY, row, "type", "end_unexpected", value=cells["type"])
    else:
        blocks.pop()


def _check_type(row: int, kind: str, lists: dict[str, dict[str, int]]) -> Iterator[FormIssue]:
    asked = next((alias for alias in _language().selects if kind.startswith(f"{alias} ")), None)
    if asked is None:
        if kind not in _language().types and not kind.startswith("osm "):
            yield FormIssue.of(_SURVEY, row, "type", "type_unknown", value=kind)
        return
    rest = kind[len(asked) :].split()
    name = rest[0] if rest else ""
    if "file" not in asked and "external" not in asked and not name.startswith("${") and name not in lists:
        yield FormIssue.of(_SURVEY, row, "type", "list_missing", value=name)


def _check_files(row: int, cells: dict[str, str], offered: frozenset[str]) -> Iterator[FormIssue]:
    """Tell which files a row speaks of that nobody brought."""
    kind, _space, rest = cells.get("type", "").partition(" ")
    wanted = [("type", rest.split()[0])] if kind.endswith("_from_file") and rest else []
    if kind in _EXTERNAL:
        wanted.append(("name", cells.get("name", "") + _EXTERNAL[kind]))
    for column, text in cells.items():
        pulled = (*_PULLED.findall(text), *_SEARCHED.findall(text if column == "appearance" else ""))
        wanted += [(column, f"{name.removesuffix('.csv')}.csv") for name in pulled]
    for column, name in wanted:
        if name not in offered:
            yield FormIssue.of(_SURVEY, row, column, "file_unknown", value=name)


def _check_shown(sheet: str, row: int, cells: dict[str, str], offered: frozenset[str]) -> Iterator[FormIssue]:
    """Tell which pictures, sounds and films nobody brought; "-" is how XLSForm says that a language has none."""
    for column, name in cells.items():
        if _SHOWN.fullmatch(column.lower()) and name not in offered and name != "-" and "${" not in name:
            yield FormIssue.of(sheet, row, column, "file_unknown", value=name)


def _check_name(row: int, cells: dict[str, str], block: _Block, *, is_kept: bool) -> Iterator[FormIssue]:
    name = cells.get("name", "")
    if not name:
        # What telephones fill in by themselves is named after its type by pyxform; groups and notes need no name.
        if is_kept and not _is_automatic(cells["type"]):
            yield FormIssue.of(_SURVEY, row, "name", "name_missing")
        return
    if is_kept and not _NAME.fullmatch(name):
        yield FormIssue.of(_SURVEY, row, "name", "name_wrong", value=name)
    if name in block.names:
        yield FormIssue.of(_SURVEY, row, "name", "name_twice", value=name, other=block.names[name])
    block.names.setdefault(name, row)


def _is_automatic(kind: str) -> bool:
    return "jr:preload" in _language().types.get(kind, {}).get("bind", {})


def _check_words(row: int, cells: dict[str, str], known: set[str]) -> Iterator[FormIssue]:
    for heading, text in cells.items():
        for name in _REFERENCE.findall(text):
            if name not in known:
                yield FormIssue.of(_SURVEY, row, heading, "reference_unknown", value=name)
        if heading.lower() in _EXPRESSIONS and not _is_balanced(text):
            yield FormIssue.of(_SURVEY, row, heading, "brackets")


def _is_balanced(expression: str) -> bool:
    rest = _QUOTED.sub("", expression)
    if "'" in rest or '"' in rest:
        return False
    opened: list[str] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for sign in rest:
        if sign in pairs.values():
            opened.append(sign)
        elif sign in pairs and (not opened or opened.pop() != pairs[sign]):
            return False
    return not opened
