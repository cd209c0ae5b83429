"""Somebody applies from a phone of 390 px: saved as it is typed, told what is missing, sent; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import workforce as work
from workforce.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    return page


@pytest.fixture
def signed_up(phone, live_server, open_round):
    """An account opened on the phone on the way to the round."""
    phone.goto(f"{live_server.url}/workforce/rounds/{open_round.pk}/apply/")
    phone.get_by_role("link", name="เปิดบัญชีผู้สมัคร").click()
    phone.locator("[name=username]").fill("pranee")
    phone.locator("[name=password1]").fill("dokmai-2564-x")
    phone.locator("[name=password2]").fill("dokmai-2564-x")
    phone.get_by_role("button", name=re.compile("บัญชี")).click()
    phone.wait_for_url("**/apply/")
    return phone


def no_sideways(page):
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def go_on(page, step):
    page.get_by_role("button", name="บันทึกและทำต่อ").click()
    page.wait_for_url(f"**/steps/{step}/")
    no_sideways(page)


def fill_about(page, number):
    """Say who one is; a national ID with a wrong digit is answered beside its field while one types."""
    missing = page.locator("[data-part=lacks] li")
    before = missing.count()
    page.locator("[name=first_name]").fill("ปราณี")
    expect(missing).to_have_count(before - 1)  # as it is typed, without loading the page again
    page.locator("[name=national_id]").fill("1234567890120")
    expect(page.locator(".field-error").first).to_contain_text("มีตัวเลขผิด")
    page.locator("[name=national_id]").fill(number)
    page.locator("[name=born]").fill("1/5/2541")
    page.locator("[name=sex][value=female]").check()
    page.locator("[name=telephone]").fill("081-234-5678")
    page.locator("[name=current_address]").fill("1 หมู่ 2")
    page.locator("[name=domicile]").fill("630101")
    go_on(page, "background")


def fill_background(page):
    page.get_by_role("link", name="เพิ่มประวัติการศึกษา").click()
    page.locator("[name=level]").select_option("7-bachelor")
    page.locator("[name=institution]").fill("มหาวิทยาลัยตัวอย่าง")
    page.locator("[name=graduated_on]").fill("1/5/2563")
    page.get_by_role("button", name="บันทึก").click()
    page.wait_for_url("**/steps/background/")
    go_on(page, "where")


def fill_where(page):
    page.locator("[name=worker_type][value=graduate]").check()
    page.locator("[name=first_choice]").select_option("630101")
    page.locator("[name=has_no_state_work][value=yes]").check()
    go_on(page, "documents")


def bring(page, kind, file):
    page.locator(f"#file-{kind}").set_input_files(str(file))
    expect(page.locator(f"#{kind}").get_by_role("link", name="บัตรประชาชน.jpg")).to_be_visible()


def test_somebody_applies_with_documents_is_told_of_one_that_is_missing_and_sends(
    signed_up, open_round, private, tmp_path
):
    page, number = signed_up, work.national_id()
    picture = tmp_path / "บัตรประชาชน.png"
    picture.write_bytes(work.picture(900, 600))
    page.get_by_role("button", name="อ่านแล้ว เริ่มกรอกใบสมัคร").click()
    fill_about(page, number)
    fill_background(page)
    fill_where(page)
    bring(page, "photo", picture)
    page.get_by_role("link", name="ทำต่อ").click()

    expect(page.locator("#lacks li")).to_have_text(re.compile("ยังขาดเอกสาร: สำเนาบัตรประจำตัวประชาชน"))
    expect(page.get_by_role("button", name="ส่งใบสมัคร")).to_be_disabled()
    page.locator("#lacks").get_by_role("link", name="ไปแก้ไข").click()
    bring(page, "id-card", picture)
    page.get_by_role("link", name="ทำต่อ").click()
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="ส่งใบสมัคร").click()
    page.wait_for_url("**/status/")

    expect(page.locator("h1")).to_have_text("ใบสมัครเลขที่ 00001")
    no_sideways(page)
    assert number not in page.content()
    assert f"{number[9]}-{number[10:12]}-{number[12]}" in page.content()
    sent = Application.objects.get()
    assert (sent.state, sent.person.national_id, sent.documents.count()) == ("submitted", number, 2)


def test_a_lost_connection_loses_nothing_that_was_typed(signed_up, context, open_round):
    page = signed_up
    page.get_by_role("button", name="อ่านแล้ว เริ่มกรอกใบสมัคร").click()
    page.wait_for_url("**/steps/about/")
    page.locator("[name=first_name]").fill("ปราณี")
    expect(page.locator("[data-draft-state]")).to_contain_text("บันทึกแล้ว")

    context.set_offline(True)
    page.locator("[name=current_address]").fill("99 หมู่ 9 ต.ระแหง")
    expect(page.locator("[data-draft-state]")).to_contain_text("สิ่งที่พิมพ์เก็บไว้ในเครื่องนี้")
    assert Application.objects.get().person.current_address == ""
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('u2t:draft:'))")
    assert len(kept) == 1
    assert "99 หมู่ 9" in kept[0][1]

    # The page is closed before the line is back; an open one would send at once, by itself.
    address = page.url
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("[name=current_address]")).to_have_value("99 หมู่ 9 ต.ระแหง")
    expect(page.locator("[data-draft-state]")).to_contain_text("บันทึกแล้ว")
    assert Application.objects.get().person.current_address == "99 หมู่ 9 ต.ระแหง"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('u2t:draft:')).length") == 0


def test_without_scripts_the_same_form_is_sent_by_its_button(browser, live_server, open_round, sign_in_without):
    page = sign_in_without(f"/workforce/rounds/{open_round.pk}/apply/")
    page.get_by_role("button", name="อ่านแล้ว เริ่มกรอกใบสมัคร").click()
    page.locator("[name=first_name]").fill("ปราณี")
    page.locator("[name=telephone]").fill("12")
    page.get_by_role("button", name="บันทึกและทำต่อ").click()

    expect(page.locator(".field-error")).to_contain_text("หมายเลขโทรศัพท์")
    expect(page.locator("[name=telephone]")).to_have_value("12")
    page.locator("[name=telephone]").fill("0812345678")
    page.get_by_role("button", name="บันทึกและทำต่อ").click()
    page.wait_for_url("**/steps/background/")
    assert Application.objects.get().person.telephone == "0812345678"


@pytest.fixture
def sign_in_without(browser, live_server, applicant):
    """Sign in with a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})

    def _sign_in(address):
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{live_server.url}/accounts/login/?next={address}")
        page.locator("input[name=login]").fill(applicant.username)
        page.locator("input[name=password]").fill("u2t-test-password")
        page.locator("#login-form button").click()
        return page

    yield _sign_in
    context.close()
