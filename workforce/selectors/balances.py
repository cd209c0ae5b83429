"""What stands of the money of the tambons: given, bound by contracts, paid, returned, left; nothing is typed twice.

Of wages, what is bound is what the contracts still cost: each month that is not paid, and the days a paid month was
given since, until a correction pays them. A month is bound where it is paid: in the tambon of its last day of work,
however somebody moved within it; days in no month opened yet are bound where they are worked. What is paid is in frozen
batches; what came back of it from who left is left again. Of everything else what is paid are the receipts.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from workforce.models import BudgetLine

ZERO = Decimal("0.00")
Key = TypeVar("Key", bound=Hashable)
#: No day at all: nothing lies within.
NEVER = DateRange(date(2000, 1, 1), date(2000, 1, 1))
_SUMS = ("allocated", "committed", "paid", "returned", "within", "repaid", "owed")


@dataclass(frozen=True, slots=True)
class Balance:
    """Sums in baht; `within` is what was paid in the days that were asked for.

    `repaid` are wages that came back from who left, `owed` what is still claimed of them: it is not there.
    """

    allocated: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    returned: Decimal = ZERO
    within: Decimal = ZERO
    repaid: Decimal = ZERO
    owed: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        """Return what is neither bound, paid nor returned; below zero where contracts cost more than was given."""
        return self.allocated - self.committed - self.paid + self.repaid - self.returned

    @property
    def used(self) -> Decimal:
        """Return the share that is paid or bound, per cent."""
        return (self.paid + self.committed) * 100 / self.allocated if self.allocated else ZERO

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(getattr(self, name) + getattr(other, name) for name in _SUMS))


@dataclass(frozen=True, slots=True)
class Row:
    """The balance of one line, with what it is of."""

    line: int
    university: str
    tambon: str
    category: int
    balance: Balance


def balances_of(lines: "QuerySet[BudgetLine]", during: DateRange = NEVER) -> list[Row]:
    """Return the balance of each line, counted in one question; `during` are the days that `within` asks for."""
    try:
        sql, values = lines.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # who has no area at all
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES.replace("{lines}", sql), [*values, during, during])
        found = cursor.fetchall()
    return [
        Row(line, university, tambon, category, Balance(*sums)) for line, university, tambon, category, *sums in found
    ]


def balance_of(line: BudgetLine) -> Balance:
    """Return the balance of one line."""
    return balances_of(BudgetLine.objects.filter(pk=line.pk))[0].balance


def total(rows: Iterable[Row]) -> Balance:
    """Add rows up."""
    return sum((row.balance for row in rows), Balance())


def grouped(rows: Iterable[Row], by: Callable[[Row], Key]) -> dict[Key, Balance]:
    """Add rows up by what `by` tells of each."""
    found: dict[Key, Balance] = {}
    for row in rows:
        key = by(row)
        found[key] = found.get(key, Balance()) + row.balance
    return found


assert tuple(field.name for field in fields(Balance)) == _SUMS  # noqa: S101 - the question answers in this order

#: Months from a fixed day to the day, exact: the whole ones, and the days of the last as a part of it.
MONTHS = """(extract(year FROM {day}) * 12 + extract(month FROM {day}) + (extract(day FROM {day}) - 1)
    / extract(day FROM date_trunc('month', {day}::timestamp) + interval '1 month - 1 day'))"""

#: What a month comes to by the contract as it stands now, as `pay_for` rounds it.
_WORTH = """round(
    seat.monthly_wage * period.worth * (upper(period.during * seat.working) - lower(period.during * seat.working))
    / coalesce(period.full_days, upper(period.during) - lower(period.during)), 2)"""

#: The month lies with who sits on its last day of work.
_SITS = "seat.during @> (least(upper(period.during), seat.over_on) - 1)"

_BALANCES = f"""
WITH line AS MATERIALIZED (
    SELECT one.*, category.basis FROM workforce_budgetline AS one
    JOIN workforce_budgetcategory AS category ON category.id = one.category_id
    WHERE one.id IN ({{lines}})
), spent AS (
    SELECT line_id, sum(amount) AS paid, sum(amount) FILTER (WHERE spent_on <@ %s::daterange) AS within
    FROM workforce_spending WHERE cancelled_at IS NULL AND line_id IN (SELECT id FROM line) GROUP BY line_id
), back AS (
    SELECT line_id, sum(amount) AS returned FROM workforce_budgetreturn
    WHERE cancelled_at IS NULL AND line_id IN (SELECT id FROM line) GROUP BY line_id
), seat AS MATERIALIZED (
    SELECT line.id AS line_id, line.university_id, line.programme_id, contract.id AS contract_id,
        placed.during * contract.during AS during, contract.during AS working, upper(contract.during) AS over_on,
        contract.monthly_wage
    FROM line
    JOIN workforce_post AS post ON post.tambon_id = line.tambon_id AND post.programme_id = line.programme_id
    JOIN workforce_placement AS placed ON placed.post_id = post.id AND NOT placed.is_cancelled
    JOIN workforce_contract AS contract ON contract.id = placed.contract_id
        AND contract.university_id = line.university_id AND contract.programme_id = line.programme_id
        AND contract.state IN ('signed', 'ended', 'resigned') AND contract.during && placed.during
    WHERE line.basis = 'posts'
), month AS (
    SELECT seat.line_id, sum({_WORTH}) AS worth
    FROM seat
    JOIN workforce_period AS period ON period.university_id = seat.university_id
        AND period.programme_id = seat.programme_id AND period.during && seat.working
    WHERE {_SITS}
    GROUP BY seat.line_id
), opened AS MATERIALIZED (
    SELECT university_id, programme_id, range_agg(during) AS during FROM workforce_period
    GROUP BY university_id, programme_id
), ahead AS (
    SELECT seat.line_id, sum(round(seat.monthly_wage * (
        {MONTHS.format(day="upper(part)")} - {MONTHS.format(day="lower(part)")}), 2)) AS worth
    FROM seat LEFT JOIN opened ON opened.university_id = seat.university_id
        AND opened.programme_id = seat.programme_id
    CROSS JOIN LATERAL unnest(datemultirange(seat.during) - coalesce(opened.during, '{{}}')) AS part
    GROUP BY seat.line_id
), wage AS (
    SELECT seat.line_id, sum(least(coalesce({_WORTH}, 0), pay.wage + coalesce(added.amount, 0))) AS settled,
        sum(pay.gross) AS paid,
        sum(pay.gross) FILTER (WHERE coalesce(pay.paid_on, batch.pay_on) <@ %s::daterange) AS within
    FROM seat
    JOIN workforce_payline AS pay ON pay.contract_id = seat.contract_id AND pay.state <> 'failed'
    JOIN workforce_paybatch AS batch ON batch.id = pay.batch_id AND batch.state = 'frozen'
    JOIN workforce_period AS period ON period.id = pay.period_id
    LEFT JOIN LATERAL (
        SELECT greatest(0, sum(one.amount) - pay.wage + pay.gross - pay.adjusted) AS amount
        FROM workforce_adjustment AS one
        JOIN workforce_payline AS taken ON taken.id = one.line_id AND taken.state <> 'failed'
        JOIN workforce_paybatch AS frozen ON frozen.id = taken.batch_id AND frozen.state = 'frozen'
        WHERE one.contract_id = pay.contract_id AND one.period_id = pay.period_id AND pay.covered_days > 0
    ) AS added ON true
    WHERE {_SITS}
    GROUP BY seat.line_id
), claim AS (
    SELECT seat.line_id, sum(coalesce(back.amount, 0)) AS repaid, sum(one.amount - coalesce(back.amount, 0)) AS owed
    FROM seat
    JOIN workforce_receivable AS one ON one.contract_id = seat.contract_id AND one.cancelled_at IS NULL
    JOIN workforce_period AS period ON period.id = one.period_id
    LEFT JOIN LATERAL (
        SELECT sum(came.amount) AS amount FROM workforce_repayment AS came
        WHERE came.receivable_id = one.id AND came.cancelled_at IS NULL
    ) AS back ON true
    WHERE {_SITS}
    GROUP BY seat.line_id
)
SELECT line.id, line.university_id, line.tambon_id, line.category_id, line.amount,
    coalesce(month.worth, 0) + coalesce(ahead.worth, 0) - coalesce(wage.settled, 0), coalesce(spent.paid, wage.paid, 0),
    coalesce(back.returned, 0), coalesce(spent.within, wage.within, 0),
    coalesce(claim.repaid, 0), coalesce(claim.owed, 0)
FROM line LEFT JOIN spent ON spent.line_id = line.id LEFT JOIN back ON back.line_id = line.id
LEFT JOIN month ON month.line_id = line.id LEFT JOIN ahead ON ahead.line_id = line.id
LEFT JOIN wage ON wage.line_id = line.id LEFT JOIN claim ON claim.line_id = line.id
ORDER BY line.tambon_id, line.category_id
"""  # noqa: S608 - our own words; values are given apart
