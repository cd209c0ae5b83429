"""A real Chromium before a real server: data that is easy to recognise, and a person who is signed in by the form."""

import json
import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import closing
from tests.browser.people import Person
from tests.factories import dashboards as figures

# Playwright's sync interface keeps an event loop in this thread; Django then takes our plain calls for async ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
#: Where each tambon lies: a square of a tenth of a degree (west, south).
SQUARES = {
    "630101": (99.0, 16.8), "630111": (99.1, 16.8), "630201": (99.0, 17.0),
    "500101": (98.9, 18.7), "500102": (99.0, 18.7),
}  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium is installed: browser tests are not tried")
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox"]}


def _browser(browser_type, options, *arguments):
    browser = closing.launch(browser_type, options, *arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def plain_browser(browser_type, browser_type_launch_args):
    yield from _browser(browser_type, browser_type_launch_args, "--disable-gpu")


@pytest.fixture(scope="session")
def drawing_browser(browser_type, browser_type_launch_args):
    yield from _browser(browser_type, browser_type_launch_args, *_SOFTWARE_GL)


@pytest.fixture
def browser(request):
    """Draw maps only for the tests that look at them: without a graphics card that takes a core for each page."""
    is_drawing = request.node.get_closest_marker("maps")
    return request.getfixturevalue("drawing_browser" if is_drawing else "plain_browser")


@pytest.fixture(scope="session", autouse=True)
def closing_ends():
    """Let what is closed by us or by the plugin be closed in time."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (BrowserContext, Browser):
            patch.setattr(kind, "close", closing.close)
        yield


@pytest.fixture(scope="session")
def base_url():
    """Each test names its addresses in full (the plugin's own fixture warns under this pytest)."""


@pytest.fixture(scope="session", autouse=True)
def static_from_packages():
    """Let the server of the tests find static files where they lie, as nothing was collected."""
    django_settings.WHITENOISE_USE_FINDERS = True
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "th-TH"}


@pytest.fixture
def axe():
    """The checker of accessibility, as the text of its script."""
    path = Path(django_settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed: accessibility is not tried")
    return path.read_text(encoding="utf-8")


def _square(code, west, south):
    east, north = west + 0.1, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    properties = {"ADM3_PCODE": f"TH{code}"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def map_of_squares(nation, tmp_path, settings):
    """A map in which every tambon is a square."""
    from tambon.models import Area
    from tambon.services import boundaries
    from tambon.system import system_user

    settings.MAPS = tmp_path / "maps"
    for code, (west, south) in SQUARES.items():
        Area.objects.filter(code=code).update(longitude=Decimal(str(west + 0.05)), latitude=Decimal(str(south + 0.05)))
    file = tmp_path / "squares.geojson"
    features = [_square(code, *corner) for code, corner in SQUARES.items()]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return boundaries.load(path=file, credit="ผู้ทดสอบ", by=system_user())


@pytest.fixture
def known(nation):
    """Rates of poverty of every level, real for 2565, and two years of demonstration."""
    rate = {
        "over_place": "ratio",
        "scale": 100,
        "decimals": 1,
        "direction": "burden",
        "denominator": "total_population",
    }
    limits = [1, 2.5, 5, 8, 12]
    indicator = figures.indicator("tpmap.rate.income", name_th="อัตราคนจน", class_limits=limits, unit_th="ร้อยละ", **rate)
    figures.indicator("tpmap.poor.income", name_th="คนจน", direction="burden", rate=indicator)
    values = {
        ("nation", "TH"): 300, ("province", "63"): 500, ("province", "50"): 100, ("amphoe", "6301"): 750,
        ("amphoe", "6302"): 90, ("amphoe", "5001"): 100, ("tambon", "630101"): 40, ("tambon", "630111"): 1460,
    }  # fmt: skip
    for (level, area), numerator in values.items():
        for period, origin, change in (("2565", "real", 0), ("2564", "demo", 20), ("2563", "demo", 60)):
            figures.rollup(
                level,
                area,
                Decimal(numerator + change) / 100,
                indicator=indicator,
                period=period,
                origin=origin,
                numerator=numerator + change,
                denominator=10_000,
            )


@pytest.fixture
def sign_in(page, live_server):
    """Sign in by the form, as people do."""

    page.set_default_timeout(15_000)

    def _sign_in(person, address="/"):
        page.goto(f"{live_server.url}/accounts/login/?next={address}")
        page.locator("input[name=login]").fill(person.username)
        page.locator("input[name=password]").fill("u2t-test-password")
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    return _sign_in


@pytest.fixture
def before(new_context, live_server):
    """Seat people before browsers of their own; who gives no name is a stranger."""
    expect.set_options(timeout=20_000)

    def _before(username="", *, viewport=None):
        person = Person(new_context())
        if viewport:
            person.page.set_viewport_size(viewport)
        return person.sign_in(live_server.url, username) if username else person

    return _before
