"""From the sheets of an XLSForm to an XForm and the questions in it, by pyxform."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import ParseError, fromstring

from datasets.choices import FieldKind
from datasets.importing import formrules
from datasets.importing.formsheets import FormSheet, as_dictionary, read
from datasets.selectors.questions import Attached, Compiled, FormError, FormIssue, Question, Repeat

#: The root of every answer; telephones tell forms apart by their id.
ROOT = "data"
_KINDS: dict[str, str] = {
    "int": FieldKind.WHOLE,
    "decimal": FieldKind.DECIMAL,
    "date": FieldKind.DATE,
    "geopoint": FieldKind.POINT,
    "binary": FieldKind.FILE,
}
#: Of a repetition, with the groups around it: the data set of its rows is found by it.
_LONGEST_PATH = 200
_THAI = re.compile(r"\(th\)|^th$|thai|ไทย", re.IGNORECASE)
_ENGLISH = re.compile(r"\(en\)|^en$|english|อังกฤษ", re.IGNORECASE)
_PLACE = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"'(survey|choices|settings|entities|external_choices)' sheet")
_COLUMN = re.compile(r"the '([^']+)' value")
#: Prefixes that every XForm explains, and headings that have one.
_EXPLAINED = frozenset({"jr", "orx", "odk", "ev", "h", "xsd", "entities"})
_PREFIXED = re.compile(r"(?:bind|body|control|instance|attribute)::([\w.-]+):[\w.-]+")
_YES = frozenset({"yes", "true", "true()", "1"})
#: What telephones fill in by themselves, by how XForms name it: its words where the form has none.
_AUTOMATIC = {
    "start": ("เวลาที่เริ่มกรอก", "Started at"),
    "end": ("เวลาที่กรอกเสร็จ", "Ended at"),
    "today": ("วันที่กรอก", "Filled in on"),
    "deviceid": ("รหัสเครื่อง", "Device"),
    "username": ("ชื่อผู้ใช้บนเครื่อง", "User name on the device"),
    "email": ("อีเมลบนเครื่อง", "E-mail on the device"),
    "phonenumber": ("หมายเลขโทรศัพท์ของเครื่อง", "Telephone number of the device"),
    "subscriberid": ("รหัสผู้ใช้บริการของซิม", "Subscriber of the SIM"),
    "simserial": ("หมายเลขซิม", "Serial number of the SIM"),
}
_BY_DEVICE = ("ที่เครื่องบันทึกเอง", "Recorded by the device")
#: What pyxform and its libraries were seen to raise over forms that are none; all are about what somebody wrote.
_COMPLAINTS = (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError)


def compile_form(path: Path, *, form_id: str = "", version: str = "", files: Sequence[Attached] = ()) -> Compiled:
    """Compile the XLSForm in a file; `form_id` takes the place of its own, `version` is that of a form without one.

    Raises:
        FormError: with everything that is wrong, by sheet, row and column.
    """
    sheets = read(path)
    issues = formrules.check(sheets, frozenset(file.name for file in files))
    if issues:
        raise FormError(issues)
    settings = _settings(sheets)
    facts = settings | {"form_id": form_id or settings.get("form_id") or settings.get("id_string") or path.stem}
    facts["version"] = settings.get("version") or version or "1"
    title = settings.get("form_title") or settings.get("title") or facts["form_id"]
    facts["form_title"] = title
    for alias in ("id_string", "title"):
        facts.pop(alias, None)
    made = _compiled(sheets, facts)
    private = {
        cells.get("name", "")
        for _row, cells in sheets["survey"].numbered()
        if cells.get("personal", "").lower() in _YES
    }
    walk = _Walk(private, _rows(sheets["survey"]))
    walk.into(made._survey)  # noqa: SLF001 - pyxform hands it out under this name
    if all(question.is_automatic for question in walk.questions):
        raise FormError([FormIssue.of("survey", 0, "", "nothing_asked")])
    long = [each for each in walk.repeats if len(each.path) > _LONGEST_PATH]
    if long:
        raise FormError(FormIssue.of("survey", each.row, "name", "path_too_long", most=_LONGEST_PATH) for each in long)
    return Compiled(
        title_th=title[:200],
        title_en=(_english_title(settings))[:200],
        form_id=facts["form_id"],
        version=facts["version"][:60],
        xml=made.xform,
        # What nobody is asked stands behind what a person answers.
        questions=sorted(walk.questions, key=lambda question: question.is_automatic),
        repeats=walk.repeats,
        choices=_choices(sheets.get("choices")) | {file.name: file.choices for file in files if file.choices},
    )


def _rows(survey: FormSheet) -> dict[str, list[int]]:
    """Return the rows in which each name stands, in their order; an end may repeat the name of its beginning."""
    found: dict[str, list[int]] = {}
    for row, cells in survey.numbered():
        if "name" in cells and not formrules.is_off(cells) and not cells.get("type", "").lower().startswith("end"):
            found.setdefault(cells["name"], []).append(row)
    return found


def _settings(sheets: dict[str, FormSheet]) -> dict[str, str]:
    sheet = sheets.get("settings")
    return next((dict(cells) for _row, cells in sheet.numbered()), {}) if sheet else {}


def _english_title(settings: dict[str, str]) -> str:
    return next((text for heading, text in settings.items() if "title" in heading and _ENGLISH.search(heading)), "")


def _compiled(sheets: dict[str, FormSheet], facts: dict[str, str]) -> Any:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    given = as_dictionary(sheets)
    # Titles in a second language are ours: pyxform would take them for settings of its own.
    known = {name: value for name, value in facts.items() if "::" not in name}
    given |= {"settings": [known], "settings_header": [dict.fromkeys(known)]}
    try:
        made = convert(given, form_name=ROOT)
        fromstring(made.xform)
    except PyXFormError as error:
        raise FormError([_told(str(error), sheets)]) from error
    except ParseError as error:
        raise FormError(list(_unread(str(error), sheets, facts))) from error
    except _COMPLAINTS as error:
        raise FormError([FormIssue.of("survey", 0, "", "compiler", message=str(error)[:300])]) from error
    return made


def _unread(message: str, sheets: dict[str, FormSheet], facts: dict[str, str]) -> Iterator[FormIssue]:
    """Tell why the XForm is no XML: pyxform writes prefixes that nobody explained."""
    known = {*_EXPLAINED, *re.findall(r"([\w.-]+)\s*=", facts.get("namespaces", ""))}
    found = False
    for name, sheet in sheets.items():
        for heading in sheet.headings:
            prefixed = _PREFIXED.fullmatch(heading)
            if prefixed and prefixed[1] not in known:
                found = True
                yield FormIssue.of(name, sheet.header_row, heading, "prefix_unknown", value=prefixed[1])
    if not found:
        yield FormIssue.of("survey", 0, "", "compiler", message=message[:300])


def _told(message: str, sheets: dict[str, FormSheet]) -> FormIssue:
    """Find in pyxform's sentence where it points."""
    place, sheet, column = _PLACE.search(message), _SHEET.search(message), _COLUMN.search(message)
    name = sheet[1] if sheet else "survey"
    row = sheets[name].row_of(int(place[1])) if place and name in sheets else 0
    text = _PLACE.sub("", message)[:500]
    return FormIssue.of(name, row, column[1] if column else "", "compiler", message=text)


def words_of(label: Any) -> tuple[str, str]:
    """Return what a label says in Thai and in English; one without a language is taken for Thai."""
    if not isinstance(label, dict):
        return str(label or ""), ""
    thai = next((text for name, text in label.items() if _THAI.search(name)), "")
    english = next((text for name, text in label.items() if _ENGLISH.search(name)), "")
    others = (text for name, text in label.items() if not _ENGLISH.search(name))
    return str(thai or next(others, "") or english), str(english)


class _Walk:
    """Walks through what pyxform understood, collecting questions and repetitions."""

    def __init__(self, private: set[str], rows: dict[str, list[int]]) -> None:
        self.questions: list[Question] = []
        self.repeats: list[Repeat] = []
        self._private, self._rows = private, rows

    def into(self, section: Any, path: str = "", repeat: str = "", groups: tuple[tuple[str, str], ...] = ()) -> None:
        """Go through a section and all that is in it."""
        from pyxform.section import RepeatingSection, Section

        for element in section.children or ():
            if element.name == "meta" and not path and not repeat:
                continue
            if not hasattr(element, "hint") and not isinstance(element, Section):
                continue  # lists that are looked into, attributes of entities: nobody is asked
            label = words_of(element.label)
            here, row = f"{path}/{element.name}", self._row(element.name)
            if isinstance(element, RepeatingSection):
                whole = f"{repeat}{here}"
                self.repeats.append(Repeat(whole, element.name, label[0] or element.name, label[1], row))
                self.into(element, "", whole)
            elif isinstance(element, Section):
                self.into(element, here, repeat, (*groups, label) if any(label) else groups)
            else:
                self.questions.extend(self._asked(element, here, repeat, groups, row))

    def _row(self, name: str) -> int:
        """Return the row of the next element of a name; they are walked through in the order of the sheet."""
        rows = self._rows.get(name, [0])
        return rows.pop(0) if len(rows) > 1 else rows[0]

    def _asked(
        self, element: Any, path: str, repeat: str, groups: tuple[tuple[str, str], ...], row: int
    ) -> Iterator[Question]:
        bind = element.bind or {}
        if element.type in formrules.UNKEPT or "type" not in bind:
            return
        (label_th, label_en), (hint_th, hint_en) = words_of(element.label), words_of(element.hint)
        by_device = str(bind.get("jr:preloadParams", "")).removeprefix("uri:") if "jr:preload" in bind else ""
        known = _AUTOMATIC.get(by_device, ("", ""))
        yield Question(
            path=path,
            repeat=repeat,
            name=element.name,
            kind=_kind_of(element.type, str(bind["type"])),
            type=element.type,
            label_th=_plain(label_th) or known[0] or element.name,
            label_en=_plain(label_en) or known[1],
            hint_th=_plain(hint_th),
            hint_en=_plain(hint_en),
            list_name=getattr(element, "list_name", None) or getattr(element, "itemset", None) or "",
            groups=[list(_BY_DEVICE)] if by_device else [list(words) for words in groups],
            is_required=str(bind.get("required", "")).lower() in {*_YES, "true()"},
            is_personal=(
                element.name in self._private
                or bind.get("u2t:class") == "personal"
                or bind.get("jr:preload") == "property"  # whose telephone it is
            ),
            is_automatic=bool(by_device),
            row=row,
        )


def _kind_of(kind: str, bound: str) -> str:
    if kind in {"select all that apply", "rank"}:
        return FieldKind.CHOICES
    if kind.startswith("select one"):
        return FieldKind.CHOICE
    return _KINDS.get(bound, FieldKind.TEXT)


def _plain(text: str) -> str:
    """Return a label without the marks of its writing (bold, headings, colours)."""
    return re.sub(r"<[^>]{1,200}>|[*_#]{2,}|^#+\s*", "", text).strip()


def _choices(sheet: FormSheet | None) -> dict[str, list[dict[str, str]]]:
    lists: dict[str, list[dict[str, str]]] = {}
    for _row, cells in sheet.numbered() if sheet else ():
        labels = {heading.partition(":")[2].strip(": "): text for heading, text in cells.items() if _is_label(heading)}
        thai, english = words_of(labels) if labels else (cells["name"], "")
        name = cells.get("list_name") or cells.get("list name") or ""
        lists.setdefault(name, []).append({"value": cells["name"], "th": thai or cells["name"], "en": english})
    return lists


def _is_label(heading: str) -> bool:
    return heading.partition(":")[0].strip() == "label"
