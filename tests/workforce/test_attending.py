"""What became of each day of a month, and what a wage follows from: pure days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce.attending import Away, Closed, Seat, counted, for_pay, free_days, is_working
from workforce.day_choices import DayMark
from workforce.paying import PayRules, Worked, pay_for

FIRST, LAST = date(2021, 11, 1), date(2021, 11, 30)  # a Monday and a Tuesday: 22 working days
MONTH = [FIRST + timedelta(days=n) for n in range(30)]
WEEKDAYS = [day for day in MONTH if day.weekday() < 5]


def month(**fields):
    values = {
        "first": FIRST, "last": LAST, "today": LAST, "free": {}, "present": set(), "away": [], "counts_absence": True,
    } | fields  # fmt: skip
    return counted(**values)


def numbers(found):
    return found.expected, found.worked, found.leave, found.absent, found.missing


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"present": WEEKDAYS}, (22, 22, 0, 0, 0)),
        ({"present": WEEKDAYS[2:]}, (22, 20, 0, 2, 0)),
        ({"present": WEEKDAYS[2:], "counts_absence": False}, (22, 20, 0, 0, 2)),
        ({"present": WEEKDAYS[2:], "away": [Away(FIRST, FIRST, is_paid=True)]}, (22, 20, 1, 1, 0)),
        ({"present": WEEKDAYS[2:], "away": [Away(FIRST, WEEKDAYS[1], is_paid=False)]}, (22, 20, 2, 2, 0)),
        (
            {"present": WEEKDAYS[2:], "away": [Away(FIRST, FIRST, is_paid=False)], "counts_absence": False},
            (22, 20, 1, 1, 1),
        ),
        ({"present": WEEKDAYS[1:], "free": {FIRST: "วันหยุด"}}, (21, 21, 0, 0, 0)),
        ({"present": WEEKDAYS, "free": {FIRST: "วันหยุด"}}, (21, 22, 0, 0, 0)),
        ({"present": [*WEEKDAYS, date(2021, 11, 6)]}, (22, 23, 0, 0, 0)),
        ({"present": [*WEEKDAYS, date(2021, 10, 31)]}, (22, 23, 0, 0, 0)),
        ({"present": WEEKDAYS[:5], "today": date(2021, 11, 8)}, (22, 5, 0, 1, 0)),
        ({"away": [Away(date(2021, 10, 1), date(2021, 12, 31), is_paid=True)]}, (22, 0, 22, 0, 0)),
        ({"present": [FIRST], "away": [Away(FIRST, FIRST, is_paid=False)], "last": FIRST}, (1, 1, 0, 0, 0)),
    ],
)
def test_the_days_of_a_month_are_counted(fields, expected):
    assert numbers(month(**fields)) == expected


def test_each_day_says_what_became_of_it():
    found = month(
        last=date(2021, 11, 9), today=date(2021, 11, 8), present={FIRST}, free={date(2021, 11, 2): "วันหยุดตัวอย่าง"},
        away=[Away(date(2021, 11, 3), date(2021, 11, 3), is_paid=True)],
    )  # fmt: skip

    marks = [one.mark for one in found.days]
    assert marks == [
        DayMark.WORKED, DayMark.HOLIDAY, DayMark.PAID_LEAVE, DayMark.ABSENT, DayMark.ABSENT, DayMark.WEEKEND,
        DayMark.WEEKEND, DayMark.ABSENT, DayMark.AHEAD,
    ]  # fmt: skip
    assert found.days[1].label == "วันหยุดตัวอย่าง"


@pytest.mark.parametrize(
    ("closed", "is_agency", "province", "holds"),
    [
        ({}, False, "63", True),
        ({"provinces": frozenset({"63"})}, False, "63", True),
        ({"provinces": frozenset({"50"})}, False, "63", False),
        ({"offices": "government"}, False, "63", False),
        ({"offices": "government"}, True, "63", True),
        ({"offices": "university"}, True, "63", False),
        ({"offices": "university"}, False, "63", True),
    ],
)
def test_a_holiday_holds_for_its_province_and_its_offices(closed, is_agency, province, holds):
    one = Closed(FIRST, "วันหยุด", **closed)

    assert bool(free_days([one], [Seat(FIRST, LAST, province, is_agency)])) == holds


def test_who_moves_keeps_the_holidays_of_where_the_day_was_spent():
    seats = [Seat(FIRST, date(2021, 11, 9), "63"), Seat(date(2021, 11, 10), LAST, "50")]
    closed = [Closed(date(2021, 11, day), "วันหยุดภาค", provinces=frozenset({"50"})) for day in (4, 11)]

    assert list(free_days(closed, seats)) == [date(2021, 11, 11)]


DAYS = st.sets(st.sampled_from(MONTH))
LEAVES = st.lists(
    st.tuples(st.sampled_from(MONTH), st.integers(0, 6), st.booleans()).map(
        lambda given: Away(given[0], given[0] + timedelta(days=given[1]), is_paid=given[2])
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(present=DAYS, free=DAYS, away=LEAVES, today=st.sampled_from(MONTH), counts=st.booleans())
def test_every_working_day_is_counted_once_and_nothing_else_is_lost(present, free, away, today, counts):
    named = dict.fromkeys(free, "วันหยุด")
    found = month(present=present, free=named, away=away, today=today, counts_absence=counts)
    working = {day for day in MONTH if is_working(day, named)}
    marks = {one.day: one.mark for one in found.days}
    ahead = sum(mark == DayMark.AHEAD for mark in marks.values())

    assert found.expected == len(working)
    assert found.worked == len(present)
    unpaid = found.leave - found.paid_leave
    nothing = found.missing if not counts else found.absent - unpaid
    assert len(working & present) + found.leave + nothing + ahead == found.expected
    assert (found.missing == 0) if counts else (found.absent == unpaid)
    assert {day for day, mark in marks.items() if mark == DayMark.WORKED} == present
    assert not {day for day, mark in marks.items() if mark == DayMark.AHEAD and day <= today}
    more = month(present=present | {today}, free=named, away=away, today=today, counts_absence=counts)
    assert more.absent <= found.absent


def wage(found, rule, divisor=30):
    worked, absent = for_pay(found, rule)
    facts = Worked(Decimal(15000), 30, 30, absent_days=Decimal(absent), worked_days=worked)
    return pay_for(facts, PayRules(rule, Decimal(divisor))).gross


@pytest.mark.parametrize(
    ("fields", "rule", "gross"),
    [
        ({"present": WEEKDAYS}, "absent-day", 15000),
        ({"present": WEEKDAYS[2:]}, "absent-day", 14000),
        ({"present": WEEKDAYS[2:], "counts_absence": False}, "absent-day", 15000),
        ({"present": WEEKDAYS[2:], "away": [Away(FIRST, LAST, is_paid=True)]}, "absent-day", 15000),
        (
            {"present": WEEKDAYS[2:], "away": [Away(FIRST, LAST, is_paid=False)], "counts_absence": False},
            "absent-day",
            14000,
        ),
        ({"present": WEEKDAYS[2:]}, "full", 15000),
    ],
)
def test_a_wage_follows_from_the_days(fields, rule, gross):
    assert wage(month(**fields), rule) == gross


def test_where_each_working_day_is_paid_leave_counts_as_its_rule_says_and_absence_is_not_taken_twice():
    absent = month(present=WEEKDAYS[2:])
    paid = month(present=WEEKDAYS[2:], away=[Away(FIRST, LAST, is_paid=True)])

    assert wage(absent, "working-day", divisor=25) == 20 * 600
    assert wage(paid, "working-day", divisor=25) == 22 * 600
