"""Shipped terms and the posts they give."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

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


def test_new_rules_close_and_turn_the_posts_nobody_holds_and_leave_the_others(nation, staff, settings):
    settings.CLOCK = "2021-06-01T10:00:00+07:00"
    programmes.sync(by=system_user())
    terms.sync(by=system_user())
    rules = Terms.objects.get(programme="u2t1")
    whose = {"programme": rules.programme, "university": make.university("kpru"), "by": staff}
    posts.provide(**whose)
    held = {number: Post.objects.get(worker_type="graduate", number=number) for number in (1, 10)}
    for post in held.values():
        work.contract(on=post)

    rules.types.filter(worker_type="graduate").update(posts_per_tambon=8)
    rules.digital_posts = 0
    rules.save(update_fields=["digital_posts"])
    for _round in range(2):
        assert posts.provide(**whose) == 0

    graduates = Post.objects.filter(worker_type="graduate")
    assert set(graduates.filter(is_digital=True).values_list("number", flat=True)) == {1}
    assert set(graduates.filter(closed_on__isnull=False).values_list("number", flat=True)) == {9}
    rules.types.filter(worker_type="graduate").update(posts_per_tambon=10)
    posts.provide(**whose)
    assert not graduates.filter(closed_on__isnull=False).exists()


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
