"""Rows kept on disk, and files read row by row: the same as in memory, however long."""

import tracemalloc
from decimal import Decimal

import pytest

from datasets.importing.seen import Seen
from u2t.core.importing import readers
from u2t.core.importing.issues import FileError
from u2t.core.importing.spool import Spool


def test_a_spool_gives_what_was_appended_in_its_order_and_again():
    spool = Spool()
    for number in range(2_500):
        spool.append((number, Decimal("1.50"), "ตำบล"))

    assert len(spool) == 2_500
    assert list(spool) == [(number, Decimal("1.50"), "ตำบล") for number in range(2_500)]
    spool.append("last")
    assert [item for item, _other in zip(spool, spool, strict=True)][-2:] == [(2_499, Decimal("1.50"), "ตำบล"), "last"]


def test_keys_that_are_named_twice_are_found_with_their_lines():
    seen = Seen()
    for line in range(2, 3_000):
        seen.note(line, ("630111", "2565", f"h{line}"))
    assert seen.twice() == {}

    seen.note(4_000, ("630111", "2565", "h2"))
    seen.note(4_001, ("630111", "2565", "h2"))
    assert seen.twice() == {("630111", "2565", "h2"): [2, 4_000, 4_001]}


def test_a_key_whose_number_is_that_of_another_is_not_named_twice(monkeypatch):
    monkeypatch.setattr("datasets.importing.seen.hash", lambda _identity: 1, raising=False)
    seen = Seen()
    seen.note(2, ("630111", "2565", ""))
    seen.note(3, ("630112", "2565", ""))

    assert seen.twice() == {}


def test_a_long_text_is_not_held_in_memory(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("ชื่อตาราง,\ncode,value\n")
        for number in range(60_000):
            stream.write(f"630111,{number}\n" if number % 100 else ",\n")

    tracemalloc.start()
    table = readers.stream(path, recognise={"code": "code", "value": "value"}.get)
    count = sum(1 for _row in table.rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 59_400
    assert peak < 6_000_000  # as a list they take three times that
    assert next(iter(table.rows)).line == 4
    assert readers.read(path, recognise={"code": "code"}.get).headings == table.headings


def test_a_text_without_rows_or_with_an_open_quote_is_told(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("code,value\n,\n", encoding="utf-8")
    with pytest.raises(FileError) as told:
        readers.stream(path, recognise={"code": "code"}.get)
    assert told.value.finding.code == "no_rows"

    path.write_text("code,value\n" + "1,2\n" * 100 + '"3,4\n', encoding="utf-8")
    table = readers.stream(path, recognise={"code": "code"}.get)
    with pytest.raises(FileError) as told:
        list(table.rows)
    assert told.value.finding.code == "quote_open"
