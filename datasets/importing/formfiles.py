"""Files that come with a form: lists of answers, pictures, sounds; each proved by its content before it is kept."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from datasets.importing.formsheets import seen, small_ending
from datasets.selectors.questions import Attached, FormIssue
from u2t.core import pictures
from u2t.core.errors import DomainError

LIMIT = 5 * 1024 * 1024
MOST = 30
_MOST_CHOICES = 30_000
#: Vowels above and below and marks of tone are no letters of words to `re`.
_NAME = re.compile(
    r"\w[\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e .()-]{0,90}\.(csv|xml|geojson|jpg|jpeg|png|mp3|m4a|mp4)", re.IGNORECASE
)
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8", "xml": "application/xml", "geojson": "application/geo+json",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "mp4": "video/mp4",
}  # fmt: skip
_SOUNDS = {"mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), "m4a": (b"ftyp",), "mp4": (b"ftyp",)}


class UnfitError(Exception):
    """A file is not what its name says."""


def attached(given: Iterable[tuple[str, IO[bytes]]]) -> tuple[list[Attached], list[FormIssue]]:
    """Read the files that come with a form; return them, and everything that is wrong, by the name of the file.

    One that is unfit is there without content: the form that asks for it is not wrong for that.
    """
    found: dict[str, Attached] = {}
    issues = []
    for number, (called, stream) in enumerate(given, start=1):
        name = small_ending(PurePosixPath(called.replace("\\", "/")).name)
        try:
            _check_place(number, name, found)
            found[name] = _read(name, stream.read(LIMIT + 1))
        except (UnfitError, DomainError) as error:
            issues.append(FormIssue.of(name[:100], 0, "", "file_unfit", message=str(error)))
            found.setdefault(name, Attached(name, "", b""))
    return list(found.values()), issues


def _check_place(number: int, name: str, taken: Iterable[str]) -> None:
    if number > MOST:
        raise UnfitError(_("At most %(most)s files come with a form.") % {"most": MOST})
    if name in taken:
        raise UnfitError(_("Two files have this name."))


def _read(name: str, content: bytes) -> Attached:
    named = _NAME.fullmatch(name)
    if not named:
        raise UnfitError(_("Lists are .csv, .xml or .geojson, pictures .jpg or .png, sounds .mp3 or .m4a, films .mp4."))
    if len(content) > LIMIT:
        raise UnfitError(_("The file has more than %(limit)s MB.") % {"limit": LIMIT // (1024 * 1024)})
    ending = named[1].lower()
    if ending in {"jpg", "jpeg", "png"}:
        taken = pictures.photo(name=name, content=content)
        return Attached(name, taken.media_type, taken.content)
    if ending in _SOUNDS and not any(content[:12].find(mark) in {0, 4} for mark in _SOUNDS[ending]):
        raise UnfitError(_("The content is not what the name of the file says."))
    read = {"csv": _of_csv, "xml": _of_xml, "geojson": _of_geojson}.get(ending)
    return Attached(name, _MEDIA_TYPES[ending], content, _few(read(content)) if read else [])


def _few(choices: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    found = [choice for choice in choices if choice["value"]]  # the column of the values may have another name
    if len(found) > _MOST_CHOICES:
        raise UnfitError(_("The list has more than %(most)s rows.") % {"most": _MOST_CHOICES})
    return found


def _of_csv(content: bytes) -> Iterator[dict[str, str]]:
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if not rows.fieldnames or not all(name.strip() for name in rows.fieldnames):
            raise UnfitError(_("The first row has to name each column."))
        if len(rows.fieldnames) == 1 and any(sign in rows.fieldnames[0] for sign in ";\t|"):
            raise UnfitError(_("The columns of a list are separated by commas."))
        for row in rows:
            yield _choice(row.get("name"), row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnfitError(_("This is no CSV in UTF-8.")) from error


def _of_xml(content: bytes) -> Iterator[dict[str, str]]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError) as error:
        raise UnfitError(_("This is no XML that can be read.")) from error
    for item in root.iter("item"):
        row = {child.tag: child.text or "" for child in item}
        yield _choice(row.get("name"), row)


def _of_geojson(content: bytes) -> Iterator[dict[str, str]]:
    try:
        found = json.loads(content)
        features = found["features"] if found["type"] == "FeatureCollection" else None
        for feature in features or ():
            facts = feature.get("properties") or {}
            yield _choice(facts.get("id") or feature.get("id"), facts | {"label": facts.get("title")})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnfitError(_("This is no GeoJSON: a FeatureCollection whose features have id and title.")) from error
    if features is None:
        raise UnfitError(_("This is no GeoJSON: a FeatureCollection whose features have id and title."))


def _choice(value: Any, row: dict[str, Any]) -> dict[str, str]:
    thai = next((row[name] for name in row if name and name.startswith("label") and "en" not in name and row[name]), "")
    english = next((row[name] for name in row if name and name.startswith("label::") and "en" in name), "")
    said = {"value": value, "th": thai or value, "en": english}
    return {name: seen(str(text or "")) for name, text in said.items()}
