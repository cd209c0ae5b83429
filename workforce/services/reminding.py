"""Reminds whoever holds a report, or has not sent one, and tells of what is very late: one message a person.

Whose turn a report is stands in `selectors/reports.py`; the statement here says the same for all reports at once, and a
test holds the two together. Where an amount is proposed it waits for who may answer (`selectors/amounts.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.urls import reverse

from tambon.models import User
from u2t.core import clock, notifications
from u2t.core.access import require
from workforce.chain_choices import ReminderKind
from workforce.permissions import Can

# Days are compared as "since", not "exactly today": a day on which nothing ran is caught up on the next.
_REMIND = """
WITH waiting AS (
    SELECT report.id AS report_id, NULL::bigint AS period_id, report.contract_id, report.step_due_on AS due,
        step.id AS step_id, CASE WHEN asked.id IS NULL THEN step.kind ELSE 'answer' END AS holder,
        step.remind_before, step.remind_every, step.escalate_after,
        step.escalate_to, step.rules_id, step.position, period.during, contract.university_id,
        contract.programme_id, person.user_id AS worker_id,
        EXISTS (SELECT FROM workforce_placement AS placed JOIN workforce_post AS post ON post.id = placed.post_id
            WHERE placed.contract_id = contract.id AND NOT placed.is_cancelled AND post.is_digital) AS is_digital
    FROM workforce_monthreport AS report
    JOIN workforce_approvalstep AS step ON step.id = report.step_id
    JOIN workforce_period AS period ON period.id = report.period_id AND period.state = 'open'
    JOIN workforce_contract AS contract ON contract.id = report.contract_id
    JOIN workforce_person AS person ON person.id = contract.person_id
    LEFT JOIN workforce_approval AS asked ON asked.report_id = report.id AND asked.decision = 'proposed'
        AND asked.is_standing
    WHERE report.state = 'sent' AND report.step_due_on IS NOT NULL
    UNION ALL
    SELECT NULL, period.id, contract.id, unsent.due, NULL, 'worker', rules.remind_before,
        rules.remind_every, rules.escalate_after, rules.escalate_to, rules.id, 0, period.during, contract.university_id,
        contract.programme_id, person.user_id, EXISTS (SELECT FROM workforce_placement AS placed
            JOIN workforce_post AS post ON post.id = placed.post_id
            WHERE placed.contract_id = contract.id AND NOT placed.is_cancelled AND post.is_digital)
    FROM workforce_period AS period
    JOIN workforce_monthrules AS rules ON rules.id = period.rules_id
    JOIN workforce_contract AS contract ON contract.university_id = period.university_id
        AND contract.programme_id = period.programme_id AND contract.during && period.during
        AND contract.state IN ('signed', 'ended', 'resigned')
    JOIN workforce_person AS person ON person.id = contract.person_id
    LEFT JOIN workforce_monthreport AS report ON report.contract_id = contract.id AND report.period_id = period.id
    CROSS JOIN LATERAL (SELECT greatest(period.reports_due_on, report.step_due_on) AS due) AS unsent
    WHERE period.state = 'open' AND unsent.due <= %(today)s + rules.remind_before
        AND (report.id IS NULL OR report.state IN ('draft', 'returned'))
), told AS (
    SELECT waiting.*, 'before' AS kind, holder AS whose, step_id AS whose_step FROM waiting
    WHERE remind_before > 0 AND %(today)s BETWEEN due - remind_before AND due
    UNION ALL
    SELECT waiting.*, 'late', holder, step_id FROM waiting WHERE remind_every > 0 AND %(today)s > due
    UNION ALL
    SELECT waiting.*, 'escalated', coalesce(after.kind, 'staff'), after.id FROM waiting
    LEFT JOIN LATERAL (
        SELECT step.id, step.kind FROM workforce_approvalstep AS step
        WHERE waiting.escalate_to = 'next' AND step.rules_id = waiting.rules_id AND step.position > waiting.position
            AND (step.is_digital IS NULL OR step.is_digital = waiting.is_digital)
        ORDER BY step.position LIMIT 1
    ) AS after ON true
    WHERE escalate_after > 0 AND %(today)s >= due + escalate_after
), due_now AS (
    SELECT told.*, placed.agency_id, placed.tambon_id FROM told
    LEFT JOIN LATERAL (
        SELECT placement.agency_id, post.tambon_id FROM workforce_placement AS placement
        JOIN workforce_post AS post ON post.id = placement.post_id
        WHERE placement.contract_id = told.contract_id AND NOT placement.is_cancelled
            AND placement.during && told.during
        ORDER BY placement.during DESC LIMIT 1
    ) AS placed ON true
    WHERE NOT EXISTS (
        SELECT FROM workforce_reminder AS past
        WHERE (past.report_id = told.report_id AND past.step_id = told.step_id
                OR past.contract_id = told.contract_id AND past.period_id = told.period_id)
            AND past.kind = told.kind
            AND past.day > CASE told.kind
                WHEN 'before' THEN due - remind_before - 1
                WHEN 'late' THEN %(today)s - remind_every
                ELSE due
            END
    )
), holding AS (
    SELECT report_id, step_id, contract_id, period_id, kind, whose, university_id, worker_id, worker_id AS user_id
    FROM due_now WHERE whose = 'worker'
    UNION
    SELECT report_id, step_id, contract_id, period_id, kind, whose, due_now.university_id, worker_id, guide.user_id
    FROM due_now
    JOIN workforce_supervision AS guide ON guide.tambon_id = due_now.tambon_id AND guide.role = whose
        AND guide.programme_id = due_now.programme_id AND guide.university_id = due_now.university_id
        AND guide.during @> %(today)s
    WHERE whose = 'pm' OR whose = 'am' AND (guide.agency_id = due_now.agency_id OR NOT EXISTS (
        SELECT FROM workforce_supervision AS host WHERE host.tambon_id = due_now.tambon_id AND host.role = 'am'
            AND host.programme_id = due_now.programme_id AND host.university_id = due_now.university_id
            AND host.during @> %(today)s AND host.agency_id = due_now.agency_id))
    UNION
    SELECT report_id, step_id, contract_id, period_id, kind, whose, due_now.university_id, worker_id, named.user_id
    FROM due_now
    JOIN tambon_membership AS named ON named.role = 'agency' AND named.agency_id = due_now.agency_id
        AND named.during @> %(today)s
    WHERE whose = 'agency'
    UNION
    SELECT report_id, step_id, contract_id, period_id, kind, whose, university_id, worker_id, named.user_id
    FROM due_now
    JOIN workforce_approvalstep_certifiers AS named ON named.approvalstep_id = due_now.whose_step
    WHERE whose = 'certifier'
    UNION
    SELECT report_id, step_id, contract_id, period_id, kind, whose, due_now.university_id, worker_id, named.user_id
    FROM due_now
    JOIN tambon_membership AS named ON named.role = 'staff' AND named.university_id = due_now.university_id
        AND named.during @> %(today)s
    WHERE whose = 'staff' OR whose = 'certifier' AND NOT EXISTS (
        SELECT FROM workforce_approvalstep_certifiers AS one WHERE one.approvalstep_id = due_now.whose_step)
    UNION
    SELECT due_now.report_id, due_now.step_id, contract_id, period_id, kind, whose, due_now.university_id, worker_id,
        named.user_id
    FROM due_now
    CROSS JOIN LATERAL (
        SELECT one.user_id FROM tambon_membership AS one
        WHERE one.role = 'staff' AND one.university_id = due_now.university_id AND one.during @> %(today)s
        UNION
        SELECT guide.user_id FROM workforce_supervision AS guide
        WHERE guide.tambon_id = due_now.tambon_id AND guide.role = 'am' AND guide.programme_id = due_now.programme_id
            AND guide.university_id = due_now.university_id AND guide.during @> %(today)s
    ) AS named
    JOIN workforce_approval AS asked ON asked.report_id = due_now.report_id AND asked.decision = 'proposed'
        AND asked.is_standing AND named.user_id IS DISTINCT FROM asked.by_id
        AND named.user_id IS DISTINCT FROM asked.for_whom_id
    WHERE whose = 'answer'
), everybody AS (
    SELECT report_id, step_id, contract_id, period_id, kind, whose, worker_id, user_id FROM holding
    UNION
    SELECT report_id, step_id, contract_id, period_id, kind, whose, worker_id, one.deputy_id FROM holding
    JOIN workforce_delegation AS one ON one.holder_id = holding.user_id AND one.role = holding.whose
        AND one.university_id = holding.university_id AND one.during @> %(today)s AND one.ended_at IS NULL
    JOIN tambon_user AS away ON away.id = one.holder_id AND away.is_active
    WHERE NOT EXISTS (
        SELECT FROM workforce_approval AS taken WHERE taken.report_id = holding.report_id AND taken.is_standing
            AND taken.decision = 'approved' AND one.holder_id IN (taken.by_id, taken.for_whom_id))
), made AS (
    INSERT INTO workforce_reminder (report_id, step_id, contract_id, period_id, kind, day, user_id)
    SELECT report_id, step_id, CASE WHEN report_id IS NULL THEN contract_id END, period_id, kind, %(today)s, user_id
    FROM everybody JOIN tambon_user AS account ON account.id = user_id AND account.is_active
    WHERE (whose = 'worker' OR user_id IS DISTINCT FROM worker_id) AND (kind = 'escalated' OR NOT EXISTS (
        SELECT FROM workforce_approval AS taken WHERE taken.report_id = everybody.report_id AND taken.is_standing
            AND taken.decision = 'approved' AND everybody.user_id IN (taken.by_id, taken.for_whom_id)))
    ON CONFLICT DO NOTHING
    RETURNING user_id, kind, report_id IS NULL AS is_unsent
)
SELECT user_id, kind, is_unsent, count(*) FROM made GROUP BY user_id, kind, is_unsent ORDER BY user_id, kind, is_unsent
"""


@transaction.atomic
def remind(*, by: User) -> int:
    """Tell everybody what waits for them and is due soon, late or very late; return how many people were told."""
    require(by, Can.DECIDE_REPORT)
    found = _made(clock.today())
    for kind in ReminderKind:
        late = reverse("monthreport-late" if kind == ReminderKind.ESCALATED else "monthreport-waiting")
        unsent = reverse("monthreport-late" if kind == ReminderKind.ESCALATED else "month-own")
        _tell([(one.user, {"count": one.count}) for one in found if one.of(kind)], f"monthreport.{kind}", late)
        not_sent = [(one.user, {"count": one.count}) for one in found if one.of(kind, is_unsent=True)]
        _tell(not_sent, f"monthreport.unsent_{kind}", unsent)
    return len({one.user for one in found})


@dataclass(frozen=True, slots=True)
class _Told:
    """How many reports somebody is told of, for which reason; of those sent, or of those that are not."""

    user: int
    kind: str
    is_unsent: bool
    count: int

    def of(self, kind: str, *, is_unsent: bool = False) -> bool:
        """Tell whether it is for one reason."""
        return (self.kind, self.is_unsent) == (kind, is_unsent)


def _made(today: date) -> list[_Told]:
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, {"today": today})
        return [_Told(int(user), str(kind), bool(unsent), int(n)) for user, kind, unsent, n in cursor.fetchall()]


def _tell(whom: Iterable[tuple[int, dict[str, int]]], kind: str, link: str) -> None:
    notifications.tell_each(said=[(user, link, values) for user, values in whom], kind=kind)
