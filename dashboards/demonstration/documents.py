"""The documents that applicants bring: every kind their type must bring, decided as far as the application stands."""

import io
from collections.abc import Iterable
from datetime import timedelta

from PIL import Image, ImageDraw

from tambon.models import User
from tambon.system import system_user
from u2t.core import files
from workforce.choices import ApplicationState, DocumentKind, DocumentState
from workforce.models import Application, Document
from workforce.selectors.applications import wanted_of

#: Why one of the documents of a returned application was sent back.
UNREADABLE = "สำเนาทะเบียนบ้านอ่านไม่ชัด โปรดถ่ายใหม่ให้เห็นครบทั้งหน้า"
_DECIDED = {ApplicationState.QUALIFIED, ApplicationState.REFUSED, ApplicationState.RETURNED}


def bring(applications: Iterable[Application]) -> None:
    """Store what each application must bring, as it was when it was sent and screened."""
    pages: dict[str, bytes] = {}
    by = system_user()
    documents = []
    for application in applications:
        kinds = [wanted.kind for wanted in wanted_of(application) if wanted.is_required]
        documents += [_document(application, kind, pages, by) for kind in kinds]
    Document.objects.bulk_create(documents)


def _document(application: Application, kind: str, pages: dict[str, bytes], by: User) -> Document:
    is_photo = kind == DocumentKind.PHOTO
    if kind not in pages:
        pages[kind] = _picture((300, 400), "JPEG", kind) if is_photo else _picture((620, 877), "PDF", kind)
    media_type, ending = ("image/jpeg", "jpg") if is_photo else ("application/pdf", "pdf")
    file = files.store_sealed(name=f"{kind}.{ending}", media_type=media_type, content=pages[kind], by=application.user)
    state, reason = _state(application, kind)
    is_decided = state != DocumentState.WAITING
    return Document(
        application=application,
        kind=kind,
        file=file,
        state=state,
        reason=reason,
        uploaded_at=(application.submitted_at or application.round.opens_at) - timedelta(minutes=4),
        decided_at=application.round.closes_at + timedelta(days=1) if is_decided else None,
        decided_by=by if is_decided else None,
    )


def _state(application: Application, kind: str) -> tuple[DocumentState, str]:
    if application.state not in _DECIDED:
        return DocumentState.WAITING, ""
    if application.state == ApplicationState.RETURNED and kind == DocumentKind.HOUSE_REGISTRATION:
        return DocumentState.RETURNED, UNREADABLE
    return DocumentState.ACCEPTED, ""


def _picture(size: tuple[int, int], form: str, kind: str) -> bytes:
    image = Image.new("RGB", size, "#e9eef5")
    ImageDraw.Draw(image).text((24, 24), f"U2T DEMONSTRATION: {kind}", fill="#33475b")
    target = io.BytesIO()
    image.save(target, form)
    return target.getvalue()
