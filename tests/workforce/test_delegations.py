"""Somebody stands in for an approver on leave: the same rows, for the days named, never the own report, never twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.models import User
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Approval, Delegation
from workforce.selectors.reports import holders_of, waiting_for
from workforce.services import approvals, delegations
from workforce.services.delegations import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


@pytest.fixture
def far(nation, staff):
    """A lecturer of another tambon of the same university: sees nothing of ต.แม่ท้อ."""
    user = make.user("far", telephone="055-000-001")
    month.guide(user, "pm", tambon="630201")
    make.allocation(make.area("630201"), make.university("kpru"), make.programme())
    return user


def standing(holder, deputy, **fields):
    values = {"role": "pm", "first": date(2021, 12, 1), "last": date(2021, 12, 5), "reason": "ลาป่วย"} | fields
    return Standing(holder=holder, deputy=deputy, **values)


def again(user):
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def test_a_deputy_takes_the_step_on_the_days_and_it_says_for_whom(contract, period, lecturer, far, manager):
    report = month.sent(contract, period)
    assert list(waiting_for(far)) == []
    with pytest.raises(PermissionDenied):
        approvals.approve(report=report, by=again(far), version=report.version)

    made = delegations.give(standing=standing(lecturer, far), by=lecturer)

    deputy = again(far)
    assert [(one, one.stands_for) for one in waiting_for(deputy)] == [(report, lecturer.pk)]
    assert list(waiting_for(lecturer)) == [report]
    assert holders_of(report) == (f"{far} แทน {lecturer}", "055-000-001")
    report = approvals.approve(
        report=report, by=deputy, version=report.version, days=Decimal(1), reason="ขาด 8 พ.ย.", evidence="บันทึกลงเวลา"
    )
    kept = Approval.objects.get()
    assert (kept.by, kept.for_whom, kept.deducted_days) == (far, lecturer, 1)
    assert report.step.kind == "am"
    # Who was stood in for takes it back; the deputy, or who is away, never takes another step of the same turn.
    month.guide(lecturer, "am", make.agency("amphoe-6301", area=make.area("6301")))
    assert list(waiting_for(again(lecturer))) == []
    approvals.withdraw(report=report, reason="ตรวจใหม่", by=again(lecturer), version=report.version)

    assert set(Notification.objects.filter(kind="delegation.given").values_list("user", flat=True)) == {
        lecturer.pk, far.pk
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="delegation.given", target_id=str(made.pk)).exists()


def test_it_begins_and_ends_by_itself_and_can_be_taken_back(contract, period, lecturer, far, settings):
    report = month.sent(contract, period)
    made = delegations.give(standing=standing(lecturer, far, first=date(2021, 12, 3)), by=lecturer)
    assert delegations.give(standing=standing(lecturer, far, first=date(2021, 12, 3)), by=lecturer) == made

    seen = {}
    for day in (2, 3, 5, 6):
        settings.CLOCK = f"2021-12-{day:02d}T10:00:00+07:00"
        seen[day] = list(waiting_for(again(far)))
    assert seen == {2: [], 3: [report], 5: [report], 6: []}
    with pytest.raises(DomainError):
        delegations.end(delegation=made, by=lecturer)

    settings.CLOCK = "2021-12-04T10:00:00+07:00"
    delegations.end(delegation=made, by=lecturer)
    assert list(waiting_for(again(far))) == []
    assert delegations.end(delegation=made, by=lecturer).ended_by == lecturer
    assert Notification.objects.filter(kind="delegation.ended").count() == 2


def test_a_deputy_never_decides_the_own_report_nor_that_of_who_is_away(contract, period, lecturer, far):
    own = month.sent(work.contract(work.person(far)), period)
    theirs = month.sent(work.contract(work.person(lecturer)), period)
    other = month.sent(contract, period)
    delegations.give(standing=standing(lecturer, far), by=lecturer)

    assert list(waiting_for(again(far))) == [other]
    for report in (own, theirs):
        with pytest.raises(DomainError):
            approvals.approve(report=report, by=again(far), version=report.version)


def test_only_colleagues_stand_in_and_only_staff_name_them_for_others(lecturer, manager, far, staff, worker):
    stranger = make.user("stranger")
    for holder, deputy, by, field in (
        (lecturer, manager, lecturer, "deputy"), (lecturer, stranger, lecturer, "deputy"),
        (lecturer, lecturer, lecturer, "deputy"), (lecturer, far, far, "holder"), (worker, far, staff, "holder"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            delegations.give(standing=standing(holder, deputy), by=by)
        assert refused.value.extra["field"] == field
    for wrong, field in (
        ({"last": date(2021, 11, 30)}, "last"), ({"last": date(2022, 6, 1)}, "last"), ({"reason": " "}, "reason"),
        ({"role": "agency"}, "role"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            delegations.give(standing=standing(lecturer, far, **wrong), by=lecturer)
        assert refused.value.extra["field"] == field
    with pytest.raises(PermissionDenied):
        delegations.give(standing=standing(lecturer, far), by=worker)
    assert not Delegation.objects.exists()

    made = delegations.give(standing=standing(lecturer, far), by=staff)
    with pytest.raises(DomainError, match="แทน"):
        delegations.give(standing=standing(lecturer, far, last=date(2021, 12, 9)), by=lecturer)
    with pytest.raises(PermissionDenied):
        delegations.end(delegation=made, by=manager)


def test_a_certifier_named_is_stood_in_for_by_any_staff(contract, period, staff):
    named = make.user("named")
    make.membership(named, "staff", university=make.university("kpru"))
    period.rules.steps.get(position=3).certifiers.set([named])
    report = month.sent(contract, period, 3)
    assert list(waiting_for(staff)) == []

    delegations.give(standing=standing(named, staff, role="certifier"), by=named)

    assert list(waiting_for(again(staff))) == [report]


def test_who_works_for_two_universities_says_for_which_and_each_has_its_own(client, lecturer, far, settings):
    cmu = make.university("cmu")
    make.allocation(make.area("500101"), cmu, make.programme())
    for user in (lecturer, far):
        month.guide(user, "pm", tambon="500101", university=cmu)
    with pytest.raises(InputError) as refused:
        delegations.give(standing=standing(lecturer, far), by=lecturer)
    assert refused.value.extra["field"] == "university"
    with pytest.raises(InputError):
        delegations.give(standing=standing(lecturer, far, university=make.university("psu")), by=lecturer)

    client.force_login(again(lecturer))
    given = {"role": "pm", "deputy": far.pk, "first": "2021-12-02", "last": "2021-12-03", "reason": "ลาคลอด"}
    page = client.post(reverse("delegation-give"), given)
    assert page.status_code == 422
    assert 'value="cmu"' in page.text
    assert client.post(reverse("delegation-give"), given | {"university": "cmu"}).status_code == 302
    body = given | {"deputy": "far", "university": "kpru"}
    assert client.post(reverse("api-delegation-list"), body, "application/json").status_code == 201

    assert set(Delegation.objects.values_list("university", flat=True)) == {"cmu", "kpru"}


def test_pages_and_routes(client, contract, period, lecturer, far):
    report = month.sent(contract, period)
    client.force_login(lecturer)
    given = {"role": "pm", "deputy": far.pk, "first": "2021-12-02", "last": "2021-12-03", "reason": "ลาคลอด"}
    assert "สมมุติ" in client.get(reverse("delegation-give")).text
    assert client.post(reverse("delegation-give"), given | {"deputy": lecturer.pk}).status_code == 422
    assert client.post(reverse("delegation-give"), given).status_code == 302
    made = Delegation.objects.get()
    assert str(far) in client.get(reverse("delegation-list")).text

    client.force_login(again(far))
    assert f"แทน {lecturer}" in client.get(reverse("monthreport-waiting")).text
    assert client.get(reverse("monthreport-detail", args=[report.pk])).status_code == 200
    answer = client.post(
        reverse("api-monthreport-approve", args=[report.pk]), {"version": report.version}, "application/json"
    )
    assert answer.status_code == 200
    decided = client.get(reverse("api-approval-list"), {"report": report.pk}).json()["results"]
    assert [(one["by"], one["for_whom"]) for one in decided] == [("far", "lecturer")]
    assert client.post(reverse("delegation-end", args=[made.pk])).status_code == 302
    assert client.get(reverse("monthreport-detail", args=[report.pk])).status_code == 404

    body = {"role": "pm", "deputy": "far", "first": "2021-12-04", "last": "2021-12-05", "reason": "ไปราชการ"}
    client.force_login(again(lecturer))
    answer = client.post(reverse("api-delegation-list"), body, "application/json")
    assert (answer.status_code, answer.json()["holder"]) == (201, "lecturer")
    ended = client.post(reverse("api-delegation-end", args=[answer.json()["id"]]))
    assert ended.json()["ended_at"]
