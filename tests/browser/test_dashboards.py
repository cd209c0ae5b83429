"""From the sign-in to the tambon, with a mouse and with a keyboard, and home with a workbook."""

import re

import pytest

from u2t.core import jobs
from u2t.core.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_officer_signs_in_and_lands_at_home(sign_in, officer, known):
    page = sign_in(officer)

    assert page.url.endswith("/areas/63/")
    assert page.locator("h1").inner_text() == "จังหวัดตาก"


def test_ministry_drills_from_nation_to_tambon_by_the_table(sign_in, ministry, known):
    page = sign_in(ministry)

    for name in ("จ.ตาก", "อ.เมืองตาก", "ต.แม่ท้อ"):
        page.locator(".ranking").get_by_role("link", name=name).click()
    assert re.search(r"/areas/630104/\?indicator=tpmap.rate.income&period=2565", page.url)
    assert page.locator("h1").inner_text() == "ตำบลแม่ท้อ"
    page.locator(".top-path").get_by_role("link", name="อ.เมืองตาก").click()
    assert page.locator("h1").inner_text() == "อำเภอเมืองตาก"


def test_ministry_drills_by_clicking_the_map(sign_in, ministry, known, map_of_squares):
    page = sign_in(ministry, "/areas/63/")
    page.wait_for_selector("#map[data-ready]")

    # The lower half of the map is the amphoe of เมืองตาก: two squares side by side.
    box = page.locator("#map canvas").bounding_box()
    tried = [(0.5 + dx, 0.5 + dy) for dy in (0.15, 0.2, 0.25, 0.3, 0.1) for dx in (0, -0.1, 0.1)]
    for x, y in tried:
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(50)
        if page.locator(".map-tip strong").all_inner_texts() == ["อ.เมืองตาก"]:
            page.mouse.down()
            page.mouse.up()
            break
    page.wait_for_url(re.compile("/areas/6301/"))
    assert page.locator("h1").inner_text() == "อำเภอเมืองตาก"


def test_pickers_change_the_address(sign_in, ministry, known):
    page = sign_in(ministry)

    page.locator("#pick-period").select_option("2564.demo")
    page.wait_for_url(re.compile("period=2564.demo"))

    assert page.locator(".pill", has_text="").first.is_visible()
    assert page.locator("[data-chart=trend-data] .main-svg").first.is_visible()


def test_figure_leads_to_where_it_comes_from(sign_in, ministry, known):
    page = sign_in(ministry)

    page.locator(".ranking .figure-link").first.click()

    assert "/source/" in page.url
    assert "500 ÷ 10,000 × 100 = 5.0%" in page.locator(".source-sum").inner_text()


def test_ranking_goes_home_as_a_workbook(sign_in, ministry, known, own_queue):
    page = sign_in(ministry)

    page.locator("button[name=media][value=xlsx]").click()
    page.wait_for_url(re.compile("/jobs/"))
    jobs.run(Job.objects.get().pk)
    with page.expect_download() as waiting:
        page.locator("a[href*='/files/']").click()

    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert Job.objects.get().result == {"rows": 2}


def test_menu_opens_on_a_phone_and_closes_with_escape(sign_in, ministry, known):
    page = sign_in(ministry)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()

    assert not page.locator(".side").is_visible()
    page.locator(".top-menu").click()
    page.locator(".side").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator(".side").wait_for(state="hidden")


@pytest.mark.parametrize("address", ["/areas/TH/", "/areas/63/", "/areas/630104/", "/datasets/"])
def test_phone_never_scrolls_sideways(sign_in, ministry, known, address):
    page = sign_in(ministry)
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(page.url.split("/areas/")[0] + address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_language_is_switched_on_the_page(sign_in, ministry, known):
    page = sign_in(ministry)

    page.locator(".top-language button").click()
    page.wait_for_selector("html[lang=en]")

    assert page.locator(".top-language button").inner_text() == "ไทย"
