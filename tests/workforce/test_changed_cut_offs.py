"""A university changes its cut-off day on the way: what is bound, paid and said is twelve wages for twelve months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import money, months
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.models import BudgetLine, Contract, PayLine, Period
from workforce.selectors.balances import balance_of
from workforce.selectors.closing import checks_of, shares_of_month
from workforce.selectors.excess import Excess, excess_of
from workforce.services import months as opening
from workforce.services import payroll
from workforce.wording import explained

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

FIRST, LAST = date(2021, 2, 1), date(2022, 1, 31)
YEAR = DateRange(FIRST, LAST + timedelta(1))


@pytest.fixture
def contract(staff):
    """Somebody who works the twelve months of the programme."""
    make.programme(starts_on=FIRST, ends_on=LAST)
    money.line(make.area("630111"), amount=500_000, code="wages")
    return work.contract(during=YEAR)


def cut(contract, staff, *pieces):
    """Open and close the months up to some days, each by the cut-off day of its time."""
    programme = contract.programme
    for version, (until, cutoff) in enumerate(pieces, start=1):
        months.rules(version=version, cutoff_day=cutoff)
        Contract.objects.filter(pk=contract.pk).update(during=DateRange(FIRST, until + timedelta(1)))
        programme.starts_on, programme.ends_on = FIRST, until
        programme.save()
        opening.open_all(university=contract.university, programme=programme, by=staff)
        Period.objects.update(state="closed", closed_at=months.MADE)
    Contract.objects.filter(pk=contract.pk).update(during=YEAR)


def pay(contract, staff):
    """Approve and pay every month."""
    for period in Period.objects.select_related("rules").order_by("during"):
        months.approved(contract, period)
        batch = payroll.compute(period=period, by=staff)
        payroll.freeze(batch=batch, by=staff, version=batch.version)
    return list(PayLine.objects.order_by("period__during").select_related("period"))


@pytest.mark.parametrize(
    ("pieces", "of", "said"),
    [
        ([(date(2021, 6, 30), 31), (LAST, 25)], date(2021, 7, 1), "15,000 × 25 จาก 31 วัน = 12,096.77"),
        ([(date(2021, 6, 30), 31), (LAST, 25)], date(2021, 12, 26), "15,000 × 37 วัน ÷ 31 = 17,903.23"),
        ([(date(2021, 6, 25), 25), (LAST, 31)], date(2021, 6, 26), "15,000"),
        (
            [(date(2021, 6, 30), 31), (date(2021, 10, 25), 25), (LAST, 20)],
            date(2021, 12, 21),
            "15,000 × 1.3333 เดือน = 20,000",
        ),
        ([(date(2022, 1, 25), 25), (LAST, 31)], date(2022, 1, 26), "จ่ายไปพร้อมเดือนก่อนแล้ว = 0"),
    ],
)
def test_what_is_bound_and_paid_of_twelve_months_is_twelve_wages(contract, staff, pieces, of, said):
    cut(contract, staff, *pieces)
    assert balance_of(BudgetLine.objects.get()).committed == 180_000

    lines = pay(contract, staff)

    assert sum(line.gross for line in lines) == 180_000
    balance = balance_of(BudgetLine.objects.get())
    assert (balance.committed, balance.paid) == (0, 180_000)
    assert excess_of(Contract.objects.all()) == []
    assert [explained(line) for line in lines if line.period.first_day == of] == [said]


def test_who_leaves_within_a_period_beside_the_change_is_paid_its_days(contract, staff):
    cut(contract, staff, (date(2021, 6, 30), 31), (date(2021, 10, 25), 25), (LAST, 20))
    Contract.objects.update(during=DateRange(FIRST, date(2022, 1, 1)))

    line = pay(contract, staff)[-1]

    assert line.wage == Decimal("5238.10")  # 20,000 for 42 days, of them 11
    assert explained(line) == "15,000 × 1.3333 เดือน × 11 จาก 42 วัน = 5,238.10"


def test_what_was_paid_beyond_the_whole_contract_is_found_though_no_month_is_above_its_own(contract, staff):
    """Months that were cut before: days of June were paid once more beside the whole of it."""
    cut(contract, staff, (date(2021, 6, 25), 25), (LAST, 31))
    july = Period.objects.get(during__contains=date(2021, 7, 1))
    july.during = DateRange(date(2021, 7, 1), date(2021, 8, 1))
    july.save()
    days = DateRange(date(2021, 6, 26), date(2021, 7, 1))
    months.period(date(2021, 6, 1), of=july.rules, number=99, during=days, full_days=36)

    lines = pay(contract, staff)

    assert excess_of(Contract.objects.all()) == [Excess(contract.pk, date(2022, 1, 1), Decimal("2083.33"))]
    above = {one.code: one.people for one in checks_of(lines[-1].period, user=staff)}["above"]
    assert above == 1
    assert excess_of(Contract.objects.all(), until=date(2021, 12, 1)) == []


def test_a_wage_from_a_cut_off_to_the_next_is_not_beyond_a_contract_that_ends_between(contract, staff):
    cut(contract, staff, (LAST, 25))
    Contract.objects.update(during=DateRange(FIRST, date(2021, 8, 1)))
    Period.objects.exclude(during__overlap=DateRange(FIRST, date(2021, 8, 1))).delete()

    lines = pay(contract, staff)

    assert lines[-1].wage == Decimal("2903.23")  # 26 to 31 July, of the 31 days of August's period
    assert excess_of(Contract.objects.all()) == []


def test_what_waits_in_the_last_month_may_come_to_more_than_a_wage(contract, staff):
    cut(contract, staff, (date(2021, 6, 30), 31), (LAST, 25))
    last = Period.objects.latest("during")

    (missing,) = [one for one in shares_of_month(last, user=staff) if one.code == "missing"]

    assert (missing.people, missing.baht) == (1, Decimal("17903.23"))


def test_a_worker_sees_which_days_belong_to_a_month_that_is_none_of_the_calendar(
    client, contract, staff, worker, settings
):
    settings.CLOCK = "2021-09-02T10:00:00+07:00"
    cut(contract, staff, (date(2021, 6, 25), 25), (LAST, 31))
    contract.person.user = worker
    contract.person.save()
    client.force_login(worker)

    page = client.get(reverse("month-own")).content.decode()

    assert "26 มิ.ย. 2564 – 31 ก.ค. 2564" in page
    assert "1 ส.ค. 2564 – 31 ส.ค. 2564" not in page
    july = Period.objects.get(during__contains=date(2021, 7, 1))
    days = client.get(reverse("month-days", args=[contract.pk, july.pk])).content.decode()
    assert "26 มิ.ย. 2564 – 31 ก.ค. 2564" in days
