"""From the sign-in to the tambon, with a mouse and with a keyboard, and home with a workbook."""

import re

import pytest

from tests.dashboards.showing import rate
from tests.factories import dashboards as figures
from tests.factories import tambon as make
from u2t.core import jobs
from u2t.core.models import ImportRun, Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_officer_signs_in_and_lands_at_home(sign_in, officer, known):
    page = sign_in(officer)

    assert page.url.endswith("/areas/63/")
    assert page.locator("h1").inner_text() == "จังหวัดตาก"


def test_ministry_drills_from_nation_to_tambon_by_the_table(sign_in, ministry, known):
    page = sign_in(ministry)

    for name in ("จ.ตาก", "อ.เมืองตาก", "ต.แม่ท้อ"):
        page.locator(".ranking").get_by_role("link", name=name).click()
    assert re.search(r"/areas/630111/\?indicator=tpmap.rate.income&period=2565", page.url)
    assert page.locator("h1").inner_text() == "ตำบลแม่ท้อ"
    page.locator(".top-path").get_by_role("link", name="อ.เมืองตาก").click()
    assert page.locator("h1").inner_text() == "อำเภอเมืองตาก"


def click_on_map(page, name):
    """Look for a place on the map with the mouse, as somebody who knows where it lies would, and click it."""
    page.wait_for_selector("#map[data-ready]")
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map canvas").bounding_box()
    steps = sorted((x / 20 for x in range(1, 20)), key=lambda x: abs(x - 0.5))
    for y in steps:
        for x in steps[::2]:
            page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
            if page.locator(".map-tip strong").all_inner_texts() == [name]:
                page.mouse.down()
                page.mouse.up()
                return
    pytest.fail(f"{name} was not found on the map")


@pytest.mark.maps
def test_ministry_drills_from_nation_to_tambon_by_the_map(sign_in, ministry, known, map_of_squares):
    page = sign_in(ministry)

    for name, code in (("จ.ตาก", "63"), ("อ.เมืองตาก", "6301"), ("ต.แม่ท้อ", "630111")):
        click_on_map(page, name)
        page.wait_for_url(re.compile(f"/areas/{code}/"))
    assert page.locator("h1").inner_text() == "ตำบลแม่ท้อ"


@pytest.mark.maps
def test_map_is_painted_by_amphoe_in_place_and_by_who_holds_a_tambon(
    sign_in, ministry, staff, known, map_of_squares, live_server
):
    rate("university", "kpru", 150, 2_000, programme="u2t1")
    page = sign_in(ministry)
    page.wait_for_selector("#map[data-ready]")

    page.locator("#level-2").click()
    page.wait_for_url(re.compile("level=amphoe"))
    click_on_map(page, "อ.บ้านตาก จ.ตาก")

    page.wait_for_url(re.compile("/areas/6302/"))
    page.goto(f"{live_server.url}/areas/TH/?view=university")
    page.wait_for_selector("#map[data-ready]")
    click_on_map(page, "มหาวิทยาลัย kpru")
    page.wait_for_url(re.compile("/universities/kpru/"))


def test_pickers_change_the_page_in_place_and_the_address_can_be_shared(sign_in, ministry, known, context):
    page = sign_in(ministry)
    page.evaluate("window.isSame = true")

    page.locator("#pick-period").focus()
    page.locator("#pick-period").select_option("2564.demo")
    page.wait_for_url(re.compile("period=2564.demo"))

    assert page.locator("tr", has_text="จ.ตาก").locator(".figure-link").inner_text() == "5.2%"
    page.locator("[data-chart=trend-data] .main-svg").first.wait_for()
    assert page.evaluate("window.isSame"), "the page was not left"
    assert page.evaluate("document.activeElement.id") == "pick-period", "the keyboard stays where it was"
    other = context.new_page()
    other.goto(page.url)
    assert other.locator("#pick-period").input_value() == "2564.demo"
    assert other.locator("tr", has_text="จ.ตาก").locator(".figure-link").inner_text() == "5.2%"
    page.go_back()
    page.wait_for_function("document.querySelector('#pick-period')?.value === '2565'")
    assert page.locator(".side").is_visible()


def test_pickers_work_without_scripts(browser, live_server, ministry, known):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/areas/TH/")
    page.locator("input[name=login]").fill(ministry.username)
    page.locator("input[name=password]").fill("u2t-test-password")
    page.locator("input[name=password]").press("Enter")

    page.locator("#pick-period").select_option("2564.demo")
    page.locator("#pickers button").click()

    assert "period=2564.demo" in page.url
    assert page.locator("tr", has_text="จ.ตาก").locator(".figure-link").inner_text() == "5.2%"
    context.close()


def test_figure_leads_to_where_it_comes_from(sign_in, ministry, known):
    page = sign_in(ministry)

    page.locator(".ranking .figure-link").first.click()

    assert "/source/" in page.url
    assert "500 ÷ 10,000 × 100 = 5.0%" in page.locator(".source-sum").inner_text()


def test_ranking_goes_home_as_a_workbook(sign_in, ministry, known, own_queue):
    page = sign_in(ministry)

    page.locator("button[name=media][value=xlsx]").click()
    page.wait_for_url(re.compile("/jobs/"))
    assert page.locator("[role=progressbar]").is_visible()
    jobs.run(Job.objects.get().pk)  # the page looks again by itself
    with page.expect_download() as waiting:
        page.locator("a[href*='/files/']").click()

    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert Job.objects.get().result == {"rows": 2}


def test_the_ranking_fits_a_phone(sign_in, ministry, known):
    page = sign_in(ministry)
    page.set_viewport_size({"width": 390, "height": 844})

    ranking = page.locator(".ranking-scroll")
    assert ranking.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    assert ranking.locator(".ranking-said").first.is_visible()


def test_menu_opens_on_a_phone_and_closes_with_escape(sign_in, ministry, known):
    page = sign_in(ministry)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()

    assert not page.locator(".side").is_visible()
    page.locator(".top-menu").click()
    page.locator(".side").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator(".side").wait_for(state="hidden")


def test_worker_has_tabs_at_the_bottom_of_the_phone(sign_in, worker, known):
    page = sign_in(worker)
    page.set_viewport_size({"width": 390, "height": 844})

    assert page.locator(".tabs .tab").all_inner_texts() == ["ภาพรวม", "งานประจำเดือน", "ผู้ปฏิบัติงาน", "ข้อมูลและรายงาน"]
    assert all(tab.bounding_box()["height"] >= 44 for tab in page.locator(".tabs .tab").all())


def test_language_is_switched_on_what_is_shown(sign_in, ministry, known):
    page = sign_in(ministry)
    page.locator("#pick-period").select_option("2564.demo")
    page.wait_for_url(re.compile("period=2564.demo"))

    page.locator(".top-language button").click()
    page.wait_for_selector("html[lang=en]")

    assert page.locator(".top-language button").inner_text() == "ไทย"
    assert "period=2564.demo" in page.url
    assert page.locator("#pick-period option:checked").inner_text().startswith("Year 2021")


def test_waiting_work_is_counted_in_the_menu(sign_in, steward, known):
    other = make.user()
    for person, state in ((steward, "checked"), (steward, "dropped"), (other, "checked")):
        ImportRun.objects.create(subject="dataset:x", name="x", by=person, state=state, created_at=figures.KNOWN)

    page = sign_in(steward)

    page.locator(".side [data-count=import-list]", has_text="1").wait_for()
