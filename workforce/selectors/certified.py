"""What a certificate of work states in public: frozen when it is issued, compared with the contract when checked."""

from dataclasses import dataclass
from datetime import date

from tambon.models import Area
from workforce.choices import PaperKind
from workforce.models import Closing, Paper, WorkItem
from workforce.selectors.said import stated_of, still_holds


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says to whoever checks it; the name only if its person agreed.

    `has_changed` tells that something it says is otherwise today: days, place, name, hours of training.
    """

    first: date
    last: date
    tambon: Area | None
    position: WorkItem | None
    name: str
    has_changed: bool


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
        has_changed=stated != present or not still_holds(paper),
    )
