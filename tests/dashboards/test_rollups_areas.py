"""Who works for which area of work, through the crosswalk; graduates who got their first work."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import indicators, rollups
from tambon.system import system_user
from tests.factories import months
from tests.factories import tambon as where
from tests.factories import workforce as make
from workforce.models import AssignmentItem, Contract, WorkItem
from workforce.services import assignments, terms, works
from workforce.services.figures import Figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(nation, staff):
    with time_machine.travel(datetime(2021, 12, 8, 3, tzinfo=UTC), tick=False):
        terms.sync(by=system_user())
        indicators.sync(by=system_user())
        yield


def roll():
    rollups.roll_up(by=system_user())


def value(code, area="TH", *, level="nation", programme="", period="2564-12"):
    found = Rollup.objects.filter(
        indicator__code=f"workforce.{code}", area=area, level=level, programme=programme, period=period
    ).first()
    return found and found.value


def item(scheme, number):
    return WorkItem.objects.get(scheme=scheme, number=number)


def test_a_position_and_the_tasks_of_the_month_count_in_their_areas_up_both_hierarchies(staff, pm):
    contract = make.contract(position=item("position", 1))
    Figures.changed_for([contract])
    roll()
    assert (value("area.data-analytics"), value("area.surveillance"), value("area.livelihood")) == (1, 0, 0)
    given = months.assignment(contract, months.period(date(2021, 12, 1)))
    AssignmentItem.objects.filter(assignment=given).update(work=item("assignment", 2))
    Figures.changed_for([contract])
    roll()

    assert value("area.surveillance", "63", level="province") == 1
    assert value("area.surveillance", "kpru", level="university", programme="u2t1") == 1
    assert (value("area.data-analytics"), value("area.surveillance", period="2564-11")) == (1, 0)
    assert differences(5) == []


def test_a_change_of_the_crosswalk_moves_the_figures(ministry):
    contract = make.contract(position=item("position", 5))
    Figures.changed_for([contract])
    roll()
    assert (value("area.new-skills"), value("area.livelihood")) == (1, 0)
    five = item("position", 5)

    entry = works.Entry(works.Names(five.name_th, five.name_en), ["livelihood"])
    works.change_item(item=five, entry=entry, edits=five.edits, by=ministry)
    roll()

    assert (value("area.new-skills"), value("area.livelihood")) == (0, 1)
    assert differences(5) == []


def test_work_that_is_assigned_moves_the_figures_at_once(staff):
    lecturer = where.user()
    months.guide(lecturer, "pm")
    contract, period = make.contract(), months.period(date(2021, 12, 1))
    Figures.changed_for([contract])
    roll()
    plan = assignments.Plan([assignments.Wanted("เก็บข้อมูล", item("assignment", 1))])

    given = assignments.give(plan=plan, contracts=[contract], period=period, by=lecturer)[0].assignment
    roll()
    assert value("area.data-analytics") == 1

    other = assignments.Plan([assignments.Wanted("จัดทำข้อมูล", item("assignment", 3), number=1)])
    assignments.change(assignment=given, plan=other, reason="เปลี่ยนงาน", by=lecturer, version=1)
    roll()

    assert (value("area.data-analytics"), value("area.government-data")) == (0, 1)


def test_a_graduate_is_placed_once_and_where_the_first_work_began():
    person = make.person()
    first = make.contract(
        person, make.post(), during=DateRange(date(2021, 3, 1), date(2021, 6, 1)), state="ended", version=1
    )
    again = make.contract(person, make.post(where.area("630101")), during=DateRange(date(2021, 9, 1), date(2022, 2, 1)))
    citizen = make.contract(on=make.post(worker_type="citizen"))
    Figures.changed_for([first, again, citizen])
    roll()
    assert (value("graduates.placed", period="2564-03"), value("graduates.placed", period="2564-09")) == (1, 0)
    assert value("graduates.placed", "kpru", level="university", programme="u2t1", period="programme:u2t1") == 1

    Contract.objects.filter(pk=first.pk).update(state="cancelled")
    Figures.changed_for([first])
    roll()

    assert (value("graduates.placed", period="2564-03"), value("graduates.placed", period="2564-09")) == (0, 1)
    assert differences(5) == []
