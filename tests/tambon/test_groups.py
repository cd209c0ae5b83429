"""Groups of provinces as data: who may amend them, what cannot be, and that figures are counted anew."""

import pytest
from django.core.exceptions import PermissionDenied

from tambon.choices import AreaKind
from tambon.models import Area
from tambon.selectors import gazetteer
from tambon.selectors.groups import GROUPS
from tambon.services import geography, groups
from tests.factories import tambon as make
from u2t.core.models import AuditEvent, Mark

pytestmark = pytest.mark.django_db

#: The clusters of the announcement of 2560, written down by the names of their provinces, apart from our own codes.
ANNOUNCED = {
    "ภาคกลางปริมณฑล": "นครปฐม นนทบุรี ปทุมธานี สมุทรปราการ",
    "ภาคกลางตอนบน": "ชัยนาท พระนครศรีอยุธยา ลพบุรี สระบุรี สิงห์บุรี อ่างทอง",
    "ภาคกลางตอนล่าง 1": "กาญจนบุรี ราชบุรี สุพรรณบุรี",
    "ภาคกลางตอนล่าง 2": "ประจวบคีรีขันธ์ เพชรบุรี สมุทรสงคราม สมุทรสาคร",
    "ภาคใต้ฝั่งอ่าวไทย": "ชุมพร นครศรีธรรมราช พัทลุง สงขลา สุราษฎร์ธานี",
    "ภาคใต้ฝั่งอันดามัน": "กระบี่ ตรัง พังงา ภูเก็ต ระนอง สตูล",
    "ภาคใต้ชายแดน": "นราธิวาส ปัตตานี ยะลา",
    "ภาคตะวันออก 1": "ฉะเชิงเทรา ชลบุรี ระยอง",
    "ภาคตะวันออก 2": "จันทบุรี ตราด นครนายก ปราจีนบุรี สระแก้ว",
    "ภาคตะวันออกเฉียงเหนือตอนบน 1": "บึงกาฬ เลย หนองคาย หนองบัวลำภู อุดรธานี",
    "ภาคตะวันออกเฉียงเหนือตอนบน 2": "นครพนม มุกดาหาร สกลนคร",
    "ภาคตะวันออกเฉียงเหนือตอนกลาง": "กาฬสินธุ์ ขอนแก่น มหาสารคาม ร้อยเอ็ด",
    "ภาคตะวันออกเฉียงเหนือตอนล่าง 1": "ชัยภูมิ นครราชสีมา บุรีรัมย์ สุรินทร์",
    "ภาคตะวันออกเฉียงเหนือตอนล่าง 2": "ยโสธร ศรีสะเกษ อำนาจเจริญ อุบลราชธานี",
    "ภาคเหนือตอนบน 1": "เชียงใหม่ แม่ฮ่องสอน ลำปาง ลำพูน",
    "ภาคเหนือตอนบน 2": "เชียงราย น่าน พะเยา แพร่",
    "ภาคเหนือตอนล่าง 1": "ตาก พิษณุโลก เพชรบูรณ์ สุโขทัย อุตรดิตถ์",
    "ภาคเหนือตอนล่าง 2": "กำแพงเพชร นครสวรรค์ พิจิตร อุทัยธานี",
}
SOURCE = "ประกาศ ก.น.จ. ลงวันที่ 1 มกราคม 2564"


@pytest.fixture
def cluster(nation):
    return make.region("cluster-a", name="กลุ่มหนึ่ง")


def amend(by, group, provinces=("63", "50"), source=SOURCE):
    return groups.amend(by=by, group=group, provinces=provinces, source=source)


def members(group):
    return set(group.members.values_list("code", flat=True))


def test_the_clusters_are_those_announced_and_each_province_is_in_one():
    named = {
        place.code: place.name_th
        for place in gazetteer.places()
        if len(place.code) == len("10") and place.code == place.today
    }
    ours = {
        group.name_th.removeprefix("กลุ่มจังหวัด"): {named[code] for code in group.provinces}
        for group in GROUPS
        if group.kind == AreaKind.CLUSTER
    }
    listed = [name for group in GROUPS if group.kind == AreaKind.CLUSTER for name in group.provinces]

    assert ours == {name: set(provinces.split()) for name, provinces in ANNOUNCED.items()}
    assert (len(ours), len(listed), len(set(listed))) == (18, 76, 76)
    assert set(named) - set(listed) == {"10"}


def test_an_administrator_amends_and_the_figures_are_marked(admin, cluster):
    amend(admin, cluster)

    assert members(cluster) == {"50", "63"}
    assert list(Mark.objects.values_list("source", "place")) == [("area:cluster-a", "cluster-a")]
    event = AuditEvent.objects.get(action="group.amended")
    assert event.changes == {"members": ["63", "50 63"], "source": ["", SOURCE]}


def test_a_better_source_alone_marks_nothing(admin, cluster):
    amend(admin, cluster, ["63"])

    assert not Mark.objects.exists()
    assert Area.objects.get(pk="cluster-a").source == SOURCE


@pytest.mark.parametrize(
    ("provinces", "source"), [(["99"], SOURCE), (["6301"], SOURCE), ([], SOURCE), (["63", "50"], " ")]
)
def test_what_cannot_be(admin, cluster, provinces, source):
    with pytest.raises(groups.GroupInputError):
        amend(admin, cluster, provinces, source)

    assert members(cluster) == {"63"}


def test_a_province_is_in_one_group_of_a_kind(admin, cluster):
    make.region("cluster-b", ["50"], "กลุ่มสอง")
    make.region("six-a", ["50"])

    with pytest.raises(groups.GroupInputError, match="กลุ่มสอง"):
        amend(admin, cluster)
    amend(admin, cluster, ["63"])
    with pytest.raises(groups.GroupInputError):
        amend(admin, cluster, ["63"])


def test_a_province_has_no_members(admin, nation):
    with pytest.raises(groups.GroupError):
        amend(admin, make.area("63"))


@pytest.mark.parametrize("role", ["ministry", "steward", "officer", "staff"])
def test_who_may_not(request, role, cluster):
    with pytest.raises(PermissionDenied):
        amend(request.getfixturevalue(role), cluster)


def test_loading_leaves_an_amended_group_alone(admin, db):
    make.area("TH", level="nation")
    for code in {province for group in geography.GROUPS for province in group.provinces}:
        make.area(code)
    for group in geography.GROUPS:
        make.area(group.code, kind=group.kind)
    geography._join_groups()
    group = Area.objects.get(pk="cluster-nl1")
    amend(admin, group, members(group) - {"67"})

    geography._name_sources()
    assert geography._join_groups() == set()

    assert "67" not in members(group)
    assert Area.objects.get(pk="cluster-nl1").source == SOURCE
    assert "ก.น.จ." in Area.objects.get(pk="cluster-nl2").source


@pytest.mark.integration
def test_by_page_and_api(client, admin, officer, cluster):
    client.force_login(officer)
    shown = client.get("/tambon/groups/cluster-a/").content.decode()
    assert "ความรู้ทั่วไป" in shown
    assert 'type="checkbox"' not in shown
    assert client.put("/api/v1/areas/cluster-a/members/", {"provinces": ["63"], "source": SOURCE},
                      content_type="application/json").status_code == 403  # fmt: skip

    client.force_login(admin)
    assert client.post("/tambon/groups/cluster-a/", {"provinces": ["63"], "source": ""}).status_code == 422
    assert client.post("/tambon/groups/cluster-a/", {"provinces": ["63", "50"], "source": SOURCE}).status_code == 302
    assert SOURCE in client.get("/tambon/groups/cluster-a/").content.decode()
    answer = client.put(
        "/api/v1/areas/cluster-a/members/", {"provinces": ["63"], "source": SOURCE}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["members"], answer.json()["source"]) == (200, ["63"], SOURCE)
