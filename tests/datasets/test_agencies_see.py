"""At an agency: the records of the area it serves that are about no person, and what its people collected."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from datasets.choices import Hold
from datasets.models import Dataset, Entry, EntryRevision, Layer, Record
from datasets.permissions import Can
from datasets.services import reviews
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(nation):
    return tambon.agency("land-63", area=tambon.area("63"))


@pytest.fixture
def clerk(land):
    found = tambon.user("clerk")
    tambon.membership(found, "agency", agency=land)
    return found


@pytest.fixture
def manager(land):
    """A digital data manager placed there."""
    found = tambon.user("manager")
    tambon.membership(found, "digital", agency=land)
    return found


@pytest.fixture
def wells(nation, worker, pm):
    """A record of a tambon of the province, collected and verified, with its repetition."""
    form = make.form()
    make.collecting("630111")
    entry = make.entry(worker, form, repeats={"/members": [{"age": 40}]})
    reviews.verify(by=pm, entry=entry, version=entry.version)
    return form.dataset


def seen(user):
    return Record.objects.visible_to(user, to=Can.VIEW_RECORD).count()


def classed(dataset, data_class):
    Dataset.objects.filter(pk=dataset.pk).update(data_class=data_class)


@pytest.mark.parametrize(("data_class", "found"), [("public", 2), ("internal", 2), ("personal", 0), ("restricted", 0)])
def test_an_agency_sees_the_records_of_its_area_that_are_about_no_person(
    wells, clerk, manager, worker, data_class, found
):
    classed(wells, data_class)

    assert [seen(user) for user in (clerk, manager)] == [found, found]
    assert Layer.objects.visible_to(clerk, to=Can.VIEW_RECORD).count() == found
    assert seen(worker) == (0 if data_class == "restricted" else 2)


def test_an_agency_of_another_province_or_amphoe_sees_none_of_them(wells):
    for code, area in (("land-50", "50"), ("community-6301", "6301"), ("community-6302", "6302")):
        tambon.area(area[:2])
        there = tambon.user(code)
        tambon.membership(there, "agency", agency=tambon.agency(code, area=tambon.area(area)))
        assert seen(there) == (2 if area == "6301" else 0)


def test_who_was_at_an_agency_sees_no_more(wells, land):
    former = tambon.user("former")
    today = clock.today()
    during = DateRange(today - timedelta(days=30), today)
    tambon.membership(former, "agency", agency=land, during=during)

    assert seen(former) == 0


def test_an_agency_sees_what_its_people_collected_while_they_were_there(wells, land, clerk, manager, worker):
    form = wells.forms.get()
    classed(wells, "personal")  # also of persons: it is the work that the agency certifies
    entry = make.entry(manager, form, values={"wells": 1})

    assert set(Entry.objects.visible_to(clerk, to=Can.VIEW_ENTRY)) == {entry}
    assert EntryRevision.objects.visible_to(clerk, to=Can.VIEW_ENTRY).get().entry == entry
    assert not Entry.objects.visible_to(clerk, to=Can.REVIEW_ENTRY).exists()

    classed(wells, "restricted")
    assert not Entry.objects.visible_to(clerk, to=Can.VIEW_ENTRY).exists()
    assert Entry.objects.visible_to(manager, to=Can.VIEW_ENTRY).exists()

    classed(wells, "internal")
    tomorrow = clock.today() + timedelta(days=1)
    manager.memberships.update(during=DateRange(tomorrow, None))
    assert not Entry.objects.visible_to(clerk, to=Can.VIEW_ENTRY).exists()


def test_what_names_no_place_is_reviewed_in_the_tambon_where_its_collector_works_too(wells, manager, pm):
    tambon.membership(manager, "worker", area=tambon.area("630111"))

    entry = make.entry(manager, wells.forms.get(), values={"tambon": "999999", "wells": 3})

    assert (entry.held, entry.area_id) == ([Hold.NO_PLACE], "630111")
    assert pm.has_perm(Can.REVIEW_ENTRY, entry)


def test_an_agency_elsewhere_sees_nothing_of_what_they_collected(wells, manager):
    there = tambon.user("there")
    tambon.area("50")
    tambon.membership(there, "agency", agency=tambon.agency("land-50", area=tambon.area("50")))
    make.entry(manager, wells.forms.get(), values={"wells": 1})

    assert not Entry.objects.visible_to(there, to=Can.VIEW_ENTRY).exists()


@pytest.mark.integration
def test_the_pages_of_an_agency_show_them(client, wells, clerk, manager):
    record = Record.objects.get(dataset=wells)
    entry = make.entry(manager, wells.forms.get(), values={"wells": 1, "head": "สมมุติ ก้อนคำ"})
    client.force_login(clerk)

    assert client.get(f"/datasets/records/{record.pk}/").status_code == 200
    assert [row["id"] for row in client.get("/api/v1/datasets/wells/records/").json()["results"]] == [record.pk]
    assert [row["id"] for row in client.get("/api/v1/entries/").json()["results"]] == [entry.pk]
    page = client.get(f"/datasets/entries/{entry.pk}/")
    assert page.status_code == 200
    assert "ก้อนคำ" not in page.content.decode()
    classed(wells, "personal")
    assert client.get(f"/datasets/records/{record.pk}/").status_code == 404
