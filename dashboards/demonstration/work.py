"""The people at work: hired, guided, trained and handed over, and those who apply."""

from datetime import datetime, timedelta

from django.db import transaction

from dashboards.demonstration import applying, guides, hiring, hosts, moment, money, monthly, teaching
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.rolling.sql import run
from dashboards.spans import month_name
from tambon.models import Programme, University
from u2t.core import clock, marks
from u2t.core.models import Origin
from workforce.models import BudgetLine, Contract, Period, Placement, Post
from workforce.services.figures import SOURCE

_MORE_THAN_A_MONTH = timedelta(days=32)

_PLACES = {
    "kpru": "หอประชุมใหญ่ มหาวิทยาลัยราชภัฏกำแพงเพชร",
    "cmu": "ศูนย์ประชุม มหาวิทยาลัยเชียงใหม่",
}


@transaction.atomic
def make() -> int:
    """Add the people at work of the universities that have none of the demonstration; return how many were hired."""
    there = set(Contract.objects.filter(origin=Origin.DEMO).values_list("university_id", flat=True).distinct())
    missing = [plan for plan in hiring.PLANS if plan.university not in there]
    hired = sum(_build(plan) for plan in missing)
    if "cmu" in {plan.university for plan in missing}:
        applying.make()
    for plan in hiring.PLANS:
        if not Period.objects.filter(university=plan.university).exists():
            monthly.make(plan.university)
        if not BudgetLine.objects.filter(university=plan.university).exists():
            money.make(plan.university)
    if missing:
        _let_count()
    return hired


def _let_count() -> None:
    """Let each month be known from its end, the present one from now."""
    programme = Programme.objects.get(pk=PHASE_ONE)
    month = programme.starts_on
    while month <= min(clock.today(), programme.ends_on):
        following = (month + _MORE_THAN_A_MONTH).replace(day=1)
        known_at = datetime(following.year, following.month, 1, 9, tzinfo=moment.BANGKOK)
        marks.append(SOURCE, [("", month_name(month))], known_at=min(known_at, clock.now()))
        month = following


def _build(plan: hiring.Plan) -> int:
    university = University.objects.get(pk=plan.university)
    hosts.state_capacities()
    contracts = hiring.make(plan)
    for model in (Post, Contract, Placement):
        run(f"ANALYZE {model._meta.db_table}")  # else what follows loops over them as if they were empty
    guides.make(plan.university)
    teaching.train(plan.university, _PLACES[plan.university], contracts)
    teaching.hand_over(university, contracts)
    applying.close_first_round(plan)
    return len(contracts)
