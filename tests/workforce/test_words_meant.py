"""What English says in one word and Thai in several is said as it is meant where people work."""

import pytest
from django.utils import translation

from tambon.models import Area, University
from tests.factories import money
from tests.factories import tambon as make
from workforce.day_choices import LeaveState
from workforce.forms.articles import ArticleForm
from workforce.forms.holidays import HolidayForm
from workforce.forms.papers import WordingForm
from workforce.selectors.overview import Asked, overview
from workforce.tables.articles import ArticleTable
from workforce.tables.holidays import HolidayTable


def test_what_is_withdrawn_from_a_leave_is_no_application():
    assert str(LeaveState.WITHDRAWN.label) == "ถอนคำขอแล้ว"


def test_what_is_written_has_a_title_and_a_person_another():
    titles = {ArticleForm.base_fields["title"].label, WordingForm.base_fields["title"].label}
    titles.add(ArticleTable.base_columns["title"].verbose_name)

    assert {str(title) for title in titles} == {"ชื่อเรื่อง"}


def test_the_order_of_a_holiday_is_a_paper_and_no_rank():
    assert str(HolidayForm.base_fields["reference"].label) == "คำสั่งหรือประกาศ"
    assert (
        str(next(column.label for column in HolidayTable.downloads if column.source == "reference")) == "คำสั่งหรือประกาศ"
    )


@pytest.mark.integration
def test_the_page_of_all_money_names_places_in_the_language_of_the_page(nation, ministry):
    line = money.line(make.area("630111"), amount=10_000)
    University.objects.filter(pk=line.university_id).update(name_en="Kamphaeng Phet Rajabhat")
    for code, name in (("630111", "Mae Tho"), ("6301", "Mueang Tak"), ("63", "Tak")):
        Area.objects.filter(pk=code).update(name_en=name)

    with translation.override("en"):
        told = {
            by: [row.name for row in overview(user=ministry, asked=Asked(line.programme, by)).rows]
            for by in ("university", "province", "tambon")
        }

    assert told == {
        "university": ["Kamphaeng Phet Rajabhat"],
        "province": ["Tak"],
        "tambon": ["Mae Tho, Mueang Tak, Tak"],
    }
