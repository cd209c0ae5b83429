"""Months of work: logs, reports with their approvals, and wages, as they lay on the day of the demonstration.

Months before October are paid, a few of October still wander, November is being checked, December has begun. Made in
the database, since there are a hundred thousand rows; the chance of each falls from names and numbers alone. Of the
months that are paid only a part of the logs is made: their reports say how many days there were.
"""

from datetime import timedelta

from django.db.models import Max

from dashboards.demonstration import accounts, assigning, attendance, closing, officers, standing, stories
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import SEED
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.rolling.sql import run
from tambon.models import Programme, University, User
from tambon.system import system_user
from u2t.core import clock
from workforce.choices import PayRule, StepKind
from workforce.models import (
    Approval,
    ApprovalStep,
    Attendance,
    Contract,
    DayLog,
    MonthReport,
    PayBatch,
    PayLine,
    Period,
    ProblemEvent,
    ProblemItem,
    ReportLine,
    Session,
)  # fmt: skip
from workforce.selectors.taxes import rule_on
from workforce.services import months
from workforce.services.months import Counting, Step
from workforce.services.wages import Wages

_PM = Step(StepKind.PM, "อาจารย์ที่ปรึกษาตรวจ", "Lecturer in charge")
_AM = Step(StepKind.AM, "ผู้จัดการพื้นที่ตรวจรับ", "Area manager")
_AGENCY = Step(StepKind.AGENCY, "หน่วยงานตรวจรับ", "Agency")
_ACCOUNTS = {"kpru": "staff", "cmu": "staff-cmu"}
_PAY_AFTER = 15
#: The agency with an account of its own: reports of November wait for it.
_VISITED = "damrongtham-63"
#: What people do, by kind of work: what it is called, what was done, what came of it.
_ACTIVITIES = (
    ("data-analytics", "สำรวจข้อมูลครัวเรือน", "ลงพื้นที่สัมภาษณ์ครัวเรือน", "ได้ข้อมูลครัวเรือนตามเป้าหมาย"),
    ("surveillance", "เฝ้าระวังโรคโควิด 19", "ร่วมกับ อสม. ตรวจคัดกรองที่ตลาด", "รายงานผลคัดกรองต่อ รพ.สต."),
    ("government-data", "จัดทำข้อมูลภาครัฐเป็นดิจิทัล", "สแกนและบันทึกทะเบียนของหน่วยงาน", "บันทึกข้อมูลเข้าระบบครบชุด"),
    ("livelihood", "พัฒนาผลิตภัณฑ์ชุมชน", "ประชุมกลุ่มอาชีพเพื่อปรับปรุงบรรจุภัณฑ์", "ได้ต้นแบบบรรจุภัณฑ์"),
    ("creative-economy", "สำรวจแหล่งท่องเที่ยวชุมชน", "เก็บพิกัดและเรื่องราวของสถานที่", "เพิ่มข้อมูลแหล่งท่องเที่ยว"),
    ("health-care", "ดูแลสุขภาพผู้สูงอายุ", "เยี่ยมบ้านและวัดความดัน", "ส่งต่อผู้ที่ต้องพบแพทย์"),
)


def make(university: str) -> int:
    """Let a university's months run until today; return how many reports there are."""
    programme, home = Programme.objects.get(pk=PHASE_ONE), University.objects.get(pk=university)
    officers.make(university)
    _open(home, programme)
    standing.withhold(home)
    values = {
        "university": university, "home": HOME, "today": clock.today(), "programme": PHASE_ONE, "agency": _VISITED
    }  # fmt: skip
    attendance.stay_away(university)
    attendance.sign_in(university)
    run(_LOGS.format(activities=_said()), values)
    run(f"ANALYZE {DayLog._meta.db_table}")
    assigning.make(university)
    stories.make(university)
    closing.make(university)
    for known in (ApprovalStep, Attendance, Period, Session):  # else the planner may take them for empty
        run(f"ANALYZE {known._meta.db_table}")
    run(_MONTHS, values)
    run("ANALYZE demo_month")
    attendance.count_due()
    count = run(_REPORTS, values)
    run(f"ANALYZE {MonthReport._meta.db_table}")
    for statement in (_LINES, _APPROVALS, _RETURNS, _PROBLEMS, _PROBLEM_EVENTS):
        run(statement, values | {"system": system_user().pk})
    _pay(university)
    standing.stand_in(home)
    run("DROP TABLE demo_month, demo_due")
    for model in (Approval, MonthReport, PayLine, ProblemEvent, ProblemItem, ReportLine):
        run(f"ANALYZE {model._meta.db_table}")
    return count


def _open(university: University, programme: Programme) -> None:
    certifier = User.objects.get(username=_ACCOUNTS[university.pk])
    last = Step(StepKind.CERTIFIER, "ผู้อำนวยการโครงการรับรอง", "Director of the project", certifiers=(certifier.pk,))
    others = Step(_AM.kind, _AM.name_th, _AM.name_en, is_digital=False)
    digital = Step(_AGENCY.kind, _AGENCY.name_th, _AGENCY.name_en, is_digital=True)
    steps = [_PM, others, digital, last] if university.pk == "kpru" else [_PM, last]
    counting = Counting(pay_rule=PayRule.ABSENT_DAY, pay_days=_PAY_AFTER)
    by = system_user()
    months.lay_down(university=university, programme=programme, counting=counting, steps=steps, by=by)
    months.open_all(university=university, programme=programme, by=by)
    attendance.sign_in_from_now(university, programme, counting, steps)
    last = Contract.objects.filter(university=university).aggregate(after=Max("during__endswith"))["after"]
    Period.objects.filter(university=university, during__startswith__gte=last).delete()


def _said() -> str:
    return ", ".join(str((place, *said)) for place, said in enumerate(_ACTIVITIES))


def _pay(university: str) -> None:
    """Pay what was approved of the months that were due before today, and close the months that are all paid."""
    by = system_user()
    accounts.make(university)
    for period in Period.objects.filter(university=university, programme=PHASE_ONE, pay_on__lt=clock.today()):
        batch = PayBatch.objects.create(
            period=period, number=1, pay_on=period.pay_on, created_by=by, created_at=clock.now(),
            tax_rule=rule_on(university, period.pay_on),
        )  # fmt: skip
        Wages.compute(batch)
        batch.lines.update(state="paid", paid_on=period.pay_on)
        PayBatch.objects.filter(pk=batch.pk).update(
            state="frozen", frozen_at=clock.now() - timedelta(days=20), method="transfer"
        )
    accounts.assign(university)
    waiting = MonthReport.objects.exclude(state="approved").values("period")
    done = Period.objects.filter(university=university, pay_on__lt=clock.today()).exclude(pk__in=waiting)
    done.update(state="closed", closed_at=clock.now() - timedelta(days=15))
    months.fall_due(by=by)


def _chance(salt: str, *words: str) -> str:
    """Return SQL for a number from 0 up to 1 that depends on the words alone."""
    text = " || ':' || ".join([f"'{SEED}:{salt}'", *words])
    return f"(('x' || substr(md5({text}), 1, 7))::bit(28)::int / 268435456.0)"


_LOGS = f"""
INSERT INTO workforce_daylog (
    contract_id, key, day, activity, area_id, detail, result, received_at, late_reason, version
)
SELECT contract.id, md5('{SEED}' || contract.university_id || contract.number || day::date)::uuid, day::date,
    said.name, said.area, said.done, said.result, day + interval '10 hours', '', 1
FROM workforce_contract AS contract
CROSS JOIN LATERAL (
    SELECT post.tambon_id, post.is_digital FROM workforce_placement AS placement
    JOIN workforce_post AS post ON post.id = placement.post_id
    WHERE placement.contract_id = contract.id AND NOT placement.is_cancelled LIMIT 1
) AS seat
CROSS JOIN LATERAL generate_series(
    lower(contract.during)::timestamptz, least(upper(contract.during) - 1, %(today)s)::timestamptz, interval '1 day'
) AS day
JOIN (VALUES {{activities}}) AS said (place, area, name, done, result)
    ON said.place = CASE WHEN seat.is_digital THEN 2
        ELSE floor({_chance("what", "contract.university_id", "contract.number", "day::date")} * 6)::int END
WHERE contract.university_id = %(university)s AND contract.origin = 'demo' AND contract.state <> 'cancelled'
    AND extract(isodow FROM day) < 6 AND day::date NOT IN ({attendance.FREE})
    AND NOT EXISTS (
        SELECT FROM workforce_leave AS leave WHERE leave.contract_id = contract.id AND leave.state = 'approved'
            AND leave.during @> day::date
    )
    AND {_chance("day", "contract.university_id", "contract.number", "day::date")}
        < CASE WHEN seat.tambon_id = %(home)s OR day >= date_trunc('month', %(today)s::date) - interval '2 month'
            THEN 0.94 ELSE 0.12 END
"""  # noqa: S608 - our own words

# Every month of every contract that is over, with the chances that decide what became of it.
_MONTHS = f"""
CREATE TEMPORARY TABLE demo_month AS
SELECT contract.id AS contract_id, period.id AS period_id, period.rules_id, seat.tambon_id, seat.agency_id,
    seat.is_digital, upper(period.during) AS over_on, account.username, contract.monthly_wage,
    upper(period.during) - lower(period.during) AS period_days,
    upper(period.during * contract.during) - lower(period.during * contract.during) AS covered_days,
    period.month = date_trunc('month', %(today)s::date - interval '1 month') AS is_last,
    period.month = date_trunc('month', %(today)s::date - interval '2 month') AS is_before,
    {_chance("state", "contract.university_id", "contract.number", "period.number")} AS fate,
    {_chance("late", "contract.university_id", "contract.number", "period.number")} AS late,
    {_chance("absent", "contract.university_id", "contract.number", "period.number")} AS absent,
    {_chance("again", "contract.university_id", "contract.number", "period.number")} AS again,
    {_chance("came", "contract.university_id", "contract.number", "period.number")} AS came
FROM workforce_contract AS contract
JOIN workforce_period AS period ON period.university_id = contract.university_id
    AND period.programme_id = contract.programme_id AND period.during && contract.during
JOIN workforce_person AS person ON person.id = contract.person_id
LEFT JOIN tambon_user AS account ON account.id = person.user_id
CROSS JOIN LATERAL (
    SELECT post.tambon_id, post.is_digital, placement.agency_id FROM workforce_placement AS placement
    JOIN workforce_post AS post ON post.id = placement.post_id
    WHERE placement.contract_id = contract.id AND NOT placement.is_cancelled LIMIT 1
) AS seat
WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
    AND contract.state IN ('signed', 'ended', 'resigned') AND upper(period.during) <= %(today)s
"""  # noqa: S608 - our own words

_REPORTS = """
INSERT INTO workforce_monthreport (
    contract_id, period_id, state, step_id, turn, days_worked, days_absent, log_count, photo_count, days_expected,
    days_attended, days_leave, days_missed, days_late, deducted_days, amount, learned, next_plan, sent_at,
    step_due_on, approved_at, version
)
WITH fated AS (
    SELECT *, CASE
        WHEN username = 'worker' AND is_last THEN 'returned'
        WHEN username = 'digital' AND is_last THEN 'draft'
        WHEN is_last AND agency_id = %(agency)s THEN 'sent'
        WHEN is_last AND fate < 0.10 THEN 'none'
        WHEN is_last AND fate < 0.14 THEN 'draft'
        WHEN is_last AND fate < 0.19 THEN 'returned'
        WHEN is_last AND fate < 0.90 OR is_before AND fate < 0.01 THEN 'sent'
        WHEN is_before AND fate < 0.015 THEN 'returned'
        ELSE 'approved'
    END AS state, CASE WHEN is_before THEN 3 WHEN agency_id = %(agency)s THEN 2 WHEN fate < 0.45 THEN 1
        WHEN fate < 0.70 THEN 2 ELSE 3 END AS wanted,
    CASE WHEN absent < 0.03 THEN 1 WHEN absent < 0.04 THEN 2 ELSE 0 END AS lowered,
    (over_on + floor(late * 6)::int)::timestamptz + interval '5 hours' AS sent
    FROM demo_month
), chained AS (
    SELECT fated.*, chain.step_id, chain.due_days FROM fated
    LEFT JOIN LATERAL (
        SELECT step.id AS step_id, step.due_days FROM workforce_approvalstep AS step
        WHERE step.rules_id = fated.rules_id AND (step.is_digital IS NULL OR step.is_digital = fated.is_digital)
        ORDER BY step.position
        OFFSET (SELECT least(fated.wanted, count(*)) - 1 FROM workforce_approvalstep AS one
            WHERE one.rules_id = fated.rules_id AND (one.is_digital IS NULL OR one.is_digital = fated.is_digital))
        LIMIT 1
    ) AS chain ON fated.state = 'sent'
    WHERE fated.state <> 'none'
), counted AS (
    SELECT chained.*, logged.logs, due.expected, due.away,
        CASE WHEN is_last OR is_before OR tambon_id = %(home)s THEN logged.days
            ELSE greatest(logged.days, round((due.expected - due.away) * (0.84 + 0.16 * came))) END AS days
    FROM chained
    JOIN demo_due AS due USING (contract_id, period_id)
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT one.day) AS days, count(*) FILTER (WHERE one.is_log) AS logs FROM (
            SELECT log.day, true AS is_log FROM workforce_daylog AS log
            JOIN workforce_period AS period ON period.id = chained.period_id
            WHERE log.contract_id = chained.contract_id AND period.during @> log.day
            UNION ALL
            SELECT day::date, false FROM workforce_attendance AS attended
            JOIN workforce_session AS session ON session.id = attended.session_id AND session.counts_as_work
                AND session.cancelled_at IS NULL
            JOIN workforce_period AS period ON period.id = chained.period_id
            JOIN workforce_contract AS contract ON contract.id = chained.contract_id
            CROSS JOIN LATERAL generate_series(
                session.starts_on::timestamptz, session.ends_on::timestamptz, interval '1 day'
            ) AS day
            WHERE attended.contract_id = chained.contract_id AND day::date < upper(period.during)
                AND (day::date >= lower(period.during) OR lower(period.during) <= lower(contract.during))
        ) AS one
    ) AS logged
)
SELECT contract_id, period_id, state, step_id, CASE WHEN again < 0.06 THEN 2 ELSE 1 END, days, 0, logs, 0,
    expected, days, away, 0,
    (SELECT CASE WHEN state = 'draft' THEN 0 ELSE greatest(0, sent::date - period.reports_due_on) END
        FROM workforce_period AS period WHERE period.id = counted.period_id),
    CASE WHEN state = 'approved' OR state = 'sent' AND wanted > 1 THEN lowered ELSE 0 END,
    CASE WHEN state = 'approved' THEN round(monthly_wage * covered_days / period_days, 2)
        - least(round(monthly_wage * covered_days / period_days, 2), lowered * round(monthly_wage / 30, 2)) END,
    '{}', 'ดำเนินงานตามแผนที่ได้รับมอบหมาย และบันทึกข้อมูลที่เหลือให้ครบ',
    CASE WHEN state = 'draft' THEN NULL ELSE sent END,
    CASE WHEN state = 'sent' THEN sent::date + due_days * wanted WHEN state = 'returned' THEN sent::date + 6 END,
    CASE WHEN state = 'approved' THEN least(sent + interval '5 days', %(today)s::timestamptz) END, 1
FROM counted
"""

_LINES = """
INSERT INTO workforce_reportline (report_id, position, area_id, text, standing, note)
SELECT report.id, row_number() OVER (PARTITION BY report.id ORDER BY min(log.day), log.activity),
    log.area_id, log.activity || ' ' || count(*) || ' ครั้ง',
    CASE WHEN report.state = 'draft' THEN '' WHEN report.id %% 9 = 0 THEN 'above' WHEN report.id %% 14 = 0 THEN 'below'
        ELSE 'on' END, ''
FROM workforce_monthreport AS report
JOIN demo_month AS month USING (contract_id, period_id)
JOIN workforce_period AS period ON period.id = report.period_id
JOIN workforce_daylog AS log ON log.contract_id = report.contract_id AND period.during @> log.day
GROUP BY report.id, report.state, log.activity, log.area_id
"""

_HOLDER = """
    CASE step.kind
        WHEN 'certifier' THEN (
            SELECT user_id FROM workforce_approvalstep_certifiers WHERE approvalstep_id = step.id LIMIT 1)
        WHEN 'agency' THEN (
            SELECT user_id FROM tambon_membership WHERE agency_id = month.agency_id AND role = 'agency' LIMIT 1)
        ELSE (
            SELECT user_id FROM workforce_supervision AS guide
            WHERE guide.tambon_id = month.tambon_id AND guide.role = step.kind
            ORDER BY guide.agency_id IS NOT DISTINCT FROM month.agency_id DESC, guide.is_leading DESC, guide.id LIMIT 1)
    END
"""

_APPROVALS = f"""
INSERT INTO workforce_approval (
    report_id, step_id, turn, decision, by_id, at, deducted_days, reason, evidence, returned_to_id,
    is_standing
)
SELECT report_id, step_id, turn, 'approved', by_id,
    least(sent_at + place * interval '10 hours' + place * place * (report_id * 7919 %% 10) * interval '1 hour',
        %(today)s::timestamptz), lowered,
    CASE WHEN lowered > 0 THEN 'ลากิจโดยไม่มีใบลา' ELSE '' END,
    CASE WHEN lowered > 0 THEN 'บันทึกการมาปฏิบัติงานของอาจารย์ที่ปรึกษา' ELSE '' END, NULL, true
FROM (
    SELECT report.id AS report_id, step.id AS step_id, report.turn, report.sent_at, {_HOLDER} AS by_id,
        row_number() OVER (PARTITION BY report.id ORDER BY step.position) AS place,
        CASE WHEN step.kind = 'pm' THEN report.deducted_days ELSE 0 END AS lowered
    FROM workforce_monthreport AS report
    JOIN demo_month AS month USING (contract_id, period_id)
    JOIN workforce_approvalstep AS step ON step.rules_id = month.rules_id
        AND (step.is_digital IS NULL OR step.is_digital = month.is_digital)
    LEFT JOIN workforce_approvalstep AS present ON present.id = report.step_id
    WHERE report.state = 'approved' OR report.state = 'sent' AND step.position < present.position
) AS taken
WHERE by_id IS NOT NULL
"""  # noqa: S608 - our own words

_RETURNS = f"""
INSERT INTO workforce_approval (
    report_id, step_id, turn, decision, by_id, at, deducted_days, reason, returned_to_id, is_standing
)
SELECT report_id, step_id, 1, 'returned', by_id, sent_at + interval '20 hours', 0,
    CASE WHEN report_id %% 2 = 0 THEN 'ขาดภาพถ่ายการลงพื้นที่ โปรดเพิ่มภาพในบันทึกประจำวันแล้วส่งใหม่'
        ELSE 'จำนวนวันในรายงานไม่ตรงกับบันทึกประจำวัน โปรดตรวจสอบและแก้ไข' END, NULL, true
FROM (
    SELECT report.id AS report_id, step.id AS step_id, report.sent_at, {_HOLDER} AS by_id
    FROM workforce_monthreport AS report
    JOIN demo_month AS month USING (contract_id, period_id)
    JOIN workforce_approvalstep AS step ON step.rules_id = month.rules_id AND step.kind = 'pm'
    WHERE report.state = 'returned' OR report.turn = 2 AND report.state <> 'draft'
) AS back
WHERE by_id IS NOT NULL
"""  # noqa: S608 - our own words

# What one report in seven names: the older are closed, those of November wait for the lecturer or have climbed.
_PROBLEMS = """
INSERT INTO workforce_problemitem (
    report_id, kind, text, state, owner, raised_at, due_on, answer, closed_at, version
)
SELECT report.id, said.kind, said.text,
    CASE WHEN raised.at IS NULL THEN 'open' WHEN is_over THEN 'done' WHEN raised.lot = 'in-hand' THEN 'in-hand'
        ELSE 'open' END,
    CASE WHEN NOT is_over AND raised.at IS NOT NULL AND raised.lot = 'late' THEN 'staff' ELSE 'pm' END,
    raised.at, raised.at::date + CASE WHEN raised.lot = 'late' THEN 21 ELSE 7 END,
    CASE WHEN raised.at IS NOT NULL AND (is_over OR raised.lot = 'in-hand') THEN said.answer ELSE '' END,
    CASE WHEN raised.at IS NOT NULL AND is_over THEN least(raised.at + interval '6 days', %(today)s::timestamptz) END, 1
FROM workforce_monthreport AS report
JOIN demo_month AS month USING (contract_id, period_id)
CROSS JOIN LATERAL (
    SELECT report.sent_at AS at, NOT month.is_last AS is_over,
        CASE WHEN month.username = 'worker' THEN 'open' WHEN report.id %% 5 = 0 THEN 'late'
            WHEN report.id %% 3 = 0 THEN 'in-hand' ELSE 'open' END AS lot
) AS raised
JOIN (VALUES
    (0, 'obstacle', 'การเดินทางในช่วงฝนตกลำบาก และบางครัวเรือนไม่สะดวกให้ข้อมูล',
        'ให้ปรับแผนลงพื้นที่เป็นช่วงเย็น และสลับไปบันทึกข้อมูลในวันที่ฝนตก'),
    (1, 'suggestion', 'ควรประสานผู้ใหญ่บ้านล่วงหน้าก่อนลงพื้นที่', 'ทำหนังสือถึงผู้ใหญ่บ้านทุกหมู่แล้ว'),
    (2, 'problem', 'สัญญาณอินเทอร์เน็ตในหมู่บ้านไม่เสถียร บันทึกข้อมูลได้ช้า',
        'ประสาน อบต. ขอใช้ห้องประชุมที่มีอินเทอร์เน็ตแล้ว')
) AS said (place, kind, text, answer) ON said.place = report.id %% 3
WHERE month.late < 0.15 OR month.username = 'worker' AND month.is_last
"""

_PROBLEM_EVENTS = f"""
INSERT INTO workforce_problemevent (item_id, action, by_id, at, owner, said)
SELECT item_id, action, by_id, at, owner, said FROM (
    SELECT item.id AS item_id, 1 AS place, 'raised' AS action, coalesce(person.user_id, %(system)s) AS by_id,
        item.raised_at AS at, 'pm' AS owner, '' AS said
    FROM workforce_problemitem AS item
    JOIN workforce_monthreport AS report ON report.id = item.report_id
    JOIN demo_month AS month USING (contract_id, period_id)
    JOIN workforce_contract AS contract ON contract.id = report.contract_id
    JOIN workforce_person AS person ON person.id = contract.person_id
    WHERE item.raised_at IS NOT NULL
    UNION ALL
    SELECT item.id, 2, CASE WHEN item.state = 'done' THEN 'closed' ELSE 'answered' END,
        coalesce({_HOLDER}, %(system)s), coalesce(item.closed_at, item.raised_at + interval '1 day'), 'pm', item.answer
    FROM workforce_problemitem AS item
    JOIN workforce_monthreport AS report ON report.id = item.report_id
    JOIN demo_month AS month USING (contract_id, period_id)
    JOIN workforce_approvalstep AS step ON step.rules_id = month.rules_id AND step.kind = 'pm'
    WHERE item.answer <> ''
    UNION ALL
    SELECT item.id, 3, 'climbed', %(system)s, least(item.raised_at + interval '8 days', %(today)s::timestamptz),
        'staff', ''
    FROM workforce_problemitem AS item
    JOIN workforce_monthreport AS report ON report.id = item.report_id
    JOIN demo_month AS month USING (contract_id, period_id)
    WHERE item.owner = 'staff'
) AS told
ORDER BY item_id, place
"""  # noqa: S608 - our own words
