"""A form of the field on the page, by what people read in it."""

from playwright.sync_api import expect

from tests.browser.people import said
from u2t.machine.processes import wait_until


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
    expect(phone.locator(".collect-ready").first).to_be_visible()


_STORED = """async (name) => {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "key" });
  const done = (one) => new Promise((done, failed) => Object.assign(one, { onsuccess: () => done(one.result), onerror: () => failed(one.error) }));
  const db = await done(asked);
  const found = await done(db.transaction("queue").objectStore("queue").getAll());
  db.close();
  return found.map((one) => ({ key: one.key, xml: one.xml, files: [...(one.files ?? []), ...(one.kept ?? [])].map((file) => file.name) }));
}"""


def stored(phone, name):
    """Return the key, the text and the names of the files of each thing in a store on the device."""
    return phone.promised(_STORED, f"u2t-field-{name}")


def drafted(phone, text):
    """Wait until what was typed last lies on the device: it is kept a moment after it was typed."""
    is_kept = wait_until(
        lambda: any(text in f"{work['xml']} {work['files']}" for work in stored(phone, "works")), seconds=20
    )
    assert is_kept, f"{text} is in no draft on the device: {stored(phone, 'works')}"


def store(phone, address, wells):
    """Fill the form in without a network and send it: it waits on the device."""
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", str(wells))
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))


def store_two(phone, address):
    """Leave two forms waiting on the device, of three wells and of four."""
    phone.goto(address)
    kept_on(phone)
    phone.page.context.set_offline(True)
    store(phone, address, 3)
    store(phone, address, 4)


def answer_once(phone, **answer):
    """Let the server answer so to what is sent first; what follows goes through."""
    answered = []

    def _answer(route):
        if answered:
            return route.continue_()
        answered.append(True)
        return route.fulfill(**answer)

    phone.page.route("**/api/v1/entries/", _answer)
