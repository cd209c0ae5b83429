"""The selection as arithmetic: never above quota, the better score first, ties never decided silently."""

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from workforce.selecting import Candidate, Reason, is_ahead, select

PLACES = ("a", "b", "c")
TYPES = ("graduate", "student")
tried = settings(max_examples=60, deadline=None, derandomize=True)


def candidate(number, total, *choices, position=None, worker_type="graduate"):
    return Candidate(
        number, number, worker_type, choices or ("a",), None if total is None else Decimal(total), position
    )


def by_key(lines):
    return {(line.application, line.tambon): (line.outcome, line.place, line.reason) for line in lines}


@st.composite
def people(draw):
    count = draw(st.integers(0, 14))
    return [
        candidate(
            number,
            draw(st.one_of(st.none(), st.integers(0, 5))),
            *draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True)),
            position=draw(st.one_of(st.none(), st.integers(1, 6))),
            worker_type=draw(st.sampled_from(TYPES)),
        )
        for number in range(1, count + 1)
    ]


quotas = st.dictionaries(st.tuples(st.sampled_from(PLACES), st.sampled_from(TYPES)), st.integers(0, 3))


@tried
@given(people(), quotas)
def test_never_above_quota_and_nobody_twice(candidates, posts):
    selected = [line for line in select(candidates, posts) if line.outcome == "selected"]

    taken = Counter((line.tambon, line.worker_type) for line in selected)
    assert all(count <= posts.get(cell, 0) for cell, count in taken.items())
    assert len({line.application for line in selected}) == len(selected)


@tried
@given(people(), quotas)
def test_nobody_selected_has_less_than_somebody_who_waits_unless_people_decided(candidates, posts):
    lines = select(candidates, posts)
    known = {one.application: one for one in candidates}

    for chosen in (line for line in lines if line.outcome == "selected"):
        for waits in (line for line in lines if line.outcome in {"reserve", "tie"}):
            if (chosen.tambon, chosen.worker_type) != (waits.tambon, waits.worker_type):
                continue
            assert chosen.total >= waits.total
            if chosen.total == waits.total:
                # Who surely has a post may still be unranked against somebody tied for another.
                assert not is_ahead(known[waits.application], known[chosen.application])


@tried
@given(people(), quotas)
def test_a_tie_is_more_people_of_one_score_than_posts_are_left(candidates, posts):
    lines = select(candidates, posts)

    for cell in {(line.tambon, line.worker_type) for line in lines}:
        here = [line for line in lines if (line.tambon, line.worker_type) == cell]
        tied = [line for line in here if line.outcome == "tie"]
        taken = sum(line.outcome == "selected" for line in here)
        assert len({line.total for line in tied}) <= 1
        assert not tied or taken < posts[cell] < taken + len(tied)


@tried
@given(people(), quotas)
def test_a_post_stays_empty_only_if_nobody_waits_for_it(candidates, posts):
    lines = select(candidates, posts)

    for cell, count in posts.items():
        here = [line for line in lines if (line.tambon, line.worker_type) == cell]
        if any(line.outcome == "reserve" for line in here):
            assert sum(line.outcome in {"selected", "tie"} for line in here) >= count


@tried
@given(people(), quotas, st.randoms())
def test_the_order_of_reading_changes_nothing(candidates, posts, random):
    shuffled = list(candidates)
    random.shuffle(shuffled)

    assert select(shuffled, posts) == select(candidates, posts) == select(candidates, posts)


@tried
@given(people(), quotas)
def test_the_first_choice_goes_before_the_second(candidates, posts):
    lines = by_key(select(candidates, posts))

    for one in candidates:
        if len(one.choices) == 2 and lines[one.application, one.choices[1]][0] == "selected":
            cell = (one.choices[0], one.worker_type)
            better = [other for other in candidates if other.total is not None and other.total >= one.total]
            asked = [other for other in better if other.worker_type == one.worker_type and cell[0] in other.choices]
            assert len(asked) - 1 >= posts.get(cell, 0)


def test_a_better_score_displaces_and_the_displaced_goes_to_the_second_choice():
    lines = by_key(
        select(
            [candidate(1, 70, "a", "b"), candidate(2, 90, "b", "a"), candidate(3, 95, "b"), candidate(4, 60, "b")],
            {("a", "graduate"): 1, ("b", "graduate"): 1},
        )
    )

    assert lines == {
        (3, "b"): ("selected", 1, Reason.WITHIN_QUOTA),
        (2, "a"): ("selected", 1, Reason.WITHIN_QUOTA),
        (2, "b"): ("not-selected", 0, Reason.OTHER_CHOICE),
        (1, "a"): ("reserve", 1, Reason.BELOW_LINE),
        (1, "b"): ("reserve", 1, Reason.BELOW_LINE),
        (4, "b"): ("reserve", 2, Reason.BELOW_LINE),
    }


def test_a_tie_at_the_last_post_waits_for_people_and_follows_their_decision():
    posts = {("a", "graduate"): 2}
    open_tie = by_key(select([candidate(1, 90), candidate(2, 80), candidate(3, 80), candidate(4, 70)], posts))
    decided = by_key(
        select([candidate(1, 90), candidate(2, 80, position=2), candidate(3, 80, position=1), candidate(4, 70)], posts)
    )

    assert open_tie == {
        (1, "a"): ("selected", 1, Reason.WITHIN_QUOTA),
        (2, "a"): ("tie", 2, Reason.TIE),
        (3, "a"): ("tie", 2, Reason.TIE),
        (4, "a"): ("reserve", 1, Reason.BELOW_LINE),
    }
    assert decided == {
        (1, "a"): ("selected", 1, Reason.WITHIN_QUOTA),
        (3, "a"): ("selected", 2, Reason.TIE_DECIDED),
        (2, "a"): ("reserve", 1, Reason.TIE_DECIDED),
        (4, "a"): ("reserve", 2, Reason.BELOW_LINE),
    }


def test_who_waits_for_a_tie_is_not_sent_to_the_second_choice():
    lines = by_key(
        select([candidate(1, 80, "a", "b"), candidate(2, 80, "a")], {("a", "graduate"): 1, ("b", "graduate"): 1})
    )

    assert lines[1, "b"] == ("not-selected", 0, Reason.WAITS_FOR_TIE)


def test_who_was_not_scored_or_finds_no_posts_is_told_so():
    lines = by_key(select([candidate(1, None), candidate(2, 50, "c")], {("a", "graduate"): 1}))

    assert lines == {
        (1, "a"): ("not-selected", 0, Reason.NOT_SCORED),
        (2, "c"): ("not-selected", 0, Reason.NOT_OFFERED),
    }


def test_equal_scores_on_the_reserve_list_stand_in_the_order_of_their_numbers():
    lines = by_key(select([candidate(1, 90), candidate(2, 50), candidate(3, 50)], {("a", "graduate"): 1}))

    assert lines[2, "a"] == ("reserve", 1, Reason.NUMBER_ORDER)
    assert lines[3, "a"] == ("reserve", 2, Reason.NUMBER_ORDER)
