"""Signing in: once a day, within the window, or late with a reason that a person decides about."""

import uuid
from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError
from u2t.core.pictures import Brought
from workforce.choices import AttendanceMode
from workforce.models import SignIn
from workforce.selectors.calendar import month_of
from workforce.services import months, signins

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
MONDAY = date(2021, 11, 8)


@pytest.fixture(autouse=True)
def morning(settings, tmp_path):
    settings.CLOCK = "2021-11-08T08:30:00+07:00"
    settings.PRIVATE_FILES = tmp_path


@pytest.fixture
def clocked(nation):
    """November 2564 of KPRU: people sign in from 7 to 10, absences count."""
    rules = month.rules(
        attendance="clock", sign_in_from=time(7), sign_in_until=time(10), counts_absence=True, kinds=("pm",)
    )
    return month.period(of=rules)


def stamp(**fields):
    return signins.Stamp(**({"key": uuid.uuid4()} | fields))


def test_signed_in_twice_is_once_whichever_the_key(contract, clocked, worker):
    once = stamp()

    found = {signins.sign_in(stamp=one, by=worker).pk for one in (once, once, stamp())}

    assert found == {SignIn.objects.get().pk}
    assert SignIn.objects.get().day == MONDAY
    assert month_of(contract, clocked).worked == 1


@pytest.mark.parametrize("at", ["06:59", "10:01"])
def test_outside_the_window_it_says_why_and_counts_once_the_lecturer_accepts(
    contract, clocked, worker, lecturer, settings, at
):
    settings.CLOCK = f"2021-11-08T{at}:00+07:00"
    with pytest.raises(signins.SignInError) as refused:
        signins.sign_in(stamp=stamp(), by=worker)
    assert refused.value.extra == {"field": "late_reason", "late": True}

    late = signins.sign_in(stamp=stamp(late_reason="ไม่มีสัญญาณในหมู่บ้าน"), by=worker)

    assert month_of(contract, clocked).worked == 0
    with pytest.raises(PermissionDenied):
        signins.decide_late(sign_in=late, accepted=True, by=worker)
    signins.decide_late(sign_in=late, accepted=True, by=lecturer)
    assert month_of(contract, clocked).worked == 1
    signins.decide_late(sign_in=late, accepted=False, by=lecturer)
    assert month_of(contract, clocked).worked == 0


def test_nobody_decides_about_the_own_sign_in_nor_about_one_in_time(contract, clocked, worker, lecturer, settings):
    in_time = signins.sign_in(stamp=stamp(), by=worker)
    late = month.sign_in(contract, date(2021, 11, 5), late_reason="ลืม")
    month.guide(worker, "pm")

    with pytest.raises(DomainError):
        signins.decide_late(sign_in=in_time, accepted=False, by=lecturer)
    with pytest.raises(DomainError):
        signins.decide_late(sign_in=late, accepted=True, by=type(worker).objects.get(pk=worker.pk))


def test_the_window_holds_its_ends(contract, clocked, worker, settings):
    # The clock ticks on from where another test began it, unless it is told when it was ten.
    settings.CLOCK = f"2021-11-08T10:00:00+07:00@{timezone.now().isoformat()}"

    assert signins.sign_in(stamp=stamp(), by=worker).late_reason == ""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"day": date(2021, 11, 9)}, "day"),
        ({"day": date(2021, 9, 1)}, "day"),
        ({"latitude": Decimal(91), "longitude": Decimal(99)}, "latitude"),
        ({"latitude": Decimal(16)}, "latitude"),
    ],
)
def test_a_sign_in_that_cannot_be_says_which_field(contract, clocked, worker, fields, field):
    with pytest.raises(InputError) as refused:
        signins.sign_in(stamp=stamp(**fields), by=worker)

    assert refused.value.extra["field"] == field
    assert not SignIn.objects.exists()


def test_a_day_before_is_late_and_nobody_signs_in_without_a_contract_or_where_logs_count(
    contract, clocked, worker, settings
):
    late = signins.sign_in(stamp=stamp(day=date(2021, 11, 5), late_reason="มือถือเสีย"), by=worker)
    assert (late.day, late.late_accepted) == (date(2021, 11, 5), None)

    with pytest.raises(InputError):
        signins.sign_in(stamp=stamp(), by=make.user("nobody"))
    clocked.rules.attendance = AttendanceMode.LOG
    clocked.rules.save(update_fields=["attendance"])
    with pytest.raises(signins.SignInError):
        signins.sign_in(stamp=stamp(), by=worker)


def test_a_closed_month_makes_a_sign_in_late(contract, clocked, worker, staff, settings):
    settings.CLOCK = "2021-12-01T08:30:00+07:00"
    months.close(period=clocked, by=staff)

    with pytest.raises(signins.SignInError):
        signins.sign_in(stamp=stamp(day=date(2021, 11, 30)), by=worker)
    assert signins.sign_in(stamp=stamp(day=date(2021, 11, 30), late_reason="x"), by=worker).late_accepted is None


def test_days_of_orientation_and_holidays_of_the_place_count_as_they_should(contract, clocked, worker, settings):
    settings.CLOCK = "2021-11-30T18:00:00+07:00"
    training = work.session(starts_on=date(2021, 11, 1), ends_on=date(2021, 11, 2))
    work.attendance(training, contract)
    work.attendance(
        work.session(starts_on=date(2021, 11, 3), ends_on=date(2021, 11, 3), counts_as_work=False), contract
    )
    month.holiday(date(2021, 11, 5))
    month.holiday(date(2021, 11, 12), area=make.area("63"))
    month.holiday(date(2021, 11, 15), area=make.area("50"))
    month.holiday(date(2021, 11, 16), offices="government")
    month.closure(make.university("kpru"), date(2021, 11, 17))
    month.closure(make.university("cmu"), date(2021, 11, 18))

    found = month_of(contract, clocked)

    assert (found.expected, found.worked, found.absent) == (22 - 3, 2, 17)


def test_absences_of_a_clocked_month_lower_the_wage_from_report_to_pay(contract, clocked, worker, lecturer, settings):
    from tests.workforce.test_month_road import sent
    from workforce.services import approvals

    weekdays = [date(2021, 11, day) for day in range(1, 31) if date(2021, 11, day).weekday() < 5]
    for day in weekdays[3:]:
        month.sign_in(contract, day)
    month.leave(contract, weekdays[0], state="approved")
    settings.CLOCK = "2021-11-30T18:00:00+07:00"

    report = sent(contract, clocked, worker)
    report = approvals.approve(report=report, by=lecturer, version=report.version)

    assert (report.days_worked, report.days_absent) == (19, 2)
    assert report.amount == Decimal(15000) - 2 * Decimal(500)


def test_a_photo_of_a_second_click_is_not_kept(contract, clocked, worker, tmp_path):
    photo = Brought("ภาพ.jpg", "image/jpeg", b"x")

    first = signins.sign_in(stamp=stamp(), photo=photo, by=worker)
    again = signins.sign_in(stamp=stamp(), photo=photo, by=worker)

    assert (first, first.photo_id is not None) == (again, True)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_the_big_button_signs_in_and_then_is_gone(client, contract, clocked, worker):
    client.force_login(worker)
    before = client.get(reverse("month-own")).content.decode()
    form = client.get(reverse("signin-create")).content.decode()

    for _click in range(2):
        photo = SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")
        typed = {"key": str(uuid.uuid4()), "latitude": "16.88301", "longitude": "99.12602", "photo": photo}
        answer = client.post(reverse("signin-create"), typed)
    found = SignIn.objects.get()
    after = client.get(answer.url).content.decode()

    assert reverse("signin-create") in before
    assert 'id="signin-form"' in form
    assert (found.latitude, found.longitude) == (Decimal("16.88301"), Decimal("99.12602"))
    assert reverse("signin-create") not in after
    assert client.get(reverse("signin-photo", args=[found.pk]))["Content-Type"] == "image/jpeg"


def test_late_by_the_page_asks_why_and_keeps_the_key(client, contract, clocked, worker, lecturer, settings):
    settings.CLOCK = "2021-11-08T13:00:00+07:00"
    client.force_login(worker)
    key = str(uuid.uuid4())

    asked = client.post(reverse("signin-create"), {"key": key})
    client.post(reverse("signin-create"), {"key": key, "late_reason": "ไม่มีสัญญาณ"})
    found = SignIn.objects.get()
    client.force_login(lecturer)
    page = client.get(reverse("signin-detail", args=[found.pk])).content.decode()
    client.post(reverse("signin-decide", args=[found.pk]), {"accepted": "yes"})

    assert (asked.status_code, key in asked.content.decode()) == (409, True)
    assert "ไม่มีสัญญาณ" in page
    found.refresh_from_db()
    assert found.late_accepted is True


def test_the_days_of_a_month_are_for_the_worker_and_who_guides(client, contract, clocked, worker, lecturer, ministry):
    signins.sign_in(stamp=stamp(), by=worker)
    address = reverse("month-days", args=[contract.pk, clocked.pk])
    other = make.user("other")
    work.contract(work.person(other))

    answers = {}
    for user in (worker, lecturer, other, ministry):
        client.force_login(user)
        answers[user] = client.get(address)

    assert [answers[user].status_code for user in (worker, lecturer, other, ministry)] == [200, 200, 404, 404]
    assert "ขาดงาน" in answers[worker].content.decode()


def test_the_api_signs_in_lists_and_decides(client, contract, clocked, worker, lecturer, settings):
    settings.CLOCK = "2021-11-08T11:00:00+07:00"

    def post(user, path, body):
        client.force_login(user)
        return client.post(f"/api/v1/sign-ins/{path}", body, content_type="application/json")

    body = {"key": str(uuid.uuid4()), "device_at": "2021-11-08T08:10:00+07:00"}
    late, made = post(worker, "", body), post(worker, "", body | {"late_reason": "ไม่มีสัญญาณ"})
    key = made.json()["id"]
    done = post(lecturer, f"{key}/decide/", {"decision": "accept"})
    far = post(worker, "", {"key": str(uuid.uuid4()), "day": "2564-11-08"})

    assert [one.status_code for one in (late, made, done, far)] == [409, 201, 200, 422]
    assert done.json()["late_accepted"] is True
    assert client.get("/api/v1/sign-ins/?late=true").json()["count"] == 0
    assert client.get("/api/v1/sign-ins/?day=2021-11-08").json()["count"] == 1


def test_a_page_left_open_over_night_does_not_answer_with_yesterday(client, contract, clocked, worker, settings):
    key = str(uuid.uuid4())
    client.force_login(worker)
    assert client.post("/api/v1/sign-ins/", {"key": key, "day": "2021-11-08"}).status_code in {200, 201}
    settings.CLOCK = "2021-11-09T08:30:00+07:00"

    refused = client.post("/api/v1/sign-ins/", {"key": key, "day": "2021-11-09"})
    anew = client.post("/api/v1/sign-ins/", {"key": str(uuid.uuid4()), "day": "2021-11-09"})

    assert refused.status_code == 409
    assert anew.status_code in {200, 201}
    assert sorted(str(day) for day in SignIn.objects.values_list("day", flat=True)) == ["2021-11-08", "2021-11-09"]
