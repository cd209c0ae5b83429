"""Papers of a month: the report as it is printed, delivery of work and acceptance."""

from datetime import date

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied

from tambon.system import system_user
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files, jobs
from u2t.core.models import AuditEvent, Job
from workforce.chain_choices import Decision
from workforce.models import Paper, Person
from workforce.selectors.monthpapers import facts_of_report
from workforce.selectors.papers import signable_by
from workforce.selectors.reportsheets import sheet_of_report
from workforce.services import approvals, monthpapers, papers, templates
from workforce.services.papers import PaperError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
SITE = "https://u2t.example/"


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def pictured(contract, worker, count=1):
    for place in range(count):
        log = month.log(contract, activity=f"เยี่ยมบ้านครั้งที่ {place}")
        file = files.store_sealed(name="a.jpg", media_type="image/jpeg", content=work.picture(900, 600), by=worker)
        log.photos.create(key=log.key, file=file, added_at=month.MADE)


def test_the_printed_report_says_what_the_report_says(client, contract, period, worker, lecturer):
    pictured(contract, worker)
    report = month.sent(contract, period, position=2, learned={"digital": "ใช้ตารางคำนวณ"}, days_worked=21)
    report.approvals.create(
        step=period.rules.steps.get(position=1), turn=1, decision=Decision.APPROVED, by=lecturer, at=month.MADE
    )
    client.force_login(worker)

    response = client.get(f"/workforce/monthreports/{report.pk}/pdf/")

    text = text_of(response.content)
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert all(said in text for said in ("๒๑", "๒๕๖๔", "ตารางคำนวณ", contract.person.first_name, "ครัวเรือน"))
    assert AuditEvent.objects.get(action="monthreport.printed").actor == str(worker)


def test_at_most_six_photos_are_printed_each_of_another_log(contract, period, worker):
    pictured(contract, worker, count=8)
    report = month.sent(contract, period)

    photos = sheet_of_report(report, user=worker).photos

    assert len(photos) == len({photo.caption for photo in photos}) == 6
    assert max(len(photo.content) for photo in photos) < 60_000


def test_who_may_not_see_the_logs_gets_no_photo(contract, period, worker, nation):
    pictured(contract, worker)
    report = month.sent(contract, period)
    ministry = make.user("ministry")
    make.membership(ministry, "ministry", area=nation)

    sheet = sheet_of_report(report, user=ministry)

    assert list(sheet.photos) == []
    assert sheet_of_report(report, user=worker).photos


def test_the_printed_report_says_how_much_was_assigned_and_what_was_attended(contract, period, worker):
    month.assignment(contract, period)
    for day, name in ((date(2021, 11, 12), "การเงินครัวเรือน"), (date(2021, 12, 3), "ของเดือนหลัง")):
        held = work.session(
            contract.university, name_th=name, kind="training", skill="financial", starts_on=day, ends_on=day
        )
        held.attendances.create(contract=contract, hours=6, recorded_at=month.MADE)
    report = month.sent(contract, period)

    sheet = sheet_of_report(report, user=worker)

    assert dict(sheet.counts)["งานที่มอบหมาย"] == "1"
    (trained,) = (part.lines for part in sheet.parts if part.heading == "การฝึกอบรมทักษะ")
    assert len(trained) == 1
    assert "การเงินครัวเรือน 6 ชั่วโมง (12 พฤศจิกายน 2564)" in trained[0]


def test_what_came_back_is_not_printed_as_certified_and_a_deputy_signs_for_somebody(contract, period, worker, lecturer):
    away = make.user("away")
    report = month.sent(contract, period, days_worked=21)
    report.approvals.create(
        step=report.step, turn=1, decision=Decision.APPROVED, by=lecturer, for_whom=away, at=month.MADE
    )
    sheet = sheet_of_report(report, user=worker)
    assert "ขอรับรอง" in sheet.certificate
    assert sheet.signs[1].capacity == f"ขั้นที่ 1 (ปฏิบัติหน้าที่แทน {away.get_full_name()})"

    report.state, report.step = "returned", None
    report.save()
    sheet = sheet_of_report(report, user=worker)

    assert sheet.certificate == "รายงานฉบับนี้ส่งกลับให้แก้ไข ยังไม่ได้ส่งใหม่"
    assert sheet.signs[0].day == ""
    assert dict(sheet.facts)["ส่งเมื่อ"] == "ส่งกลับให้แก้ไข ยังไม่ได้ส่งใหม่"
    assert dict(sheet.counts)["วันที่ปฏิบัติงาน"] == "0"


def test_a_report_of_another_tambon_is_not_printed(client, contract, period, nation):
    report = month.sent(contract, period)
    stranger = make.user("stranger")
    month.guide(stranger, "pm", tambon="630201")
    client.force_login(stranger)

    for path in (f"/workforce/monthreports/{report.pk}/pdf/", f"/api/v1/reports/{report.pk}/pdf/"):
        assert client.get(path).status_code == 404
    assert not AuditEvent.objects.filter(action="monthreport.printed").exists()


@pytest.fixture
def done(contract, period, lecturer, manager, staff):
    """A report of 14,000 baht that all three approved, the staff last."""
    templates.sync(by=system_user())
    report = month.approved(contract, period, 14000, days_worked=20, deducted_days=2)
    for position, user in enumerate((lecturer, manager, staff), start=1):
        step = period.rules.steps.get(position=position)
        report.approvals.create(step=step, turn=1, decision=Decision.APPROVED, by=user, at=month.MADE)
    return report


def test_the_worker_delivers_what_was_sent_once(contract, period, worker):
    templates.sync(by=system_user())
    report = month.sent(contract, period, days_worked=21, log_count=30)

    paper = monthpapers.deliver(report=report, site=SITE, by=worker)
    again = monthpapers.deliver(report=report, site=SITE, by=worker)

    text = text_of(files.read(paper.pdf))
    assert again == paper
    assert (paper.kind, paper.number, paper.contract) == ("delivery", "1/2564", contract)
    assert all(said in text for said in ("ใบส่งมอบงาน", "๒๑", "๓๐", "ครัวเรือน"))
    assert files.read(paper.docx).startswith(b"PK")
    assert [line.party for line in paper.signatures.all()] == ["person"]


def test_a_delivery_in_a_wrong_name_is_not_signed_and_can_be_made_anew(client, contract, period, worker):
    templates.sync(by=system_user())
    report = month.sent(contract, period)
    paper = monthpapers.deliver(report=report, site=SITE, by=worker)
    page, make_it = f"/workforce/monthreports/{report.pk}/", f"/workforce/monthreports/{report.pk}/deliver/"
    client.force_login(worker)
    assert make_it not in client.get(page).content.decode()

    Person.objects.update(first_name="ปราณีต")

    line, sha256 = paper.signatures.get(), paper.pdf.sha256
    with pytest.raises(PaperError):
        papers.sign(signature=line, shown_sha256=sha256, intent="ลงนาม", by=worker)
    assert make_it in client.get(page).content.decode()
    assert client.post(make_it).status_code == 302
    assert list(Paper.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "issued"]


def test_what_is_not_sent_is_not_delivered_and_what_is_not_approved_is_not_accepted(contract, period, worker, staff):
    templates.sync(by=system_user())
    draft = month.report(contract, period)

    with pytest.raises(PaperError):
        monthpapers.deliver(report=draft, site=SITE, by=worker)
    with pytest.raises(PaperError):
        monthpapers.accept(report=draft, site=SITE, by=staff)
    assert not Paper.objects.exists()


def test_the_acceptance_says_the_amount_in_words_and_is_the_acceptor_s_to_sign(done, staff, manager):
    paper = monthpapers.accept(report=done, site=SITE, by=staff, order_number="44/2564")

    text = text_of(files.read(paper.pdf))
    line = paper.signatures.get()
    assert all(said in text for said in ("๑๔,๐๐๐.๐๐", "ใบตรวจรับงาน"))
    assert facts_of_report(done).values["amount_words"] == "หนึ่งหมื่นสี่พันบาทถ้วน"
    assert (line.user, line.order_number) == (staff, "44/2564")
    assert signable_by(paper, manager) is None
    with pytest.raises(PaperError):
        papers.sign(signature=line, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=manager)
    assert papers.sign(signature=line, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff).signed_at


def test_the_order_that_appoints_the_acceptor_is_remembered(done, period, staff):
    monthpapers.accept(report=done, site=SITE, by=staff, order_number="44/2564")
    other = month.approved(work.contract(), period)
    other.approvals.create(
        step=period.rules.steps.get(position=3), turn=1, decision=Decision.APPROVED, by=staff, at=month.MADE
    )

    assert monthpapers.accept(report=other, site=SITE, by=staff).signatures.get().order_number == "44/2564"


def test_only_the_acceptor_and_the_university_accept_and_only_the_worker_and_it_deliver(done, worker, lecturer):
    for user in (worker, lecturer):
        with pytest.raises(PermissionDenied):
            monthpapers.accept(report=done, site=SITE, by=user)
    with pytest.raises(PermissionDenied):
        monthpapers.deliver(report=done, site=SITE, by=lecturer)
    assert not Paper.objects.exists()


def test_reopening_a_report_takes_its_papers_out_of_force(done, worker, staff):
    monthpapers.deliver(report=done, site=SITE, by=worker)
    monthpapers.accept(report=done, site=SITE, by=staff)

    approvals.reopen(report=done, reason="จำนวนวันไม่ตรง", by=staff, version=done.version)

    assert {(paper.state, paper.cancel_reason) for paper in Paper.objects.all()} == {("cancelled", "จำนวนวันไม่ตรง")}
    assert AuditEvent.objects.filter(action="paper.cancelled").count() == 2


def test_papers_of_a_month_are_not_seen_from_another_tambon(client, done, worker, nation):
    paper = monthpapers.deliver(report=done, site=SITE, by=worker)
    stranger = make.user("stranger")
    month.guide(stranger, "pm", tambon="630201")
    client.force_login(stranger)

    assert client.get(f"/workforce/papers/{paper.pk}/pdf/").status_code == 404
    assert client.post(f"/workforce/monthreports/{done.pk}/deliver/").status_code == 404


def test_the_papers_of_a_tambon_come_as_one_file(client, done, period, staff):
    not_yet = month.sent(work.contract(), period)
    elsewhere = month.sent(work.contract(on=work.post(make.area("630201"))), period)
    client.force_login(staff)

    answer = client.post(
        f"/workforce/months/{period.pk}/papers/", {"tambon": "630111", "kinds": ["delivery", "acceptance"]}
    )
    jobs.run(str(Job.objects.get().pk))

    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    assert (job.state, job.result) == ("done", {"papers": 3, "people": 2})
    assert {(paper.kind, paper.monthreport_id) for paper in Paper.objects.all()} == {
        ("delivery", done.pk), ("acceptance", done.pk), ("delivery", not_yet.pk)
    }  # fmt: skip
    assert not elsewhere.papers.exists()


def test_the_report_page_leads_to_its_papers(client, done, worker, staff):
    client.force_login(worker)
    page = client.get(f"/workforce/monthreports/{done.pk}/").content.decode()
    assert f"/workforce/monthreports/{done.pk}/deliver/" in page
    assert f"/workforce/monthreports/{done.pk}/accept/" not in page

    answer = client.post(f"/workforce/monthreports/{done.pk}/deliver/")

    assert client.get(answer.url).status_code == 200
    assert "1/2564" in client.get(f"/workforce/monthreports/{done.pk}/").content.decode()
    client.force_login(staff)
    assert client.post(f"/workforce/monthreports/{done.pk}/accept/", {"order_number": "9/2564"}).status_code == 302


@pytest.mark.parametrize("kind", ["delivery", "acceptance"])
def test_no_text_of_a_month_s_paper_may_name_a_national_id(staff, kind):
    wording = templates.Wording(
        kind=kind, form="contract", title="ใบ", body="{person} {national_id}", university=make.university("kpru")
    )

    with pytest.raises(templates.TemplateError):
        templates.revise(wording=wording, by=staff)
