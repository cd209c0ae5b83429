"""Forms of rounds of hiring."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Area, Programme, University
from workforce.choices import WorkerType
from workforce.models import Round
from workforce.selectors.promising import Cell
from workforce.selectors.rounds import Line, Wanted
from workforce.services import rounds


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class EntryForm(forms.Form):
    """What people say of a round."""

    number = forms.IntegerField(label=_("Number of the round"), min_value=1, max_value=999)
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    opens_at = forms.DateTimeField(label=_("Opens"), widget=Moment())
    closes_at = forms.DateTimeField(label=_("Closes"), widget=Moment())
    work_starts_on = forms.DateField(label=_("First day of work"), widget=Day())
    work_ends_on = forms.DateField(label=_("Last day of work"), widget=Day())
    contact = forms.CharField(label=_("Who answers questions"), max_length=200)
    telephone = forms.CharField(label=_("Telephone"), max_length=40)
    interview_note = forms.CharField(
        label=_("Interview"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When and where, if it is known already. It is shown to everybody."),
    )
    shows_names = forms.BooleanField(
        label=_("Announcements show the names of those selected, not only their application numbers"),
        required=False,
        initial=True,
    )
    shows_points = forms.BooleanField(
        label=_("Applicants read their own points once the result is published"), required=False, initial=True
    )

    def entry(self) -> rounds.Entry:
        """Return what the form asks for."""
        return rounds.Entry(**{name: self.cleaned_data[name] for name in EntryForm.base_fields})


class PlanForm(EntryForm):
    """A new round: of which university, for which programme."""

    university = forms.ModelChoiceField(queryset=University.objects.none(), label=_("University"))
    programme = forms.ModelChoiceField(queryset=Programme.objects.order_by("-starts_on"), label=_("Programme"))
    field_order = ("university", "programme")

    def __init__(self, *args: Any, universities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = universities  # type: ignore[attr-defined]  # a ModelChoiceField


class VersionForm(forms.Form):
    """The version of the row that the page saw."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class AmendForm(EntryForm, VersionForm):
    """A draft as it shall be."""


class ReasonForm(VersionForm):
    """Why something published is changed."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(ReasonForm):
    """A later closing moment."""

    closes_at = forms.DateTimeField(label=_("New closing"), widget=Moment())
    field_order = ("closes_at", "reason", "version")


class FinishForm(ReasonForm):
    """Why a round ends, and whether its reserve list goes on."""

    keeps_reserve = forms.BooleanField(
        label=_("The reserve list stays in use"), required=False, initial=True,
        help_text=_("Whoever is on it can still be called. Otherwise their page says that they are not selected."),
    )  # fmt: skip
    field_order = ("keeps_reserve", "reason", "version")


class QuotaForm(VersionForm):
    """One number for each tambon and type of a round."""

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells: dict[str, Cell] = {}
        self.lines = list(lines)
        for line in self.lines:
            for cell in filter(None, line.cells):
                name = f"{line.tambon.code}-{cell.worker_type}"
                self.cells[name] = (line.tambon.code, cell.worker_type)
                self.initial[name] = cell.posts
                self.fields[name] = forms.IntegerField(
                    label=cell.label,
                    min_value=0,
                    widget=forms.NumberInput(attrs={"aria-label": f"{line.tambon.name_th} {cell.label}"}),
                )

    def rows(self) -> list[tuple[Area, list[tuple[forms.BoundField, int] | None]]]:
        """Return each tambon with the field and the vacancies of each type."""
        return [
            (
                line.tambon,
                [
                    (self[f"{line.tambon.code}-{cell.worker_type}"], cell.vacant) if cell else None
                    for cell in line.cells
                ],
            )
            for line in self.lines
        ]

    def quotas(self) -> dict[Cell, int]:
        """Return the numbers by tambon and type."""
        return {cell: self.cleaned_data[name] for name, cell in self.cells.items()}

    def refuse(self, cells: Iterable[dict[str, str]]) -> None:
        """Say beside each number what is wrong with it."""
        for cell in cells:
            name = f"{cell['tambon']}-{cell['type']}"
            self.add_error(name if name in self.fields else None, cell["message"])


class WantedForm(forms.Form):
    """What a visitor looks for among the open rounds."""

    q = forms.CharField(label=_("Tambon, amphoe or university"), required=False, max_length=100)
    province = forms.ChoiceField(label=_("Province"), required=False)
    type = forms.ChoiceField(
        label=_("Type of applicant"), required=False, choices=[("", _("All types")), *WorkerType.choices]
    )

    def __init__(self, *args: Any, provinces: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", _("All provinces")), *provinces]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted | None:
        """Return what is looked for; None where the address says what cannot be."""
        if not self.is_bound:
            return Wanted()
        if not self.is_valid():
            return None
        data = self.cleaned_data
        return Wanted(province=data["province"], type=data["type"], query=data["q"].strip())


def initial_of(round: Round) -> dict[str, Any]:
    """Return what a form of a round begins with."""
    return {name: getattr(round, name) for name in (*EntryForm.base_fields, "version")}
