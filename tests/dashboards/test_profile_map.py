"""The map of a tambon on paper: its outline, its neighbours, its things by kind, and what is said below it."""

import json
from xml.etree.ElementTree import fromstring

import pytest

from dashboards.maps import places_map
from dashboards.papermaps import map_of
from dashboards.selectors.profiles import Point
from tambon.models import Area
from tambon.selectors.boundaries import current_maps
from tambon.services import boundaries
from tambon.system import system_user
from workforce.tambonsheet import TambonSheet, write_tambon

pytestmark = pytest.mark.integration
SVG = "{http://www.w3.org/2000/svg}"
INSIDE = [Point(16.85, 99.0 + n / 100, f"ที่ {n}", "ที่พัก" if n < 3 else "วัด", n) for n in range(5)]


@pytest.fixture
def tambon(nation):
    return Area.objects.get(pk="630111")


@pytest.fixture
def outlines(nation, settings, tmp_path):
    settings.MAPS = tmp_path / "maps"
    shapes = {
        "630111": (98.9, 16.7, 99.1, 17.0),
        "630101": (99.1, 16.7, 99.4, 17.0),
        "500101": (99.2, 18.7, 99.4, 18.9),
    }
    features = [
        {
            "type": "Feature", "properties": {"ADM3_PCODE": f"TH{code}"},
            "geometry": {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]},
        }
        for code, (w, s, e, n) in shapes.items()
    ]  # fmt: skip
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    boundaries.load(path=file, credit="ผู้ทดสอบ", by=system_user())


def test_things_are_marked_by_kind_within_the_outline(outlines, tambon):
    drawn = map_of(tambon, INSIDE)

    picture = fromstring(drawn.svg)
    _x, _y, width, height = map(float, picture.get("viewBox").split())
    marks = picture.findall(f"{SVG}circle")
    assert len(marks) == 5
    assert all(0 < float(mark.get("cx")) < width and 0 < float(mark.get("cy")) < height for mark in marks)
    assert len(picture.findall(f"{SVG}path")) == 2  # the neighbour, and not the tambon far away
    assert [words for _ink, words in drawn.keys] == ["ที่พัก (3)", "วัด (2)"]
    assert {mark.get("fill") for mark in marks} == {ink for ink, _words in drawn.keys}
    assert "ผู้ทดสอบ" in drawn.note
    assert "ที่ 1" not in drawn.svg.decode()


def test_a_thing_outside_the_outline_is_within_the_picture_and_rare_kinds_share_a_colour(outlines, tambon):
    points = [Point(17.3, 99.05, "", f"ชนิด {n}", n) for n in range(9)]

    drawn = map_of(tambon, points)

    assert all(float(mark.get("cy")) > 0 for mark in fromstring(drawn.svg).findall(f"{SVG}circle"))
    assert drawn.keys[-1][1] == "ชนิดอื่น (2)"
    assert len({ink for ink, _words in drawn.keys}) == 8


def test_a_thing_placed_on_the_other_side_of_the_earth_is_told_and_does_not_shrink_the_others(outlines, tambon):
    with_it, without = map_of(tambon, [*INSIDE, Point(0.0, 0.0, "", "วัด", 9)]), map_of(tambon, INSIDE)

    assert with_it.svg == without.svg
    assert with_it.keys == without.keys
    assert "ไม่ได้แสดง 1 แห่ง" in with_it.note
    assert "ไม่ได้แสดง" not in without.note
    alone = map_of(tambon, [Point(0.0, 0.0, "", "วัด", 9)])
    assert alone.keys == []
    assert len(fromstring(alone.svg).findall(f"{SVG}path")) == 2


def test_the_page_shows_the_tambon_and_not_half_the_earth_for_one_thing_placed_wrongly(outlines, tambon):
    tambon.latitude, tambon.longitude = 16.85, 99.0
    wrong = Point(0.0, 0.0, "", "วัด", 9)

    west, south, east, north = places_map(tambon, [*INSIDE, wrong], current_maps())["bounds"]

    assert east - west < 0.2
    assert north - south < 0.2
    assert places_map(tambon, [wrong], current_maps())["bounds"][0] < 0
    tambon.latitude = None
    assert places_map(tambon, [*INSIDE, wrong], current_maps())["bounds"][0] < 0


def test_the_map_is_set_as_pdf(outlines, tambon, tmp_path):
    drawn = map_of(tambon, INSIDE)
    with_map, without = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for path, each in ((with_map, drawn), (without, None)):
        write_tambon(path, TambonSheet("ตำบลโปรไฟล์", "แม่ท้อ", [], [], [], "", map=each))

    assert with_map.stat().st_size > without.stat().st_size
    assert with_map.read_bytes()[:4] == b"%PDF"


@pytest.mark.parametrize("points", [INSIDE, []])
def test_without_boundaries_or_positions_there_is_no_map(tambon, points, settings, tmp_path):
    settings.MAPS = tmp_path

    assert map_of(tambon, points) is None
