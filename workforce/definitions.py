"""What is known of the programmes' rules and lists of work; `terms.sync` stores it, staff may go on from there.

Quotas and the period are public; the wages of each type follow from the budget (an average of 11,000 baht a month
over 20 posts) and are not confirmed, nor are the rules of eligibility: each university announced its own.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workforce.choices import DocumentKind, DomicileWithin, EducationLevel, RuleCode, WorkerType, WorkScheme
from workforce.money_choices import BudgetBasis

#: Areas of work, in the order of the assignment form.
AREAS: tuple[tuple[str, str, str], ...] = (
    ("data-analytics", "วิเคราะห์ข้อมูลชุมชน", "Community data analytics"),
    ("surveillance", "เฝ้าระวังโรคโควิด 19 และโรคอุบัติใหม่", "Surveillance of COVID-19 and new diseases"),
    ("government-data", "จัดทำข้อมูลภาครัฐเป็นดิจิทัล", "Digitising government data"),
    ("livelihood", "พัฒนาสัมมาชีพและสร้างอาชีพใหม่", "Livelihoods and new occupations"),
    ("creative-economy", "เศรษฐกิจสร้างสรรค์และการท่องเที่ยว", "Creative economy and tourism"),
    ("health-care", "บริการสุขภาพและเทคโนโลยีแก่ชุมชน", "Health care and technology for communities"),
    ("circular-economy", "สิ่งแวดล้อมและเศรษฐกิจหมุนเวียน", "Environment and circular economy"),
    ("new-skills", "ทักษะอาชีพใหม่จากความหลากหลายทางชีวภาพและวัฒนธรรม", "New skills from biodiversity and culture"),
    ("knowledge-transfer", "ถ่ายทอดองค์ความรู้ เทคโนโลยี และนวัตกรรม", "Transfer of knowledge, technology and innovation"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list of work with the areas it stands for."""

    scheme: str
    number: int
    name_th: str
    name_en: str
    areas: tuple[str, ...]


_FOUR = ("livelihood", "creative-economy", "health-care", "circular-economy")

#: The crosswalk: which entry of which list means which areas.
ITEMS: tuple[Item, ...] = (
    Item(
        WorkScheme.KINDS,
        1,
        "เฝ้าระวังและวิเคราะห์สถานการณ์โควิด 19",
        "COVID-19 monitoring and analysis",
        ("data-analytics", "surveillance"),
    ),
    Item(WorkScheme.KINDS, 2, "จัดทำข้อมูลภาครัฐ", "Government data", ("government-data",)),
    Item(
        WorkScheme.KINDS,
        3,
        "พัฒนาสัมมาชีพและอาชีพใหม่",
        "Livelihoods and new occupations",
        ("livelihood", "creative-economy", "circular-economy", "new-skills"),
    ),
    Item(
        WorkScheme.KINDS,
        4,
        "ถ่ายทอดองค์ความรู้และเทคโนโลยี",
        "Knowledge and technology transfer",
        ("health-care", "knowledge-transfer"),
    ),
    Item(WorkScheme.ASSIGNMENT, 1, "วิเคราะห์ข้อมูล (Data Analytics)", "Data analytics", ("data-analytics",)),
    Item(WorkScheme.ASSIGNMENT, 2, "เฝ้าระวังโควิด 19 และโรคระบาดใหม่", "COVID-19 and new diseases", ("surveillance",)),
    Item(WorkScheme.ASSIGNMENT, 3, "จัดทำข้อมูลภาครัฐเป็นดิจิทัล", "Digitalizing government data", ("government-data",)),
    Item(WorkScheme.ASSIGNMENT, 4, "งานยกระดับตำบล 4 ด้าน", "The four packages of the tambon", _FOUR),
    Item(
        WorkScheme.ASSIGNMENT,
        5,
        "ทักษะอาชีพใหม่จากความหลากหลายทางชีวภาพและวัฒนธรรม",
        "New skills from biodiversity and culture",
        ("new-skills", "knowledge-transfer"),
    ),
    Item(WorkScheme.POSITION, 1, "เจ้าหน้าที่วิเคราะห์ข้อมูล", "Data analyst", ("data-analytics",)),
    Item(
        WorkScheme.POSITION,
        2,
        "เจ้าหน้าที่จัดการข้อมูลติดตามและเฝ้าระวังโควิด 19",
        "COVID-19 surveillance data officer",
        ("surveillance",),
    ),
    Item(
        WorkScheme.POSITION,
        3,
        "เจ้าหน้าที่จัดการข้อมูลราชการเป็นข้อมูลอิเล็กทรอนิกส์",
        "Government data officer",
        ("government-data",),
    ),
    Item(WorkScheme.POSITION, 4, "เจ้าหน้าที่ดำเนินกิจกรรมยกระดับตำบล", "Tambon project officer", _FOUR),
    Item(WorkScheme.POSITION, 5, "เจ้าหน้าที่พัฒนาทักษะอาชีพใหม่", "New skills officer", ("new-skills",)),
    Item(
        WorkScheme.POSITION,
        6,
        "เจ้าหน้าที่ถ่ายทอดองค์ความรู้ เทคโนโลยี และนวัตกรรม",
        "Knowledge transfer officer",
        ("knowledge-transfer",),
    ),
    Item(
        WorkScheme.PACKAGE,
        1,
        "พัฒนาสัมมาชีพและสร้างอาชีพใหม่",
        "Livelihoods and new occupations",
        ("livelihood", "new-skills"),
    ),
    Item(WorkScheme.PACKAGE, 2, "สร้างและพัฒนาเศรษฐกิจสร้างสรรค์", "Creative economy", ("creative-economy",)),
    Item(
        WorkScheme.PACKAGE,
        3,
        "นำองค์ความรู้ไปบริการชุมชน",
        "Knowledge for communities",
        ("health-care", "knowledge-transfer"),
    ),
    Item(
        WorkScheme.PACKAGE,
        4,
        "ส่งเสริมสิ่งแวดล้อมและเศรษฐกิจหมุนเวียน",
        "Environment and circular economy",
        ("circular-economy",),
    ),
)


@dataclass(frozen=True, slots=True)
class Type:
    """What the terms say of one type of worker: posts in each tambon, baht a month."""

    worker_type: str
    posts: int
    wage: Decimal | int


@dataclass(frozen=True, slots=True)
class Apart:
    """Posts of a type in one tambon (its code), where they are others than in each tambon."""

    tambon: str
    worker_type: str
    posts: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of eligibility; no type means all."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)
    worker_type: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A document an application needs; no type means all."""

    kind: str
    worker_type: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """The first version of a programme's terms, and whether it is certain enough to be in force."""

    programme: str
    work_starts_on: date
    work_ends_on: date
    types: tuple[Type, ...]
    source: str
    is_in_force: bool
    digital_posts: int = 2


RULES: tuple[Rule, ...] = (
    Rule(RuleCode.NATIONALITY),
    Rule(RuleCode.AGE, {"minimum": 18}),
    Rule(RuleCode.NO_STATE_WORK),
    Rule(RuleCode.DOMICILE, {"within": DomicileWithin.AMPHOE}, WorkerType.CITIZEN),
    Rule(RuleCode.EDUCATION, {"minimum": EducationLevel.HIGH_VOCATIONAL}, WorkerType.GRADUATE),
    Rule(RuleCode.GRADUATED_WITHIN, {"years": 3}, WorkerType.GRADUATE),
    Rule(RuleCode.ENROLLED, {}, WorkerType.STUDENT),
    Rule(RuleCode.DOMICILE, {"within": DomicileWithin.PROVINCE}, WorkerType.GRADUATE, is_required=False),
)
DOCUMENTS: tuple[Paper, ...] = (
    Paper(DocumentKind.PHOTO),
    Paper(DocumentKind.ID_CARD),
    Paper(DocumentKind.HOUSE_REGISTRATION),
    Paper(DocumentKind.RESIDENCE_CERTIFICATE, WorkerType.CITIZEN),
    Paper(DocumentKind.DEGREE, WorkerType.GRADUATE),
    Paper(DocumentKind.TRANSCRIPT, WorkerType.GRADUATE),
    Paper(DocumentKind.STUDENT_CERTIFICATE, WorkerType.STUDENT),
    Paper(DocumentKind.NAME_CHANGE, is_required=False),
    Paper(DocumentKind.MILITARY, is_required=False),
    Paper(DocumentKind.OTHER, is_required=False),
)
#: Code, Thai, English, most points.
CRITERIA: tuple[tuple[str, str, str, int], ...] = (
    ("knowledge", "ความรู้และประสบการณ์ที่ตรงกับงาน", "Knowledge and experience for the work", 30),
    ("community", "ความเข้าใจพื้นที่และชุมชน", "Understanding of the area and its people", 30),
    ("digital", "ทักษะดิจิทัลและการใช้ข้อมูล", "Digital skills and use of data", 20),
    ("attitude", "บุคลิก ทัศนคติ และการสื่อสาร", "Bearing, attitude and communication", 20),
)
TERMS: tuple[Definition, ...] = (
    Definition(
        programme="u2t1",
        work_starts_on=date(2021, 2, 1),
        work_ends_on=date(2022, 1, 31),
        types=(
            Type(WorkerType.CITIZEN, 5, 9_000),
            Type(WorkerType.GRADUATE, 10, 15_000),
            Type(WorkerType.STUDENT, 5, 5_000),
        ),
        source="มติคณะรัฐมนตรี 6 ต.ค. 2563 อัตราค่าจ้างแต่ละประเภทคำนวณจากวงเงินรวม ยังไม่มีเอกสารยืนยัน",
        is_in_force=True,
    ),
    Definition(
        programme="u2t-bcg",
        work_starts_on=date(2022, 7, 1),
        work_ends_on=date(2022, 9, 30),
        types=(Type(WorkerType.CITIZEN, 4, 9_000), Type(WorkerType.GRADUATE, 5, 15_000)),
        source="มติคณะรัฐมนตรี 14 มิ.ย. 2565 จำนวนอัตราต่อตำบลและค่าจ้างยังไม่มีเอกสารยืนยัน โปรดตรวจก่อนประกาศใช้",
        is_in_force=False,
        digital_posts=0,
    ),
)


@dataclass(frozen=True, slots=True)
class Money:
    """A category of a programme's budget; without `per_tambon` it follows from posts, months and wages."""

    programme: str
    code: str
    name_th: str
    name_en: str
    basis: str
    per_tambon: Decimal | None = None


#: Cabinet, 6 October 2563: 3,483,000 baht for each tambon in twelve months, of it 2,640,000 in wages.
BUDGET: tuple[Money, ...] = (
    Money("u2t1", "wages", "ค่าจ้าง", "Wages", BudgetBasis.POSTS),
    Money("u2t1", "activities", "กิจกรรมตำบล", "Activities of the tambon", BudgetBasis.FIXED, Decimal(800_000)),
    Money("u2t1", "management", "บริหารจัดการ", "Management", BudgetBasis.FIXED, Decimal(43_000)),
)
