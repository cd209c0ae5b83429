"""The wages of a whole month in one statement: the arithmetic of `workforce/paying.py`, as the database does it."""

import json
from typing import Any

from django.db import connection

from workforce.choices import PayMethod
from workforce.models import Adjustment, PayBatch

# What was made a claim of (เงินเรียกคืน) is paid back by hand, and goes into no wage.
_CLAIMED = """EXISTS (
    SELECT FROM workforce_receivable AS claim WHERE claim.adjustment_id = one.id AND claim.cancelled_at IS NULL)"""

_COLUMNS = """batch_id, period_id, contract_id, report_id, monthly_wage, period_days, covered_days, worth, wage,
    absent_days, per_day, deduction, late_days, late_per_day, penalty, waived, agreed, adjusted, gross, withheld, net,
    account_id"""


def _of(table: str) -> str:
    return ", ".join(f"{table}.{name.strip()}" for name in _COLUMNS.split(","))


# Rounded to satang where and as `pay_for` rounds; a test holds the two together. Who has no further month to come is
# paid what is owed by a line without days. What the batch itself holds already does not count. Whose payment failed and
# waits (`PayLine.objects.waiting`) is paid nothing; after a transfer that holds for all contracts with the university.
_COMPUTED = f"""
WITH bracket AS MATERIALIZED (
    SELECT above, lead(above) OVER (ORDER BY above) AS until, rate
    FROM jsonb_to_recordset(%(brackets)s::jsonb) AS given(above numeric, rate numeric)
), failing AS MATERIALIZED (
    SELECT failed.contract_id, failed.account_id, contract.person_id, contract.university_id
    FROM workforce_payline AS failed
    JOIN workforce_contract AS contract ON contract.id = failed.contract_id
    LEFT JOIN workforce_bankaccount AS account ON account.person_id = contract.person_id
        AND account.replaced_at IS NULL AND account.confirmed_at > failed.failed_at
    WHERE failed.state = 'failed' AND failed.retry_reason = '' AND account.id IS NULL
    AND NOT EXISTS (
        SELECT FROM workforce_payline AS later JOIN workforce_paybatch AS batch ON batch.id = later.batch_id
        WHERE later.contract_id = failed.contract_id AND batch.frozen_at > failed.failed_at
            AND (later.period_id = failed.period_id OR failed.covered_days = 0)
    )
), waiting AS MATERIALIZED (
    SELECT contract_id FROM failing
    UNION SELECT other.id FROM failing JOIN workforce_contract AS other
        ON other.person_id = failing.person_id AND other.university_id = failing.university_id
    WHERE failing.account_id IS NOT NULL
), worked AS (
    SELECT report.id AS report_id, report.contract_id, contract.monthly_wage, report.days_worked,
        report.days_late AS late_days, report.waived AS let_off, report.agreed_amount, account.id AS account_id,
        report.days_absent + report.deducted_days AS absent_days,
        coalesce(period.full_days, upper(period.during) - lower(period.during)) AS period_days,
        upper(period.during * contract.during) - lower(period.during * contract.during) AS covered_days, period.worth,
        rules.pay_rule, rules.day_divisor, rules.penalty_rule, rules.penalty_rate, rules.penalty_cap
    FROM workforce_monthreport AS report
    JOIN workforce_contract AS contract ON contract.id = report.contract_id
    JOIN workforce_period AS period ON period.id = report.period_id
    JOIN workforce_monthrules AS rules ON rules.id = period.rules_id
    LEFT JOIN workforce_bankaccount AS account ON account.person_id = contract.person_id
        AND account.replaced_at IS NULL AND account.confirmed_at IS NOT NULL
    WHERE report.period_id = %(period)s AND report.state = 'approved' AND period.during && contract.during
    AND (NOT %(by_transfer)s OR account.id IS NOT NULL)
    AND NOT EXISTS (SELECT FROM waiting WHERE waiting.contract_id = report.contract_id)
    AND NOT EXISTS (
        SELECT FROM workforce_payline AS held
        WHERE held.contract_id = report.contract_id AND held.period_id = report.period_id AND held.state <> 'failed'
            AND held.covered_days > 0 AND held.batch_id <> %(batch)s
    )
), daily AS (
    SELECT *, round(monthly_wage * worth * covered_days / period_days, 2) AS wage,
        round(monthly_wage / day_divisor, 2) AS per_day,
        round(CASE penalty_rule
            WHEN 'percent' THEN monthly_wage * penalty_rate / 100 WHEN 'per-day' THEN penalty_rate ELSE 0
        END, 2) AS late_per_day
    FROM worked
), lowered AS (
    SELECT *, round(CASE pay_rule
        WHEN 'working-day' THEN greatest(0, wage - greatest(0, days_worked - absent_days) * per_day)
        WHEN 'absent-day' THEN least(wage, absent_days * per_day)
        ELSE 0
    END, 2) AS deduction
    FROM daily
), fined AS (
    SELECT *, least(wage - deduction, late_days * late_per_day, round(wage * penalty_cap / 100, 2)) AS penalty
    FROM lowered
), waiving AS (
    SELECT *, least(penalty, let_off) AS waived FROM fined
), settled AS (
    SELECT *, CASE WHEN agreed_amount IS NULL THEN 0
        ELSE least(wage, agreed_amount) - (wage - deduction - penalty + waived) END AS agreed
    FROM waiving
), owed AS (
    SELECT one.contract_id, sum(one.amount) AS amount, max(one.id) AS last_id FROM workforce_adjustment AS one
    LEFT JOIN workforce_payline AS taken ON taken.id = one.line_id
    WHERE one.state = 'agreed' AND NOT {_CLAIMED}
        AND (one.line_id IS NULL OR taken.state = 'failed' OR taken.batch_id = %(batch)s)
    GROUP BY one.contract_id
), corrected AS (
    SELECT report_id, settled.contract_id, monthly_wage, account_id, absent_days, period_days, covered_days, worth,
        wage, per_day, deduction, late_days, late_per_day, penalty, waived, agreed,
        wage - deduction - penalty + waived + agreed + coalesce(owed.amount, 0) AS gross,
        coalesce(owed.amount, 0) AS adjusted
    FROM settled LEFT JOIN owed ON owed.contract_id = settled.contract_id
        AND wage - deduction - penalty + waived + agreed + owed.amount >= 0
    UNION ALL
    SELECT report.id, contract.id, contract.monthly_wage, account.id, 0,
        coalesce(period.full_days, upper(period.during) - lower(period.during)), 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
        owed.amount, owed.amount
    FROM owed
    JOIN workforce_adjustment AS last ON last.id = owed.last_id
    JOIN workforce_contract AS contract ON contract.id = owed.contract_id
    JOIN workforce_monthreport AS report ON report.contract_id = contract.id AND report.period_id = last.period_id
    JOIN workforce_period AS period ON period.id = %(period)s
        AND period.university_id = contract.university_id AND period.programme_id = contract.programme_id
    LEFT JOIN workforce_bankaccount AS account ON account.person_id = contract.person_id
        AND account.replaced_at IS NULL AND account.confirmed_at IS NOT NULL
    WHERE owed.amount > 0 AND upper(contract.during) <= upper(period.during)
    AND (NOT %(by_transfer)s OR account.id IS NOT NULL)
    AND NOT EXISTS (SELECT FROM waiting WHERE waiting.contract_id = contract.id)
    AND (NOT period.during && contract.during OR EXISTS (
        SELECT FROM workforce_payline AS held WHERE held.contract_id = contract.id AND held.period_id = period.id
            AND held.state <> 'failed' AND held.covered_days > 0 AND held.batch_id <> %(batch)s
    ))
), taxed AS (
    SELECT *, CASE WHEN gross >= %(floor)s THEN round(coalesce((
        SELECT sum((least(gross, until) - above) * rate) FROM bracket WHERE gross > above
    ), 0) / 100, 2) ELSE 0 END AS withheld
    FROM corrected
)
SELECT %(batch)s, %(period)s, contract_id, report_id, monthly_wage, period_days, covered_days, worth, wage,
    absent_days, per_day, deduction, late_days, late_per_day, penalty, waived, agreed, adjusted, gross, withheld,
    gross - withheld,
    CASE WHEN %(by_transfer)s THEN account_id END
FROM taxed
"""  # noqa: S608 - our own words; values are given apart

_INSERT = f"""
INSERT INTO workforce_payline ({_COLUMNS}, state, failure)
SELECT {_COLUMNS}, 'due', '' FROM ({_COMPUTED}) AS now ({_COLUMNS}) ORDER BY contract_id
"""  # noqa: S608 - our own words; values are given apart

_STALE = f"""
SELECT line.contract_id FROM workforce_payline AS line
LEFT JOIN ({_COMPUTED}) AS now ({_COLUMNS}) ON now.contract_id = line.contract_id
    AND (now.covered_days = 0) = (line.covered_days = 0)
WHERE line.batch_id = %(batch)s
    AND ({_of("line")}) IS DISTINCT FROM ({_of("now")})
ORDER BY line.contract_id
"""  # noqa: S608 - our own words; values are given apart

# Two months computed at once wait here for each other, and so does who would agree to another correction meanwhile.
_HOLD = """
SELECT FROM workforce_adjustment AS one
JOIN workforce_contract AS contract ON contract.id = one.contract_id
JOIN workforce_period AS period ON period.university_id = contract.university_id
WHERE period.id = %(period)s AND one.state IN ('asked', 'agreed') ORDER BY one.id FOR UPDATE OF one
"""

# A correction that would leave less than nothing waits for a wage that can bear it: it is in no line then.
_TAKE_IN = f"""
UPDATE workforce_adjustment AS one SET line_id = line.id
FROM workforce_payline AS line
WHERE line.batch_id = %(batch)s AND line.contract_id = one.contract_id AND one.state = 'agreed'
    AND NOT {_CLAIMED} AND (one.line_id IS NULL OR EXISTS (
        SELECT FROM workforce_payline AS taken WHERE taken.id = one.line_id AND taken.state = 'failed'))
    AND line.adjusted = (
        SELECT sum(each.amount) FROM workforce_adjustment AS each
        LEFT JOIN workforce_payline AS taken ON taken.id = each.line_id
        WHERE each.contract_id = one.contract_id AND each.state = 'agreed'
            AND (each.line_id IS NULL OR taken.state = 'failed') AND NOT {_CLAIMED.replace("one.id", "each.id")})
"""  # noqa: S608 - our own words; values are given apart


class Wages:
    """Writes lines of a batch; a name for what only services may call, inside their transaction."""

    @staticmethod
    def compute(batch: PayBatch) -> int:
        """Add a line for everybody of the month who is ready and not paid, corrections included; return how many."""
        values = _values(batch)
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, values)
            cursor.execute(_INSERT, values)
            count = int(cursor.rowcount)
            cursor.execute(_TAKE_IN, values)
        return count

    @staticmethod
    def stale(batch: PayBatch) -> list[int]:
        """Return the contracts of a draft whose lines would be others, or none, if it were computed now."""
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, _values(batch))
            cursor.execute(_STALE, _values(batch))
            return [contract for (contract,) in cursor.fetchall()]

    @staticmethod
    def discard(batch: PayBatch) -> None:
        """Throw the lines of a draft away; the corrections in them wait again."""
        Adjustment.objects.filter(line__batch=batch).update(line=None)
        batch.lines.all().delete()


def _values(batch: PayBatch) -> dict[str, Any]:
    rule = batch.tax_rule
    return {
        "batch": batch.pk, "period": batch.period_id, "by_transfer": batch.method == PayMethod.TRANSFER,
        "floor": rule.floor if rule else 0, "brackets": json.dumps(rule.brackets if rule else []),
    }  # fmt: skip
