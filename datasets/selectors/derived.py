"""What follows from other cells of a row: the people behind a rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from datasets.models import DatasetField
from u2t.core.importing.columns import plain
from u2t.core.importing.issues import Finding
from u2t.core.models import Severity

#: The code of what is said where a rate no longer fits its base.
REFITTED = "rate_refitted"
_HUNDRED = Decimal(100)
#: What a float of 17 digits may be off, of the base.
_FLOAT_NOISE = Decimal("1e-9")
#: Below so many people a share of so much says more of the survey than of the place.
_FEW_PEOPLE = 50
_MOST_OF_THEM = Decimal(90)


@dataclass(frozen=True, slots=True)
class People:
    """The whole number of people that a rate of a base is, and the bounds its rounding leaves."""

    count: Decimal
    least: Decimal
    most: Decimal
    exact: Decimal

    @property
    def is_whole(self) -> bool:
        """Tell whether some whole number of people has this rate."""
        return self.least <= self.most

    @property
    def is_sure(self) -> bool:
        """Tell whether only one number of people has this rate."""
        return self.least == self.most


def people_of(rate: Decimal, base: Decimal) -> People:
    """Return the whole number of `base` that `rate` per cent are, as exactly as the rate is written."""
    exact = rate * base / _HUNDRED
    slack = base * _FLOAT_NOISE
    if abs(exact - exact.to_integral_value()) > slack:
        # Not whole as written: perhaps the rate was rounded to the digits it shows.
        exponent = rate.as_tuple().exponent
        last_digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        slack = max(slack, last_digit / 2 * base / _HUNDRED)
    least = (exact - slack).to_integral_value(ROUND_CEILING)
    most = (exact + slack).to_integral_value(ROUND_FLOOR)
    return People(exact.to_integral_value(ROUND_HALF_EVEN), max(least, Decimal(0)), most, exact)


def follow(fields: Sequence[DatasetField], values: dict[str, Any]) -> list[Finding]:
    """Derive anew after the base itself was corrected; return where people were rounded.

    The rates were written for the old base: of the new one they need not be whole people.
    """
    findings = []
    for field in fields:
        rate_name, base_name = field.parts or ("", "")
        rate, base = values.get(rate_name), values.get(base_name)
        values[field.name] = None
        if rate is None or base is None:
            continue
        people = people_of(rate, base)
        values[field.name] = people.count
        if abs(people.exact - people.count) > base * _FLOAT_NOISE:
            shown = {"rate": plain(rate), "base": plain(base), "people": plain(people.count)}
            said = shown | {"field": field.label_th, "exact": f"{people.exact:.2f}"}
            findings.append(Finding(0, REFITTED, rate_name, plain(rate), said, Severity.WARNING))
    return findings


def derive(fields: Sequence[DatasetField], values: dict[str, Any], line: int, findings: list[Finding]) -> bool:
    """Add the derived values to `values`, and to `findings` what does not fit; return whether the row is good.

    Of a row that brings one part without the other the value is left open: it is made of what stands in the record.
    """
    is_good = True
    for field in fields:
        rate_name, base_name = field.parts or ("", "")
        if rate_name not in values and base_name not in values:
            continue
        values[field.name] = None
        if rate_name not in values or base_name not in values:
            continue  # not in the file, or a cell that is refused already
        rate, base = values[rate_name], values[base_name]
        if rate is None or base is None:
            continue
        people = people_of(rate, base)
        finding = _finding(line, rate_name, rate, base, people)
        if finding is not None:
            findings.append(finding)
        if people.is_whole:
            values[field.name] = people.count
        else:
            is_good = False
    return is_good


def _finding(line: int, column: str, rate: Decimal, base: Decimal, people: People) -> Finding | None:
    shown = {"rate": plain(rate), "base": plain(base), "people": plain(people.count)}
    if not people.is_whole:
        return Finding(line, "rate_not_whole", column, plain(rate), shown | {"people": f"{people.exact:.2f}"})
    if 0 < base < _FEW_PEOPLE and rate >= _MOST_OF_THEM:
        return Finding(line, "outlier", column, plain(rate), shown, Severity.WARNING)
    if not people.is_sure:
        values = shown | {"least": plain(people.least), "most": plain(people.most)}
        return Finding(line, "rate_rounded", column, plain(rate), values, Severity.WARNING)
    return None
