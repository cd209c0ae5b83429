"""Groups of provinces: six geographic regions, four administrative ones, the clusters of the Ministry of Interior."""

from dataclasses import dataclass

from tambon.choices import AreaKind


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of provinces."""

    code: str
    kind: AreaKind
    name_th: str
    name_en: str
    provinces: tuple[str, ...]


def _six(code: str, name_th: str, name_en: str, provinces: str) -> Group:
    return Group(f"six-{code}", AreaKind.SIX, name_th, name_en, tuple(provinces.split()))


def _four(code: str, name_th: str, name_en: str, provinces: str) -> Group:
    return Group(f"four-{code}", AreaKind.FOUR, name_th, name_en, tuple(provinces.split()))


def _cluster(code: str, name_th: str, name_en: str, provinces: str) -> Group:
    names = f"กลุ่มจังหวัด{name_th}", f"{name_en} provincial cluster"
    return Group(f"cluster-{code}", AreaKind.CLUSTER, *names, tuple(provinces.split()))


_NORTH_EAST = "30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49"
_SOUTH = "80 81 82 83 84 85 86 90 91 92 93 94 95 96"

#: Whence each kind of groups is known, as the page of a group shows it. The clusters are those of the announcement of
#: the committee on integrated provincial administration (ก.น.จ.) that the Royal Gazette published on 17 November 2560,
#: as newspapers gave it; its own text was not at hand. On the page of a group an administrator amends members and
#: source, and a later load of the geography leaves that alone.
SOURCES = {
    AreaKind.SIX: "คณะกรรมการภูมิศาสตร์แห่งชาติ สำนักงานคณะกรรมการวิจัยแห่งชาติ พ.ศ. 2520",
    AreaKind.FOUR: "กระทรวงมหาดไทย",
    AreaKind.CLUSTER: "ประกาศ ก.น.จ. เรื่อง การจัดตั้งกลุ่มจังหวัด (ราชกิจจานุเบกษา 17 พ.ย. 2560) "
    "ตามที่สื่อเผยแพร่ ยังไม่ได้เทียบกับตัวประกาศ",
}

#: Six regions: Office of the Royal Society and National Research Council (2520). Four: Ministry of Interior.
#: Clusters: announcement of the committee for integrated provincial administration, 2560; Bangkok is in none.
GROUPS: tuple[Group, ...] = (
    _six("north", "ภาคเหนือ", "North", "50 51 52 53 54 55 56 57 58"),
    _six("northeast", "ภาคตะวันออกเฉียงเหนือ", "Northeast", _NORTH_EAST),
    _six("central", "ภาคกลาง", "Central", "10 11 12 13 14 15 16 17 18 19 26 60 62 61 64 65 66 67 72 73 74 75"),
    _six("east", "ภาคตะวันออก", "East", "20 21 22 23 24 25 27"),
    _six("west", "ภาคตะวันตก", "West", "63 70 71 76 77"),
    _six("south", "ภาคใต้", "South", _SOUTH),
    _four("north", "ภาคเหนือ", "North", "50 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 67"),
    _four("northeast", "ภาคตะวันออกเฉียงเหนือ", "Northeast", _NORTH_EAST),
    _four(
        "central",
        "ภาคกลาง",
        "Central",
        "10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 70 71 72 73 74 75 76 77",
    ),
    _four("south", "ภาคใต้", "South", _SOUTH),
    _cluster("metro", "ภาคกลางปริมณฑล", "Bangkok vicinity", "11 12 13 73"),
    _cluster("cu", "ภาคกลางตอนบน", "Upper Central", "14 15 16 17 18 19"),
    _cluster("cl1", "ภาคกลางตอนล่าง 1", "Lower Central 1", "70 71 72"),
    _cluster("cl2", "ภาคกลางตอนล่าง 2", "Lower Central 2", "74 75 76 77"),
    _cluster("sg", "ภาคใต้ฝั่งอ่าวไทย", "Southern Gulf Coast", "80 84 86 90 93"),
    _cluster("sa", "ภาคใต้ฝั่งอันดามัน", "Southern Andaman Coast", "81 82 83 85 91 92"),
    _cluster("sb", "ภาคใต้ชายแดน", "Southern Border", "94 95 96"),
    _cluster("e1", "ภาคตะวันออก 1", "Eastern 1", "20 21 24"),
    _cluster("e2", "ภาคตะวันออก 2", "Eastern 2", "22 23 25 26 27"),
    _cluster("neu1", "ภาคตะวันออกเฉียงเหนือตอนบน 1", "Upper Northeastern 1", "38 39 41 42 43"),
    _cluster("neu2", "ภาคตะวันออกเฉียงเหนือตอนบน 2", "Upper Northeastern 2", "47 48 49"),
    _cluster("nem", "ภาคตะวันออกเฉียงเหนือตอนกลาง", "Middle Northeastern", "40 44 45 46"),
    _cluster("nel1", "ภาคตะวันออกเฉียงเหนือตอนล่าง 1", "Lower Northeastern 1", "30 31 32 36"),
    _cluster("nel2", "ภาคตะวันออกเฉียงเหนือตอนล่าง 2", "Lower Northeastern 2", "33 34 35 37"),
    _cluster("nu1", "ภาคเหนือตอนบน 1", "Upper Northern 1", "50 51 52 58"),
    _cluster("nu2", "ภาคเหนือตอนบน 2", "Upper Northern 2", "54 55 56 57"),
    _cluster("nl1", "ภาคเหนือตอนล่าง 1", "Lower Northern 1", "53 63 64 65 67"),
    _cluster("nl2", "ภาคเหนือตอนล่าง 2", "Lower Northern 2", "60 61 62 66"),
)
