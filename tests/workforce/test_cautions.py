"""Days of work that come before anybody could be selected: said on the page and by the API, and not refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.selectors.cautions import cautions_of_contract, cautions_of_round
from workforce.services import contracts

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

OPENS, CLOSES = datetime(2021, 11, 1, 2, tzinfo=UTC), datetime(2021, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def today_is(settings):
    def turn(day):
        settings.CLOCK = f"{day.isoformat()}T09:00:00+07:00@{timezone.now().isoformat()}"

    return turn


def round_from(first, **fields):
    values = {"opens_at": OPENS, "closes_at": CLOSES, "work_starts_on": first, "work_ends_on": date(2022, 1, 31)}
    return work.hiring_round(**(values | fields))


@pytest.mark.parametrize(
    ("first", "state", "today", "said"),
    [
        (date(2021, 11, 15), "draft", date(2021, 11, 1), "before the round closes"),
        (date(2021, 11, 20), "published", date(2021, 11, 2), "before the round closes"),
        (date(2021, 11, 27), "published", date(2021, 11, 2), "6 days between"),
        (date(2021, 12, 16), "published", date(2021, 12, 16), "no result is announced"),
        (date(2021, 12, 16), "published", date(2021, 12, 8), ""),
        (date(2021, 12, 16), "announced", date(2021, 12, 20), ""),
        (date(2021, 11, 27), "announced", date(2021, 11, 26), ""),
    ],
)
def test_a_round_says_where_its_work_comes_too_early(nation, today_is, first, state, today, said):
    round_ = round_from(first, state=state)

    today_is(today)
    with override("en"):
        found = cautions_of_round(round_)

    assert [said in one for one in found] == ([True] if said else [])


def test_the_page_and_the_api_say_it_and_take_the_round_all_the_same(client, staff, pm, today_is):
    work.terms()
    draft = round_from(date(2021, 11, 15), state="draft")
    work.quota(draft, make.area("630111"), posts=1)
    work.post()
    today_is(date(2021, 11, 2))
    client.force_login(staff)

    page = client.get(reverse("round-detail", args=[draft.pk])).content.decode()
    answer = client.get(f"/api/v1/rounds/{draft.pk}/").json()

    assert len(answer["cautions"]) == 1
    assert answer["cautions"][0] in page
    listed = client.get("/api/v1/rounds/").json()["results"]
    assert "cautions" not in listed[0]
    published = client.post(f"/api/v1/rounds/{draft.pk}/publish/", {"version": 1}, "application/json")
    assert (published.status_code, published.json()["cautions"]) == (200, answer["cautions"])


@pytest.mark.parametrize(
    ("first", "announced", "said"),
    [
        (date(2021, 11, 20), None, "before its round closed"),
        (date(2021, 12, 1), None, "is not announced"),
        (date(2021, 12, 1), date(2021, 12, 3), "before its result was announced"),
        (date(2021, 12, 3), date(2021, 12, 3), ""),
    ],
)
def test_a_contract_says_where_it_begins_too_early(client, staff, first, announced, said):
    round_ = round_from(first)
    application = work.application(round_, first_choice=make.area("630111"), state="hired")
    contract = work.contract(
        application.person, application=application, during=DateRange(first, date(2022, 2, 1)), state="draft",
        signed_on=None,
    )  # fmt: skip
    if announced:
        moment = datetime(announced.year, announced.month, announced.day, 3, tzinfo=UTC)
        ends = {"expires_at": moment + timedelta(days=30), "appeals_until": moment + timedelta(days=7)}
        chosen.announcement(chosen.selection(round_, staff), staff, published_at=moment, **ends)
    client.force_login(staff)

    with override("en"):
        found = cautions_of_contract(contract)
    page = client.get(reverse("contract-detail", args=[contract.pk])).content.decode()
    answer = client.get(f"/api/v1/contracts/{contract.pk}/").json()["cautions"]

    assert [said in one for one in found] == ([True] if said else [])
    assert len(answer) == len(found)
    assert all(one in page for one in answer)


def test_a_contract_without_an_application_has_no_round_to_come_too_early_for(nation):
    assert cautions_of_contract(work.contract()) == []


@pytest.mark.parametrize(
    ("state", "left", "said"), [("selecting", 0, True), ("selecting", 1, False), ("closed", 0, False)]
)
def test_a_draft_says_that_a_published_round_offers_the_post(nation, today_is, state, left, said):
    today_is(date(2021, 11, 2))
    round_ = round_from(date(2021, 12, 1), state=state, name_en="Round 2")
    work.quota(round_, make.area("630111"), posts=1)
    seats = [work.post(number=number) for number in range(1, left + 2)]
    during = DateRange(date(2021, 12, 1), date(2022, 2, 1))
    draft = work.contract(on=seats[0], during=during, state="draft", signed_on=None)

    with override("en"):
        found = cautions_of_contract(draft)

    assert ["Round 2 offers 1 posts" in one for one in found] == ([True] if said else [])


def test_who_is_hired_from_the_round_itself_takes_what_it_offers(nation, today_is):
    today_is(date(2021, 12, 2))
    round_ = round_from(date(2021, 12, 16), state="announced")
    work.quota(round_, make.area("630111"), posts=2)
    own = work.application(round_, first_choice=make.area("630111"), state="hired")
    during = DateRange(date(2021, 12, 16), date(2022, 2, 1))
    draft = work.contract(own.person, application=own, during=during, state="draft", signed_on=None)

    with override("en"):
        assert not any("finds none" in one for one in cautions_of_contract(draft))


def test_a_draft_that_ends_before_the_round_begins_takes_nothing_of_it(nation, today_is):
    today_is(date(2021, 11, 2))
    work.quota(round_from(date(2021, 12, 1), state="selecting"), make.area("630111"), posts=1)
    seat = work.post()
    for last, said in ((date(2021, 12, 1), []), (date(2021, 12, 2), [True])):
        draft = work.contract(on=seat, during=DateRange(date(2021, 11, 8), last), state="draft", signed_on=None)
        with override("en"):
            assert ["finds none" in one for one in cautions_of_contract(draft)] == said
        draft.placements.update(is_cancelled=True)


def test_who_is_prolonged_over_a_post_that_a_round_offers_is_told_of(nation, staff, today_is):
    work.terms()
    today_is(date(2021, 8, 2))
    other = work.post(number=1)
    work.contract(on=other, during=DateRange(date(2021, 2, 1), date(2021, 6, 1)), state="ended")
    made = work.contract(on=work.post(number=2), during=DateRange(date(2021, 2, 1), date(2021, 10, 1)))
    round_ = round_from(date(2021, 10, 1), state="selecting")
    quota = work.quota(round_, make.area("630111"), posts=1)

    longer = contracts.extend(contract=made, until=date(2021, 12, 31), reason="x", by=staff)
    assert cautions_of_contract(longer) == []  # the other is free, whoever sat there before
    quota.posts = 2
    quota.save()

    with override("en"):
        assert ["with this contract 1 are left" in one for one in cautions_of_contract(longer)] == [True]
    today_is(date(2022, 1, 3))
    assert cautions_of_contract(longer) == []
