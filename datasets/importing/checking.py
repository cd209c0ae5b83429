"""Check a whole file: every row, every cell; what is wrong is collected, nothing is guessed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from datasets.choices import CorrectionState, FieldKind, FieldRole, PlaceLevel
from datasets.importing.dates import in_order
from datasets.importing.parts import parts_apart
from datasets.importing.places import Register
from datasets.importing.positions import Locator
from datasets.importing.rows import RowReader
from datasets.models import Correction, Dataset, DatasetField
from datasets.selectors import periods
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.checked import Candidate, Checked
from datasets.selectors.columns import as_json
from datasets.selectors.eras import dated, last_years
from datasets.selectors.headings import finds_places_by_names, finds_places_by_point, point_of, reading_of
from datasets.selectors.pairing import paired
from datasets.selectors.records import personal_fields
from u2t.core.importing import readers
from u2t.core.importing.columns import Matching, match
from u2t.core.importing.issues import FileError, Finding
from u2t.core.importing.readers import Row, Table
from u2t.core.importing.spool import Spool
from u2t.core.models import ImportRun, Severity

_MOST_OTHERS = 10
#: Fields without which a row says of a place that there is one.
_TELLING = frozenset({FieldRole.VALUE, FieldRole.KEY})
_FEW_NAMES = 3


def check_file(run: ImportRun, path: Path) -> Checked:
    """Check the file of a run; `run.period` is the one it was brought for, if its rows do not say."""
    dataset = dataset_of(run)
    fields = list(dataset.fields.filter(is_retired=False))
    try:
        checked = _check(run, dataset, fields, path)
    except FileError as error:
        return Checked(findings=[error.finding])
    checked.findings.extend(_overwritten(dataset, run.origin, checked))
    for finding in parts_apart(dataset, run.origin, fields, checked, checked.columns.get("header_line", 1)):
        checked.findings.append(finding)
        checked.let_go()
    checked.findings.sort(key=lambda finding: finding.line)
    return checked


def _check(run: ImportRun, dataset: Dataset, fields: Sequence[DatasetField], path: Path) -> Checked:
    period = run.period
    reading = reading_of(dataset, fields)
    table = readers.stream(path, recognise=reading.recognise, examples=reading.examples, knows=reading.knows)
    said = reading.set_of(table.headings)
    matching = match(
        reading.columns, table.headings, line=table.header_line, chosen=said.chosen if said else None,
        recognise=reading.recognise,
    )  # fmt: skip
    paired(matching, reading.columns, table.header_line, rows=None if said else table.rows)
    eras = last_years(matching, reading.columns)
    has_period = any(column.name == found.name for column in matching.columns for found in _periods(fields))
    checked = Checked(findings=[*table.findings, *matching.findings], columns=_shown(dataset, table, matching))
    checked.columns["explained"] = said and said.pk
    locator = _locator(fields, matching)
    _allow_other_ways(dataset, fields, matching, locator, checked.findings)
    checked.findings.extend(_of_nothing(dataset, fields, matching, table.header_line))
    if not period and not has_period:
        checked.findings.append(
            Finding(table.header_line, "period_missing", values={"example": periods.example_of(dataset)})
        )
    if any(finding.severity == Severity.ERROR for finding in checked.findings):
        checked.row_count = 0
        return checked
    given = "" if has_period and period == dataset.default_period else period
    by_name = {found.name: found for found in fields}
    dates = {found.name for found in dated(fields)}
    turned, told = in_order(
        [column for column in matching.columns if column.name in dates], table.rows, table.header_line,
        year=periods.year_of(period), said=eras,
    )  # fmt: skip
    checked.findings.extend(told)
    reader = RowReader(
        dataset=dataset,
        fields=by_name,
        columns={column.name: column for column in matching.columns} | turned,
        register=Register.read(dataset.place_level),
        period=given,
        origin=run.origin,
        areas=tuple(run.areas),
        findings=checked.findings,
        width=len(table.headings),
        is_text=table.is_text,
        locator=locator,
    )
    _read_rows(reader, table, checked)
    _take_out_duplicates(checked, reader)
    return checked


def _locator(fields: Sequence[DatasetField], matching: Matching) -> Locator | None:
    """Return what finds the tambon of a position, for files that bring any; others do not wait for the map."""
    columns = {column.name: column for column in matching.columns}
    name = point_of(fields, columns)
    return Locator.read(columns[name]) if name else None


def _allow_other_ways(
    dataset: Dataset,
    fields: Sequence[DatasetField],
    matching: Matching,
    locator: Locator | None,
    findings: list[Finding],
) -> None:
    """Let a file without codes pass, if it names tambon, amphoe and province, or says where each row lies."""
    names = [column.name for column in matching.columns]
    code = next(found.name for found in fields if found.role == FieldRole.PLACE)
    missing = [finding for finding in findings if finding.code == "column_missing" and finding.column == code]
    line = missing[0].line if missing else 0
    if missing and finds_places_by_names(dataset, fields, names):
        findings.remove(missing[0])
        findings.append(Finding(line, "places_by_name", severity=Severity.WARNING))
        if dataset.place_level == PlaceLevel.VILLAGE and "moo" not in names:
            findings.append(Finding(line, "places_of_tambon", severity=Severity.WARNING))
    elif missing and finds_places_by_point(dataset, fields, names):
        findings.remove(missing[0])
        severity = Severity.WARNING if locator else Severity.ERROR
        findings.append(Finding(line, "places_by_point" if locator else "map_missing", severity=severity))
        if dataset.place_level == PlaceLevel.VILLAGE:
            findings.append(Finding(line, "places_of_tambon", severity=Severity.WARNING))
    if locator is not None and locator.is_approximate:
        findings.append(Finding(line, "map_approximate", locator.column.heading, severity=Severity.WARNING))


def _of_nothing(dataset: Dataset, fields: Sequence[DatasetField], matching: Matching, line: int) -> Iterator[Finding]:
    """Refuse a file of which only places and periods are read, where the data set has more to say of a place."""
    if dataset.is_register:  # that a place is there, and what it is called, is what a register says
        return
    told = {found.name: found for found in fields if found.role in _TELLING and found.kind != FieldKind.DERIVED}
    missing = {finding.column for finding in matching.findings if finding.code == "column_missing"}
    if told and not missing & told.keys() and not any(column.name in told for column in matching.columns):
        names = [found.label_th for found in told.values()][:_FEW_NAMES]
        yield Finding(line, "nothing_read", "", "", {"names": ", ".join(names)})


def _periods(fields: Sequence[DatasetField]) -> list[DatasetField]:
    return [found for found in fields if found.role == FieldRole.PERIOD]


def _shown(dataset: Dataset, table: Table[Iterable[Row]], matching: Matching) -> dict[str, Any]:
    """Keep which heading was taken for which field, for the page of the check."""
    return {
        "definition": dataset.version,
        "matched": _matched(matching),
        "unknown": matching.unknown,
        "header_line": table.header_line,
        "sheet": table.sheet,
        "encoding": table.encoding,
    }


def _matched(matching: Matching) -> list[list[str]]:
    """Return each heading, in the order of the file, with the field that it gives wholly or by half."""
    found = [(part.position or 0, part.heading, column.name) for column in matching.columns for part in column.parts]
    return [[heading, name] for _position, heading, name in sorted(found)]


def _read_rows(reader: RowReader, table: Table[Iterable[Row]], checked: Checked) -> None:
    for row in table.rows if reader.locator is None else _located(reader, reader.locator, table.rows):
        found = reader.read(row)
        checked.let_go()
        if found is False:
            continue
        checked.row_count += 1
        if isinstance(found, Candidate):
            checked.rows.append(found)


def _located(reader: RowReader, locator: Locator, rows: Iterable[Row]) -> Iterator[Row]:
    """Tell the reader of each batch which tambons hold its positions, before it reads the rows."""
    for held, batch in locator.located(rows):
        reader.held = held
        yield from batch


def _take_out_duplicates(checked: Checked, reader: RowReader) -> None:
    """Refuse every row whose place, period and key stand twice: which is right cannot be known here."""
    twice = reader.seen.twice()
    if not twice:
        return
    heading, names = reader.place_column.heading, reader.key_headings
    listed, unread = (", ".join(f"“{name}”" for name in each) for each in (names, reader.keys_unread))
    for identity, found in twice.items():
        for line in found:
            values = {"line": _others(found, line)} | ({"fields": listed} if names else {})
            values |= {"fields": unread} if unread else {}
            code = "key_twice_of" if names else "key_unread" if unread else "key_twice"
            checked.findings.append(Finding(line, code, names[0] if names else heading, identity[0], values))
            checked.let_go()
    left = Spool[Candidate]()
    for row in checked.rows:
        if row.identity not in twice:
            left.append(row)
    checked.rows = left


def _others(lines: Sequence[int], line: int) -> str:
    """Name the other lines of one key, of very many the first: all of them for each would be the square of them."""
    first = [str(other) for other in lines[: _MOST_OTHERS + 1] if other != line][:_MOST_OTHERS]
    return ", ".join(first) + (" …" if len(lines) - 1 > len(first) else "")


def _overwritten(dataset: Dataset, origin: str, checked: Checked) -> Iterator[Finding]:
    """Warn where a newer file would silently take back what people corrected."""
    corrected = (
        Correction.objects.filter(
            record__dataset=dataset, record__origin=origin, state=CorrectionState.APPLIED, layers__is_undone=False
        )
        .exclude(field__in=personal_fields(dataset.pk))
        .order_by("pk")
    )
    found = {
        ((place, period, key), name): (new, current)
        for place, period, key, name, new, current in corrected.values_list(
            "record__place", "record__period", "record__key", "field", "new", "record__values"
        )
    }
    if not found:
        return
    headings = {name: heading for heading, name in checked.columns["matched"]}
    corrected_rows = {identity for identity, _name in found}
    rows = {row.identity: row for row in checked.rows if row.identity in corrected_rows}
    for (identity, name), (new, current) in found.items():
        row = rows.get(identity)
        if row is None or name not in row.values or _same(row.values[name], current.get(name)):
            continue
        text = str(row.values[name] if row.values[name] is not None else "")
        yield Finding(
            row.line, "correction_overwritten", headings.get(name, name), text, {"new": new}, Severity.WARNING
        )


def _same(value: object, stored: object) -> bool:
    return str(as_json(value)) == str(stored)
