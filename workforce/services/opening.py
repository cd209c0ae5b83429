"""Months opened: every day of a programme and of its contracts lies in exactly one of them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tambon.models import Programme, University, User
from u2t.core import audit, clock
from workforce.choices import ContractState, PeriodState, ReportState
from workforce.models import Contract, MonthReport, MonthRules, PayBatch, Period
from workforce.months import Opened, Stretch, cut
from workforce.selectors.periods import rules_of
from workforce.selectors.terms import terms_for
from workforce.services.holding import Holding, MonthError

_DAY, _TEN_PLACES = timedelta(days=1), Decimal("1e-10")
_WRITTEN = (ReportState.SENT, ReportState.APPROVED)


class Opening:
    """Makes and lengthens months; a name for what only services may call, inside their transaction."""

    @staticmethod
    def missing(university: University, programme: Programme, *, by: User) -> list[Period]:
        """Give every day without a month one, by the present rules; return the months that are new.

        Raises:
            MonthError: no rules are laid down.
        """
        University.objects.select_for_update().get(pk=university.pk)
        rules = rules_of(university, programme)
        if rules is None:
            raise MonthError(_("No rules of the month are laid down. Lay them down first."))
        first, last = _ends(university, programme)
        rows = Period.objects.filter(university=university, programme=programme)
        for period in _open_ended(rows, first, last):
            Holding.alone(period)
        periods = {period.pk: period for period in _with_fixed(rows).select_for_update(of=("self",))}
        found = cut(first, last, [_opened(one) for one in periods.values()], cutoff_day=rules.cutoff_day)
        for key, stretch in found.paid.items():
            _lengthen(periods[key], stretch, by)
        number = max((one.number for one in periods.values()), default=0)
        made = [_period(rules, stretch, number + place) for place, stretch in enumerate(found.made, start=1)]
        Period.objects.bulk_create(made)
        audit.record_many(action="period.opened", by=by, events=[(period, {}, "") for period in made])
        return made

    @staticmethod
    def follow(contract: Contract, *, by: User) -> None:
        """Open the months a signed contract needs beyond those its university has opened; none before it opens any."""
        if contract.state == ContractState.SIGNED:
            Opening.cover(contract.university, contract.programme, contract.first_day, contract.last_day, by=by)

    @staticmethod
    def cover(university: University, programme: Programme, first: date, last: date, *, by: User) -> None:
        """Open the months that work from one day to another needs, if the university has opened any."""
        rows = Period.objects.filter(university=university, programme=programme)
        ends = rows.aggregate(first=Min("during__startswith"), after=Max("during__endswith"))
        if ends["first"] and (first < ends["first"] or last >= ends["after"]):
            Opening.missing(university, programme, by=by)


def _ends(university: University, programme: Programme) -> tuple[date, date]:
    """Return the first and last day anybody can work: of the rules in force, and of contracts beyond them."""
    terms = terms_for(programme=programme, university=university)
    contracts = Contract.objects.counting().filter(university=university, programme=programme)
    ends = contracts.aggregate(first=Min("during__startswith"), after=Max("during__endswith"))
    first = terms.work_starts_on if terms else programme.starts_on
    last = terms.work_ends_on if terms else programme.ends_on
    if ends["first"] is not None:
        first, last = min(first, ends["first"]), max(last, ends["after"] - _DAY)
    return first, last


def _open_ended(rows: "QuerySet[Period]", first: date, last: date) -> list[Period]:
    """Return the open months beside a day that has none: they may become longer."""
    periods = list(rows.order_by("during"))
    starts, ends = {one.first_day for one in periods}, {one.last_day for one in periods}
    return [
        one
        for one in periods
        if one.state == PeriodState.OPEN
        and ((one.last_day < last and one.last_day + _DAY not in starts)
             or (one.first_day > first and one.first_day - _DAY not in ends))
    ]  # fmt: skip


def _with_fixed(rows: "QuerySet[Period]") -> "QuerySet[Period]":
    """Mark the months whose days stand: closed, reported or paid."""
    reports = MonthReport.objects.filter(period=OuterRef("pk"), state__in=_WRITTEN)
    batches = PayBatch.objects.filter(period=OuterRef("pk"))
    return rows.annotate(is_fixed=Q(state=PeriodState.CLOSED) | Exists(reports) | Exists(batches))


def _opened(period: Period) -> Opened:
    is_fixed = bool(period.is_fixed)  # type: ignore[attr-defined]  # annotated
    return Opened(
        period.pk, period.month, period.first_day, period.last_day, is_fixed, period.full_days, Fraction(period.worth)
    )


def _lengthen(period: Period, stretch: Stretch, by: User) -> None:
    before, last = period.during, stretch.last
    period.during = DateRange(stretch.first, last + _DAY)
    period.full_days, period.worth = stretch.full_days, _stored(stretch.worth)
    period.reports_due_on = last + timedelta(days=period.rules.due_days)
    period.pay_on = last + timedelta(days=period.rules.pay_days)
    period.is_pay_due = period.is_pay_due and period.pay_on < clock.today()
    period.version += 1
    period.save(update_fields=["during", "reports_due_on", "pay_on", "is_pay_due", "full_days", "worth", "version"])
    audit.record(
        action="period.lengthened", target=period, by=by, changes={"during": (str(before), str(period.during))}
    )


def _stored(worth: Fraction) -> Decimal:
    return (Decimal(worth.numerator) / Decimal(worth.denominator)).quantize(_TEN_PLACES)


def _period(rules: MonthRules, stretch: Stretch, number: int) -> Period:
    first, last = stretch.first, stretch.last
    return Period(
        university=rules.university, programme=rules.programme, rules=rules, number=number, month=stretch.month,
        during=DateRange(first, last + _DAY), full_days=stretch.full_days, worth=_stored(stretch.worth),
        reports_due_on=last + timedelta(days=rules.due_days), pay_on=last + timedelta(days=rules.pay_days),
    )  # fmt: skip
