"""What cells hold: texts, dates, numbers and answers of lists, as files write them."""

import pytest

from datasets.models import DatasetField, Record
from datasets.services import corrections, runs
from tests.datasets.conftest import check, row, said, store

ABOLISHED = {"abolished_on": "2020-01-01"}


def test_no_data_is_not_zero(steward, tpmap):
    run = check(steward, tpmap, [row(health="-", living=""), row("630101", "ระแหง", "-")])

    first, second = run.staged_rows.order_by("line")
    assert (first.values["poverty_rate_health"], first.values["poor_health"], first.values["poor_living"]) == (
        None,
    ) * 3
    assert second.values["total_population"] is None
    assert (3, "total_population", "value_absent") in said(run)


def _remarked(dataset):
    """Give the data set a field for remarks, and one that tells its rows apart."""
    for at, (name, role) in enumerate((("remark", "value"), ("house", "key"))):
        DatasetField.objects.create(dataset=dataset, position=90 + at, name=name, kind="text", role=role, label_th=name)


def test_a_long_remark_is_imported_as_a_form_takes_it_with_its_lines(steward, tpmap):
    _remarked(tpmap)
    long = "น้ำท่วม" * 500 + "\n\n  ถนน\tขาด \r\n=ก"
    rows = [row() | {"house": "1", "remark": long}, row() | {"house": "2", "remark": "ก" * 20_001}]

    run = check(steward, tpmap, rows)

    assert [(issue.line, issue.column, issue.code) for issue in run.issues.filter(severity="error")] == [
        (3, "remark", "text_too_long")
    ]
    runs.store(by=steward, run=run, skip_refused=True)
    assert Record.objects.get().values["remark"] == "น้ำท่วม" * 500 + "\n\nถนน ขาด\n=ก"


def test_a_key_that_would_be_cut_to_that_of_another_row_is_refused(steward, tpmap):
    _remarked(tpmap)
    DatasetField.objects.create(dataset=tpmap, position=99, name="room", kind="text", role="key", label_th="room")
    rows = [
        row() | {"house": "ก" * 100, "room": "1"}, row() | {"house": "ก" * 100, "room": "ข" * 30},
        row() | {"house": "ค" * 121, "room": "1"},
    ]  # fmt: skip

    run = check(steward, tpmap, rows)

    assert [(issue.line, issue.column, issue.code) for issue in run.issues.filter(severity="error")] == [
        (3, "room", "key_too_long"), (4, "house", "text_too_long"),
    ]  # fmt: skip


def test_a_long_text_is_corrected_by_another(steward, tpmap):
    _remarked(tpmap)
    tpmap.needs_second_person = False
    tpmap.save(update_fields=["needs_second_person"])
    store(steward, tpmap, [row() | {"house": "1", "remark": "ก" * 3000}])
    record = Record.objects.get()

    corrections.propose(
        by=steward, record=record, field="remark", new="ข" * 3000 + "\nค", reason="?", version=record.version
    )

    assert Record.objects.get().values["remark"] == "ข" * 3000 + "\nค"


def _dated(dataset):
    DatasetField.objects.create(dataset=dataset, position=90, name="day", kind="date", role="value", label_th="วันที่")
    DatasetField.objects.create(dataset=dataset, position=91, name="house", kind="text", role="key", label_th="house")


@pytest.mark.parametrize(
    ("days", "stored", "told"),
    [
        (["2/9/2026", "12/25/2026"], ["2026-02-09", "2026-12-25"], (1, "day", "dates_month_first")),
        (["2/9/2026", "3/3/2026"], ["2026-09-02", "2026-03-03"], (1, "day", "dates_ambiguous")),
        (["2/9/2569", "3/3/2569"], ["2026-09-02", "2026-03-03"], None),
        (["2/9/2026", "25/12/2026"], ["2026-09-02", "2026-12-25"], None),
        (["2026-02-09", "-"], ["2026-02-09", None], None),
        (["25/12/2026", "12/25/2026"], ["2026-12-25"], (3, "day", "date_malformed")),
    ],
)
def test_dates_written_month_first_are_known_by_the_whole_column(steward, tpmap, days, stored, told):
    _dated(tpmap)
    rows = [row() | {"house": str(number), "day": day} for number, day in enumerate(days)]

    run = check(steward, tpmap, rows)

    assert said(run) == ([told] if told else [])
    runs.store(by=steward, run=run, skip_refused=True)
    assert [record.values["day"] for record in Record.objects.order_by("key")] == stored


@pytest.mark.parametrize(
    ("days", "stored", "told"),
    [
        (["15/02/64", "1-3-๖๕"], ["2021-02-15", "2022-03-01"], [(1, "dates_short")]),
        (["15 ก.พ. 64", "วันที่ 1 มี.ค. '65"], ["2021-02-15", "2022-03-01"], [(1, "dates_short")]),
        (["15/02/2564", "1/3/64", "-"], ["2021-02-15", "2021-03-01", None], [(1, "dates_short")]),
        (["29/02/64", "1/3/64"], ["2021-03-01"], [(1, "dates_short"), (2, "date_malformed")]),
        (["15/02/21", "15/02/64"], [], [(1, "dates_short_unsaid"), (2, "date_malformed"), (3, "date_malformed")]),
        (["15/02/07", "15/02/64"], [], [(1, "dates_short_unsaid"), (2, "date_malformed"), (3, "date_malformed")]),
        (["2/9/64", "12/25/64"], [], [(1, "dates_short_unsaid"), (2, "date_malformed"), (3, "date_malformed")]),
        (
            ["12/25/2021", "2/9/64"],
            ["2021-12-25"],
            [(1, "dates_month_first"), (1, "dates_short_unsaid"), (3, "date_malformed")],
        ),
        (["64-02-15", "15/02/64"], [], [(1, "dates_short_unsaid"), (2, "date_malformed"), (3, "date_malformed")]),
    ],
)
def test_two_digits_of_a_year_are_read_where_a_whole_column_can_be_read_in_one_way(steward, tpmap, days, stored, told):
    _dated(tpmap)
    rows = [row() | {"house": str(number), "day": day} for number, day in enumerate(days)]

    run = check(steward, tpmap, rows)

    assert [(line, code) for line, _column, code in said(run)] == told
    if stored:
        runs.store(by=steward, run=run, skip_refused=True)
    assert [record.values["day"] for record in Record.objects.order_by("key")] == stored


@pytest.fixture
def answered(steward, tpmap):
    """Store rows of one answer and of several, each of a house; return what is stored of them."""

    def _answered(listed, told):
        kinds = {"one": "choice", "many": "choices"}
        for position, (name, kind) in enumerate(kinds.items(), start=90):
            DatasetField.objects.create(
                dataset=tpmap, position=position, name=name, kind=kind, role="value", label_th=name, choices=listed
            )
        DatasetField.objects.create(dataset=tpmap, position=95, name="house", kind="text", role="key", label_th="house")
        answers = enumerate(told)
        store(
            steward,
            tpmap,
            [row() | {"house": str(number), "one": one, "many": many} for number, (one, many) in answers],
        )
        return [(found.values["one"], found.values["many"]) for found in Record.objects.order_by("key")]

    return _answered


def test_answers_of_lists_are_read_by_their_values_and_by_their_words(answered):
    listed = [{"value": "well", "th": "บ่อน้ำตื้น", "en": "Shallow well"}, {"value": "tap", "th": "ประปา หมู่บ้าน", "en": ""}]
    listed += [{"value": "x1", "th": "อื่น ๆ", "en": ""}, {"value": "x2", "th": "อื่น ๆ", "en": ""}]
    told = [
        ("บ่อน้ำตื้น", "ประปา หมู่บ้าน, บ่อน้ำตื้น"), ("tap", "tap well"), ("shallow WELL", "ประปา หมู่บ้าน"), ("อื่น ๆ", "ลำธาร tap"),
        ("-", ""),
    ]  # fmt: skip

    assert answered(listed, told) == [
        ("well", ["tap", "well"]), ("tap", ["tap", "well"]), ("well", ["tap"]), ("อื่น ๆ", ["ลำธาร", "tap"]), (None, None),
    ]  # fmt: skip


def test_answers_that_stand_for_nothing_elsewhere_are_answers_where_a_list_has_them(answered):
    listed = [{"value": "yes", "th": "มี", "en": ""}, {"value": "no", "th": "ไม่มี", "en": ""}]
    listed += [{"value": "none", "th": "ไม่มีเลย", "en": ""}, {"value": "river", "th": "แม่น้ำ, ลำคลอง", "en": ""}]
    told = [("ไม่มี", "none"), ("none", "แม่น้ำ, ลำคลอง"), ("ไม่ทราบ", "ไม่มีเลย\nน้ำ บ่อ"), ("", "ไม่ทราบ")]

    assert answered(listed, told) == [
        ("no", ["none"]), ("none", ["river"]), (None, ["none", "น้ำ บ่อ"]), (None, None),
    ]  # fmt: skip


def test_a_number_with_more_digits_than_can_be_kept_is_refused_by_its_cell(steward, tpmap):
    run = check(steward, tpmap, [row(population="200." + "0" * 20_000)])

    assert said(run) == [(2, "total_population", "number_too_long")]
