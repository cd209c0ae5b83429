"""Documents of an application: brought, looked at, taken out; each stored sealed under a random name."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from u2t.core import audit, clock, files, pictures
from u2t.core.access import Actor, require
from u2t.core.models import PrivateFile
from workforce.choices import DocumentKind
from workforce.editing import ApplicationInputError, check_can_change, locked, settle, store
from workforce.models import Application, Document
from workforce.permissions import Can

MOST_OTHERS = 10


def bring(*, application: Application, kind: str, brought: pictures.Brought, by: Actor) -> Document:
    """Keep a document; it replaces the one of its kind, which stays stored. The very same again changes nothing."""
    require(by, Can.CHANGE_APPLICATION, application)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _bring(application, kind, brought, by, stored)
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


def _bring(
    application: Application, kind: str, brought: pictures.Brought, by: Actor, stored: list[PrivateFile]
) -> Document:
    application = locked(application)
    check_can_change(application, kind)
    present = Document.objects.filter(application=application, kind=kind, replaced_at__isnull=True)
    digest = hashlib.sha256(brought.content).hexdigest()
    same = present.filter(file__sha256=digest).exclude(state="returned").first()
    if same is not None:
        return same
    if kind == DocumentKind.OTHER and present.count() >= MOST_OTHERS:
        raise ApplicationInputError(
            _("An application takes at most %(most)d other documents. Take one out first.") % {"most": MOST_OTHERS},
            extra={"field": "file"},
        )
    file = files.store_sealed(name=brought.name, media_type=brought.media_type, content=brought.content, by=by)
    stored.append(file)
    if kind != DocumentKind.OTHER:
        present.update(replaced_at=clock.now())
    made = Document.objects.create(application=application, kind=kind, file=file, uploaded_at=clock.now())
    store(application)
    audit.record(action="document.brought", target=made, by=by)
    settle(application, changed=[kind], by=by)
    return made


@transaction.atomic
def remove(*, document: Document, by: Actor) -> Document:
    """Take a document out of an application."""
    require(by, Can.CHANGE_APPLICATION, document.application)
    application = locked(document.application)
    check_can_change(application, document.kind)
    if document.replaced_at is None:
        document.replaced_at = clock.now()
        document.save(update_fields=["replaced_at"])
        store(application)
        audit.record(action="document.removed", target=document, by=by)
        settle(application, changed=[document.kind], by=by)
    return document


def look(*, document: Document, by: Actor) -> bytes:
    """Return the content of a document; that somebody looked is remembered first."""
    require(by, Can.VIEW_DOCUMENT, document)
    audit.record(action="document.opened", target=document, by=by)
    return files.read(document.file)
