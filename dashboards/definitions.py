"""The indicators the platform brings; `indicators.sync` stores them, staff may add others."""

from dataclasses import dataclass, field
from decimal import Decimal

from dashboards.choices import Direction, Measure, OverPlace, OverTime

#: TPMAP does not survey Bangkok.
WITHOUT_BANGKOK = ("10",)

#: The five dimensions of TPMAP, in the order officials name them.
DIMENSIONS = {
    "health": ("ด้านสุขภาพ", "health"),
    "living": ("ด้านความเป็นอยู่", "living conditions"),
    "education": ("ด้านการศึกษา", "education"),
    "income": ("ด้านรายได้", "income"),
    "accessibility": ("ด้านการเข้าถึงบริการรัฐ", "access to public services"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator as data; the names are those of the model's fields."""

    code: str
    name_th: str
    name_en: str
    dataset: str
    numerator: str
    unit_th: str = "คน"
    unit_en: str = "people"
    about_th: str = ""
    about_en: str = ""
    measure: Measure = Measure.PARTS
    frequency: str = "year"
    numerator_over_time: OverTime = OverTime.LAST
    denominator_dataset: str = ""
    denominator: str = ""
    denominator_over_time: OverTime = OverTime.LAST
    over_place: OverPlace = OverPlace.SUM
    scale: Decimal = Decimal(1)
    decimals: int = 0
    direction: Direction = Direction.NEUTRAL
    class_limits: tuple[float, ...] = field(default=())
    excluded_provinces: tuple[str, ...] = field(default=())
    rate: str = ""


def _rate(code: str, name_th: str, name_en: str) -> Definition:
    return Definition(
        code=f"tpmap.rate.{code}",
        name_th=f"อัตราคนจน จปฐ. {name_th}",
        name_en=f"Poverty rate (basic needs survey), {name_en}",
        about_th="คนจน จปฐ. ต่อประชากรที่สำรวจ ไม่รวม กทม.",
        about_en="Poor people per surveyed population; without Bangkok.",
        unit_th="ร้อยละ",
        unit_en="per cent",
        dataset="tpmap-tambon",
        numerator=f"poor_{code}",
        denominator="total_population",
        over_place=OverPlace.RATIO,
        scale=Decimal(100),
        decimals=1,
        direction=Direction.BURDEN,
        class_limits=(1, 2.5, 5, 8, 12),
        excluded_provinces=WITHOUT_BANGKOK,
    )


def _poor(code: str, name_th: str, name_en: str) -> Definition:
    return Definition(
        code=f"tpmap.poor.{code}",
        name_th=f"คนจน จปฐ. {name_th}",
        name_en=f"Poor people (basic needs survey), {name_en}",
        about_th="คนหนึ่งอาจจนได้หลายด้าน จึงไม่นำแต่ละด้านมารวมกัน ไม่รวม กทม.",
        about_en="One person may be poor in several dimensions: they are never added. Without Bangkok.",
        dataset="tpmap-tambon",
        numerator=f"poor_{code}",
        direction=Direction.BURDEN,
        class_limits=(50, 200, 500, 1000, 3000),
        excluded_provinces=WITHOUT_BANGKOK,
        rate=f"tpmap.rate.{code}",
    )


def _target(code: str, name_th: str, name_en: str, numerator: str) -> Definition:
    return Definition(
        code=f"tpmap.target.{code}",
        name_th=f"คนจนเป้าหมาย{name_th}",
        name_en=f"Target poor people{name_en}",
        about_th="คนจน จปฐ. ที่ลงทะเบียนสวัสดิการแห่งรัฐและผ่านการตรวจสอบแล้ว ไม่รวม กทม.",
        about_en="Poor people verified in the state welfare register; without Bangkok.",
        dataset="tpmap-village",
        numerator=numerator,
        direction=Direction.BURDEN,
        class_limits=(20, 100, 250, 500, 1500),
        excluded_provinces=WITHOUT_BANGKOK,
    )


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        code="population.registered",
        name_th="ประชากรตามทะเบียนราษฎร",
        name_en="Registered population",
        about_th="กรมการปกครอง",
        about_en="Department of Provincial Administration",
        dataset="dopa-population",
        numerator="total",
        class_limits=(2000, 5000, 10000, 50000, 200000),
    ),
    Definition(
        code="population.surveyed",
        name_th="ประชากรที่สำรวจ จปฐ.",
        name_en="Surveyed population (basic needs survey)",
        about_th="ประชากรที่สำรวจในพื้นที่ที่รายงาน มิใช่ประชากรทั้งหมด ไม่รวม กทม.",
        about_en="The population surveyed where surveys were reported, not the whole population; without Bangkok.",
        dataset="tpmap-tambon",
        numerator="total_population",
        class_limits=(1000, 3000, 6000, 30000, 100000),
        excluded_provinces=WITHOUT_BANGKOK,
    ),
    *(_rate(code, *names) for code, names in DIMENSIONS.items()),
    *(_poor(code, *names) for code, names in DIMENSIONS.items()),
    _target("people", "", "", "poor.JPT.MOFval.CNT"),
    *(
        _target(code, f" {name_th}", f", {name_en}", f"poor.JPT.MOFval.{code}")
        for code, (name_th, name_en) in DIMENSIONS.items()
    ),
)
