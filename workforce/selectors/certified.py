"""What a certificate of work states in public: frozen when it is issued, compared with the contract when checked."""

from dataclasses import dataclass
from datetime import date

from tambon.models import Area
from workforce.choices import PaperKind
from workforce.models import Closing, Contract, Paper, Placement, WorkItem


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says to whoever checks it; the name only if its person agreed.

    `has_changed` tells that the contract says something else today.
    """

    first: date
    last: date
    tambon: Area | None
    position: WorkItem | None
    name: str
    has_changed: bool


def stated_of(contract: Contract) -> dict[str, str]:
    """Return what a certificate of a contract states, as plain values to be kept with the paper."""
    seats = Placement.objects.filter(contract=contract, is_cancelled=False)
    seat = seats.order_by("-during").values_list("post__tambon").first()
    return {
        "first": contract.first_day.isoformat(),
        "last": contract.last_day.isoformat(),
        "tambon": str(seat[0]) if seat else "",
        "position": str(contract.position_id or ""),
    }


def agency_of(contract: Contract) -> str:
    """Return the code of the agency where somebody sits, or sat last."""
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).order_by("during")
    return str(seats.values_list("agency", flat=True).last() or "")


def certified_by(paper: Paper) -> Certified | None:
    """Return what a certificate of work says in public; nothing of any other paper."""
    contract = paper.contract
    if paper.kind != PaperKind.CERTIFICATE or contract is None:
        return None
    present = stated_of(contract)
    stated = paper.stated or present  # certificates from before it was kept say what the contract says
    closing = Closing.objects.filter(contract=contract, shows_name=True).first()
    return Certified(
        first=date.fromisoformat(stated["first"]),
        last=date.fromisoformat(stated["last"]),
        tambon=Area.objects.filter(pk=stated["tambon"]).first(),
        position=WorkItem.objects.filter(pk=stated["position"]).first() if stated["position"] else None,
        name=contract.person.full_name if closing is not None else "",
        has_changed=stated != present,
    )
