"""From an order for a paper to the sheet that is set: its facts, its words, and who signs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import override

from tambon.models import University
from workforce.choices import PaperKind, Party
from workforce.models import Announcement, Contract, Handover, MonthReport, PaperTemplate
from workforce.selectors.monthpapers import facts_of_report
from workforce.selectors.papers import Facts, facts_of_announcement, facts_of_contract, facts_of_handover, long_date
from workforce.typesetting import Sheet, Signer, filled

_WITNESSES = 2

Subject: TypeAlias = Contract | Handover | Announcement | MonthReport


@dataclass(frozen=True, slots=True)
class Line:
    """Who is to sign: by name and capacity; acting officials name the order that lets them.

    `user` is the account that alone may sign this line in the system, where it is one person's to sign.
    """

    name: str
    capacity: str
    order_number: str = ""
    party: str = Party.OFFICE
    user: int | None = None

    @property
    def shown(self) -> Signer:
        """Return the line as it is printed."""
        by_order = f" ตามคำสั่งที่ {self.order_number}" if self.order_number else ""
        return Signer(self.name, f"{self.capacity}{by_order}")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be issued: a kind of paper about one subject, on a day, to somebody, with those who sign.

    `site` is the address of the platform, for the code on each page; without a `number` the next one is taken.
    """

    kind: str
    subject: Subject
    on: date
    lines: Sequence[Line]
    site: str
    to: str = ""
    number: str = ""

    @property
    def university(self) -> University:
        """Return the university that issues it."""
        match self.subject:
            case Announcement():
                return self.subject.round.university
            case MonthReport():
                return self.subject.contract.university
            case _:
                return self.subject.university


def facts_of(subject: Subject) -> Facts:
    """Return what a paper about the subject may say."""
    if isinstance(subject, Contract):
        return facts_of_contract(subject)
    if isinstance(subject, MonthReport):
        return facts_of_report(subject)
    return facts_of_handover(subject) if isinstance(subject, Handover) else facts_of_announcement(subject)


def signed_by(order: Order) -> list[Line]:
    """Return everybody who signs: those ordered, and the person a paper is about."""
    lines = list(order.lines)
    if isinstance(order.subject, MonthReport) and order.kind == PaperKind.DELIVERY:
        return [Line(order.subject.contract.person.full_name, "ผู้รับจ้าง ผู้ส่งมอบงาน", party=Party.PERSON)]
    if isinstance(order.subject, Contract) and order.kind != PaperKind.CERTIFICATE:
        with override("th"):
            person = Line(order.subject.person.full_name, "ผู้รับจ้าง", party=Party.PERSON)
        match order.kind:
            case PaperKind.CONTRACT | PaperKind.TERMS_OF_REFERENCE:
                lines = [*lines[:1], person, *lines[1:]]
            case PaperKind.REPORTING:
                lines = [person]
    return lines


def printed(order: Order) -> list[Line]:
    """Return the lines a paper shows: those who sign, and on a contract two for witnesses who sign in ink."""
    lines = signed_by(order)
    if order.kind != PaperKind.CONTRACT:
        return lines
    named = sum(line.party == Party.WITNESS for line in lines)
    blank = Line("." * 40, "พยาน", party=Party.WITNESS)
    return [*lines, *[blank] * max(0, _WITNESSES - named)]


def sheet_of(order: Order, template: PaperTemplate, *, number: str, token: str) -> Sheet:
    """Put the facts into the words of a template."""
    facts = facts_of(order.subject)
    first = order.lines[0] if order.lines else Line("", "")
    values = facts.values | {
        "number": number,
        "date": long_date(order.on),
        "signer": first.name,
        "signer_capacity": first.shown.capacity,
    }
    return Sheet(
        form=template.form,
        title=filled(template.title, values),
        office=order.university.name_th,
        number=number,
        date=long_date(order.on),
        to=order.to or values.get("agency", "") or values["university"],
        body=[filled(line, values) for line in template.body.splitlines() if line.strip()],
        rows=facts.rows,
        signers=[line.shown for line in printed(order)],
        address=f"{order.site.rstrip('/')}{reverse('paper-check', args=[token])}",
    )
