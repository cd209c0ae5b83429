"""Certificates of tax withheld: numbered without gaps, one for a person and year, cancelled and issued anew."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import months
from tests.factories import workforce as work
from u2t.core import files, jobs
from u2t.core.models import Notification
from workforce.models import Person, TaxCertificate
from workforce.services import certificates
from workforce.services.certificates import CertificateError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def paid(worker, staff, private, settings):
    """Two people of whom tax was withheld in 2564, the second without an address; it is January 2565."""
    settings.CLOCK = "2022-01-10T10:00:00+07:00"
    rule = months.tax_rule(payer_tax_id="0994000000000", payer_address="1 หมู่ 1 ต.นครชุม อ.เมืองกำแพงเพชร จ.กำแพงเพชร")
    period = months.period(date(2021, 11, 1))
    batch = months.batch(period, state="frozen", frozen_at=months.MADE, tax_rule=rule)
    contracts = [work.contract(work.person(worker)), work.contract(work.person(), on=work.post(number=2))]
    for contract in contracts:
        months.pay_line(
            months.approved(contract, period), batch, state="paid", paid_on=date(2021, 12, 15), withheld=Decimal(150),
            net=Decimal(14850),
        )  # fmt: skip
    Person.objects.filter(pk=contracts[1].person_id).update(current_address="", registered_address="")
    return contracts


def test_a_certificate_is_issued_once_cancelled_and_issued_anew_naming_the_old(client, paid, worker, staff):
    client.force_login(staff)
    year = {"university": "kpru", "year": "2564"}
    issue = reverse("taxcertificate-issue", args=[paid[0].person_id])
    for _click in range(2):
        assert client.post(issue, year).status_code == 302
    first = TaxCertificate.objects.get()
    assert (first.shown_number, first.gross, first.withheld) == ("1/2564", Decimal(15000), Decimal(150))
    assert files.read(first.pdf).startswith(b"%PDF")
    assert Notification.objects.filter(user=worker, kind="taxcertificate.issued").count() == 1
    assert "1/2564" in client.get(reverse("taxyear-list"), year).content.decode()

    detail = reverse("taxcertificate-detail", args=[first.pk])
    assert client.post(detail, {"reason": " "}).status_code == 422
    assert client.post(detail, {"reason": "ชื่อผิด"}).status_code == 302
    second = client.post(
        reverse("api-taxcertificate-list"), year | {"person": paid[0].person_id}, content_type="application/json"
    ).json()
    assert (second["number"], second["replaces"]) == ("2/2564", first.pk)
    refused = client.post(reverse("taxcertificate-issue", args=[paid[1].person_id]), year, follow=True)
    assert "ไม่มีที่อยู่ของบุคคลนี้" in refused.content.decode()
    assert TaxCertificate.objects.count() == 2

    client.force_login(worker)
    assert client.get(reverse("taxcertificate-pdf", args=[second["id"]])).status_code == 200
    assert client.post(detail, {"reason": "x"}).status_code == 403


def test_a_certificate_that_no_longer_agrees_says_why_and_is_issued_anew(client, paid, staff, worker):
    university, person, line = paid[0].university, paid[0].person, paid[0].pay_lines.get()
    first = certificates.issue(university=university, person=person, year=2564, by=staff)
    client.force_login(staff)
    detail, year = reverse("taxcertificate-detail", args=[first.pk]), {"university": "kpru", "year": "2564"}
    listed = reverse("taxcertificate-list"), {"differs": "true"}
    api = reverse("api-taxcertificate-list")
    assert not client.get(detail).context["differs"]
    assert client.get(api, {"differs": "true"}).json()["count"] == 0

    later = months.period(date(2021, 10, 1))
    batch = months.batch(later, state="frozen", frozen_at=months.MADE, tax_rule=line.batch.tax_rule)
    months.pay_line(
        months.approved(paid[0], later), batch, wage=9000, state="paid", paid_on=date(2021, 12, 28),
    )  # fmt: skip

    page = client.get(detail)
    assert "9,000.00" in page.context["differs"]
    assert reverse("taxcertificate-reissue", args=[first.pk]) in page.content.decode()
    assert "1/2564" in client.get(*listed).content.decode()
    assert client.get(reverse("taxyear-list"), year).context["differing"] == 1
    shown = client.get(api, {"differs": "true"}).json()["results"][0]
    assert (shown["gross"], shown["gross_now"], shown["withheld_now"]) == ("15000.00", "24000.00", "150.00")
    reissue = reverse("taxcertificate-reissue", args=[first.pk])
    assert client.post(reissue, {"reason": " "}).url == detail
    assert client.post(reissue, {"reason": page.context["differs"]}).status_code == 302
    new = TaxCertificate.objects.get(state="issued")
    assert (new.replaces, new.gross, new.shown_number) == (first, Decimal(24000), "2/2564")
    assert client.get(reverse("taxyear-list"), year).context["differing"] == 0


def test_a_payment_that_came_back_is_certified_no_more(client, paid, staff, worker):
    university, person = paid[0].university, paid[0].person
    later = months.period(date(2021, 10, 1))
    batch = months.batch(later, state="frozen", frozen_at=months.MADE, tax_rule=paid[0].pay_lines.get().batch.tax_rule)
    report = months.approved(paid[0], later)
    second = months.pay_line(report, batch, wage=9000, state="paid", paid_on=date(2021, 12, 28))
    new = certificates.issue(university=university, person=person, year=2564, by=staff)
    reissue = reverse("taxcertificate-reissue", args=[new.pk])
    client.force_login(staff)
    second.state, second.paid_on, second.failure, second.failed_at = "failed", None, "บัญชีปิด", months.MADE
    second.save()
    assert "9,000.00" in client.get(reverse("taxcertificate-detail", args=[new.pk])).context["differs"]
    again = client.post(
        reverse("api-taxcertificate-reissue", args=[new.pk]), {"reason": "ธนาคารตีกลับ"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["gross"], again.json()["differs"]) == (201, "15000.00", False)
    paid[0].pay_lines.filter(state="paid").update(withheld=0, net=15000)
    with pytest.raises(CertificateError):  # no tax is withheld any more: the old one is not cancelled either
        certificates.reissue(certificate=TaxCertificate.objects.get(state="issued"), reason="x", by=staff)
    assert TaxCertificate.objects.filter(state="issued").count() == 1
    client.force_login(worker)
    assert client.post(reissue, {"reason": "x"}).status_code == 403


def test_all_of_a_year_are_issued_by_a_job_and_none_before_the_year_is_over(client, paid, staff, own_queue, settings):
    job = certificates.ask(university=paid[0].university, year=2564, by=staff)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.result["issued"], job.result["refused"]) == (1, 1)
    ((said, times),) = job.result["reasons"]
    client.force_login(staff)
    page = client.get(reverse("job-detail", args=[job.pk])).text
    assert ("ไม่มีที่อยู่ของบุคคลนี้" in said, times, said in page) == (True, 1, True)
    assert client.get(job.result["link"]).context["waiting"] == 1
    assert [one.number for one in TaxCertificate.objects.all()] == [1]

    settings.CLOCK = "2021-12-20T10:00:00+07:00"
    Person.objects.filter(pk=paid[1].person_id).update(current_address=paid[0].person.current_address)
    person = Person.objects.get(pk=paid[1].person_id)
    with pytest.raises(CertificateError):
        certificates.issue(university=paid[0].university, person=person, year=2564, by=staff)
