"""Forms of rounds, telephones and reviews."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from datasets.choices import PlaceLevel
from datasets.models import Dataset, Entry
from datasets.selectors.entrypages import label_of
from datasets.selectors.goals import Goal
from tambon.models import Area
from tambon.selectors.names import near_name
from tambon.selectors.search import areas_called

PERIOD = _("Of the records: a year of the Buddhist era, such as 2565; of monthly data with the month, such as 2565-04.")
#: Of a username.
MOST_LETTERS = 150
_LINE = re.compile(
    r"\s*(?P<code>\w{2,16})(?P<each>\*?)"
    r"(?:[\s,]+(?:(?P<target>[1-9]\d{0,6})|(?P<share>[1-9]\d?|100)\s?%(?:[\s,]+(?P<households>[1-9]\d{0,6}))?))?\s*",
    re.ASCII,
)


#: A place as it is offered and told: its name, then its code.
_CODE_BEHIND = re.compile(r"\((\d{2,8})\)\s*$", re.ASCII)
#: So many places of one name are told one by one.
_MOST_NAMED = 10
_MOST_OFFERED = 400

_GOAL = ("target", "share", "households")


def name_with_code(area: Area) -> str:
    """Name a place as its reviewer chooses it: in many tambons there is a first moo."""
    return f"{near_name(area)} ({area.pk})"


class TelephoneForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the telephone"), max_length=60, required=False, help_text=_("So that you know it again here.")
    )


class SeenRoundForm(forms.Form):
    """A change of a round, with the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DaysForm(SeenRoundForm):
    opens_on = forms.DateField(label=_("Opens on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    closes_on = forms.DateField(label=_("Closes on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class ChosenField(forms.MultipleChoiceField):
    """What was chosen in a list that has pages; whether it may be is for the service to say."""

    def valid_value(self, value: Any) -> bool:
        """Take whatever could be a username."""
        return len(value) <= MOST_LETTERS and "\x00" not in value


class CollectorsForm(forms.Form):
    """What to do with people of the list: name them, take them out; or with all who fit its filters, or with all."""

    NAME, DROP, FOUND, ALL = "name", "drop", "found", "all"

    what = forms.ChoiceField(choices=[(each, each) for each in (NAME, DROP, FOUND, ALL)], widget=forms.HiddenInput)
    chosen = ChosenField(required=False, label=_("Who collects"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask for people where people are needed."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("what") in {self.NAME, self.DROP} and not given.get("chosen") and not self.errors:
            raise forms.ValidationError(_("Nobody is chosen. Tick the people in the list first."))
        return given


class GoalsField(forms.CharField):
    """Areas by code, one in each line, each with how many records are wanted of it, if that is known."""

    def __init__(self) -> None:
        about = _(
            "One code in each line; behind it, if you like, how many records are wanted: a number (630111 70), or a "
            "share of the households (63011101 70%), which the register counts unless you do (63011101 70% 120). "
            "With * it is wanted of each village of the area (630111* 70%). What stands behind # is not read."
        )
        super().__init__(label=_("Areas"), widget=forms.Textarea(attrs={"rows": 8}), help_text=about)

    @staticmethod
    def line(area: Area, goal: str = "") -> str:
        """Write an area as a line of this field, with its name for whoever reads it."""
        return f"{area.pk} {goal}".strip() + f"  # {near_name(area)}"

    def clean(self, value: Any) -> dict[str, Goal | None]:
        """Return the goal of each area."""
        found: dict[str, Goal | None] = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            text = line.partition("#")[0]
            if not text.strip():
                continue
            parts = _LINE.fullmatch(text)
            if parts is None:
                said = _(
                    "Line %(line)s is no code of an area, or no goal: write 630111, 630111 70, 63011101 70%% 120 or "
                    "630111* 70%%."
                )
                raise forms.ValidationError(said, params={"line": number})
            if parts["code"] in found:
                raise forms.ValidationError(_("Line %(line)s names an area again."), params={"line": number})
            target, share, households = (int(part) if part else None for part in parts.group(*_GOAL))
            is_said = bool(target or share or parts["each"])
            found[parts["code"]] = Goal(target, share, households, bool(parts["each"])) if is_said else None
        return found


class GoalsForm(SeenRoundForm):
    areas = GoalsField()
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class GraceForm(forms.Form):
    """An exception; its page offers the people and the areas of the round as `round-people` and `round-areas`."""

    person = forms.CharField(
        label=_("Person (username)"), required=False, max_length=MOST_LETTERS,
        help_text=_("Either one person or one area. Type a part of the name and choose."),
        widget=forms.TextInput(attrs={"list": "round-people", "autocomplete": "off"}),
    )  # fmt: skip
    area = forms.CharField(
        label=_("Area (code)"), required=False, max_length=16,
        widget=forms.TextInput(attrs={"list": "round-areas", "autocomplete": "off"}),
    )  # fmt: skip
    until = forms.DateField(label=_("Lets in until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class RoundForm(forms.Form):
    dataset = forms.ModelChoiceField(
        label=_("Data set"), queryset=Dataset.objects.none(), empty_label=_("Choose a data set")
    )
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    period = forms.CharField(label=_("Period"), max_length=10, help_text=PERIOD)
    opens_on = forms.DateField(label=_("Opens on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    closes_on = forms.DateField(label=_("Closes on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    areas = GoalsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Dataset.objects.filter(forms__isnull=False).order_by("sort_key").distinct()
        self.fields["dataset"].queryset = choices  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(SeenForm):
    """What is said of an entry: of the whole, and of each answer in a field that is called remark-FIELD."""

    remark = forms.CharField(
        label=_("Of the whole"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {question["field"]: label_of(question) for question in entry.form.questions}
        for name, label in asked.items():
            self.fields[f"remark-{name}"] = forms.CharField(label=label, required=False, max_length=2000)

    def remarks(self) -> dict[str, str]:
        """Return what is said, by field; that of the whole under none."""
        given = self.cleaned_data.items()
        said = {name.removeprefix("remark-"): text for name, text in given if name.startswith("remark-")}
        return {"": self.cleaned_data["remark"]} | said


class ReasonForm(SeenForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AcceptForm(SeenForm):
    """A decision about what is out of order; its page offers some of `places` as `entry-places`."""

    place = forms.CharField(
        label=_("Place (name or code)"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"list": "entry-places", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, entry: Entry, places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        self.fields["place"].required = entry.place is None
        self.fields["place"].help_text = (
            self._about(entry)
            if entry.place is None
            else gettext("It stays %(place)s where nothing is written here.") % {"place": name_with_code(entry.place)}
        )

    @staticmethod
    def _about(entry: Entry) -> str:
        if entry.dataset.place_level == PlaceLevel.VILLAGE:
            return gettext("It is of a village: write its name, such as หมู่ที่ 1 ต.แม่ท้อ, and choose; or write its code.")
        return gettext("Write its name, such as ต.แม่ท้อ อ.เมืองตาก, and choose; or write its code.")

    def offered(self) -> list[str]:
        """Name the places among which a browser lets one choose; none where there are very many."""
        places = self._places.filter(abolished_on=None)[: _MOST_OFFERED + 1]
        return [name_with_code(area) for area in places] if len(places) <= _MOST_OFFERED else []

    def clean_place(self) -> str:
        """Return the code of the place that is named; none where nothing is."""
        text = self.cleaned_data["place"]
        code = _CODE_BEHIND.search(text)
        found = areas_called(code[1] if code else text, most=_MOST_NAMED + 1, among=self._places)
        if text and not found:
            said = _("No place that you may accept it for has this name or code: “%(text)s”.")
            raise forms.ValidationError(said, params={"text": text})
        if len(found) > _MOST_NAMED:
            raise forms.ValidationError(_("Very many places are called so. Write the whole name, or the code."))
        if len(found) > 1:
            said = _("Several places are called so: %(places)s. Write which of them.")
            raise forms.ValidationError(said, params={"places": "; ".join(name_with_code(area) for area in found)})
        return found[0].pk if found else ""
