"""Pages of people at work lead on to what is done there, and to nothing a user may not open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards import duties
from dashboards.selectors import staffing
from tests.factories import fieldwork, months
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock as business
from workforce.models import Contract

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TAMBON = "630111"


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


def person_of(role, **place):
    user = make.user()
    make.membership(user, role, **place)
    return user


def text_of(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def rooms_of(round_):
    return [reverse(name, args=[round_.pk]) for name in ("applicant-list", "score-grid", "selection-detail")]


def test_the_page_of_a_round_leads_to_its_applicants_scores_and_selection(client, staff):
    round_ = work.hiring_round()

    page = text_of(client, staff, reverse("round-detail", args=[round_.pk]))

    assert all(f'href="{address}"' in page for address in rooms_of(round_))
    assert all(client.get(address).status_code == 200 for address in rooms_of(round_))


def test_a_draft_of_a_round_and_who_only_reads_it_are_led_nowhere(client, staff, ministry):
    draft, published = work.hiring_round(state="draft"), work.hiring_round()

    pages = [
        text_of(client, staff, reverse("round-detail", args=[draft.pk])),
        text_of(client, ministry, reverse("round-detail", args=[published.pk])),
    ]

    assert not [a for page in pages for round_ in (draft, published) for a in rooms_of(round_) if a in page]


def test_every_duty_leads_to_a_list_that_shows_it(client, staff, nation):
    make.allocation(make.area("500101"), make.university("cmu"), make.programme())
    round_ = chosen.closed_round()
    work.application(round_, number=1)
    waiting = work.application(round_, state="qualified", number=2, first_choice=make.area(TAMBON))
    work.document(waiting)
    over = {"mend_until": business.today() - timedelta(days=1), "screened_at": work.MADE, "screened_by": staff}
    unmended = work.application(round_, state="returned", number=3, **over)
    announced = chosen.announcement(chosen.selection(round_, staff), staff)
    chosen.appeal(waiting, announced)
    draft = work.contract(state="draft", signed_on=None)
    work.paper(draft)
    months.sent(work.contract(), months.period(of=months.rules(kinds=("certifier",))))
    work.handover(draft, held_on=business.today() - timedelta(days=3), state="planned", done_at=None)
    done = {
        "state": "done",
        "done_at": work.MADE,
        "received_by": "นายรับ",
        "held_on": business.today() - timedelta(days=4),
    }
    silent = work.handover(work.contract(), **done)
    entry = fieldwork.entry(person_of("worker", area=make.area(TAMBON)), fieldwork.form(), values={"wells": 3})
    university = make.university("kpru")
    found = staffing.waiting_for(user=staff, university=university)
    found += staffing.late_for(user=staff, university=university)
    client.force_login(staff)

    shown = duties.duties_of(found)

    assert {duty.name for duty in found} == set(duties._WHERE)
    assert [line.text for line in shown if client.get(line.url).status_code != 200] == []
    address = {duty.name: line.url for duty, line in zip(found, shown, strict=True)}
    rows = {
        name: [row.record.pk for row in client.get(address[name]).context["table"].rows]
        for name in ("screen", "check", "unconfirmed", "unmended", "entry")
    }
    assert rows == {
        "screen": [round_.applications.get(number=1).pk], "check": [waiting.pk], "unconfirmed": [silent.pk],
        "unmended": [unmended.pk], "entry": [entry.pk],
    }  # fmt: skip


def test_who_may_not_do_it_has_no_duty_of_it(staff, ministry):
    round_ = work.hiring_round()
    work.document(work.application(round_))
    work.contract(state="draft", signed_on=None)
    elsewhere = person_of("staff", university=make.university("cmu"))
    university = make.university("kpru")

    assert staffing.waiting_for(user=staff, university=university) != []
    assert staffing.waiting_for(user=ministry, university=university) == []
    assert staffing.waiting_for(user=elsewhere, university=university) == []


def test_the_figures_of_a_tambon_lead_to_its_people_for_who_may_see_them(client, staff, nation):
    work.post()
    address = reverse("tambon-staffing", args=[TAMBON])
    dashboard = reverse("area-dashboard", args=[TAMBON])

    assert f'href="{address}"' in text_of(client, staff, dashboard)
    assert f'href="{address}"' not in text_of(client, person_of("worker", area=make.area(TAMBON)), dashboard)
    assert f'href="{address}"' not in text_of(client, make.user(), dashboard)


def test_who_sees_an_area_is_one_step_from_its_figures_for_who_keeps_access(client, staff, nation):
    address = reverse("access-area", args=[TAMBON])
    dashboard = reverse("area-dashboard", args=[TAMBON])
    make.area(TAMBON)

    assert f'href="{address}"' in text_of(client, person_of("auditor", area=nation), dashboard)
    assert f'href="{address}"' not in text_of(client, staff, dashboard)


def test_everybody_finds_the_own_account_and_nobody_is_led_to_a_list_they_may_not_open(client, nation):
    worker = person_of("worker", area=make.area(TAMBON))

    assert f'href="{reverse("user-own")}"' in text_of(client, worker, reverse("notification-list"))
    assert f'href="{reverse("user-list")}"' not in text_of(client, worker, reverse("user-own"))


def test_an_agency_s_page_leads_to_its_people(client, nation):
    agency = make.agency("land-tak")
    officer = person_of("agency", agency=agency)
    address = reverse("agency-people", args=[agency.code])

    assert f'href="{address}"' in text_of(client, officer, reverse("agency-detail", args=[agency.code]))
    assert client.get(address).status_code == 200


def test_a_contract_shows_its_papers_with_state_and_files_and_lets_staff_issue(client, staff):
    contract, other = work.contract(), work.contract()
    paper, elsewhere = work.paper(contract), work.paper(other)
    address = reverse("contract-detail", args=[contract.pk])

    page = text_of(client, staff, address)

    assert reverse("paper-file", args=[paper.pk, "pdf"]) in page
    assert paper.get_state_display() in page
    assert reverse("paper-issue", args=[contract.pk]) in page
    assert reverse("paper-detail", args=[elsewhere.pk]) not in page


def test_a_worker_reads_the_own_papers_and_issues_none_and_the_ministry_sees_none(client, staff, ministry):
    worker = person_of("worker", area=make.area(TAMBON))
    contract = work.contract(work.person(worker))
    paper = work.paper(contract)
    address, issue = reverse("contract-detail", args=[contract.pk]), reverse("paper-issue", args=[contract.pk])

    assert reverse("paper-detail", args=[paper.pk]) in text_of(client, worker, address)
    assert issue not in text_of(client, worker, address)
    assert reverse("paper-detail", args=[paper.pk]) not in text_of(client, ministry, address)


def test_the_packet_of_a_tambon_is_asked_for_on_its_page_by_staff_alone(client, staff, nation):
    post = work.post()
    page, packet = reverse("tambon-staffing", args=[TAMBON]), reverse("packet-create", args=[TAMBON])
    address = f"{packet}?programme={post.programme_id}"

    assert address in text_of(client, staff, page)
    assert client.get(address).status_code == 200
    assert packet not in text_of(client, person_of("pm", area=make.area(TAMBON)), page)
    assert client.get(f"{packet}?programme=no-such").status_code == 404


def test_a_person_s_page_leads_to_sessions_papers_and_applications_that_open(client, staff):
    application = work.application(work.hiring_round(), number=1)
    contract = work.contract(application.person)
    paper, session = work.paper(contract), work.session()
    work.attendance(session, contract)

    page = text_of(client, staff, reverse("person-detail", args=[application.person_id]))

    led = [
        reverse("paper-detail", args=[paper.pk]), reverse("session-detail", args=[session.pk]),
        reverse("applicant-detail", args=[application.pk]),
    ]  # fmt: skip
    assert [address for address in led if f'href="{address}"' not in page] == []
    assert [address for address in led if client.get(address).status_code != 200] == []
    assert Contract.objects.count() == 1


def test_an_agency_is_not_led_to_a_session_it_may_not_open(client, nation):
    agency = make.agency("land-tak")
    contract, session = work.contract(agency=agency), work.session()
    work.attendance(session, contract)

    page = text_of(client, person_of("agency", agency=agency), reverse("person-detail", args=[contract.person_id]))

    assert session.name_th in page
    assert reverse("session-detail", args=[session.pk]) not in page


@pytest.mark.parametrize("role", ["agency", "worker"])
def test_whom_no_tambon_s_page_is_open_is_led_to_none(client, staff, role):
    agency, user = make.agency("land-tak"), make.user()
    place = {"agency": agency} if role == "agency" else {"area": make.area(TAMBON)}
    make.membership(user, role, **place)
    contract = work.contract(work.person(user if role == "worker" else None), agency=agency)
    pages = [reverse("contract-list"), reverse("contract-detail", args=[contract.pk])]
    address = f'href="{reverse("tambon-staffing", args=[TAMBON])}"'

    assert [address in text_of(client, user, page) for page in pages] == [False, False]
    assert [address in text_of(client, staff, page) for page in pages] == [True, True]


@pytest.mark.parametrize("role", ["staff", "pm", "worker"])
def test_the_agency_above_a_tambon_that_hosts_its_people_is_reached_from_there(client, staff, role):
    agency, elsewhere = (make.agency(f"land-{code}", area=make.area(code)) for code in ("63", "50"))
    person = work.person(make.user())
    make.membership(person.user, "worker", area=make.area(TAMBON))
    work.contract(person, agency=agency)
    guide = make.user()
    months.guide(guide, "pm")
    user = {"staff": staff, "pm": guide, "worker": person.user}[role]
    address = reverse("agency-people", args=[agency.pk])

    assert f'href="{address}"' in text_of(client, user, reverse("person-detail", args=[person.pk]))
    assert str(person) in text_of(client, user, address)
    assert client.get(reverse("agency-people", args=[elsewhere.pk])).status_code == 404
