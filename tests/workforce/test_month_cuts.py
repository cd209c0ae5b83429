"""Days cut into months of work: each day in one of them, twelve months are twelve wages whatever the cut-off does."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workforce.months import Opened, calendar_months, cut, stretches
from workforce.selectors.budgets import months_between


@pytest.mark.parametrize(
    ("cutoff", "count", "first", "last"),
    [
        (31, 12, (date(2021, 2, 1), date(2021, 2, 28)), (date(2022, 1, 1), date(2022, 1, 31))),
        (24, 12, (date(2021, 2, 1), date(2021, 2, 24)), (date(2021, 12, 25), date(2022, 1, 31))),
    ],
)
def test_the_days_of_a_programme_are_cut_into_months_without_gap(cutoff, count, first, last):
    found = list(stretches(date(2021, 2, 1), date(2022, 1, 31), cutoff_day=cutoff))

    assert len(found) == count
    assert (found[0].first, found[0].last) == first
    assert (found[-1].first, found[-1].last) == last
    assert len({one.month for one in found}) == count
    assert all(one.last < two.first for one, two in itertools.pairwise(found))
    assert sum((one.last - one.first).days + 1 for one in found) == 365


@pytest.mark.parametrize(
    ("starts", "ends", "cutoff", "first", "last"),
    [
        (date(2021, 2, 15), date(2022, 2, 14), 31, (14, 28), (14, 28)),
        (date(2021, 1, 31), date(2022, 1, 30), 31, (1, 31), (30, 31)),
        (date(2021, 2, 10), date(2022, 2, 9), 24, (15, 31), (16, 31)),
        (date(2021, 2, 1), date(2022, 1, 31), 24, (24, 24), (38, 38)),  # as meant: named after a month it begins with
        (date(2021, 2, 10), date(2021, 2, 20), 31, (11, 28), (11, 28)),
    ],
)
def test_who_begins_in_the_middle_of_a_month_is_paid_its_days(starts, ends, cutoff, first, last):
    found = list(stretches(starts, ends, cutoff_day=cutoff))
    days = [((one.last - one.first).days + 1, one.full_days) for one in found]
    assert [(own, full or own) for own, full in (days[0], days[-1])] == [first, last]


@given(
    starts=st.dates(date(2021, 1, 1), date(2022, 1, 28)).filter(lambda day: day.day <= 28), cutoff=st.integers(1, 31)
)
def test_twelve_months_pay_twelve_wages_whenever_they_begin(starts, cutoff):
    found = list(stretches(starts, starts.replace(year=starts.year + 1) - timedelta(1), cutoff_day=cutoff))

    own = [(one.last - one.first).days + 1 for one in found]
    assert sum(Fraction(n, one.full_days or n) for n, one in zip(own, found, strict=True)) == 12


def test_a_day_before_the_first_month_is_worth_a_day():
    there = [Opened(1, date(2021, 2, 1), date(2021, 2, 1), date(2021, 2, 28), is_fixed=True)]
    (day,) = cut(date(2021, 1, 31), date(2021, 2, 28), there, cutoff_day=31).made
    assert (day.first, day.last, day.full_days) == (date(2021, 1, 31), date(2021, 1, 31), 31)


ENDS = st.dates(date(2021, 1, 1), date(2022, 3, 31))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(changes=st.lists(st.tuples(ENDS, ENDS, st.integers(1, 31), st.booleans()), min_size=1, max_size=6))
def test_every_day_lies_in_exactly_one_period_however_the_programme_is_prolonged(changes):
    there, first, last = [], date(2021, 6, 1), date(2021, 6, 15)
    for starts, ends, cutoff, is_paid in changes:
        first, last = min(first, starts), max(last, ends)
        found = cut(first, last, there, cutoff_day=cutoff)

        longer = [(one, found.longer.get(one.key, (one.first, one.last))) for one in there]
        assert not [one for one, days in longer if one.is_fixed and days != (one.first, one.last)]
        there = [Opened(one.key, one.month, *days, is_fixed=is_paid or one.is_fixed) for one, days in longer]
        there += [
            Opened(
                len(there) + place,
                one.month,
                one.first,
                one.last,
                is_fixed=is_paid,
                full_days=one.full_days,
                worth=one.worth,
            )
            for place, one in enumerate(found.made)
        ]
        held = sorted(one.first + timedelta(n) for one in there for n in range((one.last - one.first).days + 1))
        assert held == [first + timedelta(n) for n in range((last - first).days + 1)]
        assert all(one.wages >= 0 and (one.full_days is None or one.worth == 1) for one in found.made)


def test_a_month_paid_in_parts_as_it_is_prolonged_pays_its_wage_once():
    there = []
    for ends in (date(2021, 12, 15), date(2021, 12, 20), date(2021, 12, 31)):
        there += [
            Opened(len(there), one.month, one.first, one.last, is_fixed=True, full_days=one.full_days)
            for one in cut(date(2021, 12, 1), ends, there, cutoff_day=31).made
        ]

    assert [one.full_days for one in there] == [31, 31, 31]
    assert sum((one.last - one.first).days + 1 for one in there) == 31


@pytest.mark.parametrize("cutoff", [10, 25])
def test_a_cut_off_changed_on_the_way_pays_no_part_of_a_month_as_a_whole_one(cutoff):
    """January was cut at its end; the rules changed, and the work goes on until April."""
    there = [Opened(1, date(2022, 1, 1), date(2022, 1, 1), date(2022, 1, 31), is_fixed=True)]

    first, *following = cut(date(2022, 1, 1), date(2022, 4, cutoff), there, cutoff_day=cutoff).made

    assert (first.first, first.last, first.full_days) == (date(2022, 2, 1), date(2022, 2, cutoff), 28)
    assert [one.full_days for one in following] == [None, None]


def test_days_left_over_after_a_cut_off_are_paid_with_the_stretch_they_belong_to():
    """The year was cut on the 25th; its last period took the rest of January in, and the work goes on."""
    year = list(stretches(date(2021, 2, 1), date(2022, 1, 31), cutoff_day=25))
    there = [Opened(one.number, one.month, one.first, one.last, is_fixed=True) for one in year]

    (more,) = cut(date(2021, 2, 1), date(2022, 2, 25), there, cutoff_day=25).made

    assert (more.first, more.last, more.full_days) == (date(2022, 2, 1), date(2022, 2, 25), None)


class Year:
    """A programme whose days are cut piece by piece, each by the cut-off day of its time; `fixed` periods stay so."""

    def __init__(self, starts, ends, changes, first, *, fixed=99):
        self.starts, self.ends, self.periods, self.fixed = starts, ends, [], fixed
        cutoff = first
        for until, following in sorted(changes, key=lambda one: one[0]):
            if starts <= until < ends:
                self._cut(until, cutoff)
                cutoff = following
        self._cut(ends, cutoff)

    def _cut(self, until, cutoff):
        there = [Opened(n, one.month, one.first, one.last, n < self.fixed, one.full_days, one.worth)
                 for n, one in enumerate(self.periods)]  # fmt: skip
        found = cut(self.starts, until, there, cutoff_day=cutoff)
        self.periods = [found.paid.get(n, one) for n, one in enumerate(self.periods)] + found.made

    def wages(self, first=None, last=None):
        """Return the wages of who works each day from one to another."""
        first, last = first or self.starts, last or self.ends
        days = [max(0, (min(one.last, last) - max(one.first, first)).days + 1) for one in self.periods]
        own = [(one.last - one.first).days + 1 for one in self.periods]
        return sum(one.wages * n / whole for one, n, whole in zip(self.periods, days, own, strict=True))


FEBRUARY, JANUARY = date(2021, 2, 1), date(2022, 1, 31)
CUTOFFS = st.sampled_from([31, 25, 20, 28, 30])


def cutoff_in(year, month, day):
    """The cut-off of a month, which a month without that day has on its last."""
    return min(date(year, month, 1) + timedelta(day - 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(1))


@pytest.mark.parametrize("month", range(2, 13))
@pytest.mark.parametrize(("old", "new"), [(31, 25), (31, 20), (25, 31), (20, 31), (20, 25), (25, 20), (30, 1), (1, 30)])
def test_a_cut_off_changed_after_any_month_leaves_twelve_wages(old, new, month):
    year = Year(FEBRUARY, JANUARY, [(cutoff_in(2021, month, old), new)], old)

    assert year.wages() == 12 == months_between(FEBRUARY, JANUARY)
    assert len(year.periods) == 12


def test_days_after_a_month_that_is_paid_belong_to_the_next():
    year = Year(FEBRUARY, JANUARY, [(date(2021, 6, 25), 31)], 25)

    june, july, august = year.periods[4:7]
    assert (june.first, june.last, june.wages) == (date(2021, 5, 26), date(2021, 6, 25), 1)
    assert (july.first, july.last, july.wages) == (date(2021, 6, 26), date(2021, 7, 31), 1)
    assert (august.first, august.last, august.wages) == (date(2021, 8, 1), date(2021, 8, 31), 1)


def test_days_left_over_by_an_earlier_cut_off_are_paid_at_the_end():
    year = Year(FEBRUARY, JANUARY, [(date(2021, 6, 30), 25)], 31)

    july, last = year.periods[5], year.periods[-1]
    assert (july.first, july.last, july.full_days) == (date(2021, 7, 1), date(2021, 7, 25), 31)
    assert (last.first, last.last, last.full_days) == (date(2021, 12, 26), date(2022, 1, 31), 31)


def test_days_of_a_month_that_is_paid_and_the_last_are_not_paid_again():
    year = Year(FEBRUARY, JANUARY, [(date(2022, 1, 25), 31)], 25)

    assert (year.periods[-1].first, year.periods[-1].wages) == (date(2022, 1, 26), 0)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    starts=st.dates(date(2019, 1, 1), date(2024, 1, 1)).map(lambda day: day.replace(day=1)), months=st.integers(1, 15),
    changes=st.lists(st.tuples(st.integers(0, 450), CUTOFFS), max_size=3), first=CUTOFFS, fixed=st.integers(0, 15),
)  # fmt: skip
@example(starts=date(2021, 3, 1), months=12, changes=[(152, 25)], first=31, fixed=99)
@example(starts=date(2023, 3, 1), months=12, changes=[(238, 25), (299, 20)], first=31, fixed=99)
@example(starts=date(2020, 1, 1), months=1, changes=[(5, 1), (11, 20), (12, 31)], first=20, fixed=1)
def test_whole_months_are_as_many_wages_however_the_cut_off_changes(starts, months, changes, first, fixed):
    """Whatever was cut by whichever rule, to whichever day: all days together are paid what the budget binds."""
    ends = starts
    for _month in range(months):
        ends = (ends + timedelta(31)).replace(day=1)
    ends -= timedelta(1)

    year = Year(starts, ends, [(starts + timedelta(n), one) for n, one in changes], first, fixed=fixed)

    assert year.wages() == calendar_months(starts, ends) == months == months_between(starts, ends)
    assert all(one.wages >= 0 for one in year.periods)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data(), old=CUTOFFS, new=CUTOFFS, month=st.integers(2, 12))
def test_who_comes_or_leaves_within_is_paid_to_the_cut_offs_near_the_calendar(data, old, new, month):
    """A part of a period is paid by its days: no further from the calendar than the cut-offs are from a month's end."""
    first = data.draw(st.dates(FEBRUARY, JANUARY))
    last = data.draw(st.dates(first, JANUARY))

    changed = Year(FEBRUARY, JANUARY, [(cutoff_in(2021, month, old), new)], old).wages(first, last)

    assert abs(changed - calendar_months(first, last)) <= Fraction(31 - min(old, new) + 3, 28)
    before = Year(FEBRUARY, JANUARY, [(cutoff_in(2021, month, old), new)], old).wages(last=first - timedelta(1))
    after = Year(FEBRUARY, JANUARY, [(cutoff_in(2021, month, old), new)], old).wages(first=last + timedelta(1))
    assert before + changed + after == 12
