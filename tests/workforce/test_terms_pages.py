"""Pages of the rules: the list, a version at a glance, the editor, the crosswalk; who sees and changes which."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tambon.services import programmes
from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.models import Terms
from workforce.selectors.terms import content_of
from workforce.services import terms

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def shipped(nation):
    programmes.sync(by=system_user())
    terms.sync(by=system_user())
    return Terms.objects.get(programme="u2t1")


@pytest.fixture
def draft(shipped, ministry):
    return terms.draft(programme=shipped.programme, university=None, by=ministry)


def text(answer):
    return answer.content.decode()


def body_of(answer):
    """What the browser would send back of the editor, nothing changed."""
    editor = answer.context["editor"]
    values = {}
    for form in [
        editor.head,
        editor.quotas,
        *(form for rows in editor.sets.values() for form in [rows.management_form, *rows.forms]),
    ]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                values[bound.html_name] = "on" if value is True else value
    return values


def test_staff_read_the_rules_in_words(client, staff, shipped):
    client.force_login(staff)

    listed = text(client.get(reverse("terms-list")))
    assert "U2T" in listed
    assert "รุ่น" not in listed, "ฉบับที่, as on the page of the rules"
    page = text(client.get(reverse("terms-detail", args=[shipped.pk])))

    for words in ("15,000", "อายุไม่ต่ำกว่า 18 ปี", "มีสัญชาติไทย", "มีชื่อในทะเบียนบ้าน", "ตำบลละ 10 อัตรา", "100"):
        assert words in page


def test_the_crosswalk_shows_which_entries_mean_the_same(client, staff, shipped):
    client.force_login(staff)

    page = text(client.get(reverse("work-list")))

    assert page.count("เจ้าหน้าที่ดำเนินกิจกรรมยกระดับตำบล") == 4


def test_staff_see_no_drafts_of_others(client, staff, draft):
    client.force_login(staff)

    assert client.get(reverse("terms-detail", args=[draft.pk])).status_code == 404
    assert client.get(reverse("terms-edit", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("name", ["terms-list", "work-list"])
@pytest.mark.parametrize("role", ["pm", "worker", "applicant", "officer"])
def test_others_read_no_rules(client, request, shipped, role, name):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse(name)).status_code == 403


def test_a_draft_is_begun_once_and_the_second_click_goes_on_with_it(client, ministry, shipped):
    client.force_login(ministry)
    body = {"programme": "u2t1", "university": ""}

    first = client.post(reverse("terms-draft"), body)
    second = client.post(reverse("terms-draft"), body)

    assert first.url == second.url
    assert Terms.objects.filter(programme="u2t1", state="draft").count() == 1


def test_staff_begin_rules_of_their_own_university_only(client, staff, shipped):
    make.university("cmu")
    client.force_login(staff)

    assert client.post(reverse("terms-draft"), {"programme": "u2t1", "university": ""}).status_code == 422
    assert client.post(reverse("terms-draft"), {"programme": "u2t1", "university": "cmu"}).status_code == 422
    assert client.post(reverse("terms-draft"), {"programme": "u2t1", "university": "kpru"}).status_code == 302


def test_the_editor_sends_back_what_it_shows(client, ministry, draft):
    client.force_login(ministry)
    address = reverse("terms-edit", args=[draft.pk])
    before = content_of(draft)

    assert client.post(address, body_of(client.get(address))).status_code == 302

    draft.refresh_from_db()
    assert (content_of(draft), draft.edits) == (before, 0)


def test_the_editor_stores_changes_additions_and_removals(client, ministry, draft):
    client.force_login(ministry)
    address = reverse("terms-edit", args=[draft.pk])
    body = body_of(client.get(address)) | {
        "types-0-wage": "9500", "rules-1-youngest": "20", "rules-8-code": "age", "rules-8-oldest": "60",
        "rules-8-worker_type": "citizen", "documents-9-DELETE": "on", "criteria-4-name_th": "จิตอาสา",
        "criteria-4-maximum": "10", "reserve_days": "60",
    }  # fmt: skip

    assert client.post(address, body).status_code == 302

    found = content_of(Terms.objects.get(pk=draft.pk))
    assert found.reserve_days == 60
    assert [int(one.wage) for one in found.types] == [9500, 15000, 5000]
    assert found.rules[1].parameters == {"minimum": 20}
    assert (found.rules[8].code, found.rules[8].parameters, found.rules[8].worker_type) == (
        "age", {"maximum": 60}, "citizen",
    )  # fmt: skip
    assert len(found.documents) == 9
    assert (found.criteria[4].name_th, found.criteria[4].code) == ("จิตอาสา", "criterion-1")
    stale = client.post(address, body | {"types-0-wage": "9999"})
    assert (stale.status_code, "9500" in text(stale), "9999" in text(stale)) == (412, True, True)
    again = body_of(stale) | {"types-0-wage": "9999"}
    assert client.post(address, again).status_code == 302
    assert int(content_of(Terms.objects.get(pk=draft.pk)).types[0].wage) == 9999


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rules-1-youngest": "", "rules-1-oldest": ""}, "โปรดระบุอายุขั้นต่ำ อายุขั้นสูง หรือทั้งสองอย่าง"),
        ({"rules-1-youngest": "200"}, "โปรดระบุจำนวนเต็มตั้งแต่ 0 ถึง 120"),
        ({"types-0-worker_type": "graduate"}, "รายการนี้ซ้ำกัน"),
        ({"digital_posts": "99"}, "ประเภทนี้มีเพียง 10 อัตราต่อตำบล"),
        ({"work_ends_on": "2020-01-01"}, "วันสิ้นสุดการปฏิบัติงานอยู่ก่อนวันเริ่ม"),
        ({"work_starts_on": "2020-12-31"}, "โครงการดำเนินการตั้งแต่ 1 ก.พ. 2564 ถึง"),
        ({"work_ends_on": "2022-12-31"}, "โครงการดำเนินการตั้งแต่ 1 ก.พ. 2564 ถึง"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(client, ministry, draft, changes, words):
    client.force_login(ministry)
    address = reverse("terms-edit", args=[draft.pk])

    answer = client.post(address, body_of(client.get(address)) | changes)

    assert answer.status_code == 422
    assert words in text(answer)
    draft.refresh_from_db()
    assert draft.edits == 0


@pytest.mark.parametrize("body", [{}, {"edits": "x"}, {"edits": "0", "types-TOTAL_FORMS": "-1"}])
def test_a_broken_form_is_refused(client, ministry, draft, body):
    client.force_login(ministry)

    assert client.post(reverse("terms-edit", args=[draft.pk]), body).status_code == 422


def test_a_draft_comes_in_force_once(client, ministry, draft):
    client.force_login(ministry)
    address = reverse("terms-put-in-force", args=[draft.pk])

    assert client.post(address, {"edits": 0}).status_code == 302
    assert client.post(address, {"edits": 0}).status_code == 409
    assert Terms.objects.get(pk=draft.pk).state == "in-force"
    assert client.get(reverse("terms-edit", args=[draft.pk])).status_code == 409


def test_a_draft_is_dropped(client, ministry, draft):
    client.force_login(ministry)

    assert client.post(reverse("terms-drop", args=[draft.pk]), {"edits": 1}).status_code == 412
    assert client.post(reverse("terms-drop", args=[draft.pk]), {"edits": 0}).status_code == 302
    assert not Terms.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("name", ["terms-list", "terms-detail"])
def test_pages_ask_no_more_for_more_rows(client, staff, name):
    found = work.terms()
    client.force_login(staff)
    address = reverse(name, args=[found.pk] if name == "terms-detail" else [])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    work.terms(make.programme("a"), version=1)
    work.terms(make.programme("b"), version=1)
    found.criteria.create(code="more", name_th="เพิ่ม", maximum=1)
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(three) == len(one)
