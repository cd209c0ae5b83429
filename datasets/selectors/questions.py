"""What a form asks, as plain values; and what is wrong with one, by sheet, row and column."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.choices import FieldKind
from u2t.core.errors import InputError

#: How the hint of a number says its unit.
_UNIT = re.compile(r"^(?:หน่วย|unit)\s*:\s*(\S.{0,39})$", re.IGNORECASE | re.MULTILINE)
_IN_UNITS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL})
#: Lists that come by themselves, of the areas of whoever collects.
OWN_LISTS = frozenset({"tambons.csv", "villages.csv", "agencies.csv"})
#: What can be wrong with an XLSForm: the sentence, and what to do.
_ISSUES: dict[str, tuple[Promise, Promise]] = {
    "sheet_missing": (
        gettext_lazy("The form has no sheet “survey” with questions."),
        gettext_lazy("Bring an XLSForm: a workbook (.xlsx) with the sheets survey, choices and settings, or its CSV."),
    ),
    "heading_missing": (
        gettext_lazy("The column “%(heading)s” is missing."),
        gettext_lazy("Add a column with this heading to the first row of the sheet."),
    ),
    "type_missing": (
        gettext_lazy("The row has no type."),
        gettext_lazy("Write what is asked, such as text, integer or select_one LIST; or empty the row."),
    ),
    "type_unknown": (
        gettext_lazy("“%(value)s” is no type of question."),
        gettext_lazy("Use a type of XLSForm: text, integer, decimal, date, select_one LIST, geopoint, image …"),
    ),
    "name_missing": (
        gettext_lazy("The question has no name."),
        gettext_lazy("Give it a name of Latin letters, digits and _, beginning with a letter."),
    ),
    "name_wrong": (
        gettext_lazy("“%(value)s” cannot be the name of a question."),
        gettext_lazy("Use Latin letters, digits, _ and ., beginning with a letter; at most 80 of them."),
    ),
    "name_twice": (
        gettext_lazy("“%(value)s” stands twice in this group, first in row %(other)s."),
        gettext_lazy("Give each question of a group a name of its own."),
    ),
    "list_missing": (
        gettext_lazy("The sheet “choices” has no list “%(value)s”."),
        gettext_lazy("Add the list there, or correct its name here."),
    ),
    "file_unknown": (
        gettext_lazy("The file “%(value)s” does not come with the form."),
        gettext_lazy("Choose it beside the form; tambons.csv, villages.csv and agencies.csv come by themselves."),
    ),
    "file_unfit": (
        gettext_lazy("The file cannot come with the form: %(message)s"),
        gettext_lazy("Correct the file, or leave it out, and bring both again."),
    ),
    "end_missing": (
        gettext_lazy("What begins here never ends."),
        gettext_lazy("Add a row of the type “%(expected)s” after the last question in it."),
    ),
    "end_unexpected": (
        gettext_lazy("Nothing begun is ended by “%(value)s” here."),
        gettext_lazy("Remove the row, or add the beginning that belongs to it."),
    ),
    "reference_unknown": (
        gettext_lazy("“${%(value)s}” speaks of a question that the form does not have."),
        gettext_lazy("Correct the name between the braces; small and capital letters differ."),
    ),
    "brackets": (
        gettext_lazy("The brackets or quotation marks of this expression do not match."),
        gettext_lazy("Close each bracket and each quotation mark that is opened."),
    ),
    "choice_incomplete": (
        gettext_lazy("The choice has no list or no name."),
        gettext_lazy("Fill list_name and name; the label is what people read."),
    ),
    "choice_twice": (
        gettext_lazy("The list “%(list)s” has the choice “%(value)s” twice, first in row %(other)s."),
        gettext_lazy("Give each choice of a list a name of its own."),
    ),
    "repeat_nested": (
        gettext_lazy("Repetitions stand in one another more than three deep."),
        gettext_lazy("Ask for the inner one in a form of its own."),
    ),
    "too_many": (
        gettext_lazy("The sheet has %(count)s rows; at most %(limit)s are taken."),
        gettext_lazy("Divide the form."),
    ),
    "compiler": (
        gettext_lazy("The form cannot be compiled: %(message)s"),
        gettext_lazy("Correct what the sentence names and bring the form again."),
    ),
    "prefix_unknown": (
        gettext_lazy("No telephone can read the form: the prefix “%(value)s” of this heading is not explained."),
        gettext_lazy('Explain it in the sheet “settings” under namespaces, such as %(value)s="urn:example".'),
    ),
    "version_taken": (
        gettext_lazy("The version “%(value)s” was given to another form before."),
        gettext_lazy("Write a new version in the sheet “settings”, such as the day: %(example)s."),
    ),
    "nothing_changed": (
        gettext_lazy("The form is the same as its latest version."),
        gettext_lazy("Nothing needs to be done."),
    ),
    "nothing_asked": (
        gettext_lazy("The form asks nothing."),
        gettext_lazy("Add questions to the sheet “survey”."),
    ),
    "meaning_changed": (
        gettext_lazy("“%(value)s” was of the type “%(old)s” and has %(count)s stored values; now it is “%(new)s”."),
        gettext_lazy("Ask it under a new name: stored values must not come to mean something else."),
    ),
    "unit_changed": (
        gettext_lazy("“%(value)s” has %(count)s stored values in “%(old)s”; now its unit is “%(new)s”."),
        gettext_lazy(
            "Ask it under a new name, or in the old unit: stored values must not come to mean something else."
        ),
    ),
    "repeat_twice": (
        gettext_lazy("Another repetition is called “%(value)s” already, in row %(other)s."),
        gettext_lazy("Give each a name of its own: it is that of the data set that its rows make."),
    ),
    "path_too_long": (
        gettext_lazy("The name of this repetition and those of the groups around it are longer than %(most)s letters."),
        gettext_lazy("Give it, or a group around it, a shorter name."),
    ),
    "code_taken": (
        gettext_lazy("The data set “%(value)s” that this repetition would make is there already, for something else."),
        gettext_lazy("Give the repetition another name."),
    ),
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that comes with a form, proved to be what its name says; of a list, its answers as value and words."""

    name: str
    media_type: str
    content: bytes
    choices: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FormIssue:
    """One thing that is wrong with an XLSForm, where it stands, and what to do; row 0 is the whole sheet."""

    sheet: str
    row: int
    column: str
    message: str
    remedy: str

    @classmethod
    def of(cls, sheet: str, row: int, column: str, code: str, **values: Any) -> "FormIssue":
        """Make an issue with the sentences of its code, in the reader's language."""
        message, remedy = _ISSUES[code]
        return cls(sheet, row, column, str(message) % values, str(remedy) % values)


class FormError(InputError):
    """An XLSForm cannot be taken; `issues` says where and why."""

    def __init__(self, issues: Iterable[FormIssue]) -> None:
        self.issues = sorted(issues, key=lambda issue: (issue.sheet != "survey", issue.sheet, issue.row))
        first = self.issues[0]
        super().__init__(first.message, extra={"issues": [asdict(issue) for issue in self.issues]})

    @property
    def where(self) -> str:
        """Say how many things are wrong."""
        return _("%(count)s places of the form have to be corrected.") % {"count": len(self.issues)}


@dataclass(slots=True)
class Question:
    """What is asked: where in an answer it is found, in which repetition, and the field that holds it.

    `path` is that below the root of the answer, or below its repetition. What `is_automatic` the device fills in.
    """

    path: str
    repeat: str
    name: str
    kind: str
    type: str
    label_th: str
    label_en: str
    hint_th: str = ""
    hint_en: str = ""
    list_name: str = ""
    groups: list[list[str]] = field(default_factory=list)
    is_required: bool = False
    is_personal: bool = False
    is_automatic: bool = False
    row: int = 0
    field: str = ""

    @property
    def units(self) -> dict[str, str]:
        """Return the unit of a number in Thai and in English, as far as a line of the hint says “หน่วย: …”."""
        return units_of(self.kind, self.hint_th, self.hint_en)


def units_of(kind: str, hint_th: str, hint_en: str) -> dict[str, str]:
    """Return what the hints of a question of this kind say its unit is."""
    if kind not in _IN_UNITS:
        return {}
    found = {"unit_th": _UNIT.search(hint_th), "unit_en": _UNIT.search(hint_en)}
    return {name: told[1].strip() for name, told in found.items() if told}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repetition: its path, its name and what it is called."""

    path: str
    name: str
    label_th: str
    label_en: str
    row: int = 0


def repeat_name(path: str) -> str:
    """Return the name of a repetition by its path: no two of a form share one, and a move to another group keeps it."""
    return path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An XLSForm compiled: the XForm, and what it asks."""

    title_th: str
    title_en: str
    form_id: str
    version: str
    xml: str
    questions: list[Question]
    repeats: list[Repeat]
    choices: dict[str, list[dict[str, str]]]
