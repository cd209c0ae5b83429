"""The privacy notice says what is true: everybody who sees a person, and everything that is asked."""

import pytest

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.access import ACCESS
from u2t.core.access import SIGNED_IN
from workforce import notices
from workforce.models import Person
from workforce.permissions import Can

pytestmark = pytest.mark.django_db
#: What the notice calls each role that may see people.
CALLED = {
    "staff": "เจ้าหน้าที่ของมหาวิทยาลัยนี้", "auditor": "ผู้ตรวจสอบ", "admin": "ผู้ดูแลระบบ", "pm": "อาจารย์ที่ปรึกษา (PM)",
    "am": "ผู้จัดการพื้นที่ (AM)", "agency": "หน่วยงานที่ท่านปฏิบัติงาน", "regional": "เครือข่าย", "province": "จังหวัด",
    "ministry": "กระทรวง",
}  # fmt: skip
#: What the notice calls what is kept of a person; what the system makes of it for itself is left out.
KEPT = {
    "national_id": "เลขประจำตัวประชาชน", "rank": "ชื่อ", "title": "ชื่อ", "first_name": "ชื่อ", "last_name": "ชื่อ",
    "sex": "เพศ", "born_on": "วันเกิด", "birth_precision": "วันเกิด", "telephone": "โทรศัพท์", "email": "อีเมล",
    "domicile": "ตำบลตามทะเบียนบ้าน", "registered_address": "ที่อยู่", "current_address": "ที่อยู่ปัจจุบัน",
}  # fmt: skip
MADE = {"national_id_digest", "sort_key", "search_key"}


@pytest.fixture
def sections(open_round):
    return [" ".join(section.lines) for section in notices.notice_for(open_round)]


def test_everybody_who_may_see_people_is_named(sections):
    roles = set().union(*(rule.roles for rule in ACCESS if rule.permission == Can.VIEW_PERSON)) - {SIGNED_IN}

    assert roles == set(CALLED)
    (who,) = [text for text in sections if "ผู้ตรวจสอบ" in text]
    assert [role for role, name in CALLED.items() if name not in who] == []
    assert "ธนาคาร" in who
    assert "กรมสรรพากร" in who


def test_of_those_not_hired_only_who_is_named_for_them_sees_anything(sent):
    hired = work.contract(on=work.post(make.area("630111"))).person
    kpru = make.university("kpru")
    kpru.network = make.network("upper-north")
    kpru.save()
    places = {"province": {"area": make.area("63")}, "regional": {"network": kpru.network}}
    places |= {"ministry": {"area": make.area("TH")}, "staff": {"university": kpru}}
    seen = {}
    for role, place in places.items():
        user = make.user()
        make.membership(user, role, **place)
        seen[role] = set(Person.objects.visible_to(user, to=Can.VIEW_PERSON))

    both = {hired, sent.person}
    assert seen == {"province": {hired}, "regional": {hired}, "ministry": both, "staff": both}


def test_everything_that_is_kept_of_a_person_is_named(sections):
    assert set(KEPT) | MADE == Person.Privacy.personal
    (what,) = [text for text in sections if "สำเนาเอกสาร" in text]
    assert [field for field, name in KEPT.items() if name not in what] == []
    for name in ("ชื่อเดิม", "งานอื่นที่รัฐจ่าย", "บัญชีธนาคาร", "พิกัด"):
        assert name in what
