"""What is undone after something else happened: a contract dropped under a newer selection, a withdrawn application begun
anew, somebody moved after the month was approved, an announcement whose people are forgotten."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.system import system_user
from tests.factories import months
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files
from workforce.models import Application, Paper
from workforce.permissions import Can
from workforce.selectors.hiring import offer_of
from workforce.services import applications, contracts, retention

_TO_NOVEMBER = DateRange(date(2021, 2, 1), date(2021, 12, 1))
pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def round_(nation, staff, private):
    return chosen.closed_round()


@pytest.fixture
def terms(nation, staff):
    return work.terms()


def test_who_was_hired_under_an_older_selection_has_the_place_again_when_the_contract_is_dropped(round_, terms, staff):
    work.post()
    hired = work.application(round_, first_choice=make.area("630111"), state="selected")
    first = chosen.selection(round_, staff, state="agreed")
    chosen.line(first, hired, "selected", tambon=make.area("630111"))
    chosen.announcement(first, staff)
    made = contracts.hire(offer=offer_of(hired), by=staff)
    first.state = "replaced"
    first.save(update_fields=["state"])
    chosen.announcement(chosen.selection(round_, staff, state="agreed", number=2), staff)  # made anew, for the others

    contracts.cancel(contract=made, reason="วันผิด", by=staff)

    hired.refresh_from_db()
    assert hired.state == "selected"
    again = offer_of(hired)
    assert (again.application, again.tambon.pk) == (hired, "630111")
    assert contracts.hire(offer=again, by=staff).state == "draft"


def test_a_newer_selection_decides_over_who_was_never_hired(round_, terms, staff):
    work.post()
    left = work.application(round_, first_choice=make.area("630111"), state="not-selected")
    first = chosen.selection(round_, staff, state="replaced")
    chosen.line(first, left, "selected", tambon=make.area("630111"))
    chosen.announcement(chosen.selection(round_, staff, state="agreed", number=2), staff)

    assert isinstance(offer_of(left), str)


def test_what_was_withdrawn_and_is_written_anew_is_its_writers_alone(client, nation, staff, applicant):
    sent = work.application(
        work.hiring_round(), user=applicant, state="withdrawn", note="ขาดเอกสาร", answers=[{"rule": "age"}]
    )
    assert Application.objects.visible_to(staff, to=Can.VIEW_APPLICATION).filter(pk=sent.pk).exists()

    again = applications._reopen(sent, applicant)

    assert (again.state, again.submitted_at, again.answers, again.note) == ("draft", None, [], "")
    assert again.number == sent.number
    assert not Application.objects.visible_to(staff, to=Can.VIEW_APPLICATION).filter(pk=sent.pk).exists()
    assert Application.objects.visible_to(applicant, to=Can.VIEW_APPLICATION).filter(pk=sent.pk).exists()
    client.force_login(staff)
    assert client.get(f"/api/v1/applications/{sent.pk}/").status_code == 404
    assert (
        reverse("applicant-detail", args=[sent.pk])
        not in client.get(reverse("applicant-list", args=[sent.round_id])).content.decode()
    )


def test_nobody_is_moved_out_of_a_month_that_was_approved(period, terms, staff):
    contract = work.contract(work.person())
    far = make.area("630112")
    make.allocation(far, make.university("kpru"), make.programme())
    work.post(far)
    months.approved(contract, period)
    after = period.during.upper

    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.transfer(contract=contract, tambon=far, on=after - timedelta(days=1), reason="ใกล้บ้าน", by=staff)
    moved = contracts.transfer(contract=contract, tambon=far, on=after, reason="ใกล้บ้าน", by=staff)

    assert refused.value.extra["field"] == "on"
    assert moved.placements.filter(post__tambon=far, during__startswith=after).exists()


def test_an_announcement_with_names_goes_with_the_people_it_names(round_, staff, settings):
    left = work.application(round_, state="not-selected")
    board = chosen.announcement(chosen.selection(round_, staff, state="agreed"), staff, shows_names=True)
    paper = work.paper(work.contract(), kind="announcement", announcement=board)
    Paper.objects.filter(pk=paper.pk).update(contract=None)
    before = paper.pdf_id
    settings.CLOCK = (round_.closes_at + timedelta(days=397)).isoformat()

    retention.erase_expired(by=system_user())

    paper.refresh_from_db()
    left.refresh_from_db()
    assert left.erased_at is not None
    assert (paper.pdf.name, paper.docx, paper.scan) == ("erased.pdf", None, None)
    assert paper.pdf_id != before
    assert files.read(paper.pdf).startswith(b"%PDF")


def test_staff_who_hire_are_told_of_appeals_that_nobody_has_answered(client, round_, terms, staff):
    work.post()
    hired = work.application(round_, first_choice=make.area("630111"), state="selected")
    other = work.application(round_, first_choice=make.area("630111"), state="not-selected")
    chosen_ = chosen.selection(round_, staff, state="agreed")
    chosen.line(chosen_, hired, "selected", tambon=make.area("630111"))
    objection = chosen.appeal(other, chosen.announcement(chosen_, staff))
    client.force_login(staff)

    assert "คำอุทธรณ์ยังไม่ตอบ 1" in client.get(reverse("contract-hire")).content.decode()
    made = contracts.hire(offer=offer_of(hired), by=staff)
    (told,) = client.get(f"/api/v1/contracts/{made.pk}/").json()["cautions"][:1]
    assert "1" in told

    said = {"state": "refused", "decided_at": work.MADE, "decided_by": staff, "answer": "ตรวจแล้ว"}
    type(objection).objects.filter(pk=objection.pk).update(**said)
    assert not [one for one in client.get(f"/api/v1/contracts/{made.pk}/").json()["cautions"] if "อุทธรณ์" in one]


def test_the_board_says_whether_the_announcement_is_signed(client, round_, staff):
    board = chosen.announcement(chosen.selection(round_, staff, state="agreed"), staff)
    paper = work.paper(work.contract(), kind="announcement", announcement=board)
    page = reverse("announcement-detail", args=[board.pk])
    assert "ประกาศยังไม่ได้ลงนาม" in client.get(page).content.decode()

    Paper.objects.filter(pk=paper.pk).update(state="signed")

    assert "ประกาศลงนามแล้ว" in client.get(page).content.decode()


def test_nobody_is_prolonged_on_a_post_above_a_quota_that_was_lowered(terms, staff):
    kind = terms.types.get(worker_type="graduate")
    people = [work.contract(work.person(), on=work.post(number=number), during=_TO_NOVEMBER) for number in (1, 2)]
    type(kind).objects.filter(pk=kind.pk).update(posts_per_tambon=1)
    until = date(2022, 1, 15)

    contracts.extend(contract=people[0], until=until, reason="งานต่อเนื่อง", by=staff, version=people[0].version)
    with pytest.raises(contracts.ContractInputError) as refused:
        contracts.extend(contract=people[1], until=until, reason="งานต่อเนื่อง", by=staff, version=people[1].version)

    assert refused.value.extra["field"] == "until"
