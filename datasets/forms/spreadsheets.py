"""The page on which somebody confirms what the columns of a spreadsheet are."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.forms.definitions import NewDatasetForm
from datasets.importing.proposals import Proposal, Seen
from datasets.models import Dataset
from datasets.selectors import periods
from datasets.selectors.spreadsheets import HALF_LABELS, KEY, KINDS, LEFT_OUT, MOST_COLUMNS, VALUE, Column, uses
from u2t.core.errors import DomainError

_USES = [(VALUE, _("Value")), (KEY, _("Tells the rows of one place apart"))]
_USES += [*HALF_LABELS.items(), (LEFT_OUT, _("Leave out"))]

_PERIODS = frozenset(use for use, field in uses(is_village=False).items() if field["role"] == FieldRole.PERIOD)

_CLASSES = {
    "use": "form-select", "kind": "form-select cell-word", "is_personal": "form-check-input",
    "label_th": "form-control cell-label",
}  # fmt: skip


class FactsForm(NewDatasetForm):
    """What is said of the data set itself; the rest can be said later."""

    period = forms.CharField(
        label=_("Period"), required=False, max_length=10,
        help_text=_(
            "A year of the Buddhist era, such as 2565, of monthly data with the month, such as 2565-04; "
            "unless the rows name it."
        ),
    )  # fmt: skip

    class Meta(NewDatasetForm.Meta):
        fields = (  # type: ignore[assignment]  # a tuple of another length is of another type
            "name_th", "owner_th", "place_level", "data_class", "frequency",
        )  # fmt: skip
        widgets = {"frequency": NewDatasetForm.Meta.widgets["frequency"]}

    field_order = (  # type: ignore[assignment]  # as above
        "name_th",
        "code",
        "owner_th",
        "place_level",
        "data_class",
        "frequency",
        "period",
    )

    def clean(self) -> dict[str, Any]:
        """Stop at a period that the file could not be brought for, before anything is made."""
        found = super().clean() or {}
        dataset = Dataset(frequency=found.get("frequency", "year"))
        try:
            periods.check(dataset, found.get("period", ""))
        except DomainError as error:
            self.add_error("period", str(error))
        return found


class ColumnForm(forms.Form):
    use = forms.ChoiceField(label=_("Use"), required=False)
    label_th = forms.CharField(label=_("Label (Thai)"), max_length=200, required=False)
    name = forms.CharField(label=_("Name of the field"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Type"), choices=[(kind.value, kind.label) for kind in KINDS], initial=FieldKind.TEXT
    )
    is_personal = forms.BooleanField(label=_("Personal data"), required=False)

    def __init__(self, *args: Any, is_village: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standard = [(use, field["label_th"]) for use, field in uses(is_village=is_village).items()]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = _CLASSES.get(name, "form-control")
        self.fields["use"].choices = [*_USES, (_("Place and period"), standard)]  # type: ignore[attr-defined]


class Editor:
    """The whole page: what is said of the data set, and a line for each column of the file."""

    def __init__(self, proposal: Proposal, name: str, data: QueryDict | None = None) -> None:
        self.seen = proposal.columns
        facts = {"name_th": name, "place_level": proposal.place_level}
        self.facts = FactsForm(data, initial=facts)
        level = self.facts["place_level"].value()
        count = len(self.seen)
        lines = formset_factory(ColumnForm, extra=0, max_num=count, absolute_max=MOST_COLUMNS)
        self.lines: BaseFormSet[ColumnForm] = lines(
            data,
            prefix="column",
            initial=[_initial(seen.column) for seen in self.seen],
            form_kwargs={"is_village": level == PlaceLevel.VILLAGE},
        )

    def is_valid(self) -> bool:
        """Tell whether everything can be read, and each column of the file has its line."""
        if not all([self.facts.is_valid(), self.lines.is_valid()]) or len(self.lines.forms) != len(self.seen):
            return False
        is_said = self.facts.cleaned_data["period"] or any(column.use in _PERIODS for column in self.columns())
        if not is_said:
            self.facts.add_error("period", _("No column of the file says of which year or month it is: write it here."))
        return bool(is_said)

    def columns(self) -> list[Column]:
        """Return what was said of each column."""
        return [_said(seen, form.cleaned_data) for seen, form in zip(self.seen, self.lines.forms, strict=True)]

    def rows(self) -> list[tuple[Seen, ColumnForm]]:
        """Return each column of the file with its line."""
        return list(zip(self.seen, self.lines.forms, strict=False))

    def refuse(self, error: DomainError) -> None:
        """Show what is wrong beside what it is about."""
        field, column = error.extra.get("field"), error.extra.get("column")
        form = self.lines.forms[column - 1] if column else self.facts
        form.add_error(field if field in form.fields else None, str(error))


def _initial(column: Column) -> dict[str, Any]:
    return {
        "use": column.use, "label_th": column.label_th, "name": column.name, "kind": column.kind,
        "is_personal": column.is_personal,
    }  # fmt: skip


def _said(seen: Seen, said: dict[str, Any]) -> Column:
    return Column(heading=seen.column.heading, choices=seen.distinct, **said)
