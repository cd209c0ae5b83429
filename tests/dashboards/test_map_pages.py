"""What the maps of dashboards are told to paint, and for whom."""

import json
import re

import pytest

from tests.dashboards.showing import counted_rates, page
from tests.factories import dashboards as figures
from tests.factories import tambon as make

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def maps(settings, tmp_path):
    """A map of which the archives of provinces and amphoe are there."""
    from tambon.models import BoundarySet

    settings.MAPS = tmp_path
    found = BoundarySet.objects.create(
        source="x", credit="สำนัก", is_approximate=True, is_current=True, polygon_count=2, loaded_at=figures.KNOWN
    )
    (tmp_path / str(found.pk)).mkdir()
    for level in ("province", "amphoe"):
        (tmp_path / str(found.pk) / f"{level}.pmtiles").touch()


def painted(text):
    """What the map of a page is told: the level, and the words of each area by its code."""
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', text)
    data = json.loads(found[1])
    return data["layer"], {code: area["text"] for code, area in data["areas"].items()}


def test_nation_is_painted_by_amphoe_for_who_sees_them_all(client, ministry, known, maps):
    text = page(client, ministry, "/areas/TH/?level=amphoe")

    assert painted(text) == ("amphoe", {"6301": "7.5%", "6302": "2.5%", "5001": "1.7%"})
    assert 'id="level-2"' in text
    assert "จ.ตาก" in text  # the ranking stays with provinces


def test_officer_sees_amphoe_of_the_own_province_only(client, officer, known, maps):
    text = page(client, officer, "/areas/TH/?level=amphoe")

    assert painted(text) == ("amphoe", {"6301": "7.5%", "6302": "2.5%"})
    assert "map-note" in text
    assert "5001" not in text


@pytest.mark.parametrize("person", ["staff", "worker", "applicant"])
def test_amphoe_are_no_choice_where_none_would_be_seen(client, known, maps, request, person):
    text = page(client, request.getfixturevalue(person), "/areas/TH/?level=amphoe")

    assert painted(text)[0] == "province"
    assert 'id="level-2"' not in text


def test_region_is_painted_by_the_amphoe_of_its_provinces(client, ministry, nation, maps):
    region = make.area("four-north", "ภาคเหนือ", kind="four", level="region", parent_id="TH")
    region.members.set(["63"])
    counted_rates()

    text = page(client, ministry, "/areas/four-north/?level=amphoe")

    assert painted(text) == ("amphoe", {"6301": "7.5%", "6302": "2.5%"})


def test_map_data_is_the_ranking(client, ministry, known, settings, tmp_path):
    from tambon.models import BoundarySet

    settings.MAPS = tmp_path
    found = BoundarySet.objects.create(
        source="x", credit="สำนัก", is_approximate=True, is_current=True, polygon_count=2, loaded_at=figures.KNOWN
    )
    (tmp_path / str(found.pk)).mkdir()
    (tmp_path / str(found.pk) / "province.pmtiles").touch()
    text = page(client, ministry, "/areas/TH/")

    data = json.loads(re.search(r'<script id="map-data" type="application/json">(.*?)</script>', text)[1])
    assert {code: area["text"] for code, area in data["areas"].items()} == {"63": "5.0%", "50": "1.7%"}
    assert data["areas"]["63"]["url"].startswith("/areas/63/")
    assert data["layer"] == "province"
    assert "สำนัก" in text
