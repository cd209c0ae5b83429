"""A list of people at work beside a published round: what the round offers is not taken without a word."""

from datetime import date

import pytest

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, problems
from workforce.models import Contract, Post
from workforce.services import imports
from workforce.services.storing import WorkforceRunError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    for number in (1, 2):
        work.post(number=number)


@pytest.mark.parametrize(("state", "posts", "warned"), [("selecting", 1, 1), ("announced", 2, 2), ("closed", 2, 0)])
def test_the_row_that_takes_a_post_a_round_offers_is_warned_of(staff, state, posts, warned):
    work.quota(work.hiring_round(state=state), make.area("630111"), posts=posts)

    run = brought(staff, {}, {"ชื่อ": "อีกคน"})

    assert list(run.issues.values_list("code", "severity")) == [("post_promised", "warning")] * warned
    assert run.error_count == 0


def test_people_whose_work_is_over_take_nothing_from_a_round(staff):
    work.quota(work.hiring_round(state="selecting"), make.area("630111"), posts=2)

    assert problems(brought(staff, {"วันสิ้นสุด": "30/6/2564"})) == []


@pytest.mark.parametrize(("last", "warned"), [("31/12/2564", 0), ("1/1/2565", 1)])
def test_people_whose_work_ends_before_the_round_begins_take_nothing_from_it(staff, last, warned):
    work.quota(work.hiring_round(state="selecting", work_starts_on=date(2022, 1, 1)), make.area("630111"), posts=2)

    assert len(problems(brought(staff, {"วันสิ้นสุด": last}))) == warned


def test_no_more_people_are_listed_than_the_rules_give_though_more_posts_stand_open(staff):
    work.terms().types.filter(worker_type="graduate").update(posts_per_tambon=1)

    run = brought(staff, {"วันสิ้นสุด": "30/6/2564"}, {"ชื่อ": "อีกคน"}, {"ชื่อ": "คนหลัง", "วันเริ่ม": "1/7/2564"})

    assert problems(run) == [(3, "no_vacant_post", "error")]
    assert str(run.issues.get().values["posts"]) == "1"


def test_who_is_hired_while_a_list_is_stored_leaves_no_place_above_the_rules(staff, monkeypatch):
    work.terms().types.filter(worker_type="graduate").update(posts_per_tambon=1)
    other, check = Post.objects.get(number=2), imports._checked

    def slow(run):
        found = check(run)
        if run.name == "b":
            work.contract(on=other)
        return found

    monkeypatch.setattr(imports, "_checked", slow)
    first = imports.store(run=brought(staff, {"วันสิ้นสุด": "30/6/2564"}), by=staff)
    run = brought(staff, {"วันเริ่ม": "1/7/2564"})
    assert (first.state, run.error_count) == ("stored", 0)
    run.name = "b"
    run.save()

    with pytest.raises(WorkforceRunError):
        imports.store(run=run, by=staff)
    assert Contract.objects.count() == 1  # with the refused run went who was hired within it
