"""The data sets we ship, as data; `services/definitions.py` writes them into the catalogue."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from datasets.choices import DataClass, FieldKind, FieldRole, PlaceLevel, UpdateUnit


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a data set, as `DatasetField` stores it."""

    name: str
    kind: str
    label_th: str
    label_en: str
    role: str = FieldRole.VALUE
    unit_th: str = ""
    unit_en: str = ""
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One data set, as `Dataset` stores it, with its columns in order."""

    code: str
    name_th: str
    name_en: str
    about_th: str
    about_en: str
    owner_th: str
    source_th: str
    place_level: str
    fields: tuple[Field, ...] = field(default_factory=tuple)
    default_period: str = ""
    licence: str = ""
    purpose_th: str = ""
    keywords: str = ""
    update_unit: str = UpdateUnit.UNKNOWN
    data_class: str = DataClass.INTERNAL
    excluded_provinces: tuple[str, ...] = ()
    needs_second_person: bool = True
    is_register: bool = False


_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_CODE_TH = ("รหัสตำบล", "รหัส ตำบล", "รหัสตำบล/แขวง", "รหัสแขวง", "รหัสพื้นที่", "tambon_code", "tambon_id", "tambon")
_CODE_EN = ("tumbol_code", "subdistrict_code", "subdistrict_id", "sub_district_code", "ccaatt", "code", "รหัส")
_NAME = ("ตำบล", "ชื่อตำบล", "ตำบล/แขวง", "แขวง", "tambon_name", "subdistrict_name", "subdistrict", "tumbol", "name_th")
_AREAS = (
    Field(
        "amphur_ID", FieldKind.TEXT, "รหัสอำเภอ", "Amphoe code", FieldRole.AREA_CODE,
        aliases=("amphoe_id", "amphoe_code", "amphur_code", "district_code", "district_id", "รหัสอำเภอ/เขต"),
    ),
    Field(
        "amphur_name", FieldKind.TEXT, "อำเภอ", "Amphoe", FieldRole.AREA_NAME,
        aliases=("ชื่ออำเภอ", "อำเภอ/เขต", "เขต", "amphoe_name", "amphoe_th", "amphoe", "amphur", "district_name",
                 "district"),
    ),
    Field(
        "province_ID", FieldKind.TEXT, "รหัสจังหวัด", "Province code", FieldRole.AREA_CODE,
        aliases=("province_code", "changwat_code", "changwat_id"),
    ),
    Field(
        "province_name", FieldKind.TEXT, "จังหวัด", "Province", FieldRole.AREA_NAME,
        aliases=("ชื่อจังหวัด", "province_th", "province", "changwat", "changwat_name"),
    ),
)  # fmt: skip
#: Which village it is, where a file has no code of it.
_MOO = (
    Field(
        "tumbol_name", FieldKind.TEXT, "ตำบล", "Tambon", FieldRole.AREA_NAME,
        aliases=("ชื่อตำบล", "ตำบล/แขวง", "tambon_name", "subdistrict_name", "subdistrict", "tambon"),
    ),
    Field(
        "moo", FieldKind.TEXT, "หมู่ที่", "Moo", FieldRole.AREA_CODE,
        aliases=("หมู่", "ม.", "หมู่ที่ (เลข)", "เลขหมู่", "moo_no", "village_no"),
    ),
)  # fmt: skip
_YEAR = Field(
    "year", FieldKind.WHOLE, "ปี พ.ศ.", "Year", FieldRole.PERIOD,
    aliases=("ปี", "พ.ศ.", "ปีพ.ศ.", "ปีข้อมูล", "ปีที่สำรวจ", "ปีสำรวจ", "period", "data_year", "survey_year"),
)  # fmt: skip
_DIMENSIONS = (
    ("health", "สุขภาพ", "health"),
    ("living", "ความเป็นอยู่", "living standard"),
    ("education", "การศึกษา", "education"),
    ("income", "รายได้", "income"),
    ("accessibility", "การเข้าถึงบริการรัฐ", "access to public services"),
)


def _people(name: str, label_th: str, label_en: str, *aliases: str, is_required: bool = False) -> Field:
    return Field(
        name, FieldKind.WHOLE, label_th, label_en, unit_th="คน", unit_en="people", aliases=aliases,
        is_required=is_required, minimum=_ZERO,
    )  # fmt: skip


def _rate(name: str, label_th: str, label_en: str, *aliases: str) -> Field:
    return Field(
        name, FieldKind.PERCENT, label_th, label_en, unit_th="ร้อยละ", unit_en="per cent", aliases=aliases,
        minimum=_ZERO, maximum=_HUNDRED,
    )  # fmt: skip


def _derived(dimension: str, thai: str, english: str) -> Field:
    return Field(
        f"poor_{dimension}", FieldKind.DERIVED, f"คนจน จปฐ. ด้าน{thai}", f"Poor people in {english}", unit_th="คน",
        unit_en="people", minimum=_ZERO, formula=f"rate(poverty_rate_{dimension}, total_population)",
    )  # fmt: skip


TPMAP_TAMBON = Definition(
    code="tpmap-tambon",
    name_th="ความยากจนหลายมิติรายตำบล (TPMAP)",
    name_en="Poverty in five dimensions by tambon (TPMAP)",
    about_th="จำนวนประชากรที่สำรวจ จปฐ. และสัดส่วนคนจนห้ามิติของแต่ละตำบลหรือเทศบาล",
    about_en="Surveyed population and the share of poor people in five dimensions, by tambon or municipality.",
    owner_th="สำนักงานสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ และศูนย์เทคโนโลยีอิเล็กทรอนิกส์และคอมพิวเตอร์แห่งชาติ",
    source_th="ระบบบริหารจัดการข้อมูลการพัฒนาคนแบบชี้เป้า (TPMAP)",
    purpose_th="ชี้เป้าตำบลและมิติที่มีคนจน เพื่อวางแผนแก้ปัญหาความยากจน",
    keywords="TPMAP, จปฐ., ความยากจนหลายมิติ, ตำบล",
    update_unit=UpdateUnit.YEAR,
    place_level=PlaceLevel.TAMBON,
    fields=(
        Field(
            "tumbol_ID", FieldKind.TEXT, "รหัสตำบล", "Tambon code", FieldRole.PLACE,
            aliases=(*_CODE_TH, *_CODE_EN), is_required=True,
        ),
        Field("tumbol_name", FieldKind.TEXT, "ชื่อตำบล", "Tambon", FieldRole.PLACE_NAME, aliases=_NAME),
        *_AREAS,
        _YEAR,
        _people(
            "total_population", "ประชากรที่สำรวจ จปฐ.", "Surveyed population", "surveyed_population", "population",
            "ประชากร", "จำนวนประชากร", "ประชากรสำรวจ", "ประชากรที่สำรวจ", "จำนวนประชากรที่สำรวจ", "จำนวนคนที่สำรวจ",
            "ประชากรทั้งหมด", is_required=True,
        ),
        *(
            _rate(
                f"poverty_rate_{name}", f"ร้อยละคนจนด้าน{thai}", f"Poverty rate in {english}", f"rate_{name}",
                f"สัดส่วนคนจนด้าน{thai}", f"ร้อยละคนจน ด้าน{thai}", f"อัตราความยากจนด้าน{thai}", f"คนจนด้าน{thai} (%)",
                f"ด้าน{thai} (%)", f"ร้อยละ {thai}",
            )
            for name, thai, english in _DIMENSIONS
        ),
        *(_derived(*dimension) for dimension in _DIMENSIONS),
    ),
)  # fmt: skip

_INDICATORS = (
    "เด็กแรกเกิดมีน้ำหนัก 2,500 กรัมขึ้นไป",
    "เด็กแรกเกิดได้กินนมแม่อย่างเดียวอย่างน้อย 6 เดือนแรกติดต่อกัน",
    "เด็กแรกเกิดถึง 12 ปี ได้รับวัคซีนป้องกันโรคครบตามตารางสร้างเสริมภูมิคุ้มกันโรค",
    "ครัวเรือนกินอาหารถูกสุขลักษณะ ปลอดภัย และได้มาตรฐาน",
    "ครัวเรือนมีการใช้ยาเพื่อบำบัด บรรเทาอาการเจ็บป่วยเบื้องต้นอย่างเหมาะสม",
    "คนอายุ 35 ปีขึ้นไป ได้รับการตรวจสุขภาพประจำปี",
    "คนอายุ 6 ปีขึ้นไป ออกกำลังกายอย่างน้อยสัปดาห์ละ 3 วันๆละ 30 นาที",
    "ครัวเรือนมีความมั่นคงในที่อยู่อาศัย และบ้านมีสภาพคงทนถาวร",
    "ครัวเรือนมีน้ำสะอาดสำหรับดื่มและบริโภคเพียงพอตลอดปี อย่างน้อยคนละ 5 ลิตรต่อวัน",
    "ครัวเรือนมีน้ำใช้เพียงพอตลอดปี อย่างน้อยคนละ 45 ลิตรต่อวัน",
    "ครัวเรือนมีการจัดการบ้านเรือนเป็นระเบียบเรียบร้อย สะอาด และถูกสุขลักษณะ",
    "ครัวเรือนไม่ถูกรบกวนจากมลพิษ",
    "ครัวเรือนมีการป้องกันอุบัติภัยและภัยธรรมชาติอย่างถูกวิธี",
    "ครัวเรือนมีความปลอดภัยในชีวิตและทรัพย์สิน",
    "เด็กอายุ 3-5 ปี ได้รับบริการเลี้ยงดูเตรียมความพร้อมก่อนวัยเรียน",
    "เด็กอายุ 6-14 ปี ได้รับการศึกษาภาคบังคับ 9 ปี",
    "เด็กจบชั้น ม.3 ได้เรียนต่อชั้น ม.4 หรือเทียบเท่า",
    "คนในครัวเรือนที่จบการศึกษาภาคบังคับ 9 ปี ที่ไม่ได้เรียนต่อและยังไม่มีงานทำ ได้รับการฝึกอบรมด้านอาชีพ",
    "คนอายุ 15-59 ปี อ่าน เขียนภาษาไทย และคิดเลขอย่างง่ายได้",
    "คนอายุ 15-59 ปี มีอาชีพและรายได้",
    "คนอายุ 60 ปีขึ้นไป มีอาชีพและรายได้",
    "รายได้เฉลี่ยของคนในครัวเรือนต่อปี",
    "ครัวเรือนมีการเก็บออมเงิน",
    "คนในครัวเรือนไม่ดื่มสุรา",
    "คนในครัวเรือนไม่สูบบุหรี่",
    "คนอายุ 6 ปีขึ้นไป ปฏิบัติกิจกรรมทางศาสนาอย่างน้อยสัปดาห์ละ 1 ครั้ง",
    "ผู้สูงอายุ ได้รับการดูแลจากครอบครัว ชุมชน ภาครัฐ หรือภาคเอกชน",
    "ผู้พิการ ได้รับการดูแลจากครอบครัว ชุมชน ภาครัฐ หรือภาคเอกชน",
    "ผู้ป่วยเรื้อรัง ได้รับการดูแลจากครอบครัว ชุมชน ภาครัฐ หรือภาคเอกชน",
    "ครัวเรือนมีส่วนร่วมทำกิจกรรมสาธารณะเพื่อประโยชน์ของชุมชน หรือท้องถิ่น",
    "ครอบครัวมีความอบอุ่น",
)

TPMAP_VILLAGE = Definition(
    code="tpmap-village",
    name_th="คนจนเป้าหมายรายหมู่บ้าน (TPMAP)",
    name_en="Targeted poor people by village (TPMAP)",
    about_th="จำนวนคนจน จปฐ. และคนจนเป้าหมายของแต่ละหมู่บ้าน แยกตามมิติและตัวชี้วัด จปฐ. 31 ตัว",
    about_en="Poor and targeted people of each village, by dimension and by the 31 basic-needs indicators.",
    owner_th=TPMAP_TAMBON.owner_th,
    source_th=TPMAP_TAMBON.source_th,
    purpose_th="ชี้เป้าหมู่บ้านที่มีคนจนเป้าหมาย เพื่อช่วยเหลือให้ตรงมิติ",
    keywords="TPMAP, จปฐ., คนจนเป้าหมาย, หมู่บ้าน",
    update_unit=UpdateUnit.YEAR,
    place_level=PlaceLevel.VILLAGE,
    fields=(
        Field(
            "village_ID", FieldKind.TEXT, "รหัสหมู่บ้าน", "Village code", FieldRole.PLACE,
            aliases=("village_code", "villageid", "รหัสหมู่บ้าน/ชุมชน", "moo_code"), is_required=True,
        ),
        Field(
            "village_name", FieldKind.TEXT, "ชื่อหมู่บ้าน", "Village", FieldRole.PLACE_NAME,
            aliases=("หมู่บ้าน", "ชื่อหมู่บ้าน/ชุมชน", "village"),
        ),
        *_MOO,
        *_AREAS,
        _YEAR,
        Field(
            "poor.household.CNT", FieldKind.WHOLE, "จำนวนครัวเรือน (จปฐ.) ที่จน", "Poor households", unit_th="ครัวเรือน",
            unit_en="households", minimum=_ZERO,
        ),
        _people("poor.JPT.CNT", "จำนวนคน (จปฐ.) ที่จน", "Poor people"),
        _people(
            "poor.JPT.MOFreg.CNT", "จำนวนคนจน (จปฐ.) ที่ลงทะเบียนสวัสดิการแห่งรัฐ ปี 2560",
            "Poor people registered for state welfare in 2560",
        ),
        _people("poor.JPT.MOFval.CNT", "จำนวนคนจนเป้าหมาย", "Targeted poor people"),
        *(
            _people(f"poor.JPT.MOFval.{name}", f"จำนวนคนจนเป้าหมายด้าน{thai}", f"Targeted poor people in {english}")
            for name, thai, english in _DIMENSIONS
        ),
        _rate("JPT.MOFval.pov.rate", "สัดส่วนคนจนเป้าหมาย", "Share of targeted poor people"),
        *(
            _people(f"poor.JPT.MOFval.ind{number}.CNT", label, f"Targeted poor, basic-needs indicator {number}")
            for number, label in enumerate(_INDICATORS, start=1)
        ),
    ),
)  # fmt: skip

DOPA_POPULATION = Definition(
    code="dopa-population",
    name_th="ประชากรตามทะเบียนราษฎรรายตำบล",
    name_en="Registered population by tambon",
    about_th="จำนวนประชากรและบ้านตามทะเบียนราษฎรของแต่ละตำบลหรือแขวง ณ สิ้นปี",
    about_en="People and houses in the civil register, by tambon, at the end of the year.",
    owner_th="กรมการปกครอง กระทรวงมหาดไทย",
    source_th="สถิติประชากรทางการทะเบียนราษฎร",
    purpose_th="ใช้เป็นฐานเทียบจำนวนคนและบ้านของแต่ละตำบล",
    keywords="ประชากร, ทะเบียนราษฎร, บ้าน, ตำบล",
    update_unit=UpdateUnit.YEAR,
    place_level=PlaceLevel.TAMBON,
    data_class=DataClass.PUBLIC,
    default_period="2564",
    fields=(
        Field(
            "tambon_code", FieldKind.TEXT, "รหัสตำบล", "Tambon code", FieldRole.PLACE,
            aliases=(*_CODE_TH, *_CODE_EN, "tumbol_id"), is_required=True,
        ),
        Field("name_th", FieldKind.TEXT, "ชื่อตำบล", "Tambon", FieldRole.PLACE_NAME, aliases=(*_NAME, "tumbol_name")),
        Field("name_en", FieldKind.TEXT, "ชื่อภาษาอังกฤษ", "English name", FieldRole.IGNORED),
        *_AREAS,
        _YEAR,
        _people(
            "total", "ประชากรรวม", "Registered population", "population", "total_population", "จำนวนประชากร", "ประชากร",
            "ประชากรทั้งหมด", "รวม", is_required=True,
        ),
        _people("male", "ชาย", "Men", "ประชากรชาย", "จำนวนชาย"),
        _people("female", "หญิง", "Women", "ประชากรหญิง", "จำนวนหญิง"),
        Field(
            "households", FieldKind.WHOLE, "บ้าน", "Houses", unit_th="หลัง", unit_en="houses", minimum=_ZERO,
            aliases=("houses", "จำนวนบ้าน", "ครัวเรือน", "จำนวนครัวเรือน"),
        ),
        _people("municipal_total", "ประชากรในเขตเทศบาล", "Population inside municipalities"),
        _people("nonmunicipal_total", "ประชากรนอกเขตเทศบาล", "Population outside municipalities"),
    ),
)  # fmt: skip

VILLAGES = Definition(
    code="villages",
    name_th="ทะเบียนหมู่บ้านและชุมชน",
    name_en="Register of villages and urban communities",
    about_th="ชื่อหมู่บ้าน (รหัส 8 หลัก) และชุมชนของเมืองที่ไม่มีหมู่ พร้อมจำนวนครัวเรือนและประชากร ชื่อในแฟ้มเป็นชื่อของพื้นที่",
    about_en=(
        "Names of villages (8 digits) and of the communities of towns that have no moo, with households and people; "
        "what the file calls a place is its name from then on."
    ),
    owner_th="กรมการปกครอง และองค์กรปกครองส่วนท้องถิ่น",
    source_th="ทะเบียนหมู่บ้านของอำเภอ และทะเบียนชุมชนของเทศบาล",
    purpose_th="ให้ทุกแบบสำรวจอ้างหมู่บ้านและชุมชนด้วยรหัสเดียวกัน",
    keywords="หมู่บ้าน, ชุมชน, รหัสพื้นที่, ครัวเรือน",
    update_unit=UpdateUnit.YEAR,
    place_level=PlaceLevel.VILLAGE,
    needs_second_person=False,
    is_register=True,
    fields=(
        Field(
            "village_ID", FieldKind.TEXT, "รหัสหมู่บ้านหรือชุมชน", "Code of the village or community", FieldRole.PLACE,
            aliases=("village_code", "villageid", "รหัสหมู่บ้าน", "รหัสชุมชน", "รหัสหมู่บ้าน/ชุมชน", "moo_code", "code", "รหัส"),
            is_required=True,
        ),
        Field(
            "village_name", FieldKind.TEXT, "ชื่อหมู่บ้านหรือชุมชน", "Village or community", FieldRole.PLACE_NAME,
            aliases=("หมู่บ้าน", "ชุมชน", "ชื่อหมู่บ้าน", "ชื่อชุมชน", "ชื่อหมู่บ้าน/ชุมชน", "village", "name_th", "ชื่อ"),
            is_required=True,
        ),
        *_MOO,
        *_AREAS,
        _YEAR,
        Field(
            "households", FieldKind.WHOLE, "ครัวเรือน", "Households", unit_th="ครัวเรือน", unit_en="households",
            minimum=_ZERO, aliases=("จำนวนครัวเรือน", "หลังคาเรือน", "บ้าน", "จำนวนบ้าน"),
        ),
        _people("population", "ประชากร", "People", "จำนวนประชากร", "ประชากรรวม", "รวม"),
    ),
)  # fmt: skip


def standard_fields(*, is_village: bool) -> list[dict[str, Any]]:
    """Return the columns with which a data set that people define begins: place, areas above it, period."""
    shipped = VILLAGES if is_village else DOPA_POPULATION
    roles = {FieldRole.PLACE, FieldRole.PLACE_NAME, FieldRole.AREA_CODE, FieldRole.AREA_NAME, FieldRole.PERIOD}
    # Only a register asks each file for the names of its places.
    return [
        asdict(field) | {"aliases": list(field.aliases), "is_required": field.role == FieldRole.PLACE}
        for field in shipped.fields
        if field.role in roles
    ]


DEFINITIONS = (TPMAP_TAMBON, TPMAP_VILLAGE, DOPA_POPULATION, VILLAGES)
