"""Where hiring was wrong once: who signs, whose name changes, who is called, who may read."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock, pictures
from workforce.editing import ApplicationError, ApplicationInputError
from workforce.models import Application, Contract, Person, Placement
from workforce.permissions import Can
from workforce.selectors.contracts import allowed_with, waiting_for_contract
from workforce.selectors.hiring import offer_of
from workforce.selectors.papers import signable_by
from workforce.selectors.selections import places_of, quotas_of, section_of
from workforce.selectors.sheets import Line, Order
from workforce.services import (
    announcements,
    applications,
    contracts,
    documents,
    papers,
    people,
    refusals,
    screening,
    selections,
)
from workforce.services.announcements import Notice, SelectionError
from workforce.views import contracts as contract_pages

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def round_(nation, staff, private):
    make.allocation(make.area("630112"), make.university("kpru"), make.programme())
    return chosen.closed_round()


@pytest.fixture
def selection(round_, staff):
    return chosen.selection(round_, staff, state="agreed")


@pytest.fixture
def announced(selection, staff):
    return chosen.announcement(selection, staff)


def line(selection_, application, outcome, tambon="630111", **fields):
    return chosen.line(selection_, application, outcome, tambon=make.area(tambon), **fields)


def waiting(round_, state="reserve"):
    return work.application(round_, first_choice=make.area("630111"), state=state)


# Papers


def test_nobody_signs_under_the_name_of_somebody_else(client, nation, private, staff):
    contract = work.contract(work.person(make.user("somsri")))
    paper = work.paper(contract)
    other = make.user("other-staff")
    make.membership(other, "staff", university=make.university("kpru"))
    office = paper.signatures.get(party="office")

    assert signable_by(paper, other) is None
    with pytest.raises(papers.PaperError):
        papers.sign(signature=office, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=other)
    assert signable_by(paper, staff) == office
    papers.sign(signature=office, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=staff)
    client.force_login(other)
    assert "ลงนามโดย สมมุติ staff" in client.get(reverse("paper-detail", args=[paper.pk])).content.decode()


@pytest.mark.parametrize(
    ("written", "is_theirs"),
    [
        ("สม ใจดี", True), ("นายสม ใจดี", True), ("รศ.ดร.สม ใจดี", True), ("รองศาสตราจารย์สม ใจดี", True),
        ("นายประสม ใจดี", False), ("ประสม ใจดี", False), ("นายสม ใจดีงาม", False), ("อธิการบดี", False),
    ],
)  # fmt: skip
def test_a_name_is_the_whole_name_behind_a_title(nation, private, written, is_theirs):
    paper = work.paper(work.contract(work.person()))
    paper.signatures.filter(party="office").update(name=written)
    signer = make.user("som", first_name="สม", last_name="ใจดี")
    assert (signable_by(paper, signer) is not None) is is_theirs


def test_a_line_that_is_of_an_account_is_signed_by_no_namesake(nation, private, staff):
    paper = work.paper(work.contract(work.person()))
    appointed = make.user("rector")
    paper.signatures.filter(party="office").update(user=appointed)
    assert signable_by(paper, staff) is None
    assert signable_by(paper, appointed) is not None


def test_the_file_with_a_national_id_opens_for_who_may_see_the_id_only(client, nation, private, staff):
    lecturer = make.user("lecturer")
    make.membership(lecturer, "pm", area=make.area("630111"))
    contract = work.contract(work.person(make.user("somsri")))
    paper = work.paper(contract)
    address = reverse("paper-file", args=[paper.pk, "pdf"])
    for user, status in ((lecturer, 404), (staff, 200), (contract.person.user, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status
    client.force_login(lecturer)
    page = client.get(reverse("paper-detail", args=[paper.pk]))
    assert page.status_code == 200
    assert address not in page.content.decode()


def test_work_that_has_not_begun_is_not_certified(nation, private, staff):
    contract = work.contract(work.person(), during=DateRange("2999-02-01", "2999-03-01"))
    contract.refresh_from_db()
    order = Order("certificate", contract, clock.today(), [Line("สมมุติ staff", "คณบดี")], "https://u2t.example")
    with pytest.raises(papers.PaperInputError):
        papers.issue(order=order, by=staff)


# Who somebody is


def test_a_draft_elsewhere_rewrites_nobody_s_sent_application(round_, applicant):
    person = work.person(applicant, first_name="สมหญิง")
    sent = work.application(round_, person=person, user=applicant, state="reserve", submitted_at=clock.now())
    other = work.hiring_round(number=9)

    refused = people.keep(person=person, given={"first_name": "สมชาย"}, asked_in=other, by=applicant)
    assert set(refused) == {"first_name"}
    assert people.keep(person=person, given={"telephone": "0812345678"}, asked_in=other, by=applicant) == {}
    assert Person.objects.get(pk=person.pk).first_name == "สมหญิง"

    Application.objects.filter(pk=sent.pk).update(state="withdrawn")
    assert people.keep(person=person, given={"first_name": "สมชาย"}, asked_in=other, by=applicant) == {}


def test_a_name_that_stands_in_a_contract_is_not_changed_by_an_application(round_, applicant):
    person = work.person(applicant, first_name="สมหญิง")
    work.contract(person)
    assert set(people.keep(person=person, given={"first_name": "สมชาย"}, asked_in=round_, by=applicant)) == {
        "first_name"
    }


def test_what_was_never_sent_is_its_writer_s_alone(client, round_, staff, applicant):
    draft = work.application(round_, person=work.person(applicant), user=applicant, state="draft", number=None)
    address = reverse("api-application-detail", args=[draft.pk])
    for user, status in ((staff, 404), (applicant, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_other_documents_have_a_limit(client, round_, applicant):
    now_open = work.hiring_round(number=9)
    draft = work.application(now_open, person=work.person(applicant), user=applicant, state="draft", number=None)
    for _number in range(documents.MOST_OTHERS):
        work.document(draft, kind="other")
    with pytest.raises(ApplicationInputError):
        documents.bring(application=draft, kind="other", brought=_picture(), by=applicant)
    assert draft.documents.count() == documents.MOST_OTHERS


def _picture():
    return pictures.photo(name="ภาพ.png", content=work.picture())


# Whom the list calls


def test_who_is_called_is_hired_where_the_list_calls(round_, selection, announced, staff):
    gone = waiting(round_, "selected")
    line(selection, gone, "selected", "630112")
    called = waiting(round_)
    line(selection, called, "reserve", "630111", choice=1, place=2)
    line(selection, called, "reserve", "630112", choice=2, place=1)
    assert offer_of(called).tambon.pk == "630111"

    refusals.enter(application=gone, reason="ได้งานอื่น", version=gone.version, by=staff)

    assert list(waiting_for_contract(staff)) == [called]
    assert offer_of(called).tambon.pk == "630112"


def test_a_hire_elsewhere_fills_no_place_here(client, round_, selection, announced, staff, monkeypatch):
    here, there = waiting(round_, "selected"), waiting(round_, "selected")
    line(selection, here, "selected", "630111")
    line(selection, there, "selected", "630112")
    first, second = waiting(round_), waiting(round_)
    line(selection, first, "reserve", "630112", place=1)
    line(selection, first, "reserve", "630111", choice=2, place=1)
    line(selection, second, "reserve", "630111", place=2)
    post = work.post(make.area("630112"))
    work.contract(first.person, on=post, application=first)
    Application.objects.filter(pk=first.pk).update(state="hired")

    refusals.enter(application=here, reason="ได้งานอื่น", version=here.version, by=staff)

    assert set(waiting_for_contract(staff)) == {there, second}
    client.force_login(staff)
    page = client.get(reverse("contract-hire")).content.decode()
    assert f"{second.number:05d}" in page
    assert str(make.area("630111").name_th) in page

    def keys(**query):
        rows = client.get(reverse("contract-hire"), query).context["rows"]
        return {row.key for row in rows}

    assert keys(tambon="630111") == {second.pk}
    assert keys(type="graduate") == {there.pk, second.pk}
    assert keys(type="citizen") == set()
    assert keys(q=str(there.number)) == {there.pk}
    monkeypatch.setattr(contract_pages, "AT_ONCE", 1)
    answer = client.get(reverse("contract-hire"))
    following = keys(cursor=answer.context["page"].next)
    assert {answer.context["rows"][0].key} | following == {there.pk, second.pk}


def test_a_result_reads_the_same_once_its_people_are_hired(round_, selection):
    work.quota(round_, make.area("630112"), posts=1)
    there = waiting(round_, "hired")
    line(selection, there, "selected", "630112")
    before = places_of(selection)
    work.contract(there.person, on=work.post(make.area("630112")), application=there)

    assert places_of(selection) == before
    assert section_of(selection, "630112", "graduate").posts == 1
    assert quotas_of(round_)["630112", "graduate"] == 0  # a later draft finds the place taken


def notice(**fields):
    now = clock.now()
    values = {
        "expires_at": now + timedelta(days=30), "appeals_until": now + timedelta(days=7),
        "signers": [Line("สมมุติ staff", "ประธาน")], "site": "https://u2t.example",
    } | fields  # fmt: skip
    return Notice(**values)


def test_nobody_who_withdrew_is_announced(round_, selection, staff, applicant):
    mine = work.application(
        round_, person=work.person(applicant), user=applicant, first_choice=make.area("630111"), state="selected"
    )
    line(selection, mine, "selected")
    applications.withdraw(application=mine, by=applicant)

    with pytest.raises(SelectionError):
        announcements.draw_up(selection=selection, notice=notice(), by=staff)


def test_after_the_announcement_a_place_is_given_up_not_withdrawn(round_, selection, staff, applicant):
    mine = work.application(
        round_, person=work.person(applicant), user=applicant, first_choice=make.area("630111"), state="selected"
    )
    line(selection, mine, "selected")
    chosen.announcement(selection, staff)
    with pytest.raises(ApplicationError):
        applications.withdraw(application=mine, by=applicant)
    assert refusals.give_up(application=mine, by=applicant).state == "declined"


def test_a_selection_with_applications_nobody_screened_is_not_agreed(round_, staff):
    chosen.interviewed(round_, 80, staff)
    made = selections.make(round=round_, by=staff)
    late = waiting(round_, "submitted")
    with pytest.raises(SelectionError):
        selections.agree(selection=made, by=staff)
    Application.objects.filter(pk=late.pk).update(state="refused")
    assert selections.agree(selection=made, by=staff).state == "agreed"


def test_who_never_mended_a_returned_application_is_refused_and_holds_nobody_up(round_, staff):
    """The round is over and the applicant does not answer: without this no selection of the round is ever agreed."""
    chosen.interviewed(round_, 80, staff)
    made = selections.make(round=round_, by=staff)
    left = waiting(round_, "returned")
    with pytest.raises(SelectionError):
        selections.agree(selection=made, by=staff)
    with pytest.raises(screening.ScreeningError):
        said = screening.Said(screening.Verdict.QUALIFY)
        screening.screen(application=left, said=said, version=left.version, by=staff)
    refused = screening.Said(screening.Verdict.REFUSE, "ไม่ส่งเอกสารที่แก้ไข")
    (result,) = screening.screen_many(versions={left.pk: left.version}, said=refused, by=staff)
    assert result.problem == ""
    left.refresh_from_db()
    assert (left.state, left.note) == ("refused", "ไม่ส่งเอกสารที่แก้ไข")
    assert selections.agree(selection=made, by=staff).state == "agreed"


def test_whose_contract_is_only_drafted_is_seen_by_the_person_and_the_university(nation, staff, applicant, pm, officer):
    host, agent = make.agency("land-tak"), make.user("agent")
    make.membership(agent, "agency", agency=host)
    draft = work.contract(work.person(applicant), agency=host, state="draft", signed_on=None)

    def seen_by(user):
        rows = (
            Person.objects.visible_to(user, to=Can.VIEW_PERSON),
            Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT),
            Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT),
        )
        return [found.count() for found in rows]

    assert [seen_by(user) for user in (applicant, staff)] == [[1, 1, 1]] * 2
    assert [seen_by(user) for user in (pm, officer, agent)] == [[0, 0, 0]] * 3
    contracts.sign(contract=draft, on=draft.first_day, by=staff)
    assert [seen_by(user) for user in (pm, officer, agent)] == [[1, 1, 1]] * 3


def test_a_signed_contract_that_lies_ahead_can_be_dropped_by_what_is_shown(nation, staff):
    ahead = work.contract(work.person(), during=DateRange("2999-02-01", "2999-03-01"))
    begun = work.contract(work.person(), on=work.post(number=2))
    for one in (ahead, begun):
        one.refresh_from_db()
    assert allowed_with(staff, ahead).cancel
    assert not allowed_with(staff, begun).cancel
