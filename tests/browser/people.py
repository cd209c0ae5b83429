"""People before browsers of their own, who find things by the words on them and wait for the page they asked for."""

from contextlib import suppress

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Error, expect

PHONE = {"width": 390, "height": 844}
_KEPT = "() => navigator.serviceWorker.ready.then(() => true)"
_IN_TIME = """([value, seconds]) => Promise.race([
    SCRIPT(value),
    new Promise((done, failed) => setTimeout(() => failed(new Error(`nothing came within ${seconds} s`)), seconds * 1000)),
])"""


def said(text, **values):
    """Say an English source text as the pages say it, in Thai."""
    with translation.override("th"):
        found = gettext(text)
    assert found != text, f"{text}: this is on no page"
    return found % values if values else found


class Person:
    """Somebody before a browser."""

    def __init__(self, context):
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)

    def __getattr__(self, name):
        return getattr(self.page, name)

    def sign_in(self, address, username):
        self.goto(address)
        self.fill("[name=login]", username)
        self.fill("[name=password]", "u2t-test-password")
        with self.page.expect_navigation():
            self.page.locator("#login-form button").click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)
        return self

    def click_through(self, found):
        """Click, and wait until the page it leads to has loaded: the next click must not meet the old page."""
        with self.page.expect_navigation():
            found.click()

    def follow(self, text, **values):
        """Follow the link of these words."""
        self.click_through(self.page.get_by_role("link", name=said(text, **values), exact=True).first)

    def press(self, text, *, stays=False):
        """Press the button of these words; `stays` where the page does not change."""
        button = self.page.get_by_role("button", name=said(text), exact=True)
        if stays:
            button.click()
        else:
            self.click_through(button)

    def menu(self, group, entry):
        """Open a page by the side bar and the tabs of its group; both may carry a count beside their word."""
        self.click_through(self.page.locator(".side-links a").filter(has_text=said(group)))
        tab = self.page.locator(".section-tabs a").filter(has_text=said(entry))
        if tab.get_attribute("aria-current") is None:
            self.click_through(tab)
        expect(tab).to_have_attribute("aria-current", "page")

    def promised(self, script, value=None, *, seconds=20):
        """Return what a promise of the page comes to, or raise: `evaluate` would wait for it without end."""
        return self.page.evaluate(_IN_TIME.replace("SCRIPT", f"({script})"), [value, seconds])

    def is_kept(self):
        """Say, after ten seconds at the latest, whether the page lies on the device."""
        with suppress(Error):
            return self.promised(_KEPT, seconds=10)
        return False

    def keep(self):
        """Wait until the page lies on the device; one of its files that did not arrive comes again with the page."""
        for _try in range(3):
            if self.is_kept():
                return
            self.page.reload()
        pytest.fail("the page was not kept on the device")

    def fill_in(self, **values):
        for name, value in values.items():
            self.page.locator(f"[name={name}]").fill(value)

    def reads(self, text):
        expect(self.page.locator("main")).to_contain_text(text)
