"""What was paid beyond a contract: found where it was shortened after its months were paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from workforce.models import Contract


@dataclass(frozen=True, slots=True)
class Excess:
    """What was paid for a month beyond what the contract comes to in it, and that nobody took or claimed back yet."""

    contract: int
    month: date
    amount: Decimal


def excess_of(contracts: "QuerySet[Contract]", *, until: date | None = None) -> list[Excess]:
    """Return what was paid beyond these contracts as they stand now, in one question; `until` is the last month asked.

    Each month for itself: what was lowered in one does not make up for what was paid too much in another.
    """
    try:
        sql, values = contracts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # who sees nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(_EXCESS.replace("{contracts}", sql), [*values, until or date.max])
        return [Excess(*row) for row in cursor.fetchall()]


# Agreed corrections count from the agreement on, whenever a wage takes them in; a claim made of one is that correction.
_EXCESS = """
SELECT * FROM (
    SELECT pay.contract_id, period.month, pay.wage - pay.deduction - pay.penalty + pay.waived + pay.agreed
        + coalesce(added.amount, 0) - coalesce(claimed.amount, 0)
        - round(contract.monthly_wage * coalesce(
            upper(period.during * contract.during) - lower(period.during * contract.during), 0
        ) / pay.period_days, 2) AS amount
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
    WHERE pay.contract_id IN ({contracts}) AND pay.state <> 'failed' AND pay.covered_days > 0 AND period.month <= %s
) AS found WHERE amount > 0 ORDER BY contract_id, month
"""
