"""What was paid beyond a contract: found where it was shortened after its months were paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from workforce.models import Contract
from workforce.selectors.balances import MONTHS

#: The months of the calendar a contract lasts.
_LASTED = f"({MONTHS.format(day='upper(contract.during)')} - {MONTHS.format(day='lower(contract.during)')})"


@dataclass(frozen=True, slots=True)
class Excess:
    """What was paid for a month beyond what the contract comes to in it, and that nobody took or claimed back yet."""

    contract: int
    month: date
    amount: Decimal


def excess_of(contracts: "QuerySet[Contract]", *, until: date | None = None) -> list[Excess]:
    """Return what was paid beyond these contracts as they stand now, in one question; `until` is the last month asked.

    Each month for itself: what was lowered in one does not make up for what was paid too much in another. What all of
    them together come to beyond the whole contract is said of the last one paid.
    """
    try:
        sql, values = contracts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # who sees nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(_EXCESS.replace("{contracts}", sql), [*values, until or date.max])
        return [Excess(*row) for row in cursor.fetchall()]


# Agreed corrections count from the agreement on, whenever a wage takes them in; a claim made of one is that correction.
# The whole contract comes to its months of the calendar, or to a wage for each month it has days in, if that is more:
# from a cut-off to the next is one. Each month is rounded, the whole once: a satang for each is nothing.
_EXCESS = f"""
WITH month AS MATERIALIZED (
    SELECT pay.contract_id, period.month, pay.wage - pay.deduction - pay.penalty + pay.waived + pay.agreed
        + coalesce(added.amount, 0) - coalesce(claimed.amount, 0) AS kept,
        round(contract.monthly_wage * pay.worth * coalesce(
            upper(period.during * contract.during) - lower(period.during * contract.during), 0
        ) / pay.period_days, 2) AS worth
    FROM workforce_payline AS pay
    JOIN workforce_paybatch AS batch ON batch.id = pay.batch_id AND batch.state = 'frozen'
    JOIN workforce_period AS period ON period.id = pay.period_id
    JOIN workforce_contract AS contract ON contract.id = pay.contract_id
    LEFT JOIN LATERAL (
        SELECT sum(one.amount) AS amount FROM workforce_adjustment AS one
        WHERE one.contract_id = pay.contract_id AND one.period_id = pay.period_id AND one.state = 'agreed'
    ) AS added ON true
    LEFT JOIN LATERAL (
        SELECT sum(one.amount) AS amount FROM workforce_receivable AS one
        WHERE one.contract_id = pay.contract_id AND one.period_id = pay.period_id AND one.cancelled_at IS NULL
            AND one.adjustment_id IS NULL
    ) AS claimed ON true
    WHERE pay.contract_id IN ({{contracts}}) AND pay.state <> 'failed' AND pay.covered_days > 0 AND period.month <= %s
), whole AS (
    SELECT paid.contract_id, paid.month, paid.amount - round(contract.monthly_wage * greatest({_LASTED}, (
        SELECT count(DISTINCT period.month) FROM workforce_period AS period
        WHERE period.university_id = contract.university_id AND period.programme_id = contract.programme_id
            AND period.during && contract.during
    )), 2) AS amount, paid.months * 0.01 AS least
    FROM (
        SELECT contract_id, max(month) AS month, sum(least(kept, worth)) AS amount, count(*) AS months
        FROM month GROUP BY contract_id
    ) AS paid
    JOIN workforce_contract AS contract ON contract.id = paid.contract_id
), found AS (
    SELECT contract_id, month, kept - worth AS amount FROM month WHERE kept > worth
    UNION ALL SELECT contract_id, month, amount FROM whole WHERE amount > least
)
SELECT contract_id, month, sum(amount) FROM found GROUP BY contract_id, month ORDER BY contract_id, month
"""  # noqa: S608 - our own words
