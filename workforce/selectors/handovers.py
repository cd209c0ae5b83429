"""Hand-overs of people to agencies, and who is still to be handed over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tambon.models import Agency, Area, Membership, Programme, University
from u2t.core import clock
from u2t.core.access import Actor, reach
from workforce.choices import ContractState, PaperState
from workforce.models import Contract, Handover, HandoverLine, Paper, Placement
from workforce.permissions import Can

#: Days after a hand-over until when its agency should have confirmed it.
CONFIRMED_WITHIN = timedelta(days=3)


def handovers_of(user: Actor) -> QuerySet[Handover]:
    """Return the hand-overs a user may see, with how many people."""
    lines = HandoverLine.objects.filter(handover=OuterRef("pk")).order_by().values("handover")
    rows = Handover.objects.visible_to(user, to=Can.VIEW_HANDOVER)
    rows = rows.select_related("university", "tambon__parent__parent", "agency", "programme", "photo")
    return rows.annotate(people=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0))


def lines_of(handover: Handover, *, user: Actor) -> QuerySet[HandoverLine]:
    """Return the people of a hand-over that the user may see, by name."""
    rows = HandoverLine.objects.visible_to(user, to=Can.VIEW_HANDOVER).filter(handover=handover)
    return rows.select_related("contract__person", "contract__position").order_by("contract__person__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody of a tambon who was not handed over yet; `agency` is the partner agency of a digital data manager."""

    contract: int
    name: str
    worker_type: str
    is_digital: bool
    agency: str
    agency_name: str


def waiting_in(
    *, tambon: Area, programme: Programme, university: University, user: Actor, but: Handover | None = None
) -> list[Waiting]:
    """Return those who work in a tambon and are in no hand-over of it (but one that is being changed).

    Whoever has moved to another tambon since is not among them.
    """
    placed = Placement.objects.filter(post__tambon=tambon, post__programme=programme, is_cancelled=False)
    gone = HandoverLine.objects.filter(handover__tambon=tambon).exclude(handover=but.pk if but else None)
    contracts = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT)
    contracts = contracts.filter(university=university, state=ContractState.SIGNED).exclude(
        pk__in=gone.values("contract")
    )
    moved = Placement.objects.filter(
        contract=OuterRef("contract"), is_cancelled=False, during__startswith__lte=clock.today(),
        during__startswith__gt=OuterRef("during__startswith"),
    ).exclude(post__tambon=tambon)  # fmt: skip
    here = placed.filter(~Exists(moved), contract__in=contracts)
    rows = here.select_related("contract__person", "post", "agency")
    latest = {row.contract_id: row for row in rows.order_by("contract__person__sort_key", "contract", "during")}
    return [
        Waiting(
            row.contract_id, row.contract.person.full_name, row.contract.get_worker_type_display(),
            row.post.is_digital, row.agency_id or "", row.agency.name_th if row.agency else "",
        )
        for row in latest.values()
    ]  # fmt: skip


def record_of(handover: Handover, *, user: Actor) -> Paper | None:
    """Return the record that was issued of a hand-over, if the user may see it."""
    rows = Paper.objects.visible_to(user, to=Can.VIEW_PAPER).exclude(state=PaperState.CANCELLED)
    return rows.filter(handover=handover).order_by("-pk").first()


def agencies_for(tambon: Area) -> QuerySet[Agency]:
    """Return the agencies of a tambon, of its amphoe and of its province."""
    codes = [tambon.code, tambon.code[:4], tambon.code[:2]]
    # A lecturer answers for the tambon only; the office of its province is no secret to who hands people over to it.
    return Agency.objects.filter(area__in=codes).order_by("sort_key", "code")


def officers_of(agencies: Collection[str]) -> QuerySet[Membership]:
    """Return the memberships of those who answer for agencies today and can sign in."""
    rows = Membership.objects.filter(agency__in=agencies, role="agency", user__is_active=True)
    return rows.valid_on(clock.today())


def is_of_agency(handover: Handover, *, user: Actor) -> bool:
    """Say whether a user answers for the agency itself; staff confirm by its letter."""
    return handover.agency_id in reach(user, Can.CONFIRM_HANDOVER).agencies
