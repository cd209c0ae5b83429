"""The phases of the programme that the state has decided; others are added by whoever administers the platform."""

from datetime import date

from django.db import transaction

from tambon.models import Programme, User
from tambon.permissions import Can
from u2t.core.access import require

PHASE_ONE = "u2t1"
BCG = "u2t-bcg"

_PROGRAMMES = (
    Programme(
        code=PHASE_ONE,
        name_th="โครงการยกระดับเศรษฐกิจและสังคมรายตำบลแบบบูรณาการ (มหาวิทยาลัยสู่ตำบล สร้างรากแก้วให้ประเทศ)",
        name_en="Integrated Tambon Economic and Social Enhancement (University to Tambon)",
        short_th="U2T",
        starts_on=date(2021, 2, 1),
        ends_on=date(2022, 1, 31),
    ),
    Programme(
        code=BCG,
        name_th="โครงการขับเคลื่อนเศรษฐกิจและสังคมฐานรากหลังโควิดด้วยเศรษฐกิจ BCG (U2T for BCG)",
        name_en="Driving the Grassroots Economy and Society after COVID-19 with the BCG Economy (U2T for BCG)",
        short_th="U2T for BCG",
        starts_on=date(2022, 7, 1),
        ends_on=date(2022, 9, 30),
    ),
)


@transaction.atomic
def sync(*, by: User) -> int:
    """Add the phases that are missing; return how many. What people changed since stays as they left it."""
    require(by, Can.LOAD_GEOGRAPHY)
    present = set(Programme.objects.values_list("code", flat=True))
    missing = [programme for programme in _PROGRAMMES if programme.code not in present]
    Programme.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
