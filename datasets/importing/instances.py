"""Answers as telephones send them: XML that is trusted in nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.etree.ElementTree import XML, Element, ParseError  # a document type is refused before
from xml.parsers import expat

from django.utils.translation import gettext as _

from u2t.core.errors import InputError

LIMIT = 4 * 1024 * 1024
_MAX_ELEMENTS = 200_000
_MAX_DEPTH = 30
_LONGEST_ID = 120
#: How every document type begins, in these letters; without one there are no entities.
_DOCTYPE = "<!DOCTYPE"


class InstanceError(InputError):
    """What was sent is no answered form; telephones show the sentence."""

    status = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered form: of which form and version, what the telephone calls it, and what it takes the place of."""

    form_id: str
    version: str
    instance: str
    deprecated: str
    root: Element
    text: str


def parse(content: bytes) -> Answer:
    """Read an answered form.

    Raises:
        InstanceError: it is too large or too deep, has entities or a document type, is encrypted or nameless.
    """
    if len(content) > LIMIT:
        raise InstanceError(_("The answers have more than %(limit)s MB.") % {"limit": LIMIT // (1024 * 1024)})
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise InstanceError(_("Answers are read in UTF-8.")) from error
    if "\0" in text:  # UTF-16 of Roman letters is UTF-8 as well
        raise InstanceError(_("Answers are read in UTF-8."))
    root = _root(text)
    parts = {_name(child): child for child in reversed(root)}
    facts = {_name(child): (child.text or "").strip() for child in parts.get("meta", ())}
    instance = facts.get("instanceID", "")[:_LONGEST_ID]
    if root.get("encrypted") or "base64EncryptedKey" in parts:
        raise InstanceError(_("Encrypted answers cannot be read here: the way to this server is encrypted already."))
    if not instance:
        raise InstanceError(_("The answers have no instanceID."))
    form_id = root.get("id") or ""
    return Answer(
        form_id=form_id[:60], version=(root.get("version") or "")[:60], instance=instance,
        deprecated=facts.get("deprecatedID", "")[:_LONGEST_ID], root=root, text=text,
    )  # fmt: skip


def _root(text: str) -> Element:
    # What it declares of its encoding counts for nothing: of a text the parsers know that.
    try:
        if _DOCTYPE in text:
            _refuse_entities(text)
        root = XML(text)
    except (ParseError, expat.ExpatError, ValueError, LookupError, RecursionError) as error:
        raise InstanceError(_("This is no XML that can be read.")) from error
    if sum(1 for _each in root.iter()) > _MAX_ELEMENTS or _is_too_deep(root):
        raise InstanceError(_("The answers have too many parts."))
    return root


def _refuse_entities(text: str) -> None:
    """Read it once for a document type alone: an answer or a comment may only speak of one.

    What Python wrote for this reads every element by hand, and an answer has many.
    """
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refused
    reader.Parse(text, True)


def _refused(*_declared: object) -> NoReturn:
    raise InstanceError(_("Answers with a document type or entities are not read."))


def _is_too_deep(root: Element) -> bool:
    level = [root]
    for _depth in range(_MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def cells_of(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every answer below an element with its path; of a repetition each time again."""
    for child in element:
        here = f"{path}/{_name(child)}"
        if len(child):
            yield from cells_of(child, here)
        else:
            yield here, (child.text or "").strip()


def repeated(element: Element, path: str, repeats: Collection[str]) -> list[tuple[str, Element]]:
    """Return the times that a repetition was answered, each with its number: within another one, as `2/1`."""
    found, here = [("", element)], ""
    for name in path.strip("/").split("/"):
        here = f"{here}/{name}"
        is_repeat = here in repeats
        found = [
            (f"{number}/{place}".lstrip("/") if is_repeat else number, child)
            for number, parent in found
            for place, child in enumerate((child for child in parent if _name(child) == name), start=1)
        ]
    return found
