"""People at work, counted by tambon and month: what indicators of the source `workforce` are told from.

A stock is counted on the last day of the month, by contracts that were signed; a post counts from its first day, or
from the day somebody sat on it where that was entered late; hours in the month in which the session ended; people are
registered where they were on that day. Work lies with the tambon of the post, and every post is in a tambon its
university holds: through a programme the figure is that of the university of the contract. Figures have the origin of
the post. Money and activities of a tambon are counted with them: receipts and people taking part in their month, all
else as at its end.
"""

from dashboards.rolling.sql import count_anew, make
from u2t.core import clock

#: Months of tambons with posts, budgets or activities, as far as a mark asks for them and they have begun.
_CELLS = """
SELECT p.tambon_id::text AS place, m.period, p.origin::text AS origin, m.starts_on, m.ends_on,
       least(m.ends_on, max(g.ends_on)) AS day, bool_or(p.has_posts) AS has_posts
FROM (
  SELECT DISTINCT tambon_id, programme_id, origin, true AS has_posts FROM workforce_post
  UNION ALL SELECT DISTINCT tambon_id, programme_id, origin, false FROM workforce_budgetline
  UNION ALL SELECT DISTINCT tambon_id, programme_id, origin, false FROM workforce_activity
) p
JOIN tambon_programme g ON g.code = p.programme_id
CROSS JOIN LATERAL (
  SELECT d::date AS starts_on, (d + interval '1 month' - interval '1 day')::date AS ends_on,
         (extract(year FROM d)::integer + 543) || '-' || to_char(d, 'MM') AS period
  FROM generate_series(date_trunc('month', g.starts_on::timestamp), least(g.ends_on, %(today)s)::timestamp,
                       interval '1 month') d
) m
WHERE EXISTS (
  SELECT 1 FROM roll_asked a JOIN dashboards_indicator i ON i.id = a.indicator_id AND i.source = 'workforce'
  WHERE a.place IN ('', p.tambon_id) AND a.period IN ('', m.period) AND a.origin IN ('', p.origin))
GROUP BY p.tambon_id, m.period, p.origin, m.starts_on, m.ends_on
"""

_STOCK = """
SELECT c.place, c.period, c.origin, c.has_posts,
  count(p.id) FILTER (WHERE p.opened_on <= c.day OR k.id IS NOT NULL) AS posts, count(k.id) AS filled,
  count(p.id) FILTER (WHERE p.opened_on <= c.day AND k.id IS NULL) AS vacant,
  count(k.id) FILTER (WHERE k.worker_type = 'citizen') AS citizen,
  count(k.id) FILTER (WHERE k.worker_type = 'graduate') AS graduate,
  count(k.id) FILTER (WHERE k.worker_type = 'student') AS student,
  count(k.id) FILTER (WHERE p.is_digital AND s.agency_id IS NOT NULL) AS digital,
  count(k.id) FILTER (WHERE h.sex = 'female') AS female,
  count(k.id) FILTER (WHERE h.sex = 'male') AS male,
  count(k.id) FILTER (WHERE y.years <= 24) AS age_24,
  count(k.id) FILTER (WHERE y.years BETWEEN 25 AND 34) AS age_34,
  count(k.id) FILTER (WHERE y.years BETWEEN 35 AND 44) AS age_44,
  count(k.id) FILTER (WHERE y.years BETWEEN 45 AND 59) AS age_59,
  count(k.id) FILTER (WHERE y.years >= 60) AS age_60,
  count(k.id) FILTER (WHERE w.domicile_id IS NOT NULL) AS domicile_known,
  count(k.id) FILTER (WHERE w.domicile_id = c.place) AS in_tambon,
  count(k.id) FILTER (WHERE left(w.domicile_id, 4) = left(c.place, 4)) AS in_amphoe,
  count(k.id) FILTER (WHERE left(w.domicile_id, 2) = left(c.place, 2)) AS in_province
FROM roll_work_cell c
LEFT JOIN (workforce_post p JOIN tambon_programme g ON g.code = p.programme_id)
  ON p.tambon_id = c.place AND p.origin = c.origin AND (p.closed_on IS NULL OR p.closed_on > c.day)
  AND c.day BETWEEN g.starts_on AND g.ends_on
LEFT JOIN (workforce_placement s JOIN workforce_contract k ON k.id = s.contract_id
    AND k.state IN ('signed', 'ended', 'resigned')
  JOIN workforce_person h ON h.id = k.person_id)
  ON s.post_id = p.id AND NOT s.is_cancelled AND s.during @> c.day AND k.during @> c.day
LEFT JOIN LATERAL (SELECT extract(year FROM age(c.day, h.born_on)) AS years) y ON true
LEFT JOIN LATERAL (SELECT e.id, e.area_id FROM workforce_domicilechange e
  WHERE e.person_id = h.id AND e.until_on > c.day ORDER BY e.until_on LIMIT 1) e ON true
CROSS JOIN LATERAL (SELECT CASE WHEN e.id IS NULL THEN h.domicile_id ELSE e.area_id END AS domicile_id) w
GROUP BY c.place, c.period, c.origin, c.has_posts
"""

#: An attendance counts where its person sat on the last day of the session, else where the work began.
_TAUGHT = """
SELECT c.place, c.period, c.origin, sum(a.hours) AS hours, count(*) AS attended
FROM workforce_attendance a JOIN workforce_session e ON e.id = a.session_id
JOIN workforce_contract k ON k.id = a.contract_id AND k.state <> 'cancelled'
CROSS JOIN LATERAL (
  SELECT s.post_id FROM workforce_placement s WHERE s.contract_id = k.id AND NOT s.is_cancelled
  ORDER BY s.during @> e.ends_on DESC, lower(s.during) LIMIT 1) w
JOIN workforce_post p ON p.id = w.post_id
JOIN roll_work_cell c ON c.place = p.tambon_id AND c.origin = p.origin
  AND greatest(e.ends_on, lower(k.during)) BETWEEN c.starts_on AND c.ends_on
GROUP BY c.place, c.period, c.origin
"""

#: The months of the universities with the people in them, where they sat on the last day.
_SEATED = """FROM roll_work_cell c
JOIN workforce_post p ON p.tambon_id = c.place AND p.origin = c.origin
JOIN workforce_placement s ON s.post_id = p.id AND NOT s.is_cancelled
JOIN workforce_contract k ON k.id = s.contract_id AND k.state IN ('signed', 'ended', 'resigned')
JOIN workforce_period d ON d.university_id = k.university_id AND d.programme_id = k.programme_id
  AND d.month = c.starts_on AND d.during && k.during
  AND s.during @> (least(upper(d.during), upper(k.during)) - 1)"""

#: Reports and wages. What came back and was sent again was on time if it was first: as wages count it.
_REPORTED = f"""
SELECT c.place, c.period, c.origin, count(*) AS report_due,
  count(*) FILTER (WHERE r.state IN ('sent', 'approved')) AS report_sent,
  count(*) FILTER (WHERE r.state IN ('sent', 'approved') AND r.days_late = 0) AS report_on_time,
  count(*) FILTER (WHERE r.state = 'approved') AS report_approved,
  count(*) FILTER (WHERE r.state = 'sent') AS report_waiting,
  count(*) FILTER (WHERE r.state = 'sent' AND t.kind = 'pm') AS wait_pm,
  count(*) FILTER (WHERE r.state = 'sent' AND t.kind = 'am') AS wait_am,
  count(*) FILTER (WHERE r.state = 'sent' AND t.kind = 'agency') AS wait_agency,
  count(*) FILTER (WHERE r.state = 'sent' AND t.kind = 'certifier') AS wait_certifier,
  coalesce(sum(r.days_worked) FILTER (WHERE r.state IN ('sent', 'approved')), 0) AS report_days,
  sum(r.days_expected) FILTER (WHERE r.state IN ('sent', 'approved')) AS day_expected,
  sum(r.days_attended) FILTER (WHERE r.state IN ('sent', 'approved')) AS day_attended,
  sum(r.days_leave) FILTER (WHERE r.state IN ('sent', 'approved')) AS day_leave,
  sum(r.days_missed) FILTER (WHERE r.state IN ('sent', 'approved')) AS day_missed,
  coalesce(sum(r.amount) FILTER (WHERE r.state = 'approved'), 0) AS wage_due,
  coalesce(sum(l.gross) FILTER (WHERE l.state = 'paid'), 0) AS wage_paid,
  count(*) FILTER (WHERE d.is_pay_due AND l.state IS DISTINCT FROM 'paid') AS wage_unpaid
{_SEATED}
LEFT JOIN workforce_monthreport r ON r.contract_id = k.id AND r.period_id = d.id
LEFT JOIN workforce_approvalstep t ON t.id = r.step_id
LEFT JOIN workforce_payline l ON l.contract_id = k.id AND l.period_id = d.id AND l.state <> 'failed'
  AND l.covered_days > 0
GROUP BY c.place, c.period, c.origin
"""

#: How many approvals that stand took so many whole days, from the day the report came to the step. Bins end at the
#: longest; what took three months or more stands in the last there can be.
_STEPS = f"""
WITH taken AS (
  SELECT c.place, c.period, c.origin, t.kind, least(greatest(floor(extract(epoch FROM a.at - greatest(r.sent_at, b.at))
    / 86400), 0), 90)::integer AS days, count(*) AS n
  {_SEATED}
  JOIN workforce_monthreport r ON r.contract_id = k.id AND r.period_id = d.id AND r.sent_at IS NOT NULL
  JOIN workforce_approval a ON a.report_id = r.id AND a.decision = 'approved' AND a.is_standing
  JOIN workforce_approvalstep t ON t.id = a.step_id
  LEFT JOIN LATERAL (SELECT e.at FROM workforce_approval e WHERE e.report_id = r.id AND e.id < a.id
    AND e.decision IN ('approved', 'returned', 'withdrawn') ORDER BY e.id DESC LIMIT 1) b ON true
  GROUP BY 1, 2, 3, 4, 5
)
SELECT place, period, origin, 'step_' || kind AS name, NULL::numeric AS value, jsonb_agg(n ORDER BY days) AS bins
FROM (
  SELECT l.place, l.period, l.origin, l.kind, g.days, coalesce(taken.n, 0) AS n
  FROM (SELECT place, period, origin, kind, max(days) AS longest FROM taken GROUP BY 1, 2, 3, 4) l
  CROSS JOIN LATERAL generate_series(0, l.longest) g(days)
  LEFT JOIN taken USING (place, period, origin, kind, days)
) filled GROUP BY place, period, origin, kind
"""

#: What a tambon had been given by the end of the month, and what was spent of it in the month and until then.
_MONEY = """
SELECT c.place, c.period, c.origin, sum(v.amount) AS given, sum(v.amount) FILTER (WHERE g.basis = 'fixed') AS to_spend,
  coalesce(sum(s.now), 0) AS spent,
  sum(v.amount - coalesce(s.until, 0) - coalesce(r.until, 0)) FILTER (WHERE g.basis = 'fixed') AS unspent
FROM roll_work_cell c
JOIN workforce_budgetline b ON b.tambon_id = c.place AND b.origin = c.origin
JOIN workforce_budgetcategory g ON g.id = b.category_id
LEFT JOIN LATERAL (SELECT e.amount FROM workforce_budgetversion e
  WHERE e.line_id = b.id AND (e.at AT TIME ZONE 'Asia/Bangkok')::date <= c.day
  ORDER BY e.version DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT sum(e.amount) AS until, sum(e.amount) FILTER (WHERE e.spent_on >= c.starts_on) AS now
  FROM workforce_spending e WHERE e.line_id = b.id AND e.cancelled_at IS NULL AND e.spent_on <= c.day) s ON true
LEFT JOIN LATERAL (SELECT sum(e.amount) AS until FROM workforce_budgetreturn e
  WHERE e.line_id = b.id AND e.cancelled_at IS NULL AND e.returned_on <= c.day) r ON true
GROUP BY c.place, c.period, c.origin
"""

#: Where the activities stood at the end of the month, and how many people took part in it.
_ACTIVE = """
SELECT c.place, c.period, c.origin, count(*) FILTER (WHERE w.state = 'planned') AS act_planned,
  count(*) FILTER (WHERE w.state = 'running') AS act_running, count(*) FILTER (WHERE w.state = 'done') AS act_done,
  count(*) FILTER (WHERE w.is_real AND a.dimension = 'economy') AS act_economy,
  count(*) FILTER (WHERE w.is_real AND a.dimension = 'education') AS act_education,
  count(*) FILTER (WHERE w.is_real AND a.dimension = 'health') AS act_health,
  count(*) FILTER (WHERE w.is_real AND a.dimension = 'environment') AS act_environment,
  count(*) FILTER (WHERE w.is_real AND a.dimension = 'community') AS act_community,
  coalesce(sum(n.people), 0) AS act_people
FROM roll_work_cell c
JOIN workforce_activity a ON a.tambon_id = c.place AND a.origin = c.origin AND least(a.created_on, a.begun_on) <= c.day
CROSS JOIN LATERAL (SELECT CASE WHEN a.over_on <= c.day THEN a.state WHEN a.begun_on <= c.day THEN 'running'
  ELSE 'planned' END AS state) f
CROSS JOIN LATERAL (SELECT f.state, f.state IN ('running', 'done') AS is_real) w
LEFT JOIN LATERAL (SELECT sum(e.people) AS people FROM workforce_activitycount e
  WHERE e.activity_id = a.id AND e."on" BETWEEN c.starts_on AND c.ends_on) n ON true
GROUP BY c.place, c.period, c.origin
"""

#: Graduates who got their first work in the programme that month, where it began; nobody is counted twice.
_PLACED = """
SELECT c.place, c.period, c.origin, count(*) AS graduates_placed
FROM roll_work_cell c
JOIN workforce_post p ON p.tambon_id = c.place AND p.origin = c.origin
JOIN workforce_placement s ON s.post_id = p.id AND NOT s.is_cancelled
JOIN workforce_contract k ON k.id = s.contract_id AND k.worker_type = 'graduate'
  AND k.state IN ('signed', 'ended', 'resigned') AND lower(s.during) = lower(k.during)
  AND lower(k.during) BETWEEN c.starts_on AND c.ends_on
WHERE NOT EXISTS (SELECT 1 FROM workforce_contract o WHERE o.person_id = k.person_id AND o.worker_type = 'graduate'
  AND o.state IN ('signed', 'ended', 'resigned') AND lower(o.during) < lower(k.during))
GROUP BY c.place, c.period, c.origin
"""

#: Who sat on posts of these tambons, before it is asked when: the planner takes "was there on the day" for rare, would
#: begin with it, and bring everybody to the cell of everybody else.
_HELD = """
WITH seated AS MATERIALIZED (
  SELECT p.tambon_id, p.origin, p.closed_on, g.starts_on, g.ends_on, s.during * k.during AS during, k.id, k.position_id
  FROM workforce_post p
  JOIN tambon_programme g ON g.code = p.programme_id
  JOIN workforce_placement s ON s.post_id = p.id AND NOT s.is_cancelled
  JOIN workforce_contract k ON k.id = s.contract_id AND k.state IN ('signed', 'ended', 'resigned')
  WHERE p.tambon_id IN (SELECT place FROM roll_work_cell)
)
SELECT c.place, c.period, c.origin, c.starts_on, w.id, w.position_id
FROM roll_work_cell c
JOIN seated w ON w.tambon_id = c.place AND w.origin = c.origin AND (w.closed_on IS NULL OR w.closed_on > c.day)
  AND c.day BETWEEN w.starts_on AND w.ends_on AND w.during @> c.day
"""

#: The areas of work of each, through the crosswalk: by the position of the contract, and by the tasks that stand in
#: the assignment of the month.
_BUSY = """
SELECT h.place, h.period, h.origin, h.id, t.workarea_id
FROM roll_work_held h JOIN workforce_workitem_areas t ON t.workitem_id = h.position_id
UNION SELECT h.place, h.period, h.origin, h.id, t.workarea_id
FROM roll_work_held h
JOIN workforce_assignment a ON a.contract_id = h.id
JOIN workforce_period d ON d.id = a.period_id AND d.month = h.starts_on
JOIN workforce_assignmentitem i ON i.assignment_id = a.id AND i.until IS NULL
JOIN workforce_workitem_areas t ON t.workitem_id = i.work_id
"""

#: People at work for each area of work. Who works for several areas counts in each.
_AREAS = """
SELECT c.place, c.period, c.origin, 'area.' || w.code AS name, count(b.id) AS value
FROM roll_work_cell c CROSS JOIN workforce_workarea w
LEFT JOIN roll_work_busy b
  ON b.place = c.place AND b.period = c.period AND b.origin = c.origin AND b.workarea_id = w.code
WHERE c.has_posts
GROUP BY c.place, c.period, c.origin, w.code
"""

_STOCK_NAMES = (
    "posts", "filled", "vacant", "citizen", "graduate", "student", "digital", "female", "male", "age_24", "age_34",
    "age_44", "age_59", "age_60", "domicile_known", "in_tambon", "in_amphoe", "in_province",
)  # fmt: skip
_TAUGHT_NAMES = ("hours", "attended")
_REPORTED_NAMES = (
    "report_due", "report_sent", "report_on_time", "report_approved", "report_waiting", "report_days", "wage_due",
    "wage_paid", "wage_unpaid", "wait_pm", "wait_am", "wait_agency", "wait_certifier",
    "day_expected", "day_attended", "day_leave", "day_missed",
)  # fmt: skip
_MONEY_NAMES = ("given", "to_spend", "spent", "unspent")
_ACTIVE_NAMES = (
    "act_planned", "act_running", "act_done", "act_economy", "act_education", "act_health", "act_environment",
    "act_community", "act_people",
)  # fmt: skip

_VALUES = f"""
SELECT s.place, s.period, s.origin, v.name, v.value, NULL::jsonb AS bins
FROM ({_STOCK}) s LEFT JOIN ({_TAUGHT}) t USING (place, period, origin)
LEFT JOIN ({_PLACED}) n USING (place, period, origin)
LEFT JOIN ({_REPORTED}) r USING (place, period, origin)
LEFT JOIN ({_MONEY}) m USING (place, period, origin)
LEFT JOIN ({_ACTIVE}) a USING (place, period, origin)
CROSS JOIN LATERAL (VALUES
  {", ".join(f"('{name}', CASE WHEN s.has_posts THEN s.{name}::numeric END)" for name in _STOCK_NAMES)},
  {", ".join(f"('{name}', CASE WHEN s.has_posts THEN coalesce(t.{name}, 0)::numeric END)" for name in _TAUGHT_NAMES)},
  ('graduates_placed', CASE WHEN s.has_posts THEN coalesce(n.graduates_placed, 0)::numeric END),
  {", ".join(f"('{name}', r.{name}::numeric)" for name in _REPORTED_NAMES)},
  {", ".join(f"('{name}', m.{name}::numeric)" for name in _MONEY_NAMES)},
  {", ".join(f"('{name}', a.{name}::numeric)" for name in _ACTIVE_NAMES)}) v(name, value)
WHERE v.value IS NOT NULL
UNION ALL SELECT place, period, origin, name, value::numeric, NULL::jsonb FROM ({_AREAS}) w
UNION ALL ({_STEPS})
"""

_TABLES = tuple(
    f"workforce_{name}"
    for name in (
        "post",
        "placement",
        "contract",
        "person",
        "domicilechange",
        "session",
        "attendance",
        "period",
        "monthreport",
        "approval",
        "approvalstep",
        "payline",
        "budgetline",
        "budgetversion",
        "spending",
        "activity",
        "activitycount",
        "assignment",
        "assignmentitem",
    )
)


def count() -> None:
    """Keep what is counted of the people at work in the cells that `roll_asked` asks for."""
    make("roll_work_cell", _CELLS, {"today": clock.today()})
    for table in _TABLES:
        count_anew(table, 0)  # hired by the thousand in this very transaction, perhaps: loops over them took minutes
    make("roll_work_held", _HELD)
    make("roll_work_busy", _BUSY)
    make("roll_work", _VALUES, index="place, period, name")
