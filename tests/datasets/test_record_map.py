"""Records on a map: those that say where they lie, for who may see them."""

import json
import re

import pytest

from datasets.models import Record
from datasets.selectors import mapping
from tambon.models import BoundarySet
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock


@pytest.fixture
def wells(nation):
    return make.form().dataset


@pytest.fixture
def maps(nation, tmp_path, settings):
    """A loaded set of boundaries: of it the page asks the addresses alone."""
    settings.MAPS = tmp_path
    made = BoundarySet.objects.create(
        is_current=True, is_approximate=True, source="-", credit="-", polygon_count=1, loaded_at=clock.now()
    )
    (tmp_path / str(made.pk)).mkdir()
    for level in ("tambon", "province"):
        (tmp_path / str(made.pk) / f"{level}.pmtiles").touch()
    return made


def record(dataset, number, *, place="630111", **values):
    given = {"wells": 3, "spot": "16.88, 99.12"} | values
    return Record.objects.create(
        dataset=dataset, place_id=tambon.area(place).pk, period="2565", key=str(number), values=given,
        changed_at=clock.now(),
    )  # fmt: skip


def points(page):
    found = re.search(r'<script id="places-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])["points"] if found else []


def test_records_stand_where_they_lie_each_with_its_page(client, wells, steward, maps):
    here = record(wells, 1)
    record(wells, 2, spot="บ้านหน้าวัด")
    record(wells, 3, spot=None)
    client.force_login(steward)

    [point] = points(client.get("/datasets/wells/map/").content.decode())

    assert point["at"] == [99.12, 16.88]
    assert point["url"] == f"/datasets/records/{here.pk}/"


def test_nobody_sees_the_point_of_another_tambon_and_filters_hold(client, wells, pm, steward, maps):
    record(wells, 1)
    record(wells, 2, place="500101", spot="18.79, 98.98")

    client.force_login(pm)
    assert [point["at"] for point in points(client.get("/datasets/wells/map/").content.decode())] == [[99.12, 16.88]]
    client.force_login(steward)
    assert len(points(client.get("/datasets/wells/map/").content.decode())) == 2
    narrowed = client.get("/datasets/wells/map/?province=50").content.decode()
    assert [point["at"] for point in points(narrowed)] == [[98.98, 18.79]]
    assert client.get("/datasets/wells/map/?province=x").status_code == 422


def test_a_personal_position_is_on_no_map(client, wells, steward, maps):
    record(wells, 1)
    wells.fields.filter(name="spot").update(is_personal=True)
    client.force_login(steward)

    page = client.get("/datasets/wells/map/").content.decode()

    assert points(page) == []
    assert "99.12" not in page


def test_of_very_many_the_newest_are_drawn_and_the_page_says_so(client, wells, steward, maps, monkeypatch):
    monkeypatch.setattr(mapping, "MOST", 2)
    for number in range(3):
        record(wells, number, spot=f"16.8{number}, 99.12")
    client.force_login(steward)

    page = client.get("/datasets/wells/map/").content.decode()

    assert [point["at"][1] for point in points(page)] == [16.82, 16.81]
    assert "ใหม่ที่สุด" in page


def areas(page):
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])["areas"] if found else {}


def test_the_catalogue_paints_how_far_a_data_set_reaches_of_what_somebody_may_see(client, wells, pm, steward, maps):
    record(wells, 1)
    record(wells, 2)
    record(wells, 3, place="500101")
    found = {}
    for user in (steward, pm):
        client.force_login(user)
        found[user] = areas(client.get("/datasets/wells/").content.decode())

    assert set(found[steward]) == {"63", "50"}
    assert set(found[pm]) == {"63"}
    assert found[pm]["63"]["behind"] == "2 ระเบียน"
    assert found[pm]["63"]["url"] == "/datasets/wells/records/?province=63"
