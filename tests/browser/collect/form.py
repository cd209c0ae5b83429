"""A form of the field on the page, by what people read in it."""

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


class Form:
    """The form on the page, by what people read in it."""

    def __init__(self, person):
        self.page = person.page

    def open(self):
        expect(self.page.locator("[data-odk] .questions-card")).to_be_visible()
        return self

    def question(self, text):
        found = self.page.locator(".question-container")
        return found.filter(has=self.page.get_by_text(text, exact=True)).last

    def write(self, text, value):
        field = self.question(text).locator("input")
        field.fill("")
        field.press_sequentially(value)  # numbers are taken key by key
        field.blur()

    def send(self):
        self.page.get_by_role("button", name="ส่งข้อมูล", exact=True).click()


def kept_on(phone):
    """Wait until the device has what the form needs without a network."""
    phone.page.evaluate("navigator.serviceWorker.ready")
    expect(phone.locator(".collect-ready")).to_be_visible()
