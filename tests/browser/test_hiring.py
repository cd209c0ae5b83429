"""Six people walk the whole road of hiring, each in a browser of their own, by what can be clicked from where they land.

Staff open a round; two apply from their phones; a committee screens, scores, decides a tie and announces; staff hire; a
lecturer trains and hands over to an agency, which sees who came; one leaves, and who waited in reserve follows.
"""

import re

import pytest
from playwright.sync_api import expect

from tambon.system import system_user
from tests.browser.people import PHONE, said
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.conftest import filled
from u2t.core import clock
from workforce import notices
from workforce.models import Contract, EligibilityRule, Handover, Placement, Round
from workforce.services import applications, templates

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(settings):
    """Set the day of business."""

    def _at(day):
        settings.CLOCK = f"{day}T10:00:00+07:00"

    return _at


@pytest.fixture
def phones(before):
    """Two people with a phone."""
    return before(viewport=PHONE), before(viewport=PHONE)


@pytest.fixture
def ground(staff, pm, private, at):
    """KPRU with ต.แม่ท้อ, its rules, a lecturer, a second member of the staff, and the district office."""
    at("2021-01-05")
    templates.sync(by=system_user())
    rules = {"terms": work.terms(), "code": "education", "parameters": {"minimum": "5-high-vocational"}}
    EligibilityRule.objects.create(worker_type="graduate", **rules)
    university, office = make.university("kpru"), make.agency("amphoe-6301", area=make.area("6301"))
    committee, officer = make.user("committee"), make.user("officer")
    make.membership(committee, "staff", university=university)
    make.membership(officer, "agency", agency=office)


@pytest.fixture
def picture(tmp_path):
    file = tmp_path / "เอกสาร.png"
    file.write_bytes(work.picture(900, 600))
    return str(file)


def open_round(staff):
    """Plan a round with one post, and publish it."""
    staff.menu("Hiring", "Rounds of hiring")
    staff.follow("Plan a round")
    staff.fill_in(name_th="รอบที่ 1", contact="งานบุคคล", telephone="055-000-000")
    staff.fill_in(opens_at="2021-01-05T08:00", closes_at="2021-01-20T16:30")
    staff.press("Store the draft")
    for worker_type, posts in (("citizen", 0), ("graduate", 1), ("student", 0)):
        staff.locator(f"[name='630111-{worker_type}']").fill(str(posts))
    staff.press("Store the quotas")
    staff.press("Publish")
    staff.reads(said("Published: everybody can see the round now."))


def begin(phone, address, username):
    """Come to the site as a stranger, find the round, open an account on the way, begin."""
    phone.goto(address)
    phone.follow("See the open rounds of hiring")
    phone.follow("See posts and conditions")
    phone.follow("Apply")
    phone.follow("Open an account")
    phone.fill_in(username=username, password1="dokmai-2564-x", password2="dokmai-2564-x")
    phone.click_through(phone.page.get_by_role("button", name=re.compile("บัญชี")))
    phone.press("I have read it: begin the application")


def fill(phone, first_name):
    phone.fill_in(first_name=first_name, last_name="สมมุติ", national_id=work.national_id(), born="1/5/2541")
    phone.locator("[name=sex][value=female]").check()
    phone.fill_in(telephone="081-234-5678", current_address="1 หมู่ 2", domicile="630111")
    phone.press("Save and continue")
    phone.follow("Add education")
    phone.locator("[name=level]").select_option("7-bachelor")
    phone.fill_in(institution="มหาวิทยาลัยตัวอย่าง", graduated_on="1/5/2563")
    phone.press("Save")
    phone.wait_for_url("**/steps/background/")
    phone.press("Save and continue")
    phone.locator("[name=worker_type][value=graduate]").check()
    phone.locator("[name=first_choice]").select_option("630111")
    phone.locator("[name=has_no_state_work][value=yes]").check()
    phone.press("Save and continue")
    phone.wait_for_url("**/steps/documents/")


def bring(phone, kind, picture):
    phone.locator(f"#file-{kind}").set_input_files(picture)
    expect(phone.locator(f"#{kind}").get_by_role("link", name="เอกสาร.jpg")).to_be_visible()


def go_on(phone, username):
    """Sign in to an application that was begun, and go on where something is missing."""
    phone.fill_in(login=username, password="u2t-test-password")
    phone.click_through(phone.locator("#login-form button"))
    phone.follow("Continue")
    phone.follow("Continue the application")
    phone.wait_for_url("**/steps/documents/")


def send(phone, picture):
    """Bring the photo only, be told of the copy that is missing, bring it, send."""
    bring(phone, "photo", picture)
    phone.follow("Continue")
    expect(phone.locator("#lacks li")).to_have_text(re.compile("ยังขาดเอกสาร: สำเนาบัตรประจำตัวประชาชน"))
    phone.follow("Mend it")
    bring(phone, "id-card", picture)
    phone.follow("Continue")
    phone.locator("[name=declared]").check()
    phone.press("Send the application")
    phone.wait_for_url("**/status/")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def return_one(committee):
    """Open an applicant beside the list, and return the first document with what is wrong."""
    committee.menu("Hiring", "Rounds of hiring")
    committee.click_through(committee.page.get_by_role("link", name="รอบที่ 1"))
    committee.click_through(committee.page.locator("main .page-actions a[href$='/applicants/']"))
    committee.page.get_by_role("link", name="00002", exact=True).click()
    document = committee.locator(".screen-document").first
    document.locator("[name=reason]").fill("ภาพไม่ชัด")
    document.get_by_role("button", name=said("Return")).click()
    expect(committee.locator(".screen-document").first).to_contain_text("ภาพไม่ชัด")


def bring_again(phone, picture):
    """Read why, bring another, send again."""
    phone.reload()
    phone.reads("ภาพไม่ชัด")
    phone.follow("Continue the application")
    phone.click_through(phone.page.get_by_role("link", name=said("Documents")).first)
    returned = phone.locator(".apply-document", has_text="ภาพไม่ชัด")
    returned.locator("input[type=file]").set_input_files(picture)
    expect(returned).to_have_count(0)
    phone.follow("Continue")
    phone.locator("[name=declared]").check()
    phone.press("Send it again")
    phone.wait_for_url("**/status/")


def screen(committee):
    """Accept the documents of both at once, and qualify both; the list is still open from before."""
    committee.reload()
    for verdict in ("accept-documents", "qualify"):
        committee.locator("[data-all]").check()
        committee.locator("#screen [name=verdict]").select_option(verdict)
        committee.press("Do it for those chosen")
        committee.reads(said("What became of each"))
        committee.follow("Back to the list")


def score(committee):
    """Give both the same points, so that they are tied for the one post."""
    committee.follow("Score interviews")
    for row in (0, 1):
        committee.locator(f"[data-at='{row}:0']").fill("50")
        committee.locator(f"[data-at='{row}:1']").fill("30")
    committee.press("Store the points")
    committee.reads(said("The points are stored."))
    committee.follow("Applicants")


def select(committee):
    """Compute, decide the tie for who applied first, agree, announce."""
    committee.follow("Selection")
    committee.press("Compute the selection")
    expect(committee.page.get_by_role("button", name=said("Agree and lock"))).to_be_disabled()
    committee.click_through(committee.page.get_by_role("link", name="แม่ท้อ").first)
    committee.follow("Decide the tie")
    for place, chosen in enumerate(committee.locator("select[name^=place_]").all(), start=1):
        chosen.select_option(str(place))
    committee.fill_in(reason="จับสลากต่อหน้ากรรมการ")
    committee.press("Store the order")
    committee.follow("Selection")
    committee.press("Agree and lock")
    committee.follow("Announce")
    committee.fill_in(name_1="รองศาสตราจารย์สมมุติ อธิการ", capacity_1="อธิการบดี")
    committee.press("Draw up")
    committee.follow("Publish")
    committee.fill_in(ink_signed_on=clock.today().isoformat())
    committee.locator("[name=has_original]").check()
    committee.press("Publish")
    committee.reads("00001")


def hire(staff):
    staff.menu("People at work", "Contracts")
    staff.follow("Hire selected applicants")
    staff.locator("[name=chosen]").check()
    staff.press("Draft contracts for those chosen")
    staff.reads(said("What came of it"))
    staff.follow("Contracts")
    sign_draft(staff)


def sign_draft(staff):
    staff.follow("Sign drafts")
    staff.locator("[name=chosen]").check()
    staff.press("Sign those chosen")
    staff.reads(said("What came of it"))
    staff.click_through(staff.locator("main li").get_by_role("link"))


def orient(lecturer):
    """Plan the orientation of the tambon, and enter that everybody attended all of it."""
    lecturer.menu("People at work", "Orientation and training")
    lecturer.follow("Plan a session")
    lecturer.locator("[name=tambon]").select_option("630111")
    lecturer.fill_in(name_th="ปฐมนิเทศ", place="หอประชุม", starts_on="2021-02-01", ends_on="2021-02-02", hours="12")
    lecturer.press("Plan")
    lecturer.click_through(lecturer.page.get_by_role("link", name="แม่ท้อ").last)
    lecturer.locator("[name=everybody]").check()
    lecturer.press("Store attendance")
    lecturer.reads("1 จาก 1")


def hand_over(lecturer):
    lecturer.menu("People at work", "Hand-overs")
    lecturer.follow("Plan a hand-over")
    lecturer.locator("[name=tambon]").select_option("630111")
    lecturer.press("Show who waits")
    lecturer.locator("[name=agency]").select_option("amphoe-6301")
    lecturer.fill_in(place="ที่ว่าการอำเภอเมืองตาก")
    lecturer.press("Plan")
    lecturer.follow("Record the hand-over")
    lecturer.fill_in(received_by="นายสมมุติ รับมอบ", received_position="ปลัดอำเภอ")
    lecturer.press("Record the hand-over")
    lecturer.reads("นายสมมุติ รับมอบ")


def confirm(officer):
    """See who was handed over, and confirm it for the agency."""
    officer.menu("People at work", "Hand-overs")
    officer.click_through(officer.page.get_by_role("link", name="แม่ท้อ").last)
    officer.reads("ปราณี")
    officer.follow("Confirm whom the agency received")
    officer.fill_in(name="นายสมมุติ ตรวจรับ")
    officer.press("Confirm")
    officer.reads("นายสมมุติ ตรวจรับ")


def replace(staff):
    """Enter the resignation, and draft and sign the contract of the first in reserve."""
    staff.menu("People at work", "Contracts")
    staff.click_through(staff.page.get_by_role("row", name="ปราณี").get_by_role("link").first)
    staff.follow("Enter the resignation")
    staff.fill_in(on="2021-06-15", reason="ได้งานประจำ")
    staff.press("Enter the resignation")
    staff.follow("Hire somebody in their place")
    staff.press("Draft the contract")
    staff.reads("มาลี")
    staff.follow("Sign")
    staff.fill_in(on="2021-06-16")
    staff.press("Sign")
    staff.reads(said("The contract is signed."))


def begun(username, first_name):
    """Let somebody have typed everything on another day: only the documents are missing."""
    user, values = make.user(username), filled(first_name=first_name, first_choice="630111", second_choice="")
    made = applications.start(round_=Round.objects.get(), notice_version=notices.VERSION, by=user)
    work.education(applications.save(application=made, given=values, version=made.version, by=user))


def both_apply(phones, address, picture):
    """One from the first page of the site on; the other goes on with what was begun."""
    one, two = phones
    begin(one, address, "pranee")
    fill(one, "ปราณี")
    send(one, picture)
    begun("mali", "มาลี")
    two.goto(address)
    go_on(two, "mali")
    send(two, picture)


def choose(committee, phones, picture, at):
    """Return a document, then screen, score, decide and announce; each of the two reads the own result."""
    one, two = phones
    return_one(committee)
    bring_again(two, picture)
    at("2021-01-21")
    screen(committee)
    score(committee)
    select(committee)
    for phone, result in ((one, said("Selected")), (two, said("Reserve, place %(place)s", place=1))):
        phone.reload()
        phone.reads(result)


def test_six_people_walk_from_a_round_to_who_follows_from_the_reserve_list(
    before, ground, at, live_server, picture, phones
):
    staff, lecturer, officer = before("staff"), before("pm"), before("officer")
    open_round(staff)
    both_apply(phones, live_server.url, picture)
    choose(before("committee"), phones, picture, at)
    at("2021-02-03")
    hire(staff)
    orient(lecturer)
    hand_over(lecturer)
    confirm(officer)
    at("2021-06-16")
    replace(staff)
    phones[1].reload()
    phones[1].reads(said("Hired"))

    left, follower = Contract.objects.order_by("pk")
    assert (left.state, follower.state, follower.replaces) == ("resigned", "signed", left)
    assert (follower.person.first_name, str(follower.during.lower)) == ("มาลี", "2021-06-16")
    assert (Handover.objects.get().state, Handover.objects.get().confirmed_by) == ("done", "นายสมมุติ ตรวจรับ")
    assert Placement.objects.get(contract=follower).post_id == Placement.objects.filter(contract=left)[0].post_id
