"""Shipped terms and the posts they give."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

from tambon.services import programmes
from tambon.system import system_user
from tests.factories import tambon as make
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
