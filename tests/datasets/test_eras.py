"""Years of two digits: of which era they are is said by hand."""

import pytest
from django.urls import reverse

from datasets.importing import intake
from datasets.models import DatasetField, Record
from datasets.selectors.headings import HeadingError
from datasets.services import runs
from tests.datasets.conftest import check, said, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(springs):
    DatasetField.objects.create(
        dataset=springs, position=90, name="day", kind="date", role="value", label_th="วันที่", is_required=True
    )
    return springs


def brought(by, dataset, days):
    rows = "".join(f"630101,{number},{day}\n" for number, day in enumerate(days))
    return check(by, dataset, f"รหัสตำบล,ชื่อน้ำพุ,day\n{rows}".encode())


def explained(by, dataset, days, name):
    run = brought(by, dataset, days)
    chosen = [dataset.fields.get(role="place").name, "spring", name]
    return intake.explain(by=by, run=run, head=intake.head_of(run), chosen=chosen)


@pytest.mark.parametrize(
    ("name", "days", "stored", "told"),
    [
        ("day:common", ["15/02/55", "1/3/60"], ["1955-02-15", "1960-03-01"], []),
        ("day:common", ["15/02/21", "16 ก.พ. 60", "1/3/2564"], ["2021-02-15", "1960-02-16", "2021-03-01"], []),
        ("day:common", ["12/25/21", "2/9/21"], ["2021-12-25", "2021-02-09"], ["dates_month_first"]),
        ("day:common", ["2/9/21"], ["2021-09-02"], ["dates_ambiguous"]),
        ("day:buddhist", ["15/02/07", "15/02/90", "-"], ["1964-02-15", "1947-02-15", None], ["value_absent"]),
        ("day:buddhist", ["31/02/64", "15/02/64"], ["2021-02-15"], ["date_malformed"]),
        ("day", ["15/02/64", "1/3/65"], ["2021-02-15", "2022-03-01"], ["dates_short"]),
    ],
)
def test_of_which_era_two_digits_are_is_said_by_hand(steward, dataset, name, days, stored, told):
    run = explained(steward, dataset, days, name)

    assert [code for _line, _column, code in said(run)] == told
    assert run.columns["matched"][-1] == ["day", "day"]
    runs.store(by=steward, run=run, skip_refused=True)
    assert [record.values["day"] for record in Record.objects.order_by("key")] == stored


def test_a_column_whose_era_nothing_shows_is_told_as_a_whole_and_what_to_do(client, steward, dataset):
    run = brought(steward, dataset, ["15/02/21"])
    client.force_login(steward)

    page = client.get(reverse("import-columns", args=[run.pk])).content.decode()

    assert said(run) == [(1, "day", "dates_short_unsaid"), (2, "day", "date_malformed")]
    assert "15/02/21" in sentences(run)[0]
    assert '<option value="day:common">' in page
    assert '<option value="day" selected>' in page


def test_an_example_is_told_as_it_stands_in_the_file(steward, dataset):
    assert "12/25/21 " in sentences(explained(steward, dataset, ["12/25/21"], "day:common"))[0]


def test_one_date_is_read_in_one_era(steward, dataset):
    run = check(steward, dataset, "รหัสตำบล,ชื่อน้ำพุ,a,b\n630101,ก,1/2/64,1/2/21\n".encode())
    place = dataset.fields.get(role="place").name

    with pytest.raises(HeadingError) as refused:
        intake.explain(
            by=steward, run=run, head=intake.head_of(run), chosen=[place, "spring", "day:buddhist", "day:common"]
        )

    assert refused.value.extra == {"column": 4}
