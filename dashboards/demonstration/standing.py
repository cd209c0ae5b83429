"""A lecturer on leave, for whom the demonstration's own stands in; and tax withheld since November, as an example."""

from datetime import date, timedelta
from decimal import Decimal

from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.institutions import PHASE_ONE
from tambon.models import University, User
from tambon.system import system_user
from u2t.core import clock
from workforce.choices import StepKind, SupervisorRole
from workforce.models import Supervision
from workforce.pay_choices import IncomeClass
from workforce.services import delegations, taxes
from workforce.services.delegations import Standing
from workforce.services.taxes import Withholding

_UNIVERSITY, _DEPUTY = "kpru", "pm"
_SINCE = date(2021, 11, 1)


def withhold(university: University) -> None:
    """Let one university withhold a little of every wage it pays from November on."""
    if university.pk != _UNIVERSITY:
        return
    given = Withholding(
        _SINCE, IncomeClass.SERVICE, Decimal(1000), [(Decimal(0), Decimal(1))],
        note="ตัวอย่างสาธิต อัตราและประเภทเงินได้สมมุติขึ้น",
    )  # fmt: skip
    taxes.lay_down(university=university, given=given, by=system_user())


def stand_in(university: University) -> None:
    """Let the lecturer of the own tambon stand in for one of another who is ill this week."""
    deputy = User.objects.filter(username=_DEPUTY).first()
    if university.pk != _UNIVERSITY or deputy is None:
        return
    today = clock.today()
    guides = Supervision.objects.on(today).filter(
        role=SupervisorRole.PM, is_leading=True, programme=PHASE_ONE, tambon__allocations__university=university
    )
    away = guides.exclude(tambon=HOME).exclude(user=deputy).select_related("user").order_by("tambon").first()
    if away is None:
        return
    first, last = today - timedelta(days=2), today + timedelta(days=5)
    standing = Standing(away.user, deputy, StepKind.PM, first, last, "ลาป่วย แพทย์ให้พักหนึ่งสัปดาห์")
    delegations.give(standing=standing, by=away.user)
