"""The page of a person tells the whole way through the programme, to each reader what is theirs to see."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.selectors.histories import Domicile, history_of
from workforce.services import identities, people
from workforce.services.identities import Proof

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def clock(settings, private):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


def lived(contract, staff, number=1):
    """Let somebody leave behind what a year of work does; return the hand-over and the papers."""
    person = contract.person
    for year in range(2021 - number, 2021):
        work.move(person, date(year, 5, 1), make.area("630201"))
        months.tax_certificate(contract, staff, year=year + 543, number=year)
        identities.correct(person=person, given={"rank": f"ดร. {year}"}, proof=Proof("พิมพ์ผิด", "บัตร"), by=staff)
        work.attendance(work.session(programme=contract.programme), contract)
        papers = {kind: work.paper(contract, kind) for kind in ("contract", "reporting")}
        handover = work.handover(contract, programme=contract.programme)
    people.set_address(person=person, addresses={"current_address": "1 หมู่ 2"}, by=staff)
    return handover, papers


def page_of(client, user, contract):
    client.force_login(user)
    return client.get(reverse("person-detail", args=[contract.person_id])).content.decode()


def test_staff_and_the_person_read_all_of_it(client, contract, worker, staff):
    handover, papers = lived(contract, staff)

    for reader in (staff, worker):
        page = page_of(client, reader, contract)
        history = history_of(contract.person, user=reader)
        assert reverse("handover-detail", args=[handover.pk]) in page
        assert all(reverse("paper-file", args=[paper.pk, "pdf"]) in page for paper in papers.values())
        assert reverse("taxcertificate-detail", args=[history.certificates[0].pk]) in page
        assert [one.until_on for one in history.domiciles] == [date(2020, 5, 1)]
        assert history.domiciles[0].place in page
        assert [(one.what, one.reason) for one in history.corrections] == [
            ("ที่อยู่", ""), ("ยศหรือตำแหน่งทางวิชาการ", "พิมพ์ผิด (บัตร)")
        ]  # fmt: skip
        assert "พิมพ์ผิด (บัตร)" in page
        assert "1 หมู่ 2" not in str(history.corrections)
        assert {one.by for one in history.corrections} == {str(staff)}


def test_a_lecturer_reads_no_corrections_no_tax_and_is_led_to_no_file_that_stays_shut(client, contract, pm, staff):
    handover, papers = lived(contract, staff)

    page, history = page_of(client, pm, contract), history_of(contract.person, user=pm)

    assert (history.corrections, history.certificates) == ([], [])
    assert "พิมพ์ผิด (บัตร)" not in page
    assert reverse("handover-detail", args=[handover.pk]) in page
    shut, opened = (reverse("paper-file", args=[papers[kind].pk, "pdf"]) for kind in ("contract", "reporting"))
    assert (shut in page, opened in page) == (False, True)
    assert [client.get(address).status_code for address in (shut, opened)] == [404, 200]
    shown = client.get(reverse("contract-detail", args=[contract.pk])).content.decode()
    assert (shut in shown, opened in shown) == (False, True)


def test_a_university_where_somebody_merely_applied_reads_what_the_other_did_nowhere(client, contract, worker, staff):
    handover, papers = lived(contract, staff)
    elsewhere = make.user("elsewhere")
    make.membership(elsewhere, "staff", university=make.university("cmu"))
    round_ = work.hiring_round(university=make.university("cmu"), number=7)
    made = work.application(round_, person=contract.person, user=worker)

    page, history = page_of(client, elsewhere, contract), history_of(contract.person, user=elsewhere)

    assert [one.pk for one in history.applications] == [made.pk]
    told = [history.contracts, history.attendances, history.handovers, history.papers, history.certificates]
    assert [*told, history.corrections] == [[]] * 6
    links = [reverse("handover-detail", args=[handover.pk]), reverse("paper-detail", args=[papers["contract"].pk])]
    assert not any(link in page for link in [*links, "พิมพ์ผิด (บัตร)"])


def test_a_hand_over_of_before_is_told_without_a_link_to_who_may_not_open_it(client, contract, pm, staff):
    """Who guides the tambon of today sees the person of a hand-over in another tambon, and not that hand-over."""
    there = work.handover(contract, programme=contract.programme, tambon=make.area("630201"))

    page, history = page_of(client, pm, contract), history_of(contract.person, user=pm)

    assert [line.handover_id for line in history.handovers] == [there.pk]
    assert history.open_handovers == frozenset()
    assert (str(there.agency.name_th) in page, reverse("handover-detail", args=[there.pk]) in page) == (True, False)


def test_an_unknown_domicile_and_who_answers_for_the_nation_reads_why(client, contract, staff, nation):
    lived(contract, staff)
    work.move(contract.person, date(2018, 1, 1), None)
    for role in ("auditor", "ministry"):
        reader = make.user(role)
        make.membership(reader, role, area=nation)

        history = history_of(contract.person, user=reader)

        assert history.domiciles[0] == Domicile("", date(2018, 1, 1))
        assert len(history.corrections) == 2
        assert "ไม่มีข้อมูล" in page_of(client, reader, contract)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long_the_way(client, contract, staff, django_assert_num_queries, count):
    lived(contract, staff, count)
    page_of(client, staff, contract)

    with django_assert_num_queries(30):
        client.get(reverse("person-detail", args=[contract.person_id]))
