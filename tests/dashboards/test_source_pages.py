"""The pages that say where a figure comes from."""

import pytest

from datasets.models import Layer, Record
from tambon.models import Area
from tests.dashboards.showing import page, rate
from tests.factories import dashboards as figures
from tests.factories import tambon as make
from u2t.core.models import ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_source_of_the_nation_adds_up(client, ministry, known):
    text = page(client, ministry, "/figures/nation/TH/source/?indicator=tpmap.rate.income&period=2565")

    assert "300 ÷ 10,000 × 100 = 3.0%" in text
    assert "/figures/province/63/source/" in text


def test_source_of_a_tambon_shows_its_observations(client, officer, known):
    indicator = figures.indicator("tpmap.rate.income")
    figures.observation("630111", 150, denominator=2_000, indicator=indicator)
    figures.observation("630111", 149, denominator=2_000, indicator=indicator, known_until=figures.KNOWN)

    text = page(client, officer, "/figures/tambon/630111/source/?indicator=tpmap.rate.income&period=2565")

    assert "630111" in text
    assert "150" in text
    assert "149" not in text


def _record_of(run):
    figures.record("630111", total=1)
    record = Record.objects.get()
    layer = Layer.objects.create(record=record, run=run, line=7, values={"total": 1}, position=1)
    Record.objects.update(layer=layer)
    return record


def test_source_names_the_file_to_all_and_links_the_import_only_for_who_may_open_it(client, officer, steward, known):
    indicator = figures.indicator("tpmap.rate.income")
    run = ImportRun.objects.create(
        subject="dataset:test",
        name="file.csv",
        by=steward,
        state="stored",
        created_at=figures.KNOWN,
        stored_at=figures.KNOWN,
        position=1,
    )
    record = _record_of(run)
    figures.observation("630111", 150, denominator=2_000, indicator=indicator, record_id=record.pk)
    address = "/figures/tambon/630111/source/?indicator=tpmap.rate.income&period=2565"

    for person, may_open in ((officer, False), (steward, True)):
        text = page(client, person, address)
        assert "file.csv" in text
        assert (f"/datasets/imports/{run.pk}/" in text) is may_open


def test_source_of_what_no_university_holds_leads_down_to_its_tambons(client, officer, known):
    programme = make.programme("u2t1")
    make.allocation(Area.objects.get(pk="630101"), make.university("kpru"), programme)
    for level, area in (("university", "unallocated"), ("university-province", "unallocated:63")):
        figures.rollup(level, area, 5, numerator=5, denominator=100, programme=programme.pk)

    nation = page(client, officer, "/figures/university/unallocated/source/?period=2565")
    province = page(client, officer, "/figures/university-province/unallocated:63/source/?period=2565")

    assert "/figures/university-province/unallocated:63/source/" in nation
    assert 'href="/areas/TH/?indicator=tpmap.rate.income&amp;period=2565&amp;view=university"' in nation
    assert "/figures/tambon/630111/source/" in province
    assert "/figures/tambon/630101/source/" not in province
    page(client, officer, "/figures/university-province/municipal:99/source/", status=404)


def test_source_of_a_level_that_is_not_the_areas_is_not_found(client, ministry, known):
    page(client, ministry, "/figures/amphoe/63/source/", status=404)


def test_source_of_a_university_in_a_province(client, staff, known):
    rate("university-province", "kpru:63", 150, 2_000, programme="u2t1")

    text = page(client, staff, "/figures/university-province/kpru:63/source/?period=2565&programme=u2t1")

    assert "150 ÷ 2,000 × 100 = 7.5%" in text
    assert "ต.แม่ท้อ" in text
