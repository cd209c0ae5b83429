"""The national report: a cover and a sheet per level, as workbook, CSV or PDF."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.models import Indicator
from dashboards.selectors.places import in_thai
from dashboards.selectors.report import LEVELS, Line, Report
from dashboards.words import name_of
from u2t.core.exports import Column, Sheet, write_csv, write_xlsx
from u2t.core.models import Origin
from u2t.core.pdf import write_pdf
from u2t.core.templatetags.u2t import number, thai_datetime

Tell: TypeAlias = Callable[[int, int], None]
_NOW_AND_THEN = 500
_LEVEL_NAMES = dict(RollupLevel.choices)
_CODE, _NAME, _NUMBER = 14, 34, 18
#: A PDF is read, not computed with: the levels that fit on pages.
_PRINTED = (RollupLevel.NATION, RollupLevel.REGION, RollupLevel.PROVINCE, RollupLevel.NETWORK, RollupLevel.UNIVERSITY)
_LONG = (
    "level", "area", "name", "indicator", "period", "origin", "value", "numerator", "denominator", "reporting",
    "expected",
)  # fmt: skip


def write(report: Report, *, media: str, path: Path, tell: Tell = lambda _done, _total: None) -> dict[str, int]:
    """Write the report to `path` as `xlsx`, `csv` or `pdf`; return the number of rows of each level.

    `tell` hears how many of how many rows are written.
    """
    if media == "csv":
        columns = [Column(name, name) for name in _LONG]
        read = attrgetter(*_LONG)
        lines = (read(line) for level in LEVELS for line in report.lines(level))
        return {"csv": write_csv(path, columns, _told(lines, report.rows.count(), tell))}
    if media == "pdf":
        return _write_pdf(report, path, tell)
    return _write_workbook(report, path, tell)


def _told(rows: Iterable[Any], total: int, tell: Tell, *, before: int = 0) -> Iterator[Any]:
    """Pass rows on and tell now and then how many there were."""
    tell(before, total)
    for done, row in enumerate(rows, start=before + 1):
        yield row
        if done % _NOW_AND_THEN == 0 or done == total:
            tell(done, total)


def _write_workbook(report: Report, path: Path, tell: Tell) -> dict[str, int]:
    counts = {level: report.rows.filter(level=level).values("area").distinct().count() for level in LEVELS}
    total, sheets, before = sum(counts.values()), [_cover(report, counts)], 0
    for level, count in counts.items():
        if count:
            rows = _told(_wide(report, level), total, tell, before=before)
            sheets.append(replace(_sheet(report, level), rows=rows))
            before += count
    write_xlsx(path, sheets)
    return {str(level): count for level, count in counts.items()}


def _facts(report: Report) -> list[tuple[str, str]]:
    found = [
        (_("Period"), report.period.label),
        (_("Origin of the figures"), str(Origin(report.period.origin).label)),
        (_("As known at"), thai_datetime(report.as_of)),
        (_("Made at"), thai_datetime(report.made_at)),
        (_("Programme, for universities"), report.programme),
    ]
    if report.closed:
        names = ", ".join(name_of(indicator) for indicator in report.closed)
        found.append((_("Restricted: figures of fewer than three tambons may be left out"), names))
    return found


def _cover(report: Report, counts: dict[RollupLevel, int]) -> Sheet:
    rows: list[tuple[Any, ...]] = [
        *_facts(report),
        *((_("Rows: %(level)s") % {"level": _LEVEL_NAMES[level]}, count) for level, count in counts.items()),
        *((indicator.code, _headed(indicator)) for indicator in report.indicators),
        (_("Names and codes of areas"), "GeoThai (CC BY 4.0)"),
    ]
    title = _("National report of the University-to-Tambon programme")
    return Sheet(str(_("Cover")), (Column(_("What"), "", 34), Column(_("Value"), "", 60)), rows, notes=(title,))


def _headed(indicator: Indicator) -> str:
    return f"{name_of(indicator)} ({indicator.unit_th if in_thai() else indicator.unit_en})"


def _sheet(report: Report, level: RollupLevel) -> Sheet:
    columns = (
        Column(_("Code"), "", _CODE),
        Column(_("Name"), "", _NAME),
        *(Column(_headed(i), "", _NUMBER) for i in report.indicators),
        Column(_("Tambons reporting"), "", _NUMBER),
        Column(_("Tambons expected"), "", _NUMBER),
    )
    return Sheet(str(_LEVEL_NAMES[level]), columns, _wide(report, level))


def _wide(report: Report, level: RollupLevel) -> Iterator[Sequence[Any]]:
    codes = [indicator.code for indicator in report.indicators]
    for area, lines in groupby(report.lines(level), key=attrgetter("area")):
        found: dict[str, Line] = {line.indicator: line for line in lines}
        first = next(iter(found.values()))
        reporting = max(line.reporting for line in found.values())
        expected = max(line.expected for line in found.values())
        values = [found[code].value if code in found else None for code in codes]
        yield (area, first.name, *values, reporting, expected)


def _write_pdf(report: Report, path: Path, tell: Tell) -> dict[str, int]:
    tables = []
    counts = {}
    for done, level in enumerate(_PRINTED):
        tell(done, len(_PRINTED) + 1)
        rows = [
            [row[1], *(number(value, i.decimals) for value, i in zip(row[2:-2], report.indicators, strict=True))]
            for row in _wide(report, level)
        ]
        if rows:
            counts[str(level)] = len(rows)
            head = [_("Name"), *(_headed(i) for i in report.indicators)]
            tables.append({"title": str(_LEVEL_NAMES[level]), "head": head, "rows": rows})
    facts = [f"{what}: {value}" for what, value in _facts(report)]
    title = _("National report of the University-to-Tambon programme")
    write_pdf(path, {"title": title, "facts": facts, "tables": tables})
    tell(len(_PRINTED) + 1, len(_PRINTED) + 1)
    return counts
