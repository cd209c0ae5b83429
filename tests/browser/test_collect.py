"""Forms of the field in a real browser: filled in without a network on a phone, returned, corrected, verified."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def ground(nation, worker, pm, private):
    """A round of the wells of the worker's tambon, on a form that came as a file."""
    expect.set_options(timeout=20_000)
    make.form()
    make.collecting("630111")


@pytest.fixture
def before(new_context, live_server):
    """Seat people before browsers of their own."""

    def _before(username, *, viewport=None):
        person = Person(new_context())
        if viewport:
            person.page.set_viewport_size(viewport)
        return person.sign_in(live_server.url, username)

    return _before


def test_smoke(before, live_server, tmp_path):
    phone = before("worker", viewport=PHONE)
    log = []
    phone.page.on("console", lambda m: log.append(m.text[:300]))
    phone.page.on("pageerror", lambda e: log.append(f"ERR {e}"))
    phone.goto(f"{live_server.url}/datasets/collect/")
    phone.page.wait_for_timeout(3000)
    phone.page.screenshot(path="/tmp/wf/list.png")
    phone.page.locator("a[href^='?form=']").first.click()
    phone.page.wait_for_timeout(6000)
    phone.page.screenshot(path="/tmp/wf/form.png", full_page=True)
    print("\n".join(log))
    print(phone.page.locator("#collect").inner_text())
    print(phone.page.locator("[data-odk]").inner_html()[:6000])
    raise SystemExit
