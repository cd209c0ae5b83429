"""Documents: sealed, never overwritten, opened only before a witness; nothing half-stored."""

import os

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files, pictures
from u2t.core.models import AuditEvent, PrivateFile
from workforce.models import Application, Document
from workforce.services import applications, documents

pytestmark = pytest.mark.django_db


def taken(colour=(10, 20, 30), name="บัตรประชาชน.png"):
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return pictures.taken(name=name, content=out.getvalue())


def bring(application, by, brought, kind="id-card"):
    return documents.bring(application=application, kind=kind, brought=brought, by=by)


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_sealed_on_the_disk_and_keeps_its_thai_name(begun, applicant, private):
    made = bring(begun, applicant, taken())

    (path,) = stored(private)
    assert path.name == str(made.file.pk)
    assert b"JFIF" not in path.read_bytes()
    assert files.read(made.file)[:2] == b"\xff\xd8"
    assert made.file.name == "บัตรประชาชน.jpg"


def test_a_newer_one_replaces_and_overwrites_nothing(begun, applicant, private):
    first, second = bring(begun, applicant, taken()), bring(begun, applicant, taken((200, 0, 0)))

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert second.replaced_at is None
    assert len(stored(private)) == 2


def test_a_retried_upload_makes_one(begun, applicant, private):
    assert bring(begun, applicant, taken()).pk == bring(begun, applicant, taken()).pk
    assert len(stored(private)) == 1


def test_other_documents_stand_beside_each_other(begun, applicant, private):
    for colour in ((1, 1, 1), (250, 1, 1)):
        bring(begun, applicant, taken(colour), "other")

    assert Document.objects.filter(replaced_at=None).count() == 2


def test_what_fails_leaves_neither_row_nor_file(begun, applicant, private, monkeypatch):
    def fails(**_values):
        raise RuntimeError

    monkeypatch.setattr("workforce.services.documents.audit.record", fails)
    with pytest.raises(RuntimeError):
        bring(begun, applicant, taken())

    assert stored(private) == []
    assert not PrivateFile.objects.exists()


def test_a_document_is_taken_out_but_not_of_a_sent_application_that_needs_it(complete, applicant):
    photo = complete.documents.get(kind="photo")
    documents.remove(document=photo, by=applicant)
    assert documents.remove(document=photo, by=applicant).replaced_at is not None
    bring(complete, applicant, taken(), "photo")
    applications.submit(application=complete, declared=True, by=applicant)

    with pytest.raises(pictures.InputError):
        documents.remove(document=complete.documents.get(kind="photo", replaced_at=None), by=applicant)
    with pytest.raises(PermissionDenied):
        documents.remove(document=photo, by=make.user())


def test_looking_is_recorded_and_only_for_those_who_may(sent, staff, pm, auditor, applicant):
    document = sent.documents.get(kind="photo")
    for by in (staff, auditor, applicant):
        assert documents.look(document=document, by=by)[:2] == b"\x89P"

    assert AuditEvent.objects.filter(action="document.opened").count() == 3
    for by in (pm, make.user()):
        with pytest.raises(PermissionDenied):
            documents.look(document=document, by=by)
    assert AuditEvent.objects.filter(action="document.opened").count() == 3


def test_the_page_shows_a_document_and_nothing_of_it_is_kept_on_the_way(sent, client, applicant):
    client.force_login(applicant)

    answer = client.get(reverse("document-view", args=[sent.documents.get(kind="photo").pk]))

    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(action="document.opened", actor_id_text=str(applicant.pk)).count() == 1


@pytest.mark.parametrize("asks", ["page", "script", "api"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"\xff\xd8" + b"0" * (30 * 1024 * 1024), "ไฟล์มีขนาด 30.1 MB เอกสารแต่ละไฟล์ต้องไม่เกิน 10 MB"),
        (lambda: b"MZ\x90\x00" * 600, "เนื้อหาของไฟล์นี้ไม่ใช่ภาพหรือ PDF"),
        (work.bomb, "ล้านพิกเซล"),
    ],
    ids=["30-MB", "exe-as-jpg", "bomb"],
)
def test_a_bad_upload_is_answered_exactly_and_nothing_is_kept(
    begun, client, applicant, private, asks, content, sentence
):
    client.force_login(applicant)
    address = reverse("api-application-documents" if asks == "api" else "document-bring", args=[begun.pk])
    headers = {"X-Draft": "1"} if asks == "script" else {}
    form = {"kind": "photo", "file": SimpleUploadedFile("รูปถ่าย.jpg", content(), "image/jpeg")}

    answer = client.post(address, form, headers=headers)

    if asks == "page":
        assert sentence in client.get(answer.url).content.decode()
    else:
        assert answer.status_code == 422
        assert sentence in answer.json()["problem" if asks == "script" else "title"]
    assert stored(private) == []
    assert not Document.objects.exists()


def test_a_good_upload_by_page_and_by_api(begun, client, applicant, private):
    client.force_login(applicant)
    for address, kind in (("document-bring", "photo"), ("api-application-documents", "id-card")):
        form = {"kind": kind, "file": SimpleUploadedFile("รูปถ่าย.png", work.picture(), "image/png")}
        assert client.post(reverse(address, args=[begun.pk]), form).status_code in {201, 302}

    names = set(begun.documents.values_list("kind", "file__name"))
    assert names == {("photo", "รูปถ่าย.jpg"), ("id-card", "รูปถ่าย.jpg")}
    assert Application.objects.get(pk=begun.pk).version == begun.version + 2


def test_the_sweep_removes_what_no_row_knows(begun, applicant, private):
    kept = bring(begun, applicant, taken())
    lost, fresh = private / "00" / "lost", private / "00" / "fresh"
    lost.parent.mkdir(exist_ok=True)  # one random name in 256 begins with it
    for path in (lost, fresh):
        path.write_bytes(b"x")
    os.utime(lost, (0, 0))
    os.utime(files.path_of(kept.file), (0, 0))

    assert files.sweep_orphans() == 1
    assert sorted(path.name for path in stored(private)) == sorted(["fresh", str(kept.file.pk)])
