"""Leave, and the university whose people sign in since December: a few of each wait for whoever guides."""

from datetime import date, time

from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import SEED
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.rolling.sql import run
from tambon.models import Programme, University
from tambon.system import system_user
from u2t.core import clock
from workforce.choices import AttendanceMode
from workforce.models import Leave, Period, SignIn
from workforce.services import months
from workforce.services.months import Counting, Step

#: Whose people sign in, and from which month on; before it, and elsewhere, the day log counts.
_SIGNS_IN = {"kpru": date(2021, 12, 1)}


def sign_in_from_now(university: University, programme: Programme, counting: Counting, steps: list[Step]) -> None:
    """Let the months from a certain one on follow new rules: people sign in from 7 to 10."""
    since = _SIGNS_IN.get(university.pk)
    if since is None:
        return
    names = [name for name in Counting.__slots__ if name not in {"attendance", "sign_in_from", "sign_in_until"}]
    kept = {name: getattr(counting, name) for name in names}
    by_clock = Counting(attendance=AttendanceMode.CLOCK, sign_in_from=time(7), sign_in_until=time(10), **kept)
    rules = months.lay_down(
        university=university, programme=programme, counting=by_clock, steps=steps, by=system_user()
    )  # fmt: skip
    Period.objects.filter(university=university, programme=programme, month__gte=since).update(rules=rules)


def stay_away(university: str) -> None:
    """Let a few be ill or in quarantine, and one or two wait for a decision; before their logs are written."""
    values = {"university": university, "home": HOME, "today": clock.today()}
    run(_LEAVES, values)
    run(_WAITING, values)
    run(f"ANALYZE {Leave._meta.db_table}")


def sign_in(university: str) -> None:
    """Let people sign in where that counts; today not everybody has yet."""
    run(_SIGN_INS, {"university": university, "today": clock.today(), "programme": PHASE_ONE})
    run(f"ANALYZE {SignIn._meta.db_table}")


def count_due() -> None:
    """Count the working days and the leave of each month of `demo_month`, into `demo_due`."""
    run(_DUE, {"today": clock.today()})
    run("ANALYZE demo_due")


def _chance(salt: str, *words: str) -> str:
    text = " || ':' || ".join([f"'{SEED}:{salt}'", *words])
    return f"(('x' || substr(md5({text}), 1, 7))::bit(28)::int / 268435456.0)"


_WORDS = ("contract.university_id", "contract.number")


#: Days of the country and of the north, where both universities are, on which nobody works.
FREE = """
    SELECT holiday.day FROM workforce_holiday AS holiday
    WHERE holiday.ended_at IS NULL AND holiday.university_id IS NULL AND holiday.offices = 'all'
        AND (holiday.area_id IS NULL OR holiday.area_id = 'four-north')
"""

_SEAT = """
    SELECT post.tambon_id FROM workforce_placement AS placement
    JOIN workforce_post AS post ON post.id = placement.post_id
    WHERE placement.contract_id = contract.id AND NOT placement.is_cancelled LIMIT 1
"""

_LEAVES = f"""
INSERT INTO workforce_leave (
    contract_id, key, during, kind, reason, state, asked_at, decided_at, decided_by_id, note, version
)
SELECT contract_id, key,
    daterange(day, day + CASE WHEN is_quarantine THEN 10 ELSE 1 + (extract(day FROM day)::int %% 2) END),
    CASE WHEN is_quarantine THEN 'quarantine' ELSE 'sick' END,
    CASE WHEN is_quarantine THEN 'กักตัวเพราะสัมผัสผู้ติดเชื้อโควิด 19' ELSE 'มีไข้ แพทย์ให้พัก' END,
    'approved', day::timestamptz + interval '1 hour', day::timestamptz + interval '5 hours', lecturer, '', 2
FROM (
    SELECT contract.id AS contract_id, contract.during,
        md5('{SEED}:leave' || contract.university_id || contract.number || period.number)::uuid AS key,
        lower(period.during) + floor({_chance("leave-day", *_WORDS, "period.number")} * 20)::int AS day,
        {_chance("leave-kind", *_WORDS, "period.number")} < 0.2 AS is_quarantine,
        guide.user_id AS lecturer
    FROM workforce_contract AS contract
    JOIN workforce_period AS period ON period.university_id = contract.university_id
        AND period.programme_id = contract.programme_id AND period.during && contract.during
    CROSS JOIN LATERAL ({_SEAT}) AS seat
    CROSS JOIN LATERAL (
        SELECT user_id FROM workforce_supervision AS guide
        WHERE guide.tambon_id = seat.tambon_id AND guide.role = 'pm' ORDER BY guide.is_leading DESC, guide.id LIMIT 1
    ) AS guide
    WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
        AND contract.state IN ('signed', 'ended', 'resigned')
        AND {_chance("leave", *_WORDS, "period.number")} < 0.03
) AS ill
WHERE day <= %(today)s AND extract(isodow FROM day) < 5 AND during @> daterange(day, day + 10)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words

# People of the demonstration's own tambon who ask for days to come.
_WAITING = f"""
INSERT INTO workforce_leave (contract_id, key, during, kind, reason, state, asked_at, note, version)
SELECT contract.id, md5('{SEED}:waiting' || contract.number)::uuid,
    daterange(%(today)s::date + 5, %(today)s::date + 6 + (contract.id %% 2)::int), 'personal',
    'ติดต่อราชการที่อำเภอ', 'asked', %(today)s::timestamptz + interval '2 hours', '', 1
FROM workforce_contract AS contract
CROSS JOIN LATERAL ({_SEAT}) AS seat
JOIN workforce_person AS person ON person.id = contract.person_id
WHERE contract.university_id = %(university)s AND contract.origin = 'demo' AND contract.state = 'signed'
    AND seat.tambon_id = %(home)s AND contract.during @> daterange(%(today)s::date + 5, %(today)s::date + 8)
    AND person.user_id IS NULL
ORDER BY contract.number LIMIT 3
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words

_SIGN_INS = f"""
INSERT INTO workforce_signin (contract_id, key, day, signed_at, late_reason)
SELECT contract.id, md5('{SEED}:in' || contract.university_id || contract.number || day::date)::uuid, day::date,
    CASE WHEN late < 0.02 THEN day::date::timestamptz + interval '11 hours'
        ELSE day::date::timestamptz + interval '7 hours' + late * interval '170 minutes' END,
    CASE WHEN late < 0.02 THEN 'ลงพื้นที่ไม่มีสัญญาณโทรศัพท์' ELSE '' END
FROM workforce_contract AS contract
JOIN workforce_person AS person ON person.id = contract.person_id
LEFT JOIN tambon_user AS account ON account.id = person.user_id
JOIN workforce_period AS period ON period.university_id = contract.university_id
    AND period.programme_id = %(programme)s AND contract.programme_id = period.programme_id
JOIN workforce_monthrules AS rules ON rules.id = period.rules_id AND rules.attendance = 'clock'
CROSS JOIN LATERAL generate_series(
    lower(period.during * contract.during)::timestamptz,
    least(upper(period.during * contract.during) - 1, %(today)s)::timestamptz, interval '1 day'
) AS day
CROSS JOIN LATERAL (SELECT {_chance("in", *_WORDS, "day::date")} AS come,
    {_chance("in-late", *_WORDS, "day::date")} AS late) AS fate
WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
    AND contract.state IN ('signed', 'ended', 'resigned') AND period.during && contract.during
    AND extract(isodow FROM day) < 6 AND day::date NOT IN ({FREE})
    AND NOT EXISTS (
        SELECT FROM workforce_leave AS leave WHERE leave.contract_id = contract.id AND leave.state = 'approved'
            AND leave.during @> day::date
    )
    AND come < CASE WHEN day::date < %(today)s THEN 0.97 WHEN account.username IS NULL THEN 0.4 ELSE 0 END
"""  # noqa: S608 - our own words

# How many working days each of these months has for its person, and on how many there was leave.
_DUE = f"""
CREATE TEMPORARY TABLE demo_due AS
WITH working AS (
    SELECT day::date AS day FROM generate_series(
        (SELECT min(lower(during)) FROM workforce_period)::timestamptz, %(today)s::timestamptz, interval '1 day'
    ) AS day
    WHERE extract(isodow FROM day) < 6 AND day::date NOT IN ({FREE})
)
SELECT month.contract_id, month.period_id, count(*) AS expected,
    count(*) FILTER (WHERE EXISTS (SELECT FROM workforce_leave AS leave WHERE leave.contract_id = month.contract_id
        AND leave.state = 'approved' AND leave.during @> working.day)) AS away
FROM demo_month AS month
JOIN workforce_period AS period ON period.id = month.period_id
JOIN workforce_contract AS contract ON contract.id = month.contract_id
JOIN working ON period.during @> working.day AND contract.during @> working.day
GROUP BY month.contract_id, month.period_id
"""  # noqa: S608 - our own words
