"""Rules of the month that take over, and months without a gap, however work is prolonged."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Programme
from tests.factories import months
from tests.factories import workforce as work
from u2t.core.models import AuditEvent
from workforce.models import Contract, Period
from workforce.paying import pay_for
from workforce.selectors.pay import rules_for, worked_in
from workforce.services import contracts, payroll
from workforce.services import months as opening
from workforce.services.months import Counting, MonthInputError, Step

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
NOVEMBER = date(2021, 11, 1)


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


def test_new_rules_take_over_months_that_have_not_begun(contract, staff):
    rules = months.rules(version=1)
    begun, ahead = months.period(NOVEMBER, of=rules), months.period(date(2022, 1, 1), of=rules)
    steps = [Step("pm", "อาจารย์")]
    made = opening.lay_down(
        university=rules.university, programme=rules.programme, counting=Counting(pay_days=20), steps=steps, by=staff
    )
    for one in (begun, ahead):
        one.refresh_from_db()
    assert (begun.rules, ahead.rules) == (rules, made)
    assert (ahead.pay_on - ahead.last_day).days == 20


def test_a_chain_that_nobody_of_some_kind_goes_through_is_refused(contract, staff):
    rules = months.rules()
    with pytest.raises(MonthInputError):
        opening.lay_down(
            university=rules.university, programme=rules.programme, counting=Counting(),
            steps=[Step("agency", "หน่วยงาน", is_digital=True)], by=staff,
        )  # fmt: skip


def test_closing_by_a_page_that_is_out_of_date_is_refused(client, contract, period, staff):
    client.force_login(staff)
    assert client.post(reverse("period-close", args=[period.pk]), {}).status_code == 412
    period.refresh_from_db()
    assert period.state == "open"


def test_no_day_of_a_prolonged_contract_is_without_a_month_and_none_is_paid_twice(staff):
    contract = work.contract(during=DateRange(date(2021, 11, 1), date(2021, 12, 16)))
    programme = contract.programme
    programme.starts_on, programme.ends_on = date(2021, 11, 1), date(2021, 12, 15)
    programme.save()
    months.rules()
    opening.open_all(university=contract.university, programme=programme, by=staff)

    Programme.objects.filter(pk=programme.pk).update(ends_on=date(2022, 1, 31))
    contract = Contract.objects.get(pk=contract.pk)
    contracts.extend(contract=contract, until=date(2022, 1, 20), reason="งานยังไม่เสร็จ", by=staff)
    made = list(Period.objects.order_by("during"))
    assert [(one.first_day, one.last_day) for one in made] == [
        (date(2021, 11, 1), date(2021, 11, 30)), (date(2021, 12, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 1, 31)),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="period.lengthened").count() == 1

    months.approved(contract, made[2])
    Programme.objects.filter(pk=programme.pk).update(ends_on=date(2022, 2, 28))
    made[2].during, made[2].full_days = DateRange(date(2022, 1, 1), date(2022, 1, 21)), 31
    made[2].save(update_fields=["during", "full_days"])
    contract = Contract.objects.get(pk=contract.pk)
    contracts.extend(contract=contract, until=date(2022, 1, 31), reason="งานยังไม่เสร็จ", by=staff)
    assert Period.objects.count() == 5
    rest = Period.objects.get(full_days=31, during__startswith__gt=date(2022, 1, 1))
    assert (rest.first_day, rest.last_day, rest.month) == (date(2022, 1, 21), date(2022, 1, 31), date(2022, 1, 1))
    months.approved(contract, rest)
    batch = payroll.compute(period=rest, by=staff)
    line = batch.lines.get()
    assert line.wage == Decimal("5322.58")  # 11 of 31 days of 15,000
    assert pay_for(worked_in(line.report), rules_for(rest.rules)).wage == line.wage
    with connection.cursor() as cursor:
        cursor.execute(_IN_HOW_MANY)
        assert cursor.fetchall() == [(1,)]


_IN_HOW_MANY = """
SELECT DISTINCT (
    SELECT count(*) FROM workforce_period AS period WHERE period.university_id = contract.university_id
        AND period.programme_id = contract.programme_id AND period.during @> day::date
) FROM workforce_contract AS contract
CROSS JOIN generate_series(lower(contract.during), upper(contract.during) - 1, interval '1 day') AS day
"""
