"""A month in real browsers: a log written without a network, a report returned and sent again, approved, and paid."""

from datetime import date

import pytest
from django.db.models import F
from playwright.sync_api import expect

from tambon.models import User
from tests.browser.people import Person, said
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.machine.processes import wait_until
from workforce.models import Contract, DayLog, Leave, LogPhoto, MonthReport, PayLine, Period

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
_KEPT = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((done) => setTimeout(() => done(false), 10000)),
])"""


@pytest.fixture(autouse=True)
def ground(nation, worker, staff, private, settings):
    """November 2564 of KPRU, on the second of December; a lecturer, an area manager and staff check it."""
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    expect.set_options(timeout=20_000)
    work.contract(work.person(worker))
    month.period()
    for name, role in (("lecturer", "pm"), ("manager", "am")):
        agency = make.agency("amphoe-6301", area=make.area("6301")) if role == "am" else None
        month.guide(make.user(name), role, agency)


@pytest.fixture
def before(new_context, live_server):
    """Seat people before browsers of their own."""

    def _before(username, *, viewport=None):
        person = Person(new_context())
        if viewport:
            person.page.set_viewport_size(viewport)
        return person.sign_in(live_server.url, username)

    return _before


@pytest.fixture
def pictures(tmp_path):
    files = [tmp_path / f"ภาพ {number}.png" for number in (1, 2)]
    for number, file in enumerate(files):
        file.write_bytes(work.picture(600 + number, 400))
    return [str(file) for file in files]


def kept_on(phone):
    """Wait until the page lies on the device; one of its files that did not arrive is fetched again with the page."""
    for _try in range(3):
        if phone.page.evaluate(_KEPT):
            return
        phone.page.reload()
    pytest.fail("the page was not kept on the device")


def write(phone, pictures):
    phone.fill_in(day="2021-11-30", activity="สำรวจครัวเรือน", detail="สัมภาษณ์หมู่ 3 จำนวน 12 หลัง")
    phone.locator("#photos").set_input_files(pictures)
    phone.press("Store the log", stays=True)


def test_a_log_stored_without_a_network_survives_the_closed_tab_and_arrives_once(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    kept_on(phone)
    context = phone.page.context
    phone.fill_in(activity="ร่างที่ยังไม่บันทึก")
    context.set_offline(True)
    phone.goto(address)
    expect(phone.locator("[name=activity]")).to_have_value("ร่างที่ยังไม่บันทึก")
    write(phone, pictures)
    expect(phone.locator("#log-queue")).to_contain_text("สำรวจครัวเรือน")
    phone.page.close()

    again = Person(context)
    again.goto(address)
    expect(again.locator("#log-queue")).to_contain_text("สำรวจครัวเรือน")
    assert not DayLog.objects.exists()
    context.set_offline(False)  # the page notices, comes back from the server and sends what it kept
    assert wait_until(lambda: LogPhoto.objects.count() == len(pictures), seconds=20)
    again.reload()
    expect(again.locator("#log-queue")).to_be_hidden()

    log = DayLog.objects.get()
    assert (log.activity, str(log.day), log.photos.count()) == ("สำรวจครัวเรือน", "2021-11-30", 2)
    assert log.written_at is not None


def test_each_log_written_without_a_network_is_one_of_its_own_and_of_today(before, live_server, settings):
    """The bare form was kept on 2 December; on the fifth two logs are written in it, one after the other."""
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    kept_on(phone)
    month.period(date(2021, 12, 1), of=Period.objects.get().rules)
    settings.CLOCK = "2021-12-05T10:00:00+07:00"
    phone.goto(address)
    phone.page.context.set_offline(True)

    for number, activity in enumerate(("ช่วงเช้า", "ช่วงบ่าย"), start=1):
        phone.goto(address)
        expect(phone.locator("[name=day]")).to_have_value("2021-12-05")
        phone.fill_in(activity=activity, detail="ลงพื้นที่หมู่ 3")
        phone.press("Store the log", stays=True)
        expect(phone.locator("#log-queue li")).to_have_count(number)
    phone.page.context.set_offline(False)

    assert wait_until(lambda: DayLog.objects.count() == 2, seconds=20)
    assert set(DayLog.objects.values_list("activity", "day")) == {
        ("ช่วงเช้า", date(2021, 12, 5)), ("ช่วงบ่าย", date(2021, 12, 5))
    }  # fmt: skip


def test_another_person_on_the_same_phone_neither_sees_nor_sends_what_is_kept(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    kept_on(phone)
    phone.page.context.set_offline(True)
    write(phone, pictures)
    expect(phone.locator("#log-queue")).to_be_visible()

    phone.page.context.clear_cookies()  # the session has ended meanwhile
    phone.page.context.set_offline(False)
    phone.sign_in(live_server.url, "lecturer")
    phone.goto(address)
    expect(phone.locator("#log-queue")).to_be_hidden()
    assert not DayLog.objects.exists()

    phone.page.context.clear_cookies()
    phone.sign_in(live_server.url, "worker")
    phone.goto(address)
    assert wait_until(lambda: LogPhoto.objects.count() == len(pictures), seconds=20)
    expect(phone.locator("#log-queue")).to_be_hidden()
    assert DayLog.objects.count() == 1


def test_a_log_refused_to_who_is_signed_in_says_why_and_may_be_thrown_away(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/workforce/logs/new/")
    # The right was taken while the form stood open.
    phone.page.route("**/api/v1/logs/", lambda route: route.fulfill(status=403, json={"title": "ไม่มีสิทธิ์ลงบันทึกแล้ว"}))
    write(phone, pictures)

    refused = phone.locator("#log-queue .field-error")
    expect(refused).to_contain_text("ไม่มีสิทธิ์ลงบันทึกแล้ว")
    phone.page.once("dialog", lambda asked: asked.dismiss())
    phone.press("Throw away", stays=True)
    expect(refused).to_be_visible()
    phone.page.once("dialog", lambda asked: asked.accept())
    phone.press("Throw away", stays=True)
    expect(phone.locator("#log-queue")).to_be_hidden()
    assert not DayLog.objects.exists()


def test_photos_of_a_month_sent_meanwhile_stay_on_the_phone_until_they_say_why(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    kept_on(phone)
    phone.page.route("**/photos/", lambda route: route.abort())  # the network goes after the text was acknowledged
    write(phone, pictures)
    assert wait_until(lambda: DayLog.objects.count() == 1, seconds=20)
    expect(phone.locator("#log-queue")).to_contain_text("สำรวจครัวเรือน")
    month.sent(Contract.objects.get(), Period.objects.get())
    phone.page.unroute("**/photos/")

    phone.goto(address)
    expect(phone.locator("#log-queue .field-error")).to_contain_text("ส่งรายงานของเดือนนี้แล้ว")
    assert not LogPhoto.objects.exists()
    phone.locator("#log-queue .btn-outline-primary").click()
    phone.fill_in(late_reason="ไม่มีสัญญาณ")
    phone.press("Store the log", stays=True)
    assert wait_until(lambda: LogPhoto.objects.count() == len(pictures), seconds=20)
    assert set(LogPhoto.objects.values_list("late_reason", flat=True)) == {"ไม่มีสัญญาณ"}
    assert DayLog.objects.count() == 1


def test_a_text_changed_after_it_was_acknowledged_arrives_too(before, live_server, pictures):
    """The text has arrived, its photos have not; who changes it then means the newer one."""
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    phone.page.route("**/photos/", lambda route: route.fulfill(status=429, body="{}"))
    write(phone, pictures)
    expect(phone.locator("#log-queue .field-error")).to_be_visible()
    assert DayLog.objects.get().detail == "สัมภาษณ์หมู่ 3 จำนวน 12 หลัง"

    phone.page.unroute("**/photos/")
    phone.locator("#log-queue .btn-outline-primary").click()
    phone.fill_in(detail="สัมภาษณ์หมู่ 3 จำนวน 15 หลัง")
    phone.press("Store the log", stays=True)
    assert wait_until(lambda: LogPhoto.objects.count() == len(pictures), seconds=20)
    assert DayLog.objects.get().detail == "สัมภาษณ์หมู่ 3 จำนวน 15 หลัง"


def test_a_text_changed_while_an_older_try_is_on_its_way_is_not_lost(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    phone.page.route("**/photos/", lambda route: route.fulfill(status=429, body="{}"))
    write(phone, pictures)
    expect(phone.locator("#log-queue .field-error")).to_be_visible()
    phone.page.unroute("**/photos/")
    held, released = [], []
    phone.page.route("**/photos/", lambda route: route.continue_() if released else held.append(route))
    phone.goto(address)  # tries again by itself, and the first photo hangs
    assert wait_until(lambda: phone.page.wait_for_timeout(50) or held, seconds=20)

    phone.locator("#log-queue .btn-outline-primary").click()
    phone.fill_in(detail="สัมภาษณ์หมู่ 3 จำนวน 15 หลัง")
    phone.press("Store the log", stays=True)
    phone.page.wait_for_timeout(500)
    released.append(True)
    for route in held:
        route.continue_()

    assert wait_until(lambda: phone.page.wait_for_timeout(50) or LogPhoto.objects.count() == len(pictures), seconds=20)
    assert wait_until(lambda: DayLog.objects.get().detail == "สัมภาษณ์หมู่ 3 จำนวน 15 หลัง", seconds=20)
    assert DayLog.objects.count() == 1


def test_without_a_network_only_who_is_signed_in_writes(before, live_server, pictures):
    """The second on the phone never opened the log; after signing out nobody is left to write."""
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    kept_on(phone)
    phone.page.context.clear_cookies()
    work.contract(work.person(User.objects.get(username="manager")))
    phone.sign_in(live_server.url, "manager")

    phone.page.context.set_offline(True)
    phone.goto(address)
    expect(phone.locator("[data-writer]")).to_contain_text("manager")
    write(phone, pictures)
    expect(phone.locator("#log-queue")).to_be_visible()
    phone.page.context.set_offline(False)
    assert wait_until(lambda: LogPhoto.objects.count() == len(pictures), seconds=20)
    assert DayLog.objects.get().contract.person.user.username == "manager"

    phone.page.context.clear_cookies()
    phone.goto(f"{live_server.url}/workforce/month/")  # signed out: the page of signing in
    phone.page.context.set_offline(True)
    phone.goto(address)
    expect(phone.locator("[data-writer]")).to_contain_text("ไม่มีผู้ใดเข้าสู่ระบบ")
    write(phone, pictures)
    expect(phone.locator("[data-state]")).to_contain_text("ไม่มีผู้ใดเข้าสู่ระบบ")
    expect(phone.locator("[name=activity]")).to_have_value("สำรวจครัวเรือน")
    expect(phone.locator("#log-queue")).to_be_hidden()


def test_a_report_lost_with_its_page_is_there_again_and_is_sent(before, live_server):
    month.log(Contract.objects.get())
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/workforce/month/")
    phone.press("Write the report of this month")
    phone.locator("[name=standing_0][value=on]").check()
    phone.fill_in(next_plan="แผนที่เก็บไว้แล้ว")
    assert wait_until(lambda: MonthReport.objects.filter(next_plan="แผนที่เก็บไว้แล้ว").exists(), seconds=20)

    phone.page.route("**/monthreports/**", lambda route: route.abort())
    phone.fill_in(next_plan="แผนที่พิมพ์ตอนไม่มีสัญญาณ")
    expect(phone.locator("[data-draft-state]")).to_contain_text("เก็บไว้ในเครื่องนี้")
    address = phone.page.url
    phone.page.unroute("**/monthreports/**")
    phone.goto(address)
    expect(phone.locator("[name=next_plan]")).to_have_value("แผนที่พิมพ์ตอนไม่มีสัญญาณ")
    phone.locator("[name=certified]").check()
    phone.press("Send the report")
    phone.wait_for_url("**/monthreports/*/")
    report = MonthReport.objects.get()
    assert (report.state, report.next_plan) == ("sent", "แผนที่พิมพ์ตอนไม่มีสัญญาณ")


def elsewhere(plan):
    """Another window or telephone stores meanwhile."""
    MonthReport.objects.update(next_plan=plan, version=F("version") + 1)


def test_a_report_stored_in_another_window_shows_both_and_is_stored_by_the_next_press(before, live_server):
    month.log(Contract.objects.get())
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/workforce/month/")
    phone.press("Write the report of this month")
    elsewhere("แผนของอีกหน้าต่าง")
    phone.fill_in(next_plan="แผนของหน้าต่างนี้")
    expect(phone.locator("[data-draft-state]")).to_contain_text("เปลี่ยนไปหลังจากที่ท่านเปิด")

    phone.press("Store and go on later")

    expect(phone.locator("[name=next_plan]")).to_have_value("แผนของหน้าต่างนี้")
    expect(phone.locator(".field-stored")).to_contain_text("แผนของอีกหน้าต่าง")
    assert MonthReport.objects.get().next_plan == "แผนของอีกหน้าต่าง"
    phone.press("Store and go on later")
    assert wait_until(lambda: MonthReport.objects.get().next_plan == "แผนของหน้าต่างนี้", seconds=20)


def test_a_press_out_of_date_comes_back_on_the_page_it_stood_on_and_under_its_address(before, live_server):
    leave = month.leave(Contract.objects.get())
    phone = before("worker", viewport=PHONE)
    there = f"{live_server.url}/workforce/leaves/{leave.pk}/"
    phone.goto(there)
    Leave.objects.update(version=F("version") + 1)
    withdraw = [phone.locator(f".apply-withdraw {part}") for part in ("summary", "button")]
    [part.click() for part in withdraw]
    expect(phone.locator(".notice-bad")).to_contain_text("จึงยังไม่ได้บันทึก")
    expect(phone.page).to_have_url(there)
    assert Leave.objects.get().state == "asked"
    [part.click() for part in withdraw]
    assert wait_until(lambda: Leave.objects.get().state == "withdrawn", seconds=20)


def test_what_was_typed_before_somebody_stored_elsewhere_is_stored_only_by_a_press(before, live_server):
    month.log(Contract.objects.get())
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/workforce/month/")
    phone.press("Write the report of this month")
    phone.page.route("**/monthreports/**", lambda route: route.abort())
    phone.fill_in(next_plan="พิมพ์ตอนไม่มีสัญญาณ")
    expect(phone.locator("[data-draft-state]")).to_contain_text("เก็บไว้ในเครื่องนี้")
    elsewhere("แผนของอีกเครื่อง")
    address = phone.page.url
    phone.page.unroute("**/monthreports/**")

    phone.goto(address)
    expect(phone.locator("[name=next_plan]")).to_have_value("พิมพ์ตอนไม่มีสัญญาณ")
    expect(phone.locator(".field-stored")).to_contain_text("แผนของอีกเครื่อง")
    phone.fill_in(next_plan="พิมพ์ตอนไม่มีสัญญาณ ต่อ")
    phone.page.wait_for_timeout(2000)  # longer than what is typed waits to be saved
    assert MonthReport.objects.get().next_plan == "แผนของอีกเครื่อง"
    phone.press("Store and go on later")
    assert wait_until(lambda: MonthReport.objects.get().next_plan == "พิมพ์ตอนไม่มีสัญญาณ ต่อ", seconds=20)


def send(phone, live_server):
    """Write the report that the logs propose, and send it."""
    phone.goto(f"{live_server.url}/workforce/month/")
    phone.press("Write the report of this month")
    phone.locator("[name=standing_0][value=on]").check()
    phone.fill_in(next_plan="บันทึกข้อมูลที่เหลือ")
    phone.locator("[name=certified]").check()
    phone.press("Send the report")
    phone.wait_for_url("**/monthreports/*/")


def send_back(lecturer):
    lecturer.menu("The month", "Waiting for me")
    lecturer.click_through(lecturer.locator("tr[data-row] a").first)
    lecturer.follow("Return")
    lecturer.fill_in(reason="ขาดภาพถ่ายของวันที่ 3")
    lecturer.press("Return")
    lecturer.reads(said("Nothing waits for you"))


def send_again(phone, live_server):
    phone.goto(f"{live_server.url}/workforce/month/")
    phone.follow("Correct the report")
    phone.locator("[name=certified]").check()
    phone.press("Send the report")
    phone.wait_for_url("**/monthreports/*/")


def approve(person, phone):
    """Approve all that waits; the worker sees the step done at once."""
    person.menu("The month", "Waiting for me")
    person.locator("[name=chosen]").check()
    person.press("Approve those chosen")
    person.reads(said("What came of it"))
    phone.reload()


def pay(staff):
    staff.menu("The month", "Months and wages")
    staff.click_through(staff.page.get_by_role("link", name="พฤศจิกายน 2564"))
    staff.press("By cheque or cash")
    staff.press("Freeze the batch")
    staff.follow("Enter the payment")
    staff.press("Store the payment")
    staff.reads(said("Paid"))


def test_a_month_is_returned_sent_again_approved_by_three_and_paid(before, live_server):
    month.log(Contract.objects.get())
    phone = before("worker", viewport=PHONE)
    send(phone, live_server)
    assert phone.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    lecturer, staff = before("lecturer"), before("staff")
    send_back(lecturer)
    send_again(phone, live_server)

    for done, person in enumerate((lecturer, before("manager"), staff), start=2):
        approve(person, phone)
        expect(phone.locator(".month-stages .is-done")).to_have_count(done)
    assert MonthReport.objects.get().state == "approved"

    pay(staff)
    assert PayLine.objects.get().state == "paid"
    phone.reload()
    expect(phone.locator(".month-stages li").last).to_have_class("is-done")
