"""The forms that bring forms."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from datasets.importing.formsheets import SHEETS, seen
from datasets.importing.formtables import Table

_MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_LONGEST = 32_767


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files, each a file as Django takes one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files, none where none was chosen."""
        return [super(_FilesField, self).clean(each, initial) for each in data or ()]


def _attached() -> forms.FileField:
    return _FilesField(
        label=_("Files that come with the form"),
        required=False,
        widget=_SeveralFiles(attrs={"accept": ".csv,.xml,.geojson,.jpg,.jpeg,.png,.mp3,.m4a,.mp4"}),
        help_text=_("Lists of answers, pictures, sounds; at most 30 of 5 MB. Those of the version before come along."),
    )


class XlsFormForm(forms.Form):
    file = forms.FileField(
        label=_("XLSForm"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("A workbook (.xlsx) with the sheets survey, choices and settings, or its CSV; at most 5 MB."),
    )
    attached = _attached()
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Kept with the version, for whoever asks later.")
    )


class TablesForm(forms.Form):
    """The sheets as the page sends them: JSON, as a form has more cells than a request may have fields."""

    sheets = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    attached = _attached()
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Kept with the version, for whoever asks later.")
    )

    def clean_sheets(self) -> list[Table]:
        try:
            given = json.loads(self.cleaned_data["sheets"])
            return [_table(each) for each in given]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise forms.ValidationError(gettext("The tables could not be read. Load the page again.")) from error


def _table(given: Any) -> Table:
    name, headings, rows = given["name"], given["headings"], given["rows"]
    is_small = len(rows) <= _MOST_ROWS and max(map(len, [headings, *rows])) <= _MOST_COLUMNS
    if name not in SHEETS or not is_small:
        raise ValueError(name)
    return Table(name, _cells(headings), [_cells(row) for row in rows])


def _cells(given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(cell, str) and len(cell) <= _LONGEST for cell in given):
        raise ValueError(given)
    return [seen(cell) for cell in given]
