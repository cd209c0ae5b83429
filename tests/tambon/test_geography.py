"""Areas as the packages know them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tambon.choices import AreaKind, Level
from tambon.models import Area
from tambon.selectors import gazetteer
from tambon.selectors.groups import GROUPS
from tambon.services import geography
from tambon.system import system_user
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    return geography.load(by=system_user())


def test_load_brings_every_area_once(loaded):
    counts = {level: Area.objects.current().filter(level=level).count() for level in Level}

    assert counts == {
        "nation": 1,
        "region": 28,
        "province": 77,
        "amphoe": 928,
        "tambon": 7436,
        "municipality": 0,
        "village": 0,
    }
    assert Area.objects.filter(abolished_on__isnull=False).count() == 1583
    assert loaded == geography.Loaded(created=10053, changed=0, same=0)
    assert AuditEvent.objects.filter(action="geography.loaded").count() == 1


def test_load_again_changes_nothing_but_what_differs(loaded):
    Area.objects.filter(code="630111").update(name_th="ผิด", latitude=None)
    area = Area.objects.create(
        code="63011101", level="village", name_th="บ้านทดสอบ", sort_key="1", search_key="1", parent_id="630111"
    )

    again = geography.load(by=system_user())

    assert again == geography.Loaded(created=0, changed=1, same=10052)
    assert Area.objects.get(code="630111").name_th == "แม่ท้อ"
    assert Area.objects.filter(pk=area.pk).exists()


def test_abolished_codes_know_their_one_successor(loaded):
    today = dict(Area.objects.filter(abolished_on__isnull=False).values_list("code", "today"))
    moved = Area.objects.get(code="530306")

    assert today["530306"] == "530407"
    assert today["104701"] is None
    assert moved.parent_id == "5303"
    assert moved.abolished_on == date(2015, 3, 11)
    assert moved.name_th == "ท่าแฝก"


def test_present_areas_are_their_own_today_and_bangkok_has_khwaeng(loaded):
    khwaeng = Area.objects.get(code="100101")
    tambon = Area.objects.get(code="630111")

    assert khwaeng.kind == AreaKind.KHWAENG
    assert Area.objects.get(code="1001").kind == AreaKind.KHWAENG
    assert Area.objects.get(code="10").kind == AreaKind.NONE
    assert (tambon.today_id, tambon.parent_id, tambon.kind, tambon.postcode) == ("630111", "6301", "", "63000")
    assert tambon.search_key == "แม่ท้อ mae tho"
    assert tambon.latitude is not None


def test_chains_of_successors_are_followed_and_a_lost_branch_is_unknown():
    chain = {"1": ("2",), "2": ("9",), "3": ("2", "9"), "4": ("5",), "5": (), "6": ("7",), "7": ("6",), "8": ("9", "5")}

    assert gazetteer._ends("1", chain, frozenset()) == {"9"}
    assert gazetteer._ends("3", chain, frozenset()) == {"9"}
    assert gazetteer._ends("4", chain, frozenset()) == {None}
    assert gazetteer._ends("6", chain, frozenset()) == {None}
    assert gazetteer._ends("8", chain, frozenset()) == {"9", None}


def test_groups_cover_the_provinces(loaded):
    provinces = set(Area.objects.current().filter(level="province").values_list("code", flat=True))
    by_kind = {kind: [g for g in GROUPS if g.kind == kind] for kind in ("six", "four", "cluster")}

    assert [len(g.provinces) for g in by_kind["six"]] == [9, 20, 22, 7, 5, 14]
    assert [len(g.provinces) for g in by_kind["four"]] == [17, 20, 26, 14]
    assert len(by_kind["cluster"]) == 18
    for kind, groups in by_kind.items():
        listed = [code for group in groups for code in group.provinces]
        assert len(listed) == len(set(listed))
        assert set(listed) == (provinces - {"10"} if kind == "cluster" else provinces)
    assert set(Area.objects.get(code="cluster-nl1").members.values_list("code", flat=True)) == {
        "53",
        "63",
        "64",
        "65",
        "67",
    }


def test_a_province_that_left_a_group_is_taken_out(loaded):
    Area.objects.get(code="six-west").members.add("10")

    geography.load(by=system_user())

    assert Area.objects.get(code="six-west").members.count() == 5


def test_load_is_for_those_who_may(ministry):
    with pytest.raises(PermissionDenied):
        geography.load(by=ministry)
