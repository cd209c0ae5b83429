"""From the text of a cell to a value, as Thai files write them; what cannot be understood is refused, not guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from u2t.core.importing.issues import CellError
from u2t.core.months import month_named
from u2t.core.text import normalise

_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "‐", "−", "n/a", "na", "n.a.", "#n/a", "null", "none", ".."}
) | frozenset({"ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ไม่ทราบ", "ไม่ปรากฏ"})
_SPREADSHEET_ERRORS = frozenset({"#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?|[+-]?\.\d+")
_SIMPLE = re.compile(r"\d{1,14}(?:\.\d{1,14})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_BRACKETED = re.compile(r"\(([\d.,]+)\)")
_FLOAT_CODE = re.compile(r"(\d+)\.0+")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_WORDED = re.compile(r"(?:วันที่\s*)?(\d{1,2})[\s-]*([^\d\s/-]+?)[\s-]*(?:[พค]\.?\s?ศ\.?\s*)?(\d{4})")
_SHORT = re.compile(
    r"(\d{1,2}[/.-](\d{1,2})[/.-]|(?:วันที่\s*)?\d{1,2}[\s-]*[^\d\s/.-][^\d\s/-]*?[\s-]*(?:พ\.?\s?ศ\.?\s*)?)'?(\d{2})"
)
_ERA = 543
_CENTURY = 2500
#: No year of ours is so far in the common era; between the first and the last lies all that anybody writes down.
_BUDDHIST = 2200
_FIRST, _LAST = 1650, 2200
_MONTHS = 12
_MAX_DIGITS = 15
#: The database keeps no more than some 16,000 digits behind the point; no program writes more than these.
_LONGEST_NUMBER = 400


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no value, which is never 0."""
    if text.isascii() and text.isalnum():
        return text.lower() in _NOTHING  # most cells of long files: millions of them need no more
    return normalise(text).lower() in _NOTHING


def refuse_formula(text: str) -> None:
    """Stop at a formula written as text and at an error of the spreadsheet program."""
    if text.isascii() and text.isalnum():
        return
    plain = text.strip()
    if plain.startswith(("=", "@", "+=", "-=")):
        raise CellError("formula")
    if plain.lower() in _SPREADSHEET_ERRORS:
        raise CellError("cell_error", text=plain)


def number(text: str) -> Decimal | None:
    """Return the exact number a cell shows, None for nothing."""
    if _SIMPLE.fullmatch(text):
        return Decimal(text)  # as nearly all are written
    if is_nothing(text):
        return None
    refuse_formula(text)
    plain = normalise(text).replace(" ", "").replace("−", "-").removesuffix("%").lstrip("'")
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed:
        plain = f"-{bracketed[1]}"
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain):
        is_ambiguous = "," in plain and re.fullmatch(r"[+-]?[\d.,]*", plain)
        raise CellError("number_ambiguous" if is_ambiguous else "number_malformed")
    found = Decimal(plain)
    if found.adjusted() >= _MAX_DIGITS or len(plain) > _LONGEST_NUMBER:
        raise CellError("number_too_long")
    return found


@lru_cache(maxsize=4096)  # the same few numbers fill most cells of a file
def whole(text: str) -> Decimal | None:
    """Return a whole number, which a file may write as 12.0."""
    found = number(text)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise CellError("number_not_whole")
    return found.to_integral_value()


def code(text: str) -> str:
    """Return a code as digits: "302009.0" as a number was saved, "๓๐๒๐๐๙", "30.0 / 20.0 / 9.0"."""
    if text.isascii() and text.isdigit():
        return text
    plain = normalise(text).strip("'\"")
    if "/" in plain:
        return "".join(code(part).zfill(2) for part in plain.split("/"))
    plain = plain.replace(" ", "").removeprefix("TH")
    as_float = _FLOAT_CODE.fullmatch(plain)
    return as_float[1] if as_float else plain


def year(text: str) -> tuple[str, bool]:
    """Return a Buddhist year as text, and whether the cell gave it in the common era."""
    plain = code(re.sub(r"^(ปี\s*)?(พ\.?\s*ศ\.?|ค\.?\s*ศ\.?)?\s*", "", normalise(text)))
    if not re.fullmatch(r"\d{4}", plain):
        raise CellError("period_malformed", example="2565")
    given = int(plain)
    is_common = 1950 <= given < 2200  # noqa: PLR2004 - no Buddhist year of our data lies there
    return str(given + _ERA if is_common else given), is_common


def day(text: str) -> date | None:
    """Return a day: ISO, or day/month/year, in either era."""
    return _day(text, is_month_first=False)


def day_month_first(text: str) -> date | None:
    """Return a day of a column that is written month/day/year, as American programs do."""
    return _day(text, is_month_first=True)


def short_year(text: str) -> int | None:
    """Return the Buddhist year that two digits at the end of a day may stand for; None where there are no such digits.

    A day that cannot be written day first has the year 0.
    """
    found = _SHORT.fullmatch(normalise(text))
    if found is None:
        return None
    return 0 if int(found[2] or 0) > _MONTHS else _CENTURY + int(found[3])


def in_full(text: str, *, last: int) -> str:
    """Write a year of two digits in full: the latest of those that end so, `last` at most; any other text stays."""
    found = _SHORT.fullmatch(normalise(text))
    return f"{found[1]}{last - (last - int(found[3])) % 100}" if found else text


def with_century(clean: Callable[[str], date | None], *, last: int = _CENTURY + 99) -> Callable[[str], date | None]:
    """Return what reads days of a column in which two digits stand for a year, by default of this Buddhist century."""

    def read(text: str) -> date | None:
        return clean(in_full(text, last=last))

    return read


def may_be_month_first(text: str) -> bool | None:
    """Tell whether a cell shows that its column is written month first, or that it is not; None if it shows neither."""
    found = _SLASHED.match(normalise(text))
    if found is None:
        return None
    first, second, given = map(int, found.groups())
    if given > _BUDDHIST or first > _MONTHS:  # nobody writes a Buddhist year behind a month
        return False
    return True if second > _MONTHS else None


def is_ambiguous(text: str) -> bool:
    """Tell whether a cell is another day when it is read month first."""
    found = _SLASHED.match(normalise(text))
    return found is not None and found[1].lstrip("0") != found[2].lstrip("0")


def _day(text: str, *, is_month_first: bool) -> date | None:
    if is_nothing(text):
        return None
    refuse_formula(text)
    plain = _with_number(normalise(text)).split(" ")[0].split("T")[0]
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", plain):
        raise CellError("date_malformed")
    first, month, last = (int(part) for part in re.findall(r"\d+", plain))
    given, in_month = (first, last) if re.match(r"\d{4}-", plain) else (last, first)
    if is_month_first and given == last:
        month, in_month = in_month, month
    year = given - _ERA if given > _BUDDHIST else given
    if not _FIRST <= year <= _LAST:
        raise CellError("date_far", text=plain[:60])
    try:
        return date(year, month, in_month)
    except ValueError as error:
        raise CellError("date_malformed") from error


def _with_number(text: str) -> str:
    """Write a day with the name of its month as ISO does; any other text stays."""
    found = _WORDED.fullmatch(text)
    month = month_named(found[2]) if found else None
    return f"{found[3]}-{month}-{found[1]}" if found and month else text


def as_text(value: object) -> str:
    """Return what a typed cell of a workbook shows: whole numbers without .0, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\x00", "")  # written as _x0000_ in a workbook; no text of the database can hold it
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    return str(value)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - beyond, a float no longer holds every whole number
        return str(int(value))
    return format(Decimal(repr(value)), "f") if abs(value) < 1e300 else str(value)  # noqa: PLR2004 - NaN and inf
