"""Which period a row, or a whole file, is of."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from datasets.models import Dataset
from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.importing import cleaning
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

_ERA = 543
_FIRST_YEAR = 2500


class PeriodError(InputError):
    """The period asked for is none of this data set."""


def example_of(dataset: Dataset) -> str:
    """Return a period as this data set writes it."""
    return "2564-03" if dataset.frequency == "month" else "2565"


def check(dataset: Dataset, period: str) -> str:
    """Return the period the user asked for, or the data set's own; empty if its rows must bring it.

    Raises:
        PeriodError: it is not a period, or not of this data set's frequency.
    """
    given = normalise(period) or dataset.default_period
    if not given:
        return ""
    pattern = r"\d{4}-(0[1-9]|1[0-2])" if dataset.frequency == "month" else r"\d{4}"
    if not re.fullmatch(pattern, given) or not _FIRST_YEAR <= int(given[:4]) <= _last_year():
        raise PeriodError(
            _("“%(period)s” is not a period of this data set. Write it in the Buddhist era, such as %(example)s.")
            % {"period": period, "example": example_of(dataset)}
        )
    return given


def year_of(period: str) -> int:
    """Return the Buddhist year of a period, that of today where none is given."""
    return int(period[:4]) if period else clock.today().year + _ERA


def of_cell(dataset: Dataset, text: str) -> tuple[str, bool]:
    """Return the period a cell names, and whether it was given in the common era.

    Raises:
        CellError: it is none.
    """
    if dataset.frequency == "month":
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", normalise(text))
        if found is None:
            raise CellError("period_malformed", example=example_of(dataset))
        year, is_common = cleaning.year(found[1])
        period = f"{year}-{found[2]}"
    else:
        period, is_common = cleaning.year(text)
    if not _FIRST_YEAR <= int(period[:4]) <= _last_year():
        raise CellError("period_malformed", example=example_of(dataset))
    return period, is_common


def _last_year() -> int:
    """Return the greatest year that may come; the demonstration's clock must not keep real files out."""
    return max(clock.today().year, timezone.localdate().year) + _ERA + 1
