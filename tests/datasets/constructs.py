"""Which constructs of XLSForm a form uses, kind by kind, in the words of docs/xlsform.md."""

import re
from collections.abc import Iterator

from tests.datasets.sheets import Sheets

LANGUAGE = re.compile(r"::[^:]+ \(\w+\)$")
PREFIX = re.compile(r"^(bind|body|instance|attribute)::.+")
NUMBERED = re.compile(r"^(columns-|compact-|w)\d+$")
NAMED = re.compile(r"^(ex:|printer:).+")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
FUNCTION = re.compile(r"(?<![\w/$-])([a-z][a-z0-9:-]*)\(")
OWN = "a column of one's own"
WORDS_OF_CHOICES = {"list_name", "name", "label", "image", "big-image", "audio", "video"}
EXPRESSIONS = (
    *("relevant", "constraint", "calculation", "required", "read_only", "default", "repeat_count", "choice_filter"),
    *("instance_name", "create_if", "update_if", "entity_id"),
)


def constructs_of(form: Sheets) -> set[tuple[str, str]]:
    """Every construct as (kind, word)."""
    return {
        *(("Question types", word) for row in form.survey for word in _types(row["type"])),
        *(("Columns of survey", OWN if word == "notes" else word) for word in _columns(form, "survey")),
        *(("Columns of choices", word if word in WORDS_OF_CHOICES else OWN) for word in _columns(form, "choices")),
        *(("Columns of entities", word) for word in _columns(form, "entities")),
        *(("Settings", word) for word in _columns(form, "settings")),
        *(("Sheets", word) for word in form.by_name),
        *(("Appearances", word) for row in form.survey for word in _appearances(row.get("appearance", ""))),
        *(("Parameters", word) for row in form.survey for word in re.findall(r"([\w-]+)=", row.get("parameters", ""))),
        *(("Functions", word) for word in _functions(form)),
    }


def _types(written: str) -> Iterator[str]:
    if written.startswith(("begin ", "end ")):
        yield written
        return
    first, *rest = written.split(" ")
    yield f"{first} ${{…}}" if rest and rest[0].startswith("$") else first
    if rest[1:] == ["or_other"]:
        yield "or_other"


def _columns(form: Sheets, sheet: str) -> set[str]:
    filled = (column for row in form.by_name.get(sheet, []) for column, value in row.items() if value)
    return {PREFIX.sub(r"\1::…", LANGUAGE.sub("", column)) for column in filled}


def _appearances(written: str) -> Iterator[str]:
    for word in re.sub(r"\(.*?\)", "()", written).split():
        yield NUMBERED.sub(r"\1n", NAMED.sub(r"\1…", word))


def _functions(form: Sheets) -> Iterator[str]:
    for rows in form.by_name.values():
        for row in rows:
            for column in EXPRESSIONS:
                written = row.get(column, "")
                yield from FUNCTION.findall(QUOTED.sub("''", written))
                if "${last-saved#" in written:
                    yield "${last-saved#…}"
