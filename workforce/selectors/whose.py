"""Whose turn reports are: the names of who holds them and the telephones to call, of many reports at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils.translation import gettext

from tambon.models import User
from u2t.core import clock
from workforce.choices import StepKind, SupervisorRole
from workforce.models import Contract, Delegation, MonthReport, Placement, Round, Supervision


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds something, and the numbers to call."""

    who: str = ""
    telephones: tuple[str, ...] = ()


class Holders:
    """Who holds each of some reports at its step, asked for all of them at once; of one on leave the deputy.

    Where nobody guides any more the university is said, with its office: it names who does.
    """

    def __init__(self, reports: Sequence[MonthReport]) -> None:
        at_a_step = [one for one in reports if one.step is not None]
        contracts = [one.contract_id for one in at_a_step]
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
        steps = {one.step_id: one.step for one in at_a_step if one.step is not None}
        self._certifiers = {key: list(step.certifiers.all()) for key, step in steps.items() if _certifies(step.kind)}
        universities = {one.contract.university_id for one in at_a_step}
        away = Delegation.objects.on(clock.today()).filter(university__in=universities).select_related("deputy")
        self._deputies = {(one.holder_id, one.role, one.university_id): one.deputy for one in away}
        rounds = Round.objects.public().filter(university__in={one.contract.university_id for one in reports})
        offices = rounds.order_by("number").values_list("university", "programme", "telephone")
        self._offices = {(university, programme): number for university, programme, number in offices}

    def of(self, report: MonthReport) -> Held:
        """Return who holds a report that waits at a step."""
        step, contract = report.step, report.contract
        if step is None:
            return Held()
        university = self.office(contract)
        if _certifies(step.kind):
            return self._called(self._certifiers[step.pk], report) or university
        placed = next((one for one in self._placed.get(contract.pk, []) if _meets(one, report)), None)
        if placed is None:
            return Held()
        if step.kind == StepKind.AGENCY:
            return Held(placed.agency.name_th, _numbers([placed.agency.telephone])) if placed.agency else Held()
        named = (placed.post.tambon_id, step.kind, contract.programme_id, contract.university_id)
        guides = self._guides.get(named, [])
        hosts = [one for one in guides if step.kind == SupervisorRole.AM and one.agency_id == placed.agency_id]
        return self._called([one.user for one in hosts or guides], report) or university

    def office(self, contract: Contract) -> Held:
        """Return the university of a contract, with the telephone its rounds name."""
        number = self._offices.get((contract.university_id, contract.programme_id), "")
        return Held(contract.university.name_th, _numbers([number]))

    def _called(self, people: Iterable[User], report: MonthReport) -> Held | None:
        step, university = report.step, report.contract.university_id
        role = step.kind if step else ""
        found = [(one, self._deputies.get((one.pk, role, university))) for one in people]
        if not found:
            return None
        said = gettext("%(deputy)s for %(holder)s")
        names = [said % {"deputy": deputy, "holder": one} if deputy else str(one) for one, deputy in found]
        return Held(", ".join(names), _numbers([(deputy or one).telephone for one, deputy in found]))


def _certifies(kind: str) -> bool:
    return kind == StepKind.CERTIFIER


def _meets(placed: Placement, report: MonthReport) -> bool:
    first, after = cast("date", placed.during.lower), placed.during.upper
    return first <= report.period.last_day and (after is None or after > report.period.first_day)


def _numbers(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))
