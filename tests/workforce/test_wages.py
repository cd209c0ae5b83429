"""Wages: by rule, to the satang, the same in Python and in the database, and never above the contract."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import months
from tests.factories import workforce as work
from u2t.core import clock
from workforce.models import PayLine
from workforce.paying import NO_TAX, PayRules, Penalty, Tax, Worked, pay_for
from workforce.selectors.pay import foreseen, rules_for, worked_in
from workforce.selectors.taxes import tax_of
from workforce.services import payroll

ONE = ((Decimal(0), Decimal(1)),)
ABSENT = PayRules("absent-day", Decimal(30))


def fined(rule, rate, cap=100):
    return PayRules("absent-day", Decimal(30), Penalty(rule, Decimal(rate), Decimal(cap)))


def worked(**fields):
    values = {
        "monthly_wage": Decimal(15000), "period_days": 30, "covered_days": 30, "absent_days": Decimal(0),
        "worked_days": 20,
    } | fields  # fmt: skip
    return Worked(**values)


@pytest.mark.parametrize(
    ("month", "rules", "tax", "gross", "net"),
    [
        (worked(), ABSENT, NO_TAX, "15000.00", "15000.00"),
        (worked(absent_days=Decimal(2)), ABSENT, NO_TAX, "14000.00", "14000.00"),
        (worked(absent_days=Decimal("0.5")), ABSENT, NO_TAX, "14750.00", "14750.00"),
        (worked(absent_days=Decimal(40)), ABSENT, NO_TAX, "0.00", "0.00"),
        (worked(covered_days=7, period_days=28), ABSENT, NO_TAX, "3750.00", "3750.00"),
        (worked(covered_days=1, period_days=31), ABSENT, NO_TAX, "483.87", "483.87"),
        (worked(absent_days=Decimal(2)), PayRules("full", Decimal(30)), NO_TAX, "15000.00", "15000.00"),
        (worked(), PayRules("working-day", Decimal(22)), NO_TAX, "13636.40", "13636.40"),
        (worked(), ABSENT, Tax(Decimal(15000), ONE), "15000.00", "14850.00"),
        (
            worked(),
            ABSENT,
            Tax(Decimal(0), ((Decimal(0), Decimal(0)), (Decimal(10000), Decimal(5)))),
            "15000.00",
            "14750.00",
        ),
        (worked(), ABSENT, Tax(Decimal("15000.01"), ONE), "15000.00", "15000.00"),
        (worked(late_days=3), ABSENT, NO_TAX, "15000.00", "15000.00"),
        (worked(absent_days=Decimal(2), late_days=3), fined("per-day", 100), NO_TAX, "13700.00", "13700.00"),
        (worked(late_days=3), fined("percent", "0.33"), NO_TAX, "14851.50", "14851.50"),
        (worked(late_days=40), fined("percent", 1, 10), NO_TAX, "13500.00", "13500.00"),
        (worked(absent_days=Decimal(28), late_days=30), fined("per-day", 100), NO_TAX, "0.00", "0.00"),
        (worked(late_days=3, covered_days=15), fined("per-day", 900, 10), NO_TAX, "6750.00", "6750.00"),
        (worked(late_days=2), fined("per-day", 100), Tax(Decimal(0), ONE), "14800.00", "14652.00"),
    ],
)
def test_a_wage_follows_the_rule(month, rules, tax, gross, net):
    pay = pay_for(month, rules, tax)

    assert (str(pay.gross), str(pay.net)) == (gross, net)


MONTHS = st.fixed_dictionaries(
    {
        "wage": st.decimals(0, 30000, places=2), "starts": st.integers(1, 30), "ends": st.integers(1, 30),
        "absent": st.integers(0, 62), "worked": st.integers(0, 30), "late": st.sampled_from([0, 0, 1, 3, 45]),
        "waived": st.sampled_from([Decimal(0), Decimal("49.99"), Decimal(99999)]),
        "agreed": st.sampled_from([None, None, Decimal(0), Decimal("1234.56"), Decimal(99999)]),
    }
)  # fmt: skip
RULES = st.fixed_dictionaries(
    {
        "pay_rule": st.sampled_from(["full", "absent-day", "working-day"]),
        "day_divisor": st.sampled_from([Decimal(30), Decimal(22), Decimal("21.75")]),
        "penalty": st.sampled_from([("none", 0), ("per-day", Decimal("99.99")), ("percent", Decimal("0.33"))]),
        "penalty_cap": st.sampled_from([Decimal(100), Decimal("7.77"), Decimal(0)]),
    }
)
TAXES = st.fixed_dictionaries(
    {
        "floor": st.sampled_from([Decimal(0), Decimal(10000)]),
        "rates": st.lists(st.sampled_from(["0", "1", "3.33", "5"]), min_size=1, max_size=3),
    }
)


@pytest.mark.django_db
@pytest.mark.integration
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=RULES, tax=TAXES, people=st.lists(MONTHS, min_size=1, max_size=6))
def test_the_database_pays_what_the_rule_says_and_computing_again_changes_nothing(nation, staff, rules, tax, people):
    steps = [{"above": str(4000 * place), "rate": rate} for place, rate in enumerate(tax["rates"])]
    rule = months.tax_rule(version=_next(), floor=tax["floor"], brackets=steps)
    rules["penalty_rule"], rules["penalty_rate"] = rules.pop("penalty")
    period = months.period(of=months.rules(version=_next(), **rules), number=_next(), month=_month())
    for one in people:
        days = sorted((one["starts"], one["ends"]))
        during = DateRange(period.month.replace(day=days[0]), period.month.replace(day=days[1]) + clock.timedelta(1))
        contract = work.contract(monthly_wage=one["wage"], during=during)
        deducted = Decimal(one["absent"]) / 2
        months.approved(
            contract, period, amount=0, deducted_days=deducted, days_worked=one["worked"], days_late=one["late"],
            waived=one["waived"], agreed_amount=one["agreed"],
        )  # fmt: skip

    batch = payroll.compute(period=period, by=staff)
    lines = list(batch.lines.order_by("contract"))
    again = list(payroll.compute(period=period, by=staff).lines.order_by("contract"))

    names = ("contract_id", "wage", "per_day", "absent_days", "deduction", "penalty", "waived", "agreed", "gross",
             "withheld", "net")  # fmt: skip
    assert [[getattr(line, name) for name in names] for line in lines] == [
        [getattr(line, name) for name in names] for line in again
    ]
    assert len(lines) == len(people)
    for line in lines:
        pay = pay_for(worked_in(line.report), rules_for(period.rules), tax_of(rule))
        assert (line.wage, line.per_day, line.deduction, line.gross, line.withheld, line.net) == (
            pay.wage, pay.per_day, pay.deduction, pay.gross, pay.withheld, pay.net
        )  # fmt: skip
        assert (line.late_per_day, line.penalty, line.earned) == (pay.late_per_day, pay.penalty, pay.gross)
        assert (line.waived, line.agreed) == (pay.waived, pay.agreed)
        told = foreseen(line.report, Decimal(0))
        assert (told.penalty, told.late_days, told.gross) == (line.penalty, line.late_days, line.gross)
        assert line.net <= line.gross <= line.monthly_wage
    assert PayLine.objects.filter(batch=batch).count() == len(people)


_numbers = iter(range(1, 10_000))


def _next():
    return next(_numbers)


def _month():
    # A month of its own for each example, all of 30 days.
    return date(1950 + _next(), 4, 1)
