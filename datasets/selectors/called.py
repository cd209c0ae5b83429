"""What entries are called in lists, where many may be of one place, period and form."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Func, JSONField, Value

from datasets.choices import FieldRole
from datasets.models import DatasetField, Entry, Form
from datasets.selectors.pages import cell_of, is_of_places, telling

#: So many answers tell an entry from others.
_ANSWERS = 2


def called(entries: Collection[Entry]) -> dict[int, str]:
    """Return by key the first answers of entries in words: what names the thing first; no places, nothing personal."""
    answers = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values_list("pk", "values")
    values: dict[int, dict[str, Any]] = dict(answers)
    fields = _fields({entry.dataset_id for entry in entries})
    asked = _personal_as_asked({entry.form_id for entry in entries})
    return {
        entry.pk: _in_words(fields.get(entry.dataset_id, []), values.get(entry.pk, {}), asked[entry.form_id])
        for entry in entries
    }


def _fields(datasets: Collection[str]) -> dict[str, list[DatasetField]]:
    found: dict[str, list[DatasetField]] = {}
    for field in DatasetField.objects.filter(dataset__in=datasets, role=FieldRole.VALUE).order_by("position"):
        if not is_of_places(field):
            found.setdefault(field.dataset_id, []).append(field)
    return {dataset: telling(fields, most=len(fields)) for dataset, fields in found.items()}


def _personal_as_asked(forms: Collection[int]) -> dict[int, list[str]]:
    """Return by form what its version asks as personal, whatever was said of the fields since."""
    path = Value("$[*] ? (@.is_personal == true).field")
    names = Func(F("questions"), path, function="jsonb_path_query_array", output_field=JSONField())
    return dict(Form.objects.filter(pk__in=forms).values_list("pk", names))


def _in_words(fields: list[DatasetField], values: dict[str, Any], hidden: Collection[str]) -> str:
    told = [field for field in fields if values.get(field.name) is not None and field.name not in hidden]
    cells = [cell_of(field, values[field.name], {}) for field in told[:_ANSWERS]]
    return " · ".join(" ".join(filter(None, [cell.text, cell.unit])) for cell in cells)
