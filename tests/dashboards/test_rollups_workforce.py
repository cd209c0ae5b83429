"""Figures of people at work: a contract that is signed, given up or undone moves the province and the nation."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.models import Observation, Rollup
from dashboards.rolling.check import differences
from dashboards.rolling.check_records import unlike_their_records
from dashboards.services import indicators, rollups
from tambon.services import programmes
from tambon.system import system_user
from tests.factories import tambon as where
from tests.factories import workforce as make
from tests.factories.lists import brought
from u2t.core import marks
from workforce.models import Attendance, Contract, Post, Session
from workforce.services import contracts, identities, imports
from workforce.services import posts as post_services
from workforce.services.figures import Figures

pytestmark = pytest.mark.django_db
MONTH = "2564-12"


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(datetime(2021, 12, 8, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def posts(staff):
    """Three posts of KPRU in ตาก and one in เชียงใหม่ that no university holds, all vacant."""
    indicators.sync(by=system_user())
    made = [make.post(where.area("630111"), kind) for kind in ("citizen", "graduate", "student")]
    made.append(make.post(where.area("500101"), "graduate"))
    Figures.changed_in(["630111", "500101"])
    roll()
    return made


def roll():
    rollups.roll_up(by=system_user())


def value(code, area, *, level="nation", programme="", period=MONTH):
    found = Rollup.objects.filter(
        indicator__code=f"workforce.{code}", area=area, level=level, programme=programme, period=period
    ).first()
    return found and found.value


def draft(post, **fields):
    return make.contract(on=post, state="draft", signed_on=None, **fields)


def test_a_signed_contract_moves_the_figures_of_the_province_and_the_nation(posts, staff):
    contract = draft(posts[1], who=make.person(domicile=where.area("630111"), born_on=date(1998, 5, 1)))
    roll()
    assert (value("filled", "TH"), value("vacancy", "63", level="province")) == (0, 100)

    contracts.sign(contract=contract, on=date(2021, 12, 8), by=staff)
    roll()

    assert [value("filled", *at) for at in (("TH",),)] == [1]
    assert value("graduate", "63", level="province") == 1
    assert value("citizen", "63", level="province") == 0
    assert value("vacancy", "63", level="province") == Decimal("66.6666666667")
    assert value("vacancy", "TH") == 75
    assert value("local.tambon", "TH") == 100
    assert value("age.24", "TH") == 1
    assert value("female", "630111", level="tambon") == 1
    assert differences(5) == []


def test_the_domicile_of_a_list_and_its_correction_move_the_local_rate(posts, staff, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    make.terms()
    imports.store(run=brought(staff, {"รหัสตำบลตามทะเบียนบ้าน": "630101"}), by=staff)
    roll()
    assert [value(f"local.{level}", "TH") for level in ("tambon", "amphoe", "province")] == [0, 100, 100]

    proof = identities.Proof("ย้ายเข้า", "ทะเบียนบ้าน")
    identities.correct(person=Contract.objects.get().person, given={"domicile": "630111"}, proof=proof, by=staff)
    roll()

    assert value("local.tambon", "TH") == 100


def test_who_moves_is_local_from_that_day_on_and_months_before_stay(posts, staff):
    contract = make.contract(who=make.person(domicile=where.area("630101")), on=posts[0])
    Figures.changed_for([contract])
    roll()
    proof = identities.Proof("ย้ายบ้าน", "ทะเบียนบ้าน", moved_on=date(2021, 12, 1))

    identities.correct(person=contract.person, given={"domicile": "630111"}, proof=proof, by=staff)
    roll()

    assert (value("local.tambon", "TH"), value("local.tambon", "TH", period="2564-11")) == (100, 0)
    assert differences(5) == []


def test_a_resignation_moves_them_from_its_month_on(posts, staff):
    contract = make.contract(on=posts[0])
    Figures.changed_for([contract])
    roll()
    assert value("filled", "TH") == 1

    contracts.resign(contract=contract, on=date(2021, 11, 15), reason="ได้งานประจำ", by=staff)
    roll()

    assert value("filled", "TH") == 0
    assert value("filled", "TH", period="2564-10") == 1
    assert value("filled", "TH", period="programme:u2t1") == 0
    assert differences(5) == []


def test_a_contract_that_is_cancelled_counts_no_more(posts, staff):
    contract = make.contract(on=posts[0], during=DateRange(date(2021, 12, 20), date(2022, 2, 1)))
    Figures.changed_for([contract])
    roll()
    assert value("filled", "TH") == 1

    contracts.cancel(contract=contract, reason="ไม่มารายงานตัว", by=staff)
    roll()

    assert value("filled", "TH") == 0
    assert differences(5) == []


def test_universities_and_what_nobody_holds_are_the_nation(posts):
    made = [make.contract(on=posts[0]), make.contract(on=posts[3], university=where.university("cmu"))]
    Figures.changed_for(made)
    roll()

    cells = Rollup.objects.filter(
        indicator__code="workforce.filled", level="university", programme="u2t1", period=MONTH
    )
    assert {cell.area: cell.value for cell in cells} == {"kpru": 1, "unallocated": 1}
    assert sum(cell.value for cell in cells) == value("filled", "TH") == 2
    assert value("posts", "kpru", level="university", programme="u2t1") == 3


def test_work_on_posts_of_the_demonstration_is_not_added_to_the_real(posts):
    demo = make.post(where.area("630111"), "citizen", origin="demo")
    Figures.changed_for([make.contract(on=demo), make.contract(on=posts[0])])
    roll()

    nations = Rollup.objects.filter(indicator__code="workforce.filled", level="nation", period=MONTH, programme="")
    assert {cell.origin: cell.value for cell in nations} == {"demo": 1, "real": 1}


def test_hours_are_summed_in_the_month_the_session_ended_and_over_months(posts):
    contract = make.contract(on=posts[0])
    for starts_on, hours in ((date(2021, 1, 31), 18), (date(2021, 3, 17), 12)):
        session = Session.objects.create(
            university=contract.university, programme=contract.programme, kind="training", name_th="อบรม", place="ห้อง",
            starts_on=starts_on, ends_on=starts_on, hours=hours, created_at=make.MADE,
        )  # fmt: skip
        Attendance.objects.create(session=session, contract=contract, hours=hours, recorded_at=make.MADE)
    Figures.changed_for([contract])
    roll()

    periods = ("2564-02", "2564-03", "2564-04", "programme:u2t1")
    assert [value("training.hours", "TH", period=period) for period in periods] == [18, 12, 0, 30]
    assert value("training.attended", "TH", period="programme:u2t1") == 2
    assert differences(5) == []


def test_a_month_that_begins_is_counted_without_a_change_and_no_later_one(posts):
    Figures.changed_for([make.contract(on=posts[0])])
    roll()
    assert value("filled", "TH", period="2565-01") is None

    with time_machine.travel(datetime(2022, 1, 1, 3, tzinfo=UTC), tick=False):
        roll()
        assert value("filled", "TH", period="2565-01") == 1
        assert rollups.roll_up(by=system_user()) == 0


def test_what_was_known_before_stays_known(posts, staff):
    contract = draft(posts[0])
    contracts.sign(contract=contract, on=date(2021, 12, 8), by=staff)
    roll()

    told = Observation.objects.filter(indicator__code="workforce.filled", place="630111", period=MONTH)
    assert list(told.order_by("known_from", "pk").values_list("numerator", flat=True)) == [0, 1]
    assert told.filter(known_until=None).count() == 1


def test_counted_anew_nothing_changes(posts):
    Figures.changed_for([make.contract(on=post) for post in posts[:3]])
    roll()

    marks.append("workforce", [("", "")], known_at=make.MADE)
    touched = list(Rollup.objects.values_list("pk", "computed_at").order_by("pk"))
    roll()

    assert list(Rollup.objects.values_list("pk", "computed_at").order_by("pk")) == touched
    assert rollups.rebuild(by=system_user()) == 0
    assert Contract.objects.count() == 3


def test_other_days_of_a_programme_tell_new_months_and_take_others_back(posts, ministry):
    programme = posts[0].programme
    seen = programmes.Entry.of(programme)
    assert [value("filled", "TH", period=month) for month in ("2564-01", MONTH)] == [None, 0]

    entry = replace(seen, starts_on=date(2021, 1, 1), ends_on=date(2021, 11, 30))
    programmes.amend(programme=programme, entry=entry, seen=seen, by=ministry)
    roll()

    assert [value("filled", "TH", period=month) for month in ("2564-01", MONTH)] == [0, None]
    assert unlike_their_records(5) == []
    assert differences(5) == []


def test_where_a_figure_of_a_tambon_comes_from_leads_to_its_contracts(posts, staff, client):
    Figures.changed_for([make.contract(on=posts[0])])
    roll()
    client.force_login(staff)

    page = client.get("/figures/tambon/630111/source/", {"indicator": "workforce.vacancy", "period": f"{MONTH}"})

    assert 'href="/workforce/contracts/?tambon=630111"' in page.content.decode()
    assert "2564-12" in page.content.decode()


def test_newer_rules_leave_the_months_that_are_over_as_they_were(staff):
    """Posts that rules add, close or turn in November say nothing else of the months before."""
    indicators.sync(by=system_user())
    rules = make.terms()
    rules.digital_type, rules.digital_posts = "graduate", 1
    rules.save()
    whose = {"programme": where.programme(), "university": where.university("kpru"), "by": staff}
    post_services.provide(**whose)
    digital = Post.objects.get(is_digital=True)
    until_july = DateRange(date(2021, 2, 1), date(2021, 8, 1))
    make.contract(on=digital, agency=where.agency("land-tak"), during=until_july)
    Figures.changed_in(["630111"])
    roll()

    def told(*months):
        codes = ("posts", "vacancy", "filled", "digital")
        return [[value(code, "TH", period=f"2564-{month}") for code in codes] for month in months]

    before = told("02", "07", "11")
    assert before == [[20, 95, 1, 1], [20, 95, 1, 1], [20, 100, 0, 0]]
    rules.types.filter(worker_type="student").update(posts_per_tambon=7)
    rules.digital_posts = 0
    rules.save()
    post_services.provide(**whose)
    roll()

    assert told("02", "07", "11") == before
    assert told("12") == [[22, 100, 0, 0]]
    assert differences() == []
