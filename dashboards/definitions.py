"""The indicators the platform brings; `indicators.sync` stores them, staff may add others."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from dashboards.choices import Direction, Measure, OverPlace, OverTime, Source

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
    numerator: str
    dataset: str = ""
    source: Source = Source.DATASET
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


def _work(code: str, name_th: str, name_en: str, numerator: str, **others: Any) -> Definition:
    return Definition(
        code=f"workforce.{code}",
        name_th=name_th,
        name_en=name_en,
        source=Source.WORKFORCE,
        numerator=numerator,
        frequency="month",
        **({"about_th": _ABOUT_TH, "about_en": _ABOUT_EN, "class_limits": (10, 20, 100, 500, 1000)} | others),
    )


def _share(code: str, name_th: str, name_en: str, numerator: str, denominator: str, **others: Any) -> Definition:
    return _work(
        code, name_th, name_en, numerator, denominator=denominator, over_place=OverPlace.RATIO, scale=Decimal(100),
        decimals=1, unit_th="ร้อยละ", unit_en="per cent", **others,
    )  # fmt: skip


_ABOUT_TH = "นับ ณ วันสิ้นเดือน ตามสัญญาที่ลงนามแล้ว"
_ABOUT_EN = "As at the end of the month, by signed contracts."
_LOCAL_TH = "ผู้ปฏิบัติงานที่มีชื่อในทะเบียนบ้านในพื้นที่ ต่อผู้ที่ทราบภูมิลำเนา ณ วันสิ้นเดือน"
_LOCAL_EN = "People at work who are registered there, per people whose domicile is known, at the end of the month."
_HELD = {"about_th": "นับตามเดือนที่อบรมเสร็จ", "about_en": "Counted in the month in which the session ended."}
_LOCAL = {
    "about_th": _LOCAL_TH,
    "about_en": _LOCAL_EN,
    "direction": Direction.GOOD,
    "class_limits": (20, 40, 60, 80, 90),
}

#: People at work, by the tambon of their post.
WORK: tuple[Definition, ...] = (
    _work("filled", "ผู้ปฏิบัติงาน", "People at work", "filled"),
    _work("posts", "อัตราจ้าง", "Posts", "posts", unit_th="อัตรา", unit_en="posts"),
    _share(
        "vacancy", "อัตราว่าง", "Vacancy rate", "vacant", "posts", direction=Direction.BURDEN,
        class_limits=(1, 2.5, 5, 10, 20), about_th="อัตราที่ไม่มีผู้ปฏิบัติงาน ต่ออัตราทั้งหมด ณ วันสิ้นเดือน",
        about_en="Posts that nobody fills per posts, at the end of the month.",
    ),
    _work("citizen", "ผู้ปฏิบัติงาน ประชาชนทั่วไป", "People at work, citizens", "citizen"),
    _work("graduate", "ผู้ปฏิบัติงาน บัณฑิตจบใหม่", "People at work, new graduates", "graduate"),
    _work("student", "ผู้ปฏิบัติงาน นักศึกษา", "People at work, students", "student"),
    _work("digital", "นักจัดการข้อมูลดิจิทัลที่หน่วยงาน", "Digital data managers at agencies", "digital"),
    _work("female", "ผู้ปฏิบัติงาน หญิง", "People at work, women", "female"),
    _work("male", "ผู้ปฏิบัติงาน ชาย", "People at work, men", "male"),
    _work("age.24", "ผู้ปฏิบัติงาน อายุไม่เกิน 24 ปี", "People at work, up to 24 years", "age_24"),
    _work("age.34", "ผู้ปฏิบัติงาน อายุ 25–34 ปี", "People at work, 25 to 34 years", "age_34"),
    _work("age.44", "ผู้ปฏิบัติงาน อายุ 35–44 ปี", "People at work, 35 to 44 years", "age_44"),
    _work("age.59", "ผู้ปฏิบัติงาน อายุ 45–59 ปี", "People at work, 45 to 59 years", "age_59"),
    _work("age.60", "ผู้ปฏิบัติงาน อายุ 60 ปีขึ้นไป", "People at work, 60 years and over", "age_60"),
    _share("local.tambon", "จ้างคนในตำบล", "Hired from the tambon", "in_tambon", "domicile_known", **_LOCAL),
    _share("local.amphoe", "จ้างคนในอำเภอ", "Hired from the amphoe", "in_amphoe", "domicile_known", **_LOCAL),
    _share("local.province", "จ้างคนในจังหวัด", "Hired from the province", "in_province", "domicile_known", **_LOCAL),
    _work(
        "graduates.placed", "บัณฑิตจบใหม่ที่ได้งาน", "Graduates placed", "graduates_placed", unit_th="คน",
        unit_en="people", numerator_over_time=OverTime.SUM, direction=Direction.GOOD,
        about_th="บัณฑิตจบใหม่ที่เริ่มงานครั้งแรกในโครงการในเดือนนั้น คนหนึ่งนับครั้งเดียว",
        about_en="New graduates whose first work in the programme began in the month; nobody counts twice.",
    ),
    _work(
        "training.hours", "ชั่วโมงอบรม", "Training hours", "hours", unit_th="ชั่วโมง", unit_en="hours",
        numerator_over_time=OverTime.SUM, class_limits=(100, 500, 1000, 5000, 20000), **_HELD,
    ),
    _work(
        "training.attended", "การเข้าอบรม", "Attendances of training", "attended", unit_th="คน-ครั้ง",
        unit_en="attendances", numerator_over_time=OverTime.SUM, **_HELD,
    ),
)  # fmt: skip

_AREA_TH = "ผู้ปฏิบัติงาน ณ วันสิ้นเดือน ที่ตำแหน่งหรืองานที่มอบหมายในเดือนนั้นอยู่ในด้านนี้ คนหนึ่งนับได้หลายด้าน"
_AREA_EN = "People at work whose position or assigned tasks of the month lie in the area; one may count in several."


def of_area(code: str, name_th: str, name_en: str) -> Definition:
    """Return the indicator of who works for an area of work, through the crosswalk of the lists."""
    return _work(
        f"area.{code}", f"ผู้ปฏิบัติงานด้าน{name_th}", f"People at work, {name_en}", f"area.{code}",
        about_th=_AREA_TH, about_en=_AREA_EN,
    )  # fmt: skip


_REPORTS = {
    "about_th": "รายงานประจำเดือนของผู้ปฏิบัติงานที่มีวันทำงานในเดือนนั้น",
    "about_en": "Monthly reports of those with days of work in the month.",
    "numerator_over_time": OverTime.SUM,
}
_RATES = _REPORTS | {
    "denominator_over_time": OverTime.SUM, "direction": Direction.GOOD, "class_limits": (50, 70, 80, 90, 95)
}  # fmt: skip
_DAYS = {
    "about_th": "ตามรายงานประจำเดือนที่ส่งหรืออนุมัติแล้ว วันทำงานคือวันจันทร์ถึงศุกร์ที่มิใช่วันหยุดของพื้นที่และหน่วยงาน",
    "about_en": "By reports that are sent or approved; working days are Monday to Friday without the holidays there.",
    "unit_th": "วัน", "unit_en": "days", "numerator_over_time": OverTime.SUM,
    "class_limits": (200, 400, 2_000, 10_000, 40_000),
}  # fmt: skip
_ATTENDED = {
    "numerator_over_time": OverTime.SUM, "denominator_over_time": OverTime.SUM, "direction": Direction.GOOD,
    "class_limits": (50, 70, 80, 90, 95),
    "about_th": "วันที่มาปฏิบัติงานต่อวันทำงาน ตามรายงานที่ส่งหรืออนุมัติแล้ว เกินร้อยละ 100 ได้เมื่อทำงานในวันหยุด",
    "about_en": "Days attended per working day, by reports sent or approved; above 100 where days off were worked.",
}  # fmt: skip
_WAGES = {
    "about_th": "ค่าจ้างก่อนหักภาษี ตามรายงานที่อนุมัติแล้ว", "about_en": "Wages before tax, by approved reports.",
    "unit_th": "บาท", "unit_en": "baht", "numerator_over_time": OverTime.SUM,
    "class_limits": (100_000, 200_000, 1_000_000, 5_000_000, 20_000_000),
}  # fmt: skip

_UNPAID = {
    "about_th": "ผู้ที่มีวันทำงานในเดือนนั้นและยังไม่ได้รับค่าจ้างเมื่อพ้นวันกำหนดจ่าย คนหนึ่งนับเดือนละหนึ่งครั้ง",
    "about_en": "People with days of work in the month who are not paid when the day of payment is past; once a month.",
    "unit_th": "คน-เดือน", "unit_en": "person-months", "numerator_over_time": OverTime.SUM,
    "direction": Direction.BURDEN, "class_limits": (1, 5, 20, 100, 500),
}  # fmt: skip

_STEP_DAYS = {
    "about_th": "ค่ามัธยฐานของจำนวนวันตั้งแต่รายงานมาถึงขั้นตอนจนผ่านขั้นตอน ประมาณจากจำนวนวันเต็ม นับเฉพาะการอนุมัติที่ยังมีผล",
    "about_en": "Median of the days from a report's coming to the step until it was passed on, told from whole days; "
    "of approvals that stand.",
    "unit_th": "วัน", "unit_en": "days", "measure": Measure.MEDIAN, "numerator_over_time": OverTime.SUM, "decimals": 1,
    "direction": Direction.BURDEN, "class_limits": (1, 2, 3, 5, 10),
}  # fmt: skip
#: Who takes the steps of the approval.
_TAKERS = {
    "pm": ("อาจารย์ที่ปรึกษา", "lecturers"),
    "am": ("ผู้จัดการพื้นที่", "area managers"),
    "agency": ("หน่วยงานที่รับนักจัดการข้อมูล", "agencies"),
    "certifier": ("ผู้รับรองของมหาวิทยาลัย", "certifiers"),
}
_STEPS = tuple(
    step
    for kind, (who_th, who_en) in _TAKERS.items()
    for step in (
        _work(
            f"steps.waiting.{kind}", f"รายงานที่รอ{who_th}", f"Reports waiting for {who_en}", f"wait_{kind}", **_REPORTS
        ),
        _work(
            f"steps.days.{kind}", f"จำนวนวันที่{who_th}ใช้ตรวจ (มัธยฐาน)", f"Median days of {who_en}", f"step_{kind}",
            **_STEP_DAYS,
        ),
    )
)  # fmt: skip

#: The month of people at work, by the tambon of their post: reports and wages.
MONTH: tuple[Definition, ...] = tuple(
    replace(one, code=one.code.removeprefix("workforce."))
    for one in (
        _work("reports.due", "รายงานที่ต้องส่ง", "Reports due", "report_due", **_REPORTS),
        _share("reports.sent", "ส่งรายงานแล้ว", "Reports sent", "report_sent", "report_due", **_RATES),
        _share("reports.on-time", "ส่งรายงานทันกำหนด", "Reports sent on time", "report_on_time", "report_due", **_RATES),
        _share("reports.approved", "รายงานอนุมัติแล้ว", "Reports approved", "report_approved", "report_due", **_RATES),
        _work("reports.waiting", "รายงานที่รอตรวจ", "Reports being checked", "report_waiting", **_REPORTS),
        *_STEPS,
        _work("reports.days", "วันปฏิบัติงานที่รายงาน", "Days of work reported", "report_days", **_REPORTS),
        _work("attendance.expected", "วันทำงานที่ต้องมา", "Working days expected", "day_expected", **_DAYS),
        _work("attendance.attended", "วันที่มาปฏิบัติงาน", "Days attended", "day_attended", **_DAYS),
        _share("attendance.share", "อัตราการมาปฏิบัติงาน", "Attendance", "day_attended", "day_expected", **_ATTENDED),
        _work("attendance.leave", "วันลา", "Days of leave", "day_leave", **_DAYS),
        _work("attendance.absent", "วันขาดงาน", "Days absent", "day_missed", **_DAYS),
        _work("pay.due", "ค่าจ้างที่อนุมัติแล้ว", "Wages approved", "wage_due", **_WAGES),
        _work("pay.paid", "ค่าจ้างที่จ่ายแล้ว", "Wages paid", "wage_paid", **_WAGES),
        _work("pay.unpaid", "ผู้ยังไม่ได้รับค่าจ้างเมื่อพ้นกำหนด", "Unpaid when due", "wage_unpaid", **_UNPAID),
    )
)

_GIVEN = {
    "about_th": "งบประมาณที่มหาวิทยาลัยจัดสรรให้ตำบล ณ สิ้นเดือน",
    "about_en": "What universities have given their tambons, as at the end of the month.",
    "unit_th": "บาท", "unit_en": "baht", "class_limits": (1_000_000, 3_000_000, 10_000_000, 50_000_000, 200_000_000),
}  # fmt: skip
_SPENT = {
    "about_th": "ใบเสร็จค่ากิจกรรมและค่าบริหารจัดการของตำบล ตามวันที่ในใบเสร็จ",
    "about_en": "Receipts of activities and management of the tambons, by the day of the receipt.",
    "unit_th": "บาท", "unit_en": "baht", "numerator_over_time": OverTime.SUM,
    "class_limits": (20_000, 50_000, 200_000, 1_000_000, 5_000_000),
}  # fmt: skip
_LEFT = {
    "about_th": "ส่วนของค่ากิจกรรมและค่าบริหารจัดการที่ยังไม่ได้จ่ายหรือส่งคืน ณ สิ้นเดือน",
    "about_en": "The share for activities and management not spent or returned by the end of the month.",
    "class_limits": (20, 40, 60, 80, 95),
}
_ACTIVE = {
    "about_th": "กิจกรรมโครงการตำบล ณ สิ้นเดือน", "about_en": "Activities of the tambons, as at the end of the month.",
    "unit_th": "กิจกรรม", "unit_en": "activities", "class_limits": (1, 3, 10, 50, 200),
}  # fmt: skip
_PART = {
    "about_th": "จำนวนผู้เข้าร่วมกิจกรรมโครงการตำบลในเดือนนั้น นับตามครั้งที่เข้าร่วม",
    "about_en": "People who took part in activities in the month; who takes part twice counts twice.",
    "unit_th": "คน-ครั้ง", "unit_en": "attendances", "numerator_over_time": OverTime.SUM,
}  # fmt: skip

#: Money and activities of the tambons.
MONEY: tuple[Definition, ...] = tuple(
    replace(one, code=one.code.removeprefix("workforce."))
    for one in (
        _work("budget.given", "งบประมาณที่จัดสรรให้ตำบล", "Budget given to tambons", "given", **_GIVEN),
        _work("budget.spent", "ค่ากิจกรรมและบริหารจัดการที่จ่ายแล้ว", "Spent on activities", "spent", **_SPENT),
        _share("budget.left", "งบกิจกรรมและบริหารคงเหลือ", "Budget left", "unspent", "to_spend", **_LEFT),
        _work("activities.planned", "กิจกรรมที่วางแผนไว้", "Activities planned", "act_planned", **_ACTIVE),
        _work("activities.running", "กิจกรรมที่กำลังดำเนินการ", "Activities under way", "act_running", **_ACTIVE),
        _work("activities.done", "กิจกรรมที่เสร็จแล้ว", "Activities done", "act_done", **_ACTIVE),
        _work("activities.economy", "กิจกรรมด้านเศรษฐกิจ", "Activities for the economy", "act_economy", **_ACTIVE),
        _work("activities.education", "กิจกรรมด้านการศึกษา", "Activities for education", "act_education", **_ACTIVE),
        _work("activities.health", "กิจกรรมด้านสุขภาพ", "Activities for health", "act_health", **_ACTIVE),
        _work("activities.environment", "กิจกรรมด้านสิ่งแวดล้อม", "Activities for nature", "act_environment", **_ACTIVE),
        _work("activities.community", "กิจกรรมด้านชุมชนและสังคม", "Activities for society", "act_community", **_ACTIVE),
        _work("activities.people", "ผู้เข้าร่วมกิจกรรม", "People at activities", "act_people", **_PART),
    )
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
    *WORK,
    *MONTH,
    *MONEY,
)
