"""Files of which very much is wrong: all of it is counted, as much as anybody reads is kept."""

import pytest

from datasets.selectors import checked
from tests.datasets.conftest import check, row, said, sentences
from u2t.core.importing import runs

pytestmark = pytest.mark.django_db


def test_what_will_not_be_listed_is_counted_and_not_kept(steward, tpmap, monkeypatch):
    monkeypatch.setattr(runs, "MAX_LISTED", 5)
    kept = []
    let_go = checked.Checked.let_go

    def watched(self):
        let_go(self)
        kept.append(len(self.findings))

    monkeypatch.setattr(checked.Checked, "let_go", watched)

    run = check(steward, tpmap, [row(population="?") for _ in range(40)])

    assert max(kept) <= 10
    assert run.issues.count() == 6
    assert (run.row_count, run.skipped_count, run.error_count) == (40, 40, 80)
    assert "80" in next(text for text, found in zip(sentences(run), said(run), strict=True) if found[2] == "too_many")


def test_why_a_row_is_refused_is_listed_though_very_much_is_remarked_before_it(steward, tpmap, monkeypatch):
    monkeypatch.setattr(runs, "MAX_LISTED", 2)
    elsewhere = {"amphur_name": "ที่อื่น", "province_name": "ที่อื่น"}
    rows = [row(name="ที่อื่น") | elsewhere, row("630101", "ที่อื่น") | elsewhere, row("999999", "ไม่มี") | elsewhere]

    run = check(steward, tpmap, rows)

    assert (run.warning_count, run.error_count, run.skipped_count) == (6, 1, 1)
    assert [found for found in said(run) if found[2] != "too_many"] == [
        (2, "tumbol_name", "name_differs"),
        (4, "tumbol_ID", "code_unknown"),
    ]


def test_of_very_many_rows_of_one_key_a_few_lines_are_named(steward, tpmap):
    run = check(steward, tpmap, [row() for _ in range(300)])

    twice = [issue.values["line"] for issue in run.issues.filter(code="key_twice").order_by("line")]
    assert len(twice) == 300
    assert twice[0] == "3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …"
    assert twice[299] == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …"
    two = check(steward, tpmap, [row(), row()]).issues.order_by("line")
    assert [issue.values["line"] for issue in two] == ["3", "2"]
