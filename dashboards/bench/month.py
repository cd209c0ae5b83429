"""A month of everybody brought in: wages computed against the insert of the same lines, a thousand reports approved."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.bench.measures import seconds
from dashboards.rolling.sql import run
from tambon.models import Membership, User
from u2t.core import clock, jobs
from workforce.models import ApprovalStep, MonthReport, MonthRules, PayBatch, PayLine, Period, TaxRule
from workforce.services import manyapprovals, payroll

_REPORTS = """
    INSERT INTO workforce_monthreport (
        contract_id, period_id, state, step_id, turn, days_worked, days_absent, days_late, log_count, photo_count,
        deducted_days, amount, learned, next_plan, sent_at, approved_at, version
    )
    SELECT id, %(period)s, 'approved', NULL, 1, 20, 0, 0, 20, 0, id %% 4 / 2.0, 0, '{}', '-', now(), now(), 1
    FROM workforce_contract WHERE university_id = 'work' AND state = 'signed'
"""
#: `LIKE ... INCLUDING ALL` leaves the foreign keys behind, and a line has five to be checked.
_KEYS = {
    "batch_id": "workforce_paybatch", "period_id": "workforce_period", "contract_id": "workforce_contract",
    "report_id": "workforce_monthreport", "account_id": "workforce_bankaccount",
}  # fmt: skip
_COPY = "INSERT INTO bench_payline SELECT * FROM workforce_payline"


def build() -> tuple[User, Period]:
    """Store staff of the university, and everybody's approved report of February."""
    user = User.objects.create(username="month")
    Membership.objects.create(user=user, role="staff", university_id="work", during=DateRange(date(2020, 1, 1), None))
    period = open_month()
    run(_REPORTS, {"period": period.pk})
    run("ANALYZE")
    return user, period


def open_month() -> Period:
    """Sign everybody's contract, and open February under rules with one certifier."""
    rules = MonthRules.objects.create(university_id="work", programme_id="work", version=1, created_at=clock.now())
    TaxRule.objects.create(
        university_id="work", version=1, applies_from=date(2021, 1, 1), income_class="40(8)", created_at=clock.now(),
        brackets=[{"above": "0", "rate": "1"}],
    )  # fmt: skip
    ApprovalStep.objects.create(rules=rules, position=1, kind="certifier", name_th="-")
    period = Period.objects.create(
        university_id="work", programme_id="work", rules=rules, number=1, month=date(2021, 2, 1),
        during=DateRange(date(2021, 2, 1), date(2021, 3, 1)), reports_due_on=date(2021, 3, 3), pay_on=date(2021, 3, 15),
    )  # fmt: skip
    # The lists that were brought in are drafts of contracts to be signed.
    run("UPDATE workforce_contract SET state = 'signed', signed_on = '2021-01-29' WHERE university_id = 'work'")
    return period


def wages(user: User, period: Period) -> tuple[float, float, int]:
    """Return the time of computing everybody's wage, that of inserting the same lines, and how many they are."""
    ours = seconds(lambda: payroll.compute(period=period, by=user))
    run("CREATE TABLE bench_payline (LIKE workforce_payline INCLUDING ALL)")
    for column, table in _KEYS.items():
        run(f"ALTER TABLE bench_payline ADD FOREIGN KEY ({column}) REFERENCES {table} DEFERRABLE INITIALLY DEFERRED")
    theirs = seconds(lambda: run(_COPY))
    run("DROP TABLE bench_payline")
    return ours, theirs, PayLine.objects.count()


def approve(user: User, period: Period, many: int) -> float:
    """Return the time of approving so many reports in one action, as a page does it: by the job that many take."""
    PayLine.objects.all().delete()
    PayBatch.objects.all().delete()
    step = ApprovalStep.objects.get(rules=period.rules_id)
    keys = list(MonthReport.objects.order_by("pk").values_list("pk", flat=True)[:many])
    MonthReport.objects.filter(pk__in=keys).update(
        state="sent", step=step, approved_at=None, amount=None, step_due_on=period.reports_due_on
    )
    chosen = list(MonthReport.objects.filter(pk__in=keys).values_list("pk", "version"))
    job = manyapprovals.ask(chosen=chosen, by=user)
    took = seconds(lambda: jobs.run(job.pk))
    job.refresh_from_db()
    approved = MonthReport.objects.filter(pk__in=keys, state="approved").count()
    if (approved, job.result.get("approved"), job.result.get("refused")) != (len(keys), len(keys), []):
        raise RuntimeError("not every report was approved")
    return took
