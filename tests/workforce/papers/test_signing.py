"""Papers signed in the system, cancelled, opened."""

import pytest
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.papers.conftest import order
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.services import contracts, papers

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_person_signs_the_own_line_and_staff_the_university_s(contract, staff):
    paper = work.paper(contract)
    office, person = paper.signatures.all()

    with pytest.raises(papers.PaperError):
        papers.sign(signature=person, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff)
    papers.sign(signature=person, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=contract.person.user)
    papers.sign(signature=office, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff)

    paper.refresh_from_db()
    assert paper.state == "signed"
    with pytest.raises(papers.PaperError):
        papers.sign(signature=office, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff)


def test_signing_another_file_than_the_one_shown_is_refused(contract, staff):
    paper = work.paper(contract)

    with pytest.raises(StaleError):
        papers.sign(signature=paper.signatures.first(), shown_sha256="0" * 64, intent="ลงนาม", by=staff)
    assert not paper.signatures.exclude(signed_at=None).exists()


def test_cancelled_paper_stays_and_says_so_to_whoever_checks_it(contract, staff, client):
    paper = work.paper(contract)
    papers.cancel(paper=paper, reason="พิมพ์ชื่อผิด", by=staff)

    response = client.get(reverse("paper-check", args=[paper.token]))

    assert "ถูกยกเลิก" in response.content.decode()
    assert contract.person.last_name not in response.content.decode()
    with pytest.raises(papers.PaperError):
        papers.cancel(paper=paper, reason="อีกครั้ง", by=staff)


def test_the_papers_of_a_contract_that_never_began_go_out_of_force_with_it(contract, staff, client, settings):
    settings.CLOCK = "2021-01-20T10:00:00+07:00"
    paper = papers.issue(order=order(contract), by=staff)

    contracts.cancel(contract=contract, reason="ไม่มาทำงาน", by=staff)

    paper.refresh_from_db()
    assert (paper.state, paper.cancel_reason) == ("cancelled", "ไม่มาทำงาน")
    assert AuditEvent.objects.filter(action="paper.cancelled").count() == 1
    assert "ถูกยกเลิก" in client.get(reverse("paper-check", args=[paper.token])).content.decode()


def test_opening_a_file_is_remembered_and_others_find_nothing(contract, staff, client, pm):
    paper = work.paper(contract)
    address = reverse("paper-file", args=[paper.pk, "pdf"])
    stranger = make.user()
    make.membership(stranger, "staff", university=make.university("cmu"))

    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(contract.person.user)
    response = client.get(address)

    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert AuditEvent.objects.filter(action="paper.opened", target_id=str(paper.pk)).count() == 1
