"""The wages of a whole month in one statement: the arithmetic of `workforce/paying.py`, as the database does it."""

from django.db import connection

from workforce.models import PayBatch

# Rounded to satang where and as `pay_for` rounds; a test holds the two together.
_INSERT = """
INSERT INTO workforce_payline (
    batch_id, period_id, contract_id, report_id, monthly_wage, period_days, covered_days, wage, absent_days, per_day,
    deduction, gross, withheld, net, state, failure
)
WITH worked AS (
    SELECT report.id AS report_id, report.contract_id, contract.monthly_wage, report.days_worked,
        report.days_absent + report.deducted_days AS absent_days,
        upper(period.during) - lower(period.during) AS period_days,
        upper(period.during * contract.during) - lower(period.during * contract.during) AS covered_days,
        rules.pay_rule, rules.day_divisor, rules.withholding_rate, rules.withholding_from
    FROM workforce_monthreport AS report
    JOIN workforce_contract AS contract ON contract.id = report.contract_id
    JOIN workforce_period AS period ON period.id = report.period_id
    JOIN workforce_monthrules AS rules ON rules.id = period.rules_id
    WHERE report.period_id = %(period)s AND report.state = 'approved' AND NOT EXISTS (
        SELECT FROM workforce_payline AS held
        WHERE held.contract_id = report.contract_id AND held.period_id = report.period_id AND held.state <> 'failed'
    )
), daily AS (
    SELECT *, round(monthly_wage * covered_days / period_days, 2) AS wage,
        round(monthly_wage / day_divisor, 2) AS per_day
    FROM worked
), lowered AS (
    SELECT *, round(CASE pay_rule
        WHEN 'working-day' THEN greatest(0, wage - greatest(0, days_worked - absent_days) * per_day)
        WHEN 'absent-day' THEN least(wage, absent_days * per_day)
        ELSE 0
    END, 2) AS deduction
    FROM daily
), taxed AS (
    SELECT *, CASE WHEN wage - deduction >= withholding_from
        THEN round((wage - deduction) * withholding_rate / 100, 2) ELSE 0 END AS withheld
    FROM lowered
)
SELECT %(batch)s, %(period)s, contract_id, report_id, monthly_wage, period_days, covered_days, wage, absent_days,
    per_day, deduction, wage - deduction, withheld, wage - deduction - withheld, 'due', ''
FROM taxed ORDER BY contract_id
"""


class Wages:
    """Writes lines of a batch; a name for what only services may call, inside their transaction."""

    @staticmethod
    def compute(batch: PayBatch) -> int:
        """Add a line for everybody of the month who is ready and not paid; return how many."""
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, {"batch": batch.pk, "period": batch.period_id})
            return int(cursor.rowcount)
