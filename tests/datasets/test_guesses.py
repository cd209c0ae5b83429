"""What the headings of a stranger's file may stand for: offered, and said by somebody."""

import time

import pytest
from django.urls import reverse

from datasets.importing import intake
from datasets.importing.guesses import guessed
from datasets.selectors.headings import fields_in_files, reading_of
from tests.datasets.conftest import check
from u2t.core.importing.heads import Head

pytestmark = pytest.mark.django_db


def offered_for(by, dataset, content):
    run = check(by, dataset, content.encode())
    return run, guessed(reading_of(dataset, fields_in_files(dataset)), intake.head_of(run))


@pytest.mark.parametrize(
    ("headings", "cells", "offered"),
    [
        ("SYS_TAMBON_NAME_TH,SYS_DISTRICT_NAME_TH,ที่ตั้ง", "ก,ข,16.5 99.5", ["name_th", "amphur_name", "at"]),
        ("ตำบล,อำเภอ (ไทย),where", "ก,ข,47N 553361 1824310", ["name_th", "amphur_name", "at"]),
        (
            "X47,Y47,X48,Y48",
            "553361,1824310,-,-\n-,-,393274,1824508",
            ["at:easting47", "at:northing47", "at:easting48", "at:northing48"],
        ),
        ("X47,Y47,X48,Y48", "9,8,393274,1824508", ["", "", "at:easting48", "at:northing48"]),
        ("E,N,ก", "553361,1824310,47", ["at:easting", "at:northing", ""]),
        ("พิกัด N,พิกัด E", "16.5,99.5", ["at:latitude", "at:longitude"]),
        ("พิกัด N,พิกัด E,โซน", "1824310,553361,47", ["at:northing", "at:easting", "at:zone"]),
        ("lat,lon,พิกัด Y,พิกัด X", "16.5,99.5,16.5,99.5", ["at:latitude", "at:longitude", "", ""]),
        ("SYS_DISTRICT_ID,SYS_PROVINCE_NAME", "1015,ก", ["", "province_name"]),
        ("ตำบล,DISTRICT_NAME_EN,อำเภอ", "ก,ข,ค", ["name_th", "", "amphur_name"]),
        ("ตำบล,lat,lon,where", "ก,16.5,99.5,16.5 99.5", ["name_th", "at:latitude", "at:longitude", ""]),
        (
            "ตำบล,lat,lon,Easting,Northing,โซน",
            "ก,16.5,99.5,1,2,ค",
            ["name_th", "at:latitude", "at:longitude", "", "", ""],
        ),
        ("UTM 47 X,UTM 47 Y,Zone,โซน", "553361,1824310,1,2", ["at:easting47", "at:northing47", "", ""]),
        ("ตำบล,lat,Zone,lat", "ก,16.5,1,2", ["name_th", "at:latitude", "", ""]),
        ("ตำบล,SYS_LAT,SYS_LON,note", "ก,16.5,99.5,-", ["name_th", "at:latitude", "at:longitude", ""]),
    ],
)
def test_what_headings_of_a_stranger_may_stand_for_is_offered(steward, springs, headings, cells, offered):
    assert offered_for(steward, springs, f"{headings}\n{cells}\n")[1] == offered


def test_what_somebody_said_stands_alone(client, steward, springs):
    content = "SYS_TAMBON_NAME_TH,SYS_PROVINCE_NAME_TH,รหัสตำบล,ชื่อ\nก,ข,630101,ค\n"
    run, offered = offered_for(steward, springs, content)
    code = springs.fields.get(role="place").name
    chosen = ["", "", code, "spring"]
    client.force_login(steward)

    page = client.get(reverse("import-columns", args=[run.pk])).content.decode()
    intake.explain(by=steward, run=run, head=intake.head_of(run), chosen=chosen)

    assert offered == ["name_th", "province_name", code, ""]
    assert '<option value="province_name" selected>' in page
    assert offered_for(steward, springs, content)[1] == chosen


def test_a_heading_without_an_end_is_read_through_once(springs):
    reading = reading_of(springs, fields_in_files(springs))
    before = time.process_time()

    for heading in ("_" * 99_000 + "x", "SYS_" * 25_000, "(th" * 33_000):
        assert guessed(reading, Head([heading], 1, [["x"]], [])) == [""]

    assert time.process_time() - before < 10
