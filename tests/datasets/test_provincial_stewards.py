"""The data steward of one province brings data in, corrects and undoes there, and nowhere else."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from datasets.models import Record
from datasets.services import corrections, runs
from tests.datasets.conftest import check, row, said, store, text_of
from tests.factories import tambon as make
from u2t.core.importing.issues import message_of
from u2t.core.models import ImportRun

pytestmark = pytest.mark.django_db

MIXED = [row(), row("500101", "ศรีภูมิ"), row("630201", "ตากออก")]


def _steward(name, *provinces):
    person = make.user(name)
    for province in provinces:
        make.membership(person, "steward", area=make.area(province))
    return person


@pytest.fixture
def of_tak(nation):
    return _steward("steward-63", "63")


@pytest.fixture
def of_chiang_mai(nation):
    return _steward("steward-50", "50")


def test_rows_outside_the_area_are_refused_by_line_with_the_reason(of_tak, tpmap):
    run = check(of_tak, tpmap, MIXED)

    (issue,) = run.issues.filter(severity="error")
    assert (issue.line, issue.column, issue.value, issue.code) == (3, "tumbol_ID", "500101", "place_outside")
    assert "500101 (เชียงใหม่)" in message_of(issue.code, issue.values)
    assert "ตาก" in message_of(issue.code, issue.values)
    assert (run.areas, run.state, run.skipped_count) == (["63"], "checked", 1)


def test_what_lies_inside_is_stored_and_undone(of_tak, tpmap):
    run = store(of_tak, tpmap, MIXED, skip_refused=True)
    assert set(Record.objects.values_list("place_id", flat=True)) == {"630111", "630201"}

    runs.undo(by=of_tak, run=run, reason="ผิดปี")

    assert not Record.objects.filter(is_live=True).exists()


def test_a_local_unit_that_is_not_known_yet_is_refused_outside_and_kept_inside(of_tak, tpmap):
    run = check(of_tak, tpmap, [row("630150", "เทศบาลเมืองตาก"), row("500150", "เทศบาลนครเชียงใหม่")])

    assert [(line, code) for line, _column, code in said(run)] == [(2, "taken_for_municipality"), (3, "place_outside")]


def test_a_steward_of_two_provinces_brings_both(nation, tpmap):
    run = check(_steward("steward-two", "63", "50"), tpmap, MIXED)

    assert (run.areas, run.skipped_count) == (["50", "63"], 0)


def test_a_steward_of_the_nation_is_held_by_no_area(steward, tpmap):
    assert check(steward, tpmap, MIXED).areas == []


def test_an_import_of_the_nation_cannot_be_undone_or_stored_by_a_province(steward, of_tak, tpmap):
    stored, checked = store(steward, tpmap, [row()]), check(steward, tpmap, [row(population=100)])

    for act in (
        lambda: runs.undo(by=of_tak, run=stored),
        lambda: runs.store(by=of_tak, run=checked),
        lambda: runs.give_up(by=of_tak, run=checked),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_corrections_stay_in_the_province(of_tak, of_chiang_mai, steward, tpmap):
    store(steward, tpmap, MIXED)
    here = Record.objects.get(place="630111")
    given = {"record": here, "field": "total_population", "reason": "นับใหม่", "version": here.version}

    with pytest.raises(PermissionDenied):
        corrections.propose(by=of_chiang_mai, new="300", **given)
    correction = corrections.propose(by=of_tak, new="300", **given)
    with pytest.raises(PermissionDenied):
        corrections.agree(by=of_chiang_mai, correction=correction)
    corrections.agree(by=steward, correction=correction)

    here.refresh_from_db()
    assert here.values["total_population"] == 300


def _bring(client, person, content=MIXED):
    client.force_login(person)
    file = io.BytesIO(text_of(content))
    file.name = "ตาก.csv"
    return client.post(reverse("import-create", args=["tpmap-tambon"]), {"file": file, "period": "2565"})


@pytest.mark.integration
def test_the_run_is_seen_by_its_province_and_the_nation_alone(
    client, of_tak, of_chiang_mai, steward, auditor, officer, tpmap
):
    assert _bring(client, of_tak).status_code == 302
    run = ImportRun.objects.get()
    colleague = _steward("colleague-63", "63")
    pages = [
        (name, reverse(name, args=[run.pk]))
        for name in ("import-detail", "import-undo", "api-import-detail", "api-import-undo-effect")
    ] + [("api-import-issue-list", reverse("api-import-issue-list", args=[run.pk]))]

    for person, status in ((of_tak, 200), (colleague, 200), (steward, 200), (of_chiang_mai, 404), (officer, 404)):
        client.force_login(person)
        assert {name: client.get(url).status_code for name, url in pages} == dict.fromkeys(dict(pages), status), person
    client.force_login(of_chiang_mai)
    for action in ("store", "give-up", "undo", "annotate"):
        assert client.post(reverse(f"import-{action}", args=[run.pk])).status_code == 404
    assert client.get(reverse("api-import-list")).json()["results"] == []
    assert "ตาก.csv" not in client.get(reverse("import-list")).content.decode()


@pytest.mark.integration
def test_store_and_undo_by_page(client, of_tak, tpmap):
    _bring(client, of_tak)
    run = ImportRun.objects.get()
    page = client.get(reverse("import-detail", args=[run.pk])).content.decode()
    assert "500101 (เชียงใหม่)" in page

    client.post(reverse("import-store", args=[run.pk]), {"skip_refused": "1"})
    run.refresh_from_db()
    assert (run.state, run.created_count) == ("stored", 2)
    client.post(reverse("import-undo", args=[run.pk]), {"reason": "ผิดปี"})
    run.refresh_from_db()
    assert run.state == "undone"


@pytest.mark.integration
def test_by_api(client, of_tak, of_chiang_mai, tpmap):
    client.force_login(of_tak)
    file = io.BytesIO(text_of(MIXED))
    file.name = "a.csv"
    answer = client.post("/api/v1/imports/", {"dataset": "tpmap-tambon", "period": "2565", "file": file})

    assert (answer.status_code, answer.json()["areas"], answer.json()["skipped"]) == (201, ["63"], 1)
    (issue,) = client.get(f"/api/v1/imports/{answer.json()['id']}/issues/?severity=error").json()["results"]
    assert (issue["line"], issue["code"]) == (3, "place_outside")
    client.force_login(of_chiang_mai)
    assert client.post(f"/api/v1/imports/{answer.json()['id']}/store/").status_code == 404
