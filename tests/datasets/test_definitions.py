"""Data sets defined by people: every change a version, and never one that gives stored values another meaning."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dashboards.services import indicators
from datasets.models import Dataset, DatasetField, Record
from datasets.selectors import meaning
from datasets.selectors.field_rules import DefinitionError, DefinitionInputError
from datasets.services import annotations, catalogue, corrections, definitions
from datasets.views.records import RECORDS
from tambon.system import system_user
from tests.datasets.conftest import check, row, said, store
from tests.factories import tambon as make
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db

FACTS = {"name_th": "บ่อน้ำ", "owner_th": "กรมทดลอง", "place_level": "tambon"}
WELLS = {"name": "wells", "kind": "whole", "role": "value", "label_th": "จำนวนบ่อ", "minimum": Decimal(0)}


@pytest.fixture
def wells(steward):
    """A data set that a steward defined, with one field."""
    made = catalogue.create(by=steward, code="wells", facts=FACTS)
    catalogue.add_field(by=steward, dataset=made, version=made.version, facts=WELLS)
    return Dataset.objects.get(pk="wells")


def amend(by, dataset, name="wells", **facts):
    field = DatasetField.objects.select_related("dataset").get(dataset=dataset, name=name)
    field.dataset.refresh_from_db()
    return catalogue.amend_field(by=by, field=field, version=field.dataset.version, facts=facts)


def well(code="630111", number=3):
    return {"tambon_code": code, "จำนวนบ่อ": number}


def test_a_data_set_that_people_defined_takes_files(steward, wells):
    run = store(steward, wells, [well(), well("630101", 4)])

    assert (run.created_count, said(run)) == (2, [])
    assert run.columns["definition"] == 2
    assert [version.number for version in wells.versions.order_by("number")] == [1, 2]
    assert [field.role for field in wells.fields.all()][:2] == ["place", "place-name"]


@pytest.mark.parametrize("role", ["ministry", "auditor", "officer", "staff", "applicant"])
def test_who_may_not_define(request, role, nation):
    with pytest.raises(PermissionDenied):
        catalogue.create(by=request.getfixturevalue(role), code="x", facts=FACTS)


def test_the_steward_of_a_province_defines_nothing(nation, wells):
    person = make.user("steward-63")
    make.membership(person, "steward", area=make.area("63"))

    with pytest.raises(PermissionDenied):
        catalogue.create(by=person, code="x", facts=FACTS)
    with pytest.raises(PermissionDenied):
        amend(person, wells, label_th="อื่น")


@pytest.mark.parametrize("code", ["new", "imports", "wells"])
def test_a_code_that_is_taken(steward, wells, code):
    with pytest.raises(DefinitionInputError):
        catalogue.create(by=steward, code=code, facts=FACTS)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "decimal"},
        {"unit_th": "หลัง"},
        {"unit_en": "houses"},
        {"role": "ignored"},
        {"kind": "text", "minimum": None},
    ],
)
def test_the_meaning_of_a_field_changes_only_while_nothing_is_stored(steward, wells, changed):
    amend(steward, wells, **changed)
    for name in changed:
        amend(steward, wells, **{name: {"kind": "whole", "role": "value", "minimum": Decimal(0)}.get(name, "")})
    store(steward, wells, [well()])

    with pytest.raises(DefinitionError, match="1"):
        amend(steward, wells, **changed)


def test_words_headings_and_limits_change_with_values_stored(steward, wells):
    store(steward, wells, [well()])

    amend(steward, wells, label_th="บ่อบาดาล", aliases=["บ่อ"], maximum=Decimal(10))

    run = check(steward, wells, [{"tambon_code": "630101", "บ่อ": 11}])
    assert said(run) == [(2, "บ่อ", "number_above")]
    event = AuditEvent.objects.get(action="dataset.field_amended")
    assert event.changes["label_th"] == ["จำนวนบ่อ", "บ่อบาดาล"]


def test_limits_that_stored_values_do_not_keep_are_refused(steward, wells):
    store(steward, wells, [well(), well("630101", 9)])

    with pytest.raises(DefinitionError, match="1"):
        amend(steward, wells, maximum=Decimal(5))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "1st"}, "name"),
        ({"name": "wells"}, "name"),
        ({"role": "place"}, "role"),
        ({"aliases": ["จำนวนบ่อ (คน)"]}, "aliases"),
        ({"minimum": Decimal(5), "maximum": Decimal(1)}, "maximum"),
        ({"kind": "text"}, "minimum"),
        ({"formula": "rate(a, b)"}, "formula"),
        ({"kind": "derived", "formula": "rate(wells, wells)"}, "formula"),
        ({"kind": "magic"}, "kind"),
        ({"label_th": ""}, "label_th"),
    ],
)
def test_a_field_that_is_none(steward, wells, changed, field):
    given = WELLS | {"name": "pumps", "label_th": "เครื่องสูบ"} | changed

    with pytest.raises(DefinitionInputError) as caught:
        catalogue.add_field(by=steward, dataset=wells, version=wells.version, facts=given)

    assert caught.value.extra["field"] == field


def test_a_part_of_the_key_cannot_come_after_records(steward, wells):
    store(steward, wells, [well()])

    with pytest.raises(DefinitionError):
        facts = {"name": "kind", "kind": "text", "role": "key", "label_th": "ชนิด"}
        catalogue.add_field(by=steward, dataset=wells, version=wells.version, facts=facts)
    with pytest.raises(DefinitionError):
        catalogue.amend(by=steward, dataset=wells, version=wells.version, facts={"place_level": "village"})


def test_a_change_from_an_older_version_is_stale(steward, wells):
    field = wells.fields.get(name="wells")

    with pytest.raises(StaleError):
        catalogue.amend_field(by=steward, field=field, version=1, facts={"label_th": "อื่น"})
    with pytest.raises(DefinitionInputError):
        amend(steward, wells, label_th="จำนวนบ่อ")


def test_a_retired_field_is_not_read_and_its_values_stay(steward, wells):
    run = store(steward, wells, [well()])
    record = run.layers.get().record
    field = wells.fields.get(name="wells")

    catalogue.retire_field(by=steward, field=field, version=wells.version, note="ไม่สำรวจแล้ว")

    assert said(check(steward, wells, [well(number=9)])) == [(1, "จำนวนบ่อ", "column_unknown")]
    record.refresh_from_db()
    assert record.values == {"wells": 3}
    wells.refresh_from_db()
    catalogue.restore_field(by=steward, field=field, version=wells.version)
    assert said(check(steward, wells, [well(number=9)])) == []


def test_what_others_need_is_not_retired(steward, tpmap):
    indicators.sync(by=system_user())
    for name in ("tumbol_ID", "poverty_rate_health", "total_population", "poor_health"):
        field = tpmap.fields.select_related("dataset").get(name=name)
        with pytest.raises(DefinitionError):
            catalogue.retire_field(by=steward, field=field, version=tpmap.version)


def test_what_people_amended_outlives_a_sync(steward, tpmap):
    store(steward, tpmap, [row()])
    amend(steward, tpmap, "total_population", label_th="ประชากรสำรวจ (แก้ไข)", maximum=Decimal(500_000))
    tpmap.refresh_from_db()
    catalogue.amend(by=steward, dataset=tpmap, version=tpmap.version, facts={"owner_th": "สศช."})
    tpmap.refresh_from_db()
    catalogue.add_field(by=steward, dataset=tpmap, version=tpmap.version, facts=WELLS)
    tpmap.refresh_from_db()
    version = tpmap.version

    definitions.sync(by=system_user())

    tpmap.refresh_from_db()
    field = tpmap.fields.get(name="total_population")
    assert (field.label_th, field.maximum, field.amended) == (
        "ประชากรสำรวจ (แก้ไข)", Decimal(500_000), ["label_th", "maximum"],
    )  # fmt: skip
    assert (tpmap.owner_th, tpmap.version, tpmap.fields.filter(name="wells").count()) == ("สศช.", version, 1)


def test_a_field_no_longer_shipped_is_kept_where_values_are(steward, tpmap, monkeypatch):
    store(steward, tpmap, [row(health=1)])
    shipped = definitions.DEFINITIONS[0]
    fewer = tuple(field for field in shipped.fields if field.name not in {"poverty_rate_health", "amphur_ID"})
    from dataclasses import replace

    monkeypatch.setattr(definitions, "DEFINITIONS", (replace(shipped, fields=fewer),))

    definitions.sync(by=system_user())

    assert not tpmap.fields.filter(name="amphur_ID").exists()
    assert tpmap.fields.get(name="poverty_rate_health").is_retired


def test_every_shipped_field_can_be_given_another_label(steward, catalogue_of_all):
    for field in DatasetField.objects.select_related("dataset"):
        amend(steward, field.dataset_id, field.name, label_en=f"{field.label_en or field.name} ({field.pk})")


@pytest.fixture
def catalogue_of_all(nation):
    definitions.sync(by=system_user())


def test_the_snapshot_names_every_field(wells):
    kept = meaning.snapshot(wells)

    assert [field["name"] for field in kept["fields"]][-1] == "wells"
    assert wells.versions.order_by("-number").first().definition == kept


@pytest.fixture
def owners(steward, wells):
    """The data set with a personal field, and a record that has it."""
    owner = {"name": "owner", "kind": "text", "role": "value", "label_th": "ชื่อเจ้าของ", "is_personal": True}
    catalogue.add_field(by=steward, dataset=wells, version=wells.version, facts=owner)
    store(steward, wells, [well() | {"ชื่อเจ้าของ": "นายสมมุติ"}])
    return Record.objects.select_related("dataset").get()


def test_what_is_personal_is_read_by_those_who_may_take_it_home(client, steward, officer, admin, owners):
    for person, sees in ((admin, True), (steward, False), (officer, False)):
        client.force_login(person)
        text = client.get(f"/datasets/records/{owners.pk}/").content.decode()
        assert ("นายสมมุติ" in text) is sees
        assert "ชื่อเจ้าของ" in text


def test_values_of_every_kind_are_shown(client, steward, wells):
    for name, kind in (("note", "text"), ("dug_on", "date"), ("depth", "decimal")):
        facts = {"name": name, "kind": kind, "role": "value", "label_th": name}
        catalogue.add_field(by=steward, dataset=wells, version=wells.version, facts=facts)
        wells.refresh_from_db()
    store(steward, wells, [well() | {"note": "ข้างวัด", "dug_on": "2564-11-20", "depth": "12.5"}])
    client.force_login(steward)

    text = client.get(f"/datasets/records/{Record.objects.get().pk}/").content.decode()

    assert all(shown in text for shown in ("ข้างวัด", "20 พ.ย. 2564", "12.50"))


def test_what_is_personal_is_in_no_list_download_or_correction(client, steward, admin, owners):
    client.force_login(admin)
    (found,) = client.get("/api/v1/datasets/wells/records/").json()["results"]

    assert found["values"] == {"wells": 3}
    assert "values__owner" not in {column.source for column in RECORDS.columns("wells")}
    with pytest.raises(corrections.ValueRefusedError):
        corrections.propose(
            by=steward, record=owners, field="owner", new="นางสมมุติ", reason="สะกดผิด", version=owners.version
        )


def test_a_personal_value_that_is_wrong_is_not_shown_with_what_is_wrong(steward, admin, ministry, owners):
    run = check(steward, owners.dataset, [well() | {"ชื่อเจ้าของ": "=นายสมมุติ" * 30}])

    assert [issue.value for issue in run.issues.all()] == ["…"]
    with pytest.raises(PermissionDenied):
        annotations.ask(by=ministry, run=run)
    assert annotations.ask(by=steward, run=run)
    assert annotations.ask(by=admin, run=run)


def test_a_correction_of_a_field_that_became_personal_is_hidden(client, steward, ministry, officer, wells):
    store(steward, wells, [well()])
    record = Record.objects.select_related("dataset").get()
    found = corrections.propose(by=officer, record=record, field="wells", new="777", reason="นับใหม่", version=1)
    client.force_login(ministry)
    addresses = ("/datasets/corrections/", f"/datasets/records/{record.pk}/", f"/api/v1/corrections/{found.pk}/")

    assert all("777" in client.get(address).content.decode() for address in addresses)
    assert "จำนวนบ่อ" in client.get(addresses[0]).content.decode()
    amend(steward, wells, is_personal=True)
    assert not any("777" in client.get(address).content.decode() for address in addresses)


@pytest.mark.integration
def test_by_pages(client, steward, nation):
    client.force_login(steward)
    assert reverse("dataset-create") in client.get("/datasets/").content.decode()
    new = FACTS | {"code": "ponds", "frequency": "year", "data_class": "internal", "needs_second_person": "on"}
    new |= {"data_kind": "record", "update_unit": "year", "update_every": 1}
    assert client.post("/datasets/new/", new | {"code": "new"}).status_code == 422
    assert client.post("/datasets/new/", new).status_code == 302

    asked = {
        "name": "ponds",
        "label_th": "จำนวนสระ",
        "kind": "whole",
        "role": "value",
        "seen": 1,
        "aliases": "สระ\nสระน้ำ",
    }
    assert client.get("/datasets/ponds/fields/").status_code == 200
    assert client.post("/datasets/ponds/fields/", asked | {"name": "1"}).status_code == 422
    assert client.post("/datasets/ponds/fields/", asked).status_code == 302
    assert DatasetField.objects.get(name="ponds").aliases == ["สระ", "สระน้ำ"]

    edit = "/datasets/ponds/fields/ponds/"
    assert "สระน้ำ" in client.get(edit).content.decode()
    changed = asked | {"label_th": "สระ (แห่ง)", "seen": 2, "note": "คำที่ใช้จริง"}
    del changed["name"]
    assert client.post(edit, changed).status_code == 302
    stale = client.post(edit, changed | {"label_th": "อื่น"})
    assert (stale.status_code, stale.context["form"]["seen"].value()) == (412, "3")
    assert all(said in stale.content.decode() for said in ("อื่น", "สระ (แห่ง)", "ข้อมูลในระบบขณะนี้"))
    assert client.post(f"{edit}retire/", {"version": 3}).status_code == 302
    assert DatasetField.objects.get(name="ponds").is_retired
    assert client.post(f"{edit}restore/", {"version": "4"}).status_code == 302
    about = {name: value for name, value in new.items() if name != "code"} | {"seen": 5, "owner_th": "กรมอื่น"}
    assert client.post("/datasets/ponds/amend/", about).status_code == 302
    shown = client.get("/datasets/ponds/versions/").content.decode()
    assert "คำที่ใช้จริง" in shown
    assert "กรมอื่น" in client.get("/datasets/ponds/").content.decode()


@pytest.mark.integration
def test_the_meaning_is_explained_on_the_page(client, steward, wells):
    store(steward, wells, [well()])
    client.force_login(steward)
    asked = {"label_th": "จำนวนบ่อ", "kind": "decimal", "role": "value", "minimum": "0", "seen": 2}

    answer = client.post("/datasets/wells/fields/wells/", asked)

    assert answer.status_code == 422
    assert "เพิ่มช่องข้อมูลใหม่" in answer.content.decode()


@pytest.mark.integration
def test_by_api(client, steward, officer, nation):
    client.force_login(steward)

    def send(method, path, **body):
        return getattr(client, method)(f"/api/v1/datasets/{path}", body, content_type="application/json")

    assert send("post", "", code="ponds", **FACTS).status_code == 201
    facts = {"name": "ponds", "kind": "whole", "role": "value", "label_th": "จำนวนสระ"}
    assert send("post", "ponds/fields/", version=1, **facts).status_code == 201
    assert send("patch", "ponds/fields/ponds/", version=1, label_th="สระ").status_code == 412
    assert send("patch", "ponds/fields/ponds/", label_th="สระ").status_code == 422
    changed = send("patch", "ponds/fields/ponds/", version=2, label_th="สระ").json()
    assert (changed["version"], changed["fields"][-1]["label_th"]) == (3, "สระ")
    assert send("post", "ponds/fields/ponds/retire/", version=3).json()["fields"][-1]["is_retired"]
    assert send("post", "ponds/fields/ponds/restore/", version=4).status_code == 200
    assert send("patch", "ponds/", version=5, owner_th="กรมอื่น").json()["owner_th"] == "กรมอื่น"
    assert [version["number"] for version in client.get("/api/v1/datasets/ponds/versions/").json()] == [
        6,
        5,
        4,
        3,
        2,
        1,
    ]
    client.force_login(officer)
    assert send("patch", "ponds/", version=6, owner_th="x").status_code == 403
    assert send("post", "", code="x", **FACTS).status_code == 403
