"""The month by the API alone, and what it answers to what cannot be."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from workforce.models import DayLog, MonthReport, MonthRules

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


KEY = "7a1f1f0e-4f4f-4f4f-8f4f-4f4f4f4f4f4f"


@pytest.fixture
def ask(client):
    def _ask(user, path, body=None):
        client.force_login(user)
        if body is None:
            return client.get(f"/api/v1/{path}")
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    return _ask


def entry(**fields):
    return {
        "key": str(uuid.uuid4()), "day": "2021-11-03", "activity": "สำรวจครัวเรือน", "detail": "หมู่ 3"
    } | fields  # fmt: skip


def _photo(client, log):
    file = SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")
    return client.post(f"/api/v1/logs/{log}/photos/", {"key": KEY, "file": file})


def test_a_log_and_its_photo_sent_again_are_one(ask, client, worker, contract, period):
    body = entry(written_at="2021-11-03T17:05:00+07:00")

    first, again = (ask(worker, "logs/", body) for _try in range(2))
    photos = [_photo(client, first.json()["id"]) for _try in range(2)]

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert DayLog.objects.get().photos.count() == 1
    assert photos[0].json() == photos[1].json()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"day": "2564-11-03"}, 422),
        ({"key": "no-uuid"}, 422),
        ({"activity": ""}, 422),
        ({"area": "no-area"}, 404),
        ({"day": "2021-12-09"}, 422),
        ({"detail": "ก" * 4001}, 422),
    ],
)
def test_a_log_that_cannot_be_is_answered_and_not_kept(ask, worker, contract, period, fields, status):
    answer = ask(worker, "logs/", entry(**fields))

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not DayLog.objects.exists()


def test_the_road_of_a_month(ask, worker, contract, period, lecturer, manager, staff):
    ask(worker, "logs/", entry())
    report = ask(worker, "reports/", {"contract": contract.pk, "period": period.pk}).json()
    lines = [{"text": "สำรวจ 12 หลัง", "standing": "on"}]
    written = {"version": report["version"], "lines": lines, "next_plan": "บันทึกข้อมูล", "learned": {"digital": "ตาราง"}}
    report = ask(worker, f"reports/{report['id']}/write/", written).json()
    address = f"reports/{report['id']}"
    report = ask(worker, f"{address}/send/", {"version": report["version"], "certified": True}).json()
    assert (report["state"], report["step_kind"], report["days_worked"]) == ("sent", "pm", 1)

    assert ask(manager, f"{address}/approve/", {"version": report["version"]}).status_code == 409
    assert [one["id"] for one in ask(lecturer, "reports/waiting/").json()["results"]] == [report["id"]]
    back = ask(lecturer, f"{address}/return/", {"version": report["version"], "reason": "ขาดภาพถ่าย"}).json()
    report = ask(worker, f"{address}/send/", {"version": back["version"], "certified": True}).json()
    lowered = {"version": report["version"], "days": "1", "reason": "ลากิจ 8 พ.ย.", "evidence": "ใบลา 8/2564"}
    refused = ask(lecturer, f"{address}/approve/", lowered | {"evidence": " "})
    assert (refused.status_code, refused.json()["field"]) == (422, "evidence")
    report = ask(lecturer, f"{address}/approve/", lowered).json()
    assert ask(manager, f"{address}/approve/", {"version": report["version"] - 1}).status_code == 412
    chosen = {"reports": [{"id": report["id"], "version": report["version"]}]}
    assert ask(manager, "reports/approve-many/", chosen).json()[0]["state"] == "sent"
    report = ask(staff, f"{address}/approve/", {"version": report["version"] + 1}).json()
    assert (report["state"], report["amount"]) == ("approved", "14500.00")

    batch = ask(staff, f"periods/{period.pk}/compute/", {}).json()
    frozen = ask(staff, f"pay-batches/{batch['id']}/freeze/", {"version": batch["version"]}).json()
    assert (frozen["state"], frozen["net"]) == ("frozen", "14500.00")
    assert ask(staff, f"pay-batches/{batch['id']}/settle/", {"paid_on": "2021-12-02"}).json() == {"paid": 1}
    assert [one["state"] for one in ask(worker, "payroll/").json()["results"]] == ["paid"]
    decisions = ask(worker, f"approvals/?report={report['id']}").json()["results"]
    assert [one["decision"] for one in decisions] == ["approved", "approved", "approved", "returned"]
    assert {one["evidence"] for one in decisions if float(one["deducted_days"])} == {"ใบลา 8/2564"}


def test_a_filter_by_month_takes_the_buddhist_era_and_refuses_the_rest(ask, staff, contract, period):
    month.sent(contract, period)

    assert ask(staff, "reports/?period=2564-11").json()["count"] == 1
    assert ask(staff, "reports/?period=2564-10").json()["count"] == 0
    for bad in ("2021", "2564-13", "พฤศจิกายน", "0100-01"):
        assert ask(staff, f"reports/?period={bad}").status_code == 422, bad


def test_rules_and_months_are_laid_down_and_opened(ask, staff):
    rules = {
        "university": "kpru", "programme": "u2t1",
        "steps": [{"kind": "pm", "name_th": "อาจารย์"}, {"kind": "certifier", "name_th": "คณบดี", "certifiers": ["staff"]}],
    }  # fmt: skip
    made = ask(staff, "month-rules/", rules)
    assert made.status_code == 201, made.content
    unknown = rules | {"steps": [{"kind": "certifier", "name_th": "คณบดี", "certifiers": ["nobody"]}]}
    assert ask(staff, "month-rules/", unknown).status_code == 422

    opened = ask(staff, "periods/", {"university": "kpru", "programme": "u2t1"}).json()
    assert len(opened) == 12
    assert ask(staff, "periods/", {"university": "cmu", "programme": "u2t1"}).status_code == 404
    closed = ask(staff, f"periods/{opened[0]['id']}/close/", {"version": 1}).json()
    assert closed["state"] == "closed"
    assert ask(staff, f"periods/{opened[0]['id']}/reopen/", {"version": 2, "reason": ""}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cutoff_day": 0}, "cutoff_day"), ({"cutoff_day": 32}, "cutoff_day"), ({"day_divisor": "0"}, "day_divisor"),
        ({"due_days": -1}, "due_days"), ({"due_days": 10**9}, "due_days"), ({"pay_days": 91}, "pay_days"),
        ({"remind_before": -1}, "remind_before"), ({"escalate_after": 61}, "escalate_after"),
    ],
    ids=str,
)  # fmt: skip
def test_rules_with_days_that_cannot_be_are_refused_by_name(ask, staff, wrong, field):
    rules = {"university": "kpru", "programme": "u2t1", "steps": [{"kind": "pm", "name_th": "อาจารย์"}]}
    make.programme()

    refused = ask(staff, "month-rules/", rules | wrong)

    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert not MonthRules.objects.exists()


def test_nothing_of_another_is_found(ask, worker, contract, period, lecturer):
    other = month.sent(work.contract(on=work.post(), university=contract.university), period)
    stranger = make.user("stranger")

    assert ask(stranger, f"reports/{other.pk}/").status_code == 404
    assert ask(worker, f"reports/{other.pk}/").status_code == 404
    assert ask(worker, f"reports/{other.pk}/approve/", {"version": 1}).status_code == 404
    assert MonthReport.objects.get().state == "sent"
