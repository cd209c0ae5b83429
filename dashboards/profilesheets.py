"""The profile of a tambon on paper: always in Thai, in the form of the complete report."""

from collections.abc import Sequence
from typing import Any

from dashboards.papermaps import map_of
from dashboards.selectors.levels import Progress, Standing
from dashboards.selectors.periods import label_of
from dashboards.selectors.profiles import Profile
from dashboards.words import amount, name_of
from tambon.selectors.names import full_name
from u2t.core import clock, files, pictures
from workforce.selectors.papers import long_date
from workforce.tambonsheet import Listed, Shown, TambonSheet

_CHANGES = {"reached": "บรรลุเพิ่ม", "lost": "ลดลง", "": "–"}
_UNKNOWN = "ไม่มีข้อมูล"
#: Pixels of the longer side of a photo.
_SIDE = 640


def sheet_of(profile: Profile) -> TambonSheet:
    """Return the sheet of a profile; the caller has made Thai the language."""
    latest = profile.progress.latest
    level = latest.level.name_th if latest and latest.level else _UNKNOWN
    met = f"{latest.met} จาก {len(profile.progress.targets)}" if latest and latest.level else _UNKNOWN
    return TambonSheet(
        title="ตำบลโปรไฟล์ (Tambon Profile)",
        programme=full_name(profile.tambon),
        facts=[("ระดับของตำบล", level), ("เป้าหมายที่บรรลุ", met), *_compared(profile.progress)],
        counts=[(section.title, f"{section.count:,}") for section in profile.sections],
        tables=[
            Listed("ข้อมูลประชากรและการทำงาน", ("รายการ", "ช่วงเวลา", "ค่า"), _figures(profile), (3, 1, 1)),
            *_general(profile),
            _targets(profile.progress),
            *(_section(section) for section in profile.sections if section.kept),
            Listed("กิจกรรมของตำบล", ("กิจกรรม", "งาน", "เริ่ม", "สถานะ"), [
                (one.name, one.package.name_th, long_date(one.starts_on), one.get_state_display())
                for one in profile.activities
            ], (3, 2, 0, 0)),
        ],
        state=f"{full_name(profile.tambon)} · พิมพ์เมื่อ {long_date(clock.today())}"
        + (" · มีข้อมูลสาธิต" if profile.is_invented else ""),
        photos=_photos(profile),
        map=map_of(profile.tambon, profile.points),
    )  # fmt: skip


def _photos(profile: Profile) -> list[Shown]:
    """Return the photos small enough for paper; one that can no longer be read is left out."""
    shown = []
    for each in profile.photos:
        content = pictures.small(files.read(each.file.file), side=_SIDE) if each.file.file else None
        if content is not None:
            shown.append(Shown(" · ".join(filter(None, [each.name, each.kind])), content))
    return shown


def _compared(progress: Progress) -> list[tuple[str, str]]:
    before, after = progress.before, progress.latest
    if before is None or after is None or before.level is None or after.level is None:
        return []
    told = f"{before.label}: {before.met} เป้าหมาย ({before.level.name_th}) → {after.label}: {after.met} เป้าหมาย"
    return [("เทียบก่อนและหลัง", told)]


def _figures(profile: Profile) -> list[Sequence[str]]:
    return [
        (name_of(row.indicator), label_of(row.period), amount(row.value, row.indicator))
        for row in profile.figures
        if row.value is not None
    ]


def _general(profile: Profile) -> list[Listed]:
    if profile.general is None:
        return []
    rows = [(told.label, f"{_exact(told.value)} {told.unit}".strip()) for told in profile.general.figures]
    return [Listed(f"ข้อมูลทั่วไปของตำบล ปี {profile.general.record.period}", ("รายการ", "จำนวน"), rows, (3, 1))]


def _exact(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _targets(progress: Progress) -> Listed:
    labels = [found.label for found in progress.rounds]
    rows = [
        (each.name, *(_standing(one) for one in each.standings), _CHANGES[each.change]) for each in progress.targets
    ]
    widths = (4, *(1 for _label in labels), 0)
    return Listed("เป้าหมายการพัฒนา 16 ด้าน", ("เป้าหมาย", *labels, "เปลี่ยนแปลง"), rows, widths)


def _standing(found: Standing | None) -> str:
    if found is None or found.is_met is None:
        return _UNKNOWN
    return f"{'บรรลุ' if found.is_met else 'ยังไม่บรรลุ'} ({found.good}/{found.known})"


def _section(section: Any) -> Listed:
    rows = [
        (each.dataset.name_th, f"{each.count:,}", ", ".join(one.name for one in each.newest)) for each in section.kept
    ]
    return Listed(section.title, ("ชุดข้อมูล", "จำนวน", "รายการล่าสุด"), rows, (2, 0, 4))
