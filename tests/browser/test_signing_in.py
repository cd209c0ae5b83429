"""Signing in to work on a telephone without a network: made at its moment, kept, sent once, decided by a person."""

from datetime import time

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Person, said
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.machine.processes import wait_until
from workforce.models import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ground(nation, worker, staff, private, settings):
    """A morning of November 2564 at KPRU, where people sign in from 7 to 10; a lecturer decides what comes late."""
    settings.CLOCK = "2021-11-30T08:15:00+07:00"
    work.contract(work.person(worker))
    month.period(of=month.rules(attendance="clock", sign_in_from=time(7), sign_in_until=time(10)))
    month.guide(make.user("lecturer"), "pm")


@pytest.fixture
def address(live_server):
    return f"{live_server.url}/workforce/sign-ins/new/"


def opened(person, address):
    """Open the form once with a network, as somebody who signs in here every day has."""
    person.goto(address)
    person.keep()
    return person.page.context


def test_a_sign_in_without_a_network_survives_the_closed_tab_arrives_once_and_is_decided(
    before, address, settings, live_server
):
    phone = before("worker", viewport=PHONE)
    context = opened(phone, address)
    context.set_offline(True)
    phone.goto(address)
    for _again in range(2):
        phone.press("Sign in to work today", stays=True)
        expect(phone.locator("#signin-queue li")).to_have_count(1)
    expect(phone.locator("[data-state]")).to_contain_text("เก็บไว้ในเครื่องนี้")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.page.close()
    assert not SignIn.objects.exists()

    settings.CLOCK = "2021-11-30T13:40:00+07:00"
    again = Person(context)
    again.goto(address)
    expect(again.locator("#signin-queue")).to_contain_text("30 พฤศจิกายน 2564")
    context.set_offline(False)
    assert wait_until(SignIn.objects.exists, seconds=20)
    again.goto(f"{live_server.url}/workforce/month/")
    expect(again.locator("#signin-queue")).to_be_hidden()
    expect(again.locator(".signin")).to_contain_text(said("Late, being decided"))
    found = SignIn.objects.get()
    assert (str(found.day), found.late_reason) == (
        "2021-11-30",
        said("There was no network when this sign-in was made."),
    )
    assert found.device_at is not None

    lecturer = before("lecturer", viewport=PHONE)
    lecturer.goto(f"{live_server.url}/workforce/sign-ins/{found.pk}/")
    lecturer.reads(said("Clock of the device"))
    lecturer.press("It counts")
    found.refresh_from_db()
    assert found.late_accepted is True


def test_with_a_network_again_within_the_hours_it_is_in_time(before, address):
    phone = before("worker", viewport=PHONE)
    opened(phone, address).set_offline(True)
    phone.press("Sign in to work today", stays=True)
    expect(phone.locator("#signin-queue")).to_be_visible()

    phone.page.context.set_offline(False)
    assert wait_until(SignIn.objects.exists, seconds=20)
    expect(phone.locator("#signin-queue")).to_be_hidden()
    assert SignIn.objects.get().late_reason == ""


def test_a_sign_in_waits_for_its_own_person_through_an_expired_session(before, address, live_server):
    phone = before("worker", viewport=PHONE)
    context = opened(phone, address)
    context.clear_cookies()  # the session ended while the form stood open
    phone.press("Sign in to work today", stays=True)
    expect(phone.locator("#signin-queue .field-error")).to_contain_text("ออกจากระบบ")

    work.contract(work.person(make.user("second")))
    phone.sign_in(live_server.url, "second")
    phone.goto(address)
    expect(phone.locator("#signin-form")).to_be_visible()
    expect(phone.locator("#signin-queue")).to_be_hidden()
    assert not SignIn.objects.exists()

    context.clear_cookies()
    phone.sign_in(live_server.url, "worker")
    phone.goto(address)
    assert wait_until(SignIn.objects.exists, seconds=20)
    assert SignIn.objects.get().contract.person.user.username == "worker"


def test_outside_the_hours_the_form_asks_why_and_takes_the_answer(before, address, settings):
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    settings.CLOCK = "2021-11-30T11:00:00+07:00"
    phone.press("Sign in to work today", stays=True)
    expect(phone.locator("[name=late_reason]")).to_be_visible()
    expect(phone.locator("#signin-queue .field-error")).to_contain_text("7.00")

    phone.fill_in(late_reason="ช่วยน้ำท่วมที่หมู่ 3")
    phone.press("Sign in to work today", stays=True)
    phone.wait_for_url("**/workforce/month/")
    assert SignIn.objects.get().late_reason == "ช่วยน้ำท่วมที่หมู่ 3"


def test_what_is_refused_to_who_is_signed_in_says_why_and_may_be_thrown_away(before, address):
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    # The right was taken while the form stood open.
    phone.page.route("**/api/v1/sign-ins/", lambda route: route.fulfill(status=403, json={"title": "ไม่มีสิทธิ์ลงบันทึกแล้ว"}))
    phone.press("Sign in to work today", stays=True)

    refused = phone.locator("#signin-queue .field-error")
    expect(refused).to_contain_text("ไม่มีสิทธิ์ลงบันทึกแล้ว")
    phone.page.once("dialog", lambda asked: asked.dismiss())
    phone.press("Throw away", stays=True)
    expect(refused).to_be_visible()
    phone.page.once("dialog", lambda asked: asked.accept())
    phone.press("Throw away", stays=True)
    expect(phone.locator("#signin-queue")).to_be_hidden()
    assert not SignIn.objects.exists()


def test_the_page_of_somebody_who_has_left_the_phone_to_another_keeps_what_is_pressed(before, address, live_server):
    phone = before("worker", viewport=PHONE)
    context = opened(phone, address)
    work.contract(work.person(make.user("second")))
    context.clear_cookies()
    Person(context).sign_in(live_server.url, "second")

    phone.press("Sign in to work today", stays=True)

    expect(phone.locator("#signin-queue .field-error")).to_contain_text("ออกจากระบบ")
    expect(phone.get_by_role("button", name=said("Throw away"), exact=True)).to_have_count(0)
    assert not SignIn.objects.exists()
