"""The last day of a month, as programs on sixty thousand phones ask for it: nothing is asked of the database twice."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token

from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from workforce.models import Approval, MonthReport

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


class Phone:
    """Asks as somebody's device does, and keeps what the database was asked meanwhile."""

    def __init__(self, user):
        self.client, self.asked = Client(), []
        self.headers = {"Authorization": f"Token {Token.objects.get_or_create(user=user)[0].key}"}

    def get(self, path):
        return self._answer(lambda: self.client.get(f"/api/v1/{path}", headers=self.headers))

    def post(self, path, **body):
        said = json.dumps(body)
        return self._answer(
            lambda: self.client.post(
                f"/api/v1/{path}", said, content_type="application/json", headers=self.headers
            )
        )  # fmt: skip

    def _answer(self, ask):
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        self.asked = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))]
        assert answer.status_code < 300, answer.content.decode()
        return answer.json()

    def took(self, table):
        """Count the questions about a table itself: in parts of others it has another name."""
        return sum(bool(re.search(rf'^SELECT .* FROM "{table}"(?! [A-Z]\d)', one)) for one in self.asked)


@pytest.fixture
def phone(worker, contract, period):
    warm = Phone(worker)
    warm.get("me/")  # what each connection plans once
    return warm


def entry(**fields):
    return {
        "key": str(uuid.uuid4()), "day": "2021-11-03", "activity": "สำรวจครัวเรือน", "detail": "หมู่ 3"
    } | fields  # fmt: skip


LINES = [{"text": "สำรวจ 12 หลัง", "standing": "on"}]


def test_the_day_of_a_worker_asks_for_each_thing_once(phone, contract, period):
    counts, body = {}, entry()

    log = phone.post("logs/", **body)
    counts["log"] = len(phone.asked)
    assert phone.took("workforce_contract") == 1
    assert phone.post("logs/", **body) == log
    counts["log again"] = len(phone.asked)
    phone.post(f"logs/{log['id']}/amend/", **{**body, "detail": "หมู่ 4", "version": 1})
    counts["log amended"] = len(phone.asked)
    assert (phone.took("workforce_period"), phone.took("workforce_daylog")) == (2, 2)  # seen, then held

    report = phone.post("reports/", contract=contract.pk, period=period.pk)
    counts["begun"] = len(phone.asked)
    assert phone.post("reports/", contract=contract.pk, period=period.pk) == report
    counts["begun again"] = len(phone.asked)
    assert phone.get(f"reports/{report['id']}/") == report
    counts["opened"] = len(phone.asked)
    report = phone.post(f"reports/{report['id']}/write/", version=report["version"], lines=LINES, next_plan="บันทึกข้อมูล")
    counts["written"] = len(phone.asked)
    assert phone.took("workforce_monthreport") == 2  # seen, then held
    report = phone.post(f"reports/{report['id']}/send/", version=report["version"], certified=True)
    counts["sent"] = len(phone.asked)
    assert (phone.took("workforce_monthreport"), phone.took("workforce_reportline")) == (2, 1)

    assert (report["state"], report["log_count"]) == ("sent", 1)
    most = {
        "log": 10, "log again": 3, "log amended": 10, "begun": 14, "begun again": 9, "opened": 4, "written": 11,
        "sent": 21,
    }  # fmt: skip
    assert {name: (count, most[name]) for name, count in counts.items() if count > most[name]} == {}


def test_what_an_action_answers_is_what_opening_tells_then(worker, contract, period, lecturer, manager, staff):
    phone, checks, certifies = Phone(worker), Phone(lecturer), Phone(staff)
    log = phone.post("logs/", **entry(quantity=None))
    assert phone.get(f"logs/{log['id']}/") == log
    log = phone.post(f"logs/{log['id']}/amend/", **entry(detail="หมู่ 5", version=log["version"]))
    assert (phone.get(f"logs/{log['id']}/"), log["detail"]) == (log, "หมู่ 5")
    report = phone.post("reports/", contract=contract.pk, period=period.pk)
    address = f"reports/{report['id']}/"

    def answered(by, action, **body):
        said = by.post(f"{address}{action}/", version=MonthReport.objects.get().version, **body)
        assert said == by.get(address)
        return said

    assert report == phone.get(address)
    assert report["tambon"] == "630111"
    answered(phone, "write", lines=LINES, next_plan="บันทึกข้อมูล", problems=[{"kind": "problem", "text": "ฝนตก"}])
    answered(phone, "send", certified=True)
    answered(checks, "return", reason="ขาดภาพถ่าย")
    answered(phone, "send", certified=True)
    lowered = {"days": "1", "reason": "ลากิจ 8 พ.ย.", "evidence": "ใบลา 8/2564"}
    assert answered(checks, "approve", **lowered)["deducted_days"] == "1.0"
    answered(checks, "withdraw", reason="ผิดคน")
    answered(checks, "propose", amount="9000", reason="ทำครึ่งเดือน", evidence="บันทึก 9/2564")
    assert answered(Phone(manager), "answer", agreed=True)["agreed_amount"] == "9000.00"
    assert answered(certifies, "waive", amount="0", reason="ไม่ปรับ")["waived"] == "0.00" if report["days_late"] else True
    assert Approval.objects.filter(is_standing=True).exists()
