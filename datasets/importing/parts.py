"""A file that brings a rate without its base, or a base without its rates: what is made of both is made anew."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models.fields.json import KT

from datasets.choices import FieldKind
from datasets.models import Dataset, DatasetField, Record
from datasets.selectors import derived
from datasets.selectors.checked import Candidate, Checked
from u2t.core.importing.issues import Finding
from u2t.core.models import Severity
from u2t.core.text import HIDDEN

_Values = dict[str, Decimal | None]


def parts_apart(
    dataset: Dataset, origin: str, fields: Sequence[DatasetField], checked: Checked, line: int
) -> Iterator[Finding]:
    """Warn where a part that stands from elsewhere meets a new one, and in which rows people are rounded for it."""
    brought = {name for _heading, name in checked.columns["matched"]}
    apart = [each for each in fields if each.kind == FieldKind.DERIVED and len(brought & set(each.parts or ())) == 1]
    if not apart or not checked.rows:
        return
    names = list(dict.fromkeys(name for each in apart for name in each.parts or ()))
    lacking = [name for name in names if name not in brought]
    is_private = any(each.is_personal for each in fields if each.name in {*names, *(found.name for found in apart)})
    standing = _standing(dataset, origin, names, {row.period for row in checked.rows})
    count, standing_names = 0, set[str]()
    for row in checked.rows:
        stands = standing.get(row.identity, {})
        given = {name: row.values[name] for name in names if name in row.values}
        met = {name for name in lacking if stands.get(name) is not None}
        if met and any(stands.get(name) != value for name, value in given.items()):
            count, standing_names = count + 1, standing_names | met
            yield from _rounded(apart, stands | given, row, is_private=is_private)
    if count:
        labels = {each.name: each.label_th for each in fields}
        said: dict[str, Any] = {
            "brought": _listed(labels[name] for name in names if name in brought),
            "lacking": _listed(labels[name] for name in lacking if name in standing_names),
            "count": count,
        }
        yield Finding(line, "parts_apart", "", "", said, Severity.WARNING)


def _rounded(apart: Sequence[DatasetField], values: _Values, row: Candidate, *, is_private: bool) -> Iterator[Finding]:
    for found in derived.follow(apart, values):
        if is_private:
            yield replace(found, line=row.line, value=HIDDEN, values=dict.fromkeys(found.values, HIDDEN))
        else:
            yield replace(found, line=row.line)


def _standing(
    dataset: Dataset, origin: str, names: Sequence[str], periods: set[str]
) -> dict[tuple[str, str, str], _Values]:
    """Read the parts that records hold, with every digit: as JSON they would have become floats."""
    records = Record.objects.filter(dataset=dataset, origin=origin, is_live=True, period__in=periods)
    rows = records.values_list("place_id", "period", "key", *(KT(f"values__{name}") for name in names))
    return {
        (place, period, key): {
            name: None if text is None else Decimal(text) for name, text in zip(names, texts, strict=True)
        }
        for place, period, key, *texts in rows.iterator()
    }


def _listed(labels: Iterator[str]) -> str:
    return ", ".join(f"“{label}”" for label in labels)
