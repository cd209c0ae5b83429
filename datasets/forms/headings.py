"""The form on which somebody says what the headings of a file mean."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.selectors.headings import Offered
from u2t.core.errors import DomainError


class LineForm(forms.Form):
    """In which row the headings stand, where that was not seen."""

    line = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=30)

    def said(self) -> int | None:
        """Return the row, None if nobody said which."""
        return self.cleaned_data["line"] if self.is_bound and self.is_valid() else None


class ColumnsForm(forms.Form):
    """One list of fields for each heading, in the order of the file."""

    def __init__(self, *args: Any, headings: Sequence[str], fields: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = _("needed")
        offered = [(field.name, f"{field.label} ({needed})" if field.is_required else field.label) for field in fields]
        for number, heading in enumerate(headings, start=1):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s, without a heading") % {"number": number},
                required=False,
                choices=[("", _("Leave out")), *offered],
            )

        self.columns = [f"column-{number}" for number in range(1, len(headings) + 1)]

    def chosen(self) -> list[str]:
        """Return the name of the field for each heading, empty where it is left out."""
        return [self.cleaned_data[name] for name in self.columns]

    def refuse(self, error: DomainError) -> None:
        """Show what is wrong beside the heading it is about."""
        name = f"column-{error.extra.get('column')}"
        self.add_error(name if name in self.fields else None, str(error))

    def lines(self) -> Iterator[forms.BoundField]:
        """Return the lists in the order of the file."""
        return (self[name] for name in self.columns)


class ChangeColumnsForm(ColumnsForm):
    """The same without a file, on what was said before."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def seen_at(self) -> datetime | None:
        """Return the moment of what the page showed, None if that is none."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None
