"""Lists of very much on a phone."""

import pytest

from datasets.choices import Hold
from datasets.models import Entry
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_that_an_entry_waits_for_fits_a_phone(sign_in, steward, worker, known):
    entry = make.entry(worker, make.form())
    Entry.objects.filter(pk=entry.pk).update(held=[Hold.NO_PLACE, Hold.VERSION, Hold.VALUE])
    page = sign_in(steward)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url.partition("/areas/")[0] + "/datasets/entries/")

    pills = page.locator(".list-table .pill").all()

    assert len(pills) == 4
    assert all(pill.bounding_box()["x"] + pill.bounding_box()["width"] <= 390 - 16 for pill in pills)


def test_filters_that_are_opened_on_a_phone_stand_below_the_head_of_the_page(sign_in, steward, known):
    page = sign_in(steward)
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(page.url.partition("/areas/")[0] + "/datasets/entries/")

    page.emulate_media(reduced_motion="reduce")  # what scrolls slowly is measured under way
    page.locator(".list-filters-opener a").first.click()
    page.wait_for_function("scrollY > 100")

    head, first = (page.locator(name).first.bounding_box() for name in (".top", "#filters label"))
    assert first["y"] >= head["y"] + head["height"]


def test_no_tab_of_a_section_hides_behind_the_edge_of_a_wide_page(sign_in, steward, known):
    page = sign_in(steward)
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(page.url.partition("/areas/")[0] + "/datasets/entries/")

    tabs = [tab.bounding_box() for tab in page.locator(".section-tab").all()]

    assert len(tabs) > 6
    assert all(tab["x"] + tab["width"] <= 1200 - 16 for tab in tabs)


def test_a_moment_of_a_list_stands_in_one_line(sign_in, steward, worker, known):
    make.entry(worker, make.form())
    page = sign_in(steward)
    page.set_viewport_size({"width": 800, "height": 800})
    page.goto(page.url.partition("/areas/")[0] + "/datasets/entries/")

    sent, period = (page.locator(f"td[data-column={name}]").first for name in ("submitted_at", "period"))
    lines = "(cell) => { const range = document.createRange(); range.selectNodeContents(cell); return range.getClientRects().length; }"

    assert sent.evaluate(lines) == period.evaluate(lines) == 1
