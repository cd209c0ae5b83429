"""Plain instalments, budgets, receipts and activities."""

import uuid
from datetime import date
from decimal import Decimal

from tests.factories import tambon as make
from tests.factories.workforce import MADE
from workforce.models import (
    Activity,
    BudgetCategory,
    BudgetLine,
    BudgetReturn,
    BudgetVersion,
    Instalment,
    Spending,
    WorkItem,
)

KINDS = {"wages": ("posts", None), "activities": ("fixed", Decimal(800_000)), "management": ("fixed", Decimal(43_000))}


def category(code="activities", programme=None):
    basis, amount = KINDS[code]
    return BudgetCategory.objects.get_or_create(
        programme=programme or make.programme(), code=code,
        defaults={"name_th": code, "name_en": code, "basis": basis, "per_tambon": amount},
    )[0]  # fmt: skip


def instalment(university=None, programme=None, **fields):
    """A first instalment of a million baht, which the university has not confirmed."""
    values = {
        "number": 1, "letter_number": "สาธิต 0101/1", "letter_on": date(2021, 2, 1), "fund_source": "เงินกู้",
        "amount": Decimal(1_000_000), "created_at": MADE,
    } | fields  # fmt: skip
    return Instalment.objects.create(
        university=university or make.university("kpru"), programme=programme or make.programme(), **values
    )


def returned(instalment, amount=1000, **fields):
    values = {
        "letter_number": "สาธิต 0101/9", "returned_on": date(2021, 11, 1), "reason": "ส่งคืน", "created_at": MADE
    } | fields  # fmt: skip
    return BudgetReturn.objects.create(instalment=instalment, amount=Decimal(amount), **values)


def line(tambon, university=None, amount=800_000, code="activities", programme=None, **fields):
    """What a tambon is given, from the first day of the programme."""
    programme = programme or make.programme()
    made = BudgetLine.objects.create(
        programme=programme, university=university or make.university("kpru"), tambon=tambon,
        category=category(code, programme), amount=Decimal(amount), **fields,
    )  # fmt: skip
    BudgetVersion.objects.create(line=made, version=1, amount=made.amount, reason="จัดสรร", at=MADE)
    return made


def package():
    return WorkItem.objects.get_or_create(
        scheme="package", number=1, defaults={"name_th": "พัฒนาสัมมาชีพ", "name_en": "Livelihoods"}
    )[0]


def activity(tambon, university=None, programme=None, **fields):
    """An activity under way since the first of November."""
    values = {
        "key": uuid.uuid4(), "name": "อบรมแปรรูปผลผลิต", "dimension": "economy", "starts_on": date(2021, 11, 1),
        "ends_on": date(2021, 12, 20), "planned_amount": Decimal(50_000), "state": "running",
        "begun_on": date(2021, 11, 1), "created_on": date(2021, 10, 1),
    } | fields  # fmt: skip
    return Activity.objects.create(
        programme=programme or make.programme(), university=university or make.university("kpru"), tambon=tambon,
        package=package(), **values,
    )  # fmt: skip


def spending(line, amount=12_500, **fields):
    values = {
        "key": uuid.uuid4(), "spent_on": date(2021, 11, 10), "payee": "ร้านสมมุติการค้า", "about": "วัสดุอบรม",
        "document_number": f"บส {uuid.uuid4().hex[:8]}", "created_at": MADE,
    } | fields  # fmt: skip
    return Spending.objects.create(line=line, amount=Decimal(amount), **values)
