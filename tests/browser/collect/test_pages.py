"""What the page of forms and the forms on it say, in Thai, to everybody."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from datasets.models import Entry
from datasets.models import Form as XlsForm
from tests.browser.collect.form import Form, kept_on
from tests.browser.people import PHONE, Person, said
from tests.browser.test_accessibility import serious
from tests.factories import fieldwork as make
from u2t.machine.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_and_its_form_say_thai_and_nothing_serious_to_axe(before, live_server, axe, width):
    person = before("worker", viewport={"width": width, "height": 900})
    refused = []
    person.page.on("console", lambda said: refused.append(said.text[:200]) if said.type == "error" else None)
    person.goto(f"{live_server.url}/datasets/collect/")
    expect(person.locator(".collect-ready")).to_be_visible()
    assert serious(person.page, axe) == []
    person.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(person).open()
    for english in ("Send", "Get location", "Choose image", "Add "):
        expect(form.page.locator("[data-odk]")).not_to_contain_text(english)
    assert form.page.locator("[data-odk] h1").first.evaluate("(title) => getComputedStyle(title).wordBreak") == "normal"
    assert serious(person.page, axe) == []
    assert refused == []


def test_a_page_in_thai_names_its_forms_in_thai_on_a_device_that_is_set_to_english(browser, live_server):
    with browser.new_context(locale="en-US") as context:
        person = Person(context).sign_in(live_server.url, "worker")
        person.goto(f"{live_server.url}/datasets/collect/")
        expect(person.locator(".collect-row strong")).to_have_text("แบบสำรวจบ่อน้ำ")


def test_who_sends_with_mistakes_is_led_to_the_first_of_them(before, live_server):
    before_it, behind_it = ("".join(f",text,{at}{n},{at} {n},Question,,,\n" for n in range(20)) for at in "ab")
    asked = make.survey("2565030303").replace("personal,calculation", "personal,calculation,required")
    make.form(asked.replace(",note,", f"{before_it},text,must,ต้องตอบ,Must,,,,yes\n{behind_it},note,"))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()

    form.send()

    expect(form.question("ต้องตอบ")).to_be_in_viewport()
    expect(form.question("ต้องตอบ").locator("input")).to_be_focused()
    told, head = (phone.locator(name).bounding_box() for name in (".form-error-message", ".top"))
    assert told["y"] >= head["y"] + head["height"]
    assert 0 <= told["x"] <= told["x"] + told["width"] <= PHONE["width"] - told["x"]


def test_a_day_is_written_the_thai_way_beside_the_calendar(before, live_server):
    make.form(make.survey("2565030303").replace(",note,", ",date,day,วันที่สำรวจ,Day,,,\n,note,"))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()

    day = form.question("วันที่สำรวจ")

    form.write("วันที่สำรวจ", "08/12/2021")
    expect(day.locator(".collect-day")).to_have_text("8 ธันวาคม 2564")
    form.write("วันที่สำรวจ", "09/12/2564")
    expect(day.locator(".collect-day")).to_have_text("9 ธันวาคม 2564")
    expect(day.locator("input")).to_have_value("09/12/2564")
    day.locator("input").click()
    expect(phone.page.locator(".p-datepicker-select-year").first).to_have_text("2564")
    phone.page.locator(".p-datepicker-day").get_by_text("10", exact=True).first.click()
    expect(day.locator(".collect-day")).to_have_text("10 ธันวาคม 2564")
    expect(day.locator("input")).to_have_value("10/12/2564")
    phone.page.wait_for_timeout(1_000)
    phone.reload()
    form = Form(phone).open()
    day = form.question("วันที่สำรวจ")
    expect(day.locator("input")).to_have_value("10/12/2564")
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert Entry.objects.get().values["day"] == "2021-12-10"


def test_drafts_of_one_form_are_kept_with_a_number_alone_and_told_apart_by_what_it_calls_them(before, live_server):
    named = "ไทย (th),\"concat('บ่อ ', ${wells}, ' 2021-12-08 9999-99-99')\",,"
    asked = make.survey("2565040404").replace("default_language,", "default_language,instance_name")
    make.form(asked.replace("2565040404,ไทย (th),,,", f"2565040404,{named}"))
    phone = before("worker", viewport=PHONE)
    for wells in ("3", "4"):
        phone.goto(f"{live_server.url}/datasets/collect/")
        kept_on(phone)
        phone.page.get_by_role("link", name=said("Fill in")).click()
        Form(phone).open().write("บ่อน้ำ (บ่อ)", wells)
        expect(phone.locator("[data-state]")).to_have_text(said("The draft is kept on this device."))
        phone.page.wait_for_timeout(500)

    phone.goto(f"{live_server.url}/datasets/collect/")
    rows = phone.locator(".collect-row", has=phone.page.get_by_role("link", name=said("Go on")))
    expect(rows).to_have_count(2)
    assert sorted(rows.locator("strong").all_text_contents()) == [
        "แบบสำรวจบ่อน้ำ · บ่อ 3 8 ธ.ค. 2564 9999-99-99", "แบบสำรวจบ่อน้ำ · บ่อ 4 8 ธ.ค. 2564 9999-99-99",
    ]  # fmt: skip


def test_every_shipped_form_opens(before, live_server):
    for path in sorted((Path(settings.BASE_DIR) / "datasets/shipped/forms").glob("*.csv")):
        code = path.stem.replace("_", "-")
        make.form(path.read_text(encoding="utf-8"), of=make.dataset(code), name=path.name)
        make.collecting("630111", of=make.dataset(code))
    phone = before("worker", viewport=PHONE)
    broken = []
    phone.page.on("pageerror", lambda error: broken.append(str(error)))
    phone.goto(f"{live_server.url}/datasets/collect/")
    links = phone.page.get_by_role("link", name=said("Fill in"))
    expect(links).to_have_count(XlsForm.objects.values("dataset").distinct().count())
    for address in links.evaluate_all("(found) => found.map((link) => link.href)"):
        phone.goto(address)
        Form(phone).open()
        expect(phone.locator("[data-odk]")).not_to_contain_text("Support for")
    assert broken == []


def test_forms_stand_as_people_count_them(before, live_server):
    for number in (10, 2, 1):
        code = f"cbd-{number}"
        survey = make.survey().replace("แบบสำรวจบ่อน้ำ", f"CBD {number} บ่อน้ำ")
        make.form(survey, of=make.dataset(code), name=f"{code}.csv")
        make.collecting("630111", of=make.dataset(code))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")

    names = phone.locator(".collect-row strong")
    expect(names).to_have_text(["แบบสำรวจบ่อน้ำ", "CBD 1 บ่อน้ำ", "CBD 2 บ่อน้ำ", "CBD 10 บ่อน้ำ"])


def test_the_language_changes_on_a_page_that_answers_a_press(before, live_server):
    person = before("worker")
    person.goto(f"{live_server.url}/datasets/telephone/")
    person.press("Make a password")

    person.click_through(person.locator(".top-language button"))

    assert person.page.url == f"{live_server.url}/datasets/telephone/"
    assert person.locator("html").get_attribute("lang") == "en"
