"""A bad file is refused with the cell and the reason; mended and stored, its figure stands on the map."""

import json

import pytest

from dashboards.services import indicators, rollups
from datasets.services import definitions
from tambon.system import system_user

pytestmark = pytest.mark.django_db(transaction=True)
_HEAD = (
    "tumbol_ID,tumbol_name,total_population,poverty_rate_health,poverty_rate_living,poverty_rate_education,"
    "poverty_rate_income,poverty_rate_accessibility\n"
)


def bring(page, address, file):
    page.goto(address)
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("[name=period]").fill("2565")
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url("**/datasets/imports/**")


@pytest.mark.maps
def test_steward_brings_a_bad_file_mends_it_and_finds_the_figure_on_the_map(
    sign_in, live_server, steward, map_of_squares, tmp_path
):
    definitions.sync(by=system_user())
    indicators.sync(by=system_user())
    file = tmp_path / "ตำบล.csv"
    file.write_text(f"{_HEAD}630111,แม่ท้อ,-5,0,0,0,0,0\n999999,ไม่มี,10,0,0,0,0,0\n", encoding="utf-8")
    page = sign_in(steward)
    address = f"{live_server.url}/datasets/tpmap-tambon/import/"

    bring(page, address, file)

    text = page.locator("main").inner_text()
    assert "-5" in text
    assert "999999" in text
    assert page.locator("form[action$='/store/']").count() == 0

    file.write_text(f"{_HEAD}630111,แม่ท้อ,800,0,0,0,12.5,0\n", encoding="utf-8")
    bring(page, address, file)
    page.locator("form[action$='/store/'] button").click()
    page.locator(".notice-good").first.wait_for()
    rollups.roll_up(by=system_user())

    page.goto(f"{live_server.url}/areas/TH/")
    page.wait_for_selector("#map[data-ready]")
    painted = json.loads(page.locator("#map-data").text_content())["areas"]
    assert painted["63"]["text"] == "12.5%"
    assert painted["50"]["colour"] is None
    assert page.locator("tr", has_text="จ.ตาก").locator(".figure-link").inner_text() == "12.5%"
