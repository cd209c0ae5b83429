"""A report or a leave on a page that another window, telephone or lost connection left behind."""

import pytest
from django.db.models import F
from playwright.sync_api import expect

from tests.browser.people import PHONE
from tests.factories import months as month
from u2t.machine.processes import wait_until
from workforce.models import Contract, Leave, MonthReport

pytestmark = pytest.mark.django_db(transaction=True)


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
