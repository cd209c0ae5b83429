"""Invented answers keep to the forms: nothing that a form would refuse, nothing that it would not have asked."""

import re
from datetime import date

import pytest

from dashboards.demonstration.answering import Spot, _sheets, answered
from dashboards.demonstration.scenery import drawn
from datasets.importing import filling, instances, shippedforms
from tambon.system import system_user
from u2t.core import pictures

SPOT = Spot("630111", "63011101", 16.78, 98.97, date(2021, 12, 8), {})
FORMS = [path.stem for path in shippedforms.shipped()]


def brought(*codes):
    """Bring shipped forms in; return them by name."""
    files = [path for path in shippedforms.shipped() if path.stem in codes]
    return {form.dataset_id: form for form in shippedforms.load(by=system_user(), files=files)}


def given(form, number):
    answer = instances.parse(answered(form, SPOT, SPOT.village, number))
    return filling.filled(form, answer)


@pytest.mark.slow
@pytest.mark.parametrize("code", FORMS)
def test_every_answer_is_one_that_the_form_takes(nation, code):
    forms = brought(code)
    questions, _lists = _sheets(code)
    limits = {one.name: re.search(r"\. >= (\d+) and \. <= (\d+)", one.constraint) for one in questions}
    for number in range(4):
        found = given(forms[code], number)

        assert found.misfits == []
        assert found.values
        for rows in [[found.values], *found.repeats.values()]:
            for row in rows:
                for name, value in row.items():
                    if isinstance(value, int | float) and limits.get(name):
                        assert int(limits[name][1]) <= value <= int(limits[name][2]), name


def test_a_photo_is_named_where_one_is_given_and_drawn_the_same_way_each_time(nation):
    form = brought("cbd_lodgings")["cbd_lodgings"]
    there = Spot(SPOT.tambon, SPOT.village, 16.78, 98.97, date(2021, 12, 8), {"photo_1": "house.jpg"})

    found = filling.filled(form, instances.parse(answered(form, there, SPOT.village, 1)))

    assert found.pictures == {"house.jpg"}
    assert given(form, 1).pictures == set()
    assert drawn("cbd", 1) == drawn("cbd", 1) != drawn("cbd", 2)
    assert pictures.photo(name="house.jpg", content=drawn("cbd", 1)).media_type == "image/jpeg"


def test_what_depends_on_an_answer_is_asked_after_it_alone(nation):
    forms = brought("otop_products")
    for number in range(12):
        found = given(forms["otop_products"], number).values

        assert (found["stars"] is not None) <= (found["otop_registration"] == "yes")
        assert found["members_local"] <= found["members"]


def test_the_whole_is_the_sum_of_its_parts(nation):
    found = given(brought("tambon_profile_general")["tambon_profile_general"], 1).values

    assert found["population_total"] == found["male"] + found["female"]
    assert sum(found[f"age_{ages}"] for ages in ("1_14", "15_35", "36_56", "57_up")) <= found["population_total"]
