"""A repetition that a newer version asks for in another group stays the data set it was; what was sent stays readable."""

import pytest

from datasets.choices import EntryState
from datasets.models import Dataset, Record
from datasets.selectors.entrypages import repeats_of
from datasets.selectors.formpages import preview_of
from datasets.selectors.questions import FormError
from datasets.selectors.revisions import revisions_of
from datasets.services import reviews
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db
MEMBERS = ",begin repeat,members,สมาชิก,Members,,,\n,integer,age,อายุ,Age,,,\n,end repeat,,,,,,\n"


def moved(version="2565020202", more=""):
    """Return the form with its members inside the group of the house."""
    text = make.survey(version).replace(MEMBERS, more)
    return text.replace(",end group,,,,,,\n", f"{MEMBERS},end group,,,,,,\n")


@pytest.fixture
def form(nation, private):
    made = make.form()
    make.collecting("630111")
    return made


def test_it_keeps_its_data_set_its_fields_and_its_records(form, worker, pm):
    first = make.entry(worker, form, repeats={"/members": [{"age": 41}]})
    reviews.verify(by=pm, entry=first, version=1)

    newer = make.form(moved())

    child = Dataset.objects.get(parent="wells")
    assert (child.code, child.repeat) == ("wells-members", "/home/members")
    assert [each["field"] for each in newer.questions if each["repeat"]] == ["age"]
    assert not child.fields.get(name="age").is_retired
    second = make.entry(worker, newer, repeats={"/home/members": [{"age": 7}]})
    reviews.verify(by=pm, entry=second, version=1)
    ages = Record.objects.filter(dataset=child, is_live=True).values_list("values__age", flat=True)
    assert sorted(ages) == [7, 41]


def test_what_was_sent_on_the_older_version_is_verified_and_read_with_all_its_rows(form, worker, pm):
    entry = make.entry(worker, form, repeats={"/members": [{"age": 41}, {"age": 12}]})
    newer = make.form(moved())

    assert repeats_of(entry, sees_personal=True) == [("สมาชิก", [[("อายุ", "41", None)], [("อายุ", "12", None)]])]
    assert {one.heading for one in preview_of(form)} >= {"สมาชิก"}
    assert {one.heading for one in preview_of(newer)} >= {"สมาชิก"}
    assert reviews.verify(by=pm, entry=entry, version=1).state == EntryState.VERIFIED
    ages = Record.objects.filter(dataset="wells-members", is_live=True).values_list("values__age", flat=True)
    assert sorted(ages) == [12, 41]


def test_rows_of_both_versions_are_compared(form, worker):
    entry = make.entry(worker, form, repeats={"/members": [{"age": 41}, {"age": 12}]}, instance="uuid:first")
    make.entry(
        worker, make.form(moved()), repeats={"/home/members": [{"age": 41}, {"age": 13}]}, deprecated="uuid:first"
    )
    entry.refresh_from_db()

    newest = revisions_of(entry, sees_personal=True)[0]

    assert [(one.field, one.before, one.after) for one in newest.changes] == [("age", "12", "13")]


def test_two_of_one_name_are_refused_in_their_rows(form):
    with pytest.raises(FormError) as refused:
        make.form(moved(more=MEMBERS))

    (issue,) = refused.value.issues
    assert (issue.sheet, issue.row, issue.column) == ("survey", 13, "name")
    assert "7" in issue.message
    assert Dataset.objects.get(parent="wells").repeat == "/members"
