"""Where somebody could move to: only tambons with a vacant post of their kind on that day, and how many."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from dashboards.selectors.staffing import strength_of
from tambon.models import Allocation
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.selectors import posts
from workforce.selectors.vacancies import vacant_for

pytestmark = pytest.mark.django_db
DAY = date(2021, 6, 1)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-06-01T10:00:00+07:00"


@pytest.fixture
def contract(nation, staff):
    for code in ("630101", "630201"):
        make.allocation(make.area(code), make.university("kpru"), make.programme())
    return work.contract()


def offered(contract, day=DAY):
    return {area.pk: area.vacant for area in vacant_for(contract, day)}


def test_only_vacant_posts_of_the_same_kind_in_other_tambons_of_the_university_count(contract):
    near, other = make.area("630101"), make.area("630201")
    for _one in range(2):
        work.post(near)
    work.post()  # where the person works already
    work.post(near, is_digital=True)
    work.post(other, worker_type="student")
    work.post(make.area("500101"))
    work.contract(on=work.post(near))

    assert offered(contract) == {"630101": 2}


def test_a_post_must_be_vacant_from_the_day_to_the_end(contract):
    post = work.post(make.area("630101"))
    work.contract(on=post, during=DateRange(date(2021, 2, 1), date(2021, 8, 1)), state="ended")

    assert offered(contract) == {}
    assert offered(contract, date(2021, 8, 1)) == {"630101": 1}
    assert offered(contract, date(2022, 6, 1)) == {}


def test_neither_posts_that_a_round_offers_nor_those_above_the_rules_in_force_are_counted(contract):
    near = make.area("630101")
    for _one in range(3):
        work.post(near)
    rules = work.terms()
    round_ = work.hiring_round(state="selecting", work_starts_on=date(2021, 10, 1))
    work.quota(round_, near, posts=1)
    assert offered(contract) == {"630101": 2}

    rules.types.filter(worker_type="graduate").update(posts_per_tambon=2)
    assert offered(contract) == {"630101": 1}
    work.contract(on=work.post(near))
    assert offered(contract) == {}
    round_.state = "closed"
    round_.save()
    assert offered(contract) == {"630101": 1}


@pytest.mark.integration
def test_the_page_offers_them_for_the_day_and_refuses_in_words_what_was_filled_meanwhile(client, contract, staff):
    post = work.post(make.area("630101"))
    address = reverse("contract-transfer", args=[contract.pk])
    client.force_login(staff)
    page = client.get(address, {"on": "2021-06-01"}).content.decode()
    assert 'value="630101"' in page
    assert "(ว่าง 1 อัตรา)" in page
    assert 'value="630201"' not in page
    api = client.get(f"/api/v1/contracts/{contract.pk}/vacancies/", {"on": "2021-06-01"})
    assert api.status_code == 200, api.json()
    assert [(row["tambon"], row["vacant"]) for row in api.json()] == [("630101", 1)]
    assert client.get(f"/api/v1/contracts/{contract.pk}/vacancies/", {"on": "x"}).status_code == 422

    work.contract(on=post)
    assert "ไม่มีตำบลใดมีอัตราว่างประเภทนี้" in client.get(address, {"on": "2021-06-01"}).content.decode()
    typed = {"on": "2021-06-01", "tambon": "630101", "reason": "ย้าย", "version": contract.version}
    refused = client.post(address, typed)

    assert refused.status_code == 422
    assert make.area("630101").name_th in str(refused.context["form"].errors)
    assert 'value="630101"' not in refused.content.decode()
    unseen = client.get(address, {"on": "x"})
    assert unseen.status_code == 200


@pytest.mark.integration
def test_a_tambon_that_changed_hands_counts_right_with_who_holds_it_and_with_who_gave_it_up(client, nation, staff):
    """KPRU gave ต.แม่ท้อ to CMU on 1 June; two of its people sit there until the year ends, one post is vacant."""
    tambon, programme, new = make.area("630111"), make.programme(), make.university("cmu")
    Allocation.objects.filter(tambon=tambon).update(during=DateRange(date(2021, 2, 1), DAY))
    make.allocation(tambon, new, programme, during=DateRange(DAY, None))
    kept = make.area("630101")
    make.allocation(kept, make.university("kpru"), programme)
    work.post(kept)
    old = [work.contract() for _one in range(2)]
    work.contract(on=work.post(), university=new, during=DateRange(DAY, date(2022, 2, 1)))
    work.post()
    theirs = make.user()
    make.membership(theirs, "staff", university=new)

    def rows(user):
        return {area.pk: (area.post_count, area.vacant) for area in posts.staffing_of(user, programme)}

    assert rows(theirs) == {"630111": (4, 1)}
    assert rows(staff) == {"630101": (1, 1)}
    strength = [strength_of(user=user, university=of, programme=programme) for user, of in
                ((theirs, new), (staff, make.university("kpru")))]  # fmt: skip
    assert [(one.total.posts, one.total.filled) for one in strength] == [(4, 3), (1, 0)]

    client.force_login(theirs)
    page = client.get(reverse("tambon-staffing", args=["630111"])).content.decode()
    assert page.count("ตามสัญญากับ") == 2
    assert not any(one.person.last_name in page for one in old)
    client.force_login(staff)
    page = client.get(reverse("tambon-staffing", args=["630111"])).content.decode()
    assert all(one.person.last_name in page for one in old)
    assert page.count("ตามสัญญากับ") == 1


@pytest.mark.integration
def test_a_post_for_which_a_contract_is_only_drafted_is_vacant_on_every_page(client, staff, pm):
    programme = make.programme()
    work.contract()
    work.contract(state="draft", signed_on=None)

    (area,) = posts.staffing_of(staff, programme)
    strength = strength_of(user=staff, university=make.university("kpru"), programme=programme)
    assert (area.post_count, area.vacant, strength.total.posts, strength.total.vacant) == (2, 1, 2, 1)
    for user in (staff, pm):
        client.force_login(user)
        page = client.get(reverse("tambon-staffing", args=["630111"]))
        total = page.context["staffing"].own
        assert (total.posts, total.filled) == (2, 1)
    assert "กำลังทำสัญญา" in page.content.decode()  # the lecturer does not see with whom
