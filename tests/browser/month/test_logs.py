"""A log of the day written on a telephone: without a network, on a page long open, by several people."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tambon.models import User
from tests.browser.people import PHONE, Person
from tests.factories import months as month
from tests.factories import workforce as work
from u2t.core import offline
from u2t.machine.processes import wait_until
from workforce.models import Contract, DayLog, LogPhoto, Period

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pictures(tmp_path):
    files = [tmp_path / f"ภาพ {number}.png" for number in (1, 2)]
    for number, file in enumerate(files):
        file.write_bytes(work.picture(600 + number, 400))
    return [str(file) for file in files]


def write(phone, pictures):
    phone.fill_in(day="2021-11-30", activity="สำรวจครัวเรือน", detail="สัมภาษณ์หมู่ 3 จำนวน 12 หลัง")
    phone.locator("#photos").set_input_files(pictures)
    phone.press("Store the log", stays=True)


def test_a_log_stored_without_a_network_survives_the_closed_tab_and_arrives_once(before, live_server, pictures):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    phone.keep()
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


def test_a_page_of_which_a_file_did_not_arrive_is_kept_by_a_later_try(before, live_server, monkeypatch):
    phone = before("worker", viewport=PHONE)
    phone.page.clock.install()
    with monkeypatch.context() as lacking:
        lacking.setattr(offline, "LOOKS", (*offline.LOOKS, "js/lost-on-the-way.js"))
        phone.goto(f"{live_server.url}/workforce/logs/new/")
        gone = "() => navigator.serviceWorker.getRegistration().then((found) => found === undefined)"
        assert wait_until(lambda: phone.promised(gone), seconds=20)

    assert wait_until(lambda: phone.page.clock.fast_forward(31_000) or phone.is_kept(), seconds=30)
    phone.page.context.set_offline(True)
    phone.reload()
    expect(phone.locator("[name=activity]")).to_be_visible()


def test_each_log_written_without_a_network_is_one_of_its_own_and_of_today(before, live_server, settings):
    """The bare form was kept on 2 December; on the fifth two logs are written in it, one after the other."""
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/workforce/logs/new/"
    phone.goto(address)
    phone.keep()
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
    phone.keep()
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
    phone.keep()
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
    phone.keep()
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
