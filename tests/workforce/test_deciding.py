"""What came late is decided while its month counts: not in a closed one, not behind an approval, not about oneself."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import months as month
from tests.factories import workforce as work
from u2t.core.errors import DomainError
from u2t.core.models import AuditEvent
from workforce.services import approvals, logs, signins

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture(params=["log", "sign-in"])
def late(request, contract):
    """A late log and a late sign-in, each with how it is decided."""
    if request.param == "log":
        found = month.log(contract, day=date(2021, 11, 4), late_reason="ไม่มีสัญญาณ")
        return found, lambda accepted, by: logs.decide_late(log=found, accepted=accepted, by=by)
    found = month.sign_in(contract, day=date(2021, 11, 4), late_reason="ไม่มีสัญญาณ")
    return found, lambda accepted, by: signins.decide_late(sign_in=found, accepted=accepted, by=by)


def stored(found):
    found.refresh_from_db()
    return found.late_accepted


def test_an_approved_report_stays_as_it_was_approved_until_it_is_reopened(contract, period, late, lecturer, staff):
    report = month.approved(contract, period, days_worked=1)
    found, decide = late

    for by in (lecturer, staff):
        with pytest.raises(DomainError, match="เปิดรายงานใหม่"):
            decide(True, by)
    report.refresh_from_db()
    assert (report.amount, report.version, report.days_worked, stored(found)) == (15000, 1, 1, None)

    report = approvals.reopen(report=report, reason="บันทึกส่งช้าเพราะไม่มีสัญญาณ", by=staff, version=report.version)
    decide(True, lecturer)
    assert stored(found) is True


def test_behind_an_approval_nothing_is_turned_over_but_the_undecided_may_be_refused(contract, period, late, lecturer):
    found, decide = late
    decide(True, lecturer)
    report = month.approved(contract, period)
    with pytest.raises(DomainError):
        decide(False, lecturer)
    assert stored(found) is True

    found.late_accepted = None
    found.save()
    decide(False, lecturer)
    report.refresh_from_db()
    assert (stored(found), report.version) == (False, 1)


def test_a_closed_month_counts_nothing_more(client, contract, period, late, lecturer):
    period.state, period.closed_at = "closed", month.MADE
    period.save()
    found, decide = late

    with pytest.raises(DomainError, match="ปิด"):
        decide(True, lecturer)
    decide(False, lecturer)
    assert stored(found) is False


def test_nobody_decides_about_oneself_by_any_door(client, period, staff, settings):
    """Staff who are workers too, on the page and through the API."""
    contract = work.contract(work.person(staff))
    log = month.log(contract, late_reason="ไม่มีสัญญาณ")
    client.force_login(staff)

    assert client.post(reverse("log-decide", args=[log.pk]), {"accepted": "yes"}).status_code == 409
    answer = client.post(reverse("api-log-decide", args=[log.pk]), {"decision": "accept"}, "application/json")
    assert answer.status_code == 409
    log.refresh_from_db()
    assert log.late_accepted is None
    assert not AuditEvent.objects.filter(action="daylog.decided").exists()
