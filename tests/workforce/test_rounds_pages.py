"""Pages of rounds: what strangers and staff see, what must not be seen, and every button."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock
from workforce.models import Round, RoundQuota, Terms

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def open_round(nation):
    """A round of KPRU that is open: 3 graduates in ต.แม่ท้อ, 2 citizens in ต.ระแหง."""
    made = work.hiring_round(name_th="รอบเปิดของกำแพงเพชร")
    work.quota(made, make.area("630111"), "graduate", 3)
    work.quota(made, make.area("630101"), "citizen", 2)
    return made


@pytest.fixture
def draft(staff):
    made = work.hiring_round(name_th="ร่างลับ", state="draft")
    make.area("630111")
    work.post(number=1)
    work.post(number=2)
    work.quota(made, make.area("630111"), "graduate", 2)
    return made


def text(answer):
    return answer.content.decode()


def test_a_stranger_sees_open_rounds_with_their_conditions(client, open_round):
    found = text(client.get(reverse("round-open-list")))
    assert "รอบเปิดของกำแพงเพชร" in found
    assert "5 อัตรา" in found

    page = text(client.get(reverse("round-open-detail", args=[open_round.pk])))
    for words in ("แม่ท้อ", "ระแหง", "15,000", "9,000", "055000000", "รูปถ่าย"):
        assert words in page
    assert f"{open_round.closes_at.year + 543}" in page


def test_no_draft_and_no_closed_round_is_in_the_list(client, open_round, draft):
    now = clock.now()
    work.hiring_round(name_th="รอบที่ปิดแล้ว", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))

    found = text(client.get(reverse("round-open-list")))

    assert "ร่างลับ" not in found
    assert "รอบที่ปิดแล้ว" not in found
    assert client.get(reverse("round-open-detail", args=[draft.pk])).status_code == 404


def test_a_round_that_opens_later_is_announced(client, open_round):
    Round.objects.update(opens_at=clock.now() + timedelta(days=1))

    assert "รอบเปิดของกำแพงเพชร" in text(client.get(reverse("round-open-list")))
    assert client.get(reverse("round-open-detail", args=[open_round.pk])).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("province=63", True),
        ("province=50", False),
        ("q=แม่ท้อ", True),
        ("q=เมืองตาก", True),
        ("q=ต.ศรีภูมิ", False),
        ("q=มหาวิทยาลัย kpru", True),
        ("type=student", False),
        ("type=citizen", True),
        ("q=แม่ท้อ&type=citizen", False),
        ("q=%00", False),
        ("type=nobody", False),
    ],
)
def test_search_by_place_university_and_type(client, open_round, query, is_found):
    answer = client.get(f"{reverse('round-open-list')}?{query}")

    assert answer.status_code == 200
    assert ("รอบเปิดของกำแพงเพชร" in text(answer)) is is_found


def test_the_page_of_a_round_shows_what_was_searched_only(client, open_round):
    page = text(client.get(f"{reverse('round-open-detail', args=[open_round.pk])}?q=แม่ท้อ"))

    assert "ต.แม่ท้อ" in page
    assert "ต.ระแหง" not in page


@pytest.mark.parametrize("name", ["round-open-list", "round-open-detail"])
def test_public_pages_ask_no_more_for_more_rows(client, open_round, name):
    arguments = [open_round.pk] if name == "round-open-detail" else []

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(queries)

    before = asked()
    for _more in range(2):
        other = work.hiring_round() if name == "round-open-list" else open_round
        work.quota(
            other, make.area("630201") if other != open_round else make.area(f"63020{_more + 2}", "ใหม่"), "graduate", 1
        )
    assert asked() == before


def test_the_sign_in_page_leads_to_open_rounds(client, db):
    assert reverse("round-open-list") in text(client.get(reverse("account_login")))


def test_staff_see_the_rounds_of_their_university_only(client, staff, draft):
    work.hiring_round(make.university("cmu"), name_th="รอบของเชียงใหม่", state="draft")
    client.force_login(staff)

    found = text(client.get(reverse("round-list")))

    assert "ร่างลับ" in found
    assert "รอบของเชียงใหม่" not in found


@pytest.mark.parametrize("query", ["status=draft", "university=kpru", "programme=u2t1"])
def test_staff_filter_rounds(client, staff, draft, query):
    client.force_login(staff)

    assert "ร่างลับ" in text(client.get(f"{reverse('round-list')}?{query}"))


def test_the_list_of_staff_asks_no_more_for_more_rows(client, staff, draft):
    client.force_login(staff)
    client.get(reverse("round-list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("round-list"))
    work.hiring_round()
    work.hiring_round()
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("round-list"))

    assert len(three) == len(one)


def planned_by(client, **changes):
    now = clock.now()
    values = {
        "university": "kpru", "programme": "u2t1", "number": 1, "name_th": "รอบที่ 1",
        "opens_at": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}", "closes_at": f"{now + timedelta(days=5):%Y-%m-%dT%H:%M}",
        "work_starts_on": "2021-02-01", "work_ends_on": "2022-01-31", "contact": "งานบุคคล", "telephone": "055",
    } | changes  # fmt: skip
    return client.post(reverse("round-plan"), values)


def test_the_form_of_a_new_round_knows_the_programme_that_comes_next(client, staff, settings):
    settings.CLOCK = "2021-01-05T10:00:00+07:00"
    before = work.hiring_round(number=1, contact="งานบุคคล")
    client.force_login(staff)

    form = client.get(reverse("round-plan")).context["form"]

    assert form.initial == {
        "university": before.university, "programme": before.programme, "number": 2, "contact": "งานบุคคล",
        "telephone": before.telephone, "work_starts_on": before.terms.work_starts_on,
        "work_ends_on": before.terms.work_ends_on,
    }  # fmt: skip


def test_staff_plan_lower_publish_extend_and_close_a_round(client, staff):
    work.terms()
    client.force_login(staff)
    assert client.get(reverse("round-plan")).status_code == 200

    made = planned_by(client)
    assert made.status_code == 302
    round_ = Round.objects.get()
    page = reverse("round-detail", args=[round_.pk])
    assert "ต.แม่ท้อ" in text(client.get(page))

    lowered = {"version": 1, "630111-citizen": 5, "630111-graduate": 4, "630111-student": 0}
    assert client.post(reverse("round-quota", args=[round_.pk]), lowered).status_code == 302
    assert client.post(reverse("round-publish", args=[round_.pk]), {"version": 2}).status_code == 302
    assert client.post(reverse("round-publish", args=[round_.pk]), {"version": 2}).status_code == 302  # a second click
    assert client.post(reverse("round-publish", args=[round_.pk]), {"version": 1}).status_code == 412
    later = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    extended = {"version": 3, "closes_at": later, "reason": "น้ำท่วม"}
    assert client.post(reverse("round-extend", args=[round_.pk]), extended).status_code == 302
    closed = {"version": 4, "reason": "ครบแล้ว"}
    assert client.post(reverse("round-close", args=[round_.pk]), closed).status_code == 302

    assert sum(RoundQuota.objects.values_list("posts", flat=True)) == 9
    assert client.get(page).status_code == 200


def test_a_refusal_stands_beside_its_field(client, staff):
    work.terms()
    client.force_login(staff)

    answer = planned_by(client, work_ends_on="2030-01-01")

    assert answer.status_code == 422
    assert "อยู่นอกระยะเวลาของโครงการ" in text(answer)


def test_a_quota_above_the_vacancies_is_refused_beside_its_number(client, staff, draft):
    client.force_login(staff)

    answer = client.post(reverse("round-quota", args=[draft.pk]), {"version": 1, "630111-graduate": 11})

    assert answer.status_code == 422
    assert "มีอัตราว่างเท่านี้" in text(answer)
    assert RoundQuota.objects.get().posts == 2


def test_publishing_what_offers_nothing_says_why(client, staff, draft):
    RoundQuota.objects.update(posts=0)
    client.force_login(staff)

    answer = client.post(reverse("round-publish", args=[draft.pk]), {"version": 1})

    assert answer.status_code == 409
    assert "ยังไม่มีอัตราที่เปิดรับ" in text(answer)


@pytest.mark.parametrize("name", ["round-extend", "round-close", "round-withdraw"])
def test_without_a_reason_nothing_is_changed(client, staff, open_round, name):
    client.force_login(staff)

    assert client.post(reverse(name, args=[open_round.pk]), {"version": 1}).status_code == 422
    assert Round.objects.get().version == 1


def test_a_draft_is_corrected_and_dropped(client, staff, draft):
    client.force_login(staff)
    assert "ร่างลับ" in text(client.get(reverse("round-edit", args=[draft.pk])))

    values = {
        "version": 1, "number": 7, "name_th": "ร่างใหม่", "opens_at": "2021-01-05T08:30", "closes_at": "2021-01-09T16:30",
        "work_starts_on": "2021-02-01", "work_ends_on": "2022-01-31", "contact": "งานบุคคล", "telephone": "055",
    }  # fmt: skip
    assert client.post(reverse("round-edit", args=[draft.pk]), values).status_code == 302
    stale = client.post(reverse("round-edit", args=[draft.pk]), values | {"name_th": "ร่างของอีกคน"})
    assert (stale.status_code, stale.context["form"]["version"].value()) == (412, "2")
    assert all(said in text(stale) for said in ("ร่างใหม่", "ร่างของอีกคน", "ข้อมูลในระบบขณะนี้"))
    draft.refresh_from_db()
    assert (draft.name_th, draft.opens_at.isoformat()) == ("ร่างใหม่", "2021-01-05T01:30:00+00:00")
    assert client.post(reverse("round-drop", args=[draft.pk]), {"version": 2}).status_code == 302
    assert not Round.objects.exists()


def test_posts_are_counted_by_type_with_their_vacancies(client, staff, django_assert_max_num_queries):
    work.contract(on=work.post(number=1))
    work.post(number=2)
    work.post(worker_type="student", number=1)
    work.post(make.area("500101"), number=1)
    client.force_login(staff)

    found = text(client.get(reverse("post-list", args=["u2t1"])))

    assert "1 / 2" in found
    assert "0 / 1" in found
    assert "ศรีภูมิ" not in found
    assert "แม่ท้อ" in text(
        client.get(reverse("post-list", args=["u2t1"]) + "?status=vacant&university=kpru&province=63")
    )
    assert "แม่ท้อ" not in text(client.get(reverse("post-list", args=["u2t1"]) + "?status=filled"))


def test_posts_lead_to_the_programme_of_today(client, staff):
    client.force_login(staff)

    assert client.get(reverse("post-index")).url == reverse("post-list", args=["u2t1"])


def test_the_list_of_posts_asks_no_more_for_more_rows(client, ministry):
    programme = make.programme()
    work.post(number=1)
    client.force_login(ministry)
    address = reverse("post-list", args=[programme.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    work.post(make.area("630101"))
    work.post(make.area("500101"))
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(three) == len(one)


def test_a_round_shows_applications_by_state(client, staff, open_round):
    work.application(open_round)
    work.application(open_round, state="draft")
    client.force_login(staff)

    page = text(client.get(reverse("round-detail", args=[open_round.pk])))

    assert "ส่งแล้ว" in page or "ยื่นแล้ว" in page
    assert "กำลังกรอก" not in page


def test_terms_of_a_published_round_stay_when_new_ones_come(client, open_round):
    Terms.objects.update(state="replaced")
    work.terms(version=2, digital_posts=0)

    assert "15,000" in text(client.get(reverse("round-open-detail", args=[open_round.pk])))
