"""A paper made: numbered, set as PDF and DOCX, kept sealed; and taken out of force with what it was about."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tambon.models import University
from u2t.core import audit, clock, files, notifications
from u2t.core.access import Actor, key_of
from u2t.core.errors import DomainError
from u2t.core.models import PrivateFile
from workforce.choices import PaperKind, PaperState
from workforce.models import Contract, MonthReport, Paper, Signature
from workforce.selectors.papers import template_for
from workforce.selectors.said import Marks, marks_of, stated_in, still_holds
from workforce.selectors.sheets import Order, Subject, sheet_of, signed_by
from workforce.selectors.wanting import wanting_for
from workforce.services.numbers import Numbers
from workforce.typesetting import Sheet, write_docx, write_pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BUDDHIST_ERA = 543


class PaperError(DomainError):
    """A paper cannot be issued, signed or cancelled as asked."""


class Issuing:
    """Makes papers; a name for what only services may call, inside their transaction."""

    @staticmethod
    def paper(order: Order, by: Actor) -> Paper:
        """Make a paper; a double click finds the paper of the first and returns it.

        Raises:
            PaperError: there is no text for this kind of paper, or something is wanting that it must say.
        """
        University.objects.select_for_update().get(pk=order.university.pk)  # one at a time: numbers, double clicks
        about = _about(order.subject)
        there = list(Paper.objects.filter(kind=order.kind, **about).exclude(state=PaperState.CANCELLED).order_by("-pk"))
        template = template_for(kind=order.kind, university=order.university)
        if template is None:
            raise PaperError(_("There is no text for this kind of paper yet. Write one first."))
        marks = marks_of(order, template)
        same = next((paper for paper in there if _is_same(paper, marks)), None)
        if same is not None:
            return same
        if isinstance(order.subject, Contract) and (problem := wanting_for(template, [order.subject])):
            raise PaperError(problem)
        number = _own_number(order) or _number(order)
        token = secrets.token_urlsafe(16)
        sheet = sheet_of(order, template, number=number, token=token)
        pdf, docx = _files(sheet, f"{order.kind}-{number.replace('/', '-')}", by)
        stated = stated_in(order.kind, order.subject) if isinstance(order.subject, Contract) else {}
        paper = Paper.objects.create(
            kind=order.kind, number=number, university=order.university, template=template, title=sheet.title[:200],
            pdf=pdf, docx=docx, token=token, issued_at=clock.now(), issued_by_id=key_of(by), stated=stated,
            said_digest=marks.said, whole_digest=marks.whole, **about,
        )  # fmt: skip
        Signature.objects.bulk_create(
            Signature(
                paper=paper, position=position, party=line.party, name=line.name, capacity=line.capacity,
                order_number=line.order_number, user_id=line.user,
            )
            for position, line in enumerate(signed_by(order), start=1)
        )  # fmt: skip
        audit.record(action="paper.issued", target=paper, by=by, changes={"number": (None, number)})
        _tell(paper, order)
        _take_back(there, paper, by)
        return paper

    @staticmethod
    def void(papers: "QuerySet[Paper]", reason: str, by: Actor) -> None:
        """Take papers out of force: what they were made from is open again, or was never so."""
        for paper in papers.select_for_update(of=("self",)).exclude(state=PaperState.CANCELLED):
            before, paper.state = paper.state, PaperState.CANCELLED
            paper.cancelled_at, paper.cancel_reason = clock.now(), reason
            paper.save(update_fields=["state", "cancelled_at", "cancel_reason"])
            changes = {"state": (before, paper.state)}
            audit.record(action="paper.cancelled", target=paper, by=by, reason=reason, changes=changes)


def _is_same(paper: Paper, marks: Marks) -> bool:
    """Tell whether a paper is the one that is asked for; once somebody has signed, other words make it no other."""
    if paper.whole_digest and not paper.signatures.filter(signed_at__isnull=False).exists():
        return paper.whole_digest == marks.whole
    return still_holds(paper)


def _take_back(older: Sequence[Paper], newer: Paper, by: Actor) -> None:
    """Take older papers that not everybody has signed out of force; what was signed stays what was agreed then."""
    unsigned = Paper.objects.filter(pk__in=[paper.pk for paper in older], state=PaperState.ISSUED)
    with override("th"):
        reason = _("What it says was changed since: %(number)s takes its place.") % {"number": newer.number}
    Issuing.void(unsigned, reason, by)


def _about(subject: Subject) -> dict[str, Model]:
    """Name what a paper is about; a month's is about the contract too, and so seen by whom that concerns."""
    about: dict[str, Model] = {type(subject).__name__.lower(): subject}
    return about | {"contract": subject.contract} if isinstance(subject, MonthReport) else about


def _own_number(order: Order) -> str:
    if order.number and _given(order).filter(number=order.number).exists():
        said = _("The number %(number)s was given to another paper already, in force or not. Write another.")
        raise PaperError(said % {"number": order.number}, extra={"field": "number"})
    return order.number


def _number(order: Order) -> str:
    """Take the next number of the year; those that somebody wrote by hand meanwhile are passed over."""
    year = order.on.year + _BUDDHIST_ERA
    written = set(_given(order).filter(number__endswith=f"/{year}").values_list("number", flat=True))
    while (number := f"{Numbers.take(university=order.university.pk, kind=order.kind, year=year)}/{year}") in written:
        continue
    return number


def _given(order: Order) -> "QuerySet[Paper]":
    return Paper.objects.filter(university=order.university, kind=order.kind)


def _files(sheet: Sheet, name: str, by: Actor) -> tuple[PrivateFile, PrivateFile]:
    with TemporaryDirectory() as folder:
        pdf, docx = Path(folder) / "paper.pdf", Path(folder) / "paper.docx"
        write_pdf(pdf, [sheet])
        write_docx(docx, sheet)
        return (
            files.store_sealed(name=f"{name}.pdf", media_type=PDF, content=pdf.read_bytes(), by=by),
            files.store_sealed(name=f"{name}.docx", media_type=DOCX, content=docx.read_bytes(), by=by),
        )


def _tell(paper: Paper, order: Order) -> None:
    """Tell the person hired of the contract, and whoever else alone may sign a line."""
    link = reverse("paper-detail", args=[paper.pk])
    user = paper.contract.person.user_id if paper.contract else None
    if user is not None and paper.kind == PaperKind.CONTRACT:
        notifications.tell(user_id=user, kind="paper.to_sign", link=link, number=paper.number)
    for line in order.lines:
        if line.user is not None and line.user != paper.issued_by_id:
            notifications.tell(user_id=line.user, kind="paper.to_accept", link=link, number=paper.number)
