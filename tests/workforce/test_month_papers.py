"""Papers of a month: the report as it is printed, delivery of work and acceptance."""

import pypdfium2
import pytest

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files
from u2t.core.models import AuditEvent
from workforce.choices import Decision
from workforce.selectors.reportsheets import sheet_of_report

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


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


def test_a_report_of_another_tambon_is_not_printed(client, contract, period, nation):
    report = month.sent(contract, period)
    stranger = make.user("stranger")
    month.guide(stranger, "pm", tambon="630201")
    client.force_login(stranger)

    for path in (f"/workforce/monthreports/{report.pk}/pdf/", f"/api/v1/reports/{report.pk}/pdf/"):
        assert client.get(path).status_code == 404
    assert not AuditEvent.objects.filter(action="monthreport.printed").exists()
