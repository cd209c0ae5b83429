"""Money: instalments, budgets of the tambons, receipts, what is left; and what is refused, to the satang."""

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.system import system_user
from tests.factories import money, months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_contracts_parallel import in_parallel
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Mark, Notification
from workforce.models import BudgetCategory, BudgetLine, BudgetReturn, Instalment, Spending
from workforce.selectors.balances import balance_of, balances_of, total
from workforce.selectors.budgets import calendar_year, given_to
from workforce.services import budgetcategories, budgets, instalments, spendings
from workforce.services.budgetcategories import Kind
from workforce.services.instalments import Letter, Return
from workforce.services.spendings import Receipt

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def letter(**changes):
    values = {
        "programme": make.programme(), "university": make.university("kpru"), "number": 1,
        "letter_number": "อว 0201/12", "letter_on": date(2021, 2, 1), "fund_source": "พ.ร.ก. เงินกู้ 2563",
        "amount": Decimal(3_483_000),
    } | changes  # fmt: skip
    return Letter(**values)


def receipt(line, amount=1000, **changes):
    values = {
        "line": line, "key": uuid.uuid4(), "spent_on": date(2021, 11, 10), "payee": "ร้านสมมุติ",
        "document_number": f"บส {uuid.uuid4().hex[:6]}", "about": "วัสดุ", "amount": Decimal(amount),
    } | changes  # fmt: skip
    return Receipt(**values)


@pytest.fixture
def line(nation):
    return money.line(make.area("630111"), amount=10_000)


def test_an_instalment_is_allotted_confirmed_and_sent_back_by_who_may(ministry, staff):
    made = instalments.allot(letter=letter(), by=ministry)
    assert instalments.allot(letter=letter(), by=ministry) == made
    assert Notification.objects.get(user=staff).kind == "instalment.allotted"
    with pytest.raises(InputError):
        instalments.allot(letter=letter(amount=Decimal(0)), by=ministry)
    with pytest.raises(DomainError):
        instalments.allot(letter=letter(amount=Decimal(5)), by=ministry)  # the number is taken by other figures
    for act in (
        lambda: instalments.allot(letter=letter(number=2), by=staff),
        lambda: instalments.receive(instalment=made, on=date(2021, 2, 5), by=ministry, version=1),
    ):
        with pytest.raises(PermissionDenied):
            act()
    back = Return(Decimal(400), "มร 1", date(2021, 3, 1), "เหลือจ่าย")
    with pytest.raises(DomainError):
        instalments.give_back(instalment=made, back=back, by=staff)  # it has not come yet
    with pytest.raises(InputError):
        instalments.receive(instalment=made, on=date(2021, 1, 5), by=staff, version=1)
    with pytest.raises(StaleError):
        instalments.receive(instalment=made, on=date(2021, 2, 5), by=staff, version=9)

    made = instalments.receive(instalment=made, on=date(2021, 2, 5), by=staff, version=1)
    sent = instalments.give_back(instalment=made, back=back, by=staff)

    assert instalments.give_back(instalment=made, back=back, by=staff) == sent
    given = given_to(made.university, made.programme)
    assert (given.allotted, given.received, given.returned, given.free) == (3_483_000, 3_483_000, 400, 3_482_600)
    with pytest.raises(DomainError):
        instalments.cancel(instalment=made, reason="ผิด", by=ministry, version=made.version)
    with pytest.raises(DomainError) as refused:
        instalments.give_back(
            instalment=made, back=replace(back, amount=Decimal(3_482_601), letter_number="2"), by=staff
        )
    assert "3,482,600" in str(refused.value)
    instalments.cancel_return(back=sent, reason="ผิดยอด", by=staff)
    assert given_to(made.university, made.programme).free == 3_483_000


def test_an_instalment_entered_wrongly_is_cancelled_and_entered_anew(ministry, staff):
    made = instalments.allot(letter=letter(), by=ministry)
    with pytest.raises(InputError):
        instalments.cancel(instalment=made, reason=" ", by=ministry, version=1)

    instalments.cancel(instalment=made, reason="ยอดผิด", by=ministry, version=1)
    again = instalments.allot(letter=letter(amount=Decimal(5000)), by=ministry)

    assert list(Instalment.objects.standing()) == [again]
    with pytest.raises(DomainError):
        instalments.receive(instalment=made, on=date(2021, 2, 5), by=staff, version=2)


def test_the_fifty_tambons_of_s1_add_up_to_174_150_000_and_not_a_baht_more(nation, ministry):
    cmu, programme = make.university("cmu"), make.programme()
    work.terms()
    budgets.sync(by=system_user())
    for number in range(1, 51):
        tambon = make.area(f"5001{number:02d}", f"ตำบลที่ {number}")
        make.allocation(tambon, cmu, programme)
    finance = make.user("finance")
    make.membership(finance, "staff", university=cmu)
    asked = {"university": cmu, "programme": programme, "months": 12, "reason": "มติ ครม. 6 ต.ค. 2563", "by": finance}
    instalments.allot(letter=letter(university=cmu, amount=Decimal(174_149_999)), by=ministry)
    with pytest.raises(DomainError) as refused:
        budgets.allocate(**asked)
    assert refused.value.extra["lacking"] == "1.00"
    assert not BudgetLine.objects.exists()
    instalments.allot(letter=letter(university=cmu, number=2, letter_number="2", amount=Decimal(1)), by=ministry)

    made = budgets.allocate(**asked)

    assert sum(line.amount for line in made) == Decimal(174_150_000)
    assert {line.category.code: line.amount for line in made} == {
        "wages": 2_640_000, "activities": 800_000, "management": 43_000
    }  # fmt: skip
    assert budgets.allocate(**asked) == []
    assert total(balances_of(BudgetLine.objects.all())).allocated == Decimal(174_150_000)
    line = made[0]
    with pytest.raises(DomainError) as refused:
        budgets.change(line=line, amount=line.amount + 5, reason="เพิ่ม", by=finance, version=1)
    assert refused.value.extra["lacking"] == "5.00"
    line = budgets.change(line=line, amount=line.amount - 5, reason="ลด", by=finance, version=1)
    assert list(line.versions.values_list("version", "amount")) == [(2, line.amount), (1, line.amount + 5)]
    with pytest.raises(StaleError):
        budgets.change(line=line, amount=Decimal(1), reason="ลด", by=finance, version=1)
    with pytest.raises(PermissionDenied):
        budgets.allocate(**asked | {"by": ministry})


def test_a_receipt_is_entered_once_and_never_above_what_is_left(line, pm):
    first = receipt(line, 9_999.50)
    made = spendings.enter(receipt=first, by=pm)
    assert spendings.enter(receipt=first, by=pm) == made
    with pytest.raises(DomainError):
        spendings.enter(receipt=replace(first, amount=Decimal(3)), by=pm)  # the same form with other figures
    with pytest.raises(DomainError) as refused:
        spendings.enter(receipt=receipt(line, 1), by=pm)
    assert refused.value.extra["left"] == "0.50"
    assert balance_of(line).remaining == Decimal("0.50")
    with pytest.raises(DomainError) as refused:
        budgets.change(line=line, amount=Decimal(9_000), reason="ลด", by=system_user(), version=1)
    assert "9,999.50" in str(refused.value)

    spendings.cancel(spending=made, reason="ใบเสร็จผิดใบ", by=pm)

    assert balance_of(line).remaining == 10_000
    with pytest.raises(DomainError):
        spendings.cancel(spending=made, reason="อีกครั้ง", by=pm)
    again = spendings.enter(receipt=first, by=pm)  # the form of the cancelled one, sent again
    assert (again.pk == made.pk, spendings.enter(receipt=first, by=pm)) == (False, again)
    spendings.cancel(spending=again, reason="ใบเสร็จผิดใบ", by=pm)
    assert spendings.enter(receipt=receipt(line, 10, document_number=made.document_number), by=pm)
    with pytest.raises(DomainError):
        spendings.enter(receipt=receipt(line, 10, document_number=made.document_number), by=pm)
    assert AuditEvent.objects.filter(action="spending.entered").count() == 3
    assert Mark.objects.filter(source="workforce", place="630111").count() == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal(0)}, {"payee": " "}, {"document_number": ""}, {"about": ""},
        {"spent_on": date(2021, 12, 3)}, {"spent_on": date(2021, 1, 31)},
    ],
)  # fmt: skip
def test_a_receipt_that_cannot_be_is_refused(line, pm, changes):
    with pytest.raises(InputError):
        spendings.enter(receipt=replace(receipt(line), **changes), by=pm)


def test_a_receipt_is_of_its_own_tambon_and_of_who_may_spend(line, pm, worker, nation):
    wages = money.line(make.area("630111"), code="wages")
    far = money.line(make.area("500101"), make.university("cmu"))
    planned = money.activity(make.area("630111"), state="planned", begun_on=None)
    elsewhere = money.activity(make.area("630101"))

    for wrong in (receipt(wages), receipt(line, activity=planned), receipt(line, activity=elsewhere)):
        with pytest.raises(InputError):
            spendings.enter(receipt=wrong, by=pm)
    for who, what in ((worker, line), (pm, far)):
        with pytest.raises(PermissionDenied):
            spendings.enter(receipt=receipt(what), by=who)


def test_wages_are_bound_by_contracts_and_paid_by_frozen_batches(contract, period, nation):
    wages = money.line(make.area("630111"), code="wages", amount=200_000)
    line = months.pay_line(months.approved(contract, period), months.batch(period), wage=contract.monthly_wage)
    year = Decimal(12) * contract.monthly_wage
    assert (balance_of(wages).committed, balance_of(wages).paid) == (year, 0)

    line.batch.state, line.batch.frozen_at = "frozen", months.MADE
    line.batch.save()

    balance = balance_of(wages)
    assert (balance.committed, balance.paid) == (year - contract.monthly_wage, contract.monthly_wage)
    assert balance.remaining == 200_000 - year
    fiscal, tax = calendar_year("fiscal", 2565), calendar_year("tax", 2565)
    assert fiscal.during == DateRange(date(2021, 10, 1), date(2022, 10, 1))
    within = [balances_of(BudgetLine.objects.all(), one.during)[0].balance.within for one in (fiscal, tax)]
    assert within == [contract.monthly_wage, 0]  # to be paid on 15 December 2021: of fiscal, not of tax year 2565


def test_who_moves_within_a_month_is_bound_where_the_month_is_paid(contract, nation):
    lines = [money.line(make.area(code), code="wages", amount=200_000) for code in ("630111", "630101")]
    moved = date(2021, 11, 16)
    old = contract.placements.get()
    old.during = DateRange(old.during.lower, moved)
    old.save(update_fields=["during"])
    there = work.post(make.area("630101"))
    contract.placements.create(post=there, during=DateRange(moved, contract.during.upper), created_at=months.MADE)
    wage = contract.monthly_wage

    def bound():
        return [balance_of(line).committed for line in lines]

    assert bound() == [wage * Decimal("9.5"), wage * Decimal("2.5")]  # no month is opened: by the days worked there
    first = [date(2021, number, 1) for number in range(2, 13)] + [date(2022, 1, 1)]
    opened = [months.period(month) for month in first]
    assert bound() == [wage * 9, wage * 3]
    for period in opened:
        before = sum(bound())
        report = months.approved(contract, period)
        batch = months.batch(period, state="frozen", frozen_at=months.MADE)
        months.pay_line(report, batch, wage=wage, state="paid", paid_on=period.pay_on)
        assert before - sum(bound()) == wage

    assert bound() == [0, 0]
    assert [balance_of(line).paid for line in lines] == [wage * 9, wage * 3]
    assert [balance_of(line).remaining for line in lines] == [200_000 - wage * 9, 200_000 - wage * 3]


def test_money_of_a_tambon_goes_back_at_most_as_far_as_it_is_left(line, staff, ministry):
    instalment = money.instalment(amount=Decimal(10_000), received_on=date(2021, 2, 5))
    money.spending(line, 4_000)
    back = Return(Decimal("6000.01"), "มร 2", date(2021, 11, 30), "ปิดโครงการ", line)
    with pytest.raises(DomainError) as refused:
        instalments.give_back(instalment=instalment, back=back, by=staff)
    assert "6,000 " in str(refused.value)

    instalments.give_back(instalment=instalment, back=replace(back, amount=Decimal(6_000)), by=staff)

    balance = balance_of(line)
    assert (balance.returned, balance.remaining) == (6_000, 0)
    far = money.line(make.area("500101"), make.university("cmu"))
    with pytest.raises(InputError):
        instalments.give_back(instalment=instalment, back=replace(back, line=far), by=staff)


@pytest.mark.django_db(transaction=True)
def test_two_receipts_that_only_together_are_too_much_do_not_both_stand(line, pm):
    two = [receipt(line, 6_000), receipt(line, 5_000)]

    answers = in_parallel(lambda number: spendings.enter(receipt=two[number], by=pm), range(2))

    assert sorted(type(answer).__name__ for answer in answers) == ["Spending", "SpendingError"]
    assert Spending.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_returns_at_once_do_not_send_back_more_than_came(staff):
    instalment = money.instalment(amount=Decimal(10_000), received_on=date(2021, 2, 5))
    two = [Return(Decimal(6_000), f"มร {number}", date(2021, 11, 30), "เหลือ") for number in range(2)]

    answers = in_parallel(
        lambda number: instalments.give_back(instalment=instalment, back=two[number], by=staff), range(2)
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["BudgetReturn", "InstalmentError"]
    assert BudgetReturn.objects.count() == 1


def test_kinds_of_money_are_added_and_corrected_until_tambons_were_given_it(line, ministry, staff):
    programme = line.programme
    kind = Kind("ค่าอบรม", "Training", "fixed", Decimal(20_000), 4)
    made = budgetcategories.add(programme=programme, code="training", kind=kind, by=ministry)
    assert budgetcategories.add(programme=programme, code="training", kind=kind, by=ministry) == made
    for changes, field in (
        ({"name_th": " "}, "name_th"), ({"per_tambon": None}, "per_tambon"), ({"basis": "x"}, "basis"),
        ({"basis": "posts"}, "per_tambon"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            budgetcategories.add(programme=programme, code="more", kind=replace(kind, **changes), by=ministry)
        assert refused.value.extra["field"] == field
    for code in ("training", "ไทย"):
        with pytest.raises(InputError):
            budgetcategories.add(programme=programme, code=code, kind=replace(kind, position=9), by=ministry)
    with pytest.raises(PermissionDenied):
        budgetcategories.add(programme=programme, code="more", kind=kind, by=staff)
    with pytest.raises(DomainError):
        wages = replace(kind, basis="posts", per_tambon=None)
        budgetcategories.amend(category=line.category, kind=wages, by=ministry, version=1)


def test_pages_and_routes_of_the_kinds_of_money(client, line, ministry, staff):
    programme, kind = line.programme, Kind("ค่าอบรม", "Training", "fixed", Decimal(20_000), 4)
    made = budgetcategories.add(programme=programme, code="training", kind=kind, by=ministry)
    client.force_login(ministry)
    listed, address = reverse("budgetcategory-list"), reverse("budgetcategory-amend", args=[made.pk])
    assert address in client.get(listed).text
    assert 'value="Training"' in client.get(address).text
    typed = {"name_th": "ค่าอบรม", "name_en": "Training", "basis": "fixed", "per_tambon": "25000", "version": "1"}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed | {"per_tambon": "1"}).status_code == 412
    assert client.post(address, typed | {"per_tambon": "", "version": "2"}).status_code == 422
    new = typed | {"programme": programme.pk, "code": "travel", "name_th": "ค่าเดินทาง"}
    assert client.post(reverse("budgetcategory-add"), new).status_code == 302
    body = {"name_th": "ค่าพาหนะ", "name_en": "Travel", "basis": "fixed", "per_tambon": "9", "version": 1}
    travel = BudgetCategory.objects.get(code="travel")
    answer = client.post(reverse("api-budgetcategory-amend", args=[travel.pk]), body, "application/json")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    client.force_login(staff)
    assert address not in client.get(listed).text
    rows = client.get(reverse("api-budgetcategory-list")).json()["results"]
    assert {(one["code"], one["per_tambon"]) for one in rows} >= {("training", "25000.00"), ("travel", "9.00")}
    assert AuditEvent.objects.filter(action="budgetcategory.amended").count() == 2
