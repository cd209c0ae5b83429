"""Papers: numbered, set in Thai, sealed, signed, cancelled, filed by their code."""

import io
import re
from datetime import date, timedelta

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import override

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files, jobs
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Job, PrivateFile
from workforce import scanning
from workforce.models import Contract, Paper, PaperTemplate, Placement
from workforce.paper_texts import FIELDS
from workforce.selectors.papers import PER_CONTRACT, facts_of_contract
from workforce.selectors.sheets import Line, Order
from workforce.services import contracts, filing, packets, papers, templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
RECTOR = Line("รองศาสตราจารย์สมมุติ อธิการ", "รักษาราชการแทนอธิการบดี", "12/2564")


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def contract(nation, staff):
    templates.sync(by=system_user())
    return work.contract(work.person(make.user("somsri"), first_name="สมศรี", last_name="ใจดี"))


def order(contract, kind="contract", **fields):
    values = {"on": date(2021, 1, 29), "lines": [RECTOR], "site": "https://u2t.example"} | fields
    return Order(kind, contract, **values)


def text_of(paper):
    document = pypdfium2.PdfDocument(files.read(paper.pdf))
    return "".join(page.get_textpage().get_text_range() for page in document)


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


def test_scans_file_themselves_by_the_code_on_their_pages(contract, staff, client):
    first = papers.issue(order=order(contract), by=staff)
    second = papers.issue(order=order(work.contract(), "reporting"), by=staff)
    scan = scanning.joined([files.read(second.pdf), files.read(first.pdf)])
    client.force_login(staff)

    from django.core.files.uploadedfile import SimpleUploadedFile

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
    from django.core.files.uploadedfile import SimpleUploadedFile

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
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(staff)
    response = client.post(reverse("paper-scans"), {"file": SimpleUploadedFile("a.pdf", b"MZ\x90 not a pdf")})

    assert response.status_code == 422
    assert not Paper.objects.exclude(scan=None).exists()


def test_cancelled_paper_stays_and_says_so_to_whoever_checks_it(contract, staff, client):
    paper = work.paper(contract)
    papers.cancel(paper=paper, reason="พิมพ์ชื่อผิด", by=staff)

    response = client.get(reverse("paper-check", args=[paper.token]))

    assert "ถูกยกเลิก" in response.content.decode()
    assert contract.person.last_name not in response.content.decode()
    with pytest.raises(papers.PaperError):
        papers.cancel(paper=paper, reason="อีกครั้ง", by=staff)


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


def test_own_text_of_a_university_goes_before_the_shared_one(contract, staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="ข้าพเจ้า {person} รายงานตัว", university=contract.university
    )
    own = templates.revise(wording=wording, by=staff)

    paper = papers.issue(order=order(contract, "reporting"), by=staff)

    assert paper.template == own
    assert PaperTemplate.objects.get(kind="reporting", university=None).is_current


def test_a_text_with_an_unknown_field_is_refused(contract, staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="{salary}", university=contract.university
    )

    with pytest.raises(templates.TemplateError, match="salary"):
        templates.revise(wording=wording, by=staff)


@pytest.mark.parametrize("field", ["national_id", "address"])
def test_a_text_that_names_an_id_or_an_address_is_opened_by_who_may_see_it(field, contract, staff, pm, client):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body=f"{{person}} {{{field}}}", university=contract.university
    )
    plain = papers.issue(order=order(contract, "reporting"), by=staff)
    papers.cancel(paper=plain, reason="x", by=staff)
    templates.revise(wording=wording, by=staff)
    naming = papers.issue(order=order(contract, "reporting"), by=staff)

    def answers(user, paper):
        client.force_login(user)
        assert client.get(reverse("paper-detail", args=[paper.pk])).status_code == 200
        return [client.get(reverse("paper-file", args=[paper.pk, which])).status_code for which in ("pdf", "docx")]

    assert answers(pm, plain) == [200, 200]
    assert answers(pm, naming) == [404, 404]
    assert answers(staff, naming) == answers(contract.person.user, naming) == [200, 200]


def test_a_title_names_no_id_and_no_address(contract, staff):
    wording = templates.Wording(
        kind="contract", form="contract", title="สัญญา {national_id}", body="{person}", university=contract.university
    )

    with pytest.raises(templates.TemplateError, match="national_id") as refused:
        templates.revise(wording=wording, by=staff)
    assert refused.value.extra == {"field": "title"}


def test_staff_do_not_change_the_shared_text(contract, staff):
    wording = templates.Wording(kind="reporting", form="memo", title="รายงานตัว", body="{person}")

    with pytest.raises(PermissionDenied):
        templates.revise(wording=wording, by=staff)


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


def test_a_number_written_by_hand_is_given_once_and_passed_over_by_the_series(contract, staff):
    first = papers.issue(order=order(contract, number="2/2564"), by=staff)
    papers.cancel(paper=first, reason="พิมพ์ชื่อผิด", by=staff)

    with pytest.raises(papers.PaperError, match="2/2564") as refused:
        papers.issue(order=order(contract, number="2/2564"), by=staff)
    assert refused.value.extra == {"field": "number"}
    issued = [papers.issue(order=order(one), by=staff).number for one in (contract, work.contract())]
    assert issued == ["1/2564", "3/2564"]


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


def test_a_click_after_a_change_issues_anew_and_what_nobody_signed_goes_out_of_force(contract, staff, client):
    client.force_login(staff)
    address = reverse("paper-issue", args=[contract.pk])
    given = {"on": "2021-02-01", "kinds": ["contract"], "name_1": RECTOR.name, "capacity_1": RECTOR.capacity}
    client.post(address, given)
    first = Paper.objects.get()
    assert first.number in client.post(address, given, follow=True).content.decode()
    assert Paper.objects.count() == 1

    until = contract.last_day - timedelta(days=30)
    Placement.objects.filter(contract=contract).update(during=DateRange(contract.first_day, until))
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(contract.first_day, until))
    client.post(address, given)

    first.refresh_from_db()
    second = Paper.objects.exclude(pk=first.pk).get()
    assert (first.state, second.state) == ("cancelled", "issued")
    assert second.number in first.cancel_reason

    whole = files.read(second.pdf)
    assert papers.file_scan(paper=second, content=whole, pages=[1, 2], on=date(2021, 2, 1), by=staff) == []
    Contract.objects.filter(pk=contract.pk).update(agreed_until=until - timedelta(days=1))  # left early: nothing new
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(contract.first_day, until - timedelta(days=9)))
    client.post(address, given)
    assert Paper.objects.count() == 2
    Contract.objects.filter(pk=contract.pk).update(agreed_until=None)
    client.post(address, given)
    assert list(Paper.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "signed", "issued"]


def test_the_papers_of_a_contract_that_never_began_go_out_of_force_with_it(contract, staff, client, settings):
    settings.CLOCK = "2021-01-20T10:00:00+07:00"
    paper = papers.issue(order=order(contract), by=staff)

    contracts.cancel(contract=contract, reason="ไม่มาทำงาน", by=staff)

    paper.refresh_from_db()
    assert (paper.state, paper.cancel_reason) == ("cancelled", "ไม่มาทำงาน")
    assert AuditEvent.objects.filter(action="paper.cancelled").count() == 1
    assert "ถูกยกเลิก" in client.get(reverse("paper-check", args=[paper.token])).content.decode()


def test_every_field_a_text_of_a_contract_may_name_has_a_value(contract):
    values = set(facts_of_contract(contract).values) | {"number", "date", "signer", "signer_capacity"}

    for kind in PER_CONTRACT:
        assert FIELDS[kind] <= values, kind


def test_the_same_text_sent_twice_is_one_version(staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="{person}", university=make.university("kpru")
    )

    first, again = (templates.revise(wording=wording, by=staff) for _click in range(2))

    assert (again.pk, again.version, again.is_current) == (first.pk, 1, True)
    assert AuditEvent.objects.filter(action="papertemplate.revised").count() == 1
