"""Papers: issued with a number, signed in ink or in the system, cancelled with a reason, found again by their code."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core import audit, clock, files
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import InputError, StaleError
from workforce.choices import PaperKind, PaperState, SignatureKind
from workforce.models import Contract, Paper, Signature
from workforce.permissions import Can
from workforce.selectors.papers import is_for
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
