"""Papers: issued with a number, signed in ink or in the system, cancelled with a reason, found again by their code."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle

from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core import audit, clock, files
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import InputError, StaleError
from u2t.core.models import PrivateFile
from workforce import scanning
from workforce.choices import PaperKind, PaperState, SignatureKind
from workforce.models import Contract, Paper, Signature
from workforce.permissions import Can
from workforce.selectors.papers import is_for
from workforce.selectors.said import is_outdated
from workforce.selectors.scans import held_pages, page_count
from workforce.selectors.sheets import Order
from workforce.services.issuing import PDF, Issuing, PaperError

__all__ = ["PDF", "PaperError", "PaperInputError", "cancel", "file_scan", "issue", "sign"]


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
    is_early = isinstance(order.subject, Contract) and order.subject.first_day > order.on
    if order.kind == PaperKind.CERTIFICATE and is_early:
        raise PaperInputError(_("The work has not begun on this day: nothing can be certified."), extra={"field": "on"})
    return Issuing.paper(order, by)


@transaction.atomic
def cancel(*, paper: Paper, reason: str, by: Actor) -> Paper:
    """Take a paper out of force; it stays readable and says so, and its number is not used again."""
    require(by, Can.CHANGE_PAPER, paper)
    if not reason.strip():
        raise PaperInputError(_("Say why the paper is cancelled."), extra={"field": "reason"})
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.state == PaperState.CANCELLED and paper.cancel_reason == reason:
        return paper
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
    if not is_for(signature, paper, by):
        raise PaperError(_("This line is for somebody else to sign."))
    if is_outdated(paper):
        raise PaperError(
            _(
                "What this paper says was changed since it was issued: it is not signed any more. Staff of the "
                "university issue it anew, and the new one takes its place."
            )
        )


def _complete(paper: Paper) -> None:
    if not paper.signatures.filter(signed_at__isnull=True).exists():
        paper.state = PaperState.SIGNED
        paper.save(update_fields=["state"])


@transaction.atomic
def file_scan(*, paper: Paper, content: bytes, pages: Sequence[int], on: date, by: Actor) -> list[int]:
    """Keep scanned pages of a paper signed in ink; return the pages that are missing still.

    `pages` says of each page of the PDF which page of the paper it is, 0 where that is not known. They join those
    that are there, a newer one in the place of the older; with the last one the paper is signed.

    Raises:
        PaperError: the paper is cancelled, or has no such page.
    """
    require(by, Can.CHANGE_PAPER, paper)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("pdf", "scan").get(pk=paper.pk)
    if paper.state == PaperState.CANCELLED:
        raise PaperError(_("This paper is cancelled."))
    count, before = page_count(paper), paper.scan
    if max(pages) > count:
        said = _("This paper has %(count)d pages: there is no page %(number)d.")
        raise PaperError(said % {"count": count, "number": max(pages)}, extra={"field": "pages"})
    old = files.read(before) if before else b""
    there = {number: (old, place) for place, number in enumerate(held_pages(paper), start=1) if number <= count}
    unknown = cycle([number for number in range(1, count + 1) if number not in there and number not in pages])
    anew = cycle(range(1, count + 1))
    numbers = [number or next(unknown, 0) or next(anew) for number in pages]
    there |= {number: (content, place) for place, number in enumerate(numbers, start=1)}
    name = f"{paper.kind}-{paper.number.replace('/', '-')}-scan.pdf"
    paper.scanned = sorted(there)
    joined = scanning.pages_as_pdf([there[number] for number in paper.scanned])
    paper.scan = files.store_sealed(name=name, media_type=PDF, content=joined, by=by)
    paper.save(update_fields=["scan", "scanned"])
    if before is not None:  # its pages are in the new one; a file nothing points to would outlive what is kept
        files.remove(PrivateFile.objects.filter(pk=before.pk))
    changes = {"scan": (before and str(before.pk), str(paper.scan_id)), "on": (None, str(on))}
    audit.record(action="paper.scanned", target=paper, by=by, changes=changes | {"pages": (None, sorted(set(numbers)))})
    missing = [number for number in range(1, count + 1) if number not in there]
    if not missing:
        paper.signatures.filter(signed_at__isnull=True).update(kind=SignatureKind.INK, signed_at=clock.now())
        _complete(paper)
    return missing
