"""A closed month refuses what comes by a file, row by row; results of its payments are entered all the same."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, listed
from u2t.core.models import ImportRun
from workforce.models import Approval, BankAccount, Contract, DayLog, MonthReport, PayLine, Period, Person, Post
from workforce.services import imports, payroll
from workforce.services.holding import MonthError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
OCTOBER, NOVEMBER = date(2021, 10, 1), date(2021, 11, 1)


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    """October is closed, November is open."""
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    for number in (1, 2, 3):
        work.post(number=number)
    months.period(OCTOBER, state="closed", closed_at=months.MADE)
    months.period(NOVEMBER)


def close(month):
    Period.objects.filter(month=month).update(state="closed", closed_at=months.MADE)


def test_a_row_with_days_in_a_closed_month_is_refused_with_the_month_and_the_others_are_stored(staff):
    run = brought(staff, {}, {"ชื่อ": "อีกคน", "วันเริ่ม": "1/11/2564"}, {"ชื่อ": "สาม", "วันเริ่ม": "31/10/2564"})

    issues = list(run.issues.order_by("line"))
    assert [(one.line, one.code, one.column, one.severity) for one in issues] == [
        (2, "month_closed", "วันเริ่ม", "error"), (4, "month_closed", "วันเริ่ม", "error")
    ]  # fmt: skip
    assert issues[0].values == {"first": "1/10/2564", "last": "31/10/2564"}

    imports.store(run=run, by=staff, skip_refused=True)
    assert [one.first_day for one in Contract.objects.all()] == [NOVEMBER]


def test_the_page_and_the_program_say_which_row_and_why(client, staff, tmp_path, capsys):
    run = brought(staff, {})
    client.force_login(staff)
    shown = client.get(reverse("workforce-import-detail", args=[run.pk])).content.decode()
    assert "งวดวันที่ 1/10/2564 ถึง 31/10/2564 ปิดแล้ว" in shown

    path = tmp_path / "people.csv"
    path.write_bytes(listed({}))
    with pytest.raises(SystemExit):
        call_command("import_workforce", "kpru", "u2t1", path)
    assert "2,วันเริ่ม,1/2/2564 – 31/1/2565,งวดวันที่ 1/10/2564" in capsys.readouterr().out
    assert not Contract.objects.exists()


def test_the_api_refuses_the_list_and_names_the_row(client, staff):
    client.force_login(staff)
    file = SimpleUploadedFile("people.csv", listed({}))
    values = {"university": "kpru", "programme": make.programme().pk, "file": file}
    made = client.post("/api/v1/workforce-imports/", values)

    assert made.status_code == 201
    issues = client.get(f"/api/v1/workforce-imports/{made.json()['id']}/issues/").json()["results"]
    assert [(one["line"], one["code"]) for one in issues] == [(2, "month_closed")]
    stored = client.post(f"/api/v1/workforce-imports/{made.json()['id']}/store/", content_type="application/json")
    assert stored.status_code == 409
    assert not Contract.objects.exists()


def test_a_month_closed_between_check_and_storing_stops_the_list(staff):
    run = brought(staff, {"วันเริ่ม": "1/11/2564"})
    checked = imports.read_again(run=run, by=staff)
    close(NOVEMBER)

    with pytest.raises(Exception, match=r"ตรวจ|ปิดแล้ว"):
        imports.store(run=run, by=staff)
    with pytest.raises(MonthError):
        imports.Workforce.store(run, checked.ground, checked.lines, by=staff, now=months.MADE)
    assert not Person.objects.exists()


def test_a_list_is_not_taken_back_out_of_a_month_that_was_closed_since(staff):
    run = imports.store(run=brought(staff, {"วันเริ่ม": "1/11/2564"}), by=staff)
    close(NOVEMBER)

    with pytest.raises(MonthError):
        imports.undo(run=run, reason="ไฟล์ผิด", by=staff)
    assert Contract.objects.count() == 1
    assert ImportRun.objects.get(pk=run.pk).state == "stored"


@pytest.fixture
def batch(staff):
    """November is paid by transfer and closed before the bank answers."""
    contract = work.contract(on=Post.objects.first())
    months.account(contract.person)
    november = Period.objects.get(month=NOVEMBER)
    months.approved(contract, november)
    found = payroll.compute(period=november, method="transfer", by=staff)
    found = payroll.freeze(batch=found, by=staff, version=found.version)
    close(NOVEMBER)
    return found


def state():
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for model in (MonthReport, Approval, DayLog, Contract, BankAccount)
    }


@pytest.mark.parametrize("result", ["paid", "failed"])
def test_what_the_bank_answers_is_entered_and_nothing_else_of_a_closed_month_changes(client, batch, staff, result):
    line, before = batch.lines.get(), state()
    account = batch.lines.select_related("account").get().account.number
    code, why = ("00", "") if result == "paid" else ("02", "CLOSED")
    text = f"D{line.pk:<20}{account:<15}{int(line.net * 100):0>13}{code:<2}{why:<60}".encode("cp874")
    file = SimpleUploadedFile("a.txt", b"\r\n".join([b"H0001", text, b"T0002"]))
    client.force_login(staff)
    values = {"paid_on": timezone.localdate(batch.frozen_at).isoformat(), "file": file}
    checked = client.post(reverse("paybatch-results", args=[batch.pk]), values)
    client.post(reverse("paybatch-results", args=[batch.pk]), {"checked": checked.context["checked"]})

    assert PayLine.objects.get().state == result
    assert state() == before
