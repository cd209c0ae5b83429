"""What is alike in place, period and form is told apart in lists, and what came in one answer leads to one another."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.models import Record
from datasets.services import reviews
from tests.factories import fieldwork as make
from tests.factories import tambon as where
from u2t.core import navigation
from u2t.core.text import normalise

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(wells):
    make.collecting()
    return wells


@pytest.fixture
def household(form, worker, pm):
    """The record of a house with two members, verified."""
    given = {"values": {"wells": 3, "head": "นายสมมุติ"}, "repeats": {"/members": [{"age": 41}, {"age": 7}]}}
    entry = make.entry(worker, form, **given)
    reviews.verify(by=pm, entry=entry, version=1)
    return Record.objects.get(dataset="wells")


def _rows(page):
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return normalise(text)


class TestEntries:
    def test_each_is_listed_with_its_first_answers(self, client, form, worker, pm):
        make.entry(worker, form, values={"wells": 3, "water": "yes"})
        make.entry(worker, form, values={"wells": 41, "water": "no"})
        client.force_login(pm)

        page = _rows(client.get("/datasets/entries/"))

        assert "3 · มี" in page
        assert "41 · ไม่มี" in page

    def test_one_press_leaves_what_waits(self, client, form, worker, pm):
        waiting, done = make.entry(worker, form), make.entry(worker, form)
        reviews.verify(by=pm, entry=done, version=1)
        client.force_login(pm)
        page = client.get("/datasets/entries/?dataset=wells").content.decode()

        way = re.search(r'href="([^"]*status=submitted[^"]*)"', page)[1].replace("&amp;", "&")
        left = client.get(f"/datasets/entries/{way}").content.decode()

        assert "dataset=wells" in way
        assert re.findall(r'href="/datasets/entries/(\d+)/"', left) == [str(waiting.pk)]
        assert "แสดงเฉพาะรายการที่รอตรวจ" not in left

    def test_what_names_a_thing_is_told_before_other_answers(self, client, worker, pm):
        named = make.survey().replace(",text,head,", ",text,name,").replace(",,yes,", ",,,")
        form = make.form(named)
        make.collecting()
        make.entry(worker, form, values={"wells": 3, "name": "บ่อวัดกลาง"})
        client.force_login(pm)

        assert "บ่อวัดกลาง · 3" in _rows(client.get("/datasets/entries/"))

    def test_personal_answers_are_not_told(self, client, form, worker, pm):
        make.entry(worker, form, values={"head": "นายสมมุติ", "wells": 3})
        client.force_login(pm)

        assert "นายสมมุติ" not in client.get("/datasets/entries/").content.decode()

    def test_what_a_version_asked_as_personal_stays_hidden(self, client, form, worker, pm, steward):
        """A steward may say of the field that it is not personal: of what was answered before, it stays so."""
        field = form.dataset.fields.get(name="head")
        field.is_personal = False
        field.save()
        make.entry(worker, form, values={"head": "นายสมมุติ"})
        client.force_login(pm)

        assert "นายสมมุติ" not in client.get("/datasets/entries/").content.decode()

    def test_remarks_say_of_which_revision_they_are(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        reviews.return_entry(by=pm, entry=entry, version=1, remarks={"": "ทั้งฉบับ", "wells": "นับใหม่"})
        make.entry(worker, form, values={"wells": 4}, deprecated=entry.revisions.get().instance)
        client.force_login(pm)

        page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()

        assert page.count(f"{pm} ให้ความเห็นต่อฉบับแก้ไขที่ 1 เมื่อ") == 2

    def test_only_data_sets_with_a_form_are_offered(self, client, form, pm):
        make.dataset("of-files", name_th="ทะเบียนจากไฟล์", name_en="Register")
        client.force_login(pm)

        offered = client.get("/datasets/entries/").content.decode()

        assert 'value="wells"' in offered
        assert 'value="of-files"' not in offered

    def test_answers_of_many_are_read_at_once(self, client, form, worker, pm):
        client.force_login(pm)
        counts = []
        for many in (1, 4):
            for _each in range(many):
                make.entry(worker, form)
            client.get("/datasets/entries/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/datasets/entries/")
            counts.append(len(asked))

        assert counts[0] == counts[1]


class TestRecords:
    def test_a_record_leads_to_its_entry_and_to_the_rows_of_its_repetitions(self, client, household, worker, pm, form):
        make.entry(worker, form, values={"wells": 1}, repeats={"/members": [{"age": 80}]})
        client.force_login(pm)

        page = client.get(f"/datasets/records/{household.pk}/").content.decode()

        entry = household.layer.revision.entry_id
        listed = f"/datasets/wells-members/records/?beside={household.pk}"
        assert f'href="/datasets/entries/{entry}/"' in page
        assert f'href="{listed}"' in page
        rows = client.get(f"/api/v1/datasets/wells-members/records/?beside={household.pk}").json()["results"]
        assert sorted(row["values"]["age"] for row in rows) == [7, 41]
        assert client.get(listed).status_code == 200

    def test_a_row_of_a_repetition_leads_to_what_it_belongs_to(self, client, household, pm):
        member = Record.objects.filter(dataset="wells-members").first()
        client.force_login(pm)

        page = client.get(f"/datasets/records/{member.pk}/").content.decode()

        assert f'href="/datasets/records/{household.pk}/"' in page

    def test_who_may_not_see_the_entry_is_not_led_to_it(self, client, household, colleague):
        client.force_login(colleague)

        page = client.get(f"/datasets/records/{household.pk}/")

        assert page.status_code == 200
        assert not re.search(r"/datasets/entries/\d", page.content.decode())

    def test_nothing_of_another_province_is_found_beside_a_record(self, client, household):
        officer = where.user("province")
        where.membership(officer, "province", area=where.area("50"))
        client.force_login(officer)

        page = client.get(f"/api/v1/datasets/wells-members/records/?beside={household.pk}")

        assert page.json()["results"] == []

    def test_headings_of_numbers_have_their_unit_once(self, client, pm, form, worker):
        entry = make.entry(worker, form, values={"wells": 3})
        reviews.verify(by=pm, entry=entry, version=1)
        form.dataset.fields.filter(name="wells").update(label_th="ความลึก", unit_th="เมตร")
        client.force_login(pm)
        assert "ความลึก (เมตร)" in client.get("/datasets/wells/records/").content.decode()

        form.dataset.fields.filter(name="wells").update(label_th="ความลึก (เมตร)")

        page = client.get("/datasets/wells/records/").content.decode()
        assert "ความลึก (เมตร)" in page
        assert "(เมตร) (เมตร)" not in page


def test_what_waits_is_counted_for_who_answers_for_the_tambon(form, worker, pm, staff):
    entries = [make.entry(worker, form) for _each in range(3)]
    reviews.verify(by=pm, entry=entries[0], version=1)

    assert navigation.waiting_for(pm)["entry-list"] == 2
    assert navigation.waiting_for(staff)["entry-list"] == 0  # who has a page of work with the count
    assert navigation.waiting_for(worker)["entry-list"] == 0
