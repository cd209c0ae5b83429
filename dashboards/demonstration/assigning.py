"""What lecturers assigned: every month in the home tambon, and the last ones in a few others; logs count against it."""

from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import SEED
from dashboards.rolling.sql import run
from u2t.core import clock
from workforce.models import Assignment, AssignmentItem

#: Area of the assignment form, the kind of work whose logs count, what is expected, how many, of what.
_TASKS = (
    (1, "data-analytics", "สำรวจข้อมูลครัวเรือนและบันทึกเข้าระบบ", 20, "ครัวเรือน"),
    (2, "surveillance", "เฝ้าระวังโรคโควิด 19 ร่วมกับ อสม.", 6, "ครั้ง"),
    (3, "government-data", "จัดทำข้อมูลภาครัฐเป็นดิจิทัล", 60, "รายการ"),
    (4, "livelihood", "พัฒนาผลิตภัณฑ์ของกลุ่มอาชีพ", 2, "ผลิตภัณฑ์"),
    (5, "creative-economy", "สำรวจแหล่งท่องเที่ยวและวัฒนธรรม", 4, "แหล่ง"),
)
_MANY = 3


def make(university: str) -> None:
    """Assign the work of the months that have begun; of the newest not everybody has acknowledged it."""
    values = {"university": university, "home": HOME, "today": clock.today(), "many": _MANY, "seed": SEED}
    run(_ASSIGNMENTS, values)
    run(_ITEMS.format(tasks=", ".join(str(one) for one in _TASKS)), values)
    for model in (Assignment, AssignmentItem):
        run(f"ANALYZE {model._meta.db_table}")
    run(_LOGGED.format(tasks=", ".join(str(one) for one in _TASKS)), values)


_ASSIGNMENTS = """
INSERT INTO workforce_assignment (
    contract_id, period_id, training, given_by_id, given_at, changed_at, change_reason, seen_version, acknowledged_at,
    version
)
WITH chosen AS (
    SELECT tambon_id FROM (SELECT DISTINCT guide.tambon_id FROM workforce_supervision AS guide
        JOIN tambon_allocation AS held ON held.tambon_id = guide.tambon_id AND held.university_id = %(university)s
        WHERE guide.role = 'pm' AND guide.tambon_id <> %(home)s) AS other
    ORDER BY md5(%(seed)s || tambon_id) LIMIT %(many)s
)
SELECT contract.id, period.id, CASE WHEN period.number %% 3 = 0 THEN '["digital", "english"]'::jsonb ELSE '[]' END,
    guide.user_id, given.at, given.at, '', seen.version,
    CASE WHEN seen.version = 1 THEN least(given.at + interval '1 day', %(today)s::timestamptz) END, 1
FROM workforce_contract AS contract
JOIN workforce_period AS period ON period.university_id = contract.university_id
    AND period.programme_id = contract.programme_id AND period.during && contract.during
    AND lower(period.during) <= %(today)s
JOIN workforce_placement AS placement ON placement.contract_id = contract.id AND NOT placement.is_cancelled
    AND placement.during @> least(upper(period.during) - 1, upper(contract.during) - 1)
JOIN workforce_post AS post ON post.id = placement.post_id
CROSS JOIN LATERAL (SELECT user_id FROM workforce_supervision AS one
    WHERE one.tambon_id = post.tambon_id AND one.role = 'pm' ORDER BY one.is_leading DESC, one.id LIMIT 1) AS guide
CROSS JOIN LATERAL (SELECT greatest(lower(period.during), lower(contract.during))::timestamptz + interval '2 hours'
    AS at) AS given
CROSS JOIN LATERAL (SELECT CASE WHEN upper(period.during) > %(today)s AND contract.id %% 2 = 0 THEN 0 ELSE 1 END
    AS version) AS seen
WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
    AND contract.state IN ('signed', 'ended', 'resigned') AND contract.id %% 9 <> 0
    AND (post.tambon_id = %(home)s
        OR post.tambon_id IN (SELECT tambon_id FROM chosen) AND upper(period.during) > %(today)s::date - 62)
ON CONFLICT DO NOTHING
"""

_ITEMS = """
INSERT INTO workforce_assignmentitem (assignment_id, number, since, until, work_id, text, quantity, unit, note)
SELECT assignment.id, row_number() OVER (PARTITION BY assignment.id ORDER BY task.area), 1, NULL, work.id, task.text,
    task.quantity, task.unit, ''
FROM workforce_assignment AS assignment
JOIN workforce_contract AS contract ON contract.id = assignment.contract_id
    AND contract.university_id = %(university)s AND contract.origin = 'demo'
JOIN (VALUES {tasks}) AS task (area, kind, text, quantity, unit) ON (task.area + assignment.contract_id) %% 5 < 3
JOIN workforce_workitem AS work ON work.scheme = 'assignment' AND work.number = task.area
"""

# Every log of an assigned kind of work names its task.
_LOGGED = """
UPDATE workforce_daylog AS log SET item_id = item.id,
    quantity = 1 + log.id %% 3 + CASE task.area WHEN 3 THEN 12 ELSE 0 END
FROM workforce_assignmentitem AS item
JOIN workforce_assignment AS assignment ON assignment.id = item.assignment_id
JOIN workforce_period AS period ON period.id = assignment.period_id
JOIN workforce_workitem AS work ON work.id = item.work_id
JOIN (VALUES {tasks}) AS task (area, kind, text, quantity, unit) ON task.area = work.number
WHERE log.contract_id = assignment.contract_id AND period.during @> log.day AND log.area_id = task.kind
    AND period.university_id = %(university)s
"""
