"""Columns of dates whose years have two digits, where somebody said by hand of which era they are."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from u2t.core import clock
from u2t.core.importing import cleaning
from u2t.core.importing.columns import ImportColumn, Matching

#: Behind the name of the field; no name of a field has a colon.
BUDDHIST, COMMON = ":buddhist", ":common"
_LABELS = {
    BUDDHIST: _("%(field)s: years of two digits, Buddhist era"),
    COMMON: _("%(field)s: years of two digits, common era"),
}
#: A date that is the period of a row is read as such.
_DATED = frozenset({FieldRole.VALUE, FieldRole.KEY})
#: Plans and contracts reach so far ahead; beyond, two digits are of the century before, such as of a birth.
_AHEAD = 10
_BETWEEN = 543


def dated(fields: Sequence[DatasetField]) -> list[DatasetField]:
    """Return the fields that hold a date and are not the period."""
    return [field for field in fields if field.kind == FieldKind.DATE and field.role in _DATED]


def eras_of(field: DatasetField) -> list[tuple[str, str]]:
    """Return what a column of a file can stand for besides a date with its whole year: name and label."""
    return [(f"{field.name}{era}", str(label % {"field": field.label})) for era, label in _LABELS.items()]


def era_columns(fields: Sequence[DatasetField]) -> list[ImportColumn]:
    """Return the columns in which a file can bring dates of which somebody says the era."""
    return [ImportColumn(name, label, cleaning.day) for field in dated(fields) for name, label in eras_of(field)]


def without_era(name: str) -> str:
    """Return the name of the field that a column stands for."""
    return name.removesuffix(BUDDHIST).removesuffix(COMMON)


def last_years(matching: Matching, columns: Sequence[ImportColumn]) -> dict[str, int]:
    """Take columns of which the era is said for those of their fields; return up to which year two digits reach."""
    by_name = {column.name: column for column in columns}
    last = {BUDDHIST: clock.today().year + _BETWEEN + _AHEAD, COMMON: clock.today().year + _AHEAD}
    found: dict[str, int] = {}
    for at, column in enumerate(matching.columns):
        name = without_era(column.name)
        if name != column.name:
            found[name] = last[column.name.removeprefix(name)]
            matching.columns[at] = replace(by_name[name], position=column.position, heading=column.heading)
    matching.findings = [
        finding for finding in matching.findings if not (finding.code == "column_missing" and finding.column in found)
    ]
    return found
