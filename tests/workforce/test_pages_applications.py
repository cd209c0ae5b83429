"""The pages of somebody who applies: what they show, what they keep, and what they answer to a script."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.conftest import filled
from u2t.core import clock, pictures
from workforce import notices
from workforce.editing import ApplicationInputError
from workforce.models import Application, RequiredDocument, Round
from workforce.services import applications, documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client, applicant):
    client.force_login(applicant)
    return client


def step(application, name):
    return reverse("application-step", args=[application.pk, name])


def test_home_of_an_applicant_leads_to_open_rounds_and_own_applications(web, open_round):
    text = web.get("/").content.decode()
    assert reverse("application-start", args=[open_round.pk]) in text

    web.post(reverse("application-start", args=[open_round.pk]), {"notice_version": notices.VERSION})
    text = web.get("/").content.decode()
    assert reverse("application-start", args=[open_round.pk]) not in text
    assert reverse("application-status", args=[Application.objects.get().pk]) in text


def test_the_start_shows_the_notice_and_what_to_bring(web, open_round):
    text = web.get(reverse("application-start", args=[open_round.pk])).content.decode()

    assert "ผู้ควบคุมข้อมูลส่วนบุคคล" in text
    assert "ภารกิจเพื่อประโยชน์สาธารณะ" in text
    assert "สำเนาบัตรประจำตัวประชาชน" in text


def test_the_start_names_no_document_of_a_type_that_is_not_offered(web, open_round):
    offered = {quota.worker_type for quota in open_round.quotas.all()}
    for worker_type, kind in (("graduate", "transcript"), ("student", "student-certificate")):
        RequiredDocument.objects.get_or_create(terms=open_round.terms, worker_type=worker_type, kind=kind)

    text = web.get(reverse("application-start", args=[open_round.pk])).content.decode()

    assert ("graduate" in offered, "student" in offered) == (True, False)
    assert ("ใบแสดงผลการศึกษา" in text, "หนังสือรับรองสถานภาพนักศึกษา" in text) == (True, False)


def test_a_draft_round_is_nobodys(web, nation):
    assert web.get(reverse("application-start", args=[work.hiring_round(state="draft").pk])).status_code == 404


def test_a_script_is_acknowledged_and_told_what_is_wrong(web, begun):
    form = {"version": begun.version, "first_name": "ปราณี", "telephone": "12"}

    answer = web.post(step(begun, "about"), form, headers={"X-Draft": "1"})

    assert answer.status_code == 422
    assert answer.json()["version"] == begun.version + 1
    assert set(answer.json()["refused"]) == {"telephone"}
    missing = answer.json()["parts"]["lacks"]
    assert ("กรอกชื่อ" in missing, "เลขประจำตัวประชาชน" in missing) == (False, True)
    assert 'data-part="steps"' in answer.json()["parts"]["steps"]
    stale = web.post(step(begun, "about"), form | {"first_name": "อื่น"}, headers={"X-Draft": "1"})
    assert stale.status_code == 412
    assert "เครื่องอื่น" in stale.json()["problem"]


def test_a_script_is_told_who_can_be_hired_as_it_reads_after_each_answer(web, begun):
    form = {"version": begun.version, "worker_type": "graduate", "has_no_state_work": "no"}

    answer = web.post(step(begun, "where"), form, headers={"X-Draft": "1"})

    assert 'data-part="answers"' in answer.json()["parts"]["answers"]
    assert "ไม่ผ่าน" in answer.json()["parts"]["answers"]
    form |= {"version": answer.json()["version"], "has_no_state_work": "yes"}
    again = web.post(step(begun, "where"), form, headers={"X-Draft": "1"})
    assert "แจ้งว่าไม่ได้รับค่าจ้างจากงานอื่นของรัฐ" in again.json()["parts"]["answers"]


def test_a_form_without_script_keeps_what_was_typed_beside_the_sentence(web, begun):
    answer = web.post(step(begun, "about"), {"version": begun.version, "first_name": "ปราณี", "telephone": "12"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in text
    assert "หมายเลขโทรศัพท์มี 9 หรือ 10 หลัก" in text
    assert Application.objects.get(pk=begun.pk).person.first_name == "ปราณี"


def test_an_empty_national_id_field_takes_nothing_away_and_the_stored_one_is_masked(web, complete):
    number = complete.person.national_id
    web.post(step(complete, "about"), {"version": complete.version, "national_id": "", "title": "นาง"})

    text = web.get(step(complete, "about")).content.decode()
    complete.person.refresh_from_db()
    assert (complete.person.national_id, complete.person.title) == (number, "นาง")
    assert number not in text
    assert complete.person.masked_national_id in text


def test_every_step_and_the_status_open(web, complete):
    for name in ("about", "background", "where", "documents", "send"):
        assert web.get(step(complete, name)).status_code == 200, name
    assert web.get(step(complete, "nowhere")).status_code == 302
    assert web.get(reverse("application-status", args=[complete.pk])).status_code == 200


def test_sending_by_page_says_all_that_is_missing(web, begun):
    answer = web.post(reverse("application-submit", args=[begun.pk]), {"declared": "1"}, follow=True)

    assert "ยังส่งไม่ได้" in answer.content.decode()
    assert Application.objects.get().state == "draft"


def test_sending_twice_by_page_makes_one(web, complete):
    for _n in range(2):
        web.post(reverse("application-submit", args=[complete.pk]), {"declared": "1"})

    assert Application.objects.get().number == 1


def test_a_returned_document_is_shown_with_its_reason(web, sent, staff):
    Application.objects.filter(pk=sent.pk).update(
        state="returned", note="โปรดแก้เอกสาร", returned_parts=["photo"], mend_until=date(2999, 1, 9)
    )
    sent.documents.filter(kind="photo").update(
        state="returned", reason="ภาพไม่ชัด", decided_at=sent.submitted_at, decided_by=staff
    )

    text = web.get(reverse("application-status", args=[sent.pk])).content.decode()

    assert "ภาพไม่ชัด" in text
    assert "โปรดแก้เอกสาร" in text
    assert step(sent, "documents") in text
    assert "9 ม.ค. 3542" in text or "9 มกราคม 3542" in text
    assert "data-upload" in web.get(step(sent, "documents")).content.decode()

    Round.objects.filter(pk=sent.round_id).update(closes_at=clock.now() - timedelta(minutes=1))
    about, papers = (web.get(step(sent, name)).content.decode() for name in ("about", "documents"))
    assert "disabled" in about
    assert "แก้ไขได้เฉพาะ" in about
    assert papers.count('name="kind"') == 1


def test_rows_are_entered_on_a_page_of_their_own(web, begun):
    address = reverse("application-part-add", args=[begun.pk, "work"])
    bad = web.post(address, {"employer": "ร้าน", "began_on": "1/5/2563", "ended_on": "1/4/2563"})
    assert bad.status_code == 422
    assert "อยู่ก่อนวันเริ่มงาน" in bad.content.decode()

    good = web.post(address, {"employer": "ร้าน", "began_on": "1/5/2563"}, headers={"X-Draft": "1"})
    assert good.json()["next"] == step(begun, "background")
    row = begun.employments.get()
    edit = reverse("application-part-edit", args=[begun.pk, "work", row.pk])
    assert 'value="1/5/2563"' in web.get(edit).content.decode()
    web.post(edit, {"employer": "ร้านใหม่"})
    assert begun.employments.get().employer == "ร้านใหม่"
    web.post(reverse("application-part-remove", args=[begun.pk, "work", row.pk]))
    assert not begun.employments.exists()
    assert web.get(reverse("application-part-add", args=[begun.pk, "hobby"])).status_code == 404


def test_tambons_are_suggested_by_name(web, nation):
    found = web.get(reverse("tambon-suggest"), {"q": "แม่ท้อ"}).json()

    assert found == {"places": ["ต.แม่ท้อ อ.เมืองตาก จ.ตาก"]}


def test_one_applicant_sees_nothing_of_another(client, sent):
    other = work.application(sent.round)
    client.force_login(other.user)

    for address in (
        reverse("application-status", args=[sent.pk]),
        step(sent, "about"),
        reverse("document-view", args=[sent.documents.first().pk]),
    ):
        assert client.get(address).status_code == 404
    text = client.get(reverse("application-own")).content.decode()
    assert reverse("application-status", args=[sent.pk]) not in text
    assert filled()["first_name"] not in text


def test_a_sent_application_changes_its_type_once_the_paper_of_the_new_type_is_brought(web, sent, applicant):
    RequiredDocument.objects.create(
        terms=sent.round.terms, kind="student-certificate", worker_type="student", position=9
    )
    for code in ("630101", "630201"):
        work.quota(sent.round, make.area(code), "student")

    def change():
        given = filled(worker_type="student", national_id=sent.person.national_id)
        return applications.save(application=sent, given=given, version=sent.version, by=applicant)

    with pytest.raises(ApplicationInputError, match="นักศึกษา"):
        change()
    page = web.get(step(sent, "documents")).content.decode()
    assert "ก่อนเปลี่ยนประเภทเป็น: นักศึกษา" in page

    documents.bring(
        application=sent, kind="student-certificate", brought=pictures.taken(name="a", content=work.picture()),
        by=applicant,
    )  # fmt: skip
    sent.refresh_from_db()
    assert change().worker_type == "student"
