"""Problems of the reports: who owes the answer, and who may give it."""

from datetime import date

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from tambon.models import Membership, User
from u2t.core import clock
from u2t.core.access import Actor, Reach, reach
from workforce.choices import ProblemOwner, ProblemState, SupervisorRole
from workforce.models import MonthReport, Placement, ProblemItem, Supervision
from workforce.models.training import of_contract
from workforce.permissions import Can

#: Who is next when the answer is late, and for how many days whoever it comes to has time.
NEXT = {ProblemOwner.PM: ProblemOwner.STAFF, ProblemOwner.STAFF: ProblemOwner.MINISTRY}
DAYS = {ProblemOwner.PM: 7, ProblemOwner.STAFF: 14, ProblemOwner.MINISTRY: 30}


def problems_of(user: Actor) -> "QuerySet[ProblemItem]":
    """Return what was raised in the reports a user may see, with all that a list of it shows."""
    place = Placement.objects.filter(contract=OuterRef("report__contract"), is_cancelled=False).order_by("-during")
    rows: QuerySet[ProblemItem] = ProblemItem.objects.visible_to(user, to=Can.VIEW_PROBLEM).raised()
    return rows.select_related("report__contract__person", "report__contract__university", "report__period").annotate(
        tambon_code=Subquery(place.values("post__tambon")[:1]),
        tambon_name=Subquery(place.values("post__tambon__name_th")[:1]),
        # What is closed comes after everything that is not: late first, then what is due next.
        urgent_on=Case(
            When(state=ProblemState.DONE, then=Value(date.max)), default=F("due_on"), output_field=DateField()
        ),
    )


def answerable_by(user: Actor) -> "QuerySet[ProblemItem]":
    """Return what a user may answer: what waits for them, and what waits for somebody nearer to the worker.

    Nobody answers what they raised themselves.
    """
    found = reach(user, Can.ANSWER_PROBLEM)
    rows = problems_of(user).exclude(report__contract__person__user=user.pk)
    return rows if found.everywhere else rows.filter(_of_staff(found) | _of_lecturers(found))


def waiting_for(user: Actor) -> "QuerySet[ProblemItem]":
    """Return what waits for a user's answer and for nobody nearer, the earliest due first."""
    found = reach(user, Can.ANSWER_PROBLEM)
    mine = Q(owner=ProblemOwner.PM) & _of_lecturers(found) | Q(owner=ProblemOwner.STAFF) & _of_staff(found)
    if found.everywhere:
        mine |= Q(owner=ProblemOwner.MINISTRY)
    return answerable_by(user).filter(mine).exclude(state="done").order_by("due_on", "pk")


def _of_staff(found: Reach) -> Q:
    nearer = Q(owner__in=[ProblemOwner.PM, ProblemOwner.STAFF])
    return nearer & Q(report__contract__university__in=found.universities)


def _of_lecturers(found: Reach) -> Q:
    return Q(owner=ProblemOwner.PM) & of_contract(Reach(places=found.places, holder=found.holder), "report__contract")


def lecturers_of(report: MonthReport) -> list[int]:
    """Return the accounts of those in charge of the tambon somebody works in."""
    there = Placement.objects.filter(contract=report.contract_id, is_cancelled=False).values("post__tambon")
    guides = Supervision.objects.on(clock.today()).filter(
        tambon__in=there, role=SupervisorRole.PM, programme=report.contract.programme_id,
        university=report.contract.university_id,
    )  # fmt: skip
    return list(guides.order_by("pk").values_list("user", flat=True))


def staff_of(university: str) -> list[int]:
    """Return the accounts of a university's staff."""
    rows = Membership.objects.filter(role="staff", university=university).valid_on(clock.today())
    return _active(rows.values_list("user", flat=True))


def ministry() -> list[int]:
    """Return the accounts of the ministry."""
    rows = Membership.objects.filter(role="ministry").valid_on(clock.today())
    return _active(rows.values_list("user", flat=True))


def _active(keys: "QuerySet[Membership, int]") -> list[int]:
    return list(User.objects.filter(pk__in=keys, is_active=True).order_by("pk").values_list("pk", flat=True))
