"""What an agency itself says of a hand-over: by its officer, or by staff with its letter; reminded when it is silent."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.services import confirmations
from workforce.services.confirmations import Confirmation
from workforce.services.handovers import HandoverError, HandoverInputError

pytestmark = pytest.mark.django_db
DAY = date(2021, 2, 3)
SAID = Confirmation(DAY, "นายสมมุติ รับมอบ", {})


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-02-04T10:00:00+07:00"


@pytest.fixture
def agency(nation):
    return make.agency("amphoe-6301", area=make.area("6301"))


@pytest.fixture
def officer(agency):
    person = make.user("officer-of-agency")
    make.membership(person, "agency", agency=agency)
    return person


@pytest.fixture
def contracts(nation, agency):
    return [work.contract(agency=agency), work.contract(agency=agency)]


@pytest.fixture
def handover(staff, agency, contracts):
    return work.handover(
        *contracts, agency=agency, state="done", done_at=work.MADE, received_by="นายรับ", created_by=staff, held_on=DAY
    )


def test_the_agency_confirms_once_and_names_who_did_not_appear(handover, officer, contracts, staff):
    said = Confirmation(DAY, "นายสมมุติ รับมอบ", {contracts[0].pk: "ป่วย"})

    for _click in range(2):
        confirmations.confirm(handover=handover, said=said, by=officer, version=1)

    handover.refresh_from_db()
    assert (handover.confirmed_on, handover.confirmed_by, handover.version) == (DAY, "นายสมมุติ รับมอบ", 2)
    assert dict(handover.lines.values_list("contract", "absence")) == {contracts[0].pk: "ป่วย", contracts[1].pk: ""}
    event = AuditEvent.objects.get(action="handover.confirmed")
    assert event.changes["absent"] == [0, 1]
    assert "สมมุติ" not in str(event.changes)
    assert Notification.objects.get(kind="handover.confirmed").user == staff


def test_confirmed_in_other_words_is_a_correction_with_its_reason(handover, officer, contracts):
    confirmations.confirm(handover=handover, said=SAID, by=officer)
    other = Confirmation(DAY, "นายสมมุติ รับมอบ", {contracts[1].pk: "ไม่มาตามนัด"})

    with pytest.raises(HandoverInputError) as refused:
        confirmations.confirm(handover=handover, said=other, by=officer)
    assert refused.value.extra["field"] == "reason"
    with pytest.raises(StaleError):
        confirmations.confirm(handover=handover, said=other, by=officer, reason="ตกหล่น", version=1)
    confirmations.confirm(handover=handover, said=other, by=officer, reason="ตกหล่น", version=2)

    assert AuditEvent.objects.get(action="handover.confirmation_corrected").reason == "ตกหล่น"
    assert handover.lines.get(contract=contracts[1]).absence == "ไม่มาตามนัด"


def test_staff_confirm_for_it_by_the_number_of_its_letter_only_and_others_not_at_all(handover, staff, pm, worker):
    with pytest.raises(HandoverInputError) as refused:
        confirmations.confirm(handover=handover, said=SAID, by=staff)
    assert refused.value.extra["field"] == "paper"
    stranger = make.user()
    make.membership(stranger, "agency", agency=make.agency("land-63", area=make.area("63")))
    far = make.user()
    make.membership(far, "staff", university=make.university("cmu"))
    for by in (pm, worker, stranger, far):
        with pytest.raises(PermissionDenied):
            confirmations.confirm(handover=handover, said=SAID, by=by)

    by_letter = Confirmation(DAY, "นายอำเภอ", {}, paper="ตก 0117/123")
    confirmations.confirm(handover=handover, said=by_letter, by=staff)

    handover.refresh_from_db()
    assert handover.confirmed_paper == "ตก 0117/123"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2021, 2, 2)}, "on"), ({"on": date(2021, 2, 5)}, "on"), ({"name": " "}, "name"),
        ({"absent": {0: "x"}}, "absent"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(handover, officer, changes, field):
    said = Confirmation(**{"on": DAY, "name": "นายรับ", "absent": {}} | changes)

    with pytest.raises(HandoverInputError) as refused:
        confirmations.confirm(handover=handover, said=said, by=officer)
    assert refused.value.extra["field"] == field


def test_what_is_not_recorded_is_neither_confirmed_nor_reminded_of(staff, officer, agency, contracts):
    planned = work.handover(*contracts, agency=agency)

    for act in (
        lambda: confirmations.confirm(handover=planned, said=SAID, by=officer),
        lambda: confirmations.remind(handover=planned, by=staff),
    ):
        with pytest.raises(HandoverError):
            act()


def test_a_silent_agency_is_reminded_after_three_days_and_each_week(handover, officer, settings):
    made = []
    for day in ("2021-02-05", "2021-02-06", "2021-02-07", "2021-02-12", "2021-02-13"):
        settings.CLOCK = f"{day}T10:00:00+07:00"
        confirmations.remind_all(by=system_user())
        made.append(Notification.objects.filter(kind="handover.reminded", user=officer).count())

    assert made == [0, 1, 1, 1, 2]


def test_staff_remind_once_a_day_and_hear_when_nobody_can_be_reached(handover, staff, officer):
    for _click in range(2):
        confirmations.remind(handover=handover, by=staff)
    assert Notification.objects.filter(kind="handover.reminded").count() == 1

    officer.is_active = False
    officer.save(update_fields=["is_active"])
    handover.reminded_on = None
    handover.save(update_fields=["reminded_on"])
    with pytest.raises(HandoverError):
        confirmations.remind(handover=handover, by=staff)


@pytest.mark.integration
def test_confirmed_on_the_page_and_seen_by_staff_as_missing_before(handover, officer, staff, contracts, client):
    missing = reverse("handover-list") + "?confirmed=false"
    client.force_login(staff)
    assert reverse("handover-detail", args=[handover.pk]) in client.get(missing).content.decode()
    assert client.post(reverse("handover-remind", args=[handover.pk])).status_code == 302
    client.force_login(officer)
    page = reverse("handover-confirm", args=[handover.pk])
    body = client.get(page).content.decode()
    assert contracts[0].person.last_name in body
    assert 'name="paper"' not in body
    typed = {"on": "2021-02-03", "name": "นายรับ", f"absent_{contracts[0].pk}": "ป่วย", "version": "1"}
    assert client.post(page, typed | {"name": ""}).status_code == 422
    assert client.post(page, typed).status_code == 302

    shown = client.get(reverse("handover-detail", args=[handover.pk])).content.decode()
    assert "ป่วย" in shown
    client.force_login(staff)
    assert reverse("handover-detail", args=[handover.pk]) not in client.get(missing).content.decode()


@pytest.mark.integration
def test_confirmed_by_the_api(handover, officer, contracts, client):
    client.force_login(officer)
    at = f"/api/v1/handovers/{handover.pk}/"

    def send(body):
        return client.post(f"{at}confirm/", body, content_type="application/json")

    said = {"on": "2021-02-03", "name": "นายรับ", "absent": {str(contracts[0].pk): "ป่วย"}}
    assert send(said | {"absent": {"x": "ป่วย"}}).status_code == 422
    assert send(said | {"version": 7}).status_code == 412
    assert send(said).json()["confirmed_by"] == "นายรับ"
    lines = client.get(f"{at}lines/").json()
    assert {line["contract"]: line["absence"] for line in lines}[contracts[0].pk] == "ป่วย"
