"""The end of the work in the home tambon, in progress: some have handed back what was lent to them."""

from dashboards.demonstration.allotment import HOME
from dashboards.rolling.sql import run
from u2t.core import clock


def make(university: str) -> None:
    """Let every second person of the home tambon have handed the equipment back, and some the rest."""
    values = {"university": university, "home": HOME, "now": clock.now()}
    run(_CLOSINGS, values)
    run(_TICKS, values)


_CLOSINGS = """
INSERT INTO workforce_closing (contract_id, shows_name, version)
SELECT DISTINCT contract.id, contract.id %% 4 = 0, 1 FROM workforce_contract AS contract
JOIN workforce_placement AS placement ON placement.contract_id = contract.id AND NOT placement.is_cancelled
JOIN workforce_post AS post ON post.id = placement.post_id AND post.tambon_id = %(home)s
WHERE contract.university_id = %(university)s AND contract.origin = 'demo' AND contract.id %% 2 = 0
    AND contract.state IN ('signed', 'ended', 'resigned')
ON CONFLICT DO NOTHING
"""

_TICKS = """
INSERT INTO workforce_closingtick (closing_id, kind, text, condition, evidence, by_id, at)
SELECT closing.id, said.kind, said.text, said.condition, said.evidence, guide.user_id, %(now)s
FROM workforce_closing AS closing JOIN workforce_contract AS contract ON contract.id = closing.contract_id
    AND contract.university_id = %(university)s AND contract.origin = 'demo'
CROSS JOIN LATERAL (SELECT user_id FROM workforce_supervision AS one
    WHERE one.tambon_id = %(home)s AND one.role = 'pm' ORDER BY one.is_leading DESC, one.id LIMIT 1) AS guide
JOIN (VALUES
    (0, 'equipment', 'แท็บเล็ต 1 เครื่อง', 'good', 'ใบรับคืนครุภัณฑ์ของคณะ'),
    (1, 'work', 'บัญชีผู้ใช้งานและแฟ้มข้อมูลของตำบล', 'good', 'บันทึกส่งมอบต่ออาจารย์ที่ปรึกษา'),
    (2, 'balance', 'ไม่มีเงินยืมคงค้าง', 'nothing', 'ทะเบียนเงินยืมของคณะ')
) AS said (place, kind, text, condition, evidence) ON said.place = 0 OR contract.id %% 3 = 0
"""
