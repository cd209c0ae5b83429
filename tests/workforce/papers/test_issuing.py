"""Papers issued: numbered, set in Thai, sealed; with an address, and in packets."""

from datetime import date

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.papers.conftest import RECTOR, order, text_of
from u2t.core import files, jobs
from u2t.core.models import AuditEvent, Job
from workforce.models import Paper, Placement
from workforce.paper_texts import FIELDS
from workforce.selectors.papers import PER_CONTRACT, facts_of_contract
from workforce.services import packets, papers

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_contract_is_numbered_and_says_the_wage_in_thai_digits_and_words(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)

    text = text_of(paper)
    assert paper.number == "1/2564"
    assert "๑๕,๐๐๐.๐๐" in text
    assert "15,000" not in text
    assert [line.party for line in paper.signatures.all()] == ["office", "person"]


def test_what_nobody_named_is_not_a_line_of_dots(contract, staff):
    text = "".join(text_of(papers.issue(order=order(contract, "terms-of-reference"), by=staff)).split())

    assert "ตำแหน่งผู้ปฏิบัติงาน" in text
    values = facts_of_contract(contract).values
    assert values["lecturer"] == values["manager"] == "ผู้ที่มหาวิทยาลัยแต่งตั้ง"
    assert "." * 8 not in text.replace("(ลงชื่อ)" + "." * 36, "")


def test_files_are_sealed_on_the_disk(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)

    stored = files.path_of(paper.pdf).read_bytes()
    assert b"%PDF" not in stored
    assert files.read(paper.pdf).startswith(b"%PDF")
    assert files.read(paper.docx).startswith(b"PK")


def test_double_click_issues_once_and_the_next_paper_has_the_next_number(contract, staff):
    first = papers.issue(order=order(contract), by=staff)
    again = papers.issue(order=order(contract), by=staff)
    other = papers.issue(order=order(work.contract()), by=staff)

    assert again == first
    assert (first.number, other.number) == ("1/2564", "2/2564")


def test_a_contract_without_an_address_is_not_issued_until_it_is_entered(contract, staff, client):
    """A line of dots for where somebody lives would be signed as it is: the answer says who enters it, and where."""
    homeless, other = work.contract(work.person(current_address="")), work.contract(work.person(current_address=""))
    client.force_login(staff)

    with override("th"), pytest.raises(papers.PaperError, match=f"ที่อยู่ของ {homeless.person}"):
        papers.issue(order=order(homeless), by=staff)
    assert not Paper.objects.exists()
    assert papers.issue(order=order(homeless, "reporting"), by=staff).number
    tambon, programme = make.area("630111"), contract.programme
    packet = packets.Packet(
        tambon=tambon, programme=programme, university=contract.university, kinds=("contract",), on=date(2021, 1, 29),
        lines=(RECTOR,), to="", site="https://u2t.example",
    )  # fmt: skip
    with pytest.raises(papers.PaperError) as refused:
        packets.ask(packet=packet, by=staff)
    assert all(str(one.person) in str(refused.value) for one in (homeless, other))
    assert str(contract.person) not in str(refused.value)

    page = reverse("contract-detail", args=[homeless.pk])
    address = reverse("person-address", args=[homeless.person_id])
    assert address in client.get(page).content.decode()
    refusal = client.post(address, {"registered_address": " ", "current_address": ""})
    assert refusal.status_code == 422
    assert client.post(address, {"registered_address": "12/3 หมู่ 4\nต.ระแหง"}).status_code == 302
    assert address not in client.get(page).content.decode()
    homeless.person.refresh_from_db()
    assert "๑๒/๓ หมู่ ๔ ต.ระแหง" in text_of(papers.issue(order=order(homeless), by=staff)).replace("\r\n", " ")
    event = AuditEvent.objects.get(action="person.addressed")
    assert "หมู่" not in str(event.changes)
    answer = client.post(
        f"/api/v1/workers/{other.person_id}/address/", {"current_address": "5 หมู่ 6"}, content_type="application/json"
    )
    assert answer.status_code == 204
    assert packets.ask(packet=packet, by=staff).kind == packets.KIND


def test_an_address_is_entered_by_the_person_or_the_own_university_and_by_nobody_else(contract, nation, client):
    other = make.user("other")
    make.membership(other, "staff", university=make.university("cmu"))
    address = reverse("person-address", args=[contract.person_id])
    for user in (other, make.user("stranger"), work.contract(work.person(make.user("mate"))).person.user):
        client.force_login(user)
        assert [client.get(address).status_code, client.post(address, {"current_address": "x"}).status_code] == [
            404
        ] * 2
    client.force_login(contract.person.user)
    assert client.post(address, {"current_address": "7 หมู่ 1"}).status_code == 302
    contract.person.refresh_from_db()
    assert contract.person.current_address == "7 หมู่ 1"


def test_staff_of_another_university_issue_nothing(contract, nation):
    stranger = make.user()
    make.membership(stranger, "staff", university=make.university("cmu"))

    with pytest.raises(PermissionDenied):
        papers.issue(order=order(contract), by=stranger)
    assert not Paper.objects.exists()


def test_a_number_written_by_hand_is_given_once_and_passed_over_by_the_series(contract, staff):
    first = papers.issue(order=order(contract, number="2/2564"), by=staff)
    papers.cancel(paper=first, reason="พิมพ์ชื่อผิด", by=staff)

    with pytest.raises(papers.PaperError, match="2/2564") as refused:
        papers.issue(order=order(contract, number="2/2564"), by=staff)
    assert refused.value.extra == {"field": "number"}
    issued = [papers.issue(order=order(one), by=staff).number for one in (contract, work.contract())]
    assert issued == ["1/2564", "3/2564"]


def test_a_packet_holds_the_papers_of_everybody_and_is_issued_once(contract, staff):
    other = work.contract()
    packet = packets.Packet(
        tambon=make.area("630111"), programme=contract.programme, university=contract.university,
        kinds=("assignment", "reporting"), on=date(2021, 1, 29), lines=(RECTOR,), to="", site="https://u2t.example",
    )  # fmt: skip
    with override("th"), pytest.raises(papers.PaperError, match="หนังสือส่งตัวจึงไม่มีผู้รับ") as refused:
        packets.ask(packet=packet, by=staff)
    assert all(str(one.person) in str(refused.value) for one in (contract, other))
    with pytest.raises(papers.PaperError):
        papers.issue(order=order(contract, "assignment"), by=staff)
    Placement.objects.update(agency=make.agency("mae-tho", area=make.area("630111")))
    for _time in range(2):
        jobs.run(packets.ask(packet=packet, by=staff).pk)

    done = Job.objects.order_by("created_at").last()
    assert done.state == "done", done.error
    assert done.result == {"papers": 4, "people": 2}
    assert Paper.objects.count() == 4
    assert len(pypdfium2.PdfDocument(files.read(done.file))) == 4


def test_pages_of_papers_can_be_read(contract, staff, client):
    paper = work.paper(contract)
    client.force_login(staff)

    for address in (
        reverse("paper-list"), reverse("paper-detail", args=[paper.pk]), reverse("paper-issue", args=[contract.pk]),
        reverse("papertemplate-list"), reverse("papertemplate-edit", args=["contract", "kpru"]),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_every_field_a_text_of_a_contract_may_name_has_a_value(contract):
    values = set(facts_of_contract(contract).values) | {"number", "date", "signer", "signer_capacity"}

    for kind in PER_CONTRACT:
        assert FIELDS[kind] <= values, kind
