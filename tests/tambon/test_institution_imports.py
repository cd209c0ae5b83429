"""Networks, universities, their parts and leads by spreadsheet: checked, stored whole, undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import tambon.tasks  # noqa: F401 - registers the jobs
from tambon.choices import InstitutionList
from tambon.importing import sheets as intake
from tambon.importing.institutions import plan_of
from tambon.models import Network, NetworkTerm, ProvinceLead, Unit, University
from tambon.services import networks, sheets, universities
from tambon.services.institution_imports import INSTITUTIONS, Act
from tambon.services.sheets import Decision, SheetError
from tests.factories import tambon as make
from u2t.core import clock, jobs
from u2t.core.models import ImportRun, Job, JobState, Mark

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

NETWORKS = "รหัส,ชื่อ,มหาวิทยาลัยแม่ข่าย\nupper-north,เครือข่ายภาคเหนือตอนบน,\nlower-north,เครือข่ายภาคเหนือตอนล่าง,\n"
UNIVERSITIES = (
    "รหัส,ชื่อ,ชื่อภาษาอังกฤษ,ชื่อย่อ,ประเภท,เครือข่าย,ตั้งแต่วันที่,จังหวัด\n"
    "cmu,มหาวิทยาลัยเชียงใหม่,Chiang Mai University,มช.,มหาวิทยาลัยของรัฐ,เครือข่ายภาคเหนือตอนบน,1/1/2564,จ.เชียงใหม่\n"
    "kpru,มหาวิทยาลัยราชภัฏกำแพงเพชร,,มรภ.กพ.,rajabhat,lower-north,,63\n"
)
UNITS = "มหาวิทยาลัย,ประเภท,ชื่อ,จังหวัด\nมช.,คณะ,คณะวิทยาศาสตร์,\nkpru,campus,แม่สอด,ตาก\n"
LEADS = "จังหวัด,มหาวิทยาลัย,ตั้งแต่วันที่\nตาก,มหาวิทยาลัยราชภัฏกำแพงเพชร,2564-10-01\n50,cmu,2564-10-01\n"


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"


def planned(tmp_path, kind, text):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    return plan_of(path, kind=InstitutionList(kind))


def stored(tmp_path, kind, text, by, **decision):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    with path.open("rb") as stream:
        run = sheets.bring(sheet=INSTITUTIONS, about=kind, name="list.csv", stream=stream, by=by)
    plan = intake.plan(INSTITUTIONS, run)
    run = sheets.keep_check(sheet=INSTITUTIONS, run=run, plan=plan, by=by)
    return sheets.store(sheet=INSTITUTIONS, run=run, plan=plan, decision=Decision(**decision), by=by)


def undo(run, by):
    sheets.undo(sheet=INSTITUTIONS, run=run, reason="ผิด", by=by)


def state():
    return {model: list(model.objects.order_by("pk").values()) for model in INSTITUTIONS.models}


def test_a_country_without_universities_is_filled_and_emptied_again(tmp_path, ministry):
    texts = {"networks": NETWORKS, "universities": UNIVERSITIES, "units": UNITS, "leads": LEADS}
    brought = [stored(tmp_path, kind, text, ministry) for kind, text in texts.items()]

    assert [run.created_count for run in brought] == [2, 2, 2, 2]
    cmu = University.objects.get(pk="cmu")
    assert (cmu.name_en, cmu.kind, cmu.network_id, cmu.province_id) == (
        "Chiang Mai University", "state", "upper-north", "50"
    )  # fmt: skip
    assert cmu.network_terms.get().during.lower == date(2021, 1, 1)
    assert set(Unit.objects.values_list("university", "kind", "name_th", "province")) == {
        ("cmu", "faculty", "คณะวิทยาศาสตร์", None), ("kpru", "campus", "แม่สอด", "63")
    }  # fmt: skip
    assert set(ProvinceLead.objects.values_list("province", "university")) == {("63", "kpru"), ("50", "cmu")}
    for kind, text in texts.items():
        assert {row.act for row in planned(tmp_path, kind, text).rows} == {Act.SAME}, kind

    with pytest.raises(SheetError):
        undo(brought[1], ministry)  # its parts stand on it
    for run in reversed(brought):
        undo(run, ministry)
    assert not any(model.objects.exists() for model in (Network, University, Unit, ProvinceLead, NetworkTerm))


def test_a_change_is_put_back_exactly_and_nobody_elses_is_lost(tmp_path, ministry):
    stored(tmp_path, "networks", NETWORKS, ministry)
    stored(tmp_path, "universities", UNIVERSITIES, ministry)
    before = state()
    moved = "รหัส,ชื่อ,ประเภท,เครือข่าย,ตั้งแต่วันที่\ncmu,ม.เชียงใหม่,state,lower-north,2021-06-01\n"

    run = stored(tmp_path, "universities", moved, ministry)

    cmu = University.objects.get(pk="cmu")
    assert (run.changed_count, cmu.network_id, cmu.name_th, cmu.short_th) == (1, "lower-north", "ม.เชียงใหม่", "มช.")
    assert Mark.objects.filter(source="area:cmu").exists()
    seen = universities.Entry.of(cmu)
    universities.amend(university=cmu, entry=universities.Entry("ม.ช.", "state"), seen=seen, by=ministry)
    with pytest.raises(SheetError):
        undo(run, ministry)
    changed = universities.Entry("ม.ช.", "state")
    universities.amend(university=cmu, entry=seen, seen=changed, by=ministry)
    undo(run, ministry)
    assert state() == before


def test_what_a_later_list_also_says_is_not_taken_away_with_an_earlier_one(tmp_path, ministry):
    first = stored(tmp_path, "networks", NETWORKS, ministry)
    head, upper, _lower = NETWORKS.splitlines()
    later = stored(tmp_path, "networks", f"{head}\n{upper}\n", ministry)
    assert later.same_count == 1

    with pytest.raises(SheetError, match=r"list\.csv"):
        undo(first, ministry)
    assert Network.objects.count() == 2
    undo(later, ministry)
    undo(first, ministry)
    assert not Network.objects.exists()


def test_a_file_opens_a_closed_part_again_says_so_and_its_undo_closes_it(tmp_path, ministry):
    kpru = make.university("kpru")
    unit = make.unit(kpru, "คณะเดิม", ends_on=date(2020, 12, 31))
    text = "มหาวิทยาลัย,ประเภท,ชื่อ,ชื่อภาษาอังกฤษ\nkpru,คณะ,คณะเดิม,Former\n"
    assert [issue.code for issue in planned(tmp_path, "units", text).findings] == ["institution_closed"]

    run = stored(tmp_path, "units", text, ministry)
    unit.refresh_from_db()
    assert (unit.ends_on, unit.name_en, run.created_count) == (None, "Former", 1)
    undo(run, ministry)

    unit.refresh_from_db()
    assert (unit.ends_on, unit.name_en) == (date(2020, 12, 31), "")


def test_an_import_of_an_earlier_version_is_not_undone_but_answered(tmp_path, ministry):
    run = stored(tmp_path, "networks", NETWORKS, ministry)
    run.options.pop("kept")
    run.save()
    with pytest.raises(SheetError, match="ระบบรุ่นก่อน"):
        undo(run, ministry)


def test_every_problem_says_where_and_what(tmp_path, ministry):
    stored(tmp_path, "networks", NETWORKS, ministry)
    head = "รหัส,ชื่อ,ประเภท,เครือข่าย,ตั้งแต่วันที่,จังหวัด\n"
    rows = (
        "มช,มหาวิทยาลัยเชียงใหม่,state,,,", "cmu,,state,,,", "cmu,มช.,ธนาคาร,,,", "cmu,มช.,state,ใต้,,",
        "cmu,มช.,state,,,ดอนเมือง", f"cmu,มช.,state,upper-north,{clock.today() + timedelta(days=30)},", "cmu,มช.,state,,,50", "cmu,มช.,state,,,",
        "cmu,=1+1,state,,,", "lower-north,มน.,state,,,", "unallocated,มน.,state,,,",
    )  # fmt: skip

    found = planned(tmp_path, "universities", head + "\n".join(rows) + "\n")

    assert [(issue.line, issue.code) for issue in found.findings] == [
        (2, "institution_code_malformed"), (3, "value_missing"), (4, "institution_kind_unknown"),
        (5, "institution_network_unknown"), (6, "institution_province_unknown"), (7, "institution_day_to_come"),
        (9, "institution_twice"), (10, "formula"), (11, "institution_code_taken"), (12, "institution_code_taken"),
    ]  # fmt: skip
    assert [row.key for row in found.rows] == [("cmu",)]
    make.university("kpru")
    network = planned(tmp_path, "networks", "รหัส,ชื่อ\nkpru,เหนือ\nno-network,เหนือ\nlower-north,เหนือ\n")
    assert [issue.code for issue in network.findings] == ["institution_code_taken"] * 2
    lead = planned(tmp_path, "leads", "จังหวัด,มหาวิทยาลัย,ตั้งแต่วันที่\nตาก,ม.ใต้,2021-01-01\n")
    assert [issue.code for issue in lead.findings] == ["institution_university_unknown"]
    without = planned(tmp_path, "leads", "จังหวัด,มหาวิทยาลัย\nตาก,cmu\n")
    assert [issue.code for issue in without.findings] == ["column_missing"]


def test_a_file_with_refused_rows_stores_nothing_unless_they_shall_stay_out(tmp_path, ministry):
    text = "รหัส,ชื่อ,ประเภท\ncmu,มช.,state\nซ,มช.,state\n"
    with pytest.raises(SheetError):
        stored(tmp_path, "universities", text, ministry)
    assert not University.objects.exists()
    run = stored(tmp_path, "universities", text, ministry, skips_refused=True)
    assert (run.created_count, run.skipped_count) == (1, 1)


def test_only_who_may_change_universities_brings_a_list(tmp_path, staff, steward, worker, client):
    for person in (staff, steward, worker):
        with pytest.raises(PermissionDenied):
            stored(tmp_path, "networks", NETWORKS, person)
        client.force_login(person)
        file = SimpleUploadedFile("a.csv", NETWORKS.encode())
        given = {"kind": "networks", "file": file}
        assert client.post(reverse("institution-import"), given).status_code == 403
        assert client.post(reverse("api-institution-import-list"), given).status_code == 403
    assert not Network.objects.exists()


def test_what_changed_since_the_check_is_shown_anew(tmp_path, ministry):
    stored(tmp_path, "networks", NETWORKS, ministry)
    path = tmp_path / "list.csv"
    path.write_text(UNIVERSITIES, encoding="utf-8")
    with path.open("rb") as stream:
        run = sheets.bring(sheet=INSTITUTIONS, about="universities", name="a.csv", stream=stream, by=ministry)
    sheets.keep_check(sheet=INSTITUTIONS, run=run, plan=intake.plan(INSTITUTIONS, run), by=ministry)
    make.university("cmu")

    with pytest.raises(sheets.ChangedSinceError):
        sheets.store(sheet=INSTITUTIONS, run=run, plan=intake.plan(INSTITUTIONS, run), decision=Decision(), by=ministry)


@pytest.mark.parametrize("meanwhile", ["amended", "removed"])
def test_what_somebody_types_while_a_file_is_stored_is_not_overwritten(tmp_path, ministry, meanwhile):
    network = make.network("upper-north", name_th="เครือข่ายเหนือ")
    path = tmp_path / "list.csv"
    path.write_text(NETWORKS, encoding="utf-8")
    with path.open("rb") as stream:
        run = sheets.bring(sheet=INSTITUTIONS, about="networks", name="a.csv", stream=stream, by=ministry)
    plan = intake.plan(INSTITUTIONS, run)
    sheets.keep_check(sheet=INSTITUTIONS, run=run, plan=plan, by=ministry)
    if meanwhile == "amended":
        seen = networks.Entry.of(network)
        networks.amend(network=network, entry=networks.Entry("เหนือบน", "Upper North"), seen=seen, by=ministry)
    else:
        networks.remove(network=network, reason="ผิด", by=ministry)

    with pytest.raises(sheets.ChangedSinceError):
        sheets.store(sheet=INSTITUTIONS, run=run, plan=plan, decision=Decision(), by=ministry)

    names = ["เหนือบน"] if meanwhile == "amended" else []
    assert list(Network.objects.values_list("name_th", flat=True)) == names


def work():
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("pk"):
        jobs.run(job.pk)


def test_the_page_and_the_api_bring_check_store_and_undo(client, ministry):
    client.force_login(ministry)
    file = SimpleUploadedFile("networks.csv", NETWORKS.encode())

    page = client.post(reverse("institution-import"), {"kind": "networks", "file": file})["Location"]
    work()
    assert "เครือข่าย" in client.get(page).content.decode()
    run = ImportRun.objects.get()
    assert client.post(reverse("institution-run-store", args=[run.pk])).status_code == 302
    work()
    assert Network.objects.count() == 2
    undone = client.post(reverse("institution-run-undo", args=[run.pk]), {"reason": "ผิด"})
    assert (undone.status_code, Network.objects.count()) == (302, 0)
    assert "networks.csv" in client.get(reverse("institution-run-list")).content.decode()

    file = SimpleUploadedFile("networks.csv", NETWORKS.encode())
    made = client.post(reverse("api-institution-import-list"), {"kind": "networks", "file": file}).json()
    work()
    assert client.post(reverse("api-institution-import-store", args=[made["id"]])).status_code == 200
    work()
    found = client.get(reverse("api-institution-import-detail", args=[made["id"]])).json()
    assert (found["kind"], found["status"], found["created"]) == ("networks", "stored", 2)
