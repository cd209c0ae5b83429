"""The applicants of a round: found, taken away as a list, screened; queries that do not grow."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tambon.models import Area
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.selection.pages.conftest import text
from u2t.core import clock, jobs
from u2t.core.models import AuditEvent, Job
from workforce.models import Application, Person

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_who_applied_in_as_many_queries_for_three_as_for_one(
    round_, office, count, django_assert_num_queries
):
    people = [work.application(round_, first_choice=make.area("630111")) for _one in range(count)]
    work.application(chosen.closed_round(), person=work.person(last_name="รอบอื่น"))
    work.application(round_, state="draft", person=work.person(last_name="ยังไม่ส่ง"))
    office.get(reverse("applicant-list", args=[round_.pk]))

    with django_assert_num_queries(LIST_QUERIES):
        shown = text(office.get(reverse("applicant-list", args=[round_.pk])))

    assert [one.person.full_name in shown for one in people] == [True] * count
    assert "รอบอื่น" not in shown
    assert "ยังไม่ส่ง" not in shown
    assert all(one.person.national_id not in shown for one in people)


LIST_QUERIES = 11


def test_filters_find_by_number_name_choice_and_missing_documents(round_, office):
    one = work.application(round_, first_choice=make.area("630111"), person=work.person(search_key="สมใจ ดี"))
    two = work.application(round_, first_choice=make.area("630101"), second_choice=make.area("630111"))
    for kind in ("photo", "id-card"):
        work.document(two, kind)
    work.quota(round_, make.area("630101"))

    def found(**query):
        shown = text(office.get(reverse("applicant-list", args=[round_.pk]), query))
        return [f">{row.number:05d}<" in shown for row in (one, two)]

    assert found() == [True, True]
    assert found(q=str(two.number)) == [False, True]
    assert found(q="สมใจ") == [True, False]
    assert found(first="630111") == [True, False]
    assert found(second="630111") == [False, True]
    assert found(lacking="true") == [True, False]
    assert found(lacking="false") == [False, True]
    assert found(status="refused") == [False, False]


def _downloaded(client, round_, media):
    query = {"list": "workforce.applicants", "media": media, "query": "", "argument-round": str(round_.pk)}
    assert client.post("/exports/", query).status_code == 302
    job = Job.objects.order_by("-created_at").first()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    content = b"".join(client.get(f"/files/{job.file_id}/").streaming_content)
    if media == "csv":
        return list(csv.reader(content.decode("utf-8-sig").splitlines()))
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("media", ["csv", "xlsx"])
def test_the_download_names_people_to_who_screens_them_and_to_nobody_else(round_, client, staff, auditor, media):
    person = work.person(rank="ว่าที่ ร.ต.", title="", first_name="ปราณี", last_name="สมมุติ")
    applicant = work.application(round_, first_choice=make.area("630111"), person=person, number=7).user

    client.force_login(staff)
    head, row = _downloaded(client, round_, media)
    client.force_login(auditor)
    assert _downloaded(client, round_, media) == [head, row]
    client.force_login(applicant)
    _head, masked = _downloaded(client, round_, media)

    assert head[2:5] == ["คำนำหน้าชื่อ", "ชื่อ", "นามสกุล"]
    assert [str(cell) for cell in row[1:5]] == ["ว่าที่ ร.ต.", "", "ปราณี", "สมมุติ"]
    assert [str(cell) for cell in masked[1:5]] == ["…", "", "…", "…"]
    assert person.national_id not in f"{row}{masked}"
    events = AuditEvent.objects.filter(action="job.personal_downloaded").order_by("pk")
    assert [event.actor_id_text for event in events] == [str(staff.pk), str(auditor.pk)]
    assert [event.changes for event in events] == [{"list": [None, "workforce.applicants"], "rows": [None, 1]}] * 2


@pytest.mark.parametrize(("page", "names"), [("applicant-list", ["first", "second"]), ("score-grid", ["first"])])
def test_filters_offer_the_tambons_of_the_round_and_no_other_of_the_country(round_, office, page, names):
    form = office.get(reverse(page, args=[round_.pk])).context["filterset"].form

    offered = [[str(key) for key, _label in form.fields[name].choices if key] for name in names]
    assert offered == [["630111"]] * len(names)
    for code, name in (("630111", "Mae Tho"), ("6301", "Mueang Tak")):
        Area.objects.filter(pk=code).update(name_en=name)
    for language, said in (("th", "ต.แม่ท้อ อ.เมืองตาก"), ("en", "Mae Tho, Mueang Tak")):
        office.cookies["u2t_language"] = language
        assert f">{said}</option>" in text(office.get(reverse(page, args=[round_.pk])))


def test_many_are_screened_from_the_list_each_with_its_answer(round_, office):
    good, stale = work.application(round_), work.application(round_)
    given = {"verdict": "refuse", "reason": "ไม่มาแสดงตน", "chosen": [f"{good.pk}:1", f"{stale.pk}:7"]}

    shown = text(office.post(reverse("applicant-screen", args=[round_.pk]), given))

    assert dict(Application.objects.values_list("pk", "state")) == {good.pk: "refused", stale.pk: "submitted"}
    assert f"{stale.number:05d}" in shown
    for bad in (given | {"chosen": "x:y"}, given | {"chosen": f"1:{'9' * 5000}"}, {"verdict": "qualify"}):
        assert office.post(reverse("applicant-screen", args=[round_.pk]), bad).status_code == 422


def test_one_applicant_is_seen_with_documents_and_decided(round_, office):
    application = work.application(round_, first_choice=make.area("630111"))
    Person.objects.filter(pk=application.person_id).update(email="somsri@example.org", registered_address="77 หมู่ 7")
    work.former_name(application.person, first_name="ชื่อก่อนเปลี่ยน")
    document = work.document(application)
    address = reverse("applicant-detail", args=[application.pk])

    shown = text(office.get(address))
    beside = text(office.get(address, headers={"HX-Request": "true"}))
    assert reverse("document-view", args=[document.pk]) in shown
    assert application.person.national_id not in shown
    assert all(fact in shown for fact in ("somsri@example.org", "77 หมู่ 7", "ชื่อก่อนเปลี่ยน"))
    assert "<html" not in beside
    office.post(reverse("document-decide", args=[document.pk]), {"state": "accepted"})
    document.refresh_from_db()
    stale = office.post(
        reverse("applicant-decide", args=[application.pk]), {"verdict": "refuse", "reason": "x", "version": 9}
    )
    done = office.post(
        reverse("applicant-decide", args=[application.pk]), {"verdict": "refuse", "reason": "ขาดคุณสมบัติ", "version": 1}
    )

    assert (document.state, stale.status_code, done.status_code) == ("accepted", 412, 302)
    assert "ขาดคุณสมบัติ" in text(office.get(address))


def test_what_is_returned_and_until_when_is_said_on_the_page_and_by_the_api(round_, office, client):
    """The parts are named, else it is refused beside the field; the applicant reads parts and day by both ways."""
    paged, asked = (work.application(round_, first_choice=make.area("630111")) for _one in range(2))
    day = clock.today() + timedelta(days=5)
    at = reverse("applicant-decide", args=[paged.pk])
    said = {"verdict": "return", "reason": "ที่อยู่ไม่ครบ", "version": 1, "until": day.isoformat()}
    bare = office.post(at, said)
    assert (bare.status_code, "โปรดเลือกส่วนที่ต้องแก้ไข" in text(bare)) == (422, True)
    late = office.post(at, said | {"parts": ["about"], "until": (day + timedelta(days=90)).isoformat()})
    assert late.status_code == 422
    assert office.post(at, said | {"parts": ["about"]}).status_code == 302
    api = f"/api/v1/applicants/{asked.pk}/screen/"
    assert office.post(api, said, content_type="application/json").json()["field"] == "parts"
    assert office.post(api, said | {"parts": ["about"]}, content_type="application/json").status_code == 200

    client.force_login(paged.user)
    assert "ข้อมูลของท่าน" in text(client.get(reverse("application-status", args=[paged.pk])))
    client.force_login(asked.user)
    read = client.get(f"/api/v1/applications/{asked.pk}/").json()
    assert (read["returned_parts"], read["mend_until"]) == (["about"], day.isoformat())


def test_a_document_returned_without_a_reason_is_answered_beside_it(round_, office):
    document = work.document(work.application(round_))

    answer = office.post(reverse("document-decide", args=[document.pk]), {"state": "returned", "reason": " "})

    assert answer.status_code == 422
    assert f'id="problem-{document.pk}"' in text(answer)
    document.refresh_from_db()
    assert document.state == "waiting"


def test_a_filter_that_is_not_used_says_all(round_, office):
    shown = office.get(reverse("applicant-list", args=[round_.pk])).context["filterset"].form["lacking"]

    assert [str(label) for _value, label in shown.field.widget.choices] == ["ทั้งหมด", "ใช่", "ไม่ใช่"]


def test_the_button_of_the_filters_says_how_many_are_set_and_leads_back_to_all(round_, office):
    address = reverse("applicant-list", args=[round_.pk])

    def shown(**query):
        return text(office.get(address, query)).partition('class="list-filters-opener"')[2].partition("<form")[0]

    assert "badge" not in shown(lacking="unknown", status="")
    two = shown(type="graduate", lacking="true")
    assert '<span class="badge text-bg-primary">2<' in two
    assert f'href="{address}"' in two
