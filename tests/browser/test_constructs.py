"""The forms of all constructs in a real browser: each opens, and what they calculate arrives as a record would keep it."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from datasets.models import Entry
from tests.browser.collect.form import Form
from tests.browser.people import PHONE, Person, said
from tests.datasets.test_constructs_collected import FORMS, brought
from tests.factories import fieldwork as make
from u2t.machine.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ground(nation, worker, private):
    expect.set_options(timeout=20_000)


@pytest.fixture
def phone(new_context, live_server, ground):
    person = Person(new_context())
    person.page.set_viewport_size(PHONE)
    return person.sign_in(live_server.url, "worker")


def offer(*names):
    """Open a round of each of these forms."""
    for path in FORMS:
        if path.stem in names:
            make.collecting("630111", of=brought(path).dataset)


def opened(phone, live_server):
    phone.goto(f"{live_server.url}/datasets/collect/")
    expect(phone.locator(".collect-ready").first).to_be_visible()
    phone.page.get_by_role("link", name=said("Fill in")).click()
    return Form(phone).open()


def answers(form):
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    return Entry.objects.get()


def test_each_form_of_every_construct_opens(phone, live_server):
    offer(*(path.stem for path in FORMS))
    broken = []
    phone.page.on("pageerror", lambda error: broken.append(str(error)))
    phone.goto(f"{live_server.url}/datasets/collect/")
    links = phone.page.get_by_role("link", name=said("Fill in"))
    expect(links).to_have_count(len(FORMS))
    for address in links.evaluate_all("(found) => found.map((link) => link.href)"):
        phone.goto(address)
        Form(phone).open()
        expect(phone.locator("[data-state]")).not_to_have_class(re.compile("is-refused"))
    assert broken == []


def test_what_is_calculated_arrives(phone, live_server):
    offer("calculations")
    form = opened(phone, live_server)
    form.write("รายได้", "1000")
    form.write("รายจ่าย", "300")
    form.page.get_by_text("ข้าวโพด", exact=True).click()
    form.write("ข้อความ", "bag  cable")

    values = answers(form).values

    assert {name: values[name] for name in ("left", "state", "share", "rest", "never_empty")} == {
        "left": "700", "state": "saves", "share": "30", "rest": "6", "never_empty": "1000",
    }  # fmt: skip
    assert (values["first_crop"], values["first_crop_name"], values["crops_count"]) == ("maize", "ข้าวโพด", "1")
    assert {values[name] for name in ("both", "has_words", "ticks", "weight")} == {"true"}
    assert (values["joined"], values["shortened"]) == ("bag  cable 1000", "bag cable")
    assert (values["before"], values["after"], values["translated"]) == ("bag", "cable", "BAg  CABle")
    assert (values["tests"], values["as_number"], values["decoded"]) == ("true", "15", "u2t")
    assert float(values["power"]) == pytest.approx(8 + 4 + 1 + 1 + 10 + 0.693147 + 2, abs=1e-4)
    assert float(values["angles"]) == pytest.approx(1 + 3.141593, abs=1e-4)
    assert 0 <= float(values["drawn"]) < 1
    assert len(values["key"]) == 36
    assert values["fingerprint"] == hashlib.sha256(b"bag  cable").hexdigest()


def test_days_and_moments_are_reckoned_with(phone, live_server):
    offer("functions")
    form = opened(phone, live_server)
    form.write("วันเกิด", "05/12/2543")

    values = answers(form).values

    assert (values["born_on"], values["born_text"]) == ("2000-12-05", "5/12/2000")
    assert int(values["age"]) >= 20
    assert float(values["asked_clock"]) == pytest.approx(0.5, abs=0.3)
    assert (values["canal_length"], values["apart"], values["plot_area"]) == ("0", "0", "0")


def test_what_is_not_asked_is_not_answered_and_a_group_appears_by_its_condition(phone, live_server):
    offer("relevance")
    form = opened(phone, live_server)
    expect(form.question("กี่ไร่")).to_have_count(0)
    form.page.get_by_text("มี", exact=True).first.click()
    form.write("กี่ไร่", "60")
    form.page.get_by_text("อื่น ๆ", exact=True).click()
    form.write("พืชอื่น", "งา")
    form.write("คนงาน", "4")
    form.page.get_by_text("อื่น ๆ", exact=True).click()
    expect(form.question("พืชอื่น")).to_have_count(0)

    values = answers(form).values

    assert (values["has_land"], values["rai"], values["workers"]) == ("yes", 60, 4)
    assert values["other_crop"] is None


def test_repetitions_are_counted_summed_and_looked_into(phone, live_server):
    offer("repeats")
    form = opened(phone, live_server)
    names = (
        form.page.locator(".question-container").filter(has=form.page.get_by_text("ชื่อ", exact=True)).locator("input")
    )
    if not names.count():
        form.page.get_by_role("button", name="เพิ่ม สมาชิก", exact=False).first.click()
    names.first.fill("ก")
    names.first.blur()
    form.write("จำนวนแปลง", "2")
    rai = form.page.locator(".question-container").filter(has=form.page.get_by_text("ไร่", exact=True)).locator("input")
    expect(rai).to_have_count(2)
    for number, area in enumerate(("3", "5")):
        rai.nth(number).press_sequentially(area)
        rai.nth(number).blur()

    entry = answers(form)

    values = entry.values
    assert (values["members"], values["named_members"], values["names"]) == ("1", "1", "ก")
    assert (values["all_rai"], values["largest"], values["smallest"], values["first_member"]) == ("8", "5", "3", "ก")
    assert [row["rai"] for row in entry.repeats["/plot"]] == [3, 5]
    assert len(entry.repeats["/visit"]) == 3
    assert len(entry.repeats["/quarter"]) == 4
