"""Papers signed in ink: pages file themselves by their code, or by hand."""

import io
import re
from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from tests.factories import workforce as work
from tests.workforce.papers.conftest import order
from u2t.core import files
from u2t.core.models import PrivateFile
from workforce import scanning
from workforce.models import Paper
from workforce.services import filing, papers, templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_scans_file_themselves_by_the_code_on_their_pages(contract, staff, client):
    first = papers.issue(order=order(contract), by=staff)
    second = papers.issue(order=order(work.contract(), "reporting"), by=staff)
    scan = scanning.joined([files.read(second.pdf), files.read(first.pdf)])
    client.force_login(staff)

    upload = SimpleUploadedFile("สแกน.pdf", scan, content_type="application/pdf")
    response = client.post(reverse("paper-scans"), {"file": upload})

    assert response.status_code == 200
    for paper in (first, second):
        paper.refresh_from_db()
        assert paper.state == "signed"
        assert len(pypdfium2.PdfDocument(files.read(paper.scan))) == len(pypdfium2.PdfDocument(files.read(paper.pdf)))


def test_a_paper_is_signed_in_ink_once_all_its_pages_are_there(contract, staff, client):
    paper = papers.issue(order=order(contract), by=staff)
    whole = files.read(paper.pdf)
    assert [page.of_paper for page in scanning.tokens_of(whole)] == [1, 2]
    first, second = (scanning.pages_as_pdf([(whole, number)]) for number in (1, 2))

    with override("en"):
        (said,) = filing.file_all(content=second, by=staff)
    paper.refresh_from_db()
    half = paper.scan
    assert "page 1 is missing" in said[1]
    assert (paper.state, paper.scanned) == ("issued", [2])
    assert not paper.signatures.exclude(signed_at=None).exists()
    client.force_login(staff)
    assert "ไม่มีหน้า 1" in client.get(reverse("paper-detail", args=[paper.pk])).content.decode()

    for _time in range(2):  # sent twice: one scan, as if sent once
        filing.file_all(content=first, by=staff)
    paper.refresh_from_db()
    assert (paper.state, paper.scanned) == ("signed", [1, 2])
    assert [page.of_paper for page in scanning.tokens_of(files.read(paper.scan))] == [1, 2]
    assert not PrivateFile.objects.filter(pk=half.pk).exists()
    assert PrivateFile.objects.filter(name__endswith="-scan.pdf").count() == 1


def test_a_page_whose_code_cannot_be_read_is_filed_by_hand(contract, staff, client):
    paper = papers.issue(order=order(contract), by=staff)
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    stream = io.BytesIO()
    blank.save(stream)
    page = stream.getvalue()
    client.force_login(staff)
    address, api = reverse("paper-pages", args=[paper.pk]), f"/api/v1/papers/{paper.pk}/pages/"

    def sent(to, pages):
        return client.post(to, {"file": SimpleUploadedFile("a.pdf", page, "application/pdf"), "pages": pages})

    assert client.get(address).status_code == 200
    for wrong in ("0", "x", "1, 2", "3"):
        assert sent(address, wrong).status_code == 422, wrong
    assert sent(api, "3").status_code in (409, 422)
    assert not Paper.objects.exclude(scan=None).exists()
    assert sent(address, "2").status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.scanned) == ("issued", [2])
    assert sent(api, "1").status_code == 200
    paper.refresh_from_db()
    assert (paper.state, paper.scanned) == ("signed", [1, 2])


def test_pages_whose_code_does_not_say_which_they_are_fill_what_is_missing(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)
    whole = files.read(paper.pdf)
    first, second = (scanning.pages_as_pdf([(whole, number)]) for number in (1, 2))

    left = [
        papers.file_scan(paper=paper, content=page, pages=[0], on=date(2021, 2, 1), by=staff)
        for page in (first, second)
    ]

    assert left == [[2], []]


def test_a_long_paper_bears_the_code_of_each_of_its_pages(contract, staff):
    body = "\n".join(["{person} รายงานตัว"] * 150)
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body=body, university=contract.university
    )
    templates.revise(wording=wording, by=staff)

    pages = scanning.tokens_of(files.read(papers.issue(order=order(contract, "reporting"), by=staff).pdf))

    assert [page.of_paper for page in pages] == list(range(1, len(pages) + 1))
    assert len(pages) > 3


def test_a_scan_that_is_no_pdf_is_answered(contract, staff, client):
    client.force_login(staff)
    response = client.post(reverse("paper-scans"), {"file": SimpleUploadedFile("a.pdf", b"MZ\x90 not a pdf")})

    assert response.status_code == 422
    assert not Paper.objects.exclude(scan=None).exists()


def test_a_broken_page_of_a_scan_is_named_and_the_others_are_filed(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)
    scan = scanning.joined([files.read(paper.pdf)])
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", scan)
    count = kids[1].count(b" R")
    broken = scan.replace(kids[0], b"/Kids [" + kids[1] + b" 9999 0 R]").replace(
        b"/Count %d" % count, b"/Count %d" % (count + 1)
    )

    said = filing.file_all(content=broken, by=staff)

    assert [numbers for numbers, _text in said] == [", ".join(map(str, range(1, count + 1))), str(count + 1)]
    paper.refresh_from_db()
    assert paper.scan is not None


def test_a_page_as_large_as_a_field_is_read_as_a_picture_of_bounded_size():
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    stream = io.BytesIO()
    document.save(stream)

    page = pypdfium2.PdfDocument(stream.getvalue())
    assert max(scanning._picture(page, 0).size) <= 4_801
    assert scanning.tokens_of(stream.getvalue()) == [scanning.Page(1, "")]
