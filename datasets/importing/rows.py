"""One row of a file becomes a row to store, or findings that say why not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.importing.places import Register, Remark, check_number, joined
from datasets.importing.positions import Held, Locator
from datasets.importing.seen import Identity, Seen, joined_key, keyless
from datasets.models import Dataset, DatasetField
from datasets.selectors import derived, periods
from datasets.selectors.checked import Candidate
from datasets.selectors.columns import LONGEST_KEY
from u2t.core.importing import cleaning
from u2t.core.importing.columns import ImportColumn
from u2t.core.importing.issues import CellError, Finding
from u2t.core.importing.readers import Row, summary_of
from u2t.core.models import Severity
from u2t.core.text import HIDDEN, normalise

#: Of the code of a place, so many name the area above that a column is of; a province two.
_DIGITS = {"amphur_ID": 4, "amphur_name": 4, "tumbol_name": 6, "moo": 8}
#: Beyond it stand communities of tambons, which have no moo (ADR 0010).
_LAST_MOO = 50
_TAMBON_DIGITS = 6
_MOO = re.compile(r"0{0,9}\d{1,2}", re.ASCII)
_BEFORE_MOO = re.compile(r"^(?:หมู่ที่|หมู่|ม\.?)\s*")


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file, with the columns it was found to have."""

    dataset: Dataset
    fields: dict[str, DatasetField]
    columns: dict[str, ImportColumn]
    register: Register
    period: str
    origin: str
    areas: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    width: int = 0
    is_text: bool = False
    seen: Seen = field(default_factory=Seen)
    locator: Locator | None = None
    held: Held = field(default_factory=dict)
    _by_role: dict[str, list[ImportColumn]] = field(default_factory=dict)
    _derived: list[DatasetField] = field(default_factory=list)
    _keys: list[ImportColumn] = field(default_factory=list)
    _is_private: bool = False
    _keyless: frozenset[Identity] = frozenset()

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            self._by_role.setdefault(self.fields[name].role, []).append(column)
        self._keys = self._key_columns
        if self._keys and FieldRole.KEY not in self._by_role:
            self._keyless = keyless(self.dataset, self.origin, [column.name for column in self._keys])
        self._derived = [found for found in self.fields.values() if found.kind == FieldKind.DERIVED]
        names = {name for found in self._derived for name in (found.name, *(found.parts or ()))}
        self._is_private = any(self.fields[name].is_personal for name in names & self.fields.keys())

    @property
    def _key_columns(self) -> list[ImportColumn]:
        """Return what tells the rows of one place apart: the key, or what things are called where forms need none."""
        keys = self._by_role.get(FieldRole.KEY, [])
        if keys or not self.dataset.forms.exists():
            return keys
        return [found for name, found in self.columns.items() if self.fields[name].is_naming and not found.is_personal]

    @property
    def key_headings(self) -> list[str]:
        """Return the headings of what tells the rows of one place apart."""
        return [column.heading for column in self._keys]

    @property
    def keys_unread(self) -> list[str]:
        """Return what would tell the rows of one place apart, where the file brings nothing of it."""
        if self._keys:
            return []
        has_forms = self.dataset.forms.exists()
        return [
            found.label_th
            for found in self.fields.values()
            if found.role == FieldRole.KEY or (has_forms and found.is_naming and not found.is_personal)
        ]

    def read(self, row: Row) -> "Candidate | bool | None":
        """Return the row to store, None for a row that is refused, False for one that is no data."""
        before = len(self.findings)
        code = self._code(row)
        if code is not None and not self.register.is_place(code):
            summary = summary_of(row)
            if summary is not None:
                del self.findings[before:]
                self.findings.append(summary)
                return False
        self._check_width(row)
        place_name = self._text(row, FieldRole.PLACE_NAME)
        is_nowhere = code == "" and self.locator is not None and self.place_column is self.locator.column
        if code is not None and not is_nowhere:
            self._check_place(row, code, place_name)
        period = self._period(row)
        values = self._values(row)
        if self.dataset.is_register:
            values |= self._name(row, code, place_name)
        is_whole = self._derive(row, values)
        parts = [self._part_of_key(row, column, values) for column in self._keys]
        key = self._key(row, parts)
        key = "" if (code, period, key) in self._keyless else key
        has_errors = any(found.severity == Severity.ERROR for found in self.findings[before:])
        if is_nowhere and not has_errors:  # a position that cannot be read has been told already
            self.findings.append(Finding(row.line, "position_missing", self.place_column.heading))
        candidate = Candidate(row.line, code or "", normalise(place_name)[:LONGEST_KEY], period, key, values)
        if code and None not in parts:
            self.seen.note(row.line, candidate.identity)
        return None if has_errors or not code or not is_whole else candidate

    def _code(self, row: Row) -> str | None:
        code = self._code_stated(row)
        return self._code_by_point(row) if code == "" and row.line in self.held else code

    def _code_by_point(self, row: Row) -> str | None:
        """Find the tambon around the position, for rows that say nothing else of their place."""
        if self.locator is None or self.dataset.is_register:
            return ""
        try:
            return self.register.code_around(self.held[row.line][0], self._tambon_named(row), self.locator.drawn)
        except CellError as error:
            self._tell_point(row, error.code, error.values, Severity.ERROR)
            return None

    def _check_point(self, row: Row, code: str) -> None:
        """Say so where a position lies elsewhere than the place that is stated."""
        if self.locator is None or row.line not in self.held:
            return
        held, _shown = self.held[row.line]
        if not held:
            self._tell_point(row, "position_nowhere", {}, Severity.WARNING)
        elif not self.register.may_hold(held, code, self.locator.drawn):
            values = {"held": self.register.shown(held), "stated": self.register.shown(code)}
            self._tell_point(row, "position_apart", values, Severity.WARNING)

    def _tell_point(self, row: Row, code: str, values: dict[str, Any], severity: Severity) -> None:
        if self.locator is None:
            return
        column = self.locator.column
        text = column.shown(row)[:200]
        if column.is_personal:
            text, values = HIDDEN, dict.fromkeys(values, HIDDEN)
        self.findings.append(Finding(row.line, code, column.heading, text, values, severity))

    def _code_stated(self, row: Row) -> str | None:
        if FieldRole.PLACE not in self._by_role:
            return self._code_by_names(row)
        column = self._by_role[FieldRole.PLACE][0]
        code: str | None = self._clean(row, column)
        if code is None or not code.isdigit() or len(code) > 2:  # noqa: PLR2004 - parts of a code
            return code
        above = {found.name: self._clean(row, found) for found in self._by_role.get(FieldRole.AREA_CODE, [])}
        return joined(code, above.get("amphur_ID") or "", above.get("province_ID") or "")

    def _code_by_names(self, row: Row) -> str | None:
        """Find the place by its names, for files that bring no code: a village by its tambon and number."""
        if not self.columns.keys() >= {"amphur_name", "province_name"}:
            return ""
        names = {found.name: row.cell(found.position or 0) for found in self._by_role.get(FieldRole.AREA_NAME, [])}
        is_village = self.dataset.place_level == PlaceLevel.VILLAGE
        tambon = self._tambon_named(row)
        if not tambon or summary_of(row) is not None:
            return ""
        try:
            code = self.register.code_by_names(tambon, names["amphur_name"], names["province_name"])
        except CellError as error:
            column = self.columns["tumbol_name"] if is_village else self.place_column
            self.findings.append(Finding(row.line, error.code, column.heading, tambon[:200], error.values))
            return None
        return self._with_moo(row, code) if is_village and "moo" in self.columns else code

    def _tambon_named(self, row: Row) -> str:
        if self.dataset.place_level == PlaceLevel.TAMBON:
            return self._text(row, FieldRole.PLACE_NAME)
        column = self.columns.get("tumbol_name")
        return column.shown(row).strip() if column else ""

    def _with_moo(self, row: Row, tambon: str) -> str | None:
        column = self.columns["moo"]
        number = self._clean(row, column)
        if number is None:
            return None  # it is told already
        plain = _bare_moo(number)
        if not (_MOO.fullmatch(plain) and 0 < int(plain) <= _LAST_MOO):
            self.findings.append(Finding(row.line, "moo_malformed", column.heading, _repeated(row, column)))
            return None
        return f"{tambon}{int(plain):02}"

    @property
    def place_column(self) -> ImportColumn:
        """Return the column that names the place: by code, or else by name, or by where it lies."""
        named = self._by_role.get(FieldRole.PLACE) or self._by_role.get(FieldRole.PLACE_NAME)
        if named or self.locator is None:
            return (named or self._by_role[FieldRole.AREA_NAME])[0]
        return self.locator.column

    def _clean(self, row: Row, column: ImportColumn) -> Any:
        record: dict[str, Any] = {}
        return record[column.name] if column.take(row, record, self.findings) else None

    def _part_of_key(self, row: Row, column: ImportColumn, values: dict[str, Any]) -> str | None:
        """Return a part of the natural key, None where the row would be taken for another without it."""
        if self.fields[column.name].role == FieldRole.VALUE:  # what it is called: all is said of it already
            found = values.get(column.name, "")
            return None if column.name not in values else "" if found is None else str(found)
        record: dict[str, Any] = {}
        if not column.take(row, record, self.findings):
            return None
        if record[column.name] is None and column.is_required:
            self.findings.append(Finding(row.line, "value_missing", column.heading))
            return None
        return "" if record[column.name] is None else str(record[column.name])

    def _key(self, row: Row, parts: list[str | None]) -> str:
        """Join the parts of the natural key; too long, it is refused: shortened it could be another's."""
        key = joined_key(parts)
        if len(key) > LONGEST_KEY:
            column = self._keys[-1]
            values = {"limit": LONGEST_KEY}
            self.findings.append(Finding(row.line, "key_too_long", column.heading, _repeated(row, column), values))
        return key[:LONGEST_KEY]

    def _text(self, row: Row, role: str) -> str:
        found = self._by_role.get(role)
        return row.cell(found[0].position or 0).strip() if found else ""

    def _check_width(self, row: Row) -> None:
        beyond = [cell for cell in row.cells[self.width :] if cell.strip()]
        values = {"found": len(row.cells), "expected": self.width}
        if beyond:
            # What lies in no column may be personal as well as any other cell.
            shown = HIDDEN if any(column.is_personal for column in self.columns.values()) else beyond[0][:200]
            self.findings.append(Finding(row.line, "row_too_long", "", shown, values))
        elif self.is_text and len(row.cells) < self.width:
            self.findings.append(Finding(row.line, "row_too_short", "", "", values))

    def _check_place(self, row: Row, code: str, name: str) -> None:
        column = self.place_column
        is_of_villages = self.dataset.place_level == PlaceLevel.VILLAGE
        is_village = is_of_villages and not self._is_of_tambon(row, code)
        try:
            remarks = self.register.village(code) if is_village else self.register.tambon(code, name)
            if self.dataset.is_register:
                check_number(code, self.register.is_municipality(code))
        except CellError as error:
            self.findings.append(Finding(row.line, error.code, column.heading, _repeated(row, column), error.values))
            return
        if self.areas and not code.startswith(self.areas):
            values = {"place": self._place_shown(code), "areas": ", ".join(map(self.register.name_of, self.areas))}
            text = _repeated(row, column)
            self.findings.append(Finding(row.line, "place_outside", column.heading, text, values))
            return
        self._remark(row, column, remarks)
        if is_of_villages and not is_village and FieldRole.PLACE in self._by_role:
            self._remark(row, column, [Remark("row_of_tambon", {"place": self.register.shown(code)})])
        for named in self._by_role.get(FieldRole.PLACE_NAME, []) if is_village or not is_of_villages else ():
            remark = self.register.name_remark(code, name, renames=self.dataset.is_register)
            self._remark(row, named, filter(None, [remark]))
        self._check_areas(row, code)
        self._check_point(row, code)

    def _is_of_tambon(self, row: Row, code: str) -> bool:
        """Tell whether a row of villages, of which no code is stated, was found to lie in a tambon and no nearer."""
        stated = self._by_role.get(FieldRole.PLACE)
        return len(code) == _TAMBON_DIGITS and (not stated or cleaning.is_nothing(stated[0].shown(row)))

    def _name(self, row: Row, code: str | None, name: str) -> dict[str, str]:
        """Return the name that a register gives the place; refuse a row without one."""
        column = self._by_role[FieldRole.PLACE_NAME][0]
        shown = self._clean(row, column)
        if not shown and code:
            self.findings.append(Finding(row.line, "name_missing", column.heading, name[:200]))
        return {column.name: shown or ""}

    def _place_shown(self, code: str) -> str:
        above = self.register.name_of(code[:2])
        return code if above == code[:2] else f"{code} ({above})"

    def _remark(self, row: Row, column: ImportColumn, remarks: Iterable[Remark]) -> None:
        for remark in remarks:
            text = _repeated(row, column)
            self.findings.append(Finding(row.line, remark.code, column.heading, text, remark.values, Severity.WARNING))

    def _check_areas(self, row: Row, code: str) -> None:
        """Compare the areas above, as the file names them, with those the code lies in."""
        for role in (FieldRole.AREA_CODE, FieldRole.AREA_NAME):
            for column in self._by_role.get(role, []):
                given = row.cell(column.position or 0)
                above = code[: _DIGITS.get(column.name, 2)]
                if column.name == "moo" and len(code) == _TAMBON_DIGITS:
                    continue
                if not self._fits(role, column, given, above):
                    values = {"name": self.register.name_of(above), "code": above}
                    self.findings.append(
                        Finding(row.line, "area_differs", column.heading, given[:200], values, Severity.WARNING)
                    )

    def _fits(self, role: str, column: ImportColumn, given: str, above: str) -> bool:
        if not given.strip() or above not in self.register.places:
            return True
        if role == FieldRole.AREA_NAME:
            return self.register.is_called(above, given)
        try:
            code = column.clean(given)
        except CellError:
            return False
        code = _bare_moo(code) if column.name == "moo" else code
        return code == above or above.endswith(code.zfill(2))

    def _period(self, row: Row) -> str:
        columns = self._by_role.get(FieldRole.PERIOD)
        if not columns:
            return self.period
        column, text = columns[0], row.cell(columns[0].position or 0)
        try:
            period, is_common = periods.of_cell(self.dataset, text)
        except CellError as error:
            self.findings.append(Finding(row.line, error.code, column.heading, text[:200], error.values))
            return ""
        if self.period and period != self.period:
            values = {"period": period, "expected": self.period}
            self.findings.append(Finding(row.line, "period_differs", column.heading, text[:200], values))
        elif is_common:
            values = {"year": text.strip(), "period": period}
            self.findings.append(
                Finding(row.line, "period_common_era", column.heading, text[:200], values, Severity.WARNING)
            )
        return period

    def _derive(self, row: Row, values: dict[str, Any]) -> bool:
        """Derive what follows from the row; of what is personal only that it does not fit is told, not the values."""
        before = len(self.findings)
        is_whole = derived.derive(self._derived, values, row.line, self.findings)
        if self._is_private:
            told = self.findings[before:]
            self.findings[before:] = [
                replace(found, value=HIDDEN, values=dict.fromkeys(found.values, HIDDEN)) for found in told
            ]
        return is_whole

    def _values(self, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        located = self.locator.column if self.locator is not None else None
        for column in self._by_role.get(FieldRole.VALUE, []):
            if column is located and (shown := self.held.get(row.line, ("", ""))[1]):
                values[column.name] = shown  # read already, when its tambon was asked for
                continue
            is_good = column.take(row, values, self.findings)
            if is_good and column.is_required and values[column.name] is None:
                text = column.shown(row)
                self.findings.append(Finding(row.line, "value_absent", column.heading, text, severity=Severity.WARNING))
        return values


def _bare_moo(text: str) -> str:
    """Return the number of “หมู่ที่ 3” or “ม.3”."""
    return _BEFORE_MOO.sub("", text)


def _repeated(row: Row, column: ImportColumn) -> str:
    """Return what stands in a cell, for a finding: what is personal is not repeated."""
    text = column.shown(row)[:200]
    return HIDDEN if column.is_personal and text else text
