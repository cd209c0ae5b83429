"""The tables of the demonstration, before anything is built of them."""

import csv
import io
from collections import Counter

import geothai
import pytest

from dashboards.demonstration import allotment, figures, institutions
from dashboards.demonstration.figures import Place
from dashboards.demonstration.scale import Scale
from dashboards.demonstration.tables import read

pytestmark = pytest.mark.slow


HOME = allotment.HOME


@pytest.fixture(scope="module")
def codes():
    return [area.code for area in geothai._subdistricts() if not area.code.startswith("10")]


@pytest.fixture(scope="module")
def places(codes):
    return [Place(code, f"ตำบล {code}", f"อำเภอ {code[:4]}", f"จังหวัด {code[:2]}") for code in codes]


def _wanted(rows):
    pairs = {row["code"]: [pair.split(":") for pair in row["allocation"].split()] for row in rows}
    return {code: Counter({place: int(count) for place, count in found}) for code, found in pairs.items()}


def _rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_nation_has_76_institutions_and_3000_tambons():
    wanted = _wanted(read("universities"))

    assert len(wanted) == 76
    assert sum(sum(places.values()) for places in wanted.values()) == 3000


def test_nine_networks_divide_the_provinces():
    provinces = [code for row in read("networks") for code in row["provinces"].split()]

    assert len(read("networks")) == 9
    assert sorted(provinces) == sorted({area.code for area in geothai.provinces()})
    assert {row["network"] for row in read("universities")} == {row["code"] for row in read("networks")}


@pytest.mark.parametrize("scale", Scale)
def test_every_university_gets_its_tambons_and_none_twice(scale, codes):
    rows = institutions.universities_of(scale)

    shares = allotment.share(codes, rows)

    given = {row["code"]: Counter() for row in rows}
    for code, university in shares.items():
        given[university][code[:2]] += 1
    assert given == _wanted(rows)


def test_the_shares_of_the_brief_are_the_same_at_national_scale_and_in_any_order(codes):
    seeds = allotment.share(reversed(codes), institutions.universities_of(Scale.SEEDS))
    national = allotment.share(codes, institutions.universities_of(Scale.NATIONAL))

    assert seeds.items() <= national.items()


def test_the_universities_of_lampang_work_in_the_pilot_amphoe(codes):
    shares = allotment.share(codes, institutions.universities_of(Scale.SEEDS))

    amphoe = {code[:4] for code, university in shares.items() if university in {"lpru", "rmutl"}}
    assert {"5201", "5202", "5205", "5206", "5208"} <= amphoe


def test_figures_are_the_same_whenever_they_are_made(places):
    assert figures.tpmap(places, 2564) == figures.tpmap(places, 2564)
    # Also on another machine: one known cell of each file.
    totals = {row["tambon_code"]: row["total"] for row in _rows(figures.dopa(places, 2564))}
    assert totals[HOME] == "9434"


def test_figures_leave_a_few_tambons_out_and_a_few_beyond_belief(places):
    for year in figures.YEARS:
        rows = _rows(figures.tpmap(places, year))

        assert 0.99 * len(places) < len(rows) < len(places)
        assert HOME in {row["tumbol_ID"] for row in rows}
        for province in ("24", "52", "62", "63"):
            reported = sum(row["province_ID"] == province for row in rows)
            assert reported < sum(place.code.startswith(province) for place in places)
        assert 5 <= sum(row["poverty_rate_income"] == "100.0" for row in rows) <= 12


def test_rates_are_those_of_whole_people(places):
    for row in _rows(figures.tpmap(places[:500], 2563)):
        for name in (name for name in row if name.startswith("poverty_rate_")):
            people_counted = float(row[name]) * int(row["total_population"]) / 100
            assert abs(people_counted - round(people_counted)) < 1e-6


def test_hardship_is_greater_in_the_mountains_at_the_border(places):
    surveyed = _rows(figures.tpmap(places, 2564))

    def income(province):
        rows = [row for row in surveyed if row["province_ID"] == province]
        poor = sum(float(row["poverty_rate_income"]) * int(row["total_population"]) for row in rows)
        return poor / sum(int(row["total_population"]) for row in rows)

    assert income("58") > income("63") > income("62") > income("13")
