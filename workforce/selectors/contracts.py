"""Contracts as lists and pages show them."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)

from tambon.models import Agency, Allocation, Area
from u2t.core import clock
from u2t.core.access import Actor, reach
from u2t.core.keyset import Certain
from workforce.choices import WORKS, ApplicationState, ContractState
from workforce.models import Application, Contract, Person, Placement
from workforce.permissions import Can
from workforce.selectors.calling import called_up
from workforce.selectors.selections import with_result


def contracts_for(user: Actor) -> "QuerySet[Contract]":
    """Return the contracts a user may see, each with its latest place and agency."""
    latest = Placement.objects.filter(contract=OuterRef("pk"), is_cancelled=False).order_by("-during")
    rows = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).select_related("person", "university")
    return _with_reason(rows, user).annotate(
        tambon_code=Subquery(latest.values("post__tambon")[:1]),
        tambon_name=Subquery(latest.values("post__tambon__name_th")[:1]),
        agency_code=Subquery(latest.values("agency")[:1]),
        agency_name=Subquery(latest.values("agency__name_th")[:1]),
    )


def contract_shown(user: Actor, pk: int) -> "QuerySet[Contract]":
    """Return one contract with all that its page shows."""
    placements = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).order_by("during")
    rows = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk=pk)
    return (
        _with_reason(rows, user)
        .select_related(
            "person", "university", "programme", "application__round", "position", "replaces", "replaced_by"
        )
        .prefetch_related(Prefetch("placements", placements.select_related("post__tambon__parent", "agency")))
    )


def _with_reason(rows: "QuerySet[Contract]", user: Actor) -> "QuerySet[Contract]":
    """Add why somebody left, for whom that is: the person, the university that wrote it down, and who audits."""
    told = Contract.objects.visible_to(user, to=Can.VIEW_END_REASON).filter(pk=OuterRef("pk"))
    return rows.annotate(
        reason_shown=Case(When(Exists(told), then=F("end_reason")), default=Value(""), output_field=TextField())
    )


def signable_by(user: Actor) -> "QuerySet[Contract]":
    """Return the contracts of the user's university that can be signed or just were, by name."""
    rows = Contract.objects.visible_to(user, to=Can.SIGN_CONTRACT)
    rows = rows.filter(state__in=[ContractState.DRAFT, ContractState.SIGNED])
    return rows.select_related("person").order_by("person__sort_key", "pk")


def drafts_of(user: Actor) -> "QuerySet[Contract]":
    """Return the drafts that wait for a signature of the user's university, by name."""
    return signable_by(user).filter(state=ContractState.DRAFT)


def contract_at_work(person: Person, user: Actor) -> Contract | None:
    """Return the signed contract a person has today or soon with the user's university."""
    rows = Contract.objects.visible_to(user, to=Can.CHANGE_CONTRACT).filter(person=person, state=ContractState.SIGNED)
    return rows.filter(during__endswith__gt=clock.today()).order_by("during").first()


def may_join(person: Person, user: Actor) -> bool:
    """Tell whether a person works for the user's university, or did and works nowhere today or later."""
    if contract_at_work(person, user) is not None:
        return True
    ours = Contract.objects.visible_to(user, to=Can.CHANGE_CONTRACT).filter(person=person, state__in=WORKS)
    busy = Contract.objects.counting().filter(person=person, during__endswith__gt=clock.today())
    return bool(ours.exists() and not busy.exists())


def hireable_by(user: Actor) -> "QuerySet[Application]":
    """Return the applicants of the user's university to be hired, or who just were, by name.

    Beside who is selected that is whom the reserve list calls for a place that was given up; nobody before the result
    is announced.
    """
    seen = Application.objects.visible_to(user, to=Can.SCREEN_APPLICATION)
    waiting = Q(state=ApplicationState.SELECTED) | Q(pk__in=called_up().values("application"))
    to_hire = with_result(Application.objects.filter(waiting))
    rows = seen.filter(Q(state=ApplicationState.HIRED) | Q(pk__in=to_hire.values("pk")))
    rows = rows.select_related("person", "round__university", "round__programme", "round__terms")
    return rows.order_by("person__sort_key", "pk")


def waiting_for_contract(user: Actor) -> "QuerySet[Application]":
    """Return those of `hireable_by` who have no contract yet."""
    rows = hireable_by(user).exclude(state=ApplicationState.HIRED).filter(contract__isnull=True)
    return rows.annotate(by_name=Certain(F("person__sort_key"), output_field=CharField()))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a user may do with one contract now."""

    sign: bool = False
    position: bool = False
    cancel: bool = False
    extend: bool = False
    end: bool = False
    resign: bool = False
    transfer: bool = False
    assign: bool = False
    replace: bool = False
    reinstate: bool = False

    @property
    def actions(self) -> list[str]:
        """Return the names of what is allowed."""
        return [name for name in self.__slots__ if getattr(self, name)]


def allowed_with(user: Actor, contract: Contract) -> Allowed:
    """Return what may be done; the services ask again."""
    may_change = contract.university_id in reach(user, Can.CHANGE_CONTRACT).universities
    if not may_change:
        return Allowed()
    is_draft, is_signed = contract.state == ContractState.DRAFT, contract.state == ContractState.SIGNED
    has_left = contract.state in {ContractState.ENDED, ContractState.RESIGNED}
    is_replaceable = has_left and getattr(contract, "replaced_by", None) is None
    is_ahead = is_signed and contract.first_day > clock.today()
    return Allowed(
        sign=is_draft, position=is_draft, cancel=is_draft or is_ahead, extend=is_draft or is_signed, end=is_signed,
        resign=is_signed, transfer=is_signed, assign=is_draft or is_signed,
        replace=is_replaceable, reinstate=is_replaceable and contract.agreed_until is not None,
    )  # fmt: skip


def tambons_for(contract: Contract) -> "QuerySet[Area]":
    """Return the tambons that are the university's on some day of a contract."""
    held = Allocation.objects.filter(
        university=contract.university_id, programme=contract.programme_id, during__overlap=contract.during
    )
    return Area.objects.filter(pk__in=held.values("tambon")).select_related("parent__parent")


def agencies_for(user: Actor) -> "QuerySet[Agency]":
    """Return the agencies a user may place people at."""
    return Agency.objects.visible_to(user, to=Can.CHANGE_PLACEMENT).order_by("sort_key")
