"""Articles of the home tambon: some published, some of the last month waiting for the lecturer."""

from dashboards.demonstration.allotment import HOME
from dashboards.rolling.sql import run
from u2t.core import clock

#: What is told: the title, and the text.
_STORIES = (
    ("ตลาดเช้าวันเสาร์กับกล้วยตากของกลุ่มแม่บ้าน",
     ("กลุ่มแม่บ้านทดลองอบกล้วยด้วยตู้พลังงานแสงอาทิตย์ที่ทีมตำบลช่วยกันปรับปรุง สีสวยขึ้นและเก็บได้นานกว่าเดิม "
     "วันเสาร์ที่ผ่านมานำไปวางขายที่ตลาดเช้าเป็นครั้งแรก ขายหมดก่อนเที่ยง เดือนหน้าจะช่วยกันออกแบบฉลากและคำนวณต้นทุน")),
    ("ทางเดินป่าชุมชนที่เด็ก ๆ ช่วยกันเขียนป้าย",
     ("เราสำรวจเส้นทางเดินป่าชุมชนระยะทางสองกิโลเมตร จดชื่อต้นไม้ที่ผู้สูงอายุในหมู่บ้านรู้จัก แล้วชวนนักเรียนมาเขียนป้าย "
     "ข้อมูลทั้งหมดอยู่ในแผนที่ของตำบลแล้ว ผู้ที่สนใจเดินตามได้ทุกวันหยุด")),
    ("จากสมุดเล่มเก่าสู่ทะเบียนที่ค้นหาได้",
     ("ทะเบียนกลุ่มอาชีพของตำบลเคยอยู่ในสมุดสามเล่ม เดือนนี้ทีมงานสแกนและพิมพ์เข้าระบบครบแล้ว "
     "เจ้าหน้าที่ อบต. ค้นหาได้ในไม่กี่วินาที และพบว่ามีกลุ่มอาชีพที่ยังไม่เคยได้รับการสนับสนุนอีกหลายกลุ่ม")),
)  # fmt: skip


def make(university: str) -> None:
    """Let one in four of the home tambon have written of the months that are over."""
    stories = ", ".join(str((place, *one)) for place, one in enumerate(_STORIES))
    values = {"university": university, "home": HOME, "today": clock.today()}
    run(_ARTICLES.format(stories=stories), values)
    run(_VERSIONS, {"university": university})


_ARTICLES = """
INSERT INTO workforce_article (
    contract_id, period_id, tambon_id, state, title, text, shows_name, sent_at, published_at, decided_by_id, reason,
    version
)
SELECT contract.id, period.id, post.tambon_id, stood.state, story.title, story.text, contract.id %% 8 < 4,
    upper(period.during)::timestamptz + interval '9 hours',
    CASE WHEN stood.state = 'published' THEN upper(period.during)::timestamptz + interval '3 days 10 hours' END,
    CASE WHEN stood.state <> 'sent' THEN guide.user_id END,
    CASE WHEN stood.state = 'returned' THEN 'โปรดเล่าเพิ่มว่าชาวบ้านได้ประโยชน์อย่างไร' ELSE '' END, 3
FROM workforce_contract AS contract
JOIN workforce_placement AS placement ON placement.contract_id = contract.id AND NOT placement.is_cancelled
JOIN workforce_post AS post ON post.id = placement.post_id AND post.tambon_id = %(home)s
JOIN workforce_period AS period ON period.university_id = contract.university_id
    AND period.programme_id = contract.programme_id AND period.during && contract.during
    AND placement.during @> (upper(period.during * contract.during) - 1)
    AND upper(period.during) + 4 <= %(today)s
CROSS JOIN LATERAL (SELECT user_id FROM workforce_supervision AS one
    WHERE one.tambon_id = post.tambon_id AND one.role = 'pm' ORDER BY one.is_leading DESC, one.id LIMIT 1) AS guide
CROSS JOIN LATERAL (SELECT CASE WHEN upper(period.during) < %(today)s::date - 32 THEN 'published'
    WHEN contract.id %% 5 = 0 THEN 'returned' WHEN contract.id %% 3 = 0 THEN 'published' ELSE 'sent' END
    AS state) AS stood
JOIN (VALUES {stories}) AS story (place, title, text) ON story.place = (contract.id + period.number) %% 3
WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
    AND contract.state IN ('signed', 'ended', 'resigned') AND (contract.id + period.number) %% 4 = 0
ON CONFLICT DO NOTHING
"""

_VERSIONS = """
INSERT INTO workforce_articleversion (article_id, number, title, text, captions, sent_at)
SELECT article.id, 1, article.title, article.text, '[]', article.sent_at
FROM workforce_article AS article JOIN workforce_contract AS contract ON contract.id = article.contract_id
WHERE contract.university_id = %(university)s AND contract.origin = 'demo'
"""
