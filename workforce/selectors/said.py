"""What a paper says, kept as a mark: whether that still holds, and whether one issued now would be the same."""

import json
from dataclasses import astuple, dataclass
from typing import Any

from u2t.core import secrecy
from workforce.choices import PaperForm, PaperKind, PaperState
from workforce.models import Announcement, Contract, Handover, MonthReport, Paper, PaperTemplate, Placement
from workforce.selectors.monthpapers import MADE_WHEN
from workforce.selectors.papers import long_date
from workforce.selectors.sheets import Order, Subject, facts_of, signed_by
from workforce.typesetting import fields_of

#: Forms that say to whom they go.
_ADDRESSED = frozenset({PaperForm.MEMO, PaperForm.EXTERNAL})


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed digests, in which no national ID is read: of what is said of the subject, and of that with its words.

    `said` is of the facts that the text names; `whole` also of the text itself, who signs and to whom it goes. What
    makes each paper another one in any case is in neither: its number, its day, its code.
    """

    said: str
    whole: str


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


def stated_in(kind: str, contract: Contract) -> dict[str, str]:
    """Return what is kept of the contract with a paper of a kind, in plain: by it those without a mark are compared.

    That somebody left early is no change of what was agreed.
    """
    stated = stated_of(contract)
    if kind == PaperKind.CERTIFICATE:
        return stated
    agreed = contract.agreed_until or contract.last_day
    return stated | {"last": agreed.isoformat(), "agency": agency_of(contract)}


def marks_of(order: Order, template: PaperTemplate) -> Marks:
    """Return the marks of a paper as it would be issued now; none of an announcement, which stands until taken down."""
    if isinstance(order.subject, Announcement):
        return Marks("", "")
    said = _said(order.kind, order.subject, template)
    words = [template.form, template.title, template.body, *(astuple(line) for line in signed_by(order))]
    to = order.to if template.form in _ADDRESSED else ""
    return Marks(_digest(said), _digest([said, words, to]))


def still_holds(paper: Paper) -> bool:
    """Tell whether what a paper says of its subject is so today; of papers without a mark by what was kept of them."""
    subject = paper.monthreport or paper.handover or paper.contract
    if subject is None:
        return True
    if paper.said_digest and paper.template is not None:
        return paper.said_digest == _digest(_said(paper.kind, subject, paper.template))
    return not isinstance(subject, Contract) or paper.stated in ({}, stated_in(paper.kind, subject))


def is_outdated(paper: Paper) -> bool:
    """Tell whether a paper waits for a signature, and says what is so no more."""
    return paper.state == PaperState.ISSUED and not still_holds(paper)


def may_make(kind: str, report: MonthReport) -> bool:
    """Tell whether a report stands so that a kind of paper can be made, and none that still holds is in force."""
    there = report.papers.filter(kind=kind).exclude(state=PaperState.CANCELLED).order_by("-pk").first()
    return report.state in MADE_WHEN[kind] and (there is None or is_outdated(there))


def _said(kind: str, subject: Subject, template: PaperTemplate) -> list[Any]:
    """Return the facts that a text names, and who the paper is about; in Thai, as `facts_of` does."""
    facts = facts_of(subject)
    names = fields_of(f"{template.title}\n{template.body}") | {"person"}
    values = facts.values | _steady(kind, subject)
    return [[[name, values[name]] for name in sorted(names & values.keys())], facts.rows]


def _steady(kind: str, subject: Subject) -> dict[str, str]:
    """Return what is compared in another way than it is written.

    A telephone is for calling, not agreed upon; a type is what it is, however a later version calls it; that somebody
    left early is no change of what was agreed, but of what is certified; and who received people is written by hand
    on a list printed before they were handed over.
    """
    if isinstance(subject, Handover):
        return {"received_by": "", "received_position": ""}
    contract = subject.contract if isinstance(subject, MonthReport) else subject
    if not isinstance(contract, Contract):
        return {}
    steady = {"telephone": "", "worker_type": contract.worker_type}
    if kind == PaperKind.CERTIFICATE:
        return steady
    return steady | {"ends_on": long_date(contract.agreed_until or contract.last_day)}


def _digest(said: list[Any]) -> str:
    return secrecy.digest(json.dumps(said, ensure_ascii=False))
