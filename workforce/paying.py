"""What somebody is paid for a period, computed by rule; the same figures always give the same satang.

Every figure the result follows from is part of it, so that it can be said in words: "15,000 - 2 days x 500 = 14,000".
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workforce.choices import PayRule

_SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PayRules:
    """How wages are computed: a day is paid a month's wage by `divisor`; `rate` per cent are tax from `floor` baht."""

    rule: str
    divisor: Decimal
    rate: Decimal
    floor: Decimal


@dataclass(frozen=True, slots=True)
class Worked:
    """A month of somebody: baht a month, days of the period and of it within the contract, days absent and worked."""

    monthly_wage: Decimal
    period_days: int
    covered_days: int
    absent_days: Decimal
    worked_days: int


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid, in baht; gross = wage - deduction, net = gross - withheld."""

    wage: Decimal
    absent_days: Decimal
    per_day: Decimal
    deduction: Decimal
    gross: Decimal
    withheld: Decimal
    net: Decimal


def pay_for(worked: Worked, rules: PayRules) -> Pay:
    """Compute what somebody is paid; never below nothing and never above the wage of the contract."""
    wage = _rounded(worked.monthly_wage * worked.covered_days / worked.period_days)
    per_day = _rounded(worked.monthly_wage / rules.divisor)
    if rules.rule == PayRule.WORKING_DAY:
        earned = max(Decimal(0), worked.worked_days - worked.absent_days) * per_day
        deduction = max(Decimal(0), wage - earned)
    else:
        absent = worked.absent_days if rules.rule == PayRule.ABSENT_DAY else Decimal(0)
        deduction = min(wage, absent * per_day)
    deduction = _rounded(deduction)
    gross = wage - deduction
    withheld = _rounded(gross * rules.rate / 100) if gross >= rules.floor else Decimal("0.00")
    return Pay(wage, worked.absent_days, per_day, deduction, gross, withheld, gross - withheld)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_SATANG, ROUND_HALF_UP)
