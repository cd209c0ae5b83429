"""What somebody is paid for a period, computed by rule; the same figures always give the same satang.

Every figure the result follows from is part of it, so that it can be said in words: "15,000 - 2 days x 500 = 14,000".
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workforce.choices import PayRule
from workforce.pay_choices import PenaltyRule

_SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Penalty:
    """What each day of late delivery costs: `rate` in baht, or per cent of the monthly wage; at most `cap` per cent.

    The cap is of the wage of the month, before anything is lowered.
    """

    rule: str = PenaltyRule.NONE
    rate: Decimal = Decimal(0)
    cap: Decimal = Decimal(100)

    def per_day(self, monthly_wage: Decimal) -> Decimal:
        """Return what a day late costs."""
        if self.rule == PenaltyRule.PERCENT:
            return _rounded(monthly_wage * self.rate / 100)
        return _rounded(self.rate) if self.rule == PenaltyRule.PER_DAY else Decimal("0.00")


NO_PENALTY = Penalty()


@dataclass(frozen=True, slots=True)
class PayRules:
    """How wages are computed: a day is paid a month's wage by `divisor`, a day late costs what `penalty` says."""

    rule: str
    divisor: Decimal
    penalty: Penalty = NO_PENALTY


@dataclass(frozen=True, slots=True)
class Tax:
    """What is withheld of a payment of `floor` baht or more: of what lies above each amount, its rate in per cent.

    `brackets` are (above, rate) in order; what lies above one is taxed by it until the next begins.
    """

    floor: Decimal
    brackets: tuple[tuple[Decimal, Decimal], ...] = ()

    def of(self, gross: Decimal) -> Decimal:
        """Return what is withheld of a payment, rounded once: half a satang goes up."""
        if gross < self.floor:
            return Decimal("0.00")
        ends = [above for above, _rate in self.brackets[1:]] + [gross]
        parts = [
            max(Decimal(0), min(gross, end) - above) * rate / 100
            for (above, rate), end in zip(self.brackets, ends, strict=False)
        ]
        return _rounded(sum(parts, Decimal(0)))


NO_TAX = Tax(Decimal(0))


@dataclass(frozen=True, slots=True)
class Worked:
    """A month of somebody: baht a month, days of the period and of it within the contract, absent, worked and late.

    `waived` baht of the penalty are let off; `agreed` is what two approvers agreed the month comes to, if they did.
    The whole period is `worth` so many wages: one, but beside a change of the cut-off day.
    """

    monthly_wage: Decimal
    period_days: int
    covered_days: int
    absent_days: Decimal
    worked_days: int
    late_days: int = 0
    waived: Decimal = Decimal(0)
    agreed: Decimal | None = None
    worth: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid, in baht; gross = wage - deduction - penalty + waived + agreed, net = gross - withheld."""

    wage: Decimal
    absent_days: Decimal
    per_day: Decimal
    deduction: Decimal
    late_per_day: Decimal
    penalty: Decimal
    waived: Decimal
    agreed: Decimal
    gross: Decimal
    withheld: Decimal
    net: Decimal


def pay_for(worked: Worked, rules: PayRules, tax: Tax = NO_TAX) -> Pay:
    """Compute what somebody is paid; never below nothing and never above what the period pays by the contract."""
    wage = _rounded(worked.monthly_wage * worked.worth * worked.covered_days / worked.period_days)
    per_day = _rounded(worked.monthly_wage / rules.divisor)
    if rules.rule == PayRule.WORKING_DAY:
        earned = max(Decimal(0), worked.worked_days - worked.absent_days) * per_day
        deduction = max(Decimal(0), wage - earned)
    else:
        absent = worked.absent_days if rules.rule == PayRule.ABSENT_DAY else Decimal(0)
        deduction = min(wage, absent * per_day)
    deduction = _rounded(deduction)
    late_per_day = rules.penalty.per_day(worked.monthly_wage)
    penalty = min(wage - deduction, worked.late_days * late_per_day, _rounded(wage * rules.penalty.cap / 100))
    waived = min(penalty, worked.waived)
    by_rule = wage - deduction - penalty + waived
    agreed = Decimal(0) if worked.agreed is None else min(wage, worked.agreed) - by_rule
    gross = by_rule + agreed
    withheld = tax.of(gross)
    return Pay(
        wage, worked.absent_days, per_day, deduction, late_per_day, _rounded(penalty), _rounded(waived),
        _rounded(agreed), gross, withheld, gross - withheld,
    )  # fmt: skip


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_SATANG, ROUND_HALF_UP)
