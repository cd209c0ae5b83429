"""Filled in without a network on a phone, sent once, returned, corrected, verified."""

import pytest
from playwright.sync_api import expect

from dashboards.choices import Counting
from dashboards.models import Rollup
from dashboards.services import indicators, rollups
from datasets.choices import EntryState
from datasets.models import Entry
from datasets.services import reviews
from datasets.views import filling
from tambon.system import system_user
from tests.browser.collect.form import Form, answer_once, drafted, kept_on, store, store_two, stored
from tests.browser.people import PHONE, Person, said
from tests.factories import fieldwork as make
from u2t.machine.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


REMARK = "นับบ่อหลังบ้านด้วย"


def test_a_form_is_filled_offline_returned_corrected_and_moves_its_indicator(
    before, live_server, steward, pm, tmp_path
):
    address = f"{live_server.url}/datasets/collect/"
    bring(before("steward"), live_server.url, tmp_path / "wells.csv")
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone = fill_offline(phone, address)

    assert not Entry.objects.exists()
    phone.page.context.set_offline(False)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    expect(phone.locator("[data-lists]")).not_to_contain_text(said("Kept on this device, not sent yet"))
    entry = Entry.objects.get()
    assert (entry.values["wells"], entry.area_id, entry.state) == (3, "630111", EntryState.SUBMITTED)

    reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={"wells": REMARK})
    correct(phone, address)
    entry.refresh_from_db()
    assert (entry.values["wells"], entry.revision, entry.state) == (5, 2, EntryState.SUBMITTED)
    assert Entry.objects.count() == 1

    desk = before("pm")
    desk.goto(f"{live_server.url}/datasets/entries/{entry.pk}/")
    desk.press("Verify")
    rollups.roll_up(by=system_user())
    assert Rollup.objects.get(level="province", area="63", indicator__code="data.wells").value == 5


def bring(desk, address, file):
    """Bring a newer version of the form by its page, and define an indicator of it."""
    file.write_text(make.survey("2565020202"), encoding="utf-8")
    desk.goto(f"{address}/datasets/wells/forms/new/")
    desk.locator("input[name=file]").set_input_files(str(file))
    desk.press("Compile and put in force")
    wanted = indicators.Wanted(
        code="data.wells", name_th="บ่อน้ำ", name_en="Wells", dataset=make.dataset(), counting=Counting.SUM,
        field="wells", unit_th="บ่อ",
    )  # fmt: skip
    indicators.define(by=system_user(), wanted=wanted)


def fill_offline(phone, address):
    """Begin a form without a network, close the page, go on with the draft and send it."""
    context = phone.page.context
    context.set_offline(True)
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.write("หัวหน้าครัวเรือน", "นางคำ ใจดี")
    expect(phone.locator("[data-state]")).to_have_text(said("The draft is kept on this device."))
    drafted(phone, "นางคำ ใจดี")
    phone.page.close()

    phone = Person(context)
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Go on")).click()
    form = Form(phone).open()
    expect(form.question("หัวหน้าครัวเรือน").locator("input")).to_have_value("นางคำ ใจดี")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    return phone


def correct(phone, address):
    """Open what was returned, read why, and send it corrected."""
    phone.goto(address)
    expect(phone.locator("[data-lists]")).to_contain_text(REMARK)
    phone.page.get_by_role("link", name=said("Correct")).click()
    form = Form(phone).open()
    expect(phone.locator("[data-remarks]")).to_contain_text(REMARK)
    form.write("บ่อน้ำ (บ่อ)", "5")
    form.send()
    expect(phone.locator("[data-state]")).to_have_text(said("Sent, and received by the server. It is reviewed next."))


def test_who_uses_the_device_next_neither_sees_nor_sends_what_is_kept(before, live_server, colleague):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))

    phone.goto("about:blank")  # the page would come back by itself with the network
    phone.page.context.clear_cookies()  # the session has ended meanwhile
    phone.page.context.set_offline(False)
    phone.sign_in(live_server.url, "colleague")
    phone.goto(address)
    expect(phone.locator("[data-lists]")).to_be_visible()
    expect(phone.locator("[data-lists]")).not_to_contain_text(said("Kept on this device, not sent yet"))
    assert not Entry.objects.exists()

    phone.page.context.clear_cookies()
    phone.sign_in(live_server.url, "worker")
    phone.goto(address)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)


def test_answers_whose_receipt_was_lost_on_the_way_are_one_entry(before, live_server):
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)

    is_back = []

    def lose(route):
        if is_back:
            route.continue_()
            return
        route.fetch()
        route.abort()

    phone.page.route("**/api/v1/entries/", lose)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    assert Entry.objects.count() == 1
    is_back.append(True)
    phone.reload()  # unless the page has tried again by itself already, and nothing is left to be said
    lists = phone.locator("[data-lists]")
    expect(lists).to_contain_text(said("Fill in"))
    expect(lists).not_to_contain_text(said("Kept on this device, not sent yet"), timeout=60_000)
    assert Entry.objects.get().revision == 1


def test_answers_that_the_server_cannot_take_hold_up_no_others(before, live_server):
    phone = before("worker", viewport=PHONE)
    store_two(phone, f"{live_server.url}/datasets/collect/")
    answer_once(phone, status=500)
    phone.page.context.set_offline(False)

    later = said("The server cannot take it at the moment. It is sent again by itself.")
    expect(phone.locator("[data-lists]")).to_contain_text(later)
    assert Entry.objects.count() == 1
    phone.page.unroute("**/api/v1/entries/")
    phone.reload()
    assert wait_until(lambda: {entry.values["wells"] for entry in Entry.objects.all()} == {3, 4}, seconds=30)


def test_what_is_being_changed_after_it_was_refused_is_not_sent_as_it_was(before, live_server):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    refused = {"status": 409, "json": {"detail": "ไม่รับ"}}
    phone.page.route("**/api/v1/entries/", lambda route: route.fulfill(**refused))
    store(phone, address, 3)
    phone.page.get_by_role("link", name=said("Change")).click()
    form = Form(phone).open()
    phone.page.unroute("**/api/v1/entries/")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(2_000)
    assert not Entry.objects.exists()

    form.write("บ่อน้ำ (บ่อ)", "5")
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert Entry.objects.get().values["wells"] == 5


def an_answer_waits_and_another_tab_signs_in(phone, username, live_server):
    """The server takes nothing for a while, the session ends, and the page stays open while somebody signs in anew."""
    kept_on(phone)
    phone.page.route("**/api/v1/entries/", lambda route: route.fulfill(status=503))
    store(phone, phone.page.url, 3)
    phone.page.context.clear_cookies()
    Person(phone.page.context).sign_in(live_server.url, username)
    phone.page.unroute("**/api/v1/entries/")
    phone.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_page_that_stayed_open_sends_nothing_as_somebody_who_signed_in_after_it(before, live_server, colleague):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    an_answer_waits_and_another_tab_signs_in(phone, "colleague", live_server)
    signed_out = said("You are signed out. Sign in again: what is kept here is sent then.")
    expect(phone.locator("[data-state]")).to_have_text(signed_out)
    assert not Entry.objects.exists()

    phone.page.context.clear_cookies()
    phone.sign_in(live_server.url, "worker")
    phone.goto(address)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert Entry.objects.get().by.username == "worker"


def test_a_page_that_stayed_open_sends_on_after_the_same_person_signed_in_anew(before, live_server):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    an_answer_waits_and_another_tab_signs_in(phone, "worker", live_server)

    assert wait_until(lambda: phone.page.wait_for_timeout(50) or Entry.objects.count() == 1, seconds=20)
    expect(phone.locator("[data-state]")).to_have_text(said("Sent, and received by the server. It is reviewed next."))


def test_who_goes_back_to_a_form_after_sending_it_is_told_where_it_is(before, live_server):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone.page.context.set_offline(True)
    store(phone, address, 3)
    waiting = stored(phone, "works")[0]["key"]

    phone.goto(f"{address}?work={waiting}")
    expect(phone.locator("[data-state]")).to_have_text(said("Kept on this device. It is sent when there is a network."))
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))

    phone.page.context.set_offline(False)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    expect(phone.locator("[data-lists]")).not_to_contain_text(said("Kept on this device, not sent yet"))
    phone.goto(f"{address}?work={waiting}")
    gone = said("This draft is no longer on this device: it was sent or thrown away.")
    expect(phone.locator("[data-state]")).to_have_text(gone)
    expect(phone.page.get_by_role("link", name=said("Fill in"))).to_be_visible()


def test_what_is_written_on_in_one_page_after_another_sent_it_corrects_that(before, live_server):
    first = before("worker", viewport=PHONE)
    first.goto(f"{live_server.url}/datasets/collect/")
    kept_on(first)
    first.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(first).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    drafted(first, "<wells>3</wells>")
    second = Person(first.page.context)
    second.goto(first.page.url)
    later = Form(second).open()
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    expect(first.locator("[data-lists]")).to_be_visible()

    later.write("บ่อน้ำ (บ่อ)", "5")
    later.send()
    assert wait_until(lambda: Entry.objects.get().values["wells"] == 5, seconds=30)
    assert Entry.objects.get().revision == 2


def test_what_was_corrected_is_listed_as_returned_no_more(before, live_server, pm):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    expect(phone.locator("[data-state]")).to_have_text(said("Sent, and received by the server. It is reviewed next."))
    entry = Entry.objects.get()
    reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={"wells": REMARK})
    phone.goto(address)
    expect(phone.locator("[data-lists]")).to_contain_text(REMARK)
    phone.page.route("**/field-forms/returned/", lambda route: route.abort())

    phone.page.get_by_role("link", name=said("Correct")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "5")
    form.send()

    assert wait_until(lambda: Entry.objects.get().revision == 2, seconds=30)
    expect(phone.page.get_by_role("link", name=said("Fill in"))).to_be_visible()
    expect(phone.locator("[data-lists]")).not_to_contain_text(REMARK)


def test_no_form_is_called_ready_before_the_page_itself_is_kept(before, live_server, monkeypatch):
    phone = before("worker", viewport=PHONE)
    with monkeypatch.context() as lacking:
        lacking.setattr(filling, "_FILES", (*filling._FILES, "js/lost-on-the-way.js"))
        phone.goto(f"{live_server.url}/datasets/collect/")
        expect(phone.page.get_by_role("link", name=said("Fill in"))).to_be_visible()
        phone.page.wait_for_timeout(2_000)
        expect(phone.locator(".collect-ready")).to_have_count(0)

    phone.page.evaluate("dispatchEvent(new Event('online'))")
    kept_on(phone)


def test_a_draft_of_an_older_version_is_finished_after_a_newer_one_came(before, live_server, pm):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/datasets/collect/"
    phone.goto(address)
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.page.get_by_text("มี", exact=True).first.click()
    drafted(phone, "<water>yes</water>")
    newer = make.form(
        make.survey("2565020202").replace(",select_one yn,water,มีน้ำใช้ตลอดปี,Water all year,${wells} > 0,,\n", "")
    )

    phone.goto(address)
    phone.page.wait_for_timeout(1_500)
    phone.page.get_by_role("link", name=said("Go on")).click()
    Form(phone).open().send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    entry = Entry.objects.get()
    assert (entry.form.number, entry.held, entry.values["water"]) == (1, [], "yes")
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    assert record.values["water"] == "yes"
    assert newer.dataset.fields.get(name="water").is_retired

    desk = before("pm")
    desk.goto(f"{live_server.url}/datasets/records/{record.pk}/")
    expect(desk.page.get_by_text("มีน้ำใช้ตลอดปี")).to_be_visible()
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    expect(Form(phone).open().question("มีน้ำใช้ตลอดปี")).to_have_count(0)
