"""Imports of allocations on the pages: brought, decided, found again, told in the language of the reader."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tambon.models import Area, University
from tambon.services import allocations
from tests.factories import tambon as make
from tests.tambon.allocation_imports.conftest import DAY, state, work
from u2t.core import jobs
from u2t.core.models import ImportRun, Job, RunState

pytestmark = pytest.mark.django_db


@pytest.mark.integration
def test_pages_bring_show_store_and_undo(client, page, programme, admin):
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()
    address = page("630111,,,,kpru,,2564-06-01", "999999,,,,kpru,,", "630101,,,,kpru,,")

    assert 'role="progressbar"' in client.get(address).content.decode()
    work()
    shown = client.get(address).content.decode()

    assert "มหาวิทยาลัยเชียงใหม่" in shown
    assert "999999" in shown
    run = ImportRun.objects.get()
    assert "มีข้อผิดพลาด" in client.post(f"{address}store/", {}, follow=True).content.decode()
    assert run.job == ImportRun.objects.get().job
    client.post(f"{address}store/", {"replaces": "on", "skips_refused": "on"})
    assert 'role="progressbar"' in client.get(address).content.decode()
    work()
    run.refresh_from_db()
    assert (run.state, run.created_count) == (RunState.STORED, 2)
    assert client.post(f"{address}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}undo/", {"reason": "ผิด"}).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert state() == before


@pytest.mark.integration
def test_page_shows_the_new_check_when_allocations_changed_meanwhile(client, page, programme, admin):
    address = page("630111,,,,kpru,,2564-06-01")
    work()
    holder = allocations.Holder(make.university("cmu"), DAY)
    allocations.give(programme=programme, tambon=make.area("630111"), holder=holder, by=admin)
    before = state()

    client.post(f"{address}store/", {})
    work()
    shown = client.get(address).content.decode()

    assert "มหาวิทยาลัยเชียงใหม่" in shown
    assert "มีการเปลี่ยนแปลงการจัดสรร" in shown
    assert (ImportRun.objects.get().state, state()) == (RunState.CHECKED, before)
    client.post(f"{address}store/", {"replaces": "on"})
    work()
    assert ("630111", "kpru", date(2021, 6, 1), None, "") in state()


@pytest.mark.integration
@pytest.mark.parametrize("wanted", ["store", "give-up", "undo"])
def test_a_decided_import_takes_no_other_decision(client, page, wanted):
    address = page("630111,,,,kpru,,")
    work()
    client.post(f"{address}give-up/")

    answer = client.post(f"{address}{wanted}/", {"reason": "ผิด"}, follow=True)

    assert "การนำเข้านี้" in answer.content.decode()
    assert ImportRun.objects.get().state == RunState.DROPPED


@pytest.mark.integration
@pytest.mark.parametrize("file", [b"", b"<html>"])
def test_a_file_that_is_none_is_refused_with_its_reason(client, page, programme, admin, file):
    answer = client.post(
        "/tambon/programmes/u2t1/allocations/import/",
        {"file": SimpleUploadedFile("x.xlsx", file), "from_on": "2021-02-01"},
    )
    if answer.status_code == 302:
        work()
        assert ImportRun.objects.get().state == RunState.REFUSED
        answer = client.get(answer["Location"])

    assert answer.status_code in {200, 422}
    assert state() == []


def test_a_file_of_which_every_row_is_refused_offers_nothing_to_store(client, page, programme, admin):
    address = page("999999,,,,kpru,,")
    jobs.run(Job.objects.get().pk)

    shown = client.get(address).content.decode()

    assert ImportRun.objects.get().state == RunState.REFUSED
    assert "ระบบไม่รับทุกแถวในไฟล์นี้" in shown
    assert f"{address}store/" not in shown
    refused = client.post(f"{address}store/", {"skips_refused": "on"}, follow=True).content.decode()
    assert "ไม่มีแถวใดในไฟล์นี้ที่จัดเก็บได้" in refused


def test_imports_are_found_again_in_a_list(client, page, programme, admin, steward, officer, pm):
    address = page("630111,,,,kpru,,")
    other = make.programme("u2t2", short_th="U2T รุ่นสอง")
    listed = "/tambon/allocations/imports/"

    assert listed in client.get(address).content.decode()
    assert listed in client.get("/tambon/programmes/u2t1/allocations/").content.decode()
    shown = client.get(listed).content.decode()
    assert f'href="{address}"' in shown
    assert f'<option value="u2t2">{other}</option>' in shown
    assert programme.short_th in shown
    for asked, finds in (("programme=u2t1", True), ("programme=u2t2", False), (f"by={admin.pk}", True)):
        assert (f'href="{address}"' in client.get(f"{listed}?{asked}").content.decode()) is finds
    client.force_login(steward)
    assert f'href="{address}"' in client.get(listed).content.decode()
    client.force_login(officer)
    assert f'href="{address}"' not in client.get(listed).content.decode()
    client.force_login(pm)
    assert client.get(listed).status_code == 403


def test_a_conflict_is_told_in_words_of_the_reader_and_of_the_file(client, page, programme, admin):
    make.allocation(Area.objects.get(pk="630111"), University.objects.get(pk="kpru"), programme)
    address = page("630111,,,,cmu,,2564-06-01")
    jobs.run(Job.objects.get().pk)

    shown = client.get(address).content.decode()

    assert "630111 แม่ท้อ" in shown
    assert "แต่ไฟล์มอบให้ มหาวิทยาลัยเชียงใหม่ ตั้งแต่ 1 มิ.ย. 2564" in shown
    assert "2021-06-01" not in shown
    assert re.search(r">\s*มหาวิทยาลัย\s*</td>", shown)
    assert not re.search(r">\s*university\s*</td>", shown)


def test_allocations_are_named_in_the_language_of_the_page(client, programme, admin):
    make.allocation(Area.objects.get(pk="630111"), University.objects.get(pk="kpru"), programme)
    client.force_login(admin)
    client.cookies["u2t_language"] = "en"
    Area.objects.filter(pk="630111").update(name_en="Mae Tho")
    Area.objects.filter(pk="63").update(name_en="Tak Province")

    shown = client.get("/tambon/programmes/u2t1/allocations/").content.decode()

    assert "Mae Tho" in shown
    assert "Tak Province" in shown
    assert "แม่ท้อ" not in shown
