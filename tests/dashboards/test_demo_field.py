"""The provincial collection of the demonstration: a round of its university's own, with goals and a named collector."""

import csv
import itertools
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import pytest

from dashboards.demonstration import answering, collecting
from datasets.choices import EntryState
from datasets.importing import shippedforms
from datasets.models import CollectionRound, Dataset, Entry, Form
from datasets.selectors.roundpages import may_change, summary_of
from tambon.models import Area
from tambon.system import system_user
from tests.factories import fieldwork as field
from tests.factories import tambon as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
WATER = "cbd_water_sources"


@pytest.fixture
def staff_rru(nation):
    """Staff of RRU, which holds seven tambons of its province, of which six are collected in."""
    make.areas({"24": "ฉะเชิงเทรา", "2401": "เมืองฉะเชิงเทรา"})
    university, programme = make.university("rru"), make.programme()
    for number in range(1, 8):
        code = f"24010{number}"
        make.allocation(make.area(code), university, programme)
        make.areas({f"{code}01": "หมู่ที่ 1", f"{code}02": "หมู่ที่ 2"})
    person = make.user("staff-rru")
    make.membership(person, "staff", university=university)
    return person


def test_the_provincial_collection_is_led_by_its_university(staff_rru):
    shippedforms.load(by=system_user(), files=[path for path in shippedforms.shipped() if path.stem == WATER])

    collecting._province([WATER])

    opened = CollectionRound.objects.get()
    assert (opened.by, opened.opens_on, opened.closes_on) == (staff_rru, date(2021, 10, 1), date(2022, 1, 31))
    assert may_change(staff_rru, opened)
    assert [each.user.username for each in opened.collectors.all()] == ["worker-rru"]
    assert [area.wanted for area in opened.areas.order_by("area")] == [4] * 6 + [None]
    entries = Entry.objects.filter(round=opened)
    assert (entries.count(), entries.filter(held=[], is_late=False).count()) == (12, 12)
    assert entries.filter(state=EntryState.SUBMITTED).count() == 6
    assert (summary_of(staff_rru, opened).wanted, summary_of(staff_rru, opened).percent) == (24, 25)
    assert all(entry.submitted_at.date() - opened.opens_on < timedelta(90) for entry in entries)


def _asked_of_everybody(path):
    """Return the texts that a form does not go without; what is behind “other” is never chosen."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    head = rows[1]
    survey = itertools.takewhile(lambda row: not row[0], rows[2:])
    found = [dict(zip(head, row, strict=False)) for row in survey]
    texts = [cells["name"] for cells in found if cells["type"] == "text" and cells.get("required") == "yes"]
    return [name for name in texts if not name.endswith("_other")]


@pytest.mark.parametrize("path", shippedforms.shipped(), ids=lambda path: path.stem)
def test_nothing_that_a_form_asks_of_everybody_is_left_out(path):
    """What is sent back in the demonstration can be corrected, and sent again."""
    spot = answering.Spot("630111", "63011101", 16.8, 99.1, date(2021, 12, 1), {})

    assert [name for name in _asked_of_everybody(path) if not answering._text(name, spot, path.stem)] == []


@pytest.mark.parametrize(("code", "is_personal"), [("household_survey", True), ("cbd_water_sources", False)])
def test_the_catalogue_says_whom_to_ask_and_on_what_terms(nation, code, is_personal):
    shippedforms.load(by=system_user(), files=[path for path in shippedforms.shipped() if path.stem == code])

    collecting._say_whom_to_ask([code])

    said = Dataset.objects.get(pk=code)
    assert said.contact_email.endswith(".example")
    assert said.contact_name
    assert ("ข้อมูลส่วนบุคคล" in said.licence) is is_personal


def test_a_field_that_is_there_gets_the_rounds_of_forms_that_are_shipped_since(nation, monkeypatch):
    worker, pm = make.user("worker"), make.user("pm")
    for person, role in ((worker, "worker"), (pm, "pm"), (make.user("digital"), "digital")):
        make.membership(person, role, area=make.area("630111"))
    make.membership(make.user("steward"), "steward", area=Area.objects.get(pk="TH"))
    make.areas({"62": "กำแพงเพชร", "63011101": "หมู่ที่ 1"})
    ours = [path for path in shippedforms.shipped() if path.stem in {WATER, "duty_works", "target_groups"}]
    shippedforms.load(by=system_user(), files=ours)
    field.collecting(of=Dataset.objects.get(pk=WATER))
    monkeypatch.setattr(shippedforms, "shipped", lambda: ours)

    made = collecting.make()

    assert made == Entry.objects.exclude(dataset=WATER).count() == 8
    opened = CollectionRound.objects.exclude(dataset=WATER)
    assert set(opened.values_list("dataset", flat=True)) == {"duty_works", "target_groups"}
    assert collecting.make() == 0


def test_what_a_telephone_fills_in_by_itself_is_there(nation):
    shippedforms.load(by=system_user(), files=[p for p in shippedforms.shipped() if p.stem == "household_survey"])
    spot = answering.Spot("630111", "63011101", 16.8, 99.1, date(2021, 12, 1), {"outcome": "interviewed"})

    homes = [fromstring(answering.answered(Form.objects.get(), spot, number)) for number in range(9)]

    assert {len(home.findall(".//members")) for home in homes} > {1}
    for home in homes:
        assert home.findtext(".//member_count") == str(len(home.findall(".//members")))
        assert home.findtext("collected_on") == "2021-12-01"
        assert home.findtext("started_at") < home.findtext("ended_at")
