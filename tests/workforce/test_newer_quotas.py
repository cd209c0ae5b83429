"""Where the rules in force and those of a round give a tambon different posts, and more stand open than they give."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_tambon_quotas import in_force, provided
from u2t.core import clock
from workforce.definitions import Apart
from workforce.models import Post, RoundQuota, Terms
from workforce.services import contracts, rounds
from workforce.services.seats import NoVacancyError

pytestmark = pytest.mark.django_db
UNTIL_OCTOBER = DateRange(date(2021, 2, 1), date(2021, 10, 1))
WHERE = "630111"


@pytest.fixture(autouse=True)
def place(settings, nation):
    settings.CLOCK = "2021-01-08T10:00:00+07:00"
    make.allocation(make.area("630101"), make.university("kpru"), make.programme())
    work.terms()


def seats_of(worker_type="student", tambon=WHERE):
    return list(Post.objects.filter(tambon=tambon, worker_type=worker_type).order_by("number"))


def hired(application, staff, tambon=WHERE):
    offer = contracts.Hire(
        application.person, make.university("kpru"), make.programme(), make.area(tambon), "student", work.YEAR,
        application=application,
    )  # fmt: skip
    return contracts.hire(offer=offer, by=staff)


def test_newer_rules_that_give_more_make_room_for_a_round_of_older_ones_too(staff):
    in_force(staff, Apart(WHERE, "student", 2))
    provided(staff)
    round_ = work.hiring_round(terms=Terms.objects.get(state="in-force", university="kpru"), state="announced")
    RoundQuota.objects.create(round=round_, tambon_id=WHERE, worker_type="student", posts=2)
    chosen.announced(round_, staff)
    one, other = (work.application(round_, state="selected", worker_type="student") for _ in range(2))
    in_force(staff, Apart(WHERE, "student", 4))
    provided(staff)
    for seat in seats_of()[:2]:
        work.contract(on=seat, worker_type="student")

    assert [hired(each, staff).state for each in (one, other)] == ["draft", "draft"]


def test_a_round_offers_no_more_than_its_rules_give_though_more_hold_posts_until_it_begins(staff):
    provided(staff)
    for seat in seats_of():
        work.contract(on=seat, worker_type="student", during=UNTIL_OCTOBER)
    in_force(staff, Apart(WHERE, "student", 3))
    entry = rounds.Entry(
        number=2, name_th="รอบใหม่", contact="กองพัฒนา", telephone="055 123 456",
        opens_at=clock.now(), closes_at=clock.now() + timedelta(days=10),
        work_starts_on=date(2021, 10, 1), work_ends_on=date(2022, 1, 31),
    )  # fmt: skip

    made = rounds.plan(university=make.university("kpru"), programme=make.programme(), entry=entry, by=staff)

    assert made.quotas.get(tambon=WHERE, worker_type="student").posts == 3
    with pytest.raises(rounds.RoundInputError):
        rounds.set_quotas(round=made, quotas={(WHERE, "student"): 4}, version=made.version, by=staff)


def test_who_moves_to_another_tambon_is_held_to_the_rules_in_force_there(staff):
    provided(staff)
    seats = seats_of()
    for seat in seats[:3]:
        work.contract(on=seat, worker_type="student")
    round_ = work.hiring_round(terms=Terms.objects.get(), state="announced")
    RoundQuota.objects.create(round=round_, tambon_id=WHERE, worker_type="student", posts=1)
    own = work.application(round_, state="hired", worker_type="student")
    mover = work.contract(own.person, on=seats_of(tambon="630101")[0], application=own, worker_type="student")
    in_force(staff, Apart(WHERE, "student", 3))

    with pytest.raises(NoVacancyError, match="3 อัตรา"):
        contracts.transfer(contract=mover, tambon=make.area(WHERE), on=date(2021, 6, 1), reason="x", by=staff)


def test_who_is_prolonged_is_held_to_how_many_hold_posts_on_one_day(staff):
    provided(staff)
    seats = seats_of()
    made = work.contract(on=seats[0], worker_type="student", during=UNTIL_OCTOBER)
    for number, seat in enumerate(seats[1:4]):  # one after another
        days = DateRange(date(2021, 10 + number, 1), date(2021, 10 + number, 20))
        work.contract(on=seat, worker_type="student", during=days)
    in_force(staff, Apart(WHERE, "student", 2))

    assert contracts.extend(contract=made, until=date(2021, 12, 31), reason="x", by=staff).last_day.month == 12
