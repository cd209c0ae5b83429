"""Holidays of the government known for the years of the programme; `holidays.sync` stores them, staff go on from there.

Those of 2564 as the cabinet resolved on 29 December 2563, with one called off later and one moved; those of 2565 as of
4 November 2564. A university's own days and closures by order are entered by its staff.
"""

from dataclasses import dataclass
from datetime import date

from workforce.day_choices import HolidayKind

_2564 = "มติคณะรัฐมนตรี 29 ธ.ค. 2563"
_2565 = "มติคณะรัฐมนตรี 4 พ.ย. 2564"
_YEARLY = "วันหยุดราชการประจำปี ตามประกาศสำนักนายกรัฐมนตรี"


@dataclass(frozen=True, slots=True)
class Known:
    """A holiday; `area` is a group of provinces. One that was called off or moved says when, why and where to."""

    day: date
    name_th: str
    name_en: str
    kind: HolidayKind = HolidayKind.HOLIDAY
    reference: str = _YEARLY
    area: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    moved_to: date | None = None


_NEW_YEAR = "วันขึ้นปีใหม่", "New Year's Day"
_MAKHA = "วันมาฆบูชา", "Makha Bucha Day"
_CHAKRI = "วันจักรี", "Chakri Memorial Day"
_SONGKRAN = "วันสงกรานต์", "Songkran Festival"
_CORONATION = "วันฉัตรมงคล", "Coronation Day"
_VISAKHA = "วันวิสาขบูชา", "Visakha Bucha Day"
_QUEEN = "วันเฉลิมพระชนมพรรษา สมเด็จพระนางเจ้าฯ พระบรมราชินี", "H.M. Queen Suthida's Birthday"
_ASALHA = "วันอาสาฬหบูชา", "Asalha Bucha Day"
_LENT = "วันเข้าพรรษา", "Buddhist Lent Day"
_KING = "วันเฉลิมพระชนมพรรษา พระบาทสมเด็จพระเจ้าอยู่หัว", "H.M. the King's Birthday"
_MOTHER = "วันแม่แห่งชาติ", "Mother's Day"
_NINTH = "วันนวมินทรมหาราช", "King Bhumibol Memorial Day"
_CHULALONGKORN = "วันปิยมหาราช", "Chulalongkorn Day"
_FATHER = "วันพ่อแห่งชาติ", "Father's Day"
_CONSTITUTION = "วันรัฐธรรมนูญ", "Constitution Day"
_YEAR_END = "วันสิ้นปี", "New Year's Eve"
_EXTRA = "วันหยุดราชการเพิ่มเป็นกรณีพิเศษ", "Special holiday"


def _instead(names: tuple[str, str]) -> tuple[str, str]:
    return f"ชดเชย{names[0]}", f"Substitute for {names[1]}"


def _substitute(year: int, month: int, day: int, names: tuple[str, str]) -> Known:
    return Known(date(year, month, day), *_instead(names), HolidayKind.SUBSTITUTE)


def _special(year: int, month: int, day: int, names: tuple[str, str], reference: str) -> Known:
    return Known(date(year, month, day), *names, HolidayKind.SPECIAL, reference)


def _regional(month: int, day: int, names: tuple[str, str], area: str) -> Known:
    return Known(date(2021, month, day), *names, HolidayKind.REGIONAL, _2564, area)


def _plain(year: int, *days: tuple[int, int, tuple[str, str]]) -> tuple[Known, ...]:
    return tuple(Known(date(year, month, day), *names) for month, day, names in days)


HOLIDAYS: tuple[Known, ...] = (
    *_plain(
        2021, (1, 1, _NEW_YEAR), (2, 26, _MAKHA), (4, 6, _CHAKRI), (4, 13, _SONGKRAN), (4, 14, _SONGKRAN),
        (4, 15, _SONGKRAN), (5, 4, _CORONATION), (5, 26, _VISAKHA), (6, 3, _QUEEN), (7, 24, _ASALHA), (7, 25, _LENT),
        (7, 28, _KING), (8, 12, _MOTHER), (10, 13, _NINTH), (10, 23, _CHULALONGKORN), (12, 5, _FATHER),
        (12, 10, _CONSTITUTION), (12, 31, _YEAR_END),
    ),
    _special(2021, 2, 12, ("เทศกาลตรุษจีน", "Chinese New Year"), _2564),
    _special(2021, 4, 12, _SONGKRAN, _2564),
    _special(2021, 9, 24, ("วันมหิดล", "Mahidol Day"), _2564),
    Known(
        date(2021, 7, 27), *_EXTRA, HolidayKind.SPECIAL, _2564, ended_on=date(2021, 6, 29),
        end_reason="มติคณะรัฐมนตรี 29 มิ.ย. 2564 ยกเลิก เพื่อลดการเดินทางข้ามจังหวัดช่วงโควิด 19",
    ),
    _substitute(2021, 7, 26, _ASALHA),
    Known(
        date(2021, 10, 25), *_instead(_CHULALONGKORN), HolidayKind.SUBSTITUTE, ended_on=date(2020, 12, 29),
        end_reason=f"{_2564} ให้เลื่อนวันหยุดชดเชย", moved_to=date(2021, 10, 22),
    ),
    _substitute(2021, 12, 6, _FATHER),
    _regional(3, 26, ("ประเพณีไหว้พระธาตุ", "Homage to the relics"), "four-north"),
    _regional(5, 10, ("ประเพณีงานบุญบั้งไฟ", "Rocket festival"), "four-northeast"),
    _regional(10, 6, ("ประเพณีสารทเดือนสิบ", "Tenth month festival"), "four-south"),
    _regional(10, 21, ("เทศกาลออกพรรษา", "End of Buddhist Lent"), "four-central"),
    *_plain(
        2022, (1, 1, _NEW_YEAR), (2, 16, _MAKHA), (4, 6, _CHAKRI), (4, 13, _SONGKRAN), (4, 14, _SONGKRAN),
        (4, 15, _SONGKRAN), (5, 4, _CORONATION), (5, 15, _VISAKHA), (6, 3, _QUEEN), (7, 13, _ASALHA), (7, 14, _LENT),
        (7, 28, _KING), (8, 12, _MOTHER), (10, 13, _NINTH), (10, 23, _CHULALONGKORN), (12, 5, _FATHER),
        (12, 10, _CONSTITUTION), (12, 31, _YEAR_END),
    ),
    _substitute(2022, 1, 3, _NEW_YEAR),
    _substitute(2022, 5, 16, _VISAKHA),
    _special(2022, 7, 15, _EXTRA, _2565),
    _special(2022, 7, 29, _EXTRA, _2565),
    _special(2022, 10, 14, _EXTRA, _2565),
    _substitute(2022, 10, 24, _CHULALONGKORN),
    _substitute(2022, 12, 12, _CONSTITUTION),
    _special(2022, 12, 30, _EXTRA, _2565),
)  # fmt: skip
