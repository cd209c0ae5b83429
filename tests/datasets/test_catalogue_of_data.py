"""What the catalogue says of a data set, how good it is, how far it reaches, where it comes from; as files of places."""

import json
from datetime import timedelta
from shutil import copyfile

import pytest

from datasets.models import Dataset, Record
from datasets.selectors.quality import coverage_of, lineage_of, quality_of, told_of
from datasets.services import doubts
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, downloads, files, jobs
from u2t.core.errors import InputError
from u2t.core.models import Job

pytestmark = pytest.mark.usefixtures("private")


@pytest.fixture
def wells(nation):
    tambon.area("630111")
    return make.form().dataset


def record(dataset, number, *, place="630111", at=None, **values):
    given = {"wells": 3, "water": "yes", "spot": "16.88, 99.12"} | values
    return Record.objects.create(
        dataset=dataset, place_id=place, period="2565", key=str(number), values=given, changed_at=at or clock.now()
    )


def file_of(media, by):
    asked = downloads.ask(name="datasets.records", media=media, query="", arguments={"dataset": "wells"}, by=by)
    jobs.run(asked.pk)
    done = Job.objects.select_related("file").get(pk=asked.pk)
    assert done.file is not None, done.error
    return files.path_of(done.file), done


def test_fourteen_statements_are_made_and_those_not_made_yet_are_told(client, wells, steward):
    wells.contact_email, wells.keywords, wells.purpose_th = "data@example.org", "น้ำ, บ่อ", "วางแผนน้ำ"
    wells.update_unit, wells.update_every = "month", 2
    wells.save()
    record(wells, 1)

    told = told_of(wells, coverage_of(steward, wells))

    assert len(told) == 14
    said = {str(each.label): each.value for each in told}
    assert said["ความถี่ของการปรับปรุงข้อมูล"] == "2 × เดือน"
    assert said["ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่"] == "ตาก"
    assert [str(each.label) for each in told if each.is_missing] == ["ชื่อผู้ติดต่อ", "รายละเอียด", "แหล่งข้อมูล", "สัญญาอนุญาต"]
    client.force_login(steward)
    page = client.get("/datasets/wells/").content.decode()
    assert "วางแผนน้ำ" in page
    assert "ยังไม่ระบุ" in page


def test_a_steward_says_what_is_missing_as_a_version_of_the_definition(client, wells, steward):
    client.force_login(steward)
    page = client.get("/datasets/wells/amend/")
    given = {name: value for name, value in page.context["form"].initial.items() if value is not None}

    answer = client.post(
        "/datasets/wells/amend/",
        given | {"seen": wells.version, "contact_email": "no mail", "contact_name": "กองข้อมูล", "note": "ครบถ้วน"},
    )
    assert answer.status_code == 422
    assert "contact_email" in answer.context["form"].errors
    answer = client.post(
        "/datasets/wells/amend/",
        given | {"seen": wells.version, "contact_email": "data@example.org", "contact_name": "กองข้อมูล", "note": "ครบ"},
    )

    assert answer.status_code == 302
    after = Dataset.objects.get(pk="wells")
    assert (after.contact_name, after.version) == ("กองข้อมูล", wells.version + 1)


def test_quality_says_how_complete_valid_and_fresh_the_records_are(wells, steward):
    asked = wells.fields.filter(role="value", is_retired=False).exclude(name="start").count()
    wells.fields.filter(name="wells").update(maximum=10)
    wells.update_unit = "month"
    wells.save()
    assert quality_of(wells) is None
    old = clock.now() - timedelta(days=40)
    for number in range(4):
        record(wells, number, at=old, wells=12 if number == 0 else 2, water=None)

    doubts.find(by=steward, dataset=wells)

    found = quality_of(Dataset.objects.get(pk="wells"))
    assert (found.records, found.complete, found.valid) == (4, round(100 * 2 / asked), 75)
    assert (found.days, found.is_late) == (40, True)


def test_what_devices_fill_in_is_not_missing_where_a_file_brought_the_records(wells, steward):
    asked = {"wells": 2, "water": "yes", "head": "นายหนึ่ง", "crops": ["rice"], "photo": "a.jpg", "spot": "16.88, 99.12"}
    make.form(make.survey("2565020202").replace(",start,start,", ",today,day,,,,,\n,start,start,"))
    assert set(asked) == set(wells.fields.filter(is_asked=True).values_list("name", flat=True)) - {"start", "day"}
    record(wells, 1, **asked)
    members = wells.children.get()
    record(members, 1, age=4)
    record(members, 2, age=None)

    doubts.find(by=steward, dataset=wells)
    doubts.find(by=steward, dataset=members)

    assert quality_of(Dataset.objects.get(pk="wells")).complete == 100
    assert quality_of(Dataset.objects.get(pk=members.pk)).complete == 50


def test_coverage_tells_each_only_of_what_they_may_see(wells, steward, pm):
    tambon.area("630112")
    for number, place in enumerate(("630111", "630111", "500101")):
        record(wells, number, place=tambon.area(place).pk)

    live = {each.province.pk: (each.tambons, each.of, each.records) for each in coverage_of(steward, wells)}
    assert live["63"][0] == 1
    assert live["63"][1] >= 2
    assert live["63"][2] == 2
    assert set(live) == {"50", "63"}
    assert {each.province.pk for each in coverage_of(pm, wells)} == {"63"}
    doubts.find(by=steward, dataset=wells)
    measured = coverage_of(steward, Dataset.objects.get(pk="wells"))
    assert {each.province.pk: (each.tambons, each.of, each.records) for each in measured} == live


def test_lineage_names_forms_rounds_and_what_is_counted(wells, steward):
    make.collecting("630111")

    found = lineage_of(steward, wells)

    assert [form.number for form in found.forms] == [1]
    assert [opened.period for opened in found.rounds] == ["2565"]
    assert (found.stored, found.undone) == (0, 0)


def test_a_look_at_the_records_shows_ones_own_and_nothing_personal(client, wells, pm):
    record(wells, 1, head="นายสมมุติ")
    record(wells, 2, place=tambon.area("500101").pk, wells=987)
    client.force_login(pm)

    page = client.get("/datasets/wells/").content.decode()

    assert "/datasets/records/" in page
    assert "นายสมมุติ" not in page
    assert "987" not in page


def test_geojson_has_the_position_of_each_record_and_else_that_of_its_place(wells, steward):
    here = record(wells, 1, head="นายสมมุติ", crops=["rice", "cane"])
    record(wells, 2, spot=None)
    record(wells, 3, spot="somewhere")
    place = tambon.area("630111")
    type(place).objects.filter(pk=place.pk).update(latitude="16.900000", longitude="99.100000")

    path, done = file_of("geojson", steward)

    read = json.loads(path.read_text(encoding="utf-8"))
    first, second, third = read["features"]
    assert done.result["rows"] == 3
    assert first["geometry"] == {"type": "Point", "coordinates": [99.12, 16.88]}
    assert first["properties"]["wells"] == 3
    assert first["properties"]["crops"] == ["rice", "cane"]
    assert first["properties"]["position_of"] == "record"
    assert second["geometry"]["coordinates"] == [99.1, 16.9]
    assert {second["properties"]["position_of"], third["properties"]["position_of"]} == {"place"}
    assert "นายสมมุติ" not in path.read_text(encoding="utf-8")
    assert str(here.place_id) in path.read_text(encoding="utf-8")


def test_geopackage_holds_the_same_rows_as_points_also_of_nothing(tmp_path, wells, steward):
    import pyogrio

    def read(path):
        named = tmp_path / f"{path.name}.gpkg"
        copyfile(path, named)
        return pyogrio.read_dataframe(named)

    path, _done = file_of("gpkg", steward)
    assert len(read(path)) == 0
    record(wells, 1, wells=4)
    record(wells, 2, spot=None, wells=None)

    path, done = file_of("gpkg", steward)

    frame = read(path)
    assert done.result["rows"] == 2
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y) == (99.12, 16.88)
    assert frame["wells"].iloc[0] == 4
    assert frame["wells"].isna().iloc[1]
    assert frame.crs.to_epsg() == 4326


def test_other_lists_are_written_as_tables_alone(client, nation, steward):
    with pytest.raises(InputError):
        downloads.ask(name="datasets.catalogue", media="geojson", query="", arguments={}, by=steward)
    client.force_login(steward)
    given = {"list": "datasets.catalogue", "media": "exe"}
    assert client.post("/exports/", given).status_code in {404, 422}
