"""A month in real browsers: a report returned and sent again, approved, and paid."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, said
from tests.factories import months as month
from workforce.models import Contract, MonthReport, PayLine

pytestmark = pytest.mark.django_db(transaction=True)


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
