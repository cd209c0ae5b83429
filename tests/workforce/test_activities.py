"""Activities of the tambons: from a plan to a result, with counts and photos; and the pages and API of money."""

import io
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.factories import money
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core import files
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent
from workforce.models import Activity, ActivityPhoto, BudgetLine, Instalment, Spending, TambonClosing, WorkItem
from workforce.selectors.activities import activities_of
from workforce.services import activities, budgets, instalments, spendings
from workforce.services.activities import Place, Plan
from workforce.services.holding import MonthError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DAY = date(2021, 11, 20)


@pytest.fixture
def community(nation):
    user = make.user("community")
    make.membership(user, "community", area=make.area("630111"))
    return user


@pytest.fixture
def line(client, staff, ministry):
    """What a tambon was given for activities: from the letter, over the confirmation, to the budget, by pages."""
    client.force_login(ministry)
    letter = {
        "programme": "u2t1", "university": "kpru", "number": 1, "letter_number": "อว 1", "letter_on": "2021-02-01",
        "fund_source": "เงินกู้", "amount": "843000",
    }  # fmt: skip
    assert client.post(reverse("instalment-allot"), letter).status_code == 302
    instalment = Instalment.objects.get()
    for code in ("activities", "management"):
        money.category(code)
    client.force_login(staff)
    client.post(reverse("instalment-receive", args=[instalment.pk]), {"on": "2021-02-05", "version": 1})
    give = {"university": "kpru", "programme": "u2t1", "months": 12, "reason": "มติ"}
    assert client.post(reverse("budget-allocate"), give).status_code == 302
    assert client.get(reverse("instalment-detail", args=[instalment.pk])).context["given"].free == 0
    return BudgetLine.objects.get(category__code="activities")


def plan(**changes):
    values = {
        "name": "อบรมแปรรูป", "package": money.package(), "dimension": "economy", "starts_on": date(2021, 11, 1),
        "ends_on": date(2021, 12, 15), "planned_amount": Decimal(40_000), "expected": "มีรายได้เพิ่ม",
    } | changes  # fmt: skip
    return Plan(**values)


def place(code="630111"):
    return Place(make.programme(), make.university("kpru"), make.area(code))


def picture():
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("งาน.jpg", out.getvalue(), "image/jpeg")


def test_an_activity_from_plan_to_result(staff, pm, worker):
    key = uuid.uuid4()
    made = activities.plan(plan=plan(), place=place(), key=key, by=worker)
    assert activities.plan(plan=plan(), place=place(), key=key, by=worker) == made
    with pytest.raises(PermissionDenied):
        activities.begin(activity=made, on=DAY, by=worker, version=1)
    with pytest.raises(DomainError):
        activities.report(activity=made, on=DAY, percent=5, text="เริ่ม", by=pm, version=1)
    made = activities.amend(activity=made, plan=plan(name="อบรมแปรรูปกล้วย"), by=worker, version=1)
    with pytest.raises(StaleError):
        activities.begin(activity=made, on=DAY, by=pm, version=1)

    made = activities.begin(activity=made, on=DAY, by=pm, version=2)
    activities.report(activity=made, on=DAY, percent=40, text="ประชุมแล้ว", by=worker, version=3)
    activities.count(activity=made, on=DAY, people={"villagers": 30, "youth": 5}, by=worker)
    activities.count(activity=made, on=DAY, people={"villagers": 28, "youth": 0}, by=worker)
    for act in (
        lambda on: activities.count(activity=made, on=on, people={"villagers": 3}, by=worker),
        lambda on: activities.report(activity=made, on=on, percent=41, text="ก่อนเริ่ม", by=worker, version=4),
    ):
        with pytest.raises(InputError, match=r"20 พ\.ย\. 2564") as refused:
            act(date(2021, 11, 19))
        assert refused.value.extra == {"field": "on"}
    money.spending(money.line(make.area("630111")), 1_500, activity=made)
    shown = activities_of(pm).get()
    assert (shown.name, shown.percent, shown.people, shown.spent) == ("อบรมแปรรูปกล้วย", 40, 28, 1_500)
    with pytest.raises(InputError):
        activities.finish(activity=made, on=date(2021, 11, 19), result="ดี", by=pm, version=4)
    made = activities.finish(activity=made, on=date(2021, 11, 30), result="ได้ผลิตภัณฑ์ใหม่", by=pm, version=4)

    assert (made.state, made.percent) == ("done", 100)
    with pytest.raises(InputError, match=r"30 พ\.ย\. 2564"):
        activities.count(activity=made, on=date(2021, 12, 1), people={"villagers": 3}, by=worker)
    with pytest.raises(DomainError):
        activities.cancel(activity=made, reason="สาย", by=pm, version=made.version)
    assert AuditEvent.objects.filter(action__startswith="activity.").count() == 7


def test_what_came_of_it_is_corrected_and_no_day_is_cut_off_on_which_people_are_counted(client, staff, pm, worker):
    made = money.activity(make.area("630111"), state="done", result="ได้ผลิตภัณฑ์ใหม", begun_on=DAY, over_on=DAY)
    later = date(2021, 11, 25)
    with pytest.raises(PermissionDenied):
        activities.finish(activity=made, on=later, result="ได้ผลิตภัณฑ์ใหม่", by=worker, version=made.version)

    client.force_login(pm)
    address = reverse("activity-finish", args=[made.pk])
    assert address in client.get(reverse("activity-detail", args=[made.pk])).text
    assert client.get(address).context["form"]["result"].value() == "ได้ผลิตภัณฑ์ใหม"
    typed = {"on": later.isoformat(), "result": "ได้ผลิตภัณฑ์ใหม่", "version": made.version}
    assert client.post(address, typed).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.over_on, made.result) == ("done", later, "ได้ผลิตภัณฑ์ใหม่")
    assert AuditEvent.objects.get(action="activity.amended").changes["over_on"] == [DAY.isoformat(), later.isoformat()]

    activities.count(activity=made, on=later, people={"villagers": 3}, by=worker)
    with pytest.raises(InputError, match=r"25 พ\.ย\. 2564"):
        activities.finish(activity=made, on=DAY, result="ดี", by=pm, version=made.version)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "}, {"dimension": "sport"}, {"ends_on": date(2021, 10, 1)}, {"ends_on": date(2022, 6, 1)},
        {"planned_amount": Decimal(-1)},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(staff, pm, changes):
    with pytest.raises(InputError):
        activities.plan(plan=replace(plan(), **changes), place=place(), key=uuid.uuid4(), by=pm)


def test_a_package_no_longer_offered_stays_with_what_was_planned_and_is_no_choice_for_another(client, staff, worker):
    made = activities.plan(plan=plan(), place=place(), key=uuid.uuid4(), by=worker)
    WorkItem.objects.update(is_offered=False)

    assert activities.amend(activity=made, plan=plan(name="อื่น"), by=worker, version=1).name == "อื่น"
    with pytest.raises(activities.ActivityInputError) as refused:
        activities.plan(plan=plan(), place=place(), key=uuid.uuid4(), by=worker)
    assert refused.value.extra["field"] == "package"
    client.force_login(worker)
    assert f'value="{made.package_id}"' in client.get(reverse("activity-amend", args=[made.pk])).content.decode()


def test_an_activity_is_planned_where_one_works_and_called_off_for_a_reason(staff, pm):
    with pytest.raises(PermissionDenied):
        activities.plan(plan=plan(), place=place("630101"), key=uuid.uuid4(), by=pm)
    with pytest.raises(InputError):
        activities.plan(plan=plan(), place=replace(place(), university=make.university("cmu")), key=uuid.uuid4(), by=pm)
    made = money.activity(make.area("630111"))
    with pytest.raises(InputError):
        activities.cancel(activity=made, reason=" ", by=pm, version=1)

    made = activities.cancel(activity=made, reason="น้ำท่วม", by=pm, version=1)

    assert (made.state, made.over_on) == ("cancelled", date(2021, 12, 2))


def test_the_api_asks_as_often_for_many_notes_as_for_one(client, pm, nation):
    made, asked = money.activity(make.area("630111")), []
    client.force_login(pm)
    for count in (1, 3):
        for number in range(count):
            user = make.user(f"noted-{count}-{number}")
            made.notes.create(on=DAY, percent=5, text="ประชุม", by=user, at=timezone.now())
        with CaptureQueriesContext(connection) as found:
            shown = client.get(f"/api/v1/activities/{made.pk}/").json()
        asked.append(len(found))
    assert (len(shown["notes"]), shown["notes"][0]["by"]) == (4, "noted-3-2")
    assert asked[0] == asked[1]


def test_the_pages_of_an_activity_are_pressed_from_plan_to_photo(client, staff, worker, pm):
    client.force_login(pm)
    form = client.get(reverse("activity-plan")).context["form"]
    given = {
        "key": form["key"].value(), "tambon": "630111", "university": "kpru", "programme": "u2t1", "name": "ปุ๋ยหมัก",
        "package": money.package().pk, "dimension": "environment", "starts_on": "2021-11-01",
        "ends_on": "2021-12-01", "planned_amount": "2000.50",
    }  # fmt: skip
    pages = [client.post(reverse("activity-plan"), given) for _click in range(2)]
    made = Activity.objects.get()
    assert {page.url for page in pages} == {reverse("activity-detail", args=[made.pk])}

    for step, values in (
        ("begin", {"on": "2021-11-02"}), ("report", {"on": "2021-11-03", "percent": 30, "text": "เริ่มหมัก"}),
        ("count", {"on": "2021-11-03", "villagers": 12}),
    ):  # fmt: skip
        made.refresh_from_db()
        answer = client.post(reverse(f"activity-{step}", args=[made.pk]), values | {"version": made.version})
        assert answer.status_code == 302, answer.context["form"].errors
    client.post(reverse("activity-photo-add", args=[made.pk]), {"photos": [picture()]})
    photo = ActivityPhoto.objects.get()
    assert b"SECRETPHONE" not in files.read(photo.file)
    assert client.get(reverse("activity-photo", args=[photo.pk]))["Content-Type"] == "image/jpeg"
    page = client.get(reverse("activity-detail", args=[made.pk])).content.decode()
    assert "ปุ๋ยหมัก" in page
    assert "เริ่มหมัก" in page
    answer = client.post(reverse("activity-finish", args=[made.pk]), {"on": "2021-11-30", "result": "ดี", "version": 1})
    assert answer.status_code == 412


def test_the_pages_of_money_are_pressed_from_the_letter_to_the_receipt(client, line, ministry, pm, community):
    client.force_login(pm)
    enter = reverse("spending-enter", args=[line.pk])
    receipt = {
        "key": str(uuid.uuid4()), "spent_on": "2021-11-01", "payee": "ร้านสมมุติ", "document_number": "7",
        "about": "ถังหมัก", "amount": "800000.01",
    }  # fmt: skip
    refused = client.post(enter, receipt)
    assert refused.status_code == 409
    assert "800,000 บาท" in refused.content.decode()
    receipt["amount"], receipt["file"] = "1200", picture()
    assert client.post(enter, receipt).status_code == 302
    spending = Spending.objects.get()
    assert b"SECRETPHONE" not in client.get(reverse("spending-file", args=[spending.pk])).content
    assert AuditEvent.objects.filter(action="spending.opened").count() == 1
    place = reverse("budget-tambon", args=["u2t1", "kpru", "630111"])
    assert "ร้านสมมุติ" in client.get(place).content.decode()

    client.force_login(community)
    page = client.get(place).content.decode()
    assert "798,800" in page
    assert "ร้านสมมุติ" not in page  # whom money went to is for those who answer for it
    client.force_login(ministry)
    for by in ("university", "province", "tambon"):
        found = client.get(reverse("budget-overview"), {"by": by, "calendar": "fiscal", "year": 2565})
        assert found.context["found"].total.within == 1_200
        assert found.context["found"].total.remaining == 841_800
    book = client.get(reverse("budget-workbook"))
    assert book["Content-Type"].endswith("sheet")
    assert book.content[:2] == b"PK"


def test_the_api_tells_the_balance_and_enters_a_receipt_once(client, staff):
    line = money.line(make.area("630111"), amount=1_000)
    client.force_login(staff)
    given = {
        "key": str(uuid.uuid4()), "line": line.pk, "spent_on": "2021-11-01", "payee": "ร้าน", "document_number": "7",
        "about": "ถัง", "amount": "400.25",
    }  # fmt: skip
    answers = [client.post("/api/v1/receipts/", given, content_type="application/json") for _click in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    too_much = client.post(
        "/api/v1/receipts/", given | {"key": str(uuid.uuid4()), "document_number": "8", "amount": "600"},
        content_type="application/json",
    )  # fmt: skip
    assert too_much.status_code == 409
    assert too_much.json()["left"] == "599.75"

    row = client.get("/api/v1/budgets/?university=kpru&province=63&tambon=630111").json()["results"][0]
    assert {name: row[name] for name in ("amount", "paid", "committed", "remaining")} == {
        "amount": "1000.00", "paid": "400.25", "committed": "0.00", "remaining": "599.75"
    }  # fmt: skip
    activity = money.activity(make.area("630111"))
    listed = client.get("/api/v1/activities/?status=running&period=2564-11&university=kpru").json()["results"]
    assert [one["id"] for one in listed] == [activity.pk]
    told = {"on": "2021-11-05", "people": {"villagers": 7}}
    counted = client.post(f"/api/v1/activities/{activity.pk}/count/", told, content_type="application/json")
    assert counted.json()["people"] == 7


def test_what_was_closed_with_its_letter_is_closed_for_activities_and_receipts(staff, pm, worker):
    made = activities.plan(plan=plan(), place=place(), key=uuid.uuid4(), by=worker)
    line = money.line(make.area("630111"))
    entered = money.spending(line, 1_500)
    back = money.returned(money.instalment(received_on=date(2021, 2, 5)), line=line)
    TambonClosing.objects.create(
        programme=make.programme(), university=make.university("kpru"), tambon=make.area("630111"),
        letter_number="อว 1/2564", letter_on=DAY, closed_at=work.MADE, closed_by=staff,
    )  # fmt: skip

    for act in (
        lambda: activities.plan(plan=plan(), place=place(), key=uuid.uuid4(), by=worker),
        lambda: activities.amend(activity=made, plan=plan(name="อื่น"), by=worker, version=1),
        lambda: activities.begin(activity=made, on=DAY, by=pm, version=1),
        lambda: spendings.cancel(spending=entered, reason="ผิด", by=staff),
        lambda: budgets.change(line=line, amount=Decimal(900_000), reason="เพิ่ม", by=staff, version=1),
        lambda: instalments.cancel_return(back=back, reason="ผิด", by=staff),
    ):
        with pytest.raises(MonthError, match="ปิดงานของตำบลนี้แล้ว"):
            act()

    TambonClosing.objects.update(closed_at=None, closed_by=None)
    assert activities.begin(activity=made, on=DAY, by=pm, version=1).state == "running"
