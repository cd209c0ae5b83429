"""How long each step of the approval takes: the median, in both hierarchies, of what somebody may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import MADE
from workforce.models import MonthReport
from workforce.selectors.steptimes import tempos_of

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-20T10:00:00+07:00"


def passed(report, *days, by):
    """Approve a report so many days after it was sent, or after the step before."""
    at = report.sent_at
    for step, taken in zip(report.period.rules.steps.all(), days, strict=False):
        at += timedelta(days=taken)
        report.approvals.create(step=step, turn=1, decision="approved", by=by, at=at)


def test_the_median_of_each_step_by_place_and_only_of_what_is_seen(client, period, lecturer, staff, auditor):
    cmu = make.university("cmu")
    chiang_mai = make.area("500101")
    make.allocation(chiang_mai, cmu, make.programme())
    theirs = month.period(of=month.rules(university=cmu), number=11)
    for days in ((1, 2), (2, 6), (9,)):
        passed(month.sent(work.contract(), period), *days, by=lecturer)
    other = work.contract(on=work.post(chiang_mai), university=cmu)
    passed(month.sent(other, theirs, 3), 4, 0.5, by=lecturer)
    # What is no longer standing, was proposed or was returned is no approval; it only says when the next step began.
    back = MonthReport.objects.first()
    back.approvals.create(turn=1, decision="returned", by=lecturer, at=datetime(2022, 1, 1, tzinfo=UTC), reason="แก้")

    def told(by, user):
        rows = tempos_of(period.month, by, user=user)
        return {
            row.code: {one.step: (one.taken, one.median_days, one.waiting) for one in row.steps.values()}
            for row in rows
        }

    own = {"pm": (3, 2.0, 3), "am": (2, 4.0, 0)}
    far = {"pm": (1, 4.0, 0), "am": (1, 0.5, 0), "certifier": (0, None, 1)}
    assert told("tambon", auditor) == {"630111": own, "500101": far}
    assert told("university", auditor) == {"kpru": own, "cmu": far}
    assert told("nation", auditor)["TH"]["pm"] == (4, 3.0, 3)
    assert told("province", staff) == {"63": own}
    assert back.sent_at == MADE

    client.force_login(staff)
    page = client.get(reverse("monthreport-steps"), {"by": "university"}).text
    assert "2.0 วัน" in page
    assert client.get(reverse("monthreport-steps"), {"period": "11/64"}).status_code == 422
    body = client.get(reverse("api-monthreport-steps"), {"period": "2564-11", "by": "amphoe"}).json()
    assert [(one["code"], len(one["steps"])) for one in body] == [("6301", 2)]
    assert client.get(reverse("api-monthreport-steps"), {"by": "x"}).status_code == 422
    client.force_login(make.user("stranger"))
    assert client.get(reverse("api-monthreport-steps")).json() == []
