"""The menu: at most eight lines of the own role, everything reachable, and how much work waits."""

import re

import pytest

from tests.factories import tambon as make
from u2t.core import navigation
from u2t.core.access import roles
from u2t.core.models import ImportRun

pytestmark = pytest.mark.django_db


def addresses(user):
    return [entry.url_name for section in navigation.sections_for(user) for entry in section.entries]


@pytest.mark.parametrize("role", roles())
def test_nobody_has_more_lines_than_are_read(nation, role):
    person = make.user(role)
    make.membership(person, role, **_place(role, nation))

    sections = navigation.sections_for(person)

    assert 1 < len(sections) <= navigation.AT_MOST
    allowed = [e.url_name for e in navigation._entries if navigation.reach(person, e.permission)]
    assert sorted(addresses(person)) == sorted(allowed), "no page falls off the end"


def _place(role, nation):
    if role == "staff":
        return {"university": make.university()}
    if role == "regional":
        return {"network": make.network()}
    if role in {"agency", "digital"}:
        return {"agency": make.agency(area=make.area("6301"))}
    return {"area": make.area("63")} if role == "province" else {"area": nation}


def test_menu_of_the_administrator_reaches_agencies_and_the_table_of_access(admin):
    assert {"agency-list", "access-matrix", "audit-list"} <= set(addresses(admin))


def test_pages_of_one_section_are_tabs_with_the_present_one_marked(client, admin):
    client.force_login(admin)

    text = client.get("/tambon/agencies/").content.decode()

    assert 'href="/tambon/universities/"' in text
    assert 'class="section-tab is-current" href="/tambon/agencies/" aria-current="page"' in text


def test_the_tabs_stay_on_the_page_that_a_tab_leads_on_to(client, admin):
    make.programme()
    client.force_login(admin)

    text = client.get("/tambon/allocations/", follow=True).content.decode()

    assert 'class="section-tab is-current" href="/tambon/allocations/" aria-current="page"' in text
    assert text.count('class="section-tab is-current"') == 1
    assert 'href="/tambon/universities/"' in text


def test_waiting_counts_own_work_only(client, steward):
    other = make.user()
    for person, state in ((steward, "checked"), (steward, "uploaded"), (other, "checked")):
        ImportRun.objects.create(
            subject="dataset:x", name="x", by=person, state=state, created_at="2021-12-08T00:00:00+07:00"
        )
    client.force_login(steward)

    nothing = {"entry-list": 0, "correction-list": 0, "notification-list": 0}
    assert client.get("/waiting/").json() == {"import-list": 1} | nothing


def test_waiting_names_nothing_a_role_has_no_page_for(client, applicant):
    client.force_login(applicant)

    assert client.get("/waiting/").json() == {"notification-list": 0}


@pytest.mark.parametrize("role", ["worker", "pm", "am", "digital"])
def test_who_works_on_a_phone_has_what_is_done_every_day_at_its_bottom(nation, client, role):
    person = make.user(role)
    make.membership(person, role, **_place(role, nation))
    client.force_login(person)

    page = client.get("/notifications/").content.decode()

    tabs = re.findall(r'<a class="tab"[^>]*>.*?<span>([^<]*)</span>', page, re.DOTALL)
    assert tabs == ["ภาพรวม", "งานประจำเดือน", "ผู้ปฏิบัติงาน", "ข้อมูลและรายงาน"]
