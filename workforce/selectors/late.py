"""What is late, who holds it and how to call them: for whoever may see the reports."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext

from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import WORKS, PeriodState, ReportState
from workforce.models import Contract, MonthReport, Placement
from workforce.permissions import Can
from workforce.selectors.amounts import Answerers, awaited, proposals
from workforce.selectors.reports import reports_of
from workforce.selectors.whose import Held, Holders
from workforce.wording import month_name

_OPEN = (ReportState.SENT, ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class Late:
    """A report that is late: who holds it, the numbers to call, and a message to send them."""

    report: MonthReport
    since: date
    who: str
    telephones: list[str]
    message: str


def late_reports(user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports past their day, the latest first: at a step, or not sent yet by who writes them."""
    is_due = When(state__in=[ReportState.SENT, ReportState.RETURNED], step_due_on__isnull=False, then=F("step_due_on"))
    since = Case(is_due, default=F("period__reports_due_on"), output_field=DateField())
    rows = reports_of(user).prefetch_related("step__certifiers").annotate(late_since=since)
    late = rows.filter(state__in=_OPEN, period__state=PeriodState.OPEN, late_since__lt=clock.today())
    return late.order_by("late_since", "contract__person__sort_key", "pk")


def unbegun(user: Actor, tambon: str = "") -> "QuerySet[Any]":
    """Return whose report of a month past its day is not even begun (`late_month`, `late_since`), the latest first.

    Somebody who has begun none for two months stands there twice.
    """
    # Annotated first, and then kept by what was annotated: each filter over the months would join them anew.
    month = "university__periods__"
    seen = Contract.objects.visible_to(user, to=Can.VIEW_REPORT).filter(state__in=WORKS)
    rows: QuerySet[Any] = seen.annotate(
        late_period=F(f"{month}pk"), late_month=F(f"{month}month"), late_since=F(f"{month}reports_due_on"),
        late_state=F(f"{month}state"), late_programme=F(f"{month}programme"), late_during=F(f"{month}during"),
    )  # fmt: skip
    rows = rows.filter(
        late_state=PeriodState.OPEN, late_since__lt=clock.today(), late_programme=F("programme"),
        late_during__overlap=F("during"),
    )  # fmt: skip
    begun = MonthReport.objects.filter(contract=OuterRef("pk"), period=OuterRef("late_period"))
    place = Placement.objects.filter(contract=OuterRef("pk"), is_cancelled=False).order_by("-during")
    named: QuerySet[Any] = rows.exclude(Exists(begun)).annotate(
        tambon_code=Subquery(place.values("post__tambon")[:1]),
        tambon_name=Subquery(place.values("post__tambon__name_th")[:1]),
    )
    named = named.filter(tambon_code=tambon) if tambon else named
    return named.select_related("person").order_by("late_since", "person__sort_key", "pk")


def late_of(reports: Sequence[MonthReport], *, user: Actor, site: str) -> list[Late]:
    """Say of some late reports whom to call; in the same few questions for one or sixty."""
    holders, asked = Holders(reports), {one.report_id: one for one in proposals().filter(report__in=reports)}
    answerers = Answerers([(one, asked[one.pk]) for one in reports if one.pk in asked])
    people = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk__in=[one.contract_id for one in reports])
    seen = set(people.values_list("pk", flat=True))

    def held(report: MonthReport) -> Held:
        if report.pk in asked:
            managers = answerers.of(report, asked[report.pk])
            numbers = dict.fromkeys(one.telephone for one in managers if one.telephone)
            return Held(awaited(report, managers), tuple(numbers))
        return holders.of(report) if report.step else _writer(report, seen)

    return [_late(one, held(one), site) for one in reports]


def message_to(contract: Any, site: str) -> str:
    """Return what to send to somebody of `unbegun`."""
    said = gettext(
        "To %(who)s: your report of %(month)s is not begun, though it was due on %(day)s, %(days)d days ago. The wage "
        "follows from it. Please write and send it: %(link)s"
    )
    since, link = contract.late_since, f"{site.rstrip('/')}{reverse('month-own')}"
    return said % {
        "who": contract.person, "month": month_name(contract.late_month), "day": thai_date(since),
        "days": (clock.today() - since).days, "link": link,
    }  # fmt: skip


def callable_in(reports: Iterable[MonthReport], user: Actor) -> set[int]:
    """Return the keys of the late ones of some reports whose worker a user may call."""
    late = [(one.pk, one.contract_id) for one in reports if one.step_due_on and one.step_due_on < clock.today()]
    if not late:
        return set()
    seen = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk__in={contract for _pk, contract in late})
    callable_ = set(seen.values_list("pk", flat=True))
    return {pk for pk, contract in late if contract in callable_}


def _writer(report: MonthReport, seen: Collection[int]) -> Held:
    """Return who writes a report, with the telephone for those who see the person."""
    person = report.contract.person
    return Held(str(person), (person.telephone,) if report.contract_id in seen and person.telephone else ())


def _late(report: MonthReport, held: Held, site: str) -> Late:
    since: date = report.late_since  # type: ignore[attr-defined]  # annotated by late_reports
    step = local_name(report.step) if report.step else gettext("Report written and sent")
    values = {
        "who": held.who or step, "step": step, "day": thai_date(since), "days": (clock.today() - since).days,
        "tambon": report.tambon_name or "-", "link": f"{site.rstrip('/')}/workforce/monthreports/{report.pk}/",  # type: ignore[attr-defined]  # as above
    }  # fmt: skip
    # No name of a worker: a message may be read by others. The page behind the link asks who reads it.
    said = gettext(
        "To %(who)s: a monthly report of %(tambon)s has waited at “%(step)s” since %(day)s, %(days)d days. "
        "Please look at it: %(link)s"
    )
    return Late(report, since, held.who, list(held.telephones), said % values)
