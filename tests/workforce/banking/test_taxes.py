"""Tax withheld of wages: by the rule of the day of payment, counted by the year, with the address it needs."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import python_calamine
from django.urls import reverse

from tests.factories import months
from tests.workforce.banking.conftest import paid_line
from u2t.core.models import AuditEvent
from workforce.models import PayBatch, Person, TaxRule
from workforce.services import payroll, transfers

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_tax_is_withheld_by_the_rule_of_the_day_of_payment_and_the_bank_pays_what_is_left(
    client, contract, staff, period
):
    client.force_login(staff)
    address = reverse("taxrule-edit")
    given = {
        "university": "kpru", "applies_from": "2021-12-01", "income_class": "40(8)", "floor": "10000", "above_0": "0",
        "rate_0": "1",
    }  # fmt: skip
    for _click in range(2):
        assert client.post(address, given).status_code == 302
    assert client.post(address, given | {"above_1": "0", "rate_1": "3"}).status_code == 422
    months.account(contract.person)
    months.approved(contract, period, 14000, deducted_days=2)

    batch = payroll.compute(period=period, method="transfer", by=staff)
    line = batch.lines.get()
    assert (line.gross, line.withheld, line.net) == (Decimal(14000), Decimal(140), Decimal(13860))
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    page = client.get(reverse("paybatch-detail", args=[batch.pk])).content.decode()
    assert "= 14,000 − ภาษีหัก ณ ที่จ่าย 1 % 140 = 13,860" in page
    file = transfers.write(batch=batch, which="own", by=staff)
    assert b"0000001386000" in file.content
    book = python_calamine.load_workbook(BytesIO(transfers.workbook(batch=batch, by=staff).content))
    assert [14000.0, 140.0, 13860.0] in [row[8:11] for row in book.get_sheet_by_index(0).to_python()]
    refused = client.post(address, given | {"rate_0": "3"})
    assert refused.status_code == 422
    assert "ปิดยอดแล้ว" in refused.content.decode()
    assert TaxRule.objects.count() == 1


def test_a_tax_year_counts_by_the_day_of_payment_and_says_what_is_missing(client, contract, staff, period):
    rule = months.tax_rule()
    Person.objects.update(current_address="")
    paid_line(contract, period, paid_on=date(2022, 1, 5), withheld=Decimal(140), net=Decimal(13860))
    PayBatch.objects.update(tax_rule=rule)
    second_month = months.period(date(2021, 10, 1), number=10)
    paid_line(contract, second_month, paid_on=date(2021, 12, 30))
    client.force_login(staff)

    page = client.get(reverse("taxyear-list"), {"year": "2565"}).content.decode()
    assert "1 คน จ่าย 14,000 บาท หักภาษี 140 บาท" in page
    assert str(contract.person.national_id) not in page
    assert "ไม่มีที่อยู่" in page
    before = client.get(reverse("taxyear-list"), {"year": "2564"}).content.decode()
    assert "1 คน จ่าย 14,000 บาท หักภาษี 0 บาท" in before
    book = client.get(reverse("taxyear-workbook"), {"year": "2565"})
    rows = python_calamine.load_workbook(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [str(contract.person.national_id), contract.person.full_name, "ไม่มี", 1.0, 14000.0, 140.0] in [
        row[1:] for row in rows
    ]
    assert AuditEvent.objects.get(action="taxyear.taken").changes["count"] == [None, 1]
    month = client.get(reverse("taxmonth-workbook", args=["2565-01"]))
    sheets = python_calamine.load_workbook(BytesIO(month.content))
    assert sheets.sheet_names == ["ภ.ง.ด.1", "ภ.ง.ด.3"]
    assert [140.0] in [row[8:9] for row in sheets.get_sheet_by_index(1).to_python()]
    found = client.get(reverse("api-taxyear-detail", args=["kpru"]), {"year": "2565"}).json()
    assert [(one["gross"], one["withheld"], one["has_address"]) for one in found["results"]] == [
        ("14000.00", "140.00", False)
    ]


def test_who_was_withheld_tax_is_asked_for_the_address_and_gives_it(client, contract, worker, staff, period):
    Person.objects.update(current_address="")
    paid_line(contract, period, paid_on=date(2022, 1, 5), withheld=Decimal(140), net=Decimal(13860))

    # The worker is asked for the address, and gives it.
    address = reverse("person-address", args=[contract.person_id])
    client.force_login(worker)
    assert address in client.get(reverse("month-own")).content.decode()
    given = {"registered_address": "1 หมู่ 2 ต.แม่ท้อ อ.เมืองตาก จ.ตาก", "current_address": ""}
    assert client.post(address, given).status_code == 302
    assert address not in client.get(reverse("month-own")).content.decode()
    client.force_login(staff)
    assert "ไม่มีที่อยู่" not in client.get(reverse("taxyear-list"), {"year": "2565"}).content.decode()
    for asked in ({"university": "\x00"}, {"university": "x"}, {"year": "0"}):
        assert client.get(reverse("taxyear-list"), asked).status_code == 404
