"""What an application is decided by and people are counted by stays as it was sent, or is counted anew."""

import pytest

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.models import Mark
from workforce.models import Application, Round
from workforce.selectors.applications import facts_of
from workforce.services import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(nation, staff):
    return chosen.closed_round()


@pytest.mark.parametrize(
    "given",
    [{"domicile": "630201"}, {"domicile": ""}, {"sex": "male"}, {"born": "2/5/2541"}, {"telephone": ""},
     {"current_address": " "}],
)  # fmt: skip
def test_a_draft_elsewhere_rewrites_nothing_a_sent_application_is_decided_by(round_, applicant, given):
    person = work.person(applicant, domicile=make.area("630111"))
    sent = work.application(round_, person=person, user=applicant, state="returned")
    other = work.hiring_round(number=9)
    before = facts_of(sent)

    assert set(people.keep(person=person, given=given, asked_in=other, by=applicant)) == set(given)
    assert facts_of(Application.objects.get(pk=sent.pk)) == before

    Application.objects.filter(pk=sent.pk).update(state="withdrawn")
    assert people.keep(person=person, given=given, asked_in=other, by=applicant) == {}


def test_who_moves_after_the_round_was_closed_says_so_in_the_next(round_, applicant):
    person = work.person(applicant, domicile=make.area("630111"))
    work.application(round_, person=person, user=applicant, state="refused")
    Round.objects.filter(pk=round_.pk).update(state="closed")
    other = work.hiring_round(number=9)

    assert people.keep(person=person, given={"domicile": "630201"}, asked_in=other, by=applicant) == {}
    work.contract(person)
    assert set(people.keep(person=person, given={"domicile": "630101"}, asked_in=other, by=applicant)) == {"domicile"}


def test_what_was_not_known_of_somebody_at_work_is_counted_at_once(round_, applicant):
    person = work.person(applicant, born_on=None, sex="")
    work.contract(person)
    Mark.objects.all().delete()

    given = {"domicile": "630201", "sex": "female", "born": "2541"}
    assert people.keep(person=person, given=given, asked_in=round_, by=applicant) == {}

    assert set(Mark.objects.filter(source="workforce").values_list("place", flat=True)) == {"630111"}
