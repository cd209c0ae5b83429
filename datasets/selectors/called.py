"""What entries are called in lists, where many may be of one place, period and form."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Func, JSONField, Value

from datasets.models import DatasetField, Entry, Form
from datasets.selectors.pages import cell_of, is_of_places, telling

#: So many answers tell an entry from others, of so many that may: the first of them may not have been asked.
_ANSWERS, _ASKED = 2, 12


def called(entries: Collection[Entry]) -> dict[int, str]:
    """Return by key the first answers of entries in words: what names the thing first; no places, nothing personal."""
    answers = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values_list("pk", "values")
    values: dict[int, dict[str, Any]] = dict(answers)
    fields = telling({entry.dataset_id for entry in entries}, most=_ASKED)
    asked = _personal_as_asked({entry.form_id for entry in entries})
    return {
        entry.pk: _in_words(fields[entry.dataset_id], values.get(entry.pk, {}), asked[entry.form_id])
        for entry in entries
    }


def _personal_as_asked(forms: Collection[int]) -> dict[int, list[str]]:
    """Return by form what its version asks as personal, whatever was said of the fields since."""
    path = Value("$[*] ? (@.is_personal == true).field")
    names = Func(F("questions"), path, function="jsonb_path_query_array", output_field=JSONField())
    return dict(Form.objects.filter(pk__in=forms).values_list("pk", names))


def _in_words(fields: list[DatasetField], values: dict[str, Any], hidden: Collection[str]) -> str:
    told = [field for field in fields if values.get(field.name) is not None and field.name not in hidden]
    cells = [cell_of(field, values[field.name], {}) for field in told if not is_of_places(field)]
    return " · ".join(" ".join(filter(None, [cell.text, cell.unit])) for cell in cells[:_ANSWERS])
