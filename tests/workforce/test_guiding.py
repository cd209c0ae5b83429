"""Who guides whom: after the programme's end, and where another programme or university came to the same tambon."""

from datetime import date
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from tambon.models import Allocation, Membership, User
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import DateRange
from workforce.models import Contract, Handover, Placement, Session, Supervision
from workforce.permissions import Can
from workforce.selectors.reports import holders_of, journey_of, waiting_for
from workforce.services import approvals, supervisions

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TAMBON = "630111"


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


@pytest.fixture
def january(period):
    """January 2565, the last month of the programme."""
    return month.period(date(2022, 1, 1), of=period.rules, number=12)


def named(staff, **fields):
    """A lecturer named by staff, no last day said."""
    user = make.user(fields.pop("username", "named"))
    values = {
        "user": user, "role": "pm", "programme": make.programme(), "tambon": make.area(TAMBON),
        "from_on": date(2021, 2, 1),
    } | fields  # fmt: skip
    return supervisions.name(appointment=supervisions.Appointment(**values), by=staff)


def test_the_last_month_is_checked_after_the_programme_ended(staff, january, settings):
    lecturer = named(staff).user
    report = month.sent(work.contract(), january)
    settings.CLOCK = "2022-02-01T10:00:00+07:00"

    assert list(waiting_for(lecturer)) == [report]
    assert holders_of(report)[0] == str(lecturer)
    done = approvals.approve(report=report, by=lecturer, version=report.version)

    assert done.step.position == 2


def test_nobody_checks_for_ever_and_the_university_is_said_to_hold_it(staff, january, settings):
    programme = make.programme()
    programme.closing_days = 30
    programme.save()
    made = named(staff, programme=programme)
    report = month.sent(work.contract(), january)
    assert made.during.upper == made.membership.during.upper == date(2022, 3, 3)

    settings.CLOCK = "2022-03-02T10:00:00+07:00"
    assert waiting_for(Supervision.objects.get().user).exists()
    settings.CLOCK = "2022-03-03T10:00:00+07:00"
    assert not waiting_for(Supervision.objects.select_related("user").get().user).exists()
    assert holders_of(report) == (report.contract.university.name_th, "")
    assert journey_of(report)[1].who == report.contract.university.name_th


@pytest.fixture
def newcomers(nation):
    """Who guides the same tambon for another programme, and for another university of the same one."""
    cmu = make.university("cmu")
    phase = make.programme("u2t-bcg")
    found = {}
    for name, fields in {
        "phase": {"programme": phase},
        "university": {"university": cmu},
        "both": {"programme": phase, "university": cmu},
    }.items():
        for role in ("pm", "am"):
            user = make.user(f"{name}-{role}")
            agency = make.agency(f"host-{name}", area=make.area(TAMBON)) if role == "am" else None
            month.guide(user, role, agency, **fields)
            found[f"{name}-{role}"] = user
    return found


@pytest.mark.parametrize("who", ["phase", "university", "both"])
def test_who_guides_for_another_neither_sees_nor_decides(client, period, lecturer, manager, newcomers, who):
    contract = work.contract()
    first, second = month.sent(contract, period), month.sent(work.contract(), period, 2)
    log = month.log(contract, late_reason="ไม่มีสัญญาณ")

    for role, report in (("pm", first), ("am", second)):
        user = newcomers[f"{who}-{role}"]
        assert not waiting_for(user).exists()
        with pytest.raises(PermissionDenied):
            approvals.approve(report=report, by=user, version=report.version)
        assert not Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).exists()
        assert not Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).exists()
        client.force_login(user)
        assert client.get(reverse("monthreport-detail", args=[report.pk])).status_code == 404
        assert client.get(reverse("log-detail", args=[log.pk])).status_code == 404
    assert list(waiting_for(lecturer)) == [first]
    assert list(waiting_for(manager)) == [second]
    assert holders_of(first)[0] == str(lecturer)
    assert holders_of(second)[0] == str(manager)


@pytest.mark.parametrize("who", ["phase", "university", "both"])
def test_who_guides_for_another_sees_no_hand_over_and_no_session_of_the_tambon(
    client, lecturer, manager, newcomers, who
):
    handover = work.handover(work.contract())
    session = work.session(tambon=make.area(TAMBON))

    for role in ("pm", "am"):
        for user, seen in ((newcomers[f"{who}-{role}"], False), ({"pm": lecturer, "am": manager}[role], True)):
            assert Handover.objects.visible_to(user, to=Can.VIEW_HANDOVER).exists() is seen
            assert Session.objects.visible_to(user, to=Can.VIEW_SESSION).exists() is seen
            assert user.has_perm(Can.CHANGE_HANDOVER, handover) is (seen and role == "pm")
            client.force_login(user)
            assert client.get(reverse("handover-detail", args=[handover.pk])).status_code == (200 if seen else 404)
            assert client.get(reverse("session-detail", args=[session.pk])).status_code == (200 if seen else 404)


def test_who_also_answers_for_the_province_sees_it_all(period, newcomers):
    """Only what comes with guiding the tambon is narrowed."""
    user = newcomers["both-pm"]
    contract = work.contract()
    assert not Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).exists()
    make.membership(user, "province", area=make.area("63"))

    again = User.objects.get(pk=user.pk)
    assert list(Contract.objects.visible_to(again, to=Can.VIEW_CONTRACT)) == [contract]


def test_a_move_of_the_tambon_leaves_the_reports_with_who_guided(period, staff):
    """KPRU held the tambon until November; the lecturer it named still checks the reports under its contracts."""
    area, cmu = make.area(TAMBON), make.university("cmu")
    made = named(staff)
    Allocation.objects.filter(tambon=area).update(during=DateRange(date(2021, 2, 1), date(2021, 12, 1)))
    make.allocation(area, cmu, make.programme(), during=DateRange(date(2021, 12, 1), date(2022, 2, 1)))
    month.guide(make.user("new"), "pm", university=cmu)
    report = month.sent(work.contract(), period)

    assert made.university_id == "kpru"
    assert list(waiting_for(made.user)) == [report]
    assert Membership.objects.filter(user=made.user, role="pm").count() == 1


def test_who_was_named_before_gets_the_university_and_the_days_of_checking(staff):
    """What the migration does to those named until the programme's end, and to nobody else."""
    until = DateRange(date(2021, 2, 1), date(2022, 2, 1))
    early = DateRange(date(2021, 2, 1), date(2021, 8, 1))
    rows = {}
    for name, during in {"end": until, "early": early, "later": until, "leads": until}.items():
        user = make.user(name)
        agency = make.agency() if name == "later" else None
        made = month.guide(user, "am" if agency else "pm", agency, university=None, during=during)
        Membership.objects.filter(pk=made.membership_id).update(during=during)
        rows[name] = made
    make.membership(rows["later"].user, "am", area=make.area(TAMBON), during=DateRange(date(2022, 3, 1), None))
    Supervision.objects.filter(pk=rows["leads"].pk).update(is_leading=True)

    migration = import_module("workforce.migrations.0023_guided_until")
    with connection.cursor() as cursor:
        for operation in migration.Migration.operations:
            cursor.execute(operation.sql)

    last = {}
    for name, row in rows.items():
        row.refresh_from_db()
        row.membership.refresh_from_db()
        assert row.university_id == "kpru"
        assert row.membership.during == row.during
        last[name] = row.during.upper
    assert last == {
        "end": date(2022, 5, 2), "early": early.upper, "later": until.upper, "leads": date(2022, 5, 2)
    }  # fmt: skip


def test_the_next_programme_is_guided_by_the_same_person_while_the_last_is_checked(staff, january, settings):
    first = named(staff)
    phase = make.programme("u2t-bcg")
    make.allocation(make.area(TAMBON), make.university("kpru"), phase, during=DateRange(date(2022, 2, 1), None))
    settings.CLOCK = "2022-02-10T10:00:00+07:00"

    def name_next():
        return supervisions.name(
            appointment=supervisions.Appointment(
                user=first.user, role="pm", programme=phase, tambon=make.area(TAMBON), from_on=date(2022, 2, 1),
                until_on=date(2022, 12, 31),
            ),
            by=staff,
        )  # fmt: skip

    second = name_next()

    assert second.membership == first.membership
    assert name_next() == second
    report = month.sent(work.contract(), january)
    assert list(waiting_for(first.user)) == [report]
    held = Membership.objects.get(user=first.user, role="pm")
    assert held.during == DateRange(date(2021, 2, 1), date(2023, 1, 1))

    supervisions.end(supervision=second, on=date(2022, 2, 15), by=staff)
    held.refresh_from_db()
    assert held.during.upper == first.during.upper
    supervisions.end(supervision=first, on=date(2021, 12, 31), by=staff)  # now a month lies between the two
    days = Membership.objects.filter(user=first.user, role="pm").order_by("during").values_list("during", flat=True)
    assert list(days) == [
        DateRange(date(2021, 2, 1), date(2022, 1, 1)), DateRange(date(2022, 2, 1), date(2022, 2, 16))
    ]  # fmt: skip
