"""How personal values are taken out: of applications, of people, of papers, of the trail that speaks of them."""

from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from u2t.core import audit, clock, files, pdf
from u2t.core.access import Actor
from u2t.core.models import AuditEvent, PrivateFile
from u2t.core.text import HIDDEN
from workforce.choices import BirthPrecision, Party
from workforce.models import (
    Appeal,
    Application,
    Document,
    DomicileChange,
    Education,
    Employment,
    NameChange,
    Paper,
    PastTraining,
    Person,
    Round,
    Score,
    Signature,
    TaxCertificate,
    TieBreak,
)

#: What the sheet is called that stands in the place of an erased paper.
_ERASED = "erased.pdf"
_PARTS = (Education, Employment, PastTraining, Score, TieBreak)
_NOBODY = {
    "national_id": "", "national_id_digest": None, "id_kind": "", "rank": "", "title": "", "first_name": "",
    "last_name": "", "sex": "", "born_on": None, "birth_precision": BirthPrecision.DAY, "telephone": "", "email": "",
    "domicile": None, "registered_address": "", "current_address": "", "sort_key": "", "search_key": "",
}  # fmt: skip


class Erasing:
    """Takes personal values out; a name for what only services may call, inside their transaction."""

    @staticmethod
    def applications(keys: Collection[int]) -> int:
        """Leave of applications their state, type and tambons; return how many documents are gone."""
        documents = Erasing._documents(keys)
        for part in _PARTS:
            part._default_manager.filter(application__in=keys).delete()
        appeals = Appeal.objects.filter(application__in=keys)
        Erasing.trail("workforce.appeal", appeals.values_list("pk", flat=True))
        appeals.update(text=HIDDEN)
        appeals.exclude(answer="").update(answer=HIDDEN)
        now = clock.now()
        rows = Application.objects.filter(pk__in=keys)
        rows.update(achievements="", note="", answers=[], has_no_state_work=None, erased_at=now, updated_at=now)
        Erasing.trail("workforce.application", keys)
        return documents

    @staticmethod
    def _documents(applications: Collection[int]) -> int:
        rows = Document.objects.filter(application__in=applications)
        keys = dict(rows.values_list("pk", "file"))
        Erasing.trail("workforce.document", keys)
        rows.delete()
        files.remove(PrivateFile.objects.filter(pk__in=keys.values()))
        return len(keys)

    @staticmethod
    def people(keys: Collection[int]) -> None:
        """Leave of people a number."""
        for earlier in (NameChange, DomicileChange):
            earlier._default_manager.filter(person__in=keys).delete()
        Person.objects.filter(pk__in=keys).update(**_NOBODY, updated_at=clock.now())
        Erasing.trail("workforce.person", keys)

    @staticmethod
    def papers(people: Collection[int], by: Actor) -> int:
        """Put a sheet that says so in the place of papers that name people; their numbers stay. Return how many."""
        papers = _issued(contract__person__in=people)
        certificates = list(TaxCertificate.objects.filter(person__in=people).select_related("pdf"))
        if not papers and not certificates:
            return 0
        sheet, old = _sheet(), _put(papers, by)
        for certificate in certificates:
            old.append(certificate.pdf.pk)
            certificate.pdf = _stored(sheet, by)
        TaxCertificate.objects.bulk_update(certificates, ["pdf"])
        signed = Signature.objects.filter(paper__in=papers, party=Party.PERSON)
        signed.exclude(intent="").update(intent=HIDDEN)
        signed.update(name=HIDDEN)
        files.remove(PrivateFile.objects.filter(pk__in=old))
        Erasing.trail("workforce.paper", [paper.pk for paper in papers])
        Erasing.trail("workforce.taxcertificate", [one.pk for one in certificates])
        return len(papers) + len(certificates)

    @staticmethod
    def announcements(round_: Round, by: Actor) -> int:
        """Put the sheet in the place of the announcements of a round: they name people who were not hired."""
        papers = _issued(announcement__round=round_, announcement__shows_names=True)
        files.remove(PrivateFile.objects.filter(pk__in=_put(papers, by)))
        return len(papers)

    @staticmethod
    def trail(model: str, keys: Iterable[int]) -> None:
        """Let the trail forget what it says of rows."""
        audit.erase(AuditEvent.objects.filter(target_model=model, target_id__in=[str(key) for key in keys]))


def _issued(**of: Any) -> list[Paper]:
    return list(Paper.objects.filter(**of).exclude(pdf__name=_ERASED).select_related("pdf", "docx", "scan"))


def _put(papers: Collection[Paper], by: Actor) -> list[UUID]:
    """Put the sheet in the place of papers; return the files that they were."""
    if not papers:
        return []
    sheet, old = _sheet(), []
    for paper in papers:
        old += [file.pk for file in (paper.pdf, paper.docx, paper.scan) if file is not None]
        paper.pdf, paper.docx, paper.scan, paper.scanned = _stored(sheet, by), None, None, []
        paper.said_digest = paper.whole_digest = ""  # nobody is left to compare with
    Paper.objects.bulk_update(papers, ["pdf", "docx", "scan", "scanned", "said_digest", "whole_digest"])
    return old


def _sheet() -> bytes:
    with TemporaryDirectory() as folder, override("th"):
        path = Path(folder) / "erased.pdf"
        said = _("The time for which this paper is kept is over. It was erased; its number and its day stay on record.")
        pdf.write_pdf(path, {"title": _("Erased"), "facts": [said], "tables": []})
        return path.read_bytes()


def _stored(sheet: bytes, by: Actor) -> PrivateFile:
    return files.store_sealed(name=_ERASED, media_type="application/pdf", content=sheet, by=by)
