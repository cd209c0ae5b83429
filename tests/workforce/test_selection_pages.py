"""Pages and routes of screening and selection: what staff see, what others must not, queries that do not grow."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tambon.models import Area
from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock, jobs
from u2t.core.models import AuditEvent, Job
from workforce.models import Announcement, Appeal, Application, Person, Score
from workforce.services import selections, templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def round_(nation, staff, private):
    round_ = chosen.closed_round()
    work.quota(round_, make.area("630111"), posts=1)
    return round_


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


def text(response):
    return response.content.decode()


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


def test_a_selection_shows_no_place_without_posts_and_applicants(round_, office, staff):
    work.quota(round_, make.area("630111"), "citizen", posts=0)
    selections.make(round=round_, by=staff)

    shown = text(office.get(reverse("selection-detail", args=[round_.pk])))

    made = round_.selections.get()
    assert reverse("selection-place", args=[made.pk, "630111", "graduate"]) in shown
    assert reverse("selection-place", args=[made.pk, "630111", "citizen"]) not in shown


def test_an_open_round_offers_no_button_that_would_be_refused(office, staff):
    open_, over = work.hiring_round(), chosen.closed_round()

    shown = [text(office.get(reverse("selection-detail", args=[one.pk]))) for one in (open_, over)]

    made = [reverse("selection-make", args=[one.pk]) in page for one, page in zip((open_, over), shown, strict=True)]
    assert made == [False, True]


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


def test_the_grid_stores_points_and_marks_the_cell_that_cannot_be(round_, office):
    one, two = (chosen.interviewed(round_, None, None) for _one in range(2))
    address = reverse("score-grid", args=[round_.pk])
    given = {
        f"version-{one.pk}": 1, f"points-{one.pk}-knowledge": "50,5", f"points-{one.pk}-attitude": "",
        f"version-{two.pk}": 1, f"points-{two.pk}-knowledge": "61", f"points-{two.pk}-attitude": "สี่",
    }  # fmt: skip

    assert office.post(address, {f"version-{one.pk}": "9" * 5000}).status_code < 500
    refused = office.post(address, given)
    again = office.post(address, given | {f"points-{two.pk}-knowledge": "60", f"points-{two.pk}-attitude": "4"})

    assert refused.status_code == 422
    assert "is-wrong" in text(refused)
    assert 'value="สี่"' in text(refused)
    assert again.status_code == 302  # what the first answer stored is the same, and changes nothing
    assert list(Score.objects.order_by("pk").values_list("application", "points")) == [
        (one.pk, 50.5), (two.pk, 60), (two.pk, 4)
    ]  # fmt: skip


def test_points_are_stored_though_their_row_left_the_filter_meanwhile(round_, office):
    one, two = (chosen.interviewed(round_, None, None) for _one in range(2))
    address = f"{reverse('score-grid', args=[round_.pk])}?unscored=true"
    office.post(address, {f"version-{one.pk}": 1, f"points-{one.pk}-knowledge": "50"})

    given = {
        f"version-{one.pk}": 2, f"points-{one.pk}-knowledge": "55", f"version-{two.pk}": 1,
        f"points-{two.pk}-knowledge": "60",
    }  # fmt: skip
    assert office.post(address, given).status_code == 302
    assert list(Score.objects.order_by("pk").values_list("points", flat=True)) == [55, 60]

    Application.objects.filter(pk=one.pk).update(state="withdrawn")
    refused = office.post(address, {f"version-{one.pk}": 3, f"points-{one.pk}-knowledge": "70"})
    assert refused.status_code == 422
    assert 'value="70"' in text(refused)


def test_from_computing_to_the_board_by_pages(round_, office, client, staff):
    templates.sync(by=system_user())
    one, two = chosen.interviewed(round_, 80, staff), chosen.interviewed(round_, 80, staff)
    page = reverse("selection-detail", args=[round_.pk])
    assert office.get(page).status_code == 200
    office.post(reverse("selection-make", args=[round_.pk]))
    made = round_.selections.get()
    tie = reverse("selection-tie", args=[made.pk, "630111", "graduate"])
    assert office.get(reverse("selection-place", args=[made.pk, "630111", "graduate"])).status_code == 200
    assert office.get(tie).status_code == 200
    same = {"reason": "จับสลาก", f"place_{one.pk}": 1, f"place_{two.pk}": 1}
    assert office.post(tie, same).status_code == 422
    assert office.post(tie, same | {f"place_{one.pk}": 2}).status_code == 302
    for _click in range(2):
        office.post(reverse("selection-agree", args=[made.pk]))
    announce = reverse("selection-announce", args=[made.pk])
    assert office.get(announce).status_code == 200
    now = clock.now()
    given = {
        "name_1": "รองศาสตราจารย์สมมุติ อธิการ", "capacity_1": "อธิการบดี",
        "appeals_until": (now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"),
        "expires_at": (now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    for _click in range(2):
        assert office.post(announce, given).status_code == 302

    board = Announcement.objects.get()
    client.logout()
    shown = text(client.get(reverse("announcement-detail", args=[board.pk])))
    paper = client.get(reverse("announcement-paper", args=[board.pk]))

    assert two.person.full_name in shown
    assert one.person.national_id not in shown
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="announcement.published").count() == 1


def test_a_board_without_names_shows_numbers_and_is_gone_after_its_time(round_, client, staff):
    one = chosen.interviewed(round_, 80, staff)
    made = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    board = chosen.announcement(made, staff, shows_names=False)
    address = reverse("announcement-detail", args=[board.pk])

    shown = text(client.get(address))
    assert f"{one.number:05d}" in shown
    assert one.person.last_name not in shown

    now = clock.now()
    Announcement.objects.update(published_at=now - timedelta(days=9), expires_at=now - timedelta(days=1))
    assert client.get(address).status_code == 404


def test_a_long_board_is_searched_within_what_it_shows_and_paged_by_the_database(
    round_, client, staff, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("workforce.views.selections._ON_A_PAGE", 2)
    made = chosen.selection(round_, staff)
    names = ["ปราณี สมมุติ", "สมชาย สาธิต", "มาลี ตัวอย่าง", "วิชัย สมมุติ", "อารี สาธิต"]
    rows = [
        work.application(round_, first_choice=make.area("630111"), person=work.person(
            title="", first_name=name.split()[0], last_name=name.split()[1], search_key=name
        ))
        for name in names
    ]  # fmt: skip
    outcomes = ["reserve", "selected", "not-selected", "selected", "reserve"]
    for place, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), start=1):
        chosen.line(made, row, outcome, place=place)
    board = chosen.announcement(made, staff)
    address = reverse("announcement-detail", args=[board.pk])

    def found(**query):
        shown = text(client.get(address, query))
        return [name for name in names if name in shown], shown

    with django_assert_max_num_queries(14):
        first, shown = found()
    assert set(first) == {"สมชาย สาธิต", "วิชัย สมมุติ"}
    following = re.search(r"cursor=([^\"&]+)", shown)[1]
    assert set(found(cursor=following)[0]) == {"ปราณี สมมุติ", "อารี สาธิต"}
    assert found(q=f"{rows[3].number:05d}")[0] == found(q="วิชัย")[0] == ["วิชัย สมมุติ"]
    assert found(q="มาลี")[0] == found(q=str(rows[2].number))[0] == []
    assert client.get(address, {"q": "9" * 30}).status_code == 200
    assert client.get(address, {"cursor": "x"}).status_code == 422

    Announcement.objects.update(shows_names=False)
    assert f">{rows[3].number:05d}<" not in found(q="วิชัย")[1]
    assert f">{rows[3].number:05d}<" in found(q=str(rows[3].number))[1]


def test_places_that_nobody_chose_stand_apart(round_, office, staff):
    work.quota(round_, make.area("630101"), posts=3)
    chosen.interviewed(round_, 80, staff)
    selections.make(round=round_, by=staff)

    shown = text(office.get(reverse("selection-detail", args=[round_.pk])))

    table, _middle, apart = shown.partition('<details class="card unchosen">')
    assert ("แม่ท้อ" in table, "ระแหง" in table) == (True, False)
    assert ("แม่ท้อ" in apart, "ระแหง" in apart) == (False, True)
    assert "ตำบลที่ไม่มีผู้สมัคร: 1" in apart


def test_the_applicant_learns_the_result_with_the_announcement_and_appeals(round_, client, staff):
    one = chosen.interviewed(round_, 80, staff)
    made = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    status = reverse("application-status", args=[one.pk])
    client.force_login(one.user)
    assert "ได้รับคัดเลือก" not in text(client.get(status)).partition("<main")[2].partition("apply-steps")[0]
    assert client.get(f"/api/v1/applications/{one.pk}/").json()["state"] == "qualified"

    chosen.announcement(made, staff)

    shown = text(client.get(status))
    assert reverse("appeal-create", args=[one.pk]) in shown
    assert client.get(f"/api/v1/applications/{one.pk}/").json()["state"] == "selected"
    assert client.post(reverse("appeal-create", args=[one.pk]), {"text": "ขอทราบคะแนน"}).status_code == 302
    appeal = Appeal.objects.get()
    client.force_login(staff)
    assert "ขอทราบคะแนน" in text(client.get(reverse("appeal-answer", args=[appeal.pk])))
    done = client.post(reverse("appeal-answer", args=[appeal.pk]), {"is_upheld": "no", "answer": "คะแนนถูกต้องแล้ว"})
    assert done.status_code == 302
    client.force_login(one.user)
    assert "คะแนนถูกต้องแล้ว" in text(client.get(status))


def test_the_same_by_the_api(round_, office, staff):
    templates.sync(by=system_user())
    one = work.application(round_, first_choice=make.area("630111"))
    photo, card = work.document(one, "photo"), work.document(one, "id-card")

    def post(path, **body):
        return office.post(f"/api/v1/{path}", body, content_type="application/json")

    assert post(f"applicants/{one.pk}/documents/{photo.pk}/", state="accepted").status_code == 200
    assert post(f"applicants/{one.pk}/documents/{card.pk}/", state="returned").status_code == 422
    many = {"verdict": "accept-documents", "applications": [{"id": one.pk, "version": 1}]}
    assert [row["problem"] for row in post("applicants/screen/", **many).json()] == [""]
    done = post(f"applicants/{one.pk}/screen/", verdict="qualify", version=1).json()
    assert done["state"] == "qualified"
    wrong = post(f"applicants/{one.pk}/score/", version=2, points={"knowledge": "99"})
    assert "knowledge" in wrong.json()["errors"]
    assert post(f"applicants/{one.pk}/score/", version=2, points={"knowledge": 9, "attitude": 1}).status_code == 200
    made = post("selections/", round=round_.pk).json()["id"]
    assert [row["outcome"] for row in office.get(f"/api/v1/selections/{made}/lines/").json()["results"]] == ["selected"]
    assert post(f"selections/{made}/agree/").json()["state"] == "agreed"
    now = clock.now()
    notice = {
        "appeals_until": (now + timedelta(days=7)).isoformat(), "expires_at": (now + timedelta(days=9)).isoformat(),
        "signers": [{"name": "สมมุติ อธิการ", "capacity": "อธิการบดี"}],
    }  # fmt: skip
    board = post(f"selections/{made}/announce/", **notice)
    assert board.status_code == 201, board.content
    assert post(f"announcements/{board.json()['id']}/withdraw/", reason="พิมพ์ผิด").json()["withdrawn_at"]
