"""Periods by their codes: how they are called, ordered, and which comes before which."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tambon.models import Programme
from u2t.core.errors import InputError
from u2t.core.models import Origin

_BUDDHIST_ERA = 543
_MONTHS_IN_YEAR, _FISCAL_START = 12, 10
_SHAPES = {
    "year": re.compile(r"^(\d{4})$"),
    "month": re.compile(r"^(\d{4})-(\d{2})$"),
    "fiscal": re.compile(r"^FY(\d{4})$"),
    "quarter": re.compile(r"^FY(\d{4})Q([1-4])$"),
    "programme": re.compile(r"^programme:(.+)$"),
}
_IS_PERIOD = re.compile(r"2[0-9]{3}(-(0[1-9]|1[0-2]))?|FY2[0-9]{3}(Q[1-4])?")
_ORDER = ("year", "fiscal", "quarter", "month", "programme")
_MONTHS = {
    "th": ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period of one origin: real and demonstration figures never stand in one line."""

    code: str
    origin: str

    @property
    def kind(self) -> str:
        """Return what sort of period it is: year, month, fiscal, quarter or programme."""
        return next((kind for kind, shape in _SHAPES.items() if shape.match(self.code)), "programme")

    @property
    def label(self) -> str:
        """Return the period in words, of the Buddhist era in Thai."""
        return label_of(self.code)

    @property
    def value(self) -> str:
        """Return what stands in the address: the code, and the origin where it is not real."""
        return self.code if self.origin == Origin.REAL else f"{self.code}.{self.origin}"


def is_period(code: str) -> bool:
    """Tell whether a code is shaped like one of a period."""
    return bool(_IS_PERIOD.fullmatch(code) or _SHAPES["programme"].match(code))


def months_in(period: Period) -> list[str]:
    """Return the months that make up a period, in their order; of a whole programme none are known."""
    code = period.code
    match period.kind:
        case "year":
            return [f"{code}-{month:02}" for month in range(1, _MONTHS_IN_YEAR + 1)]
        case "fiscal":
            return _fiscal(int(code[2:]), range(_MONTHS_IN_YEAR))
        case "quarter":
            first = (int(code[-1]) - 1) * 3
            return _fiscal(int(code[2:6]), range(first, first + 3))
        case "month":
            return [code]
        case _:
            return []


def _fiscal(year: int, which: range) -> list[str]:
    months = [(year - 1, _FISCAL_START + n) if n < 3 else (year, n - 2) for n in which]  # noqa: PLR2004 - Oct to Dec
    return [f"{y}-{month:02}" for y, month in months]


def label_of(code: str) -> str:
    """Say a period in words."""
    for kind, shape in _SHAPES.items():
        if match := shape.match(code):
            return _say(kind, match)
    return code


def _say(kind: str, match: "re.Match[str]") -> str:
    language = "th" if (get_language() or "th").startswith("th") else "en"
    if kind == "programme":
        return _("Whole programme %(programme)s") % {"programme": match[1]}
    year = int(match[1]) - (0 if language == "th" else _BUDDHIST_ERA)
    if kind == "month":
        return f"{_MONTHS[language][int(match[2]) - 1]} {year}"
    if kind == "quarter":
        return _("Quarter %(quarter)s of fiscal year %(year)s") % {"quarter": match[2], "year": year}
    return (_("Fiscal year %(year)s") if kind == "fiscal" else _("Year %(year)s")) % {"year": year}


def newest_first(periods: Iterable[Period]) -> list[Period]:
    """Return periods for the picker: by kind, the newest first, real before demonstration."""
    found = sorted(set(periods), key=lambda p: p.origin, reverse=True)
    found.sort(key=lambda p: p.code, reverse=True)
    return sorted(found, key=lambda p: _ORDER.index(p.kind))


def before(period: Period, periods: Iterable[Period]) -> Period | None:
    """Return the nearest earlier period of the same kind and origin."""
    earlier = [p for p in periods if p.kind == period.kind and p.origin == period.origin and p.code < period.code]
    return max(earlier, key=lambda p: p.code, default=None)


def chosen(asked: str, periods: list[Period]) -> Period | None:
    """Return the period the address asks for (real before demonstration), or the newest there is."""
    code, _dot, origin = asked.partition(".")
    fitting = [p for p in periods if p.code == code and (not origin or p.origin == origin)]
    fitting.sort(key=lambda p: p.origin != Origin.REAL)
    return next(iter([*fitting, *periods]), None)


def require_period(code: str, programmes: Iterable[Programme]) -> None:
    """Stop unless `code` is how a period is written.

    Raises:
        InputError: it is not; says which ways there are.
    """
    if _IS_PERIOD.fullmatch(code):
        return
    known = [f"programme:{programme.code}" for programme in programmes]
    if code in known:
        return
    raise InputError(
        _("“%(period)s” is not a period.") % {"period": code},
        extra={"field": "period", "allowed": ["2565", "2564-03", "FY2565", "FY2565Q1", *known]},
    )
