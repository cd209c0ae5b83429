"""Forms as pages and the API show them."""

from dataclasses import dataclass

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.choices import QUESTION_TYPES, SHIPPED
from datasets.models import DatasetVersion, Form
from datasets.permissions import Can
from datasets.selectors.entrypages import repeats_in_words
from datasets.selectors.questions import repeat_name
from u2t.core.access import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a preview shows it; `heading` is set where a new group or repetition begins."""

    heading: str
    label: str
    hint: str
    name: str
    type: str
    field: str
    choices: list[str]
    more: int
    is_required: bool
    is_personal: bool


#: A list of ten thousand is looked at in the file.
_CHOICES_SHOWN = 12


def forms_of(user: Actor, dataset: str) -> QuerySet[Form]:
    """Return the versions of the form of a data set."""
    found = Form.objects.visible_to(user, to=Can.VIEW_FORM).filter(dataset=dataset)
    return found.select_related("by", "dataset").defer("xml", "questions", "choices")


def why(row: Form | DatasetVersion) -> str:
    """Return why a version was made; what came with the platform says so, whoever writes the same note."""
    return _("Came with the platform") if row.note == SHIPPED and row.by.is_system else row.note


def newest_forms(user: Actor) -> QuerySet[Form]:
    """Return the form of every data set that has one, in its newest version."""
    newest = Form.objects.filter(dataset=OuterRef("dataset")).order_by("-number")
    found = Form.objects.visible_to(user, to=Can.VIEW_FORM).filter(pk=Subquery(newest.values("pk")[:1]))
    return found.select_related("by", "dataset").defer("xml", "questions", "choices")


def next_number(dataset: str) -> int:
    """Return the number that the next version will have."""
    return (Form.objects.filter(dataset=dataset).aggregate(last=Max("number"))["last"] or 0) + 1


def preview_of(form: Form) -> list[Asked]:
    """Return what a form asks, in its order, in the reader's language."""
    is_english = (get_language() or "th").startswith("en")
    shown, last = [], ""
    called = repeats_in_words(form.dataset)
    for question in form.questions:
        names = [words[1] if is_english and words[1] else words[0] for words in question["groups"]]
        heading = " › ".join(filter(None, [called.get(repeat_name(question["repeat"]), ""), *names]))
        offered = form.choices.get(question["list_name"], [])
        shown.append(
            Asked(
                heading=heading if heading != last else "",
                label=_word(question, "label", is_english=is_english),
                hint=_word(question, "hint", is_english=is_english),
                name=question["name"],
                type=str(QUESTION_TYPES.get(question["type"], question["type"])),
                field=question["field"],
                choices=[each["en"] if is_english and each["en"] else each["th"] for each in offered[:_CHOICES_SHOWN]],
                more=max(0, len(offered) - _CHOICES_SHOWN),
                is_required=question["is_required"],
                is_personal=question["is_personal"],
            )
        )
        last = heading
    return shown


def _word(question: dict[str, str], name: str, *, is_english: bool) -> str:
    return (question[f"{name}_en"] if is_english else "") or question[f"{name}_th"]
