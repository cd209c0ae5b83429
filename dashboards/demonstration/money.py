"""Money of the tambons and their activities, as they stood on the day of the demonstration.

The ministry's letters cover exactly what the tambons are given: 174,150,000 baht in three instalments for the fifty of
CMU in twelve months. Made in the database; the chance of each activity falls from its tambon and number alone.
"""

from datetime import date, datetime
from decimal import Decimal

from dashboards.demonstration import moment
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import SEED
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.rolling.sql import run
from tambon.models import Programme, University, User
from tambon.system import system_user
from u2t.core import clock
from workforce.models import Activity, ActivityCount, ActivityNote, BudgetLine, Instalment, Spending
from workforce.selectors.budgets import amounts_of
from workforce.selectors.rounds import held_tambons
from workforce.services import budgets

#: Months of the contracts of each university.
MONTHS = {"cmu": 12, "kpru": 11}
_SOURCE = "เงินกู้ตาม พ.ร.ก. ให้อำนาจกระทรวงการคลังกู้เงินฯ พ.ศ. 2563"
_REASON = "จัดสรรตามมติ ครม. 6 ต.ค. 2563"
_GIVEN_AT = datetime(2021, 2, 8, 10, tzinfo=moment.BANGKOK)
#: Number, share of the whole, day of the letter, day the money came. The last of KPRU waits to be confirmed.
_LETTERS = (
    (1, Decimal("0.5"), date(2021, 2, 3), date(2021, 2, 5)),
    (2, Decimal("0.3"), date(2021, 6, 1), date(2021, 6, 4)),
    (3, Decimal("0.2"), date(2021, 11, 26), date(2021, 11, 30)),
)
_WAITS = ("kpru", 3)
#: Work package, dimension, name, product, planned baht, what was bought, what came of it.
_ACTIVITIES = (
    (1, "economy", "อบรมแปรรูปผลผลิตทางการเกษตร", "กล้วยอบและน้ำพริกบรรจุซอง", 120000, "วัสดุและบรรจุภัณฑ์",
     "ได้ผลิตภัณฑ์ต้นแบบ 2 รายการ และกลุ่มเริ่มจำหน่ายออนไลน์"),
    (2, "community", "พัฒนาเส้นทางท่องเที่ยวชุมชน", "เส้นทางท่องเที่ยวหนึ่งวัน", 150000, "ป้ายและสื่อประชาสัมพันธ์",
     "เปิดเส้นทางและมีนักท่องเที่ยวทดลองเส้นทาง 3 กลุ่ม"),
    (3, "health", "ส่งเสริมสุขภาพผู้สูงอายุในตำบล", "ชุดกิจกรรมดูแลผู้สูงอายุ", 90000, "อุปกรณ์วัดความดันและวัสดุ",
     "ผู้สูงอายุได้รับการตรวจคัดกรองและมีอาสาดูแลต่อเนื่อง"),
    (4, "environment", "จัดการขยะและทำปุ๋ยหมักชุมชน", "ปุ๋ยหมักชุมชน", 110000, "ถังหมักและวัสดุ",
     "ครัวเรือนนำร่องคัดแยกขยะและผลิตปุ๋ยใช้เอง"),
    (3, "education", "อบรมการตลาดดิจิทัลแก่เยาวชน", "เพจร้านค้าชุมชน", 80000, "ค่าวิทยากรและเอกสาร",
     "เยาวชนเปิดเพจขายสินค้าชุมชนได้จริง"),
    (1, "economy", "ยกระดับมาตรฐานผ้าทอและงานจักสาน", "ผ้าทอลายประจำตำบล", 130000, "วัสดุฝึกอบรม",
     "ได้ลายผ้าประจำตำบลและยื่นขอมาตรฐานผลิตภัณฑ์ชุมชน"),
)  # fmt: skip


def make(university: str) -> int:
    """Give a university its money and its tambons their budgets and activities; return how many lines there are."""
    home, programme = University.objects.get(pk=university), Programme.objects.get(pk=PHASE_ONE)
    budgets.sync(by=system_user())
    given = amounts_of(home, programme, Decimal(MONTHS[university]), held_tambons(programme, home))
    _letters(home, programme, sum((amount for amounts in given.values() for amount in amounts.values()), Decimal(0)))
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            programme=programme, university=home, tambon_id=tambon, category=category, amount=amount, origin="demo"
        )
        for tambon, amounts in given.items()
        for category, amount in amounts.items()
    )  # fmt: skip
    values = {
        "university": university, "programme": PHASE_ONE, "home": HOME, "today": clock.today(), "now": clock.now(),
        "given_at": _GIVEN_AT, "reason": _REASON, "staff": _staff(university),
    }  # fmt: skip
    run(_VERSIONS, values)
    run(_PLANNED.format(activities=_said()), values)
    for statement in (_NOTES, _COUNTS, _SPENT):
        run(statement, values)
    for model in (BudgetLine, Activity, ActivityNote, ActivityCount, Spending):
        run(f"ANALYZE {model._meta.db_table}")
    return len(lines)


def _staff(university: str) -> int:
    return int(User.objects.get(username={"kpru": "staff", "cmu": "staff-cmu"}[university]).pk)


def _letters(university: University, programme: Programme, whole: Decimal) -> None:
    ministry = User.objects.get(username="ministry")
    staff = _staff(university.pk)
    Instalment.objects.bulk_create(
        Instalment(
            programme=programme, university=university, number=number, letter_number=f"สาธิต อว 0205/{number}",
            letter_on=letter_on, fund_source=_SOURCE, amount=whole * share, created_by=ministry,
            created_at=datetime.combine(letter_on, _GIVEN_AT.timetz()),
            **({} if (university.pk, number) == _WAITS else {"received_on": came_on, "received_by_id": staff}),
        )
        for number, share, letter_on, came_on in _LETTERS
    )  # fmt: skip


def _said() -> str:
    return ", ".join(str((place, *said)) for place, said in enumerate(_ACTIVITIES))


def _chance(salt: str, *words: str) -> str:
    """Return SQL for a number from 0 up to 1 that depends on the words alone."""
    text = " || ':' || ".join([f"'{SEED}:{salt}'", *words])
    return f"(('x' || substr(md5({text}), 1, 7))::bit(28)::int / 268435456.0)"


_VERSIONS = """
INSERT INTO workforce_budgetversion (line_id, version, amount, reason, by_id, at)
SELECT id, 1, amount, %(reason)s, %(staff)s, %(given_at)s FROM workforce_budgetline
WHERE university_id = %(university)s AND programme_id = %(programme)s
"""

# Three to five for each tambon, one begun in each second month since March; the last are under way or still planned.
_PLANNED = f"""
INSERT INTO workforce_activity (
    programme_id, university_id, tambon_id, key, name, package_id, dimension, product, starts_on, ends_on,
    planned_amount, expected, state, percent, begun_on, over_on, result, cancel_reason, origin, created_by_id,
    created_on, version
)
SELECT %(programme)s, %(university)s, place.tambon_id, md5('{SEED}:activity' || place.tambon_id || turn)::uuid,
    said.name, package.id, said.dimension, said.product, starts_on, starts_on + 40, said.planned,
    'ประชาชนในตำบลมีรายได้หรือคุณภาพชีวิตที่ดีขึ้น', fate.state,
    CASE fate.state WHEN 'done' THEN 100 WHEN 'running' THEN 20 + 10 * floor(chance * 6)::int ELSE 0 END,
    CASE WHEN fate.state IN ('done', 'running') THEN starts_on END,
    CASE fate.state WHEN 'done' THEN starts_on + 35 + floor(chance * 10)::int WHEN 'cancelled' THEN starts_on END,
    CASE fate.state WHEN 'done' THEN said.result ELSE '' END,
    CASE fate.state WHEN 'cancelled' THEN 'มีมาตรการควบคุมโรคโควิด 19 ในพื้นที่ จัดกิจกรรมไม่ได้' ELSE '' END,
    'demo', %(staff)s, starts_on - 20, 1
FROM (
    SELECT tambon_id, {_chance("many", "tambon_id")} AS many FROM workforce_budgetline
    WHERE university_id = %(university)s AND programme_id = %(programme)s GROUP BY tambon_id
) AS place
CROSS JOIN generate_series(0, 4) AS turn
CROSS JOIN LATERAL (SELECT {_chance("activity", "place.tambon_id", "turn")} AS chance) AS lot
CROSS JOIN LATERAL (SELECT DATE '2021-03-15' + turn * 62 + floor(chance * 20)::int AS starts_on) AS day
JOIN (VALUES {{activities}}) AS said (place, package, dimension, name, product, planned, bought, result)
    ON said.place = (turn + floor(many * 6)::int) %% 6
JOIN workforce_workitem AS package ON package.scheme = 'package' AND package.number = said.package
CROSS JOIN LATERAL (SELECT CASE
    WHEN chance < 0.04 AND turn < 4 THEN 'cancelled'
    WHEN starts_on + 50 < %(today)s THEN 'done'
    WHEN starts_on <= %(today)s AND (chance > 0.15 OR place.tambon_id = %(home)s) THEN 'running'
    ELSE 'planned' END AS state) AS fate
WHERE turn < 3 OR turn = 3 AND many < 0.8 OR turn = 4 AND (many < 0.6 OR place.tambon_id = %(home)s)
"""  # noqa: S608 - our own words

_NOTES = """
INSERT INTO workforce_activitynote (activity_id, "on", percent, text, by_id, at)
SELECT id, least(begun_on + step * 10, %(today)s), step * 25, CASE step WHEN 1 THEN
    'ประชุมชี้แจงผู้ใหญ่บ้านและกลุ่มเป้าหมาย กำหนดวันและสถานที่แล้ว' ELSE 'จัดกิจกรรมครั้งแรกแล้ว ผู้เข้าร่วมให้ความสนใจดี' END,
    created_by_id, (least(begun_on + step * 10, %(today)s))::timestamptz + interval '9 hours'
FROM workforce_activity CROSS JOIN generate_series(1, 2) AS step
WHERE university_id = %(university)s AND origin = 'demo' AND begun_on IS NOT NULL
    AND (state = 'done' OR percent >= step * 25)
"""

_COUNTS = f"""
INSERT INTO workforce_activitycount (activity_id, "on", kind, people)
SELECT id, least(begun_on + 15, %(today)s), kind,
    CASE kind WHEN 'villagers' THEN 18 + floor({_chance("people", "key")} * 30)::int ELSE 4 + floor(
        {_chance("officers", "key")} * 6)::int END
FROM workforce_activity CROSS JOIN (VALUES ('villagers'), ('officers')) AS one (kind)
WHERE university_id = %(university)s AND origin = 'demo' AND begun_on IS NOT NULL
"""  # noqa: S608 - our own words

# Each activity is paid by two receipts, one under way by its first; management by one in each quarter.
_SPENT = f"""
INSERT INTO workforce_spending (
    line_id, activity_id, key, spent_on, payee, document_number, about, amount, created_by_id, created_at, cancel_reason
)
SELECT line.id, activity.id, md5('{SEED}:receipt' || activity.key || number)::uuid,
    least(activity.begun_on + number * 12, %(today)s),
    CASE number WHEN 1 THEN 'ร้านสมมุติวัสดุภัณฑ์' ELSE 'กลุ่มแม่บ้านสมมุติ (อาหารและวิทยากร)' END,
    'สธ ' || right(activity.tambon_id, 4) || '/' || to_char(activity.begun_on, 'MMDD') || '-' || number,
    CASE number WHEN 1 THEN 'วัสดุและอุปกรณ์สำหรับกิจกรรม' ELSE 'ค่าอาหารและค่าวิทยากร' END,
    round((activity.planned_amount * CASE number WHEN 1 THEN 0.55 ELSE 0.35 END
        * (0.85 + 0.15 * {_chance("spent", "activity.key", "number")}))::numeric, 0),
    %(staff)s, (least(activity.begun_on + number * 12, %(today)s))::timestamptz + interval '10 hours', ''
FROM workforce_activity AS activity
JOIN workforce_budgetline AS line ON line.tambon_id = activity.tambon_id
    AND line.university_id = activity.university_id AND line.programme_id = activity.programme_id
JOIN workforce_budgetcategory AS category ON category.id = line.category_id AND category.code = 'activities'
CROSS JOIN generate_series(1, 2) AS number
WHERE activity.university_id = %(university)s AND activity.origin = 'demo' AND activity.begun_on IS NOT NULL
    AND (number = 1 OR activity.state = 'done')
UNION ALL
SELECT line.id, NULL, md5('{SEED}:management' || line.tambon_id || quarter)::uuid,
    DATE '2021-03-28' + quarter * 91, 'ร้านสมมุติเครื่องเขียน', 'บห ' || right(line.tambon_id, 4) || '/' || quarter + 1,
    'วัสดุสำนักงานและค่าเดินทางประสานงาน', 9500 + 50 * floor({_chance("office", "line.tambon_id", "quarter")} * 20),
    %(staff)s, (DATE '2021-03-29' + quarter * 91)::timestamptz, ''
FROM workforce_budgetline AS line
JOIN workforce_budgetcategory AS category ON category.id = line.category_id AND category.code = 'management'
CROSS JOIN generate_series(0, 2) AS quarter
WHERE line.university_id = %(university)s AND line.origin = 'demo' AND DATE '2021-03-28' + quarter * 91 <= %(today)s
"""  # noqa: S608 - our own words
