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
    for level in ("province", "amphoe", "tambon"):
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
    make.region()
    counted_rates()

    text = page(client, ministry, "/areas/four-north/?level=amphoe")

    assert painted(text) == ("amphoe", {"6301": "7.5%", "6302": "2.5%"})


@pytest.fixture
def held(nation, maps):
    """KPRU holds แม่ท้อ, CMU ตากออก and ศรีภูมิ; rates of both, rolled up."""
    kpru, cmu = (make.university(code, network=make.network()) for code in ("kpru", "cmu"))
    for code, holder in (("630111", kpru), ("630201", cmu), ("500101", cmu)):
        make.allocation(make.area(code), holder, make.programme())
    counted_rates()


def coloured(text):
    """What stands in whose colour, and the words of that."""
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', text)
    data = json.loads(found[1])
    return data["layer"], {code: (place, data["areas"][place]["text"]) for code, place in data["of"].items()}


def test_maps_by_university_stand_in_the_colour_of_who_holds_a_tambon(client, ministry, officer, held):
    whole = {"630111": ("kpru", "7.5%"), "630201": ("cmu", "1.9%"), "500101": ("cmu", "1.9%")}
    of_tak = {"630111": ("kpru:63", "7.5%"), "630201": ("cmu:63", "2.5%")}

    assert coloured(page(client, ministry, "/areas/TH/?view=university")) == ("tambon", whole)
    assert coloured(page(client, ministry, "/networks/upper-north/")) == ("tambon", whole)
    assert coloured(page(client, ministry, "/areas/63/?view=university")) == ("tambon", of_tak)
    seen = page(client, officer, "/areas/TH/?view=university")
    assert coloured(seen) == ("tambon", {code: found for code, found in whole.items() if code != "500101"})
    assert "map-note" in seen


def test_a_university_is_painted_by_tambon_for_its_own_and_by_province_for_others(client, pm, held, nation):
    own = make.user()
    make.membership(own, "staff", university=make.university("cmu"))

    assert painted(page(client, own, "/universities/cmu/")) == ("tambon", {"630201": "2.5%", "500101": "1.7%"})
    assert coloured(page(client, pm, "/universities/cmu/")) == (
        "province", {"63": ("cmu:63", "2.5%"), "50": ("cmu:50", "1.7%")},
    )  # fmt: skip


def test_nothing_is_painted_for_who_sees_no_tambon(client, applicant, held):
    text = page(client, applicant, "/areas/TH/?view=university")

    assert "1.9%" in text
    assert "map-data" not in text


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
