"""Papers: issued with a number, signed in ink or in the system, cancelled with a reason, found again by their code."""

import secrets
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import University
from u2t.core import audit, clock, files, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import PrivateFile
from workforce.choices import PaperKind, PaperState, Party, SignatureKind
from workforce.models import Paper, Signature
from workforce.permissions import Can
from workforce.selectors.papers import template_for
from workforce.selectors.sheets import Order, Subject, sheet_of, signed_by
from workforce.services.numbers import Numbers
from workforce.typesetting import Sheet, write_docx, write_pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BUDDHIST_ERA = 543


class PaperError(DomainError):
    """A paper cannot be issued, signed or cancelled as asked."""


class PaperInputError(InputError):
    """What was given for a paper is not enough."""


@transaction.atomic
def issue(*, order: Order, by: Actor) -> Paper:
    """Make a paper: number it, set it as PDF and DOCX, keep both sealed.

    A double click finds the paper of the first and returns it.

    Raises:
        PaperError: there is no text for this kind of paper.
    """
    require(by, Can.CHANGE_PAPER, order.university)
    University.objects.select_for_update().get(pk=order.university.pk)  # one at a time: numbers, double clicks
    there = Paper.objects.filter(kind=order.kind, **_about(order.subject)).exclude(state=PaperState.CANCELLED).first()
    if there is not None:
        return there
    template = template_for(kind=order.kind, university=order.university)
    if template is None:
        raise PaperError(_("There is no text for this kind of paper yet. Write one first."))
    number = order.number or _number(order)
    token = secrets.token_urlsafe(16)
    sheet = sheet_of(order, template, number=number, token=token)
    pdf, docx = _files(sheet, f"{order.kind}-{number.replace('/', '-')}", by)
    paper = Paper.objects.create(
        kind=order.kind, number=number, university=order.university, template=template, title=sheet.title[:200],
        pdf=pdf, docx=docx, token=token, issued_at=clock.now(), issued_by_id=key_of(by), **_about(order.subject),
    )  # fmt: skip
    Signature.objects.bulk_create(
        Signature(
            paper=paper, position=position, party=line.party, name=line.name, capacity=line.capacity,
            order_number=line.order_number,
        )
        for position, line in enumerate(signed_by(order), start=1)
    )  # fmt: skip
    audit.record(action="paper.issued", target=paper, by=by, changes={"number": (None, number)})
    _tell_person(paper)
    return paper


def _about(subject: Subject) -> dict[str, Subject]:
    return {type(subject).__name__.lower(): subject}


def _number(order: Order) -> str:
    year = order.on.year + _BUDDHIST_ERA
    return f"{Numbers.take(university=order.university.pk, kind=order.kind, year=year)}/{year}"


def _files(sheet: Sheet, name: str, by: Actor) -> tuple[PrivateFile, PrivateFile]:
    with TemporaryDirectory() as folder:
        pdf, docx = Path(folder) / "paper.pdf", Path(folder) / "paper.docx"
        write_pdf(pdf, [sheet])
        write_docx(docx, sheet)
        return (
            files.store_sealed(name=f"{name}.pdf", media_type=PDF, content=pdf.read_bytes(), by=by),
            files.store_sealed(name=f"{name}.docx", media_type=DOCX, content=docx.read_bytes(), by=by),
        )


def _tell_person(paper: Paper) -> None:
    user = paper.contract.person.user_id if paper.contract else None
    if user is not None and paper.kind == PaperKind.CONTRACT:
        link = reverse("paper-detail", args=[paper.pk])
        notifications.tell(user_id=user, kind="paper.to_sign", link=link, number=paper.number)


@transaction.atomic
def cancel(*, paper: Paper, reason: str, by: Actor) -> Paper:
    """Take a paper out of force; it stays readable and says so, and its number is not used again."""
    require(by, Can.CHANGE_PAPER, paper)
    if not reason.strip():
        raise PaperInputError(_("Say why the paper is cancelled."), extra={"field": "reason"})
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.state == PaperState.CANCELLED:
        raise PaperError(_("This paper is cancelled already."))
    before, paper.state = paper.state, PaperState.CANCELLED
    paper.cancelled_at, paper.cancel_reason = clock.now(), reason
    paper.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    audit.record(action="paper.cancelled", target=paper, by=by, reason=reason, changes={"state": (before, paper.state)})
    return paper


@transaction.atomic
def sign(*, signature: Signature, shown_sha256: str, intent: str, by: Actor) -> Signature:
    """Sign in the system: binds the person, the sentence agreed to, and the bytes that were shown.

    Raises:
        StaleError: the file is another than the one that was shown.
        PaperError: the line is somebody else's, signed already, or the paper is cancelled.
    """
    require(by, Can.SIGN_PAPER, signature.paper)
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("pdf", "contract__person")
        .get(pk=signature.paper_id)
    )
    signature = Signature.objects.select_for_update().get(pk=signature.pk)
    _check_signable(paper, signature, by)
    if paper.pdf.sha256 != shown_sha256:
        raise StaleError(_("The paper changed since you opened it. Read it again before you sign."))
    signature.kind, signature.user_id, signature.intent = SignatureKind.SYSTEM, key_of(by), intent
    signature.document_sha256, signature.signed_at = shown_sha256, clock.now()
    signature.save(update_fields=["kind", "user", "intent", "document_sha256", "signed_at"])
    changes = {"document_sha256": (None, shown_sha256), "capacity": (None, signature.capacity)}
    audit.record(action="paper.signed", target=paper, by=by, changes=changes)
    _complete(paper)
    return signature


def _check_signable(paper: Paper, signature: Signature, by: Actor) -> None:
    if paper.state == PaperState.CANCELLED:
        raise PaperError(_("This paper is cancelled."))
    if signature.signed_at is not None:
        raise PaperError(_("This line is signed already."))
    owner = paper.contract.person.user_id if paper.contract else None
    is_own = owner is not None and owner == by.pk
    if (signature.party == Party.PERSON) != is_own:
        raise PaperError(_("This line is for somebody else to sign."))


def _complete(paper: Paper) -> None:
    if not paper.signatures.filter(signed_at__isnull=True).exists():
        paper.state = PaperState.SIGNED
        paper.save(update_fields=["state"])


@transaction.atomic
def file_scan(*, paper: Paper, content: bytes, on: date, by: Actor) -> Paper:
    """Keep the scan of a paper signed in ink; a newer scan replaces the older, which stays on the disk."""
    require(by, Can.CHANGE_PAPER, paper)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.state == PaperState.CANCELLED:
        raise PaperError(_("This paper is cancelled."))
    name = f"{paper.kind}-{paper.number.replace('/', '-')}-scan.pdf"
    before = paper.scan_id
    paper.scan = files.store_sealed(name=name, media_type=PDF, content=content, by=by)
    paper.save(update_fields=["scan"])
    paper.signatures.filter(signed_at__isnull=True).update(kind=SignatureKind.INK, signed_at=clock.now())
    _complete(paper)
    changes = {"scan": (before, str(paper.scan_id)), "on": (None, str(on))}
    audit.record(action="paper.scanned", target=paper, by=by, changes=changes)
    return paper
