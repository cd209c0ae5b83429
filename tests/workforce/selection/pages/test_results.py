"""From points to the board: what staff store, what is shown to all, what the applicant learns and when."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.selection.pages.conftest import text
from u2t.core import clock
from u2t.core.models import AuditEvent
from workforce.models import Announcement, Appeal, Application, Round, Score
from workforce.services import selections, templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


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
    assert text(refused).count("is-wrong") == 2  # above the most, and no number, at once
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


def publish_by_pages(office, board):
    """Nobody sees it before; the page asks for what nothing here shows."""
    paper, publish = board.papers.get(), reverse("announcement-publish", args=[board.pk])
    waiting = text(office.get(reverse("selection-detail", args=[board.round_id])))
    assert (reverse("paper-detail", args=[paper.pk]) in waiting, publish in waiting) == (True, True)
    assert office.get(reverse("announcement-detail", args=[board.pk])).status_code == 404
    assert "ยังไม่ได้ลงนามในระบบ" in text(office.get(publish))
    assert office.post(publish, {}).status_code == 422
    said = {"ink_signed_on": clock.today().isoformat(), "has_original": "on"}
    assert office.post(publish, {"ink_signed_on": said["ink_signed_on"]}).status_code == 422
    for _click in range(2):
        assert office.post(publish, said).status_code == 302
    assert "ยังไม่ได้จัดเก็บไฟล์สแกน" in text(office.get(reverse("announcement-detail", args=[board.pk])))


def test_the_grid_says_why_points_stay_and_what_would_have_to_come_first(round_, office, staff):
    one, two = (chosen.interviewed(round_, 80, staff) for _one in range(2))
    address, open_ = reverse("score-grid", args=[round_.pk]), chosen.interviewed(round_, None, None)
    assert "ต้องคงไว้" not in text(office.get(address))

    def shown(state):
        Application.objects.filter(pk__in=[one.pk, two.pk]).update(state=state)
        return text(office.get(address))

    made = chosen.selection(round_, staff)
    agreed = shown("selected")
    assert "เห็นชอบผลแล้ว คะแนนจึงต้องคงไว้" in agreed
    assert f'name="version-{open_.pk}"' in agreed
    chosen.announcement(made, staff)
    assert "ประกาศผลแล้ว คะแนนจึงต้องคงไว้" in shown("selected")
    assert "มีผู้ได้รับการจ้างแล้ว 2 คน" in shown("hired")
    Application.objects.filter(pk=open_.pk).delete()
    type(round_).objects.filter(pk=round_.pk).update(state="closed")
    ended = shown("hired")
    assert "รอบนี้สิ้นสุดแล้ว" in ended
    assert "ยังไม่มีผู้ผ่านคุณสมบัติ" not in ended


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
    publish_by_pages(office, board)
    client.logout()
    shown = text(client.get(reverse("announcement-detail", args=[board.pk])))
    paper = client.get(reverse("announcement-paper", args=[board.pk]))

    assert two.person.full_name in shown
    assert one.person.national_id not in shown
    assert ("ประกาศลงนามแล้ว" in shown, "ไฟล์สแกน" in shown) == (True, False)
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


def test_applicants_read_their_own_points_once_the_result_is_published_and_if_the_round_shows_them(
    round_, client, staff
):
    one, other = chosen.interviewed(round_, 83, staff), chosen.interviewed(round_, 71, staff)
    made = selections.agree(selection=selections.make(round=round_, by=staff), by=staff)
    status = reverse("application-status", args=[one.pk])

    def shown():
        client.force_login(one.user)
        page = text(client.get(status))
        told = client.get(f"/api/v1/applications/{one.pk}/standing/").json()
        assert [point["points"] for point in told["points"]] == (["60.00", "23.00"] if "คะแนนของท่าน" in page else [])
        assert told["next"] in page
        return page

    assert "คะแนนของท่าน" not in shown()
    chosen.announcement(made, staff)
    page = shown()
    assert "คะแนนของท่าน" in page
    assert all(points in page for points in ("83.00", "60.00 / 60", "23.00 / 40"))
    assert "71.00" not in page
    assert client.get(reverse("application-status", args=[other.pk])).status_code == 404
    assert client.get(f"/api/v1/applications/{other.pk}/standing/").status_code == 404
    choices = client.get(f"/api/v1/applications/{one.pk}/standing/").json()["choices"]
    assert [(choice["outcome"], choice["tambon"]) for choice in choices] == [("selected", "แม่ท้อ")]
    Application.objects.filter(pk=one.pk).update(state="qualified")  # an appeal was upheld: scored anew, not told yet
    assert "คะแนนของท่าน" not in shown()
    Application.objects.filter(pk=one.pk).update(state="selected")
    Round.objects.update(shows_points=False)
    assert "คะแนนของท่าน" not in shown()


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
