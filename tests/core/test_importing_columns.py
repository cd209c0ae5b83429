"""Headings are matched to columns; what a heading alone does not prove is believed by its cells."""

import pytest

from u2t.core.importing.columns import ImportColumn, match, text_up_to
from u2t.core.importing.readers import Row

COLUMNS = [
    ImportColumn("name", "Name", text_up_to(20)),
    ImportColumn("zone", "Zone", text_up_to(20), ("โซน",), believes=str.isdigit),
]


def rows_of(*cells):
    return [Row(line, ["บ่อ", *each]) for line, each in enumerate(cells, 2)]


@pytest.mark.parametrize(
    ("headings", "rows", "unknown"),
    [
        (["name", "zone"], rows_of(["-"], ["47"]), []),
        (["name", "zone"], rows_of(["A"], ["B"]), ["zone"]),
        (["name", "zone"], [], ["zone"]),
        (["name", "zone", "โซน"], rows_of(["47", "48"]), ["zone", "โซน"]),
        (["name", "zone"], rows_of(*[["A"]] * 100, ["47"]), ["zone"]),
    ],
)
def test_a_column_that_its_heading_does_not_prove_is_believed_by_its_cells(headings, rows, unknown):
    found = match(COLUMNS, headings, line=1, rows=rows)

    assert found.unknown == unknown
    assert [(each.column, each.code) for each in found.findings] == [(heading, "column_unknown") for heading in unknown]
    assert [column.name for column in found.columns] == (["name"] if unknown else ["name", "zone"])


def test_what_somebody_chose_is_believed_whatever_its_cells_say():
    found = match(COLUMNS, ["a", "b"], line=1, chosen=["name", "zone"], rows=rows_of(["A"]))

    assert ([column.name for column in found.columns], found.findings) == (["name", "zone"], [])
