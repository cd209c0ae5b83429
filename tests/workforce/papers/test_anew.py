"""Papers issued anew after what they say has changed; what was signed stays as it was."""

from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
from cryptography.fernet import Fernet
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import override

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.papers.conftest import RECTOR, order
from u2t.core import files, jobs
from u2t.core.models import Job
from workforce.models import Contract, Paper, Person, Placement
from workforce.selectors.said import Marks, marks_of
from workforce.selectors.sheets import Line
from workforce.services import identities, packets, papers, people, templates
from workforce.services.identities import Proof

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_a_click_after_a_change_issues_anew_and_what_nobody_signed_goes_out_of_force(contract, staff, client):
    client.force_login(staff)
    address = reverse("paper-issue", args=[contract.pk])
    given = {"on": "2021-02-01", "kinds": ["contract"], "name_1": RECTOR.name, "capacity_1": RECTOR.capacity}
    client.post(address, given)
    first = Paper.objects.get()
    assert first.number in client.post(address, given, follow=True).content.decode()
    assert Paper.objects.count() == 1

    until = contract.last_day - timedelta(days=30)
    Placement.objects.filter(contract=contract).update(during=DateRange(contract.first_day, until))
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(contract.first_day, until))
    client.post(address, given)

    first.refresh_from_db()
    second = Paper.objects.exclude(pk=first.pk).get()
    assert (first.state, second.state) == ("cancelled", "issued")
    assert second.number in first.cancel_reason

    whole = files.read(second.pdf)
    assert papers.file_scan(paper=second, content=whole, pages=[1, 2], on=date(2021, 2, 1), by=staff) == []
    Contract.objects.filter(pk=contract.pk).update(agreed_until=until - timedelta(days=1))  # left early: nothing new
    Contract.objects.filter(pk=contract.pk).update(during=DateRange(contract.first_day, until - timedelta(days=9)))
    client.post(address, given)
    assert Paper.objects.count() == 2
    Contract.objects.filter(pk=contract.pk).update(agreed_until=None)
    client.post(address, given)
    assert list(Paper.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "signed", "issued"]


def renamed(contract, staff):
    person = contract.person
    identities.correct(person=person, given={"first_name": "สมศรีดา"}, proof=Proof("พิมพ์ผิด", "บัตรประชาชน"), by=staff)


def renumbered(contract, staff):
    given = {"national_id": work.national_id()}
    identities.correct(person=contract.person, given=given, proof=Proof("พิมพ์ผิด", "บัตรประชาชน"), by=staff)


def moved(contract, staff):
    people.set_address(person=contract.person, addresses={"registered_address": "1 หมู่ 1 ต.ระแหง"}, by=staff)


def repaid(contract, staff):
    Contract.objects.filter(pk=contract.pk).update(monthly_wage=9000)


CHANGES = {
    renamed: "contract", renumbered: "contract", moved: "contract", repaid: "contract",
    lambda *_contract: months.guide(make.user("new-pm"), "pm"): "terms-of-reference",
    lambda *_contract: months.guide(make.user("new-am"), "am", make.agency("a", area=make.area("6301"))):
        "terms-of-reference",
}  # fmt: skip


@pytest.mark.parametrize(("change", "kind"), CHANGES.items(), ids=["name", "id", "address", "wage", "pm", "am"])
def test_what_a_paper_says_was_changed_it_is_not_signed_but_issued_anew(change, kind, contract, staff, client):
    paper = papers.issue(order=order(contract, kind), by=staff)
    worker = contract.person.user
    line = paper.signatures.get(party="person")
    client.force_login(worker)
    page, button = reverse("paper-detail", args=[paper.pk]), reverse("paper-sign", args=[paper.pk])
    assert button in client.get(page).content.decode()

    change(contract, staff)

    contract = Contract.objects.get(pk=contract.pk)
    shown = client.get(page).content.decode()
    assert (button in shown, "จึงลงนามไม่ได้" in shown) == (False, True)
    issue = reverse("paper-issue", args=[contract.pk])
    assert issue not in shown
    client.force_login(staff)
    assert issue in client.get(page).content.decode()
    with override("th"), pytest.raises(papers.PaperError, match="จึงลงนามไม่ได้"):
        papers.sign(signature=line, shown_sha256=paper.pdf.sha256, intent="ลงนาม", by=worker)
    newer, again = (papers.issue(order=order(contract, kind), by=staff) for _click in range(2))
    paper.refresh_from_db()
    assert newer == again != paper
    assert (paper.state, newer.number in paper.cancel_reason) == ("cancelled", True)
    line = newer.signatures.get(party="person")
    assert papers.sign(signature=line, shown_sha256=newer.pdf.sha256, intent="ลงนาม", by=worker).signed_at


def test_other_signers_or_another_text_make_a_new_paper_until_somebody_has_signed(contract, staff):
    ordered = order(contract, "terms-of-reference")
    first = papers.issue(order=ordered, by=staff)
    dean = Line("ผู้ช่วยศาสตราจารย์สมมุติ คณบดี", "คณบดี")
    second = papers.issue(order=replace(ordered, lines=[dean]), by=staff)
    wording = templates.Wording(
        kind="terms-of-reference", form="contract", title="ขอบเขตของงาน", body="{person} {wage}",
        university=contract.university,
    )  # fmt: skip
    templates.revise(wording=wording, by=staff)
    third = papers.issue(order=replace(ordered, lines=[dean]), by=staff)
    assert list(Paper.objects.order_by("pk").values_list("pk", "state")) == [
        (first.pk, "cancelled"), (second.pk, "cancelled"), (third.pk, "issued")
    ]  # fmt: skip

    line = third.signatures.get(party="person")
    papers.sign(signature=line, shown_sha256=third.pdf.sha256, intent="ลงนาม", by=contract.person.user)
    assert papers.issue(order=ordered, by=staff) == third
    templates.revise(wording=replace(wording, body="{person} ได้ {wage} บาท"), by=staff)
    assert papers.issue(order=ordered, by=staff) == third
    repaid(contract, staff)
    assert papers.issue(order=replace(ordered, subject=Contract.objects.get()), by=staff) != third
    third.refresh_from_db()
    assert third.state == "cancelled"  # half signed: nobody signs the rest of what is so no more


def test_what_was_signed_by_all_stays_when_a_new_one_is_issued(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)
    papers.file_scan(paper=paper, content=files.read(paper.pdf), pages=[1, 2], on=date(2021, 2, 1), by=staff)
    renamed(contract, staff)

    newer = papers.issue(order=order(Contract.objects.get()), by=staff)

    paper.refresh_from_db()
    assert (paper.state, newer.state, newer != paper) == ("signed", "issued", True)


def test_a_telephone_is_not_agreed_upon_and_a_paper_from_before_is_compared_by_what_was_kept(contract, staff):
    paper = papers.issue(order=order(contract), by=staff)
    Person.objects.update(telephone="0812345678")
    assert papers.issue(order=order(Contract.objects.get()), by=staff) == paper

    Paper.objects.update(said_digest="", whole_digest="")
    repaid(contract, staff)
    assert papers.issue(order=order(Contract.objects.get()), by=staff) == paper
    Contract.objects.update(during=DateRange(contract.first_day, contract.last_day))
    assert papers.issue(order=order(Contract.objects.get()), by=staff) != paper


def test_no_national_id_is_read_from_the_marks_of_a_paper(contract, staff, settings):
    paper = papers.issue(order=order(contract), by=staff)
    template, kept = paper.template, [paper.said_digest, paper.whole_digest]
    assert marks_of(order(contract), template) == Marks(*kept)
    assert not any(contract.person.national_id in value for value in [*kept, *paper.stated.values()])

    settings.FIELD_KEYS = [
        *settings.FIELD_KEYS,
        Fernet.generate_key().decode(),
    ]  # who has not the key cannot try them all

    assert not {marks_of(order(contract), template).said, marks_of(order(contract), template).whole} & set(kept)


def test_a_packet_takes_the_new_paper_of_who_was_corrected(contract, staff):
    packet = packets.Packet(
        tambon=make.area("630111"), programme=contract.programme, university=contract.university,
        kinds=("reporting",), on=date(2021, 1, 29), lines=(RECTOR,), to="", site="https://u2t.example",
    )  # fmt: skip
    other = work.contract()
    jobs.run(packets.ask(packet=packet, by=staff).pk)
    renamed(contract, staff)

    jobs.run(packets.ask(packet=packet, by=staff).pk)

    done = Job.objects.order_by("created_at").last()
    assert done.result == {"papers": 2, "people": 2}, done.error
    assert [other.papers.count(), contract.papers.count()] == [1, 2]
    pages = pypdfium2.PdfDocument(files.read(done.file))
    assert "สมศรีดา" in "".join(page.get_textpage().get_text_range() for page in pages)
