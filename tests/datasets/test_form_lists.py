"""Lists of answers that come with a form: whatever their ending is written in, and whatever stands in them."""

import io
import json

import pytest

from datasets.importing import formintake
from datasets.selectors.fillpages import lists_for
from datasets.selectors.questions import FormError
from tests.factories import fieldwork as make


def _features(**facts):
    feature = {"type": "Feature", "geometry": None} | facts
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


@pytest.mark.parametrize(("spoken", "brought"), [("homes.CSV", "homes.csv"), ("homes.csv", "homes.CSV")])
def test_the_ending_of_a_list_is_written_in_small_or_capital_letters(dataset, worker, spoken, brought):
    text = make.survey().replace("select_one yn,water", f"select_one_from_file {spoken},water")

    form = formintake.bring(
        by=make.system_user(), dataset=dataset, file=io.BytesIO(text.encode()), name="WELLS.CSV",
        files=[(brought, io.BytesIO("name,label\n1,บ้านเลขที่ 1\n".encode()))],
    )  # fmt: skip

    assert lists_for(worker, form) == {"homes.csv": "name,label\n1,บ้านเลขที่ 1\n"}
    assert "jr://file-csv/homes.csv" in form.xml
    assert dataset.fields.get(name="water").choices == [{"value": "1", "th": "บ้านเลขที่ 1", "en": ""}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("homes.csv", b"name,label\n1\x00,a\x00b\n,c\n"),
        ("homes.geojson", _features(id="1", properties={"title": "a\0b"})),
        ("homes.geojson", _features(id="1", properties={"title": "a\ud800b"})),
    ],
)
def test_signs_that_no_text_can_hold_are_left_out_of_lists(dataset, name, content):
    text = make.survey().replace("select_one yn,water", f"select_one_from_file {name},water")

    formintake.bring(
        by=make.system_user(), dataset=dataset, file=io.BytesIO(text.encode()), name="wells.csv",
        files=[(name, io.BytesIO(content))],
    )  # fmt: skip

    assert dataset.fields.get(name="water").choices == [{"value": "1", "th": "ab", "en": ""}]


def test_a_list_of_other_signs_than_commas_is_refused(dataset):
    with pytest.raises(FormError) as refused:
        formintake.bring(
            by=make.system_user(), dataset=dataset, file=io.BytesIO(make.survey().encode()), name="wells.csv",
            files=[("homes.csv", io.BytesIO(b"name;label\n1;a\n"))],
        )  # fmt: skip

    assert [issue.sheet for issue in refused.value.issues] == ["homes.csv"]
    assert "จุลภาค" in str(refused.value)


def test_an_unfit_file_and_the_mistakes_of_its_form_are_told_together(dataset):
    text = make.survey().replace("select_one yn,water", "select_one_from_file homes.csv,water")
    broken = text.replace("integer,wells", "number,wells")

    with pytest.raises(FormError) as refused:
        formintake.bring(
            by=make.system_user(), dataset=dataset, file=io.BytesIO(broken.encode()), name="wells.csv",
            files=[("homes.csv", io.BytesIO(b"name;label\n1;x\n"))],
        )  # fmt: skip

    assert [issue.sheet for issue in refused.value.issues] == ["survey", "homes.csv"]
