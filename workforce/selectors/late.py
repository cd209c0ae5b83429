"""What is late, who holds it and how to call them: for whoever may see the reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, Subquery, When
from django.utils.translation import gettext

from tambon.models import User
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import WORKS, PeriodState, ReportState, StepKind, SupervisorRole
from workforce.models import Contract, Delegation, MonthReport, Placement, Supervision
from workforce.permissions import Can
from workforce.selectors.reports import reports_of

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
    holders = _Holders(reports, user)
    return [_late(report, *holders.of(report), site) for report in reports]


def callable_in(reports: Iterable[MonthReport], user: Actor) -> set[int]:
    """Return the keys of the late ones of some reports whose worker a user may call."""
    late = [(one.pk, one.contract_id) for one in reports if one.step_due_on and one.step_due_on < clock.today()]
    if not late:
        return set()
    seen = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk__in={contract for _pk, contract in late})
    callable_ = set(seen.values_list("pk", flat=True))
    return {pk for pk, contract in late if contract in callable_}


def _late(report: MonthReport, who: str, telephones: list[str], site: str) -> Late:
    since: date = report.late_since  # type: ignore[attr-defined]  # annotated by late_reports
    step = local_name(report.step) if report.step else gettext("Report written and sent")
    values = {
        "who": who or step, "step": step, "day": thai_date(since), "days": (clock.today() - since).days,
        "tambon": report.tambon_name or "-", "link": f"{site.rstrip('/')}/workforce/monthreports/{report.pk}/",  # type: ignore[attr-defined]  # as above
    }  # fmt: skip
    # No name of a worker: a message may be read by others. The page behind the link asks who reads it.
    said = gettext(
        "To %(who)s: a monthly report of %(tambon)s has waited at “%(step)s” since %(day)s, %(days)d days. "
        "Please look at it: %(link)s"
    )
    return Late(report, since, who, telephones, said % values)


class _Holders:
    """Who holds each of some reports, asked for all of them at once."""

    def __init__(self, reports: Sequence[MonthReport], user: Actor) -> None:
        contracts = [one.contract_id for one in reports]
        placed = Placement.objects.filter(contract__in=contracts, is_cancelled=False).select_related("agency", "post")
        self._placed: dict[int, list[Placement]] = {}
        for one in placed.order_by("-during"):
            self._placed.setdefault(one.contract_id, []).append(one)
        tambons = {one.post.tambon_id for rows in self._placed.values() for one in rows}
        guides = Supervision.objects.on(clock.today()).filter(tambon__in=tambons).select_related("user")
        self._guides: dict[tuple[str, ...], list[Supervision]] = {}
        for guide in guides.order_by("-is_leading", "pk"):
            named = (guide.tambon_id, guide.role, guide.programme_id, guide.university_id or "")
            self._guides.setdefault(named, []).append(guide)
        steps = {one.step_id: one.step for one in reports if one.step is not None}
        self._certifiers = {key: list(step.certifiers.all()) for key, step in steps.items() if _certifies(step.kind)}
        universities = {one.contract.university_id for one in reports}
        away = Delegation.objects.on(clock.today()).filter(university__in=universities).select_related("deputy")
        self._deputies = {(one.holder_id, one.role, one.university_id): one.deputy for one in away}
        people = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk__in=contracts)
        self._seen = set(people.values_list("pk", flat=True))

    def of(self, report: MonthReport) -> tuple[str, list[str]]:
        """Return the names and the telephones to call."""
        step, person = report.step, report.contract.person
        if step is None:
            return str(person), [person.telephone] if report.contract_id in self._seen and person.telephone else []
        if _certifies(step.kind):
            return self._called(self._certifiers[step.pk], report) or (report.contract.university.name_th, [])
        placed = next((one for one in self._placed.get(report.contract_id, []) if _meets(one, report)), None)
        if placed is None:
            return "", []
        if step.kind == StepKind.AGENCY:
            return (placed.agency.name_th, _numbers([placed.agency.telephone])) if placed.agency else ("", [])
        contract = report.contract
        named = (placed.post.tambon_id, step.kind, contract.programme_id, contract.university_id)
        guides = self._guides.get(named, [])
        hosts = [one for one in guides if step.kind == SupervisorRole.AM and one.agency_id == placed.agency_id]
        return self._called([one.user for one in hosts or guides], report) or (contract.university.name_th, [])

    def _called(self, people: Iterable[User], report: MonthReport) -> tuple[str, list[str]] | None:
        step, university = report.step, report.contract.university_id
        role = step.kind if step else ""
        found = [self._deputies.get((one.pk, role, university), one) for one in people]
        if not found:
            return None
        return ", ".join(dict.fromkeys(map(str, found))), _numbers([one.telephone for one in found])


def _certifies(kind: str) -> bool:
    return kind == StepKind.CERTIFIER


def _meets(placed: Placement, report: MonthReport) -> bool:
    first, after = cast("date", placed.during.lower), placed.during.upper
    return first <= report.period.last_day and (after is None or after > report.period.first_day)


def _numbers(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, found)))
