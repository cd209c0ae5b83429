"""Packets: the papers of everybody in a tambon, issued one by one and joined into one file to print."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from tambon.models import Area, Programme, University
from u2t.core import jobs
from u2t.core.access import Actor, require
from u2t.core.models import Job
from workforce.choices import PaperState
from workforce.models import Paper
from workforce.permissions import Can
from workforce.selectors.papers import contracts_in, template_for
from workforce.selectors.sheets import Line
from workforce.selectors.wanting import wanting_for
from workforce.services.issuing import PaperError

KIND = "workforce.issue_packet"


@dataclass(frozen=True, slots=True)
class Packet:
    """Which papers, for whom, on which day, signed by whom."""

    tambon: Area
    programme: Programme
    university: University
    kinds: tuple[str, ...]
    on: date
    lines: tuple[Line, ...]
    to: str
    site: str

    @property
    def arguments(self) -> dict[str, Any]:
        """Return plain values for a job."""
        return {
            "tambon": self.tambon.pk,
            "programme": self.programme.pk,
            "kinds": list(self.kinds),
            "on": self.on.isoformat(),
            "lines": [asdict(line) for line in self.lines],
            "to": self.to,
            "site": self.site,
        }


@transaction.atomic
def ask(*, packet: Packet, by: Actor) -> Job:
    """Queue a packet; papers that were issued before are taken into it as they are."""
    require(by, Can.CHANGE_PAPER, packet.university)
    _check_complete(packet, by)
    return jobs.start("workforce.issue_packet", by=by, **packet.arguments)


def _check_complete(packet: Packet, by: Actor) -> None:
    """Name everybody of whom something is wanting at once, not one by one as a job comes to them."""
    people = contracts_in(tambon=packet.tambon.pk, programme=packet.programme.pk, user=by)
    issued = Paper.objects.exclude(state=PaperState.CANCELLED)
    for kind in packet.kinds:
        template = template_for(kind=kind, university=packet.university)
        missing = people.exclude(pk__in=issued.filter(kind=kind, contract__isnull=False).values("contract"))
        if template is not None and (problem := wanting_for(template, list(missing))):
            raise PaperError(problem)
