"""Hundreds decided at once: longer pages, and nothing chosen is lost by a word that lacks."""

import re

import pytest
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.selection.pages.conftest import text
from workforce.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def sixty(round_):
    return [work.application(round_, first_choice=make.area("630111")) for _one in range(60)]


def chosen_in(page):
    return re.findall(r'name="chosen" value="(\d+:\d+)"', page)


def test_a_page_of_hundreds_is_asked_for_and_screened_at_once(round_, sixty, office):
    address = reverse("applicant-list", args=[round_.pk])
    short, long = text(office.get(address)), text(office.get(address, {"rows": "500"}))

    assert (len(chosen_in(short)), len(chosen_in(long))) == (50, 60)
    assert "rows=500" in short
    assert len(chosen_in(text(office.get(address, {"rows": "9999"})))) == 50
    given = {"verdict": "refuse", "reason": "ไม่มาแสดงตน", "chosen": chosen_in(long)}
    office.post(reverse("applicant-screen", args=[round_.pk]), given)
    assert set(Application.objects.values_list("state", flat=True)) == {"refused"}


def test_every_row_stands_on_one_page_and_none_is_left_out_between_them(round_, sixty, office):
    """A page had fifty rows and showed twenty-five of them; the next began after the fifty."""
    address = reverse("applicant-list", args=[round_.pk])

    first = office.get(address)
    second = office.get(address, {"cursor": first.context["page"].next})

    found = [key.partition(":")[0] for page in (first, second) for key in chosen_in(text(page))]
    assert found == [str(one.pk) for one in sixty]


def test_a_list_of_few_offers_no_longer_pages(round_, office):
    work.application(round_)

    assert "rows=500" not in text(office.get(reverse("applicant-list", args=[round_.pk])))


def test_a_reason_that_lacks_keeps_who_was_chosen_and_where_one_came_from(round_, sixty, office):
    address = reverse("applicant-screen", args=[round_.pk])
    back = reverse("applicant-list", args=[round_.pk]) + "?status=submitted"
    keys = [f"{one.pk}:1" for one in sixty[:3]]

    answer = office.post(address, {"verdict": "refuse", "chosen": keys, "back": back})

    shown = text(answer)
    assert (answer.status_code, chosen_in(shown)) == (422, keys)
    assert 'value="refuse" selected' in shown
    assert back in shown
    done = office.post(address, {"verdict": "refuse", "reason": "ไม่มา", "chosen": chosen_in(shown), "back": back})
    assert done.status_code == 200
    assert Application.objects.filter(state="refused").count() == 3


def test_nobody_is_said_to_be_told_where_documents_are_accepted(round_, office):
    application = work.application(round_)
    document = work.document(application)
    given = {"verdict": "accept-documents", "chosen": [f"{application.pk}:1"]}

    shown = text(office.post(reverse("applicant-screen", args=[round_.pk]), given))

    document.refresh_from_db()
    assert document.state == "accepted"
    assert ("ดำเนินการแล้ว 1 รายการ" in shown, "แจ้งผู้สมัคร" in shown) == (True, False)
