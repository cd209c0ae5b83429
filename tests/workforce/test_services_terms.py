"""Shipped terms and the posts they give."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.services import programmes
from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.choices import TermsState
from workforce.models import Post, Terms, WorkItem
from workforce.services import posts, terms

pytestmark = pytest.mark.django_db


def test_shipped_terms_give_twenty_posts_of_which_two_are_digital(nation, staff):
    programmes.sync(by=system_user())
    terms.sync(by=system_user())
    programme = Terms.objects.get(programme="u2t1").programme

    added = posts.provide(programme=programme, university=make.university("kpru"), by=staff)

    found = Counter(Post.objects.values_list("worker_type", "is_digital"))
    assert added == 20
    assert found == {
        ("citizen", False): 5, ("graduate", True): 2, ("graduate", False): 8, ("student", False): 5,
    }  # fmt: skip


def test_posts_are_opened_once(nation, staff):
    programmes.sync(by=system_user())
    terms.sync(by=system_user())
    programme = Terms.objects.get(programme="u2t1").programme
    posts.provide(programme=programme, university=make.university("kpru"), by=staff)

    assert posts.provide(programme=programme, university=make.university("kpru"), by=staff) == 0


@pytest.fixture
def rules(nation, staff, settings):
    """The shipped rules, under which the posts of ต.แม่ท้อ were opened before the work began."""
    settings.CLOCK = "2021-01-04T10:00:00+07:00"
    programmes.sync(by=system_user())
    terms.sync(by=system_user())
    found = Terms.objects.get(programme="u2t1")
    posts.provide(programme=found.programme, university=make.university("kpru"), by=staff)
    settings.CLOCK = "2021-11-08T10:00:00+07:00"
    return found


def again(rules, by, count, digital):
    """Let the rules ask for other posts of graduates, and follow them."""
    rules.types.filter(worker_type="graduate").update(posts_per_tambon=count)
    rules.digital_posts = digital
    rules.save(update_fields=["digital_posts"])
    return posts.provide(programme=rules.programme, university=make.university("kpru"), by=by)


def graduates(**fields):
    """The numbers of some posts of graduates, in order."""
    rows = Post.objects.filter(worker_type="graduate", **fields)
    return list(rows.order_by("number").values_list("number", flat=True))


TODAY = date(2021, 11, 8)


def test_first_posts_count_from_the_programmes_first_day_and_further_ones_from_today(rules, staff):
    assert set(Post.objects.values_list("opened_on", flat=True)) == {date(2021, 2, 1)}

    assert again(rules, staff, 12, 2) == 2

    assert graduates(opened_on=TODAY) == [11, 12]
    assert graduates(is_digital=True) == [1, 2]


def test_new_rules_close_and_turn_the_posts_nobody_holds_and_leave_the_others(rules, staff):
    for number in (1, 10):
        work.contract(on=Post.objects.get(worker_type="graduate", number=number))

    assert [again(rules, staff, 8, 0) for _twice in range(2)] == [0, 0]

    assert graduates(is_digital=True, closed_on=None) == [1]
    assert graduates(closed_on=TODAY) == [2, 9]  # eight stand, those that are held among them
    assert again(rules, staff, 10, 0) == 2
    assert graduates(closed_on=TODAY) == [2, 9]
    assert graduates(opened_on=TODAY) == [11, 12]


def test_what_somebody_once_sat_on_is_not_turned_but_closed_and_the_next_number_opened(rules, staff):
    until_july = DateRange(date(2021, 2, 1), date(2021, 8, 1))
    work.contract(on=Post.objects.get(worker_type="graduate", number=1), during=until_july)

    assert again(rules, staff, 10, 0) == 1

    assert (graduates(is_digital=True), graduates(closed_on=TODAY), graduates(opened_on=TODAY)) == ([1], [1], [11])
    assert again(rules, staff, 10, 2) == 0
    assert (graduates(is_digital=True, closed_on=None), graduates(closed_on=None, is_digital=False)) == (
        [2, 3], [4, 5, 6, 7, 8, 9, 10, 11],
    )  # fmt: skip


def test_uncertain_terms_are_shipped_as_a_draft(nation):
    programmes.sync(by=system_user())

    assert terms.sync(by=system_user()) == 2
    assert terms.sync(by=system_user()) == 0
    assert Terms.objects.get(programme="u2t-bcg").state == TermsState.DRAFT


def test_the_lists_of_work_meet_in_areas(nation):
    terms.sync(by=system_user())

    kinds = WorkItem.objects.get(scheme="kinds", number=2)
    positions = WorkItem.objects.filter(scheme="position", areas__in=kinds.areas.all())
    assert [item.number for item in positions] == [3]


def test_a_lecturer_opens_no_posts(nation, pm, staff):
    programmes.sync(by=system_user())
    terms.sync(by=system_user())

    with pytest.raises(PermissionDenied):
        posts.provide(
            programme=Terms.objects.get(programme="u2t1").programme, university=make.university("kpru"), by=pm
        )
