"""Searchable fields: marked by a steward, indexed by a job, asked by the list and the API, gone when unmarked."""

import pytest
from django.db import connection

from datasets.models import Dataset, DatasetField, Record
from datasets.selectors import searching
from datasets.selectors.field_rules import MOST_SEARCHABLE, DefinitionInputError
from datasets.selectors.records import live_records
from datasets.services import catalogue, definitions
from tambon.models import Area
from tambon.system import system_user
from tests.datasets.conftest import row, store
from tests.factories import tambon as places
from u2t.core import clock, jobs
from u2t.core.models import Job, JobState

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]
KIND = "datasets.index_fields"


def mark(by, name, *, is_searchable=True, dataset="tpmap-tambon"):
    field = DatasetField.objects.get(dataset=dataset, name=name)
    version = Dataset.objects.get(pk=dataset).version
    return catalogue.amend_field(by=by, field=field, version=version, facts={"is_searchable": is_searchable})


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'record_field_%'")
        return {name for (name,) in cursor.fetchall()}


def test_a_steward_marks_a_field_and_a_job_is_queued(tpmap, steward):
    version = tpmap.version
    field = mark(steward, "total_population")

    job = Job.objects.get(kind=KIND)
    assert field.is_searchable
    assert job.arguments == {"dataset": "tpmap-tambon"}
    assert Dataset.objects.get(pk=tpmap.pk).version == version  # what its values mean is the same


def test_nobody_is_found_by_what_is_personal_and_not_by_place(tpmap, steward):
    tpmap.fields.filter(name="poverty_rate_health").update(is_personal=True)

    for name in ("poverty_rate_health", "tumbol_ID"):
        with pytest.raises(DefinitionInputError) as told:
            mark(steward, name)
        assert told.value.extra == {"field": "is_searchable"}


def test_a_ninth_field_is_refused(tpmap, steward):
    names = tpmap.fields.filter(role="value", kind__in=["percent", "whole", "derived"]).values_list("name", flat=True)
    tpmap.fields.filter(name__in=names[:MOST_SEARCHABLE]).update(is_searchable=True)

    with pytest.raises(DefinitionInputError, match="8"):
        mark(steward, names[MOST_SEARCHABLE])


@pytest.fixture
def records(tpmap, steward):
    people = {"630111": 200, "500101": 1000}
    store(steward, tpmap, [row(population=200), row(code="500101", name="ศรีภูมิ", population=1000)])
    tpmap.fields.filter(name="total_population").update(is_searchable=True)
    return people


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("value=200", {"630111"}),
        ("least=200", {"630111", "500101"}),
        ("least=201", {"500101"}),
        ("most=999.5", {"630111"}),
        ("least=300&most=900", set()),
        ("least=1,000", {"500101"}),
    ],
)
def test_records_are_found_by_value_and_range_on_the_page_and_in_the_api(client, steward, records, query, shown):
    client.force_login(steward)
    page = client.get(f"/datasets/tpmap-tambon/records/?field=total_population&{query}")
    answer = client.get(f"/api/v1/datasets/tpmap-tambon/records/?field=total_population&{query}").json()

    assert {code for code in records if code in page.content.decode()} == shown
    assert {one["place"] for one in answer["results"]} == shown


def test_records_come_in_the_order_of_a_value_page_by_page(client, steward, records, tpmap):
    Record.objects.bulk_create(
        Record(
            dataset=tpmap, place_id="630111", period="2565", key=f"{n}", values={"total_population": n % 3},
            changed_at=clock.now(),
        )
        for n in range(7)
    )  # fmt: skip
    client.force_login(steward)
    address = "/api/v1/datasets/tpmap-tambon/records/?field=total_population&least=0&order=-value&page_size=2"
    found = []
    while address:
        answer = client.get(address).json()
        found += [one["values"]["total_population"] for one in answer["results"]]
        address = answer["next"]

    assert found == [1000, 200, 2, 2, 1, 1, 0, 0, 0]
    page = client.get("/datasets/tpmap-tambon/records/?field=total_population&least=0&order=-value").context["page"]
    assert [row.values["total_population"] for row in page.rows] == found
    bad = client.get("/datasets/tpmap-tambon/records/?field=total_population&least=0&order=value&province=x")
    assert bad.status_code == 422


def test_who_sees_one_province_finds_only_there(client, officer, records):
    client.force_login(officer)

    answer = client.get("/api/v1/datasets/tpmap-tambon/records/?field=total_population&least=0").json()

    assert {one["place"] for one in answer["results"]} == {"630111"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("field=total_population&value=many", "value"),
        ("field=total_population&least=NaN", "least"),
        ("field=total_population", "value"),
        ("field=poverty_rate_health&value=1", "field"),
        ("value=1", "value"),
        ("order=value", "order"),
        ("field=total_population&value=" + "1" * 300, "value"),
        ("field=total_population&least=300&most=299", "most"),
    ],
)
def test_what_cannot_be_searched_is_told(client, steward, records, query, field):
    client.force_login(steward)

    answer = client.get(f"/api/v1/datasets/tpmap-tambon/records/?{query}")

    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert client.get(f"/datasets/tpmap-tambon/records/?{query}").status_code == 422


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [("2021-12-08", "2021-12-08", ["b"]), ("8/12/2564", "", ["b", "c"]), ("", "8 ธ.ค. 2564", ["a", "b"]),
     ("2564-12-09", "", ["c"])],
)  # fmt: skip
def test_a_day_is_found_as_people_write_it(tpmap, steward, least, most, shown):
    tpmap.fields.create(name="seen_on", label_th="วันที่", kind="date", position=99, is_searchable=True)
    places.tambon("630111") if not Area.objects.filter(code="630111").exists() else None
    for key, day in (("a", "2021-12-07"), ("b", "2021-12-08"), ("c", "2021-12-09")):
        Record.objects.create(
            dataset=tpmap, place_id="630111", period="2564", key=key, values={"seen_on": day}, changed_at=clock.now()
        )

    rows = searching.found(live_records(steward, tpmap.pk), "seen_on", equal="", least=least, most=most)

    assert [one.key for one in rows.order_by("key")] == shown
    with pytest.raises(searching.SearchError) as told:
        searching.found(live_records(steward, tpmap.pk), "seen_on", equal="30/2/2564", least="", most="")
    assert told.value.extra == {"field": "value"}


def test_text_is_found_whole_and_has_no_range(tpmap, steward):
    field = tpmap.fields.create(name="note", label_th="หมายเหตุ", kind="text", position=99, is_searchable=True)
    places.tambon("630111") if not Area.objects.filter(code="630111").exists() else None
    for key, note in (("a", "ริมน้ำ"), ("b", "ริมน้ำ " + "ก" * 5000), ("c", 7)):
        Record.objects.create(
            dataset=tpmap, place_id="630111", period="2565", key=key, values={"note": note}, changed_at=clock.now()
        )
    rows = live_records(steward, tpmap.pk)

    assert [one.key for one in searching.found(rows, "note", equal="ริมน้ำ", least="", most="")] == ["a"]
    with pytest.raises(searching.SearchError):
        searching.found(rows, field.name, equal="", least="ก", most="")


@pytest.mark.django_db(transaction=True)
def test_the_job_makes_the_index_that_the_search_uses_and_drops_it_when_unmarked():
    by = system_user()
    dataset = _of_many_records(by)
    field = dataset.fields.get(name="people")
    mark(by, "people", dataset=dataset.pk)
    _work()
    name = f"record_field_{field.pk}_number"
    assert indexes() == {name}

    rows = searching.found(live_records(by, dataset.pk), "people", equal="", least="10", most="12")
    assert name in rows.order_by("pk").values("pk").explain()
    assert rows.count() == 3

    mark(by, "people", is_searchable=False, dataset=dataset.pk)
    _work()
    assert indexes() == set()


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_never_finished_is_made_anew_and_odd_values_keep_none_out():
    by = system_user()
    dataset = _of_many_records(by)
    Record.objects.filter(key="5").update(values={"people": "many", "note": "ก" * 9000})
    field = mark(by, "people", dataset=dataset.pk)
    mark(by, "note", dataset=dataset.pk)
    _work()
    name = f"record_field_{field.pk}_number"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name])
    jobs.start(KIND, by=by, dataset=dataset.pk)
    _work()

    assert Job.objects.order_by("created_at").last().result == {"made": 1, "dropped": 1}
    assert len(indexes()) == 2
    for each in dataset.fields.filter(is_searchable=True):
        mark(by, each.name, is_searchable=False, dataset=dataset.pk)
    _work()
    assert indexes() == set()


def _of_many_records(by):
    definitions.sync(by=by)
    Area.objects.get_or_create(
        code="TH", defaults={"level": "nation", "name_th": "TH", "sort_key": "", "search_key": ""}
    )
    Area.objects.get_or_create(
        code="630111",
        defaults={"level": "tambon", "name_th": "แม่ท้อ", "sort_key": "", "search_key": "", "parent_id": "TH"},
    )
    facts = {"name_th": "บ่อน้ำ", "owner_th": "อว.", "place_level": "tambon"}
    dataset = catalogue.create(by=by, code="many", facts=facts)
    for name, kind in (("people", "whole"), ("note", "text")):
        version = Dataset.objects.get(pk="many").version
        given = {"name": name, "kind": kind, "role": "value", "label_th": name, "label_en": name}
        catalogue.add_field(by=by, dataset=dataset, version=version, facts=given)
    Record.objects.bulk_create(
        Record(
            dataset=dataset, place_id="630111", period="2565", key=f"{n}", values={"people": n}, changed_at=clock.now()
        )
        for n in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE datasets_record")
    return dataset


def _work():
    for key in Job.objects.filter(kind=KIND, state=JobState.QUEUED).order_by("created_at").values_list("pk", flat=True):
        jobs.run(key)
        assert Job.objects.get(pk=key).state == JobState.DONE, Job.objects.get(pk=key).error


@pytest.mark.integration
def test_the_page_offers_the_searchable_fields_by_name_and_nothing_where_there_is_none(client, steward, records, tpmap):
    client.force_login(steward)
    page = client.get("/datasets/tpmap-tambon/records/").content.decode()
    labels = dict(tpmap.fields.filter(is_searchable=True).values_list("name", "label_th"))
    assert labels
    for name, label in labels.items():
        assert f'<option value="{name}">{label}</option>' in page
    assert 'name="least"' in page

    tpmap.fields.update(is_searchable=False)
    page = client.get("/datasets/tpmap-tambon/records/").content.decode()
    assert not [name for name in ("field", "value", "least", "most", "order") if f'name="{name}"' in page]
    assert client.get("/datasets/tpmap-tambon/records/?field=total_population&value=1").status_code == 422
