"""The sheets of an XLSForm kept as CSV: a sheet's name stands alone in the first column, its rows are indented by one."""

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET  # our own files, compiled by our own library

from pyxform.xls2xform import convert

THAI, ENGLISH = "ไทย (th)", "English (en)"
SELECT = re.compile(r"^(select_one|select_multiple|rank) (\S+)")
FILE = re.compile(r"^select_(?:one|multiple)_from_file (\S+)$")


@dataclass(frozen=True)
class Sheets:
    """One form as its author wrote it, and as it compiles."""

    path: Path

    @cached_property
    def by_name(self) -> dict[str, list[dict[str, str]]]:
        sheets: dict[str, list[dict[str, str]]] = {}
        with self.path.open(encoding="utf-8", newline="") as lines:
            header: list[str] = []
            for row in csv.reader(lines):
                if row[0]:
                    sheets[name := row[0]] = []
                    header = []
                elif not header:
                    header = row[1:]
                else:
                    sheets[name].append(dict(zip(header, row[1:], strict=True)))
        return sheets

    @property
    def survey(self) -> list[dict[str, str]]:
        return self.by_name["survey"]

    @cached_property
    def row(self) -> dict[str, dict[str, str]]:
        """Rows by name, a group by the row that begins it."""
        return {row["name"]: row for row in self.survey if not row["type"].startswith("end_")}

    @property
    def settings(self) -> dict[str, str]:
        (row,) = self.by_name["settings"]
        return row

    @cached_property
    def choices(self) -> dict[str, dict[str, dict[str, str]]]:
        lists: dict[str, dict[str, dict[str, str]]] = {}
        for row in self.by_name.get("choices", []):
            lists.setdefault(row["list_name"], {})[row["name"]] = row
        return lists

    @property
    def answers(self) -> list[dict[str, str]]:
        """Rows that hold a value: everything but groups, repeats and notes."""
        return [row for row in self.survey if not row["type"].startswith(("begin_", "end_", "note"))]

    @cached_property
    def list_of(self) -> dict[str, str]:
        """The choice list of each question that has one in the form itself."""
        matches = ((row["name"], SELECT.match(row["type"])) for row in self.survey)
        return {name: match[2] for name, match in matches if match}

    @property
    def files(self) -> set[str]:
        return {match[1] for row in self.survey if (match := FILE.match(row["type"]))}

    def named(self, pattern: str) -> list[str]:
        return [row["name"] for row in self.survey if re.fullmatch(pattern, row["name"])]

    @cached_property
    def compiled(self):
        return convert(xlsform=self.path, file_type=".csv")

    @cached_property
    def xform(self) -> ET.Element:
        return ET.fromstring(self.compiled.xform)
